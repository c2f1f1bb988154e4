"""Rules about the catalogue itself: what a definition says must agree with its unit, its elements and its source."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Final

from qingmiao.catalogue import MEASURED, Ages, Among, At, Catalogue, Indicator, Lag, Number, Operation, Window, unit
from qingmiao.catalogue.files import Files
from qingmiao.catalogue.formula import Formula
from qingmiao.datafile import FileError, Record
from qingmiao.plans.issues import Issue, Severity


@dataclass(frozen=True)
class Nation:
    """A catalogue under check, and the records of its files."""

    catalogue: Catalogue
    files: Files


@dataclass(frozen=True)
class Flaw:
    """What a rule says of one key of one record."""

    record: Record
    key: str | None
    what: str
    cure: str
    severity: Severity = "error"

    def issue(self, code: str) -> Issue:
        """The flaw as an issue with its line."""
        return Issue(str(self.record.file), self.record.line_of(self.key), code, self.severity, self.what, self.cure)


Rule = Callable[[Nation], Iterator[Flaw]]


def _indicators(nation: Nation) -> Iterator[tuple[Record, Indicator]]:
    for record in nation.files.indicators:
        yield record, nation.catalogue.indicators[record.values["code"]]


def _formulas(nation: Nation) -> Iterator[tuple[Record, Indicator]]:
    """Every formula: of each indicator by its own definition, and by each rival that has one."""
    yield from _indicators(nation)
    for record in nation.files.definitions:
        if "formula" in record.values:
            yield record, nation.catalogue.indicators[record.values["indicator"]].by(record.values["key"])


def without_source(nation: Nation) -> Iterator[Flaw]:
    """A definition that was seen names its source; one that names none is drafted."""
    for record, one in _indicators(nation):
        if one.status == "sourced" and one.source is None:
            yield Flaw(
                record,
                "status",
                f"{one.code} 标为有出处，却没写出处 / said to be sourced, without a source",
                "写上 source；没见过原文的写 status: drafted / write the source; where no text was seen, status: drafted",
            )
        elif one.status == "drafted" and (key := next((key for key in ("source", "defined_by", "seen") if key in record.values), None)):
            yield Flaw(
                record,
                key,
                f"{one.code} 是草拟的，却写了出处 / drafted, and yet names a source",
                "见过原文的写 status: sourced；否则删去 / status: sourced where the text was seen; else delete it",
            )


def without_words(nation: Nation) -> Iterator[Flaw]:
    """An indicator says in words what it is, and who would know."""
    for record, one in _indicators(nation):
        for key in ("definition", "department"):
            if getattr(one, key) is None:
                yield Flaw(record, None, f"{one.code} 缺少 {key} / lacks {key}", f"补上 {key} / add it", "warning")


def units_known(nation: Nation) -> Iterator[Flaw]:
    """Units are of the table of units."""
    for record in (*nation.files.indicators, *nation.files.elements):
        if unit(record.values["unit"]) is None:
            yield Flaw(
                record,
                "unit",
                f"单位表中没有“{record.values['unit']}” / the unit is not in units.yaml",
                "改用表中的单位，或先加进 units.yaml / use one of the table, or add it there first",
            )


def multipliers(nation: Nation) -> Iterator[Flaw]:
    """A ratio of counts is multiplied as its unit asks: 100 for %, 1000 for ‰, 100000 for /10万."""
    for record, one in _formulas(nation):
        known = unit(one.unit)
        asked = known.multiplier if known and known.kind in ("share", "rate") else None
        if asked is not None and _of_counts(nation, one) and _scale(one.tree) != asked:
            yield Flaw(
                record,
                "formula",
                f"{one.code} 的公式没有按单位 {one.unit} 乘以 {asked:.0f} / the formula is not multiplied as its unit asks",
                f"在公式末尾写 * {asked:.0f}，或改单位 / end the formula with * {asked:.0f}, or change the unit",
            )


def _of_counts(nation: Nation, one: Indicator) -> bool:
    """Whether the formula divides counts; what was measured is in its unit already."""
    return not any(nation.catalogue.elements[code].adds == "measured" for code in one.elements)


def _scale(tree: Formula) -> float:
    """By how much a formula multiplies what it divides."""
    match tree:
        case Number(value):
            return value
        case Operation("*", left, right):
            return _scale(left) * _scale(right)
        case Operation("/", left, right):
            return _scale(left) / (_scale(right) or 1.0)
        case Operation(_, left, _):
            return _scale(left)
        case Ages(inner) | Among(inner) | At(inner) | Lag(inner) | Window(_, inner):
            return _scale(inner)
    return 1.0


def limits(nation: Nation) -> Iterator[Flaw]:
    """Natural limits are in order, and a share or rate is at most all of it."""
    for record, one in _indicators(nation):
        low, high = one.limits
        known = unit(one.unit)
        most = known.multiplier if known and known.kind in ("share", "rate") else None
        if low is not None and high is not None and low >= high:
            yield Flaw(record, "limits", f"{one.code} 的下限不小于上限 / the lower limit is not below the upper", "对调 / swap them")
        elif most is not None and high is not None and high != most:
            yield Flaw(
                record,
                "limits",
                f"{one.code} 的上限 {high:g} 与单位 {one.unit} 不符 / the upper limit does not fit the unit",
                f"写 {most:g}；可以超过的写 null / write {most:g}, or null where it may be passed",
            )


def validity(nation: Nation) -> Iterator[Flaw]:
    """A definition does not end before it begins."""
    for record in (*nation.files.indicators, *nation.files.definitions):
        first, last = record.values.get("valid_from"), record.values.get("valid_to")
        if first is not None and last is not None and first > last:
            yield Flaw(
                record, "valid_to", f"有效期 {first}—{last} 起止颠倒 / the definition ends before it begins", "对调 / swap the years"
            )


def unused(nation: Nation) -> Iterator[Flaw]:
    """Every element is used by a formula."""
    used = {code for _, one in _formulas(nation) for code in one.elements}
    for record in nation.files.elements:
        if record.values["code"] not in used:
            yield Flaw(
                record,
                "code",
                f"没有公式用到数据元 {record.values['code']} / no formula uses the element",
                "删去，或补上用到它的指标 / delete it, or add the indicator that uses it",
                "warning",
            )


def element_names(nation: Nation) -> Iterator[Flaw]:
    """An element's name stands once: one figure is asked for once."""
    seen: dict[str, Record] = {}
    for record in nation.files.elements:
        before = seen.setdefault(record.values["name"], record)
        if before is not record:
            yield Flaw(
                record,
                "name",
                f"第 {before.line} 行已有数据元“{record.values['name']}” / the name stands already in line {before.line}",
                "并成一个，或改名 / join the two, or rename one",
            )


def mixed(nation: Nation) -> Iterator[Flaw]:
    """What is measured is not put into one formula with what is summed, nor added over periods."""
    for record, one in _formulas(nation):
        ways = {nation.catalogue.elements[code].adds for code in one.elements}
        if "measured" in ways and len(ways) > 1:
            yield Flaw(
                record,
                "formula",
                f"{one.code} 的公式把直接填报的数和逐级相加的数混在一起 / the formula mixes measured and summed elements",
                "改用同一类数据元 / use elements of one kind",
            )
        elif one.over_time == "sum" and all(code.endswith(MEASURED) for code in one.elements):
            yield Flaw(
                record,
                "over_time",
                f"{one.code} 直接填报，却要跨期相加 / measured, and yet to be added over periods",
                "写 over_time: measured 或 last / write over_time: measured or last",
            )


def rivals(nation: Nation) -> Iterator[Flaw]:
    """A rival definition says something else than the indicator's own."""
    for record in nation.files.definitions:
        own = nation.catalogue.indicators[record.values["indicator"]]
        if record.values["text"] == own.definition:
            yield Flaw(
                record,
                "text",
                f"{own.code} 的这一口径与目录采用的相同 / the definition is the indicator's own",
                "删去，或写明不同之处 / delete it, or say what differs",
            )


def bridges(nation: Nation) -> Iterator[Flaw]:
    """A bridge stands only where the series breaks, and with its source."""
    for record in nation.files.changes:
        bridged = "factor" in record.values or "offset" in record.values
        if bridged and not record.values.get("breaks"):
            yield Flaw(
                record,
                "factor" if "factor" in record.values else "offset",
                "有换算却不是断点 / a bridge where the series does not break",
                "写 breaks: true，或删去换算 / write breaks: true, or delete the bridge",
            )
        elif bridged and "source" not in record.values:
            yield Flaw(
                record,
                "factor" if "factor" in record.values else "offset",
                "换算没有出处 / the bridge has no source",
                "写上 source，或删去换算 / write its source, or delete the bridge",
            )


NATION_RULES: Final[dict[str, Rule]] = {
    "without-source": without_source,
    "without-words": without_words,
    "unit-unknown": units_known,
    "multiplier": multipliers,
    "limits": limits,
    "validity": validity,
    "unused-element": unused,
    "element-twice": element_names,
    "mixed": mixed,
    "same-definition": rivals,
    "bridge": bridges,
}
"""Every rule of the catalogue by its code; what cannot be read at all has the code `file`."""


def flaws(nation: Nation) -> Iterator[Issue]:
    """All issues of a catalogue."""
    for code, rule in NATION_RULES.items():
        for flaw in rule(nation):
            yield flaw.issue(code)


def unreadable(error: FileError) -> Issue:
    """The issue of a file that cannot be read."""
    return Issue(str(error.file), error.line, "file", "error", error.what, error.cure)
