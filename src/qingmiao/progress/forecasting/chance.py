"""What chance adds to a true rate: how many events there will be among so many, over all rates that may be true."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

import numpy as np
from scipy import special

from qingmiao.progress.forecasting.mixture import Mixture
from qingmiao.progress.forecasting.panel import Floats

FEW: Final = 60.0
"""Expected events (or, where most have the event, expected others) from which a normal distribution does for the count."""

HALVINGS: Final = 24
_ROOTS, _ROOT_WEIGHTS = special.roots_hermitenorm(7)
NODES: Final = _ROOTS
NODE_WEIGHTS: Final = _ROOT_WEIGHTS / _ROOT_WEIGHTS.sum()


@dataclass(frozen=True)
class Counts:
    """The count to come: log-odds of the rate as a mixture, and among how many (series)."""

    odds: Mixture
    exposure: Floats

    def printed(self) -> Mixture:
        """The log-odds of the rate as published, by a normal distribution of the count."""
        share = special.expit(self.odds.mean)
        return self.odds.wider(1 / np.maximum(self.exposure[:, None] * share * (1 - share), 0.05))

    def few(self) -> np.ndarray:
        """Which series have too few events for a normal distribution."""
        share = (self.odds.weight * special.expit(self.odds.mean)).sum(axis=1)
        return np.asarray(self.exposure * np.minimum(share, 1 - share) < FEW)

    def part(self, which: np.ndarray) -> Counts:
        """Some of the series."""
        odds = Mixture(self.odds.weight[which], self.odds.mean[which], self.odds.spread[which])
        return Counts(odds, self.exposure[which])

    def shares(self) -> Floats:
        """The rates that may be true (series, parts, nodes)."""
        return np.asarray(special.expit(self.odds.mean[:, :, None] + self.odds.spread[:, :, None] * NODES))


def at_most(counts: Counts, most: Floats) -> Floats:
    """The probability of at most so many events."""
    whole = np.maximum(np.round(counts.exposure), 1)
    below = np.zeros(len(most))
    few = counts.few()
    if few.any():
        below[few] = _summed(counts.part(few), most[few], whole[few])
    if not few.all():
        many = ~few
        share = np.clip((most[many] + 0.5) / whole[many], 1e-12, 1 - 1e-12)
        below[many] = counts.part(many).printed().below(special.logit(share))
    return np.where(most < 0, 0.0, np.where(most >= whole, 1.0, below))


def _summed(counts: Counts, most: Floats, whole: Floats) -> Floats:
    inside = np.clip(most, 0, whole - 1)[:, None, None]
    chance = special.bdtr(inside, whole.astype(np.int64)[:, None, None], counts.shares())
    return np.asarray((counts.odds.weight * (chance @ NODE_WEIGHTS)).sum(axis=1))


def quantiles(counts: Counts, levels: tuple[float, ...]) -> tuple[Floats, ...]:
    """The log-odds, of few events the rates, that the published rate does not pass with these probabilities; as rates (series)."""
    printed, few = counts.printed(), counts.few()
    found = [np.asarray(special.expit(printed.quantile(level))) for level in levels]
    if few.any():
        part = counts.part(few)
        shape, share = _matched(part)
        for made, level in zip(found, levels, strict=True):
            made[few] = _halved(shape, share, level) / part.exposure
    return tuple(np.clip(made, 0, 1) for made in found)


def _matched(counts: Counts) -> tuple[Floats, Floats]:
    """Shape and share of the negative binomial with the mean and the variance of the count."""
    shares = counts.shares()
    mean = (counts.odds.weight * (shares @ NODE_WEIGHTS)).sum(axis=1)
    square = (counts.odds.weight * (shares**2 @ NODE_WEIGHTS)).sum(axis=1)
    expected = np.maximum(counts.exposure * mean, 1e-9)
    extra = np.maximum(counts.exposure**2 * (square - mean**2) - expected * mean, 1e-3 * expected)
    shape = expected**2 / extra
    return shape, shape / (shape + expected)


def _halved(shape: Floats, share: Floats, level: float) -> Floats:
    """The count, spread evenly over half a unit to both sides, that is not passed with probability `level`; none below zero."""
    low, high = np.full(len(shape), -0.5), shape * (1 - share) / share * 4 + 40
    for _ in range(HALVINGS):
        middle = (low + high) / 2
        count = np.floor(middle + 0.5)
        before = np.where(count > 0, special.betainc(shape, np.maximum(count, 1), share), 0.0)
        upto = special.betainc(shape, count + 1, share)
        under = before + (upto - before) * (middle + 0.5 - count) < level
        low, high = np.where(under, middle, low), np.where(under, high, middle)
    return np.maximum((low + high) / 2, 0.0)
