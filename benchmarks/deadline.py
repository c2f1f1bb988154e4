"""Deadline night on PostgreSQL: 3,000 forms of 200 cells, 200 reporters who save ten cells every five seconds and submit once, the office looking on.

``python benchmarks/deadline.py [SECONDS] [REPORTERS] [CELLS]``: 300 s, 200 and 200 where nothing is said. The site has two workers and its queue; drivers are threads of this
process, on the same two cores. Told are the times of saves, submissions and the office's page, all errors, and what the ledgers of the
reporters say against the database, read by SQL of our own. Peer: an UPDATE of ten rows by psycopg alone, in the same minute.
"""

from __future__ import annotations

import os
import random
import signal
import sys
import tempfile
import threading
import time
from collections import Counter
from pathlib import Path
from statistics import quantiles

import psycopg

import _night

SERVER = os.environ.get("DATABASE_URL_TEST", "postgresql://postgres@127.0.0.1:5432/postgres")
NAME = "qingmiao_deadline"
EVERY = 5.0
PORT = 8151


def main() -> None:
    seconds, people, cells = (int(sys.argv[at]) if len(sys.argv) > at else default for at, default in ((1, 300), (2, 200), (3, 200)))
    with psycopg.connect(SERVER, autocommit=True) as server:
        server.execute(f"DROP DATABASE IF EXISTS {NAME} WITH (FORCE)")
        server.execute(f"CREATE DATABASE {NAME}")
    url = f"{SERVER.rpartition('/')[0]}/{NAME}"
    with tempfile.TemporaryDirectory() as folder:
        start = time.monotonic()
        told = _night.made(Path(folder), url, people, cells)
        print(f"{people * _night.DEPARTMENTS} forms of {cells} cells made in {time.monotonic() - start:.0f} s", flush=True)
        process = _night.serving(Path(folder), url, PORT, workers=2)
        try:
            night(told, seconds, url)
        finally:
            os.killpg(process.pid, signal.SIGTERM)
            process.wait(timeout=30)
    with psycopg.connect(SERVER, autocommit=True) as server:
        server.execute(f"DROP DATABASE {NAME} WITH (FORCE)")


class Log:
    """How long each kind of request took, and what went wrong."""

    def __init__(self) -> None:
        self.lock = threading.Lock()
        self.times: dict[str, list[float]] = {"save": [], "submit": [], "office": []}
        self.wrong: Counter[str] = Counter()

    def took(self, what: str, start: float, fine: bool, why: str) -> None:
        with self.lock:
            self.times[what].append(time.monotonic() - start)
            if not fine:
                self.wrong[f"{what}: {why}"] += 1


def night(told: dict[str, dict[str, object]], seconds: int, url: str) -> None:
    """The five minutes, and what is in the database after them."""
    office = _night.Reporter("office", told.pop("office"), PORT, random.Random(0))
    reporters = [_night.Reporter(name, one, PORT, random.Random(name)) for name, one in told.items()]
    log, until = Log(), time.monotonic() + seconds
    threads = [threading.Thread(target=evening, args=(one, log, until)) for one in reporters]
    watching = threading.Thread(target=watch, args=(office, int(str(reporters[0].told["round"])), log, until))
    for thread in (*threads, watching):
        thread.start()
    for thread in (*threads, watching):
        thread.join()
    for what, times in log.times.items():
        if len(times) > 1:
            cuts = quantiles(times, n=100)
            print(
                f"{what}: {len(times)} requests, median {1000 * cuts[49]:.0f} ms, p95 {1000 * cuts[94]:.0f} ms, p99 {1000 * cuts[98]:.0f} ms, longest {1000 * max(times):.0f} ms"
            )
    print("errors:", dict(log.wrong) or "none")
    held_against(reporters, url)
    print(f"psycopg alone, ten rows and a commit: median {1000 * alone(url):.1f} ms")


def evening(one: _night.Reporter, log: Log, until: float) -> None:
    """Save every five seconds from some moment on; fill in what is left and submit once, at some moment of the last half."""
    time.sleep(one.rng.random() * EVERY)
    end = until - one.rng.random() * max(0.0, until - time.monotonic()) / 2
    while time.monotonic() < until:
        start = time.monotonic()
        submits = start > end and len(one.said) == len(one.told["cells"])
        try:
            if submits:
                status, body = one.submit()
                log.took("submit", start, status == 302, f"{status} {body[:60]!r}")
                return
            status = one.save()
            log.took("save", start, status == 200, str(status))
        except OSError as error:
            log.took("submit" if submits else "save", start, False, repr(error))
        time.sleep(max(0.0, EVERY - (time.monotonic() - start)))


def watch(office: _night.Reporter, number: int, log: Log, until: float) -> None:
    """The office's page of the round, again and again."""
    while time.monotonic() < until:
        start = time.monotonic()
        status, body = office.get(f"/rounds/{number}/")
        log.took("office", start, status == 200 and len(body) > 10_000, str(status))
        time.sleep(2.0)


def held_against(reporters: list[_night.Reporter], url: str) -> None:
    """The ledgers against the database: each acknowledged cell once, with its last value and version; submitted forms as facts."""
    with psycopg.connect(url) as connection:
        rows = connection.execute("SELECT id, value, version FROM rounds_cellrow WHERE version > 0").fetchall()
        submitted = connection.execute("SELECT count(*) FROM rounds_formrow WHERE state = 'submitted'").fetchone()
        facts = connection.execute(
            "SELECT count(*), count(DISTINCT (element, place)) FROM ledger_fact WHERE origin = 'submission'"
        ).fetchone()
        entries = connection.execute("SELECT count(*) FROM ledger_auditentry WHERE action = 'form.submit'").fetchone()
    held = {cell: (value, version) for cell, value, version in rows}
    said = {cell: one for reporter in reporters for cell, one in reporter.said.items()}
    hoped = {cell for reporter in reporters for cell in reporter.hoped}
    lost = [cell for cell, one in said.items() if held.get(cell) != one and cell not in hoped]
    more = [cell for cell in held if cell not in said and cell not in hoped]
    assert submitted is not None
    assert facts is not None
    assert entries is not None
    print(f"{len(said)} cells acknowledged: {len(lost)} lost or changed, {len(more)} that nobody wrote")
    print(f"{submitted[0]} forms submitted, {entries[0]} audit entries, {facts[0]} facts of {facts[1]} cells")


def alone(url: str) -> float:
    """The median seconds of ten rows written and committed by the driver alone."""
    times = []
    with psycopg.connect(url) as connection:
        ids = [row[0] for row in connection.execute("SELECT id FROM rounds_cellrow ORDER BY id LIMIT 2000").fetchall()]
        for start in range(0, len(ids), 10):
            begin = time.monotonic()
            connection.cursor().executemany(
                "UPDATE rounds_cellrow SET comment = '.' WHERE id = %s", [(one,) for one in ids[start : start + 10]]
            )
            connection.commit()
            times.append(time.monotonic() - begin)
    return quantiles(times, n=2)[0]


if __name__ == "__main__":
    main()
