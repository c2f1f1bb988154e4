"""Facts within later boundaries: of places that merged or were split, and of the earlier years that a formula takes."""

from __future__ import annotations

from typing import Any, Final

import ibis
import pyarrow as pa

from qingmiao.compute.backends import Backend
from qingmiao.facts.schema import STATUSES, VALUED

MISSING: Final = len(VALUED)
"""Ranks of statuses: 0, 1, 2 have a value, from 3 on there is none (the order of facts.STATUSES)."""

_ESTIMATED: Final = STATUSES.index("estimated")
_TOLD: Final = ("value", "status", "stream", "simulated")


def within(best: Any, moves: Any, rolling: Any, when: tuple[str, ...] = ("from_year",)) -> Any:
    """The facts within later boundaries: of merged places the sum where all have a value, of split ones the share, which is an estimate.

    What has the greatest of its parts is carried only from whole places, what does not roll up only where one whole place, and nothing else,
    became another. What a new place itself says of a year in which it was not there yet is a restatement within the new boundaries, and wins.
    `moves` have a place, the year of its facts and whatever else of `when` they depend on; `rolling` says of each slice how it rolls up.
    """
    moved = best.join(moves, ["place", *when]).join(rolling, "slice")
    greatest = moved.rolls_up == "maximum"
    moved = moved.filter((moved.rolls_up == "sum") | ((moved.share == 1) & (greatest | (moved.sources == 1))))
    together = moved.group_by(slice=moved.slice, place=moved.to, **{name: moved[name] for name in when}).agg(
        value=ibis.ifelse(moved.rolls_up.max() == "maximum", moved.value.max(), (moved.value * moved.share).sum()),
        missing=moved.status.min(where=moved.status >= MISSING),
        told=moved.count() == moved.sources.max(),
        status=ibis.ifelse(moved.share < 1, ibis.greatest(moved.status, _ESTIMATED), moved.status).max(),
        stream=moved.stream.max(),
        simulated=moved.simulated.any(),
    )
    together = together.filter(together.told | together.missing.notnull())
    columns = ("slice", "place", *when, *_TOLD)
    carried = together.mutate(
        value=ibis.ifelse(together.missing.isnull(), together.value, None), status=together.missing.fill_null(together.status)
    ).select(*columns)
    kept = best.anti_join(moves, ["place", *when]).select(*columns)
    return kept.union(carried.anti_join(kept, ["slice", "place", *when]))


def with_slots(engine: Backend, best: Any, slot_table: pa.Table, lagged: pa.Table, rolling: pa.Table) -> Any:
    """Each fact with every slot of a formula, and every year, that takes it; of earlier years within the boundaries of the year asked for."""
    slots = engine.put(slot_table)
    if not lagged.num_rows:
        return best.join(slots, ["slice", "from_year"])
    moves = engine.put(lagged)
    pairs = moves.select("from_year", "year").distinct()
    earlier = within(best.join(pairs, "from_year"), moves, engine.put(rolling), ("from_year", "year"))
    mine = earlier.join(slots, ["slice", "from_year", "year"])
    others = best.join(slots.anti_join(pairs, ["from_year", "year"]), ["slice", "from_year"])
    columns = [name for name in others.columns if not name.endswith("_right")]
    return others.select(*columns).union(mine.select(*columns))
