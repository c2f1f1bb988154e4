"""Verdicts by area: a bar an area, a piece a verdict; its shape stands in the piece beside its number, so that it reads in black and white."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Final

from qingmiao.charts.definition import BarRow, Bars
from qingmiao.charts.marks import WIDTH, legend, legend_height, mark, present, shown
from qingmiao.charts.svg import element, framed, shortened, text
from qingmiao.charts.words import WORDS
from qingmiao.progress.model import SHOWN, Word

NAMES, ROW, BAR, TOP = 180.0, 28.0, 20.0, 4.0
ROOM_FOR_SHAPE: Final = 8.0
ROOM_FOR_BOTH: Final = 34.0
"""A piece of a bar narrower than this, in pixels, holds no shape, or no number beside it."""


@dataclass(frozen=True, slots=True)
class Piece:
    """A piece of a bar, from and to in commitments; where its shape stands, None without room; its number, empty without room."""

    word: Word
    start: int
    end: int
    sign: float | None
    text: str


def draw(chart: Bars) -> str:
    """The SVG of verdicts by area; its height is that of its rows."""
    words = present(word for row in chart.rows for word, count in row.counts if count)
    height = TOP + ROW * len(chart.rows) + 8 + legend_height(words, chart.lang, WIDTH)
    return framed(_body(chart, words), width=WIDTH, height=height, title=chart.title, description=describe(chart))


def describe(chart: Bars) -> str:
    """The chart in words, a clause an area."""
    words = WORDS[chart.lang]

    def said(row: BarRow) -> str:
        counts = words["comma"].join(f"{shown(word, chart.lang)} {count}" for word, count in row.counts if count)
        return row.label + words["colon"] + (counts or words["none"])

    return words["semicolon"].join(map(said, chart.rows)) + words["stop"]


def _body(chart: Bars, words: list[Word]) -> Iterator[str]:
    longest = max((sum(count for _, count in row.counts) for row in chart.rows), default=1) or 1
    pixels = (WIDTH - NAMES) / longest
    for index, row in enumerate(chart.rows):
        y = TOP + ROW * (index + 0.5)
        yield text(NAMES - 10, y + 4, shortened(row.label, NAMES - 12, 12), text_anchor="end")
        for piece in pieces(row, pixels):
            yield from _piece(piece, pixels, y)
    yield from legend(words, chart.lang, TOP + ROW * len(chart.rows) + 18, WIDTH)


def pieces(row: BarRow, pixels: float) -> Iterator[Piece]:
    """The pieces of a bar in order; `pixels` is the width of one commitment, which decides whether shape and number have room."""
    start = 0
    for word, count in row.counts:
        width = count * pixels
        alone = count == 1 or width < ROOM_FOR_BOTH
        sign = None if not count or width < ROOM_FOR_SHAPE else start + (count / 2 if alone else 10 / pixels)
        if count:
            yield Piece(word, start, start + count, sign, "" if alone else str(count))
        start += count


def _piece(piece: Piece, pixels: float, y: float) -> Iterator[str]:
    left, width = NAMES + piece.start * pixels, (piece.end - piece.start) * pixels
    colour = SHOWN[piece.word].colour
    shade = {"fill": colour, "fill_opacity": "0.16", "stroke": "#ffffff", "stroke_width": "1.5"}
    yield element("rect", x=left, y=y - BAR / 2, width=width, height=BAR, **shade)
    if piece.sign is not None:
        x = NAMES + piece.sign * pixels
        yield mark(piece.word, x, y, 4.2)
        yield text(x + 8, y + 4, piece.text) if piece.text else ""
