"""Who may do what with a report in which state: the table, written by hand."""

from __future__ import annotations

from datetime import date
from typing import get_args

import pytest

from qingmiao.disclosure import Role, Viewer
from qingmiao.places import Gazetteer, Place
from qingmiao.reports.flow import (
    ACTS,
    COMMENT_ACTS,
    COMMENTS,
    STATES,
    Act,
    CommentState,
    Held,
    State,
    acts_of,
    comment_acts_of,
    group_of,
    sees_draft,
    sees_published,
)

WORLD = Gazetteer(
    (Place("p", "省", "province"), Place("c", "县", "county", "p"), Place("t", "乡", "township", "c"), Place("d", "邻县", "county", "p"))
)
PEOPLE = {
    "office": Viewer(Role.OFFICE, "c"),
    "above": Viewer(Role.OFFICE, "p"),
    "site": Viewer(Role.OFFICE),
    "below": Viewer(Role.OFFICE, "t"),
    "beside": Viewer(Role.OFFICE, "d"),
    "statistics": Viewer(Role.DEPARTMENT, "c", "statistics"),
    "health": Viewer(Role.DEPARTMENT, "c", "health"),
    "health below": Viewer(Role.DEPARTMENT, "t", "health"),
    "statistics beside": Viewer(Role.DEPARTMENT, "d", "statistics"),
    "town": Viewer(Role.TOWNSHIP, "t"),
    "evaluator": Viewer(Role.EVALUATOR, "c"),
    "evaluator beside": Viewer(Role.EVALUATOR, "d"),
}
OFFICE = {"office", "above", "site"}

WRITTEN = "edit make consult comment answer send drop"
EXPECTED: dict[tuple[str, State], str] = {
    **{(who, state): WRITTEN for who in OFFICE for state in ("draft", "consulting")},  # type: ignore[misc]
    **{(who, "review"): "comment answer approve return publish" for who in OFFICE},
    **{(who, "published"): "correct" for who in OFFICE},
    ("statistics", "consulting"): "comment",
    ("statistics", "review"): "comment approve return",
    ("health", "consulting"): "comment",
    ("evaluator", "review"): "approve return",
}
"""Everybody and every state that is not here: nothing."""

SEE_DRAFT: dict[State, set[str]] = {
    "draft": OFFICE,
    "consulting": OFFICE | {"statistics", "health"},
    "review": OFFICE | {"statistics", "health", "evaluator"},
    "published": OFFICE,
    "dropped": OFFICE,
}
BEFORE_ITS_DAY = OFFICE | {"statistics", "evaluator"}
AFTERWARDS = BEFORE_ITS_DAY | {"below", "health", "health below", "town"}


@pytest.mark.parametrize("state", get_args(State))
@pytest.mark.parametrize("who", PEOPLE)
def test_what_a_person_can_do(who: str, state: State) -> None:
    assert set(acts_of(PEOPLE[who], Held("c", state), WORLD)) == set(EXPECTED.get((who, state), "").split())


@pytest.mark.parametrize("state", get_args(State))
def test_who_sees_the_draft(state: State) -> None:
    assert {who for who, viewer in PEOPLE.items() if sees_draft(viewer, Held("c", state), WORLD)} == SEE_DRAFT[state]


@pytest.mark.parametrize(
    ("opens", "expected"),
    [(None, set()), (date(2026, 3, 2), BEFORE_ITS_DAY), (date(2026, 3, 1), AFTERWARDS), (date(2026, 1, 1), AFTERWARDS)],
)
def test_who_sees_what_was_published(opens: date | None, expected: set[str]) -> None:
    held, today = Held("c", "published", opens), date(2026, 3, 1)
    assert {who for who, viewer in PEOPLE.items() if sees_published(viewer, held, WORLD, today)} == expected


def test_the_two_groups() -> None:
    groups = {who: group_of(viewer, "c", WORLD) for who, viewer in PEOPLE.items()}
    assert {who for who, group in groups.items() if group == "monitoring"} == {"statistics"}
    assert {who for who, group in groups.items() if group == "evaluation"} == OFFICE | {"evaluator"}


STEPS: dict[tuple[Act, State], State] = {
    ("edit", "draft"): "draft",
    ("edit", "consulting"): "consulting",
    ("make", "draft"): "draft",
    ("make", "consulting"): "consulting",
    ("consult", "draft"): "consulting",
    ("consult", "consulting"): "consulting",
    **{(act, state): state for act in ("comment", "answer") for state in ("draft", "consulting", "review")},  # type: ignore[misc]
    ("send", "draft"): "review",
    ("send", "consulting"): "review",
    ("approve", "review"): "review",
    ("return", "review"): "draft",
    ("publish", "review"): "published",
    ("correct", "published"): "draft",
    ("drop", "draft"): "dropped",
    ("drop", "consulting"): "dropped",
}


def test_every_step_leads_where_the_table_says() -> None:
    assert {(act, state): step.after or state for act, step in ACTS.items() for state in step.before} == STEPS
    assert set(STATES) == set(get_args(State))
    assert set(ACTS) == set(get_args(Act))
    assert {act for act, step in ACTS.items() if step.words} == {"comment", "answer", "return", "correct", "drop"}
    assert {act for act, step in ACTS.items() if step.day} == {"consult", "publish"}


@pytest.mark.parametrize(
    ("state", "asker", "office"),
    [
        ("open", "resolve", "answer"),
        ("answered", "resolve reopen", ""),
        ("reopened", "resolve", "answer"),
        ("resolved", "reopen", ""),
    ],
)
def test_what_is_done_with_a_comment(state: CommentState, asker: str, office: str) -> None:
    assert set(comment_acts_of(state, asker=True, office=False)) == set(asker.split())
    assert set(comment_acts_of(state, asker=False, office=True)) == set(office.split())
    assert comment_acts_of(state, asker=False, office=False) == ()
    assert set(COMMENTS) == {"open", "answered", "reopened", "resolved"}
    assert {act for act, step in COMMENT_ACTS.items() if step.words} == {"answer", "reopen"}
