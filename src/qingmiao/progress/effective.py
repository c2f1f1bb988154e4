"""What a commitment is tested as: its words, by its kind, as a rule with comparator, target, base and deadline.

A level is tested as it is said; “=” and “左右” then ask for the worse side only, where it is known which side is worse (nobody breaks a
promise of 100 by 101). A change, a count and a norm read “=” as “at least that much”. A norm is met by all, 100 %. A step is done or not.
"""

from __future__ import annotations

import functools
from dataclasses import dataclass
from pathlib import Path
from typing import Final, Literal

from qingmiao import datafile
from qingmiao.catalogue import Indicator, Value, unit
from qingmiao.plans.model import Commitment, Plan
from qingmiao.progress.direction import Grain
from qingmiao.progress.interval import Interval, at_least, at_most, within

Rule = Literal["value", "from_base", "increase", "direction", "reference", "done"]
Direction = Literal["up", "down"]
CASES: Final = frozenset({"人", "人次", "次", "件", "起", "例"})
"""Units of which a number of cases happens by chance; other counts and sums are accounts of what there is."""


@dataclass(frozen=True, slots=True)
class Change:
    """How much is to change: `amount` (and `high` of a range), of the base where `relative`, each year where `yearly`."""

    amount: float
    high: float | None
    relative: bool
    yearly: bool


@dataclass(frozen=True, slots=True)
class Asked:
    """What is asked of a series; `interval` is there for rules whose target is a number, `change` for those made from the base.

    `base_stated` tells whether the words name the base year; `grain` and `curb` say how a trend is tested; `start` is the first year of the plan; `limits` are natural limits.
    """

    rule: Rule
    comparator: str
    direction: Direction | None
    interval: Interval | None = None
    target: float | None = None
    target_high: float | None = None
    change: Change | None = None
    offset: float = 0.0
    base_year: int | None = None
    base_stated: bool = False
    start: int | None = None
    deadline: int | None = None
    limits: tuple[float | None, float | None] = (None, None)
    unit: str = ""
    grain: Grain = "measured"
    curb: bool = False


class Unclear(Exception):
    """The words do not say enough to test anything; `reason` is a code of progress.reasons."""

    def __init__(self, reason: str) -> None:
        super().__init__(reason)
        self.reason = reason


def asked(commitment: Commitment, indicator: Indicator | None, plan: Plan, year: int) -> Asked:
    """What is asked of the indicator by the words of a commitment; `year` chooses the tolerance of 左右.

    Raises Unclear where value, unit or direction cannot be known.
    """
    frame = _Frame(commitment, indicator, plan, year)
    return _reference(frame) if commitment.reference is not None else _BY_KIND[commitment.kind](frame)


@dataclass(frozen=True)
class _Frame:
    commitment: Commitment
    indicator: Indicator | None
    plan: Plan
    year: int

    @property
    def limits(self) -> tuple[float | None, float | None]:
        return self.indicator.limits if self.indicator else (None, None)

    @property
    def unit(self) -> str:
        return (self.indicator.unit if self.indicator else None) or self.commitment.unit or ""

    @property
    def direction(self) -> Direction | None:
        """Which way is better: by the comparator, by the words, by the indicator."""
        by_sign = {">=": "up", ">": "up", "<=": "down", "<": "down"}.get(self.commitment.comparator or "")
        return by_sign or self.commitment.direction or (self.indicator.direction if self.indicator else None)  # type: ignore[return-value]

    def make(self, rule: Rule, comparator: str, direction: Direction | None, **more: object) -> Asked:
        first, last = self.plan.period
        stated = self.commitment.base_year
        return Asked(
            rule,
            comparator,
            direction,
            base_year=stated if stated is not None else (first - 1 if first is not None else None),
            base_stated=stated is not None,
            start=first,
            deadline=self.commitment.deadline if self.commitment.deadline is not None else last,
            limits=self.limits,
            unit=self.unit,
            **more,  # type: ignore[arg-type]
        )


# ------------------------------------------------------------------------------------------------ kinds


def _level(frame: _Frame) -> Asked:
    return _value(frame, frame.commitment.comparator or "=")


def _at_least_that_much(frame: _Frame) -> Asked:
    comparator = frame.commitment.comparator
    return _value(frame, ">=" if comparator in (None, "=") else comparator)


def _value(frame: _Frame, comparator: str) -> Asked:
    scale, said = scale_of(frame.commitment.unit, frame.unit), frame.commitment
    if said.value is None:
        raise Unclear("no_target")
    if scale is None:
        raise Unclear("unit_differs")
    low, high = said.value * scale, None if said.value_high is None else said.value_high * scale
    direction = _side(comparator, low, frame)
    interval = interval_of(comparator, low, high, direction, tolerance(frame.year))
    return frame.make("value", comparator, direction, interval=interval, target=low, target_high=high if comparator == "range" else None)


def _side(comparator: str, value: float, frame: _Frame) -> Direction | None:
    """Which way is better; a value at a natural limit tells it by itself: 0 cases can only be too many."""
    low, high = frame.limits
    if comparator == "=" and value in (low, 0.0):
        return "down"
    if comparator == "=" and (value == high or (value == 100 and frame.unit == "%")):
        return "up"
    return {">=": "up", ">": "up", "<=": "down", "<": "down"}.get(comparator) or frame.direction  # type: ignore[return-value]


def _change(frame: _Frame) -> Asked:
    commitment, direction = frame.commitment, frame.commitment.direction or (frame.indicator.direction if frame.indicator else None)
    if commitment.value is None:
        raise Unclear("no_target")
    if direction is None:
        raise Unclear("no_direction")
    relative, scale = _way_of_change(commitment.unit, frame.unit)
    high = None if commitment.value_high is None else commitment.value_high * scale
    change = Change(commitment.value * scale, high, relative, commitment.per == "year")
    return frame.make("from_base", commitment.comparator or "=", direction, change=change)


def _way_of_change(said: str | None, own: str) -> tuple[bool, float]:
    """Whether a change is a share of the base, and the factor from what is said: 20 % → 0.2 of the base; 5 百分点 → 5 of an indicator in %."""
    if said in _RELATIVE:
        return True, _RELATIVE[said]
    if said in _POINTS:
        mine, theirs = unit(own), unit(_POINTS[said])
        if mine is None or mine.multiplier is None or theirs is None or theirs.multiplier is None:
            raise Unclear("unit_differs")
        return False, mine.multiplier / theirs.multiplier
    scale = scale_of(said, own)
    if said is None or scale is None:
        raise Unclear("unit_differs")
    return False, scale


_RELATIVE: Final = {"%": 0.01, "‰": 0.001, "fraction": 1.0, "倍": 1.0}
_POINTS: Final = {
    "百分点": "%",
    "个百分点": "%",
    "千分点": "‰",
    "个千分点": "‰",
    "万分点": "/万",
    "十万分点": "/10万",
    "个十万分点": "/10万",
}


def _trend(frame: _Frame) -> Asked:
    direction = frame.commitment.direction or (frame.indicator.direction if frame.indicator else None)
    if direction is None:
        raise Unclear("no_direction")
    sign = ">" if direction == "up" else "<"
    return frame.make("direction", sign, direction, grain=grain_of(frame.indicator), curb=frame.commitment.curbed)


def grain_of(indicator: Indicator | None) -> Grain:
    """What kind of figures an indicator has: cases that happen, an account of what there is, or anything measured."""
    if indicator is None or not isinstance(indicator.tree, Value) or indicator.tree.element.endswith("@"):
        return "measured"
    found = unit(indicator.unit)
    kind = found.kind if found else None
    if kind == "count":
        return "cases" if found is not None and found.base in CASES else "account"
    return "account" if kind == "money" else "measured"


def _norm(frame: _Frame) -> Asked:
    return frame.make("value", "=", "up", interval=at_least(100.0), target=100.0)


def _count(frame: _Frame) -> Asked:
    found = _at_least_that_much(frame)
    if frame.commitment.per != "year":
        return found
    return frame.make(
        "increase", found.comparator, found.direction, interval=found.interval, target=found.target, target_high=found.target_high
    )


def _done(frame: _Frame) -> Asked:
    return frame.make("done", ">=", "up", interval=at_least(1.0), target=1.0)


def _reference(frame: _Frame) -> Asked:
    """Set against something else: at least, or at most, the reference and the distance to it."""
    reference, direction = frame.commitment.reference, frame.direction
    if direction is None:
        raise Unclear("no_direction")
    comparator = frame.commitment.comparator
    default = ">=" if direction == "up" else "<="
    offset = reference.offset if reference is not None and reference.offset is not None else 0.0
    return frame.make("reference", comparator if comparator in (">=", "<=", ">", "<") else default, direction, offset=offset)


_BY_KIND: Final = {
    "level": _level,
    "amount": _at_least_that_much,
    "change": _change,
    "trend": _trend,
    "norm": _norm,
    "count": _count,
    "milestone": _done,
    "action": _done,
}


# ------------------------------------------------------------------------------------------------ numbers


_NO_UNIT: Final = frozenset({None, "", "—"})


def scale_of(said: str | None, own: str) -> float | None:
    """The factor from the unit as said to the indicator's own (万名 → 名: 10000; ‰ → %: 0.1); None where there is none.

    A number without a unit is taken as it stands.
    """
    if said == own or not {said, own}.isdisjoint(_NO_UNIT):
        return 1.0
    left, right = unit(said), unit(own)
    if left is None or right is None:
        return None
    if left.name == right.name:
        return 1.0
    if left.kind == right.kind == "count" or left.base == right.base:
        return left.factor / right.factor
    rates = {"share", "rate"}
    if left.multiplier and right.multiplier and {left.kind, right.kind} <= rates:
        return right.multiplier / left.multiplier
    return None


def interval_of(comparator: str, low: float, high: float | None, direction: Direction | None, share: float) -> Interval:
    """The values that meet a target; `share` is the tolerance of 左右, relative to the target."""
    wide = abs(low) * share
    match comparator:
        case ">=":
            return at_least(low)
        case "<=":
            return at_most(low)
        case ">":
            return Interval(low=low, low_open=True)
        case "<":
            return Interval(high=low, high_open=True)
        case "range" if high is not None:
            return Interval(min(low, high), max(low, high))
        case "~":
            return _one_side(Interval(low - wide, low + wide), direction)
    return _one_side(Interval(low, low), direction)


def _one_side(interval: Interval, direction: Direction | None) -> Interval:
    """Only the worse end counts where it is known which one that is."""
    match direction:
        case "up":
            return at_least(interval.low)
        case "down":
            return at_most(interval.high)
    return interval


@functools.cache
def _tolerances() -> tuple[tuple[int, float], ...]:
    checks = {"valid_from": datafile.whole, "share": datafile.number, "status": datafile.text, "source": datafile.text}
    records = datafile.read_records(Path(__file__).parent / "data" / "tolerance.yaml")
    rows = [datafile.fields(record, checks, frozenset(checks)) for record in records]
    return tuple(sorted((row["valid_from"], row["share"]) for row in rows))


def tolerance(year: int) -> float:
    """The tolerance of 左右 that holds in a year, as a share of the target (data/tolerance.yaml says who set it)."""
    holding = [share for since, share in _tolerances() if since <= year]
    return holding[-1] if holding else 0.0


def target_interval(ask: Asked, base: float | None) -> Interval | None:
    """The values that meet what is asked, once the base is known; None where it needs a base that is not there."""
    if ask.change is None:
        return ask.interval
    if base is None or ask.base_year is None or ask.deadline is None:
        return None
    high = None if ask.change.high is None else moved(ask, base, ask.change.high)
    share = tolerance(ask.deadline) if ask.comparator == "~" else 0.0
    return _changed_interval(ask, moved(ask, base, ask.change.amount * (1 - share)), high)


def moved(ask: Asked, base: float, amount: float) -> float:
    """Where the base is to have moved by the deadline; never beyond a natural limit."""
    assert ask.change is not None
    assert ask.deadline is not None
    assert ask.base_year is not None
    years = max(ask.deadline - ask.base_year, 1) if ask.change.yearly else 1
    step = amount if ask.direction == "up" else -amount
    return within(ask.limits).nearest(base * (1 + step) ** years if ask.change.relative else base + step * years)


def _changed_interval(ask: Asked, target: float, high: float | None) -> Interval:
    if ask.comparator == "range" and high is not None:
        return Interval(min(target, high), max(target, high))
    upwards = (ask.direction == "up") == (ask.comparator not in ("<=", "<"))
    is_open = ask.comparator in (">", "<")
    return Interval(low=target, low_open=is_open) if upwards else Interval(high=target, high_open=is_open)
