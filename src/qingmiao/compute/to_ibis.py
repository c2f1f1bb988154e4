"""A formula's shape as an Ibis expression: the only place where formulas meet an engine."""

from __future__ import annotations

import operator
from collections.abc import Callable, Mapping
from typing import Any

import ibis

from qingmiao.catalogue.formula import Formula, Number, Operation, Value

# A division by zero is null on every engine: DuckDB would say infinity, Spark would stop.
_SIGNS: Mapping[str, Callable[[Any, Any], Any]] = {
    "+": operator.add,
    "-": operator.sub,
    "*": operator.mul,
    "/": lambda left, right: left / right.nullif(0),
}


def expression(tree: Formula, table: Any) -> Any:
    """The value of a tree whose elements are columns of a table; null where an operand is null or a divisor is zero."""
    match tree:
        case Value(name):
            return table[name]
        case Number(value):
            return ibis.literal(value, type="float64")
        case Operation(sign, left, right):
            return _SIGNS[sign](expression(left, table), expression(right, table))
    raise TypeError(f"a shape holds only terms, numbers and operations, not {tree!r}")
