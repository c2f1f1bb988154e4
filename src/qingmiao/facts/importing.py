"""Facts from a CSV file or a workbook: read row by row, every problem told with its cell and cure, all or nothing.

Percentages: a number is taken as it stands with its unit, 98 or 98% for 98 %. A workbook hands over a cell that shows 98% as 0.98, and people write 0.98
for 98 %; so a share of 1 or less without a percent sign is refused where more is better, and, from a workbook, a share below 0.1 wherever
nothing says what is meant: written with its sign (“0.98%”) it is taken.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date, datetime
from functools import partial
from pathlib import Path
from typing import Any, Final, TypeVar

import pyarrow as pa
from rapidfuzz import fuzz, process

from qingmiao.catalogue import MEASURED, Catalogue, Element, Indicator, unit
from qingmiao.facts.amounts import converted
from qingmiao.facts.bounds import above
from qingmiao.facts.cells import Number, Unreadable, day_of, number_of, text_of, within, year_of_cell
from qingmiao.facts.heads import Head, head_of
from qingmiao.facts.periods import Period, period, year_of
from qingmiao.facts.problems import Problem, Refused
from qingmiao.facts.revisions import supersede
from qingmiao.facts.schema import SERIES_KEY, VALUED
from qingmiao.facts.sheets import Cell, Sheet, read_sheets
from qingmiao.facts.streams import stream_of
from qingmiao.facts.table import build, empty
from qingmiao.facts.words import WORDS, folded, shown
from qingmiao.places import Ambiguous, Gazetteer, Resolver

_YEARLY: Final = frozenset({"calendar_year", "statistical_year", "school_year", "point"})
_GROUPS: Final = ("sex", "residence", "age", "other")
_LIKE: Final = 70
"""A name at least so like (of 100) is offered as what may have been meant."""

Read = TypeVar("Read")


def read_facts(
    path: Path, *, catalogue: Catalogue, gazetteer: Gazetteer, today: date, recorded_at: datetime, by: str, current: pa.Table | None = None
) -> pa.Table:
    """The news of a file against `current`: facts that were not known or say something else, the latter superseding; ids follow those of `current`.

    Importing a file a second time gives no facts. Raises UserError (`Refused` where its cells are wrong, with `problems`).
    """
    sheet, head = _data_sheet(path)
    label = f"{path.name}[{sheet.name}]" if sheet.name else path.name
    reader = _Reader(catalogue, gazetteer, today, workbook=sheet.workbook)
    lines = list(reader.lines(head)) if head.usable else []
    held = current if current is not None else empty()
    problems = [*head.problems, *reader.problems, *_doubles(lines), *_too_large(lines, held, catalogue)]
    if problems:
        raise Refused(label, problems)
    rows = [{**line.fact, "id": number, **_record(label, line, recorded_at, by)} for number, line in enumerate(lines, 1)]
    return supersede(held, build(rows))


def _record(label: str, line: _Line, recorded_at: datetime, by: str) -> dict[str, Any]:
    origin = f"{label}:{line.row} {line.source}".strip()
    return {"origin": "import", "origin_id": origin, "recorded_at": recorded_at, "recorded_by": by}


def _data_sheet(path: Path) -> tuple[Sheet, Head]:
    found = [(sheet, head) for sheet in read_sheets(path) if (head := head_of(sheet)) is not None]
    if not found:
        cure = "第一行写表头：指标（或数据元）、地区、年份、数值 / begin with the heads: indicator (or element), place, year, value"
        raise Refused(path.name, [Problem(None, None, "", "没有表头 / no head", cure)])
    if len(found) > 1:
        names = "、".join(sheet.name for sheet, _ in found)
        raise Refused(path.name, [Problem(None, None, "", f"有几个数据工作表：{names} / several sheets hold data", "只留一个 / keep one")])
    return found[0]


@dataclass(frozen=True, slots=True)
class _Line:
    """One row that could be read: its fact, where its element and value stand, and the source that it names."""

    row: int
    fact: Mapping[str, Any]
    column: int
    head: str
    source: str

    def problem(self, what: str, cure: str) -> Problem:
        return Problem(self.row, self.column, self.head, what, cure)


@dataclass(frozen=True, slots=True)
class _Row:
    """The cells of one row by column."""

    number: int
    cells: Mapping[str, Cell]

    def text(self, column: str) -> str:
        return text_of(self.cells.get(column))


class _Reader:
    """Reads the rows below a head and gathers what is wrong with them."""

    def __init__(self, catalogue: Catalogue, gazetteer: Gazetteer, today: date, *, workbook: bool) -> None:
        self.catalogue, self.resolver, self.today, self.workbook = catalogue, Resolver(gazetteer), today, workbook
        self.problems: list[Problem] = []
        self._known: dict[tuple[str, str], Element | Unreadable] = {}
        self._places: dict[str, str | Unreadable] = {}
        self._element_names = _by_name(catalogue.elements)
        self._indicator_names = _by_name(catalogue.indicators)

    def lines(self, head: Head) -> Iterator[_Line]:
        """The rows that could be read; the others leave problems."""
        for number, cells in head.rows:
            row = _Row(number, {column: cells[index] for column, index in head.at.items() if index < len(cells)})
            line = self._line(row, head)
            if line is not None:
                yield line

    def _line(self, row: _Row, head: Head) -> _Line | None:
        before = len(self.problems)

        def tried(column: str, read: Callable[[], Read]) -> Read | None:
            try:
                return read()
            except Unreadable as error:
                index = head.at.get(error.column or column)
                word = "" if index is None else head.words[index]
                self.problems.append(Problem(row.number, None if index is None else index + 1, word, error.what, error.cure))
                return None

        named = "element" if row.text("element") or "indicator" not in head.at else "indicator"
        element = tried(named, partial(self._element, row))
        fact: dict[str, Any] = {"place": tried("place", partial(self._place, row.text("place")))}
        fact |= {column: tried(column, partial(_group, row, column)) for column in _GROUPS}
        fact["status"] = status = tried("status", partial(_status, row))
        fact |= {column: tried(column, partial(_positive, row, column)) for column in ("n", "std_error")}
        if element is None:
            return None
        fact |= {"element": element.code, "stream": tried("stream", partial(_stream, row, element))}
        fact |= tried("year" if "year" in head.at else "period_from", partial(_period, row, element, self.today)) or {}
        fact["value"] = tried("value", partial(self._value, row, element, status))
        if len(self.problems) > before:
            return None
        at = head.at["value"]
        return _Line(row.number, fact, at + 1, head.words[at], row.text("source"))

    def _element(self, row: _Row) -> Element:
        if row.text("element") and row.text("indicator"):
            raise Unreadable("同时写了指标和数据元 / both an indicator and an element", "只写一个 / write one of them")
        key = ("element", row.text("element")) if row.text("element") else ("indicator", row.text("indicator"))
        if key not in self._known:
            self._known[key] = _kept(self._named_element if key[0] == "element" else self._measured, key[1])
        return _told(self._known[key])

    def _named_element(self, text: str) -> Element:
        if text in self.catalogue.elements:
            return self.catalogue.elements[text]
        found = self._element_names.get(folded(text), [])
        if len(found) == 1:
            return found[0]
        if found:
            raise Unreadable(
                f"“{text}”有几个数据元 / several elements have this name",
                "写代码：" + "、".join(one.code for one in found) + " / write the code",
            )
        raise Unreadable(f"没有数据元“{text}” / unknown element", _offer(text, [one.name for one in self.catalogue.elements.values()]))

    def _measured(self, text: str) -> Element:
        """The element of an indicator's value as measured."""
        if not text:
            raise Unreadable("没有指标 / no indicator", "写指标或数据元的代码或名称 / write code or name of an indicator or element")
        found = self.catalogue.indicators.get(text) or _only(text, self._indicator_names)
        if found is None:
            match = self.catalogue.match(text)
            found = match.indicator if match is not None and match.score == 1.0 else None
        if found is None:
            raise Unreadable(
                f"没有指标“{text}” / unknown indicator", _offer(text, [one.name for one in self.catalogue.indicators.values()])
            )
        return self.catalogue.elements[found.code + MEASURED]

    def _place(self, text: str) -> str:
        if text not in self._places:
            self._places[text] = _kept(self._resolved, text)
        return _told(self._places[text])

    def _resolved(self, text: str) -> str:
        found = self.resolver.resolve(text) if text else None
        if isinstance(found, Ambiguous):
            names = "、".join(f"{place.name}={place.id}" for place in found.places[:8])
            raise Unreadable(
                f"“{text}”有几个地方 / several places have this name",
                f"写代码或连上级一起写：{names} / write the id, or the place above before it",
            )
        if found is None:
            cure = "写地区名称、代码或编号，与规划的地区一致；新地区先加到规划包 / write name, code or id of a place of the plan; add new places to the plan package"
            raise Unreadable(f"没有地区“{text}” / unknown place" if text else "没有地区 / no place", cure)
        return found.id

    def _value(self, row: _Row, element: Element, status: str | None) -> float | None:
        if not row.text("value"):
            if status in VALUED or status is None:
                raise Unreadable(
                    "没有数值 / no value",
                    "填数值；没有就在“状态”列写未开展、未收集等 / write it, or say in the column status why there is none",
                )
            return None
        number = number_of(row.cells["value"])
        if status is not None and status not in VALUED:
            raise Unreadable(
                f"状态“{row.text('status')}”不应有数值 / this status has no value",
                "删去数值，或改状态 / delete the value or change the status",
            )
        return self._plausible(row, element, number, _in_unit(number, row.text("unit"), element))

    def _plausible(self, row: _Row, element: Element, number: Number, value: float) -> float:
        indicator = self.catalogue.indicators.get(element.code.removesuffix(MEASURED))
        low, high = indicator.limits if indicator is not None else (None, None)
        measure = unit(element.unit)
        if value < 0 and not (measure is not None and measure.kind == "change"):
            raise Unreadable(
                f"负数 {value:g} / a negative number",
                "核对数值；没有开展的工作留空，状态写“未开展” / check it; for work not done leave it empty with a status",
            )
        if measure is not None and measure.kind == "count" and element.adds == "sum" and value != int(value):
            raise Unreadable(
                f"{value:g} 不是整数 / not a whole number",
                f"人数、个数不能有小数，核对数值和单位（{element.unit}） / counts are whole: check value and unit",
            )
        if element.unit == "done" and value not in (0.0, 1.0):
            raise Unreadable(
                "完成情况只能是 1 或 0 / done is 1 or 0", "已完成并确认写 1，否则写 0 / write 1 when done and confirmed, else 0"
            )
        if high is not None and value > high:
            raise Unreadable(
                f"{value:g} 大于 {high:g} / {value:g} is above {high:g}", f"核对数值和单位（{element.unit}） / check value and unit"
            )
        if low is not None and value < low:
            raise Unreadable(
                f"{value:g} 小于 {low:g} / {value:g} is below {low:g}", f"核对数值和单位（{element.unit}） / check value and unit"
            )
        if not number.sign and self._doubtful(row, element, indicator, value):
            raise Unreadable(
                f"{value:g} 是 {value:g}% 还是 {value * 100:g}%？ / is {value:g} meant as {value:g}% or {value * 100:g}%?",
                f"写成 {value * 100:g}，或连百分号写成文本“{value:g}%” / write {value * 100:g}, or as text with its sign: “{value:g}%”",
            )
        return value

    def _doubtful(self, row: _Row, element: Element, indicator: Indicator | None, value: float) -> bool:
        measure = unit(element.unit)
        if measure is None or measure.kind != "share" or not 0 < value <= 1:
            return False
        if indicator is not None and indicator.direction == "up":
            return True
        return self.workbook and not isinstance(row.cells["value"], str) and value < 0.1


Named = TypeVar("Named", Element, Indicator)


def _by_name(items: Mapping[str, Named]) -> dict[str, list[Named]]:
    names: dict[str, list[Named]] = {}
    for item in items.values():
        names.setdefault(folded(item.name), []).append(item)
    return names


def _only(text: str, names: Mapping[str, list[Named]]) -> Named | None:
    """The one item of a name; two plans may each have one of their own, and then only the code tells."""
    found = names.get(folded(text), [])
    if len(found) > 1:
        codes = "、".join(one.code for one in found[:8])
        raise Unreadable(f"“{text}”有几个，分属不同规划 / several have this name", f"写代码：{codes} / write the code")
    return found[0] if found else None


def _kept(read: Callable[[str], Read], text: str) -> Read | Unreadable:
    """What was read, or why not: kept, since the same name stands in many rows."""
    try:
        return read(text)
    except Unreadable as error:
        return error


def _told(kept: Read | Unreadable) -> Read:
    if isinstance(kept, Unreadable):
        raise Unreadable(kept.what, kept.cure)
    return kept


def _offer(text: str, names: list[str]) -> str:
    near = process.extractOne(text, names, scorer=fuzz.ratio, score_cutoff=_LIKE)
    asked = f"是不是“{near[0]}”？" if near else ""
    return f"{asked}核对名称或代码 / {f'perhaps “{near[0]}”? ' if near else ''}check name or code"


def _word(row: _Row, column: str) -> str | None:
    """The word of a closed list that stands in a column, None where nothing stands there."""
    text = row.text(column)
    if not text:
        return None
    found = WORDS[column].get(folded(text))
    if found is None:
        raise Unreadable(f"“{text}”不在可选的词里 / not one of the words", f"用：{shown(column)}")
    return found


def _group(row: _Row, column: str) -> str:
    return _word(row, column) or "all"


def _status(row: _Row) -> str:
    return _word(row, "status") or "observed"


def _stream(row: _Row, element: Element) -> str:
    """The column stream, else the source where it is one of the streams' words, else the element's department."""
    return _word(row, "stream") or WORDS["stream"].get(folded(row.text("source"))) or stream_of(element)


def _positive(row: _Row, column: str) -> float | int | None:
    if not row.text(column):
        return None
    value = number_of(row.cells[column]).value
    if value < 0 or (column == "n" and not value.is_integer()):
        raise Unreadable("不能是负数或零头 / neither negative nor a fraction", "核对 / check it")
    return int(value) if column == "n" else value


def _in_unit(number: Number, given: str, element: Element) -> float:
    """The number in the element's unit; the sign after it is a unit as well."""
    for name, column in ((number.sign, "value"), (given, "unit")):
        if name and converted(number.value, name, element.unit) is None:
            cure = f"用“{element.unit}”填报，或删去单位 / report it in “{element.unit}”"
            raise Unreadable(f"单位“{name}”不是“{element.unit}” / the unit is not that of {element.name}", cure, column)
    return converted(number.value, given or number.sign or element.unit, element.unit) or 0.0


def _period(row: _Row, element: Element, today: date) -> dict[str, Any]:
    basis = _word(row, "basis")
    if row.text("year"):
        used = basis or (element.basis if element.basis in _YEARLY else "calendar_year")
        if used not in _YEARLY:
            raise Unreadable("只有年份不够 / a year is not enough", "写起止日期 / write the first day and the day after the last")
        return _as_fact(period(year_of_cell(row.cells["year"], used, today), used), used)
    if not (row.text("period_from") and row.text("period_to")):
        raise Unreadable("没有年份 / no year", "填四位年份，如 2024 / write four digits, as 2024")
    days = Period(day_of(row.cells["period_from"]), day_of(row.cells["period_to"]))
    if days.start >= days.end:
        raise Unreadable("止不晚于起 / the period ends before it begins", "止写最后一天的下一天 / the end is the day after the last")
    within(year_of(days.end), today)
    return _as_fact(days, basis or _basis_of(days, element))


def _as_fact(days: Period, basis: str) -> dict[str, Any]:
    return {"period_from": days.start, "period_to": days.end, "basis": basis}


def _basis_of(days: Period, element: Element) -> str:
    """The basis of a period that nobody named: the element's where it fits, else the one that fits, else by length."""
    year = year_of(days.end)
    fitting = [basis for basis in sorted(_YEARLY, key=lambda basis: basis != element.basis) if period(year, basis) == days]
    if fitting:
        return fitting[0]
    length = (days.end - days.start).days
    if length == 1:
        return "point"
    if length in range(90, 93):
        return "quarter"
    if length > 366:
        return "several_years"
    raise Unreadable(
        "这段时间不是年、学年、季度 / neither a year nor a school year nor a quarter",
        "写“时期口径”，或改日期 / write its basis, or change the days",
    )


def _doubles(lines: list[_Line]) -> list[Problem]:
    """Rows that speak of a series of which a row above speaks."""
    first: dict[tuple[Any, ...], int] = {}
    problems = []
    for line in lines:
        above = first.setdefault(tuple(line.fact[name] for name in SERIES_KEY), line.row)
        if above != line.row:
            problems.append(
                line.problem(
                    f"与第 {above} 行是同一个数（同指标、地区、时期、来源） / the same cell as row {above}",
                    "只留一行 / keep one of the two",
                )
            )
    return problems


def _too_large(lines: list[_Line], current: pa.Table, catalogue: Catalogue) -> list[Problem]:
    """Parts that are above their wholes, within the file and against what is known already, each told at the row that says it."""
    found: dict[tuple[int, str], Problem] = {}
    for excess in above([line.fact for line in lines], current, catalogue):
        line = lines[excess.fact]
        part, whole = catalogue.elements[excess.part].name, catalogue.elements[excess.whole].name
        what = f"分子大于分母：{part} {excess.value:g} > {whole} {excess.limit:g} / the numerator is above the denominator"
        found.setdefault((line.row, excess.part), line.problem(what, "核对两个数，一起导入 / check both figures and import them together"))
    return list(found.values())
