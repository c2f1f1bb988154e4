"""Whether places have come to lie farther apart than chance alone would put them, the best and the worst of each year being picked from the counts."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final

import numpy as np

DRAWS: Final = 4000
"""So many worlds are drawn: a chance of one in twenty is then known to a third of a point."""

SEED: Final = 20210908
"""The same counts give the same answer."""

Counts = Sequence[tuple[float, float]]


def chance_of_wider(before: Counts, now: Counts) -> float:
    """How often the distance of best and worst would grow by as much as it has, had nothing happened but what happened to all places alike.

    Each place keeps its own rate, taken from both years together, times what the whole did; counts are drawn about that, and best and worst
    picked anew in each draw: whoever is picked for being worst is worse by luck too, and a comparison of picked places without that would find
    widening gaps everywhere.
    """
    events, exposure = (np.array([[pair[at] for pair in year] for year in (before, now)], dtype=float) for at in (0, 1))
    whole = events.sum(axis=1) / exposure.sum(axis=1)
    if not whole.all():
        return 1.0
    own = events.sum(axis=0) / (exposure * whole[:, None]).sum(axis=0)
    rate = np.clip(own[None, :] * whole[:, None], 0.0, 1.0)
    drawn = np.random.default_rng(SEED).binomial(np.round(exposure).astype(np.int64), rate, size=(DRAWS, *rate.shape)) / exposure
    grown = _wider(drawn)
    found = _wider((events / exposure)[None])[0]
    return float((np.sum(grown >= found - 1e-12) + 1) / (DRAWS + 1))


def _wider(rates: np.ndarray) -> np.ndarray:
    distance = rates.max(axis=2) - rates.min(axis=2)
    return np.asarray(distance[:, 1] - distance[:, 0])
