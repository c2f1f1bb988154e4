"""A correction is a new fact: which one is current, and the line that leads to it."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pyarrow as pa
import pytest
from hypothesis import given
from hypothesis import strategies as st

from qingmiao.facts import SERIES_KEY, revisions
from tests.facts.helpers import START, facts, row


def test_the_fact_that_nothing_supersedes_is_current() -> None:
    made = facts(row(1), row(2, supersedes=1, value=31.0), row(3, place="other"), row(4, supersedes=2, value=32.0))
    assert revisions.current(made)["id"].to_pylist() == [3, 4]
    assert revisions.chain(made, 2)["value"].to_pylist() == [30.0, 31.0, 32.0]
    assert revisions.chain(made, 3)["id"].to_pylist() == [3]
    with pytest.raises(KeyError):
        revisions.chain(made, 9)


def test_as_of_a_moment_later_corrections_are_not_seen() -> None:
    made = facts(row(1), row(2, supersedes=1, value=31.0))
    assert revisions.as_of(made, START + timedelta(days=1))["value"].to_pylist() == [30.0]
    assert revisions.as_of(made, START + timedelta(days=2))["value"].to_pylist() == [31.0]
    assert revisions.as_of(made, START).num_rows == 0


def test_of_two_that_contradict_the_last_recorded_stands_and_both_are_listed() -> None:
    made = facts(row(1), row(2, supersedes=1, value=5.0), row(3, supersedes=1, value=6.0, recorded_at=START), row(4, place="other"))
    assert revisions.current(made)["id"].to_pylist() == [2, 4]
    assert revisions.conflicts(made)["id"].to_pylist() == [2, 3]


def test_two_streams_stand_side_by_side() -> None:
    made = facts(row(1, stream="health"), row(2, stream="statistics"))
    assert revisions.current(made).num_rows == 2
    assert revisions.conflicts(made).num_rows == 0


def test_supersede_adds_only_news() -> None:
    old = facts(row(5), row(6, place="other"))
    new = facts(
        row(1, value=31.0), row(2, place="other"), row(3, place="third"), row(4, status="not_collected", value=None, place="fourth")
    )
    added = revisions.supersede(old, new)
    assert added.select(["id", "place", "value", "supersedes"]).to_pylist() == [
        {"id": 7, "place": "village", "value": 31.0, "supersedes": 5},
        {"id": 8, "place": "third", "value": 30.0, "supersedes": None},
        {"id": 9, "place": "fourth", "value": None, "supersedes": None},
    ]
    assert revisions.supersede(pa.concat_tables([old, added]), new).num_rows == 0
    assert revisions.supersede(old.slice(0, 0), old)["id"].to_pylist() == [1, 2]


@st.composite
def told(draw: st.DrawFn) -> list[list[tuple[str, float | None]]]:
    """Some rounds of telling: in each, some places say a value or that nothing was collected."""
    value = st.one_of(st.none(), st.integers(0, 3).map(float))
    one = st.dictionaries(st.sampled_from("abcd"), value).map(lambda said: list(said.items()))
    return draw(st.lists(one, max_size=5))


def _round(said: list[tuple[str, float | None]], day: int) -> pa.Table:
    return facts(*[row(i, recorded_at=START + timedelta(days=day), **_fact(place, value)) for i, (place, value) in enumerate(said, 1)])


def _fact(place: str, value: float | None) -> dict[str, Any]:
    return {"place": place, "value": value, "status": "observed" if value is not None else "not_collected"}


@given(told())
def test_what_was_told_last_is_current_whatever_came_before(rounds: list[list[tuple[str, float | None]]]) -> None:
    store = facts()
    last: dict[str, float | None] = {}
    for day, said in enumerate(rounds):
        new = _round(said, day)
        store = pa.concat_tables([store, revisions.supersede(store, new)])
        last.update(said)
        assert revisions.supersede(store, new).num_rows == 0
    now = revisions.current(store)
    assert dict(zip(now["place"].to_pylist(), now["value"].to_pylist(), strict=True)) == last
    assert revisions.conflicts(store).num_rows == 0
    keys = list(zip(*(now[name].to_pylist() for name in SERIES_KEY), strict=True))
    assert len(keys) == len(set(keys))
    assert len(set(store["id"].to_pylist())) == store.num_rows
