"""What the catalogue holds: indicators with all their definitions, elements and departments, as frozen values."""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from typing import Final, Literal

from qingmiao.catalogue.formula import Formula, elements_of
from qingmiao.catalogue.parsing import parse

Direction = Literal["up", "down"]
Adds = Literal["sum", "measured", "maximum"]
OverTime = Literal["sum", "last", "maximum", "measured"]
Frequency = Literal["year", "quarter", "month", "survey", "once"]
Population = Literal["resident", "registered", "births", "enrolled", "examined", "surveyed"]
Grouping = Literal["sex", "residence", "age", "other"]
Status = Literal["sourced", "drafted"]
Seen = Literal["whole", "part"]

ADDS: Final[tuple[Adds, ...]] = ("sum", "measured", "maximum")
OVER_TIME: Final[tuple[OverTime, ...]] = ("sum", "last", "maximum", "measured")
FREQUENCIES: Final[tuple[Frequency, ...]] = ("year", "quarter", "month", "survey", "once")
POPULATIONS: Final[tuple[Population, ...]] = ("resident", "registered", "births", "enrolled", "examined", "surveyed")
"""常住, 户籍, 全部活产, 在学, 受检者, 监测人群: whom a denominator counts."""
GROUPINGS: Final[tuple[Grouping, ...]] = ("sex", "residence", "age", "other")

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

    `adds` says how it rolls up over places: "sum", "maximum" (the greatest of the parts) or "measured" (shown only where it was measured).
    `frequency` is how often it is reported; `population` whom it counts, None where no source says; `definition` stands where one was seen.
    """

    code: str
    name: str
    unit: str
    department: str | None = None
    adds: Adds = "sum"
    basis: str = "calendar_year"
    frequency: Frequency = "year"
    population: Population | None = None
    definition: str | None = None
    source: str | None = None


@dataclass(frozen=True, slots=True)
class International:
    """An indicator of an international list; `note` says how far the catalogue's is the same."""

    scheme: str
    code: str
    name: str
    name_en: str
    note: str | None = None

    def __str__(self) -> str:
        return f"{self.scheme} {self.code}"


@dataclass(frozen=True, slots=True)
class Amendment:
    """What changed in an indicator, and from which year on.

    Where it `breaks` the series, values before and after are not compared; `factor` and `offset` of a bridge, where a source gives them,
    turn an earlier value into one that can be: value × factor + offset.
    """

    year: int
    what: str
    breaks: bool = False
    factor: float | None = None
    offset: float | None = None
    source: str | None = None

    @property
    def bridged(self) -> bool:
        """Whether a bridge leads over the break."""
        return self.factor is not None or self.offset is not None


@dataclass(frozen=True, slots=True)
class Definition:
    """A definition that rivals an indicator's own, as a source gives it; without a formula only the published value can be taken."""

    key: str
    text: str
    source: str
    formula: str | None = None
    seen: Seen = "whole"
    population: Population | None = None
    defined_by: str | None = None
    valid_from: int | None = None
    valid_to: int | None = None


@dataclass(frozen=True, slots=True)
class Indicator:
    """One indicator: its formula over elements, unit, and which direction is better.

    `limits` are natural limits (0 and 100 for a share); `status` is "drafted" where the source text of the definition was not seen, and
    `seen` is "part" where the text was cut off or the definition was worked back from figures that it gives.
    `groups` are those by which the source breaks it down; `over_time` says what becomes of several periods: "sum" adds the counts of the
    formula before it is worked out, "last" takes the end of the span, "measured" leaves each period as it is.
    `measured` is the formula of the value as measured, where that is not simply `code@`.
    `area` is the field of life under which the catalogue keeps it (health, education …); `defined_by` and `checked_by` are None where no
    source names them. `definitions` are rivals, of which a plan may choose one (`by`).
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
    seen: Seen = "whole"
    frequency: Frequency = "year"
    groups: tuple[Grouping, ...] = ()
    population: Population | None = None
    over_time: OverTime = "measured"
    international: tuple[International, ...] = ()
    valid_from: int | None = None
    valid_to: int | None = None
    defined_by: str | None = None
    checked_by: str | None = None
    area: str | None = None
    history: tuple[Amendment, ...] = ()
    definitions: tuple[Definition, ...] = ()
    tree: Formula = field(init=False, repr=False, compare=False)

    def __post_init__(self) -> None:
        object.__setattr__(self, "tree", parse(self.formula))

    @property
    def elements(self) -> tuple[str, ...]:
        """Element codes of the formula, in order of first appearance."""
        return elements_of(self.tree)

    @property
    def breaks(self) -> tuple[Amendment, ...]:
        """The amendments that break the series."""
        return tuple(one for one in self.history if one.breaks)

    def by(self, key: str) -> Indicator:
        """The indicator by a rival definition, which no international list is known to match; raises KeyError where it has none of that key."""
        chosen = {one.key: one for one in self.definitions}[key]
        return replace(
            self,
            formula=chosen.formula or f"{self.code}{MEASURED}",
            definition=chosen.text,
            source=chosen.source,
            status="sourced",
            seen=chosen.seen,
            population=chosen.population,
            international=(),
            defined_by=chosen.defined_by,
            valid_from=chosen.valid_from,
            valid_to=chosen.valid_to,
        )
