"""Lists as files: CSV that opens in WPS and Excel with its Chinese whole, and xlsx."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterable, Sequence
from typing import Any
from urllib.parse import quote

from django.http import Http404, HttpRequest, HttpResponse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from qingmiao.web.pages import wording
from qingmiao.web.pages.rows import Row, filters_of, narrowed, sheet
from qingmiao.web.people.queries import viewer_here
from qingmiao.web.planning.shelf import shelf

TYPES = {"csv": "text/csv; charset=utf-8", "xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"}

Cell = str | float | int | None


def table_response(name: str, heads: Sequence[object], rows: Iterable[Sequence[Cell]], form: str) -> HttpResponse:
    """A list as a file to keep; 404 for a form that we do not write."""
    if form not in TYPES:
        raise Http404
    named = [str(head) for head in heads]
    content = _csv(named, rows) if form == "csv" else _xlsx(named, rows)
    return file_response(content, name, form)


def file_response(content: bytes, name: str, form: str) -> HttpResponse:
    """A file to keep, of one of the forms of `TYPES`."""
    response = HttpResponse(content, content_type=TYPES[form])
    response["Content-Disposition"] = f"attachment; filename*=UTF-8''{quote(name)}.{form}"
    return response


def _csv(heads: Sequence[str], rows: Iterable[Sequence[Cell]]) -> bytes:
    out = io.StringIO(newline="")
    writer = csv.writer(out)
    writer.writerow(heads)
    writer.writerows([_harmless(cell) for cell in row] for row in rows)
    return out.getvalue().encode("utf-8-sig")


def _harmless(cell: Cell) -> Cell:
    """Text that a spreadsheet would take for a formula gets an apostrophe before it."""
    return f"'{cell}" if isinstance(cell, str) and cell[:1] in "=+-@\t\r" and cell else cell


def _xlsx(heads: Sequence[str], rows: Iterable[Sequence[Cell]]) -> bytes:
    import xlsxwriter

    out = io.BytesIO()
    with xlsxwriter.Workbook(
        out, {"in_memory": True, "strings_to_formulas": False, "strings_to_urls": False, "strings_to_numbers": False}
    ) as book:
        page = book.add_worksheet()
        page.freeze_panes(1, 1)
        page.repeat_rows(0)
        page.set_paper(9)
        page.set_landscape()
        page.fit_to_pages(1, 0)
        page.write_row(0, 0, heads, book.add_format({"bold": True, "bottom": 1, "text_wrap": True}))
        count = 0
        for count, row in enumerate(rows, start=1):
            page.write_row(count, 0, list(row))
        page.autofilter(0, 0, max(count, 1), len(heads) - 1)
        page.set_column(0, len(heads) - 1, 16)
    return out.getvalue()


LIST_HEADS = (
    gettext_lazy("序号"),
    gettext_lazy("领域"),
    gettext_lazy("承诺"),
    gettext_lazy("类别"),
    gettext_lazy("目标"),
    gettext_lazy("期限"),
    gettext_lazy("基期"),
    gettext_lazy("基期值"),
    gettext_lazy("最新年份"),
    gettext_lazy("最新值"),
    gettext_lazy("单位"),
    gettext_lazy("判定"),
    gettext_lazy("说明"),
    gettext_lazy("牵头单位"),
    gettext_lazy("配合单位"),
    gettext_lazy("已报/应报"),
    gettext_lazy("模拟数据"),
)


def plan_list(request: HttpRequest, plan: str, form: str) -> HttpResponse:
    """The commitments of a plan, narrowed as the page is, as CSV or Excel."""
    viewer, book = viewer_here(request), shelf()[plan]
    rows = narrowed(sheet(book, viewer).rows, filters_of(request.GET, viewer))
    return table_response(f"{book.plan.short}-承诺", LIST_HEADS, (list_cells(index, row) for index, row in enumerate(rows, start=1)), form)


def list_cells(index: int, row: Row) -> list[Cell]:
    """One row of a list of commitments; figures only where the viewer sees them."""
    one, verdict, number = row.one, row.verdict if row.sees else None, row.number if row.sees else None
    said: list[Cell] = [index, row.area.name if row.area else "", one.name, str(wording.KINDS[one.kind]), row.target, one.deadline]
    figures: list[Cell] = [verdict.base_year, verdict.base, verdict.latest_year, verdict.latest] if verdict else [None] * 4
    parts = f"{number.parts_reporting}/{number.parts_expected}" if number else ""
    return [
        *said,
        *figures,
        row.unit,
        wording.word(row.word),
        row.reason,
        _names(row, "lead"),
        _names(row, "support"),
        parts,
        str(wording.SIMULATED) if row.simulated else "",
    ]


def _names(row: Row, role: str) -> str:
    parties: Any = getattr(row.duty, role)
    return _("、").join(wording.party_name(party) + (_("（建议）") if party.how == "proposed" else "") for party in parties)
