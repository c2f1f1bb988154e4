"""自评报告: what a unit says of its own part of a plan, as a document; and what of such reports the county's own report takes up.

Words are the unit's, and stand as written by hand; every figure comes from the ledger and is bound. The order of the parts is that of a duty report: the
table of the unit's own indicators first.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from typing import Final, Literal

from qingmiao.catalogue.numbers import Rounding, format_number, format_target, format_value, rounding
from qingmiao.progress.model import SHOWN, Word
from qingmiao.reports.document import (
    Block,
    Cell,
    Column,
    Document,
    Head,
    Heading,
    Listing,
    Number,
    Paragraph,
    ReleaseHead,
    Run,
    Table,
)
from qingmiao.reports.model import COUNTED, LATE, Account, Measured
from qingmiao.reports.sentences import ROUNDED, SIMULATED, chinese, day, quoted, title_lines

Part = Literal["lead", "support", "proposed", "place", "related"]
PARTS: Final[Mapping[Part, tuple[str, str]]] = {
    "lead": ("牵头", "leads"),
    "support": ("配合", "supports"),
    "proposed": ("建议牵头", "proposed to lead"),
    "place": ("本地承担", "own place’s"),
    "related": ("本地有数", "figures of the own place"),
}
"""What a unit or place has to do with an entry; `proposed`: only the catalogue says so; `related`: nobody named the place, but there are figures of it."""

ASKED: Final = frozenset(LATE)
"""Verdicts for which a unit is asked why, and what it will do until when."""

FREE: Final = frozenset({"support", "related"})
"""Parts of which nothing need be written."""

NOTHING: Final = "—"
_MARKS: Final = {"provisional": "p", "estimated": "e"}
_NOT_SAID: Final = "（单位未说明）"


@dataclass(frozen=True, slots=True)
class Standing:
    """Where a commitment stands, as the ledger has it: nobody types any of this.

    `target` is the target in words, `aim` the number behind it in the figure's unit; `gap` how far the latest value is
    from it, or how many places are short, in words, and `apart` the number behind that; `situation` says why nothing is judged.
    """

    word: Word
    indicator: str = ""
    unit: str = ""
    target: str = ""
    aim: float | None = None
    deadline: int | None = None
    base: Measured | None = None
    before: Measured | None = None
    latest: Measured | None = None
    gap: str = ""
    apart: float | None = None
    situation: str = ""
    simulated: bool = False
    commitment: str = ""

    @property
    def until(self) -> str:
        """（2030年）, nothing where the target has no deadline."""
        return "" if self.deadline is None else f"（{self.deadline}年）"


@dataclass(frozen=True, slots=True)
class Item:
    """One indicator with its commitments, or one measure without any, for which a unit answers, with its words; a measure has no standings.

    The targets of an indicator (2025, 2030) are one path: a unit writes of it once.
    """

    key: str
    name: str
    area: str
    part: Part
    standings: tuple[Standing, ...] = ()
    measure: str = ""
    done: str = ""
    cause: str = ""
    planned: str = ""
    due: date | None = None
    proofs: tuple[str, ...] = ()

    @property
    def told(self) -> tuple[Standing, ...]:
        """Its standings, each target once: plans say one target in several places."""
        found: dict[tuple[str, int | None, Word], Standing] = {}
        for one in self.standings:
            found.setdefault((one.target, one.deadline, one.word), one)
        return tuple(found.values())

    @property
    def late(self) -> bool:
        """Whether a cause and a remedy are asked for."""
        return any(standing.word in ASKED for standing in self.standings)


@dataclass(frozen=True, slots=True)
class SelfReport:
    """A whole self-report; `place` is the id of the place that the figures are of, `office` whom it goes to."""

    plan: str
    plan_title: str
    place: str
    unit: str
    office: str
    year: int
    release: ReleaseHead
    made_on: date
    items: tuple[Item, ...]
    organisation: str = ""
    funds: str = ""
    staff: str = ""
    problems: str = ""
    requests: str = ""
    draft: bool = True
    rounding: Rounding = "half_up"

    @property
    def judged(self) -> tuple[tuple[Item, Standing], ...]:
        """Each commitment with its entry: the rows of the table."""
        return tuple((item, standing) for item in self.items for standing in item.told)

    def label(self, item: Item, standing: Standing) -> str:
        """The name of a commitment; with its deadline where another bears the same name."""
        alike = sum(one.name == item.name for one, _ in self.judged) > 1
        return f"{item.name}{standing.until}" if alike else item.name

    @property
    def simulated(self) -> bool:
        """Whether any figure is simulated."""
        return any(standing.simulated for _, standing in self.judged)


# ------------------------------------------------------------------------------------------------ what is still wanting

Lack = Literal["words", "done", "cause", "planned", "due"]
LACKS: Final[Mapping[Lack, tuple[str, str]]] = {
    "words": ("还没有写", "nothing is written yet"),
    "done": ("还没有写做了什么", "what was done is not told yet"),
    "cause": ("要写明原因", "the cause is asked for"),
    "planned": ("要写明整改措施", "the remedy is asked for"),
    "due": ("要写明完成时限", "the day by which it is done is asked for"),
}


def lacks_of(item: Item) -> tuple[Lack, ...]:
    """What an entry must still say before it can be handed in: of those who only support or are related, nothing; of who leads, what was done (of who is only
    proposed to, where it is late), and where it is late the cause, the remedy and its day."""
    if item.part in FREE:
        return ()
    wanted: tuple[tuple[Lack, bool], ...] = (
        ("done", bool(item.done.strip()) or (item.part == "proposed" and not item.late)),
        ("cause", not item.late or bool(item.cause.strip())),
        ("planned", not item.late or bool(item.planned.strip())),
        ("due", not item.late or item.due is not None),
    )
    return tuple(lack for lack, said in wanted if not said)


# ------------------------------------------------------------------------------------------------ the document


def self_report(report: SelfReport) -> Document:
    """A self-report as a document: the table of own indicators, organisation, results, measures, causes and remedies, next year's plan, proofs."""
    with rounding(report.rounding):
        blocks = tuple(_blocks(report))
    title = f"{report.unit}{report.year}年度{quoted(report.plan_title)}实施情况自评报告"
    lines = (f"{report.unit}{report.year}年度", *title_lines(report.plan_title), "实施情况自评报告")
    return Document(
        kind="self_report",
        title=title,
        plan=report.plan,
        plan_title=report.plan_title,
        place=report.place,
        year=report.year,
        release=report.release,
        made_on=report.made_on,
        head=Head(lines, report.unit, recipient=report.office, cover=False),
        blocks=blocks,
        rounding=report.rounding,
        draft=report.draft,
        simulated=report.simulated,
        notices=(SIMULATED,) if report.simulated else (),
    )


def _blocks(report: SelfReport) -> Iterator[Block]:
    parts = (_duties, _organisation, _results, _measures, _remedies, _next_year, _problems, _proofs)
    number = 0
    for part in parts:
        title, blocks = part(report)
        if blocks:
            number += 1
            yield Heading(f"{part.__name__.strip('_')}", 1, f"{chinese(number)}、{title}")
            yield from blocks


Section = tuple[str, tuple[Block, ...]]


def _duties(report: SelfReport) -> Section:
    """本单位承担指标表: indicator, target, last year, this year, verdict, remarks."""
    columns = (
        Column("序号", 10.0, "centre"),
        Column("指标", 36.0),
        Column("目标", 26.0),
        Column("上年", 18.0, "number"),
        Column("本年", 18.0, "number"),
        Column("状态", 21.0),
        Column("说明", 27.0),
    )
    rows = tuple(_row(str(number), item, standing, report) for number, (item, standing) in enumerate(report.judged, 1))
    note = "“—”没有数值；“p”初步数；“e”推算数；“建议牵头”是规划未列责任单位、由口径的来源部门推定的。" + ROUNDED
    if not rows:
        return "本单位承担的指标", (Paragraph("duties.none", ("规划没有分给本单位可以计算的指标。",)),)
    return "本单位承担的指标", (Table("duties.table", Listing("本单位承担指标表", columns, rows, note)),)


def _row(number: str, item: Item, standing: Standing, report: SelfReport) -> tuple[Cell, ...]:
    return (
        number,
        item.name,
        (*_target(standing, report.place), standing.until),
        _value(standing.before, standing, report.place),
        _value(standing.latest, standing, report.place, marked=standing.latest is not None and standing.latest.year != report.year),
        standing.word,
        _remarks(item, standing, report.place),
    )


def _remarks(item: Item, standing: Standing, place: str) -> Cell:
    """Duty, distance from the target, why nothing is judged, and that a figure is simulated."""
    gap = _gap(standing, place) if standing.gap else ()
    said = [(PARTS[item.part][0],), (standing.situation,), gap, ("模拟数据",) if standing.simulated else ()]
    runs: list[str | Number] = []
    for one in said:
        if any(one):
            runs += [*(["；"] if runs else []), *one]
    return tuple(runs)


def _gap(standing: Standing, place: str) -> tuple[str | Number, ...]:
    """The distance in words, its number bound: to the target, or how many places are short."""
    places = re.match(r"\d+个", standing.gap) if "地方" in standing.gap else None
    text, year = places[0] if places else standing.gap, standing.latest.year if standing.latest else None
    if standing.apart is None:
        return (standing.gap,)
    if places:
        count = Number(text, standing.apart, "个", "count", standing.indicator, place, year, other="target")
        return (count, standing.gap[len(text) :])
    return ("差距", Number(text, standing.apart, standing.unit, "gap", standing.indicator, place, year, other="target"))


def _value(measured: Measured | None, standing: Standing, place: str, *, marked: bool = False) -> Cell:
    """A figure in a cell, with its mark; with its year where that is not the one asked for."""
    if measured is None or measured.value is None:
        return NOTHING
    sign = _MARKS.get(measured.status, "")
    year = f"（{measured.year}）" if marked else ""
    return tuple(run for run in (_number(measured, standing, place), sign, year) if run)


def _number(measured: Measured, standing: Standing, place: str) -> Number:
    assert measured.value is not None
    text = format_value(measured.value, standing.unit)
    return Number(text, measured.value, standing.unit, "value", standing.indicator, place, measured.year)


def _target(standing: Standing, place: str) -> tuple[str | Number, ...]:
    """The target in words, its numbers bound: the one that verdicts go by, and what else the plan says."""
    about = Number("", 0.0, "", "target", standing.indicator, place, standing.deadline)
    if standing.aim is None:
        return bound(standing.target, (), about)
    aim = replace(about, text=format_target(standing.aim, standing.unit), value=standing.aim, unit=standing.unit)
    return bound(standing.target, (aim,), about)


_FIGURE: Final = re.compile(r"(?<![\d.])\d+(?:\.\d+)?(?:/10万|/\d+)?(?![\d.])(?!\s*年)")


def bound(words: str, known: Sequence[Number], about: Number) -> tuple[str | Number, ...]:
    """Words with each number in them bound: to one of `known` that is written so, else to itself, a target as the plan has it, of what `about` is. Years stay words."""
    by_text = {number.text: number for number in known}
    pattern = re.compile("|".join([*(rf"(?<![\d.]){re.escape(text)}" for text in by_text), _FIGURE.pattern]))
    runs: list[str | Number] = []
    at = 0
    for found in pattern.finditer(words):
        number = by_text.get(found[0]) or _figure(found[0], about)
        runs += [run for run in (words[at : found.start()], number) if run]
        at = found.end()
    return tuple(run for run in (*runs, words[at:]) if run)


def _figure(text: str, about: Number) -> Number:
    """A number that the plan itself writes: its value is as it is written, 20 of 20/10万, a third of 1/3."""
    over, _, under = text.partition("/")
    rate = under == "10万"
    value = float(over) / float(under) if under and not rate and float(under) else float(over)
    return replace(about, text=text, value=value, unit="/10万" if rate else "")


def _organisation(report: SelfReport) -> Section:
    parts = (("机构", report.organisation), ("经费", report.funds), ("人员", report.staff))
    told = [(name, words) for name, words in parts if words.strip()]
    blocks = tuple(block for name, words in told for block in _hand(f"organisation.{name}", f"{name}。", words))
    return "组织与保障", blocks or (Paragraph("organisation.none", (_NOT_SAID,)),)


def _hand(key: str, lead: str, words: str, about: str = "") -> Iterator[Paragraph]:
    """What a unit wrote, a paragraph a line; the first opens with `lead`."""
    for number, line in enumerate(line.strip() for line in words.splitlines() if line.strip()):
        yield Paragraph(f"{key}.{number}", (line,), lead="" if number else lead, hand=True, about=about)


def _results(report: SelfReport) -> Section:
    """The counts, and which indicators have which verdict; figures stand in the table."""
    words = [standing.word for _, standing in report.judged]
    if not words:
        return "目标完成情况", ()
    judged = sum(words.count(word) for word in COUNTED)
    runs: list[Run] = ["本单位承担", _count(len(words), report, "items"), "项指标，其中可判定", _count(judged, report, "judged"), "项"]
    for word in Word:
        if count := words.count(word):
            runs += [f"，{SHOWN[word].zh}", _count(count, report, word.value), "项"]
    blocks: list[Block] = [Paragraph("results.sum", (*runs, "。"))]
    for word in Word:
        names = [report.label(item, standing) for item, standing in report.judged if standing.word is word]
        if names:
            blocks.append(Paragraph(f"results.{word.value}", (f"{'、'.join(names)}。",), lead=f"{SHOWN[word].zh}：", look="item"))
    return "目标完成情况", tuple(blocks)


def _count(count: int, report: SelfReport, of: str) -> Number:
    return Number(format_number(count, 0), float(count), "项", "count", place=report.place, year=report.year, other=of)


def _measures(report: SelfReport) -> Section:
    """What was done, by area and measure; entries of one measure stand together under its name."""
    told = [item for item in report.items if item.done.strip()]
    if not told:
        return "主要做法", (Paragraph("measures.none", (_NOT_SAID,)),)
    blocks: list[Block] = []
    for number, area in enumerate(dict.fromkeys(item.area for item in told), 1):
        blocks.append(Heading(f"measures.area{number}", 2, f"（{chinese(number)}）{area}"))
        own = [item for item in told if item.area == area]
        blocks += [block for item in own for block in _hand(f"measures.{item.key}", f"{_under(item)}。", item.done, item.key)]
    return "主要做法", tuple(blocks)


def _under(item: Item) -> str:
    """The measure that an entry stands under, and its own name where that says more."""
    return item.name if not item.measure or item.measure in item.name else f"{item.measure}（{item.name}）"


def _remedies(report: SelfReport) -> Section:
    """Each late indicator: where it stands, why, what will be done until when."""
    late = [item for item in report.items if item.late]
    if not late:
        words = "本单位承担的指标没有落后、难以完成、得而复失或未定的。"
        return "未达标原因和整改措施", (Paragraph("remedies.none", (words,)),) if report.judged else ()
    blocks: list[Block] = []
    for number, item in enumerate(late, 1):
        blocks.append(Heading(f"remedies.{item.key}", 2, f"（{chinese(number)}）{item.name}"))
        blocks.append(Paragraph(f"remedies.{item.key}.standing", _stands(item.told, report), about=item.key))
        blocks += _said(f"remedies.{item.key}.cause", "原因：", item.cause, item.key)
        blocks += _said(f"remedies.{item.key}.planned", "整改措施：", item.planned, item.key)
        until = _NOT_SAID if item.due is None else f"{day(item.due)}前完成。"
        blocks.append(Paragraph(f"remedies.{item.key}.due", (until,), lead="时限：", hand=item.due is not None, about=item.key))
    return "未达标原因和整改措施", tuple(blocks)


def _said(key: str, lead: str, words: str, about: str) -> list[Paragraph]:
    """What a unit wrote; that it wrote nothing is said."""
    return list(_hand(key, lead, words, about)) or [Paragraph(f"{key}.none", (_NOT_SAID,), lead=lead, about=about)]


def _stands(standings: Sequence[Standing], report: SelfReport) -> tuple[Run, ...]:
    """2025年为83.50%，2024年为83.00%，目标为90%以上（2025年），判定为难以完成；目标为95%以上（2030年），判定为落后。"""
    runs: list[Run] = []
    for measured in (standings[0].latest, standings[0].before):
        if measured is not None and measured.value is not None:
            runs += [f"{measured.year}年为", _number(measured, standings[0], report.place), "，"]
    for number, standing in enumerate(standings):
        target = _target(replace(standing, target=standing.target.replace("\n", "")), report.place)
        runs += ["；" if number else "", "目标为", *target, f"{standing.until}，判定为{SHOWN[standing.word].zh}"]
    return (*(run for run in runs if run), "。")


def _next_year(report: SelfReport) -> Section:
    told = [item for item in report.items if item.planned.strip() and not item.late]
    blocks: list[Block] = [
        block for item in told for block in _hand(f"next.{item.key}", f"{_under(item)}。", item.planned, item.key)
    ]  # fmt: skip
    if any(item.late and item.planned.strip() for item in report.items):
        blocks.append(Paragraph("next.late", ("未达标指标的整改措施和时限见上一部分。",)))
    return f"{report.year + 1}年工作计划", tuple(blocks) or (Paragraph("next.none", (_NOT_SAID,)),)


def _problems(report: SelfReport) -> Section:
    parts = (("存在问题", report.problems), ("建议和请求", report.requests))
    return "存在问题和建议", tuple(
        block for name, words in parts if words.strip() for block in _hand(f"problems.{name}", f"{name}。", words)
    )  # fmt: skip


def _proofs(report: SelfReport) -> Section:
    rows = [(item.name, name) for item in report.items for name in item.proofs]
    if not rows:
        return "佐证清单", (Paragraph("proofs.none", ("没有附佐证材料。",)),)
    columns = (Column("序号", 12.0, "centre"), Column("指标或措施", 66.0), Column("佐证材料", 78.0))
    listed = tuple((str(number), name, file) for number, (name, file) in enumerate(rows, 1))
    return "佐证清单", (Table("proofs.table", Listing("佐证清单", columns, listed, "材料原件随自评报告存于系统。")),)


# ------------------------------------------------------------------------------------------------ what the county's report takes up


@dataclass(frozen=True, slots=True)
class Adopted:
    """What an office adopted of one entry, in the words in which it did."""

    commitment: str
    unit: str
    part: Part
    done: str = ""
    cause: str = ""
    planned: str = ""
    due: date | None = None
    proofs: tuple[str, ...] = ()


_ORDER: Final[Mapping[Part, int]] = {"lead": 0, "proposed": 1, "support": 2, "place": 3, "related": 4}


def collected(adopted: Iterable[Adopted]) -> Mapping[str, tuple[Account, ...]]:
    """Commitment id → what units say of it: those who lead first, then those who support, then places; in the order given. Empty words give no account."""
    found: dict[str, list[Adopted]] = {}
    for one in adopted:
        if one.done.strip() or one.cause.strip() or one.planned.strip():
            found.setdefault(one.commitment, []).append(one)
    return {
        commitment: tuple(_account(one) for one in sorted(some, key=lambda one: _ORDER[one.part])) for commitment, some in found.items()
    }


def _account(one: Adopted) -> Account:
    return Account(one.unit, one.done.strip(), one.cause.strip(), one.planned.strip(), one.proofs, one.due)
