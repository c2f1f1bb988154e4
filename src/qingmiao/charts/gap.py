"""Two groups through the years, a line each, and below them how far they are apart."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from itertools import groupby
from typing import Final, Literal

from qingmiao.catalogue.numbers import decimals_of, format_change, format_number, format_value
from qingmiao.charts.definition import GapChart, GapPoint
from qingmiao.charts.svg import element, framed, scale, shortened, text, ticks, titled, wide
from qingmiao.charts.words import ACCENT, INK, LINE, QUIET, SHADE, WORDS

LEFT, RIGHT, TOP, BOTTOM = 56.0, 132.0, 34.0, 92.0
"""Below the values stand the years and the row of distances."""

Side = Literal["first", "second"]
SIDES: Final[tuple[Side, Side]] = ("first", "second")
LOOKS: Final = {"first": {"stroke": ACCENT}, "second": {"stroke": INK, "stroke_dasharray": "6 4"}}
COLOURS: Final = {"first": ACCENT, "second": INK}
BARS: Final = 30.0
"""The height of the longest bar of distance."""


def draw(chart: GapChart, width: int = 720, height: int = 320) -> str:
    """The SVG of a gap."""
    body = _body(chart, float(width), float(height)) if _values(chart) else _empty(chart, width, height)
    heading = titled(chart.title, chart.unit, chart.lang, simulated=chart.simulated)
    return framed(body, width=width, height=height, title=heading, description=describe(chart))


def describe(chart: GapChart) -> str:
    """The chart in words: each year with both values and their distance."""
    words = WORDS[chart.lang]
    if not _values(chart):
        return words["empty"] + words["stop"]

    def value(name: str, one: float | None) -> str:
        return f"{name} {words['missing'] if one is None else format_value(one, chart.unit, chart.lang)}"

    def said(point: GapPoint) -> str:
        parts = [value(chart.names[0], point.first), value(chart.names[1], point.second)]
        parts += [] if point.distance is None else [f"{words['gap']} {format_change(point.distance, chart.unit, chart.lang)}"]
        return f"{point.year}{words['year']}{words['colon']}{words['comma'].join(parts)}"

    return words["semicolon"].join(map(said, chart.points)) + words["stop"]


def _values(chart: GapChart) -> list[float]:
    return [value for point in chart.points for value in (point.first, point.second) if value is not None]


def _empty(chart: GapChart, width: float, height: float) -> Iterator[str]:
    yield text(width / 2, height / 2, WORDS[chart.lang]["empty"], text_anchor="middle", fill=QUIET, font_size=14)


@dataclass(frozen=True)
class _Plot:
    """Where years and values lie in the picture."""

    years: tuple[int, int]
    marks: list[float]
    width: float
    height: float

    @property
    def floor(self) -> float:
        return self.height - BOTTOM

    @property
    def step(self) -> float:
        return (self.width - LEFT - RIGHT - 28) / max(self.years[1] - self.years[0], 1)

    def x(self, year: int) -> float:
        return scale(self.years[0], self.years[1], LEFT + 14, self.width - RIGHT - 14)(year)

    def y(self, value: float) -> float:
        return scale(self.marks[0], self.marks[-1], self.floor, TOP)(value)


def _body(chart: GapChart, width: float, height: float) -> Iterator[str]:
    values = _values(chart)
    low, high = min(values), max(values)
    room = (high - low) * 0.08 or abs(high) * 0.1 or 1.0
    years = [point.year for point in chart.points]
    plot = _Plot((min(years), max(years)), ticks(max(low - room, 0.0) if low >= 0 else low - room, high + room), width, height)
    yield from _axes(chart, plot)
    yield from _connectors(chart, plot)
    for side in SIDES:
        yield from _line(chart, plot, side)
    yield from _ends(chart, plot)
    yield from _distances(chart, plot)


def _axes(chart: GapChart, plot: _Plot) -> Iterator[str]:
    for mark in plot.marks:
        y = plot.y(mark)
        yield element("line", x1=LEFT, x2=plot.width - RIGHT, y1=y, y2=y, stroke=LINE, stroke_width=1)
        yield text(LEFT - 8, y + 4, f"{mark:,.6g}", text_anchor="end", fill=QUIET)
    yield text(LEFT - 8, TOP - 14, chart.unit, text_anchor="end", fill=QUIET)
    every = next(every for every in (1, 2, 5, 10, 20, 50, 100) if plot.step * every >= 36 or every == 100)
    for year in range(plot.years[0], plot.years[1] + 1):
        if (year - plot.years[1]) % every == 0:
            yield text(plot.x(year), plot.floor + 18, str(year), text_anchor="middle")


def _connectors(chart: GapChart, plot: _Plot) -> Iterator[str]:
    for point in chart.points:
        if point.first is not None and point.second is not None:
            x = plot.x(point.year)
            yield element("line", x1=x, x2=x, y1=plot.y(point.first), y2=plot.y(point.second), stroke=LINE, stroke_width=5)


def _line(chart: GapChart, plot: _Plot, side: Side) -> Iterator[str]:
    """A line for each run of years without a gap; the first group has discs, the second squares, hollow where simulated."""
    known = [(point, value) for point in sorted(chart.points, key=lambda one: one.year) if (value := getattr(point, side)) is not None]
    runs = groupby(enumerate(known), key=lambda pair: pair[1][0].year - pair[0])
    for _, run in runs:
        spots = [(plot.x(point.year), plot.y(value)) for _, (point, value) in run]
        if len(spots) > 1:
            yield element("polyline", points=" ".join(f"{x:.1f},{y:.1f}" for x, y in spots), fill="none", stroke_width=2.2, **LOOKS[side])
    yield from (_dot(side, plot.x(point.year), plot.y(value), point.simulated) for point, value in known)


def _dot(side: Side, x: float, y: float, simulated: bool) -> str:
    look = {"fill": "#ffffff" if simulated else COLOURS[side], "stroke": COLOURS[side], "stroke_width": "1.6"}
    if side == "first":
        return element("circle", cx=x, cy=y, r=3.8, **look)
    return element("rect", x=x - 3.5, y=y - 3.5, width=7, height=7, **look)


def _ends(chart: GapChart, plot: _Plot) -> Iterator[str]:
    """The name of each group and its latest value, right of the plot, kept apart."""
    spots: list[tuple[float, Side, str, str]] = []
    for side, name in zip(SIDES, chart.names, strict=True):
        known = [(point.year, value) for point in chart.points if (value := getattr(point, side)) is not None]
        if known:
            year, value = max(known)
            late = "" if year == plot.years[1] else f" ({year})"
            spots.append((plot.y(value), side, name, format_value(value, chart.unit, chart.lang) + late))
    spots.sort()
    middle = sum(spot[0] for spot in spots) / len(spots)
    near = len(spots) == 2 and spots[1][0] - spots[0][0] < 32
    x = plot.width - RIGHT + 10
    for index, (at, side, name, said) in enumerate(spots):
        y = middle + 32 * index - 16 if near else at
        yield _sign(side, x, y)
        yield text(x + 26, y - 1, shortened(name, RIGHT - 38, 12), fill=COLOURS[side])
        yield text(x + 26, y + 14, shortened(said, RIGHT - 38, 12), fill=COLOURS[side], font_weight="bold")


def _sign(side: Side, x: float, y: float) -> str:
    return element("line", x1=x, x2=x + 20, y1=y, y2=y, stroke_width=2.2, **LOOKS[side]) + _dot(side, x + 10, y, simulated=False)


def _distances(chart: GapChart, plot: _Plot) -> Iterator[str]:
    """A bar a year, as high as the groups are apart, with the figure on it."""
    known = [(point.year, point.distance) for point in chart.points if point.distance is not None]
    base = plot.height - 8
    unit = format_change(1.0, chart.unit, chart.lang).lstrip("0123456789.").removeprefix("个").strip()
    yield text(plot.width - RIGHT + 10, base - 16, WORDS[chart.lang]["gap"], font_size=12)
    yield text(plot.width - RIGHT + 10, base - 1, shortened(unit, RIGHT - 14, 11), font_size=11, fill=QUIET)
    yield element("line", x1=LEFT, x2=plot.width - RIGHT, y1=base, y2=base, stroke=QUIET, stroke_width=1)
    most = max((value for _, value in known), default=0.0) or 1.0
    decimals = decimals_of(chart.unit)
    room = max((wide(format_number(value, decimals, chart.lang), 11) for _, value in known), default=0) + 4
    every = next(every for every in range(1, 101) if plot.step * every >= room or every == 100)
    for year, value in known:
        x, high = plot.x(year), BARS * value / most
        broad = min(plot.step * 0.6, 22.0)
        yield element("rect", x=x - broad / 2, y=base - high, width=broad, height=high, fill=SHADE, stroke=QUIET, stroke_width=1)
        if (plot.years[1] - year) % every == 0:
            yield text(x, base - high - 4, format_number(value, decimals, chart.lang), text_anchor="middle", font_size=11)
