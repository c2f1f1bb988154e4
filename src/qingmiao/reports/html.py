"""A document as HTML: a fragment for a page of the site, and a whole file that opens and prints without the network."""

from __future__ import annotations

import json
from collections.abc import Iterator, Sequence
from functools import cache
from html import escape
from itertools import groupby
from pathlib import Path
from typing import Final
from urllib.parse import quote

from qingmiao.charts.drawing import chart_svg, describe
from qingmiao.progress.model import SHOWN, Word
from qingmiao.reports.document import (
    Annex,
    Block,
    Cell,
    Column,
    Document,
    Heading,
    Listing,
    Number,
    Paragraph,
    Picture,
    Reference,
    Run,
    Table,
    cell_runs,
)
from qingmiao.reports.written import DRAFT, EMPTY, SIMULATED, SIMULATED_HEAD, caption, clean, day, table_note

STYLE: Final = Path(__file__).with_name("page.css")
TOLD: Final = "图的文字说明"
CONTENTS: Final = "目录"


def to_html(document: Document) -> str:
    """The document as one `article`: each block is an element with `id="b-<key>"` and `data-key`; everything is escaped."""
    return _article(document, "")


def _article(document: Document, contents: str) -> str:
    parts = (*_front(document), contents, *_recipient(document), *_body(document), *_end(document))
    return f'<article class="document" lang="zh-CN">{"".join(parts)}</article>'


def page(document: Document) -> str:
    """A whole HTML file with its looks in it: nothing is fetched, it reads on a phone and prints on A4."""
    mark = f'<p class="running" aria-hidden="true">{escape(SIMULATED_HEAD)}</p>' if document.simulated else ""
    heads = f'@page{{@top-center{{content:"{SIMULATED_HEAD}"}}}}' if document.simulated else ""
    # Browsers before Chromium 131 print no head of ours, but the title in their own.
    title = f"{'模拟数据　' if document.simulated else ''}{_words(document.title)}"
    contents = _contents(document) if document.head.cover else ""
    return (
        '<!doctype html><html lang="zh-CN"><head><meta charset="utf-8"><meta name="viewport" content="width=device-width,initial-scale=1">'
        "<meta http-equiv=\"Content-Security-Policy\" content=\"default-src 'none'; style-src 'unsafe-inline'\">"
        f'<meta name="author" content="{_words(document.head.office)}"><title>{title}</title>'
        f"<style>{_style()}{heads}</style></head><body>{mark}<main>{_article(document, contents)}</main></body></html>"
    )


@cache
def _style() -> str:
    return STYLE.read_text(encoding="utf-8")


def _words(words: str) -> str:
    """Words escaped, line breaks kept."""
    return escape(clean(words)).replace("\n", "<br>")


def _marked(key: str) -> str:
    """The attributes by which a block is found."""
    return f'id="b-{escape(key)}" data-key="{escape(key)}"'


def _address(key: str) -> str:
    return f"#b-{quote(key)}"


# ------------------------------------------------------------------------------------------------ what stands about the text


def _front(document: Document) -> Iterator[str]:
    head = document.head
    yield f'<header class="front{" cover" if head.cover else ""}">'
    if head.number:
        yield f'<p class="file-number">{_words(head.number)}</p>'
    yield f"<h1>{'<br>'.join(map(_words, head.lines))}</h1>"
    if document.draft:
        yield f'<p class="draft">{DRAFT}</p>'
    if document.simulated:
        yield f'<p class="simulated" role="note">{escape(SIMULATED)}</p>'
    if head.cover:
        yield _signed(document)
    yield "</header>"


def _recipient(document: Document) -> Iterator[str]:
    if document.head.recipient:
        yield f'<p class="recipient">{_words(document.head.recipient.rstrip("：:"))}：</p>'


def _signed(document: Document) -> str:
    made = document.made_on
    return f'<p class="signed">{_words(document.head.office)}<br><time datetime="{made.isoformat()}">{day(made)}</time></p>'


def _end(document: Document) -> Iterator[str]:
    if not document.head.cover:
        yield _signed(document)
    if document.head.copies:
        yield f'<p class="copies">抄送：{_words(document.head.copies)}</p>'


def _contents(document: Document) -> str:
    """Headings of the first two levels and the annexes as links."""
    lines = []
    for block in document.blocks:
        if isinstance(block, Annex):
            lines.append((1, block.key, f"{block.number}　{block.title}"))
        elif isinstance(block, Heading) and block.level <= 2:
            lines.append((block.level, block.key, block.words))
    items = "".join(f'<li class="l{level}"><a href="{_address(key)}">{_words(words)}</a></li>' for level, key, words in lines)
    return f'<nav class="contents" aria-label="{CONTENTS}"><h2>{CONTENTS}</h2><ol>{items}</ol></nav>' if items else ""


# ------------------------------------------------------------------------------------------------ blocks


def _body(document: Document) -> Iterator[str]:
    """The blocks in order; an annex with all that follows it is a section, so that its pages can lie on their side."""
    parts = iter(_parts(document.blocks))
    yield "".join(_block(document, block) for block in next(parts, ()))
    for blocks in parts:
        annex = blocks[0]
        wide = isinstance(annex, Annex) and annex.landscape
        yield f'<section class="annex{" wide" if wide else ""}">{"".join(_block(document, block) for block in blocks)}</section>'


def _parts(blocks: Sequence[Block]) -> list[list[Block]]:
    """The text, then each annex with what follows it."""
    found: list[list[Block]] = [[]]
    for block in blocks:
        if isinstance(block, Annex):
            found.append([])
        found[-1].append(block)
    return found


def _block(document: Document, block: Block) -> str:
    marked = _marked(block.key)
    match block:
        case Heading():
            return f"<h{block.level + 1} {marked}>{_words(block.words)}</h{block.level + 1}>"
        case Paragraph():
            return _paragraph(document, block, marked)
        case Table():
            return _table(document, block, marked)
        case Picture():
            return _figure(document, block, marked)
        case Annex():
            return f'<h2 {marked} class="annex-head"><span>{_words(block.number)}</span> {_words(block.title)}</h2>'


def _paragraph(document: Document, block: Paragraph, marked: str) -> str:
    about = f' data-about="{escape(block.about)}"' if block.about else ""
    hand = ' data-hand="1"' if block.hand else ""
    lead = f"<b>{_words(block.lead)}</b>" if block.lead else ""
    runs = "".join(_run(document, run) for run in block.runs)
    return f'<p {marked} class="{escape(block.look)}"{about}{hand}>{lead}{runs}</p>'


def _run(document: Document, run: Run) -> str:
    if isinstance(run, Reference):
        return f'<a href="{_address(run.key)}">{escape(document.captions()[run.key])}</a>'
    return _number(run) if isinstance(run, Number) else _words(run)


def _number(number: Number) -> str:
    subject = json.dumps(number.subject, ensure_ascii=False)
    value = repr(float(number.value)).removesuffix(".0")
    return f'<data value="{value}" data-unit="{_words(number.unit)}" data-subject="{_words(subject)}" class="number">{_words(number.text)}</data>'


def _table(document: Document, block: Table, marked: str) -> str:
    listing = block.listing
    hidden = "" if block.captioned else ' class="hidden"'
    heads = "".join(f'<th scope="col" class="{column.kind}">{_words(column.head)}</th>' for column in listing.columns)
    whole = sum(column.width for column in listing.columns) or 1
    widths = "".join(f'<col style="width:{column.width / whole:.1%}">' for column in listing.columns)
    note = table_note(document, block)
    under = f'<p class="table-note">{_words(note)}</p>' if note else ""
    return (
        f'<div {marked} class="table"><div class="scroll" tabindex="0" role="group" aria-label="{_words(listing.title)}"><table>'
        f"<caption{hidden}>{_words(caption(document, block))}</caption><colgroup>{widths}</colgroup><thead><tr>{heads}</tr></thead>{_rows(listing)}</table></div>{under}</div>"
    )


def _rows(listing: Listing) -> str:
    """The rows; the sum stands in a foot of its own (which browsers would repeat on each page if it were a `tfoot`)."""
    if not listing.rows:
        return f'<tbody><tr><td class="centre" colspan="{len(listing.columns)}">{EMPTY}</td></tr></tbody>'
    named = next((at for at, column in enumerate(listing.columns) if column.kind == "text"), None)
    last = len(listing.rows) - 1
    marked = groupby(enumerate(listing.rows), key=lambda pair: listing.last_is_sum and pair[0] == last)
    return "".join(
        f"<tbody{_SUM if total else ''}>{''.join(_row(listing.columns, row, named) for _, row in rows)}</tbody>" for total, rows in marked
    )


_SUM: Final = ' class="sum"'


def _row(columns: Sequence[Column], row: Sequence[Cell], named: int | None) -> str:
    cells = []
    for at, (column, cell) in enumerate(zip(columns, row, strict=True)):
        tag, scope = ("th", ' scope="row"') if at == named else ("td", "")
        cells.append(f'<{tag}{scope} class="{column.kind}">{_cell(cell)}</{tag}>')
    return f"<tr>{''.join(cells)}</tr>"


def _cell(cell: Cell) -> str:
    if isinstance(cell, Word):
        show = SHOWN[cell]
        return f'<span class="v v-{cell.value}"><i aria-hidden="true">{show.shape}</i>{show.zh}</span>'
    return "".join(_number(run) if isinstance(run, Number) else _words(run) for run in cell_runs(cell))


def _figure(document: Document, block: Picture, marked: str) -> str:
    return (
        f'<figure {marked}><div class="chart">{clean(chart_svg(block.chart))}</div>'
        f"<figcaption>{_words(caption(document, block))}</figcaption>"
        f'<details class="told"><summary>{TOLD}</summary><p>{_words(describe(block.chart))}</p></details></figure>'
    )
