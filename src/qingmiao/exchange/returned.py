"""A workbook that comes back: its rows held against what was asked, whatever was done to it; each problem at its cell."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import Final

from qingmiao.errors import UserError
from qingmiao.exchange.workbooks import ENTRY, FORMAT, HEADS, MARK, Ask, Paper, value_head
from qingmiao.facts.cells import Unreadable, text_of
from qingmiao.facts.problems import Problem
from qingmiao.facts.sheets import Cell, Sheet
from qingmiao.facts.words import folded
from qingmiao.rounds.entering import LONGEST_COMMENT, read_cell, reason_of

SEARCHED: Final = 30
"""The heads stand in one of so many first rows that hold anything."""

_KEY: Final = re.compile(r"(\d{1,18})\.(\d{1,9})")
_COLUMNS: Final[Mapping[str, str]] = {folded(head): name for name, head in HEADS.items()}
_YEAR: Final = re.compile(r"(\d{4})年?")


@dataclass(frozen=True, slots=True)
class Filled:
    """What a row says: the cell that was asked for, what stands in it, and the row of the sheet (from 1)."""

    ask: Ask
    version: int
    value: float | None
    status: str
    comment: str
    row: int
    column: int = 0
    """Of the value, from 1; 0 where all values stand in the sheet's own column."""

    @property
    def empty(self) -> bool:
        """Whether nothing was written."""
        return self.value is None and not self.status and not self.comment


@dataclass(frozen=True, slots=True)
class Returned:
    """A workbook that was read: the year, the name of the sheet, the column of each thing (from 1), what is filled in, what is wrong, of each row the
    names in it; of a sheet in a layout of its own the head of each column, and the cells (row, column) of figures in which nothing stands."""

    year: int
    sheet: str
    columns: Mapping[str, int]
    filled: tuple[Filled, ...]
    problems: tuple[Problem, ...]
    names: Mapping[int, str] = field(default_factory=dict)
    heads: Mapping[int, str] = field(default_factory=dict)
    blank: frozenset[tuple[int, int]] = frozenset()

    def blanks(self) -> frozenset[tuple[int, int]]:
        """The cells (row, column) in which a figure might stand and nothing does."""
        return self.blank | {self.place_of(one) for one in self.filled if one.value is None and not one.status}

    def place_of(self, one: Filled) -> tuple[int, int]:
        """Row and column of a value; column 0 where there is none."""
        return one.row, one.column or self.columns.get("value", 0)

    def problem_of(self, one: Filled, what: str, cure: str, column: str = "value") -> Problem:
        """A problem of what is filled in; in the value where the sheet has no such column."""
        if column in self.columns:
            return self.problem(one.row, column, what, cure)
        return self.problem_at(*self.place_of(one), what, cure)

    def problem_at(self, row: int, column: int, what: str, cure: str) -> Problem:
        """A problem at a cell of a sheet with heads of its own."""
        return Problem(row, column, self.heads.get(column, ""), what, cure)

    def problem(self, row: int | None, column: str, what: str, cure: str) -> Problem:
        """A problem of a cell of this sheet."""
        return Problem(row, self.columns.get(column), _head(column, self.year), what, cure)


class Foreign(UserError):
    """A file that is no workbook of ours: it may be a table in a layout of its own. `sheets` are those that were read of it."""

    def __init__(self, error: UserError, sheets: Sequence[Sheet]) -> None:
        super().__init__(what=error.what, where=error.where, cure=error.cure)
        self.sheets = tuple(sheets)


def read_workbook(sheets: Sequence[Sheet], paper: Paper, name: str = "") -> Returned:
    """Read a workbook that was filled in for `paper` from its sheets; `name` is how whoever sent it calls it.

    Raises UserError where it is a workbook of another round or year, or one whose heads were changed; Foreign where nothing of ours is in it.
    """
    _of_this_round(sheets, paper, name)
    for sheet in sorted((one for one in sheets if one.name != MARK), key=lambda one: one.name != ENTRY):
        if found := _heads(sheet, paper, name):
            return _read(sheet, *found, paper)
    error = _refused(
        f"没有找到“数据元”和“{value_head(paper.year)}”两列 / there are no columns “数据元” and “{value_head(paper.year)}”",
        name,
        "从本轮次页下载工作簿，填好后原样上传；不要改表头 / download the workbook from the page of the round, and leave its heads as they are",
    )
    if any(one.name == MARK for one in sheets):
        raise error
    raise Foreign(error, sheets)


def _refused(what: str, name: str, cure: str) -> UserError:
    return UserError(what=what, where=f"工作簿 / workbook: {name}", cure=cure)


def _of_this_round(sheets: Sequence[Sheet], paper: Paper, name: str) -> None:
    mark = next(({text_of(row[0]): text_of(row[1]) for _, row in one.rows if len(row) > 1} for one in sheets if one.name == MARK), None)
    if mark is None:
        return
    if mark.get("format") != FORMAT:
        raise _refused(
            "这个工作簿是另一版本的程序做的 / the workbook was made by another version of the program",
            name,
            "从本轮次页重新下载 / download it again from the page of the round",
        )
    if (mark.get("round"), mark.get("name"), mark.get("year")) != (str(paper.round), paper.name, str(paper.year)):
        raise _refused(
            f"这是“{mark.get('name', '')[:80]}”（{mark.get('year', '')[:8]}年数据）的工作簿，不是“{paper.name}”的"
            f" / it is the workbook of the round “{mark.get('name', '')[:80]}”",
            name,
            "到那一轮次的页上传，或下载本轮次的工作簿 / upload it on the page of that round, or download the workbook of this one",
        )


def _heads(sheet: Sheet, paper: Paper, name: str) -> tuple[int, dict[str, int]] | None:
    """The row of the heads and the place (from 0) of each column; None where the sheet has none. Raises UserError for a head twice or another year."""
    for number, cells in sheet.rows[:SEARCHED]:
        words = [folded(text_of(cell)) for cell in cells]
        if folded(HEADS["element"]) not in words:
            continue
        columns: dict[str, int] = {}
        for at, word in enumerate(words):
            column = "value" if word in (folded(value_head(paper.year)), str(paper.year)) else _COLUMNS.get(word)
            if column in columns:
                raise _refused(
                    f"第 {number} 行有两列“{_head(column, paper.year)}” / row {number} has the head “{_head(column, paper.year)}” twice",
                    name,
                    "删去多出的一列 / delete one of them",
                )
            if column:
                columns[column] = at
        if "value" in columns:
            return number, columns
        other = next((found[1] for word in words if (found := _YEAR.fullmatch(word))), None)
        if other:
            raise _refused(
                f"这是 {other} 年的工作簿，本轮次要 {paper.year} 年的数 / it is the workbook of {other}; this round is over {paper.year}",
                name,
                "从本轮次页下载工作簿 / download the workbook from the page of the round",
            )
    return None


def _head(column: str, year: int) -> str:
    return HEADS.get(column) or value_head(year)


def _read(sheet: Sheet, head_row: int, columns: Mapping[str, int], paper: Paper) -> Returned:
    result = Returned(paper.year, sheet.name, {name: at + 1 for name, at in columns.items()}, (), ())
    filled: list[Filled] = []
    problems: list[Problem] = []
    names: dict[int, str] = {}
    seen: dict[int, int] = {}
    finder = _Finder(paper)
    for number, cells in sheet.rows:
        if number <= head_row:
            continue
        row = _Row(number, {name: cells[at] if at < len(cells) else None for name, at in columns.items()})
        names[number] = " ".join(filter(None, (row.word(column) for column in ("place", "element", "groups"))))
        try:
            ask, version = finder.of(row)
            if ask is None:
                continue
            if (first := seen.setdefault(ask.key, number)) != number:
                raise Unreadable(f"与第 {first} 行重复 / the same as row {first}", "删去一行 / delete one of them", "element")
            filled.append(_filled(row, ask, version))
        except Unreadable as error:
            problems.append(result.problem(number, error.column or "value", error.what, error.cure))
    problems += _merged(sheet, result, {one.row for one in filled})
    if lacking := [ask for ask in paper.asks if ask.key not in seen]:
        problems.append(_lacking(result, lacking))
    return replace(result, filled=tuple(filled), problems=tuple(problems), names=names)


@dataclass(frozen=True, slots=True)
class _Row:
    number: int
    cells: Mapping[str, Cell]

    def word(self, column: str) -> str:
        return text_of(self.cells.get(column))


class _Finder:
    """Which cell a row speaks of: by its key, held against its names; by its names where the key is gone."""

    def __init__(self, paper: Paper) -> None:
        self.by_key = {ask.key: ask for ask in paper.asks}
        self.by_names: dict[tuple[str, ...], list[Ask]] = {}
        for ask in paper.asks:
            self.by_names.setdefault(tuple(map(folded, ask.names)), []).append(ask)

    def of(self, row: _Row) -> tuple[Ask | None, int]:
        """The cell and the version in which it went out; nothing for a row without an element. Raises Unreadable."""
        names = tuple(folded(row.word(column)) for column in ("department", "place", "element", "groups"))
        key = _KEY.fullmatch(row.word("key"))
        if not names[2]:
            if key or any(row.word(column) for column in ("value", "status")):
                raise Unreadable(
                    "这一行没有数据元 / the row names no element", "恢复原来的数据元名称，或删去这一行 / put its name back", "element"
                )
            return None, 0
        if key:
            return self._keyed(int(key[1]), names, row), int(key[2])
        return self._named(names, row), 0

    def _keyed(self, key: int, names: tuple[str, ...], row: _Row) -> Ask:
        ask = self.by_key.get(key)
        if ask is None:
            raise Unreadable(
                "这一行不在您要填的报表里，或已经报送 / the row is not of your forms, or was submitted already",
                "删去这一行；要改已报的数，请审核人退回 / delete it; to change what was submitted, have it returned",
                "element",
            )
        if any(folded(own) != name for own, name in zip(ask.names, names, strict=True) if name):
            raise Unreadable(
                f"名称与编码不符：编码是“{'、'.join(filter(None, ask.names))}” / names and key do not agree; the key is of “{ask.element}”",
                "不要改名称，也不要单独移动或粘贴某几列；从轮次页重新下载 / leave names as they are; download the workbook again",
                "element",
            )
        return ask

    def _named(self, names: tuple[str, ...], row: _Row) -> Ask:
        found = self.by_names.get(names) or [ask for known, asks in self.by_names.items() if _may_be(names, known) for ask in asks]
        if len(found) != 1:
            what = "没有要填这个数 / this figure is not asked of you" if not found else "不知道是哪一张报表的 / several forms ask for it"
            raise Unreadable(
                what, "写明部门、地区和分组，或用下载的工作簿 / name department, place and groups, or use the workbook", "element"
            )
        return found[0]


def _may_be(names: tuple[str, ...], known: tuple[str, ...]) -> bool:
    """Whether a row that leaves out its department or place may be of a cell."""
    return names[2:] == known[2:] and all(not name or name == own for name, own in zip(names[:2], known[:2], strict=True))


def _filled(row: _Row, ask: Ask, version: int) -> Filled:
    cell = row.cells.get("value")
    try:
        status = reason_of(row.cells.get("status"))
    except Unreadable as error:
        raise Unreadable(error.what, error.cure, "status") from error
    comment = row.word("comment")
    if len(comment) > LONGEST_COMMENT:
        raise Unreadable(
            f"说明有 {len(comment)} 字 / the comment has {len(comment)} characters", f"不超过 {LONGEST_COMMENT} 字 / shorten it", "comment"
        )
    return Filled(ask, version, *value_of(cell, status, ask.unit), comment, row.number)


def value_of(cell: Cell, status: str, unit: str) -> tuple[float | None, str]:
    """The value and the status of a cell of a workbook; a share of 1 or less in per cent is asked about. Raises Unreadable."""
    value, status = read_cell(cell, status, unit)
    if unit == "%" and isinstance(cell, float | int) and value and 0 < abs(value) <= 1:
        raise Unreadable(*in_hundredths(value))
    return value, status


def in_hundredths(value: float) -> tuple[str, str]:
    """What is to be said, and done, of a share that may have been read as a fraction."""
    return (
        f"{value:g} 可能是 {value * 100:g}%：单元格是百分数格式时，读到的就是小数 / {value:g} may be {value * 100:g} %, in a cell that shows per cent",
        f"写成 {value * 100:g}，或连百分号写成文本“{value:g}%” / write {value * 100:g}, or as text with its sign: “{value:g}%”",
    )


def _merged(sheet: Sheet, result: Returned, rows: set[int]) -> Iterator[Problem]:
    """Cells that are filled in and were merged with others: only the first of them holds what was written."""
    for (top, left), (bottom, right) in sheet.merged:
        for name in ("value", "status", "comment"):
            column = result.columns.get(name, 0)
            if left <= column <= right and not rows.isdisjoint(range(top, bottom + 1)):
                what = "单元格合并了，只有第一格有数 / merged cells: only the first holds what was written"
                yield result.problem(top, name, what, "取消合并，每格分别填 / divide them and fill in each")


def _lacking(result: Returned, lacking: Sequence[Ask]) -> Problem:
    some = "、".join(f"{ask.place}{ask.element}{ask.groups}" for ask in lacking[:3])
    what = f"少了 {len(lacking)} 行：{some}{'等' if len(lacking) > 3 else ''} / {len(lacking)} rows are missing"
    return result.problem(
        None, "element", what, "它们保持原样；要填就从轮次页重新下载 / they stay as they are; download the workbook again to fill them in"
    )
