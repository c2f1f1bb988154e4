"""What the catalogue holds: indicators, elements and departments, as frozen values."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Literal

from qingmiao.catalogue.formula import Formula, elements_of
from qingmiao.catalogue.parsing import parse

Direction = Literal["up", "down"]
Adds = Literal["sum", "measured"]
Status = Literal["sourced", "drafted"]

MEASURED = "@"
"""An indicator `x` whose rate was published without counts is recorded as the element `x@` (“as measured”)."""


@dataclass(frozen=True, slots=True)
class Department:
    """A department that reports: `aliases` are its names at other levels and before reorganisations."""

    code: str
    name: str
    name_en: str
    aliases: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Element:
    """One thing that is counted or measured and asked for once.

    `adds` says how it rolls up over places: "sum", or "measured" (shown only where it was measured).
    """

    code: str
    name: str
    unit: str
    department: str | None = None
    adds: Adds = "sum"
    basis: str = "calendar_year"


@dataclass(frozen=True, slots=True)
class Indicator:
    """One indicator: its formula over elements, unit, and which direction is better.

    `limits` are natural limits (0 and 100 for a share); `status` is "drafted" where the source text of the definition was not seen.
    `measured` is the formula of the value as measured, where that is not simply `code@`.
    """

    code: str
    name: str
    unit: str
    formula: str
    direction: Direction | None = None
    aliases: tuple[str, ...] = ()
    name_en: str | None = None
    definition: str | None = None
    department: str | None = None
    basis: str = "calendar_year"
    limits: tuple[float | None, float | None] = (None, None)
    status: Status = "drafted"
    source: str | None = None
    measured: str | None = None
    tree: Formula = field(init=False, repr=False, compare=False)

    def __post_init__(self) -> None:
        object.__setattr__(self, "tree", parse(self.formula))

    @property
    def elements(self) -> tuple[str, ...]:
        """Element codes of the formula, in order of first appearance."""
        return elements_of(self.tree)
