"""Figures that bureaus have published, each with where it was seen; copies of reports, real and not complete."""

from __future__ import annotations

import csv
import functools
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from importlib.resources import files
from typing import Any, Final

import pyarrow as pa

from qingmiao.catalogue import MEASURED, Catalogue, Element, load
from qingmiao.facts.amounts import converted
from qingmiao.facts.periods import period
from qingmiao.facts.table import build
from qingmiao.places import Place, Resolver, china

_FILE: Final = "published_series.csv"
_COPIED: Final = datetime(2026, 11, 22, tzinfo=UTC)
_RESIDENCES: Final = {"农村": "rural", "城市": "urban"}


@dataclass(frozen=True, slots=True)
class Figure:
    """One row of the file: `line` in it, words as printed, where it was seen and what is to be noted."""

    line: int
    indicator: str
    region: str
    year: int
    value: float
    unit: str
    seen_in: str
    note: str


@functools.cache
def figures() -> tuple[Figure, ...]:
    """The rows of the file, in its order."""
    text = files("qingmiao.facts").joinpath("data", _FILE).read_text(encoding="utf-8-sig")
    return tuple(_figure(line, row) for line, row in enumerate(csv.DictReader(text.splitlines()), 2))


def _figure(line: int, row: Mapping[str, str]) -> Figure:
    return Figure(line, row["indicator"], row["region"], int(row["year"]), float(row["value"]), row["unit"], row["seen_in"], row["note"])


@functools.cache
def table() -> pa.Table:
    """All figures as facts of measured elements (`x@`), of stream and origin “publication”.

    An indicator that the catalogue does not know, or knows in a unit that the figure cannot be turned into, has the element `published.<line>`,
    after the line of the file in which it first stands (`unknown_elements`). 全国农村 and 全国城市 are the nation with a residence.
    """
    catalogue, resolver = load(), Resolver(china())
    unknown = {element.name: element for element in unknown_elements()}
    return build(_fact(number, figure, catalogue, resolver, unknown) for number, figure in enumerate(figures(), 1))


@functools.cache
def unknown_elements() -> tuple[Element, ...]:
    """Elements of the figures whose indicator the catalogue does not know, named as printed."""
    first: dict[str, Element] = {}
    for figure in figures():
        if _known(figure, load()) is None:
            first.setdefault(figure.indicator, Element(f"published.{figure.line}", figure.indicator, figure.unit, adds="measured"))
    return tuple(first.values())


def _known(figure: Figure, catalogue: Catalogue) -> tuple[Element, float] | None:
    match = catalogue.match(figure.indicator, figure.unit)
    if match is None:
        return None
    value = converted(figure.value, figure.unit, match.indicator.unit)
    return None if value is None else (catalogue.elements[match.indicator.code + MEASURED], value)


def _fact(number: int, figure: Figure, catalogue: Catalogue, resolver: Resolver, unknown: Mapping[str, Element]) -> dict[str, Any]:
    element, value = _known(figure, catalogue) or (unknown[figure.indicator], figure.value)
    region, residence = _grouped(figure.region)
    start, end = period(figure.year, element.basis)
    return {
        "id": number,
        "element": element.code,
        "place": _place(region, resolver),
        "period_from": start,
        "period_to": end,
        "basis": element.basis,
        "residence": residence,
        "stream": "publication",
        "value": value,
        "origin": "publication",
        "origin_id": f"{_FILE}:{figure.line} {figure.seen_in}",
        "recorded_at": _COPIED,
        "recorded_by": _FILE,
    }


def _grouped(region: str) -> tuple[str, str]:
    """The place's name and the residence: 全国农村 → 全国, rural."""
    ending = region[-2:]
    return (region[:-2], _RESIDENCES[ending]) if ending in _RESIDENCES and len(region) > 2 else (region, "all")


def _place(region: str, resolver: Resolver) -> str:
    found = resolver.resolve(region)
    if not isinstance(found, Place):
        raise LookupError(f"{_FILE}: region {region}")
    return found.id


def seen_in(origin_id: str) -> str:
    """Where a published figure was seen, and what is to be noted, from the `origin_id` of its fact; raises KeyError for another origin."""
    name, _, line = origin_id.partition(" ")[0].partition(":")
    found = next((figure for figure in figures() if name == _FILE and str(figure.line) == line), None)
    if found is None:
        raise KeyError(origin_id)
    return f"{found.seen_in}（{found.note}）" if found.note else found.seen_in
