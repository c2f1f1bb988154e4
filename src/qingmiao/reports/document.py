"""What a document says, block by block, apart from how paper, page or workbook shows it.

Templates make documents, writers show them, offices correct them; between the three only this is passed. Every number in a sentence or a cell
is a `Number`: its words, its unrounded value, and what it is of. All numbers of a document are of its one release.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Literal

from qingmiao.catalogue.numbers import Rounding
from qingmiao.charts.drawing import Chart
from qingmiao.progress.model import Word

Kind = Literal["yearly", "midterm", "final", "scheme", "self_report", "profile", "brief", "comparison"]
What = Literal[
    "value", "change", "growth", "target", "gap", "count", "share", "events", "exposure", "times", "pace", "chance", "completeness"
]
Look = Literal["body", "item", "note"]
Align = Literal["text", "centre", "number"]


@dataclass(frozen=True, slots=True)
class ReleaseHead:
    """The release that a document is made from: its name and the moment of its data."""

    name: str
    moment: datetime


@dataclass(frozen=True, slots=True)
class Number:
    """A number as it is written, `93.40%` or `3项`, and what it is of.

    `value` is unrounded, in `unit`. Of a figure `indicator`, `place` (id) and `year` say which, `against` the other year of a change,
    `other` what else it is set against (another place, a group, an area, a verdict).
    """

    text: str
    value: float
    unit: str = ""
    what: What = "value"
    indicator: str = ""
    place: str = ""
    year: int | None = None
    against: int | None = None
    other: str = ""

    @property
    def subject(self) -> tuple[str, str, int | None, str, int | None, str]:
        """What it is of: two numbers of one subject say the same."""
        return self.indicator, self.place, self.year, self.what, self.against, self.other


@dataclass(frozen=True, slots=True)
class Reference:
    """“图2”, “表1” in a sentence: the number of the picture or table of that key."""

    key: str


Run = str | Number | Reference
Cell = str | Word | Number | tuple[str | Number, ...]
"""What stands in a cell: words, a verdict with its shape, a number, or a line of words and numbers."""


@dataclass(frozen=True, slots=True)
class Column:
    """One column: its head (a line break is kept), its width in millimetres, how its cells stand."""

    head: str
    width: float
    kind: Align = "text"
    small: bool = False


@dataclass(frozen=True, slots=True)
class Listing:
    """One table: title, columns, rows and the note below it."""

    title: str
    columns: tuple[Column, ...]
    rows: tuple[tuple[Cell, ...], ...]
    note: str
    last_is_sum: bool = False


@dataclass(frozen=True, slots=True)
class Heading:
    """A heading with its number in its words: level 1 一、, level 2 （一）, level 3 1．"""

    key: str
    level: Literal[1, 2, 3]
    words: str


@dataclass(frozen=True, slots=True)
class Paragraph:
    """A paragraph; `lead` opens it in bold. `hand` says that a person wrote it or wrote in it; `about` names the commitment it speaks of."""

    key: str
    runs: tuple[Run, ...]
    lead: str = ""
    look: Look = "body"
    hand: bool = False
    about: str = ""

    @property
    def words(self) -> str:
        """All its words in a row; a reference is left as its key."""
        return self.lead + "".join(plain(run) for run in self.runs)


@dataclass(frozen=True, slots=True)
class Table:
    """A table in the text, or — with `captioned` off — under the title of its annex."""

    key: str
    listing: Listing
    captioned: bool = True


@dataclass(frozen=True, slots=True)
class Picture:
    """A chart with its caption."""

    key: str
    title: str
    chart: Chart
    simulated: bool = False


@dataclass(frozen=True, slots=True)
class Annex:
    """An annex begins here, on a page of its own: 附表1 and its title."""

    key: str
    number: str
    title: str
    landscape: bool = True


Block = Heading | Paragraph | Table | Picture | Annex


@dataclass(frozen=True, slots=True)
class Head:
    """What stands about the text: who issues it and, where given, document number, whom it goes to, who gets a copy.

    `lines` is the title in lines whose words belong together. `cover`: with a title page and contents; else the title stands above the text.
    """

    lines: tuple[str, ...]
    office: str
    number: str = ""
    recipient: str = ""
    copies: str = ""
    cover: bool = True


@dataclass(frozen=True, slots=True)
class Document:
    """A whole document; `draft` marks it as for comment, `place` is the id of what it is about. Keys of blocks are unique."""

    kind: Kind
    title: str
    plan: str
    plan_title: str
    place: str
    year: int
    release: ReleaseHead
    made_on: date
    head: Head
    blocks: tuple[Block, ...]
    rounding: Rounding = "half_up"
    draft: bool = True
    simulated: bool = False
    notices: tuple[str, ...] = field(default=())

    def __post_init__(self) -> None:
        keys = [block.key for block in self.blocks]
        if len(set(keys)) != len(keys):
            raise ValueError(f"two blocks bear one key: {sorted(key for key in set(keys) if keys.count(key) > 1)[:5]}")
        wrong = {run.key for block in self.blocks if isinstance(block, Paragraph) for run in block.runs if isinstance(run, Reference)}
        if wrong - {block.key for block in self.blocks if isinstance(block, Table | Picture)}:
            raise ValueError(f"a reference leads nowhere: {sorted(wrong - set(keys))[:5]}")

    def numbers(self) -> Iterator[tuple[str, Number]]:
        """Every number with the key of the block in which it stands, in order."""
        for block in self.blocks:
            yield from ((block.key, number) for number in numbers_of(block))

    def captions(self) -> dict[str, str]:
        """“图2”, “表1” by key, counted in the order in which they stand."""
        counts = {"表": 0, "图": 0}
        found: dict[str, str] = {}
        for block in self.blocks:
            sign = "图" if isinstance(block, Picture) else "表" if isinstance(block, Table) and block.captioned else ""
            if sign:
                counts[sign] += 1
                found[block.key] = f"{sign}{counts[sign]}"
        return found


def plain(run: Run) -> str:
    """The words of a run; a reference is left as its key in brackets."""
    return run if isinstance(run, str) else run.text if isinstance(run, Number) else f"[{run.key}]"


def cell_runs(cell: Cell) -> tuple[str | Number, ...]:
    """The words and numbers of a cell that is no verdict."""
    return cell if isinstance(cell, tuple) else () if isinstance(cell, Word) else (cell,)


def numbers_of(block: Block) -> Iterator[Number]:
    """The numbers of one block, in order."""
    if isinstance(block, Paragraph):
        yield from (run for run in block.runs if isinstance(run, Number))
    elif isinstance(block, Table):
        yield from (run for row in block.listing.rows for cell in row for run in cell_runs(cell) if isinstance(run, Number))
