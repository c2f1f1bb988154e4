"""The report of a plan, and the profile of a place, as Word files of this moment."""

from __future__ import annotations

from pathlib import Path
from urllib.parse import quote

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect

from qingmiao.errors import UserError
from qingmiao.exchange.naming import file_name
from qingmiao.web import clock
from qingmiao.web.language import said
from qingmiao.web.planning.shelf import shelf
from qingmiao.web.reports.kept import kept_profile, kept_report

WORD = "application/vnd.openxmlformats-officedocument.wordprocessingml.document"


def report(request: HttpRequest, plan: str) -> HttpResponse:
    """The Word report of the year of the verdicts."""
    book = shelf()[plan]
    try:
        return _word(kept_report(book, made_on=clock.today()), book.plan.title)
    except UserError as error:
        messages.error(request, said(error.what))
        return redirect("plan_overview", plan=plan)


def place_profile(request: HttpRequest, plan: str, place: str) -> HttpResponse:
    """The profile of a place as a Word file."""
    book = shelf()[plan]
    if place != book.plan.region and book.gazetteer[place].parent != book.plan.region:
        raise Http404
    try:
        return _word(kept_profile(book, place, made_on=clock.today()), f"{book.gazetteer[place].name}-地区简报")
    except UserError as error:
        messages.error(request, said(error.what))
        return redirect("place", plan=plan, place=place)


def _word(path: Path, name: str) -> HttpResponse:
    response = HttpResponse(path.read_bytes(), content_type=WORD)
    response["Content-Disposition"] = f"attachment; filename*=UTF-8''{quote(file_name(name))}.docx"
    return response
