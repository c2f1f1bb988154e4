"""The ledger: the model equals the schema, tables come back as they went in, actions are whole or not at all."""

from __future__ import annotations

import importlib
import inspect
from types import SimpleNamespace

import pyarrow as pa
import pytest
from django.db import DatabaseError, connection, transaction

from qingmiao.compute.schema import FIGURES
from qingmiao.facts import database
from qingmiao.facts.schema import SCHEMA
from qingmiao.web.ledger import actions, queries
from qingmiao.web.ledger.bulk import copy_in, read_out
from qingmiao.web.ledger.models import AuditEntry, Fact, Figure, VerdictRow
from tests.web.liuxi import BIRTHS, DEATHS, facts

KINDS = {
    "BigAutoField": pa.int64(),
    "BigIntegerField": pa.int64(),
    "IntegerField": pa.int32(),
    "CharField": pa.string(),
    "DateField": pa.date32(),
    "DateTimeField": pa.timestamp("us", tz="UTC"),
    "FloatField": pa.float64(),
    "BooleanField": pa.bool_(),
}
MODULES = (
    "ledger", "people", "planning", "reports", "review", "rounds", "rounds.away", "rounds.excel", "selfreports", "background", "keeping",
)  # fmt: skip
NOBODY = frozenset({"begin_attempt", "fail_attempt", "undo_attempt", "use_code", "take_up"})
"""At the door nobody has signed in yet (those who try are named); what died is taken up by the site itself."""


@pytest.mark.parametrize(("model", "schema", "more"), [(Fact, SCHEMA, set()), (Figure, FIGURES, {"id", "plan"})])
def test_model_has_the_columns_of_the_schema(model: type, schema: pa.Schema, more: set[str]) -> None:
    fields = {field.name: field for field in model._meta.concrete_fields}
    assert set(fields) - more == set(schema.names)
    for column in schema:
        assert KINDS[fields[column.name].get_internal_type()] == column.type, column.name
        assert fields[column.name].null == column.nullable, column.name


def test_facts_come_back_as_they_went_in() -> None:
    stored = queries.facts_table().sort_by("id")
    assert stored.schema.equals(SCHEMA)
    assert stored.drop_columns("id").equals(facts().drop_columns("id"))


def test_the_stream_of_facts_is_what_the_models_say() -> None:
    """What is committed, read past Django by the address that its settings give."""
    assert Fact._meta.db_table == database.TABLE
    streamed = database.facts_in(database.database_in(connection.settings_dict)).sort_by("id").to_pylist()
    assert streamed == list(Fact.objects.order_by("id").values(*SCHEMA.names))
    assert streamed


def test_outside_a_transaction_facts_come_as_a_stream(monkeypatch: pytest.MonkeyPatch) -> None:
    inside = queries.facts_table().sort_by("id")
    outside = SimpleNamespace(in_atomic_block=False, settings_dict=connection.settings_dict)
    monkeypatch.setattr(queries, "connection", outside)
    monkeypatch.setattr(queries, "read_out", None)
    assert queries.facts_table().sort_by("id").equals(inside)


def test_ids_follow_those_at_hand_and_corrections_move_with_them() -> None:
    last = queries.facts_at_hand()
    rows = facts().slice(0, 2).to_pylist()
    rows[1] = {**rows[0], "id": 2, "value": 399.0, "supersedes": 1}
    actions.store_facts(table=pa.Table.from_pylist(rows, schema=SCHEMA), source="again", by="tester")
    new = Fact.objects.filter(id__gt=last).order_by("id")
    assert [(fact.id, fact.supersedes) for fact in new] == [(last + 1, None), (last + 2, last + 1)]


def test_corrections_of_facts_at_hand_keep_what_they_name() -> None:
    first = Fact.objects.order_by("id").first()
    assert first is not None
    row = {**facts().slice(0, 1).to_pylist()[0], "id": 9_000_000, "value": 401.0, "supersedes": first.id}
    actions.store_facts(table=pa.Table.from_pylist([row], schema=SCHEMA), source="correction", by="tester", correcting=True)
    assert Fact.objects.order_by("-id").values_list("supersedes", flat=True)[0] == first.id


def test_after_bulk_loading_the_database_counts_on() -> None:
    last = queries.facts_at_hand()
    values = {field.name: getattr(Fact.objects.order_by("id")[0], field.name) for field in Fact._meta.concrete_fields if field.name != "id"}
    assert Fact.objects.create(**values).id > last


def test_every_kind_of_value_survives_the_way_in_and_out() -> None:
    awkward = {
        **facts().slice(0, 1).to_pylist()[0],
        "id": 1,
        "origin_id": '引号" 逗号, 换行\n 反斜杠\\ 空',
        "value": 0.1 + 0.2,
        "n": 2**40,
        "std_error": 1e-300,
    }
    empty = {**awkward, "id": 2, "value": None, "status": "not_collected", "n": None, "std_error": None, "other": ""}
    table = pa.Table.from_pylist([awkward, empty], schema=SCHEMA)
    copy_in(Fact, actions._following(table, 50_000_000))
    back = read_out(Fact, SCHEMA, "id > %s", [50_000_000]).sort_by("id")
    assert back.drop_columns("id").to_pylist() == table.drop_columns("id").to_pylist()


@pytest.mark.parametrize(
    "statement",
    [
        "UPDATE ledger_fact SET value = 0",
        "DELETE FROM ledger_fact",
        "DELETE FROM ledger_auditentry",
        "UPDATE ledger_auditentry SET action = 'x'",
    ],
)
def test_facts_and_audit_are_append_only(statement: str) -> None:
    with pytest.raises(DatabaseError, match="append-only"), transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(statement)


def test_an_action_that_fails_leaves_nothing(monkeypatch: pytest.MonkeyPatch) -> None:
    before = (Fact.objects.count(), AuditEntry.objects.count())

    def fail(model: type) -> None:
        raise RuntimeError("the disk is full")

    monkeypatch.setattr(actions, "_move_sequence", fail)
    with pytest.raises(RuntimeError):
        actions.store_facts(table=facts(), source="broken", by="tester")
    assert (Fact.objects.count(), AuditEntry.objects.count()) == before


def test_each_action_says_who_acts_and_takes_keywords_only() -> None:
    for app in MODULES:
        module = importlib.import_module(f"qingmiao.web.{app}.actions")
        for name, function in inspect.getmembers(module, inspect.isfunction):
            if function.__module__ != module.__name__ or name.startswith("_") or name == "recorded":
                continue
            parameters = inspect.signature(function).parameters.values()
            assert all(parameter.kind is parameter.KEYWORD_ONLY for parameter in parameters), name
            assert name in NOBODY or "by" in inspect.signature(function).parameters, name


def test_computing_again_replaces_and_adds_nothing() -> None:
    from qingmiao.web import service

    before = (Figure.objects.count(), VerdictRow.objects.count())
    assert service.stale() == []
    assert service.refresh(by="tester", say=lambda _: None, wanted=["liuxi2021"]) == ["liuxi2021"]
    assert (Figure.objects.count(), VerdictRow.objects.count()) == before


def test_a_verdict_comes_back_whole() -> None:
    from dataclasses import asdict

    for row in VerdictRow.objects.all():
        assert asdict(queries.verdict(row.body)) == {
            **row.body,
            **{name: tuple(value) for name, value in row.body.items() if isinstance(value, list)},
        }


def test_the_rate_of_the_county_is_the_sum_of_deaths_over_the_sum_of_births() -> None:
    for number in queries.series("liuxi2021", "infant_mortality_rate", "liuxi"):
        assert number.value == pytest.approx(sum(DEATHS[number.year]) / sum(BIRTHS.values()) * 1000)
        assert (number.parts_reporting, number.parts_expected) == (4, 4)
