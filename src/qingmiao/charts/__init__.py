"""Charts: one definition for page and paper."""

from qingmiao.charts.definition import (
    AreaChart,
    Band,
    BarRow,
    Bars,
    FunnelChart,
    FunnelPoint,
    PlaceRow,
    PlacesRanked,
    RankChart,
    RankRow,
    SeriesChart,
    WayRow,
    parts,
    ranked,
    way,
)
from qingmiao.charts.drawing import area_png, area_svg, chart_png, chart_svg, places_svg, svg_png, verdict_bars_png, verdict_bars_svg
from qingmiao.charts.series import commitment_svg

__all__ = [
    "AreaChart",
    "Band",
    "BarRow",
    "Bars",
    "FunnelChart",
    "FunnelPoint",
    "PlaceRow",
    "PlacesRanked",
    "RankChart",
    "RankRow",
    "SeriesChart",
    "WayRow",
    "area_png",
    "area_svg",
    "chart_png",
    "chart_svg",
    "commitment_svg",
    "parts",
    "places_svg",
    "ranked",
    "svg_png",
    "verdict_bars_png",
    "verdict_bars_svg",
    "way",
]
