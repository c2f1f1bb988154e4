"""Who may do what with a unit's self-report (自评报告): its states, what leads from one to the next, and pure rules as those of `scope`.

| who | writes and submits | returns, adopts, gives another day | reads |
|---|---|---|---|
| department of the plan's region | its own | – | its own |
| township; office of a place right below the region | that of its own place | – | its own |
| office of the region, or of one above | its own, and those of units without an account | all | all |
| evaluator | – | – | what was handed in, of the region and of places in their sight |
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Final, Literal

from qingmiao.disclosure.scope import Role, Viewer, may_assign, may_see_place
from qingmiao.places.model import Gazetteer
from qingmiao.rounds.owing import OFFICE

State = Literal["drafting", "submitted", "returned", "adopted"]
Act = Literal["write", "submit", "return", "adopt", "extend"]

STATES: Final[Mapping[State, tuple[str, str]]] = {
    "drafting": ("起草", "being drafted"),
    "submitted": ("已报送", "handed in"),
    "returned": ("退回", "returned"),
    "adopted": ("采用", "adopted"),
}
OPEN: Final[frozenset[State]] = frozenset({"drafting", "returned"})
"""The unit is still writing."""

IN_HAND: Final[frozenset[State]] = frozenset({"submitted", "adopted"})
"""The office has it."""


@dataclass(frozen=True, slots=True)
class Step:
    """From which states an act leads, to which (None: it stays), and its words."""

    zh: str
    en: str
    before: frozenset[State]
    after: State | None


ACTS: Final[Mapping[Act, Step]] = {
    "write": Step("填写", "write", OPEN, None),
    "submit": Step("报送", "hand in", OPEN, "submitted"),
    "return": Step("退回", "return", IN_HAND, "returned"),
    "adopt": Step("采用", "adopt", IN_HAND, "adopted"),
    "extend": Step("延期", "extend", OPEN, None),
}

_WRITERS: Final = frozenset({"write", "submit"})
_READERS: Final = frozenset({"return", "adopt", "extend"})


@dataclass(frozen=True, slots=True)
class Held:
    """A self-report as these rules see it: of a department (empty: a place's, or a unit's that is no department of the catalogue), at a place, under a plan of a region."""

    department: str
    place: str
    region: str
    state: State

    @property
    def of_place(self) -> bool:
        """Whether a place below the region writes it, not a unit of the region."""
        return self.place != self.region


def writes(viewer: Viewer, held: Held, gazetteer: Gazetteer) -> bool:
    """Tell whether a self-report is a viewer's own."""
    if held.of_place:
        return viewer.role in (Role.TOWNSHIP, Role.OFFICE) and viewer.place == held.place
    if held.department in ("", OFFICE) and viewer.role is Role.OFFICE:
        return may_assign(viewer, held.region, gazetteer)
    return viewer.role is Role.DEPARTMENT and held.department == viewer.department and viewer.place == held.place


def may_see(viewer: Viewer, held: Held, gazetteer: Gazetteer) -> bool:
    """Tell whether a viewer reads a self-report."""
    if writes(viewer, held, gazetteer) or may_assign(viewer, held.region, gazetteer):
        return True
    handed_in = held.state in IN_HAND
    return viewer.role is Role.EVALUATOR and handed_in and may_see_place(viewer, held.place, held.region, gazetteer)


def acts_of(viewer: Viewer, held: Held, gazetteer: Gazetteer) -> tuple[Act, ...]:
    """What a viewer can do with a self-report now."""
    allowed: set[str] = set()
    if writes(viewer, held, gazetteer):
        allowed |= _WRITERS
    if may_assign(viewer, held.region, gazetteer):
        allowed |= _READERS
    return tuple(act for act, step in ACTS.items() if act in allowed and held.state in step.before)
