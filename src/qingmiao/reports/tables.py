"""Tables as statistics offices print them: thick lines above and below, thin ones inside, open at both sides, heads on every page.

They are written as XML at once: a cell made through python-docx costs a hundred times as much.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from typing import Any, Final
from xml.sax.saxutils import escape

from docx.oxml import parse_xml
from docx.oxml.ns import nsdecls

from qingmiao.progress.model import SHOWN, Word
from qingmiao.reports.document import Align, Cell, Column, cell_runs, plain

_STYLE: Final[dict[Align, str]] = {"text": "TableText", "centre": "TableCentre", "number": "TableNumber"}
TWIPS_A_MM: Final = 1440 / 25.4

SHAPE_FONT: Final = "宋体"
"""Has all the shapes of verdicts but ✕ and ◐ at full width; in a Latin font they would be half as large."""

THICK, THIN = 12, 4
"""Widths of lines in eighths of a point: 1.5 and 0.5 pt."""


def _plainly(run: Any, *, bold: bool = False) -> str:
    return run_xml(plain(run), bold=bold)


def add_table(
    document: Any,
    columns: Sequence[Column],
    rows: Iterable[Sequence[Cell]],
    *,
    last_is_sum: bool = False,
    title: str = "",
    run: Callable[..., str] = _plainly,
) -> Any:
    """Append a table; its head row repeats on each page and no row is split between pages. No cell may be empty; `run` tells the XML of its runs."""
    body = [list(row) for row in rows]
    for row in body:
        if len(row) != len(columns) or any(cell in ("", ()) for cell in row):
            raise ValueError(f"a row of the table does not fill its columns: {row}")
    lines = [_row([_head_cell(column) for column in columns], head=True)]
    for index, row in enumerate(body):
        total = last_is_sum and index == len(body) - 1
        lines.append(
            _row([_cell(column, cell, run, keep=_keeps(index, len(body)), bold=total) for column, cell in zip(columns, row, strict=True)])
        )
    node = parse_xml(f"<w:tbl {nsdecls('w')}>{_properties(columns, title)}{_grid(columns)}{''.join(lines)}</w:tbl>")
    document.element.body.insert_element_before(node, "w:sectPr")
    return node


WHOLE: Final = 14
"""A table of at most so many rows stands on one page."""


def _keeps(index: int, count: int) -> bool:
    """Whether a row stays with the next: the first with the second, the last two with each other and with the note, all of a small table."""
    return count <= WHOLE or index == 0 or index >= count - 2


def _twips(millimetres: float) -> int:
    return round(millimetres * TWIPS_A_MM)


def _properties(columns: Sequence[Column], title: str) -> str:
    width = sum(_twips(column.width) for column in columns)
    lines = {"top": THICK, "bottom": THICK, "insideH": THIN, "insideV": THIN}
    borders = "".join(f'<w:{side} w:val="single" w:sz="{size}" w:space="0" w:color="000000"/>' for side, size in lines.items())
    margins = "".join(f'<w:{side} w:w="{size}" w:type="dxa"/>' for side, size in (("top", 28), ("left", 40), ("bottom", 28), ("right", 40)))
    caption = f'<w:tblCaption w:val="{escape(title, {chr(34): "&quot;"})}"/>' if title else ""
    return (
        f'<w:tblPr><w:tblW w:w="{width}" w:type="dxa"/><w:jc w:val="center"/><w:tblBorders>{borders}</w:tblBorders>'
        f'<w:tblLayout w:type="fixed"/><w:tblCellMar>{margins}</w:tblCellMar><w:tblLook w:val="0020" w:firstRow="1"/>{caption}</w:tblPr>'
    )


def _grid(columns: Sequence[Column]) -> str:
    return "<w:tblGrid>" + "".join(f'<w:gridCol w:w="{_twips(column.width)}"/>' for column in columns) + "</w:tblGrid>"


def _row(cells: Sequence[str], *, head: bool = False) -> str:
    return f"<w:tr><w:trPr><w:cantSplit/>{'<w:tblHeader/>' if head else ''}</w:trPr>{''.join(cells)}</w:tr>"


def _wrap(column: Column, style: str, runs: str, *, keep: bool) -> str:
    stays = "<w:keepNext/>" if keep else ""
    return (
        f'<w:tc><w:tcPr><w:tcW w:w="{_twips(column.width)}" w:type="dxa"/><w:vAlign w:val="center"/></w:tcPr>'
        f'<w:p><w:pPr><w:pStyle w:val="{style}"/>{stays}</w:pPr>{runs}</w:p></w:tc>'
    )


def _head_cell(column: Column) -> str:
    return _wrap(column, "TableHeadSmall" if column.small else "TableHead", run_xml(column.head), keep=True)


def _cell(column: Column, cell: Cell, run: Callable[..., str], *, keep: bool, bold: bool) -> str:
    if isinstance(cell, Word):
        show = SHOWN[cell]
        runs = run_xml(show.shape, colour=show.colour.removeprefix("#"), font=SHAPE_FONT) + run_xml(f" {show.zh}")
    else:
        runs = "".join(run(one, bold=bold) for one in cell_runs(cell))
    return _wrap(column, _STYLE[column.kind], runs, keep=keep)


def run_xml(words: str, *, colour: str = "", bold: bool = False, font: str = "") -> str:
    """A run of words as XML; a line break is kept."""
    fonts = "".join(f' w:{script}="{font}"' for script in ("ascii", "hAnsi", "eastAsia")) if font else ""
    inner = (
        (f'<w:rFonts w:hint="eastAsia"{fonts}/>' if font else "")
        + ("<w:b/>" if bold else "")
        + (f'<w:color w:val="{colour}"/>' if colour else "")
    )
    properties = f"<w:rPr>{inner}</w:rPr>" if inner else ""
    lines = (f'<w:t xml:space="preserve">{escape(line)}</w:t>' for line in words.split("\n"))
    return f"<w:r>{properties}{'<w:br/>'.join(lines)}</w:r>"
