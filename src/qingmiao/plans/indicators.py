"""What a commitment is measured by: an indicator of the catalogue, or a local one drafted by the commitment's kind.

Drafts by kind (docs/contracts.md): a rate is a ratio of counts, a norm is the share of those that meet it, a count is how many there are
by the end of the year, what is measured stays as measured, and a step or a task is done or not.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from typing import Final

from qingmiao.catalogue import Adds, Catalogue, Direction, Element, Indicator, join, load, unit, with_chosen
from qingmiao.catalogue.parsing import parse
from qingmiao.plans.model import Package, PlanIndicator
from qingmiao.plans.resources import table
from qingmiao.reading import model as read

LINKED: Final = frozenset({"level", "change", "trend"})
"""Kinds whose words name an indicator that the nation may have defined; the others are the plan's own."""

DONE: Final = "done"
_SPACES = re.compile(r"\s+")
_RATE_NAME = re.compile(r"率$|比例$|比重$|占比$|覆盖面$|(?:普及|覆盖|参与|入学|就业|自给)水平$")
_POINTS: Final = {"百分点": "%", "千分点": "‰", "万分点": "/万", "十万分点": "/10万"}
NAME: Final = 40
"""A name taken from a document is cut to this many characters: packages hold no sentences."""

_QUANTITIES: Final[Sequence[tuple[re.Pattern[str], str, str]]] = (
    (re.compile(r"人均|生均|户均|平均|^每"), "@", "—"),
    (re.compile(r"(?:投入|经费|资金|支出)(?:总量|总额|力度)?$"), ".n", "万元"),
    (re.compile(r"(?:标准|补助|补贴|津贴|工资|薪酬|待遇|收入|费用?)$"), "@", "元"),
    (re.compile(r"(?:年限|寿命)$"), "@", "年"),
    (re.compile(r"(?:差距|差异|程度|水平|质量|能力|素质|意识|满意度|强度|时间)$"), "@", "—"),
)
"""What a trend speaks of when no unit is said, by the end of its name: the element's ending (sum or as measured) and the unit."""


_GAP: Final = re.compile(r"(?P<of>.*?)(?P<pair>城乡|男女两性|男女|两性|性别)(?:之间)?(?:的)?(?P<what>.*?)(?:的)?(?:差距|差异|差别)$")
_GROUPS_OF: Final = {"城乡": ("urban", "rural")} | dict.fromkeys(("男女两性", "男女", "两性", "性别"), ("male", "female"))
"""Those who are better off as a rule, then those who are not."""


class Linker:
    """Gives each commitment its indicator; the same name, population and unit give the same indicator."""

    def __init__(self, catalogue: Catalogue, plan_id: str, items: Iterable[read.Commitment] = ()) -> None:
        """`plan_id` begins the codes of local indicators; `items` are all commitments, whose levels tell the units of what changes."""
        self._catalogue, self._plan = catalogue, plan_id
        self._units: dict[tuple[str, str], str] = {}
        for item in items:
            if item.kind == "level" and item.unit:
                self._units.setdefault((_fold(item.indicator), _fold(item.population)), item.unit)
        self._by_key: dict[tuple[str, ...], str] = {}
        self._made: dict[str, PlanIndicator] = {}

    def indicators(self) -> tuple[PlanIndicator, ...]:
        """All indicators that were given, in the order in which they were first needed."""
        return tuple(self._made.values())

    def link(self, item: read.Commitment, commitment_id: str) -> str:
        """The code of the indicator of a commitment that was read."""
        if item.kind in ("milestone", "action"):
            return self.done(commitment_id, item.indicator)
        measured = self._measured_in(item)
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

    def _measured_in(self, item: read.Commitment) -> str:
        """The unit of the indicator itself: a fall of 20 % in a rate is not measured in % of a fall; "" where nothing tells it."""
        if item.kind not in LINKED or (item.kind == "level" and item.unit):
            return item.unit or ""
        said = self._units.get((_fold(item.indicator), _fold(item.population)))
        if said is not None:
            return said
        points = _POINTS.get((item.unit or "").removeprefix("个")) if item.kind == "change" else None
        return points or ("%" if _RATE_NAME.search(_name(item.indicator)) else "")

    def done(self, commitment_id: str, name: str) -> str:
        """The code of the record that a step or a task is done."""
        code = f"{self._plan}.{commitment_id}"
        self._made[code] = PlanIndicator(code=code, name=_name(name), unit=DONE, formula=f"{code}@", adds="measured")
        return code

    def _new(self, item: read.Commitment, commitment_id: str, measured: str) -> str:
        return self._of_catalogue(item, measured) or self._gap(item, commitment_id) or self._local(item, commitment_id, measured)

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

    def _gap(self, item: read.Commitment, commitment_id: str) -> str | None:
        """A gap between groups in something that the catalogue knows (城乡婴儿死亡率差距): the worse-off group less, or under, the other."""
        found = _GAP.match(_name(item.indicator)) if item.kind in LINKED else None
        match = self._catalogue.match(f"{found['of'] or ''}{found['what'] or ''}", None) if found else None
        if found is None or match is None or match.indicator.direction is None:
            return None
        first, second = _GROUPS_OF[found["pair"]] if match.indicator.direction == "up" else _GROUPS_OF[found["pair"]][::-1]
        code, of = f"{self._plan}.{commitment_id}", match.indicator
        try:
            formula = f"gap({of.formula}, {first}, {second})"
            parse(formula)
        except ValueError:  # it speaks of one of the groups already
            return None
        self._made[code] = PlanIndicator(code=code, name=_name(item.indicator), unit=of.unit, formula=formula, direction="down")
        return code

    def _local(self, item: read.Commitment, commitment_id: str, measured: str) -> str:
        code = f"{self._plan}.{commitment_id}"
        name = _name(item.indicator)
        formula, shown, adds = _draft(code, item.kind, measured, name)
        if item.population and item.population not in name:
            name = f"{name}（{_name(item.population)}）"
        if item.kind == "norm":
            name = f"{name}：符合要求的比例"
        self._made[code] = PlanIndicator(code=code, name=name, unit=shown, formula=formula, direction=_direction(item), adds=adds)
        return code


def same_unit(one: str, other: str) -> bool:
    """Whether two spellings mean one unit of measure."""
    known, there = unit(one), unit(other)
    return (known.name if known else one) == (there.name if there else other)


def _draft(code: str, kind: str, measured: str, name: str) -> tuple[str, str, Adds]:
    """Formula, unit and way of adding up of a local indicator."""
    if kind == "norm":
        return f"{code}.n / {code}.d * 100", "%", "sum"
    if kind == "count":
        return f"{code}.n", measured or "个", "sum"
    if kind == "amount":
        return f"{code}@", measured or "元", "measured"
    scale = multiplier(measured)
    if scale is not None:
        return f"{code}.n / {code}.d * {scale:.0f}", measured, "sum"
    if kind in ("change", "trend"):
        ending, shown = next(((ending, shown) for words, ending, shown in _QUANTITIES if not measured and words.search(name)), (".n", "个"))
        return f"{code}{ending}", measured or shown, "sum" if ending == ".n" else "measured"
    return f"{code}@", measured or "—", "measured"


_PER = re.compile(r"/每?(?=[\d百千万十])([1-9]\d*)?(十万|[百千万])?(?!\d|个?(?:年|月|周|天|日|星期|季|小?时|学[年期时]))")
_PER_SIZE: Final = {"百": 100.0, "千": 1_000.0, "万": 10_000.0, "十万": 100_000.0}


def multiplier(name: str) -> float | None:
    """The multiplier of a rate's unit (% 100, ‰ 1000, 名/千名儿童 1000), None for what is not a rate of counts."""
    known = unit(name) if name else None
    if known is not None and known.multiplier is not None:
        return known.multiplier
    match = _PER.search(name)
    if match is None or not match.group().strip("/每"):
        return None
    return float(match.group(1) or 1) * _PER_SIZE.get(match.group(2) or "", 1.0)


_BETTER: Final[dict[str, Direction]] = {"<=": "down", "<": "down", ">=": "up", ">": "up", "=": "up"}


def _direction(item: read.Commitment) -> Direction | None:
    """Which way is better: of a norm more that meet it, of a level of nothing less, else as the words say."""
    if item.kind == "norm":
        return "up"
    if item.kind == "level" and item.comparator == "=" and item.value == 0:
        return "down"
    return item.direction or _BETTER.get(item.comparator or "")


def _fold(text: str | None) -> str:
    return _SPACES.sub("", text or "")


def _name(text: str) -> str:
    return _fold(text)[:NAME] or "未命名"


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
        definition=row.definition or drafted_definition(row),
        limits=limits,
    )


def drafted_definition(row: PlanIndicator) -> str:
    """A definition in words for a local indicator that nobody has defined yet, from the shape of its formula; pages mark it as drafted."""
    formula = row.formula or ""
    if row.unit == DONE:
        return "完成并经责任单位确认的，自当年起记为 1。"
    if "/" in formula:
        share = "符合要求的数量占应有数量的比例" if row.unit == "%" else f"分子与分母之比，以{row.unit}计"
        return f"{share}；分子、分母按文件字面理解。"
    if formula.endswith(".n"):
        return "截至当年年末的数量；规划要求新增的，自规划期起累计。"
    return "按文件字面所指的量实测，直接填报；各地之间不相加。"


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
    """The nation's catalogue by the definitions that the package chose, with its local indicators in it."""
    indicators, elements = local_indicators(package)
    chosen = {row.code: row.chosen_definition for row in package.indicators if row.catalogue and row.chosen_definition}
    return join(with_chosen(load(), chosen), indicators, elements)


def proposed_departments(package: Package) -> dict[str, str]:
    """For each commitment without a named lead, the department that would know: the indicator's source, else by the words of its area, else by its own name."""
    national = load().indicators
    areas = {area.id: area.name for area in package.areas}
    proposed: dict[str, str] = {}
    for item in package.commitments:
        if item.lead or item.role == "background":
            continue
        source = national[item.indicator].department if item.indicator in national else None
        department = source or _by_words(areas.get(item.area or "", "")) or _by_words(item.name)
        if department:
            proposed[item.id] = department
    return proposed


def _by_words(words: str) -> str | None:
    """The department by the first word of the table that stands in the name of an area, or of what is promised."""
    rows: Sequence[dict[str, str]] = table("area_departments")
    return next((row["department"] for row in rows if row["word"] in words), None)
