"""Workbooks of a round: taken home to be filled in, all of them for the office to hand out, sent back and given back with what is wrong."""

from __future__ import annotations

from urllib.parse import quote, urlencode

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect, StreamingHttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from qingmiao.errors import UserError
from qingmiao.exchange.returned import Foreign
from qingmiao.exchange.workbooks import Paper
from qingmiao.facts.problems import letters
from qingmiao.facts.sheets import LARGEST
from qingmiao.rounds.states import OPEN
from qingmiao.web.language import said
from qingmiao.web.pages.downloads import file_response
from qingmiao.web.people.queries import profile_of, viewer_here
from qingmiao.web.rounds import queries
from qingmiao.web.rounds.excel import workbooks
from qingmiao.web.rounds.excel.actions import keep_file, take_workbook
from qingmiao.web.rounds.models import LayoutRow, Round, Upload
from qingmiao.web.rounds.views import name_of, told


def _title(request: HttpRequest) -> str:
    profile = profile_of(request)
    return profile.title if profile else name_of(request)


def workbook(request: HttpRequest, round: int) -> HttpResponse:
    """The forms that the viewer can fill in now, as one workbook; one department's or one place's of them where the address says so."""
    row, viewer = Round.objects.get(pk=round), viewer_here(request)
    forms = workbooks.forms_to_fill(row, viewer)
    for name in ("department", "place"):
        if wanted := request.GET.get(name):
            forms = [form for form in forms if getattr(form, name) == wanted]
    if not forms:
        messages.info(request, _("没有要您填的报表。"))
        return HttpResponseRedirect(reverse("round", args=[round]))
    title = _title(request)
    return file_response(workbooks.workbook(workbooks.paper_of(row, forms, title)), f"{row.name}-{title}", "xlsx")


def workbooks_zip(request: HttpRequest, round: int) -> StreamingHttpResponse:
    """All workbooks of a round for the office to hand out, one for each place or each department."""
    row = Round.objects.get(pk=round)
    by = request.GET.get("by", "place")
    if by not in ("place", "department"):
        raise Http404
    forms = list(row.forms.filter(state__in=OPEN).order_by("id"))
    made = workbooks.papers(row, forms, by)  # type: ignore[arg-type]
    response = StreamingHttpResponse(workbooks.zipped(made), content_type="application/zip")
    response["Content-Disposition"] = f"attachment; filename*=UTF-8''{quote(row.name)}.zip"
    return response


@require_POST
def upload(request: HttpRequest, round: int) -> HttpResponse:
    """Take a workbook that was filled in: what is right is saved, what is wrong is told cell by cell."""
    row, sent = Round.objects.get(pk=round), request.FILES.get("workbook")
    here = HttpResponseRedirect(reverse("round", args=[round]))
    if sent is None:
        messages.error(request, _("没有选文件。"))
        return here
    if row.closed_at:
        messages.error(request, _("轮次已结束，不再接受填报。"))
        return here
    if (sent.size or 0) > LARGEST:
        messages.error(request, _("文件超过 50 MB。"))
        return here
    paper, data, name, by = paper_for(request, row), sent.read(), (sent.name or "")[:120], name_of(request)
    try:
        taken = [take_workbook(row=row, read=workbooks.read(data, name, paper), by=by)]
    except Foreign as error:
        return _by_layouts(request, row, paper, data, name, error)
    except UserError as error:
        messages.error(request, _("没有读入：{}").format(told(error)))
        return here
    return HttpResponseRedirect(reverse("round_uploaded", args=[round, taken[-1].pk]))


def _by_layouts(request: HttpRequest, row: Round, paper: Paper, data: bytes, name: str, error: Foreign) -> HttpResponse:
    """Take a file in a layout of its own: sheet by sheet where its layout is known; else it is to be told."""
    by = name_of(request)
    try:
        if not workbooks.may_be_table(error.sheets, paper.year):
            raise error
        file = keep_file(row=row, name=name, data=data, by=by)
        layouts = list(LayoutRow.objects.filter(region=row.region).order_by("-moment"))
        found = workbooks.read_by_layouts(file, error.sheets, paper, layouts)
    except UserError as refused:
        messages.error(request, _("没有读入：{}").format(told(refused)))
        return HttpResponseRedirect(reverse("round", args=[row.pk]))
    taken = [take_workbook(row=row, read=one, by=by) for one in found.reads]
    for wrong in found.refused:
        messages.error(request, _("没有读入：{}").format(told(wrong)))
    if found.unplaced:
        names = "、".join(table.sheet.name or name for table in found.unplaced[:10])
        messages.info(request, _("表里没有写明是哪个地区的，选好地区再读入：{}").format(names))
    if taken and found.untold:
        messages.info(request, _("还没有说明布局的表：{}").format("、".join(found.untold[:10])))
    for one in taken[:-1]:
        messages.success(
            request,
            _("“{sheet}”表：新存入 {saved} 格，{problems} 处要看。").format(sheet=one.sheet, saved=one.saved, problems=len(one.problems)),
        )
    if taken:
        return HttpResponseRedirect(reverse("round_uploaded", args=[row.pk, taken[-1].pk]))
    if not found.untold and not found.unplaced:
        return HttpResponseRedirect(reverse("round", args=[row.pk]))
    if not found.unplaced:
        messages.info(request, _("这张表不是系统的工作簿。说明一次各列是什么，以后同样的表就直接读入。"))
    address = reverse("round_layout", args=[row.pk, file.pk])
    asked = {"sheet": found.untold[0]} if found.refused and found.untold else {}
    if found.unplaced:
        table = found.unplaced[0]
        asked = {"sheet": table.sheet.name, "top": str(table.top), "bottom": str(table.bottom)}
    return HttpResponseRedirect(f"{address}?{urlencode(asked)}" if asked else address)


def paper_for(request: HttpRequest, row: Round) -> Paper:
    """What a viewer can fill in now."""
    return workbooks.paper_of(row, workbooks.forms_to_fill(row, viewer_here(request)), _title(request))


def uploaded(request: HttpRequest, round: int, upload: int) -> HttpResponse:
    """What was taken of a workbook, and what is wrong with it."""
    found = _upload_of(request, round, upload)
    rows = [(f"{letters(column)}{row or ''}", name, head, said(what), said(cure)) for row, column, name, head, what, cure in found.problems]
    ready = [form for form in workbooks.forms_to_fill(found.round, viewer_here(request)) if form.state == "filling"]
    context = {"round": found.round, "upload": found, "problems": rows[:500], "more": max(0, len(rows) - 500), "ready": len(ready)}
    context["own_file"] = found.file_id is not None and found.by == name_of(request)
    return render(request, "rounds/uploaded.html", context)


def marked(request: HttpRequest, round: int, upload: int) -> HttpResponse:
    """The workbook that was sent, with what is wrong at its cells."""
    found = _upload_of(request, round, upload)
    if found.marked is None:
        raise Http404
    return file_response(bytes(found.marked), f"{found.name.rsplit('.', 1)[0]}-{_('问题')}", "xlsx")


def _upload_of(request: HttpRequest, round: int, upload: int) -> Upload:
    """An upload: whoever sent it sees it, and the office."""
    found = Upload.objects.select_related("round", "layout").filter(pk=upload, round_id=round).first()
    if found is None:
        raise Http404
    if found.by != name_of(request) and not queries.runs(viewer_here(request), round):
        raise PermissionDenied
    return found
