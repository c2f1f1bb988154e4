"""The outlook of commitments: how likely the target is by the deadline, what figures are to be expected on the way, what would have to happen.

Places that are asked about together lend each other strength, commitment by commitment: ask about a region alone, and about places that lie
beside each other together.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Final

from qingmiao.catalogue import Catalogue
from qingmiao.plans.model import Commitment, Package
from qingmiao.progress.beside import target_of
from qingmiao.progress.comparable import comparable
from qingmiao.progress.effective import Asked, Unclear, asked
from qingmiao.progress.forecasting.asking import risen
from qingmiao.progress.forecasting.attaining import Aim, Foreseen, foresee
from qingmiao.progress.interval import near
from qingmiao.progress.known import asking, unit_size, with_counts
from qingmiao.progress.methods import STALE_AFTER
from qingmiao.progress.model import Point
from qingmiao.progress.summary import STEPS

LATELY: Final = 3
"""So many years back reaches what is said of the last years."""

Series = Mapping[tuple[str, str], Sequence[Point]]


@dataclass(frozen=True, slots=True)
class Ahead:
    """The figure to be expected of a year: it lies below `low` once in ten, above `high` once in ten, as often below `middle` as above."""

    year: int
    low: float
    middle: float
    high: float


@dataclass(frozen=True, slots=True)
class Outlook:
    """What is foreseen of one commitment at one place.

    `known` are the comparable figures up to now, oldest first; `counted` tells that the forecast is made from their counts. `level` is where the true
    level stands now, `risen` (0..1) how likely it is to be above that of at most three years before, None where too few years tell. `chance` and
    `published` (0..1) are the probabilities that the true level, and the figure as published, meet the target at the deadline; `ahead` are the years
    up to the deadline, the last alone where a fan was not asked for; `places` tells how many lent each other strength.
    """

    commitment: str
    place: str
    known: tuple[Point, ...]
    target: float
    deadline: int
    up: bool
    size: float
    level: float
    risen: float | None
    chance: float
    published: float
    ahead: tuple[Ahead, ...]
    places: int
    counted: bool

    @property
    def latest(self) -> Point:
        """The latest figure."""
        return self.known[-1]

    @property
    def years(self) -> int:
        """How many years there are from the latest figure to the deadline."""
        return self.deadline - self.latest.year

    @property
    def met(self) -> bool:
        """Whether the latest figure is on the good side of the target."""
        value = _value(self.latest)
        return near(value, self.target) or (value > self.target) == self.up

    @property
    def needed(self) -> float:
        """By how much the figure has to change a year from the latest one on, in its unit; 0 where the target is met."""
        return 0.0 if self.met else (self.target - _value(self.latest)) / self.years

    @property
    def expected(self) -> float:
        """By how much the level is expected to change a year, in the unit of the figure."""
        return (self.ahead[-1].middle - self.level) / self.years


@dataclass(frozen=True, slots=True)
class _Way:
    place: str
    known: tuple[Point, ...]
    aim: Aim


def outlooks(
    package: Package,
    catalogue: Catalogue,
    series: Series,
    year: int,
    places: Sequence[str],
    *,
    commitments: Iterable[Commitment] | None = None,
    tell: Collection[str] | None = None,
    fan: bool = False,
) -> dict[tuple[str, str], Outlook]:
    """By commitment and place: what is foreseen of the commitments with a number to reach by a deadline after `year`, as seen at its end.

    `series` by indicator and place, oldest year first; nothing is said where the figures since the definition last broke are of fewer than two
    years, or too old, or where all (or none) is asked for and there. `tell` names the places that are told of, where the others only lend strength; with `fan` each year up to the deadline is told.
    """
    promised = package.commitments if commitments is None else commitments
    ways = {item.id: _ways(item, package, catalogue, series, year, places) for item in promised if item.role != "background"}
    asks = [(item, way, horizon) for item, some in ways.items() for way in some for horizon in _horizons(some, way, fan=fan)]
    told = foresee([_towards(way.aim, horizon) for _, way, horizon in asks])
    found: dict[tuple[str, str], dict[int, Foreseen]] = defaultdict(dict)
    for (item, way, horizon), one in zip(asks, told, strict=True):
        if one is not None:
            found[item, way.place][horizon] = one
    told_of = [
        (item, way, len(some))
        for item, some in ways.items()
        for way in some
        if way.aim.deadline in found[item, way.place] and (tell is None or way.place in tell)
    ]
    moved = risen([replace(way.aim.asking, since=_since(way)) for _, way, _ in told_of])
    return {
        (item, way.place): _outlook(item, way, found[item, way.place], places, rise)
        for (item, way, places), rise in zip(told_of, moved, strict=True)
    }


def _since(way: _Way) -> int:
    """The first of the last years by which is said how a series has moved of late."""
    known = way.aim.asking.known
    return next(one.year for one in known if one.year >= known[-1].year - LATELY)


def foreseeable(package: Package, catalogue: Catalogue, year: int) -> tuple[Commitment, ...]:
    """The commitments of a package of which something can be foreseen at the end of a year: a number by a deadline that is still to come."""
    return tuple(
        item for item in package.commitments if item.role != "background" and _foreseeable(item, catalogue, package, year) is not None
    )


def _horizons(ways: Sequence[_Way], way: _Way, *, fan: bool) -> range:
    """The years that are asked about: those of the place that is known the shortest time, so that every year has the same group."""
    first = min(one.known[-1].year for one in ways) + 1 if fan else way.aim.deadline
    return range(first, way.aim.deadline + 1)


def _towards(aim: Aim, year: int) -> Aim:
    return replace(aim, deadline=year, group=f"{aim.group}@{year}")


def _ways(item: Commitment, package: Package, catalogue: Catalogue, series: Series, year: int, places: Sequence[str]) -> list[_Way]:
    indicator = catalogue.indicators.get(item.indicator)
    ask = _foreseeable(item, catalogue, package, year)
    if ask is None or ask.deadline is None:
        return []
    found = []
    for place in places:
        points = comparable(series.get((item.indicator, place), ()), indicator, year).points
        known = tuple(point for point in points if point.value is not None and point.year <= year)
        target = target_of(ask, known, year) if known and _fresh(ask, known[-1], year) else None
        if target is None or target.target is None or _at_the_end(ask, target.target, known[-1], up=(target.direction or 1) > 0):
            continue
        aim = Aim(
            asking(with_counts(known), known[-1].year, ask.limits),
            item.id,
            target.target,
            ask.deadline,
            (target.direction or 1) > 0,
            unit_size(ask.unit),
        )
        found.append(_Way(place, known, aim))
    return found


def _foreseeable(item: Commitment, catalogue: Catalogue, package: Package, year: int) -> Asked | None:
    """What a commitment asks, where it is a number by a deadline that is still to come."""
    if item.kind in {*STEPS, "norm"}:
        return None
    try:
        ask = asked(item, catalogue.indicators.get(item.indicator), package.plan, year)
    except Unclear:
        return None
    return ask if ask.rule in ("value", "from_base") and ask.deadline is not None and ask.deadline > year else None


def _at_the_end(ask: Asked, target: float, latest: Point, *, up: bool) -> bool:
    """Whether all, or none, is asked for and there: figures at the end of their scale do not tell whether they stay there."""
    end = ask.limits[1] if up else (ask.limits[0] or 0.0)
    return end is not None and near(target, end) and near(_value(latest), end)


def _fresh(ask: Asked, latest: Point, year: int) -> bool:
    """Whether a verdict would take the figure for this year's."""
    return latest.year >= (ask.start or latest.year) and year - latest.year <= STALE_AFTER


def _outlook(item: str, way: _Way, told: Mapping[int, Foreseen], places: int, rise: float | None) -> Outlook:
    last, aim = told[way.aim.deadline], way.aim
    ahead = tuple(Ahead(year, one.low, one.middle, one.high) for year, one in sorted(told.items()) if year > way.known[-1].year)
    return Outlook(
        commitment=item,
        place=way.place,
        known=way.known,
        target=aim.target,
        deadline=aim.deadline,
        up=aim.up,
        size=aim.unit_size,
        level=last.level,
        risen=rise,
        chance=last.chance,
        published=last.published,
        ahead=ahead,
        places=places,
        counted=aim.asking.counted,
    )


def _value(point: Point) -> float:
    assert point.value is not None
    return point.value
