"""Places in their rank: a row a place with its figure, the interval of its true value, and the ranks that it may have."""

from __future__ import annotations

from collections.abc import Callable, Iterator

from qingmiao.catalogue.numbers import format_target, format_value
from qingmiao.charts.definition import RankChart, RankRow
from qingmiao.charts.svg import element, framed, scale, shortened, text, ticks, titled, wide
from qingmiao.charts.words import ACCENT, INK, LINE, QUIET, WORDS

NAMES, FIGURES, RANKS = 130.0, 118.0, 96.0
"""Room for names on the left, and for figures and ranks on the right."""

TOP, BOTTOM, ROW = 46.0, 24.0, 21.0
CAP = 4.0


def draw(chart: RankChart, width: int = 720) -> str:
    """The SVG of a ranking; its height is that of its rows."""
    height = TOP + BOTTOM + ROW * len(chart.rows)
    heading = titled(chart.title, chart.unit, chart.lang, simulated=chart.simulated)
    return framed(_body(chart, float(width), height), width=width, height=height, title=heading, description=describe(chart))


def describe(chart: RankChart) -> str:
    """The chart in words, a clause a place."""
    words = WORDS[chart.lang]

    def said(row: RankRow) -> str:
        low, high = (format_value(value, chart.unit, chart.lang) for value in (row.low, row.high))
        return f"{row.rank} {row.label}{words['colon']}{row.said}{words['comma']}95%{words['colon']}{low}～{high}"

    return words["semicolon"].join(map(said, chart.rows)) + words["stop"]


def _body(chart: RankChart, width: float, height: float) -> Iterator[str]:
    lines = [value for value in (chart.target, chart.common) if value is not None]
    values = [value for row in chart.rows for value in (row.low, row.high)] + lines
    marks = ticks(min(values), max(values))
    right = width - FIGURES - RANKS
    across = scale(marks[0], marks[-1], NAMES + 8, right - 8)
    for mark in marks:
        yield element("line", x1=across(mark), x2=across(mark), y1=TOP - 4, y2=height - BOTTOM, stroke=LINE, stroke_width=1)
        yield text(across(mark), height - 8, f"{mark:,.6g}", text_anchor="middle", fill=QUIET)
    yield text(right + 8, height - 8, chart.unit, fill=QUIET)
    yield from _rules(chart, across, height)
    for number, row in enumerate(chart.rows):
        yield from _row(row, across, TOP + ROW * (number + 0.5), right)
    yield text(NAMES + 8, 14, WORDS[chart.lang]["interval"], fill=QUIET, font_size=11)


def _rules(chart: RankChart, across: Callable[[float], float], height: float) -> Iterator[str]:
    """The target dashed, the figure of all together as a line, each with its name on top; where they are near, one name gives way."""
    words, spots = WORDS[chart.lang], []
    if chart.common is not None:
        name = f"{words['all']} {format_value(chart.common, chart.unit, chart.lang)}"
        spots.append((across(chart.common), name, {"stroke": ACCENT}))
    if chart.target is not None:
        name = f"{words['target']} {format_target(chart.target, chart.unit, chart.lang)}"
        spots.append((across(chart.target), name, {"stroke": INK, "stroke_dasharray": "6 4"}))
    spots.sort(key=lambda spot: spot[0])
    near = len(spots) == 2 and spots[1][0] - spots[0][0] < (wide(spots[0][1], 11) + wide(spots[1][1], 11)) / 2 + 8
    anchors = ("end", "start") if near else ("middle", "middle")
    for (x, name, look), anchor in zip(spots, anchors, strict=False):
        yield element("line", x1=x, x2=x, y1=TOP - 8, y2=height - BOTTOM, stroke_width=1.4, **look)
        yield text(x, TOP - 13, name, text_anchor=anchor, font_size=11, fill=look["stroke"])


def _row(row: RankRow, across: Callable[[float], float], y: float, right: float) -> Iterator[str]:
    low, value, high = (across(one) for one in (row.low, row.value, row.high))
    yield text(NAMES, y + 4, shortened(row.label, NAMES - 8, 12), text_anchor="end")
    caps = "".join(f"M{end:.1f},{y - CAP:.1f}v{2 * CAP:.1f}" for end in (low, high))
    yield element("path", d=f"{caps}M{low:.1f},{y:.1f}H{high:.1f}", stroke=QUIET, stroke_width=1.4, fill="none")
    yield element("circle", cx=value, cy=y, r=4.2, fill="#ffffff" if row.simulated else ACCENT, stroke=ACCENT, stroke_width=1.6)
    yield text(right + 8, y + 4, shortened(row.said, FIGURES - 12, 12))
    yield text(right + FIGURES, y + 4, row.rank, font_weight="bold")
