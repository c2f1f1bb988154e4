"""The chart of one commitment: its values through the years and the way to its target, written as SVG without any library.

It is drawn while a page is being answered, so it costs milliseconds and imports nothing heavy (docs/decisions on charts).
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import groupby, pairwise

from qingmiao.catalogue.numbers import decimals_of, format_number, format_target, format_value
from qingmiao.charts.definition import Band, Lang, SeriesChart
from qingmiao.charts.svg import element, framed, scale, text, ticks, titled, wide
from qingmiao.charts.words import ACCENT, INK, LINE, QUIET, SHADE, WORDS
from qingmiao.progress.model import Point

LEFT, RIGHT, TOP, BOTTOM = 56.0, 64.0, 40.0, 34.0
YEAR_WIDTH = 34.0
"""So wide a year's number is; with less room, every second or fifth year is written."""


def commitment_svg(
    series: Sequence[Point],
    *,
    name: str,
    unit: str,
    path: Sequence[tuple[int, float]] = (),
    base: tuple[int, float] | None = None,
    breaks: Sequence[int] = (),
    fan: Sequence[Band] = (),
    lang: Lang = "zh",
    width: int = 720,
    height: int = 280,
) -> str:
    """The SVG of one commitment; `path` are the corners of the way to the target, values unrounded in `unit`.

    `base`, where given, is put before the path. Missing years leave a gap and are marked; simulated values are hollow; `fan` is what is to be
    expected of the years to come.
    """
    corners = tuple(path) if base is None or base in path else (base, *path)
    points = tuple(sorted(series, key=lambda point: point.year))
    return draw(SeriesChart(name, unit, points, corners, tuple(breaks), tuple(fan), lang), width, height)


def draw(chart: SeriesChart, width: int = 720, height: int = 280) -> str:
    """The SVG of a series chart."""
    body = _body(chart, chart.lang, width, height) if _years(chart) else _empty(chart.lang, width, height)
    heading = titled(chart.name, chart.unit, chart.lang, simulated=chart.simulated)
    return framed(body, width=width, height=height, title=heading, description=describe(chart))


def describe(chart: SeriesChart) -> str:
    """The chart in words: each year's value or that it is missing, then the path, then what is to be expected."""
    lang, words = chart.lang, WORDS[chart.lang]
    if not _years(chart):
        return words["empty"] + words["stop"]

    def said(year: int, value: float | None) -> str:
        return f"{year}{words['year']} {words['missing'] if value is None else format_value(value, chart.unit, lang)}"

    known = words["comma"].join(said(point.year, point.value) for point in chart.points) or words["no_data"]
    way = words["comma"].join(said(year, value) for year, value in chart.path)
    tail = f"{words['stop']}{words['path']}{words['colon']}{way}" if way else ""
    fan = words["comma"].join(_band_said(band, chart.unit, lang) for band in chart.fan)
    tail += f"{words['stop']}{words['fan']}{words['colon']}{fan}" if fan else ""
    return f"{words['actual']}{words['colon']}{known}{tail}{words['stop']}"


def _band_said(band: Band, unit: str, lang: Lang) -> str:
    words = WORDS[lang]
    low, middle, high = (format_value(value, unit, lang) for value in (band.low, band.middle, band.high))
    return f"{band.year}{words['year']} {words['about']}{middle}{words['comma']}{words['between'].format(low, high)}"


def _empty(lang: Lang, width: int, height: int) -> Iterator[str]:
    yield text(width / 2, height / 2, WORDS[lang]["empty"], text_anchor="middle", fill=QUIET, font_size=14)


def _years(chart: SeriesChart) -> list[int]:
    years = [point.year for point in chart.points] + [band.year for band in chart.fan] + [year for year, _ in chart.path]
    return list(range(min(years), max(years) + 1)) if years else []


@dataclass(frozen=True)
class _Plot:
    """Where years and values lie in the picture."""

    years: list[int]
    marks: list[float]
    width: float
    height: float

    def x(self, year: float) -> float:
        return scale(self.years[0], self.years[-1], LEFT + 14, self.width - RIGHT)(year)

    def y(self, value: float) -> float:
        return scale(self.marks[0], self.marks[-1], self.height - BOTTOM, TOP)(value)


def _plot(chart: SeriesChart, width: float, height: float) -> _Plot:
    values = [point.value for point in chart.points if point.value is not None] + [value for _, value in chart.path]
    values += [value for band in chart.fan for value in (band.low, band.high)]
    low, high = (min(values), max(values)) if values else (0.0, 1.0)
    room = (high - low) * 0.08 or abs(high) * 0.1 or 1.0
    bottom = max(low - room, 0.0) if low >= 0 else low - room
    return _Plot(_years(chart), ticks(bottom, high + room), width, height)


def _body(chart: SeriesChart, lang: Lang, width: float, height: float) -> Iterator[str]:
    plot = _plot(chart, width, height)
    yield from _band(chart, plot)
    yield from _axes(plot, chart.unit)
    yield from _middle(chart, plot, lang)
    yield from _broken(chart, plot, lang)
    yield from _path(chart, plot, lang)
    yield from _line(chart, plot)
    yield from _gaps(chart, plot, lang)
    yield from _last(chart, plot, lang)
    yield from _legend(chart, lang)


def _axes(plot: _Plot, unit: str) -> Iterator[str]:
    right = plot.width - RIGHT + 8
    for mark in plot.marks:
        y = plot.y(mark)
        yield element("line", x1=LEFT, x2=right, y1=y, y2=y, stroke=LINE, stroke_width=1)
        yield text(LEFT - 6, y + 4, f"{mark:,.6g}", text_anchor="end", fill=QUIET)
    room = (plot.x(plot.years[-1]) - plot.x(plot.years[0])) / max(len(plot.years) - 1, 1)
    step = next((step for step in (1, 2, 5) if room * step >= YEAR_WIDTH), 10)
    for year in plot.years[::-1][::step]:
        yield text(plot.x(year), plot.height - BOTTOM + 18, str(year), text_anchor="middle", fill=QUIET)
    if unit:
        yield text(LEFT - 6, TOP - 14, unit, text_anchor="end", fill=QUIET)


def _broken(chart: SeriesChart, plot: _Plot, lang: Lang) -> Iterator[str]:
    for year in chart.breaks:
        x = plot.x(year - 0.5)
        yield element("line", x1=x, x2=x, y1=TOP, y2=plot.height - BOTTOM, stroke=QUIET, stroke_dasharray="2 3")
        yield text(x + 3, TOP + 10, WORDS[lang]["break"], fill=QUIET, font_size=11)


def _band(chart: SeriesChart, plot: _Plot) -> Iterator[str]:
    """The range of the years to come, from the last value on, with an edge that shows without colour."""
    if not chart.fan:
        return
    edges = [[(plot.x(year), plot.y(value)) for year, value in edge] for edge in (_edge(chart, "low"), _edge(chart, "high"))]
    yield element("polygon", points=_points(edges[0] + edges[1][::-1]), fill=SHADE)
    for edge in edges:
        yield element("polyline", points=_points(edge), fill="none", stroke=QUIET, stroke_width=0.8, stroke_dasharray="1 2")


def _edge(chart: SeriesChart, name: str) -> list[tuple[int, float]]:
    """One edge of the fan, or its middle, begun at the last value before it."""
    before = [(point.year, point.value) for point in chart.points if point.value is not None and point.year < chart.fan[0].year]
    return [*before[-1:], *((band.year, getattr(band, name)) for band in chart.fan)]


def _middle(chart: SeriesChart, plot: _Plot, lang: Lang) -> Iterator[str]:
    """What is to be expected, dotted, with the last year's in figures on the right."""
    if not chart.fan:
        return
    spots = [(plot.x(year), plot.y(value)) for year, value in _edge(chart, "middle")]
    yield element(
        "polyline", points=_points(spots), fill="none", stroke=ACCENT, stroke_width=2.2, stroke_dasharray="0.1 5", stroke_linecap="round"
    )
    x, y = spots[-1]
    said = WORDS[lang]["about"] + format_number(chart.fan[-1].middle, decimals_of(chart.unit), lang)
    fits = wide(said, 11) <= plot.width - x - 8
    yield text(
        x + 8 if fits else plot.width - 2, y + (4 if fits else -9), said, fill=ACCENT, font_size=11, text_anchor=None if fits else "end"
    )


def _points(corners: Sequence[tuple[float, float]]) -> str:
    return " ".join(f"{x:.1f},{y:.1f}" for x, y in corners)


def _path(chart: SeriesChart, plot: _Plot, lang: Lang) -> Iterator[str]:
    corners = [(plot.x(year), plot.y(value)) for year, value in chart.path]
    if len(corners) > 1:
        yield element("polyline", points=_points(corners), fill="none", stroke=INK, stroke_width=1.5, stroke_dasharray="6 4")
    falling = chart.path[-1][1] < chart.path[0][1] if chart.path else False
    for index, ((_, value), (x, y)) in enumerate(zip(chart.path, corners, strict=True)):
        if index or len(corners) == 1:
            yield element("path", d=f"M{x - 6:.1f},{y:.1f}h12M{x:.1f},{y - 6:.1f}v12", stroke=INK, stroke_width=1.5)
            last = index == len(corners) - 1
            words = f"{WORDS[lang]['target']} {format_target(value, chart.unit, lang)}"
            below = chart.fan[-1].middle >= value if last and chart.fan else falling == last
            yield text(x + 8, y + (18 if below else -9), words, font_size=11, text_anchor="end" if last else "start")


def _line(chart: SeriesChart, plot: _Plot) -> Iterator[str]:
    """The values, a line for each run of years without a gap or a break."""
    runs = groupby(enumerate(point for point in chart.points if point.value is not None), key=lambda pair: _run(chart, pair[0], pair[1]))
    for _, members in runs:
        known = [(point, (plot.x(point.year), plot.y(point.value))) for _, point in members if point.value is not None]
        if len(known) > 1:
            yield element("polyline", points=_points([spot for _, spot in known]), fill="none", stroke=ACCENT, stroke_width=2.2)
        for point, (x, y) in known:
            yield element("circle", cx=x, cy=y, r=3.6, fill="#ffffff" if point.simulated else ACCENT, stroke=ACCENT, stroke_width=1.6)


def _run(chart: SeriesChart, index: int, point: Point) -> tuple[int, int]:
    """Years that follow one another have the same difference of year and index; a break begins a run of its own."""
    return point.year - index, sum(point.year >= year for year in chart.breaks)


def _gaps(chart: SeriesChart, plot: _Plot, lang: Lang) -> Iterator[str]:
    for year in _missing(chart):
        x, y = plot.x(year), plot.height - BOTTOM
        yield element("path", d=f"M{x - 4:.1f},{y - 4:.1f}l8,8m0,-8l-8,8", stroke=QUIET, stroke_width=1.4)


def _missing(chart: SeriesChart) -> list[int]:
    """Years without a value between the first and the last point."""
    known = {point.year for point in chart.points if point.value is not None}
    if not chart.points:
        return []
    return [year for year in range(chart.points[0].year, chart.points[-1].year + 1) if year not in known]


def _last(chart: SeriesChart, plot: _Plot, lang: Lang) -> Iterator[str]:
    """The latest value in figures, on the side of its point that the path leaves free."""
    known = [(point.year, point.value) for point in chart.points if point.value is not None]
    if not known:
        return
    year, value = known[-1]
    asked = _on_path(chart.path, year)
    below = asked is not None and asked >= value
    spot = plot.y(value) + (19 if below else -10)
    yield text(plot.x(year), spot, format_value(value, chart.unit, lang), text_anchor="middle", font_weight="bold", fill=ACCENT)


def _on_path(path: Sequence[tuple[int, float]], year: int) -> float | None:
    """The value of the path in a year, None outside it."""
    for (start, low), (end, high) in pairwise(path):
        if start <= year <= end:
            return low + (high - low) * (year - start) / ((end - start) or 1)
    return None


def _legend(chart: SeriesChart, lang: Lang) -> Iterator[str]:
    """Only what the picture holds, in one line on top."""
    words, x = WORDS[lang], LEFT + 14
    for kind in _kinds(chart):
        yield _sign(kind, x)
        label = (
            words["actual"] + (f"（{words['simulated']}）" if lang == "zh" else f" ({words['simulated']})")
            if kind == "simulated"
            else words[kind]
        )
        yield text(x + 24, 18, label)
        x += 24 + sum(13 if letter > "\x7f" else 7 for letter in label) + 18


def _kinds(chart: SeriesChart) -> Iterator[str]:
    known = [point for point in chart.points if point.value is not None]
    if any(not point.simulated for point in known):
        yield "actual"
    if any(point.simulated for point in known):
        yield "simulated"
    if chart.path:
        yield "path" if len(chart.path) > 1 else "target"
    if _missing(chart):
        yield "missing"
    if chart.fan:
        yield "fan"


def _sign(kind: str, x: float) -> str:
    if kind in {"actual", "simulated"}:
        line = element("line", x1=x, x2=x + 18, y1=14.0, y2=14.0, stroke=ACCENT, stroke_width=2.2)
        return line + element(
            "circle", cx=x + 9, cy=14.0, r=3.6, fill=ACCENT if kind == "actual" else "#ffffff", stroke=ACCENT, stroke_width=1.6
        )
    if kind == "fan":
        ground = element("rect", x=x, y=8.0, width=18, height=12, fill=SHADE)
        dots = element(
            "line", x1=x, x2=x + 18, y1=14.0, y2=14.0, stroke=ACCENT, stroke_width=2.2, stroke_dasharray="0.1 5", stroke_linecap="round"
        )
        return ground + dots
    if kind == "path":
        return element("line", x1=x, x2=x + 18, y1=14.0, y2=14.0, stroke=INK, stroke_width=1.5, stroke_dasharray="6 4")
    drawn = f"M{x + 5:.1f},10l8,8m0,-8l-8,8" if kind == "missing" else f"M{x + 3:.1f},14h12M{x + 9:.1f},8v12"
    return element("path", d=drawn, stroke=QUIET if kind == "missing" else INK, stroke_width=1.4)
