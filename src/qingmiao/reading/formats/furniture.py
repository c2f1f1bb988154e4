"""Running heads and page numbers of a document in pages: found because they come back, and left out."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Sequence
from typing import Final

from qingmiao.reading.formats.boxes import Line

EDGE: Final = 3
"""Lines at the top and at the foot of a page among which heads and numbers stand."""

_DIGITS = re.compile(r"[0-9０-９一二三四五六七八九十百ivxlcIVXLC]+")
_NUMBER = re.compile(
    r"^[\s\-—–―─_·•~—|/]*(?:第?\s*(?P<n>\d{1,4})\s*(?:页)?|第\s*[一二三四五六七八九十百]+\s*页|[ivxlc]{1,6}|[IVXLC]{1,6})"
    r"(?:\s*[/,，]?\s*共?\s*\d{1,4}\s*页?)?[\s\-—–―─_·•~—|/]*$"
)
_DASHED = re.compile(r"^\s*(?:[—–\-─―_·•~]{1,3}\s*\d{1,4}\s*[—–\-─―_·•~]{1,3}|第\s*\d{1,4}\s*页.{0,12})\s*$")


def without(pages: Sequence[Sequence[Line]]) -> list[list[Line]]:
    """The lines of each page without running heads and page numbers; all of them where nothing else would be left."""
    edges = [_edges(page) for page in pages]
    often = _often(pages, edges)
    numbered = _numbered(pages, edges)
    left_out = [_outermost(page, order, numbers, often) for page, order, numbers in zip(pages, edges, numbered, strict=True)]
    kept = [[line for index, line in enumerate(page) if index not in out] for page, out in zip(pages, left_out, strict=True)]
    return kept if any(kept) else [list(page) for page in pages]


def _outermost(page: Sequence[Line], order: Sequence[int], numbers: set[int], often: set[str]) -> set[int]:
    """The furniture of a page, from each edge inwards up to the first line that is none; `order` goes top, foot, top, foot …"""
    found: set[int] = set()
    for side in (order[::2], order[1::2]):
        for index in side:
            text = page[index].text
            if not (index in numbers or _DASHED.match(text) or _shape(text) in often):
                break
            found.add(index)
    return found


def _shape(text: str) -> str:
    """A line with its numbers made alike and its blanks gone."""
    return _DIGITS.sub("#", "".join(text.split()))


def _edges(page: Sequence[Line]) -> list[int]:
    """The places of the highest and the lowest lines of a page in turn, from the outside in; the order of reading is not that of height."""
    order = sorted(range(len(page)), key=lambda index: -page[index].top)
    return [index for pair in zip(order[:EDGE], order[::-1][:EDGE], strict=True) for index in pair]


def _often(pages: Sequence[Sequence[Line]], edges: Sequence[Sequence[int]]) -> set[str]:
    """Shapes of lines at the edges of at least three pages and a third of all, standing at about the same height; whole sentences are none."""
    places: Counter[tuple[str, int]] = Counter()
    for page, at_edge in zip(pages, edges, strict=True):
        places.update({(_shape(page[index].text), round(page[index].top / 8)) for index in at_edge})
    least = max(3, len(pages) // 3)
    return {
        shape for (shape, _), count in places.items() if count >= least and shape.strip("#") and not shape.endswith(("。", "；", "：", ";"))
    }


def _numbered(pages: Sequence[Sequence[Line]], edges: Sequence[Sequence[int]]) -> list[set[int]]:
    """For each page the lines that are its number: a bare number in its highest or lowest line, one more than on the page before or after."""
    found = [
        {index: number for index in at_edge[:2] if (number := _page_number(page[index].text)) is not None}
        for page, at_edge in zip(pages, edges, strict=True)
    ]
    shifts: Counter[int] = Counter(number - at for at, numbers in enumerate(found) for number in set(numbers.values()) if number >= 0)
    shift, count = shifts.most_common(1)[0] if shifts else (0, 0)
    steady = count >= 2
    return [
        {index for index, number in numbers.items() if number < 0 or (steady and number - at == shift)} for at, numbers in enumerate(found)
    ]


def _page_number(text: str) -> int | None:
    """The number that a line is, -1 for one in Roman or Chinese figures with its word, None for other lines."""
    match = _NUMBER.match(text)
    if match is None:
        return None
    return int(match["n"]) if match["n"] else (-1 if "页" in text or len(text.strip()) > 1 else None)
