"""Who may do what with a form of a round: pure rules, as those of `scope`.

| role | fills in and submits | checks | returns | accepts | excuses, extends |
|---|---|---|---|---|---|
| office of the region | every form | – | every form | every form | every form |
| department | its own forms, of its region | its own forms that a township submitted | the same | – | – |
| statistics department | its own forms | as any department | every form | forms of others that their department stands for | – |
| township | forms on its own place | – | – | – | – |
| evaluator | – | – | – | – | – |

A form that a township submitted is accepted by statistics once its department has checked it.
"""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass

from qingmiao.disclosure.scope import Role, Viewer, at_or_below, may_assign
from qingmiao.places.model import Gazetteer
from qingmiao.rounds.states import ACTS, Act, State

STATISTICS = "statistics"


@dataclass(frozen=True, slots=True)
class Held:
    """A form as these rules see it: of a department, on a place, in a round of a region, in a state; `submitted_as`: a role, or empty."""

    department: str
    place: str
    region: str
    state: State
    submitted_as: str = ""


def may_see_form(viewer: Viewer, form: Held, gazetteer: Gazetteer) -> bool:
    """Tell whether a viewer sees a form: whoever fills it in, checks or accepts it."""
    return _office(viewer, form, gazetteer) or _statistics(viewer, form, gazetteer) or _fills(viewer, form, gazetteer)


def acts_of(viewer: Viewer, form: Held, gazetteer: Gazetteer) -> tuple[Act, ...]:
    """What a viewer can do with a form now."""
    allowed = _allowed(viewer, form, gazetteer)
    return tuple(act for act, step in ACTS.items() if act in allowed and form.state in step.before)


def _allowed(viewer: Viewer, form: Held, gazetteer: Gazetteer) -> Collection[Act]:
    if _office(viewer, form, gazetteer):
        return ("fill", "submit", "return", "accept", "excuse", "extend")
    found: set[Act] = set()
    if _fills(viewer, form, gazetteer):
        found |= {"fill", "submit"}
        if viewer.role is Role.DEPARTMENT and form.submitted_as == Role.TOWNSHIP:
            found |= {"check", "return"}
    if _statistics(viewer, form, gazetteer):
        found.add("return")
        if form.department != STATISTICS and (form.submitted_as != Role.TOWNSHIP or form.state == "checked"):
            found.add("accept")
    if form.state == "accepted":
        found.discard("return")  # what was accepted is opened again by the office alone
    return found


def _office(viewer: Viewer, form: Held, gazetteer: Gazetteer) -> bool:
    return may_assign(viewer, form.region, gazetteer)


def _statistics(viewer: Viewer, form: Held, gazetteer: Gazetteer) -> bool:
    return viewer.role is Role.DEPARTMENT and viewer.department == STATISTICS and _within(viewer, form.region, gazetteer)


def _fills(viewer: Viewer, form: Held, gazetteer: Gazetteer) -> bool:
    if viewer.role is Role.DEPARTMENT:
        return viewer.department == form.department and _within(viewer, form.place, gazetteer)
    return viewer.role is Role.TOWNSHIP and _within(viewer, form.place, gazetteer)


def _within(viewer: Viewer, place: str, gazetteer: Gazetteer) -> bool:
    return viewer.place is not None and at_or_below(gazetteer, place, viewer.place)
