"""What the rules of warnings look at: the verdicts, the series and the words of a package, for one year."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Final

import pyarrow as pa

from qingmiao.catalogue import Catalogue, Indicator, unit
from qingmiao.catalogue.formula import Value
from qingmiao.catalogue.numbers import Lang, format_value
from qingmiao.places import Gazetteer
from qingmiao.plans.model import Commitment, Package
from qingmiao.progress.comparable import Comparable, comparable
from qingmiao.progress.comparing import Grain, grain_of
from qingmiao.progress.effective import Asked, Unclear, asked
from qingmiao.progress.levels import level_named
from qingmiao.progress.model import Judged, Point, Verdict
from qingmiao.progress.outlook import Outlook, forecasts
from qingmiao.progress.outlook_words import names_of
from qingmiao.progress.package import judge_package, series_of
from qingmiao.progress.reasons import sentence
from qingmiao.progress.warning.model import Kind, rules

RELATIVE: Final = frozenset({"share", "rate", "ratio"})
"""Kinds of units of figures that do not grow with the place."""


@dataclass(frozen=True)
class Ground:
    """A package judged for a year, with its series (those of groups too) and the places directly below its region."""

    package: Package
    catalogue: Catalogue
    gazetteer: Gazetteer
    series: Mapping[tuple[str, str], Sequence[Point]]
    year: int
    verdicts: Mapping[tuple[str, str], Verdict]
    below: tuple[str, ...]

    @property
    def region(self) -> str:
        """The place that answers for the plan."""
        return self.package.plan.region

    def promised(self) -> Iterator[Commitment]:
        """What the plan promises, in its order."""
        yield from (item for item in self.package.commitments if item.role != "background")

    def once(self) -> Iterator[Commitment]:
        """The first promise on each indicator: what is said of figures is said once, however many targets they have."""
        known: set[str] = set()
        for item in self.promised():
            if item.indicator not in known:
                known.add(item.indicator)
                yield item

    def places(self, kind: Kind, item: Commitment) -> tuple[str, ...]:
        """The places at which a rule looks."""
        where = rules()[kind].where
        each = where == "each" and item.kind in ("level", "amount") and level_named(item.level_of) is not None
        return (self.region, *(self.below if where == "below" or each else ()))

    def outlooks(self, items: Sequence[Commitment]) -> dict[tuple[str, str], Outlook]:
        """What is foreseen of commitments, by commitment and place: of the region alone, and of the places below together, as the pages have it."""
        found = forecasts(self.package, self.catalogue, self.series, self.year, [self.region], commitments=items).at()
        each = [item for item in items if len(self.places("hard", item)) > 1]
        return found | forecasts(self.package, self.catalogue, self.series, self.year, self.below, commitments=each).at()

    def asked(self, item: Commitment) -> Asked | None:
        """What a commitment asks; None where its words do not say enough."""
        try:
            return asked(item, self.indicator(item), self.package.plan, self.year)
        except Unclear:
            return None

    def indicator(self, item: Commitment) -> Indicator | None:
        """The indicator of a commitment."""
        return self.catalogue.indicators.get(item.indicator)

    def unit(self, item: Commitment) -> str:
        """The unit of its figures."""
        indicator = self.indicator(item)
        return (indicator.unit if indicator else item.unit) or ""

    def known(self, item: Commitment, place: str) -> tuple[Point, ...]:
        """Its figures at a place up to the year by the definition of the latest, oldest first."""
        points = self.comparable(item, place).points
        return tuple(point for point in points if point.value is not None and point.year <= self.year)

    def by_year(self, item: Commitment, code: str, place: str) -> dict[int, Point]:
        """The figures of an indicator of a commitment, or of a group of it, at a place by year; those that can be compared with the latest."""
        points = comparable(self.series.get((code, place), ()), self.indicator(item), self.year).points
        return {point.year: point for point in points if point.value is not None and point.year <= self.year}

    def grain(self, item: Commitment) -> Grain:
        """What lets its figures differ: chance, or only what there is."""
        return grain_of(self.indicator(item), self.catalogue)

    def beside_each_other(self, item: Commitment) -> bool:
        """Whether places can be held against each other by its figures: plain numbers of things say how large a place is."""
        indicator, found = self.indicator(item), unit(self.unit(item))
        return indicator is not None and (not isinstance(indicator.tree, Value) or (found is not None and found.kind in RELATIVE))

    def comparable(self, item: Commitment, place: str) -> Comparable:
        """Its figures at a place that can be compared with the latest."""
        return comparable(self.series.get((item.indicator, place), ()), self.indicator(item), self.year)

    def name(self, item: Commitment, place: str) -> str:
        """The commitment's name, with the place where that is not the region."""
        return item.name if place == self.region or place not in self.gazetteer else f"{self.gazetteer[place].name}{item.name}"

    def counts(self, item: Commitment, point: Point, lang: Lang) -> str:
        """婴儿死亡数3人（活产数1000人）; empty where there are no counts."""
        return names_of(self.indicator(item), self.catalogue).counts(point, lang)

    def value(self, item: Commitment, value: float | None, lang: Lang) -> str:
        """A figure of a commitment as it is written."""
        return format_value(value, self.unit(item), lang)

    def reason(self, item: Commitment, place: str, lang: Lang) -> str:
        """The sentence of the verdict, without its full stop and without the mark of simulated data, which the warning bears itself."""
        verdict = replace(self.verdicts[item.id, place], simulated=False)
        names = {one.id: one.name for one in self.gazetteer}
        return sentence(verdict, name=self.name(item, place), unit=self.unit(item), lang=lang, place_names=names).rstrip("。.")


def ground(
    package: Package, catalogue: Catalogue, gazetteer: Gazetteer, figures: pa.Table, year: int, judged: Sequence[Judged] | None = None
) -> Ground:
    """Lay out what the rules look at; `figures` have the schema compute.FIGURES, those of groups among them, and `judged` are the package's verdicts
    of that year where they are known."""
    series = series_of(figures)
    found = judge_package(package, catalogue, gazetteer, series, year) if judged is None else judged
    verdicts = {(one.commitment_id, one.place): one.verdict for one in found}
    region = package.plan.region
    below = tuple(place.id for place in gazetteer.children(region)) if region in gazetteer else ()
    return Ground(package, catalogue, gazetteer, series, year, verdicts, below)
