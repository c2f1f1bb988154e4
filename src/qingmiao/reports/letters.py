"""What a warning letter (预警提示函) says: plain values from warnings as they stand, no query and no sentence of its own about figures."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Final

import pyarrow as pa

from qingmiao.catalogue import Catalogue
from qingmiao.catalogue.numbers import format_value
from qingmiao.places import Gazetteer
from qingmiao.plans.model import Commitment, Package
from qingmiao.progress import Verdict, Word
from qingmiao.progress.comparable import comparable
from qingmiao.progress.model import Point
from qingmiao.progress.package import series_of
from qingmiao.progress.warning import Warned
from qingmiao.progress.warning.model import LEVELS, Kind, Level
from qingmiao.reports.build import gap_words, name_of, target_words
from qingmiao.reports.model import Measured

YEARS: Final = 3
"""So many of the latest figures stand in the table of facts."""


@dataclass(frozen=True, slots=True)
class Item:
    """One warning in a letter: its sentence and the figures beside it, in words of tables or unrounded with their `unit`."""

    name: str
    kind: Kind
    level: Level
    sentence: str
    unit: str
    target: str
    deadline: int | None
    base: Measured | None
    recent: tuple[Measured, ...]
    pace: str
    gap: str
    due: date
    late: bool
    simulated: bool


@dataclass(frozen=True, slots=True)
class Letter:
    """A letter to who answers (`proposed`: only the catalogue says so), from the office of a place, on warnings of one plan."""

    plan_title: str
    sender: str
    to: tuple[str, ...]
    proposed: bool
    made_on: date
    items: tuple[Item, ...]

    @property
    def simulated(self) -> bool:
        """Whether anything in it was touched by a simulated figure."""
        return any(item.simulated for item in self.items)

    @property
    def title(self) -> str:
        """关于甲进度预警的提示函, or 关于甲等3项进度预警的提示函."""
        several = len({item.name for item in self.items}) > 1
        return f"关于{self.items[0].name}{f'等{len(self.items)}项' if several else ''}进度预警的提示函"


def letter_model(
    package: Package,
    *,
    catalogue: Catalogue,
    gazetteer: Gazetteer,
    figures: pa.Table,
    verdicts: Mapping[tuple[str, str], Verdict],
    warnings: Sequence[Warned],
    year: int,
    to: Sequence[str],
    proposed: bool,
    made_on: date,
) -> Letter:
    """The letter on some warnings, worst first; `figures` and `verdicts` (by commitment and place) are those of the year that was judged."""
    if not warnings or not to:
        raise ValueError("a letter needs a warning and somebody to go to")
    desk = _Desk(package, catalogue, gazetteer, series_of(figures), verdicts, year, made_on)
    ordered = sorted(warnings, key=lambda one: (-LEVELS.index(one.finding.level), one.due, one.key))
    region = package.plan.region
    sender = f"{gazetteer[region].name if region in gazetteer else ''}妇女儿童工作委员会办公室"
    return Letter(package.plan.title, sender, tuple(to), proposed, made_on, tuple(map(desk.item, ordered)))


@dataclass(frozen=True)
class _Desk:
    """Everything that an item is made from."""

    package: Package
    catalogue: Catalogue
    gazetteer: Gazetteer
    series: Mapping[tuple[str, str], Sequence[Point]]
    verdicts: Mapping[tuple[str, str], Verdict]
    year: int
    made_on: date

    def item(self, warning: Warned) -> Item:
        """One warning with the figures beside it."""
        finding = warning.finding
        one = next(item for item in self.package.commitments if item.id == finding.commitment)
        indicator = self.catalogue.indicators.get(one.indicator)
        unit = (indicator.unit if indicator else one.unit) or ""
        verdict = self.verdicts.get((one.id, finding.place), Verdict(Word.NO_DATA, "", "", self.year))
        points = comparable(self.series.get((one.indicator, finding.place), ()), indicator, self.year).points
        known = [point for point in points if point.value is not None and point.year <= self.year]
        return Item(
            name=self._named(one, finding.place),
            kind=finding.kind,
            level=finding.level,
            sentence=f"{finding.zh}。",
            unit=unit,
            target=target_words(one, verdict, unit),
            deadline=one.deadline if one.deadline is not None else verdict.deadline,
            base=_measured(verdict, known),
            recent=tuple(Measured(point.year, point.value, point.status, point.simulated) for point in known[-YEARS:]),
            pace="—" if verdict.expected is None else format_value(verdict.expected, unit),
            gap=gap_words(verdict, unit) or "—",
            due=warning.due,
            late=warning.due < self.made_on,
            simulated=finding.simulated or verdict.simulated or any(point.simulated for point in known[-YEARS:]),
        )

    def _named(self, one: Commitment, place: str) -> str:
        there = place != self.package.plan.region and place in self.gazetteer
        return f"{self.gazetteer[place].name if there else ''}{name_of(one)}"


def _measured(verdict: Verdict, known: Sequence[Point]) -> Measured | None:
    if verdict.base_year is None or verdict.base is None:
        return None
    point = next((point for point in known if point.year == verdict.base_year), None)
    return Measured(verdict.base_year, verdict.base, point.status if point else "observed", verdict.simulated)
