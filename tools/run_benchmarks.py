"""Run the benchmarks, each in a fresh process: the door ``make bench``. Words after it choose by a part of the name."""

from __future__ import annotations

import os
import subprocess
import sys
from collections.abc import Sequence
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent


def main(argv: Sequence[str]) -> int:
    """Run ``benchmarks/bench_*.py`` and ``benchmarks/*.py`` not starting with ``_``; non-zero when one fails."""
    scripts = sorted(path for path in (ROOT / "benchmarks").glob("*.py") if not path.name.startswith("_"))
    chosen = [path for path in scripts if not argv or any(word in path.name for word in argv)]
    if not chosen:
        print("没有测速脚本 / there are no benchmarks")
    codes = []
    for path in chosen:
        print(f"== {path.stem} ==", flush=True)
        codes.append(subprocess.run([sys.executable, str(path)], cwd=ROOT, env=os.environ | {"PYTHONUTF8": "1"}, check=False).returncode)
    return max(codes, default=0)


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
