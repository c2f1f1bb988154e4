"""Years and the days that they cover, worked by hand."""

from __future__ import annotations

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from qingmiao.facts import periods
from tests.facts.helpers import facts, row

DRAWN = [
    ("calendar_year", 2021, date(2021, 1, 1), date(2022, 1, 1)),
    ("statistical_year", 2021, date(2020, 10, 1), date(2021, 10, 1)),
    ("school_year", 2024, date(2023, 9, 1), date(2024, 9, 1)),
    ("point", 2020, date(2020, 12, 31), date(2021, 1, 1)),
]
YEARLY = tuple(basis for basis, *_ in DRAWN)


@pytest.mark.parametrize(("basis", "year", "start", "end"), DRAWN)
def test_a_year_covers_these_days(basis: str, year: int, start: date, end: date) -> None:
    assert periods.period(year, basis) == (start, end)


@given(st.sampled_from(YEARLY), st.integers(1949, 2100))
def test_a_year_is_that_in_which_it_ends(basis: str, year: int) -> None:
    assert periods.year_of(periods.period(year, basis).end) == year


@pytest.mark.parametrize("basis", ["quarter", "several_years", "moon"])
def test_a_year_alone_does_not_fix_the_others(basis: str) -> None:
    with pytest.raises(ValueError, match=basis):
        periods.period(2020, basis)


def test_years_of_a_table() -> None:
    rows = [row(i, basis=basis, period_from=start, period_to=end) for i, (basis, _, start, end) in enumerate(DRAWN, 1)]
    assert periods.years(facts(*rows)).to_pylist() == [year for _, year, _, _ in DRAWN]
