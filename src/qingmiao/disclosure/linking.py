"""From figures to linked tables: which counts they show, and what sums tie these to each other.

A figure shows counts where its formula is one element, one element over another, or a sum of elements. Counts of parts make those of their
whole, boys and girls make all children, town and country make both; what a part lacks of its whole is a count too, though nobody shows it.
Sums are tied only where they come out in the figures; where a whole exceeds what its parts tell, the rest stands for the silent ones, and is
a count of theirs.
"""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, Final, NamedTuple

import pyarrow as pa

from qingmiao.catalogue.formula import Formula, Operation, Value
from qingmiao.catalogue.model import Element, Indicator
from qingmiao.catalogue.terms import Term
from qingmiao.compute.parts import tree_of
from qingmiao.compute.shapes import Variant, is_ratio, variants_of
from qingmiao.disclosure.rules import Rules
from qingmiao.disclosure.suppression import Tables
from qingmiao.places.model import Gazetteer

PARTNERS: Final[Mapping[str, str]] = {"male": "female", "female": "male", "urban": "rural", "rural": "urban"}
"""Groups that make all people together with one other."""

_NEAR: Final = 1e-6
_SHARES: Final = frozenset({100.0, 1000.0})  # upper limits of an indicator whose numerator is part of its denominator

Figure = tuple[str, str, int]
"""An indicator, a place and a year."""

Slice = tuple[str, tuple[str, ...], str, int]
"""An element of some groups at a place in a year."""


class Cell(NamedTuple):
    """A count that figures show: of what, where, of which year, and how much (a corrected count is another cell)."""

    what: str
    place: str
    year: int
    value: float


@dataclass(frozen=True, slots=True)
class Publication:
    """What is published at once: figures (schema FIGURES), and the indicators, elements and places that they are about."""

    figures: pa.Table
    indicators: Sequence[Indicator]
    elements: Mapping[str, Element]
    gazetteer: Gazetteer
    region: str


@dataclass(slots=True)
class Shown:
    """Which cells each figure shows, and which cell is the count of a slice."""

    by_figure: dict[Figure, list[int]] = field(default_factory=dict)
    by_slice: dict[Slice, int] = field(default_factory=dict)

    @property
    def cells(self) -> set[int]:
        """All of them."""
        return {cell for cells in self.by_figure.values() for cell in cells}


class Linked:
    """The cells of one publication or of several, with their relations; `small` are those that must not be shown."""

    def __init__(self, rules: Rules) -> None:
        self.rules = rules
        self.numbers: dict[Cell, int] = {}
        self.values: list[float] = []
        self.costs: list[float] = []
        self.relations: dict[tuple[tuple[int, int], ...], int | None] = {}  # a row of cells and signs → its rest
        self.small: set[int] = set()
        self.slack: set[int] = set()
        self.fixed: set[int] = set()

    def cell(self, key: Cell, leaves: int, *, hideable: bool) -> int:
        """The number of a cell, a new one where it is not there yet."""
        if key not in self.numbers:
            self.numbers[key] = self._new(key.value, float(max(leaves, 1)), guarded=hideable)
            if not hideable:
                self.fixed.add(self.numbers[key])
        return self.numbers[key]

    def _new(self, value: float, cost: float, *, guarded: bool) -> int:
        number = len(self.values)
        self.values.append(value)
        self.costs.append(cost)
        if guarded and 0 < value < self.rules.small:
            self.small.add(number)
        return number

    def tie(self, parts: Collection[int], whole: int, *, guarded: bool | None = None) -> None:
        """Parts make their whole, together with a rest where they do not make all of it; nothing is tied where they make more.

        `guarded`: there is a rest in any case, since there are people behind it (True: not to be worked out when they are few).
        """
        row = tuple(sorted([*((one, 1) for one in parts), (whole, -1)]))
        lacking = self.values[whole] - sum(self.values[one] for one in parts)
        if row in self.relations or lacking < -_NEAR or whole in parts:
            return
        rest = None
        if guarded is not None or lacking > _NEAR:
            rest = self._new(max(lacking, 0.0), 1.0, guarded=bool(guarded))
            self.slack.add(rest)
        self.relations[row] = rest

    def tables(self, shown: Collection[int]) -> Tables:
        """What the search for cells to leave out starts from; `shown` cannot be taken back."""
        rows = [row if rest is None else (*row, (rest, 1)) for row, rest in self.relations.items()]
        return Tables(self.values, rows, self.costs, self.fixed | set(shown), self.slack)


def link(into: Linked, publication: Publication) -> Shown:
    """Put in the cells of a publication and their relations."""
    shown = Shown()
    rows = _rows(publication)
    edges = _edges(publication, sorted({year for of in rows.values() for _, year in of}))
    limits = {one.code: one.limits[1] for one in publication.indicators}
    for variant in variants_of(publication.indicators, publication.elements):
        if variant.way == "counts" and any(term.element in into.rules.sensitive for term in variant.shape.terms):
            here = _cells(into, publication, variant, rows.get(variant.indicator, {}), shown)
            if limits[variant.indicator] in _SHARES and len(here) == 2:
                for part, whole in sorted({*_pairs(here), *_pairs_of_slices(variant, shown.by_slice)}):
                    into.tie([part], whole, guarded=True)
            _link_places(into, here, edges)
    _link_groups(into, shown.by_slice)
    return shown


Counted = Mapping[tuple[str, int], Mapping[str, Any]]
Here = dict[int, dict[tuple[str, int], int]]
"""Of each count of a formula the cells, by place and year."""


def _rows(publication: Publication) -> dict[str, dict[tuple[str, int], dict[str, Any]]]:
    names = ("indicator", "place", "year", "value", "numerator", "denominator", "way", "parts_expected")
    found: dict[str, dict[tuple[str, int], dict[str, Any]]] = {}
    for row in publication.figures.select(list(names)).to_pylist():
        if row["value"] is not None and row["way"] == "counts":
            found.setdefault(row["indicator"], {})[row["place"], row["year"]] = row
    return found


def _edges(publication: Publication, years: Sequence[int]) -> dict[tuple[str, int], list[str]]:
    """The parts of each place in each year, and the members of each set."""
    tree = tree_of(publication.gazetteer, publication.region, years)
    found: dict[tuple[str, int], list[str]] = {}
    for table in (tree.places, tree.members):
        for place, year, parent in zip(*(table[name].to_pylist() for name in ("place", "year", "parent")), strict=True):
            if parent is not None:
                found.setdefault((parent, year), []).append(place)
    return found


def counts_of(variant: Variant) -> tuple[tuple[Term | None, str], ...]:
    """The counts that a figure shows, and in which column: None for a sum of elements; nothing where no count can be read off."""
    terms, tree = variant.shape.terms, variant.shape.tree
    if tree == Value("s0"):
        return ((terms[0], "value"),)
    if is_ratio(tree):
        return ((terms[0], "numerator"), (terms[1], "denominator"))
    return ((None, "value"),) if _is_sum(tree) else ()


def _is_sum(tree: Formula) -> bool:
    match tree:
        case Operation("+", left, right):
            return _is_sum(left) and _is_sum(right)
        case Value(name):
            return name.startswith("s")
    return False


def _cells(into: Linked, publication: Publication, variant: Variant, rows: Counted, shown: Shown) -> Here:
    here: Here = {}
    for slot, (term, column) in enumerate(counts_of(variant)):
        element = next(one.element for one in variant.shape.terms if one.element in into.rules.sensitive) if term is None else term.element
        what = f"={variant.indicator}" if term is None else f"{element}[{','.join(term.groups)}]"
        cells = here[slot] = {}
        for (place, year), row in rows.items():
            counted = year if term is None else term.year_for(year)
            hideable = element in into.rules.sensitive and not into.rules.exempt(element, place, publication.gazetteer)
            number = into.cell(Cell(what, place, counted, row[column]), row["parts_expected"], hideable=hideable)
            cells[place, year] = number
            shown.by_figure.setdefault((variant.indicator, place, year), []).append(number)
            if term is not None and column == "value":
                shown.by_slice.setdefault((element, term.groups, place, counted), number)
    return here


def _pairs(here: Here) -> Iterator[tuple[int, int]]:
    """Numerator and denominator of each place and year."""
    return ((part, here[1][key]) for key, part in here.get(0, {}).items() if key in here.get(1, {}))


def _pairs_of_slices(variant: Variant, by_slice: Mapping[Slice, int]) -> Iterator[tuple[int, int]]:
    """The same where the share itself is not shown, as none is of nobody."""
    part, whole = variant.shape.terms[:2]
    for (element, groups, place, year), number in by_slice.items():
        beside = (whole.element, whole.groups, place, whole.year_for(year + part.lag))
        if (element, groups) == (part.element, part.groups) and part.year is None and beside in by_slice:
            yield number, by_slice[beside]


def _link_places(into: Linked, here: Here, edges: Mapping[tuple[str, int], Sequence[str]]) -> None:
    for cells in here.values():
        for (place, year), whole in cells.items():
            under = edges.get((place, year), ())
            if parts := [cells[part, year] for part in under if (part, year) in cells]:
                # What a part counted that is silent, or withheld, may be the rest: it is not to be worked out when it is few.
                into.tie(parts, whole, guarded=True if len(parts) < len(under) else None)


def _link_groups(into: Linked, by_slice: Mapping[Slice, int]) -> None:
    for (element, groups, place, year), part in by_slice.items():
        for word in groups:
            others = tuple(one for one in groups if one != word)
            whole = by_slice.get((element, others, place, year))
            if whole is None:
                continue
            partner = by_slice.get((element, tuple(PARTNERS.get(word, "") if one == word else one for one in groups), place, year))
            if partner is not None:
                into.tie([part, partner], whole)
            else:
                into.tie([part], whole, guarded=word in PARTNERS)
