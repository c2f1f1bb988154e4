"""A reporter's workbook: the cells of a round's forms as rows to be filled in, with lists, units and checks inside, for Excel and WPS.

Sheet 填报 holds the rows; its last column, hidden, says which cell of which form a row is, and in which version it went out. Sheet `MARK`, hidden
too, says which round it is. What comes back is read by `returned`.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import IO, Any, Final

import xlsxwriter
from xlsxwriter.utility import xl_rowcol_to_cell

from qingmiao.rounds.entering import LONGEST_COMMENT, REASONS
from qingmiao.rounds.numbers import number_told

FORMAT: Final = "1"
MARK: Final = "_qingmiao"
ENTRY: Final = "填报"
DEFINITIONS: Final = "口径"
HEAD_ROW: Final = 3
"""The row of the heads, from 0."""

HEADS: Final[Mapping[str, str]] = {
    "department": "部门",
    "place": "地区",
    "element": "数据元",
    "groups": "分组",
    "unit": "单位",
    "low": "一般不低于",
    "high": "一般不高于",
    "status": "没有数的原因",
    "comment": "说明",
    "check": "自动校验",
    "key": "编码（勿改）",
}
"""Column → its head; the column of the value has the year for its head (`value_head`)."""

COLUMNS: Final = ("department", "place", "element", "groups", "unit", "before", "low", "high", "value", "status", "comment", "check", "key")
_WIDTHS: Final = (14, 14, 32, 12, 8, 26, 10, 10, 14, 13, 28, 28, 12)
_AT: Final[Mapping[str, int]] = {name: number for number, name in enumerate(COLUMNS)}


def value_head(year: int) -> str:
    """The head of the column that is filled in."""
    return f"{year}年"


@dataclass(frozen=True, slots=True)
class Ask:
    """One cell of a form as a row. `before`: year and value of earlier years; `low`, `high`: what is usual; `limits`: what is possible; `wholes`: keys of
    the cells of which it is a part."""

    key: int
    version: int
    department: str
    place: str
    element: str
    groups: str
    unit: str
    whole: bool = True
    definition: str = ""
    before: tuple[tuple[int, float], ...] = ()
    low: float | None = None
    high: float | None = None
    limits: tuple[float | None, float | None] = (None, None)
    wholes: tuple[int, ...] = ()
    value: float | None = None
    status: str = ""
    comment: str = ""

    @property
    def names(self) -> tuple[str, str, str, str]:
        """What tells a row to people: department, place, element, groups."""
        return self.department, self.place, self.element, self.groups


@dataclass(frozen=True, slots=True)
class Paper:
    """What a workbook is made of: a round (number, name, year, day due), who fills it in, and what is asked."""

    round: int
    name: str
    year: int
    due: date
    reporter: str
    asks: tuple[Ask, ...]


def write_workbook(paper: Paper, out: IO[bytes]) -> None:
    """Write the workbook of one reporter, .xlsx."""
    options = {"in_memory": True, "strings_to_formulas": False, "strings_to_urls": False, "strings_to_numbers": False}
    with xlsxwriter.Workbook(out, options) as book:
        looks = {name: book.add_format({**_COMMON, **look}) for name, look in _LOOKS.items()}
        page = book.add_worksheet(ENTRY)
        _heads(page, paper, looks)
        rows = {ask.key: HEAD_ROW + 1 + number for number, ask in enumerate(paper.asks)}
        for ask in paper.asks:
            _row(page, rows[ask.key], ask, rows, looks)
        _rules(book, page, paper.asks)
        _definitions(book.add_worksheet(DEFINITIONS), paper.asks, looks)
        mark = book.add_worksheet(MARK)
        for number, (name, value) in enumerate(mark_of(paper).items()):
            mark.write_string(number, 0, name)
            mark.write_string(number, 1, value)
        mark.very_hidden()


def _definitions(page: Any, asks: Sequence[Ask], looks: Mapping[str, Any]) -> None:
    """What each element means, once."""
    told = {ask.element: (ask.element, ask.unit, ask.definition) for ask in asks}
    for row, words in enumerate([(HEADS["element"], HEADS["unit"], "定义"), *told.values()]):
        for column, word in enumerate(words):
            page.write_string(row, column, word, looks["text" if row else "head"])
    for column, width in enumerate((32, 8, 90)):
        page.set_column(column, column, width)
    page.freeze_panes(1, 1)
    page.protect("", {"format_columns": True, "format_rows": True})


def mark_of(paper: Paper) -> dict[str, str]:
    """What the hidden sheet says."""
    return {"format": FORMAT, "round": str(paper.round), "name": paper.name, "year": str(paper.year), "reporter": paper.reporter}


_COMMON: Final[Mapping[str, Any]] = {"valign": "top", "text_wrap": True, "border": 1, "border_color": "#D0D7DE"}
_LOOKS: Final[Mapping[str, Mapping[str, Any]]] = {
    "title": {"bold": True, "font_size": 15, "border": 0, "text_wrap": False},
    "note": {"border": 0, "text_wrap": False, "font_color": "#57606A"},
    "head": {"bold": True, "bg_color": "#E8F1F7", "valign": "vcenter"},
    "text": {},
    "number": {"align": "right", "num_format": "0.######", "font_color": "#57606A"},
    "entry": {"align": "right", "locked": False, "bg_color": "#FFFBE6", "num_format": "General"},
    "written": {"locked": False, "bg_color": "#FFFBE6"},
    "check": {"font_color": "#B3261E"},
    "key": {"font_color": "#8C959F"},
}

_NOTES: Final = (
    "只填黄色的格：没有数的，在“没有数的原因”里选一项；超出一般范围的，在“说明”里写原因。填好后在网站本轮次页上传，可以反复上传。",
    "Fill in the yellow cells; where there is no figure choose a reason; explain what is unusual. Upload the workbook on the page of the round.",
)


def _heads(page: Any, paper: Paper, looks: Mapping[str, Any]) -> None:
    page.write_string(0, 0, f"{paper.name}：{paper.reporter}（截止 {paper.due.isoformat()}）", looks["title"])
    for number, note in enumerate(_NOTES, 1):
        page.write_string(number, 0, note, looks["note"])
    heads = dict(HEADS) | {"before": "往年", "value": value_head(paper.year)}
    for name, column in _AT.items():
        page.write_string(HEAD_ROW, column, heads[name], looks["head"])
        page.set_column(column, column, _WIDTHS[column], None, {"hidden": name == "key"})
    page.set_row(HEAD_ROW, 32)
    page.freeze_panes(HEAD_ROW + 1, _AT["groups"])
    page.repeat_rows(HEAD_ROW)
    page.set_paper(9)
    page.set_landscape()
    page.fit_to_pages(1, 0)
    page.autofilter(HEAD_ROW, 0, HEAD_ROW + max(len(paper.asks), 1), len(COLUMNS) - 1)
    page.protect("", {"autofilter": True, "sort": True, "format_columns": True, "format_rows": True})


def _row(page: Any, row: int, ask: Ask, rows: Mapping[int, int], looks: Mapping[str, Any]) -> None:
    for name, text in zip(COLUMNS[:5], (*ask.names, ask.unit), strict=True):
        page.write_string(row, _AT[name], text, looks["text"])
    page.write_string(row, _AT["before"], "  ".join(f"{year}: {number_told(value)}" for year, value in ask.before), looks["text"])
    for name, end in (("low", ask.low), ("high", ask.high)):
        (page.write_blank if end is None else page.write_number)(row, _AT[name], end, looks["number"])
    (page.write_blank if ask.value is None else page.write_number)(row, _AT["value"], ask.value, looks["entry"])
    page.write_string(row, _AT["status"], REASONS[ask.status][0] if ask.status else "", looks["written"])
    page.write_string(row, _AT["comment"], ask.comment, looks["written"])
    page.write_formula(row, _AT["check"], _check(row, ask, rows), looks["check"], "")
    page.write_string(row, _AT["key"], f"{ask.key}.{ask.version}", looks["key"])


def _check(row: int, ask: Ask, rows: Mapping[int, int]) -> str:
    """The formula that says what is wrong in a row as it is typed; the site checks again, by more rules."""
    value, status, comment, low, high = (xl_rowcol_to_cell(row, _AT[name]) for name in ("value", "status", "comment", "low", "high"))
    tests = [(f'AND({value}="",{status}="")', "没有填"), (f'AND({value}<>"",NOT(ISNUMBER({value})))', "不是数")]
    least, most = ask.limits
    if ask.whole:
        tests += [(f"AND(ISNUMBER({value}),{value}<0)", "不能小于零"), (f"AND(ISNUMBER({value}),{value}<>INT({value}))", "应为整数")]
    if least is not None:
        tests.append((f"AND(ISNUMBER({value}),{value}<{least!r})", f"不能小于{number_told(least)}"))
    if most is not None:
        tests.append((f"AND(ISNUMBER({value}),{value}>{most!r})", f"不能大于{number_told(most)}"))
    for key in ask.wholes:
        if key in rows:
            whole = xl_rowcol_to_cell(rows[key], _AT["value"], row_abs=True)
            tests.append((f"AND(ISNUMBER({value}),ISNUMBER({whole}),{value}>{whole})", f"大于第{rows[key] + 1}行的数"))
    if ask.low is not None and ask.high is not None:
        tests.append((f'AND(ISNUMBER({value}),OR({value}<{low},{value}>{high}),{comment}="")', "超出一般范围，请写说明"))
    formula = '""'
    for test, told in reversed(tests):
        formula = f'IF({test},"{told}",{formula})'
    return f"={formula}"


def _rules(book: Any, page: Any, asks: Sequence[Ask]) -> None:
    """Lists and limits of whole columns, one rule for each stretch of rows that has the same."""
    last = HEAD_ROW + max(len(asks), 1)
    words = [zh for zh, _ in REASONS.values()]
    told = {"error_title": "只能选一项", "error_message": "从列表中选：" + "、".join(words)}
    page.data_validation(
        HEAD_ROW + 1, _AT["status"], last, _AT["status"], {"validate": "list", "source": words, "ignore_blank": True} | told
    )
    long = {"validate": "length", "criteria": "<=", "value": LONGEST_COMMENT, "error_message": f"说明不超过{LONGEST_COMMENT}字"}
    page.data_validation(HEAD_ROW + 1, _AT["comment"], last, _AT["comment"], long)
    start = 0
    for number in range(1, len(asks) + 1):
        if number == len(asks) or _limit(asks[number]) != _limit(asks[start]):
            page.data_validation(HEAD_ROW + 1 + start, _AT["value"], HEAD_ROW + number, _AT["value"], _limit(asks[start]))
            start = number
    unusual = book.add_format({"bg_color": "#FDE7C7"})
    cell, check = xl_rowcol_to_cell(HEAD_ROW + 1, _AT["value"], col_abs=True), xl_rowcol_to_cell(HEAD_ROW + 1, _AT["check"], col_abs=True)
    told_of = {"type": "formula", "criteria": f'=AND({cell}<>"",{check}<>"")', "format": unusual}
    page.conditional_format(HEAD_ROW + 1, _AT["value"], last, _AT["value"], told_of)


def _limit(ask: Ask) -> dict[str, Any]:
    """What a cell lets in while it is typed: whole numbers from 0, or what lies within the limits. It warns and does not forbid: a word may say why there
    is no number."""
    low, high = (0, None) if ask.whole else ask.limits
    kind = "integer" if ask.whole else "decimal"
    said = {
        "error_type": "warning",
        "error_title": ask.unit[:32],
        "error_message": f"请填数字，单位：{ask.unit}"[:255],
        "ignore_blank": True,
    }
    if low is not None and high is not None:
        return {"validate": kind, "criteria": "between", "minimum": low, "maximum": high} | said
    if high is not None:
        return {"validate": kind, "criteria": "<=", "value": high} | said
    return {"validate": kind, "criteria": ">=", "value": -1e300 if low is None else low} | said
