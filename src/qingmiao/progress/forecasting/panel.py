"""Many series as arrays: a row a series, a column a year, the last column the last year that is known of each."""

from __future__ import annotations

from dataclasses import dataclass, fields
from typing import Final

import numpy as np
from numpy.typing import NDArray

Floats = NDArray[np.float64]
Flags = NDArray[np.bool_]
Whole = NDArray[np.int64]

LONGEST: Final = 40
"""Years of history that are used; what is older has no say about the years to come."""


@dataclass(frozen=True)
class Panel:
    """Series of one kind, all with or all without counts.

    `value` holds the published figures, `events` and `exposure` the counts (all zero where there are none), `seen` where there is one;
    (series, years), the last column is the year `now` of each series. `group` numbers the groups; `direction` is 1 or -1; `target`,
    `deadline`, `floor` and `ceiling` (natural limits) are NaN where there are none. `unit_size` is what a rate is multiplied by.
    """

    value: Floats
    events: Floats
    exposure: Floats
    seen: Flags
    now: Floats
    group: Whole
    unit_size: Floats
    target: Floats
    deadline: Floats
    direction: Floats
    floor: Floats
    ceiling: Floats

    @property
    def size(self) -> int:
        """How many series there are."""
        return len(self.now)

    def part(self, which: NDArray[np.int64] | slice) -> Panel:
        """Some of the series."""
        return Panel(**{one.name: getattr(self, one.name)[which] for one in fields(self)})

    def first(self) -> Whole:
        """The column of the first year that is known of each series."""
        return np.asarray(np.argmax(self.seen, axis=1), dtype=np.int64)


def shortened(panel: Panel) -> Panel:
    """The same without columns in which no series is known."""
    start = int(panel.first().min()) if panel.size else 0
    if start == 0:
        return panel
    cut = {name: getattr(panel, name)[:, start:] for name in ("value", "events", "exposure", "seen")}
    return Panel(**({one.name: getattr(panel, one.name) for one in fields(panel)} | cut))
