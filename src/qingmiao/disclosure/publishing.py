"""Figures as they may be published: where small numbers of people could be worked out, they are left out."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Final

import pyarrow as pa
import pyarrow.compute as pc

from qingmiao.catalogue.model import Element, Indicator
from qingmiao.compute.schema import FIGURES
from qingmiao.compute.shapes import Variant, rolls_up, variants_of
from qingmiao.disclosure.linking import PARTNERS, Figure, Linked, Publication, Shown, Slice, counts_of, link
from qingmiao.disclosure.rules import Rules
from qingmiao.disclosure.suppression import suppress
from qingmiao.places.model import Gazetteer

PUBLISHED: Final = FIGURES.append(pa.field("suppressed", pa.bool_(), nullable=False))
"""Figures, and whether each was left out to protect people: it then has no value and no counts, and the status `withheld`."""

_PLAIN: Final = "#"


@dataclass(frozen=True, slots=True)
class Published:
    """The figures of one publication (schema PUBLISHED) and how many counts were left out at once for their own sake and for others'.

    `open` are figures of which something is known already that cannot be taken back, or that the law publishes.
    """

    figures: pa.Table
    primary: int
    secondary: int
    open: tuple[Figure, ...]


def with_counts(indicators: Sequence[Indicator], elements: Mapping[str, Element], rules: Rules) -> list[Indicator]:
    """The indicators, and before them one for each sensitive count that their formulas take, so that it is known by itself."""
    terms = {
        (term.element, term.groups)
        for variant in variants_of(indicators, elements)
        for term in variant.shape.terms
        if term.element in rules.sensitive and rolls_up(term.element, elements) == "sum"
    }
    slices = sorted({one for element, groups in terms for one in _around(element, groups)})
    return [*(_plain(element, groups) for element, groups in slices), *indicators]


def _around(element: str, groups: tuple[str, ...]) -> Iterator[tuple[str, tuple[str, ...]]]:
    """A slice, the wholes that it is part of, and the partners that complete them."""
    yield element, groups
    for word in groups:
        yield from _around(element, tuple(one for one in groups if one != word))
        if word in PARTNERS:
            yield element, tuple(PARTNERS[word] if one == word else one for one in groups)


def _plain(element: str, groups: tuple[str, ...]) -> Indicator:
    formula = f"{element}[{', '.join(groups)}]" if groups else element
    return Indicator(f"{_PLAIN}{formula}", formula, "", formula)


def publish(moments: Sequence[Sequence[Publication]], rules: Rules) -> list[list[Published]]:
    """What may be shown of the publications of each moment, one after another: those of one moment are safe together, and with all before.

    Publications of one moment are those of several plans over the same facts. The figures hold those of `with_counts`, which are not shown.
    The same publications give the same answer.
    """
    linked, seen, hidden = Linked(rules), set[int](), set[int]()
    done = []
    for together in moments:
        all_shown = [link(linked, publication) for publication in together]
        small = linked.small - seen - linked.fixed - hidden
        # Where a figure goes, all its counts go, so that it cannot be worked out again.
        found = suppress(linked.tables(seen), small | hidden, [cells for shown in all_shown for cells in shown.by_figure.values()])
        new = found.hidden - hidden
        hidden |= new
        seen |= {cell for shown in all_shown for cell in shown.cells} - hidden
        counted = len(small - linked.slack), len(new - small - linked.slack)
        done.append([
            Published(_masked(publication, shown, hidden, rules), *counted, _lost(shown, found.open))
            for publication, shown in zip(together, all_shown, strict=True)
        ])  # fmt: skip
    return done


def _lost(shown: Shown, lost: Collection[int]) -> tuple[Figure, ...]:
    """The figures of which something can be worked out after all."""
    return tuple(sorted(figure for figure, cells in shown.by_figure.items() if not set(cells).isdisjoint(lost) and figure[0][0] != _PLAIN))


def _masked(publication: Publication, shown: Shown, hidden: set[int], rules: Rules) -> pa.Table:
    """The figures without those that show, or are worked out from, what is hidden."""
    at = {slice_ for slice_, cell in shown.by_slice.items() if cell in hidden}
    under = set(_with_places_above(at, publication.gazetteer))
    variants: dict[str, list[Variant]] = {}
    for variant in variants_of(publication.indicators, publication.elements):
        if any(term.element in rules.sensitive for term in variant.shape.terms):
            variants.setdefault(variant.indicator, []).append(variant)
    table = publication.figures.filter(pc.invert(pc.starts_with(publication.figures["indicator"], _PLAIN)))
    keys = zip(*(table[name].to_pylist() for name in ("indicator", "place", "year")), strict=True)
    out = pa.array(
        [
            bool(hidden & set(shown.by_figure.get(key, ()))) or any(_taken(variant, key, at, under) for variant in variants.get(key[0], ()))
            for key in keys
        ],
        pa.bool_(),
    )
    out = pc.and_(out, pc.is_valid(table["value"]))
    for name in ("value", "numerator", "denominator"):
        table = table.set_column(table.schema.get_field_index(name), FIGURES.field(name), pc.if_else(out, None, table[name]))
    status = pc.if_else(out, "withheld", table["status"])
    table = table.set_column(table.schema.get_field_index("status"), FIGURES.field("status"), status)
    return table.append_column(PUBLISHED.field("suppressed"), out).cast(PUBLISHED)


def _taken(variant: Variant, figure: Figure, at: Collection[Slice], under: Collection[Slice]) -> bool:
    """Whether a figure is worked out from a hidden count of its place, or, where no count can be read off it, of a place under it."""
    _, place, year = figure
    among = at if counts_of(variant) else under
    return any((term.element, term.groups, place, term.year_for(year)) in among for term in variant.shape.terms)


def _with_places_above(slices: Iterable[Slice], gazetteer: Gazetteer) -> Iterator[Slice]:
    for element, groups, place, year in slices:
        yield element, groups, place, year
        if place in gazetteer:
            yield from ((element, groups, above.id, year) for above in gazetteer.above(place))
