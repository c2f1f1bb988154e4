"""The formula tree: a small frozen language over elements, with its printer; `parsing` reads it, `terms` takes it apart.

    infant_deaths / live_births * 1000              arithmetic
    pupils[female, rural]                           an element of a group (the words of `groups`)
    graduates / lag(entrants, 9) * 100              the value of nine years before
    sum(deaths, 3)  mean(deaths / births, 3)        the last three years, this one with them
    at(deaths, 2020)                                the value of one year
    change(rate@, 2020)  growth(deaths, 2020)       difference from a base year; the same in per cent of the base
    ages(pupils, 3_5, 6_11)                         one age band and the next, together
    among(enrolled / children * 100, female)        all of it for one group
    ratio(…, female, male)  gap(…, urban, rural)    one group's over, or less, the other's

Null wherever an operand is null: a window is null where one of its years is missing. A division by zero is null; nothing is rounded here.
An element code is written with letters, digits, `_`, `.` and a final `@` (as measured): it stands in the text as it is.
A node that cannot be is refused with ValueError where it is built.
"""

from __future__ import annotations

import itertools
from collections.abc import Iterator
from dataclasses import dataclass
from decimal import Decimal
from typing import Final, Literal

from qingmiao.catalogue.groups import BANDS, COLUMN_OF, ordered

FURTHEST: Final = 40
"""Years that a lag or a window may span."""

BASE_YEARS: Final = (1949, 2100)


@dataclass(frozen=True, slots=True)
class Number:
    """A constant."""

    value: float


@dataclass(frozen=True, slots=True)
class Value:
    """The value of an element, of everybody or of those in all of `groups`, summed over the parts of a place."""

    element: str
    groups: tuple[str, ...] = ()

    def __post_init__(self) -> None:
        _in_order(self.groups)


@dataclass(frozen=True, slots=True)
class Operation:
    """Two operands joined by one of + - * /."""

    sign: str
    left: Formula
    right: Formula


@dataclass(frozen=True, slots=True)
class Lag:
    """What the formula gave some years before."""

    inner: Formula
    years: int

    def __post_init__(self) -> None:
        _between(self.years, 1, FURTHEST, "a lag")


@dataclass(frozen=True, slots=True)
class Window:
    """The sum or the mean over the last years, this one with them; null where one of them is missing."""

    way: Literal["sum", "mean"]
    inner: Formula
    years: int

    def __post_init__(self) -> None:
        _between(self.years, 2, FURTHEST, "a window")


@dataclass(frozen=True, slots=True)
class At:
    """What the formula gives in one year, whichever is asked for."""

    inner: Formula
    year: int

    def __post_init__(self) -> None:
        _between(self.year, *BASE_YEARS, "a year")


@dataclass(frozen=True, slots=True)
class Change:
    """The difference from a base year: “change” as it is, “growth” in per cent of the base."""

    way: Literal["change", "growth"]
    inner: Formula
    base: int

    def __post_init__(self) -> None:
        _between(self.base, *BASE_YEARS, "a base year")


@dataclass(frozen=True, slots=True)
class Among:
    """The formula with every element of it taken for some groups."""

    inner: Formula
    groups: tuple[str, ...]

    def __post_init__(self) -> None:
        _in_order(self.groups)
        if not self.groups:
            raise ValueError("among needs a group")


@dataclass(frozen=True, slots=True)
class Ages:
    """The sum over age bands that follow one another; null where one of them is missing."""

    inner: Formula
    bands: tuple[str, ...]

    def __post_init__(self) -> None:
        if lost := [word for word in self.bands if word not in BANDS]:
            raise ValueError(f"“{lost[0]}” is no age; ages are {', '.join(BANDS)}")
        spans = [BANDS[word] for word in self.bands]
        if len(spans) < 2 or any(last + 1 != first for (_, last), (first, _) in itertools.pairwise(spans)):
            raise ValueError(f"ages names at least two bands, each beginning where the one before it ends, not {', '.join(self.bands)}")


@dataclass(frozen=True, slots=True)
class Contrast:
    """One group against another: “ratio” the first over the second, “gap” the first less the second."""

    way: Literal["ratio", "gap"]
    inner: Formula
    one: str
    other: str

    def __post_init__(self) -> None:
        _in_order((self.one,))
        _in_order((self.other,))
        if self.one == self.other or COLUMN_OF[self.one] != COLUMN_OF[self.other]:
            raise ValueError(f"“{self.one}” and “{self.other}” cannot be set against each other")


Formula = Number | Value | Operation | Lag | Window | At | Change | Among | Ages | Contrast


def _between(number: int, low: int, high: int, what: str) -> None:
    if not low <= number <= high:
        raise ValueError(f"{what} is a whole number from {low} to {high}, not {number}")


def _in_order(groups: tuple[str, ...]) -> None:
    if ordered(groups) != groups:
        raise ValueError(f"groups are named in the order sex, residence, age, other: {', '.join(ordered(groups))}")


def elements_of(tree: Formula) -> tuple[str, ...]:
    """Element codes in order of first appearance."""
    return tuple(dict.fromkeys(_walk(tree)))


def _walk(tree: Formula) -> Iterator[str]:
    match tree:
        case Number():
            return
        case Value(element):
            yield element
        case Operation(_, left, right):
            yield from _walk(left)
            yield from _walk(right)
        case _:
            yield from _walk(tree.inner)


def show(tree: Formula) -> str:
    """The formula as text that parses to the same tree."""
    match tree:
        case Number(value):
            return format(Decimal(repr(value)).normalize(), "f")
        case Value(element, groups):
            return f"{element}[{', '.join(groups)}]" if groups else element
        case Operation(sign, left, right):
            return f"{_side(left, sign, right=False)} {sign} {_side(right, sign, right=True)}"
        case Lag(inner, years):
            return _call("lag", inner, years)
        case Window(way, inner, years):
            return _call(way, inner, years)
        case At(inner, year):
            return _call("at", inner, year)
        case Change(way, inner, base):
            return _call(way, inner, base)
        case Among(inner, groups):
            return _call("among", inner, *groups)
        case Ages(inner, bands):
            return _call("ages", inner, *bands)
        case Contrast(way, inner, one, other):
            return _call(way, inner, one, other)


def _call(name: str, inner: Formula, *more: object) -> str:
    return f"{name}({', '.join([show(inner), *map(str, more)])})"


_RANK = {"+": 0, "-": 0, "*": 1, "/": 1}


def weaker(tree: Formula, sign: str, *, right: bool) -> bool:
    """Whether an operand needs brackets beside a sign."""
    return isinstance(tree, Operation) and (_RANK[tree.sign] < _RANK[sign] or (right and _RANK[tree.sign] == _RANK[sign]))


def _side(tree: Formula, sign: str, *, right: bool) -> str:
    return f"({show(tree)})" if weaker(tree, sign, right=right) else show(tree)
