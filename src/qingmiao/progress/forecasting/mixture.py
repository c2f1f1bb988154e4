"""A mixture of normal distributions a series: how likely it is to fall below something, and below what it falls with a given probability."""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import Final

import numpy as np
from numpy.typing import NDArray
from scipy import special

from qingmiao.progress.forecasting.panel import Floats, Whole

HALVINGS, STEPS = 8, 2
ROOT_TWO_PI: Final = math.sqrt(2 * math.pi)
KEPT: Final = 6
"""Parts of a mixture that are kept; the others, a small share in all, give their weight to these."""


@dataclass(frozen=True)
class Mixture:
    """Weights, means and standard deviations (series, parts)."""

    weight: Floats
    mean: Floats
    spread: Floats

    def below(self, bound: Floats) -> Floats:
        """The probability of at most `bound` (series)."""
        return np.asarray((self.weight * special.ndtr((bound[:, None] - self.mean) / self.spread)).sum(axis=1))

    def quantile(self, share: float) -> Floats:
        """The bound that is not passed with probability `share`: halving between the outermost bounds of the parts, then Newton's steps."""
        each = self.mean + special.ndtri(share) * self.spread
        low, high = each.min(axis=1), each.max(axis=1)
        for _ in range(HALVINGS):
            middle = (low + high) / 2
            under = self.below(middle) < share
            low, high = np.where(under, middle, low), np.where(under, high, middle)
        bound = (low + high) / 2
        for _ in range(STEPS):
            step = bound - (self.below(bound) - share) / np.maximum(self._density(bound), 1e-300)
            bound = np.clip(step, low, high)
        return np.asarray(bound)

    def _density(self, bound: Floats) -> Floats:
        far = (bound[:, None] - self.mean) / self.spread
        return np.asarray((self.weight * np.exp(-0.5 * far * far) / self.spread).sum(axis=1)) / ROOT_TWO_PI

    def wider(self, variance: Floats) -> Mixture:
        """The same with more variance (series, parts)."""
        return Mixture(self.weight, self.mean, np.sqrt(self.spread**2 + variance))


def kept(weight: NDArray[np.floating]) -> tuple[Whole, Floats]:
    """The parts that weigh most, and their weights, adding up to 1."""
    count = min(KEPT, weight.shape[1])
    which = np.argpartition(-weight, count - 1, axis=1)[:, :count]
    chosen = np.take_along_axis(weight, which, axis=1).astype(float)
    return which, chosen / chosen.sum(axis=1, keepdims=True)
