"""The tables of a document as a workbook: a sheet a table, numbers as numbers, contents with links in front; it filters and prints on A4."""

from __future__ import annotations

import io
import math
import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, time
from pathlib import Path
from typing import Any, Final

from qingmiao.charts.svg import wide
from qingmiao.progress.model import SHOWN, Word
from qingmiao.reports.document import Annex, Cell, Document, Table, numbers_of
from qingmiao.reports.numerals import number_and_rest, number_format
from qingmiao.reports.written import EMPTY, SIMULATED, SIMULATED_HEAD, SIMULATED_NOTE, caption, clean, day, kept, said, table_note

CONTENTS: Final = "目录"
BESIDE: Final = "标注"
"""The head of the column beside a number that holds what is written after it: a mark (p, e, *), a year."""

A4: Final = 9
TITLE: Final = 40
"""So many characters of the title stand in the print head, beside the mark."""

LINE: Final = 14.0
"""Height of a line in points."""

LETTER_MM: Final = 2.1
"""About so wide is one character of a column's width."""

OPTIONS: Final = {"in_memory": True, "strings_to_formulas": False, "strings_to_urls": False, "strings_to_numbers": False}
LOOKS: Final[dict[str, dict[str, object]]] = {
    "title": {"bold": True, "font_size": 14},
    "quiet": {"font_color": "#57606a"},
    "mark": {"bold": True, "font_color": "#8a5a00", "bg_color": "#fff7e0"},
    "link": {"font_color": "#1f5f8b", "underline": 1},
    "head": {"bold": True, "border": 1, "text_wrap": True, "align": "center", "valign": "vcenter", "bg_color": "#eef1f4"},
    "note": {"text_wrap": True, "valign": "top"},
    "text": {"border": 1, "text_wrap": True, "valign": "vcenter"},
    "centre": {"border": 1, "text_wrap": True, "valign": "vcenter", "align": "center"},
    "number": {"border": 1, "valign": "vcenter", "align": "right"},
}


@dataclass(frozen=True, slots=True)
class _Sheet:
    """One table as a sheet: the name on its tab, its title and the table."""

    tab: str
    title: str
    block: Table


class _Book:
    """The workbook while it is being written; looks are made once each."""

    def __init__(self, out: io.BytesIO, document: Document) -> None:
        import xlsxwriter

        self.file: Any = xlsxwriter.Workbook(out, OPTIONS)
        self.document = document
        self._looks: dict[tuple[str, str, str, bool], Any] = {}

    def look(self, name: str, *, number: str = "", colour: str = "", bold: bool = False) -> Any:
        key = (name, number, colour, bold)
        if key not in self._looks:
            more = {"num_format": number} if number else {}
            more |= {"font_color": colour} if colour else {}
            self._looks[key] = self.file.add_format(
                {"font_name": "宋体", "font_size": 10, **LOOKS[name], **more, **({"bold": True} if bold else {})}
            )
        return self._looks[key]


def write_xlsx(document: Document, path: Path) -> Path:
    """Write the workbook by rename and return its path; the same document gives the same bytes."""
    return kept(path, xlsx_bytes(document))


def xlsx_bytes(document: Document) -> bytes:
    """The bytes of the workbook."""
    out = io.BytesIO()
    book = _Book(out, document)
    book.file.set_properties(
        {
            "title": clean(document.title),
            "author": clean(document.head.office),
            "subject": clean(document.plan_title),
            "comments": SIMULATED if document.simulated else "",
            "created": datetime.combine(document.made_on, time(), UTC).replace(tzinfo=None),
        }
    )
    sheets = _sheets(document)
    _contents(book, sheets)
    for sheet in sheets:
        _write(book, sheet)
    book.file.close()
    return out.getvalue()


def _sheets(document: Document) -> list[_Sheet]:
    """The tables of the annexes, then those of the text, each with a tab of its own."""
    annex, found = None, list[tuple[bool, str, Table]]()
    for block in document.blocks:
        if isinstance(block, Annex):
            annex = block
        elif isinstance(block, Table):
            title = caption(document, block)
            found.append((annex is None, f"{annex.number}　{title}" if annex and not block.captioned else title, block))
    taken = {CONTENTS.casefold(), "history"}
    return [_Sheet(_tab(clean(title), taken), clean(title), block) for _, title, block in sorted(found, key=lambda one: one[0])]


def _tab(title: str, taken: set[str]) -> str:
    """A name for a tab: at most 31 characters, none that Excel refuses, none twice."""
    base = re.sub(r"[\[\]:*?/\\]", "", title.replace("　", " ").replace("\n", " ")).strip("' ")[:31].strip("' ") or "表"
    name, number = base, 1
    while name.casefold() in taken:
        number += 1
        name = f"{base[: 31 - len(str(number)) - 2]}（{number}）"[:31]
    taken.add(name.casefold())
    return name


def _print_set_up(book: _Book, page: Any) -> None:
    page.set_paper(A4)
    page.set_landscape()
    page.fit_to_pages(1, 0)
    page.set_margins(left=0.6, right=0.6, top=0.9, bottom=0.8)
    title = clean(book.document.title).replace("&", "&&").replace("\n", " ")
    short = title if len(title) <= TITLE else title[: TITLE - 1].rstrip("&") + "…"
    page.set_header(f"&L{short}" + (f"&R{SIMULATED_HEAD}" if book.document.simulated else ""))
    page.set_footer("&C第 &P 页，共 &N 页")


def _contents(book: _Book, sheets: Sequence[_Sheet]) -> None:
    """The first sheet: what this is, of which release, and a link to each table."""
    page = book.file.add_worksheet(CONTENTS)
    document = book.document
    page.set_column(0, 0, 60)
    page.set_column(1, 1, 10)
    lines = [
        (clean(document.title), "title"),
        (f"{clean(document.head.office)}　{day(document.made_on)}", "quiet"),
        (f"数据：{clean(document.release.name)}（{day(document.release.moment)}）", "quiet"),
        *([(SIMULATED, "mark")] if document.simulated else []),
    ]
    for row, (words, look) in enumerate(lines):
        page.write_string(row, 0, words, book.look(look))
    top = len(lines) + 1
    for column, head in enumerate(("表", "行数")):
        page.write_string(top, column, head, book.look("head"))
    for row, sheet in enumerate(sheets, start=top + 1):
        page.write_url(row, 0, f"internal:{_quoted(sheet.tab)}!A1", book.look("link"), sheet.title[:250])
        page.write_number(row, 1, len(sheet.block.listing.rows), book.look("number"))
    _print_set_up(book, page)


def _quoted(tab: str) -> str:
    return "'" + tab.replace("'", "''") + "'"


def _write(book: _Book, sheet: _Sheet) -> None:
    page = book.file.add_worksheet(sheet.tab)
    listing = sheet.block.listing
    beside = _beside(listing.rows, len(listing.columns))
    spots = _spots(beside)
    width = spots[-1] + (2 if beside and beside[-1] else 1) if spots else 1
    head = _top(book, page, sheet)
    widths = [min(max(column.width / LETTER_MM, 6.0), 60.0) for column in listing.columns]
    page.set_row(head, _height([column.head for column in listing.columns], widths))
    for column, (spot, more) in enumerate(zip(spots, beside, strict=True)):
        known = listing.columns[column]
        page.set_column(spot, spot, widths[column])
        page.write_string(head, spot, clean(known.head), book.look("head"))
        if more:
            page.set_column(spot + 1, spot + 1, 9)
            page.write_string(head, spot + 1, BESIDE, book.look("head"))
    last = head + max(len(listing.rows), 1)
    for row, cells in enumerate(listing.rows, start=head + 1):
        total = listing.last_is_sum and row == last
        page.set_row(row, _height([said(cell) if number_and_rest(cell) is None else "" for cell in cells], widths))
        for column, cell in enumerate(cells):
            _cell(book, page, (row, spots[column]), cell, listing.columns[column].kind, beside=beside[column], total=total)
    if not listing.rows:
        page.write_string(head + 1, 0, EMPTY, book.look("centre"))
    _below(book, page, table_note(book.document, sheet.block), last + 2, width)
    _ranges(page, head, last - (1 if listing.last_is_sum else 0), width, _frozen(sheet))
    _print_set_up(book, page)


def _height(cells: Sequence[str], widths: Sequence[float]) -> float:
    """How high a row is, at most 409 points: not every program makes room for lines that are turned."""
    lines = [
        sum(max(1, math.ceil(wide(line, 2.0) / (width - 1))) for line in words.split("\n"))
        for words, width in zip(cells, widths, strict=True)
    ]
    return min(LINE * max(lines, default=1) + 4, 409.0)


def _beside(rows: Sequence[Sequence[Cell]], columns: int) -> list[bool]:
    """Which columns need another one beside them, for what is written after their numbers."""
    return [any((found := number_and_rest(row[column])) is not None and found[1] for row in rows) for column in range(columns)]


def _spots(beside: Sequence[bool]) -> list[int]:
    """In which column of the sheet each column of the table stands."""
    return [column + sum(beside[:column]) for column in range(len(beside))]


def _top(book: _Book, page: Any, sheet: _Sheet) -> int:
    """Title, mark of simulated data, unit and the way back; gives the row of the heads."""
    page.write_string(0, 0, sheet.title, book.look("title"))
    lines = [(SIMULATED_NOTE, "mark")] if book.document.simulated else []
    lines.append((_unit(sheet.block), "quiet"))
    for row, (words, look) in enumerate(lines, start=1):
        page.write_string(row, 0, words, book.look(look))
    row = len(lines) + 1
    page.write_url(row, 0, f"internal:{_quoted(CONTENTS)}!A1", book.look("link"), f"← {CONTENTS}")
    return row + 1


def _unit(block: Table) -> str:
    units = {clean(number.unit) for number in numbers_of(block) if number.unit}
    return f"单位：{units.pop()}" if len(units) == 1 else "单位：见表中各项" if units else "单位：无"


def _cell(book: _Book, page: Any, spot: tuple[int, int], cell: Cell, kind: str, *, beside: bool, total: bool) -> None:
    """A number with its format, a verdict in its colour, else words as words: nothing is ever taken for a formula or a link."""
    row, column = spot
    found = number_and_rest(cell)
    code = number_format(found[0]) if found else ""
    if found and code:
        page.write_number(row, column, found[0].value, book.look("number", number=code, bold=total))
    elif isinstance(cell, Word):
        page.write_string(row, column, said(cell), book.look(kind, colour=SHOWN[cell].colour, bold=total))
    else:
        page.write_string(row, column, clean(found[0].text if found else said(cell)), book.look(kind, bold=total))
    if beside:
        page.write_string(row, column + 1, clean(found[1]) if found else "", book.look("text", bold=total))


def _below(book: _Book, page: Any, note: str, row: int, width: int) -> None:
    """The note in one cell over the width of the table, high enough for its words."""
    if not note:
        return
    words = clean(note)
    if width > 1:
        page.merge_range(row, 0, row, width - 1, "", book.look("note"))
    page.write_string(row, 0, words, book.look("note"))
    page.set_row(row, 15.0 * (1 + len(words) // max(10 * width, 20)))


def _frozen(sheet: _Sheet) -> int:
    """How many columns stay in sight: the first, with the second where that one holds the names."""
    kinds: Iterator[str] = (column.kind for column in sheet.block.listing.columns[:2])
    return 2 if list(kinds) == ["centre", "text"] else 1


def _ranges(page: Any, head: int, last: int, width: int, frozen: int) -> None:
    page.freeze_panes(head + 1, frozen)
    page.repeat_rows(head)
    page.autofilter(head, 0, max(last, head + 1), width - 1)
    page.ignore_errors({"number_stored_as_text": f"A1:XFD{max(last, head) + 4}"})
