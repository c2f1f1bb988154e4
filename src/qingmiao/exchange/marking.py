"""A workbook given back to whoever sent it: a copy of their own with each problem at its cell, and all of them on a sheet in front."""

from __future__ import annotations

import io
import zipfile
from collections.abc import Mapping, Sequence
from dataclasses import replace
from typing import Any, Final

import openpyxl
import xlsxwriter
from openpyxl.comments import Comment
from openpyxl.styles import PatternFill
from openpyxl.utils.exceptions import InvalidFileException
from openpyxl.worksheet.hyperlink import Hyperlink
from openpyxl.worksheet.properties import PageSetupProperties

from qingmiao.exchange.returned import Returned, in_hundredths
from qingmiao.facts.problems import Problem, letters
from qingmiao.facts.sheets import Cell, Sheet

PROBLEMS: Final = "问题"
AUTHOR: Final = "青苗"
_MARKED: Final = "FFF4B6B0"
_CLEARED: Final = "FFFFFBE6"
_MOST: Final = 5000
_WIDTHS: Final = (9, 34, 14, 56, 56)
_UNREADABLE: Final = (InvalidFileException, zipfile.BadZipFile, KeyError, ValueError, TypeError, AttributeError, IndexError, OSError)


def not_worked_out(data: bytes, returned: Returned) -> list[Problem]:
    """The cells in which a formula stands whose result is not in the file (.xlsx): a reader finds nothing there."""
    blanks = returned.blanks() - {(row, 0) for row, _ in returned.blanks()}
    if not blanks or not data.startswith(b"PK"):
        return []
    (first, last), (left, right) = ((min(ends), max(ends)) for ends in zip(*blanks, strict=True))
    try:
        page = openpyxl.load_workbook(io.BytesIO(data), read_only=True)[returned.sheet]
        found = page.iter_rows(min_row=first, max_row=last, min_col=left, max_col=right)
        cells = [(int(cell.row or 0), int(cell.column or 0)) for row in found for cell in row if cell.data_type == "f"]
    except _UNREADABLE:
        return []
    what = "公式没有算出结果 / a formula without its result"
    cure = "用 Excel 或 WPS 打开再保存，或“选择性粘贴→数值” / open and save it in Excel or WPS, or paste its value"
    value = returned.columns.get("value")
    return [
        returned.problem(row, "value", what, cure) if column == value else returned.problem_at(row, column, what, cure)
        for row, column in cells
        if (row, column) in blanks
    ]


def shown_in_percent(data: bytes, returned: Returned) -> Returned:
    """What was read without the figures in per cent of cells (.xlsx) that show per cent: such a cell holds a hundredth of what it shows; that is told."""
    shares = {returned.place_of(one): one for one in returned.filled if one.ask.unit == "%" and one.value}
    if not shares or not data.startswith(b"PK"):
        return returned
    try:
        page = openpyxl.load_workbook(io.BytesIO(data), read_only=True)[returned.sheet]
        rows = page.iter_rows(min_row=min(row for row, _ in shares), max_row=max(row for row, _ in shares))
        shown = {
            (cell.row, cell.column)
            for row in rows
            for cell in row
            if (cell.row, cell.column) in shares and cell.data_type == "n" and "%" in cell.number_format
        }
    except _UNREADABLE:
        return returned
    told = [returned.problem_of(one, *in_hundredths(one.value or 0)) for at, one in shares.items() if at in shown]
    left = tuple(one for one in returned.filled if returned.place_of(one) not in shown)
    return replace(returned, filled=left, problems=(*returned.problems, *told))


def marked(data: bytes, sheet: Sheet | None, returned: Returned, problems: Sequence[Problem]) -> bytes:
    """The workbook `data` (.xlsx) with the problems of the sheet that was read; where it is of another kind, or cannot be written to, a new one from
    `sheet`."""
    told = list(problems[:_MOST])
    if data.startswith(b"PK"):
        try:
            return _in_own(data, returned, told)
        except _UNREADABLE:
            pass  # what only readers forgive: the cells are written anew below
    return _anew(sheet, returned, told)


def _in_own(data: bytes, returned: Returned, problems: Sequence[Problem]) -> bytes:
    book = openpyxl.load_workbook(io.BytesIO(data))
    page = book[returned.sheet]
    for row in page.iter_rows():
        for cell in row:
            if cell.comment is not None and cell.comment.author == AUTHOR:
                cell.comment = None
                cell.fill = PatternFill("solid", fgColor=_CLEARED)
    for (row_, column), words in _at_cells(problems).items():
        cell = _first_of_merged(page, page.cell(row_, column))
        cell.comment = Comment("\n".join(words), AUTHOR, height=120, width=320)
        cell.fill = PatternFill("solid", fgColor=_MARKED)
    if PROBLEMS in book.sheetnames:
        del book[PROBLEMS]
    front = book.create_sheet(PROBLEMS, 0)
    for number, words_ in enumerate(_listed(returned.names, problems), 1):
        for column, word in enumerate(words_, 1):
            cell = front.cell(number, column)
            cell.value, cell.data_type = word, "s"  # a text, whatever it begins with
        if number > 1 and problems[number - 2].row:
            front.cell(number, 1).hyperlink = Hyperlink(f"A{number}", location=f"'{returned.sheet}'!{words_[0]}")
    for letter, width in zip("ABCDE", _WIDTHS, strict=True):
        front.column_dimensions[letter].width = width
    front.freeze_panes = "A2"
    front.print_title_rows = "1:1"
    front.page_setup.orientation = "landscape"
    front.page_setup.paperSize = front.PAPERSIZE_A4
    front.page_setup.fitToHeight = 0
    front.sheet_properties.pageSetUpPr = PageSetupProperties(fitToPage=True)
    book.active = 0
    out = io.BytesIO()
    book.save(out)
    return out.getvalue()


def _first_of_merged(page: Any, cell: Any) -> Any:
    """The cell that can be written to: of merged ones the first."""
    for area in page.merged_cells.ranges:
        if cell.coordinate in area:
            return page.cell(area.min_row, area.min_col)
    return cell


def _at_cells(problems: Sequence[Problem]) -> dict[tuple[int, int], list[str]]:
    found: dict[tuple[int, int], list[str]] = {}
    for one in problems:
        if one.row and one.column:
            found.setdefault((one.row, one.column), []).append(f"{one.what} → {one.cure}")
    return found


def _listed(names: Mapping[int, str], problems: Sequence[Problem]) -> list[tuple[str, ...]]:
    rows = ((f"{letters(one.column)}{one.row or ''}", names.get(one.row or 0, ""), one.head, one.what, one.cure) for one in problems)
    return [("单元格", "哪一项", "列", "问题", "怎么改"), *rows]


def _anew(sheet: Sheet | None, returned: Returned, problems: Sequence[Problem]) -> bytes:
    out = io.BytesIO()
    options = {"in_memory": True, "strings_to_formulas": False, "strings_to_urls": False, "strings_to_numbers": False}
    with xlsxwriter.Workbook(out, options) as book:
        front = book.add_worksheet(PROBLEMS)
        for number, words in enumerate(_listed(returned.names, problems)):
            for column, word in enumerate(words):
                front.write_string(number, column, word)
        for column, width in enumerate(_WIDTHS):
            front.set_column(column, column, width)
        page = book.add_worksheet("填报")
        bad, day = book.add_format({"bg_color": "#F4B6B0"}), book.add_format({"num_format": "yyyy-mm-dd"})
        at = _at_cells(problems)
        for number, cells in sheet.rows if sheet else ():
            for column, cell in enumerate(cells):
                _write(page, number - 1, column, cell, bad if (number, column + 1) in at else None, day)
        for (row, column_), words_ in at.items():
            page.write_comment(row - 1, column_ - 1, "\n".join(words_), {"author": AUTHOR, "x_scale": 2})
    return out.getvalue()


def _write(page: Any, row: int, column: int, cell: Cell, look: Any, day: Any) -> None:
    if cell is None or cell == "":
        page.write_blank(row, column, None, look)
    elif isinstance(cell, bool | int | float | str):
        page.write(row, column, cell, look)
    else:
        page.write_datetime(row, column, cell, look or day)
