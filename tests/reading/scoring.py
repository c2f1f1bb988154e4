"""Runs the scorer of the shared material on a reading, and tells what it found."""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path

from qingmiao.reading import read_file


def scores(shared: Path, source: Path, gold: Path, out: Path, *span: int) -> dict[str, float]:
    """The F1 figures of reading `source` against the truth with prefix `gold`; `span` narrows both to a part of the text."""
    out.write_text(read_file(source).to_json(), encoding="utf-8")
    command = [sys.executable, str(shared / "check" / "score_reading.py"), str(source), str(gold), str(out)]
    command += ["--span", *(str(offset) for offset in span)] if span else []
    answer = subprocess.run(command, capture_output=True, text=True, encoding="utf-8", check=True)
    found: dict[str, float] = json.loads(answer.stdout.splitlines()[-1])
    return found
