"""A table in a layout of its own, as a grid: where its heads stand, what each column is called, which rows hold figures."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Final

from qingmiao.facts.cells import Unreadable, number_of, text_of
from qingmiao.facts.sheets import Cell, Sheet
from qingmiao.facts.words import folded

SEARCHED: Final = 30
"""The heads end in one of so many first rows that hold anything."""

TALLEST: Final = 5
"""So many rows at most make up the heads."""

MOST_MERGED: Final = 2000
"""So many merged areas, and rows of one, are looked at."""

THIS, LAST = "〔本年〕", "〔上年〕"
"""What stands in a head for the year that is asked for, and for the one before: the same table fits next year."""

_LABEL: Final = re.compile(
    r"(填报|报送|报表|填表|统计|编报|制表|制定|批准|备案|主管|计量|审核|单位)?(单位|机关|日期|时间|人|负责人|表号|文号|代码|有效期至?|电话)\s*[:：]"
)
"""What stands above the heads, beside a blank to be filled in: 填报单位：, 单位：万元, 表号：."""

_JOINT: Final = "·"
_COUNTERS: Final = frozenset("甲乙丙丁戊己庚辛")
_YEARS: Final = range(1949, 2100)
_OF_YEAR: Final = re.compile(r"(?<!\d)((?:19|20)\d\d)\s*年(?!\s*\d{1,2}\s*月)")
_FROM_JANUARY: Final = re.compile(r"(?<!\d)((?:19|20)\d\d)\s*年\s*0?1\s*月\s*(?:0?1\s*日)?\s*[-—–~～至到]")
_SPAN: Final = re.compile(r"(?<!\d)((?:19|20)\d\d)\s*年?\s*[-—–~～至到/]+\s*((?:19|20)?\d\d)\s*(?:学年|年|$)")
_IN_CHINESE: Final = re.compile(r"[〇○零一二三四五六七八九]{4}(?=\s*年)")
_DIGITS: Final = str.maketrans("〇○零一二三四五六七八九", "000123456789")
_PART: Final = re.compile(r"[上下]半年|第?[一二三四1-4]\s*季度|(?<!\d)1\s*月?\s*[-—–~～至]\s*(?:[2-9]|1[01])\s*月")
"""A title of less than a year."""


def years_in(text: str) -> frozenset[int]:
    """The years that a title is of, but for those of a day; of 2023—2024学年 and 2021—2030年 each."""
    told = _IN_CHINESE.sub(lambda found: found[0].translate(_DIGITS), text)
    years = {int(found) for pattern in (_OF_YEAR, _FROM_JANUARY) for found in pattern.findall(told)}
    for first, last in _SPAN.findall(told):
        end = int(last) if len(last) > 2 else int(first[:2] + last)
        years |= set(range(int(first), end + 1)) if 0 < end - int(first) <= 20 else set()
    return frozenset(years)


_PERSON: Final = re.compile(r"(儿童|学生|幼儿|婴儿|母亲|父亲|监护人|孕产妇|产妇|受助人)?(姓名|身份证号?码?|公民身份号码|证件号码?)")


def lists_people(sheet: Sheet) -> int | None:
    """The row of the heads of a list of persons, one a row with a name or a number of an identity card; None where a sheet is none."""
    for number, row in sheet.rows[:SEARCHED]:
        words = [folded(text_of(cell)) for cell in row]
        if sum(map(bool, words)) > 2 and any(_PERSON.fullmatch(word) for word in words):
            return number
    return None


@dataclass(frozen=True, slots=True)
class Table:
    """A sheet whose heads are found: the rows (numbers from 1) in which they begin and end, what each column is called, and the rows below."""

    sheet: Sheet
    top: int
    bottom: int
    heads: tuple[str, ...]
    rows: tuple[tuple[int, tuple[Cell, ...]], ...]

    @property
    def height(self) -> int:
        """Over how many of the rows that hold anything the heads go."""
        return sum(self.top <= number <= self.bottom for number, _ in self.sheet.rows)

    def words(self, column: int) -> tuple[str, ...]:
        """What stands in a column, each word once, in the order of the rows."""
        return tuple(dict.fromkeys(word for _, row in self.rows if column < len(row) and (word := text_of(row[column]))))

    @property
    def above(self) -> str:
        """What stands above the heads."""
        return " ".join(word for number, row in self.sheet.rows if number < self.top for cell in row if (word := text_of(cell)))

    def years(self, name: str = "") -> frozenset[int]:
        """The years of which the table is, as its title says, or else its sheet, or else the `name` of its file; of heads that name this year none."""
        if any(THIS in head for head in self.heads):
            return years_in(self.above)
        sheet = self.sheet.name if _OF_YEAR.search(self.sheet.name) else f"{self.sheet.name}年"
        return years_in(self.above) or years_in(sheet) or years_in(name)

    def part(self) -> str:
        """The part of a year of which the title says that the table is; empty where it says none."""
        found = _PART.search(self.above) or _PART.search(self.sheet.name)
        return found[0] if found else ""


def table_of(sheet: Sheet, year: int, span: tuple[int, int] | None = None) -> Table | None:
    """A sheet as a table whose heads stand in the rows `span` (first and last, from 1), or where they seem to; None where nothing looks like heads."""
    if span is None:
        found = _heads_of(sheet)
        return None if found is None else _table(sheet, found, year)
    within = [at for at, (number, _) in enumerate(sheet.rows) if span[0] <= number <= span[1]][:TALLEST]
    return _table(sheet, within, year) if within else None


def tables_like(sheet: Sheet, year: int, height: int) -> Iterator[Table]:
    """Every table that a sheet might be whose heads are `height` rows high."""
    for end in range(height, min(len(sheet.rows), SEARCHED) + 1):
        yield _table(sheet, range(end - height, end), year)


def _table(sheet: Sheet, at: Sequence[int], year: int) -> Table:
    numbers = [sheet.rows[one][0] for one in at]
    rows = sheet.rows[at[-1] + 1 :]
    below = _named(sheet, [row for number, row in enumerate(rows) if not _counts(row[1], lettered=number > 0)])
    return Table(sheet, numbers[0], numbers[-1], _called(sheet, at, year), below)


def _named(sheet: Sheet, rows: Sequence[tuple[int, tuple[Cell, ...]]]) -> tuple[tuple[int, tuple[Cell, ...]], ...]:
    """Rows in which a name that stands in cells merged over several of them stands in each."""
    found = {number: list(row) for number, row in rows}
    for (top, left), (bottom, _) in sheet.merged[:MOST_MERGED]:
        word = found[top][left - 1] if top in found and left <= len(found[top]) else None
        if isinstance(word, str) and _number(word) is None:
            for number in range(top + 1, min(bottom, top + MOST_MERGED) + 1):
                if number in found and left <= len(found[number]) and found[number][left - 1] in (None, ""):
                    found[number][left - 1] = word
    return tuple((number, tuple(row)) for number, row in found.items())


def _heads_of(sheet: Sheet) -> list[int] | None:
    """Which of the rows are heads: those right above the first with figures, as far as they say something of several columns."""
    first = next((at for at, (_, row) in enumerate(sheet.rows[: SEARCHED + 1]) if _has_figures(row)), None)
    if not first:
        return None
    spread = _spread(sheet)
    words = [[word for word in _words(sheet.rows[at], spread) if word] for at in range(first)]
    found: list[int] = []
    for at in range(first - 1, max(first - 1 - TALLEST, -1), -1):
        if _counts(sheet.rows[at][1]):
            continue
        if (
            len(set(words[at])) < 2
            or any(_LABEL.match(word) for word in words[at])
            or len(words[at]) * 2 <= max((len(words[one]) for one in found), default=0)
        ):
            break
        found.insert(0, at)
    return found or None


def _has_figures(row: Sequence[Cell]) -> bool:
    """Whether a row holds figures beside words, and is not a row of years or of the numbers of columns."""
    numbers = [number for at, cell in enumerate(row) if (number := _number(cell)) is not None and not _labelled(row, at)]
    words = [cell for cell in row if isinstance(cell, str) and cell.strip() and _number(cell) is None]
    return bool(numbers) and bool(words) and not _counts(row) and not all(number in _YEARS for number in numbers)


def _labelled(row: Sequence[Cell], at: int) -> bool:
    """Whether a cell says what the one left of it asks for: 单位代码： 331122."""
    return text_of(next((cell for cell in reversed(row[:at]) if text_of(cell)), None)).endswith(("：", ":"))


def _number(cell: Cell) -> float | None:
    try:
        return None if cell is None or cell == "" else number_of(cell).value
    except Unreadable:
        return None


def _counts(row: Sequence[Cell], *, lettered: bool = False) -> bool:
    """Whether a row only numbers the columns: 甲 乙 1 2 3; `lettered`: only where a letter is among them, for 1 2 3 may be figures."""
    words = [word for cell in row if (word := text_of(cell))]
    rest = [word for word in words if word not in _COUNTERS]
    return (
        len(words) > 2
        and len(rest) > 1
        and (not lettered or len(rest) < len(words))
        and rest == [str(number) for number in range(1, len(rest) + 1)]
    )


def _spread(sheet: Sheet) -> Mapping[tuple[int, int], str]:
    """What the cells of the heads say that were merged into another; (row, column) from 1."""
    near = dict(sheet.rows[:SEARCHED])
    return {
        (row, column): text_of(near[top][left - 1])
        for (top, left), (bottom, right) in sheet.merged
        if top in near and left <= len(near[top])
        for row in range(top, min(bottom, top + TALLEST) + 1)
        for column in range(left, right + 1)
    }


def _words(row: tuple[int, tuple[Cell, ...]], spread: Mapping[tuple[int, int], str]) -> list[str]:
    """What each cell of a row says, one that was merged into another what that says."""
    number, cells = row
    return [spread.get((number, column)) or text_of(cell) for column, cell in enumerate(cells, 1)]


def _called(sheet: Sheet, at: Sequence[int], year: int) -> tuple[str, ...]:
    """The name of each column, from the top of its heads to the bottom; one that is there twice has its number after it."""
    spread = _spread(sheet)
    rows = [_words(sheet.rows[one], spread) for one in at]
    first, last = sheet.rows[at[0]][0], sheet.rows[at[-1]][0]
    merged = any(top <= last and bottom >= first for (top, _), (bottom, _) in sheet.merged)
    for row in rows[:-1] if not merged else ():
        for column in range(1, len(row)):  # no heads were merged: an empty one goes with what stands left of it
            row[column] = row[column] or row[column - 1]
    width = max((len(row) for _, row in sheet.rows), default=0)
    names = [_joined([row[column] if column < len(row) else "" for row in rows], year) for column in range(width)]
    seen: dict[str, int] = {}
    for column, name in enumerate(names):
        seen[name] = seen.get(name, 0) + 1
        if name and seen[name] > 1:
            names[column] = f"{name}（第{seen[name]}列）"
    return tuple(names)


def _joined(words: Sequence[str], year: int) -> str:
    parts = [" ".join(word.split()) for word in words]
    told = _JOINT.join(part for part in dict.fromkeys(parts) if part)
    for number, sign in ((year, THIS), (year - 1, LAST)):
        told = re.sub(rf"(?<!\d){number}(?:\s*年度?|(?!\d))", sign, told)
    return told[:200]


def plain(text: str) -> str:
    """A name without its brackets, joints and numbering, to hold names against each other."""
    return _NUMBERING.sub("", re.sub(r"[\s·:：、,，.()（）\[\]〔〕【】“”\"/-]", "", folded(text)))


_NUMBERING: Final = re.compile(r"^(其中|[一二三四五六七八九十]+(?=[^岁年月以周])|\d+(?=[^\d岁年月以周-]))")
