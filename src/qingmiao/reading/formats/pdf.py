"""PDF files with text → text, read by PDFium in a process of its own, which is ended when it takes too long, too much memory, or falls.

The process is this Python with `-m qingmiao.reading.formats.pdf_worker`: the file goes in through its standard input, JSON comes out.
"""

from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path
from typing import Final

import qingmiao
from qingmiao.reading.formats.model import REFUSALS, Extracted, Refused

SECONDS: Final = 8.0
"""A file that takes longer is refused; a plan of 100 pages takes one second."""


def extract(data: bytes) -> Extracted:
    """The text of a PDF; Refused when it is scanned, garbled, locked, damaged or too complex."""
    command = [sys.executable, "-m", "qingmiao.reading.formats.pdf_worker"]
    flags = getattr(subprocess, "CREATE_NO_WINDOW", 0)
    try:
        done = subprocess.run(
            command, input=data, capture_output=True, timeout=SECONDS, check=False, env=_environment(), creationflags=flags
        )
    except subprocess.TimeoutExpired:
        raise Refused("slow") from None
    return _answer(done.stdout)


def _environment() -> dict[str, str]:
    """The environment of the process: it must find the same package."""
    home = str(Path(qingmiao.__file__).resolve().parent.parent)
    return os.environ | {"PYTHONPATH": os.pathsep.join(filter(None, [home, os.environ.get("PYTHONPATH")]))}


def _answer(out: bytes) -> Extracted:
    """What the process said; one that fell says nothing whole."""
    try:
        said = json.loads(out.decode("utf-8"))
    except ValueError:
        raise Refused("damaged") from None
    if "refused" in said:
        raise Refused(said["refused"] if said["refused"] in REFUSALS else "damaged")
    return Extracted(said["text"], "pdf", "utf-8", tuple(said["notes"]))
