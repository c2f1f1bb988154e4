"""The funnel of places: how many a figure is of along the bottom, the figure upwards, limits of chance about the figure of all together."""

from __future__ import annotations

import math
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import pairwise
from statistics import median
from typing import Final

from qingmiao.catalogue.numbers import format_number, format_value
from qingmiao.charts.definition import FunnelChart, FunnelPoint
from qingmiao.charts.shapes import PATHS
from qingmiao.charts.svg import element, framed, scale, text, ticks, titled, wide
from qingmiao.charts.words import ACCENT, INK, LINE, QUIET, WORDS
from qingmiao.progress.model import SHOWN, Word

LEFT, RIGHT, TOP, BOTTOM = 56.0, 92.0, 42.0, 46.0
WIDE_RANGE: Final = 20.0
"""Where the greatest exposure is more than so many times the smallest, the bottom is in logarithms."""

MOST_NAMES: Final = 14
"""So many places are named in the picture at most, the farthest out first; all stand in the table beside it."""

MARKS: Final = {"better": Word.ON_THE_WAY, "worse": Word.HARDLY}
"""The shapes and colours of places beyond chance: a triangle, a square."""

Line = Sequence[tuple[float, float, float]]


def draw(chart: FunnelChart, width: int = 720, height: int = 360) -> str:
    """The SVG of a funnel."""
    plot = _plot(chart, width, height)
    heading = titled(chart.title, chart.unit, chart.lang, simulated=chart.simulated)
    return framed(_body(chart, plot), width=width, height=height, title=heading, description=describe(chart))


def describe(chart: FunnelChart) -> str:
    """The chart in words: the figure of all, then each place with its figure, of how many, and whether that is beyond chance."""
    words = WORDS[chart.lang]

    def said(point: FunnelPoint) -> str:
        of = f"{chart.exposure} {format_number(point.exposure, 0, chart.lang)}"
        return (
            f"{point.label}{words['colon']}{format_value(point.value, chart.unit, chart.lang)}{words['comma']}{of}"
            f"{words['comma']}{words[_called(chart, point.side)]}"
        )

    whole = f"{words['all']}{words['colon']}{format_value(chart.common, chart.unit, chart.lang)}"
    return words["semicolon"].join([whole, *map(said, chart.points)]) + words["stop"]


def _called(chart: FunnelChart, kind: str) -> str:
    """The key of what a side is called."""
    if kind == "alike":
        return "usual" if chart.apart else "alike"
    return kind if chart.judged else {"better": "higher", "worse": "lower"}.get(kind, kind)


@dataclass(frozen=True)
class _Plot:
    """Where exposures and figures lie in the picture."""

    across: tuple[float, float]
    marks: list[float]
    logarithms: bool
    width: float
    height: float

    def x(self, exposure: float) -> float:
        bent = [math.log(one) if self.logarithms else one for one in (*self.across, exposure)]
        return scale(bent[0], bent[1], LEFT + 6, self.width - RIGHT)(bent[2])

    def y(self, value: float) -> float:
        return scale(self.marks[0], self.marks[-1], self.height - BOTTOM, TOP)(value)


def _plot(chart: FunnelChart, width: float, height: float) -> _Plot:
    exposures = [point.exposure for point in chart.points]
    logarithms = max(exposures) > WIDE_RANGE * min(exposures)
    across = (min(exposures) / 1.2, max(exposures) * 1.1) if logarithms else (0.0, max(exposures) * 1.06)
    usual = _at(chart.outer, median(exposures))
    values = [point.value for point in chart.points] + [chart.common, *usual]
    low, high = min(values), max(values)
    room = (high - low) * 0.06 or abs(high) * 0.1 or 1.0
    top = high + room if chart.ceiling is None else min(high + room, chart.ceiling)
    return _Plot(across, ticks(max(low - room, 0.0) if low >= 0 else low - room, top), logarithms, width, height)


def _at(line: Line, exposure: float) -> tuple[float, float]:
    """The limits nearest to an exposure."""
    _, low, high = min(line, key=lambda one: abs(one[0] - exposure))
    return low, high


def _body(chart: FunnelChart, plot: _Plot) -> Iterator[str]:
    yield from _axes(chart, plot)
    yield from _limits(chart, plot)
    yield from _whole(chart, plot)
    yield from (_dot(plot, point) for point in chart.points if point.side == "alike")
    yield from (_mark(plot.x(point.exposure), plot.y(point.value), point.side) for point in chart.points if point.side != "alike")
    yield from _names(chart, plot)
    yield from _legend(chart)


def _axes(chart: FunnelChart, plot: _Plot) -> Iterator[str]:
    right, bottom = plot.width - RIGHT, plot.height - BOTTOM
    for mark in plot.marks:
        y = plot.y(mark)
        yield element("line", x1=LEFT, x2=right, y1=y, y2=y, stroke=LINE, stroke_width=1)
        yield text(LEFT - 6, y + 4, f"{mark:,.6g}", text_anchor="end", fill=QUIET)
    for mark in _across(plot):
        yield text(plot.x(mark), bottom + 18, f"{mark:,.6g}", text_anchor="middle", fill=QUIET)
        yield element("line", x1=plot.x(mark), x2=plot.x(mark), y1=bottom, y2=bottom + 4, stroke=QUIET, stroke_width=1)
    yield text((LEFT + right) / 2, plot.height - 8, chart.exposure, text_anchor="middle", fill=QUIET)
    yield text(LEFT - 6, TOP - 14, chart.unit, text_anchor="end", fill=QUIET)


def _across(plot: _Plot) -> list[float]:
    """Round exposures for the bottom."""
    low, high = plot.across
    if not plot.logarithms:
        return [mark for mark in ticks(low, high) if low <= mark <= high]
    powers = range(math.floor(math.log10(low)), math.ceil(math.log10(high)) + 1)
    found = [factor * 10.0**power for power in powers for factor in (1, 2, 5)]
    return [mark for mark in found if low <= mark <= high]


def _limits(chart: FunnelChart, plot: _Plot) -> Iterator[str]:
    looks = ((chart.inner, {"stroke": QUIET, "stroke_dasharray": "2 3"}), (chart.outer, {"stroke": INK}))
    for line, look in looks:
        for side in (1, 2):
            for run in _inside([(one[0], one[side]) for one in line], plot):
                spots = " ".join(f"{plot.x(exposure):.1f},{plot.y(value):.1f}" for exposure, value in run)
                yield element("polyline", points=spots, fill="none", stroke_width=1.1, **look)


def _inside(line: Sequence[tuple[float, float]], plot: _Plot) -> Iterator[list[tuple[float, float]]]:
    """The pieces of a line that lie in the picture, cut where they leave it."""
    run: list[tuple[float, float]] = []
    for start, end in pairwise(line):
        piece = _cut(start, end, plot)
        if piece is None:
            continue
        if run and run[-1] == piece[0]:
            run.append(piece[1])
            continue
        if run:
            yield run
        run = list(piece)
    if run:
        yield run


def _cut(start: tuple[float, float], end: tuple[float, float], plot: _Plot) -> tuple[tuple[float, float], tuple[float, float]] | None:
    """A piece of a line within the bounds of the picture."""
    begin, stop = 0.0, 1.0
    for axis, (low, high) in ((0, plot.across), (1, (plot.marks[0], plot.marks[-1]))):
        step = end[axis] - start[axis]
        if step == 0:
            if not low <= start[axis] <= high:
                return None
            continue
        first, last = sorted(((low - start[axis]) / step, (high - start[axis]) / step))
        begin, stop = max(begin, first), min(stop, last)
    if begin >= stop:
        return None
    first_, last_ = (
        (start[0] + (end[0] - start[0]) * share, start[1] + (end[1] - start[1]) * share) if 0 < share < 1 else (start, end)[int(share)]
        for share in (begin, stop)
    )
    return first_, last_


def _whole(chart: FunnelChart, plot: _Plot) -> Iterator[str]:
    y, right = plot.y(chart.common), plot.width - RIGHT
    yield element("line", x1=LEFT, x2=right, y1=y, y2=y, stroke=ACCENT, stroke_width=1.6)
    yield text(right + 6, y - 3, WORDS[chart.lang]["all"], fill=ACCENT, font_size=11)
    yield text(right + 6, y + 11, format_value(chart.common, chart.unit, chart.lang), fill=ACCENT, font_size=11)


def _dot(plot: _Plot, point: FunnelPoint) -> str:
    return element("circle", cx=plot.x(point.exposure), cy=plot.y(point.value), r=3.6, fill="#ffffff", stroke=ACCENT, stroke_width=1.4)


def _mark(x: float, y: float, side: str) -> str:
    word = MARKS[side]
    return element("path", d=PATHS[word], fill=SHOWN[word].colour, transform=f"translate({x:.1f},{y:.1f}) scale(6)")


# ------------------------------------------------------------------------------------------------ names


def _names(chart: FunnelChart, plot: _Plot) -> Iterator[str]:
    """The names of the places beyond chance, each where it hides neither a mark nor another name."""
    outside = sorted(
        (point for point in chart.points if point.side != "alike"),
        key=lambda point: -abs(plot.y(point.value) - plot.y(chart.common)),
    )
    taken = [_box(plot.x(point.exposure), plot.y(point.value), 12.0, 12.0) for point in outside]
    for point in outside[:MOST_NAMES]:
        x, y, room = plot.x(point.exposure), plot.y(point.value), wide(point.label, 12)
        spots = ((x + 10 + room / 2, y), (x - 10 - room / 2, y), (x, y - 14), (x, y + 14))
        free = next((spot for spot in spots if _free(_box(*spot, room, 13.0), taken, plot)), None)
        if free is not None:
            taken.append(_box(*free, room, 13.0))
            yield text(free[0], free[1] + 4, point.label, text_anchor="middle")


def _box(x: float, y: float, width: float, height: float) -> tuple[float, float, float, float]:
    return x - width / 2, y - height / 2, x + width / 2, y + height / 2


def _free(box: tuple[float, float, float, float], taken: Sequence[tuple[float, float, float, float]], plot: _Plot) -> bool:
    left, top, right, bottom = box
    inside = left >= LEFT and right <= plot.width and top >= TOP - 10 and bottom <= plot.height - BOTTOM + 6
    return inside and not any(left < one[2] and right > one[0] and top < one[3] and bottom > one[1] for one in taken)


def _legend(chart: FunnelChart) -> Iterator[str]:
    """Only what the picture holds, in one line on top."""
    words, x = WORDS[chart.lang], LEFT + 6
    sides = {point.side for point in chart.points}
    for kind in ("worse", "better", "alike", "outer", "inner"):
        if kind in MARKS and kind not in sides:
            continue
        yield _sign(kind, x)
        said = words[_called(chart, kind)]
        yield text(x + 24, 18, said, font_size=11)
        x += 24 + wide(said, 11) + 14


def _sign(kind: str, x: float) -> str:
    if kind in MARKS:
        return _mark(x + 9, 14.0, kind)
    if kind == "alike":
        return element("circle", cx=x + 9, cy=14.0, r=3.6, fill="#ffffff", stroke=ACCENT, stroke_width=1.4)
    look = {"stroke": INK} if kind == "outer" else {"stroke": QUIET, "stroke_dasharray": "2 3"}
    return element("line", x1=x, x2=x + 18, y1=14.0, y2=14.0, stroke_width=1.1, **look)
