"""Run the tests on both databases and on Spark, and end with the count per real part: the door ``make test``.

First every test on SQLite, then those that touch the database, or need PostgreSQL, on PostgreSQL, then those of Spark in an
environment of their own. A skipped test of a real part is a failure, and so is a run that finds no test; only tests of the shared
material may be skipped, and only outside CI. ``--core`` keeps to the core tier: no browser, no office, no Spark, nothing slow. Other
arguments go to pytest; where they name tests, Spark is left out unless its folder is named.
"""

from __future__ import annotations

import json
import os
import subprocess
import sys
import tempfile
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

import real_parts

ROOT = Path(__file__).resolve().parent.parent
PARTS = ("SQLite", "PostgreSQL", "Chromium", "LibreOffice", "Spark", "shared", "all")
MAY_SKIP = {"shared", "all"}
WORKERS = os.environ.get("TEST_WORKERS", "2")
NOTHING_COLLECTED = 5

Counts = dict[str, dict[str, int]]


@dataclass(frozen=True)
class Run:
    """One run of pytest: its title, the markers it selects, the flags of its coverage, the Python that runs it, how many workers."""

    title: str
    select: str
    coverage: tuple[str, ...]
    python: str = sys.executable
    workers: str = WORKERS


SPARK_TESTS = "tests/compute/spark"
SPARK_PYTHON = str(ROOT / ".venv-spark" / ("Scripts/python.exe" if os.name == "nt" else "bin/python"))
MORE = ("--cov", "--cov-append", "--cov-report=", "--cov-fail-under=0")

RUNS = (
    Run("SQLite", "not postgres and not spark", ("--cov", "--cov-report=", "--cov-fail-under=0")),
    # Coverage is measured once: what the databases differ in lies in the site, which it leaves out.
    Run("PostgreSQL", "(database or postgres) and not sqlite", ()),
    # One worker: all its tests share one Spark.
    Run("Spark", "spark", MORE, SPARK_PYTHON, "0"),
)


def environment(run: Run, url: str) -> dict[str, str]:
    """Return the environment of a run: DATABASE_URL is set for PostgreSQL only."""
    kept = {name: value for name, value in os.environ.items() if name != "DATABASE_URL"}
    server = {"DATABASE_URL_TEST": url, "PYTHONUTF8": "1"}
    return kept | server | ({"DATABASE_URL": url} if run.title == "PostgreSQL" else {})


def named(extra: Sequence[str]) -> list[str]:
    """Return the tests that are named among the arguments for pytest."""
    return [word for word in extra if word.startswith("tests")]


def run_pytest(run: Run, url: str, core: bool, extra: Sequence[str]) -> tuple[bool, Counts]:
    """Run pytest once and return whether it was content, and its counts."""
    print(f"\n== {run.title} ==", flush=True)
    select = f"({run.select}) and core" if core else run.select
    with tempfile.TemporaryDirectory() as folder:
        target = Path(folder) / "parts.json"
        command = [run.python, "-m", "pytest", "-q", "-n", run.workers, "--dist", "loadfile", "-m", select]
        command += ["--parts-json", str(target), *run.coverage, *extra]
        command += [SPARK_TESTS] if run.title == "Spark" and not named(extra) else []
        code = subprocess.run(command, cwd=ROOT, env=environment(run, url), check=False).returncode
        counts = json.loads(target.read_text(encoding="utf-8")) if target.exists() else {}
    return code in (0, NOTHING_COLLECTED), counts


def add(results: Sequence[Counts]) -> Counts:
    """Add the counts of several runs."""
    outcomes = ("passed", "failed", "skipped")
    return {part: {outcome: sum(counts.get(part, {}).get(outcome, 0) for counts in results) for outcome in outcomes} for part in PARTS}


def silent_skips(counts: Mapping[str, Mapping[str, int]]) -> list[str]:
    """Return the real parts of which a test was skipped and may not be."""
    strict = os.environ.get("CI") == "true"
    return [part for part in PARTS if counts[part]["skipped"] and (part not in MAY_SKIP or (strict and part == "shared"))]


def runs_of(core: bool, extra: Sequence[str]) -> list[Run]:
    """Return the runs that are due: Spark's is left out of the core tier, and where other tests are named."""
    spark = not core and (not named(extra) or any(word.startswith(SPARK_TESTS) for word in named(extra)))
    return [run for run in RUNS if spark or run.title != "Spark"]


def silent_part(runs: Sequence[Run], counts: Mapping[str, Mapping[str, int]], extra: Sequence[str]) -> bool:
    """Tell whether Spark was due in a full run and none of its tests ran: its tests are not even seen where PySpark is missing."""
    return not extra and any(run.title == "Spark" for run in runs) and not counts["Spark"]["passed"] + counts["Spark"]["failed"]


def report_coverage(complete: bool) -> bool:
    """Print the branch coverage of the library; it must reach the floor when every test was run."""
    floor = [] if complete else ["--fail-under=0"]
    return subprocess.run([sys.executable, "-m", "coverage", "report", *floor], cwd=ROOT, check=False).returncode == 0


def report_counts(counts: Mapping[str, Mapping[str, int]], content: bool) -> bool:
    """Print the count per real part, last of all ``N passed, N failed``, and return whether all is well."""
    print("\n实测部件 / tests per real part")
    for part in PARTS[:-1]:
        print(f"  {part:12} " + ", ".join(f"{number} {outcome}" for outcome, number in counts[part].items()))
    skipped = silent_skips(counts)
    for part in skipped:
        print(f"  {part}：有测试被跳过，算作失败 / tests were skipped, which counts as failed")
    failed = counts["all"]["failed"] + sum(counts[part]["skipped"] for part in skipped)
    failed = failed or int(not content)
    print(f"{counts['all']['passed']} passed, {failed} failed")
    return not failed


def main(argv: Sequence[str]) -> int:
    """Put the real parts in place, run every run that is due, and report."""
    core, extra = "--core" in argv, [word for word in argv if word != "--core"]
    if not real_parts.ensure():
        return 2
    with real_parts.postgres() as url:
        runs = runs_of(core, extra)
        results = [run_pytest(run, url, core, extra) for run in runs]
    counts = add([one for _, one in results])
    silent = silent_part(runs, counts, extra)
    if silent:
        print("没有一个测试在 Spark 上运行 / no test ran on Spark")
    covered = report_coverage(complete=not extra and not core)
    if not covered:
        print("分支覆盖率低于底线 / the branch coverage is below its floor")
    content = covered and not silent and all(good for good, _ in results)
    return 0 if report_counts(counts, content) else 1


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
