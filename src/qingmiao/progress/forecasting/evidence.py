"""What the figures of each series say, on the scale of the model, and what its group lets one believe before they are seen."""

from __future__ import annotations

from typing import Final

import numpy as np
from scipy import special

from qingmiao.progress.forecasting.filtering import Seen
from qingmiao.progress.forecasting.panel import Flags, Floats, Panel, Whole
from qingmiao.progress.forecasting.scales import Scale

PACE_SPREAD: Final = 0.04
"""Standard deviation of the pace a year of a series of which nothing is known: it is within a tenth a year, up or down."""

WIDE_PACE: Final = 0.06
"""The same of figures without counts."""

PRIOR_SERIES: Final = 1.0
"""How many series the belief about a pace counts for, when a group has its own say."""

GROUP_PACE: Final = 0.7
"""How far the mean pace of a group of figures without counts moves the belief about each."""

GOOD_PACE, MEAN_PACE = 0.006, 0.05
"""Mean and standard deviation of the mean pace of a group of which nothing is known: long public series have on the whole grown better."""

STEADIEST, FASTEST, FASTEST_OWN = 0.01, 0.05, 0.12
"""The smallest spread of a pace within a group, the fastest mean pace of a group and of a series that are believed beforehand."""

SLOPE_POINTS: Final = 3.0
LEVEL_SPREAD: Final = 1.0
PSEUDO_EVENTS: Final = 10.0
NEIGHBOURS: Final = (1.0, 0.75, 0.5, 0.25)
"""How much the counts of the same year and of one, two, three years away say about the rate of a year, before its own figure is taken."""

REACH: Final = 3
STRAY: Final = 16.0
STRAY_SPREAD: Final = 0.1
"""A figure strays when it is farther from the median of the years about it than chance and this spread allow, squared and times STRAY."""

RESOLUTION: Final = 1e-6


def of_values(panel: Panel, scale: Scale) -> Seen:
    """Figures without counts: as they stand; the first is where the level begins."""
    figure = np.where(panel.seen, scale.bent(panel.value), 0.0)
    begin = np.take_along_axis(figure, panel.first()[:, None], axis=1)[:, 0]
    ones = np.ones(panel.size)
    slope = _slopes(figure, np.where(panel.seen, 1.0, 0.0))
    mean = np.clip(GROUP_PACE * _of_others(slope, ones / PACE_SPREAD**2, panel), -FASTEST, FASTEST)
    own = _sparse(panel)
    return Seen(
        figure=figure,
        chance=np.full_like(figure, RESOLUTION),
        there=panel.seen,
        level=begin,
        level_variance=LEVEL_SPREAD**2 * ones,
        pace=(1 - own) * mean + own * np.clip(slope, -FASTEST_OWN, FASTEST_OWN),
        pace_variance=WIDE_PACE**2 * ones,
    )


def _sparse(panel: Panel) -> Floats:
    """How far the pace about which others fade is the series' own over all years: as far as years are missing, in which a passing pace would be
    seen, and only with the figures that a slope needs."""
    count = panel.seen.sum(axis=1)
    missing = 1 - count / (panel.seen.shape[1] - panel.first())
    return np.asarray(missing * np.minimum((count - 1) / SLOPE_POINTS, 1.0))


def of_counts(panel: Panel) -> Seen:
    """Counts: log-odds about a rate that the years nearby suggest, with the variance that chance alone gives them."""
    share = _shares(panel)
    weight = panel.exposure * share * (1 - share) * panel.seen
    chance = np.where(panel.seen, 1 / np.maximum(weight, 1e-12), 1.0)
    figure = np.where(panel.seen, special.logit(share) + (panel.events - panel.exposure * share) * chance, 0.0)
    chance = np.where(panel.seen, chance + _strays(figure, chance, panel.seen), 1.0)
    level, spread = _levels(panel)
    pace, pace_spread = _paces(figure, weight, panel)
    return Seen(figure, chance, panel.seen, level, spread, pace, pace_spread)


def _strays(figure: Floats, chance: Floats, there: Flags) -> Floats:
    """Variance that is added to figures far from the median of the years about them: a year of its own says little of the years after."""
    around = np.full((*figure.shape, 2 * REACH + 1), np.nan)
    known = np.where(there, figure, np.nan)
    near = min(REACH, figure.shape[1] - 1)
    for away in range(-near, near + 1):
        from_, to = max(0, away), figure.shape[1] + min(0, away)
        around[:, from_ - away : to - away, REACH + away] = known[:, from_:to]
    middle = _median(around)
    far = np.where(there & ~np.isnan(middle), (figure - middle) ** 2, 0.0)
    return np.where(far > STRAY * (chance + STRAY_SPREAD**2), far, 0.0)


def _median(values: Floats) -> Floats:
    """The median over the last axis, of what is there."""
    ordered = np.sort(values, axis=-1)
    count = (~np.isnan(values)).sum(axis=-1, keepdims=True)
    low, high = np.maximum((count - 1) // 2, 0), np.maximum(count // 2, 0)
    pair = np.take_along_axis(ordered, low, axis=-1) + np.take_along_axis(ordered, np.minimum(high, values.shape[-1] - 1), axis=-1)
    return np.asarray(pair[..., 0] / 2)


def _shares(panel: Panel) -> Floats:
    """A first guess of the rate of every year: its own count, with that of the years nearby added as so many events."""
    events, exposure = _spread_over(panel.events * panel.seen), _spread_over(panel.exposure * panel.seen)
    total, people = (panel.events * panel.seen).sum(axis=1), (panel.exposure * panel.seen).sum(axis=1)
    whole = _group_rate(total, people, panel.group)[:, None]
    near = np.clip((events + 1) / (exposure + 1 / whole), 1e-9, 1 - 1e-6)
    added = PSEUDO_EVENTS / np.minimum(near, 1 - near)
    own = (panel.events + added * near) / (panel.exposure + added)
    return np.asarray(np.clip(np.where(panel.seen, own, near), 1e-9, 1 - 1e-6))


def _spread_over(counts: Floats) -> Floats:
    total = NEIGHBOURS[0] * counts
    for away, share in enumerate(NEIGHBOURS[1:], 1):
        total[:, away:] += share * counts[:, :-away]
        total[:, :-away] += share * counts[:, away:]
    return total


def _group_rate(events: Floats, people: Floats, group: Whole) -> Floats:
    total = np.bincount(group, events) + 0.5
    return np.clip(total / (np.bincount(group, people) + 1.0), 1e-9, 1 - 1e-6)[group]


def _levels(panel: Panel) -> tuple[Floats, Floats]:
    """The belief about the level before the first figure: that of the group, with the spread between its series."""
    events, people = (panel.events * panel.seen).sum(axis=1), (panel.exposure * panel.seen).sum(axis=1)
    whole = _group_rate(events, people, panel.group)
    own = (events + PSEUDO_EVENTS * whole) / (people + PSEUDO_EVENTS)
    weight = np.minimum(events, people - events).clip(0) + 0.5
    far = special.logit(np.clip(own, 1e-9, 1 - 1e-9)) - special.logit(whole)
    size = np.bincount(panel.group)
    between = np.bincount(panel.group, np.maximum(far**2 - 1 / weight, 0)) + LEVEL_SPREAD**2
    return special.logit(whole), (between / (size + 1) * 4)[panel.group]


def _paces(figure: Floats, weight: Floats, panel: Panel) -> tuple[Floats, Floats]:
    """The belief about the pace: the mean of the group and the spread about it, drawn towards none at all where the group is small."""
    steady = 1 / (1 / np.maximum(weight, 1e-12) + PACE_SPREAD**2) * (weight > 0)
    slope, variance = _slopes(figure, steady), _slope_variances(steady)
    say = 1 / (variance + PACE_SPREAD**2)
    mean = _of_others(slope, say, panel)
    group = panel.group
    size = np.bincount(group)
    excess = np.bincount(group, np.clip((slope - mean) ** 2 - variance, -(PACE_SPREAD**2), (4 * PACE_SPREAD) ** 2))
    spread = (PRIOR_SERIES * PACE_SPREAD**2 + excess) / (PRIOR_SERIES + size)
    return mean, np.clip(spread, STEADIEST**2, None)[group]


def _slopes(figure: Floats, weight: Floats) -> Floats:
    """The slope of a straight line through each series; none where there are fewer than two figures."""
    year = np.arange(figure.shape[1], dtype=float)
    total = np.maximum(weight.sum(axis=1), 1e-300)
    away = year[None, :] - ((weight * year).sum(axis=1) / total)[:, None]
    below = (weight * away**2).sum(axis=1)
    return np.where(below > 0, (weight * away * figure).sum(axis=1) / np.maximum(below, 1e-300), 0.0)


def _slope_variances(weight: Floats) -> Floats:
    year = np.arange(weight.shape[1], dtype=float)
    total = np.maximum(weight.sum(axis=1), 1e-300)
    away = year[None, :] - ((weight * year).sum(axis=1) / total)[:, None]
    return np.asarray(1 / np.maximum((weight * away**2).sum(axis=1), 1e-6))


def _of_others(value: Floats, weight: Floats, panel: Panel) -> Floats:
    """For each series the weighted mean of the others of its group, drawn towards GOOD_PACE, as far as it is not known."""
    group = panel.group
    clipped = np.clip(value, -1, 1) * weight
    above = np.bincount(group, clipped)[group] - clipped + np.nan_to_num(panel.direction) * GOOD_PACE / MEAN_PACE**2
    return np.asarray(above / (np.bincount(group, weight)[group] - weight + 1 / MEAN_PACE**2))
