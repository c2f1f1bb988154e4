"""Who may do what with a form of a round: pure rules, as those of `scope`.

| who | fills in and submits | checks | returns | accepts | excuses, extends |
|---|---|---|---|---|---|
| office of the region | every form | – | every form | every form | every form |
| department | its own forms, of its place | its own forms that came from a place below its own | the same | – | – |
| statistics department of the region | its own forms | as any department | every form | forms of others that came from the region, or were checked | – |
| office between the region and the form's place | – | forms that came from its place or below | the same | – | – |
| township | forms on its own place | – | – | – | – |
| evaluator | – | – | – | – | – |

A form that came from below the region, a township of a county or a county of a city, goes up by levels: its department or an office above whoever
submitted it checks it, then statistics accepts it.
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
    """A form as these rules see it: of a department, on a place, in a round of a region, in a state; `submitted_from`: the place of whoever submitted
    it, empty where that is the region or nobody has yet."""

    department: str
    place: str
    region: str
    state: State
    submitted_from: str = ""

    @property
    def from_below(self) -> bool:
        """Whether it was submitted from a place below the region."""
        return self.submitted_from not in ("", self.region)


def may_see_form(viewer: Viewer, form: Held, gazetteer: Gazetteer) -> bool:
    """Tell whether a viewer sees a form: whoever fills it in, checks or accepts it."""
    return any(rule(viewer, form, gazetteer) for rule in (_office, _statistics, _fills, _office_between))


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
    if _checks(viewer, form, gazetteer):
        found |= {"check", "return"}
    if _statistics(viewer, form, gazetteer):
        found.add("return")
        if form.department != STATISTICS and (not form.from_below or form.state == "checked"):
            found.add("accept")
    if form.state == "accepted":
        found.discard("return")  # what was accepted is opened again by the office alone
    return found


def _office(viewer: Viewer, form: Held, gazetteer: Gazetteer) -> bool:
    return may_assign(viewer, form.region, gazetteer)


def _statistics(viewer: Viewer, form: Held, gazetteer: Gazetteer) -> bool:
    return viewer.role is Role.DEPARTMENT and viewer.department == STATISTICS and _within(viewer, form.region, gazetteer)


def _office_between(viewer: Viewer, form: Held, gazetteer: Gazetteer) -> bool:
    """An office of a place within the region that is the form's, or above it."""
    inside = viewer.place not in (None, form.region) and at_or_below(gazetteer, viewer.place or "", form.region)
    return viewer.role is Role.OFFICE and inside and _within(viewer, form.place, gazetteer)


def _checks(viewer: Viewer, form: Held, gazetteer: Gazetteer) -> bool:
    """Whether a form came up to a viewer: a department's from below its own place, an office's from its own or below."""
    if not form.from_below or viewer.place is None or not at_or_below(gazetteer, form.submitted_from, viewer.place):
        return False
    if viewer.role is Role.DEPARTMENT:
        return viewer.department == form.department and viewer.place != form.submitted_from and _within(viewer, form.place, gazetteer)
    return _office_between(viewer, form, gazetteer)


def _fills(viewer: Viewer, form: Held, gazetteer: Gazetteer) -> bool:
    if viewer.role is Role.DEPARTMENT:
        return viewer.department == form.department and _within(viewer, form.place, gazetteer)
    return viewer.role is Role.TOWNSHIP and _within(viewer, form.place, gazetteer)


def _within(viewer: Viewer, place: str, gazetteer: Gazetteer) -> bool:
    return viewer.place is not None and at_or_below(gazetteer, place, viewer.place)
