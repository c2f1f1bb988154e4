"""The tables of the report as columns and rows of plain cells: what stands in them, apart from how Word draws them."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Final

from qingmiao.progress.model import SHOWN, Word
from qingmiao.reports import sentences
from qingmiao.reports.bound import Figures, bind, count, figures_in, share
from qingmiao.reports.document import Cell, Column, Listing, Number, cell_runs
from qingmiao.reports.model import COUNTED, OUTSIDE, Counts, Meaning, Pair, ReportModel, Row
from qingmiao.reports.paper import TEXT_WIDTH

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

    def row(name: str, of: str, counts: Counts) -> tuple[Cell, ...]:
        rate = share(counts[Word.MET], counts.judged, other=f"{of}met") if counts.judged else "—"
        before, after = (tuple(count(counts[word], "", other=f"{of}{word}") for word in words) for words in (judged, left))
        whole = count(counts.total, "", other=f"{of}total"), count(counts.judged, "", other=f"{of}judged")
        return (name, *whole, *before, rate, *after)

    columns = (
        Column("领域", 28.0, small=True),
        head("规划\n项数"),
        head("可判\n定数"),
        *map(verdict, judged),
        Column("达标率", 15.0, "number", small=True),
        *map(verdict, left),
    )
    rows = (*(row(area.name, f"{area.name}:", area.counts) for area in model.areas), row("合计", "", model.counts))
    note = "达标率=已达标项数÷可判定项数；无数据和无法判断的指标单列，不计入可判定项数。"
    return Listing("各领域指标判定汇总", columns, rows, note, last_is_sum=True)


def late(model: ReportModel) -> Listing:
    """表 D: what is lost, hardly met, behind or not decided; with the sentences where the text has no room for them."""
    told = len(model.late) > PROSE_UP_TO
    columns = (
        Column("总表\n序号", 10.0, "centre"),
        Column("指标", 29.0 if told else 38.0),
        Column("情况", 55.0) if told else Column("目标", 24.0),
        *(() if told else (Column("最新\n（年份）", 19.0, "number"),)),
        Column("与目标\n的差距", 17.0, "number"),
        Column("判定", 21.0),
        Column("责任单位", 24.0 if told else 27.0),
    )
    rows = tuple(
        (
            str(row.number),
            row.name,
            *(
                (bind(row.sentence, figures_in(row, model)),)
                if told
                else (row.target, sentences.measured(row, row.latest, model.region, year=True))
            ),
            gap(row, model),
            row.word,
            sentences.in_a_cell(row),
        )
        for row in model.late
    )
    return Listing("需要重点关注的指标清单", columns, rows, legend(model.late))


def gap(row: Row, model: ReportModel) -> Cell:
    """How far it is from the target, or how many places are short."""
    latest, value, ends = row.latest, row.judged_value, [end for end in (row.aim, row.aim_high) if end is not None]
    if not row.gap or latest is None or value is None or not ends or row.gap.endswith("未达到"):
        return row.gap or "—"
    away = min((end - value for end in ends), key=abs)
    return Number(row.gap, away, row.unit, "gap", row.indicator or row.commitment, model.region, latest.year, other=row.commitment)


def _starred(row: Row, cell: Cell) -> Cell:
    """A value that meets the target only when it is rounded bears a star."""
    return (*cell_runs(cell), "*") if row.only_rounded else cell


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
        Column("序号", 9.0, "centre"),
        Column("领域", 16.0),
        Column("指标", 33.0),
        Column("基期\n（年份）", 19.0, "number"),
        Column("上年\n（年份）", 19.0, "number"),
        Column("最新\n（年份）", 19.0, "number"),
        Column("比上年", 18.0, "number"),
        Column("目标\n（期限）", 22.0),
        Column("判定", 21.0),
        Column("来源", 11.0),
        Column("完整\n度", 11.0, "number"),
        Column("责任单位", 27.0),
    )
    return Listing("指标监测总表", columns, tuple(_target_row(row, model) for row in model.rows), legend(model.rows))


def _target_row(row: Row, model: ReportModel) -> tuple[Cell, ...]:
    return (
        str(row.number),
        row.area,
        row.name,
        sentences.measured(row, row.base, model.region, year=True),
        sentences.measured(row, row.before, model.region, year=True),
        _starred(row, sentences.measured(row, row.latest, model.region, year=True)),
        _moved(row, model),
        row.target if row.deadline is None else f"{row.target}\n（{row.deadline}）",
        row.word,
        row.source,
        sentences.completeness(row.latest),
        sentences.in_a_cell(row),
    )


def _moved(row: Row, model: ReportModel) -> Cell:
    """By how much it has moved since the year before, with an arrow."""
    now, then = row.latest, row.before
    if now is None or then is None or now.value is None or then.value is None:
        return "—"
    number = Figures(row, model.region).change(now, then)
    if not any(sign in "123456789" for sign in number.text.split("个")[0]):
        return "持平"
    return ("升" if number.value > 0 else "降", number)


YEARS: Final = 6
"""So many years stand in the annex of years."""


def years(model: ReportModel) -> Listing:
    """The figures of the last years of every indicator that has them; those that cannot be compared with the latest are left out."""
    shown = range(model.year - YEARS + 1, model.year + 1)
    columns = (
        Column("总表\n序号", 12.0, "centre"),
        Column("指标", 48.0),
        Column("单位", 21.0),
        *(Column(f"{year}年", 24.0, "number") for year in shown),
    )
    rows = tuple(
        (
            str(row.number),
            row.name,
            row.unit or "—",
            *(sentences.measured(row, row.of(year), model.region) for year in shown),
        )
        for row in model.rows
        if any(row.of(year) is not None for year in shown)
    )
    return Listing("指标历年数据表", columns, rows, f"“—”没有数值，或口径变动前与最新年份不可比。{legend(model.rows)}")


def groups(model: ReportModel) -> Listing:
    """表 C: town and country, boys and girls."""
    columns = (
        Column("总表\n序号", 12.0, "centre"),
        Column("指标", 57.0),
        Column("年份", 14.0, "centre"),
        Column("全部", 28.0, "number"),
        Column("分组", 26.0),
        Column("前者", 28.0, "number"),
        Column("后者", 28.0, "number"),
        Column("差", 32.0, "number"),
    )
    rows = tuple(_group_row(row, pair, model) for row in model.rows for pair in row.pairs)
    return Listing("分组情况表", columns, rows, f"差为前者减后者（绝对值）。{legend(model.rows)}")


_PAIRED: Final = {"residence": ("城市、农村", "城市", "农村"), "sex": ("男童、女童", "男童", "女童")}


def _group_row(row: Row, pair: Pair, model: ReportModel) -> tuple[Cell, ...]:
    make = Figures(row, model.region)
    both, first, second = _PAIRED[pair.kind]
    apart = (pair.first.value or 0.0) - (pair.second.value or 0.0)
    return (
        str(row.number),
        row.name,
        str(pair.first.year),
        sentences.measured(row, row.of(pair.first.year), model.region),
        both,
        make.value(pair.first, group=first),
        make.value(pair.second, group=second),
        make.apart(apart, "gap", pair.first.year, other=pair.kind),
    )


def places(model: ReportModel) -> Listing:
    """Each place below the region: how many of the indicators that are judged there bear each verdict."""
    counted: dict[str, dict[Word, int]] = {}
    names: dict[str, str] = {}
    for row in model.rows:
        for one in row.below:
            names[one.place] = one.name
            words = counted.setdefault(one.place, dict.fromkeys(Word, 0))
            words[one.word] += 1
    columns = (
        Column("地区", 41.0),
        Column("判定的\n指标", 20.0, "number"),
        *(Column(f"{SHOWN[word].shape}\n{SHOWN[word].zh}", 20.5, "number") for word in Word),
    )
    rows: tuple[tuple[Cell, ...], ...] = tuple(
        (
            names[place],
            count(sum(words.values()), "", other=f"{place}:total"),
            *(count(words[word], "", other=f"{place}:{word}") for word in Word),
        )
        for place, words in counted.items()
    )
    return Listing("各地判定情况表", columns, rows, "只列按规划要求在本级以下也判定的指标。")


def meanings(model: ReportModel) -> Listing:
    """表 F: how each indicator is worked out."""
    columns = (
        Column("总表\n序号", 12.0, "centre"),
        Column("指标", 38.0),
        Column("定义", 62.0),
        Column("计算", 58.0),
        Column("提供部门", 27.0),
        Column("频次", 13.0, "centre"),
        Column("口径", 15.0, "centre"),
    )
    known: dict[str, Row] = {}
    for row in model.rows:
        if row.meaning is not None:
            known.setdefault(row.meaning.code, row)
    rows = tuple(_meaning_row(row, row.meaning) for row in known.values() if row.meaning is not None)
    return Listing("指标解释", columns, rows, "“已核”指见过定义的出处；“待核”指按通行做法拟定，尚未见到出处。")


def _meaning_row(row: Row, meaning: Meaning) -> tuple[Cell, ...]:
    return (
        str(row.number),
        row.name,
        meaning.definition or "—",
        meaning.formula or "—",
        "、".join(meaning.suppliers) or "—",
        meaning.frequency or "—",
        "已核" if meaning.sourced else "待核",
    )


def quality(model: ReportModel) -> Listing:
    """表 E: what a reader must know about single figures."""
    columns = (
        Column("总表\n序号", 12.0, "centre"),
        Column("指标", 58.0),
        Column("问题", 34.0),
        Column("说明", 91.0),
        Column("经手单位", 30.0),
    )
    rows = tuple(
        (str(row.number), row.name, what, why, sentences.in_a_cell(row)) for row in model.rows for what, why in _problems(row, model)
    )
    return Listing("数据质量说明", columns, rows, "无数据和无法判断的指标另见“无数据和无法判断的指标清单”。")


def _problems(row: Row, model: ReportModel) -> Iterator[tuple[str, str]]:
    latest = row.latest
    if latest is None or latest.value is None:
        return
    if latest.year < model.year:
        yield "滞后", f"最新数据为{latest.year}年，没有{model.year}年数据。"
    if latest.status == "provisional":
        yield "初步数", "为初步统计数，以后续公布数为准。"
    if latest.status == "estimated":
        yield "推算数", "为推算数，或按变动前后的换算系数换算。"
    if latest.reporting < latest.expected:
        yield "报送不全", f"应报{latest.expected}个单位，已报{latest.reporting}个；未报单位的分子、分母均未计入。"
    if row.only_rounded:
        yield "修约", "列示的数修约后等于目标，按未修约的数判定为未达到。"
    if latest.simulated and not model.wholly_simulated:
        yield "模拟", "为模拟数据。"


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
