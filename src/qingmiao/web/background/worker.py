"""The process that works off the queue, and the keeper that starts it again when it dies. A site has one: `qingmiao serve` keeps it."""

from __future__ import annotations

import os
import subprocess
import sys
import threading
from contextlib import suppress

INTERVAL = 2.0
"""Seconds between two looks into an empty queue."""

_FIRST, _LONGEST = 1.0, 60.0
"""Seconds before a process that died is started again: twice as long each time."""


def work() -> None:
    """Work off the queue until the process that started this one is gone, or asks it to stop."""
    from django.utils.crypto import get_random_string
    from django_tasks_db.management.commands.db_worker import Worker

    from qingmiao.web.background.actions import take_up

    threading.Thread(target=_end_with_parent, daemon=True).start()
    take_up()
    worker = Worker(
        queue_names=["*"],
        interval=INTERVAL,
        batch=False,
        backend_name="default",
        startup_delay=False,
        max_tasks=None,
        worker_id=get_random_string(32),
        excluded_queue_names=[],
    )
    worker.configure_signals()
    worker.run()


def _end_with_parent() -> None:
    """Whoever started this process holds the other end of its input: when that closes, nobody is left to work for."""
    while os.read(sys.stdin.fileno(), 1):  # past the buffer, whose lock a process that ends would wait for
        pass
    os._exit(0)


class Keeper:
    """Starts the process and starts it again when it dies, until `stop`."""

    def __init__(self) -> None:
        self._stopped = threading.Event()
        self._process: subprocess.Popen[bytes] | None = None
        self._thread = threading.Thread(target=self._keep, daemon=True)

    def start(self) -> None:
        """Start keeping."""
        self._thread.start()

    def stop(self) -> None:
        """End the process, and start no other."""
        self._stopped.set()
        if self._process is not None:
            self._process.terminate()
            with suppress(subprocess.TimeoutExpired):
                self._process.wait(timeout=5)

    def _keep(self) -> None:
        wait = _FIRST
        while not self._stopped.is_set():
            self._process = subprocess.Popen([sys.executable, "-m", "qingmiao", "work"], stdin=subprocess.PIPE)
            try:
                self._process.wait(timeout=_LONGEST)
                wait = min(2 * wait, _LONGEST)
            except subprocess.TimeoutExpired:
                wait = _FIRST
                self._process.wait()
            self._stopped.wait(wait)
