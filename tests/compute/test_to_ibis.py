"""Formulas as expressions, and formulas taken apart."""

from __future__ import annotations

import ibis
import pytest

import qingmiao.compute
from qingmiao.catalogue import Number, Operation, Term, Value, parse
from qingmiao.compute.shapes import is_ratio, shape_of
from qingmiao.compute.to_ibis import expression

ROWS = [
    ("a + b", 9.0),
    ("a - b", 3.0),
    ("a * b", 18.0),
    ("a / b", 2.0),
    ("a / (b - 3)", None),
    ("a / b * 100", 200.0),
    ("none + a", None),
    ("7 / 2", 3.5),
]


@pytest.mark.parametrize(("formula", "value"), ROWS)
def test_expression(formula: str, value: float | None) -> None:
    connection = ibis.duckdb.connect()
    connection.raw_sql("create table t as select 6.0::double as a, 3.0::double as b, null::double as none")
    query = ibis.to_sql(connection.table("t").select(x=expression(parse(formula), connection.table("t"))), dialect="duckdb")
    assert connection.raw_sql(query).fetchone() == (value,)


def test_what_is_no_arithmetic_is_no_expression() -> None:
    with pytest.raises(TypeError, match="only terms"):
        expression(parse("lag(a, 1)"), None)


def test_lags_and_groups_are_slots_of_their_own() -> None:
    shape = shape_of(parse("a / lag(a, 9) * a[female] + a"))
    assert shape.terms == (Term("a"), Term("a", lag=9), Term("a", ("female",)))
    assert shape.elements == ("a",)
    assert shape.tree == parse("s0 / s1 * s2 + s0")


def test_shapes_forget_names_and_constants() -> None:
    first, second = shape_of(parse("deaths / births * 1000")), shape_of(parse("pupils / children * 100"))
    assert first.tree == second.tree == Operation("*", Operation("/", Value("s0"), Value("s1")), Value("k0"))
    assert (first.elements, first.constants) == (("deaths", "births"), (1000.0,))
    assert shape_of(parse("a / (a + b) * (1 - 2)")).constants == (1.0, 2.0)
    assert shape_of(Number(3.0)).tree == Value("k0")


@pytest.mark.parametrize(
    ("formula", "ratio"),
    [
        ("a / b", True),
        ("a / b * 100", True),
        ("100 * (a / b)", True),
        ("a / b / 100", False),
        ("a / (a + b)", False),
        ("a * b", False),
        ("a", False),
        ("b * (a / b)", False),
    ],
)
def test_ratios_are_known(formula: str, ratio: bool) -> None:
    assert is_ratio(shape_of(parse(formula)).tree) is ratio


def test_the_engine_is_imported_when_asked_for() -> None:
    assert qingmiao.compute.figures.__name__ == "figures"
    with pytest.raises(AttributeError):
        qingmiao.compute.nothing  # noqa: B018
