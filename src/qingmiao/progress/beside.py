"""The official method of a plan and the others beside it: what each says of one commitment, and where they disagree.

Whether a target is met, lost or missed is the same by every method: figures are compared. Methods differ about the way to it before the deadline:
there the plan's official method gives the word.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Final

from qingmiao.catalogue.numbers import Lang
from qingmiao.plans.model import METHODS_OF_THE_WAY
from qingmiao.progress.effective import Asked, target_interval
from qingmiao.progress.methods import METHOD, begun, known_case
from qingmiao.progress.model import Point, Verdict, Word
from qingmiao.progress.named import METHODS, REFUSALS, Answer, Target, answer

WAYS: Final = METHODS_OF_THE_WAY
"""Methods that look at the way from the base to the target, and so may be a plan's official one; the others say how full a target is."""

ON_THE_LINE: Final = frozenset({"pace_kept", "pace_missed", "projection_short"})
"""Reasons of a verdict on the way, which the official method may put in other words."""

_FAR: Final = frozenset({"deterioration", "limited_or_no_progress", "stagnation_or_regression", "regressed", "wrong_direction", "hardly"})
"""Classes that say 难以完成: back, or nowhere; what is neither these nor good is 落后."""


@dataclass(frozen=True, slots=True)
class Row:
    """What one method says: `good` is None where it says nothing."""

    name: str
    official: bool
    answer: Answer
    good: bool | None

    def title(self, lang: Lang = "zh") -> str:
        """What the method is called."""
        return METHODS[self.name].zh if lang == "zh" else METHODS[self.name].en

    def said(self, lang: Lang = "zh") -> str:
        """Its class in words; empty where it gives none."""
        return class_words(self.name, self.answer.status, lang)

    def refused(self, lang: Lang = "zh") -> str:
        """Why something is missing; empty where nothing is."""
        return REFUSALS[self.answer.refusal][lang != "zh"] if self.answer.refusal else ""


@dataclass(frozen=True, slots=True)
class Beside:
    """The methods side by side, the official one first; `differing` are those of the way that say otherwise than the official one."""

    rows: tuple[Row, ...]
    differing: tuple[Row, ...]

    def sentence(self, lang: Lang = "zh") -> str:
        """按直线进度为正常，按亚太经社会现状指数为滞后; empty where none says otherwise."""
        if not self.differing:
            return ""
        sides = {good: [row.title(lang) for row in self._ways() if row.good is good] for good in (True, False)}
        if lang == "zh":
            return (
                f"各方法结论不一：按{'、'.join(sides[True])}为正常，按{'、'.join(sides[False])}为滞后；本规划以{self.rows[0].title()}为准。"
            )
        good, late = (", ".join(sides[good]) for good in (True, False))
        return f"The methods disagree: on the way by {good}; late by {late}. This plan goes by {self.rows[0].title('en')}."

    def _ways(self) -> tuple[Row, ...]:
        return tuple(row for row in self.rows if row.name in WAYS)


def class_words(method: str, status: str, lang: Lang = "zh") -> str:
    """A class of a method in words; empty where it is none of its classes."""
    zh, en = METHODS[method].statuses.get(status, ("", "")) if method in METHODS else ("", "")
    return zh if lang == "zh" else en


def target_of(ask: Asked, series: Sequence[Point], year: int) -> Target | None:
    """What the named methods are asked: the beginning of the way, the latest figure and the nearer end of the target.

    None where there is no number to reach, no figure, or a range with two ends, of which the methods know nothing.
    """
    case = known_case(ask, series, year)
    if case is None or ask.rule not in ("value", "from_base"):
        return None
    base, begin = begun(case)
    aim = target_interval(ask, base.value if base else None)
    if aim is None:
        return None
    up = aim.high == float("inf")
    if not up and aim.low != float("-inf"):
        return None
    since = begin or base
    return Target(
        base_year=since.year if since else None,
        base_value=since.value if since else None,
        current_year=case.latest.year,
        current_value=case.latest.value,
        target_year=ask.deadline,
        target=aim.low if up else aim.high,
        direction=1 if up else -1,
        limit=ask.limits[1 if up else 0],
        points=tuple((float(point.year), point.value) for point in case.known if point.value is not None),
    )


def beside(target: Target, official: str, verdict: Verdict) -> Beside:
    """Every method's answer; of `pace`, whose path may have corners, the verdict of the house stands where it is the official one."""
    order = (official, *(name for name in METHODS if name != official))
    rows = tuple(_row(name, target, official, verdict) for name in order)
    mine = rows[0].good
    open_yet = verdict.reason in ON_THE_LINE or verdict.reason in BY_METHOD
    differing = tuple(row for row in rows[1:] if row.name in WAYS and row.good is not None and row.good is not mine)
    return Beside(rows, differing if open_yet and mine is not None else ())


def _row(name: str, target: Target, official: str, verdict: Verdict) -> Row:
    said = answer(name, target)
    if name == METHOD and verdict.method == METHOD:
        said = replace(said, status=str(verdict.word), refusal="" if said.value is not None else said.refusal)
    return Row(name, name == official, said, _good(name, said))


_SILENT: Final = frozenset({"not_available", "no_data", "cannot_judge", "undecided"})


def _good(name: str, said: Answer) -> bool | None:
    if said.status in _SILENT or said.status not in METHODS[name].statuses:
        return None
    return said.status in METHODS[name].good


BY_METHOD: Final[Mapping[str, Word]] = {
    "method_kept": Word.ON_THE_WAY,
    "method_missed": Word.BEHIND,
    "method_far": Word.HARDLY,
}
"""Reason → word of a verdict on the way that another method than the straight line has given."""


def by_method(verdict: Verdict, ask: Asked, series: Sequence[Point], official: str) -> Verdict:
    """The verdict in the words of the official method, where it speaks of the way to the target; by the straight line where that method refuses."""
    if official == METHOD or verdict.reason not in ON_THE_LINE:
        return verdict
    target = target_of(ask, series, verdict.year)
    said = answer(official, target) if target is not None else Answer()
    good = _good(official, said)
    if good is None:
        return verdict
    reason = "method_kept" if good else "method_far" if said.status in _FAR else "method_missed"
    return replace(verdict, word=BY_METHOD[reason], reason=reason, method=official, status=said.status)
