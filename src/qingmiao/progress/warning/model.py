"""What a warning is: its kind by rule, what was found, and its life."""

from __future__ import annotations

import functools
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from pathlib import Path
from typing import Final, Literal, get_args

from qingmiao import datafile
from qingmiao.catalogue.numbers import Lang

Kind = Literal["hard", "swing", "apart", "turned", "overdue", "silent", "broken", "gap", "norm"]
KINDS: Final[tuple[Kind, ...]] = get_args(Kind)
Level = Literal["blue", "yellow", "red"]
LEVELS: Final[tuple[Level, ...]] = ("blue", "yellow", "red")
"""Mildest first: a reminder, a term that is set, a report to the level above."""

State = Literal["open", "answered", "measure", "closed", "ended"]
STANDING: Final = frozenset({"open", "answered", "measure"})

LEVEL_WORDS: Final[Mapping[Level, tuple[str, str]]] = {
    "blue": ("蓝色（提醒）", "blue (reminder)"),
    "yellow": ("黄色（限期）", "yellow (term set)"),
    "red": ("红色（上报）", "red (reported above)"),
}
STATE_WORDS: Final[Mapping[State, tuple[str, str]]] = {
    "open": ("待回复", "to be answered"),
    "answered": ("已回复", "answered"),
    "measure": ("整改中", "measure under way"),
    "closed": ("已销号", "closed"),
    "ended": ("自行解除", "ended by itself"),
}


@dataclass(frozen=True, slots=True)
class RuleOf:
    """One kind: its names, where it looks, its level, its limits (see data/rules.yaml) and how many days there are to answer."""

    kind: Kind
    zh: str
    en: str
    when_zh: str
    when_en: str
    measure: Literal["chance", "tail", "none"]
    where: Literal["region", "below", "each"]
    level: Level
    open: float
    keep: float
    urgent: float
    soon: int
    days: int

    def when(self, lang: Lang) -> str:
        """The rule in words: when a warning of this kind begins."""
        said = self.when_zh if lang == "zh" else self.when_en
        return said.format(open=_percent(self.open), urgent=_percent(self.urgent), soon=self.soon)


def _percent(share: float) -> str:
    return f"{round(share * 100, 6):g}%"


_CHECKS: Final[Mapping[str, datafile.Check]] = {
    "kind": datafile.one_of(*KINDS),
    "zh": datafile.text,
    "en": datafile.text,
    "when_zh": datafile.text,
    "when_en": datafile.text,
    "measure": datafile.one_of("chance", "tail", "none"),
    "where": datafile.one_of("region", "below", "each"),
    "level": datafile.one_of(*LEVELS),
    "open": datafile.number,
    "keep": datafile.number,
    "urgent": datafile.number,
    "soon": datafile.whole,
    "days": datafile.whole,
}


def read_rules(file: Path) -> dict[Kind, RuleOf]:
    """The rules of a file by kind; raises UserError with file, line and cure."""
    records = datafile.read_records(file)
    found = [RuleOf(**datafile.fields(record, _CHECKS, frozenset(_CHECKS))) for record in records]
    return {rule.kind: rule for rule in found}


@functools.cache
def rules() -> Mapping[Kind, RuleOf]:
    """The rules that come with the product."""
    return read_rules(Path(__file__).parent / "data" / "rules.yaml")


Evidence = Mapping[str, float | int | str | None]


@dataclass(frozen=True, slots=True)
class Finding:
    """What one rule says of one commitment at one place, now.

    `there`: the rule's limit for what stands already (`keep`) is passed; `firm`: that for a new warning (`open`) is. `zh` and `en` are the sentence of
    a warning, or, where nothing is there, why one that stood would end. `evidence` holds the figures behind it, unrounded; `part` tells several of one kind apart (the pair of groups of a gap).
    """

    kind: Kind
    commitment: str
    place: str
    there: bool
    firm: bool
    level: Level
    zh: str
    en: str
    evidence: Evidence = field(default_factory=dict)
    simulated: bool = False
    part: str = ""

    @property
    def key(self) -> str:
        """The same warning has the same key in every computation."""
        return f"{self.commitment}/{self.place}/{self.kind}" + (f"/{self.part}" if self.part else "")


@dataclass(frozen=True, slots=True)
class Event:
    """One step in the life of a warning: the day, what happened, who did it (empty: by itself), and in which words."""

    day: date
    what: Literal["opened", "raised", "answered", "measure", "closed", "escalated", "ended"]
    by: str = ""
    zh: str = ""
    en: str = ""


@dataclass(frozen=True, slots=True)
class Warned:
    """One warning with its life so far; `due` is the day by which its present state asks for the next step, `opened` the day of this episode."""

    finding: Finding
    state: State
    opened: date
    due: date
    owner: tuple[str, ...] = ()
    proposed: bool = False
    escalated: bool = False
    events: tuple[Event, ...] = ()

    @property
    def key(self) -> str:
        """That of what was found."""
        return self.finding.key

    @property
    def standing(self) -> bool:
        """Whether something is still to be done."""
        return self.state in STANDING

    @property
    def urgency(self) -> tuple[bool, int, date, str]:
        """The order of what is to be seen to: what stands, the gravest, what is due first."""
        return not self.standing, -LEVELS.index(self.finding.level), self.due, self.key

    @property
    def why_ended(self) -> tuple[str, str]:
        """Why it ended or was closed, in Chinese and English; empty while it stands."""
        return ("", "") if self.standing else (self.events[-1].zh, self.events[-1].en)
