"""What a profile says of each place, made from figures and verdicts that are at hand, for all places in one pass."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from typing import Final

import pyarrow as pa

from qingmiao.catalogue import Catalogue
from qingmiao.catalogue.numbers import Rounding
from qingmiao.catalogue.numbers import rounding as rounded_by
from qingmiao.places import Gazetteer, Place
from qingmiao.plans import proposed_departments
from qingmiao.plans.model import Commitment, Package
from qingmiao.progress import Judged, Word
from qingmiao.progress.comparing import Compared, compare
from qingmiao.progress.methods import METHOD
from qingmiao.progress.model import Point
from qingmiao.progress.summary import Line
from qingmiao.progress.warning.ground import Ground, ground
from qingmiao.reports.beside import LEVELS
from qingmiao.reports.build import Desk, figures_at, in_order, method_name
from qingmiao.reports.document import ReleaseHead
from qingmiao.reports.model import TASKS, Counts, ReportModel
from qingmiao.rounds import forms

LEAST: Final = 3
"""Of fewer places no rank is told."""


@dataclass(frozen=True, slots=True)
class Rank:
    """What is known of a rank: it lies from `first` to `last` among so many, best first; `side` where it lies beyond chance."""

    first: int
    last: int
    among: int
    side: str = ""

    @property
    def open(self) -> bool:
        """Whether nothing is known of it."""
        return (self.first, self.last) == (1, self.among)


@dataclass(frozen=True)
class PlaceModel:
    """A place with its indicators (`report`), what is known of their ranks, who reports on it, and how its region stands in the same commitments."""

    report: ReportModel
    region: str
    level: str
    ranks: Mapping[str, Rank]
    reporters: tuple[tuple[str, int], ...]
    beside: Counts


def place_models(
    package: Package,
    *,
    catalogue: Catalogue,
    gazetteer: Gazetteer,
    figures: pa.Table,
    judged: Iterable[Judged],
    year: int,
    release: ReleaseHead,
    made_on: date,
    places: Sequence[str] | None = None,
    assigned: Mapping[str, Sequence[str]] | None = None,
    draft: bool = True,
    rounding: Rounding = "half_up",
) -> tuple[PlaceModel, ...]:
    """The models of places (those directly below the region where not given) that have a verdict; `figures` and `judged` are those of all places.

    Nothing is asked of a database; what several places need is worked out once.
    """
    base = ground(package, catalogue, gazetteer, figures, year, list(judged))
    wanted = [place for place in (base.below if places is None else places) if place in gazetteer]
    told = _Told(base, figures, release, made_on, draft, rounding, assigned or {}, _reporters(package, catalogue, year))
    known = {place for _, place in base.verdicts}
    with rounded_by(rounding):
        return tuple(told.place(gazetteer[place]) for place in wanted if place in known)


def _reporters(package: Package, catalogue: Catalogue, year: int) -> dict[str, dict[str, int]]:
    """Place → who reports on it → how many figures."""
    found: dict[str, dict[str, int]] = {}
    for form in forms([package], year):
        department = catalogue.departments.get(form.department)
        name = department.name if department else "妇女儿童工作委员会办公室"
        found.setdefault(form.place, {})[name] = found.get(form.place, {}).get(name, 0) + len(form.items)
    return found


class _Told:
    """Makes the models, and keeps what places have in common."""

    def __init__(
        self,
        base: Ground,
        figures: pa.Table,
        release: ReleaseHead,
        made_on: date,
        draft: bool,
        rounding: Rounding,
        assigned: Mapping[str, Sequence[str]],
        reporters: Mapping[str, Mapping[str, int]],
    ) -> None:
        self.base, self.figures, self.release, self.made_on, self.draft, self.rounding = base, figures, release, made_on, draft, rounding
        self.assigned, self.reporters, self.proposed = assigned, reporters, proposed_departments(base.package)
        self.items = [item for item in base.promised() if item.kind not in TASKS]
        self._compared: dict[tuple[str, str, int], Compared | None] = {}

    def place(self, place: Place) -> PlaceModel:
        """The model of one place."""
        base, plan = self.base, self.base.package.plan
        here = replace(base, package=base.package.model_copy(update={"plan": plan.model_copy(update={"region": place.id})}), below=())
        desk = Desk(here, figures_at(self.figures, place.id), self.proposed, self.assigned, {}, {}, {})
        own = [item for item in self.items if (item.id, place.id) in base.verdicts]
        rows = [desk.row(number, Line(item, base.verdicts[item.id, place.id])) for number, item in enumerate(own, 1)]
        report = ReportModel(
            plan_title=plan.title,
            plan_short=plan.short,
            place=place.name,
            period=plan.period,
            year=base.year,
            release=self.release,
            made_on=self.made_on,
            method=method_name(plan.method),
            by_line=plan.method == METHOD,
            threshold=plan.threshold,
            rows=in_order(rows, base.package),
            draft=self.draft,
            plan=plan.id,
            region=place.id,
            rounding=self.rounding,
        )
        ranks = {item.id: rank for item in own if (rank := self._rank(item, place)) is not None}
        reporters = tuple(sorted(self.reporters.get(place.id, {}).items(), key=lambda pair: -pair[1]))
        words = [base.verdicts[item.id, plan.region].word for item in own if (item.id, plan.region) in base.verdicts]
        beside = Counts({word: words.count(word) for word in Word})
        region = base.gazetteer[plan.region].name if plan.region in base.gazetteer else ""
        return PlaceModel(report, region, LEVELS.get(place.level, "地方"), ranks, reporters, beside)

    def _rank(self, item: Commitment, place: Place) -> Rank | None:
        """What is known of the rank of a place among those beside it, by the figure of its latest year."""
        verdict = self.base.verdicts[item.id, place.id]
        if place.parent is None or verdict.latest_year is None or verdict.word in (Word.NO_DATA, Word.CANNOT_JUDGE):
            return None
        compared = self._among(item, place.parent, verdict.latest_year)
        standing = next((one for one in compared.standings if one.place == place.id), None) if compared else None
        if compared is None or standing is None or standing.first is None or standing.last is None:
            return None
        side = standing.side if standing.side in ("better", "worse") else ""
        return Rank(standing.first, standing.last, compared.ranked, side or "")

    def _among(self, item: Commitment, parent: str, year: int) -> Compared | None:
        key = (item.indicator, parent, year)
        if key not in self._compared:
            self._compared[key] = self._compare(item, parent, year)
        return self._compared[key]

    def _compare(self, item: Commitment, parent: str, year: int) -> Compared | None:
        base, ask = self.base, self.base.asked(item)
        indicator = base.indicator(item)
        direction = ask.direction if ask is not None and ask.direction is not None else indicator.direction if indicator else None
        if direction is None or not base.beside_each_other(item):
            return None
        points: dict[str, Point] = {}
        for other in base.gazetteer.children(parent):
            point = next((one for one in base.series.get((item.indicator, other.id), ()) if one.year == year), None)
            if point is not None and point.value is not None:
                points[other.id] = point
        if len(points) < LEAST:
            return None
        return compare(points, up=direction == "up", unit=base.unit(item), grain=base.grain(item), drawn=False)
