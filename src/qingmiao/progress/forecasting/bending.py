"""Whether a rise has slowed or stopped since a year: two straight lines that meet in that year, and the error of their slopes."""

from __future__ import annotations

from typing import Final

import numpy as np
from scipy import special

from qingmiao.progress.forecasting.asking import Asking
from qingmiao.progress.forecasting.panel import Floats

BEFORE, AFTER = 3, 2
"""So many figures up to the year and after it are needed for two slopes."""

RESOLUTION: Final = 1e-9


def bent_down(one: Asking) -> tuple[float, float] | None:
    """The probabilities that the slope after the year is below that before it, and that it is below zero; None with too few figures.

    Least squares (of counts each with the variance that chance gives it), with the scatter of the figures about the lines and Student's distribution;
    of counts the scatter is never less than chance alone gives.
    """
    away = np.array([float(each.year - one.since) for each in one.known])
    if (away <= 0).sum() < BEFORE or (away > 0).sum() < AFTER:
        return None
    figure, weight = _figures(one)
    lines = np.column_stack([np.ones_like(away), away, np.maximum(away, 0)])
    root = np.sqrt(weight)[:, None]
    fitted = np.linalg.lstsq(lines * root, figure * root[:, 0], rcond=None)[0]
    freedom = len(away) - 3
    scatter = float((weight * (figure - lines @ fitted) ** 2).sum() / freedom)
    spread = np.linalg.inv((lines * root).T @ (lines * root)) * max(scatter, 1.0 if one.counted else 0.0)
    tiny = RESOLUTION * max(float(np.abs(figure).max()), RESOLUTION**2)
    change, after = fitted[2], fitted[1] + fitted[2]
    after_spread = spread[1, 1] + spread[2, 2] + 2 * spread[1, 2]
    return (
        float(special.stdtr(freedom, -change / max(np.sqrt(spread[2, 2]), tiny))),
        float(special.stdtr(freedom, -after / max(np.sqrt(after_spread), tiny))),
    )


def _figures(one: Asking) -> tuple[Floats, Floats]:
    """The figures, and how much each says. A rise is meant in the figures' own points: so many points a year."""
    value = np.array([each.value for each in one.known])
    if not one.counted:
        return value, np.ones_like(value)
    events, exposure = (np.array([getattr(each, name) for each in one.known], dtype=float) for name in ("events", "exposure"))
    share = (events + 0.5) / (exposure + 1)
    return events / exposure, exposure / (share * (1 - share))
