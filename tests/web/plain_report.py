"""A template of reports for the tests of their work-flow: few words that stay the same, each row a paragraph `say-C001` with its number bound."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from typing import get_args

from qingmiao.catalogue.numbers import format_value
from qingmiao.progress.model import SHOWN, Word
from qingmiao.reports import ReportModel, Row, listings
from qingmiao.reports.document import Annex, Block, Document, Head, Heading, Kind, Number, Paragraph, Run, Table


def plain(kind: Kind) -> Callable[[ReportModel], Document]:
    """The template of a kind."""

    def template(model: ReportModel) -> Document:
        about = (kind, "报告", model.plan, model.plan_title, model.region, model.year, model.release, model.made_on)
        head = Head(("报告",), f"{model.place}妇女儿童工作委员会办公室")
        return Document(*about, head, tuple(_blocks(model)), rounding=model.rounding, simulated=model.simulated)

    return template


TEMPLATES: Mapping[Kind, Callable[[ReportModel], Document]] = {kind: plain(kind) for kind in get_args(Kind)}


def _blocks(model: ReportModel) -> Iterator[Block]:
    yield Heading("whole", 1, "一、总体情况")
    yield Paragraph("counts", _counts(model))
    for at, area in enumerate(model.areas, start=2):
        yield Heading(f"area-{at}", 1, f"{'一二三四'[at - 1]}、{area.name}")
        yield from (Paragraph(f"say-{row.commitment}", _said(model, row), about=row.commitment) for row in area.rows)
    yield Annex("annex", "附表1", "指标监测总表")
    yield Table("targets", listings.targets(model), captioned=False)


def _counts(model: ReportModel) -> tuple[Run, ...]:
    def count(word: Word) -> Number:
        n = model.counts[word]
        return Number(f"{n}项", n, "项", what="count", place=model.region, year=model.year, other=word.value)

    return "规划的指标", *(run for word in Word if model.counts[word] for run in (f"，{SHOWN[word].zh}", count(word))), "。"


def _said(model: ReportModel, row: Row) -> tuple[Run, ...]:
    one = row.latest
    if one is None or one.value is None:
        return (f"{row.name}：{SHOWN[row.word].zh}，目标为{row.target}。",)
    value = Number(format_value(one.value, row.unit), one.value, row.unit, indicator=row.indicator, place=model.region, year=one.year)
    return f"{one.year}年，{row.name}为", value, f"，目标为{row.target}，{SHOWN[row.word].zh}。"
