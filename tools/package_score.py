"""Score a package against a hand-made truth: the package is turned into a reading and given to the scorer of readings.

usage: python tools/package_score.py SCORER PACKAGE SOURCE.txt TRUTH_PREFIX [--span FROM TO] [--misses]

SCORER is score_reading.py of the shared material; the other arguments are those that it takes. A commitment's `name` stands for the
indicator as it was read, units stand by their names, places of things by their offsets.
"""

from __future__ import annotations

import argparse
import json
import subprocess
import sys
import tempfile
from collections.abc import Iterable, Mapping, Sequence
from pathlib import Path
from typing import Any

from qingmiao.plans import load
from qingmiao.plans.model import Commitment, Measure, Package

UNITS = ("lead", "support")


def reading(package: Package) -> dict[str, Any]:
    """The package as a reading: plans, objectives, commitments and measures as plain values; actions stand in measures alone."""
    names = {unit.id: unit.name for unit in package.units}
    return {
        "plans": [package.plan.model_dump(mode="json")],
        "objectives": [item.model_dump(mode="json") for item in package.objectives],
        "commitments": [_named(item, names) | {"indicator": item.name} for item in package.commitments if item.kind != "action"],
        "measures": [_named(item, names) for item in package.measures],
    }


def _named(item: Commitment | Measure, names: Mapping[str, str]) -> dict[str, Any]:
    """An item with the names of its units in the place of their ids."""
    return item.model_dump(mode="json") | {role: [names[unit] for unit in getattr(item, role)] for role in UNITS}


def score(scorer: Path, folder: Path, source: Path, truth: Path, options: Iterable[str] = ()) -> str:
    """What the scorer prints of the package in a folder; its last line holds the F1 figures as JSON."""
    with tempfile.TemporaryDirectory() as scratch:
        read = Path(scratch) / "reading.json"
        read.write_text(json.dumps(reading(load(folder)), ensure_ascii=False), encoding="utf-8")
        command = [sys.executable, "-X", "utf8", str(scorer), str(source), str(truth), str(read), *options]
        return subprocess.run(command, capture_output=True, text=True, encoding="utf-8", check=True).stdout


def figures(printed: str) -> dict[str, float]:
    """The F1 figures of what the scorer printed."""
    found: dict[str, float] = json.loads(printed.splitlines()[-1])
    return found


def main(arguments: Sequence[str]) -> None:
    """Score one package and print what the scorer says."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    for name in ("scorer", "package", "source", "truth"):
        parser.add_argument(name, type=Path)
    parser.add_argument("--span", nargs=2, metavar=("FROM", "TO"), default=[])
    parser.add_argument("--misses", action="store_true")
    given = parser.parse_args(arguments)
    options = [*(["--span", *given.span] if given.span else []), *(["--misses"] if given.misses else [])]
    sys.stdout.write(score(given.scorer, given.package, given.source, given.truth, options))


if __name__ == "__main__":
    main(sys.argv[1:])
