"""From figures to the scale on which a series may move freely, and back: logarithms above a floor, log-odds below a ceiling too."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import Final

import numpy as np

from qingmiao.progress.forecasting.panel import Flags, Floats, Panel

NEAR_CEILING: Final = 0.01
"""What is added to the way to the ceiling, as a share of it: the last point of a hundred is not an endless way."""

NEAR_FLOOR: Final = 0.05
"""What is added to figures near the floor, as a share of their mean, where some come near it."""

LOWEST_SHARE: Final = 0.1
"""A figure below this share of the mean comes near the floor."""

STEEPEST: Final = 0.05
"""On the straight scale a share moves as on the bent one at its mean, but never as if it were nearer to an end than this."""

TINY: Final = 1e-12
FARTHEST: Final = 700.0


@dataclass(frozen=True)
class Scale:
    """How each series is bent: `floor`, `ceiling` (infinite where there is none), what is added near each, and `unit`, by which the
    series without a floor (`straight`) are divided."""

    floor: Floats
    ceiling: Floats
    near_floor: Floats
    near_ceiling: Floats
    unit: Floats
    straight: Flags

    def bent(self, value: Floats) -> Floats:
        """Figures on the scale of the model; (series) or (series, anything)."""
        floor, ceiling, low, high, unit, straight = (_beside(one, value) for one in self._parts())
        inside = np.clip(value, floor, ceiling)
        with np.errstate(divide="ignore", invalid="ignore", over="ignore"):
            up = np.log(np.where(straight, 1.0, inside - np.where(straight, 0.0, floor) + low) / unit)
            down = np.where(np.isinf(ceiling), 0.0, np.log((ceiling - inside + high) / unit))
            return np.where(straight, value / unit, up - down)

    def published(self, bent: Floats) -> Floats:
        """The figure that stands for a place on the scale, within the natural limits."""
        floor, ceiling, low, high, unit, straight = (_beside(one, bent) for one in self._parts())
        power = np.exp(np.clip(bent, -FARTHEST, FARTHEST))
        with np.errstate(divide="ignore", invalid="ignore", over="ignore"):
            odds = power / (1 + power) * (ceiling - floor + low + high) - low + floor
            plain = np.where(np.isinf(ceiling), power * unit - low + floor, odds)
            return np.clip(np.where(straight, bent * unit, plain), floor, ceiling)

    def slope(self, value: Floats) -> Floats:
        """How fast the scale moves with the figure (series, years)."""
        floor, ceiling, low, high, unit, straight = (_beside(one, value) for one in self._parts())
        inside = np.clip(value, floor, ceiling)
        with np.errstate(divide="ignore", invalid="ignore"):
            bend = 1 / np.maximum(inside - floor + low, TINY) + 1 / np.maximum(ceiling - inside + high, TINY)
            return np.where(straight, 1 / unit, bend)

    def _parts(self) -> tuple[Floats, Floats, Floats, Floats, Floats, Flags]:
        return self.floor, self.ceiling, self.near_floor, self.near_ceiling, self.unit, self.straight


def _beside(one: Floats | Flags, like: Floats) -> Floats:
    """A figure a series, made to stand beside an array of one or two dimensions."""
    return one if like.ndim == 1 else one[:, None]  # type: ignore[return-value]


def scale_of_values(panel: Panel) -> Scale:
    """The scale of series without counts, by their limits and by what they hold."""
    seen = panel.seen
    lowest = np.where(seen, panel.value, np.inf).min(axis=1)
    highest = np.where(seen, panel.value, -np.inf).max(axis=1)
    size = np.where(seen, np.abs(panel.value), 0).sum(axis=1) / seen.sum(axis=1)
    floor = np.where((panel.floor <= lowest) & ~np.isnan(panel.floor), panel.floor, 0.0)
    straight = (lowest < floor) | (size == 0)
    ceiling = np.where((panel.ceiling >= highest) & (panel.ceiling > floor) & ~straight, panel.ceiling, np.inf)
    bounded = np.isfinite(ceiling)
    above = np.maximum(size - floor, 0)
    near = np.where(lowest - floor < LOWEST_SHARE * above, NEAR_FLOOR * above, 0.0)
    return Scale(
        floor=np.where(straight, -np.inf, floor),
        ceiling=ceiling,
        near_floor=np.where(straight, 0.0, np.where(bounded, np.minimum(near, NEAR_CEILING * ceiling), near)),
        near_ceiling=np.where(bounded, NEAR_CEILING * np.where(bounded, ceiling, 0.0), 0.0),
        unit=np.where(bounded, 1.0, np.where(size > 0, size, 1.0)),
        straight=straight,
    )


def straightened(scale: Scale, panel: Panel, which: Flags) -> Scale:
    """The same with some of the series on a straight scale, on which what is published still keeps to its limits."""
    bounded = np.isfinite(scale.ceiling) & np.isfinite(scale.floor)
    width = np.where(bounded, scale.ceiling - scale.floor, 1.0)
    mean = np.where(panel.seen, panel.value, 0).sum(axis=1) / panel.seen.sum(axis=1)
    share = np.clip((mean - np.where(bounded, scale.floor, 0.0)) / width, 0, 1)
    unit = np.where(which & bounded, width * np.maximum(share * (1 - share), STEEPEST), scale.unit)
    return replace(scale, unit=unit, straight=scale.straight | which)


def scale_of_counts(panel: Panel) -> Scale:
    """The scale of rates of events: log-odds, so that no rate leaves the range from none to all."""
    none = np.zeros(panel.size)
    return Scale(none, panel.unit_size, none, none, np.ones(panel.size), np.zeros(panel.size, dtype=bool))
