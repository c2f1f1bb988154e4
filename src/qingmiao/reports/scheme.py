"""监测评估方案: the monitoring scheme of a plan, with its indicator system, duties and calendar."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from datetime import UTC, date, datetime
from typing import Final

from qingmiao.reports import sections, sentences
from qingmiao.reports.bound import count, listed, share
from qingmiao.reports.document import Annex, Block, Cell, Column, Document, Head, Listing, Paragraph, Reference, ReleaseHead, Run, Table
from qingmiao.reports.scheme_model import Reporting, SchemeLine, SchemeModel
from qingmiao.reports.sections import said
from qingmiao.rounds.checking import rules

NUMBER: Final = "＿＿＿＿〔{year}〕＿＿号"
RECIPIENT: Final = "＿＿＿＿＿＿＿＿＿＿"
"""Left to be filled by hand."""

NUMERIC: Final = frozenset({"level", "change", "count", "amount"})

PRINCIPLES: Final = (
    ("依规划。", "只监测《规划》写明的承诺，目标值、期限和责任单位以《规划》原文为准，不增不减。"),
    ("同口径。", "指标的定义、计算方法和数据来源事先确定，口径变动的注明年份，变动前后不直接比较。"),
    ("一数一源。", "一个数据只向一个部门收集一次，供各项规划共用；不同来源的数不一致时列明，由责任单位核对。"),
    ("缺数如实。", "没有数据的列为无数据，不以零或以前年份的数顶替，也不列为达标。"),
    ("慎用小数。", "基数小的指标列示人数，不据单年升降作判断，也不据此给地方排名。"),
)

STEPS_OF_A_ROUND: Final = (
    ("布置。", "办公室发起监测轮次，下发报表、指标解释和报送期限。"),
    ("报送。", "各部门按报表填报，由单位负责人审核后提交；没有数的注明原因。"),
    ("审核。", "监测组审核数据，退回的限期改正，改动留痕。"),
    ("计算。", "由分子、分母逐级汇总计算指标，对照目标逐项判定，数据集定版后不再变动。"),
    ("反馈。", "滞后的指标发预警提示函，责任单位核数、析因，提出措施和时限。"),
    ("成稿。", "形成监测报告征求意见稿，由成员单位和专家评审。"),
    ("定稿。", "经审定后定稿，按规定发布。"),
)

USES: Final = (
    "监测结果作为研究妇女儿童工作、调整措施和安排年度任务的依据。",
    "滞后指标列入督查，责任单位按期整改，办结后销号。",
    "评估结论用于《规划》的中期调整和下一周期规划的编制。",
    "对外发布的数据先作保密和个人信息审核，涉及个人和小数量的按规定遮蔽。",
)


def scheme(model: SchemeModel) -> Document:
    """The scheme: aims, principles, organisation, indicator system, duties, calendar, steps, quality, use; the tables as annexes."""
    year = model.made_on.year
    blocks: list[Block] = [
        said("opening", _opening(model)),
        *sections.chapters(
            [
                ("aims", "目的和依据", _aims(model)),
                ("principles", "监测评估原则", _listed("principle", PRINCIPLES)),
                ("organisation", "组织领导", _organisation(model)),
                ("system", "指标体系", _system(model)),
                ("duties", "任务分工", _duties(model)),
                ("calendar", "报送日历", _calendar(model)),
                ("steps", "工作步骤", _listed("step", STEPS_OF_A_ROUND)),
                ("quality", "数据质量控制", _quality(model)),
                ("uses", "成果运用", [said(f"use-{index}", words) for index, words in enumerate(USES)]),
            ]
        ),
        *_annexes(model),
    ]
    lines = tuple(sentences.heading_lines(model.plan_title, "", "监测评估方案"))
    head = Head(
        lines,
        f"{model.place}妇女儿童工作委员会办公室",
        number=model.number or NUMBER.format(year=year),
        recipient=model.recipient or RECIPIENT,
        cover=False,
    )
    return Document(
        kind="scheme",
        title=f"{sentences.quoted(model.plan_title)}监测评估方案",
        plan=model.plan,
        plan_title=model.plan_title,
        place=model.region,
        year=year,
        release=ReleaseHead(sentences.quoted(model.plan_title), _moment(model)),
        made_on=model.made_on,
        head=head,
        blocks=tuple(blocks),
        draft=model.draft,
    )


def _moment(model: SchemeModel) -> datetime:
    """The scheme rests on the plan's document: the day of its issue, as far as it is known."""
    day = _day(model.issued) or date(model.period[0] or model.made_on.year, 1, 1)
    return datetime(day.year, day.month, day.day, tzinfo=UTC)


def _day(words: str) -> date | None:
    try:
        return date.fromisoformat(words)
    except ValueError:
        return None


def _listed(key: str, parts: Sequence[tuple[str, str]]) -> list[Block]:
    """Paragraphs （一）, （二） …, each opened by its catchword."""
    return [
        Paragraph(f"{key}-{index}", (words,), lead=f"（{sentences.chinese(index)}）{lead}") for index, (lead, words) in enumerate(parts, 1)
    ]


# ------------------------------------------------------------------------------------------------ aims, organisation


def _opening(model: SchemeModel) -> str:
    return f"为做好{sentences.quoted(model.plan_title)}（以下简称《规划》）的监测评估工作，制定本方案。"


def _aims(model: SchemeModel) -> list[Block]:
    day = _day(model.issued)
    issued = f"，{sentences.day(day)}印发" if day else ""
    origin = f"{model.issuer}{model.document_number}{issued}".strip("，")
    runs: list[Run] = [
        f"依据《规划》{f'（{origin}）' if origin else ''}，对规划期{sentences.span(model.period)}内可核对的承诺逐项监测，其中指标"
    ]
    runs += [count(len(model.indicators), other="indicators")]
    runs += ["、工作事项", count(len(model.tasks), other="tasks")] if model.tasks else []
    aim = "监测用于准确反映进展，及时发现滞后的指标；评估用于判断目标能否实现、措施是否有效，提出改进建议。"
    return [said("aims", *runs, "。"), said("aims-why", aim)]


def _organisation(model: SchemeModel) -> list[Block]:
    office = f"{model.place}妇女儿童工作委员会"
    statistics = model.statistics or "统计部门"
    parts = (
        ("领导。", f"{office}领导监测评估工作，审定方案和报告；办公室统筹日常工作，督促报送和整改。"),
        ("监测组。", f"由{statistics}牵头，各责任单位参加，负责指标口径、数据收集审核、计算和监测报告。"),
        ("评估组。", "由办公室牵头，有关部门和专家参加，负责评估方案、实地核查和评估报告。"),
        ("责任单位。", "按分工报送数据和说明，对数据的真实、准确、完整负责，明确一名负责人和一名联络员。"),
    )
    return _listed("organisation", parts)


# ------------------------------------------------------------------------------------------------ indicator system


def _kinds(lines: Sequence[SchemeLine]) -> tuple[int, int, int]:
    """How many have a number to reach, only a direction, a norm to keep."""
    kinds = [line.kind for line in lines]
    return sum(kind in NUMERIC for kind in kinds), kinds.count("trend"), kinds.count("norm")


def _system(model: SchemeModel) -> list[Block]:
    if not model.lines:
        return [said("system-none", "《规划》中没有可核对的承诺，指标体系待补充。")]
    blocks: list[Block] = []
    if model.indicators:
        told = [(words, count(number, other=words)) for words, number in zip(KINDS, _kinds(model.indicators), strict=True) if number]
        areas = len({line.area for line in model.indicators})
        runs: list[Run] = [
            "指标体系分",
            count(areas, "个", other="areas"),
            "领域，共",
            count(len(model.indicators), other="indicators"),
            "指标，其中",
        ]
        blocks.append(said("system", *runs, *listed(told), "，各领域的数量见", Reference("system-table"), "。"))
        drafted = [line for line in model.indicators if line.meaning is not None and not line.meaning.sourced]
        if drafted:
            words = "的定义按通行做法拟定，尚未见到出处，由监测组会同来源部门核定。"
            blocks.append(said("system-drafted", "其中", count(len(drafted), other="drafted"), words))
    return [*blocks, Table("system-table", _by_area(model))]


KINDS: Final = ("有数值目标的", "只写变化方向的", "按标准逐一核对的")


def _by_area(model: SchemeModel) -> Listing:
    columns = (
        Column("领域", 46.0),
        Column("指标", 20.0, "number"),
        Column("有数值\n目标", 22.0, "number"),
        Column("只写\n方向", 22.0, "number"),
        Column("按标准\n核对", 22.0, "number"),
        Column("工作\n事项", 24.0, "number"),
    )
    areas = dict.fromkeys(line.area for line in model.lines)
    rows = [_area_row(name, [line for line in model.lines if line.area == name]) for name in areas]
    return Listing("指标体系构成", columns, (*rows, _area_row("合计", model.lines)), "一个指标有几个期限目标的算一项。", last_is_sum=True)


def _area_row(name: str, lines: Sequence[SchemeLine]) -> tuple[Cell, ...]:
    measured = [line for line in lines if not line.task]
    numbers = (len(measured), *_kinds(measured), len(lines) - len(measured))
    return (name, *(count(number, "", other=f"{name}:{index}") for index, number in enumerate(numbers)))


# ------------------------------------------------------------------------------------------------ duties


UNITS: Final = 14
"""So many units stand in the table of the text."""


def _by_unit(model: SchemeModel) -> dict[str, tuple[int, int, int]]:
    """Unit → how many indicators and tasks it leads, in how many it helps; those that lead most first."""
    found: dict[str, list[int]] = {}
    for line in model.lines:
        for unit in line.units:
            found.setdefault(unit + ("（建议）" if line.proposed else ""), [0, 0, 0])[int(line.task)] += 1
        for unit in line.support:
            found.setdefault(unit, [0, 0, 0])[2] += 1
    ordered = sorted(found.items(), key=lambda pair: (-pair[1][0] - pair[1][1], -pair[1][2]))
    return {unit: (first, second, third) for unit, (first, second, third) in ordered}


def _duties(model: SchemeModel) -> list[Block]:
    units = _by_unit(model)
    nobody = [line for line in model.lines if not line.units]
    blocks: list[Block] = []
    if units:
        runs: list[Run] = [
            "涉及责任单位",
            count(len(units), "个", other="units"),
            "，各单位牵头和配合的数量见",
            Reference("units"),
            "，逐项分工见附表。",
        ]
        blocks.append(said("duties", *runs))
    if nobody:
        words = "《规划》没有写明责任单位，也推定不出，由办公室明确。"
        blocks.append(said("duties-nobody", "有", count(len(nobody), other="nobody"), words))
    if units:
        columns = (
            Column("单位", 75.0),
            Column("牵头\n指标", 27.0, "number"),
            Column("牵头\n事项", 27.0, "number"),
            Column("配合", 27.0, "number"),
        )
        rows = tuple(_unit_row(unit, some) for unit, some in list(units.items())[:UNITS])
        more = f"只列牵头最多的{UNITS}个，其余见附表。" if len(units) > UNITS else ""
        note = more + "几个单位共同负责的分别计入。“（建议）”为《规划》未写明、由口径的来源部门推定，待确认。"
        blocks.append(Table("units", Listing("责任单位分工", columns, rows, note)))
    return blocks


def _unit_row(unit: str, numbers: Sequence[int]) -> tuple[Cell, ...]:
    return (unit, *(count(number, "", other=f"{unit}:{index}") for index, number in enumerate(numbers)))


# ------------------------------------------------------------------------------------------------ calendar


def _calendar(model: SchemeModel) -> list[Block]:
    """What is reported every year, and what is due when."""
    blocks: list[Block] = []
    if model.reporting:
        elements = sum(one.elements for one in model.reporting)
        runs: list[Run] = ["每年监测一次，收集上一年度的数据；报送期限由每轮监测的通知写明。按现有口径，由"]
        runs += [count(len(model.reporting), "个", other="departments"), "部门报送", count(elements, other="elements"), "数据"]
        runs += [f"，可以逐级相加的由各{model.level}（", count(model.below, "个", other="below"), "）分别报送"] if model.below else []
        blocks.append(said("calendar-year", *runs, "，见附表。"))
        often = {word: sum(one.often.get(word, 0) for one in model.reporting) for word in OFTEN}
        told = [(words, count(often[word], other=word)) for word, words in OFTEN.items() if often[word]]
        if len(told) > 1:
            blocks.append(said("calendar-often", "按频次分，", *listed(told), "。"))
    rows = tuple(_dated(model))
    if rows:
        columns = (Column("年份", 20.0, "centre"), Column("事项", 92.0), Column("责任单位", 44.0))
        blocks.append(Table("calendar-table", Listing("时间节点", columns, rows, "年份以《规划》写明的为准；每年的年度监测不逐年列出。")))
    return blocks


OFTEN: Final[Mapping[str, str]] = {"年": "每年报送的", "季": "每季报送的", "月": "每月报送的", "调查": "由调查取得的", "一次": "报送一次的"}


def _dated(model: SchemeModel) -> Iterator[tuple[Cell, ...]]:
    """The years in which something is due: targets, evaluations, tasks."""
    due: dict[int, int] = {}
    for line in model.indicators:
        for target in line.targets:
            if target.deadline is not None:
                due[target.deadline] = due.get(target.deadline, 0) + 1
    dated: list[tuple[int, int, tuple[Cell, ...]]] = []
    office = "妇女儿童工作委员会办公室"
    for year, words in ((model.midterm_year, "开展中期评估"), (model.final_year, "开展终期评估")):
        if year is not None and not any(words.removeprefix("开展") in line.name for line in model.tasks):
            dated.append((year, 1, (str(year), words, office)))
    for year, number in due.items():
        dated.append((year, 0, (str(year), ("指标目标到期", count(number, other=f"due:{year}"), "，作到期判定"), "各责任单位")))
    for line in model.tasks:
        if line.targets[0].deadline is not None:
            units = "、".join(line.units[:2]) + ("等" if len(line.units) > 2 else "") if line.units else "待明确"
            dated.append(
                (line.targets[0].deadline, 2, (str(line.targets[0].deadline), line.name, units + ("（建议）" if line.proposed else "")))
            )
    yield from (cells for _, _, cells in sorted(dated, key=lambda one: one[:2]))


# ------------------------------------------------------------------------------------------------ quality


def _quality(model: SchemeModel) -> list[Block]:
    found = rules()
    refused = [rule for rule in found.values() if rule.way == "refuse"]
    runs: list[Run] = [
        "报表提交时按",
        count(len(found), "条", other="rules"),
        "规则校验，其中",
        count(len(refused), "条", other="rules:refuse"),
    ]
    runs += ["不改正不能提交，其余须说明原因或附凭证。"]
    least = share(round(model.threshold * 100), 100, other="threshold")
    return [
        said("quality-rules", *runs),
        said("quality-whole", "汇总数由各地分子、分母分别相加后计算，不对率作平均；已报单位低于", least, "的不公布汇总数。"),
        said("quality-changes", "数据改动保留原值、改动人、时间和原因；报告所用数据集定版固定，可以重算到最后一位。"),
        said("quality-method", f"未到期目标的进度用“{model.method}”判定，一律用未修约的数值。"),
        said("quality-law", "统计资料的收集、报送和使用遵守《中华人民共和国统计法》及其实施条例，任何单位和个人不得干预填报。"),
    ]


# ------------------------------------------------------------------------------------------------ annexes


def _annexes(model: SchemeModel) -> list[Block]:
    year = model.made_on.year
    made = (("indicators", _indicators(model, year)), ("duties", _duty_list(model, year)), ("reporting", _reports(model, year)))
    blocks: list[Block] = []
    for key, listing in made:
        if listing.rows:
            number = sum(isinstance(one, Annex) for one in blocks) + 1
            blocks += [Annex(f"annex-{key}", f"附表{number}", listing.title), Table(f"annex-{key}-table", listing, captioned=False)]
    return blocks


def _indicators(model: SchemeModel, year: int) -> Listing:
    columns = (
        Column("序号", 11.0, "centre"),
        Column("领域", 20.0),
        Column("指标", 34.0),
        Column("定义", 47.0),
        Column("计算", 40.0),
        Column("来源部门", 22.0),
        Column("频次", 10.0, "centre"),
        Column("基期", 12.0, "centre"),
        Column("目标\n（期限）", 29.0),
    )
    rows = tuple(_indicator(line) for line in model.indicators)
    return Listing(f"监测指标体系（{year}年版）", columns, rows, "“—”为没有或《规划》未写明；一个指标有几个目标的逐行列出。")


def _indicator(line: SchemeLine) -> tuple[Cell, ...]:
    told = line.meaning
    targets = "\n".join(one.words if one.deadline is None else f"{one.words}（{one.deadline}）" for one in line.targets)
    return (
        str(line.number),
        line.area,
        line.name,
        (told.definition if told else "") or "—",
        (told.formula if told else "") or "—",
        ("、".join(told.suppliers) if told else "") or "—",
        (told.frequency if told else "") or "—",
        str(line.base_year or "—"),
        targets or "—",
    )


SUPPORT: Final = 4
"""So many units stand in a cell; of more, the first and how many there are."""


def _duty_list(model: SchemeModel, year: int) -> Listing:
    columns = (
        Column("序号", 12.0, "centre"),
        Column("领域", 28.0),
        Column("指标或事项", 82.0),
        Column("期限", 15.0, "centre"),
        Column("牵头单位", 42.0),
        Column("配合单位", 46.0),
    )
    rows = tuple(
        (
            str(line.number),
            line.area,
            line.name,
            "、".join(dict.fromkeys(str(one.deadline) for one in line.targets if one.deadline)) or "—",
            (_some(line.units) or "待明确") + ("（建议）" if line.proposed else ""),
            _some(line.support) or "—",
        )
        for line in model.lines
    )
    return Listing(
        f"任务分工表（{year}年版）", columns, rows, "“（建议）”为《规划》未写明、由口径的来源部门推定，待确认；“—”为没有或未写明。"
    )


def _some(units: Sequence[str]) -> str:
    return "、".join(units[:SUPPORT]) + (f"等{len(units)}个单位" if len(units) > SUPPORT else "")


def _reports(model: SchemeModel, year: int) -> Listing:
    shown = [word for word in OFTEN if any(one.often.get(word) for one in model.reporting)]
    width = 115.0 / max(1, len(shown) + 2)
    columns = (
        Column("报送部门", 110.0),
        Column("报送的\n地方", width, "number"),
        Column("每个地方\n的数据", width, "number"),
        *(Column(f"{'每' if word in '年季月' else ''}{word}", width, "number") for word in shown),
    )
    rows = tuple(_report(one, shown) for one in model.reporting)
    return Listing(f"数据报送任务表（{year}年版）", columns, rows, "数据按数据元和分组计，一个数据供几个指标用的算一项。")


def _report(one: Reporting, shown: Sequence[str]) -> tuple[Cell, ...]:
    name = one.department
    often = (count(one.often.get(word, 0), "", other=f"{name}:{word}") for word in shown)
    return (name, count(one.places, "个", other=f"{name}:places"), count(one.elements, other=f"{name}:elements"), *often)
