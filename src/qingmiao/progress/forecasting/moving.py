"""How likely it is that the true level of a series has risen since an earlier year: the filter of the forecast, with that year's level carried along."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import Final, TypeVar

import numpy as np
from scipy import special

from qingmiao.progress.forecasting.evidence import of_counts, of_values
from qingmiao.progress.forecasting.filtering import Seen, State, begun_state, corrected, stepped
from qingmiao.progress.forecasting.grid import Grid, grid_named
from qingmiao.progress.forecasting.model import POINTS, scale_for
from qingmiao.progress.forecasting.panel import Flags, Floats, Panel, Whole
from qingmiao.progress.forecasting.weighing import weights

AT_ONCE: Final = 1024


@dataclass(frozen=True)
class Anchor:
    """The level of the earlier year as it is known by now, its variance, and how it goes with level and pace of now (series, hypotheses)."""

    level: Floats
    variance: Floats
    with_level: Floats
    with_pace: Floats


def risen_values(panel: Panel, since: Floats) -> Floats:
    """The probability that the level in the last year of each series is above that of the year `since`, from figures without counts.

    `panel` is laid out as for `forecast_values`, but its groups, targets and directions have no say: each series stands alone, and neither way is
    the likelier one beforehand. NaN where `since` lies before the first column or not before the last.
    """
    alone = _alone(panel)
    return _risen(alone, since, of_values(alone, scale_for(alone)), grid_named("values"), np.minimum(POINTS / alone.seen.sum(axis=1), 1.0))


def risen_counts(panel: Panel, since: Floats) -> Floats:
    """The same from events and exposure: what chance alone would do in numbers as small as these is no rise."""
    alone = _alone(panel)
    return _risen(alone, since, of_counts(alone), grid_named("counts"), np.ones(alone.size))


def _alone(panel: Panel) -> Panel:
    none = np.full(panel.size, np.nan)
    return replace(panel, group=np.arange(panel.size, dtype=np.int64), direction=none, target=none)


def _risen(panel: Panel, since: Floats, seen: Seen, grid: Grid, trust: Floats) -> Floats:
    last = panel.value.shape[1] - 1
    column = (last - (panel.now - since)).astype(np.int64)
    told = [
        _part(_some(seen, which), grid, column[which], panel.group[which] - which.start, trust[which])
        for which in (slice(start, start + AT_ONCE) for start in range(0, panel.size, AT_ONCE))
    ]
    return np.where((column >= 0) & (column < last), np.concatenate(told) if told else np.zeros(0), np.nan)


def _some(seen: Seen, which: slice) -> Seen:
    return Seen(*(getattr(seen, name)[which] for name in Seen.__dataclass_fields__))


def _part(seen: Seen, grid: Grid, column: Whole, group: Whole, trust: Floats) -> Floats:
    state, anchor = _followed(seen, grid, column)
    weight = weights(state.evidence.astype(np.float32), grid.weight, group, trust)
    spread = np.sqrt(np.maximum(state.level_variance + anchor.variance - 2 * anchor.with_level, 1e-12))
    return np.asarray((weight * special.ndtr((state.level - anchor.level) / spread)).sum(axis=1))


def _followed(seen: Seen, grid: Grid, column: Whole) -> tuple[State, Anchor]:
    """The filter over all years, with the level of one year carried along: what comes later tells of that year too."""
    state = begun_state(seen, grid, alike=False)
    none = np.zeros_like(state.level)
    anchor = Anchor(none, none, none, none)
    begun = np.zeros(len(seen.level), dtype=bool)
    for year in range(seen.figure.shape[1]):
        if begun.any():
            on = stepped(state, grid)
            keep = grid.keep[None, :]
            moved = Anchor(anchor.level, anchor.variance, anchor.with_level + keep * anchor.with_pace, keep * anchor.with_pace)
            state, anchor = _chosen(begun, on, state), _chosen(begun, moved, anchor)
        there = seen.there[:, year]
        if there.any():
            after, told = _learnt(state, anchor, grid, seen, year)
            state, anchor = _chosen(there, after, state), _chosen(there, told, anchor)
        begun = begun | there
        anchor = _chosen(column == year, Anchor(state.level, state.level_variance, state.level_variance, state.both), anchor)
    return state, anchor


def _learnt(state: State, anchor: Anchor, grid: Grid, seen: Seen, year: int) -> tuple[State, Anchor]:
    variance = state.level_variance + (grid.noise**2)[None, :] + seen.chance[:, year, None]
    miss = seen.figure[:, year, None] - state.level
    gain = anchor.with_level / variance
    told = Anchor(
        anchor.level + gain * miss,
        anchor.variance - gain * anchor.with_level,
        anchor.with_level * (1 - state.level_variance / variance),
        anchor.with_pace - anchor.with_level * state.both / variance,
    )
    return corrected(state, grid, seen.figure[:, year], seen.chance[:, year]), told


Kept = TypeVar("Kept", State, Anchor)


def _chosen(which: Flags, new: Kept, old: Kept) -> Kept:
    """The new for some series, the old for the others."""
    names = type(new).__dataclass_fields__
    return type(new)(*(np.where(which[:, None], getattr(new, name), getattr(old, name)) for name in names))
