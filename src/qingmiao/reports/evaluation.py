"""中期、终期评估报告: the evaluations half-way and at the end, told against the base of the plan."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from typing import Final

from qingmiao.catalogue.numbers import rounding
from qingmiao.progress.model import SHOWN, Word
from qingmiao.progress.reasons import chance
from qingmiao.reports import listings, sections, sentences, spans
from qingmiao.reports.bound import Figures, count, joined, listed, say, share
from qingmiao.reports.document import Block, Cell, Column, Document, Heading, Kind, Listing, Number, Reference, Run, Table
from qingmiao.reports.model import LATE, OUTSIDE, AreaPart, Measured, ReportModel, Row
from qingmiao.reports.sections import said
from qingmiao.reports.voice import Runs, Voice
from qingmiao.reports.yearly import ANNEXES, document

NAMED: Final = 20
"""So many names stand in the summary; of more, the list has all."""

TOLD: Final = 6
"""So many of the least likely are told in sentences; the table has all."""


LIKELY: Final = 0.7
UNLIKELY: Final = 0.3

NEED: Final = (
    "要达到“{quote}”的目标，今后{years}年平均每年须{verb}{needed}。",
    "要实现“{quote}”的目标，此后{years}年需平均每年{verb}{needed}。",
)

NEED_NOW: Final = "要达到“{quote}”的目标，{deadline}年须比{year}年{verb}{needed}。"
"""How much has to change a year, and where there is one year left."""

NEVER: Final = frozenset({"never_reported", "not_collected", "not_carried_out", "every_no_data"})
"""Reasons that say: in the whole period it was never measured."""


def midterm(model: ReportModel) -> Document:
    """The evaluation half-way: how far it has come since the base, whether time and way are in step, what can still be reached, what is to be done."""
    with rounding(model.rounding):
        over = spans.since_base(model)
        voice = Voice(over)
        told = [
            *_summary(model),
            *sections.chapters(
                [
                    ("process", "评估过程", process(model)),
                    ("situation", "基本情况", situation(model)),
                    ("areas", "主要目标进展", progress_by_area(over, voice)),
                    ("time", "时间进度与完成进度", time_and_way(model)),
                    ("reach", "终期可达性", reach(model, Voice(model))),
                    ("problems", "存在问题及原因", problems(over, voice)),
                    ("silent", "无数据和无法判断的指标", sections.silent(model)),
                    ("advice", "对策建议", sections.advice(model)),
                    ("notes", "数据说明", sections.notes(model)),
                ]
            ),
            *sections.annexes(model, ANNEXES),
        ]
        return _document(model, "midterm", "中期评估报告", told)


def final(model: ReportModel) -> Document:
    """The evaluation at the end: a conclusion on every indicator and since when, what changed over the period, what goes on; nothing is foreseen."""
    with rounding(model.rounding):
        over = spans.since_base(model)
        voice = Voice(over)
        told = [
            *_summary(model),
            *sections.chapters(
                [
                    ("process", "评估过程", process(model)),
                    ("situation", "基本情况", situation(model)),
                    ("overall", "总体结论", overall(model)),
                    ("areas", "逐项结论", conclusions_by_area(model, over, voice)),
                    ("problems", "存在问题及原因", problems(over, voice)),
                    ("silent", "无数据和无法判断的指标", sections.silent(model)),
                    ("next", "与下一周期的衔接", handing_on(model)),
                    ("notes", "数据说明", sections.notes(model)),
                ]
            ),
            *sections.annexes(model, (*ANNEXES[:1], ("handing", handing), *ANNEXES[1:])),
        ]
        return _document(model, "final", "终期评估报告", told)


def _document(model: ReportModel, kind: Kind, name: str, told: Sequence[Block]) -> Document:
    return document(model, kind, "", name, sections.bound(model, (said("opening", _opening(model, name)), *told)))


def _opening(model: ReportModel, name: str) -> str:
    return (
        f"为全面、客观反映{sentences.quoted(model.plan_title)}（规划期{sentences.period(model)}，以下简称《规划》）截至{model.year}年的实施情况，"
        f"依据{sentences.release(model)}数据，对《规划》可核对的承诺逐项评估，形成本{name}。"
    )


# ------------------------------------------------------------------------------------------------ summary, process, situation


def _summary(model: ReportModel) -> list[Block]:
    """报告摘要: how many there are, which are not met, which have no data."""
    whole: list[Run] = [
        "《规划》可核对的承诺共",
        count(len(model.rows) + len(model.tasks), other="all"),
        "，其中指标",
        count(len(model.rows)),
    ]
    whole += ["、工作事项", count(len(model.tasks), other="tasks"), "。"]
    blocks: list[Block] = [Heading("summary", 1, "报告摘要"), said("summary-all", *whole)]
    if model.rows:
        blocks.append(said("summary-counts", sections.in_short(model.counts)))
    parts = [(word, rows) for word in (*LATE, *OUTSIDE) if (rows := [row for row in model.rows if row.word is word])]
    for index, (word, rows) in enumerate(parts):
        runs: list[Run] = ["共" if index % 2 else "有", count(len(rows), other=word), "：", *spans.named(rows, NAMED), "。"]
        blocks.append(said(f"summary-{word}", *runs, lead=f"{SHOWN[word].zh}的指标"))
    return blocks


def process(model: ReportModel) -> list[Block]:
    """评估过程: from which data, how many were judged, who told about itself; nothing that the data do not show."""
    names = list(dict.fromkeys(row.source for row in (*model.rows, *model.tasks) if row.source != "—"))
    runs: list[Run] = [f"本次评估取用{sentences.release(model)}数据，评价到{model.year}年"]
    runs += [f"，数据来自{'、'.join(names)}" if names else "", f"；目标是否达到、进度快慢，用“{model.method}”逐项判定。"]
    blocks: list[Block] = [said("process-data", *runs)]
    partly = [row for row in model.rows if row.latest is not None and row.latest.reporting < row.latest.expected]
    if partly:
        words = "指标的应报单位没有报齐，逐项列在附表“数据质量说明”中。"
        blocks.append(said("process-partly", "有", count(len(partly), other="partly"), words))
    told = [row for row in model.rows if row.accounts]
    if told:
        units = dict.fromkeys(one.unit for row in told for one in row.accounts)
        runs = [count(len(units), "个", other="accounts:units"), "责任单位对", count(len(told), other="accounts"), "指标作了自评说明。"]
        blocks.append(said("process-accounts", *runs))
    return blocks


SITUATION: Final = 10
"""So many numbers of the situation stand in the table, those first on which most indicators rest."""


def situation(model: ReportModel) -> list[Block]:
    """基本情况: among how many persons, schools, places the indicators are counted; only from figures there are."""
    known: dict[str, list[Row]] = {}
    for row in model.rows:
        if row.counted is not None and row.latest is not None and row.latest.exposure:
            known.setdefault(row.counted.whole, []).append(row)
    if not known:
        return []
    most = sorted(known.values(), key=lambda rows: -len(rows))[:SITUATION]
    lines = tuple(_situated(max(rows, key=_year_of), len(rows), model) for rows in most)
    columns = (
        Column("数据", 66.0),
        Column("数值", 40.0, "number"),
        Column("年份", 20.0, "centre"),
        Column("用到的\n指标", 30.0, "number"),
    )
    first = "下表是指标所用分母中用得最多的几项，反映规划对象的规模。"
    note = "取自本次评估所用数据，数据集以外的经济社会情况没有列入。"
    return [said("situation", first), Table("situation-table", Listing("规划对象的规模", columns, lines, note))]


def _year_of(row: Row) -> int:
    return row.latest.year if row.latest else 0


def _situated(row: Row, uses: int, model: ReportModel) -> tuple[Cell, ...]:
    assert row.counted is not None
    assert row.latest is not None
    number = Figures(row, model.region).counted(row.latest.exposure or 0.0, row.counted.whole_unit, "exposure", row.latest.year)
    return row.counted.whole, number, str(row.latest.year), count(uses, other=f"{row.counted.whole}:uses")


# ------------------------------------------------------------------------------------------------ areas


def progress_by_area(over: ReportModel, voice: Voice) -> list[Block]:
    """Area by area what came of it since the base; what is behind stands among the problems."""
    blocks: list[Block] = []
    for index, area in enumerate(over.areas, 1):
        key = f"area{index}"
        blocks.append(Heading(key, 2, f"（{sentences.chinese(index)}）{area.name}"))
        blocks.append(said(f"{key}-total", sections.total(area.counts, of=f"{area.name}:", shares=False)))
        blocks += [*sections.results(area, voice, key), *sections.gaps(area, voice, key), *sections.measures(area, key)]
        blocks += sections.pictures(over, area, key)
    return blocks


def problems(over: ReportModel, voice: Voice) -> list[Block]:
    """What is behind, by area, with the causes that the units tell."""
    if not over.late:
        return sections.late(over)
    blocks = sections.late(over)
    most = sections.GRAVEST if len(over.late) > listings.PROSE_UP_TO else None
    behind = [area for area in over.areas if any(row.word in LATE for row in area.rows)]
    for index, area in enumerate(behind, 1):
        told = list(sections.behind(area, voice, f"problem{index}", most))
        blocks += [Heading(f"problem{index}", 2, f"（{sentences.chinese(index)}）{area.name}"), *told]
    return blocks


# ------------------------------------------------------------------------------------------------ time and way


def time_and_way(model: ReportModel) -> list[Block]:
    """Whether the time that is gone and the way that is done are in step, for every indicator with a numeric base and target."""
    rows = [row for row in model.rows if spans.has_way(row) and (row.deadline or 0) > model.year]
    blocks: list[Block] = []
    first, last = model.period
    if first and last and first <= model.year <= last:
        gone, whole = model.year - first + 1, last - first + 1
        runs: list[Run] = [f"规划期{first}—{last}年共", count(whole, "年", other="period"), f"，到{model.year}年末已过"]
        runs += [count(gone, "年", other="gone"), "，占", share(gone, whole, other="gone"), "，"]
        runs += ["规划期已满。" if gone == whole else "时间已经过半。" if gone * 2 >= whole else "时间尚未过半。"]
        blocks.append(said("time-period", *runs))
    if not rows:
        return blocks and [*blocks, said("time-none", "没有既有基期数值、又有数值目标而尚未到期的指标，不作完成进度的对照。")]
    gone_by = {row.commitment: (spans.time_gone(row), spans.way_done(row, model.region)) for row in rows}
    slower = [row for row in rows if _slower(*gone_by[row.commitment])]
    half = [row for row in rows if gone_by[row.commitment][1].value >= 50.0]
    back = [row for row in slower if gone_by[row.commitment][1].value < 0]
    runs = ["未到期、有基期数值和数值目标的指标", count(len(rows), other="ways"), "，完成进度不慢于时间进度的"]
    runs += [count(len(rows) - len(slower), other="ways:kept"), "，慢于时间进度的", count(len(slower), other="ways:slower")]
    runs += ["；完成进度已经过半的", count(len(half), other="ways:half"), "，见", Reference("time-table"), "。"]
    blocks.append(said("time-ways", *runs))
    if back:
        blocks.append(said("time-back", "其中", count(len(back), other="ways:back"), "比基期后退：", *spans.named(back, TOLD), "。"))
    return [*blocks, Table("time-table", _ways(rows, model))]


def _slower(gone: Number, done: Number) -> bool:
    return done.value < gone.value - 1e-9


def _ways(rows: Sequence[Row], model: ReportModel) -> Listing:
    columns = (
        Column("总表\n序号", 11.0, "centre"),
        Column("指标", 37.0),
        Column("基期\n（年份）", 19.0, "number"),
        Column("最新\n（年份）", 19.0, "number"),
        Column("目标\n（期限）", 22.0),
        Column("时间\n进度", 14.0, "number"),
        Column("完成\n进度", 18.0, "number"),
        Column("对照", 16.0, "centre"),
    )
    lines = []
    for row in rows:
        gone, done = spans.time_gone(row), spans.way_done(row, model.region)
        step = "后退" if done.value < 0 else "慢于" if _slower(gone, done) else "不慢于"
        base, latest = (sentences.measured(row, value, model.region, year=True) for value in (row.base, row.latest))
        lines.append(
            (
                str(row.number),
                row.name,
                base,
                latest,
                f"{row.quote or row.target}\n（{row.deadline}）",
                gone,
                "—" if done.value < 0 else "超过100%" if done.value > 100 and done.text != "100.0%" else done,
                step,
            )
        )
    note = (
        "时间进度=基期到最新数据的年数÷基期到期限的年数；完成进度=已有变化÷应有变化，比基期后退的不列，超出目标的只写超过100%。基期已达到目标的、"
        "基数小的、要求各地都达到的和只写方向的不计算；分期设目标的，判定按分期的进度，与本表可以不同。"
    )
    return Listing("时间进度与完成进度对照表", columns, tuple(lines), note)


# ------------------------------------------------------------------------------------------------ what can be reached


def reach(model: ReportModel, voice: Voice) -> list[Block]:
    """How likely the targets are that are still to come, the least likely in sentences."""
    rows = [row for row in model.rows if row.outlook is not None]
    if not rows:
        return []
    chances = {row.commitment: row.outlook.chance for row in rows if row.outlook is not None}
    high = [row for row in rows if chances[row.commitment] >= LIKELY]
    low = sorted((row for row in rows if chances[row.commitment] < UNLIKELY), key=lambda row: chances[row.commitment])
    middle = len(rows) - len(high) - len(low)
    parts = (("不低于七成", len(high), "likely"), ("介于三成和七成之间", middle, "open"), ("低于三成", len(low), "unlikely"))
    told = [(f"{words}的", count(number, other=f"outlooks:{other}")) for words, number, other in parts if number]
    runs: list[Run] = ["未到期的数值目标中有", count(len(rows), other="outlooks"), "可以推算，如期达到的把握", *listed(told)]
    runs += ["，见", Reference("reach-table"), "。"]
    blocks: list[Block] = [said("reach", *runs, "推算只依据已有各年数据，不考虑今后政策和条件的变化。")]
    for row in [row for row in low if not spans.small(row, row.latest)][:TOLD]:
        lead = f"{row.name}（{row.deadline}年目标）。"
        blocks.append(said(f"reach-{row.commitment}", voice.ahead(row), _needed(row, voice), lead=lead, about=row.commitment))
    return [*blocks, Table("reach-table", _reached(rows, model))]


def _needed(row: Row, voice: Voice) -> Runs:
    found, latest = row.outlook, row.latest
    if found is None or latest is None or not found.needed:
        return ()
    amount, left = voice.figures(row).apart(found.needed, "change", found.deadline, other="needed"), found.deadline - latest.year
    verb = spans.verb(row, up=found.needed > 0)
    if left == 1:
        return say(NEED_NOW, quote=row.quote, deadline=str(found.deadline), year=str(latest.year), verb=verb, needed=amount)
    years = count(left, "", other=f"{row.commitment}:left")
    return say(voice.pick("need", NEED), quote=row.quote, years=years, verb=verb, needed=amount)


def _reached(rows: Sequence[Row], model: ReportModel) -> Listing:
    columns = (
        Column("总表\n序号", 11.0, "centre"),
        Column("指标", 43.0),
        Column("最新\n（年份）", 26.0, "number"),
        Column("目标\n（期限）", 25.0),
        Column("到期\n推算值", 21.0, "number"),
        Column("如期达到\n的把握", 30.0),
    )
    lines = []
    for row in rows:
        found = row.outlook
        assert found is not None
        middle = Figures(row, model.region).other(found.middle, "value", found.deadline, other="foreseen")
        latest = spans.figure(row, row.latest, model.region, year=True)
        target = f"{row.quote or row.target}\n（{found.deadline}）"
        lines.append((str(row.number), row.name, latest, target, middle, chance(found.chance)))
    note = "推算值是到期年份可能水平的中间值，实际高于和低于它的可能各半；基数小的列示人数。"
    return Listing("到期目标可达性推算表", columns, tuple(lines), note)


# ------------------------------------------------------------------------------------------------ conclusions


def overall(model: ReportModel) -> list[Block]:
    """The sums at the end of the plan."""
    if not model.rows:
        return [said("overall-tasks", sentences.tasks(model.tasks))] if model.tasks else []
    blocks: list[Block] = [said("overall", sections.total(model.counts))]
    since = ((row.latest, spans.met_since(row)) for row in model.rows)
    steady = [year for latest, year in since if latest is not None and year is not None and year < latest.year]
    if steady:
        runs: list[Run] = [
            "已达标的指标中，",
            count(len(steady), other="steady"),
            "在最近两年以上连续达标；达标的起始年份逐项列在“逐项结论表”中。",
        ]
        blocks.append(said("overall-steady", *runs))
    blocks += [said("overall-tasks", sentences.tasks(model.tasks))] if model.tasks else []
    return [*blocks, Table("summary-table", listings.summary(model))]


def conclusions_by_area(model: ReportModel, over: ReportModel, voice: Voice) -> list[Block]:
    """Area by area: a table with a conclusion on every indicator, then what the figures say; what is behind stands among the problems."""
    blocks: list[Block] = []
    for index, (own, area) in enumerate(zip(model.areas, over.areas, strict=True), 1):
        key = f"area{index}"
        blocks.append(Heading(key, 2, f"（{sentences.chinese(index)}）{area.name}"))
        blocks.append(said(f"{key}-total", sections.total(area.counts, of=f"{area.name}:", shares=False)))
        blocks.append(Table(f"{key}-conclusions", _conclusions(own, model)))
        blocks += [*sections.results(area, voice, key), *sections.gaps(area, voice, key), *sections.measures(area, key)]
    return blocks


def _conclusions(area: AreaPart, model: ReportModel) -> Listing:
    columns = (
        Column("总表\n序号", 11.0, "centre"),
        Column("指标", 36.0),
        Column("目标\n（期限）", 22.0),
        Column("期初\n（年份）", 19.0, "number"),
        Column("期末\n（年份）", 19.0, "number"),
        Column("期间\n变化", 19.0, "number"),
        Column("结论", 17.0),
        Column("达标\n起始", 13.0, "centre"),
    )
    start = model.period[0] - 1 if model.period[0] else None
    lines = tuple(_conclusion(row, spans.first_of(row, start), model) for row in area.rows)
    note = f"“达标起始”为到期末连续有数并达标的第一年；基数小的列示人数，不列变化。{listings.legend(area.rows)}"
    return Listing(f"{area.name}逐项结论表", columns, lines, note)


def _conclusion(row: Row, first: Measured | None, model: ReportModel) -> tuple[Cell, ...]:
    since = spans.met_since(row)
    target = row.quote or row.target
    return (
        str(row.number),
        row.name,
        target if row.deadline is None else f"{target}\n（{row.deadline}）",
        spans.figure(row, first, model.region, year=True),
        spans.figure(row, row.latest, model.region, year=True),
        spans.moved(row, first, model.region),
        row.word,
        f"{since}年" if since else "—",
    )


# ------------------------------------------------------------------------------------------------ what goes on

GOES: Final = {
    "keep": "已达到目标，转为保持，继续纳入日常监测",
    "due": "尚未到期，按原期限继续监测",
    "go_on": "未达到目标，列入下一周期继续推进",
    "decide": "不能判定，补足数据后再定",
    "measure": "规划期内从未有数，先明确口径、来源和报送单位，再设目标值",
    "renew": "缺少可用的数据，恢复报送后再定",
}
"""What is proposed for the next plan, in the order in which it is told."""


def goes(row: Row, year: int) -> str:
    """Which of GOES fits a row."""
    if row.word is Word.MET:
        return "keep"
    if row.word is Word.NO_DATA:
        return "measure" if row.reason in NEVER or row.reason == "" else "renew"
    if row.word in (Word.UNDECIDED, Word.CANNOT_JUDGE):
        return "decide"
    if row.word is Word.ON_THE_WAY or (row.deadline or 0) > year:
        return "due"
    return "go_on"


def handing_on(model: ReportModel) -> list[Block]:
    """What is proposed for the next plan: kept, gone on with, measured first."""
    blocks: list[Block] = []
    for way, words in GOES.items():
        rows = [row for row in model.rows if goes(row, model.year) == way]
        if rows:
            runs = joined(
                [
                    "有",
                    count(len(rows), other=f"next:{way}"),
                    "：",
                    *spans.named(rows, NAMED if way in ("go_on", "measure") else sentences.NAMES),
                    "。",
                ]
            )
            blocks.append(said(f"next-{way}", *runs, lead=f"{words}的指标"))
    return blocks


def handing(model: ReportModel) -> Listing:
    """Every indicator with what is proposed for it."""
    columns = (
        Column("总表\n序号", 12.0, "centre"),
        Column("领域", 32.0),
        Column("指标", 62.0),
        Column("结论", 26.0),
        Column("与下一周期的衔接", 62.0),
        Column("责任单位", 31.0),
    )
    rows = tuple(_handed(model.rows, model.year))
    return Listing("指标衔接表", columns, rows, listings.legend(model.rows))


def _handed(rows: Iterable[Row], year: int) -> Iterator[tuple[Cell, ...]]:
    for row in rows:
        yield str(row.number), row.area, row.name, row.word, GOES[goes(row, year)], sentences.in_a_cell(row)
