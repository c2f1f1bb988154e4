"""Gaps between groups and between places, worked by hand."""

from __future__ import annotations

import pytest

from qingmiao.progress.gaps import Gap, change, distances, group_gaps, place_spread
from qingmiao.progress.model import Point

SERIES = {
    ("imr[urban]", "r"): [Point(2019, 3.0), Point(2020, 2.5), Point(2021, None, "not_collected"), Point(2022, 2.0)],
    ("imr[rural]", "r"): [Point(2019, 6.0), Point(2020, 5.0), Point(2021, 4.5), Point(2022, 4.0, simulated=True)],
    ("imr", "a"): [Point(2022, 4.0)],
    ("imr", "b"): [Point(2022, 8.0)],
    ("imr", "c"): [Point(2022, 0.0), Point(2021, 9.0)],
    ("imr", "d"): [Point(2022, None, "withheld")],
}


def test_years_in_which_both_groups_have_a_value() -> None:
    gaps = group_gaps(SERIES, "imr", "r", "residence")
    assert [(one.year, one.difference, one.ratio, one.simulated) for one in gaps] == [
        (2019, -3.0, 0.5, False),
        (2020, -2.5, 0.5, False),
        (2022, -2.0, 0.5, True),
    ]
    assert change(gaps) == (2019, -1.0)
    assert [(one.year, one.value) for one in distances(gaps)] == [(2019, 3.0), (2020, 2.5), (2022, 2.0)]
    assert group_gaps(SERIES, "imr", "r", "sex") == ()
    assert change(gaps[:1]) is None


def test_nothing_over_zero() -> None:
    assert (Gap(2022, 3.0, 0.0).ratio, Gap(2022, 3.0, 0.0).difference) == (None, 3.0)


@pytest.mark.parametrize(("direction", "best", "worst"), [("down", "c", "b"), ("up", "b", "c")])
def test_the_best_and_the_worst_place(direction: str, best: str, worst: str) -> None:
    spread = place_spread(SERIES, "imr", "abcd", 2022, direction)
    assert spread is not None
    assert (spread.best, spread.worst, spread.places, abs(spread.gap.difference)) == (best, worst, 3, 8.0)
    assert place_spread(SERIES, "imr", "abcd", 2021, direction) is None
