"""Areas by verdicts: each area as wide as it has commitments, each piece as high as the share of its verdict, with shape and number in it."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Final

from qingmiao.charts.definition import BarRow, Mosaic
from qingmiao.charts.marks import WIDTH, legend, legend_height, mark, present, shown
from qingmiao.charts.svg import element, framed, shortened, text, wide
from qingmiao.charts.words import QUIET, WORDS
from qingmiao.progress.model import SHOWN, Word

LEFT, TOP, HIGH, GAP = 44.0, 24.0, 240.0, 3.0
LETTER: Final = 13.0
MOST_LINES: Final = 4
SLANTED: Final = 100.0
"""Room below for names that stand upright in narrow columns."""


def draw(chart: Mosaic) -> str:
    """The SVG of a mosaic."""
    rows = [row for row in chart.rows if _count(row)]
    words = present(word for row in rows for word, count in row.counts if count)
    names = [_name(row.label, width) for row, _, width in _columns(rows)]
    below = max((SLANTED if lines is None else LETTER * len(lines) for lines in names), default=0.0) + 22
    height = TOP + HIGH + below + legend_height(words, chart.lang, WIDTH)
    body = _body(chart, rows, words, TOP + HIGH + below + 8)
    return framed(body, width=WIDTH, height=height, title=chart.title, description=describe(chart))


def describe(chart: Mosaic) -> str:
    """The chart in words, a clause an area."""
    words = WORDS[chart.lang]

    def said(row: BarRow) -> str:
        counts = words["comma"].join(f"{shown(word, chart.lang)} {count}" for word, count in row.counts if count)
        return f"{row.label}{words['colon']}{_total(chart, row)}{words['comma'] + counts if counts else ''}"

    return words["semicolon"].join(map(said, chart.rows)) + words["stop"]


def _count(row: BarRow) -> int:
    return sum(count for _, count in row.counts)


def _total(chart: Mosaic, row: BarRow) -> str:
    return f"{_count(row)}{WORDS[chart.lang]['items']}"


def _columns(rows: list[BarRow]) -> list[tuple[BarRow, float, float]]:
    """Each area with its left edge and width."""
    whole = sum(map(_count, rows)) or 1
    room = WIDTH - LEFT - GAP * max(len(rows) - 1, 0)
    found, at = [], LEFT
    for row in rows:
        width = room * _count(row) / whole
        found.append((row, at, width))
        at += width + GAP
    return found


def _name(label: str, width: float) -> list[str] | None:
    """A name in lines of a column's width, turned between words or Chinese characters; None where it must stand upright."""
    lines: list[str] = [""]
    for token in re.findall(r"[\u2e80-\uffff]|[^\s\u2e80-\uffff]+|\s+", label):
        if lines[-1] and wide(lines[-1] + token.rstrip(), 12) > width:
            lines.append("")
        lines[-1] += token if lines[-1] else token.lstrip()
    fits = len(lines) <= MOST_LINES and all(wide(line.rstrip(), 12) <= width for line in lines)
    return [line.rstrip() for line in lines] if fits and not (len(lines) > 1 and width < 24) else None


def _body(chart: Mosaic, rows: list[BarRow], words: list[Word], bottom: float) -> Iterator[str]:
    for share in (0, 50, 100):
        y = TOP + HIGH * (1 - share / 100)
        yield element("line", x1=LEFT - 5, x2=LEFT - 1, y1=y, y2=y, stroke=QUIET, stroke_width=1)
        yield text(LEFT - 8, y + 4, f"{share}%", text_anchor="end", fill=QUIET, font_size=11)
    for row, left, width in _columns(rows):
        yield from _column(chart, row, left, width)
    yield from legend(words, chart.lang, bottom, WIDTH)


def _column(chart: Mosaic, row: BarRow, left: float, width: float) -> Iterator[str]:
    whole, floor, middle = _count(row), TOP + HIGH, left + width / 2
    for word, count in row.counts:
        if count:
            high = HIGH * count / whole
            yield from _piece(word, count, (left, floor - high, width, high))
            floor -= high
    total = _total(chart, row)
    yield text(middle, TOP - 7, total if wide(total, 11) <= width else str(whole), text_anchor="middle", font_size=11, fill=QUIET)
    lines = _name(row.label, width)
    if lines is None:
        label, y = shortened(row.label, SLANTED, 12), TOP + HIGH + 10
        yield text(middle + 4, y, label, text_anchor="end", transform=f"rotate(-90 {middle + 4:.1f} {y:.1f})")
    for index, line in enumerate(lines or ()):
        yield text(middle, TOP + HIGH + 17 + LETTER * index, line, text_anchor="middle")


def _piece(word: Word, count: int, box: tuple[float, float, float, float]) -> Iterator[str]:
    x, y, width, high = box
    colour = SHOWN[word].colour
    yield element(
        "rect", x=x, y=y, width=width, height=high, fill=colour, fill_opacity=0.16, stroke="#ffffff", stroke_width=min(1.5, high / 4)
    )
    size = min(4.2, high / 2 - 1, width / 2 - 1)
    if size < 2:
        return
    said = str(count)
    both = high >= 13 and width >= 18 + wide(said, 12)
    middle = x + width / 2 - ((6 + wide(said, 12)) / 2 if both else 0)
    yield mark(word, middle, y + high / 2, size)
    if both:
        yield text(middle + 8, y + high / 2 + 4, said)
