"""进度情况专报: the note to the leaders on what is behind, the gravest first, by who leads, with what is asked of whom until when."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date
from typing import Final

from qingmiao.catalogue.numbers import rounding
from qingmiao.progress.model import Word
from qingmiao.progress.warning.model import LEVEL_WORDS, LEVELS, Kind, Level, Warned, rules
from qingmiao.reports import listings, sections, sentences, spans
from qingmiao.reports.bound import count, listed
from qingmiao.reports.document import Block, Cell, Column, Document, Listing, Run
from qingmiao.reports.model import LATE, ReportModel, Row
from qingmiao.reports.sections import said
from qingmiao.reports.voice import Voice
from qingmiao.reports.yearly import document

TOLD: Final = 3
"""So many are told of in the text: it has one page and a half."""

NAMED: Final = 3

ASKED: Final[Mapping[Kind, str]] = {
    "hard": "提出赶上进度的措施和时间表",
    "swing": "核对数据和口径，说明异常的原因",
    "apart": "核对数据，对明显落后的地方提出措施",
    "turned": "说明由好转差的原因和扭转的办法",
    "overdue": "说明到期未达到的原因，提出补救措施和完成时限",
    "silent": "落实由谁报送、何时报送",
    "broken": "做好口径变动前后的衔接",
    "gap": "提出缩小差距的措施",
    "norm": "报告未达到要求的单位和整改安排",
}
"""What is asked of a unit, by kind of warning."""

PLAIN: Final = "查明原因，提出措施和完成时限"


@dataclass(frozen=True)
class BriefModel:
    """What a brief is made from: the report of the year, and the warnings of its plan; whom it goes to is left open where it is not given."""

    report: ReportModel
    warnings: tuple[Warned, ...] = ()
    recipient: str = ""
    standing: Mapping[str, tuple[Warned, ...]] = field(init=False)

    def __post_init__(self) -> None:
        groups: dict[str, list[Warned]] = {}
        for one in sorted((one for one in self.warnings if one.standing), key=lambda one: one.urgency):
            groups.setdefault(one.finding.commitment, []).append(one)
        object.__setattr__(self, "standing", {key: tuple(some) for key, some in groups.items()})

    @property
    def gravest(self) -> tuple[Row, ...]:
        """What is behind: by level of its warning, by verdict, by how likely it is still met, then in the order of the document."""
        return tuple(sorted(self.report.late, key=self._rank))

    def _rank(self, row: Row) -> tuple[float, ...]:
        found = self.standing.get(row.commitment, ())
        level = max((LEVELS.index(one.finding.level) for one in found), default=-1)
        return -level, LATE.index(row.word), row.outlook.chance if row.outlook else 1.0, row.number

    def level(self, row: Row) -> Level | None:
        """The gravest level of its warnings."""
        found = [one.finding.level for one in self.standing.get(row.commitment, ())]
        return max(found, key=LEVELS.index, default=None)

    def due(self, row: Row) -> date | None:
        """The first day by which something is due of it."""
        return min((one.due for one in self.standing.get(row.commitment, ())), default=None)


def brief(model: BriefModel) -> Document:
    """The note: sums, the gravest by who leads, what is asked, a list of all as annex."""
    report = model.report
    with rounding(report.rounding):
        voice = Voice(report)
        groups = sections.together(model.gravest)[:TOLD]
        told = [row for some in groups for row in some]
        blocks: list[Block] = [
            said("opening", _opening(report)),
            *sections.chapters(
                [
                    ("overall", "总体情况", _overall(model)),
                    ("gravest", "进度滞后的主要指标", list(_gravest(model, groups, voice))),
                    ("asked", "提请事项", _asked(model, told)),
                ]
            ),
            *sections.annexes(report, [("late", lambda _: _listing(model))]),
        ]
        made = document(report, "brief", "", "进度情况专报", sections.bound(report, blocks), cover=False)
        return replace(made, head=replace(made.head, recipient=model.recipient))


def _opening(report: ReportModel) -> str:
    return f"依据{sentences.release(report)}数据，对{sentences.quoted(report.plan_title)}{report.year}年的进展逐项判定，现将进度滞后的情况报告如下。"


def _overall(model: BriefModel) -> list[Block]:
    report = model.report
    blocks: list[Block] = [said("overall", sections.in_short(report.counts))] if report.rows else []
    standing = [one for some in model.standing.values() for one in some]
    if standing:
        runs: list[Run] = ["目前尚未销号的预警", count(len(standing), other="warnings"), "，其中"]
        parts = [(level, [one for one in standing if one.finding.level == level]) for level in reversed(LEVELS)]
        told = [(LEVEL_WORDS[level][0].split("（")[0], count(len(some), other=f"warnings:{level}")) for level, some in parts if some]
        late = sum(one.due < report.made_on for one in standing)
        runs += [*listed(told)]
        runs += ["；已过办理期限的", count(late, other="warnings:late")] if late else []
        runs.append("。")
        blocks.append(said("overall-warnings", *runs))
    undone = [row for row in report.tasks if row.word in (Word.HARDLY, Word.LOST)]
    if undone:
        runs = ["工作事项中，到期未完成的有", count(len(undone), other="undone"), "：", *spans.named(undone, NAMED), "。"]
        blocks.append(said("overall-undone", *runs))
    return blocks


def _gravest(model: BriefModel, told: Sequence[tuple[Row, ...]], voice: Voice) -> Iterator[Block]:
    """The gravest, those of one lead unit together, in the order of the first of each; of several targets of one figure the gravest."""
    if not told:
        yield said("gravest-none", "没有落后、难以完成、得而复失或未定的指标。")
    groups: dict[str, list[tuple[Row, ...]]] = {}
    for some in told:
        groups.setdefault(sentences.marked_units(some[0])[0], []).append(some)
    for unit, figures in groups.items():
        for index, some in enumerate(figures):
            lead = "" if index else f"{unit}。"
            row = replace(some[0], base=None)  # the year before, and the gravest target, are enough here
            ahead = voice.ahead(row) if model.level(row) == "red" else ()
            yield said(f"gravest-{row.commitment}", voice.level(row), ahead, lead=lead, about=row.commitment)


def _asked(model: BriefModel, told: Sequence[Row]) -> list[Block]:
    """What is asked of each lead unit, until when."""
    blocks: list[Block] = []
    red = [row for row in told if model.level(row) == "red"]
    if red:
        blocks.append(said("asked-red", f"请领导对{sentences.all_names(red)}专题调度。"))
    groups: dict[str, list[Row]] = {}
    for row in (row for row in told if row.units):
        groups.setdefault(row.units[0], []).append(row)
    for index, (unit, rows) in enumerate(groups.items()):
        blocks.append(said(f"asked-{index}", _asked_of(model, unit, rows, ASKING[index % len(ASKING)])))
    nobody = [row for row in told if not row.units]
    if nobody:
        blocks.append(said("asked-nobody", f"请领导明确{sentences.all_names(nobody)}的责任单位。"))
    more = len(model.report.late) - len(told)
    if more:
        blocks.append(said("asked-more", "其余", count(more, other="more"), "指标的目标、差距、责任单位和期限见附表，请责任单位一并办理。"))
    return blocks


ASKING: Final = ("请{unit}{until}就{names}{words}{late}。", "就{names}，请{unit}{until}{words}{late}。")


def _asked_of(model: BriefModel, unit: str, rows: Sequence[Row], frame: str) -> str:
    found = [one for row in rows for one in model.standing.get(row.commitment, ())]
    words = "，".join(dict.fromkeys(ASKED[one.finding.kind] for one in found)) or PLAIN
    days = [day for row in rows if (day := model.due(row)) is not None]
    today = model.report.made_on
    ahead = [day for day in days if day >= today]
    until = f"于{sentences.day(min(ahead))}前" if ahead and len(ahead) == len(days) else "尽快" if days else ""
    late = "，原定期限已过" if len(ahead) < len(days) else ""
    return frame.format(unit=unit, until=until, names=sentences.all_names(rows), words=words, late=late)


def _listing(model: BriefModel) -> Listing:
    columns = (
        Column("序号", 11.0, "centre"),
        Column("指标", 48.0),
        Column("目标\n（期限）", 27.0),
        Column("最新\n（年份）", 26.0, "number"),
        Column("与目标\n的差距", 24.0, "number"),
        Column("判定", 23.0),
        Column("预警", 21.0),
        Column("责任单位", 25.0),
        Column("办理期限", 20.0),
    )
    rows = tuple(_line(model, number, row) for number, row in enumerate(model.gravest, 1))
    return Listing("进度滞后指标清单", columns, rows, f"按轻重排列；基数小的列示人数。{listings.legend(model.report.late)}")


def _line(model: BriefModel, number: int, row: Row) -> tuple[Cell, ...]:
    region, level, due = model.report.region, model.level(row), model.due(row)
    target = row.quote or row.target
    kinds = dict.fromkeys(rules()[one.finding.kind].zh for one in model.standing.get(row.commitment, ()))
    return (
        str(number),
        row.name,
        target if row.deadline is None else f"{target}\n（{row.deadline}）",
        spans.figure(row, row.latest, region, year=True),
        listings.gap(row, model.report),
        row.word,
        "—" if level is None else f"{LEVEL_WORDS[level][0].split('（')[0]}\n{'、'.join(kinds)}",
        sentences.in_a_cell(row),
        "—" if due is None else sentences.day(due),
    )
