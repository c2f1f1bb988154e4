"""The tables of the report as columns and rows of plain cells: what stands in them, apart from how Word draws them."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

from qingmiao.progress.model import SHOWN, Word
from qingmiao.reports import sentences
from qingmiao.reports.model import COUNTED, OUTSIDE, Counts, ReportModel, Row
from qingmiao.reports.paper import TEXT_WIDTH
from qingmiao.reports.tables import Cell, Column

PROSE_UP_TO: Final = 40
"""So many indicators are spoken of one by one in paragraphs; of more, the sentences stand in the table."""

MEANINGS: Final = {
    Word.MET: "最新值达到目标；一次性任务已完成并确认",
    Word.ON_THE_WAY: "目标未到期，最新值不差于应有的进度",
    Word.BEHIND: "目标未到期，最新值差于应有的进度",
    Word.HARDLY: "已到期未达到，或按现有变化推算到期不能达到",
    Word.LOST: "规划期内曾达到，最新值又未达到",
    Word.UNDECIDED: "抽样误差、偶然波动或未报单位使结果两可",
    Word.NO_DATA: "没有可用的数据",
    Word.CANNOT_JUDGE: "缺基期、参照值或所属单位，无从比较",
}


@dataclass(frozen=True, slots=True)
class Listing:
    """One table: title, columns, rows and the note below it."""

    title: str
    columns: tuple[Column, ...]
    rows: tuple[tuple[Cell, ...], ...]
    note: str
    last_is_sum: bool = False


def legend(rows: Sequence[Row]) -> str:
    """The marks that occur in a table."""
    marks = ["“—”不适用或没有数值"]
    statuses = {value.status for row in rows for value in (row.base, row.latest) if value is not None}
    marks += [text for status, text in (("provisional", "“p”初步数"), ("estimated", "“e”推算数")) if status in statuses]
    marks += ["“*”修约后才达到目标"] if any(row.only_rounded for row in rows) else []
    marks += ["“（建议）”规划文件未列责任单位，由口径的来源部门推定，待确认"] if any(row.proposed for row in rows) else []
    return "，".join(marks) + "。"


def summary(model: ReportModel) -> Listing:
    """表 B: an area a row, the sum below; the head of a verdict is its shape and word."""
    judged = [word for word in COUNTED if model.counts[word]]
    left = [word for word in OUTSIDE if model.counts[word]]
    width = (TEXT_WIDTH - 43) / (2 + len(judged) + len(left))

    def head(text: str) -> Column:
        return Column(text, width, "number", small=True)

    def verdict(word: Word) -> Column:
        name = SHOWN[word].zh
        lines = [name] if len(name) < 4 else [name[:2], name[2:]]
        return head("\n".join((SHOWN[word].shape, *lines)))

    def row(name: str, counts: Counts) -> tuple[Cell, ...]:
        rate = sentences.share(counts[Word.MET], counts.judged) if counts.judged else "—"
        before, after = (tuple(str(counts[word]) for word in words) for words in (judged, left))
        return (name, str(counts.total), str(counts.judged), *before, rate, *after)

    columns = (
        Column("领域", 28.0, small=True),
        head("规划\n项数"),
        head("可判\n定数"),
        *map(verdict, judged),
        Column("达标率", 15.0, "number", small=True),
        *map(verdict, left),
    )
    rows = (*(row(area.name, area.counts) for area in model.areas), row("合计", model.counts))
    note = "达标率=已达标项数÷可判定项数；无数据和无法判断的指标单列，不计入可判定项数。"
    return Listing("各领域指标判定汇总", columns, rows, note, last_is_sum=True)


def late(model: ReportModel) -> Listing:
    """表 D: what is lost, hardly met, behind or not decided; with the sentences where the text has no room for them."""
    return _late_in_words(model) if len(model.late) > PROSE_UP_TO else _late_in_figures(model)


def _late_in_figures(model: ReportModel) -> Listing:
    columns = (
        Column("总表\n序号", 11.0, "centre"),
        Column("指标", 40.0),
        Column("目标", 25.0),
        Column("最新\n（年份）", 19.0, "number"),
        Column("与目标\n的差距", 18.0, "number"),
        Column("判定", 23.0),
        Column("责任单位", 20.0),
    )
    rows = tuple(
        (
            str(row.number),
            row.name,
            row.target,
            sentences.measured(row.latest, row.unit, year=True),
            row.gap or "—",
            row.word,
            sentences.in_a_cell(row),
        )
        for row in model.late
    )
    return Listing("需要重点关注的指标清单", columns, rows, legend(model.late))


def _late_in_words(model: ReportModel) -> Listing:
    columns = (
        Column("总表\n序号", 11.0, "centre"),
        Column("指标", 30.0),
        Column("情况", 57.0),
        Column("与目标\n的差距", 17.0, "number"),
        Column("判定", 22.0),
        Column("责任单位", 19.0),
    )
    rows = tuple((str(row.number), row.name, row.sentence, row.gap or "—", row.word, sentences.in_a_cell(row)) for row in model.late)
    return Listing("需要重点关注的指标清单", columns, rows, legend(model.late))


def silent(model: ReportModel) -> Listing:
    """What has no data or cannot be judged, by who ought to report."""
    columns = (
        Column("总表\n序号", 11.0, "centre"),
        Column("指标", 46.0),
        Column("目标", 25.0),
        Column("判定", 23.0),
        Column("情况", 25.0),
        Column("应报单位", 26.0),
    )
    order = {unit: index for index, unit in enumerate(sentences.by_unit(model.silent))}
    ordered = sorted(model.silent, key=lambda row: order[sentences.marked_units(row)[0]])
    rows = tuple(
        (str(row.number), row.name, row.target, row.word, row.situation or row.sentence, sentences.in_a_cell(row)) for row in ordered
    )
    return Listing("无数据和无法判断的指标清单", columns, rows, legend(model.silent))


def symbols(model: ReportModel) -> Listing:
    """The legend of verdicts and marks, with how often each occurs."""
    columns = (Column("判定", 32.0), Column("含义", 84.0), Column("指标（项）", 20.0, "number"), Column("事项（项）", 20.0, "number"))
    done = Counts.of(model.tasks)
    rows = tuple((word, MEANINGS[word], str(model.counts[word]), str(done[word])) for word in Word)
    note = (
        "其他符号：“—”不适用或没有数值，“p”初步数，“e”推算数，“*”修约后才达到目标，"
        "“（建议）”规划文件未列责任单位，由口径的来源部门推定，待确认。"
    )
    return Listing("判定符号", columns, rows, note)


def targets(model: ReportModel) -> Listing:
    """表 A: every indicator of the plan."""
    columns = (
        Column("序号", 11.0, "centre"),
        Column("领域", 20.0),
        Column("指标", 35.0),
        Column("基期\n（年份）", 20.0, "number"),
        Column("目标\n（期限）", 27.0),
        Column("最新", 20.0, "number"),
        Column("年份", 12.0, "centre"),
        Column("判定", 23.0),
        Column("来源", 17.0),
        Column("完整度", 15.0, "number"),
        Column("责任单位", 25.0),
    )
    return Listing("指标监测总表", columns, tuple(map(_target_row, model.rows)), legend(model.rows))


def _target_row(row: Row) -> tuple[Cell, ...]:
    return (
        str(row.number),
        row.area,
        row.name,
        sentences.measured(row.base, row.unit, year=True),
        row.target if row.deadline is None else f"{row.target}\n（{row.deadline}）",
        sentences.measured(row.latest, row.unit) + ("*" if row.only_rounded else ""),
        str(row.latest.year) if row.latest else "—",
        row.word,
        row.source,
        sentences.completeness(row.latest),
        sentences.in_a_cell(row),
    )


def tasks(model: ReportModel) -> Listing:
    """Everything that is done once."""
    columns = (
        Column("序号", 12.0, "centre"),
        Column("领域", 30.0),
        Column("事项", 92.0),
        Column("期限", 18.0, "centre"),
        Column("判定", 25.0),
        Column("来源", 18.0),
        Column("责任单位", 30.0),
    )
    rows = tuple(
        (str(row.number), row.area, row.name, str(row.deadline or "—"), row.word, row.source, sentences.in_a_cell(row))
        for row in model.tasks
    )
    return Listing("工作事项进展表", columns, rows, legend(model.tasks))
