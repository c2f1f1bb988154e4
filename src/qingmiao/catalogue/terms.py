"""A formula taken apart: arithmetic over terms, each an element of some groups in a year counted from the asked one or fixed.

`graduates / lag(entrants, 9)` is the term `graduates` of the year over the term `entrants` of nine years before; windows, base years and
groups come down to terms in the same way, so that an engine knows nothing but arithmetic.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass, replace
from functools import reduce
from typing import Final

from qingmiao.catalogue.formula import Ages, Among, At, Change, Contrast, Formula, Lag, Number, Operation, Value, Window
from qingmiao.catalogue.groups import ordered

MOST_TERMS: Final = 120
"""Terms that a formula may come down to; a window within a window multiplies them."""


@dataclass(frozen=True, slots=True)
class Term:
    """An element of some groups: `lag` years before the asked year, or in `year` where that is given."""

    element: str
    groups: tuple[str, ...] = ()
    lag: int = 0
    year: int | None = None

    def year_for(self, asked: int) -> int:
        """The year whose facts the term takes for the asked year."""
        return asked - self.lag if self.year is None else self.year


@dataclass(frozen=True, slots=True)
class Frame:
    """From where a part of a formula is looked at: how many years before, or in which year, and of which groups."""

    groups: tuple[str, ...] = ()
    lag: int = 0
    year: int | None = None

    def before(self, years: int) -> Frame:
        """The same some years earlier."""
        return replace(self, lag=self.lag + years) if self.year is None else replace(self, year=self.year - years)

    def among(self, *groups: str) -> Frame:
        """The same for fewer people; raises ValueError where groups exclude each other."""
        return replace(self, groups=ordered((*self.groups, *groups)))


Leaf = Callable[[Term], Formula]


def plain(tree: Formula, leaf: Leaf, frame: Frame = Frame()) -> Formula:
    """The formula as numbers, operations and whatever `leaf` makes of each term, read from left to right."""
    match tree:
        case Number():
            return tree
        case Value(element, groups):
            return leaf(Term(element, frame.among(*groups).groups, frame.lag, frame.year))
        case Operation(sign, left, right):
            first = plain(left, leaf, frame)
            return Operation(sign, first, plain(right, leaf, frame))
        case Lag(inner, years):
            return plain(inner, leaf, frame.before(years))
        case At(inner, year):
            return plain(inner, leaf, replace(frame, lag=0, year=year))
        case Among(inner, groups):
            return plain(inner, leaf, frame.among(*groups))
        case Window(way, inner, years):
            total = _total(inner, leaf, [frame.before(number) for number in range(years)])
            return total if way == "sum" else Operation("/", total, Number(float(years)))
        case Ages(inner, bands):
            return _total(inner, leaf, [frame.among(band) for band in bands])
        case Change():
            return _change(tree, leaf, frame)
        case Contrast(way, inner, one, other):
            first = plain(inner, leaf, frame.among(one))
            return Operation("/" if way == "ratio" else "-", first, plain(inner, leaf, frame.among(other)))


def _total(inner: Formula, leaf: Leaf, frames: Iterable[Frame]) -> Formula:
    return reduce(lambda left, right: Operation("+", left, right), [plain(inner, leaf, frame) for frame in frames])


def _change(tree: Change, leaf: Leaf, frame: Frame) -> Formula:
    now, base = plain(tree.inner, leaf, frame), plain(tree.inner, leaf, replace(frame, lag=0, year=tree.base))
    difference = Operation("-", now, base)
    return difference if tree.way == "change" else Operation("*", Operation("/", difference, base), Number(100.0))


def terms_of(tree: Formula) -> tuple[Term, ...]:
    """The terms of a formula in order of first appearance."""
    found: dict[Term, None] = {}

    def noted(term: Term) -> Formula:
        found[term] = None
        return Value(term.element)

    plain(tree, noted)
    return tuple(found)


def check(tree: Formula) -> None:
    """Raise ValueError where a formula comes down to too many terms, or asks for groups that exclude each other."""
    if (many := _leaves(tree)) > MOST_TERMS:
        raise ValueError(f"it comes down to {many} terms; at most {MOST_TERMS} can be worked out")
    terms_of(tree)


def _leaves(tree: Formula) -> int:
    """How many leaves `plain` makes of a tree."""
    match tree:
        case Number() | Value():
            return 1
        case Operation(_, left, right):
            return _leaves(left) + _leaves(right)
        case Window(_, inner, years):
            return years * _leaves(inner)
        case Ages(inner, bands):
            return len(bands) * _leaves(inner)
        case Change(_, inner, _) | Contrast(_, inner, _, _):
            return 2 * _leaves(inner)
        case Lag() | At() | Among():
            return _leaves(tree.inner)
