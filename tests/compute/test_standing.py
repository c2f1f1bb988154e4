"""Which facts stand: the expression against the rules told one by one, and against a loop in plain Python."""

from __future__ import annotations

import random
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from qingmiao.compute.backends import DuckDB
from qingmiao.compute.standing import standing, standing_in
from tests.compute.drawn import dense, revised
from tests.compute.facts import fact, table

DAYS = [datetime(2025, 1, day, tzinfo=UTC) for day in range(1, 6)]


def ids(facts: list[dict[str, Any]], moment: datetime | None = None) -> list[int]:
    engine = DuckDB()
    found = engine.arrow(standing(engine, engine.put(table(facts)), moment))["id"].to_pylist()
    engine.close()
    return sorted(found)


def corrected() -> list[dict[str, Any]]:
    """One fact, corrected on the second and on the third day; another of the first day."""
    return [
        fact(1, "a", "r", 2023, 1, recorded_at=DAYS[0]),
        fact(2, "a", "r", 2023, 2, recorded_at=DAYS[1], supersedes=1),
        fact(3, "a", "r", 2023, 3, recorded_at=DAYS[2], supersedes=2),
        fact(4, "b", "r", 2023, 9, recorded_at=DAYS[0]),
    ]


@pytest.mark.parametrize(
    ("moment", "standing_then"),
    [(None, [3, 4]), (DAYS[0], [1, 4]), (DAYS[1], [2, 4]), (DAYS[2] - timedelta(microseconds=1), [2, 4]), (DAYS[0] - timedelta(1), [])],
)
def test_a_correction_stands_from_its_moment(moment: datetime | None, standing_then: list[int]) -> None:
    assert ids(corrected(), moment) == standing_then


def test_of_two_corrections_of_one_fact_the_later_stands() -> None:
    rival = fact(5, "a", "r", 2023, 7, recorded_at=DAYS[3], supersedes=2)
    assert ids([rival, *corrected()]) == [4, 5]
    assert ids([*corrected(), {**rival, "recorded_at": DAYS[2]}]) == [4, 5]


def test_two_streams_stand_side_by_side() -> None:
    assert ids([*corrected(), fact(6, "a", "r", 2023, 7, stream="statistics", recorded_at=DAYS[0])]) == [3, 4, 6]


def test_those_of_a_few_places_stand_where_something_of_them_corrects_them() -> None:
    """Of another place nothing is told, whatever it was corrected by; of one series the last recorded stands."""
    rival = fact(5, "b", "r", 2023, 8, recorded_at=DAYS[1])
    elsewhere = [fact(6, "a", "t", 2023, 1, recorded_at=DAYS[0]), fact(7, "a", "t", 2023, 2, recorded_at=DAYS[1], supersedes=6)]
    engine = DuckDB()
    every = engine.put(table([*corrected(), rival, *elsewhere]))
    found = {place: sorted(engine.arrow(standing_in(engine, every, [place]))["id"].to_pylist()) for place in ("r", "t", "v")}
    engine.close()
    assert found == {"r": [3, 5], "t": [7], "v": []}


def test_the_only_fact_of_a_place_is_gone_where_a_fact_elsewhere_supersedes_it() -> None:
    moved = [fact(1, "a", "u", 2023, 1, recorded_at=DAYS[0]), fact(2, "a", "w", 2023, 2, recorded_at=DAYS[1], supersedes=1)]
    engine = DuckDB()
    every = engine.put(table(moved))
    found = {place: engine.arrow(standing_in(engine, every, [place]))["id"].to_pylist() for place in ("u", "w")}
    engine.close()
    assert found == {"u": [], "w": [2]}


@pytest.mark.parametrize("seed", range(3))
def test_equals_a_loop(seed: int) -> None:
    facts = revised(dense(seed), seed)
    moment = random.Random(seed).choice([one["recorded_at"] for one in facts])
    seen = [one for one in facts if one["recorded_at"] <= moment]
    gone = {one["supersedes"] for one in seen}
    assert ids(facts, moment) == sorted(one["id"] for one in seen if one["id"] not in gone)
    assert len(seen) < len(facts)
