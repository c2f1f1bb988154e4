"""The words of a web page's elements, as a browser would lay them out in lines.

One pass over the tree (at most 256 levels deep, as the parser sees to), with a stack of lists and table cells and no recursion.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from typing import Final

from lxml import etree

from qingmiao.reading.formats.numerals import numeral

UNSEEN: Final = frozenset({
    "head", "script", "style", "noscript", "template", "nav", "aside", "select", "option", "button", "textarea", "input", "iframe",
    "svg", "object", "video", "audio", "canvas", "map", "datalist", "dialog", "footer", "rp", "rt", "del", "s", "strike",
})  # fmt: skip
"""Elements whose words are not the article's."""
BLOCKS: Final = frozenset({
    "address", "article", "blockquote", "body", "center", "dd", "details", "div", "dl", "dt", "fieldset", "figcaption", "figure",
    "form", "h1", "h2", "h3", "h4", "h5", "h6", "header", "hr", "html", "li", "main", "ol", "p", "pre", "section", "summary",
    "table", "tbody", "tfoot", "thead", "tr", "ul", "caption",
})  # fmt: skip
PARTS: Final = frozenset({
    "table", "tbody", "thead", "tfoot", "tr", "ol", "ul", "dl", "dd", "dt", "p", "li", "span", "font", "b", "strong",
})  # fmt: skip
"""Elements that are never the whole article: what is around them belongs to it."""
WIDEST: Final = 200
"""Columns of a table of which it is followed which cells reach down from above."""
LONG_CELL: Final = 1500
"""Characters of a cell above which a table is one of layout, not of content."""

_HIDDEN = re.compile(r"display\s*:\s*none|visibility\s*:\s*hidden", re.IGNORECASE)
_LIST_STYLE = re.compile(r"list-style(?:-type)?\s*:\s*([a-z-]+)", re.IGNORECASE)
_CJK = "\u2e80-\u9fff\uf900-\ufaff\uff00-\uffef"
_BREAK_IN_CHINESE = re.compile(rf"(?<=[{_CJK}])[ \t\f]*\n\s*(?=[{_CJK}])")
_WHITE = re.compile(r"[ \t\r\n\f]+")
_NUMBERED = re.compile(
    r"\s*(?:\d{1,2}\s*[.、．)）]|[（(][一二三四五六七八九十\d]{1,3}[)）]|[一二三四五六七八九十]{1,3}、|第[一二三四五六七八九十]{1,3}[章节条]|[①-⑳])"
)

# Names of list styles in HTML and CSS → Word's name of the numerals, and what follows the number.
_STYLES: Final = {
    "1": ("decimal", ". "),
    "decimal": ("decimal", ". "),
    "decimal-leading-zero": ("decimalZero", ". "),
    "a": ("lowerLetter", ". "),
    "lower-alpha": ("lowerLetter", ". "),
    "lower-latin": ("lowerLetter", ". "),
    "A": ("upperLetter", ". "),
    "upper-alpha": ("upperLetter", ". "),
    "upper-latin": ("upperLetter", ". "),
    "i": ("lowerRoman", ". "),
    "lower-roman": ("lowerRoman", ". "),
    "I": ("upperRoman", ". "),
    "upper-roman": ("upperRoman", ". "),
    "cjk-ideographic": ("chineseCounting", "、"),
    "simp-chinese-informal": ("chineseCounting", "、"),
    "trad-chinese-informal": ("chineseCounting", "、"),
    "simp-chinese-formal": ("chineseLegalSimplified", "、"),
    "cjk-decimal": ("ideographDigital", "、"),
    "cjk-heavenly-stem": ("ideographTraditional", "、"),
    "cjk-earthly-branch": ("ideographZodiac", "、"),
}


@dataclass(slots=True)
class _Lines:
    """Lines as they grow: the page's own, or those of one cell."""

    done: list[str] = field(default_factory=list)
    words: list[str] = field(default_factory=list)
    label: str = ""

    def say(self, text: str) -> None:
        if self.label and text.strip():
            self.words.append("" if _NUMBERED.match(text) else self.label)
            self.label = ""
        self.words.append(text)

    def end(self) -> None:
        """End the line; blank ones are dropped, white space is folded."""
        for line in "".join(self.words).split("\n"):
            folded = re.sub(r"[ \xa0\u2002\u2003]{2,}", " ", line).strip(" \t\xa0\u2002\u2003\u200b\ufeff")
            if folded.strip():
                self.done.append(folded)
        self.words.clear()


@dataclass(slots=True)
class _List:
    style: str
    after: str
    number: int
    step: int


@dataclass(slots=True)
class _Table:
    row: list[tuple[list[str], int]] = field(default_factory=list)
    below: dict[int, int] = field(default_factory=dict)
    column: int = 0
    layout: bool = False


def small(word: str | None, default: int, most: int = 1000) -> int:
    """A number of an attribute, from -most to most."""
    digits = (word or "").strip()
    return max(-most, min(int(digits), most)) if re.fullmatch(r"-?[0-9]{1,6}", digits) else default


def hidden(element: etree._Element) -> bool:
    """Whether an element is not shown: by its tag, an attribute or its own style."""
    return element.tag in UNSEEN or "hidden" in element.attrib or bool(_HIDDEN.search(element.get("style", "")))


def weights(body: etree._Element) -> dict[etree._Element, int]:
    """How many marks of sentences (，。；) each element holds outside links and unseen elements; one pass from the leaves up."""
    found: dict[etree._Element, int] = {body: 0}
    walk = etree.iterwalk(body, events=("start", "end"))
    path: list[int] = []
    for event, element in walk:
        if event == "start":
            seen = element is body or not (element.tag == "a" or hidden(element))
            path.append(_marks(element.text) if seen else 0)
            if not seen:
                walk.skip_subtree()
            continue
        found[element] = path.pop()
        if path:
            path[-1] += found[element] + _marks(element.tail)
    return found


def _marks(text: str | None) -> int:
    return sum(text.count(mark) for mark in "，。；") if text else 0


def text_of(main: etree._Element) -> str:
    """The lines of an element."""
    writer = _Writer()
    walk = etree.iterwalk(main, events=("start", "end"))
    for event, element in walk:
        seen = element is main or not hidden(element)
        if event == "start":
            if seen:
                writer.start(element)
            else:
                walk.skip_subtree()
        else:
            if seen:
                writer.end(element)
            if element is not main and element.tail:
                writer.say(element.tail)
    return writer.text()


class _Writer:
    """Takes starts, words and ends in the order of the page."""

    def __init__(self) -> None:
        self._stack = [_Lines()]
        self._lists: list[_List | None] = []
        self._tables: list[_Table] = []
        self._pre = 0

    def text(self) -> str:
        """What has been written."""
        while len(self._stack) > 1:
            cell = self._stack.pop()
            cell.end()
            self._stack[-1].done += cell.done
        self._stack[0].end()
        return "\n".join(self._stack[0].done) + "\n"

    def say(self, text: str) -> None:
        """Add words; white space is folded, and a line end between two Chinese characters is none."""
        if not self._pre:
            text = _WHITE.sub(" ", _BREAK_IN_CHINESE.sub("", text.replace("\r\n", "\n")))
        if text:
            self._stack[-1].say(text)

    def start(self, element: etree._Element) -> None:
        """An element begins; its own words follow at once."""
        tag = element.tag
        if tag in BLOCKS:
            self._stack[-1].end()
        if tag == "br":
            self._stack[-1].words.append("\n")
        elif tag == "pre":
            self._pre += 1
        elif tag in ("ol", "ul"):
            self._lists.append(_list_of(element))
        elif tag == "li":
            self._item(element)
        elif tag == "table":
            for outer in self._tables:
                outer.layout = True
            self._tables.append(_Table())
        elif tag in ("td", "th") and self._tables:
            self._stack.append(_Lines())
        if element.text:
            self.say(element.text)

    def end(self, element: etree._Element) -> None:
        """An element ends."""
        tag = element.tag
        if tag in ("td", "th") and self._tables and len(self._stack) > 1:
            self._close_cell(element)
        elif tag in BLOCKS:
            self._stack[-1].end()
            self._stack[-1].label = ""
        if tag == "pre":
            self._pre -= 1
        elif tag in ("ol", "ul"):
            self._lists.pop()
        elif tag == "tr" and self._tables:
            self._close_row(self._tables[-1])
        elif tag == "table" and self._tables:
            self._close_row(self._tables[-1])
            self._tables.pop()

    def _item(self, element: etree._Element) -> None:
        here = self._lists[-1] if self._lists else None
        if here is None:
            self._stack[-1].label = "• " if self._lists else ""
            return
        here.number = small(element.get("value"), here.number, 100_000)
        self._stack[-1].label = numeral(here.number, here.style) + here.after if here.style else ""
        here.number += here.step

    def _close_cell(self, element: etree._Element) -> None:
        cell = self._stack.pop()
        cell.end()
        table = self._tables[-1]
        while table.below.get(table.column, 0) > 0:
            table.below[table.column] -= 1
            table.row.append(([], 1))
            table.column += 1
        width = max(1, small(element.get("colspan"), 1, 63)) if table.column < WIDEST else 1
        table.row.append((cell.done, width))
        for column in range(table.column, min(table.column + width, WIDEST)):
            table.below[column] = max(0, small(element.get("rowspan"), 1) - 1)
        table.column += width

    def _close_row(self, table: _Table) -> None:
        """Write a row: one line with tabs, or the lines of its cells one after the other where the table is one of layout."""
        row, lines = table.row, self._stack[-1].done
        cells = [done for done, _ in row if done]
        if table.layout or len(row) == 1 or any(sum(map(len, done)) > LONG_CELL for done in cells):
            for done in cells:
                lines += done
        elif cells:
            words: list[str] = []
            for done, width in row:
                words += [" ".join(" ".join(done).split()), *[""] * (width - 1)]
            lines.append("\t".join(words).rstrip("\t"))
        for column in range(table.column, max(table.below, default=0) + 1):
            table.below[column] = max(0, table.below.get(column, 0) - 1)
        table.row, table.column, table.layout = [], 0, False


def _list_of(element: etree._Element) -> _List | None:
    """How the items of a list are numbered, None for bullets."""
    said = _LIST_STYLE.search(element.get("style", ""))
    name = said.group(1).lower() if said else element.get("type", "1" if element.tag == "ol" else "")
    if name == "none":
        return _List("", "", 1, 1)
    if element.tag == "ul" and name not in _STYLES:
        return None
    style, after = _STYLES.get(name, _STYLES["1"])
    count = sum(1 for child in element if child.tag == "li") if "reversed" in element.attrib else 1
    return _List(style, after, small(element.get("start"), count, 100_000), -1 if "reversed" in element.attrib else 1)
