"""Excerpts: pieces of the annotated texts that begin and end anywhere, without title, heading or period, still give what they promise."""

from __future__ import annotations

import json
import random
from pathlib import Path
from statistics import mean
from typing import Any

import pytest

from tests.reading.scoring import scores

HERE = Path(__file__).resolve().parent
FEWEST = 4
"""Numbers that a piece must hold to be measured."""

Row = dict[str, Any]


def annotated() -> list[tuple[str, list[Row]]]:
    """The texts of this folder with their truth."""
    found = []
    for path in sorted([*(HERE / "invented").glob("*.txt"), *(HERE / "blind").glob("*.txt")]):
        lines = path.with_suffix(".targets.jsonl").read_text(encoding="utf-8").splitlines()
        found.append((path.read_text(encoding="utf-8"), [json.loads(line) for line in lines]))
    return found


def placed(text: str, rows: list[Row]) -> tuple[list[int], list[tuple[int, int, Row]]]:
    """Where each character that is no blank stands, and the rows with their runs in these characters."""
    at = [index for index, character in enumerate(text) if not character.isspace()]
    squeezed, here, found = "".join(text[index] for index in at), 0, []
    for row in rows:
        quote = "".join(row["quote"].split())
        start = squeezed.find(quote, max(0, here - 200))
        here = start if start >= 0 else here
        found.append((start, start + len(quote), row))
    return at, [run for run in found if run[0] >= 0]


def piece(text: str, rows: list[Row], luck: random.Random) -> tuple[str, list[Row]] | None:
    """A piece of 400 to 1,200 characters that cuts no quotation, with the rows inside it; None when it holds too little."""
    at, runs = placed(text, rows)
    length = min(len(at), luck.randint(400, 1200))
    first = luck.randint(0, len(at) - length)
    last = first + length
    for start, end, _ in runs:
        first = end if start < first < end else first
    for start, end, _ in reversed(runs):
        last = start if start < last < end else last
    inside = [row for start, end, row in runs if start >= first and end <= last]
    numbers = [row for row in inside if not row.get("optional") and row["kind"] not in ("trend", "milestone")]
    return (text[at[first] : at[last - 1] + 1], inside) if len(numbers) >= FEWEST else None


@pytest.mark.shared
@pytest.mark.slow
def test_pieces_without_a_heading_are_read(shared: Path, tmp_path: Path) -> None:
    luck = random.Random(20)
    found = []
    for text, rows in annotated():
        cut = piece(text, rows, luck)
        if cut is None:
            continue
        source = tmp_path / f"piece{len(found)}.txt"
        source.write_text(cut[0], encoding="utf-8")
        lines = "".join(json.dumps(row, ensure_ascii=False) + "\n" for row in cut[1])
        source.with_suffix(".targets.jsonl").write_text(lines, encoding="utf-8")
        for part in ("measures", "objectives"):
            source.with_suffix(f".{part}.jsonl").write_text("", encoding="utf-8")
        found.append(scores(shared, source, source.with_suffix(""), tmp_path / "reading.json")["numeric"])
    assert len(found) >= 25
    assert mean(found) >= 0.93, sorted(found)[:5]
