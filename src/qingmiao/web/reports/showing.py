"""A document as HTML, until the writer of pages does it; and what is laid beside its blocks."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import replace
from html import unescape
from typing import Final

from django.utils.html import escape, format_html, format_html_join
from django.utils.safestring import SafeString, mark_safe

from qingmiao.progress.model import SHOWN, Word
from qingmiao.reports.document import Annex, Block, Cell, Document, Heading, Number, Paragraph, Picture, Reference, Run, Table
from qingmiao.reports.editing import LOST

_BLOCK = re.compile(r'<(?P<tag>[a-z][a-z0-9]*)(?P<rest>[^<>]*\sdata-key="(?P<key>[^"]*)"[^<>]*)>')


def to_html(document: Document) -> str:
    """A document as a fragment of HTML; each block is an element with `id="b-<key>"` and `data-key`."""
    captions = document.captions()
    title = format_html_join(mark_safe("<br>"), "{}", ((line,) for line in document.head.lines))
    notices = format_html_join("", '<p class="notice">{}</p>', ((one,) for one in document.notices))
    blocks = format_html_join("\n", "{}", ((_block(block, captions),) for block in document.blocks))
    return format_html('<h2 class="title">{}</h2>{}\n{}', title, notices, blocks)


MANY_ROWS: Final = 60
"""Annexes with more rows are put away until they are asked for."""


def folded(document: Document) -> tuple[Document, int]:
    """A document without its annexes where they are long, and how many rows that leaves out; a reference into them becomes words."""
    cut = next((at for at, block in enumerate(document.blocks) if isinstance(block, Annex)), len(document.blocks))
    rows = sum(len(block.listing.rows) for block in document.blocks[cut:] if isinstance(block, Table))
    if rows <= MANY_ROWS:
        return document, 0
    gone, captions = {block.key for block in document.blocks[cut:]}, document.captions()

    def kept(run: Run) -> Run:
        return captions.get(run.key, LOST) if isinstance(run, Reference) and run.key in gone else run

    blocks = (
        replace(block, runs=tuple(map(kept, block.runs))) if isinstance(block, Paragraph) else block for block in document.blocks[:cut]
    )
    return replace(document, blocks=tuple(blocks)), rows


def pinned(fragment: str, pins: Mapping[str, str], marks: Mapping[str, str]) -> SafeString:
    """A fragment with what belongs to its blocks laid into them: `pins` are HTML by key, `marks` classes; before a table, which holds no words of its own."""

    def laid(found: re.Match[str]) -> str:
        key = unescape(found["key"])
        pin, mark = pins.get(key, ""), marks.get(key, "")
        start = found.group()
        if mark:
            start = f"<{found['tag']}{_classed(found['rest'], mark)}>"
        return f"{pin}{start}" if found["tag"] == "table" else f"{start}{pin}"

    return mark_safe(_BLOCK.sub(laid, fragment))


def placed(fragment: str, key: str, panel: str) -> SafeString:
    """A fragment with a panel before one of its blocks."""

    def laid(found: re.Match[str]) -> str:
        return f"{panel if unescape(found['key']) == key else ''}{found.group()}"

    return mark_safe(_BLOCK.sub(laid, fragment))


def _classed(rest: str, mark: str) -> str:
    if ' class="' in rest:
        return rest.replace(' class="', f' class="{escape(mark)} ', 1)
    return f'{rest} class="{escape(mark)}"'


def _block(block: Block, captions: Mapping[str, str]) -> SafeString:
    if isinstance(block, Heading):
        tag = mark_safe(f"h{block.level + 2}")
        return format_html('<{} id="b-{}" data-key="{}">{}</{}>', tag, block.key, block.key, block.words, tag)
    if isinstance(block, Paragraph):
        lead = format_html("<b>{}</b>", block.lead) if block.lead else ""
        words = format_html_join("", "{}", ((_run(run, captions),) for run in block.runs))
        return format_html('<p id="b-{}" data-key="{}" class="{}">{}{}</p>', block.key, block.key, block.look, lead, words)
    if isinstance(block, Annex):
        return format_html('<h3 id="b-{}" data-key="{}" class="annex">{} {}</h3>', block.key, block.key, block.number, block.title)
    if isinstance(block, Picture):
        told = format_html("{} {}", captions[block.key], block.title)
        return format_html('<figure id="b-{}" data-key="{}"><figcaption>{}</figcaption></figure>', block.key, block.key, told)
    return _table(block, captions)


def _run(run: str | Number | Reference, captions: Mapping[str, str]) -> SafeString | str:
    if isinstance(run, Number):
        return format_html('<span class="n">{}</span>', run.text)
    return captions.get(run.key, "") if isinstance(run, Reference) else run


def _table(block: Table, captions: Mapping[str, str]) -> SafeString:
    told = block.listing
    heads = format_html_join("", '<th scope="col">{}</th>', ((_lines(column.head),) for column in told.columns))
    looks = [{"number": "r", "centre": "c", "text": ""}[column.kind] for column in told.columns]
    rows = format_html_join(
        "\n",
        "<tr>{}</tr>",
        ((format_html_join("", '<td class="{}">{}</td>', ((look, _cell(cell)) for look, cell in zip(looks, row))),) for row in told.rows),
    )
    whole = sum(column.width for column in told.columns)
    caption = f"{captions.get(block.key, '')} {told.title}".strip()
    note = format_html('<p class="note-below">{}</p>', told.note) if told.note else ""
    return format_html(
        '<div class="scroll" id="b-{}" data-key="{}"><table class="list"><caption>{}</caption><colgroup>{}</colgroup><thead><tr>{}</tr></thead><tbody>{}</tbody></table></div>{}',
        block.key,
        block.key,
        caption,
        format_html_join("", '<col style="width:{}%">', ((round(column.width / whole * 100, 1),) for column in told.columns)),
        heads,
        rows,
        note,
    )


def _cell(cell: Cell) -> SafeString:
    if isinstance(cell, Word):
        return format_html('<span class="v v-{}"><i aria-hidden="true">{}</i>{}</span>', cell.value, SHOWN[cell].shape, SHOWN[cell].zh)
    runs = cell if isinstance(cell, tuple) else (cell,)
    return format_html_join("", "{}", ((_lines(run.text if isinstance(run, Number) else run),) for run in runs))


def _lines(words: str) -> SafeString:
    return format_html_join(mark_safe("<br>"), "{}", ((line,) for line in words.split("\n")))
