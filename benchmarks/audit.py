"""The audit log: actions a second with and without signed heads, and how fast the whole of it is verified.

`python benchmarks/audit.py` works in a home of its own on SQLite, or in the database that DATABASE_URL names (use an empty one). An action here is an
audit entry alone, in a transaction of its own: the worst case for what a head costs. “every action” signs a head each time, which the site never does.
"""

from __future__ import annotations

import os
import sys
import tempfile
import time
from collections.abc import Callable
from pathlib import Path
from statistics import median
from typing import Final

ACTIONS: Final = 150
ROUNDS: Final = 7
LOG: Final = 20_000


def main() -> int:
    """Measure, print, and tell by the exit code whether the log still holds."""
    with tempfile.TemporaryDirectory(prefix="qingmiao-bench-", ignore_cleanup_errors=True) as folder:
        os.environ["QINGMIAO_HOME"] = folder
        from django.db import connections

        from qingmiao.web import service

        service.start(home=Path(folder))
        code = _measure()
        connections.close_all()
    return code


def _measure() -> int:
    from qingmiao.web.ledger import heads
    from qingmiao.web.ledger.verifying import verify

    honest = heads.after_action
    ways: dict[str, Callable[..., None]] = {
        "without heads": lambda _: None,
        "a head an hour": honest,
        "a head every action": lambda moment: (heads._covered.clear(), heads.keep(why="hour"))[0],
    }
    figures: dict[str, list[float]] = {name: [] for name in ways}
    for turn in range(ROUNDS + 1):  # in turns, since the machine has other work; the first one warms up
        for name, way in ways.items():
            heads.after_action = way
            rate = _rate()
            figures[name] += [rate] if turn else []
    for name, rates in figures.items():
        print(f"{name:20} {median(rates):8.0f} actions/s (from {min(rates):.0f} to {max(rates):.0f})")
    heads.after_action = honest
    began = time.perf_counter()
    heads.keep(why="hour")
    print(f"{'one head':20} {(time.perf_counter() - began) * 1000:8.1f} ms")
    _lengthen(LOG)
    began = time.perf_counter()
    heads.keep(why="hour")
    print(f"{'one head':20} {(time.perf_counter() - began) * 1000:8.1f} ms with {LOG} entries more")
    began = time.perf_counter()
    found = verify()
    spent = time.perf_counter() - began
    print(f"{'verifying':20} {found.entries / spent:8.0f} entries/s ({found.entries} entries, {found.heads} heads)")
    print(found.sentence[1])
    return 1 if found.wrong else 0


def _rate() -> float:
    from qingmiao.web.ledger.actions import recorded

    began = time.perf_counter()
    for number in range(ACTIONS):
        with recorded("bench.act", by="benchmark") as record:
            record.subject, record.detail = f"round/{number}", {"number": number, "words": "一句话"}
    return ACTIONS / (time.perf_counter() - began)


def _lengthen(count: int) -> None:
    from django.db import transaction

    from qingmiao.web.ledger.actions import recorded

    with transaction.atomic():
        for number in range(count):
            with recorded("bench.act", by="benchmark") as record:
                record.subject = str(number)


if __name__ == "__main__":
    sys.exit(main())
