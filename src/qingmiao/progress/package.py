"""The verdicts of a whole package: each commitment at the plan's region, and at each place under it that has figures."""

from __future__ import annotations

import math
from collections import defaultdict
from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Final

import pyarrow as pa
import pyarrow.compute as pc

from qingmiao.catalogue import Catalogue, Indicator, Value
from qingmiao.places import Gazetteer, Level
from qingmiao.plans.model import Commitment, Package
from qingmiao.progress.beside import Beside, beside, by_method, target_of
from qingmiao.progress.comparable import comparable, said_of_break
from qingmiao.progress.direction import Moved, Question, moved
from qingmiao.progress.effective import Asked, Unclear, asked
from qingmiao.progress.interval import NOISE
from qingmiao.progress.levels import level_named, places_of_level
from qingmiao.progress.methods import METHOD, corners, judge, to_test, unclear
from qingmiao.progress.model import Judged, Point, Verdict, Word

Series = Mapping[tuple[str, str], Sequence[Point]]

_AT_PLACES: Final = frozenset({"level", "norm", "change", "trend", "amount"})
"""Kinds that are judged at places under the region too; so many of something, a step and a task are the region's own."""

_ONE_PATH: Final = frozenset({"level", "amount", "change", "count"})
_ABOVE: Final[tuple[tuple[str, Level], ...]] = (
    ("国", "nation"),
    ("省", "province"),
    ("自治区", "province"),
    ("市", "prefecture"),
    ("县", "county"),
)

_WORST_FIRST: Final = (Word.LOST, Word.HARDLY, Word.BEHIND, Word.ON_THE_WAY)
_SILENT: Final = frozenset({Word.NO_DATA, Word.CANNOT_JUDGE, Word.UNDECIDED})


@dataclass(frozen=True)
class _Court:
    """What all verdicts of a package are made from."""

    package: Package
    catalogue: Catalogue
    gazetteer: Gazetteer
    series: Series
    year: int
    references: Mapping[str, Sequence[Point]]
    asks: Mapping[str, Asked | str]
    paths: Mapping[str, tuple[Asked, ...]]
    places: Mapping[str, tuple[str, ...]]
    tested: Mapping[tuple[str, str], Moved]

    def at(self, commitment: Commitment, place: str) -> Verdict:
        """The verdict on one commitment at one place, by its own figures alone."""
        ask = self.asks[commitment.id]
        if isinstance(ask, str):
            return unclear(ask, self.year)
        own = comparable(self.series.get((commitment.indicator, place), ()), self.catalogue.indicators.get(commitment.indicator), self.year)
        reference = self._reference(commitment) if ask.rule == "reference" else ()
        found = judge(
            ask,
            own.points,
            self.year,
            path=self.paths.get(commitment.id, ()),
            reference=reference,
            tested=self.tested.get((commitment.id, place)),
        )
        return said_of_break(by_method(found, ask, own.points, self.package.plan.method), own.broken)

    def _reference(self, commitment: Commitment) -> Sequence[Point]:
        """The series given for a commitment, else the figures of the same indicator at the place above that the words name."""
        given, told = self.references.get(commitment.id), commitment.reference
        if given is not None or told is None or told.population is not None:
            return given or ()
        place = _place_above(self.gazetteer, self.package.plan.region, told.region or "")
        other = told.indicator or commitment.indicator
        found = self.series.get((other, place), ()) if place else ()
        return comparable(found, self.catalogue.indicators.get(other), self.year).points


def judge_package(
    package: Package,
    catalogue: Catalogue,
    gazetteer: Gazetteer,
    figures: pa.Table | Series,
    year: int,
    *,
    references: Mapping[str, Sequence[Point]] | None = None,
) -> list[Judged]:
    """The verdicts as seen at the end of a year: of each commitment (but what is only background) at the plan's region, then at each place
    under it that has figures, in the order of the package.

    `figures` have the schema compute.FIGURES, or are the `series_of` them, made once for several years; `references` gives by commitment
    id the series of what a target is set against.
    """
    promised = [item for item in package.commitments if item.role != "background"]
    asks = {item.id: _ask(item, catalogue.indicators.get(item.indicator), package, year) for item in promised}
    series = series_of(figures, _used(promised)) if isinstance(figures, pa.Table) else figures
    places = _places_with_figures(gazetteer, package.plan.region, series)
    tested = _tested(promised, asks, package.plan.region, places, series, catalogue, year)
    court = _Court(package, catalogue, gazetteer, series, year, references or {}, asks, _paths(promised, asks), places, tested)
    return [judged for item in promised for judged in _one(court, item)]


def _tested(
    promised: Sequence[Commitment],
    asks: Mapping[str, Asked | str],
    region: str,
    places: Mapping[str, tuple[str, ...]],
    series: Series,
    catalogue: Catalogue,
    year: int,
) -> dict[tuple[str, str], Moved]:
    """What the test of direction says of every trend at every place, all put at once."""
    put: dict[tuple[str, str], Question] = {}
    for item in promised:
        ask = asks[item.id]
        if isinstance(ask, str) or ask.rule != "direction":
            continue
        for place in (region, *places.get(item.indicator, ())):
            own = comparable(series.get((item.indicator, place), ()), catalogue.indicators.get(item.indicator), year)
            question = to_test(ask, own.points, year)
            if question is not None:
                put[item.id, place] = question
    return dict(zip(put, moved(list(put.values())), strict=True))


def path_to(
    package: Package, catalogue: Catalogue, commitment_id: str, series: Sequence[Point], year: int
) -> tuple[tuple[int, float], ...]:
    """The corners of the path to one commitment's target, base first, for the chart of a series; empty where there is no path."""
    own = next(item for item in package.commitments if item.id == commitment_id)
    promised = [item for item in package.commitments if item.role != "background" and item.indicator == own.indicator]
    asks = {item.id: _ask(item, catalogue.indicators.get(item.indicator), package, year) for item in promised}
    ask = asks.get(commitment_id)
    if not isinstance(ask, Asked):
        return ()
    points = comparable(series, catalogue.indicators.get(own.indicator), year).points
    return corners(ask, points, year, path=_paths(promised, asks).get(commitment_id, ()))


def methods_beside(package: Package, catalogue: Catalogue, commitment_id: str, series: Sequence[Point], verdict: Verdict) -> Beside | None:
    """What every named method says of a commitment, from a series and the verdict on it; None where no number is to be reached."""
    item = next(item for item in package.commitments if item.id == commitment_id)
    ask = _ask(item, catalogue.indicators.get(item.indicator), package, verdict.year)
    points = comparable(series, catalogue.indicators.get(item.indicator), verdict.year).points
    target = None if isinstance(ask, str) else target_of(ask, points, verdict.year)
    return None if target is None else beside(target, package.plan.method, verdict)


def _ask(item: Commitment, indicator: Indicator | None, package: Package, year: int) -> Asked | str:
    try:
        return asked(item, indicator, package.plan, year)
    except Unclear as error:
        return error.reason


def _used(promised: Sequence[Commitment]) -> set[str]:
    """The indicators that commitments are measured by or set against."""
    against = {item.reference.indicator for item in promised if item.reference is not None and item.reference.indicator is not None}
    return {item.indicator for item in promised} | against


def series_of(figures: pa.Table, indicators: Collection[str] | None = None) -> dict[tuple[str, str], list[Point]]:
    """Figures (of some indicators, or of all) as one series an indicator and place, oldest year first."""
    if indicators is not None:
        figures = figures.filter(pc.is_in(figures["indicator"], value_set=pa.array(sorted(indicators), pa.string())))
    columns = [figures[name].to_pylist() if name in figures.column_names else [None] * figures.num_rows for name in _COLUMNS]
    found: dict[tuple[str, str], list[Point]] = defaultdict(list)
    for indicator, place, year, value, status, simulated, error, way, numerator, denominator in zip(*columns, strict=True):
        found[indicator, place].append(Point(year, value, status, simulated, error, *counts_of(value, numerator, denominator, way)))
    for points in found.values():
        points.sort(key=lambda point: point.year)
    return dict(found)


_COLUMNS: Final = ("indicator", "place", "year", "value", "status", "simulated", "std_error", "way", "numerator", "denominator")


def counts_of(value: float | None, numerator: float | None, denominator: float | None, way: str) -> tuple[float | None, float | None]:
    """Events and exposure of a figure that is so many of so many; nothing where it is none."""
    return (numerator, denominator) if way == "counts" and _chances(value, numerator, denominator) else (None, None)


def _chances(value: float | None, numerator: float | None, denominator: float | None) -> bool:
    """Whether a figure is so many of so many: whole numbers, the part no more than the whole, and a value that is their ratio times a power of ten."""
    if value is None or numerator is None or not denominator or not 0 <= numerator <= denominator:
        return False
    if numerator != int(numerator) or denominator != int(denominator):
        return False
    return numerator == 0 == value or (value > 0 and numerator > 0 and _power_of_ten(value * denominator / numerator))


def _power_of_ten(number: float) -> bool:
    power = math.log10(number)
    return abs(power - round(power)) < NOISE


def _places_with_figures(gazetteer: Gazetteer, region: str, series: Series) -> dict[str, tuple[str, ...]]:
    """Indicator → the places under the region that have a series of it, in the order of the gazetteer."""
    if region not in gazetteer:
        return {}
    order = {place.id: number for number, place in enumerate(gazetteer.below(region)) if place.id != region}
    found: dict[str, list[str]] = defaultdict(list)
    for indicator, place in series:
        if place in order:
            found[indicator].append(place)
    return {indicator: tuple(sorted(places, key=order.__getitem__)) for indicator, places in found.items()}


def _paths(promised: Sequence[Commitment], asks: Mapping[str, Asked | str]) -> dict[str, tuple[Asked, ...]]:
    """Commitment id → what is asked of the same indicator by earlier deadlines: targets for 2025 and 2030 are one path."""
    groups: dict[tuple[object, ...], list[tuple[str, Asked]]] = defaultdict(list)
    for item in promised:
        ask = asks[item.id]
        if isinstance(ask, Asked) and ask.rule in ("value", "from_base") and item.kind in _ONE_PATH and ask.deadline is not None:
            groups[item.indicator, item.population, item.level_of, ask.direction].append((item.id, ask))
    return {
        own: tuple(step for _, step in group if (step.deadline or 0) < (ask.deadline or 0))
        for group in groups.values()
        for own, ask in group
    }


def _one(court: _Court, item: Commitment) -> Iterator[Judged]:
    region = court.package.plan.region
    under = {place: court.at(item, place) for place in _judged_places(court, item)}
    yield Judged(item.id, region, _at_region(court, item, under))
    yield from (Judged(item.id, place, verdict) for place, verdict in under.items())


def _judged_places(court: _Court, item: Commitment) -> tuple[str, ...]:
    if item.kind not in _AT_PLACES or (item.kind != "trend" and _is_total(court.catalogue.indicators.get(item.indicator))):
        return ()
    return court.places.get(item.indicator, ())


def _is_total(indicator: Indicator | None) -> bool:
    """Whether an indicator is a plain number of things, which is the whole region's and no place's."""
    return indicator is not None and isinstance(indicator.tree, Value) and not indicator.tree.element.endswith("@")


def _at_region(court: _Court, item: Commitment, under: Mapping[str, Verdict]) -> Verdict:
    own = court.at(item, court.package.plan.region)
    level = level_named(item.level_of) if item.kind in ("level", "amount") else None
    if level is None or isinstance(court.asks[item.id], str):
        return own
    places = places_of_level(court.package, court.gazetteer, level, court.year)
    if places is None:
        return replace(own, word=Word.CANNOT_JUDGE, reason="places_unknown")
    if [place.id for place in places] == [court.package.plan.region]:
        return own
    return _every(own, {place.id: under[place.id] if place.id in under else court.at(item, place.id) for place in places})


def _every(own: Verdict, each: Mapping[str, Verdict]) -> Verdict:
    """A target that every place must meet: the lists of places, and a word for all of them.

    Met when all meet it; as bad as the worst place that does not; places without data are neither, so that nothing is decided where
    the only thing that stands against “met” is that somebody has not reported.
    """
    met = tuple(place for place, verdict in each.items() if verdict.word is Word.MET)
    silent = tuple(place for place, verdict in each.items() if verdict.word in _SILENT)
    short = tuple(place for place in each if place not in met and place not in silent)
    words = {each[place].word for place in short}
    word = next((one for one in _WORST_FIRST if one in words), Word.MET if not silent else Word.UNDECIDED if met else Word.NO_DATA)
    reason = {Word.MET: "every_met", Word.UNDECIDED: "every_undecided", Word.NO_DATA: "every_no_data"}.get(word, "every_short")
    return replace(
        own,
        word=word,
        method=METHOD,
        reason=reason,
        only_rounded=False,
        simulated=own.simulated or any(verdict.simulated for verdict in each.values()),
        places_met=met,
        places_not_met=short,
        places_no_data=silent,
    )


def _place_above(gazetteer: Gazetteer, region: str, words: str) -> str | None:
    """The place above the region that words such as 全省 or 全国 mean, or that they name."""
    above = tuple(gazetteer.above(region)) if region in gazetteer else ()
    level = next((level for word, level in _ABOVE if word in words), None)
    return next((place.id for place in above if place.name == words or place.level == level), None)
