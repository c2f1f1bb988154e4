"""Whether a gap has widened beyond chance: between two groups, and between the best and the worst of many places.

Of counts the errors of four rates say it. Best and worst are picked out of all the places, and whatever is picked out lies far apart by chance alone:
the probability is therefore multiplied by the number of pairs that could have been picked (Bonferroni). Of figures without counts, and of counts of
what simply is (institutions, beds), the distance must rise as a trend over at least four years.
"""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from qingmiao.progress.forecasting.asking import risen
from qingmiao.progress.known import asking, unit_size
from qingmiao.progress.model import Point

Years = Mapping[int, Point]
"""The figures of one group or place by year, none without a value."""


@dataclass(frozen=True, slots=True)
class Extremes:
    """The best and the worst of some places in one year."""

    best: str
    worst: str
    ends: tuple[Point, Point]

    @property
    def distance(self) -> float:
        """How far apart they are, in the unit of the figures."""
        return abs(_value(self.ends[0]) - _value(self.ends[1]))


@dataclass(frozen=True, slots=True)
class Widened:
    """A gap between `first` and `last` year with the probability (0..1) that it has not widened; `distance` by year, in the unit of the figures."""

    first: int
    last: int
    distance: Mapping[int, float]
    chance: float
    simulated: bool


def size_of(point: Point, unit: str) -> float:
    """What the ratio of counts is multiplied by in the figure."""
    if point.value and point.events and point.exposure:
        return point.value * point.exposure / point.events
    return unit_size(unit)


# ------------------------------------------------------------------------------------------------ two groups


def between_groups(ends: tuple[Years, Years], years: Sequence[int], *, counted: bool) -> Widened | None:
    """The gap between two groups over some years, oldest first; `counted` where chance may be read from counts. None where nothing can be said."""
    distance = {year: abs(_value(ends[0][year]) - _value(ends[1][year])) for year in years}
    first, last = years[0], years[-1]
    share = _not_wider([end[year] for end in ends for year in (first, last)], distance, first, last, counted=counted)
    if share is None:
        return None
    return Widened(first, last, distance, share, any(end[year].simulated for end in ends for year in (first, last)))


# ------------------------------------------------------------------------------------------------ best and worst place


def between_places(
    places: Mapping[str, Years], since: int | None, *, up: bool, counted: bool
) -> tuple[Widened, Extremes, Extremes, int] | None:
    """The gap between the best and the worst place, with those of the first and of the last year, and of how many places; None where nothing can be
    said.

    The same places stand in both years, and they are more than half of those with a figure in the last.
    """
    every = sorted({year for years in places.values() for year in years if since is None or year >= since})
    last = next((year for year in reversed(every) if sum(year in years for years in places.values()) > 1), None)
    if last is None:
        return None
    now = {place: years for place, years in places.items() if last in years}
    first = next((year for year in every if year < last and 2 * sum(year in years for years in now.values()) > len(now)), None)
    if first is None:
        return None
    same = {place: years for place, years in now.items() if first in years}
    if len(same) < 2:
        return None
    whole = [year for year in every if year <= last and all(year in years for years in same.values())]
    by_year = {year: _extremes(same, year, up=up) for year in whole}
    distance = {year: one.distance for year, one in by_year.items()}
    ends = (*by_year[first].ends, *by_year[last].ends)
    share = _not_wider(ends, distance, first, last, counted=counted, pairs=len(same) * (len(same) - 1))
    if share is None:
        return None
    return Widened(first, last, distance, share, any(point.simulated for point in ends)), by_year[first], by_year[last], len(same)


def _extremes(places: Mapping[str, Years], year: int, *, up: bool) -> Extremes:
    order = sorted(places, key=lambda place: (_value(places[place][year]), place))
    worst, best = (order[0], order[-1]) if up else (order[-1], order[0])
    return Extremes(best, worst, (places[best][year], places[worst][year]))


# ------------------------------------------------------------------------------------------------ chance


def _not_wider(
    ends: Sequence[Point], distance: Mapping[int, float], first: int, last: int, *, counted: bool, pairs: int = 1
) -> float | None:
    """The probability that a distance has not widened; of counts by the errors of the four figures, else as a trend."""
    errors = [_error(point, counted=counted) for point in ends]
    if all(error is not None for error in errors):
        if distance[last] <= distance[first]:
            return 1.0
        spread = math.sqrt(sum((error or 0.0) ** 2 for error in errors))
        return min(1.0, pairs * 0.5 * math.erfc((distance[last] - distance[first]) / max(spread, 1e-12) / math.sqrt(2)))
    (rise,) = risen([asking([Point(year, value) for year, value in distance.items()], first)])
    if rise is None:
        return None
    return 1 - rise if distance[last] > distance[first] else 1.0


def _error(point: Point, *, counted: bool) -> float | None:
    """The standard error of a figure, in its unit; None where nothing tells it."""
    if point.std_error is not None:
        return point.std_error
    if not counted or point.events is None or not point.exposure:
        return None
    share = (point.events + 0.5) / (point.exposure + 1)
    return size_of(point, "") * math.sqrt(share * (1 - share) / point.exposure) if point.events else math.inf


def _value(point: Point) -> float:
    return point.value or 0.0
