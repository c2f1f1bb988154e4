"""The rules that hold for every fact, each broken once."""

from __future__ import annotations

from datetime import date
from typing import Any

import pyarrow as pa
import pytest

from qingmiao import facts as room
from qingmiao.facts import table
from tests.facts.helpers import facts, row

BROKEN: list[tuple[str, dict[str, Any]]] = [
    ("a required column is empty", {"recorded_by": None}),
    ("element is blank", {"element": " "}),
    ("place is blank", {"place": ""}),
    ("origin_id is blank", {"origin_id": ""}),
    *[(f"{name} is not a word of its list", {name: "???"}) for name in ("stream", "basis", "origin", "sex", "residence", "age", "other")],
    ("status is not a word of its list", {"status": "???", "value": None}),
    ("a status with a value has none", {"value": None}),
    ("a status without a value has one", {"status": "not_collected"}),
    ("value is not finite", {"value": float("nan")}),
    ("value is not finite", {"value": float("inf")}),
    ("std_error is not finite", {"std_error": float("inf")}),
    ("std_error is negative", {"std_error": -0.1}),
    ("n is negative", {"n": -1}),
    ("the period ends before it begins", {"period_to": date(2024, 1, 1)}),
    ("a fact supersedes itself or a later one", {"supersedes": 1}),
]


def test_a_good_fact_is_taken() -> None:
    made = facts(row(1), row(2, status="not_collected", value=None))
    assert made.schema.equals(room.SCHEMA)
    assert made["sex"].to_pylist() == ["all", "all"]


@pytest.mark.parametrize(("rule", "said"), BROKEN)
def test_each_rule_bites_alone(rule: str, said: dict[str, Any]) -> None:
    with pytest.raises(table.InvalidFacts) as caught:
        facts(row(1, **said))
    assert [one.rule for one in caught.value.broken] == [rule]
    assert caught.value.broken[0].ids == (1,)


def test_every_rule_has_its_broken_fact() -> None:
    assert {rule for rule, _ in BROKEN} | {"an id stands twice"} == set(table._RULES)


def test_an_id_stands_once() -> None:
    with pytest.raises(table.InvalidFacts, match="an id stands twice: 2 facts"):
        facts(row(7), row(7), row(8))


def test_another_schema_is_refused() -> None:
    with pytest.raises(TypeError):
        table.validate(pa.table({"id": [1]}))
    with pytest.raises(ValueError, match="columns missing: id"):
        table.shaped(facts(row(1)).drop_columns(["id"]))


def test_shaped_orders_and_casts() -> None:
    made = facts(row(1))
    other = made.select(list(reversed(made.column_names)))
    other = other.set_column(other.schema.get_field_index("id"), "id", other["id"].cast(pa.int32()))
    assert table.shaped(other).equals(made)


def test_joined_numbers_anew_and_keeps_corrections() -> None:
    first = facts(row(1), row(2, supersedes=1, value=31.0))
    both = table.joined([first, first, table.empty()])
    assert both["id"].to_pylist() == [1, 2, 3, 4]
    assert both["supersedes"].to_pylist() == [None, 1, None, 3]
    assert table.joined([]).num_rows == 0
    table.validate(both)
