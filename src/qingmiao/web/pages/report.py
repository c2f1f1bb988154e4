"""The report of a plan as a Word file."""

from __future__ import annotations

from urllib.parse import quote

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect

from qingmiao.errors import UserError
from qingmiao.web import clock
from qingmiao.web.language import said
from qingmiao.web.planning.shelf import shelf
from qingmiao.web.reporting import kept_report

WORD = "application/vnd.openxmlformats-officedocument.wordprocessingml.document"


def report(request: HttpRequest, plan: str) -> HttpResponse:
    """The Word report of the year of the verdicts."""
    book = shelf()[plan]
    try:
        content = kept_report(book, made_on=clock.today()).read_bytes()
    except UserError as error:
        messages.error(request, said(error.what))
        return redirect("plan_overview", plan=plan)
    response = HttpResponse(content, content_type=WORD)
    response["Content-Disposition"] = f"attachment; filename*=UTF-8''{quote(book.plan.title)}.docx"
    return response
