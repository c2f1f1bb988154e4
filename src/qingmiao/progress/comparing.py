"""Places beside each other: which differ by more than chance, and what is known of their ranks."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Final, Literal

from qingmiao.catalogue import Catalogue, Indicator, unit
from qingmiao.progress.effective import CASES
from qingmiao.progress.forecasting.control import ALARM, PLACES, common, curve, differ, funnel
from qingmiao.progress.forecasting.ranking import interval, ranks
from qingmiao.progress.known import unit_size
from qingmiao.progress.model import Point

Side = Literal["better", "worse", "alike"]

Grain = Literal["chance", "account", "unknown"]
"""What lets figures of places differ: chance, which counts of persons and cases tell; nothing but what there is (institutions, beds, money); or
nobody knows."""

MOVED: Final = CASES | {"户", "对"}
"""Units of what happens to persons, households and couples by chance too."""

INNER: Final = 0.05
"""The inner control limits of a funnel: one place in twenty lies beyond them by chance."""


@dataclass(frozen=True, slots=True)
class Standing:
    """One place: its figure; the 95 % interval of its true value in the unit of the figure; the best and the worst rank that it may truly have; on
    which side of all places together it lies beyond chance. None where there are no counts, or too few places."""

    place: str
    point: Point
    low: float | None = None
    high: float | None = None
    first: int | None = None
    last: int | None = None
    side: Side | None = None


@dataclass(frozen=True, slots=True)
class Limit:
    """The control limits of a funnel at an exposure, in the unit of the figures."""

    exposure: float
    outer: tuple[float, float]
    inner: tuple[float, float]


@dataclass(frozen=True, slots=True)
class Compared:
    """Places with a figure, best first (the highest where it is not known which is better); `ranked` of them are ranked among each other.

    `rate` is that of all places with counts together (`events` of `exposure`); `limits` are there with enough of them; `spread` tells how many times
    as far apart they lie as chance alone would put them, `apart` whether that is beyond chance: the limits then are those of what is usual here.
    """

    standings: tuple[Standing, ...]
    up: bool
    grain: Grain
    ranked: int = 0
    rate: float | None = None
    events: float = 0.0
    exposure: float = 0.0
    spread: float = 1.0
    apart: bool = False
    limits: tuple[Limit, ...] = ()

    @property
    def beyond(self) -> tuple[Standing, ...]:
        """The places that lie beyond the limits, worst first."""
        return tuple(one for one in reversed(self.standings) if one.side in ("better", "worse"))

    @property
    def known(self) -> int:
        """How many places have a single rank."""
        return sum(one.first is not None and one.first == one.last for one in self.standings)

    @property
    def unknown(self) -> bool:
        """Whether no place can be told from any other."""
        return all(one.first is None or (one.first, one.last) == (1, self.ranked) for one in self.standings)


def grain_of(indicator: Indicator | None, catalogue: Catalogue) -> Grain:
    """What lets the figures of an indicator differ between places; chance where some of so many persons or cases, or persons a year, are counted."""
    found = [catalogue.elements[code] for code in indicator.elements if code in catalogue.elements] if indicator else []
    if indicator is None or len(found) < 2:
        return "unknown"
    part, whole, own = (unit(name) for name in (found[0].unit, found[1].unit, indicator.unit))
    if part is None or whole is None or own is None:
        return "unknown"
    if part.base in MOVED and whole.base in MOVED:
        share = indicator.limits[1] is not None and indicator.limits[1] == own.multiplier
        return "chance" if share or (own.kind == "rate" and indicator.over_time != "last") else "unknown"
    return "account" if part.kind in ("count", "money", "area") and part.base not in MOVED else "unknown"


def compare(points: Mapping[str, Point], *, up: bool, unit: str, grain: Grain = "chance", drawn: bool = True) -> Compared:
    """The places with a figure beside each other; those without one are left out. Not `drawn`: without intervals and limits, which take the time."""
    valued = {place: point for place, point in points.items() if point.value is not None}
    order = sorted(valued, key=lambda place: _order(valued[place], up=up))
    counted = {place: valued[place] for place in order if valued[place].events is not None and valued[place].exposure}
    pairs = [(point.events or 0.0, point.exposure or 0.0) for point in counted.values()]
    size, events, exposure = unit_size(unit), sum(pair[0] for pair in pairs), sum(pair[1] for pair in pairs)
    whole_known = len(pairs) > 1 and (grain == "chance" or len(pairs) == len(valued))
    rate = events / exposure * size if whole_known else None
    if grain != "chance":
        ranked = len(valued) if grain == "account" and len(valued) > 1 else 0
        return Compared(_in_order(valued, order, ranked=bool(ranked)), up, grain, ranked, rate, events, exposure)
    told = dict(zip(counted, _standings(counted, pairs, size, up=up, drawn=drawn), strict=True))
    standings = tuple(told.get(place) or Standing(place, valued[place]) for place in order)
    if len(pairs) < 2:
        return Compared(standings, up, grain)
    whole, spread = common(pairs)
    enough = len(pairs) >= PLACES
    funnel_ = _limits(whole, spread, [pair[1] for pair in pairs], size) if enough and drawn else ()
    apart = enough and differ(len(pairs), spread)
    return Compared(standings, up, grain, len(pairs), rate, events, exposure, spread, apart, funnel_)


def _in_order(valued: Mapping[str, Point], order: Sequence[str], *, ranked: bool) -> tuple[Standing, ...]:
    """Places of which nothing is chance: the rank is that of the figure, shared where figures are equal."""
    values = [valued[place].value for place in order]
    last = {value: number for number, value in enumerate(values, 1)}
    first = {value: number for number, value in reversed(list(enumerate(values, 1)))}
    return tuple(
        Standing(place, valued[place], first=first[value] if ranked else None, last=last[value] if ranked else None)
        for place, value in zip(order, values, strict=True)
    )


def _order(point: Point, *, up: bool) -> tuple[float, float]:
    """Best first; of equal figures the one that rests on more."""
    value = point.value or 0.0
    return (-value if up else value, -(point.exposure or 0.0))


def _standings(counted: Mapping[str, Point], pairs: Sequence[tuple[float, float]], size: float, *, up: bool, drawn: bool) -> list[Standing]:
    ranges = ranks([pair[0] for pair in pairs], [pair[1] for pair in pairs], up=up)
    beyond = funnel(pairs)
    found = []
    for number, ((place, point), pair, (first, last)) in enumerate(zip(counted.items(), pairs, ranges, strict=True)):
        low, high = (bound * size for bound in interval(*pair)) if drawn else (None, None)
        side: Side | None = None
        if beyond is not None:
            higher = pair[0] / pair[1] > beyond[number].expected
            side = "alike" if beyond[number].tail >= ALARM / 2 else "better" if higher == up else "worse"
        alone = len(pairs) < 2
        found.append(Standing(place, point, low, high, None if alone else first, None if alone else last, side))
    return found


def _limits(whole: float, spread: float, exposures: Sequence[float], size: float) -> tuple[Limit, ...]:
    """The funnel from half the smallest exposure to somewhat more than the greatest."""
    drawn = (curve(whole, spread, exposures, alarm) for alarm in (ALARM, INNER))
    return tuple(
        Limit(among, (low * size, high * size), (inner_low * size, inner_high * size))
        for (among, low, high), (_, inner_low, inner_high) in zip(*drawn, strict=True)
    )


def together(points: Sequence[Point], years: Sequence[int], unit: str) -> Point | None:
    """The counts of some years as one figure, of the last of them; None where one of the years has no counts."""
    by_year = {point.year: point for point in points if point.year in years and point.events is not None and point.exposure}
    if set(by_year) != set(years):
        return None
    events, exposure = sum(one.events or 0.0 for one in by_year.values()), sum(one.exposure or 0.0 for one in by_year.values())
    simulated = any(one.simulated for one in by_year.values())
    return Point(max(years), events / exposure * unit_size(unit), simulated=simulated, events=events, exposure=exposure)
