"""The seam between the work-flow of reports and their templates: from a plan to a document."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import date
from typing import Final

from django.utils.translation import gettext_lazy

from qingmiao.catalogue.numbers import Rounding
from qingmiao.reports import ComparisonModel, ReportModel, brief, comparison, final, midterm, scheme, sentences, yearly
from qingmiao.reports.document import Document, Kind
from qingmiao.web.planning.shelf import Book
from qingmiao.web.reports.gathering import brief_of, report_of, scheme_of, sources_of

KINDS: Final[Mapping[Kind, object]] = {
    "yearly": gettext_lazy("年度监测报告"),
    "midterm": gettext_lazy("中期评估报告"),
    "final": gettext_lazy("终期评估报告"),
    "brief": gettext_lazy("进度情况专报"),
    "comparison": gettext_lazy("两期比较"),
    "scheme": gettext_lazy("监测评估方案"),
}
"""Kinds of reports that can be begun, each with its name."""

TEMPLATES: Final[Mapping[Kind, Callable[[ReportModel], Document]]] = {"yearly": yearly, "midterm": midterm, "final": final}
"""The templates over the report of one year."""

_TITLES: Final[Mapping[str, str]] = {
    "yearly": "{year}年{plan}监测报告",
    "midterm": "{year}年{plan}中期评估报告",
    "final": "{year}年{plan}终期评估报告",
    "brief": "{year}年{plan}进度情况专报",
    "comparison": "{plan}{before}年与{year}年比较",
    "scheme": "{plan}监测评估方案（{year}年）",
}


def title_of(book: Book, kind: str, year: int) -> str:
    """The title of a report in lists: 2024年《…规划》监测报告."""
    return _TITLES[kind].format(year=year, before=year - 1, plan=sentences.quoted(book.plan.title))


def made(book: Book, kind: Kind, year: int | None, *, release: str, rule: Rounding, made_on: date) -> Document:
    """The document of a plan for a year (that of its verdicts when None): from the facts of a release, or of this moment where none is named.

    Raises UserError where there are no figures for it."""
    if kind == "scheme":
        return scheme(scheme_of(book, made_on=made_on))
    found = sources_of(book, year, release)
    if kind == "brief":
        return brief(brief_of(book, found, made_on=made_on, rounding=rule))
    report = report_of(book, found, made_on=made_on, rounding=rule)
    if kind == "comparison":
        before = report_of(book, sources_of(book, found.year - 1, release), made_on=made_on, rounding=rule)
        return comparison(ComparisonModel(before, report))
    return TEMPLATES[kind](report)
