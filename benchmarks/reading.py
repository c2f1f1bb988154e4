"""How long reading takes: each shared plan (floor: 1 s and 200 MB), and texts of 0.05, 0.5 and 5 million characters (time grows with the length).

The long texts are the invented documents of the tests, over and over. Each reading runs in a process of its own, so that its memory is its own:
the peak is that of Python's own allocations beyond what the program needs before it reads. `QINGMIAO_BENCH_LONG=0` leaves the longest out.
"""

from __future__ import annotations

import os
import subprocess
import sys
import time
import tracemalloc
from pathlib import Path

from qingmiao.reading import read_text

ROOT = Path(__file__).resolve().parent.parent
SHARED = ROOT.parent / "shared" / "plans"
LENGTHS = (50_000, 500_000, 5_000_000)
SECONDS, MEGABYTES, SLOWER = 1.0, 200.0, 1.5
"""Floors: seconds and megabytes a plan; how much longer a character may take in the longest text than in the shortest."""


def long_text(length: int) -> str:
    """So many characters of invented documents, over and over."""
    folder = ROOT / "tests" / "reading" / "invented"
    base = "".join(path.read_text(encoding="utf-8") + "\n" for path in sorted(folder.glob("*.txt")))
    return (base * (length // len(base) + 1))[:length]


def measure(what: str) -> None:
    """Read one text in this process and print seconds, characters and the peak of memory in MB (0 where it is not measured)."""
    text = long_text(int(what)) if what.isdigit() else Path(what).read_text(encoding="utf-8")
    read_text("到2025年，婴儿死亡率控制在5‰以下。", name="first")
    start = time.perf_counter()
    read_text(text, name="timed")
    took = time.perf_counter() - start
    peak = 0.0
    if not what.isdigit():
        tracemalloc.start()
        read_text(text, name="weighed")
        peak = tracemalloc.get_traced_memory()[1] / 2**20
    print(took, len(text), peak)


def figures(what: str) -> tuple[float, int, float]:
    """What `measure` prints in a fresh process."""
    answer = subprocess.run([sys.executable, __file__, what], capture_output=True, text=True, check=True, encoding="utf-8")
    took, length, peak = answer.stdout.split()
    return float(took), int(length), float(peak)


def main() -> int:
    """Measure and print; non-zero when a floor is missed."""
    good = True
    for path in sorted(SHARED.glob("*.txt")) if SHARED.exists() else []:
        took, length, peak = figures(str(path))
        good &= took <= SECONDS and peak <= MEGABYTES
        print(f"{path.stem}: {length} characters, {took:.2f} s (limit {SECONDS:g} s), {peak:.0f} MB (limit {MEGABYTES:g} MB)")
    speeds = []
    for length in LENGTHS if os.environ.get("QINGMIAO_BENCH_LONG", "1") != "0" else LENGTHS[:-1]:
        took, _, _ = figures(str(length))
        speeds.append(length / took)
        print(f"{length} characters: {took:.1f} s, {speeds[-1]:.0f} characters a second")
    ratio = speeds[0] / speeds[-1]
    good &= ratio <= SLOWER
    print(f"the longest takes {ratio:.2f} times as long a character as the shortest (limit {SLOWER:g})")
    return 0 if good else 1


if __name__ == "__main__":
    if len(sys.argv) > 1:
        measure(sys.argv[1])
    else:
        sys.exit(main())
