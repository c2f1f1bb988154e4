"""The head of a sheet: which column holds what, found below titles, and what is wrong with it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Final

from qingmiao.facts.cells import text_of
from qingmiao.facts.problems import Problem
from qingmiao.facts.sheets import Cell, Sheet
from qingmiao.facts.words import COLUMNS, HEADS, folded

_SEARCHED: Final = 10
_ENOUGH: Final = 2
"""A row is the head where it has so many heads that are known; titles above it have none."""


@dataclass(frozen=True, slots=True)
class Head:
    """Where each column stands (from 0), its words, the rows below it, and what is wrong; `usable` says whether rows can be read at all."""

    row: int
    at: Mapping[str, int]
    words: tuple[str, ...]
    rows: tuple[tuple[int, tuple[Cell, ...]], ...]
    problems: tuple[Problem, ...]
    usable: bool


def head_of(sheet: Sheet) -> Head | None:
    """The head of a sheet, or None where none of its first ten rows is one."""
    for index, (row, cells) in enumerate(sheet.rows[:_SEARCHED]):
        words = tuple(text_of(cell) for cell in cells)
        columns = [HEADS.get(folded(word)) for word in words]
        if len(set(filter(None, columns))) >= _ENOUGH:
            return _checked(row, words, columns, sheet.rows[index + 1 :])
    return None


def _checked(row: int, words: tuple[str, ...], columns: list[str | None], rows: tuple[tuple[int, tuple[Cell, ...]], ...]) -> Head:
    at = {column: index for index, column in reversed(list(enumerate(columns))) if column}
    double = [
        Problem(row, index + 1, words[index], f"“{column}”有两列 / two columns for {column}", "只留一列 / keep one")
        for index, column in enumerate(columns)
        if column and at[column] != index
    ]
    strange = [_strange(row, index, word) for index, word in enumerate(words) if word and not columns[index]]
    missing = _missing(row, at)
    broken = [*double, *missing]
    return Head(row, at, words, rows, (*broken, *strange, *_headless(row, words, rows), *_rowless(row, rows)), not broken)


def _strange(row: int, index: int, word: str) -> Problem:
    heads = "、".join(heads[0] for heads in COLUMNS.values())
    return Problem(
        row, index + 1, word[:30], "不认识这一列 / unknown column", f"删去，或改为：{heads} / delete it, or use: {', '.join(COLUMNS)}"
    )


def _missing(row: int, at: Mapping[str, int]) -> list[Problem]:
    ways = ((("value",),), (("place",),), (("indicator",), ("element",)), (("year",), ("period_from", "period_to")))
    lacking = [choice for choice in ways if not any(all(column in at for column in columns) for columns in choice)]
    return [_lacking(row, "、".join("+".join(columns) for columns in choice), COLUMNS[choice[0][0]][0]) for choice in lacking]


def _lacking(row: int, columns: str, word: str) -> Problem:
    return Problem(row, None, "", f"缺少“{word}”列 / a column is missing: {columns}", f"在表头加上“{word}” / add the head “{columns}”")


def _headless(row: int, words: tuple[str, ...], rows: tuple[tuple[int, tuple[Cell, ...]], ...]) -> list[Problem]:
    """Columns with data and no head: an empty or merged cell in the head."""
    used = {index for _, cells in rows for index, cell in enumerate(cells) if text_of(cell)}
    empty = sorted(index for index in used if index >= len(words) or not words[index])
    cure = "取消合并单元格，给每一列写上表头；多余的列删去 / unmerge cells, give each column a head, delete what is not needed"
    return [
        Problem(row, index + 1, "", "这一列有数据而没有表头（空的或合并的单元格） / a column with data and no head", cure)
        for index in empty
    ]


def _rowless(row: int, rows: tuple[tuple[int, tuple[Cell, ...]], ...]) -> list[Problem]:
    return (
        []
        if rows
        else [Problem(row, None, "", "表头下没有数据 / no rows below the head", "填上数据后再导入 / fill in data and import again")]
    )
