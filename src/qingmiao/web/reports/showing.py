"""What is laid beside the blocks of a document that is shown as HTML (`reports.html.to_html`)."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import replace
from html import unescape
from typing import Final

from django.utils.html import escape
from django.utils.safestring import SafeString, mark_safe

from qingmiao.reports.document import Annex, Document, Paragraph, Reference, Run, Table
from qingmiao.reports.editing import LOST

_BLOCK = re.compile(r'<(?P<tag>[a-z][a-z0-9]*)(?P<rest>[^<>]*\sdata-key="(?P<key>[^"]*)"[^<>]*)>')


_SUBJECT = re.compile(r' data-unit="[^"]*" data-subject="[^"]*" class="number"')
"""What each number is of stands in the files; on the page it would be two thirds of it."""

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

    return mark_safe(_BLOCK.sub(laid, _SUBJECT.sub("", fragment)))


def placed(fragment: str, key: str, panel: str) -> SafeString:
    """A fragment with a panel before one of its blocks."""

    def laid(found: re.Match[str]) -> str:
        return f"{panel if unescape(found['key']) == key else ''}{found.group()}"

    return mark_safe(_BLOCK.sub(laid, fragment))


def _classed(rest: str, mark: str) -> str:
    if ' class="' in rest:
        return rest.replace(' class="', f' class="{escape(mark)} ', 1)
    return f'{rest} class="{escape(mark)}"'
