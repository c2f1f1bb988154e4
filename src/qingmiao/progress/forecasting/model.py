"""The forecast of many series at once: what is known of each, held against every hypothesis, weighed, and carried to the deadline."""

from __future__ import annotations

import os
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, replace
from typing import Final, TypeVar

import numpy as np
from scipy import special

from qingmiao.progress.forecasting.chance import Counts, at_most, quantiles, tempered
from qingmiao.progress.forecasting.evidence import of_counts, of_values
from qingmiao.progress.forecasting.filtering import Seen, ahead, filtered
from qingmiao.progress.forecasting.grid import Grid, grid_named, heaviest
from qingmiao.progress.forecasting.mixture import Mixture, kept
from qingmiao.progress.forecasting.panel import Floats, Panel, Whole, shortened
from qingmiao.progress.forecasting.scales import Scale, scale_of_counts, scale_of_values, straightened
from qingmiao.progress.forecasting.weighing import Short, weights

FILTERED_AT_ONCE, TOLD_AT_ONCE = 1024, 8192
"""Series that are worked on together: as many as the caches hold, with all hypotheses or without."""

WINDOW: Final = 15
"""Years of figures without counts that are used: what is older has had no say about the years to come on long public series."""

POINTS: Final = 6
"""Figures without counts that speak for the hypotheses in full; more of them say no more: agencies have smoothed them, and each says what the
last said."""

UNSURE_LEVEL, UNSURE_YEAR = 0.05, 0.01
"""Standard deviations that are added to rates from counts: of the level, whose exposure may be wrong, and of each year ahead, in which
reporting may change, on the scale of log-odds."""
PUBLISHED_TEMPER, LEVEL_TEMPER = (0.13, 0.89), (0.09, 0.74)
"""Shift and slope, on the scale of log-odds, of the probabilities that the published figure and the true level of counts meet the target: fitted
on the worlds of tuning, most of which are not as the model assumes, so that a probability means what it says."""

MOVED_OVER, MOVED_ON, FASTEST_MOVE = 5, 10.0, 0.06
"""Exposure (births) moves on as over the last five years, for at most ten, and at most by so much a year, on the scale of logarithms."""

FARTHEST: Final = 60.0
"""Years ahead to which a forecast is made."""

MAIN: Final = 16
DOUBT: Final = 4.0
"""How much better, in logs, a straight line has to have foreseen a series without a ceiling: most of those fall by shares."""

AT_CEILING, AT_FLOOR = 0.002, 0.1
FAN: Final = (0.1, 0.5, 0.9)
NOISE: Final = 1e-9


@dataclass(frozen=True)
class Forecast:
    """One row a series; NaN where nothing can be said. `level`, `low` and `high` (80 %) are the true level now, `p_*` probabilities that the
    target is met, `q*` quantiles of the figure that will be published at the deadline, `needed` the change a year from here."""

    level: Floats
    low: Floats
    high: Floats
    p_met_now: Floats
    p_attain: Floats
    p_attain_published: Floats
    q10: Floats
    q50: Floats
    q90: Floats
    needed: Floats


@dataclass(frozen=True)
class _Part:
    """What a chunk of series gives, under each hypothesis (series, hypotheses): evidence, level now and at the deadline."""

    evidence: Short
    level: Short
    level_variance: Short
    later: Short
    later_variance: Short


def forecast_values(panel: Panel) -> Forecast:
    """Forecast series without counts."""
    panel = shortened(_windowed(panel))
    scale, grid = scale_for(panel), grid_named("values")
    return _forecast(panel, of_values(panel, scale), grid, scale, with_counts=False)


def scale_for(panel: Panel) -> Scale:
    """The scale of each series: bent by its limits, but straight where its figures have moved in a straight line."""
    bent = scale_of_values(panel)
    straight = straightened(bent, panel, ~bent.straight)
    doubt = np.where(np.isfinite(bent.ceiling), 0.0, DOUBT)
    return straightened(bent, panel, ~bent.straight & (_evidence(panel, straight) > _evidence(panel, bent) + doubt))


def _evidence(panel: Panel, scale: Scale) -> Floats:
    """The log of how well the figures after the first were foreseen on a scale, over the main hypotheses, as a density of the figures."""
    grid, seen = heaviest(grid_named("values"), MAIN), of_values(panel, scale)

    def work(which: slice) -> Floats:
        return np.asarray(special.logsumexp(filtered(_seen_part(seen, which), grid).evidence, axis=1, b=grid.weight))

    later = panel.seen & (np.cumsum(panel.seen, axis=1) > 1)
    moved = np.where(later, np.log(scale.slope(panel.value)), 0.0).sum(axis=1)
    return np.asarray(np.concatenate(_in_chunks(panel.size, FILTERED_AT_ONCE, work)) + moved)


def forecast_counts(panel: Panel) -> Forecast:
    """Forecast rates with events and exposure."""
    panel = shortened(panel)
    return _forecast(panel, of_counts(panel), grid_named("counts"), scale_of_counts(panel), with_counts=True)


def _windowed(panel: Panel) -> Panel:
    """The last years only, but never fewer than POINTS figures where there are so many."""
    width = panel.seen.shape[1]
    later = np.cumsum(panel.seen[:, ::-1], axis=1)[:, ::-1]
    recent = np.arange(width)[None, :] >= width - WINDOW
    return Panel(**(vars(panel) | {"seen": panel.seen & (recent | (later <= POINTS))}))


def _forecast(panel: Panel, seen: Seen, grid: Grid, scale: Scale, *, with_counts: bool) -> Forecast:
    years = np.clip(np.nan_to_num(panel.deadline - panel.now), 0, FARTHEST)
    unsure = (UNSURE_LEVEL, UNSURE_YEAR) if with_counts else (0.0, 0.0)
    parts = _in_chunks(panel.size, FILTERED_AT_ONCE, lambda which: _carried(_seen_part(seen, which), grid, years[which], unsure))
    whole = _Part(*(np.concatenate([getattr(part, name) for part in parts]) for name in _Part.__dataclass_fields__))
    trust = np.ones(panel.size) if with_counts else np.minimum(POINTS / panel.seen.sum(axis=1), 1.0)
    weight = weights(whole.evidence, grid.weight, panel.group, trust)

    def tell(which: slice) -> Forecast:
        return _told(panel.part(which), _scale_part(scale, which), grid, _whole_part(whole, which), weight[which], with_counts)

    told = _in_chunks(panel.size, TOLD_AT_ONCE, tell)
    return Forecast(*(np.concatenate([getattr(one, name) for one in told]) for name in Forecast.__dataclass_fields__))


Made = TypeVar("Made")


def _in_chunks(size: int, chunk: int, work: Callable[[slice], Made]) -> list[Made]:
    """The work on every chunk of series, in order, on two threads."""
    with ThreadPoolExecutor(min(2, os.cpu_count() or 1)) as pool:
        return list(pool.map(work, _chunks(size, chunk)))


def _chunks(size: int, chunk: int) -> Iterator[slice]:
    yield from (slice(start, min(start + chunk, size)) for start in range(0, size, chunk))


def _seen_part(seen: Seen, which: slice) -> Seen:
    return Seen(*(getattr(seen, name)[which] for name in Seen.__dataclass_fields__))


def _scale_part(scale: Scale, which: slice) -> Scale:
    return Scale(*(getattr(scale, name)[which] for name in Scale.__dataclass_fields__))


def _whole_part(whole: _Part, which: slice) -> _Part:
    return _Part(*(getattr(whole, name)[which] for name in _Part.__dataclass_fields__))


def _carried(seen: Seen, grid: Grid, years: Floats, unsure: tuple[float, float]) -> _Part:
    """Filter a chunk and carry it to the deadline. The pace about which the group is centred does not fade: only what is above it does."""
    column = np.arange(seen.figure.shape[1]) - seen.figure.shape[1] + 1
    flat = replace(
        seen,
        figure=seen.figure - seen.pace[:, None] * column,
        level=seen.level - seen.pace * column[np.argmax(seen.there, axis=1)],
        pace=np.zeros_like(seen.pace),
    )
    state = filtered(flat, grid)
    later, variance = ahead(state, grid, years)
    later = later + (seen.pace * years)[:, None]
    level, year = unsure[0] ** 2, unsure[1] ** 2
    widened = variance * np.where(years[:, None] > 0, grid.widen[None, :], 1.0) + (level + year * years)[:, None]
    made = (state.evidence, state.level, state.level_variance + level, later, widened)
    return _Part(*(np.broadcast_to(one, state.level.shape).astype(np.float32) for one in made))


def _told(panel: Panel, scale: Scale, grid: Grid, part: _Part, weight: Short, with_counts: bool) -> Forecast:
    """What is told of a chunk of series."""
    which, share = kept(weight)
    now = Mixture(share, *_pair(part.level, part.level_variance, which))
    later = Mixture(share, *_pair(part.later, part.later_variance, which))
    noisy = later.wider(grid.noise[which] ** 2)
    bound = scale.bent(_aim(panel, scale))
    level = scale.published(now.quantile(0.5))
    low, high = scale.published(now.quantile(0.1)), scale.published(now.quantile(0.9))
    if with_counts:
        counts = Counts(noisy, _exposure_later(panel))
        published, reached = tempered(_met_counts(panel, counts), *PUBLISHED_TEMPER), tempered(_met(panel, later, bound), *LEVEL_TEMPER)
        q10, q50, q90 = (panel.unit_size * one for one in quantiles(counts, FAN))
    else:
        published, reached = _met(panel, noisy, bound), _met(panel, later, bound)
        q10, q50, q90 = (scale.published(noisy.quantile(one)) for one in FAN)
    return Forecast(level, low, high, _met(panel, now, bound), reached, published, q10, q50, q90, _needed(panel, level))


def _aim(panel: Panel, scale: Scale) -> Floats:
    """The target; a natural limit that is the target is met by what comes next to it."""
    bounded = np.isfinite(scale.ceiling)
    nearly = np.where(bounded, scale.ceiling - AT_CEILING * np.where(bounded, scale.ceiling - scale.floor, 0), np.inf)
    hardly = scale.floor + AT_FLOOR * scale.near_floor
    return np.where(
        (panel.direction > 0) & (panel.target == scale.ceiling), nearly, np.where(panel.target == scale.floor, hardly, panel.target)
    )


def _pair(mean: Short, variance: Short, which: Whole) -> tuple[Floats, Floats]:
    means = np.take_along_axis(mean, which, axis=1).astype(float)
    return means, np.sqrt(np.maximum(np.take_along_axis(variance, which, axis=1).astype(float), 1e-12))


def _met(panel: Panel, mixture: Mixture, bound: Floats) -> Floats:
    """The probability of the good side of the target."""
    below = mixture.below(bound)
    met = np.where(panel.direction > 0, 1 - below, below)
    met = np.where(np.where(panel.direction > 0, panel.target > panel.ceiling, panel.target < panel.floor), 0.0, met)
    return np.where(np.isnan(panel.target) | np.isnan(panel.direction), np.nan, np.clip(met, 0, 1))


def _exposure_later(panel: Panel) -> Floats:
    """How many there will be at the deadline: as many as in the last year, fewer or more as they have become over the last years."""
    last = np.maximum(panel.exposure[:, -1], 1.0)
    over = min(MOVED_OVER, panel.exposure.shape[1] - 1)
    before = panel.exposure[:, -1 - over]
    moved = np.where(before > 0, np.log(last / np.maximum(before, 1.0)) / max(over, 1), 0.0)
    years = np.clip(np.nan_to_num(panel.deadline - panel.now), 0, MOVED_ON)
    return np.maximum(last * np.exp(np.clip(moved, -FASTEST_MOVE, FASTEST_MOVE) * years), 1.0)


def _met_counts(panel: Panel, counts: Counts) -> Floats:
    """The probability that the count at the deadline gives a rate that meets the target."""
    aim = panel.target / panel.unit_size * counts.exposure
    most = np.where(panel.direction > 0, np.ceil(aim - NOISE) - 1, np.floor(aim + NOISE))
    below = at_most(counts, np.nan_to_num(most, nan=-1.0))
    met = np.where(panel.direction > 0, 1 - below, below)
    return np.where(np.isnan(panel.target) | np.isnan(panel.direction), np.nan, np.clip(met, 0, 1))


def _needed(panel: Panel, level: Floats) -> Floats:
    """The change a year that leads from the level to the target by the deadline; none where the level meets it."""
    years = panel.deadline - panel.now
    met = np.where(panel.direction > 0, level >= panel.target, level <= panel.target)
    with np.errstate(divide="ignore", invalid="ignore"):
        pace = (panel.target - level) / years
    return np.where(np.isnan(panel.direction) | ~(years > 0), np.nan, np.where(met, 0.0, pace))
