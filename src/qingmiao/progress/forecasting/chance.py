"""What chance adds to a true rate: how many events there will be among so many, over all rates that may be true."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import Final

import numpy as np
from scipy import special

from qingmiao.progress.forecasting.mixture import Mixture
from qingmiao.progress.forecasting.panel import Flags, Floats

FEW: Final = 60.0
"""Expected events (or, where most have the event, expected others) from which a normal distribution does for the count."""

MOST_STEPS: Final = 1000
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

    def share(self) -> Floats:
        """The rate to be expected."""
        return np.asarray((self.odds.weight * special.expit(self.odds.mean)).sum(axis=1))

    def few(self) -> Flags:
        """Which series have too few events, or too few others, for a normal distribution."""
        share = self.share()
        return np.asarray(self.exposure * np.minimum(share, 1 - share) < FEW)

    def rarer(self) -> tuple[Counts, Flags]:
        """The same of the others, where most have the event, and where that is so."""
        most = self.share() > 0.5
        odds = replace(self.odds, mean=np.where(most[:, None], -self.odds.mean, self.odds.mean))
        return replace(self, odds=odds), most

    def part(self, which: Flags) -> Counts:
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
        below[few] = _summed(counts.part(few), most[few])
    if not few.all():
        many = ~few
        share = np.clip((most[many] + 0.5) / whole[many], 1e-12, 1 - 1e-12)
        below[many] = counts.part(many).printed().below(special.logit(share))
    return np.where(most < 0, 0.0, np.where(most >= whole, 1.0, below))


def _summed(counts: Counts, most: Floats) -> Floats:
    counts, others = counts.rarer()
    shape, share = _matched(counts)
    most = np.where(others, np.round(counts.exposure) - most - 1, most)
    below = np.where(most < 0, 0.0, special.betainc(shape, np.maximum(most, 0) + 1, share))
    return np.where(others, 1 - below, below)


def quantiles(counts: Counts, levels: tuple[float, ...]) -> tuple[Floats, ...]:
    """The rates that the published rate does not pass with these probabilities (series); `levels` lie evenly about a half, in order."""
    few = counts.few()
    found = [np.zeros(len(few)) for _ in levels]
    if few.any():
        part, others = counts.part(few).rarer()
        rates = [count / part.exposure for count in _counted_up(*_matched(part), levels)]
        for made, rate, mirrored in zip(found, rates, reversed(rates), strict=True):
            made[few] = np.where(others, 1 - mirrored, rate)
    if not few.all():
        printed = counts.part(~few).printed()
        for made, level in zip(found, levels, strict=True):
            made[~few] = special.expit(printed.quantile(level))
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


def _counted_up(shape: Floats, share: Floats, levels: tuple[float, ...]) -> list[Floats]:
    """The counts, spread evenly over half a unit to both sides, that are not passed with these probabilities; none below zero.

    The chances of none, one, two … events are added up until the highest level is passed.
    """
    chance = np.exp(shape * np.log(share))
    below = np.zeros_like(chance)
    found = [np.full_like(chance, np.nan) for _ in levels]
    for count in range(MOST_STEPS):
        upto = below + chance
        for made, level in zip(found, levels, strict=True):
            here = (below < level) & (upto >= level)
            made[here] = count - 0.5 + ((level - below) / np.where(chance > 0, chance, 1.0))[here]
        if (upto >= levels[-1]).all():
            break
        below, chance = upto, chance * (shape + count) / (count + 1) * (1 - share)
    mean = shape * (1 - share) / share
    return [np.maximum(np.where(np.isnan(made), mean, made), 0.0) for made in found]


def tempered(chance: Floats, shift: float, slope: float) -> Floats:
    """A probability moved by a line through its log-odds; what is certain stays so."""
    with np.errstate(divide="ignore"):
        moved = special.expit(shift + slope * special.logit(chance))
    return np.asarray(moved)
