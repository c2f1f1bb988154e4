"""Word documents (.docx, .docm) → text: paragraphs with their automatic numbers, tables as one line a row, text boxes, as the page shows them.

Left out: headers, footers, footnotes, comments, deleted and hidden text, the table of contents. Inserted text is in. The document's main
part is read in its order, with styles.xml and numbering.xml beside it; nothing else of the archive is unpacked.
"""

from __future__ import annotations

import posixpath
import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Final

from lxml import etree

from qingmiao.reading.formats.archive import Archive
from qingmiao.reading.formats.model import LONGEST, Extracted, Refused
from qingmiao.reading.formats.numbering import VAL, Numbering, W, text_of
from qingmiao.reading.formats.numerals import numeral

DEEPEST: Final = 60
"""Elements inside one another that are followed: tables in tables, boxes in boxes."""
WIDEST: Final = 63
"""Columns of a table, as many as Word allows."""

_MC: Final = "{http://schemas.openxmlformats.org/markup-compatibility/2006}"
_MATH: Final = "{http://schemas.openxmlformats.org/officeDocument/2006/math}"
_RELATION: Final = "{http://schemas.openxmlformats.org/package/2006/relationships}Relationship"

_SIGNS: Final = {f"{W}tab": "\t", f"{W}ptab": "\t", f"{W}br": "\n", f"{W}cr": "\n", f"{W}noBreakHyphen": "-"}
_TEXTS: Final = frozenset({f"{W}t", f"{_MATH}t"})
_SKIPPED: Final = frozenset(
    f"{W}{name}"
    for name in (
        *("pPr", "rPr", "sdtPr", "sdtEndPr", "tblPr", "tblGrid", "trPr", "tcPr", "sectPr", "rubyPr", "customXmlPr", "smartTagPr"),
        *("del", "moveFrom", "delText", "rt", "footnoteReference", "endnoteReference", "softHyphen"),
    )
)
_INSTRUCTIONS: Final = frozenset({f"{W}instrText", f"{W}delInstrText"})
_CIRCLED = re.compile(r"^\s*eq\s*\\o\s*(?:\\a[clr]\s*)?[(（]\s*[○〇◯O]\s*[,，;]\s*(\d{1,2})\s*[)）]", re.IGNORECASE)
_SYMBOLS: Final = {
    "Wingdings": {0xFC: "√", 0xFE: "☑", 0xA8: "□", 0x6F: "□", 0x6C: "●", 0x6E: "■"},
    "Wingdings 2": {0x52: "☑", 0xA3: "□", 0x50: "√"},
}


@dataclass(slots=True)
class _Field:
    """A field (w:fldChar) that is open: its instruction so far, and whether its result has begun."""

    instruction: str = ""
    result: bool = False

    @property
    def contents(self) -> bool:
        """Whether it is a table of contents."""
        return self.instruction.lstrip()[:4].upper().rstrip() == "TOC"


def extract(data: bytes) -> Extracted:
    """The text of a .docx; Refused when it is broken, hostile or too long."""
    archive = Archive(data)
    main = next((target for kind, target in _relations(archive, "") if kind == "officeDocument"), "word/document.xml")
    root = archive.xml(main)
    body = None if root is None else root.find(f"{W}body")
    if body is None:
        raise Refused("damaged")
    beside = {kind: target for kind, target in _relations(archive, main) if kind in ("numbering", "styles")}
    numbering, styles = (archive.xml(beside[kind]) if kind in beside else None for kind in ("numbering", "styles"))
    document = _Document(Numbering(numbering, styles))
    lines: list[str] = []
    document.blocks(body, lines, 0)
    document.finish(lines)
    return Extracted("\n".join(lines) + "\n", "docx", "utf-8", tuple(document.notes))


def _relations(archive: Archive, part: str) -> Iterator[tuple[str, str]]:
    """The relations of a part: their kind (the last word of the type) and the name of the part they lead to."""
    folder, name = posixpath.split(part)
    root = archive.xml(posixpath.join(folder, "_rels", f"{name}.rels"))
    for element in () if root is None else root.iter(_RELATION):
        target = element.get("Target", "")
        if element.get("TargetMode") != "External":
            whole = target if target.startswith("/") else posixpath.join("/", folder, target)
            yield element.get("Type", "").rpartition("/")[2], posixpath.normpath(whole).lstrip("/")


def _on(element: etree._Element | None) -> bool:
    """Whether a switch such as w:vanish is there and not switched off."""
    return element is not None and element.get(VAL, "1") not in ("0", "false", "off")


def _alternative(element: etree._Element) -> etree._Element | None:
    """What is shown of alternatives: the first choice, else the fallback."""
    choice = element.find(f"{_MC}Choice")
    return choice if choice is not None else element.find(f"{_MC}Fallback")


def _span(cell: etree._Element) -> int:
    word = text_of(cell.find(f"{W}tcPr"), "gridSpan") or "1"
    return min(int(word), WIDEST) if word.isascii() and word.isdigit() and len(word) < 6 else 1


def _goes_on(cell: etree._Element) -> bool:
    """Whether a cell only continues the one above it."""
    merged = cell.find(f"{W}tcPr/{W}vMerge")
    return merged is not None and merged.get(VAL, "continue") == "continue"


def _symbol(element: etree._Element) -> str:
    """The character of a w:sym where its meaning is known, else a bullet's."""
    try:
        code = int(element.get(f"{W}char", ""), 16)
    except ValueError:
        return ""
    if not 0xF000 <= code <= 0xF0FF:
        return chr(code) if 0x20 <= code < 0xD800 else ""
    return _SYMBOLS.get(element.get(f"{W}font", ""), {}).get(code - 0xF000, "")


class _Document:
    """Walks the body once; what runs on from paragraph to paragraph (fields, numbers, joined paragraphs) is kept here."""

    def __init__(self, numbering: Numbering) -> None:
        self.notes: list[str] = []
        self._numbering = numbering
        self._fields: list[_Field] = []
        self._joined = ""
        self._length = 0

    # ------------------------------------------------------------------ blocks

    def blocks(self, parent: etree._Element, lines: list[str], depth: int) -> None:
        """Add the lines of all paragraphs and tables below an element."""
        if depth > DEEPEST:
            raise Refused("hostile")
        for child in parent:
            tag = child.tag
            if tag == f"{W}p":
                self._paragraph(child, lines, depth)
            elif tag == f"{W}tbl":
                self._table(child, lines, depth)
            elif tag == f"{_MC}AlternateContent":
                chosen = _alternative(child)
                if chosen is not None:
                    self.blocks(chosen, lines, depth + 1)
            elif tag == f"{W}altChunk":
                self._note("文件中嵌入的另一份文件没有读 / a file embedded in the document was not read")
            elif tag not in _SKIPPED and not self._contents(child):
                self.blocks(child, lines, depth + 1)

    def finish(self, lines: list[str]) -> None:
        """Add what waits for a paragraph that never came."""
        if self._joined.strip():
            lines.append(self._joined.strip())

    def _note(self, words: str) -> None:
        if words not in self.notes:
            self.notes.append(words)

    def _contents(self, element: etree._Element) -> bool:
        """Whether a content control holds the table of contents, or only asks to be filled in."""
        properties = element.find(f"{W}sdtPr") if element.tag == f"{W}sdt" else None
        if properties is None:
            return False
        gallery = properties.find(f"{W}docPartObj/{W}docPartGallery")
        return _on(properties.find(f"{W}showingPlcHdr")) or (gallery is not None and "Contents" in gallery.get(VAL, ""))

    def _paragraph(self, paragraph: etree._Element, lines: list[str], depth: int) -> None:
        out: list[str] = []
        boxes: list[etree._Element] = []
        self._inline(paragraph, out, boxes, depth)
        text = self._joined + "".join(out)
        properties = paragraph.find(f"{W}pPr")
        mark = None if properties is None else properties.find(f"{W}rPr")
        if mark is not None and (mark.find(f"{W}del") is not None or mark.find(f"{W}moveFrom") is not None):
            self._joined = text
        else:
            self._joined = ""
            label = "" if self._in_contents() else self._numbering.label(properties)
            self._add(label, text, lines)
        for box in boxes:
            self.blocks(box, lines, depth + 1)

    def _add(self, label: str, text: str, lines: list[str]) -> None:
        if not text.strip():
            return
        self._length += len(text)
        if self._length > LONGEST:
            raise Refused("long")
        first, *rest = (line.rstrip() for line in text.split("\n"))
        lines.append(label + first.lstrip() if label else first)
        lines.extend(line for line in rest if line)

    # ------------------------------------------------------------------ tables

    def _table(self, table: etree._Element, lines: list[str], depth: int) -> None:
        for row in self._rows(table):
            cells = [(cell, self._cell(cell, depth)) for cell in self._inside(row, f"{W}tc")]
            if len(cells) == 1:
                lines.extend(cells[0][1])
                continue
            words: list[str] = []
            for cell, found in cells:
                words += [" ".join(" ".join(found).split()), *[""] * (_span(cell) - 1)]
            if any(words):
                lines.append("\t".join(words).rstrip("\t"))

    def _rows(self, table: etree._Element) -> Iterator[etree._Element]:
        """The rows of a table that are not deleted."""
        for row in self._inside(table, f"{W}tr"):
            if row.find(f"{W}trPr/{W}del") is None:
                yield row

    def _inside(self, parent: etree._Element, tag: str, depth: int = 0) -> Iterator[etree._Element]:
        """The elements of one tag below a parent, through content controls and marks of change."""
        for child in parent if depth < 10 else ():
            if child.tag == tag:
                yield child
            elif child.tag not in _SKIPPED:
                yield from self._inside(child, tag, depth + 1)

    def _cell(self, cell: etree._Element, depth: int) -> list[str]:
        """The lines of one cell; none when it goes on from the cell above or is deleted."""
        found: list[str] = []
        if not _goes_on(cell) and cell.find(f"{W}tcPr/{W}cellDel") is None:
            self.blocks(cell, found, depth + 1)
        return found

    # ------------------------------------------------------------------ runs

    def _inline(self, parent: etree._Element, out: list[str], boxes: list[etree._Element], depth: int) -> None:
        """Add the words below a paragraph or run; text boxes are put aside for after the paragraph."""
        if depth > DEEPEST:
            raise Refused("hostile")
        for child in parent:
            tag = child.tag
            if tag in _TEXTS:
                self._say(child.text or "", out)
            elif tag in _SIGNS:
                self._say(_SIGNS[tag], out)
            elif tag == f"{W}fldChar":
                self._field(child, out)
            elif tag in _INSTRUCTIONS:
                self._instruct(child.text or "")
            elif tag == f"{W}sym":
                self._say(_symbol(child), out)
            elif tag == f"{W}txbxContent":
                boxes.append(child)
            elif tag == f"{_MC}AlternateContent":
                chosen = _alternative(child)
                if chosen is not None:
                    self._inline(chosen, out, boxes, depth + 1)
            elif not self._unseen(child, tag):
                self._inline(child, out, boxes, depth + 1)

    def _unseen(self, element: etree._Element, tag: str) -> bool:
        """Whether an element shows nothing on the page."""
        if tag in _SKIPPED or self._contents(element):
            return True
        if tag == f"{W}r":
            return _on(element.find(f"{W}rPr/{W}vanish"))
        return tag == f"{W}fldSimple" and element.get(f"{W}instr", "").lstrip()[:4].upper().rstrip() == "TOC"

    def _say(self, words: str, out: list[str]) -> None:
        if words and all(field.result and not field.contents for field in self._fields):
            out.append(words)

    def _in_contents(self) -> bool:
        return any(field.contents for field in self._fields)

    def _instruct(self, words: str) -> None:
        if self._fields and not self._fields[-1].result and len(self._fields[-1].instruction) < 1000:
            self._fields[-1].instruction += words

    def _field(self, element: etree._Element, out: list[str]) -> None:
        """Open, turn or close a field; one that shows a number in a circle has no result and is written here."""
        kind = element.get(f"{W}fldCharType")
        if kind == "begin":
            self._fields.append(_Field())
            if len(self._fields) > DEEPEST:
                raise Refused("hostile")
        elif kind == "separate" and self._fields:
            self._fields[-1].result = True
        elif kind == "end" and self._fields:
            closed = self._fields.pop()
            circled = _CIRCLED.match(closed.instruction)
            if circled and not closed.result:
                self._say(numeral(int(circled.group(1)), "decimalEnclosedCircle"), out)
