"""The forecast of series that lie in memory: how likely each is to meet its target by its deadline."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

import numpy as np

from qingmiao.progress.forecasting.asking import Asking, laid_out
from qingmiao.progress.forecasting.model import forecast_counts, forecast_values


@dataclass(frozen=True, slots=True)
class Aim:
    """A series, the group with which it shares strength, and what it is to reach by when; `unit_size` is what its rate is multiplied by."""

    asking: Asking
    group: str
    target: float
    deadline: int
    up: bool
    unit_size: float = 1.0


def attain(aims: Sequence[Aim]) -> list[float | None]:
    """The probability (0..1) that the true level of each meets its target at its deadline; None with fewer than two years."""
    found: list[float | None] = [None] * len(aims)
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
        for number, share in zip(numbers, forecast(panel).p_attain, strict=True):
            found[number] = None if np.isnan(share) else float(share)
    return found
