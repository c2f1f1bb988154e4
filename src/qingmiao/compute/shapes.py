"""Formulas that differ only in their elements and constants have one shape, so that few expressions serve hundreds of indicators.

The terms of a formula (an element of some groups in this, an earlier or a fixed year) are numbered into slots `s0, s1, …` in order of
first appearance, its constants into `k0, k1, …`; the tree over slots and constants is the shape: both
`infant_deaths / live_births * 1000` and `graduates / lag(entrants, 9) * 100` are `s0 / s1 * k0`.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Literal

from qingmiao.catalogue.formula import Formula, Number, Operation, Value
from qingmiao.catalogue.model import MEASURED, Adds, Element, Indicator
from qingmiao.catalogue.parsing import parse
from qingmiao.catalogue.terms import Term, plain

Way = Literal["counts", "measured"]


@dataclass(frozen=True, slots=True)
class Shape:
    """A formula taken apart: the tree over slots and constants, the term of each slot, the value of each constant."""

    tree: Formula
    terms: tuple[Term, ...]
    constants: tuple[float, ...]

    @property
    def elements(self) -> tuple[str, ...]:
        """The elements of the terms, each once."""
        return tuple(dict.fromkeys(term.element for term in self.terms))


@dataclass(frozen=True, slots=True)
class Variant:
    """One way to a figure of an indicator: by its formula, or as measured; `rolls` says whether parts make up their whole.

    `greatest` are the slots of which the whole has the greatest of its parts, not their sum.
    """

    indicator: str
    way: Way
    shape: Shape
    rolls: bool
    greatest: tuple[int, ...] = ()


def shape_of(tree: Formula) -> Shape:
    """Take a formula apart."""
    slots: dict[Term, Formula] = {}
    arithmetic = plain(tree, lambda term: slots.setdefault(term, Value(f"s{len(slots)}")))
    constants: list[float] = []
    return Shape(_numbered(arithmetic, constants), tuple(slots), tuple(constants))


def _numbered(tree: Formula, constants: list[float]) -> Formula:
    """The tree with `k0, k1, …` for its constants, which are put to the list as they are read."""
    match tree:
        case Number(value):
            constants.append(value)
            return Value(f"k{len(constants) - 1}")
        case Operation(sign, left, right):
            first = _numbered(left, constants)
            return Operation(sign, first, _numbered(right, constants))
    return tree


def is_ratio(tree: Formula) -> bool:
    """Whether a shape is one element over another, perhaps times a constant: then its two counts stand beside the figure."""
    match tree:
        case Operation("*", left, Value(name)) if name.startswith("k"):
            return is_ratio(left)
        case Operation("*", Value(name), right) if name.startswith("k"):
            return is_ratio(right)
    return tree == Operation("/", Value("s0"), Value("s1"))


def variants_of(indicators: Sequence[Indicator], elements: Mapping[str, Element]) -> tuple[Variant, ...]:
    """The ways to each indicator: its formula, and `code@` where that is not the formula itself.

    A formula that holds a measured element is worked out only where all of it was measured; nothing of it rolls up over places.
    """
    return tuple(variant for indicator in indicators for variant in _ways(indicator, elements))


def _ways(indicator: Indicator, elements: Mapping[str, Element]) -> tuple[Variant, ...]:
    shape = shape_of(indicator.tree)
    ways = {code: rolls_up(code, elements) for code in shape.elements}
    rolls = "measured" not in ways.values()
    greatest = tuple(slot for slot, term in enumerate(shape.terms) if rolls and ways[term.element] == "maximum")
    formula = Variant(indicator.code, "counts" if rolls else "measured", shape, rolls, greatest)
    measured = shape_of(Value(indicator.code + MEASURED) if indicator.measured is None else parse(indicator.measured))
    return (formula,) if shape == measured else (formula, Variant(indicator.code, "measured", measured, rolls=False))


def rolls_up(code: str, elements: Mapping[str, Element]) -> Adds:
    """What becomes of an element's values over places."""
    if code.endswith(MEASURED):
        return "measured"
    return elements[code].adds if code in elements else "sum"
