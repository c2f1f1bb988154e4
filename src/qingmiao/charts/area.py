"""The commitments of an area on their way: a row each, from the base (0) to the target (100 %), shaped by verdict, with the figures beside it."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import Final

from qingmiao.catalogue.numbers import decimals_of, format_number, format_target, format_value, with_unit
from qingmiao.charts.definition import AreaChart, Lang, WayRow, way
from qingmiao.charts.marks import WIDTH, legend, legend_height, mark, present, shown
from qingmiao.charts.svg import element, framed, scale, shortened, text, titled
from qingmiao.charts.words import INK, LINE, QUIET, WORDS
from qingmiao.progress.model import SHOWN, Word

NAMES, FIGURES = 236.0, 150.0
"""Room for names on the left and for figures on the right of the way axis."""

TOP, ROW, AXIS = 26.0, 21.0, 46.0
LOW, HIGH = -10.0, 110.0
NO_WAY: Final = 4.0
"""Where the mark of a row without a way stands: beside the line of the base, not on it."""


def draw(chart: AreaChart) -> str:
    """The SVG of an area's commitments; its height is that of its rows."""
    words = present(row.word for row in chart.rows)
    height = TOP + ROW * len(chart.rows) + AXIS + legend_height(words, chart.lang, WIDTH)
    heading = titled(chart.title, "", chart.lang, simulated=any(row.simulated for row in chart.rows))
    return framed(_body(chart, words), width=WIDTH, height=height, title=heading, description=describe(chart))


def describe(chart: AreaChart) -> str:
    """The chart in words, a clause a commitment."""
    words = WORDS[chart.lang]

    def said(row: WayRow) -> str:
        value = words["no_data"] if row.latest is None else format_value(row.latest, row.unit, chart.lang)
        goal = "" if row.target is None else f"{words['comma']}{words['target']} {format_target(row.target, row.unit, chart.lang)}"
        return f"{row.label}{words['colon']}{shown(row.word, chart.lang)}{words['comma']}{value}{goal}"

    return words["semicolon"].join(map(said, chart.rows)) + words["stop"]


def _body(chart: AreaChart, words: list[Word]) -> Iterator[str]:
    across = scale(LOW, HIGH, NAMES, WIDTH - FIGURES)
    bottom = TOP + ROW * len(chart.rows)
    yield from _axis(across, bottom, chart.lang)
    for index, row in enumerate(chart.rows):
        yield from _row(row, across, TOP + ROW * (index + 0.5), chart.lang)
    yield from legend(words, chart.lang, bottom + AXIS + 8, WIDTH)


def _axis(across: Callable[[float], float], bottom: float, lang: Lang) -> Iterator[str]:
    for at in (0, 25, 50, 75, 100):
        yield element("line", x1=across(at), x2=across(at), y1=TOP, y2=bottom, stroke=LINE, stroke_width=1)
        yield text(across(at), bottom + 14, f"{at}%", text_anchor="middle", font_size=11)
    for at, key in ((0, "base"), (100, "target")):
        yield element("line", x1=across(at), x2=across(at), y1=TOP, y2=bottom, stroke=QUIET, stroke_width=1.2, stroke_dasharray="5 3")
        yield text(across(at), TOP - 8, WORDS[lang][key], text_anchor="middle")
    yield text((NAMES + WIDTH - FIGURES) / 2, bottom + 31, WORDS[lang]["way"], text_anchor="middle", fill=QUIET, font_size=11)


def _row(row: WayRow, across: Callable[[float], float], y: float, lang: Lang) -> Iterator[str]:
    drawn = drawn_at(row)
    yield text(NAMES - 10, y + 4, shortened(row.label, NAMES - 12, 12), text_anchor="end")
    if drawn is not None:
        colour = SHOWN[row.word].colour
        yield element("line", x1=across(0), x2=across(_inside(drawn)), y1=y, y2=y, stroke=colour, stroke_width=3, stroke_opacity=0.45)
        expected = way(row.base, row.expected, row.target)
        if expected is not None:
            x = across(_inside(expected))
            yield element("line", x1=x, x2=x, y1=y - 6.5, y2=y + 6.5, stroke=INK, stroke_width=2)
    spot = across(_inside(NO_WAY if drawn is None else drawn))
    yield mark(row.word, spot, y)
    yield text(spot + 12, y + 4, note, fill=QUIET, font_size=11) if (note := note_of(row, lang)) else ""
    yield text(WIDTH - FIGURES + 8, y + 4, shortened(figures_of(row, lang), FIGURES - 10, 11), font_size=11)


def _inside(done: float) -> float:
    return min(max(done, LOW), HIGH)


def drawn_at(row: WayRow) -> float | None:
    """Where the mark stands; what is met without a way (no base, or met at the base already) stands at the target."""
    if row.latest is None:
        return None
    done = way(row.base, row.latest, row.target)
    return max(done or 100.0, 100.0) if row.word is Word.MET else done


def figures_of(row: WayRow, lang: Lang) -> str:
    """5.2→3.1  目标 5‰: the unit stands once, with the target where there is one."""
    values = [format_number(value, decimals_of(row.unit), lang, trim=True) for value in (row.base, row.latest) if value is not None]
    line = "→".join(values)
    if row.target is None:
        return with_unit(line, row.unit, lang) if line else ""
    goal = f"{WORDS[lang]['target']} {format_target(row.target, row.unit, lang)}"
    return f"{line}  {goal}" if line else goal


def note_of(row: WayRow, lang: Lang) -> str:
    """Why a row has no way, empty where it has one."""
    if row.latest is None:
        return WORDS[lang]["no_data"]
    if drawn_at(row) is not None:
        return ""
    return WORDS[lang]["no_base" if row.target is not None else "no_target"]
