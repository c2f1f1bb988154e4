"""A sync worker that is not held up by connections on which nothing is asked yet.

Browsers open connections ahead of need; gunicorn's sync worker would read from the first of them until it times out, and everybody else
would wait. This one keeps accepted connections aside until something can be read from them.
"""

from __future__ import annotations

import errno
import os
import selectors
import socket
from time import monotonic
from typing import cast

from gunicorn import util
from gunicorn.workers.sync import SyncWorker

IDLE = 30.0
"""Seconds after which a connection on which nothing was asked is closed."""

_NOBODY = frozenset({errno.EAGAIN, errno.EWOULDBLOCK, errno.ECONNABORTED})


class PatientWorker(SyncWorker):
    """Handles one request at a time, that of whoever has asked."""

    def run(self) -> None:
        """Accept, keep aside, and handle what has something to read, until told to stop."""
        with selectors.DefaultSelector() as selector:
            for listener in self.sockets:
                listener.setblocking(False)
                selector.register(listener, selectors.EVENT_READ)
            selector.register(self.PIPE[0], selectors.EVENT_READ)
            while self.alive and self.is_parent_alive():
                self.notify()
                for key, _ in selector.select(timeout=1.0):
                    self._ready(selector, key)
                self._close_idle(selector)

    def _ready(self, selector: selectors.BaseSelector, key: selectors.SelectorKey) -> None:
        if key.fileobj == self.PIPE[0]:
            os.read(self.PIPE[0], 1)
        elif key.data is None:
            self._take(selector, cast(socket.socket, key.fileobj))
        else:
            listener, address, _ = key.data
            selector.unregister(key.fileobj)
            self.handle(listener, key.fileobj, address)

    def _take(self, selector: selectors.BaseSelector, listener: socket.socket) -> None:
        try:
            client, address = listener.accept()
        except OSError as error:
            if error.errno not in _NOBODY:
                raise
            return
        client.setblocking(True)
        util.close_on_exec(client)
        selector.register(client, selectors.EVENT_READ, (listener, address, monotonic()))

    def _close_idle(self, selector: selectors.BaseSelector) -> None:
        late = [key.fileobj for key in selector.get_map().values() if key.data is not None and monotonic() - key.data[2] > IDLE]
        for client in late:
            selector.unregister(client)
            util.close(client)
