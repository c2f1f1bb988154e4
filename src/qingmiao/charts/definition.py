"""What a chart says, without how it is drawn: the same values make the picture for the page and for paper."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import Literal, TypeVar

from qingmiao.progress.model import Point, Word

Lang = Literal["zh", "en"]

ROWS_A_CHART = 32
"""So many rows still fit on one printed page with their caption."""


@dataclass(frozen=True, slots=True)
class Band:
    """What is to be expected of a year to come: `middle`, and with 80 % a figure from `low` to `high`."""

    year: int
    low: float
    middle: float
    high: float


@dataclass(frozen=True, slots=True)
class SeriesChart:
    """One commitment through the years.

    `points` holds a year a point, None where nothing is known; `path` the corners of the way to the target, base first where it is
    known; `breaks` the years from which the definition changed; `fan` the years to come, from that after the last value on. Values are in
    `unit`, unrounded.
    """

    name: str
    unit: str
    points: tuple[Point, ...]
    path: tuple[tuple[int, float], ...] = ()
    breaks: tuple[int, ...] = ()
    fan: tuple[Band, ...] = ()
    lang: Lang = "zh"

    @property
    def simulated(self) -> bool:
        """Whether any value of the series is simulated."""
        return any(point.simulated for point in self.points if point.value is not None)


@dataclass(frozen=True, slots=True)
class WayRow:
    """One commitment of an area: where it stood, stands and ought to stand; all values in `unit`, unrounded, None where unknown.

    `expected` is the value that the way to the target asks for in the latest year.
    """

    label: str
    unit: str
    word: Word
    base: float | None = None
    latest: float | None = None
    target: float | None = None
    expected: float | None = None
    year: int | None = None
    simulated: bool = False


@dataclass(frozen=True, slots=True)
class AreaChart:
    """The commitments of one area, in the order of the document."""

    title: str
    rows: tuple[WayRow, ...]
    lang: Lang = "zh"


@dataclass(frozen=True, slots=True)
class BarRow:
    """How many commitments of one area bear each verdict."""

    label: str
    counts: tuple[tuple[Word, int], ...]


@dataclass(frozen=True, slots=True)
class Bars:
    """Verdicts by area."""

    title: str
    rows: tuple[BarRow, ...]
    lang: Lang = "zh"


@dataclass(frozen=True, slots=True)
class PlaceRow:
    """The value of one place, None where it has none."""

    label: str
    value: float | None
    word: Word
    simulated: bool = False


@dataclass(frozen=True, slots=True)
class PlacesRanked:
    """Places in the order of their value, beside the target."""

    title: str
    unit: str
    rows: tuple[PlaceRow, ...]
    target: float | None = None
    up_is_better: bool = True
    lang: Lang = "zh"


@dataclass(frozen=True, slots=True)
class FunnelPoint:
    """One place: how many its figure is of, the figure, and on which side of all places together it lies beyond chance."""

    label: str
    exposure: float
    value: float
    side: Literal["better", "worse", "alike"] = "alike"
    simulated: bool = False


@dataclass(frozen=True, slots=True)
class FunnelChart:
    """Places by how many each figure is of, about the figure of all together, with control limits (exposure, low, high); values in `unit`.

    `exposure` names what is counted along the bottom; `ceiling` is the highest value that can be, where there is one. Not `judged`: nobody says which
    side is better, “better” then being the higher one. `apart`: the places truly differ, and the limits are those of what is usual among them.
    """

    title: str
    unit: str
    exposure: str
    points: tuple[FunnelPoint, ...]
    common: float
    outer: tuple[tuple[float, float, float], ...]
    inner: tuple[tuple[float, float, float], ...]
    ceiling: float | None = None
    judged: bool = True
    apart: bool = False
    lang: Lang = "zh"

    @property
    def simulated(self) -> bool:
        """Whether any place's figure is simulated."""
        return any(point.simulated for point in self.points)


@dataclass(frozen=True, slots=True)
class RankRow:
    """One place in its rank: the figure with the interval of its true value, the ranks that it may have (第3—9位), and the figure as it is written."""

    label: str
    value: float
    low: float
    high: float
    rank: str
    said: str
    simulated: bool = False


@dataclass(frozen=True, slots=True)
class RankChart:
    """Places best first with what is known of their figures and ranks, beside the target and the figure of all together."""

    title: str
    unit: str
    rows: tuple[RankRow, ...]
    target: float | None = None
    common: float | None = None
    lang: Lang = "zh"

    @property
    def simulated(self) -> bool:
        """Whether any place's figure is simulated."""
        return any(row.simulated for row in self.rows)


@dataclass(frozen=True, slots=True)
class GapPoint:
    """One year of two groups, None where a group has no value."""

    year: int
    first: float | None
    second: float | None
    simulated: bool = False

    @property
    def distance(self) -> float | None:
        """How far the groups are apart, without sign; None where one is missing."""
        return None if self.first is None or self.second is None else abs(self.first - self.second)


@dataclass(frozen=True, slots=True)
class GapChart:
    """Two groups through the years, `names` saying which (农村, 城镇), and the distance between them; values in `unit`, unrounded."""

    title: str
    unit: str
    names: tuple[str, str]
    points: tuple[GapPoint, ...]
    lang: Lang = "zh"

    @property
    def simulated(self) -> bool:
        """Whether any value is simulated."""
        return any(point.simulated for point in self.points)


@dataclass(frozen=True, slots=True)
class CompleteRow:
    """What of one place or indicator was reported: a share from 0 to 1 a column, None where nothing was asked for."""

    label: str
    shares: tuple[float | None, ...]


@dataclass(frozen=True, slots=True)
class CompleteChart:
    """Who reported: places or indicators by years or rounds; `columns` are the heads, as many as each row has shares."""

    title: str
    columns: tuple[str, ...]
    rows: tuple[CompleteRow, ...]
    lang: Lang = "zh"

    def __post_init__(self) -> None:
        wrong = [row.label for row in self.rows if len(row.shares) != len(self.columns)]
        if wrong:
            raise ValueError(f"a row of completeness does not fill its columns: {wrong[:5]}")


@dataclass(frozen=True, slots=True)
class Mosaic:
    """Areas by verdicts: an area as wide as it has commitments, a piece as high as the share of its verdict."""

    title: str
    rows: tuple[BarRow, ...]
    lang: Lang = "zh"


Long = TypeVar("Long", AreaChart, CompleteChart)
"""Charts that grow with their rows."""


def way(base: float | None, value: float | None, target: float | None) -> float | None:
    """How much of the way from base to target is done, in percent; None where there is no way to measure.

    Below 0 it went the wrong way, above 100 it went beyond. A target that was reached at the base leaves no way.
    """
    if base is None or value is None or target is None or base == target:
        return None
    return (value - base) / (target - base) * 100


def parts(chart: Long, rows: int = ROWS_A_CHART) -> tuple[Long, ...]:
    """The chart in pieces of at most `rows` rows, as even as can be, in order."""
    count = -(-len(chart.rows) // rows)
    if count <= 1:
        return (chart,)
    size = -(-len(chart.rows) // count)
    return tuple(replace(chart, rows=chart.rows[at : at + size]) for at in range(0, len(chart.rows), size))


def ranked(chart: PlacesRanked) -> tuple[PlaceRow, ...]:
    """The rows best first, those without a value last, equal ones in the order given."""
    known = [row for row in chart.rows if row.value is not None]
    best = sorted(known, key=lambda row: row.value or 0.0, reverse=chart.up_is_better)
    return (*best, *(row for row in chart.rows if row.value is None))
