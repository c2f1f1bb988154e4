"""The process that reads one PDF: bytes from standard input, `{"text", "notes"}` or `{"refused"}` as JSON to standard output.

It watches its own memory where the system tells it, since a small file can unpack to very much.
"""

from __future__ import annotations

import json
import os
import sys
import threading
from pathlib import Path
from typing import BinaryIO, Final

from qingmiao.reading.formats.model import Refused
from qingmiao.reading.formats.pdf_pages import text_of_pdf

MOST_MEMORY: Final = 1_000_000_000
"""Bytes in use."""
_STATE: Final = Path("/proc/self/statm")
_PAGE: Final = 4096


def main(source: BinaryIO, target: BinaryIO) -> None:
    """Read, extract, answer."""
    threading.Thread(target=_watch, args=(target,), daemon=True).start()
    target.write(answer(source.read()))
    target.flush()


def answer(data: bytes) -> bytes:
    """The answer to one file."""
    try:
        text, notes = text_of_pdf(data)
    except Refused as refused:
        return _json({"refused": refused.reason})
    except MemoryError:
        return _json({"refused": "slow"})
    return _json({"text": text, "notes": notes})


def _json(value: object) -> bytes:
    return json.dumps(value).encode("ascii")


def _watch(target: BinaryIO) -> None:
    """End the process when it uses too much memory; where the system has no such file, the time alone is limited."""
    nap = threading.Event()
    while _STATE.exists() and not nap.wait(0.05):
        if int(_STATE.read_text(encoding="ascii").split()[1]) * _PAGE > MOST_MEMORY:
            target.write(_json({"refused": "slow"}))
            target.flush()
            os._exit(3)


if __name__ == "__main__":
    main(sys.stdin.buffer, sys.stdout.buffer)
