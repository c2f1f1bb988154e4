"""The seam between the work-flow of reports and their templates: from a plan to a document."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import replace
from datetime import UTC, date
from typing import Final

import pyarrow as pa
from django.utils.translation import gettext_lazy

from qingmiao import compute, progress
from qingmiao.catalogue.numbers import Rounding, rounding
from qingmiao.compute.surveys import with_errors
from qingmiao.errors import UserError
from qingmiao.facts.releases import Release, facts_of
from qingmiao.reports import ReleaseHead, ReportModel, report_model, sentences, yearly
from qingmiao.reports.document import Document, Kind
from qingmiao.web.home import subfolder
from qingmiao.web.ledger import queries as ledger
from qingmiao.web.planning.shelf import Book
from qingmiao.web.reporting import assigned_of, model_of

KINDS: Final[Mapping[Kind, object]] = {
    "yearly": gettext_lazy("年度监测报告"),
    "midterm": gettext_lazy("中期评估报告"),
    "final": gettext_lazy("终期评估报告"),
}
"""Kinds of reports, each with its name; those with a template can be begun."""

TEMPLATES: Final[Mapping[Kind, Callable[[ReportModel], Document]]] = {"yearly": yearly}
"""Kind → its template."""

_TITLES: Final[Mapping[str, str]] = {"yearly": "监测报告", "midterm": "中期评估报告", "final": "终期评估报告"}


def offered() -> dict[Kind, object]:
    """The kinds that can be begun, each with its name."""
    return {kind: name for kind, name in KINDS.items() if kind in TEMPLATES}


def title_of(book: Book, kind: str, year: int) -> str:
    """The title of a report: 2024年《…规划》统计监测报告."""
    return f"{year}年{sentences.quoted(book.plan.title)}{_TITLES[kind]}"


def made(book: Book, kind: Kind, year: int, *, release: str, rule: Rounding, made_on: date) -> Document:
    """The document of a plan: from the facts of a release, or of this moment where none is named. Raises UserError where there are no figures for it."""
    with rounding(rule):
        model = _of_release(book, year, release, made_on, rule) if release else model_of(book, year=year, made_on=made_on, rule=rule)
        named = replace(model, plan=book.id, region=book.plan.region)
        return TEMPLATES[kind](named)


def _of_release(book: Book, year: int, name: str, made_on: date, rule: Rounding) -> ReportModel:
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
        rounding=rule,
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
