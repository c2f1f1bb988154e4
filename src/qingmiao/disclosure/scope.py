"""Access by duty and region: pure rules, with no knowledge of pages or databases.

A plan is a public document: who sees the plan sees all its words, who answers for what, and the verdict of each commitment for the
plan's whole region. Figures are another matter:

| role | figures of the plan's region | figures of the places below | assigns units | takes the report | takes part in rounds | people |
|---|---|---|---|---|---|---|
| office | all | all | yes | yes | runs them | those at and below its place |
| department | of the commitments it answers for | of the commitments it answers for | no | no | yes | no |
| township | all | of its own place and what lies below | no | no | yes | no |
| evaluator | all | of its own place and what lies below | no | no | no | no |

Region limits everyone: a person with a place sees the plans of that place, of the places above it (they bind it) and below it.
A day may limit anyone, and limits every evaluator, who comes from outside: after it they see nothing. Evaluators read;
they write nothing but whether they approve of a report (`reports.flow`, which also says who sees drafts of reports).
"""

from __future__ import annotations

from collections.abc import Collection, Iterable
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from typing import Literal

from qingmiao.places.model import Gazetteer


class Role(StrEnum):
    """What a person is here for."""

    OFFICE = "office"
    DEPARTMENT = "department"
    TOWNSHIP = "township"
    EVALUATOR = "evaluator"


@dataclass(frozen=True, slots=True)
class Viewer:
    """Who is looking: `department` is a code of the catalogue's departments; `place` None means no limit of region (offices only)."""

    role: Role
    place: str | None = None
    department: str | None = None


def at_or_below(gazetteer: Gazetteer, place: str, top: str) -> bool:
    """Tell whether a place is another one or lies below it."""
    return place == top or (place in gazetteer and any(above.id == top for above in gazetteer.above(place)))


def _unlimited(viewer: Viewer) -> bool:
    return viewer.place is None and viewer.role is Role.OFFICE


def may_see_plan(viewer: Viewer, region: str, gazetteer: Gazetteer) -> bool:
    """Tell whether a viewer sees the plan of a region; `gazetteer` holds the plan's places."""
    if _unlimited(viewer):
        return True
    place = viewer.place
    return place is not None and (at_or_below(gazetteer, place, region) or at_or_below(gazetteer, region, place))


def may_see_place(viewer: Viewer, place: str, region: str, gazetteer: Gazetteer) -> bool:
    """Tell whether a viewer sees the figures of a place of a plan whose region is `region`."""
    if not may_see_plan(viewer, region, gazetteer) or not at_or_below(gazetteer, place, region):
        return False
    if _unlimited(viewer) or place == region:
        return True
    return viewer.place is not None and at_or_below(gazetteer, place, viewer.place)


def may_see_figures(viewer: Viewer, answering: Collection[str]) -> bool:
    """Tell whether a viewer sees the figures of a commitment for which the departments `answering` answer (named, assigned or proposed)."""
    return viewer.role is not Role.DEPARTMENT or (viewer.department is not None and viewer.department in answering)


def may_assign(viewer: Viewer, region: str, gazetteer: Gazetteer) -> bool:
    """Tell whether a viewer assigns units to the commitments of a plan: the office of its region, or of one above."""
    if viewer.role is not Role.OFFICE:
        return False
    return viewer.place is None or at_or_below(gazetteer, region, viewer.place)


def may_take_part(viewer: Viewer) -> bool:
    """Tell whether a viewer has anything to do with rounds, whose forms hold what is still being written."""
    return viewer.role is not Role.EVALUATOR


Lack = Literal["department", "place", "until", "no_department"]
"""What a duty lacks, or has and may not have."""


def lacks_of(viewer: Viewer, until: date | None) -> tuple[Lack, ...]:
    """What is missing from a duty that is given until a day (None: without end): only offices may be without a place, evaluators need an end."""
    found: list[Lack] = []
    if viewer.role is Role.DEPARTMENT and viewer.department is None:
        found.append("department")
    if viewer.role is not Role.DEPARTMENT and viewer.department is not None:
        found.append("no_department")
    if viewer.role is not Role.OFFICE and viewer.place is None:
        found.append("place")
    if viewer.role is Role.EVALUATOR and until is None:
        found.append("until")
    return tuple(found)


def over(until: date | None, today: date) -> bool:
    """Tell whether a duty has ended: its day is the last on which it stands."""
    return until is not None and today > until


def may_manage_people(viewer: Viewer) -> bool:
    """Tell whether a viewer has people to look after: offices do."""
    return viewer.role is Role.OFFICE


def may_manage(viewer: Viewer, duty: Viewer, gazetteer: Gazetteer) -> bool:
    """Tell whether a viewer gives, changes and takes back a duty: the office of its place, or of one above; one without place, that of the whole site."""
    return may_manage_people(viewer) and _within(duty.place, viewer.place, gazetteer)


def demanded(viewer: Viewer, demands: Iterable[tuple[str, str | None]], gazetteer: Gazetteer) -> bool:
    """Tell whether a second factor is demanded of a viewer: `demands` are roles, each at a place and below it (None: everywhere)."""
    return any(role == viewer.role and _within(viewer.place, place, gazetteer) for role, place in demands)


def _within(place: str | None, top: str | None, gazetteer: Gazetteer) -> bool:
    """Whether a region (None: no limit) lies in another."""
    return top is None or (place is not None and at_or_below(gazetteer, place, top))


def may_take_report(viewer: Viewer, region: str, gazetteer: Gazetteer) -> bool:
    """Tell whether a viewer takes a plan's whole report: it holds all figures of the region, so only the office does."""
    return may_assign(viewer, region, gazetteer)


def may_read_audit(viewer: Viewer, plans: Iterable[tuple[str, Gazetteer]]) -> bool:
    """Tell whether a viewer reads the audit log of a site, which speaks of everybody's work: an office without limit of region, or the office of a place
    at which, or below which, the regions of all the site's plans lie; `plans` gives each plan's region and places."""
    if viewer.role is not Role.OFFICE:
        return False
    held = list(plans)
    return _unlimited(viewer) or (bool(held) and all(may_assign(viewer, region, gazetteer) for region, gazetteer in held))
