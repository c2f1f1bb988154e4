"""Corrections: facts are never changed; a later fact of the same series says which one it supersedes."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from typing import Any

import pyarrow as pa
import pyarrow.compute as pc

from qingmiao.facts.schema import SCHEMA, SERIES_KEY
from qingmiao.facts.table import shaped

_ORDER = [("recorded_at", "ascending"), ("id", "ascending")]


def current(table: pa.Table) -> pa.Table:
    """Of each series key the one fact that nothing supersedes, in the order of ids.

    Where two are left for one key (two people corrected the same fact, or a fact came in twice) the one recorded last stands;
    `conflicts` lists them.
    """
    left = _standing(table).sort_by("id")
    if left.group_by(list(SERIES_KEY)).aggregate([]).num_rows == left.num_rows:
        return left
    newest = left.sort_by(_ORDER).group_by(list(SERIES_KEY), use_threads=False).aggregate([("id", "last")])["id_last"]
    return left.filter(pc.is_in(left["id"], value_set=newest.combine_chunks()))


def _standing(table: pa.Table) -> pa.Table:
    superseded = pc.drop_null(table["supersedes"]).combine_chunks()
    return table.filter(pc.invert(pc.is_in(table["id"], value_set=superseded)))


def conflicts(table: pa.Table) -> pa.Table:
    """The facts that nothing supersedes and that share their series key with another such fact."""
    left = _standing(table)
    keys = keys_of(left)
    counts = keys.value_counts()
    twice = pc.filter(counts.field("values"), pc.greater(counts.field("counts"), 1))
    return left.filter(pc.is_in(keys, value_set=twice))


def as_of(table: pa.Table, moment: datetime) -> pa.Table:
    """The current facts as they stood at a moment (with time zone): what was recorded later is not seen."""
    limit = pa.scalar(moment, SCHEMA.field("recorded_at").type)
    return current(table.filter(pc.less_equal(table["recorded_at"], limit)))


def chain(table: pa.Table, fact_id: int) -> pa.Table:
    """The line of corrections that a fact belongs to, oldest first; raises KeyError when the fact is not in the table."""
    before: dict[int, int | None] = dict(zip(table["id"].to_pylist(), table["supersedes"].to_pylist(), strict=True))
    after: dict[int, int | None] = {old: new for new, old in before.items() if old is not None}
    if fact_id not in before:
        raise KeyError(fact_id)
    line = _followed(before, fact_id)[::-1] + _followed(after, fact_id)[1:]
    return table.filter(pc.is_in(table["id"], value_set=pa.array(line, pa.int64()))).sort_by("id")


def _followed(step: Mapping[int, int | None], start: int) -> list[int]:
    line = [start]
    while (following := step.get(line[-1])) is not None:
        line.append(following)
    return line


def keys_of(table: pa.Table) -> pa.Array:
    """The series key of each fact as one string, to compare and to look up."""
    parts = [table[name] if pa.types.is_string(table[name].type) else pc.cast(table[name], pa.string()) for name in SERIES_KEY]
    joined = pc.binary_join_element_wise(*parts, "\x1f")
    return joined.combine_chunks() if isinstance(joined, pa.ChunkedArray) else joined


def supersede(existing: pa.Table, new: pa.Table) -> pa.Table:
    """What of `new` is to be added to `existing`: news only, numbered on, each naming the fact that it supersedes.

    A fact whose series says the same already (value, n, std_error, status, simulated) is left out, so that adding twice is harmless.
    Each key stands in `new` at most once. The ids of `new` are replaced.
    """
    now = _known(existing, new)
    told = list(zip(*(new[name].to_pylist() for name in _SAID), strict=True))
    old = [now.get(key) for key in keys_of(new).to_pylist()]
    keep = [index for index, fact in enumerate(old) if fact is None or fact[1] != told[index]]
    start = (pc.max(existing["id"]).as_py() or 0) + 1
    kept = new.take(pa.array(keep, pa.int64()))
    kept = kept.set_column(0, SCHEMA.field("id"), pa.array(range(start, start + len(keep)), pa.int64()))
    supersedes = pa.array([None if (fact := old[index]) is None else fact[0] for index in keep], pa.int64())
    return shaped(kept.set_column(SCHEMA.get_field_index("supersedes"), SCHEMA.field("supersedes"), supersedes))


_SAID = ("value", "n", "std_error", "status", "simulated")


def _known(existing: pa.Table, new: pa.Table) -> dict[str, tuple[int, tuple[Any, ...]]]:
    """Series key → (id, what it says) of the current facts that share a key with `new`."""
    near = current(existing.filter(pc.is_in(existing["element"], value_set=pc.unique(new["element"]))))
    said = zip(*(near[name].to_pylist() for name in _SAID), strict=True)
    return dict(zip(keys_of(near).to_pylist(), zip(near["id"].to_pylist(), said, strict=True), strict=True))
