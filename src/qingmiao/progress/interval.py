"""The values that meet a target: an interval, and comparison without the noise of binary numbers."""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import Final

NOISE: Final = 1e-9
"""Two values nearer than this, relative to their size, are equal: 57 of 100 times 100 is 57, though binary numbers give 56.999….

It is a millionth of what the finest printed decimal shows: nothing is rounded by it.
"""


def near(left: float, right: float) -> bool:
    """Whether two values are equal but for noise."""
    return abs(left - right) <= NOISE * max(1.0, abs(left), abs(right))


@dataclass(frozen=True, slots=True)
class Interval:
    """From `low` to `high`; an open end does not belong to it. Unbounded ends are infinite."""

    low: float = -math.inf
    high: float = math.inf
    low_open: bool = False
    high_open: bool = False

    def holds(self, value: float) -> bool:
        """Whether a value lies in the interval."""
        return beyond(value, self.low, is_open=self.low_open) and beyond(-value, -self.high, is_open=self.high_open)

    def nearest(self, value: float) -> float:
        """The value itself where it lies inside, else the end that it has to reach."""
        return min(max(value, self.low), self.high)

    def spanned(self, low: float, high: float) -> bool:
        """Whether an end of this interval lies strictly between two values: then it is not decided on which side the truth is."""
        return any(low < end < high and not near(low, end) and not near(high, end) for end in (self.low, self.high))


def beyond(value: float, end: float, *, is_open: bool) -> bool:
    """Whether a value is at or above an end, strictly above where the end is open."""
    if math.isinf(end):
        return True
    return value > end and not near(value, end) if is_open else value >= end or near(value, end)


def at_least(value: float) -> Interval:
    """This much or more."""
    return Interval(low=value)


def at_most(value: float) -> Interval:
    """This much or less."""
    return Interval(high=value)


def within(limits: tuple[float | None, float | None]) -> Interval:
    """The values that can occur, by natural limits."""
    low, high = limits
    return Interval(-math.inf if low is None else low, math.inf if high is None else high)
