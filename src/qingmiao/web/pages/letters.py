"""提示函 warning letters as Word files: one warning, or all of one unit that the list shows."""

from __future__ import annotations

from collections.abc import Sequence

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext as _

from qingmiao.errors import UserError
from qingmiao.web import clock
from qingmiao.web.language import said
from qingmiao.web.pages.report import word_response
from qingmiao.web.pages.warnings import Row, rows_of, wanted_of
from qingmiao.web.people.queries import viewer_here
from qingmiao.web.planning.shelf import Book, shelf
from qingmiao.web.reporting import letter


def warning_letter(request: HttpRequest, plan: str, warning: int) -> HttpResponse:
    """The letter on one warning that stands, to all that lead."""
    book = shelf()[plan]
    row = next((row for row in rows_of(book, viewer_here(request)) if row.id == warning), None)
    if row is None:
        raise Http404
    return _letter(request, book, [row], [party.name for party in row.duty.lead])


def warning_letters(request: HttpRequest, plan: str) -> HttpResponse:
    """One letter on all warnings that stand, that the address does not leave out, and for which one unit leads."""
    book, wanted = shelf()[plan], wanted_of(request.GET)
    rows = [row for row in rows_of(book, viewer_here(request)) if wanted.holds(row) and wanted.unit in row.leads]
    return _letter(request, book, rows, [wanted.unit] if wanted.unit else [])


def _letter(request: HttpRequest, book: Book, rows: Sequence[Row], to: Sequence[str]) -> HttpResponse:
    standing = [row for row in rows if row.warning.standing]
    if not to:
        messages.error(request, _("没有生成提示函：先选一个单位；没有牵头单位的，先在“承诺”里指定。"))
    elif not standing:
        messages.error(request, _("没有生成提示函：{}没有待办理的牵头预警。").format("、".join(to)))
    else:
        proposed = any(party.how == "proposed" for row in standing for party in row.duty.lead if party.name in to)
        try:
            content = letter(book, [row.warning for row in standing], to, proposed=proposed, made_on=clock.today())
            return word_response(content, f"{_('提示函')}-{'、'.join(to)}")
        except UserError as error:
            messages.error(request, said(error.what))
    return redirect("warnings", plan=book.id)
