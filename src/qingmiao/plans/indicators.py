"""What a commitment is measured by: an indicator of the catalogue, or a local one drafted by the commitment's kind.

Drafts by kind (docs/contracts.md): a rate is a ratio of counts, a norm is the share of those that meet it, a count is how many there are
by the end of the year, what is measured stays as measured, and a step or a task is done or not.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import Final

from qingmiao.catalogue import Adds, Catalogue, Direction, Element, Indicator, join, load, unit
from qingmiao.plans.model import Commitment, Package, PlanIndicator
from qingmiao.plans.resources import table
from qingmiao.reading import model as read

LINKED: Final = frozenset({"level", "change", "trend"})
"""Kinds whose words name an indicator that the nation may have defined; the others are the plan's own."""

DONE: Final = "done"
_SPACES = re.compile(r"\s+")
_RATE_NAME = re.compile(r"率$|比例$|比重$|占比$|覆盖面$|水平$")


class Linker:
    """Gives each commitment its indicator; the same name, population and unit give the same indicator."""

    def __init__(self, catalogue: Catalogue, plan_id: str) -> None:
        """`plan_id` begins the codes of local indicators."""
        self._catalogue, self._plan = catalogue, plan_id
        self._by_key: dict[tuple[str, ...], str] = {}
        self._made: dict[str, PlanIndicator] = {}

    def indicators(self) -> tuple[PlanIndicator, ...]:
        """All indicators that were given, in the order in which they were first needed."""
        return tuple(self._made.values())

    def link(self, item: read.Commitment, commitment_id: str) -> str:
        """The code of the indicator of a commitment that was read."""
        if item.kind in ("milestone", "action"):
            return self.done(commitment_id, item.indicator)
        measured = _measured_in(item)
        key = (
            item.kind if item.kind not in LINKED else "",
            _fold(item.indicator),
            _fold(item.population),
            _fold(item.level_of) if item.kind == "norm" else "",
            measured,
        )
        if key not in self._by_key:
            self._by_key[key] = self._new(item, commitment_id, measured)
        return self._by_key[key]

    def done(self, commitment_id: str, name: str) -> str:
        """The code of the record that a step or a task is done."""
        code = f"{self._plan}.{commitment_id}"
        self._made[code] = PlanIndicator(code=code, name=_name(name), unit=DONE, formula=f"{code}@", adds="measured")
        return code

    def _new(self, item: read.Commitment, commitment_id: str, measured: str) -> str:
        return self._of_catalogue(item, measured) or self._local(item, commitment_id, measured)

    def _of_catalogue(self, item: read.Commitment, measured: str) -> str | None:
        if item.kind not in LINKED:
            return None
        names = (
            [f"{item.population}{item.indicator}", item.indicator]
            if not item.population or item.population in item.indicator
            else [f"{item.population}{item.indicator}"]
        )
        for name in names:
            match = self._catalogue.match(_name(name), measured or None)
            if match is not None and (item.kind != "level" or same_unit(match.indicator.unit, measured)):
                code = match.indicator.code
                self._made.setdefault(
                    code, PlanIndicator(code=code, name=match.indicator.name, catalogue=True, likeness=round(match.score, 3))
                )
                return code
        return None

    def _local(self, item: read.Commitment, commitment_id: str, measured: str) -> str:
        code = f"{self._plan}.{commitment_id}"
        formula, shown, adds = _draft(code, item.kind, measured)
        name = _name(item.indicator)
        if item.population and item.population not in name:
            name = f"{name}（{item.population}）"
        if item.kind == "norm":
            name = f"{name}：符合要求的比例"
        self._made[code] = PlanIndicator(code=code, name=name[:80], unit=shown, formula=formula, direction=_direction(item), adds=adds)
        return code


def same_unit(one: str, other: str) -> bool:
    """Whether two spellings mean one unit of measure."""
    known, there = unit(one), unit(other)
    return (known.name if known else one) == (there.name if there else other)


def _measured_in(item: read.Commitment) -> str:
    """The unit of the indicator itself: a fall of 20 % in a rate is not measured in % of a fall."""
    if item.kind in ("change", "trend"):
        return "%" if _RATE_NAME.search(_name(item.indicator)) or item.unit == "百分点" else ""
    return item.unit or ""


def _draft(code: str, kind: str, measured: str) -> tuple[str, str, Adds]:
    """Formula, unit and way of adding up of a local indicator."""
    if kind == "norm":
        return f"{code}.n / {code}.d * 100", "%", "sum"
    if kind == "count":
        return f"{code}.n", measured or "个", "sum"
    if kind == "amount":
        return f"{code}@", measured or "元", "measured"
    scale = multiplier(measured)
    if scale is not None:
        return f"{code}.n / {code}.d * {scale:g}".replace("e+05", "00000"), measured, "sum"
    if kind in ("change", "trend"):
        return f"{code}.n", measured or "个", "sum"
    return f"{code}@", measured or "—", "measured"


_PER = re.compile(r"/(?:每)?(\d+|[百千万]|十万)")
_PER_SIZE: Final = {"百": 100.0, "千": 1_000.0, "万": 10_000.0, "十万": 100_000.0}


def multiplier(name: str) -> float | None:
    """The multiplier of a rate's unit (% 100, ‰ 1000, 名/千名儿童 1000), None for what is not a rate of counts."""
    known = unit(name) if name else None
    if known is not None and known.multiplier is not None:
        return known.multiplier
    match = _PER.search(name)
    if match is None:
        return None
    return _PER_SIZE.get(match.group(1)) or float(match.group(1))


_BETTER: Final[dict[str, Direction]] = {"<=": "down", "<": "down", ">=": "up", ">": "up", "=": "up"}


def _direction(item: read.Commitment) -> Direction | None:
    return item.direction or _BETTER.get(item.comparator or "")


def _fold(text: str | None) -> str:
    return _SPACES.sub("", text or "")


def _name(text: str) -> str:
    return _fold(text)[:80] or "未命名"


def local_indicators(package: Package) -> tuple[list[Indicator], list[Element]]:
    """The package's own indicators and the elements of their formulas, as the catalogue's types."""
    proposed = proposed_departments(package)
    users: dict[str, str | None] = {}
    for item in package.commitments:
        users.setdefault(item.indicator, proposed.get(item.id))
    indicators = [_indicator(row, row.department or users.get(row.code)) for row in package.indicators if not row.catalogue]
    names = {row.code: row for row in package.indicators}
    elements = [
        _element(code, indicator, names[indicator.code].adds)
        for indicator in indicators
        for code in indicator.elements
        if code.startswith(indicator.code)
    ]
    return indicators, elements


def _indicator(row: PlanIndicator, department: str | None) -> Indicator:
    limits = (0.0, 100.0) if row.unit == "%" and row.adds == "sum" else (0.0, None)
    return Indicator(
        code=row.code,
        name=row.name,
        unit=row.unit or "",
        formula=row.formula or f"{row.code}@",
        direction=row.direction,
        department=department,
        definition=row.definition,
        limits=limits,
    )


_ENDINGS: Final = {".n": "{}：分子", ".d": "{}：分母", "@": "{}（直接填报）"}


def _element(code: str, indicator: Indicator, adds: Adds) -> Element:
    ending = code.removeprefix(indicator.code)
    single = indicator.formula == code
    name = indicator.name if single else _ENDINGS.get(ending, "{}").format(indicator.name)
    return Element(
        code=code,
        name=name,
        unit=indicator.unit if single else "个",
        department=indicator.department,
        adds="measured" if ending == "@" else adds,
    )


def catalogue_of(package: Package) -> Catalogue:
    """The nation's catalogue with the package's local indicators in it."""
    indicators, elements = local_indicators(package)
    return join(load(), indicators, elements)


def proposed_departments(package: Package) -> dict[str, str]:
    """For each commitment without a named lead, the department that would know: the indicator's source, else by the words of its area."""
    national = load().indicators
    areas = {area.id: area.name for area in package.areas}
    proposed: dict[str, str] = {}
    for item in package.commitments:
        if item.lead or item.role == "background":
            continue
        source = national[item.indicator].department if item.indicator in national else None
        department = source or _by_words(item, areas.get(item.area or "", ""))
        if department:
            proposed[item.id] = department
    return proposed


def _by_words(item: Commitment, area: str) -> str | None:
    rows: Sequence[dict[str, str]] = table("area_departments")
    return next((row["department"] for row in rows if row["word"] in area), None)
