"""预警提示函: the letter about one warning, and letters to the lead units about several, as Word files."""

from __future__ import annotations

import io
import zipfile
from collections.abc import Sequence
from urllib.parse import quote

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.urls import reverse
from django.utils.translation import gettext as _

from qingmiao.exchange.naming import file_name
from qingmiao.progress import Judged
from qingmiao.progress.warning.ground import Ground, ground
from qingmiao.progress.warning.life import Owners
from qingmiao.reports.letter import Letter, letter, open_letters
from qingmiao.reports.letter_docx import letter_docx
from qingmiao.web import clock
from qingmiao.web.ledger import queries as ledger
from qingmiao.web.pages.report import WORD
from qingmiao.web.pages.warnings import Row, rows_of, wanted_of
from qingmiao.web.people.queries import viewer_here
from qingmiao.web.planning.duty import Duty
from qingmiao.web.planning.shelf import Book, shelf


def warning_letter(request: HttpRequest, plan: str, warning: int) -> HttpResponse:
    """The letter about one warning that stands, to all units that lead."""
    viewer, book = viewer_here(request), shelf()[plan]
    row = next((row for row in rows_of(book, viewer) if row.id == warning), None)
    if row is None:
        raise Http404
    if not row.warning.standing:
        return _back(request, plan, _("没有写函：这条预警已经结束。"))
    if not row.duty.lead:
        return _back(request, plan, _("没有写函：还没有牵头单位，先分派。"))
    units, proposed = _owner(row.duty)
    made = letter(_ground(book, [row]), [row.warning], units, proposed=proposed, made_on=clock.today())
    return _word(letter_docx(made), f"{made.title}-{made.unit}")


def warning_letters(request: HttpRequest, plan: str) -> HttpResponse:
    """A letter to each lead unit about what it has still to answer, of the warnings that are chosen, or that the address narrows the list to."""
    viewer, book = viewer_here(request), shelf()[plan]
    wanted, chosen = wanted_of(request.GET), set(request.GET.getlist("warning"))
    rows = [row for row in rows_of(book, viewer) if (str(row.id) in chosen if chosen else wanted.holds(row))]
    made = [one for one in _letters(book, rows) if one.unit in {wanted.unit or one.unit, wanted.lead or one.unit}]
    if not made:
        return _back(request, plan, _("没有写函：这里没有待回复的预警，或还没有牵头单位。"))
    if len(made) == 1:
        return _word(letter_docx(made[0]), f"{made[0].title}-{made[0].unit}")
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_STORED) as archive:  # a Word file is packed already
        for one in made:
            archive.writestr(f"{file_name(one.unit)}-预警提示函.docx", letter_docx(one))
    response = HttpResponse(out.getvalue(), content_type="application/zip")
    response["Content-Disposition"] = f"attachment; filename*=UTF-8''{quote(file_name(book.plan.short))}-{quote('预警提示函')}.zip"
    return response


def _letters(book: Book, rows: Sequence[Row]) -> list[Letter]:
    owners: Owners = {row.one.id: _owner(row.duty) for row in rows}
    return open_letters(_ground(book, rows), [row.warning for row in rows], owners, made_on=clock.today()) if rows else []


def _owner(duty: Duty) -> tuple[tuple[str, ...], bool]:
    """The names of those who lead, and whether they are only proposed."""
    return tuple(party.name for party in duty.lead), bool(duty.lead) and not duty.taken


def _ground(book: Book, rows: Sequence[Row]) -> Ground:
    """What the letters are made from: the figures and the verdicts of the places and indicators that the warnings are about."""
    state = ledger.state_of(book.id)
    if state is None:
        raise Http404
    places = sorted({book.plan.region, *(row.place.id for row in rows)})
    figures = ledger.figures_table(book.id, places, sorted({row.one.indicator for row in rows}))
    judged = [Judged(one, place, verdict) for place in places for one, verdict in ledger.verdicts(book.id, place, state.year).items()]
    return ground(book.package, book.catalogue, book.gazetteer, figures, state.year, judged)


def _word(content: bytes, name: str) -> HttpResponse:
    response = HttpResponse(content, content_type=WORD)
    response["Content-Disposition"] = f"attachment; filename*=UTF-8''{quote(file_name(name))}.docx"
    return response


def _back(request: HttpRequest, plan: str, why: str) -> HttpResponse:
    messages.error(request, why)
    return HttpResponseRedirect(f"{reverse('warnings', args=[plan])}?{request.GET.urlencode()}")
