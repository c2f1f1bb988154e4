"""凭证 evidence: what shows that this figure is so?"""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import Final
from urllib.parse import quote

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from qingmiao.errors import UserError
from qingmiao.exchange.tables import lists_people
from qingmiao.facts.sheets import sheets_in
from qingmiao.web.people.queries import viewer_here
from qingmiao.web.rounds import queries
from qingmiao.web.rounds.actions import attach, detach
from qingmiao.web.rounds.models import Evidence, FormRow
from qingmiao.web.rounds.views import name_of, told

LARGEST: Final = 10 * 1024 * 1024
"""Bytes."""

KINDS: Final[Mapping[str, tuple[bytes, ...]]] = {
    ".pdf": (b"%PDF-",),
    ".jpg": (b"\xff\xd8\xff",),
    ".jpeg": (b"\xff\xd8\xff",),
    ".png": (b"\x89PNG\r\n\x1a\n",),
    ".docx": (b"PK\x03\x04",),
    ".xlsx": (b"PK\x03\x04",),
    ".doc": (b"\xd0\xcf\x11\xe0",),
    ".xls": (b"\xd0\xcf\x11\xe0",),
}
"""Ending → how such a file begins."""


@require_POST
def attach_file(request: HttpRequest, round: int, form: int) -> HttpResponse:
    """Put a file to a cell."""
    row = queries.form_of(round, form)
    here = HttpResponseRedirect(reverse("round_form", args=[round, form]))
    sent, number = request.FILES.get("file"), request.POST.get("cell", "")
    cell = row.cells.filter(pk=int(number)).first() if number.isdecimal() and len(number) < 19 else None
    if not _may_fill(request, row):
        messages.error(request, _("这张报表现在不能改。"))
    elif sent is None or cell is None:
        messages.error(request, _("请选哪一项和文件。"))
    elif (sent.size or 0) > LARGEST:
        messages.error(request, _("没有附上：文件超过 10 MB。"))
    else:
        name, data = sent.name or "", sent.read()
        if not is_kind(name, data):
            messages.error(request, _("没有附上：只收 PDF、JPG、PNG、Word、Excel 文件，内容要与扩展名一致。"))
            return here
        try:
            refuse_persons(name, data)
            attach(cell=cell, name=name, data=data, by=name_of(request))
            messages.success(request, _("已附上“{}”。").format(name[:120]))
        except UserError as error:
            messages.error(request, _("没有附上：{}").format(told(error)))
    return here


def is_kind(name: str, data: bytes) -> bool:
    """Tell whether a file is of a kind that is taken: its ending is one of `KINDS`, and it begins as such a file does."""
    ending = f".{name.rpartition('.')[2].lower()}"
    return any(data.startswith(start) for start in KINDS.get(ending, ()))


def refuse_persons(name: str, data: bytes) -> None:
    """Raise UserError for a workbook in which there is a list of persons; one that cannot be looked into is a file as any other."""
    try:
        sheets = sheets_in(data, Path(name[:120])) if name.lower().endswith((".xlsx", ".xls")) else ()
    except UserError:
        return
    for sheet in sheets:
        if (row := lists_people(sheet)) is not None:
            raise UserError(
                what="这是个人名册 / this is a list of persons",
                where=f"工作表 / sheet: {sheet.name}，第 {row} 行 / row {row}",
                cure="附汇总的表，或盖章的说明 / put a table of sums to it, or a signed statement",
            )


def _may_fill(request: HttpRequest, row: FormRow) -> bool:
    return "fill" in queries.acts_now(viewer_here(request), row)


def evidence_file(request: HttpRequest, round: int, form: int, evidence: int) -> HttpResponse:
    """A file to keep; it is never shown within the site."""
    found = _evidence_of(round, form, evidence)
    response = HttpResponse(bytes(found.data), content_type="application/octet-stream")
    response["Content-Disposition"] = f"attachment; filename*=UTF-8''{quote(found.name)}"
    return response


@require_POST
def detach_file(request: HttpRequest, round: int, form: int, evidence: int) -> HttpResponse:
    """Take a file from a cell."""
    found, row = _evidence_of(round, form, evidence), queries.form_of(round, form)
    if _may_fill(request, row):
        detach(evidence_id=found.pk, by=name_of(request))
        messages.success(request, _("凭证已删去。"))
    else:
        messages.error(request, _("这张报表现在不能改。"))
    return HttpResponseRedirect(reverse("round_form", args=[round, form]))


def _evidence_of(round: int, form: int, evidence: int) -> Evidence:
    found = Evidence.objects.filter(pk=evidence, cell__form_id=form, cell__form__round_id=round).first()
    if found is None:
        raise Http404
    return found
