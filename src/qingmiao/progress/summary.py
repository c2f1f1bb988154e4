"""Counts and lists over the verdicts of a plan, for the overview and for the report: pure functions, every count closes.

What has no data or cannot be judged stands outside the total of what can be monitored, so that it is never taken for met. Steps and
tasks (milestone, action) are counted apart from indicators: a task that is ticked off says nothing about children.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Final, Literal, TypeVar

from qingmiao.catalogue.numbers import Lang
from qingmiao.plans.model import KINDS, Commitment, Package
from qingmiao.progress.model import SHOWN, Judged, Verdict, Word

_K = TypeVar("_K")

OUTSIDE: Final = (Word.NO_DATA, Word.CANNOT_JUDGE)
"""Outside the total of what can be monitored."""

STEPS: Final = frozenset({"milestone", "action"})
LATE: Final = (Word.LOST, Word.HARDLY, Word.BEHIND)
"""Worst first."""

OVERDUE: Final = frozenset({"missed", "not_done", "direction_missed", "none_at_deadline"})
"""Reasons that say: the deadline has come."""


@dataclass(frozen=True, slots=True)
class Line:
    """One commitment with its verdict at the plan's region."""

    commitment: Commitment
    verdict: Verdict


@dataclass(frozen=True, slots=True)
class Tally:
    """How many of some commitments have each verdict; `monitored` are those with a verdict on data, `outside` the rest."""

    counts: Mapping[Word, int]
    total: int
    monitored: int
    outside: int

    @property
    def met(self) -> int:
        """How many are met."""
        return self.counts[Word.MET]

    @property
    def met_share(self) -> float | None:
        """Met of monitored, 0..100, unrounded; None where nothing could be monitored."""
        return self.met / self.monitored * 100 if self.monitored else None


def lines(package: Package, judged: Iterable[Judged]) -> tuple[Line, ...]:
    """The commitments of a package with their verdicts at its region, in its order; each that promises something exactly once.

    Raises ValueError where a verdict is missing, stands twice or belongs to no commitment.
    """
    own: dict[str, Verdict] = {}
    for one in judged:
        if one.place != package.plan.region:
            continue
        if one.commitment_id in own:
            raise ValueError(f"two verdicts on {one.commitment_id} at {one.place}")
        own[one.commitment_id] = one.verdict
    promised = [item for item in package.commitments if item.role != "background"]
    if {item.id for item in promised} != own.keys():
        raise ValueError(f"verdicts and commitments differ: {sorted({item.id for item in promised} ^ own.keys())[:5]}")
    return tuple(Line(item, own[item.id]) for item in promised)


def tally(some: Iterable[Line]) -> Tally:
    """Count lines by verdict."""
    counted = Counter(line.verdict.word for line in some)
    counts = {word: counted[word] for word in Word}
    total, outside = counted.total(), sum(counted[word] for word in OUTSIDE)
    return _closed(Tally(counts, total, total - outside, outside))


def _closed(counted: Tally) -> Tally:
    """The tally, once its parts add up; anything else is our fault and stops the work."""
    inside = sum(number for word, number in counted.counts.items() if word not in OUTSIDE)
    if inside != counted.monitored or inside + counted.outside != counted.total:
        raise AssertionError(f"counts do not close: {counted}")
    return counted


def by_kind(some: Sequence[Line]) -> dict[str, Tally]:
    """Kind → tally, in the order of plans.model.KINDS; kinds that do not occur are left out."""
    return _grouped(some, lambda line: line.commitment.kind, KINDS)


def by_area(some: Sequence[Line], areas: Sequence[str]) -> dict[str | None, Tally]:
    """Area id → tally, in the order given; None for commitments of no area, last."""
    return _grouped(some, lambda line: line.commitment.area, (*areas, None))


def _grouped(some: Sequence[Line], key: Callable[[Line], _K], order: Sequence[_K]) -> dict[_K, Tally]:
    groups: dict[_K, list[Line]] = {}
    for line in some:
        groups.setdefault(key(line), []).append(line)
    found = {name: tally(groups[name]) for name in order if name in groups}
    if sum(one.total for one in found.values()) != len(some):
        raise ValueError(f"a commitment belongs to no group: {sorted(map(str, groups.keys() - set(order)))}")
    return found


# ------------------------------------------------------------------------------------------------ lists


def indicators(some: Iterable[Line]) -> tuple[Line, ...]:
    """What is measured: everything but steps and tasks."""
    return tuple(line for line in some if line.commitment.kind not in STEPS)


def steps(some: Iterable[Line]) -> tuple[Line, ...]:
    """Milestones and actions."""
    return tuple(line for line in some if line.commitment.kind in STEPS)


def late(some: Iterable[Line]) -> tuple[Line, ...]:
    """What is lost, will hardly be met or is behind: worst first, then by deadline, then in the order of the plan."""
    return tuple(sorted((line for line in some if line.verdict.word in LATE), key=_urgency))


def _urgency(line: Line) -> tuple[int, int]:
    return LATE.index(line.verdict.word), line.verdict.deadline or 9999


def overdue(some: Iterable[Line]) -> tuple[Line, ...]:
    """What is past its deadline and not met, or without a figure for it."""
    return tuple(line for line in some if line.verdict.reason in OVERDUE)


def nobody_reports(some: Iterable[Line]) -> tuple[Line, ...]:
    """What has no data, of whatever kind of nothing."""
    return tuple(line for line in some if line.verdict.word is Word.NO_DATA)


def nobody_is_responsible(some: Iterable[Line], assigned: Collection[str] = ()) -> tuple[Line, ...]:
    """What names no leading unit and has none assigned; `assigned` holds ids of commitments to which the office gave a unit."""
    return tuple(line for line in some if not line.commitment.lead and line.commitment.id not in assigned)


# ------------------------------------------------------------------------------------------------ what to do now

Task = Literal["answer", "assign", "report", "measures", "complete"]


@dataclass(frozen=True, slots=True)
class Step:
    """One thing to do now: what, on which commitment, by which units (ids; empty: nobody yet), by which year."""

    task: Task
    commitment: Commitment
    lead: tuple[str, ...]
    deadline: int | None


_TASKS: Final[Mapping[Task, tuple[str, str]]] = {
    "answer": ("“{name}”{word}，请责任单位说明原因、提出措施", "“{name}”: {word}; ask the unit for the cause and a measure"),
    "assign": ("“{name}”尚无责任单位，请指定", "“{name}” has no unit in charge: assign one"),
    "report": ("“{name}”没有数据，请安排报送", "“{name}” has no data: have it reported"),
    "measures": ("“{name}”进度落后，请核实进度", "“{name}” is behind: check its progress"),
    "complete": ("“{name}”无法判断，请补充基期、比照数据或地方名单", "“{name}” cannot be judged: supply base, reference or places"),
}


def to_do(some: Sequence[Line], assigned: Collection[str] = (), most: int = 5) -> tuple[Step, ...]:
    """What to do now, at most so many: of each kind of task the most urgent one in turn, and no commitment twice."""
    urgent = late(some)
    unassigned = nobody_is_responsible((*urgent, *nobody_reports(some)), assigned)
    pools: Sequence[tuple[Task, Iterator[Line]]] = (
        ("answer", iter([line for line in urgent if line.verdict.word is not Word.BEHIND])),
        ("assign", iter(unassigned)),
        ("report", iter(sorted(nobody_reports(some), key=lambda line: line.verdict.deadline or 9999))),
        ("measures", iter([line for line in urgent if line.verdict.word is Word.BEHIND])),
        ("complete", iter([line for line in some if line.verdict.word is Word.CANNOT_JUDGE])),
    )
    return tuple(_in_turn(pools, most))


def _in_turn(pools: Sequence[tuple[Task, Iterator[Line]]], most: int) -> Iterator[Step]:
    taken: set[str] = set()
    found = True
    while found and len(taken) < most:
        found = False
        for task, pool in pools:
            line = next((line for line in pool if line.commitment.id not in taken), None)
            if line is not None and len(taken) < most:
                found = True
                taken.add(line.commitment.id)
                yield Step(task, line.commitment, line.commitment.lead, line.verdict.deadline or line.commitment.deadline)


def step_sentence(step: Step, verdict: Verdict, lang: Lang = "zh") -> str:
    """One thing to do, as a sentence."""
    shown = SHOWN[verdict.word]
    zh, en = _TASKS[step.task]
    text = (zh if lang == "zh" else en).format(name=step.commitment.name, word=shown.zh if lang == "zh" else shown.en)
    return text + ("。" if lang == "zh" else ".")


# ------------------------------------------------------------------------------------------------ the first sentence


def headline(some: Sequence[Line], lang: Lang = "zh") -> str:
    """The first sentence of the overview: 68 项可监测指标：已达标 51，进展正常 12，难以完成 5；另有 4 项无数据。

    Steps and tasks follow in a sentence of their own.
    """
    parts = [_sentence(tally(indicators(some)), "indicators", lang), _sentence(tally(steps(some)), "steps", lang)]
    return ("" if lang == "zh" else " ").join(part for part in parts if part)


_HEADS: Final[Mapping[tuple[str, Lang], str]] = {
    ("indicators", "zh"): "{n} 项可监测指标",
    ("indicators", "en"): "{n} indicators that can be monitored",
    ("steps", "zh"): "{n} 项工作任务",
    ("steps", "en"): "{n} tasks",
}
_OF_STEPS: Final[Mapping[Word, tuple[str, str]]] = {
    Word.MET: ("已完成", "done"),
    Word.ON_THE_WAY: ("未到期", "not yet due"),
    Word.HARDLY: ("到期未完成", "overdue"),
    Word.LOST: ("完成后又撤销", "undone again"),
}


def _sentence(counted: Tally, what: Literal["indicators", "steps"], lang: Lang) -> str:
    if not counted.total:
        return ""
    inside = [_counted(word, counted, what, lang) for word in Word if word not in OUTSIDE and counted.counts[word]]
    outside = [_counted(word, counted, "indicators", lang) for word in OUTSIDE if counted.counts[word]]
    head = _HEADS[what, lang].format(n=counted.monitored)
    if lang == "zh":
        also = "；另有 " + "，".join(f"{number} 项{name}" for name, number in outside) if outside else ""
        return head + ("：" if inside else "") + "，".join(f"{name} {number}" for name, number in inside) + also + "。"
    also = "; besides " + ", ".join(f"{number} {name}" for name, number in outside) if outside else ""
    return head + (": " if inside else "") + ", ".join(f"{number} {name}" for name, number in inside) + also + "."


def _counted(word: Word, counted: Tally, what: str, lang: Lang) -> tuple[str, int]:
    names = _OF_STEPS.get(word) if what == "steps" else None
    zh, en = names or (SHOWN[word].zh, SHOWN[word].en)
    return (zh if lang == "zh" else en), counted.counts[word]
