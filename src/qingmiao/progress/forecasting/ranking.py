"""Ranks of places as far as they are known: which place is surely above which, and the ranks that this leaves to each.

Two places are compared by the exact test of Fisher: how likely chance alone, were their true rates equal, would put them as far apart. For every
place all these comparisons together, on both sides, are kept to a wrong answer in one of ten cases (Holm). So the true rank of a place lies in
its range with at least 90 %, whatever the true rates are (Mogstad, Romano, Shaikh and Wilhelm 2024).
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final

import numpy as np
from scipy import special

from qingmiao.progress.forecasting.panel import Floats, Whole

WRONG: Final = 0.1
"""How often the true rank of a place may lie outside its range."""

OUTSIDE: Final = 0.05
"""How often a true rate may lie outside its interval."""

MANY: Final = 1000.0
"""From so many expected in the smallest of four cells a normal distribution does."""

RESOLUTION: Final = 1e-15


def above(events: Floats, exposure: Floats) -> Floats:
    """For each two places (i, j) the probability of counts as far apart, were the true rate of i not above that of j: small where it surely is."""
    first, second = np.triu_indices(len(events), 1)
    up, down = _tails(events[first], events[first] + events[second], exposure[first], exposure[first] + exposure[second])
    found = np.ones((len(events), len(events)))
    found[first, second], found[second, first] = up, down
    return found


def ranks(events: Sequence[float], exposure: Sequence[float], *, up: bool) -> list[tuple[int, int]]:
    """The best and the worst rank that each place may truly have; rank 1 is the best, by `up` the highest rate or the lowest."""
    if len(events) < 2:
        return [(1, 1)] * len(events)
    higher = above(np.array(events, dtype=float), np.array(exposure, dtype=float))
    better = higher if up else higher.T
    surely = _holm(np.hstack([better.T, better]), 2 * (len(events) - 1))
    ahead, behind = surely[:, : len(events)].sum(axis=1), surely[:, len(events) :].sum(axis=1)
    return [(1 + int(one), len(events) - int(other)) for one, other in zip(ahead, behind, strict=True)]


def interval(events: float, exposure: float) -> tuple[float, float]:
    """The rates that a count allows, exactly (Clopper and Pearson), with 95 %."""
    low = special.betaincinv(events, exposure - events + 1, OUTSIDE / 2) if events > 0 else 0.0
    high = special.betaincinv(events + 1, exposure - events, 1 - OUTSIDE / 2) if events < exposure else 1.0
    return float(low), float(high)


def _holm(chance: Floats, count: int) -> Floats:
    """Which of the comparisons of each row are sure, all of a row together; what is beyond the first `count` in order is none."""
    order: Whole = np.argsort(chance, axis=1, kind="stable")
    ordered = np.take_along_axis(chance, order, axis=1)
    step = np.arange(chance.shape[1])
    bound = np.where(step < count, WRONG / np.maximum(count - step, 1), -1.0)
    sure = np.logical_and.accumulate(ordered <= bound, axis=1)
    found = np.zeros_like(chance)
    np.put_along_axis(found, order, sure.astype(float), axis=1)
    return found


def _tails(events: Floats, both: Floats, among: Floats, whole: Floats) -> tuple[Floats, Floats]:
    """The probabilities that chance puts at least, and at most, so many of the events of both into the first of two places."""
    under = events * whole < both * among
    count, size = np.where(under, both - events, events), np.where(under, whole - among, among)
    here = np.exp(_choose(both, count) + _choose(whole - both, size - count) - _choose(whole, size))
    many = _smallest(both, size, whole) >= MANY
    outer = np.where(many, _normal(count, both, size, whole), _summed(np.where(many, 0.0, here), count, both, size, whole))
    inner = np.clip(1 - outer + here, 0, 1)
    return np.where(under, inner, outer), np.where(under, outer, inner)


def _choose(whole: Floats, part: Floats) -> Floats:
    return np.asarray(special.gammaln(whole + 1) - special.gammaln(part + 1) - special.gammaln(whole - part + 1))


def _smallest(both: Floats, size: Floats, whole: Floats) -> Floats:
    """The smallest of the four expected counts."""
    return np.asarray(np.minimum(both, whole - both) * np.minimum(size, whole - size) / whole)


def _summed(here: Floats, count: Floats, both: Floats, size: Floats, whole: Floats) -> Floats:
    """The chances of so many, one more, two more … added up; they fall, as the count is on the far side of its mean."""
    total, term, at = here.copy(), here.copy(), count.copy()
    while (term > RESOLUTION * total).any():
        term = term * np.maximum(both - at, 0) * np.maximum(size - at, 0) / ((at + 1) * np.maximum(whole - both - size + at + 1, 1))
        total, at = total + term, at + 1
    return np.minimum(total, 1.0)


def _normal(count: Floats, both: Floats, size: Floats, whole: Floats) -> Floats:
    mean = both * size / whole
    variance = mean * (whole - both) * (whole - size) / (whole * np.maximum(whole - 1, 1))
    return np.asarray(special.ndtr(-(count - 0.5 - mean) / np.sqrt(np.maximum(variance, 1e-12))))
