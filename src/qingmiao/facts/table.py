"""Tables of facts: built to the schema, and checked against the rules that hold for every fact."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from typing import Any, Final, NamedTuple

import pyarrow as pa
import pyarrow.compute as pc

from qingmiao.facts.schema import CLOSED, SCHEMA, VALUED

DEFAULTS: Final[Mapping[str, Any]] = {
    "basis": "calendar_year",
    "sex": "all",
    "residence": "all",
    "age": "all",
    "other": "all",
    "stream": "department",
    "value": None,
    "n": None,
    "std_error": None,
    "status": "observed",
    "simulated": False,
    "supersedes": None,
}
"""What a row means that leaves these columns out; the other columns must be given."""


class Broken(NamedTuple):
    """One rule that facts break: the rule's name, how many facts, and the ids of the first ten."""

    rule: str
    facts: int
    ids: tuple[int, ...]


class InvalidFacts(ValueError):
    """Facts that must not be stored: our bug, since importers tell people of their mistakes before; `broken` lists the rules."""

    def __init__(self, broken: tuple[Broken, ...]) -> None:
        super().__init__("; ".join(f"{one.rule}: {one.facts} facts, ids {list(one.ids)}" for one in broken))
        self.broken = broken


def empty() -> pa.Table:
    """A table without facts."""
    return SCHEMA.empty_table()


def build(rows: Iterable[Mapping[str, Any]]) -> pa.Table:
    """A checked table from rows; columns that a row leaves out take `DEFAULTS`.

    Raises KeyError for a column that must be given, InvalidFacts for broken rules.
    """
    filled = [{**DEFAULTS, **row} for row in rows]
    columns = {name: pa.array([row[name] for row in filled], SCHEMA.field(name).type) for name in SCHEMA.names}
    return validate(pa.table(columns, schema=SCHEMA))


def shaped(table: pa.Table) -> pa.Table:
    """The same facts with the schema's columns in the schema's order; raises ValueError when a column is missing or cannot be cast."""
    missing = [name for name in SCHEMA.names if name not in table.column_names]
    if missing:
        raise ValueError(f"columns missing: {', '.join(missing)}")
    return table.select(SCHEMA.names).cast(SCHEMA)


def joined(tables: Iterable[pa.Table]) -> pa.Table:
    """Several tables as one, with ids numbered anew from 1 and corrections still pointing at what they correct."""
    parts: list[pa.Table] = []
    shift = 0
    for table in tables:
        parts.append(renumbered(table, shift))
        shift += pc.max(table["id"]).as_py() or 0
    return pa.concat_tables(parts) if parts else empty()


def renumbered(table: pa.Table, shift: int) -> pa.Table:
    """The same facts with `shift` added to every id and to what it supersedes."""
    for name in ("id", "supersedes"):
        table = table.set_column(table.schema.get_field_index(name), SCHEMA.field(name), pc.add(table[name], pa.scalar(shift, pa.int64())))
    return table


def validate(table: pa.Table) -> pa.Table:
    """The table itself when every fact keeps the rules; raises InvalidFacts with all broken rules, TypeError when it has another schema."""
    if not table.schema.equals(SCHEMA):
        raise TypeError("not the schema of facts")
    broken = tuple(one for rule, breaks in _RULES.items() if (one := _broken(table, rule, breaks)).facts)
    if broken:
        raise InvalidFacts(broken)
    return table


def _broken(table: pa.Table, rule: str, breaks: Callable[[pa.Table], Any]) -> Broken:
    ids = pc.filter(table["id"], pc.fill_null(breaks(table), False))
    return Broken(rule, len(ids), tuple(ids.slice(0, 10).to_pylist()))


def _outside(name: str) -> Callable[[pa.Table], Any]:
    words = pa.array(CLOSED[name])
    return lambda table: pc.invert(pc.is_in(table[name], value_set=words))


def _not_finite(name: str) -> Callable[[pa.Table], Any]:
    return lambda table: pc.invert(pc.is_finite(table[name]))


def _blank(name: str) -> Callable[[pa.Table], Any]:
    return lambda table: pc.or_kleene(pc.is_null(table[name]), pc.equal(pc.utf8_trim_whitespace(table[name]), ""))


def _no_value(table: pa.Table) -> Any:
    return pc.is_null(table["value"])


def _has_value_status(table: pa.Table) -> Any:
    return pc.is_in(table["status"], value_set=pa.array(sorted(VALUED)))


def _nulls(table: pa.Table) -> Any:
    required = [pc.is_null(table[field.name]) for field in SCHEMA if not field.nullable]
    found = required[0]
    for mask in required[1:]:
        found = pc.or_(found, mask)
    return found


def _repeated_ids(table: pa.Table) -> Any:
    counts = table.group_by("id").aggregate([("id", "count")])
    return pc.is_in(table["id"], value_set=pc.filter(counts["id"], pc.greater(counts["id_count"], 1)).combine_chunks())


_RULES: Final[Mapping[str, Callable[[pa.Table], Any]]] = {
    "a required column is empty": _nulls,
    "an id stands twice": _repeated_ids,
    "element is blank": _blank("element"),
    "place is blank": _blank("place"),
    "origin_id is blank": _blank("origin_id"),
    **{f"{name} is not a word of its list": _outside(name) for name in CLOSED},
    "a status with a value has none": lambda table: pc.and_(_has_value_status(table), _no_value(table)),
    "a status without a value has one": lambda table: pc.and_(pc.invert(_has_value_status(table)), pc.invert(_no_value(table))),
    "value is not finite": _not_finite("value"),
    "std_error is not finite": _not_finite("std_error"),
    "std_error is negative": lambda table: pc.less(table["std_error"], 0.0),
    "n is negative": lambda table: pc.less(table["n"], 0),
    "the period ends before it begins": lambda table: pc.less_equal(table["period_to"], table["period_from"]),
    "a fact supersedes itself or a later one": lambda table: pc.greater_equal(table["supersedes"], table["id"]),
}
"""Rule → mask of the facts that break it; a null in a mask means that the rule does not speak of the fact."""
