"""地区简报: one place on at most three pages, its indicators worst first, beside its region and, as far as that is known, its neighbours."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import replace
from typing import Final

from qingmiao.catalogue.numbers import rounding
from qingmiao.charts import AreaChart, BarRow, Bars
from qingmiao.progress.model import Word
from qingmiao.reports import sections, sentences, spans
from qingmiao.reports.bound import Figures, count, joined, listed, share
from qingmiao.reports.document import Block, Cell, Column, Document, Listing, Number, Picture, Reference, Run, Table
from qingmiao.reports.model import LATE, OUTSIDE, Row
from qingmiao.reports.places import PlaceModel, Rank
from qingmiao.reports.sections import said
from qingmiao.reports.voice import Voice
from qingmiao.reports.yearly import document

SHOWN: Final = 6
"""So many indicators stand in the table, the worst first."""

TOLD: Final = 2
"""So many of them are told of in sentences."""

REPORTERS: Final = 4
NAMED: Final = 6
"""So many of those who report, and of the indicators without data, are named."""

WORST: Final = (*LATE, Word.ON_THE_WAY, Word.MET)


def profile(model: PlaceModel) -> Document:
    """The profile of a place: sums beside the region, what needs to be seen to, who reports."""
    report = model.report
    with rounding(report.rounding):
        voice = Voice(report)
        shown = worst(model)
        blocks: list[Block] = sections.chapters(
            [
                ("overall", "总体情况", _overall(model)),
                ("worst", "主要指标（由差到好）", _worst(model, shown, voice)),
                ("reporting", "数据报送", _reporting(model)),
            ]
        )
        notes = (
            f"本简报依据{sentences.release(report)}数据，用“{report.method}”判定；数值四舍五入。" if report.rounding == "half_up" else ""
        )
        notes = notes or f"本简报依据{sentences.release(report)}数据，用“{report.method}”判定；数值按GB/T 8170修约。"
        blocks.append(replace(said("notes", notes), look="note"))
        made = document(report, "profile", report.place, "地区简报", sections.bound(report, blocks), cover=False)
        office = f"{model.region or report.place}妇女儿童工作委员会办公室"
        lines = tuple(sentences.heading_lines(report.plan_title, f"{report.place}实施", "情况简报"))
        title = f"{report.place}实施{sentences.quoted(report.plan_title)}情况简报"
        return replace(made, title=title, head=replace(made.head, lines=lines, office=office))


def worst(model: PlaceModel) -> list[Row]:
    """The indicators with a figure, worst first: by verdict, by rank as far as it is known, in the order of the document; one a figure."""

    def rank(row: Row) -> tuple[float, ...]:
        found = model.ranks.get(row.commitment)
        return WORST.index(row.word), -found.first / found.among if found else 0.0, row.number

    ordered = sorted((row for row in model.report.rows if row.word in WORST), key=rank)
    return [some[0] for some in sections.together(ordered)]


# ------------------------------------------------------------------------------------------------ overall


def _overall(model: PlaceModel) -> list[Block]:
    report = model.report
    if not report.rows:
        return [said("overall-none", f"规划没有要求在{report.place}判定的指标。")]
    blocks: list[Block] = [said("overall", f"{report.year}年，{report.place}的", sections.in_short(report.counts), *_beside(model))]
    if len(report.areas) > 1:
        bars = Bars("各领域指标判定", tuple(BarRow(area.name, tuple((word, area.counts[word]) for word in Word)) for area in report.areas))
        blocks.append(Picture("bars", "各领域指标判定", bars, report.simulated))
    best = [area for area in report.areas if area.counts.judged and all(row.word not in LATE for row in area.rows)]
    late = [(area, sum(area.counts[word] for word in LATE)) for area in report.areas]
    late = sorted(((area, number) for area, number in late if number), key=lambda pair: -pair[1])[:REPORTERS]
    told = [(area.name, count(number, other=f"{area.name}:late")) for area, number in late]
    runs: list[Run] = ["需要重点关注的指标较多的领域是", *listed(told), "。"] if told else []
    runs += [f"{'、'.join(area.name for area in best)}没有需要重点关注的指标。"] if best else []
    return [*blocks, said("overall-areas", *runs)] if runs else blocks


def _beside(model: PlaceModel) -> tuple[Run, ...]:
    """The shares met here and in the region, over the same commitments."""
    here, there = model.report.counts, model.beside
    if not here.judged or not there.judged:
        return ()
    runs: list[Run] = ["达标率为", share(here[Word.MET], here.judged, other="met")]
    runs += [f"，同样这些指标{model.region}为", share(there[Word.MET], there.judged, other="region:met"), "。"]
    return joined(runs)


# ------------------------------------------------------------------------------------------------ indicators


def _worst(model: PlaceModel, shown: Sequence[Row], voice: Voice) -> list[Block]:
    report = model.report
    if not shown:
        return []
    listed = shown[:SHOWN]
    more = len(shown) - len(listed)
    runs: list[Run] = ["有数的指标（一个指标有几个目标的取最差的一个）共", count(len(shown), other="shown"), "，"]
    runs += ["其中最差的", count(len(listed), other="listed"), "列在"] if more else ["列在"]
    blocks: list[Block] = [said("worst", *runs, Reference("worst-table"), "。"), Table("worst-table", _table(model, listed))]
    late = [row for row in shown if row.word in LATE]
    for row in late[:TOLD]:
        plain = replace(row, base=None)  # two comparisons are enough here
        blocks.append(said(f"worst-{row.commitment}", voice.level(plain), voice.above(row), about=row.commitment))
    if not late:
        blocks.append(said("worst-none", "没有落后、难以完成、得而复失或未定的指标。"))
    chart = AreaChart("主要指标进程", tuple(map(sections.way_row, listed)))
    return [*blocks, Picture("worst-way", "主要指标进程", chart, report.simulated)]


def _rank(row: Row, rank: Rank) -> Iterator[str | Number]:
    """10—11（12）: the ranks that it may have, and how many places are ranked."""
    yield count(rank.first, "", other=f"{row.commitment}:first")
    if rank.last != rank.first:
        yield "—"
        yield count(rank.last, "", other=f"{row.commitment}:last")
    yield "（"
    yield count(rank.among, "", other=f"{row.commitment}:among")
    yield "）"


def _table(model: PlaceModel, rows: Sequence[Row]) -> Listing:
    above = next((row.upper.name for row in rows if row.upper is not None), "")
    columns = (
        Column("指标", 38.0),
        Column("目标\n（期限）", 24.0),
        Column("本地\n（年份）", 24.0, "number"),
        Column(f"{above if 0 < len(above) < 6 else '上级'}\n同年", 21.0, "number"),
        Column("判定", 23.0),
        Column("同级名次\n（共几个）", 26.0, "centre"),
    )
    note = "名次由好到差，只说到能确定的范围，“分不出”为凭这些数分不出先后；基数小的列示人数。"
    return Listing("主要指标表", columns, tuple(_line(model, row) for row in rows), note)


def _line(model: PlaceModel, row: Row) -> tuple[Cell, ...]:
    target, region = row.quote or row.target, model.report.region
    upper = row.upper
    above = Figures(row, region).value(upper.value, place=upper.place) if upper is not None and upper.value.value is not None else "—"
    rank = model.ranks.get(row.commitment)
    ranked: Cell = "—" if rank is None else "分不出" if rank.open else joined(_rank(row, rank))
    return (
        row.name,
        target if row.deadline is None else f"{target}\n（{row.deadline}）",
        spans.figure(row, row.latest, region, year=True),
        above,
        row.word,
        ranked,
    )


# ------------------------------------------------------------------------------------------------ who reports


def _reporting(model: PlaceModel) -> list[Block]:
    """Who reports how much on it, and what has no data."""
    blocks: list[Block] = []
    if model.reporters:
        told = [(name, "（", count(number, other=name), "）") for name, number in model.reporters[:REPORTERS]]
        more = len(model.reporters) - len(told)
        runs: list[Run] = ["本地数据应由下列部门报送：", *listed(told)]
        runs += ["，另有", count(more, "个", other="reporters"), "部门"] if more else []
        blocks.append(said("reporters", *runs, "。"))
    silent = [row for row in model.report.rows if row.word in OUTSIDE]
    if silent:
        names = spans.named(silent, NAMED)
        blocks.append(said("silent", "没有数据或无法判断的指标有", count(len(silent), other="silent"), "：", *names, "。"))
    return blocks
