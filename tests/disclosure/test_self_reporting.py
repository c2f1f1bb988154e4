"""Who may do what with a self-report: each role, own and other, in each state."""

from __future__ import annotations

from typing import get_args

import pytest

from qingmiao.disclosure import Role, Viewer
from qingmiao.disclosure.self_reporting import IN_HAND, OPEN, Held, State, acts_of, may_see
from qingmiao.places import Gazetteer, Place

WORLD = Gazetteer(
    (
        Place("p", "省", "province"),
        Place("c", "县", "county", "p"),
        Place("t", "乡", "township", "c"),
        Place("u", "镇", "township", "c"),
        Place("d", "邻县", "county", "p"),
    )
)
HEALTH, TOWN, NOBODY, OFFICE = ("health", "c", "c"), ("", "t", "c"), ("", "c", "c"), ("wcwc_office", "c", "c")

# Who, whose report (department, place, region): what they do with it while it is open, and once it is in hand; whether they read it then.
TABLE = [
    (Viewer(Role.DEPARTMENT, "c", "health"), HEALTH, {"write", "submit"}, set(), (True, True)),
    (Viewer(Role.DEPARTMENT, "c", "education"), HEALTH, set(), set(), (False, False)),
    (Viewer(Role.DEPARTMENT, "d", "health"), HEALTH, set(), set(), (False, False)),
    (Viewer(Role.DEPARTMENT, "p", "health"), HEALTH, set(), set(), (False, False)),
    (Viewer(Role.DEPARTMENT, "t", "health"), TOWN, set(), set(), (False, False)),
    (Viewer(Role.DEPARTMENT, "c"), NOBODY, set(), set(), (False, False)),
    (Viewer(Role.TOWNSHIP, "t"), TOWN, {"write", "submit"}, set(), (True, True)),
    (Viewer(Role.TOWNSHIP, "u"), TOWN, set(), set(), (False, False)),
    (Viewer(Role.TOWNSHIP, "c"), HEALTH, set(), set(), (False, False)),
    (Viewer(Role.TOWNSHIP), TOWN, set(), set(), (False, False)),
    (Viewer(Role.OFFICE, "c"), HEALTH, {"extend"}, {"return", "adopt"}, (True, True)),
    (Viewer(Role.OFFICE, "c"), TOWN, {"extend"}, {"return", "adopt"}, (True, True)),
    (Viewer(Role.OFFICE, "c"), NOBODY, {"write", "submit", "extend"}, {"return", "adopt"}, (True, True)),
    (Viewer(Role.OFFICE, "c"), OFFICE, {"write", "submit", "extend"}, {"return", "adopt"}, (True, True)),
    (Viewer(Role.OFFICE, "p"), HEALTH, {"extend"}, {"return", "adopt"}, (True, True)),
    (Viewer(Role.OFFICE), HEALTH, {"extend"}, {"return", "adopt"}, (True, True)),
    (Viewer(Role.OFFICE, "d"), HEALTH, set(), set(), (False, False)),
    (Viewer(Role.OFFICE, "t"), TOWN, {"write", "submit"}, set(), (True, True)),
    (Viewer(Role.OFFICE, "t"), HEALTH, set(), set(), (False, False)),
    (Viewer(Role.EVALUATOR, "c"), HEALTH, set(), set(), (False, True)),
    (Viewer(Role.EVALUATOR, "t"), TOWN, set(), set(), (False, True)),
    (Viewer(Role.EVALUATOR, "u"), TOWN, set(), set(), (False, False)),
    (Viewer(Role.EVALUATOR, "d"), HEALTH, set(), set(), (False, False)),
]


@pytest.mark.parametrize("state", get_args(State))
@pytest.mark.parametrize(("viewer", "whose", "open_acts", "in_hand", "reads"), TABLE)
def test_who_does_what(
    viewer: Viewer, whose: tuple[str, str, str], open_acts: set[str], in_hand: set[str], reads: tuple[bool, bool], state: State
) -> None:
    held = Held(*whose, state)
    assert set(acts_of(viewer, held, WORLD)) == (open_acts if state in OPEN else in_hand)
    assert may_see(viewer, held, WORLD) is reads[state in IN_HAND]
