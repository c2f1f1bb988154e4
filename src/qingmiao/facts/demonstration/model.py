"""What the generator is asked for: elements, and how pairs of them make a rate. No target is among it."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from enum import StrEnum
from itertools import product
from typing import NamedTuple

from qingmiao.catalogue.formula import Formula, Number, Operation, Value
from qingmiao.catalogue.model import Direction, Indicator


class Ratio(NamedTuple):
    """What is plausible for an element: a count that is part of another, or (without denominator) a thing measured as it is.

    The rate is `numerator / denominator * multiplier`; `share` is the part of it that this numerator makes where a formula adds several.
    """

    numerator: str
    denominator: str | None
    multiplier: float = 1.0
    direction: Direction | None = None
    limits: tuple[float | None, float | None] = (None, None)
    share: float = 1.0

    @property
    def capped(self) -> bool:
        """Whether the numerator counts some of the denominator's things, so that it cannot be above it; by the limits where there are any."""
        low, high = self.limits
        return high <= self.multiplier if high is not None else low is None and self.multiplier >= 100

    @property
    def balance(self) -> bool:
        """Whether it sets two sides against each other (boys for a hundred girls) and so stays near a hundred."""
        return self.multiplier == 100 and not self.capped and self.direction != "up"


class Shape(StrEnum):
    """The course of a series over the years; "better" is the indicator's direction, whatever a plan may ask for."""

    IMPROVING = "improving"
    FULL = "full"  # improving until nothing is left to do
    FLAT = "flat"
    WORSENING = "worsening"
    TURNING = "turning"  # better first, then worse
    VOLATILE = "volatile"  # up and down by more than chance
    SHOCK = "shock"  # one bad year
    RELAPSE = "relapse"  # very good, then lost again


class Habit(StrEnum):
    """How a series is reported."""

    COMPLETE = "complete"
    LATE = "late"  # the last year has not come in
    PARTIAL = "partial"  # the last year has come in from few places
    GAPS = "gaps"  # some townships did not collect it or did no such work
    REVISED = "revised"  # provisional figures, replaced later
    CORRECTED = "corrected"  # wrong figures, put right later
    SILENT = "silent"  # never collected


@dataclass(frozen=True, slots=True)
class Scenario:
    """What was dealt to one series."""

    shape: Shape
    habit: Habit


def ratios_of(indicators: Iterable[Indicator]) -> tuple[Ratio, ...]:
    """The plausible pairs of some indicators' formulas: `a / b * 100`, `(a + b) / c * 1000`, `a / b`, `x@`; others give none."""
    return tuple(dict.fromkeys(ratio for indicator in indicators for ratio in _pairs(indicator)))


def _pairs(indicator: Indicator) -> Iterator[Ratio]:
    tree, multiplier = _unscaled(indicator.tree)
    match tree:
        case Value(element):
            yield Ratio(element, None, 1.0, indicator.direction, indicator.limits)
        case Operation("/", left, right):
            above, below = _summands(left), _summands(right)
            for element, other in product(above, below):
                yield Ratio(element, other, multiplier, indicator.direction, indicator.limits, 1 / len(above))


def _unscaled(tree: Formula) -> tuple[Formula, float]:
    match tree:
        case Operation("*", left, Number(multiplier)):
            return left, multiplier
    return tree, 1.0


def _summands(tree: Formula) -> tuple[str, ...]:
    match tree:
        case Value(element):
            return (element,)
        case Operation("+", left, right):
            return _summands(left) + _summands(right)
    return ()
