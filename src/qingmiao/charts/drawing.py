"""From a chart's definition to SVG for the page and PNG for paper: one picture, drawn once."""

from __future__ import annotations

import hashlib
import re
from functools import cache
from html import escape
from pathlib import Path
from typing import TYPE_CHECKING, Any

from qingmiao.catalogue.numbers import format_target, format_value
from qingmiao.charts import funnel, ranking, series
from qingmiao.charts.definition import AreaChart, Bars, FunnelChart, PlacesRanked, RankChart, SeriesChart, ranked
from qingmiao.charts.words import WORDS
from qingmiao.progress.model import SHOWN, Word

if TYPE_CHECKING:
    from collections.abc import Iterable

FONT_FOLDER = Path(__file__).resolve().parent / "fonts"
PRINT_WIDTH_MM = 156.0
"""The width of a printed picture: the type area of an official document."""

POINTS = 72
"""A picture of scale 1 has so many pixels an inch; `ppi` multiplies them."""

Drawn = AreaChart | Bars | PlacesRanked
"""Charts that Altair draws."""

Chart = Drawn | SeriesChart | FunnelChart | RankChart


def area_svg(chart: AreaChart) -> str:
    """The SVG of an area's commitments on their way."""
    return chart_svg(chart)


def area_png(chart: AreaChart, dpi: int = 200) -> bytes:
    """The same picture as PNG."""
    return svg_png(area_svg(chart), dpi)


def verdict_bars_svg(chart: Bars) -> str:
    """The SVG of verdicts by area."""
    return chart_svg(chart)


def verdict_bars_png(chart: Bars, dpi: int = 200) -> bytes:
    """The same picture as PNG."""
    return svg_png(verdict_bars_svg(chart), dpi)


def places_svg(chart: PlacesRanked) -> str:
    """The SVG of places ranked."""
    return chart_svg(chart)


def chart_svg(chart: Chart) -> str:
    """The SVG of any chart, with its title and description for screen readers and ids of its own."""
    match chart:
        case SeriesChart():
            return series.draw(chart)
        case FunnelChart():
            return funnel.draw(chart)
        case RankChart():
            return ranking.draw(chart)
    return _by_altair(chart)


def chart_png(chart: Chart, dpi: int = 200) -> bytes:
    """The same picture as PNG, for paper."""
    return svg_png(chart_svg(chart), dpi)


def _by_altair(chart: Drawn) -> str:
    from qingmiao.charts import altair_charts

    match chart:
        case AreaChart():
            specification = altair_charts.area(chart)
        case Bars():
            specification = altair_charts.bars(chart)
        case PlacesRanked():
            specification = altair_charts.places(chart)
    svg = _converter().vegalite_to_svg(specification, vl_version=_version())
    return _told(svg, chart.title, describe(chart))


def svg_png(svg: str, dpi: int = 200, width_mm: float = PRINT_WIDTH_MM) -> bytes:
    """A PNG of `width_mm` at `dpi`, in the font that comes with the product."""
    found = re.search(r'<svg[^>]*?\swidth="([\d.]+)"', svg)
    width = float(found.group(1)) if found else 1.0
    picture: bytes = _converter().svg_to_png(svg, scale=width_mm / 25.4 * POINTS / width, ppi=dpi)
    return picture


@cache
def _converter() -> Any:
    """vl-convert with the product's font; it comes without type hints, hence Any."""
    import vl_convert

    vl_convert.register_font_directory(str(FONT_FOLDER))
    return vl_convert


@cache
def _version() -> str:
    """The version of Vega-Lite that Altair writes, as vl-convert names it."""
    import altair

    return ".".join(altair.SCHEMA_VERSION.removeprefix("v").split(".")[:2])


def _told(svg: str, title: str, description: str) -> str:
    """The SVG with role, title and description, and with ids that no other picture of a page has."""
    key = "c" + hashlib.sha256(f"{title}{description}{svg}".encode()).hexdigest()[:10]
    own = re.sub(r'(id="|url\(#)(?=(?:clip|gradient)\w*)', rf"\g<1>{key}-", svg)
    head = f'<title id="{key}-t">{escape(title)}</title><desc id="{key}-d">{escape(description)}</desc>'
    return re.sub(r"<svg([^>]*)>", rf'<svg\1 role="img" aria-labelledby="{key}-t {key}-d">{head}', own, count=1)


def describe(chart: Chart) -> str:
    """The chart in words, a clause a row."""
    match chart:
        case SeriesChart():
            return series.describe(chart)
        case FunnelChart():
            return funnel.describe(chart)
        case RankChart():
            return ranking.describe(chart)
    words = WORDS[chart.lang]
    return words["semicolon"].join(_said(chart)) + words["stop"]


def _word(word: Word, lang: str) -> str:
    return SHOWN[word].zh if lang == "zh" else SHOWN[word].en


def _said(chart: Drawn) -> Iterable[str]:
    words, lang = WORDS[chart.lang], chart.lang
    match chart:
        case AreaChart(rows=way_rows):
            for row in way_rows:
                value = words["no_data"] if row.latest is None else format_value(row.latest, row.unit, lang)
                goal = "" if row.target is None else f"{words['comma']}{words['target']} {format_target(row.target, row.unit, lang)}"
                yield f"{row.label}{words['colon']}{_word(row.word, lang)}{words['comma']}{value}{goal}"
        case Bars(rows=bar_rows):
            for bar in bar_rows:
                yield (
                    bar.label + words["colon"] + words["comma"].join(f"{_word(word, lang)} {count}" for word, count in bar.counts if count)
                )
        case PlacesRanked(unit=unit):
            for place in ranked(chart):
                yield f"{place.label}{words['colon']}{words['no_data'] if place.value is None else format_value(place.value, unit, lang)}"
