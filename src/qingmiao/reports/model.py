"""What a report says: plain values without queries, from which the Word document is written.

Values are unrounded floats with their unit; they are rounded once, where they are written. Counts close: every `Counts` says so when it is made.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date
from typing import Literal

from qingmiao.catalogue.numbers import Rounding
from qingmiao.progress.model import Word
from qingmiao.reports.document import ReleaseHead

COUNTED = (Word.MET, Word.ON_THE_WAY, Word.BEHIND, Word.HARDLY, Word.LOST, Word.UNDECIDED)
"""The verdicts that make the total; without data or without a reference nothing is judged, and these stand outside."""

OUTSIDE = (Word.NO_DATA, Word.CANNOT_JUDGE)

LATE = (Word.LOST, Word.HARDLY, Word.BEHIND, Word.UNDECIDED)
"""What the report must speak of, worst first."""

TASKS = frozenset({"milestone", "action"})
"""Kinds that are done or not done: they have a table of their own and stand outside the counts of indicators."""


@dataclass(frozen=True, slots=True)
class Correction:
    """A figure that was corrected after it had been recorded."""

    indicator: str
    year: int
    unit: str
    old: float
    new: float
    reason: str


@dataclass(frozen=True, slots=True)
class Measured:
    """A value and its year; `status` is one of facts.STATUSES; places that reported of those that ought to; the counts where it is a ratio of such."""

    year: int
    value: float | None
    status: str = "observed"
    simulated: bool = False
    reporting: int = 1
    expected: int = 1
    events: float | None = None
    exposure: float | None = None


@dataclass(frozen=True, slots=True)
class Counted:
    """What a ratio is made of: 婴儿死亡数 in 人 among 活产数 in 人."""

    part: str
    part_unit: str
    whole: str
    whole_unit: str


@dataclass(frozen=True, slots=True)
class Pair:
    """Two groups held against each other (residence: urban and rural; sex: male and female), in the latest year and in the first that both have; `through` all years that
    both have, with both values."""

    kind: Literal["residence", "sex"]
    first: Measured
    second: Measured
    first_then: Measured | None = None
    second_then: Measured | None = None
    through: tuple[tuple[int, float, float], ...] = ()


@dataclass(frozen=True, slots=True)
class Below:
    """The figure and the verdict of one place below the region."""

    place: str
    name: str
    value: Measured | None
    word: Word


@dataclass(frozen=True, slots=True)
class Upper:
    """The figure of the same year of the place above."""

    place: str
    name: str
    value: Measured


@dataclass(frozen=True, slots=True)
class Outlook:
    """What is foreseen for the deadline: the middle of what the figure may be, and how likely it is (0..1) that it meets the target."""

    deadline: int
    middle: float
    chance: float
    per_year: float
    needed: float


@dataclass(frozen=True, slots=True)
class Account:
    """What a unit says of a commitment itself: why it is where it is, what was done, by which proofs, and what is planned; plain words of theirs."""

    unit: str
    done: str = ""
    cause: str = ""
    planned: str = ""
    proofs: tuple[str, ...] = ()
    due: date | None = None


@dataclass(frozen=True, slots=True)
class Meaning:
    """How an indicator is worked out: code, definition, formula in words, who supplies it, how often; `sourced` whether its source was seen."""

    code: str
    definition: str
    formula: str
    suppliers: tuple[str, ...]
    frequency: str
    sourced: bool


@dataclass(frozen=True, slots=True)
class Row:
    """One commitment in the report.

    `number` is its place in the table; `target`, `gap` and `situation` (why nothing is judged) are words; `aim` and `pace` are the numbers behind them in `unit`
    (target of the verdict, value that the way to it asks for in the latest year). `units` holds who answers for it, `proposed` whether only the catalogue says so. `quote` is the target as the plan has it, on one line;
    `grown` is by how much it grew in the year,
    where the plan asks for so many each year; `series` are the figures that can be compared with the latest, oldest first; `word_before` is the verdict of the year before.
    """

    number: int
    commitment: str
    area: str
    kind: str
    name: str
    unit: str
    target: str
    deadline: int | None
    base: Measured | None
    latest: Measured | None
    word: Word
    sentence: str
    gap: str
    source: str
    units: tuple[str, ...]
    proposed: bool
    aim: float | None = None
    pace: float | None = None
    only_rounded: bool = False
    simulated: bool = False
    situation: str = ""
    indicator: str = ""
    better: Literal["up", "down"] | None = None
    comparator: str | None = None
    aim_high: float | None = None
    quote: str = ""
    reason: str = ""
    grown: float | None = None
    met_year: int | None = None
    places_met: int = 0
    places_short: tuple[str, ...] = ()
    places_silent: int = 0
    series: tuple[Measured, ...] = ()
    pairs: tuple[Pair, ...] = ()
    below: tuple[Below, ...] = ()
    below_level: str = ""
    upper: Upper | None = None
    counted: Counted | None = None
    outlook: Outlook | None = None
    word_before: Word | None = None
    accounts: tuple[Account, ...] = ()
    meaning: Meaning | None = None

    def of(self, year: int) -> Measured | None:
        """The figure of a year, where it can be compared with the latest."""
        return next((one for one in self.series if one.year == year and one.value is not None), None)

    @property
    def judged_value(self) -> float | None:
        """What is held against the target: the latest figure, or by how much it grew."""
        return self.grown if self.grown is not None else self.latest.value if self.latest else None

    @property
    def before(self) -> Measured | None:
        """The figure of the year before the latest."""
        return None if self.latest is None else self.of(self.latest.year - 1)

    @property
    def task(self) -> bool:
        """Whether it is something to be done once, not an indicator."""
        return self.kind in TASKS


@dataclass(frozen=True, slots=True)
class Counts:
    """How many commitments bear each verdict; `judged` and `outside` add up to `total`."""

    by_word: Mapping[Word, int]

    def __post_init__(self) -> None:
        if any(self.by_word.get(word, 0) < 0 for word in Word) or set(self.by_word) - set(Word):
            raise ValueError(f"counts do not close: {self.by_word}")

    def __getitem__(self, word: Word) -> int:
        return self.by_word.get(word, 0)

    @property
    def judged(self) -> int:
        """How many could be judged: the denominator of every share."""
        return sum(self[word] for word in COUNTED)

    @property
    def outside(self) -> int:
        """How many have no data or nothing to be judged against."""
        return sum(self[word] for word in OUTSIDE)

    @property
    def total(self) -> int:
        """All of them."""
        return self.judged + self.outside

    @classmethod
    def of(cls, rows: Iterable[Row]) -> Counts:
        """The counts of some rows."""
        words = [row.word for row in rows]
        return cls({word: words.count(word) for word in Word})


@dataclass(frozen=True, slots=True)
class AreaPart:
    """One area of the plan with its indicators, in the order of the document; never empty."""

    name: str
    rows: tuple[Row, ...]
    counts: Counts


@dataclass(frozen=True)
class ReportModel:
    """A whole report.

    `rows` are the indicators, `tasks` what is done once; `areas` group the indicators. `notes` are further sentences about the data
    (places to be supplied, what was not found in the document). `by_line` tells that the official method is the straight line.
    """

    plan_title: str
    plan_short: str
    place: str
    period: tuple[int | None, int | None]
    year: int
    release: ReleaseHead
    made_on: date
    method: str
    threshold: float
    rows: tuple[Row, ...]
    tasks: tuple[Row, ...] = ()
    notes: tuple[str, ...] = ()
    corrections: tuple[Correction, ...] = ()
    draft: bool = True
    by_line: bool = True
    plan: str = ""
    region: str = ""
    rounding: Rounding = "half_up"
    areas: tuple[AreaPart, ...] = field(init=False)
    counts: Counts = field(init=False)

    def __post_init__(self) -> None:
        object.__setattr__(self, "areas", _areas(self.rows))
        object.__setattr__(self, "counts", Counts.of(self.rows))
        _close(self)

    @property
    def simulated(self) -> bool:
        """Whether anything in the report was touched by a simulated figure."""
        return any(row.simulated for row in (*self.rows, *self.tasks))

    @property
    def wholly_simulated(self) -> bool:
        """Whether every figure in the report is simulated: then it is said once, not of each."""
        return all(row.simulated for row in self.rows if row.latest is not None)

    @property
    def counts_before(self) -> Counts | None:
        """The counts of the year before over the same indicators; None where that year was not judged."""
        if any(row.word_before is None for row in self.rows) or not self.rows:
            return None
        words = [row.word_before for row in self.rows]
        return Counts({word: words.count(word) for word in Word})

    @property
    def late(self) -> tuple[Row, ...]:
        """Indicators that are behind, will hardly be met, were lost or are not decided: worst first, then in the order of the document."""
        return tuple(sorted((row for row in self.rows if row.word in LATE), key=lambda row: LATE.index(row.word)))

    @property
    def silent(self) -> tuple[Row, ...]:
        """Indicators without data or without anything to judge them against."""
        return tuple(row for row in self.rows if row.word in OUTSIDE)


def _areas(rows: tuple[Row, ...]) -> tuple[AreaPart, ...]:
    names = dict.fromkeys(row.area for row in rows)
    groups = [(name, tuple(row for row in rows if row.area == name)) for name in names]
    return tuple(AreaPart(name, members, Counts.of(members)) for name, members in groups)


def _close(model: ReportModel) -> None:
    """Raise where a sum is not the sum of its parts: such a report must not be written."""
    whole = model.counts
    summed = {word: sum(area.counts[word] for area in model.areas) for word in Word}
    if any(summed[word] != whole[word] for word in Word) or whole.total != len(model.rows):
        raise ValueError("counts by area do not add up to the whole")
    if len(model.late) + len(model.silent) + whole[Word.MET] + whole[Word.ON_THE_WAY] != len(model.rows):
        raise ValueError("a commitment stands in no part of the report")
    numbers = [row.number for row in (*model.rows, *model.tasks)]
    if len(set(numbers)) != len(numbers):
        raise ValueError("two rows bear one number")
