"""Which days a year of a fact covers: calendar, statistical and school years, half-open.

A year is named by the year in which it ends, on every basis: the statistical year 2021 of health runs from October 2020 to September 2021,
and the school year 2023/24 (学年) is the year 2024.
"""

from __future__ import annotations

from datetime import date, timedelta
from typing import Final, NamedTuple

import pyarrow as pa
import pyarrow.compute as pc

_STARTS: Final = {"calendar_year": (0, 1, 1), "statistical_year": (-1, 10, 1), "school_year": (-1, 9, 1), "point": (0, 12, 31)}
"""Years to add, month and day on which the period of a year begins; a figure at a point in time is that of the year's last day."""


class Period(NamedTuple):
    """Days from `start` to `end`, the end not included."""

    start: date
    end: date


def period(year: int, basis: str = "calendar_year") -> Period:
    """The days of a year on a basis; raises ValueError for a basis that a year alone does not fix (quarter, several_years)."""
    if basis not in _STARTS:
        raise ValueError(f"a year does not say which period of {basis} is meant")
    shift, month, day = _STARTS[basis]
    start = date(year + shift, month, day)
    end = start + timedelta(days=1) if basis == "point" else date(start.year + 1, month, day)
    return Period(start, end)


def year_of(end: date) -> int:
    """The year in which a period ends, from its first day no longer included."""
    return (end - timedelta(days=1)).year


def years(table: pa.Table) -> pa.ChunkedArray:
    """The year (int32) of each fact of a table: that in which its period ends."""
    last = pc.subtract(pc.cast(table["period_to"], pa.int32()), pa.scalar(1, pa.int32()))
    return pc.cast(pc.year(pc.cast(last, pa.date32())), pa.int32())
