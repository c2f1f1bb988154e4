"""Gaps: between town and country, between girls and boys, and between the best and the worst place; as a difference and as a ratio."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Final

from qingmiao.progress.model import Point

PAIRS: Final[Mapping[str, tuple[str, str]]] = {"residence": ("urban", "rural"), "sex": ("male", "female")}
"""The groups that are held against each other: the first less, and over, the second."""

Series = Mapping[tuple[str, str], Sequence[Point]]


@dataclass(frozen=True, slots=True)
class Gap:
    """Two values of one year: `difference` = first − second in the indicator's unit, `ratio` = first ÷ second (None when second is 0)."""

    year: int
    first: float
    second: float
    simulated: bool = False

    @property
    def difference(self) -> float:
        """First less second."""
        return self.first - self.second

    @property
    def ratio(self) -> float | None:
        """First over second."""
        return self.first / self.second if self.second else None


@dataclass(frozen=True, slots=True)
class Spread:
    """The best and the worst of the places that have a value of a year, `places` how many these are; `gap` is best over worst."""

    best: str
    worst: str
    places: int
    gap: Gap


def group_gaps(series: Series, indicator: str, place: str, pair: str) -> tuple[Gap, ...]:
    """The gap between two groups in each year in which both have a value; `series` by `code[group]` and place."""
    first, second = (_by_year(series.get((f"{indicator}[{group}]", place), ())) for group in PAIRS[pair])
    return tuple(
        Gap(year, first[year].value, second[year].value, first[year].simulated or second[year].simulated)  # type: ignore[arg-type]
        for year in sorted(first.keys() & second.keys())
    )


def place_spread(series: Series, indicator: str, places: Iterable[str], year: int, direction: str) -> Spread | None:
    """The best and the worst place of a year by the direction that is better ("up" or "down"); None with fewer than two values."""
    known = [(point, place) for place in places for point in series.get((indicator, place), ()) if point.year == year]
    values = [(point.value, place, point.simulated) for point, place in known if point.value is not None]
    if len(values) < 2:
        return None
    high, low = max(values, key=lambda one: (one[0], one[1])), min(values, key=lambda one: (one[0], one[1]))
    best, worst = (high, low) if direction == "up" else (low, high)
    return Spread(best[1], worst[1], len(values), Gap(year, best[0], worst[0], any(one[2] for one in values)))


def change(gaps: Sequence[Gap]) -> tuple[int, float] | None:
    """Since which year, and by how much, the distance grew (above 0) or narrowed (below 0); None with fewer than two years."""
    if len(gaps) < 2:
        return None
    return gaps[0].year, abs(gaps[-1].difference) - abs(gaps[0].difference)


def distances(gaps: Sequence[Gap]) -> tuple[Point, ...]:
    """The distance without its sign as a series: what a promise to narrow the gap is judged by."""
    return tuple(Point(one.year, abs(one.difference), simulated=one.simulated) for one in gaps)


def _by_year(points: Sequence[Point]) -> dict[int, Point]:
    return {point.year: point for point in points if point.value is not None}
