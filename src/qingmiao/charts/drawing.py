"""From a chart's definition to SVG for the page and PNG for paper: one picture, drawn once."""

from __future__ import annotations

import re
import struct
import zlib
from collections.abc import Callable, Mapping
from functools import cache
from pathlib import Path
from types import ModuleType
from typing import Any, Final

from qingmiao.charts import area, bars, complete, funnel, gap, mosaic, placing, ranking, series
from qingmiao.charts.definition import (
    AreaChart,
    Bars,
    CompleteChart,
    FunnelChart,
    GapChart,
    Mosaic,
    PlacesRanked,
    RankChart,
    SeriesChart,
)

FONT_FOLDER = Path(__file__).resolve().parent / "fonts"
PRINT_WIDTH_MM = 156.0
"""The width of a printed picture: the type area of an official document."""

Chart = AreaChart | Bars | CompleteChart | FunnelChart | GapChart | Mosaic | PlacesRanked | RankChart | SeriesChart

_DRAWN: Final[Mapping[type, ModuleType]] = {
    AreaChart: area,
    Bars: bars,
    CompleteChart: complete,
    FunnelChart: funnel,
    GapChart: gap,
    Mosaic: mosaic,
    PlacesRanked: placing,
    RankChart: ranking,
    SeriesChart: series,
}
"""Where each chart is drawn and told in words."""


def chart_svg(chart: Chart) -> str:
    """The SVG of any chart, with its title and description for screen readers and ids of its own."""
    draw: Callable[[Chart], str] = _DRAWN[type(chart)].draw
    return draw(chart)


def describe(chart: Chart) -> str:
    """The chart in words."""
    told: Callable[[Chart], str] = _DRAWN[type(chart)].describe
    return told(chart)


def chart_png(chart: Chart, dpi: int = 200) -> bytes:
    """The same picture as PNG, for paper."""
    return svg_png(chart_svg(chart), dpi)


def size_of(svg: str) -> tuple[float, float]:
    """Width and height of a picture in pixels."""
    found = re.match(r'<svg[^>]*?\swidth="([\d.]+)" height="([\d.]+)"', svg)
    if found is None:
        raise ValueError("this is no picture of the house")
    return float(found.group(1)), float(found.group(2))


_PAGE: Final = b"""#set page(width: float(sys.inputs.width) * 1mm, height: auto, margin: 0pt)
#image(bytes(sys.inputs.svg), format: "svg", width: 100%)"""


def svg_png(svg: str, dpi: int = 200, width_mm: float = PRINT_WIDTH_MM) -> bytes:
    """A PNG of `width_mm` at `dpi`, in the font that comes with the product."""
    picture: bytes = typesetter().compile(_PAGE, format="png", ppi=dpi, sys_inputs={"svg": svg, "width": repr(float(width_mm))})
    return _dense(picture, dpi)


def _dense(picture: bytes, dpi: int) -> bytes:
    """The PNG with its density, so that Word and print show it as large as it is meant."""
    dots = round(dpi / 0.0254)
    body = b"pHYs" + struct.pack(">IIB", dots, dots, 1)
    head = 8 + 25  # the signature and IHDR
    return picture[:head] + struct.pack(">I", 9) + body + struct.pack(">I", zlib.crc32(body)) + picture[head:]


@cache
def typesetter() -> Any:
    """Typst with the product's font and no other; it sees no file but what it is given."""
    import typst

    fonts = typst.Fonts(include_system_fonts=False, include_embedded_fonts=False, font_paths=[str(FONT_FOLDER)])
    return typst.Compiler(root=FONT_FOLDER, font_paths=fonts)
