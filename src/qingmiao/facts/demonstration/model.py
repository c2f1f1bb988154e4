"""What may befall a series: the course that it takes and the way it is reported. No target is among it."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum


class Shape(StrEnum):
    """The course of a series over the years; "better" is the indicator's direction, whatever a plan may ask for."""

    IMPROVING = "improving"
    FULL = "full"  # improving until nothing is left to do
    FLAT = "flat"
    WORSENING = "worsening"
    TURNING = "turning"  # better first, then worse
    VOLATILE = "volatile"  # up and down by more than chance
    SHOCK = "shock"  # one bad year
    RELAPSE = "relapse"  # very good, then lost again


class Habit(StrEnum):
    """How a series is reported."""

    COMPLETE = "complete"
    LATE = "late"  # the last year has not come in
    PARTIAL = "partial"  # the last year has come in from few places
    GAPS = "gaps"  # some townships did not collect it or did no such work
    REVISED = "revised"  # provisional figures, replaced later
    CORRECTED = "corrected"  # wrong figures, put right later
    SILENT = "silent"  # never collected


@dataclass(frozen=True, slots=True)
class Scenario:
    """What was dealt to one series."""

    shape: Shape
    habit: Habit
