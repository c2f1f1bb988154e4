"""预警提示函: what the letter to a lead unit about its warnings says. Facts come from the warnings and the figures; causes are asked for, never told."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Final, Literal

from qingmiao.catalogue.numbers import format_value
from qingmiao.plans.model import Commitment
from qingmiao.progress.known import few
from qingmiao.progress.model import Point, Verdict, Word
from qingmiao.progress.warning import LEVEL_WORDS, Warned, rules
from qingmiao.progress.warning.ground import Ground
from qingmiao.progress.warning.life import Owners
from qingmiao.progress.warning.model import Kind, Level
from qingmiao.reports.build import gap_words, name_of, target_words
from qingmiao.reports.sentences import day as told

NOTHING: Final = "—"
RECENT: Final = 3
"""So many years of figures stand in the table of facts."""

Check = Literal["figures", "definition", "reporting", "work", "records"]
CHECKS: Final[Mapping[Check, str]] = {
    "figures": "分子、分母、报送范围和时点是否准确，有无漏报、错报、重报",
    "definition": "口径是否与指标解释一致，变动前后能否衔接",
    "reporting": "是否开展统计或调查，由谁报送，何时能报",
    "work": "对应的措施是否落实到位，工作进度、经费和人员情况",
    "records": "是否已经完成而没有报告，完成的时间和凭据",
}
ASKED: Final[Mapping[Kind, tuple[Check, ...]]] = {
    "hard": ("figures", "work"),
    "swing": ("figures", "definition"),
    "apart": ("figures", "work"),
    "turned": ("figures", "definition", "work"),
    "overdue": ("figures", "records", "work"),
    "silent": ("reporting",),
    "broken": ("definition",),
    "gap": ("figures", "work"),
    "norm": ("figures", "work"),
}
"""What a unit is asked to look at, by kind of warning: questions, not causes."""


@dataclass(frozen=True, slots=True)
class Matter:
    """One warning as the letter has it: all in words; `short` is the name as the title has it."""

    number: int
    warning: Warned
    short: str
    name: str
    target: str
    base: str
    recent: str
    pace: str
    gap: str

    @property
    def said(self) -> str:
        """What is the matter."""
        return f"{self.warning.finding.zh}。"


@dataclass(frozen=True, slots=True)
class Letter:
    """A letter to one unit, or to those that lead together; `proposed` where none of them is named by the plan or assigned."""

    plan_title: str
    office: str
    year: int
    made_on: date
    units: tuple[str, ...]
    proposed: bool
    matters: tuple[Matter, ...]

    @property
    def unit(self) -> str:
        """Whom it is addressed to."""
        return "、".join(self.units)

    @property
    def simulated(self) -> bool:
        """Whether any figure in it is simulated."""
        return any(one.warning.finding.simulated for one in self.matters)

    @property
    def title(self) -> str:
        """关于婴儿死亡率进度预警的提示函, 关于婴儿死亡率等3项进度预警的提示函."""
        names = list(dict.fromkeys(one.short for one in self.matters))
        more = f"等{len(names)}项" if len(names) > 1 else ""
        return f"关于{names[0]}{more}进度预警的提示函"

    @property
    def due(self) -> date:
        """The first day by which an answer is due, but none that has passed."""
        return min(map(self.day, self.matters))

    @property
    def late(self) -> int:
        """How many answers are overdue."""
        return sum(one.warning.due < self.made_on for one in self.matters)

    def triggers(self) -> list[str]:
        """Level and rule of the warnings, a sentence for those that have both in common, the gravest first."""
        groups: dict[tuple[Level, Kind], list[Matter]] = {}
        for one in self.matters:
            groups.setdefault((one.warning.finding.level, one.warning.finding.kind), []).append(one)
        return [self._trigger(some) for some in groups.values()]

    def _trigger(self, some: Sequence[Matter]) -> str:
        finding = some[0].warning.finding
        which = "" if len(self.matters) == 1 else f"第{'、'.join(str(one.number) for one in some)}项："
        return f"{which}预警等级为{LEVEL_WORDS[finding.level][0]}，类别为“{rules()[finding.kind].zh}”；触发规则：{rules()[finding.kind].when('zh')}。"

    def lines(self) -> list[tuple[str, Matter, date]]:
        """A row of a table for each commitment and place: the numbers of its warnings, the first of them, the first day by which to answer."""
        groups: dict[tuple[str, str], list[Matter]] = {}
        for one in self.matters:
            groups.setdefault((one.warning.finding.commitment, one.warning.finding.place), []).append(one)
        return [("、".join(str(one.number) for one in some), some[0], min(self.day(one) for one in some)) for some in groups.values()]

    def day(self, one: Matter) -> date:
        """By when to answer: no day that has passed."""
        return max(self.made_on, one.warning.due)

    def questions(self) -> list[str]:
        """What the unit is asked to look at."""
        wanted = {check for one in self.matters for check in ASKED[one.warning.finding.kind]}
        return [words for check, words in CHECKS.items() if check in wanted]


def open_letters(base: Ground, warnings: Iterable[Warned], owners: Owners, *, made_on: date) -> list[Letter]:
    """A letter for each unit that leads what is still to be answered, in the order of their names; a warning of several units is in the letter of each."""
    waiting = sorted((one for one in warnings if one.state == "open"), key=lambda one: one.urgency)
    units = sorted({(unit, owners[one.finding.commitment][1]) for one in waiting for unit in owners[one.finding.commitment][0]})
    told: dict[str, list[Warned]] = {unit: [] for unit, _ in units}
    for one in waiting:
        for unit in owners[one.finding.commitment][0]:
            told[unit].append(one)
    only_proposed = {unit for unit, proposed in units if proposed and (unit, False) not in units}
    return [letter(base, some, (unit,), proposed=unit in only_proposed, made_on=made_on) for unit, some in told.items()]


def letter(base: Ground, warnings: Sequence[Warned], units: Sequence[str], *, proposed: bool, made_on: date) -> Letter:
    """The letter to units about some warnings, which are numbered in the order in which they are given."""
    matters = tuple(_matter(base, number, one) for number, one in enumerate(warnings, 1))
    place = base.gazetteer[base.region].name if base.region in base.gazetteer else ""
    office = f"{place}妇女儿童工作委员会办公室"
    return Letter(base.package.plan.title, office, base.year, made_on, tuple(units), proposed, matters)


def _matter(base: Ground, number: int, warning: Warned) -> Matter:
    item = next(one for one in base.package.commitments if one.id == warning.finding.commitment)
    place = warning.finding.place
    verdict, unit = base.verdicts.get((item.id, place)), base.unit(item)
    told = verdict or base.verdicts.get((item.id, base.region)) or Verdict(Word.NO_DATA, "", "", base.year)
    target = target_words(item, told, unit)
    deadline = item.deadline or told.deadline
    known = verdict if verdict is not None and verdict.word is not Word.NO_DATA else None
    return Matter(
        number=number,
        warning=warning,
        short=item.name,
        name=name_of(item) if place == base.region else base.name(item, place),
        target=target if deadline is None else f"{target}\n（{deadline}）",
        base=f"{format_value(known.base, unit)}\n（{known.base_year}）" if known and known.base is not None else NOTHING,
        recent="\n".join(_told(base, item, point) for point in base.known(item, place)[-RECENT:]) or NOTHING,
        pace=NOTHING if known is None or known.expected is None else format_value(known.expected, unit),
        gap=(gap_words(known, unit) if known is not None else "") or NOTHING,
    )


def _told(base: Ground, item: Commitment, point: Point) -> str:
    """2025年7.58‰; of small numbers the counts too."""
    counts = f"\n（{point.events:.0f}/{point.exposure:.0f}）" if few(point) else ""
    return f"{point.year}年{base.value(item, point.value, 'zh')}{counts}"


def answer_by(letter: Letter) -> str:
    """Until when an answer is asked for."""
    several = len({day for _, _, day in letter.lines()}) > 1
    late = f"其中{letter.late}项原定期限已过，请即反馈。" if letter.late else ""
    if several:
        return f"请按下表所列期限反馈，最早的为{told(letter.due)}。{late}"
    return f"请于{told(letter.due)}前反馈。{late}"
