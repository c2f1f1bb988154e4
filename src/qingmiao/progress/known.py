"""A series as the models of the forecast take it: its known figures, and what its ratio is multiplied by."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final

from qingmiao.catalogue import unit
from qingmiao.progress.forecasting.asking import Asking, Known
from qingmiao.progress.model import Point

FEW: Final = 10
"""A part or its rest of fewer than this is told as a count, and no single year of it is spoken of as a rise or a fall."""


MOST_COUNTED: Final = 3
"""So many years with counts are needed to leave those without aside."""


def asking(points: Sequence[Point], since: int, limits: tuple[float | None, float | None] = (None, None)) -> Asking:
    """A series as the models take it."""
    known = tuple(Known(point.year, point.value, point.events, point.exposure) for point in points if point.value is not None)
    return Asking(known, since, limits)


def few(point: Point) -> bool:
    """Whether a figure rests on so few cases that it is told as a count."""
    return point.events is not None and point.exposure is not None and min(point.events, point.exposure - point.events) < FEW


def unit_size(name: str) -> float:
    """What a ratio is multiplied by to be in a unit: 1,000 for ‰."""
    found = unit(name)
    return found.multiplier if found is not None and found.multiplier else 1.0


def with_counts(known: Sequence[Point]) -> tuple[Point, ...]:
    """The figures that have counts, where the latest and most of the others do: a base that a document states without them tells less than they do."""
    counted = tuple(point for point in known if point.events is not None and point.exposure)
    most = 2 * len(counted) > len(known) and len(counted) >= MOST_COUNTED
    return counted if most and counted[-1] == known[-1] else tuple(known)
