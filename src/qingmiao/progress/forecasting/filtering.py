"""The Kalman filter of a level with a damped pace, for many series and many hypotheses at once."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

import numpy as np

from qingmiao.progress.forecasting.grid import Grid
from qingmiao.progress.forecasting.panel import Flags, Floats


@dataclass(frozen=True)
class Seen:
    """What is known of some series on the scale of the model: figures, the variance of each by chance alone, where there is one (series,
    years); what is believed of level and pace before the first figure (series)."""

    figure: Floats
    chance: Floats
    there: Flags
    level: Floats
    level_variance: Floats
    pace: Floats
    pace_variance: Floats


@dataclass(frozen=True)
class State:
    """Level and pace after the last figure, with their variances; what was foreseen of the figures: the product of its variances and the sum
    of the squared misses over them; (series, hypotheses), variances and product of one row where they are the same for all."""

    level: Floats
    pace: Floats
    level_variance: Floats
    both: Floats
    pace_variance: Floats
    product: Floats
    misses: Floats

    @property
    def evidence(self) -> Floats:
        """The log of how well each hypothesis foresaw the figures, but for what is the same for all."""
        return np.asarray(-0.5 * (np.log(self.product) + self.misses))


def filtered(seen: Seen, grid: Grid) -> State:
    """The state after the last year, under each hypothesis."""
    state = begun_state(seen, grid, alike=_alike(seen))
    chance = seen.chance[: len(state.product)]
    begun = np.zeros(len(seen.level), dtype=bool)
    for year in range(seen.figure.shape[1]):
        if begun.any():
            state = _only(begun, stepped(state, grid), state)
        there = seen.there[:, year]
        if there.any():
            state = _only(there, corrected(state, grid, seen.figure[:, year], chance[:, year]), state)
        begun = begun | there
    return state


def begun_state(seen: Seen, grid: Grid, *, alike: bool) -> State:
    """What is believed before the first figure; where series are `alike`, one row of variances stands for all."""
    shape = (len(seen.level), grid.size)
    sure = (1 if alike else len(seen.level), grid.size)
    return State(
        level=np.broadcast_to(seen.level[:, None], shape),
        pace=np.broadcast_to(seen.pace[:, None], shape),
        level_variance=np.broadcast_to(seen.level_variance[: sure[0], None], sure),
        both=np.zeros(sure),
        pace_variance=np.broadcast_to(seen.pace_variance[: sure[0], None], sure),
        product=np.ones(sure),
        misses=np.zeros(shape),
    )


def _alike(seen: Seen) -> bool:
    """Whether variances are the same for all series, so that they need be worked out once: nothing is missing, nothing is by chance alone."""
    return bool(seen.there.all()) and all(np.ptp(one) == 0 for one in (seen.chance, seen.level_variance, seen.pace_variance))


def _only(which: Flags, new: State, old: State) -> State:
    """The new state for some series, the old one for the others."""
    if which.all():
        return new
    one = which[:, None]
    return State(*(np.where(one, getattr(new, name), getattr(old, name)) for name in _FIELDS))


_FIELDS: Final = ("level", "pace", "level_variance", "both", "pace_variance", "product", "misses")


def stepped(state: State, grid: Grid) -> State:
    """One year on."""
    keep = grid.keep[None, :]
    pace_variance = keep * keep * state.pace_variance
    both = keep * state.both
    return State(
        level=state.level + keep * state.pace,
        pace=keep * state.pace,
        level_variance=state.level_variance + 2 * both + pace_variance + (grid.drift**2)[None, :],
        both=both + pace_variance,
        pace_variance=pace_variance + (grid.turn**2)[None, :],
        product=state.product,
        misses=state.misses,
    )


def corrected(state: State, grid: Grid, figure: Floats, chance: Floats) -> State:
    """After a figure."""
    variance = state.level_variance + (grid.noise**2)[None, :] + chance[:, None]
    miss = figure[:, None] - state.level
    gain = state.level_variance / variance
    tilt = state.both / variance
    return State(
        level=state.level + gain * miss,
        pace=state.pace + tilt * miss,
        level_variance=state.level_variance * (1 - gain),
        both=state.both * (1 - gain),
        pace_variance=state.pace_variance - tilt * state.both,
        product=state.product * variance,
        misses=state.misses + miss * miss / variance,
    )


def ahead(state: State, grid: Grid, years: Floats) -> tuple[Floats, Floats]:
    """Level and its variance so many whole years on, which may differ from series to series.

    A pace of one is worth `reach` by then: keep + keep² + …; each turn on the way is worth what is left of that.
    """
    far = np.maximum(years, 0).astype(np.int64)
    reach = np.zeros((int(far.max(initial=0)) + 1, grid.size))
    turned = np.zeros_like(reach)
    for year in range(1, len(reach)):
        reach[year] = reach[year - 1] + grid.keep**year
        turned[year] = turned[year - 1] + reach[year - 1] ** 2
    added = np.arange(len(reach))[:, None] * grid.drift**2 + turned * grid.turn**2
    worth = reach[far]
    variance = state.level_variance + worth * (2 * state.both + worth * state.pace_variance) + added[far]
    return state.level + worth * state.pace, variance
