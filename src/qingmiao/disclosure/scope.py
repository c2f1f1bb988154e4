"""Access by duty and region: pure rules, with no knowledge of pages or databases.

A plan is a public document: who sees the plan sees all its words, who answers for what, and the verdict of each commitment for the
plan's whole region. Figures are another matter:

| role | figures of the plan's region | figures of the places below | assigns units | takes the report |
|---|---|---|---|---|
| office | all | all | yes | yes |
| department | of the commitments it answers for | of the commitments it answers for | no | no |
| township | all | of its own place and what lies below | no | no |

Region limits everyone: a person with a place sees the plans of that place, of the places above it (they bind it) and below it.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable
from dataclasses import dataclass
from enum import StrEnum

from qingmiao.places.model import Gazetteer


class Role(StrEnum):
    """What a person is here for."""

    OFFICE = "office"
    DEPARTMENT = "department"
    TOWNSHIP = "township"


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
