"""Two versions of a report beside each other: figures as a table, words as they were and are."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from qingmiao.disclosure import Viewer
from qingmiao.reports.differences import Differences
from qingmiao.web import clock
from qingmiao.web.pages.downloads import Cell, table_response
from qingmiao.web.pages.wording import word
from qingmiao.web.people.queries import viewer_here
from qingmiao.web.planning.shelf import Book
from qingmiao.web.reports.models import Published, Report, Version
from qingmiao.web.reports.page import differences_of, name_of
from qingmiao.web.reports.queries import drafts_compared, published_in_sight, report_here
from qingmiao.web.reports.wording import CHANGES


@dataclass(frozen=True, slots=True)
class Edition:
    """A version that can be compared: a draft (`v3`) or what was published (`p1`)."""

    code: str
    name: str
    at: datetime


@dataclass(frozen=True, slots=True)
class Line:
    """A number or verdict that is another, as the table shows it."""

    key: str
    what: str
    change: object
    section: str
    label: str
    old: str
    new: str


HEADS = (gettext_lazy("位置"), gettext_lazy("项目"), gettext_lazy("怎么变"), gettext_lazy("原来"), gettext_lazy("现在"))


def compare(request: HttpRequest, plan: str, report: int) -> HttpResponse:
    """Two versions: what of their figures, verdicts and words is different. `?from=`, `?to=`, `?what=` (changed, added, removed)."""
    viewer, (book, row) = viewer_here(request), report_here(plan, report)
    editions = _editions(viewer, book, row)
    old, new = _chosen(request, editions)
    found = _differences(row, old, new) if old and new else None
    lines, what = list(_lines(found, book)) if found else [], request.GET.get("what", "")
    context = {
        "book": book,
        "report": row,
        "editions": editions,
        "old": old,
        "new": new,
        "found": found,
        "total": len(lines),
        "lines": [line for line in lines if what in ("", line.what)],
        "what": what,
        "changes": list(CHANGES.items()),
        "texts": [(one, CHANGES[one.what]) for one in found.texts] if found else [],
        "query": request.GET.urlencode(),
    }
    return render(request, "reports/compare.html", context)


def compare_list(request: HttpRequest, plan: str, report: int, form: str) -> HttpResponse:
    """The figures and verdicts that are different, as CSV or Excel."""
    viewer, (book, row) = viewer_here(request), report_here(plan, report)
    old, new = _chosen(request, _editions(viewer, book, row))
    lines = _lines(_differences(row, old, new), book) if old and new else ()
    what = request.GET.get("what", "")
    cells: Iterator[Sequence[Cell]] = (
        (line.section, line.label, str(line.change), line.old, line.new) for line in lines if what in ("", line.what)
    )
    return table_response(_("{}-版本比较").format(row.title), HEADS, cells, form)


def _editions(viewer: Viewer, book: Book, row: Report) -> list[Edition]:
    """What a viewer may compare, the last first."""
    drafts = row.versions.order_by("-number").only("report", "number", "at") if drafts_compared(viewer, book, row) else ()
    found = [Edition(f"v{one.number}", _("第 {} 稿").format(one.number), one.at) for one in drafts]
    found += [
        Edition(f"p{one.number}", _("发布的第 {} 版").format(one.number), one.at)
        for one in published_in_sight(viewer, book, row, clock.today())
    ]
    return sorted(found, key=lambda one: one.at, reverse=True)


def _chosen(request: HttpRequest, editions: Sequence[Edition]) -> tuple[Edition | None, Edition | None]:
    """The two that the address names; else the last two."""
    of = {one.code: one for one in editions}
    last = editions[0] if editions else None
    before = editions[1] if len(editions) > 1 else None
    return of.get(request.GET.get("from", "")) or before, of.get(request.GET.get("to", "")) or last


def _differences(row: Report, old: Edition, new: Edition) -> Differences:
    return differences_of(_text(row, old.code), _text(row, new.code))


def _text(row: Report, code: str) -> str:
    number = int(code[1:])
    if code[0] == "v":
        return Version.objects.values_list("shown", flat=True).get(report=row, number=number)
    return Published.objects.values_list("document", flat=True).get(report=row, number=number)


def _lines(found: Differences, book: Book) -> Iterator[Line]:
    for one in found.verdicts:
        yield Line(one.key, "changed", CHANGES["changed"], one.section, one.label, word(one.old), word(one.new))
    for figure in found.figures:
        old, new = (each.text if each else "—" for each in (figure.old, figure.new))
        yield Line(figure.key, figure.what, CHANGES[figure.what], figure.section, name_of(figure, book), old, new)
