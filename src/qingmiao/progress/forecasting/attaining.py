"""The forecast of series that lie in memory: how likely each is to meet its target by its deadline, and what figure is to be expected then."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass, replace

import numpy as np

from qingmiao.progress.forecasting.asking import Asking, laid_out
from qingmiao.progress.forecasting.model import Forecast, forecast_counts, forecast_values
from qingmiao.progress.forecasting.panel import Panel


@dataclass(frozen=True, slots=True)
class Aim:
    """A series, the group with which it shares strength, and what it is to reach by when; `unit_size` is what its rate is multiplied by."""

    asking: Asking
    group: str
    target: float
    deadline: int
    up: bool
    unit_size: float = 1.0


@dataclass(frozen=True, slots=True)
class Foreseen:
    """What is foreseen of a series: where its true level stands now; the probabilities (0..1) that the level, and the figure that is published, meet
    the target at the deadline; the figure below which the published one lies once in ten, as often as not, and nine times in ten."""

    level: float
    chance: float
    published: float
    low: float
    middle: float
    high: float


def attain(aims: Sequence[Aim]) -> list[float | None]:
    """The probability (0..1) that the true level of each meets its target at its deadline; None with fewer than two years."""
    return [None if one is None else one.chance for one in foresee(aims)]


def foresee(aims: Sequence[Aim]) -> list[Foreseen | None]:
    """What is foreseen of each; None with fewer than two years."""
    found: list[Foreseen | None] = [None] * len(aims)
    ready = [number for number, aim in enumerate(aims) if len(aim.asking.known) >= 2]
    for counted, forecast in ((True, forecast_counts), (False, forecast_values)):
        numbers = [number for number in ready if aims[number].asking.counted is counted]
        if not numbers:
            continue
        some = [aims[number] for number in numbers]
        groups = np.unique([aim.group for aim in some], return_inverse=True)[1].astype(np.int64)
        panel = replace(
            laid_out([aim.asking for aim in some]),
            group=groups,
            target=np.array([aim.target for aim in some]),
            deadline=np.array([float(aim.deadline) for aim in some]),
            direction=np.array([1.0 if aim.up else -1.0 for aim in some]),
            unit_size=np.array([aim.unit_size for aim in some]),
        )
        for number, one in zip(numbers, _each(forecast(panel), panel, counted=counted), strict=True):
            found[number] = one
    return found


def _each(made: Forecast, panel: Panel, *, counted: bool) -> list[Foreseen | None]:
    """Of counts that are to be none or all, the count decides: no true level is ever quite there."""
    at_end = (panel.target <= 0) | (panel.target >= panel.unit_size) if counted else np.zeros(panel.size, dtype=bool)
    chance = np.where(at_end, made.p_attain_published, made.p_attain)
    columns = [made.level, chance, made.p_attain_published, made.q10, made.q50, made.q90]
    return [None if any(map(math.isnan, row)) else Foreseen(*row) for row in zip(*(column.tolist() for column in columns), strict=True)]
