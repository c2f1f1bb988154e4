"""The seam between the work-flow of reports and their templates: from a plan to a document."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import replace
from datetime import UTC, date
from typing import Final

import pyarrow as pa
from django.utils.translation import gettext_lazy

from qingmiao import compute, progress
from qingmiao.catalogue.numbers import Rounding, format_value, rounding
from qingmiao.compute.surveys import with_errors
from qingmiao.errors import UserError
from qingmiao.facts.releases import Release, facts_of
from qingmiao.progress import Word
from qingmiao.progress.model import SHOWN
from qingmiao.reports import ReleaseHead, ReportModel, Row, listings, report_model, sentences
from qingmiao.reports.document import Annex, Block, Column, Document, Head, Heading, Kind, Listing, Number, Paragraph, Run, Table
from qingmiao.web.home import subfolder
from qingmiao.web.ledger import queries as ledger
from qingmiao.web.planning.shelf import Book
from qingmiao.web.reporting import assigned_of, model_of

KINDS: Final[Mapping[Kind, object]] = {
    "yearly": gettext_lazy("年度监测报告"),
    "midterm": gettext_lazy("中期评估报告"),
    "final": gettext_lazy("终期评估报告"),
}
"""The kinds of reports that can be begun, each with its name."""

_TITLES: Final[Mapping[str, str]] = {"yearly": "统计监测报告", "midterm": "中期评估报告", "final": "终期评估报告"}


def title_of(book: Book, kind: str, year: int) -> str:
    """The title of a report: 2024年《…规划》统计监测报告."""
    return f"{year}年{sentences.quoted(book.plan.title)}{_TITLES[kind]}"


def made(book: Book, kind: Kind, year: int, *, release: str, rule: Rounding, made_on: date) -> Document:
    """The document of a plan: from the facts of a release, or of this moment where none is named. Raises UserError where there are no figures for it."""
    with rounding(rule):
        model = _of_release(book, year, release, made_on) if release else model_of(book, year=year, made_on=made_on)
        return _document(book, kind, replace(model, rounding=rule, plan=book.id, region=book.plan.region))


def _of_release(book: Book, year: int, name: str, made_on: date) -> ReportModel:
    """The model from the facts of a release, worked out anew."""
    row = ledger.release_named(name)
    if row is None:
        raise UserError(what=f"没有发布“{name}” / there is no release “{name}”", where=name, cure="另选一次发布 / choose another release")
    facts = facts_of(Release(row.name, row.moment.astimezone(UTC), row.count, row.sha256, row.file), subfolder("releases"))
    figures = _figures(book, facts)
    return report_model(
        book.package,
        catalogue=book.catalogue,
        gazetteer=book.gazetteer,
        figures=figures,
        judged=progress.judge_package(book.package, book.catalogue, book.gazetteer, with_errors(figures, facts), year),
        year=year,
        release=ReleaseHead(name, row.moment),
        made_on=made_on,
        assigned=assigned_of(book),
    )


def _figures(book: Book, facts: pa.Table) -> pa.Table:
    used = [book.catalogue.indicators[code] for code in sorted({row.code for row in book.package.indicators})]
    return compute.figures(
        facts,
        indicators=[*used, *compute.by_group(used, compute.told_groups(facts))],
        elements=book.catalogue.elements,
        gazetteer=book.gazetteer,
        region=book.plan.region,
        threshold=book.plan.threshold,
    )


# ------------------------------------------------------------------------------------------------ until the templates make documents


def _document(book: Book, kind: Kind, model: ReportModel) -> Document:
    title = title_of(book, kind, model.year)
    return Document(
        kind,
        title,
        book.id,
        model.plan_title,
        book.plan.region,
        model.year,
        model.release,
        model.made_on,
        Head(tuple(sentences.words_in_lines(title)), f"{model.place}妇女儿童工作委员会办公室"),
        tuple(_blocks(book, model)),
        rounding=model.rounding,
        simulated=model.simulated,
        notices=(sentences.SIMULATED,) if model.simulated else (),
    )


def _blocks(book: Book, model: ReportModel) -> Iterator[Block]:
    yield Heading("whole", 1, "一、总体情况")
    yield Paragraph("counts", _counts(model))
    for at, area in enumerate(model.areas, start=2):
        yield Heading(f"area-{at}", 1, f"{sentences.chinese(at)}、{area.name}")
        yield from (Paragraph(f"say-{row.commitment}", _said(book, model, row), about=row.commitment) for row in area.rows)
    yield Annex("annex", "附表1", "指标监测总表")
    yield Table("targets", _listing(listings.targets(model)), captioned=False)


def _counts(model: ReportModel) -> tuple[Run, ...]:
    def count(word: Word) -> Number:
        n = model.counts[word]
        return Number(f"{n}项", n, "项", what="count", place=model.region, year=model.year, other=word.value)

    total = Number(f"{model.counts.total}项", model.counts.total, "项", what="count", place=model.region, year=model.year)
    parts = [run for word in Word if model.counts[word] for run in (f"，{SHOWN[word].zh}", count(word))]
    return "规划共有指标", total, *parts, "。"


def _said(book: Book, model: ReportModel, row: Row) -> tuple[Run, ...]:
    if row.latest is None or row.latest.value is None:
        return (f"{row.name}：{SHOWN[row.word].zh}，目标为{row.target}。",)
    one = row.latest
    text = format_value(one.value, row.unit)
    value = Number(
        text, one.value or 0.0, row.unit, indicator=book.commitments[row.commitment].indicator, place=model.region, year=one.year
    )
    return f"{one.year}年，{row.name}为", value, f"，目标为{row.target}，{SHOWN[row.word].zh}。"


def _listing(told: listings.Listing) -> Listing:
    columns = tuple(Column(one.head, one.width, one.kind, one.small) for one in told.columns)
    return Listing(told.title, columns, told.rows, told.note, told.last_is_sum)
