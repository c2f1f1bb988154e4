"""Words of self-reports: states, acts, entries, figures beside them, reminders."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from qingmiao.disclosure.self_reporting import ACTS, STATES, State
from qingmiao.progress.model import Word
from qingmiao.reports.model import Measured
from qingmiao.reports.selfreport import FREE, PARTS, Standing
from qingmiao.web.language import english
from qingmiao.web.pages import wording
from qingmiao.web.selfreports.models import Entry
from qingmiao.web.selfreports.queries import Box, Line, lack_words

SHAPES: Mapping[State, tuple[str, str]] = {
    "drafting": ("◐", "undecided"),
    "submitted": ("▲", "on_the_way"),
    "returned": ("◆", "behind"),
    "adopted": ("●", "met"),
}
"""State → its shape, and the verdict whose colour it has."""

TEXTS: Mapping[str, object] = {
    "organisation": gettext_lazy("组织机构"),
    "funds": gettext_lazy("经费"),
    "staff": gettext_lazy("人员配备"),
    "problems": gettext_lazy("存在问题"),
    "requests": gettext_lazy("建议和请求"),
}
ASKS: Mapping[str, object] = {
    "organisation": gettext_lazy("由谁负责，怎样协调，是否纳入本单位规划和考核"),
    "funds": gettext_lazy("预算、到位和使用情况"),
    "staff": gettext_lazy("专兼职人员和培训"),
    "problems": gettext_lazy("推进中的困难"),
    "requests": gettext_lazy("需要上级或其他部门做什么"),
}
"""What each text of the opening and the end is about."""


def state_word(state: State) -> str:
    """A state in words."""
    return STATES[state][english()]


def act_word(act: str) -> str:
    """An act in words."""
    step = ACTS[act]  # type: ignore[index]
    return step.en.capitalize() if english() else step.zh


@dataclass(frozen=True, slots=True)
class Card:
    """One entry as the page shows it."""

    entry: Entry
    title: str
    asks: str
    area: str
    part: str
    measure: str
    support: bool
    targets: tuple[tuple[str, Word], ...]
    figures: tuple[tuple[str, str], ...]
    simulated: bool
    late: bool
    last: str
    proofs: tuple[tuple[int, str, str], ...]
    wanting: tuple[str, ...]
    unanswered: bool
    taken: bool
    done: str
    cause: str
    planned: str
    shortened: bool
    changed: str

    @property
    def text(self) -> bool:
        """Whether it is a text of the opening or the end."""
        return self.entry.kind in TEXTS

    @property
    def said(self) -> bool:
        """Whether anything was written."""
        return bool(self.entry.done or self.entry.cause or self.entry.planned)

    @property
    def touched(self) -> bool:
        """Whether anybody has had to do with it."""
        return self.said or bool(self.entry.question or self.proofs)


def card(line: Line) -> Card:
    """An entry with its words."""
    entry, item = line.entry, line.item
    taken = line.taken
    words = (taken.done, taken.cause, taken.planned) if taken else (entry.done, entry.cause, entry.planned)
    text = entry.kind in TEXTS
    return Card(
        entry=entry,
        title=str(TEXTS[entry.kind]) if text else item.name,
        asks=str(ASKS.get(entry.kind, "")),
        area="" if text else item.area,
        part="" if text else PARTS[item.part][english()],
        measure="" if item.measure == item.name else item.measure,
        support=item.part in FREE and not text,
        targets=tuple((one.target.replace("\n", "") + (f"（{one.deadline}）" if one.deadline else ""), one.word) for one in item.told),
        figures=_figures(item.standings[0]) if item.standings else (),
        simulated=any(one.simulated for one in item.standings),
        late=item.late,
        last=line.last,
        proofs=line.proofs,
        wanting=tuple(said[english()] for said in lack_words(line)),
        unanswered=line.unanswered,
        taken=taken is not None,
        done=words[0],
        cause=words[1],
        planned=words[2],
        shortened=taken is not None and words != (entry.done, entry.cause, entry.planned),
        changed=_changed(line.was),
    )


def _figures(standing: Standing) -> tuple[tuple[str, str], ...]:
    """Base, last year, this year, each with its year."""
    named = ((_("基期"), standing.base), (_("上年"), standing.before), (_("本年"), standing.latest))
    return tuple((name, _value(measured, standing)) for name, measured in named)


def _value(measured: Measured | None, standing: Standing) -> str:
    if measured is None or measured.value is None:
        return "—"
    return f"{wording.value(measured.value, standing.unit)}{wording.MARKS.get(measured.status, '')}（{measured.year}）"


def _changed(was: Sequence[Standing]) -> str:
    """What the figures said when the report was handed in, where they have changed since."""
    if not was:
        return ""
    words = "、".join(wording.word(one.word) for one in was)
    return _("报送以后数据有更正，报送时为：{value}，{word}").format(value=_value(was[0].latest, was[0]), word=words)


def reminder(plan: str, year: int, box: Box, today: date) -> str:
    """One sentence to paste: what is owed, until when, how much of it is written."""
    late = (today - box.due).days
    told = _("{unit}：《{plan}》{year}年度自评报告还没有报送（{entries}项，已写{written}项），请于{due}前登录系统报送。")
    if box.state == "returned":
        told = _("{unit}：《{plan}》{year}年度自评报告已退回，请按提问修改（{entries}项，已写{written}项），于{due}前登录系统重新报送。")
    elif late > 0:
        told = _(
            "{unit}：《{plan}》{year}年度自评报告已逾期{late}天没有报送（{entries}项，已写{written}项；原定{due}），请即登录系统报送。"
        )
    said = {"unit": box.unit, "plan": plan, "year": year, "entries": box.entries, "written": box.written}
    return told.format(**said, due=box.due.isoformat(), late=late)


def by_area(cards: Sequence[Card]) -> list[tuple[str, list[Card]]]:
    """Cards of indicators and measures under their areas, those of which the unit must write first."""
    areas: dict[str, list[Card]] = {}
    for one in sorted(cards, key=lambda one: one.support):
        if not one.text:
            areas.setdefault(one.area, []).append(one)
    return list(areas.items())
