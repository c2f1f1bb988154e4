"""Who reported: places or indicators by years, a box each, full as far as was reported; it reads in black and white."""

from __future__ import annotations

import math
from collections.abc import Iterator
from typing import Final

from qingmiao.charts.definition import CompleteChart, CompleteRow, Lang
from qingmiao.charts.marks import LEGEND_ROW, WIDTH
from qingmiao.charts.svg import element, framed, shortened, text, wide
from qingmiao.charts.words import ACCENT, INK, QUIET, WORDS

NAMES, TOP, ROW = 180.0, 26.0, 20.0
BOX: Final = (22.0, 12.0)
WIDEST: Final = 84.0
ROOM_FOR_FIGURE: Final = 46.0
"""A column narrower than this, in pixels, has no figure beside its box."""

KINDS: Final = (("all_reported", 1.0), ("part_reported", 0.5), ("not_reported", 0.0), ("not_asked", None))


def draw(chart: CompleteChart) -> str:
    """The SVG of completeness; its height is that of its rows."""
    height = TOP + ROW * len(chart.rows) + 10 + LEGEND_ROW
    return framed(_body(chart), width=WIDTH, height=height, title=chart.title, description=describe(chart))


def describe(chart: CompleteChart) -> str:
    """The chart in words, a clause a row; what is wholly reported is said in one word."""
    words = WORDS[chart.lang]

    def said(row: CompleteRow) -> str:
        asked = [share for share in row.shares if share is not None]
        if asked and min(asked) >= 1:
            return f"{row.label}{words['colon']}{words['all_reported']}"
        cells = (f"{head} {_said(share, chart.lang)}" for head, share in zip(chart.columns, row.shares, strict=True))
        return f"{row.label}{words['colon']}{words['comma'].join(cells)}"

    return words["semicolon"].join(map(said, chart.rows)) + words["stop"]


def _said(share: float | None, lang: Lang) -> str:
    return WORDS[lang]["not_asked"] if share is None else WORDS[lang]["not_reported"] if share <= 0 else percent(share)


def percent(share: float) -> str:
    """A share in whole per cent; what is not the whole is not said to be, what is not nothing neither."""
    return "100%" if share >= 1 else "0%" if share <= 0 else f"{min(max(math.floor(share * 100 + 0.5), 1), 99)}%"


def _body(chart: CompleteChart) -> Iterator[str]:
    column = min((WIDTH - NAMES) / max(len(chart.columns), 1), WIDEST)
    every = next(
        every for every in range(1, 101) if column * every >= max((wide(head, 11) for head in chart.columns), default=0) + 4 or every == 100
    )
    for index, head in enumerate(chart.columns):
        if (len(chart.columns) - 1 - index) % every == 0:
            yield text(NAMES + column * (index + 0.5), TOP - 10, head, text_anchor="middle", font_size=11)
    for number, row in enumerate(chart.rows):
        y = TOP + ROW * (number + 0.5)
        yield text(NAMES - 10, y + 4, shortened(row.label, NAMES - 12, 12), text_anchor="end")
        for index, share in enumerate(row.shares):
            yield from _cell(share, NAMES + column * index, y, column)
    yield from _legend(chart, TOP + ROW * len(chart.rows) + 18)


def _cell(share: float | None, left: float, y: float, column: float) -> Iterator[str]:
    beside = column >= ROOM_FOR_FIGURE and share is not None and 0 < share < 1
    width = min(BOX[0], column - 3)
    # A box with a figure stands so that both together are in the middle of the column.
    x = left + (column - width - (24 if column >= ROOM_FOR_FIGURE else 0)) / 2
    yield from box(share, x, y, width)
    if beside and share is not None:
        yield text(x + width + 3, y + 4, percent(share), font_size=10)


def box(share: float | None, x: float, y: float, width: float = BOX[0]) -> Iterator[str]:
    """A box full as far as was reported; with a cross where nothing was, a short line where nothing was asked for."""
    if share is None:
        yield element("line", x1=x + width / 2 - 5, x2=x + width / 2 + 5, y1=y, y2=y, stroke=QUIET, stroke_width=1.2)
        return
    top = y - BOX[1] / 2
    if share > 0:
        yield element("rect", x=x, y=top, width=width * min(share, 1.0), height=BOX[1], fill=ACCENT)
    yield element("rect", x=x, y=top, width=width, height=BOX[1], fill="none", stroke=ACCENT if share > 0 else INK, stroke_width=1)
    if share <= 0:
        yield element("path", d=f"M{x + width / 2 - 3.5:.1f},{y - 3.5:.1f}l7,7m0,-7l-7,7", stroke=INK, stroke_width=1.3)


def _legend(chart: CompleteChart, y: float) -> Iterator[str]:
    """Only what the picture holds."""
    found = {_kind(share) for row in chart.rows for share in row.shares}
    x = 4.0
    for kind, share in KINDS:
        if kind in found:
            yield from box(share, x, y)
            label = WORDS[chart.lang][kind]
            yield text(x + 28, y + 4, label)
            x += 28 + wide(label, 12) + 18


def _kind(share: float | None) -> str:
    return "not_asked" if share is None else "all_reported" if share >= 1 else "not_reported" if share <= 0 else "part_reported"
