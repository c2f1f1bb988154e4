"""The words of a .docx as a reader sees them, with a zip and an XML reader alone: paragraphs, cells, page heads, feet and notes.

What the writer has put beside the words — bookmarks, hidden parts, field instructions — is not looked at.
"""

from __future__ import annotations

import re
import zipfile
from collections.abc import Iterator
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any, Final

from lxml import etree

W: Final = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"
PARTS: Final = re.compile(r"word/(document|header\d*|footer\d*|footnotes|endnotes|comments)\.xml")
DRAWING: Final = "{http://schemas.openxmlformats.org/drawingml/2006/wordprocessingDrawing}docPr"


@dataclass(frozen=True)
class Spot:
    """One paragraph or one cell: its words and where they stand.

    `kind` is text, heading, caption, note, contents, cover, running (page head or foot), picture (what it says to those who do not see it), cell or head of a column. `lead` is what stands in bold at its beginning;
    `headings` are the headings above it; `references` are the words of the captions to which its fields lead;
    of a cell, `column` is the head of its column, `row` its whole row by head and `table` its caption.
    """

    part: str
    kind: str
    words: str
    lead: str = ""
    headings: tuple[str, ...] = ()
    style: str = ""
    number: int = 0
    table: str = ""
    column: str = ""
    row: tuple[tuple[str, str], ...] = ()
    row_number: int = 0
    references: tuple[str, ...] = ()

    @property
    def where(self) -> str:
        """Where it stands, for a message."""
        inside = (
            f"{self.table or 'table'} row {self.row_number} “{flat(self.column)}”"
            if self.kind in ("cell", "head")
            else f"paragraph {self.number}"
        )
        return f"{self.part} {inside}"


def flat(words: str) -> str:
    """Words without blanks and line ends, but those between numbers."""
    return re.sub(r"\s", "", re.sub(r"(?<=\d)\s+(?=\d)", "｜", words))


def spots(path: Path) -> list[Spot]:
    """Every paragraph and cell of the file, in order."""
    with zipfile.ZipFile(path) as file:
        names = sorted((name for name in file.namelist() if PARTS.fullmatch(name)), key=lambda name: (name != "word/document.xml", name))
        styles = _style_names(etree.fromstring(file.read("word/styles.xml"))) if "word/styles.xml" in file.namelist() else {}
        return [spot for name in names for spot in _of_part(name, etree.fromstring(file.read(name)), styles)]


def _style_names(root: Any) -> dict[str, str]:
    found = {}
    for style in root.iter(f"{W}style"):
        name = style.find(f"{W}name")
        found[style.get(f"{W}styleId")] = "" if name is None else name.get(f"{W}val", "")
    return found


def _of_part(name: str, root: Any, styles: dict[str, str]) -> Iterator[Spot]:
    part = name.removeprefix("word/").removesuffix(".xml")
    number, headings, table = 0, (), ""
    marked = _bookmarks(root)
    for node in blocks(root):
        number += 1
        if node.tag == f"{W}tbl":
            yield from _cells(node, part, headings, table, number)
            continue
        style = _style(node, styles)
        kind = "text" if part == "document" else "running" if part[:6] in ("header", "footer") else "note"
        kind = _kind(style, kind)
        words, lead = said(node), _lead(node)
        if kind == "heading":
            level = int(re.sub(r"\D", "", style) or 1)
            headings = (*headings[: level - 1], words)
        if kind == "caption" or style.lower().startswith("annex"):
            table = words
        if words.strip():
            yield Spot(part, kind, words, lead, headings, style, number, table, references=_references(node, marked))
        for picture in node.iter(DRAWING):
            told = picture.get("descr") or ""
            if told.strip():
                yield Spot(part, "picture", told, "", headings, style, number, picture.get("title") or table)


def blocks(root: Any) -> Iterator[Any]:
    """Paragraphs and tables in order; those of a text box or a content control too; a table within a cell comes after the outer one."""
    for node in root.iter(f"{W}p", f"{W}tbl"):
        if node.tag == f"{W}tbl" or not any(up.tag == f"{W}tc" for up in node.iterancestors()):
            yield node


_STYLES: Final = (
    (r"^heading|^annex$", "heading"),
    (r"caption", "caption"),
    (r"note", "note"),
    (r"^toc|^contents", "contents"),
    (r"cover|^title|subtitle|annex title|document number|signature|signed|recipient|copies|enclosure|simulated", "cover"),
)


def _kind(style: str, other: str) -> str:
    return next((kind for pattern, kind in _STYLES if re.search(pattern, style, re.IGNORECASE)), other)


def _style(node: Any, styles: dict[str, str]) -> str:
    found = node.find(f"{W}pPr/{W}pStyle")
    return "" if found is None else styles.get(found.get(f"{W}val"), "") or found.get(f"{W}val")


def said(node: Any) -> str:
    """The words under a node, instructions of fields and what was struck out left aside; a line break is a line break, a tab a blank."""
    signs = {f"{W}br": "\n", f"{W}cr": "\n", f"{W}tab": " "}
    inside = (leaf for leaf in node.iter(f"{W}t", *signs) if leaf.getparent().tag == f"{W}r" and _own(leaf, node))
    return "".join(signs.get(leaf.tag, leaf.text or "") for leaf in inside)


def _own(leaf: Any, node: Any) -> bool:
    """Whether a leaf is of the node itself, not of a paragraph of a text box within it."""
    if node.tag != f"{W}p":
        return True
    return next(up for up in leaf.iterancestors(f"{W}p")) is node


def _bookmarks(root: Any) -> dict[str, str]:
    """The words within each bookmark of one paragraph."""
    found = {}
    for start in root.iter(f"{W}bookmarkStart"):
        words = []
        for node in start.itersiblings():
            if node.tag == f"{W}bookmarkEnd" and node.get(f"{W}id") == start.get(f"{W}id"):
                break
            words.append(said(node))
        found[start.get(f"{W}name")] = "".join(words)
    return found


def _references(node: Any, marked: dict[str, str]) -> tuple[str, ...]:
    told = (re.match(r"\s*REF\s+(\S+)", one.text or "") for one in node.iter(f"{W}instrText"))
    return tuple(marked.get(one.group(1), "") for one in told if one)


def _lead(node: Any) -> str:
    """What stands in bold at the beginning of a paragraph."""
    found = []
    for run in node.iter(f"{W}r"):
        bold = run.find(f"{W}rPr/{W}b")
        if bold is None or bold.get(f"{W}val") in ("0", "false"):
            break
        found.append(said(run))
    return "".join(found)


def _cells(table: Any, part: str, headings: tuple[str, ...], title: str, number: int) -> Iterator[Spot]:
    grid = [_row(row) for row in table.findall(f"{W}tr")]
    if not grid:
        return
    heads = _heads(table, grid)
    base = Spot(part, "cell", "", "", headings, "", number, title)
    for index, cells in enumerate(grid):
        if index < heads:
            yield from (replace(base, kind="head", words=words, column=words, row_number=index) for words in cells if words.strip())
            continue
        tops = _tops(grid[:heads], len(cells))
        row = tuple(zip(tops, cells))
        yield from (replace(base, words=words, column=top, row=row, row_number=index) for top, words in row if words.strip())


def _heads(table: Any, grid: list[list[str]]) -> int:
    marked = [row.find(f"{W}trPr/{W}tblHeader") is not None for row in table.findall(f"{W}tr")]
    count = next((index for index, one in enumerate(marked) if not one), len(marked))
    return max(1, count)


def _row(row: Any) -> list[str]:
    """The words of the cells of a row, a merged cell as often as it is wide."""
    found: list[str] = []
    for cell in row.findall(f"{W}tc"):
        span = cell.find(f"{W}tcPr/{W}gridSpan")
        words = "\n".join(said(paragraph) for paragraph in cell.findall(f"{W}p"))
        found += [words] * (1 if span is None else int(span.get(f"{W}val")))
    return found


def _tops(heads: list[list[str]], width: int) -> list[str]:
    """The head of each column; of heads in two lines, both."""
    lines = [[*line, *[""] * (width - len(line))] for line in heads]
    return ["\n".join(dict.fromkeys(line[index] for line in lines if line[index])) for index in range(width)]
