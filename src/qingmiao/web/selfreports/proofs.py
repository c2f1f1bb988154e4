"""佐证 proofs: files behind the entries of a self-report."""

from __future__ import annotations

from urllib.parse import quote

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from qingmiao.errors import UserError
from qingmiao.web.people.queries import viewer_here
from qingmiao.web.rounds.evidence import LARGEST, is_kind, refuse_persons
from qingmiao.web.rounds.views import name_of, told
from qingmiao.web.selfreports import queries
from qingmiao.web.selfreports.actions import attach_proof, detach_proof
from qingmiao.web.selfreports.models import Proof


@require_POST
def attach(request: HttpRequest, report: int) -> HttpResponse:
    """Put a file to an entry."""
    row = queries.report_of(report)
    here = HttpResponseRedirect(reverse("self_report", args=[report]))
    sent, number = request.FILES.get("file"), request.POST.get("entry", "")
    entry = row.entries.filter(pk=int(number)).first() if number.isdecimal() and len(number) < 19 else None
    if "write" not in queries.acts_now(viewer_here(request), row):
        messages.error(request, _("这份自评报告现在不能改。"))
    elif sent is None or entry is None:
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
            attach_proof(entry=entry, name=name, data=data, by=name_of(request))
            messages.success(request, _("已附上“{}”。").format(name[:120]))
        except UserError as error:
            messages.error(request, _("没有附上：{}").format(told(error)))
    return here


def proof_file(request: HttpRequest, report: int, proof: int) -> HttpResponse:
    """A file to keep; it is never shown within the site."""
    found = _proof_of(report, proof)
    response = HttpResponse(bytes(found.data), content_type="application/octet-stream")
    response["Content-Disposition"] = f"attachment; filename*=UTF-8''{quote(found.name)}"
    return response


@require_POST
def detach(request: HttpRequest, report: int, proof: int) -> HttpResponse:
    """Take a file from an entry."""
    row, found = queries.report_of(report), _proof_of(report, proof)
    if "write" in queries.acts_now(viewer_here(request), row):
        detach_proof(proof_id=found.pk, by=name_of(request))
        messages.success(request, _("佐证已删去。"))
    else:
        messages.error(request, _("这份自评报告现在不能改。"))
    return HttpResponseRedirect(reverse("self_report", args=[report]))


def _proof_of(report: int, proof: int) -> Proof:
    found = Proof.objects.filter(pk=proof, entry__report_id=report).first()
    if found is None:
        raise Http404
    return found
