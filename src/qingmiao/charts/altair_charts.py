"""The charts of reports and overviews, drawn with Altair: the way of an area's commitments, verdicts by area, places ranked.

Altair is imported here and nowhere else; import this module only where a chart is drawn.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

import altair as alt

from qingmiao.catalogue.numbers import decimals_of, format_number, format_target, format_value, with_unit
from qingmiao.charts.definition import AreaChart, Bars, Lang, PlacesRanked, WayRow, ranked, way
from qingmiao.charts.shapes import PATHS
from qingmiao.charts.svg import shortened
from qingmiao.charts.words import FONTS, INK, LINE, QUIET, WORDS
from qingmiao.progress.model import SHOWN, Word

WIDTH = 620
"""Width of a whole picture in pixels, printed at 156 mm: the text then is about 9 pt."""

NAMES, FIGURES = 236, 150
"""Room for names on the left and for figures on the right of the way axis."""

ROW = 21
"""Height of a row in pixels."""

BAR_NAMES = 180
ROOM_FOR_SHAPE, ROOM_FOR_BOTH = 8, 34
"""A piece of a bar narrower than this, in pixels, holds no shape, or no number beside it."""

LOW, HIGH = -10, 110
NO_WAY = 4
"""Where the mark of a row without a way stands: beside the line of the base, not on it."""


def shown(word: Word, lang: Lang) -> str:
    """The word of a verdict in a language."""
    return SHOWN[word].zh if lang == "zh" else SHOWN[word].en


def _present(words: Iterable[Word]) -> list[Word]:
    found = set(words)
    return [word for word in Word if word in found]


def _shape(words: list[Word], lang: Lang) -> Any:
    domain = [shown(word, lang) for word in words]
    return alt.Shape("word:N", scale=alt.Scale(domain=domain, range=[PATHS[word] for word in words]))


def _colour(words: list[Word], lang: Lang) -> Any:
    domain = [shown(word, lang) for word in words]
    return alt.Color("word:N", scale=alt.Scale(domain=domain, range=[SHOWN[word].colour for word in words]))


def _legend(left: int, below: int) -> dict[str, Any]:
    """One line of shapes and words under the plot, begun at the left edge of the whole picture (`left` pixels before the plot)."""
    return {
        "title": None,
        "orient": "none",
        "legendX": -left,
        "legendY": below,
        "direction": "horizontal",
        "columns": 8,
        "columnPadding": 9,
        "symbolSize": 80,
        "symbolStrokeWidth": 0,
        "symbolOpacity": 1,
        "labelLimit": 0,
    }


def _finished(chart: Any, legend: Mapping[str, Any]) -> dict[str, Any]:
    """The Vega-Lite specification with the house's looks."""
    styled = chart.configure(font=FONTS, background="#ffffff").configure_view(stroke=None)
    styled = styled.configure_axis(
        labelFont=FONTS, titleFont=FONTS, labelFontSize=12, labelColor=INK, gridColor=LINE, titleFontWeight="normal"
    )
    specification: dict[str, Any] = styled.configure_legend(labelFont=FONTS, labelFontSize=12, labelColor=INK, **legend).to_dict(
        validate=False
    )
    return specification


def _data(rows: Iterable[Mapping[str, object]]) -> Any:
    return alt.InlineData(values=[dict(row) for row in rows])


# The way of an area's commitments


def area(chart: AreaChart) -> dict[str, Any]:
    """Rows of base → latest on an axis from the base (0) to the target (100 %), shaped by verdict, with the figures beside them."""
    rows = [_way_row(index, row, chart.lang) for index, row in enumerate(chart.rows)]
    words = _present(row.word for row in chart.rows)
    base = alt.Chart(_data(rows)).encode(y=_names("order", "label", rows, NAMES))
    span = alt.Scale(domain=[LOW, HIGH], clamp=True, nice=False)
    layers = [*_way_rules(span, chart.lang), *_way_marks(base, span, words, chart.lang), *_way_texts(base, span)]
    height = ROW * len(rows)
    plot = alt.layer(*layers).properties(width=WIDTH - NAMES - FIGURES, height=height)
    return _finished(plot, _legend(NAMES - 20, height + 46))


def _names(key: str, label: str, rows: list[dict[str, object]], room: int) -> Any:
    """Row keys in their order, written as their labels."""
    # Cut here: Vega would measure every name a dozen times, which takes half of the whole drawing.
    written = {str(row[key]): shortened(str(row[label]), room - 12, 12) for row in rows}
    expression = f"{_object(written)}[datum.value]"
    axis = alt.Axis(title=None, labelExpr=expression, labelLimit=0, ticks=False, domain=False, labelPadding=10, grid=False)
    return alt.Y(f"{key}:N", sort=list(written), axis=axis, scale=alt.Scale(paddingInner=0, paddingOuter=0))


def _object(pairs: Mapping[str, str]) -> str:
    """A Vega expression of an object; quotes and backslashes of names are made harmless."""
    safe = (f"'{key}':'{value.replace(chr(92), chr(65340)).replace(chr(39), '’')}'" for key, value in pairs.items())
    return "{" + ",".join(safe) + "}"


def _way_row(index: int, row: WayRow, lang: Lang) -> dict[str, object]:
    done = way(row.base, row.latest, row.target)
    drawn = _drawn(row, done)
    return {
        "order": f"{index:03d}",
        "label": row.label,
        "word": shown(row.word, lang),
        "way": drawn,
        "spot": NO_WAY if drawn is None else drawn,
        "expected": way(row.base, row.expected, row.target) if drawn is not None else None,
        "figures": shortened(_figures(row, lang), FIGURES - 10, 11),
        "note": _note(row, drawn, lang),
    }


def _drawn(row: WayRow, done: float | None) -> float | None:
    """Where the mark stands; what is met without a way (no base, or met at the base already) stands at the target."""
    if row.latest is None:
        return None
    if row.word is Word.MET:
        return max(done or 100.0, 100.0)
    return done


def _figures(row: WayRow, lang: Lang) -> str:
    """5.2→3.1  目标 5‰: the unit stands once, with the target where there is one."""
    values = [format_number(value, decimals_of(row.unit), lang, trim=True) for value in (row.base, row.latest) if value is not None]
    line = "→".join(values)
    if row.target is None:
        return with_unit(line, row.unit, lang) if line else ""
    goal = f"{WORDS[lang]['target']} {format_target(row.target, row.unit, lang)}"
    return f"{line}  {goal}" if line else goal


def _note(row: WayRow, drawn: float | None, lang: Lang) -> str:
    if row.latest is None:
        return WORDS[lang]["no_data"]
    if drawn is not None:
        return ""
    return WORDS[lang]["no_base" if row.target is not None else "no_target"]


def _way_marks(base: Any, span: Any, words: list[Word], lang: Lang) -> list[Any]:
    """A line from the base to the mark, the tick of what is expected by now, and the mark."""
    spot = alt.X("spot:Q", scale=span, axis=_percent_axis(lang))
    with_way = base.transform_filter("isValid(datum.way)")
    line = with_way.mark_rule(strokeWidth=3, opacity=0.45).encode(x=alt.X("zero:Q", scale=span), x2="way:Q", color=_colour(words, lang))
    line = line.transform_calculate(zero="0")
    tick = (
        base.transform_filter("isValid(datum.expected)")
        .mark_tick(thickness=2, size=13, color=INK)
        .encode(x=alt.X("expected:Q", scale=span))
    )
    mark = base.mark_point(filled=True, size=95, opacity=1, strokeWidth=0).encode(
        x=spot, shape=_shape(words, lang), color=_colour(words, lang)
    )
    return [line, tick, mark]


def _percent_axis(lang: Lang) -> Any:
    return alt.Axis(
        title=WORDS[lang]["way"],
        titleFontSize=11,
        titleColor=QUIET,
        values=[0, 25, 50, 75, 100],
        labelExpr="datum.value + '%'",
        ticks=False,
        domain=False,
    )


def _way_texts(base: Any, span: Any) -> list[Any]:
    figures = base.mark_text(align="left", fontSize=11, color=INK, font=FONTS, dx=8).encode(
        x=alt.value(WIDTH - NAMES - FIGURES), text="figures:N"
    )
    note = base.mark_text(align="left", fontSize=11, color=QUIET, font=FONTS, dx=12).encode(x=alt.X("spot:Q", scale=span), text="note:N")
    return [note, figures]


def _way_rules(span: Any, lang: Lang) -> list[Any]:
    ends = alt.Chart(_data([{"at": 0, "name": WORDS[lang]["base"]}, {"at": 100, "name": WORDS[lang]["target"]}]))
    rules = ends.mark_rule(color=QUIET, strokeDash=[5, 3]).encode(x=alt.X("at:Q", scale=span))
    names = ends.mark_text(dy=-8, baseline="bottom", fontSize=12, color=INK, font=FONTS).encode(
        x=alt.X("at:Q", scale=span), y=alt.value(0), text="name:N"
    )
    return [rules, names]


# Verdicts by area


def bars(chart: Bars) -> dict[str, Any]:
    """A bar an area, a piece a verdict: its shape stands in the piece beside its number, so that it reads in black and white."""
    words = _present(word for row in chart.rows for word, count in row.counts if count)
    longest = max((sum(count for _, count in row.counts) for row in chart.rows), default=1) or 1
    rows = list(_pieces(chart, (WIDTH - BAR_NAMES) / longest))
    base = alt.Chart(_data(rows)).encode(y=_names("order", "label", rows, 170))
    span = alt.X("from:Q", axis=None, scale=alt.Scale(domain=[0, longest], nice=False))
    piece = base.mark_bar(height=20, stroke="#ffffff", strokeWidth=1.5, fillOpacity=0.16).encode(
        x=span, x2="to:Q", color=_colour(words, chart.lang)
    )
    mark = base.transform_filter("isValid(datum.sign)").mark_point(filled=True, size=70, opacity=1, strokeWidth=0)
    mark = mark.encode(x=alt.X("sign:Q"), shape=_shape(words, chart.lang), color=_colour(words, chart.lang))
    label = base.transform_filter("datum.text != ''").mark_text(align="left", dx=8, fontSize=12, color=INK, font=FONTS)
    height = 28 * len(chart.rows)
    layers = alt.layer(piece, mark, label.encode(x=alt.X("sign:Q"), text="text:N"))
    return _finished(layers.properties(width=WIDTH - BAR_NAMES, height=height), _legend(160, height + 14))


def _pieces(chart: Bars, pixels: float) -> Iterable[dict[str, object]]:
    """One row a piece; `pixels` is the width of one commitment, which decides whether shape and number have room in the piece."""
    for index, row in enumerate(chart.rows):
        start = 0
        for word, count in row.counts:
            width = count * pixels
            alone = count == 1 or width < ROOM_FOR_BOTH
            yield {
                "order": f"{index:03d}",
                "label": row.label,
                "word": shown(word, chart.lang),
                "from": start,
                "to": start + count,
                "sign": None if not count or width < ROOM_FOR_SHAPE else start + (count / 2 if alone else 10 / pixels),
                "text": "" if alone else str(count),
            }
            start += count


# Places ranked


def places(chart: PlacesRanked) -> dict[str, Any]:
    """Places best first, a dot each, the target as a dashed line."""
    order = ranked(chart)
    words = _present(row.word for row in order)
    rows: list[dict[str, object]] = [
        {
            "order": f"{index:03d}",
            "label": row.label,
            "value": row.value,
            "word": shown(row.word, chart.lang),
            "text": WORDS[chart.lang]["no_data"] if row.value is None else format_value(row.value, chart.unit, chart.lang),
        }
        for index, row in enumerate(order)
    ]
    base = alt.Chart(_data(rows)).encode(y=_names("order", "label", rows, 170))
    span = alt.Scale(zero=False, nice=True)
    axis = alt.Axis(title=chart.unit, grid=True, ticks=False, domain=False, labelFlush=False, tickCount=5)
    mark = base.mark_point(filled=True, size=95, opacity=1, strokeWidth=0)
    layers = [
        mark.encode(x=alt.X("value:Q", scale=span, axis=axis), shape=_shape(words, chart.lang), color=_colour(words, chart.lang)),
        base.mark_text(align="left", fontSize=11, color=INK, font=FONTS, dx=6).encode(x=alt.value(WIDTH - 250), text="text:N"),
    ]
    height = ROW * len(rows)
    plot = alt.layer(*_target_rule(chart, span), *layers).properties(width=WIDTH - 250, height=height)
    return _finished(plot, _legend(150, height + 46))


def _target_rule(chart: PlacesRanked, span: Any) -> list[Any]:
    if chart.target is None:
        return []
    name = f"{WORDS[chart.lang]['target']} {format_target(chart.target, chart.unit, chart.lang)}"
    at = alt.Chart(_data([{"at": chart.target, "name": name}])).encode(x=alt.X("at:Q", scale=span))
    rule = at.mark_rule(color=QUIET, strokeDash=[5, 3])
    return [rule, at.mark_text(dy=-8, baseline="bottom", fontSize=12, color=INK, font=FONTS).encode(y=alt.value(0), text="name:N")]
