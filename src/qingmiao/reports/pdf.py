"""A document as PDF, laid out by GB/T 9704—2012 through Typst; its charts are vectors, its words are data and never code."""

from __future__ import annotations

import json
import math
from collections.abc import Iterator, Sequence
from datetime import UTC, datetime, time
from functools import cache
from pathlib import Path
from typing import Any, Final

from qingmiao.charts.drawing import FONT_FOLDER, chart_svg, describe, size_of, typesetter
from qingmiao.charts.shapes import PATHS
from qingmiao.charts.svg import wide
from qingmiao.progress.model import SHOWN, Word
from qingmiao.reports.document import (
    Annex,
    Block,
    Cell,
    Document,
    Heading,
    Listing,
    Paragraph,
    Picture,
    Reference,
    Run,
    Table,
    plain,
)
from qingmiao.reports.glyphs import FAMILY, stand_ins, wanting
from qingmiao.reports.paper import TEXT_HEIGHT, TEXT_WIDTH
from qingmiao.reports.written import DRAFT, EMPTY, SIMULATED, SIMULATED_HEAD, caption, clean, day, kept, said, soft, table_note

TEMPLATE: Final = Path(__file__).with_name("document.typ")
PICTURE_HEIGHT: Final = 190.0
"""So high a picture may be, in millimetres, to stand on one page with its caption."""

LINE, MARGIN = 14.5, 7.0
"""Height of a line of a table, and of what is about it, in points."""

TALL: Final = 300.0
"""A row that is higher, in points, may be split between pages."""

WHOLE: Final = 14
"""A table of at most so many rows stands on one page, where it fits on half of one."""

Told = dict[str, Any]


def write_pdf(document: Document, path: Path) -> Path:
    """Write the PDF by rename and return its path; the same document gives the same bytes. Raises UserError where a character has no glyph."""
    return kept(path, pdf_bytes(document))


def pdf_bytes(document: Document) -> bytes:
    """The bytes of the PDF."""
    pictures: list[str] = []
    told = _told(document, pictures)
    inputs = {"document": json.dumps(told, ensure_ascii=False), "pictures": json.dumps(pictures, ensure_ascii=False)}
    letters = wanting(inputs.values())
    families = _families(letters, _where(document, told, letters)) if letters else ()
    inputs["document"] = json.dumps(told | {"fonts": [FAMILY, *families]}, ensure_ascii=False)
    moment = datetime.combine(document.made_on, time(), UTC)
    made: bytes = _compiler(families).compile(TEMPLATE.read_bytes(), format="pdf", sys_inputs=inputs, timestamp=moment)
    return made


def _families(letters: frozenset[str], where: str) -> tuple[str, ...]:
    """Families of the machine for characters that the product's font has not."""
    import typst

    return tuple(stand_ins(letters, typst.Fonts(include_embedded_fonts=False).fonts(), where))


def _where(document: Document, told: Told, letters: frozenset[str]) -> str:
    """The document and the first of its parts in which such a character stands."""
    blocks = {block["key"]: json.dumps(block, ensure_ascii=False) for section in told["sections"] for block in section["blocks"]}
    key = next((key for key, words in blocks.items() if letters & set(words)), "")
    return f"文件 / document: {document.title}" + (f"，段 / part: {key.removeprefix('b-')}" if key else "")


@cache
def _compiler(families: tuple[str, ...]) -> Any:
    """The typesetter, with the fonts of the machine only where they are wanted."""
    if not families:
        return typesetter()
    import typst

    return typst.Compiler(root=FONT_FOLDER, font_paths=typst.Fonts(include_embedded_fonts=False, font_paths=[str(FONT_FOLDER)]))


# ------------------------------------------------------------------------------------------------ a document as plain data


def _told(document: Document, pictures: list[str]) -> Told:
    head = document.head
    return {
        "title": clean(document.title),
        "office": clean(head.office),
        "subject": clean(document.plan_title),
        "number": clean(head.number),
        "recipient": clean(head.recipient.rstrip("：:")),
        "copies": clean(head.copies),
        "cover": head.cover,
        "lines": [clean(line) for line in head.lines],
        "made": [document.made_on.year, document.made_on.month, document.made_on.day],
        "day": day(document.made_on),
        "draft": document.draft,
        "draft_mark": DRAFT,
        "simulated": document.simulated,
        "mark": SIMULATED,
        "head_mark": SIMULATED_HEAD,
        "sections": [
            {"landscape": landscape, "blocks": [_block(document, block, landscape, pictures) for block in blocks]}
            for landscape, blocks in _sections(document.blocks)
        ],
    }


def _sections(blocks: Sequence[Block]) -> Iterator[tuple[bool, list[Block]]]:
    """The text, then each annex with what follows it, and whether its pages are landscape."""
    landscape, held = False, list[Block]()
    for block in blocks:
        if isinstance(block, Annex):
            yield landscape, held
            landscape, held = block.landscape, []
        held.append(block)
    yield landscape, held


def _block(document: Document, block: Block, landscape: bool, pictures: list[str]) -> Told:
    key = {"key": f"b-{block.key}"}
    match block:
        case Heading():
            return key | {"is": "heading", "level": block.level, "words": soft(block.words)}
        case Paragraph():
            return key | {
                "is": "paragraph",
                "look": block.look,
                "lead": soft(block.lead),
                "runs": [_run(document, run) for run in block.runs],
            }
        case Table():
            words = soft(caption(document, block)) if block.captioned else ""
            return (
                key
                | {"is": "table", "caption": words, "note": soft(table_note(document, block))}
                | _listing(block.listing, float(TEXT_HEIGHT if landscape else TEXT_WIDTH))
            )
        case Picture():
            return key | {"is": "picture", "caption": soft(caption(document, block))} | _picture(block, landscape, pictures)
        case Annex():
            return key | {"is": "annex", "number": clean(block.number), "title": clean(block.title)}


def _run(document: Document, run: Run) -> Told:
    if isinstance(run, Reference):
        return {"ref": document.captions()[run.key], "key": f"b-{run.key}"}
    return {"words": soft(plain(run))}


def _listing(listing: Listing, room: float) -> Told:
    """Columns no wider together than the page; each row says whether it may be split and whether it is the sum."""
    whole = sum(column.width for column in listing.columns)
    factor = min(1.0, room / whole) if whole else 1.0
    widths = [column.width * factor for column in listing.columns]
    heights = [_height(row, widths) for row in listing.rows]
    last = len(listing.rows) - 1
    return {
        "empty": EMPTY,
        "whole": len(heights) <= WHOLE and sum(heights) <= TALL,
        "columns": [
            {"width": width, "kind": column.kind, "small": column.small, "head": soft(column.head)}
            for column, width in zip(listing.columns, widths, strict=True)
        ],
        "rows": [
            {"cells": [_cell(cell) for cell in row], "total": listing.last_is_sum and index == last, "long": heights[index] > TALL}
            for index, row in enumerate(listing.rows)
        ],
    }


def _height(row: Sequence[Cell], widths: Sequence[float]) -> float:
    """About how high a row will be, in points, with text of 10.5 points in columns of these widths in millimetres."""
    lines = (
        sum(max(1, math.ceil(wide(line, 10.5) / max(width * 72 / 25.4 - 6, 10.5))) for line in said(cell).split("\n"))
        for cell, width in zip(row, widths, strict=True)
    )
    return LINE * max(lines, default=1) + MARGIN


def _cell(cell: Cell) -> Told:
    if isinstance(cell, Word):
        return {"svg": _shape(cell), "word": SHOWN[cell].zh}
    return {"words": soft(said(cell))}


@cache
def _shape(word: Word) -> str:
    """The shape of a verdict as a picture of its own."""
    path = f'<path d="{PATHS[word]}" fill="{SHOWN[word].colour}"/>'
    return f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="-1.1 -1.1 2.2 2.2" width="22" height="22">{path}</svg>'


def _picture(block: Picture, landscape: bool, pictures: list[str]) -> Told:
    """A picture as wide as the text is in portrait, less where it would be too high."""
    svg = clean(chart_svg(block.chart))
    width, height = size_of(svg)
    room = 110.0 if landscape else PICTURE_HEIGHT
    pictures.append(svg)
    alt = clean(f"{block.title}。{describe(block.chart)}")
    return {"svg": len(pictures) - 1, "width": min(float(TEXT_WIDTH), room * width / height), "alt": alt}
