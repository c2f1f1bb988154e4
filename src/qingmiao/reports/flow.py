"""The way of a report from its first draft to publication, and who may do what on it: pure rules, as those of `disclosure`.

| who | draft | out for comments | for approval | published, before its day | published |
|---|---|---|---|---|---|
| office of the region | sees, edits, makes it again, sends it on, drops it | the same, answers comments | sees, answers; approves, returns (evaluation group); publishes | sees, corrects | sees, corrects |
| statistics department of the region | – | sees, comments | sees, comments; approves, returns (monitoring group) | sees | sees |
| other departments of the region | – | sees, comments | sees | – | sees |
| evaluator of the region | – | – | sees; approves, returns (evaluation group) | sees | sees |
| everybody else who sees the plan | – | – | – | – | sees |

Sending a draft out for comments is what shows departments figures beyond their own duty: the office decides it. The last day for comments, and
what must be settled before a report goes on, are asked where it is done.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Final, Literal

from qingmiao.disclosure import Role, Viewer, may_assign, may_see_plan
from qingmiao.disclosure.collecting import STATISTICS
from qingmiao.disclosure.scope import at_or_below
from qingmiao.places import Gazetteer

State = Literal["draft", "consulting", "review", "published", "dropped"]
Act = Literal["edit", "make", "consult", "comment", "answer", "send", "approve", "return", "publish", "correct", "drop"]
Group = Literal["monitoring", "evaluation"]
CommentState = Literal["open", "answered", "reopened", "resolved"]
CommentAct = Literal["answer", "resolve", "reopen"]

STATES: Final[Mapping[State, tuple[str, str]]] = {
    "draft": ("草稿", "draft"),
    "consulting": ("征求意见", "out for comments"),
    "review": ("送审", "for approval"),
    "published": ("已发布", "published"),
    "dropped": ("已作废", "dropped"),
}
GROUPS: Final[Mapping[Group, tuple[str, str]]] = {
    "monitoring": ("监测组", "monitoring group"),
    "evaluation": ("评估组", "evaluation group"),
}
COMMENTS: Final[Mapping[CommentState, tuple[str, str]]] = {
    "open": ("待答复", "to be answered"),
    "answered": ("已答复", "answered"),
    "reopened": ("再次提出", "raised again"),
    "resolved": ("已了结", "settled"),
}
UNSETTLED: Final[frozenset[CommentState]] = frozenset({"open", "reopened"})
"""Comments that the office has still to answer."""


@dataclass(frozen=True, slots=True)
class Step:
    """From which states an act leads, to which (None: it stays), and whether it needs words or a day."""

    zh: str
    en: str
    before: frozenset[State]
    after: State | None = None
    words: bool = False
    day: bool = False


_WRITTEN: Final[frozenset[State]] = frozenset({"draft", "consulting"})
_AT_WORK: Final[frozenset[State]] = _WRITTEN | {"review"}

ACTS: Final[Mapping[Act, Step]] = {
    "edit": Step("修改", "edit", _WRITTEN),
    "make": Step("重新生成", "make again", _WRITTEN),
    "consult": Step("征求意见", "send out for comments", _WRITTEN, "consulting", day=True),
    "comment": Step("提意见", "comment", _AT_WORK, words=True),
    "answer": Step("答复", "answer", _AT_WORK, words=True),
    "send": Step("送审", "send for approval", _WRITTEN, "review"),
    "approve": Step("通过", "approve", frozenset({"review"})),
    "return": Step("退回", "return", frozenset({"review"}), "draft", words=True),
    "publish": Step("发布", "publish", frozenset({"review"}), "published", day=True),
    "correct": Step("更正", "correct", frozenset({"published"}), "draft", words=True),
    "drop": Step("作废", "drop", _WRITTEN, "dropped", words=True),
}
"""A correction that is dropped leads back to what was published."""


@dataclass(frozen=True, slots=True)
class CommentStep:
    """From which states of a comment an act leads, to which; whether it is for whoever raised it; whether it needs words."""

    zh: str
    en: str
    before: frozenset[CommentState]
    after: CommentState
    asker: bool
    words: bool


COMMENT_ACTS: Final[Mapping[CommentAct, CommentStep]] = {
    "answer": CommentStep("答复", "answer", UNSETTLED, "answered", asker=False, words=True),
    "resolve": CommentStep("了结", "settle", UNSETTLED | {"answered"}, "resolved", asker=True, words=False),
    "reopen": CommentStep("再次提出", "raise again", frozenset({"answered", "resolved"}), "reopened", asker=True, words=True),
}


@dataclass(frozen=True, slots=True)
class Held:
    """A report as these rules see it: of a region, in a state; `opens` is the day from which everybody sees what was published last, None where nothing was."""

    region: str
    state: State
    opens: date | None = None


def is_office(viewer: Viewer, region: str, gazetteer: Gazetteer) -> bool:
    """Tell whether a viewer is of the office that makes the reports of a region."""
    return may_assign(viewer, region, gazetteer)


def group_of(viewer: Viewer, region: str, gazetteer: Gazetteer) -> Group | None:
    """The group for which a viewer approves reports of a region: statistics monitors, the office and evaluators evaluate."""
    if is_office(viewer, region, gazetteer) or (viewer.role is Role.EVALUATOR and _over(viewer, region, gazetteer)):
        return "evaluation"
    return "monitoring" if viewer.department == STATISTICS and _department(viewer, region, gazetteer) else None


def acts_of(viewer: Viewer, held: Held, gazetteer: Gazetteer) -> tuple[Act, ...]:
    """What a viewer can do with a report now."""
    allowed = _allowed(viewer, held, gazetteer)
    return tuple(act for act, step in ACTS.items() if act in allowed and held.state in step.before)


def sees_draft(viewer: Viewer, held: Held, gazetteer: Gazetteer) -> bool:
    """Tell whether a viewer sees a report that is at work, with its comments."""
    if is_office(viewer, held.region, gazetteer):
        return True
    if held.state == "consulting":
        return _department(viewer, held.region, gazetteer)
    return held.state == "review" and (_department(viewer, held.region, gazetteer) or group_of(viewer, held.region, gazetteer) is not None)


def sees_published(viewer: Viewer, held: Held, gazetteer: Gazetteer, today: date) -> bool:
    """Tell whether a viewer sees what was published of a report: before its day only the office and whoever approves."""
    if held.opens is None or not may_see_plan(viewer, held.region, gazetteer):
        return False
    return today >= held.opens or group_of(viewer, held.region, gazetteer) is not None


def _allowed(viewer: Viewer, held: Held, gazetteer: Gazetteer) -> Collection[Act]:
    if is_office(viewer, held.region, gazetteer):
        return ACTS.keys()
    group = group_of(viewer, held.region, gazetteer)
    if group == "evaluation":
        return {"approve", "return"}
    if group == "monitoring":
        return {"comment", "approve", "return"} if held.state != "draft" else ()
    return {"comment"} if held.state == "consulting" and _department(viewer, held.region, gazetteer) else ()


def _department(viewer: Viewer, region: str, gazetteer: Gazetteer) -> bool:
    return viewer.role is Role.DEPARTMENT and _over(viewer, region, gazetteer)


def _over(viewer: Viewer, region: str, gazetteer: Gazetteer) -> bool:
    """Whether a viewer's place is the region or lies above it."""
    return viewer.place is not None and at_or_below(gazetteer, region, viewer.place)


def comment_acts_of(state: CommentState, *, asker: bool, office: bool) -> tuple[CommentAct, ...]:
    """What whoever raised a comment, and the office, can do with it."""
    return tuple(act for act, step in COMMENT_ACTS.items() if state in step.before and (asker if step.asker else office))
