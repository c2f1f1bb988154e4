"""Places best first, a mark each, the target as a dashed line."""

from __future__ import annotations

from collections.abc import Callable, Iterator

from qingmiao.catalogue.numbers import format_target, format_value
from qingmiao.charts.definition import PlaceRow, PlacesRanked, ranked
from qingmiao.charts.marks import WIDTH, legend, legend_height, mark, present, shown
from qingmiao.charts.svg import element, framed, scale, shortened, text, ticks, titled
from qingmiao.charts.words import LINE, QUIET, WORDS

NAMES, FIGURES = 180.0, 90.0
TOP, ROW, AXIS = 26.0, 21.0, 34.0


def draw(chart: PlacesRanked) -> str:
    """The SVG of places ranked; its height is that of its rows."""
    words = present(row.word for row in chart.rows)
    height = TOP + ROW * len(chart.rows) + AXIS + legend_height(words, chart.lang, WIDTH)
    heading = titled(chart.title, chart.unit, chart.lang, simulated=any(row.simulated for row in chart.rows))
    return framed(_body(chart), width=WIDTH, height=height, title=heading, description=describe(chart))


def describe(chart: PlacesRanked) -> str:
    """The chart in words, a clause a place, the target last."""
    words = WORDS[chart.lang]

    def said(row: PlaceRow) -> str:
        value = words["no_data"] if row.value is None else format_value(row.value, chart.unit, chart.lang)
        return f"{row.label}{words['colon']}{value}{words['comma']}{shown(row.word, chart.lang)}"

    goal = [] if chart.target is None else [f"{words['target']} {format_target(chart.target, chart.unit, chart.lang)}"]
    return words["semicolon"].join([*map(said, ranked(chart)), *goal]) + words["stop"]


def _body(chart: PlacesRanked) -> Iterator[str]:
    values = [row.value for row in chart.rows if row.value is not None] + [one for one in (chart.target,) if one is not None]
    marks = ticks(min(values), max(values)) if values else []
    across = scale(marks[0], marks[-1], NAMES + 6, WIDTH - FIGURES - 6) if marks else scale(0, 0, NAMES, WIDTH - FIGURES)
    bottom = TOP + ROW * len(chart.rows)
    for at in marks:
        yield element("line", x1=across(at), x2=across(at), y1=TOP, y2=bottom, stroke=LINE, stroke_width=1)
        yield text(across(at), bottom + 15, f"{at:,.6g}", text_anchor="middle", fill=QUIET, font_size=11)
    yield text(WIDTH - FIGURES + 8, bottom + 15, chart.unit, fill=QUIET, font_size=11)
    yield from _target(chart, across, bottom)
    for index, row in enumerate(ranked(chart)):
        yield from _row(chart, row, across, TOP + ROW * (index + 0.5))
    yield from legend(present(row.word for row in chart.rows), chart.lang, bottom + AXIS + 6, WIDTH)


def _target(chart: PlacesRanked, across: Callable[[float], float], bottom: float) -> Iterator[str]:
    if chart.target is None:
        return
    x = across(chart.target)
    name = f"{WORDS[chart.lang]['target']} {format_target(chart.target, chart.unit, chart.lang)}"
    yield element("line", x1=x, x2=x, y1=TOP, y2=bottom, stroke=QUIET, stroke_width=1.2, stroke_dasharray="5 3")
    yield text(x, TOP - 8, name, text_anchor="middle")


def _row(chart: PlacesRanked, row: PlaceRow, across: Callable[[float], float], y: float) -> Iterator[str]:
    yield text(NAMES - 10, y + 4, shortened(row.label, NAMES - 12, 12), text_anchor="end")
    if row.value is not None:
        yield mark(row.word, across(row.value), y)
    value = WORDS[chart.lang]["no_data"] if row.value is None else format_value(row.value, chart.unit, chart.lang)
    yield text(WIDTH - FIGURES + 8, y + 4, shortened(value, FIGURES - 8, 11), font_size=11)
