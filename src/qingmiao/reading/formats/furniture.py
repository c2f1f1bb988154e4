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
    """The lines of each page without running heads and page numbers."""
    often = _often(pages)
    numbered = _numbered(pages)
    return [
        [line for index, line in enumerate(page) if not _is_furniture(line.text, index, len(page), often, index in numbered[at])]
        for at, page in enumerate(pages)
    ]


def _is_furniture(text: str, index: int, count: int, often: set[str], numbered: bool) -> bool:
    if not (index < EDGE or index >= count - EDGE):
        return False
    return numbered or bool(_DASHED.match(text)) or _shape(text) in often


def _shape(text: str) -> str:
    """A line with its numbers made alike and its blanks gone."""
    return _DIGITS.sub("#", "".join(text.split()))


def _edges(count: int) -> list[int]:
    return sorted({*range(min(EDGE, count)), *range(max(0, count - EDGE), count)})


def _often(pages: Sequence[Sequence[Line]]) -> set[str]:
    """Shapes of lines at the edges of at least three pages and a third of all, standing at about the same height; whole sentences are none."""
    places: Counter[tuple[str, int]] = Counter()
    for page in pages:
        places.update({(_shape(page[index].text), round(page[index].top / 8)) for index in _edges(len(page))})
    least = max(3, len(pages) // 3)
    return {shape for (shape, _), count in places.items() if count >= least and shape.strip("#") and not shape.endswith(("。", "；", "：", ";"))}


def _numbered(pages: Sequence[Sequence[Line]]) -> list[set[int]]:
    """For each page the lines that are its number: a bare number in its first or last line, one more than on the page before or after."""
    found = [{index: number for index in _ends(len(page)) if (number := _page_number(page[index].text)) is not None} for page in pages]
    shifts: Counter[int] = Counter(number - at for at, numbers in enumerate(found) for number in set(numbers.values()) if number >= 0)
    shift, count = shifts.most_common(1)[0] if shifts else (0, 0)
    steady = count >= 2
    return [{index for index, number in numbers.items() if number < 0 or (steady and number - at == shift)} for at, numbers in enumerate(found)]


def _ends(count: int) -> list[int]:
    return sorted({0, count - 1}) if count else []


def _page_number(text: str) -> int | None:
    """The number that a line is, -1 for one in Roman or Chinese figures with its word, None for other lines."""
    match = _NUMBER.match(text)
    if match is None:
        return None
    return int(match["n"]) if match["n"] else (-1 if "页" in text or len(text.strip()) > 1 else None)
