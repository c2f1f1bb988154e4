"""Whether a part is above its whole: new facts against each other and against what is known already."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import Any, NamedTuple

import pyarrow as pa
import pyarrow.compute as pc

from qingmiao.catalogue import Catalogue
from qingmiao.facts.periods import year_of, years
from qingmiao.facts.ratios import bounded
from qingmiao.facts.revisions import current as current_of

_GROUPS = ("sex", "residence", "age", "other")
_Place = tuple[Any, ...]


class Excess(NamedTuple):
    """A part above its whole; `fact` is the position of the new fact that says so."""

    fact: int
    part: str
    whole: str
    value: float
    limit: float


class _Said(NamedTuple):
    """A value, and the position of the new fact that says it (None: known before)."""

    value: float
    fact: int | None


_Values = dict[tuple[str, _Place], dict[str, _Said]]
"""Element and place, year and groups → stream → what it says."""


def above(new: Sequence[Mapping[str, Any]], current: pa.Table, catalogue: Catalogue) -> Iterator[Excess]:
    """New facts that make a part larger than its whole, by the formulas of shares.

    A part is held against the whole of its own stream and year; where that stream says nothing, against the largest that another says. Simulated
    facts prove nothing and are passed over.
    """
    pairs = bounded(catalogue.indicators.values())
    asked = {code for pair in pairs for code in pair} if any(fact["element"] for fact in new) else set()
    values = _known(current, asked)
    for index, fact in enumerate(new):
        if fact["element"] in asked and fact["value"] is not None:
            values.setdefault((fact["element"], _place(fact)), {})[fact["stream"]] = _Said(fact["value"], index)
    places = _places(values)
    for part, whole in pairs:
        for place in places.get(part, ()):
            yield from _compared(part, whole, values[part, place], values.get((whole, place)))


def _compared(part: str, whole: str, parts: Mapping[str, _Said], wholes: Mapping[str, _Said] | None) -> Iterator[Excess]:
    if wholes is None:
        return
    for stream, said in parts.items():
        limit = wholes.get(stream) or max(wholes.values(), key=lambda one: one.value)
        fact = limit.fact if said.fact is None else said.fact
        if fact is not None and said.value > limit.value:
            yield Excess(fact, part, whole, said.value, limit.value)


def _places(values: _Values) -> dict[str, list[_Place]]:
    found: dict[str, list[_Place]] = {}
    for element, place in values:
        found.setdefault(element, []).append(place)
    return found


def _place(fact: Mapping[str, Any]) -> _Place:
    return (fact["place"], year_of(fact["period_to"]), *(fact[name] for name in _GROUPS))


def _known(table: pa.Table, asked: set[str]) -> _Values:
    near = current_of(table.filter(pc.is_in(table["element"], value_set=pa.array(sorted(asked), pa.string()))))
    near = near.filter(pc.and_not(pc.is_valid(near["value"]), near["simulated"]))
    columns = [near["place"], years(near), *(near[name] for name in _GROUPS)]
    values: _Values = {}
    places = zip(*(column.to_pylist() for column in columns), strict=True)
    for place, element, stream, value in zip(places, *(near[name].to_pylist() for name in ("element", "stream", "value")), strict=True):
        values.setdefault((element, place), {})[stream] = _Said(value, None)
    return values
