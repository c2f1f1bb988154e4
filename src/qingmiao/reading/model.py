"""What a reading is made of: frozen, typed values that cannot be built wrong.

A `Commitment` is the narrow waist of the product: one indicator, one value, one deadline, and the run of the document that says so.
Offsets are code points of the decoded document, line ends as they are; `start` is the first character, `end` is one past the last.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal, get_args

Kind = Literal["level", "change", "trend", "norm", "count", "amount", "milestone", "action"]
Role = Literal["objective", "measure", "background", "administration"]
Comparator = Literal[">=", "<=", ">", "<", "=", "~", "range"]
Direction = Literal["up", "down"]
Per = Literal["total", "year"]
DeadlineFrom = Literal["stated", "inherited"]
PlanStatus = Literal["draft", "in_force", "amended", "ended"]
Unsure = Literal[
    "carried_subject",
    "generic_name",
    "vague_quality",
    "implied_total",
    "guessed_comparator",
    "no_deadline",
    "displaced_units",
    "past_or_promise",
    "long_name",
    "odd_value",
    "table_cell",
    "shared_values",
]

NUMERIC: frozenset[Kind] = frozenset({"level", "change", "norm", "count", "amount"})
"""Kinds that carry a value (a level set against a reference may have none)."""


def _require(holds: bool, problem: str) -> None:
    if not holds:
        raise ValueError(problem)


def _check_span(start: int, end: int) -> None:
    _require(0 <= start < end, f"a span must hold at least one character: {start}..{end}")


@dataclass(frozen=True, slots=True, kw_only=True)
class Phase:
    """One phase of carrying out the plan; `start` and `end` as the document dates them."""

    name: str
    start: str | None = None
    end: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Coverage:
    """Where a plan holds: the words, and the kinds of units that it names."""

    text: str | None = None
    units: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Reference:
    """What a target is set against when it is not a number of its own (不低于全省平均水平)."""

    indicator: str | None = None
    region: str | None = None
    population: str | None = None
    period: str | None = None
    offset: float | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class PlanHead:
    """One plan of the document: who issued it, for which years, for whom, and where in the text it stands.

    `period` holds both years or None for what the text does not say; `issued` is YYYY-MM-DD; `not_found` lists the fields that were
    looked for in vain.
    """

    doc: str
    title: str | None
    issuer: str | None
    document_number: str | None
    issued: str | None
    period: tuple[int | None, int | None]
    population: str | None
    coverage: Coverage
    areas: tuple[str, ...]
    midterm_year: int | None
    final_year: int | None
    phases: tuple[Phase, ...]
    status: PlanStatus
    start: int
    end: int
    not_found: tuple[str, ...] = ()

    def __post_init__(self) -> None:
        """Refuse a span outside the text, a period that runs backwards, an unknown status."""
        _require(0 <= self.start <= self.end, "a plan's span must not run backwards")
        first, last = self.period
        _require(first is None or last is None or first <= last, f"a period must not run backwards: {first}-{last}")
        _require(self.status in get_args(PlanStatus), f"unknown status: {self.status}")


@dataclass(frozen=True, slots=True, kw_only=True)
class Commitment:
    """One thing promised (or, with role background, one past value): one indicator, one value, one deadline.

    `value` is the number as written in `unit` (9/10万 is 9 and "/10万"); `value_high` is the upper end of a range. `per` and `base_year`
    belong to changes; `curbed` is a trend that is to be held up, not to turn. `unsure` lists the codes of what the reader is not sure of.
    """

    id: str
    plan: int
    start: int
    end: int
    role: Role
    kind: Kind
    indicator: str
    quote: str
    population: str | None = None
    level_of: str | None = None
    comparator: Comparator | None = None
    value: float | None = None
    value_high: float | None = None
    unit: str | None = None
    direction: Direction | None = None
    per: Per | None = None
    curbed: bool = False
    base_year: int | None = None
    deadline: int | None = None
    deadline_from: DeadlineFrom | None = None
    implied: bool = False
    lead: tuple[str, ...] = ()
    support: tuple[str, ...] = ()
    path: tuple[str, ...] = ()
    optional: bool = False
    measured_year: int | None = None
    reference: Reference | None = None
    unsure: tuple[Unsure, ...] = ()

    def __post_init__(self) -> None:
        """Refuse what cannot be: an unknown kind, a value without its kind, a range without two ends, a deadline without its origin."""
        _check_span(self.start, self.end)
        _require(self.plan >= 0, "plan is an index into the plans")
        _require(self.kind in get_args(Kind), f"unknown kind: {self.kind}")
        _require(self.role in get_args(Role), f"unknown role: {self.role}")
        _require(bool(self.indicator), "a commitment needs an indicator")
        _require(self.comparator is None or self.comparator in get_args(Comparator), f"unknown comparator: {self.comparator}")
        _require((self.value_high is not None) == (self.comparator == "range"), "a range, and only a range, has an upper end")
        _require(self.value is not None or self.kind not in NUMERIC or self.reference is not None, f"a {self.kind} needs a value")
        _require(self.kind != "trend" or (self.value is None and self.direction is not None), "a trend has a direction and no value")
        _require(self.kind == "change" or (self.per is None and self.base_year is None), "per and base_year belong to changes")
        _require((self.deadline is None) == (self.deadline_from is None), "a deadline and its origin come together")
        _require(self.role != "background" or self.deadline is None, "a past value has no deadline")
        _require(all(code in get_args(Unsure) for code in self.unsure), f"unknown reason: {self.unsure}")


@dataclass(frozen=True, slots=True, kw_only=True)
class Objective:
    """One numbered or dashed item under 主要目标 or 总体目标; its run begins after its number."""

    id: str
    plan: int
    start: int
    end: int
    path: tuple[str, ...]
    number: str | None
    text_start: str
    quantified: bool

    def __post_init__(self) -> None:
        """Refuse an empty run."""
        _check_span(self.start, self.end)


@dataclass(frozen=True, slots=True, kw_only=True)
class Measure:
    """One numbered strategy, task, measure or key project with those who answer for it; its run begins after its number."""

    id: str
    plan: int
    start: int
    end: int
    path: tuple[str, ...]
    number: str | None
    title: str
    quote: str
    lead: tuple[str, ...] = ()
    support: tuple[str, ...] = ()
    unsure: tuple[Unsure, ...] = ()

    def __post_init__(self) -> None:
        """Refuse an empty run or a measure without a title."""
        _check_span(self.start, self.end)
        _require(bool(self.title), "a measure needs a title")


@dataclass(frozen=True, slots=True, kw_only=True)
class Source:
    """The document that was read: its name, the SHA-256 of its bytes, the length of its text in code points, its encoding.

    Offsets are offsets into its text. Where the document is not plain text, `format` says what it is and `text_sha256` is the SHA-256 of
    the text that was drawn out of it, in UTF-8.
    """

    name: str
    sha256: str
    characters: int
    encoding: str
    format: str = "text"
    text_sha256: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class UnknownNumber:
    """A number of the document that nobody can account for: its run, its words, and the words around it (on one line)."""

    start: int
    end: int
    words: str
    around: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Numbers:
    """The account of a document's numbers: how many there are of each reason (“commitment” is one), and those without a reason."""

    counts: tuple[tuple[str, int], ...] = ()
    unknown: tuple[UnknownNumber, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Reading:
    """Everything that was read from one document. `render` turns it into JSON or a table."""

    document: Source
    plans: tuple[PlanHead, ...]
    objectives: tuple[Objective, ...]
    commitments: tuple[Commitment, ...]
    measures: tuple[Measure, ...]
    numbers: Numbers = Numbers()

    def __post_init__(self) -> None:
        """Refuse an item that points to no plan or outside the document."""
        items: tuple[Objective | Commitment | Measure, ...] = (*self.objectives, *self.commitments, *self.measures)
        _require(all(item.plan < len(self.plans) for item in items), "an item points to no plan")
        _require(all(item.end <= self.document.characters for item in items), "an item lies outside the document")

    def to_json(self) -> str:
        """The reading as JSON text, the same bytes for the same document."""
        from qingmiao.reading.render import to_json

        return to_json(self)

    def to_table(self) -> str:
        """The reading as an aligned table for people."""
        from qingmiao.reading.render import to_table

        return to_table(self)
