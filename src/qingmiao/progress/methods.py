"""The method `pace`: a straight line from the base through the targets of one indicator, and where the latest figure stands to it.

One function a rule, each from plain values to a verdict; the rules are told in words in docs/verdicts.md, whose table is printed from tests.
"""

from __future__ import annotations

import itertools
import math
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any, Final

from qingmiao.catalogue.numbers import decimals_in, decimals_of, round_half_up
from qingmiao.progress.direction import Moved, Question, moved
from qingmiao.progress.effective import Asked, Rule, target_interval
from qingmiao.progress.interval import Interval, beyond, near, within
from qingmiao.progress.model import Point, Verdict, Word

METHOD: Final = "pace"
TREND: Final = "direction"
"""The name of the test of direction, which trends are judged by."""

STALE_AFTER: Final = 3
"""A figure older than this many years is not this year's (the age is counted from the deadline once that has passed)."""

POINTS_NEEDED: Final = 4
"""With fewer years of figures nothing is projected."""

NORMAL_95: Final = 1.96


@dataclass(frozen=True)
class Case:
    """Everything that one verdict is made from; `known` are the points with a value up to the asked year, oldest first."""

    ask: Asked
    year: int
    known: tuple[Point, ...]
    latest: Point
    path: tuple[Asked, ...]
    reference: tuple[Point, ...]
    moved: Moved | None = None

    @property
    def since(self) -> int:
        """The first year whose figure may have a say: that of the oldest base."""
        return (self.ask.base_year or 0) - STALE_AFTER

    def says(self, word: Word, reason: str, **more: Any) -> Verdict:
        """A verdict with what every verdict carries."""
        ask = self.ask
        told = {
            "latest_year": self.latest.year,
            "latest": self.latest.value,
            "target": ask.target,
            "target_high": ask.target_high,
            "comparator": ask.comparator,
            "deadline": ask.deadline,
            "simulated": self.latest.simulated or any(point.simulated for point in self.known if point.year >= self.since),
        }
        return Verdict(word, METHOD, reason, self.year, **(told | more))


def judge(
    ask: Asked,
    series: Sequence[Point],
    year: int,
    *,
    path: Sequence[Asked] = (),
    reference: Sequence[Point] = (),
    tested: Moved | None = None,
) -> Verdict:
    """The verdict on what is asked, from a series (one point a year, oldest first), as seen at the end of a year.

    `path`: what is asked of the same indicator with earlier deadlines; `reference`: the series that a reference target is set against.
    `tested`: what the test of direction says of a trend, where it was put for many series at once (`to_test`, `direction.moved`).
    """
    known = tuple(point for point in series if point.value is not None and point.year <= year)
    within = [point for point in known if _counts(ask, point)]
    if not within:
        return _no_data(ask, series, year, known)
    case = Case(ask, year, known, within[-1], tuple(path), tuple(point for point in reference if point.value is not None), tested)
    if _stale(case):
        return case.says(Word.NO_DATA, "stale")
    return _RULES[ask.rule](case)


def known_case(ask: Asked, series: Sequence[Point], year: int) -> Case | None:
    """A case of the figures up to a year; None where there is none."""
    known = tuple(point for point in series if point.value is not None and point.year <= year)
    return Case(ask, year, known, known[-1], (), ()) if known else None


def begun(case: Case) -> tuple[Point | None, Point | None]:
    """The base of a case, and where its way begins."""
    return base_of(case), _beginning(case)


def to_test(ask: Asked, series: Sequence[Point], year: int) -> Question | None:
    """The question that a trend puts to the test of direction; None where nothing is to be tested."""
    case = known_case(ask, series, year)
    base = base_of(case) if case is not None and ask.rule == "direction" else None
    if case is None or base is None or base.year >= case.latest.year:
        return None
    return Question(case.known, base.year, ask.direction == "up", ask.grain, ask.curb, ask.limits)


def _counts(ask: Asked, point: Point) -> bool:
    """Whether a figure speaks of the plan: one from its years, or of something that was done before and stays done."""
    return ask.start is None or point.year >= ask.start or (ask.rule == "done" and _value(point) >= 1)


def unclear(reason: str, year: int) -> Verdict:
    """The verdict where words, places or reference are missing."""
    return Verdict(Word.CANNOT_JUDGE, METHOD, reason, year)


def _no_data(ask: Asked, series: Sequence[Point], year: int, known: Sequence[Point]) -> Verdict:
    """No figure since the plan began: which kind of nothing it is, by the latest year for which anything was said."""
    said = [point for point in series if point.value is None and point.year <= year and (ask.start is None or point.year >= ask.start)]
    reason = said[-1].status if said else "only_before" if known else "never_reported"
    last = known[-1] if known else None
    return Verdict(
        Word.NO_DATA,
        METHOD,
        reason,
        year,
        latest_year=last.year if last else None,
        latest=last.value if last else None,
        target=ask.target,
        target_high=ask.target_high,
        comparator=ask.comparator,
        deadline=ask.deadline,
        simulated=any(point.simulated for point in (*said, *known)),
    )


def _stale(case: Case) -> bool:
    """A step is done or not done until somebody says otherwise; a figure has to be made again."""
    if case.ask.rule == "done":
        return False
    due = case.year if case.ask.deadline is None else min(case.year, case.ask.deadline)
    return due - case.latest.year > STALE_AFTER


def _value(point: Point) -> float:
    assert point.value is not None
    return point.value


# ------------------------------------------------------------------------------------------------ base and deadline


def base_of(case: Case) -> Point | None:
    """The figure of the base year; where the words do not name it, the nearest of the three years before."""
    year = case.ask.base_year
    if year is None:
        return None
    oldest = year if case.ask.base_stated else year - STALE_AFTER
    return next((point for point in reversed(case.known) if oldest <= point.year <= year), None)


def _beginning(case: Case) -> Point | None:
    """Where the line begins: the base, else the first figure since the plan began; None where that is the latest figure itself."""
    first = base_of(case) or _first(case)
    return first if first is not None and first.year < case.latest.year else None


def _first(case: Case) -> Point | None:
    """The first figure from the base year on."""
    return next((point for point in case.known if point.year >= (case.ask.base_year or 0)), None)


def _due(case: Case) -> str | None:
    """What the calendar says of a target that is not met: `missed`, `none_at_deadline`, `no_deadline`, or None before the deadline."""
    deadline = case.ask.deadline
    if deadline is None:
        return "no_deadline"
    if case.latest.year >= deadline:
        return "missed"
    return "none_at_deadline" if case.year > deadline else None


_DUE_WORDS: Final[Mapping[str, Word]] = {
    "missed": Word.HARDLY,
    "not_done": Word.HARDLY,
    "none_at_deadline": Word.NO_DATA,
    "no_deadline": Word.CANNOT_JUDGE,
}


# ------------------------------------------------------------------------------------------------ a number to reach


def _by_value(case: Case) -> Verdict:
    assert case.ask.interval is not None
    return _against(case, case.ask.interval, base_of(case))


def _from_base(case: Case) -> Verdict:
    """A change: the target is made from the base, which has to be there."""
    base = base_of(case)
    if base is None:
        return case.says(Word.CANNOT_JUDGE, "no_base", base_year=case.ask.base_year)
    interval = target_interval(case.ask, base.value)
    if interval is None:
        return case.says(Word.CANNOT_JUDGE, "no_deadline")
    ends = [end for end in (interval.low, interval.high) if not math.isinf(end)]
    shown = "range" if len(ends) == 2 else _sign(interval)
    case = replace(case, ask=replace(case.ask, target=ends[0], target_high=ends[1] if len(ends) == 2 else None, comparator=shown))
    return _against(case, interval, base)


def _sign(interval: Interval) -> str:
    if math.isinf(interval.high):
        return ">" if interval.low_open else ">="
    return "<" if interval.high_open else "<="


def _against(case: Case, interval: Interval, base: Point | None) -> Verdict:
    """One figure against the values that meet the target."""
    value, told = _value(case.latest), _told(base)
    if case.latest.std_error is not None and interval.spanned(*_span(value, case.latest.std_error)):
        return case.says(Word.UNDECIDED, "interval_spans", **told)
    if interval.holds(value):
        late = _late(case, interval)
        return case.says(Word.MET, "reached" if late is None else "reached_late", met_year=late, **told)
    told["only_rounded"] = interval.holds(_as_printed(case.ask, value))
    before = _met_before(case, interval)
    if before is not None:
        return case.says(Word.LOST, "fell_back", met_year=before, **told)
    due = _due(case)
    return _on_the_line(case, interval, told) if due is None else case.says(_DUE_WORDS[due], due, **told)


def _told(base: Point | None) -> dict[str, Any]:
    return {"base_year": base.year, "base": base.value} if base else {}


def _span(value: float, std_error: float) -> tuple[float, float]:
    return value - NORMAL_95 * std_error, value + NORMAL_95 * std_error


def _as_printed(ask: Asked, value: float) -> float:
    """The value as a reader sees it: to the decimals of its unit, or of the target where that has more."""
    targets = [decimals_in(end) for end in (ask.target, ask.target_high) if end is not None]
    return float(round_half_up(value, max([decimals_of(ask.unit), *targets])))


def _met_before(case: Case, interval: Interval) -> int | None:
    """The last year, from the base on, in which the target was met; a change is met at the earliest in the year after its base."""
    since = (case.ask.base_year or 0) + (case.ask.change is not None)
    met = [point.year for point in case.known if point.year >= since and interval.holds(_value(point))]
    return met[-1] if met else None


def _late(case: Case, interval: Interval) -> int | None:
    """The first year in which the target was met after a deadline at which it was not; None where it was met in time (or nobody knows)."""
    deadline = case.ask.deadline
    at_deadline = next((point for point in case.known if point.year == deadline), None)
    if deadline is None or at_deadline is None or interval.holds(_value(at_deadline)):
        return None
    return next(point.year for point in case.known if point.year > deadline and interval.holds(_value(point)))


def _on_the_line(case: Case, interval: Interval, told: dict[str, Any]) -> Verdict:
    """Before the deadline and not met: against the straight line."""
    begin = _beginning(case)
    deadline, value = case.ask.deadline, _value(case.latest)
    assert deadline is not None
    if begin is None:
        return case.says(Word.CANNOT_JUDGE, "no_begin", **told)
    knots = line(case, begin, interval)
    expected = on_line(knots, case.latest.year)
    slope = (value - _value(begin)) / (case.latest.year - begin.year)
    projected = within(case.ask.limits).nearest(value + slope * (deadline - case.latest.year))
    needed = (interval.nearest(value) - value) / (deadline - case.latest.year)
    told |= {"base_year": begin.year, "base": begin.value, "expected": expected, "projected": projected, "needed_per_year": needed}
    upwards = not beyond(value, interval.low, is_open=interval.low_open)
    if near(value, expected) or (value > expected) == upwards:
        return case.says(Word.ON_THE_WAY, "pace_kept", **told)
    points = sum(begin.year <= point.year <= case.latest.year for point in case.known)
    covered = (value - _value(begin)) / (expected - _value(begin)) if not near(expected, _value(begin)) else 0.0
    if points >= POINTS_NEEDED and covered < 0.5 and not interval.holds(projected):
        return case.says(Word.HARDLY, "projection_short", **told)
    return case.says(Word.BEHIND, "pace_missed", **told)


def line(case: Case, begin: Point, interval: Interval) -> tuple[tuple[int, float], ...]:
    """The corners of the path: the beginning, each earlier target of the same indicator, the target itself.

    A corner is what its target asks for at least; a path never asks for less than has been reached before.
    """
    corners = [(begin.year, _value(begin))]
    base = base_of(case)
    for step in sorted(case.path, key=lambda one: one.deadline or 0):
        aim = target_interval(step, base.value if base else None)
        if aim is not None and step.deadline is not None and begin.year < step.deadline < (case.ask.deadline or 0):
            corners.append((step.deadline, aim.nearest(corners[-1][1])))
    assert case.ask.deadline is not None
    return (*corners, (case.ask.deadline, interval.nearest(corners[-1][1])))


def corners(ask: Asked, series: Sequence[Point], year: int, *, path: Sequence[Asked] = ()) -> tuple[tuple[int, float], ...]:
    """The corners of the path to a target, base first, for a chart; empty where there is no base, deadline or number to reach."""
    known = tuple(point for point in series if point.value is not None and point.year <= year)
    if not known or ask.deadline is None or ask.rule not in ("value", "from_base"):
        return ()
    case = Case(ask, year, known, known[-1], tuple(path), ())
    base = base_of(case)
    begin = base or _first(case)
    interval = target_interval(ask, base.value if base else None)
    return line(case, begin, interval) if begin is not None and interval is not None and begin.year < ask.deadline else ()


def on_line(corners: Sequence[tuple[int, float]], year: int) -> float:
    """The height of a path in a year: straight between its corners, level before and after them."""
    if year <= corners[0][0]:
        return corners[0][1]
    for (first, low), (last, high) in itertools.pairwise(corners):
        if year <= last and first < last:
            return low + (high - low) * (year - first) / (last - first)
    return corners[-1][1]


# ------------------------------------------------------------------------------------------------ other rules


def _increase(case: Case) -> Verdict:
    """So many each year: the difference to the year before, judged by itself each year."""
    by_year = {point.year: point for point in case.known}
    before = by_year.get(case.latest.year - 1)
    interval = case.ask.interval
    assert interval is not None
    if before is None:
        return case.says(Word.CANNOT_JUDGE, "no_year_before")
    grown = _value(case.latest) - _value(before)
    told = {"latest": grown, "base_year": before.year, "base": before.value}
    if interval.holds(grown):
        return case.says(Word.MET, "reached", **told)
    due = _due(case)
    return case.says(Word.BEHIND, "increase_short", **told) if due is None else case.says(_DUE_WORDS[due], due, **told)


def _direction(case: Case) -> Verdict:
    """A trend: whether the level has moved as wished since the base, by a test; at a natural limit it cannot be better and need not be."""
    base = base_of(case)
    if base is None:
        return _trend_says(case, Word.CANNOT_JUDGE, "no_base", base_year=case.ask.base_year)
    case = replace(case, ask=replace(case.ask, target=base.value))
    due = _due(case)
    if due in ("none_at_deadline", "no_deadline"):
        return _trend_says(case, _DUE_WORDS[due], due, **_told(base))
    found = _tested(case)
    if found.short:
        return _trend_says(case, Word.UNDECIDED, "curb_short" if case.ask.curb else "direction_short", **_told(base))
    word, reason = _TREND_WORDS[found.said, due]
    reason = reason.replace("direction", "curb") if case.ask.curb else reason
    return _trend_says(case, word, reason, sure=found.sure, **_told(base))


def _tested(case: Case) -> Moved:
    if not case.ask.curb and _at_limit(case.ask, _value(case.latest)):
        return Moved("as_wished")
    question = to_test(case.ask, case.known, case.year)
    if question is None:
        return Moved("open", short=True)
    return case.moved if case.moved is not None else moved([question])[0]


def _trend_says(case: Case, word: Word, reason: str, **more: Any) -> Verdict:
    return replace(case.says(word, reason, **more), method=TREND)


_TREND_WORDS: Final[Mapping[tuple[str, str | None], tuple[Word, str]]] = {
    ("as_wished", None): (Word.ON_THE_WAY, "direction_right"),
    ("as_wished", "missed"): (Word.MET, "direction_kept"),
    ("open", None): (Word.UNDECIDED, "direction_open"),
    ("open", "missed"): (Word.UNDECIDED, "direction_open"),
    ("not_as_wished", None): (Word.BEHIND, "direction_wrong"),
    ("not_as_wished", "missed"): (Word.HARDLY, "direction_missed"),
}
"""What is said of a trend: by the test, and by what the calendar says."""


def _at_limit(ask: Asked, value: float) -> bool:
    end = ask.limits[1 if ask.direction == "up" else 0]
    return end is not None and near(value, end)


def _reference(case: Case) -> Verdict:
    """Against the reference of the same year; there is no path, as nobody knows where the reference goes."""
    theirs = {point.year: point for point in case.reference}
    since = case.ask.start if case.ask.start is not None else 0
    common = tuple(point for point in case.known if point.year in theirs and point.year >= since)
    if not common:
        return case.says(Word.CANNOT_JUDGE, "no_reference")
    gaps = tuple(replace(point, value=_value(point) - _value(theirs[point.year])) for point in common)
    latest, interval = common[-1], _reference_interval(case.ask)
    other = theirs[latest.year]
    told: dict[str, Any] = {"target": _value(other) + case.ask.offset, "simulated": latest.simulated or other.simulated}
    case = replace(case, latest=latest)
    if interval.holds(_value(gaps[-1])):
        return case.says(Word.MET, "reference_reached", **told)
    met = [gap.year for gap in gaps[:-1] if interval.holds(_value(gap))]
    if met:
        return case.says(Word.LOST, "fell_back", met_year=met[-1], **told)
    due = _due(case)
    return case.says(Word.BEHIND, "reference_short", **told) if due is None else case.says(_DUE_WORDS[due], due, **told)


def _reference_interval(ask: Asked) -> Interval:
    is_open = ask.comparator in (">", "<")
    if ask.comparator in (">", ">="):
        return Interval(low=ask.offset, low_open=is_open)
    return Interval(high=ask.offset, high_open=is_open)


def _done(case: Case) -> Verdict:
    """A step: done, or not yet, or not by the day."""
    deadline = case.ask.deadline
    done = next((point.year for point in case.known if _value(point) >= 1), None)
    if _value(case.latest) >= 1 and done is not None:
        late = deadline is not None and done > deadline
        return case.says(Word.MET, "done_late" if late else "done", met_year=done)
    if done is not None:
        return case.says(Word.LOST, "undone", met_year=done)
    due = _due(case)
    if due is None:
        return case.says(Word.ON_THE_WAY, "not_due")
    reason = "not_done" if due == "missed" else due
    return case.says(_DUE_WORDS[reason], reason)


_RULES: Final[Mapping[Rule, Callable[[Case], Verdict]]] = {
    "value": _by_value,
    "from_base": _from_base,
    "increase": _increase,
    "direction": _direction,
    "reference": _reference,
    "done": _done,
}
