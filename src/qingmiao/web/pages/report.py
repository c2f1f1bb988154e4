"""The report of a plan as a Word file."""

from __future__ import annotations

import tempfile
from pathlib import Path
from urllib.parse import quote

from django.http import HttpRequest, HttpResponse

from qingmiao.web import clock
from qingmiao.web.planning.shelf import shelf
from qingmiao.web.reporting import write_report

WORD = "application/vnd.openxmlformats-officedocument.wordprocessingml.document"


def report(request: HttpRequest, plan: str) -> HttpResponse:
    """The Word report of the year of the verdicts, made now."""
    book = shelf()[plan]
    with tempfile.TemporaryDirectory() as folder:
        path = write_report(book, Path(folder) / "report.docx", year=None, made_on=clock.today())
        content = path.read_bytes()
    response = HttpResponse(content, content_type=WORD)
    response["Content-Disposition"] = f"attachment; filename*=UTF-8''{quote(book.plan.title)}.docx"
    return response
