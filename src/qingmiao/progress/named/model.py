"""What every named method takes and gives: a target with two figures, and an answer with value, score, status and refusal."""

from __future__ import annotations

import math
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Final

REFUSALS: Final[Mapping[str, tuple[str, str]]] = {
    "unreadable": ("有一格读不成有限的数", "a cell is not a finite number"),
    "no_direction": ("没有说明升降哪个方向为好（1 或 -1）", "which direction is good is not said (1 or -1)"),
    "too_few_points": ("少于两个年份的数，或本期不晚于基期", "fewer than two years, or the current year is not after the base"),
    "no_target": ("没有目标值，此方法不作判断", "without a target this method gives no class"),
    "no_deadline": ("没有目标年，或目标年不晚于基期", "no target year, or one that is not after the base"),
    "zero_base": ("基期值为零，不能作除数", "the base is zero and cannot divide"),
    "zero_divisor": ("作除数的数为零", "the figure that divides is zero"),
    "sign_change": (
        "基期、本期、目标的正负号不一致，增长率无意义",
        "base, current value and target differ in sign; a growth rate means nothing",
    ),
    "negative": ("有负数，比率无意义", "a value is negative; a ratio means nothing"),
    "target_is_base": ("目标值等于基期值，没有要走的路", "the target equals the base; there is no way to go"),
    "base_meets_target": ("基期已达到目标，没有要走的路", "the base meets the target already; there is no way to go"),
    "out_of_range": ("数太大或太小，算不出有限的结果", "too large or too small for a finite result"),
}
"""Refusal → why, in Chinese and English. A figure that is refused is empty, never a guess."""

NOT_AVAILABLE: Final = "not_available"


class Refused(Exception):
    """A method says no; `reason` is a key of REFUSALS."""

    def __init__(self, reason: str) -> None:
        super().__init__(reason)
        self.reason = reason


@dataclass(frozen=True, slots=True)
class Target:
    """A series as its two ends, and what is asked of it; `direction` is 1 where more is better, -1 where less is.

    `limit` is the natural limit in the good direction; `points` are all years that are known, for methods that use more than the ends.
    """

    base_year: float | None = None
    base_value: float | None = None
    current_year: float | None = None
    current_value: float | None = None
    target_year: float | None = None
    target: float | None = None
    direction: int | None = None
    limit: float | None = None
    points: tuple[tuple[float, float], ...] = ()


@dataclass(frozen=True, slots=True)
class Answer:
    """What a method says: the ratio (without a target, a yearly rate), a score where it has one, a class, and why something is missing."""

    value: float | None = None
    score: float | None = None
    status: str = NOT_AVAILABLE
    refusal: str = ""


@dataclass(frozen=True, slots=True)
class Method:
    """A method with what a reader must know of it: names, formula, source, and its classes from best to worst (status → words)."""

    name: str
    zh: str
    en: str
    formula: str
    source: str
    statuses: Mapping[str, tuple[str, str]]
    answer: Callable[[Target], Answer]
    told: tuple[str, str] = ("", "")
    good: frozenset[str] = frozenset()


def meets(value: float, target: float, direction: int) -> bool:
    """Whether a value is at the target or beyond it, unrounded."""
    return value >= target if direction > 0 else value <= target


def finite(value: float | complex) -> float:
    """The number where it is one; refuses infinities, NaN and what overflowed."""
    if isinstance(value, complex) or not math.isfinite(value):
        raise Refused("out_of_range")
    return value


def growth(last: float, first: float, years: float) -> float:
    """The compound rate of growth a year."""
    try:
        return finite((last / first) ** (1 / years) - 1)
    except (OverflowError, ZeroDivisionError) as error:
        raise Refused("out_of_range") from error


@dataclass(frozen=True, slots=True)
class Span:
    """The two ends of a series, all there, the current after the base."""

    base_year: float
    base: float
    year: float
    value: float
    direction: int

    @property
    def years(self) -> float:
        """From the base to the current year."""
        return self.year - self.base_year


def span_of(target: Target) -> Span:
    """The ends of a series; refuses one that has no direction or no two years."""
    if target.direction is None:
        raise Refused("no_direction")
    ends = (target.base_year, target.base_value, target.current_year, target.current_value)
    if any(end is None for end in ends):
        raise Refused("too_few_points")
    assert target.base_year is not None
    assert target.base_value is not None
    assert target.current_year is not None
    assert target.current_value is not None
    if target.current_year - target.base_year < 1:
        raise Refused("too_few_points")
    return Span(target.base_year, target.base_value, target.current_year, target.current_value, target.direction)


def deadline_of(target: Target) -> float:
    """The target year; refuses one that is missing or not after the base."""
    if target.target_year is None or (target.base_year is not None and target.target_year - target.base_year <= 0):
        raise Refused("no_deadline")
    return target.target_year


def same_sign(*values: float) -> None:
    """Refuse values of which some are above zero and some below."""
    if any(value < 0 for value in values) and any(value > 0 for value in values):
        raise Refused("sign_change")


def classed(value: float, classes: tuple[tuple[float, str], ...], lowest: str) -> str:
    """The first class whose threshold the value reaches, from the best down; below all of them the lowest."""
    return next((status for threshold, status in classes if value >= threshold), lowest)


def no_way(base: float, target: float, direction: int) -> str:
    """The refusal where there is no way from the base to the target; empty where there is one."""
    if base == target:
        return "target_is_base"
    return "base_meets_target" if meets(base, target, direction) else ""


def way(base: float, target: float, direction: int) -> None:
    """Refuse a target that the base meets already."""
    if reason := no_way(base, target, direction):
        raise Refused(reason)
