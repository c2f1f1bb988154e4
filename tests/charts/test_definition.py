"""What charts say, before they are drawn."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from qingmiao.charts import AreaChart, PlaceRow, PlacesRanked, WayRow, parts, ranked, way
from qingmiao.charts.shapes import PATHS
from qingmiao.progress.model import SHOWN, Word


@pytest.mark.parametrize(
    ("base", "value", "target", "expected"),
    [
        (4.0, 3.0, 2.0, 50.0),
        (80.0, 95.0, 90.0, 150.0),
        (80.0, 78.0, 90.0, -20.0),
        (80.0, 80.0, 90.0, 0.0),
        (90.0, 95.0, 90.0, None),
        (None, 95.0, 90.0, None),
        (80.0, None, 90.0, None),
        (80.0, 85.0, None, None),
    ],
)
def test_way(base: float | None, value: float | None, target: float | None, expected: float | None) -> None:
    """Half of the way down is 50, beyond is over 100, backwards is below 0; without base, value or a way there is none."""
    assert way(base, value, target) == expected


@given(st.integers(0, 200), st.integers(1, 40))
def test_parts_lose_nothing(count: int, size: int) -> None:
    """The pieces of a long chart hold every row once, in order, none more than allowed, and differ by at most one row times the pieces."""
    chart = AreaChart("领域", tuple(WayRow(str(number), "%", Word.MET) for number in range(count)))
    pieces = parts(chart, size)
    assert tuple(row for piece in pieces for row in piece.rows) == chart.rows
    assert all(len(piece.rows) <= size for piece in pieces)
    assert {piece.title for piece in pieces} == {"领域"}


def test_places_best_first_and_unknown_last() -> None:
    """Where more is better the highest stands first, where less is better the lowest; a place without a value stands last."""
    rows = (PlaceRow("甲", 1.0, Word.MET), PlaceRow("乙", None, Word.NO_DATA), PlaceRow("丙", 3.0, Word.MET))
    assert [row.label for row in ranked(PlacesRanked("t", "%", rows))] == ["丙", "甲", "乙"]
    assert [row.label for row in ranked(PlacesRanked("t", "%", rows, up_is_better=False))] == ["甲", "丙", "乙"]


def test_each_verdict_has_a_shape_of_its_own() -> None:
    """Shapes differ in form, so that they are told apart in black and white."""
    assert set(PATHS) == set(Word) == set(SHOWN)
    assert len(set(PATHS.values())) == len(Word)
