"""两期比较: one plan in two periods, verdicts and figures then and now; what was defined otherwise in between is not compared."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from typing import Final, Literal

from qingmiao.catalogue.numbers import rounding
from qingmiao.charts import BarRow, Bars
from qingmiao.progress.interval import near
from qingmiao.progress.model import SHOWN, Word
from qingmiao.reports import sections, sentences, spans
from qingmiao.reports.bound import Figures, count, joined, listed, share
from qingmiao.reports.document import Block, Cell, Column, Document, Listing, Picture, Reference, Run, Table
from qingmiao.reports.model import Counts, Measured, ReportModel, Row
from qingmiao.reports.paper import TEXT_WIDTH
from qingmiao.reports.sections import said
from qingmiao.reports.voice import Voice
from qingmiao.reports.yearly import document

ORDER: Final = (Word.MET, Word.ON_THE_WAY, Word.BEHIND, Word.HARDLY, Word.LOST)
"""Best first; the other verdicts say nothing of better or worse."""

Course = Literal["better", "worse", "same", "open"]
State = Literal["compared", "no_new", "broken", "redefined", "missing"]

TOLD: Final = 12
"""So many are told one by one; the table has all."""

NAMED: Final = 8


@dataclass(frozen=True, slots=True)
class Both:
    """One commitment in both periods."""

    then: Row
    now: Row

    @property
    def course(self) -> Course:
        """Whether its verdict has got better."""
        if self.then.word is self.now.word:
            return "same"
        if self.then.word not in ORDER or self.now.word not in ORDER:
            return "open"
        return "better" if ORDER.index(self.now.word) < ORDER.index(self.then.word) else "worse"

    @property
    def state(self) -> State:
        """Whether its figures can be held against each other, and why not."""
        first, last = self.then.latest, self.now.latest
        if first is None or last is None or first.value is None or last.value is None:
            return "missing"
        old, new = self.then.meaning, self.now.meaning
        if self.then.unit != self.now.unit or (old is not None and new is not None and old.formula != new.formula):
            return "redefined"
        if first.year >= last.year:
            return "no_new"
        return "compared" if self.now.of(first.year) is not None else "broken"

    @property
    def earlier(self) -> Measured | None:
        """The earlier figure as it is known now; None where it cannot be held against the latest."""
        return self.now.of(self.then.latest.year) if self.state == "compared" and self.then.latest is not None else None

    @property
    def revised(self) -> bool:
        """Whether the earlier figure was another one when it was told."""
        told, known = self.then.latest, self.earlier
        return known is not None and told is not None and not near(told.value or 0.0, known.value or 0.0)

    @property
    def moved_target(self) -> bool:
        """Whether the target is another one."""
        return (self.then.quote or self.then.target, self.then.deadline) != (self.now.quote or self.now.target, self.now.deadline)


@dataclass(frozen=True)
class ComparisonModel:
    """What a comparison is made from: the reports of two periods of one plan; its counts close or it is not made."""

    then: ReportModel
    now: ReportModel
    both: tuple[Both, ...] = field(init=False)
    gone: tuple[Row, ...] = field(init=False)
    new: tuple[Row, ...] = field(init=False)

    def __post_init__(self) -> None:
        if self.then.plan != self.now.plan:
            raise ValueError(f"two plans: {self.then.plan} and {self.now.plan}")
        before, after = ({row.commitment: row for row in one.rows} for one in (self.then, self.now))
        object.__setattr__(self, "both", tuple(Both(before[key], row) for key, row in after.items() if key in before))
        object.__setattr__(self, "gone", tuple(row for key, row in before.items() if key not in after))
        object.__setattr__(self, "new", tuple(row for key, row in after.items() if key not in before))
        if len(self.both) + len(self.gone) != len(self.then.rows) or len(self.both) + len(self.new) != len(self.now.rows):
            raise ValueError("a commitment stands in no part of the comparison")

    @property
    def labels(self) -> tuple[str, str]:
        """How the two periods are called: by year, or by release where both are of one year."""
        if self.then.year != self.now.year:
            return f"{self.then.year}年", f"{self.now.year}年"
        return f"“{self.then.release.name}”", f"“{self.now.release.name}”"

    def of(self, course: Course) -> list[Both]:
        """The commitments of one course, those of the worse verdict now first."""
        return [one for one in self.both if one.course == course]


def comparison(model: ComparisonModel) -> Document:
    """The comparison: the sums, the matrix of verdicts, what got better, what worse, figures then and now, what is not compared."""
    now = model.now
    first, last = model.labels
    with rounding(now.rounding):
        voice = Voice(now)
        blocks: list[Block] = [
            said("opening", _opening(model)),
            *sections.chapters(
                [
                    ("overall", "总体变化", _overall(model)),
                    ("better", "好转的指标", _courses(model, "better", voice)),
                    ("worse", "转差的指标", _courses(model, "worse", voice)),
                    ("figures", "数值变化", _figures(model)),
                    ("apart", "不作比较和有变动的指标", _apart(model)),
                    ("notes", "数据说明", sections.notes(now)),
                ]
            ),
        ]
        return document(now, "comparison", "", f"{first}与{last}实施情况比较", sections.bound(now, blocks))


def _opening(model: ComparisonModel) -> str:
    first, last = model.labels
    return (
        f"为反映{sentences.quoted(model.now.plan_title)}（以下简称《规划》）实施情况的变化，把{first}的判定（依据{sentences.release(model.then)}数据）"
        f"与{last}的判定（依据{sentences.release(model.now)}数据）逐项对照。前期数值取现在可比的数，曾有修订的注明。"
    )


# ------------------------------------------------------------------------------------------------ sums


def _overall(model: ComparisonModel) -> list[Block]:
    if not model.both:
        return [said("overall-none", "两期没有共同的指标，无从对照。")]
    parts = (("better", "好转"), ("worse", "转差"), ("same", "没有变化"), ("open", "有一期不能判定好坏"))
    told = [(f"{words}的", count(len(model.of(course)), other=course)) for course, words in parts if model.of(course)]  # type: ignore[arg-type]
    runs: list[Run] = ["两期都有的指标", count(len(model.both), other="both"), "，判定", *listed(told), "，见"]
    blocks: list[Block] = [said("overall", *runs, Reference("matrix"), "。")]
    rates = _rates(model)
    blocks += [said("overall-rate", *rates)] if rates else []
    labels = [words.strip("“”") for words in model.labels]
    rows = [[one.then for one in model.both], [one.now for one in model.both]]
    bars = tuple(BarRow(label, tuple((word, Counts.of(some)[word]) for word in Word)) for label, some in zip(labels, rows, strict=True))
    simulated = model.now.simulated or model.then.simulated
    return [*blocks, Table("matrix", matrix(model)), Picture("bars", "两期判定对照", Bars("两期判定对照", bars), simulated)]


def _rates(model: ComparisonModel) -> tuple[Run, ...]:
    """The shares that are met, over the commitments of both periods."""
    then, now = Counts.of([one.then for one in model.both]), Counts.of([one.now for one in model.both])
    if not then.judged or not now.judged:
        return ()
    (first, last), other = model.labels, ("then", "met")
    rates = [counts[Word.MET] / counts.judged * 100 for counts in (then, now)]
    verb = "提高" if rates[1] > rates[0] else "下降" if rates[1] < rates[0] else ""
    runs: list[Run] = [f"{last}达标率为", share(now[Word.MET], now.judged, other=other[1]), "，"]
    runs += [f"{first}为", share(then[Word.MET], then.judged, other=other[0])]
    runs += [f"，{verb}", sentences.points(rates[1] - rates[0], other="rates")] if verb else ["，两期相同"]
    return joined([*runs, "（分母为各期可判定的指标）。"])


def matrix(model: ComparisonModel) -> Listing:
    """How many went from which verdict to which; rows are the earlier period."""
    first, last = (words.strip("“”") for words in model.labels)
    then, now = Counts.of([one.then for one in model.both]), Counts.of([one.now for one in model.both])
    across = [word for word in Word if now[word]]
    width = (TEXT_WIDTH - 44) / (len(across) + 1)
    columns = (
        Column(f"{first}＼{last}", 44.0),
        *(
            Column("\n".join((SHOWN[word].shape, SHOWN[word].zh[:2], SHOWN[word].zh[2:])).rstrip(), width, "number", small=True)
            for word in across
        ),
        Column("合计", width, "number", small=True),
    )
    lines: list[tuple[Cell, ...]] = []
    for word in (word for word in Word if then[word]):
        counts = Counts.of([one.now for one in model.both if one.then.word is word])
        cells = (count(counts[to], "", other=f"{word}:{to}") for to in across)
        lines.append((f"{SHOWN[word].shape}{SHOWN[word].zh}", *cells, count(then[word], "", other=f"then:{word}")))
    sums = (count(now[to], "", other=f"now:{to}") for to in across)
    lines.append(("合计", *sums, count(len(model.both), "", other="both")))
    return Listing("两期判定对照表", columns, tuple(lines), f"行为{first}的判定，列为{last}的判定；只含两期都有的指标。", last_is_sum=True)


# ------------------------------------------------------------------------------------------------ better, worse


def _courses(model: ComparisonModel, course: Course, voice: Voice) -> list[Block]:
    """Which went from which verdict to which, and what their figures say."""
    some = model.of(course)
    groups: dict[tuple[Word, Word], list[Row]] = {}
    for one in some:
        groups.setdefault((one.then.word, one.now.word), []).append(one.now)
    blocks: list[Block] = []
    turned = sorted(groups.items(), key=lambda pair: (ORDER.index(pair[0][1]), ORDER.index(pair[0][0])))
    for index, ((then, now), rows) in enumerate(turned):
        runs: list[Run] = ["共" if index % 2 else "有", count(len(rows), other=f"{then}:{now}"), "：", *spans.named(rows, NAMED), "。"]
        blocks.append(said(f"{course}-{then}-{now}", *runs, lead=f"由{SHOWN[then].zh}转为{SHOWN[now].zh}的指标"))
    told = [row for one in some if (row := _against(one)) is not None]
    for first, *more in sections.together(told)[:TOLD]:
        blocks.append(said(f"{course}-{first.commitment}", voice.level(first, *spans.other_targets(first, more)), about=first.commitment))
    return blocks


def _against(one: Both) -> Row | None:
    """The commitment as it stands now, told against the earlier period; small numbers keep their years."""
    then, now = one.earlier, one.now.latest
    if then is None or now is None:
        return None
    return one.now if spans.small(one.now, now) else replace(one.now, base=then, series=(then, now))


# ------------------------------------------------------------------------------------------------ figures


def _figures(model: ComparisonModel) -> list[Block]:
    rows = [one for one in model.both if one.earlier is not None]
    if not rows:
        return []
    better = [one for one in rows if _went(one) is True]
    worse = [one for one in rows if _went(one) is False]
    runs: list[Run] = [
        "数值可以对照的指标",
        count(len(rows), other="compared"),
        "，朝期望方向变化的",
        count(len(better), other="went:better"),
    ]
    runs += ["，朝相反方向变化的", count(len(worse), other="went:worse")]
    runs += ["，其余没有变化、没有期望方向或基数小，不作好坏判断" if len(better) + len(worse) < len(rows) else ""]
    return [said("figures", *runs, "，见", Reference("figures-table"), "。"), Table("figures-table", _table(rows, model))]


def _went(one: Both) -> bool | None:
    """Whether the figure moved as wished; None where it did not move, small numbers moved it, or nobody says which way is better."""
    then, now = one.earlier, one.now.latest
    if then is None or now is None or one.now.better is None or spans.small(one.now, now) or spans.small(one.now, then):
        return None
    if near(now.value or 0.0, then.value or 0.0):
        return None
    return ((now.value or 0.0) > (then.value or 0.0)) == (one.now.better == "up")


def _table(rows: Sequence[Both], model: ComparisonModel) -> Listing:
    columns = (
        Column("总表\n序号", 11.0, "centre"),
        Column("指标", 45.0),
        Column("前期\n（年份）", 23.0, "number"),
        Column("后期\n（年份）", 23.0, "number"),
        Column("变化", 22.0, "number"),
        Column("前期判定", 16.0),
        Column("后期判定", 16.0),
    )
    region = model.now.region
    lines = tuple(
        (
            str(one.now.number),
            one.now.name,
            spans.figure(one.now, one.earlier, region, year=True),
            spans.figure(one.now, one.now.latest, region, year=True),
            spans.moved(one.now, one.earlier, region),
            one.then.word,
            one.now.word,
        )
        for one in rows
    )
    return Listing("两期数值对照表", columns, lines, "“升”“降”只说数值的方向；基数小的列示人数，不列变化。")


# ------------------------------------------------------------------------------------------------ not compared

WHY: Final = {
    "broken": "口径在两期之间变动，前后不可比",
    "redefined": "指标的计算方法或单位在两期之间改变，前后不可比",
    "no_new": "后期没有比前期更新的数据",
    "missing": "有一期没有数据",
}


def _apart(model: ComparisonModel) -> list[Block]:
    """What is not compared and why; targets, figures and indicators that are others than before."""
    blocks: list[Block] = []
    for state, words in WHY.items():
        rows = [one.now for one in model.both if one.state == state]
        if rows:
            runs = ("有", count(len(rows), other=state), "：", *spans.named(rows, NAMED), "。")
            blocks.append(said(f"apart-{state}", *runs, lead=f"{words}的指标"))
    moved = [one.now for one in model.both if one.moved_target]
    if moved:
        words = "，两期的判定各按当时的目标。"
        runs = ("有", count(len(moved), other="target"), "：", *spans.named(moved, NAMED), words)
        blocks.append(said("apart-target", *runs, lead="目标有调整的指标"))
    for index, one in enumerate(one for one in model.both if one.revised):
        told = _revision(one, model, REVISED[index % len(REVISED)])
        blocks.append(said(f"apart-{one.now.commitment}-revised", *told, about=one.now.commitment))
    for key, some, lead in (("new", model.new, "后期新增的指标"), ("gone", model.gone, "后期不再有的指标")):
        if some:
            blocks.append(said(f"apart-{key}", "有", count(len(some), other=key), "：", *spans.named(some, NAMED), "。", lead=lead))
    return blocks


REVISED: Final = (("由", "修订为"), ("原为", "，现修订为"))
"""Words before and after the figure that was told."""


def _revision(one: Both, model: ComparisonModel, words: tuple[str, str]) -> tuple[Run, ...]:
    """What was told then and what is known now."""
    told, known, make = one.then.latest, one.earlier, Figures(one.now, model.now.region)
    assert told is not None
    assert known is not None
    old, new = make.value(told, group="corrected"), make.value(known)
    if old.text == new.text:
        return (f"{one.now.name}{told.year}年的数有修订，修约后仍为", new, "。")
    return (f"{one.now.name}{told.year}年的数{words[0]}", old, words[1], new, "，变化按修订后的数计算。")
