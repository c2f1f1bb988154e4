"""The log of a review: what people did, folded into what stands. Pure."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from qingmiao.web.review import edit
from qingmiao.web.review.state import (
    Change,
    Conflict,
    Event,
    Item,
    apply,
    as_data,
    changed,
    fold,
    from_data,
    gone,
    made,
    ordered,
    progress,
    reversal,
    to_undo,
)

TEXT = "婴儿死亡率控制在5‰以下，孕产妇死亡率控制在9/10万以下。新建儿童之家12个。"


def item(key: str, start: int = 0, end: int = 5, **more: Any) -> Item:
    fields = {**edit.EMPTY["commitment"], "indicator": key}
    return Item(**{"key": key, "part": "commitment", "plan": 0, "start": start, "end": end, "fields": fields, "roots": (key,), **more})


ITEMS = {one.key: one for one in (item("c1", 0, 12), item("c2", 13, 28), item("c3", 29, 38))}


def event(seq: int, changes: tuple[Change, ...], by: str = "甲", undoes: int | None = None) -> Event:
    return Event(seq=seq, by=by, act="x", changes=changes, undoes=undoes)


# Acts drawn at random: each is a function from the items and the act's number to changes.
ACTS = {
    "accept": lambda items, one, seq: edit.set_state([one], "accepted"),
    "reject": lambda items, one, seq: edit.set_state([one], "rejected"),
    "reopen": lambda items, one, seq: edit.set_state([one], "open"),
    "correct": lambda items, one, seq: edit.corrected(one, {**one.fields, "indicator": f"更正{seq}"}),
    "split": lambda items, one, seq: (
        edit.split(one, TEXT, [(0, 2), (2, one.end - one.start)], [f"n{seq}.1", f"n{seq}.2"]) if one.end - one.start > 2 else ()
    ),
    "merge": lambda items, one, seq: (
        edit.merged([one, following], f"n{seq}") if (following := edit.next_alike(list(items.values()), one)) else ()
    ),
    "add": lambda items, one, seq: edit.added("commitment", 0, 1, 3, one.fields, f"n{seq}"),
}
steps = st.lists(st.tuples(st.sampled_from([*ACTS, "undo"]), st.integers(0, 20), st.sampled_from(["甲", "乙"])), max_size=14)


def played(script: list[tuple[str, int, str]]) -> list[Event]:
    """The log that a script of acts makes; undoing what no longer fits is left out, as the page refuses it."""
    events: list[Event] = []
    for name, which, by in script:
        now, seq = fold(ITEMS, events), len(events) + 1
        try:
            if name == "undo":
                last = to_undo(events, by)
                if last is None:
                    continue
                new = event(seq, reversal(last), by, last.seq)
            else:
                one = ordered(now)[which % len(now)]
                new = event(seq, tuple(ACTS[name](now, one, seq)), by)
            apply(now, new.changes)
        except Conflict:
            continue
        if new.changes:
            events.append(new)
    return events


@given(steps)
def test_undoing_everything_last_first_comes_back_to_what_was_read(script: list[tuple[str, int, str]]) -> None:
    events = played(script)
    for one in list(reversed(events)):
        now = fold(ITEMS, events)
        assert apply(now, reversal(one)) == fold(ITEMS, events[: events.index(one)])
        events = events[: events.index(one)]
    assert fold(ITEMS, events) == ITEMS


@given(steps)
def test_one_persons_undo_takes_back_their_last_act_only(script: list[tuple[str, int, str]]) -> None:
    events = played([(name, which, "甲") for name, which, _ in script if name != "undo"])
    for left in range(len(events), 0, -1):
        last = to_undo(events, "甲")
        assert last is not None
        assert last.seq == left
        events.append(event(len(events) + 1, reversal(last), "甲", last.seq))
    assert to_undo(events, "甲") is None
    assert fold(ITEMS, events) == ITEMS


@given(steps)
def test_every_item_stays_inside_the_document_and_comes_from_what_was_read(script: list[tuple[str, int, str]]) -> None:
    now = fold(ITEMS, played(script))
    assert all(0 <= one.start < one.end <= len(TEXT) for one in now.values())
    assert all(set(one.roots) <= set(ITEMS) for one in now.values())
    assert all(key == one.key for key, one in now.items())


@given(steps)
def test_the_log_survives_json(script: list[tuple[str, int, str]]) -> None:
    import json

    events = played(script)
    back = [
        event(
            one.seq,
            tuple(
                Change(c["key"], c["before"], c["after"])
                for c in json.loads(json.dumps([{"key": c.key, "before": c.before, "after": c.after} for c in one.changes]))
            ),
            one.by,
            one.undoes,
        )
        for one in events
    ]
    assert fold(ITEMS, back) == fold(ITEMS, events)


def test_an_item_survives_json() -> None:
    import json

    one = item("c1", note="changed", was={"value": 5.0})
    assert from_data(json.loads(json.dumps(as_data(one)))) == one


def test_a_change_holds_only_what_differs() -> None:
    before = ITEMS["c1"]
    change = changed(before, replace(before, state="accepted"))
    assert (change.before, change.after) == ({"state": "open"}, {"state": "accepted"})
    assert change.reversed == Change("c1", {"state": "accepted"}, {"state": "open"})


@pytest.mark.parametrize(
    "change",
    [
        Change("c1", {"state": "accepted"}, {"state": "open"}),  # somebody has opened it meanwhile
        Change("c9", {"state": "open"}, {"state": "accepted"}),  # it is gone
        made(ITEMS["c1"]),  # it is there already
        gone(replace(ITEMS["c1"], state="accepted")),  # it is not as it was
    ],
)
def test_a_change_that_does_not_fit_is_refused(change: Change) -> None:
    with pytest.raises(Conflict):
        apply(ITEMS, [change])


def test_undo_leaves_other_peoples_acts() -> None:
    mine = event(1, edit.set_state([ITEMS["c1"]], "accepted"), "甲")
    theirs = event(2, edit.set_state([ITEMS["c2"]], "accepted"), "乙")
    assert to_undo([mine, theirs], "甲") == mine
    assert to_undo([mine, theirs], "丙") is None
    assert to_undo([mine, theirs, event(3, (), "甲")], "甲") == mine, "an act without changes (an approval) is not undone"


def test_progress_counts_what_is_decided() -> None:
    unsure = item("c4", fields={**ITEMS["c1"].fields, "unsure": ["odd_value"]})
    found = progress([replace(ITEMS["c1"], state="accepted"), replace(ITEMS["c2"], state="rejected"), ITEMS["c3"], unsure])
    assert (found.done, found.total, found.unsure, found.complete) == (2, 4, 1, False)
    assert replace(unsure, state="accepted").unsure == ()
    assert progress([]).complete


def test_touched_means_that_a_person_did_something() -> None:
    assert not ITEMS["c1"].touched
    assert replace(ITEMS["c1"], state="rejected").touched
    assert item("n1", roots=("c1",)).touched
