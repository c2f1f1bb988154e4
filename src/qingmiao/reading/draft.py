"""A commitment while it is being read: the fields of the model, by places in the view, filled in by one pass after another."""

from __future__ import annotations

from dataclasses import dataclass, field

from qingmiao.reading.model import Comparator, Direction, Kind, Per, Reference, Unsure


@dataclass(slots=True, kw_only=True)
class Draft:
    """One record in the making; `start` and `end` are places in the view. `year` is the deadline that its clause states."""

    start: int
    end: int
    kind: Kind
    indicator: str
    value: float | None = None
    value_high: float | None = None
    unit: str | None = None
    comparator: Comparator | None = None
    direction: Direction | None = None
    per: Per | None = None
    curbed: bool = False
    base_year: int | None = None
    year: int | None = None
    past: bool = False
    implied: bool = False
    optional: bool = False
    population: str | None = None
    level_of: str | None = None
    measured_year: int | None = None
    reference: Reference | None = None
    lead: tuple[str, ...] = ()
    support: tuple[str, ...] = ()
    unsure: list[Unsure] = field(default_factory=list)
