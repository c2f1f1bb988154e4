"""Which elements make a rate together, and which of two can never be the larger: read from the indicators' formulas."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from itertools import product
from typing import NamedTuple

from qingmiao.catalogue import Direction, Formula, Indicator, Number, Operation, Value


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


def ratios_of(indicators: Iterable[Indicator]) -> tuple[Ratio, ...]:
    """The plausible pairs of some indicators' formulas: `a / b * 100`, `(a + b) / c * 1000`, `a / b`, `x@`; others give none."""
    return tuple(dict.fromkeys(ratio for indicator in indicators for ratio in _pairs(indicator)))


def _pairs(indicator: Indicator) -> Iterator[Ratio]:
    tree, multiplier = _unscaled(indicator.tree)
    match tree:
        case Value(element, ()):
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
        case Value(element, ()):
            return (element,)
        case Operation("+", left, right):
            return _summands(left) + _summands(right)
    return ()


def bounded(indicators: Iterable[Indicator]) -> tuple[tuple[str, str], ...]:
    """Pairs (numerator, denominator) of which the first counts some of what the second counts, so that it cannot be above it.

    Only formulas with one element below the line are asked: of two that are added neither needs to be the larger.
    """
    pairs = [(ratio.numerator, ratio.denominator) for one in indicators if _single(one) for ratio in _pairs(one) if ratio.capped]
    return tuple(dict.fromkeys((part, whole) for part, whole in pairs if whole is not None and part != whole))


def _single(indicator: Indicator) -> bool:
    tree, _ = _unscaled(indicator.tree)
    return isinstance(tree, Operation) and isinstance(tree.right, Value)
