"""How much each hypothesis is to be believed of each series: by its own figures, and by those of the series in its group."""

from __future__ import annotations

from typing import Final

import numpy as np
from numpy.typing import NDArray

from qingmiao.progress.forecasting.panel import Floats, Whole

Short = NDArray[np.float32]

PUBLIC_SERIES: Final = 6.0
"""How many series of a group the weights learnt from public series count for."""

ROUNDS: Final = 10
SMALLEST_GROUP: Final = 3


def weights(evidence: Short, prior: Floats, group: Whole, trust: Floats) -> Short:
    """The weight of each hypothesis for each series (series, hypotheses), rows that add up to 1.

    `trust` (series) below 1 makes less of the figures than the model says of them, since no hypothesis is quite true. Within a group the weights are
    estimated from its own series (empirical Bayes) and drawn towards the prior; nothing passes from group to group.
    """
    likely = np.exp(trust.astype(np.float32)[:, None] * (evidence - evidence.max(axis=1, keepdims=True))).astype(np.float32)
    size = np.bincount(group)
    pooled = size[group] >= SMALLEST_GROUP
    made = _normal(likely * prior.astype(np.float32)[None, :])
    if pooled.any():
        made[pooled] = _pooled(likely[pooled], prior, group[pooled])
    return made


def _pooled(likely: Short, prior: Floats, group: Whole) -> Short:
    order = np.argsort(group, kind="stable")
    ordered, groups = likely[order], group[order]
    starts = np.flatnonzero(np.r_[True, groups[1:] != groups[:-1]])
    number = np.cumsum(np.r_[False, groups[1:] != groups[:-1]])
    size = np.diff(np.r_[starts, len(groups)])[:, None]
    shares = np.repeat(prior[None, :], len(starts), axis=0)
    for _ in range(ROUNDS):
        belief = _normal(ordered * shares[number].astype(np.float32))
        shares = (np.add.reduceat(belief, starts, axis=0) + PUBLIC_SERIES * prior[None, :]) / (size + PUBLIC_SERIES)
    made = np.empty_like(ordered)
    made[order] = _normal(ordered * shares[number].astype(np.float32))
    return made


def _normal(weight: Short) -> Short:
    total = np.maximum(weight.sum(axis=1, keepdims=True), np.float32(1e-30))
    return np.asarray(weight / total, dtype=np.float32)
