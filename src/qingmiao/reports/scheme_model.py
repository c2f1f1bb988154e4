"""What a monitoring scheme says, from a package alone: the indicator system, who answers, who reports, what is due when."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from qingmiao.catalogue import Catalogue
from qingmiao.places import Gazetteer
from qingmiao.plans import proposed_departments
from qingmiao.plans.model import Commitment, Package
from qingmiao.progress import Verdict, Word
from qingmiao.progress.effective import Unclear, asked
from qingmiao.reports.beside import FREQUENCIES, LEVELS, meaning_of
from qingmiao.reports.build import NO_AREA, name_of, quote_of, target_words
from qingmiao.reports.model import TASKS, Meaning
from qingmiao.rounds import forms


@dataclass(frozen=True, slots=True)
class Target:
    """A target in the plan's words, with its year."""

    words: str
    deadline: int | None


@dataclass(frozen=True, slots=True)
class SchemeLine:
    """One indicator of the system with all its targets, or a task; `units` lead, `support` help, `proposed` where only the catalogue says who."""

    number: int
    area: str
    kind: str
    name: str
    base_year: int | None
    targets: tuple[Target, ...]
    units: tuple[str, ...]
    support: tuple[str, ...]
    proposed: bool
    meaning: Meaning | None

    @property
    def task(self) -> bool:
        """Whether it is something to be done once."""
        return self.kind in TASKS


@dataclass(frozen=True, slots=True)
class Reporting:
    """What one department reports: on how many places, how many figures of each, by how often."""

    department: str
    places: int
    elements: int
    often: Mapping[str, int]


@dataclass(frozen=True)
class SchemeModel:
    """A whole scheme; `number` and `recipient` of the letter head are left to be filled where they are not given."""

    plan: str
    plan_title: str
    place: str
    region: str
    period: tuple[int | None, int | None]
    issuer: str
    document_number: str
    issued: str
    midterm_year: int | None
    final_year: int | None
    method: str
    threshold: float
    statistics: str
    level: str
    below: int
    made_on: date
    lines: tuple[SchemeLine, ...]
    reporting: tuple[Reporting, ...]
    number: str = ""
    recipient: str = ""
    draft: bool = True

    @property
    def indicators(self) -> tuple[SchemeLine, ...]:
        """What is measured."""
        return tuple(line for line in self.lines if not line.task)

    @property
    def tasks(self) -> tuple[SchemeLine, ...]:
        """What is done once."""
        return tuple(line for line in self.lines if line.task)


def scheme_model(
    package: Package,
    *,
    catalogue: Catalogue,
    gazetteer: Gazetteer,
    made_on: date,
    method: str,
    assigned: Mapping[str, Sequence[str]] | None = None,
    responsible: Mapping[str, str] | None = None,
    number: str = "",
    recipient: str = "",
    draft: bool = True,
) -> SchemeModel:
    """The scheme of a plan; `assigned` are units that the office put in charge, `responsible` the departments of elements that it settled itself,
    `method` the name of the official method."""
    plan, desk = package.plan, _Desk(package, catalogue, assigned or {})
    below = list(gazetteer.children(plan.region)) if plan.region in gazetteer else []
    levels = Counter(place.level for place in below)
    named = gazetteer[plan.region].name if plan.region in gazetteer else ""
    return SchemeModel(
        plan=plan.id,
        plan_title=plan.title,
        place=named or next((place.name for place in package.places if place.id == plan.region), ""),
        region=plan.region,
        period=plan.period,
        issuer=plan.issuer or "",
        document_number=plan.document_number or "",
        issued=plan.issued or "",
        midterm_year=plan.midterm_year,
        final_year=plan.final_year,
        method=method,
        threshold=plan.threshold,
        statistics=desk.department("statistics"),
        level=LEVELS.get(levels.most_common(1)[0][0], "地方") if len(levels) == 1 else "地方",
        below=len(below),
        made_on=made_on,
        lines=tuple(desk.lines(made_on.year)),
        reporting=tuple(desk.reporting(made_on.year, responsible or {})),
        number=number,
        recipient=recipient,
        draft=draft,
    )


class _Desk:
    """Everything that the lines are made from."""

    def __init__(self, package: Package, catalogue: Catalogue, assigned: Mapping[str, Sequence[str]]) -> None:
        self.package, self.catalogue, self.assigned = package, catalogue, assigned
        self.proposed = proposed_departments(package)
        self.names = {unit.id: unit.name for unit in package.units}
        self.areas = {area.id: area.name for area in package.areas}

    def department(self, code: str) -> str:
        """A department as the plan names it, else as the catalogue does."""
        own = next((unit.name for unit in self.package.units if unit.department == code), None)
        known = self.catalogue.departments.get(code)
        return own or (known.name if known else "")

    def lines(self, year: int) -> Iterator[SchemeLine]:
        """The indicators in the order of the areas, each with all its targets; then the tasks."""
        groups: dict[tuple[str, ...], list[Commitment]] = {}
        for item in (one for one in self.package.commitments if one.role != "background"):
            key = (item.id,) if item.kind in TASKS else (item.area or "", item.indicator, name_of(item))
            groups.setdefault(key, []).append(item)
        order = {area.id: index for index, area in enumerate(self.package.areas)}
        ranked = sorted(groups.values(), key=lambda some: (some[0].kind in TASKS, order.get(some[0].area or "", len(order))))
        for number, some in enumerate(ranked, 1):
            yield self._line(number, some, year)

    def _line(self, number: int, some: Sequence[Commitment], year: int) -> SchemeLine:
        first = some[0]
        indicator = self.catalogue.indicators.get(first.indicator)
        unit = (indicator.unit if indicator else first.unit) or ""
        units, proposed = self._units(some)
        nothing = Verdict(Word.NO_DATA, "", "", year)
        targets = {Target(quote_of(target_words(item, nothing, unit)), item.deadline): None for item in some}
        return SchemeLine(
            number=number,
            area=self.areas.get(first.area or "", NO_AREA),
            kind=first.kind,
            name=name_of(first),
            base_year=next((year_ for item in some if (year_ := self._base_year(item, year)) is not None), None),
            targets=tuple(sorted(targets, key=lambda one: one.deadline or 9999)),
            units=units,
            support=tuple(dict.fromkeys(self.names.get(unit, unit) for item in some for unit in item.support)),
            proposed=proposed,
            meaning=None if first.kind in TASKS else meaning_of(indicator, self.catalogue),
        )

    def _base_year(self, item: Commitment, year: int) -> int | None:
        if item.kind in TASKS:
            return None
        try:
            return asked(item, self.catalogue.indicators.get(item.indicator), self.package.plan, year).base_year
        except Unclear:
            return item.base_year

    def _units(self, some: Sequence[Commitment]) -> tuple[tuple[str, ...], bool]:
        given = tuple(dict.fromkeys(name for item in some for name in self.assigned.get(item.id, ())))
        named = given or tuple(dict.fromkeys(self.names.get(unit, unit) for item in some for unit in item.lead))
        if named:
            return named, False
        department = self.catalogue.departments.get(self.proposed.get(some[0].id, ""))
        return ((department.name,), True) if department else ((), False)

    def reporting(self, year: int, responsible: Mapping[str, str]) -> Iterator[Reporting]:
        """What each department reports, those with most first."""
        places: dict[str, set[str]] = {}
        elements: dict[str, dict[tuple[str, tuple[str, ...]], None]] = {}
        for form in forms([self.package], year, responsible):
            name = self.department(form.department) or "妇女儿童工作委员会办公室"
            places.setdefault(name, set()).add(form.place)
            elements.setdefault(name, {}).update(dict.fromkeys((one.element, one.groups) for one in form.items))
        for name, asked_ in sorted(elements.items(), key=lambda pair: -len(pair[1])):
            often = Counter(self._often(element) for element, _ in asked_)
            yield Reporting(name, len(places[name]), len(asked_), dict(often))

    def _often(self, element: str) -> str:
        """How often a figure is reported, in a word."""
        known, indicator = self.catalogue.elements.get(element), self.catalogue.indicators.get(element.removesuffix("@"))
        frequency = known.frequency if known else indicator.frequency if indicator else "year"
        return FREQUENCIES.get(frequency, "年")
