"""The parts that reports have in common, each as blocks: sums, areas, what is behind, what has no data, notes on the data, annexes."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from itertools import islice
from typing import Final

from qingmiao.catalogue import unit as unit_of
from qingmiao.charts import AreaChart, BarRow, Bars, GapChart, GapPoint, SeriesChart, WayRow, parts
from qingmiao.progress.model import SHOWN, Point, Word
from qingmiao.reports import listings, sentences
from qingmiao.reports.bound import count, joined, listed, say, share
from qingmiao.reports.document import Annex, Block, Heading, Listing, Paragraph, Picture, Reference, Run, Table
from qingmiao.reports.model import COUNTED, LATE, OUTSIDE, Account, AreaPart, Counts, ReportModel, Row
from qingmiao.reports.voice import EVERY, PAIRS, Runs, Voice

Section = tuple[str, Callable[[], list[Block]]]

GAPS_AN_AREA: Final = 4
"""So many gaps between places are told in the text of an area, the widest against the target first; the annex has all."""

GRAVEST: Final = 5
"""Where too many are behind to tell of each, so many of an area are told, the gravest first; the list has all."""

RELATIVE: Final = frozenset({"share", "rate", "ratio"})


def chapters(given: Sequence[tuple[str, str, list[Block]]]) -> list[Block]:
    """Chapters with content, numbered 一、二、…: key, title and blocks of each."""
    found: list[Block] = []
    for index, (key, title, blocks) in enumerate((one for one in given if one[2]), 1):
        found += [Heading(f"chapter-{key}", 1, f"{sentences.chinese(index)}、{title}"), *blocks]
    return found


def said(key: str, *runs: Run | Runs, lead: str = "", about: str = "") -> Paragraph:
    """A paragraph of sentences."""
    flat = [run for one in runs for run in (one if isinstance(one, tuple) else (one,))]
    return Paragraph(key, joined(flat), lead=lead, about=about)


# ------------------------------------------------------------------------------------------------ overall


def total(counts: Counts, *, of: str = "", shares: bool = True) -> Runs:
    """The sentence of the counts: judged by verdict with shares of the judged, and what stands outside."""
    outside = [(count(counts[word], other=f"{of}{word}"), SHOWN[word].zh) for word in OUTSIDE if counts[word]]
    besides = listed(outside)
    if not counts.judged:
        return joined([count(counts.total, other=f"{of}total"), "指标中，", *besides, "，尚无可判定的指标。"])
    inside: list[Run] = []
    for word in (word for word in COUNTED if counts[word]):
        inside += ["、" if inside else "", SHOWN[word].zh, count(counts[word], other=f"{of}{word}")]
        inside += ["（占", share(counts[word], counts.judged, other=f"{of}{word}"), "）"] if shares else []
    also = ["；另有", *besides, "，不计入"] if outside else []
    return joined([count(counts.judged, other=f"{of}judged"), "可判定指标中，", *inside, *also, "。"])


def in_short(counts: Counts) -> Runs:
    """The counts in one short sentence: met, on the way, to be seen to; what stands outside."""
    late = sum(counts[word] for word in LATE)
    named = ((counts[Word.MET], "met", "已达标"), (counts[Word.ON_THE_WAY], "on_the_way", "进展正常"), (late, "late", "需要重点关注的"))
    told = [(words, count(number, other=other)) for number, other, words in named if number]
    if not told:
        return joined([count(counts.total, other="total"), "指标都没有数据或无法判断。"])
    also: list[Run] = ["；另有", count(counts.outside, other="outside"), "无数据或无法判断，不计入"] if counts.outside else []
    return joined([count(counts.judged, other="judged"), "可判定指标中，", *listed(told), *also, "。"])


def beside_last_year(model: ReportModel) -> Runs:
    """The share that is met beside that of the year before, over the same indicators; empty where that year was not judged."""
    now, then = model.counts, model.counts_before
    if then is None or not now.judged or not then.judged:
        return ()
    here, there = now[Word.MET] / now.judged * 100, then[Word.MET] / then.judged * 100
    slots: dict[str, Run | Sequence[Run]] = {
        "year": str(model.year),
        "before": str(model.year - 1),
        "rate": share(now[Word.MET], now.judged, other="met"),
        "old": share(then[Word.MET], then.judged, other=f"met:{model.year - 1}"),
        "met": count(then[Word.MET], other=f"met:{model.year - 1}"),
        "all": count(then.judged, other=f"judged:{model.year - 1}"),
    }
    verb = "提高" if here > there else "下降" if here < there else ""
    if not verb:
        return say("达标率为{rate}，与{before}年相同（{before}年可判定{all}、已达标{met}）。", **slots)
    slots["moved"] = sentences.points(here - there, other=f"met:{model.year - 1}")
    return say(f"达标率为{{rate}}，比{{before}}年的{{old}}{verb}{{moved}}（{{before}}年可判定{{all}}、已达标{{met}}）。", **slots)


def moved_words(model: ReportModel) -> Runs:
    """How many indicators bear a better or a worse verdict than the year before, and which were lost or gained."""
    order = [Word.MET, Word.ON_THE_WAY, Word.BEHIND, Word.HARDLY, Word.LOST]
    known = [row for row in model.rows if row.word_before in order and row.word in order]
    new = [row for row in known if row.word is Word.MET and row.word_before is not Word.MET]
    lost = [row for row in known if row.word is not Word.MET and row.word_before is Word.MET]
    runs: list[Run] = []
    for rows, frame, other in ((new, "新达标", "gained"), (lost, "由达标转为未达标", "dropped")):
        if rows:
            runs += [
                "，" if runs else f"与{model.year - 1}年相比，",
                frame,
                count(len(rows), other=other),
                "（",
                sentences.some_names(rows),
                "）",
            ]
    return joined([*runs, "。"]) if runs else ()


def overall(model: ReportModel) -> list[Block]:
    """The sums, beside last year's, with their table and picture."""
    blocks: list[Block] = []
    if model.rows:
        blocks.append(said("overall", total(model.counts), beside_last_year(model)))
    moved = moved_words(model)
    blocks += [said("overall-moved", moved)] if moved else []
    if model.late:
        names: list[Run] = []
        for word in (word for word in LATE if model.counts[word]):
            names += ["、" if names else "", SHOWN[word].zh, count(model.counts[word], other=word)]
        blocks.append(
            said(
                "overall-late",
                "需要重点关注的指标共",
                count(len(model.late), other="late"),
                "：",
                *names,
                "，清单见",
                Reference("late"),
                "。",
            )
        )
    if model.tasks:
        blocks.append(said("overall-tasks", sentences.tasks(model.tasks)))
    if model.rows:
        blocks.append(Table("summary", listings.summary(model)))
    if len(model.areas) > 1:
        bars = Bars("各领域指标判定", tuple(BarRow(area.name, tuple((word, area.counts[word]) for word in Word)) for area in model.areas))
        blocks.append(Picture("bars", "各领域指标判定", bars, model.simulated))
    return blocks


# ------------------------------------------------------------------------------------------------ areas


def areas(model: ReportModel, voice: Voice) -> list[Block]:
    """Area by area: sums, results, gaps, what is behind and why, measures, advice, picture."""
    blocks: list[Block] = []
    for index, area in enumerate(model.areas, 1):
        key = f"area{index}"
        blocks.append(Heading(key, 2, f"（{sentences.chinese(index)}）{area.name}"))
        blocks.append(said(f"{key}-total", total(area.counts, of=f"{area.name}:", shares=False)))
        blocks += results(area, voice, key)
        blocks += gaps(area, voice, key)
        blocks += measures(area, key)
        blocks += behind(area, voice, key, GRAVEST if len(model.late) > listings.PROSE_UP_TO else None)
        blocks += [*trends(model, area, key), *gap_pictures(model, area, key), *pictures(model, area, key)]
    return blocks


def together(rows: Iterable[Row]) -> list[tuple[Row, ...]]:
    """Rows of one figure with several targets stand together, in the order of the first."""
    groups: dict[tuple[str, str], list[Row]] = {}
    for row in rows:
        plain = row.latest is not None and row.indicator and row.reason not in EVERY
        groups.setdefault((row.indicator, row.name) if plain else (row.commitment, ""), []).append(row)
    return [tuple(rows) for rows in groups.values()]


def results(area: AreaPart, voice: Voice, key: str) -> Iterator[Block]:
    """A paragraph for each indicator that has a figure, and that is not behind."""
    for first, *more in together(row for row in area.rows if row.word not in OUTSIDE):
        if all(row.word not in LATE for row in (first, *more)):
            yield said(f"{key}-{first.commitment}", voice.level(first, *more), voice.above(first), about=first.commitment)


def gaps(area: AreaPart, voice: Voice, key: str) -> Iterator[Block]:
    """Between town and country, boys and girls, and between the places below."""
    for row in area.rows:
        pairs = [voice.pair(row, pair) for pair in row.pairs]
        if pairs:
            yield said(f"{key}-{row.commitment}-pairs", *pairs, about=row.commitment)
    wide = [row for row in area.rows if _comparable(row) and any(one.word in LATE for one in row.below)]
    for row in wide[:GAPS_AN_AREA]:
        told = voice.places(row, level_of(row))
        if told:
            yield said(f"{key}-{row.commitment}-places", told, about=row.commitment)


def _comparable(row: Row) -> bool:
    found = unit_of(row.unit)
    return found is not None and found.kind in RELATIVE and not _few_everywhere(row)


def _few_everywhere(row: Row) -> bool:
    """Whether most places have so few cases that their figures are chance."""
    counts = [one.value.events for one in row.below if one.value is not None and one.value.events is not None]
    return bool(counts) and sum(events < 10 for events in counts) * 2 > len(counts)


def level_of(row: Row) -> str:
    """What the places below are called: 乡镇（街道）, 县（市、区）; 地方 where they differ."""
    return row.below_level or "地方"


def behind(area: AreaPart, voice: Voice, key: str, most: int | None = None) -> Iterator[Block]:
    """What is behind: the figure, what is foreseen, the causes and measures that the units in charge tell, and what is asked of them."""
    groups = [some for some in together(row for row in area.rows if row.word not in OUTSIDE) if any(row.word in LATE for row in some)]
    groups.sort(key=lambda some: min(_rank(row) for row in some))
    for some in groups[:most]:
        row = min(some, key=_rank)
        words = "；".join(f"{f'{one.deadline}年目标' if len(some) > 1 else ''}{SHOWN[one.word].zh}" for one in some)
        more = (voice.ahead(row), voice.above(row))
        yield said(f"{key}-{row.commitment}", voice.level(*some), *more, lead=f"{row.name}（{words}）。", about=row.commitment)
        for index, one in enumerate(one for row in some for one in row.accounts if one.cause or one.planned):
            yield said(f"{key}-{row.commitment}-cause{index}", _account(one), about=row.commitment)
    silent = [row for row in area.rows if row.word in LATE and row.units and not any(one.cause for one in row.accounts)]
    if silent:
        yield said(f"{key}-asked", *_asked(silent))


def _rank(row: Row) -> int:
    return LATE.index(row.word) if row.word in LATE else len(LATE)


def _account(one: Account) -> str:
    cause = f"{one.unit}反映：{one.cause.rstrip('。')}。" if one.cause else ""
    due = f"（{sentences.day(one.due)}前）" if one.due is not None else ""
    return cause + (f"拟采取的措施{due}：{one.planned.rstrip('。')}。" if one.planned else "")


NAMED: Final = 8
"""So many indicators are named when their units are asked for something; of more, the list is pointed to."""


def _asked(rows: Sequence[Row]) -> tuple[Run, ...]:
    """Whom to ask for the cause of what."""
    groups = sentences.by_unit(rows, marked=False)
    if sum(map(len, groups.values())) > NAMED:
        return (
            *("本领域有", count(len(rows), other="asked"), "未达到要求的指标尚无原因说明，请责任单位按"),
            *(Reference("late"), "查明原因，提出措施和完成时限。"),
        )
    parts = [f"{unit}就{sentences.all_names(some)}" for unit, some in groups.items()]
    return (f"请{'，'.join(parts)}查明原因，提出措施和完成时限。",)


def measures(area: AreaPart, key: str) -> Iterator[Block]:
    """What the units in charge say was done."""
    for row in area.rows:
        for index, one in enumerate(account for account in row.accounts if account.done):
            proofs = f"（佐证材料{len(one.proofs)}份）" if one.proofs else ""
            words = f"{one.unit}：{one.done.rstrip('。')}{proofs}。"
            yield said(f"{key}-{row.commitment}-done{index}", words, lead=f"{row.name}的措施。", about=row.commitment)


TREND: Final = 4
"""From so many years on the way of an indicator that is behind is drawn."""


def trends(model: ReportModel, area: AreaPart, key: str) -> Iterator[Block]:
    """The years of what is gravest in an area, with the way that leads to its target."""
    rows = [row for row in area.rows if row.word in LATE and row.aim is not None and row.grown is None and len(row.series) >= TREND]
    for row in sorted(rows, key=_rank)[:1]:
        points = tuple(Point(one.year, one.value, one.status, one.simulated) for one in row.series)
        start = [(row.base.year, row.base.value)] if row.base is not None and row.base.value is not None else []
        path = (*start, (row.deadline, row.aim)) if row.deadline is not None and row.aim is not None else ()
        yield Picture(f"{key}-trend", f"{row.name}历年变化", SeriesChart(row.name, row.unit, points, path), model.simulated)


def gap_pictures(model: ReportModel, area: AreaPart, key: str) -> Iterator[Block]:
    """Two groups through the years, of the first indicator of an area that tells them over three years and more."""
    told = ((row, pair) for row in area.rows for pair in row.pairs if len(pair.through) >= TREND - 1)
    for row, pair in islice(told, 1):
        word, first, second = PAIRS[pair.kind]
        points = tuple(GapPoint(year, one, other, row.simulated) for year, one, other in pair.through)
        chart = GapChart(f"{row.name}{word}差距", row.unit, (first, second), points)
        yield Picture(f"{key}-gap", f"{row.name}{word}差距", chart, model.simulated)


def pictures(model: ReportModel, area: AreaPart, key: str) -> Iterator[Block]:
    """How far the indicators of an area are on their way."""
    if all(row.latest is None or row.latest.value is None for row in area.rows):
        yield said(f"{key}-none", "本领域指标均无数据，不作图。")
        return
    pieces = parts(AreaChart(f"{area.name}指标进程", tuple(map(way_row, area.rows))))
    for index, piece in enumerate(pieces, 1):
        suffix = f"（{index}/{len(pieces)}）" if len(pieces) > 1 else ""
        yield Picture(f"{key}-way{index}", f"{area.name}指标进程{suffix}", piece, model.simulated)


def way_row(row: Row) -> WayRow:
    """Where an indicator stands on its way, for a picture."""
    latest = row.latest.value if row.latest else None
    base = row.base.value if row.base else None
    year = row.latest.year if row.latest else None
    return WayRow(
        f"{row.number}、{row.name}",
        row.unit,
        row.word,
        base,
        latest,
        None if row.grown is not None else row.aim,
        row.pace,
        year,
        row.simulated,
    )


# ------------------------------------------------------------------------------------------------ late, silent, advice


def late(model: ReportModel) -> list[Block]:
    """The list of what is behind, by who answers for it."""
    if not model.rows:
        return []
    if not model.late:
        return [said("late-none", "本年没有落后、难以完成、得而复失或未定的指标。")]
    return [
        said("late-units", "共", count(len(model.late), other="late"), "，按责任单位：", sentences.units(model.late), "。"),
        Table("late", listings.late(model)),
    ]


def silent(model: ReportModel) -> list[Block]:
    """What has no data or cannot be judged, and who is to report."""
    if not model.rows:
        return []
    if not model.silent:
        return [said("silent-none", "可核对的指标都有数据并可判定。")]
    counts: list[Run] = []
    for word in (word for word in OUTSIDE if model.counts[word]):
        counts += ["、" if counts else "", SHOWN[word].zh, count(model.counts[word], other=word)]
    day = sentences.day(model.release.moment)
    return [
        said("silent", f"截至{day}，", *counts, "，本报告不作评价，也不以以前年份的数值顶替。"),
        said("silent-units", "应由下列单位补报数据或明确口径：", sentences.units(model.silent), "。"),
        Table("silent-list", listings.silent(model)),
    ]


def advice(model: ReportModel) -> list[Block]:
    """What is to be done next: an action, who, until when; nothing is advised that does not follow from a row."""
    lines: list[Block] = []
    nobody = [row for row in (*model.late, *model.silent) if not row.units]
    if nobody:
        lines.append(
            said("advice-assign", f"请{model.place}妇女儿童工作委员会办公室明确下列指标的责任单位：{sentences.all_names(nobody)}。")
        )
    urgent = [row for row in model.late if row.word in (Word.LOST, Word.HARDLY) and row.units]
    for index, (unit, rows) in enumerate(sentences.by_unit(urgent, marked=False).items()):
        frame = ("请{unit}把{names}列入下一年度工作重点，逐项提出措施和完成时限。", "建议{unit}对{names}逐项制定改进措施，明确完成时限。")[
            index % 2
        ]
        lines.append(said(f"advice-{index}", frame.format(unit=unit, names=sentences.all_names(rows, NAMED))))
    if model.silent:
        lines.append(said("advice-data", "没有数据的指标，由应报单位在下一轮监测时报送；口径不明的，先由统计部门会同责任单位明确口径。"))
    return lines


# ------------------------------------------------------------------------------------------------ notes

LINE: Final = "未到期的，以基期到目标的直线为应达到的进度，不低于（下降类指标不高于）进度的为进展正常，否则为落后，按现有变化推算到期不能达到且完成不足一半的为难以完成。"
BY_CLASS: Final = "未到期的，按该方法的分类，达到所需进度的为进展正常，停滞或倒退的为难以完成，其余为落后；该方法不能计算的，改按直线进度。"
TRENDS: Final = "只写方向的目标，检验真实水平自基期以来是否按要求变化，有九成五以上把握的才作肯定，其余为未定。"
ROUNDINGS: Final = {
    "half_up": "数值按指标规定的小数位四舍五入，由未修约的数一次修约到位，同一指标用同一位数。",
    "half_even": "数值按《数值修约规则与极限数值的表示和判定》（GB/T 8170—2008）修约，由未修约的数一次修约到位，同一指标用同一位数。",
}
SMALL: Final = "分子不足10的，列示人数，不据单年升降作判断，并列出三年合并计算的数。"


def notes(model: ReportModel) -> list[Block]:
    """Where the data come from, how it was judged and rounded, what was corrected."""
    texts: dict[str, Sequence[str | Runs]] = {
        "数据来源和时点": _sources(model),
        "判定方法": [
            f"本报告用“{model.method}”判定：已到期的目标与最新值直接比较；{LINE if model.by_line else BY_CLASS}",
            TRENDS,
            "判定用未修约的数值；修约后才等于目标的，表中以*注明，仍按未达标处理。",
        ],
        "修约和小数量": [f"{ROUNDINGS[model.rounding]}{sentences.ROUNDED}", SMALL],
        "完整度": [
            "完整度为已报送的单位数与应报送的单位数之比。汇总数由各单位分子、分母分别相加后计算，不对率作平均；"
            f"已报单位低于{sentences.share(round(model.threshold * 100), 100)}的不公布汇总数，作无数据处理。"
        ],
        "上次报告以来的更正": [sentences.correction(item) for item in model.corrections],
        "其他说明": list(model.notes),
    }
    blocks: list[Block] = []
    for index, (title, words) in enumerate(((title, words) for title, words in texts.items() if words), 1):
        blocks.append(Heading(f"notes{index}", 2, f"（{sentences.chinese(index)}）{title}"))
        blocks += [said(f"notes{index}-{line}", text) for line, text in enumerate(words)]
    return [*blocks, Table("symbols", listings.symbols(model))]


def _sources(model: ReportModel) -> list[str]:
    names = list(dict.fromkeys(row.source for row in (*model.rows, *model.tasks) if row.source != "—"))
    first = f"本报告取用{sentences.release(model)}数据，所用数据集固定，发布后不再变动。"
    texts = [first + (f"来源有：{'、'.join(names)}。" if names else "")]
    return [*texts, sentences.SIMULATED] if model.simulated else texts


# ------------------------------------------------------------------------------------------------ annexes


def annexes(model: ReportModel, wanted: Iterable[tuple[str, Callable[[ReportModel], Listing | None]]]) -> list[Block]:
    """附表1, 附表2, … : those that have rows, each on landscape pages of its own."""
    blocks: list[Block] = []
    for key, make in wanted:
        listing = make(model)
        if listing is not None and listing.rows:
            blocks.append(Annex(f"annex-{key}", f"附表{sum(isinstance(one, Annex) for one in blocks) + 1}", listing.title))
            blocks.append(Table(f"annex-{key}-table", listing, captioned=False))
    return blocks


def bound(model: ReportModel, blocks: Iterable[Block]) -> tuple[Block, ...]:
    """The blocks as they stand in the document; a paragraph that says nothing is left out."""
    return tuple(block for block in blocks if not isinstance(block, Paragraph) or block.runs or block.lead)
