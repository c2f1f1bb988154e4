"""What a figure is expected to be, by the years before it: a span beyond which it asks for an explanation.

A count moves by chance and by what really changes from year to year: the span is that of a count drawn anew (gamma-Poisson), so that 0 after 2 is
nothing, while 200 after 900 is. Anything measured is held against the middle of its last years and their own scatter.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from statistics import median
from typing import Final

from scipy.special import betainc, betaincc

YEARS: Final = 3
"""So many earlier years are looked at."""

CHANCE: Final = 0.001
"""How seldom a count lies outside its span though nothing is odd (both sides together)."""

CHANGE: Final = 0.15
"""By how much, relatively, the true level of a count moves from one year to the next (one standard deviation)."""

SCATTER: Final = 3.0
"""So many robust standard deviations of a measured figure are its span, and never less than `CHANGE` twice."""

_TO_DEVIATION: Final = 1.4826  # the median of absolute deviations of a normal distribution to its standard deviation


@dataclass(frozen=True, slots=True)
class Span:
    """From `low` to `high`, both ends with it."""

    low: float
    high: float

    def holds(self, value: float) -> bool:
        """Whether a value lies inside."""
        return self.low <= value <= self.high


def expected(before: Sequence[float], *, counted: bool, limits: tuple[float | None, float | None] = (None, None)) -> Span | None:
    """The span of a figure after some earlier years (oldest first, the last three count); None where there is none to go by."""
    last = [value for value in before if math.isfinite(value)][-YEARS:]
    if not last:
        return None
    if counted and min(last) >= 0:
        return of_count(sum(last), len(last), CHANGE)
    middle = median(last)
    apart = _TO_DEVIATION * median(abs(value - middle) for value in last)
    wide = max(SCATTER * apart, 2 * CHANGE * abs(middle))
    low, high = limits
    return Span(max(middle - wide, -math.inf if low is None else low), min(middle + wide, math.inf if high is None else high))


def of_count(events: float, times: float, change: float) -> Span:
    """The span of a count after `events` in `times` as much (years, or people) beforehand, where levels differ by a share `change`.

    The level is that of a gamma distribution (Jeffreys' prior), the count Poisson's about it; the variance of the level holds `change` too.
    """
    shape = events + 0.5
    mean = shape / times
    size = 1 / (1 / shape + change**2)
    chance = size / (size + mean)
    low = _first(lambda count: bool(betainc(size, count + 1, chance) >= CHANCE / 2))
    high = _first(lambda count: bool(betaincc(size, count + 1, chance) <= CHANCE / 2))
    return Span(float(low), float(high))


def _first(holds: Callable[[int], bool]) -> int:
    """The first count from which on something holds: by the negative binomial's own function, for scipy's distributions take a hundred times as long."""
    below, top = -1, 0
    while not holds(top):
        below, top = top, 2 * top + 1
    while top - below > 1:
        middle = (below + top) // 2
        below, top = (below, middle) if holds(middle) else (middle, top)
    return top
