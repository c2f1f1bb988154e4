"""Word's automatic numbering: which number stands before a paragraph, from numbering.xml and styles.xml.

Numbers are counted a list (w:abstractNum), through all paragraphs that use it. A paragraph takes its list and level from itself or from
its style. Source of the rules: ECMA-376 part 1, 17.9.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from typing import Final

from lxml import etree

from qingmiao.reading.formats.numerals import numeral

W: Final = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"
VAL: Final = f"{W}val"
LEVELS: Final = 9

_PLACE = re.compile(r"%(\d)")
_ODD_BULLET = re.compile(r"[\ue000-\uf8ff]|^[ov§¨ØüÜ²Ÿ·lnqu]$")
"""Bullets of symbol fonts, whose characters mean nothing elsewhere."""


@dataclass(frozen=True, slots=True)
class Level:
    """How one level of a list is numbered; `text` holds %1 … %9, `restart` the level (from 1) at or above which it begins anew, 0 never."""

    start: int = 1
    style: str = "decimal"
    text: str = ""
    suffix: str = "tab"
    restart: int | None = None
    legal: bool = False
    paragraph_style: str | None = None


@dataclass(frozen=True, slots=True)
class Use:
    """One use (w:num) of a list: numbers that it begins with, and levels that it defines anew."""

    list_id: str
    starts: Mapping[int, int] = field(default_factory=dict)
    levels: Mapping[int, Level] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Style:
    """What a paragraph style says of numbering."""

    based_on: str | None = None
    num_id: str | None = None
    level: int | None = None


def text_of(parent: etree._Element | None, name: str) -> str | None:
    """The w:val of a child, None when there is no such child."""
    child = None if parent is None else parent.find(W + name)
    return None if child is None else child.get(VAL, "")


def number_of(parent: etree._Element | None, name: str, default: int) -> int:
    """The w:val of a child as a number from 0 to 32,767."""
    return _small(text_of(parent, name), default)


def _small(word: str | None, default: int) -> int:
    return min(int(word), 32_767) if word and word.isascii() and word.isdigit() and len(word) < 10 else default


def _style_of_number(element: etree._Element) -> str:
    """The style of a level; a custom one stands behind an alternative, with its fallback."""
    found = next((child for child in element.iter(f"{W}numFmt")), None)
    style = "decimal" if found is None else found.get(VAL, "decimal")
    if style == "custom" and found is not None:
        return "decimalZero" if found.get(f"{W}format", "").startswith("0") else "decimal"
    return style


def _level(element: etree._Element) -> Level:
    restart = text_of(element, "lvlRestart")
    legal = text_of(element, "isLgl")
    return Level(
        start=number_of(element, "start", 0),
        style=_style_of_number(element),
        text=text_of(element, "lvlText") or "",
        suffix=text_of(element, "suff") or "tab",
        restart=None if restart is None else _small(restart, 0),
        legal=legal is not None and legal not in ("0", "false", "off"),
        paragraph_style=text_of(element, "pStyle"),
    )


def _levels(element: etree._Element) -> Iterator[tuple[int, Level]]:
    for child in element.iterfind(f"{W}lvl"):
        yield _small(child.get(f"{W}ilvl"), LEVELS), _level(child)


def _use(element: etree._Element) -> Use:
    starts: dict[int, int] = {}
    levels: dict[int, Level] = {}
    for override in element.iterfind(f"{W}lvlOverride"):
        index = _small(override.get(f"{W}ilvl"), LEVELS)
        levels.update((index, level) for _, level in _levels(override))
        if override.find(f"{W}startOverride") is not None:
            starts[index] = number_of(override, "startOverride", 1)
    return Use(text_of(element, "abstractNumId") or "", starts, levels)


def _style(element: etree._Element) -> Style:
    numbered = element.find(f"{W}pPr/{W}numPr")
    level = text_of(numbered, "ilvl")
    return Style(text_of(element, "basedOn"), text_of(numbered, "numId"), None if level is None else _small(level, 0))


class Numbering:
    """Counts the numbers of one document, paragraph by paragraph, in its order."""

    def __init__(self, numbering: etree._Element | None, styles: etree._Element | None) -> None:
        """Read the definitions; either part may be missing."""
        self._lists: dict[str, dict[int, Level]] = {}
        self._links: dict[str, str] = {}
        self._uses: dict[str, Use] = {}
        self._styles: dict[str, Style] = {}
        self._default: str | None = None
        self._counts: dict[str, list[int | None]] = {}
        self._begun: set[tuple[str, int]] = set()
        for element in () if styles is None else styles.iterfind(f"{W}style"):
            self._enter_style(element)
        for element in () if numbering is None else numbering:
            self._enter(element)

    def _enter_style(self, element: etree._Element) -> None:
        if element.get(f"{W}type", "paragraph") in ("paragraph", "numbering"):
            name = element.get(f"{W}styleId", "")
            self._styles[name] = _style(element)
            if element.get(f"{W}default") in ("1", "true") and element.get(f"{W}type") == "paragraph":
                self._default = name

    def _enter(self, element: etree._Element) -> None:
        if element.tag == f"{W}abstractNum":
            name = element.get(f"{W}abstractNumId", "")
            self._lists[name] = dict(_levels(element))
            link = text_of(element, "numStyleLink")
            if link:
                self._links[name] = link
        elif element.tag == f"{W}num":
            self._uses[element.get(f"{W}numId", "")] = _use(element)

    def label(self, properties: etree._Element | None) -> str:
        """The number before a paragraph with these properties (w:pPr), with its gap; empty where there is none. Counts it."""
        num_id, index = self._place(properties)
        use = self._uses.get(num_id or "")
        if use is None or index >= LEVELS:
            return ""
        list_id = self._list_of(use)
        levels = self._lists.get(list_id, {}) | dict(use.levels)
        level = levels.get(index)
        if level is None:
            return ""
        counts = self._advance(num_id or "", list_id, index, levels, use)
        return _written(level, levels, counts)

    def _list_of(self, use: Use) -> str:
        """The list of a use; a list may only name the style whose list is meant."""
        list_id = use.list_id
        for _ in range(5):
            link = self._styles.get(self._links.get(list_id, ""))
            further = self._uses.get(link.num_id or "") if link else None
            if further is None or further.list_id == list_id:
                break
            list_id = further.list_id
        return list_id

    def _place(self, properties: etree._Element | None) -> tuple[str | None, int]:
        """The use and the level of a paragraph: its own, else its style's."""
        own = None if properties is None else properties.find(f"{W}numPr")
        name = text_of(properties, "pStyle") or self._default
        num_id, level = text_of(own, "numId"), text_of(own, "ilvl")
        if num_id is not None:
            return num_id, _small(level, 0)
        styled, styled_level, holder = self._from_style(name)
        if level is not None:
            return styled, _small(level, 0)
        return styled, styled_level if styled_level is not None else self._level_of_style(styled, holder)

    def _from_style(self, name: str | None) -> tuple[str | None, int | None, str | None]:
        """The use, the level and the name of the style that says so, up the chain of styles."""
        level: int | None = None
        for _ in range(20):
            style = self._styles.get(name or "")
            if style is None:
                break
            level = style.level if level is None else level
            if style.num_id is not None:
                return style.num_id, level, name
            name = style.based_on
        return None, None, None

    def _level_of_style(self, num_id: str | None, name: str | None) -> int:
        use = self._uses.get(num_id or "")
        if use is None:
            return 0
        levels = self._lists.get(self._list_of(use), {}) | dict(use.levels)
        return next((index for index, level in sorted(levels.items()) if level.paragraph_style == name and name), 0)

    def _advance(self, num_id: str, list_id: str, index: int, levels: Mapping[int, Level], use: Use) -> list[int | None]:
        counts = self._counts.setdefault(list_id, [None] * LEVELS)
        for above in range(index):
            if counts[above] is None:
                counts[above] = use.starts.get(above, levels.get(above, Level()).start)
        if index in use.starts and (num_id, index) not in self._begun:
            counts[index] = use.starts[index]
        else:
            before = counts[index]
            counts[index] = use.starts.get(index, levels[index].start) if before is None else before + 1
        self._begun.add((num_id, index))
        for below in range(index + 1, LEVELS):
            restart = levels.get(below, Level()).restart
            if restart is None or index < restart:
                counts[below] = None
        return counts


def _written(level: Level, levels: Mapping[int, Level], counts: list[int | None]) -> str:
    """The number of a level as it stands in the text."""
    if level.style == "bullet":
        sign = level.text.strip()
        return ("• " if _ODD_BULLET.search(sign) else sign + " ") if sign else ""

    def one(match: re.Match[str]) -> str:
        index = int(match.group(1)) - 1
        there = levels.get(index, Level())
        count = counts[index] if 0 <= index < LEVELS else None
        style = "decimal" if level.legal else there.style
        return "" if count is None or style == "bullet" else numeral(count, style)

    said = _PLACE.sub(one, level.text)
    gap = "" if not said.strip() or (level.suffix == "nothing" and not said[-1:].isdecimal() and said[-1:] not in ".．") else " "
    return said + gap
