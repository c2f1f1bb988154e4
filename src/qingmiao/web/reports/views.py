"""报告 reports: can it be handed in? The reports of a plan, the page of one, writing, commenting, and the steps to publication."""

from __future__ import annotations

from datetime import date
from typing import Any, get_args
from urllib.parse import quote, urlencode

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from qingmiao.disclosure import Viewer
from qingmiao.errors import UserError
from qingmiao.exchange.naming import file_name
from qingmiao.reports.flow import ACTS, COMMENT_ACTS, STATES, group_of
from qingmiao.reports.office import CONTENTS, MARKS, TEXT
from qingmiao.web import clock
from qingmiao.web.language import english, said
from qingmiao.web.ledger import queries as ledger
from qingmiao.web.people.queries import profile_here, viewer_here
from qingmiao.web.planning.shelf import Book, shelf
from qingmiao.web.reports import actions
from qingmiao.web.reports.drafting import make
from qingmiao.web.reports.making import KINDS, title_of
from qingmiao.web.reports.models import Published, Report
from qingmiao.web.reports.page import desk, is_asker, published_html
from qingmiao.web.reports.queries import (
    acts_here,
    document_of,
    draft_in_sight,
    drafts_compared,
    last_version,
    office_here,
    published_in_sight,
    report_here,
    reports_of,
    unsettled_of,
    whole,
)
from qingmiao.web.reports.showing import placed
from qingmiao.web.reports.wording import EVENTS, NOTES, ROUNDINGS, SHAPES, state_word
from qingmiao.web.reports.writing import FORMS, in_template


def by_whom(request: HttpRequest) -> str:
    """Who asks."""
    return request.user.get_username()


def told(error: UserError) -> str:
    """An error in the language of the page."""
    what, cure = said(error.what), said(error.cure)
    return f"{what}. {cure}." if english() else f"{what}。{cure}。"


def _day(text: str) -> date | None:
    try:
        return date.fromisoformat(text)
    except ValueError:
        return None


# ------------------------------------------------------------------------------------------------ the reports of a plan


def reports(request: HttpRequest, plan: str) -> HttpResponse:
    """The reports of a plan that the viewer sees, narrowed by kind and state; the office begins one here."""
    viewer, book, today = viewer_here(request), shelf()[plan], clock.today()
    every = reports_of(book, viewer, today)
    kind, state = request.GET.get("kind", ""), request.GET.get("state", "")
    rows = [one for one in every if kind in ("", one[0].kind) and (state == one[0].state if state else one[0].state != "dropped")]
    waiting = unsettled_of([row for row, _published, at_work in rows if at_work])
    context = {
        "book": book,
        "rows": [
            {
                "report": row,
                "kind": KINDS.get(row.kind, row.kind),  # type: ignore[call-overload]
                "shape": SHAPES[row.state if at_work else "published"],
                "state": state_word(row.state if at_work else "published"),
                "published": published[0] if published else None,
                "waiting": waiting.get(row.pk, 0),
                "at_work": at_work,
            }
            for row, published, at_work in rows
        ],
        "total": len(every),
        "kinds": list(KINDS.items()),
        "states": [(one, state_word(one)) for one in STATES],
        "chosen": {"kind": kind, "state": state},
        "office": office_here(viewer, book),
        "years": _years(book, today),
        "releases": ledger.release_names(),
        "roundings": list(ROUNDINGS.items()),
    }
    return render(request, "reports/reports.html", context)


def _years(book: Book, today: date) -> list[int]:
    """The years of which a report can speak, the last first."""
    first, last = book.plan.period
    end = min(today.year - 1, last or today.year)
    return list(range(end, max((first or end - 10) - 1, end - 11), -1))


@require_POST
def new(request: HttpRequest, plan: str) -> HttpResponse:
    """Begin a report, and make its first draft."""
    book = shelf()[plan]
    kind, rounding, release = (request.POST.get(name, "") for name in ("kind", "rounding", "release"))
    year = int(text) if (text := request.POST.get("year", "")).isdecimal() and len(text) == 4 else 0
    if kind not in KINDS or rounding not in ROUNDINGS or year not in _years(book, clock.today()):
        messages.error(request, _("没有建成：请选种类、年份和修约规则。"))
        return HttpResponseRedirect(reverse("reports", args=[plan]))
    try:
        report = actions.start_report(
            plan=plan,
            kind=kind,
            year=year,
            place=book.plan.region,
            title=title_of(book, kind, year),
            release=release,
            rounding=rounding,
            by=by_whom(request),
        )
    except UserError as error:
        messages.error(request, _("没有建成：{}").format(told(error)))
        return HttpResponseRedirect(reverse("reports", args=[plan]))
    return _made(request, report)


def _made(request: HttpRequest, report: Report) -> HttpResponse:
    """Make a draft of a report, and go to its page."""
    try:
        if make(report, by=by_whom(request)):
            messages.success(request, _("草稿已生成。"))
    except UserError as error:
        messages.error(request, _("没有生成：{}").format(told(error)))
    return HttpResponseRedirect(reverse("report_page", args=[report.plan, report.pk]))


# ------------------------------------------------------------------------------------------------ one report


def report_page(request: HttpRequest, plan: str, report: int) -> HttpResponse:
    """A report: the draft where the viewer sees it, else what was published last; `edition` in the address names another that was published."""
    return _page(request, plan, report)


def _page(
    request: HttpRequest, plan: str, number: int, *, at: str = "", typed: str = "", problem: str = "", status: int = 200
) -> HttpResponse:
    viewer, (book, report) = viewer_here(request), report_here(plan, number)
    published = published_in_sight(viewer, book, report, clock.today())
    edition = next((row for row in published if str(row.number) == request.GET.get("edition")), None)
    at_work = draft_in_sight(viewer, book, report) and edition is None and report.state in ("draft", "consulting", "review", "dropped")
    if not at_work:
        return _published(request, book, report, published, edition or next(iter(published), None))
    found = desk(
        book, report, viewer, at=at or request.GET.get("at", ""), since=request.GET.get("since", ""), annexes="annexes" in request.GET
    )
    context = _common(viewer, book, report, published) | {
        "desk": found,
        "html": found.html if found else "",
        "typed": typed,
        "problem": problem,
        "compares": drafts_compared(viewer, book, report),
        "failed": said(report.failed),
        "mine": next((vote for vote in found.votes if vote.mine), None) if found else None,
    }
    if found and found.panel:
        panel = render_to_string("reports/panel.html", context | {"panel": found.panel}, request)
        context["html"] = placed(found.html, found.panel.key, panel)
    return render(request, "reports/report.html", context, status=status)


def _published(request: HttpRequest, book: Book, report: Report, published: list[Published], row: Published | None) -> HttpResponse:
    viewer = viewer_here(request)
    if row is None:
        raise Http404
    html, left_out = published_html(row, annexes="annexes" in request.GET)
    context = _common(viewer, book, report, published) | {
        "row": row,
        "document": document_of(row.document),
        "html": html,
        "left_out": left_out,
        "whole": whole(row),
        "closed": row.opens > clock.today(),
        "last": row.number == max(one.number for one in published),
    }
    return render(request, "reports/published.html", context)


def _common(viewer: Viewer, book: Book, report: Report, published: list[Published]) -> dict[str, Any]:
    inside = draft_in_sight(viewer, book, report)
    return {
        "book": book,
        "report": report,
        "kind": KINDS.get(report.kind, report.kind),  # type: ignore[call-overload]
        "state": state_word(report.state),
        "shape": SHAPES[report.state],
        "rounding": ROUNDINGS[report.rounding],
        "acts": acts_here(viewer, book, report),
        "office": office_here(viewer, book),
        "published": published,
        "today": clock.today(),
        "forms": [(form, name) for form, (name, _type, _write) in FORMS.items()],
        "events": [(one.moment, one.by, EVENTS.get(one.act, one.act), one.words) for one in report.events.order_by("id")] if inside else [],
        "note_words": NOTES,
        "text_mark": TEXT,
        "marks": "".join((*MARKS, CONTENTS)),
    }


def _back_to(request: HttpRequest, row: Report, why: str) -> HttpResponse:
    messages.error(request, why)
    return HttpResponseRedirect(reverse("report_page", args=[row.plan, row.pk]))


@require_http_methods(["GET", "HEAD", "POST"])
def report_file(request: HttpRequest, plan: str, report: int, form: str) -> HttpResponse:
    """A report as a file: the draft, or with `edition` in the address what was published. Posted with a `template` of the office's own, in that."""
    viewer, (book, row) = viewer_here(request), report_here(plan, report)
    if form not in FORMS:
        raise Http404
    edition, today = request.GET.get("edition", ""), clock.today()
    published = next((one for one in published_in_sight(viewer, book, row, today) if str(one.number) == edition), None)
    version = last_version(row) if not edition and draft_in_sight(viewer, book, row) else None
    if published is None and version is None:
        raise PermissionDenied
    document = document_of(published.document if published else version.shown)  # type: ignore[union-attr]
    _name, content_type, write = FORMS[form]
    template = request.FILES.get("template")
    if request.method == "POST" and (template is None or form != "docx"):
        return _back_to(request, row, _("没有生成：请选本单位的 Word 模板（.docx）。"))
    try:
        content = write(document) if template is None else in_template(document, template)
    except UserError as error:
        return _back_to(request, row, _("没有生成：{}").format(told(error)))
    response = HttpResponse(content, content_type=content_type)
    name = row.title if published else _("{}（草稿）").format(row.title)
    response["Content-Disposition"] = f"attachment; filename*=UTF-8''{quote(file_name(name))}.{form}"
    return response


# ------------------------------------------------------------------------------------------------ writing and commenting


@require_POST
def report_write(request: HttpRequest, plan: str, report: int) -> HttpResponse:
    """Change one paragraph by hand. What cannot be kept comes back with the page, so that no word is lost."""
    report_here(plan, report)
    act, key, words = (request.POST.get(name, "") for name in ("act", "key", "words"))
    if act not in get_args(actions.Write) or not key:
        messages.error(request, _("没有改成：请从草稿里选一段。"))
        return HttpResponseRedirect(reverse("report_page", args=[plan, report]))
    try:
        done = actions.write(report_id=report, act=act, key=key, seen=request.POST.get("seen", ""), words=words, by=by_whom(request))  # type: ignore[arg-type]
    except UserError as error:
        status = 409 if isinstance(error, actions.Overtaken) else 422
        return _page(request, plan, report, at=key, typed=words, problem=told(error), status=status)
    messages.success(request, _("已存。"))
    return _back(plan, report, "" if act in ("drop", "undo") else done, f"#b-{quote(done)}")


def _back(plan: str, report: int, at: str, anchor: str) -> HttpResponse:
    query = f"?{urlencode({'at': at})}" if at else ""
    return HttpResponseRedirect(f"{reverse('report_page', args=[plan, report])}{query}{anchor}")


@require_POST
def report_comment(request: HttpRequest, plan: str, report: int) -> HttpResponse:
    """Say something about a block."""
    viewer, (book, row) = viewer_here(request), report_here(plan, report)
    if "comment" not in acts_here(viewer, book, row):
        raise PermissionDenied
    key, words = request.POST.get("key", ""), request.POST.get("words", "")
    try:
        actions.comment(
            report_id=report,
            key=key,
            words=words,
            department=viewer.department or "",
            unit=profile_here(request).title,
            by=by_whom(request),
        )
    except UserError as error:
        return _page(request, plan, report, at=key, typed=words, problem=told(error), status=422)
    messages.success(request, _("意见已提出。"))
    return _back(plan, report, key, "#at")


@require_POST
def report_comment_act(request: HttpRequest, plan: str, report: int, comment: int) -> HttpResponse:
    """Answer a comment, settle it, or raise it again."""
    viewer, (book, row) = viewer_here(request), report_here(plan, report)
    found, act, words = row.comments.filter(pk=comment).first(), request.POST.get("act", ""), request.POST.get("words", "")
    if found is None:
        raise Http404
    if act not in COMMENT_ACTS:
        messages.error(request, _("没有办成：请点一个按钮。"))
        return _back(plan, report, found.key, "#at")
    office = office_here(viewer, book)
    if not (is_asker(found, viewer, office) if COMMENT_ACTS[act].asker else office):  # type: ignore[index]
        raise PermissionDenied
    try:
        actions.act_on_comment(report_id=report, comment_id=comment, act=act, words=words, by=by_whom(request))  # type: ignore[arg-type]
    except UserError as error:
        return _page(request, plan, report, at=found.key, typed=words, problem=told(error), status=422)
    return _back(plan, report, found.key, "#at")


# ------------------------------------------------------------------------------------------------ the way to publication


def _addressed(request: HttpRequest, row: Report) -> HttpResponse:
    """Make the draft anew, with what the office says of number, recipient and copies."""
    given = {name: request.POST.get(name, "") for name in ("number", "recipient", "copies")}
    if "number" in request.POST and any(given[name] != getattr(row, name) for name in given):
        try:
            actions.address_report(report_id=row.pk, by=by_whom(request), **given)
        except UserError as error:
            messages.error(request, _("没有办成：{}").format(told(error)))
            return HttpResponseRedirect(reverse("report_page", args=[row.plan, row.pk]))
        row.refresh_from_db()
    return _made(request, row)


@require_POST
def report_act(request: HttpRequest, plan: str, report: int) -> HttpResponse:
    """Take a report one step on."""
    viewer, (book, row) = viewer_here(request), report_here(plan, report)
    act = request.POST.get("act", "")
    if act not in ACTS or act in ("edit", "comment", "answer"):
        messages.error(request, _("没有办成：请点一个按钮。"))
        return HttpResponseRedirect(reverse("report_page", args=[plan, report]))
    group, office = group_of(viewer, book.plan.region, book.gazetteer), office_here(viewer, book)
    if group is None or not (office or act in ("approve", "return")):
        raise PermissionDenied
    if act == "make":
        return _addressed(request, row)
    try:
        actions.act_on_report(
            report_id=report,
            act=act,  # type: ignore[arg-type]
            words=request.POST.get("words", ""),
            day=_day(request.POST.get("day", "")),
            group=group,
            unit=profile_here(request).title,
            by=by_whom(request),
        )
    except UserError as error:
        messages.error(request, _("没有办成：{}").format(told(error)))
    else:
        messages.success(request, _("已办：{}。").format(EVENTS[act]))
    row.refresh_from_db()
    if not draft_in_sight(viewer, book, row) and not published_in_sight(viewer, book, row, clock.today()):
        return HttpResponseRedirect(reverse("reports", args=[plan]))
    return HttpResponseRedirect(reverse("report_page", args=[plan, report]))
