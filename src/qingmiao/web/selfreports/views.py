"""自评 self-reports: what am I to write, who has not handed in, what of it do we take up?"""

from __future__ import annotations

import json
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any, Final
from urllib.parse import quote

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect, JsonResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.safestring import mark_safe
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_POST

from qingmiao.disclosure.self_reporting import ACTS, OPEN, Act
from qingmiao.errors import UserError
from qingmiao.exchange.naming import file_name
from qingmiao.reports.html import to_html
from qingmiao.reports.selfreport import self_report as document_of
from qingmiao.rounds.owing import OFFICE
from qingmiao.web import clock
from qingmiao.web.ledger.queries import state_of
from qingmiao.web.pages.downloads import table_response
from qingmiao.web.pages.wording import place_name
from qingmiao.web.people.queries import viewer_here
from qingmiao.web.planning.queries import visible
from qingmiao.web.planning.shelf import Book, shelf
from qingmiao.web.reports.writing import FORMS
from qingmiao.web.rounds.views import name_of, told
from qingmiao.web.selfreports import queries
from qingmiao.web.selfreports.actions import (
    Change,
    Saved,
    Taking,
    Wanting,
    act_on_self_report,
    adopt,
    carry_over,
    open_self_reports,
    save_entries,
)
from qingmiao.web.selfreports.collecting import report_told
from qingmiao.web.selfreports.models import SelfReport
from qingmiao.web.selfreports.queries import Box
from qingmiao.web.selfreports.wording import SHAPES, act_word, by_area, card, reminder, state_word

MOST: Final = 1000
"""So many entries are saved at once."""

_CONTROL: Final = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\x7f\ud800-\udfff]")


def cleaned(words: object) -> str:
    """What somebody typed, without what no page or Word file can hold; line ends are plain."""
    return _CONTROL.sub("", str(words or "").replace("\r\n", "\n").replace("\r", "\n")).strip()


# ------------------------------------------------------------------------------------------------ lists


@dataclass(frozen=True, slots=True)
class Year:
    """The self-reports of a plan and year that a viewer reads."""

    book: Book
    year: int
    boxes: tuple[Box, ...]
    mine: tuple[Box, ...]
    handed_in: int
    late: int


def self_reports(request: HttpRequest) -> HttpResponse:
    """Plans and years with self-reports, what is still to be written by whoever looks; the office asks for them here."""
    viewer, today = viewer_here(request), clock.today()
    years = []
    for book, year in queries.years_in_sight(viewer):
        found = queries.boxes(book, year, viewer, today)
        mine = () if queries.runs(viewer, book) else tuple(box for box in found if box.state in OPEN)
        if found or queries.runs(viewer, book):
            years.append(Year(book, year, tuple(found), mine, sum(box.state not in OPEN for box in found), sum(box.late for box in found)))
    books = [book for book in visible(viewer) if queries.runs(viewer, book)]
    return render(request, "selfreports/self_reports.html", {"years": years, "open_to": books})


def open_page(request: HttpRequest, plan: str) -> HttpResponse:
    """Who is to be asked, until when; units that nobody can sign in for are left out unless they are ticked."""
    book = shelf()[plan]
    if request.method == "POST":
        return _open(request, book)
    state = state_of(plan)
    asked = queries.asked_of(book)
    context = {
        "units": [
            (one, one.place != book.plan.region, bool(one.department) or one.place != book.plan.region, one.department in ("", OFFICE))
            for one in asked
        ],
        "years": [state.year, state.year - 1] if state else [],
        "today": clock.today(),
        "book": book,
    }
    return render(request, "selfreports/open.html", context)


def _open(request: HttpRequest, book: Book) -> HttpResponse:
    try:
        year, due = int(request.POST.get("year", "")), date.fromisoformat(request.POST.get("due", ""))
        new = open_self_reports(book=book, year=year, due=due, units=request.POST.getlist("unit"), by=name_of(request))
    except ValueError:
        messages.error(request, _("没有布置：请选年份和截止日。"))
    except UserError as error:
        messages.error(request, _("没有布置：{}").format(told(error)))
    else:
        messages.success(request, _("已布置，新增 {} 份。").format(new))
        return HttpResponseRedirect(reverse("self_reports_of", args=[book.id, year]))
    return HttpResponseRedirect(reverse("self_reports_open", args=[book.id]))


CHOICES = (
    ("open", gettext_lazy("未报")),
    ("late", gettext_lazy("逾期")),
    ("submitted", gettext_lazy("待采用")),
    ("adopted", gettext_lazy("已采用")),
)


def of_year(request: HttpRequest, plan: str, year: int) -> HttpResponse:
    """Who has not handed in: units against states, and words to remind them."""
    viewer, today, book = viewer_here(request), clock.today(), shelf()[plan]
    every = queries.boxes(book, year, viewer, today)
    if not every and not SelfReport.objects.filter(plan=plan, year=year).exists():
        raise Http404
    runs, state = queries.runs(viewer, book), request.GET.get("state", "")
    shown = [box for box in every if state in ("", box.state) or (state == "open" and box.state in OPEN) or (state == "late" and box.late)]
    context = {
        "book": book,
        "year": year,
        "rows": [(box, state_word(box.state), SHAPES[box.state]) for box in shown],
        "total": len(every),
        "handed_in": sum(box.state not in OPEN for box in every),
        "adopted": sum(box.state == "adopted" for box in every),
        "late": sum(box.late for box in every),
        "state": state,
        "states": CHOICES,
        "runs": runs,
        "reminders": [(box, reminder(book.plan.short, year, box, today)) for box in every if box.state in OPEN] if runs else [],
    }
    return render(request, "selfreports/of_year.html", context)


HEADS = tuple(map(gettext_lazy, ("单位", "地区", "状态", "截止日", "逾期", "列出项数", "已写项数", "采用项数", "报送时间")))


def of_year_list(request: HttpRequest, plan: str, year: int, form: str) -> HttpResponse:
    """The same as CSV or Excel."""
    book = shelf()[plan]
    cells = (
        (
            *(box.unit, place_name(book.gazetteer[box.place]), state_word(box.state), box.due.isoformat(), _("是") if box.late else ""),
            *(box.entries, box.written, box.taken, box.submitted_at.date().isoformat() if box.submitted_at else ""),
        )
        for box in queries.boxes(book, year, viewer_here(request), clock.today())
    )
    return table_response(f"{book.plan.short}-{year}-{_('自评')}", HEADS, cells, form)


# ------------------------------------------------------------------------------------------------ one self-report


def self_report(request: HttpRequest, report: int, wanting: Sequence[int] | None = None) -> HttpResponse:
    """What is to be written, beside the figures; what is wanting stands at its entry; the steps that can be taken."""
    viewer, row = viewer_here(request), queries.report_of(report)
    book = queries.book_of(row)
    acts = queries.acts_now(viewer, row)
    every = [card(line) for line in queries.lines(row, book)]
    cards = [one for one in every if not one.support or one.touched or one.wanting or "more" in request.GET]
    items = [one for one in every if not one.text]
    context = {
        "book": book,
        "report": row,
        "state_word": state_word(row.state),  # type: ignore[arg-type]
        "shape": SHAPES[row.state],  # type: ignore[index]
        "opening": [one for one in cards if one.entry.kind in queries.OPENING],
        "every": cards,
        "hidden": len(every) - len(cards),
        "areas": by_area(cards),
        "closing": [one for one in cards if one.entry.kind in queries.CLOSING],
        "items": len(items),
        "written": sum(one.said for one in items),
        "lateness": [one for one in items if one.late and not one.support],
        "wanting": [one for one in cards if one.wanting] if row.state in OPEN else [],
        "told": wanting is not None,
        "may_write": "write" in acts,
        "may_adopt": "adopt" in acts,
        "may_ask": "return" in acts,
        "may_extend": "extend" in acts,
        "before": queries.year_before(row) if "write" in acts else None,
        "acts": [(act, act_word(act)) for act in ACTS if act in acts and act not in ("write", "adopt")],
        "events": [(one.moment, one.by, act_word(one.act), one.words) for one in row.events.order_by("id")],
        "late": row.state in OPEN and row.due < clock.today(),
        "today": clock.today(),
    }
    return render(request, "selfreports/self_report.html", context, status=200 if wanting is None else 422)


@require_POST
def save(request: HttpRequest, report: int) -> HttpResponse:
    """Save entries: from the page as JSON while somebody types, or all at once where there is no script."""
    row = queries.report_of(report)
    plain = request.content_type == "application/json"
    if "write" not in queries.acts_now(viewer_here(request), row):
        return _no_longer(request, row)
    try:
        asked = json.loads(request.body)["entries"] if plain else _posted(request)
        read = [_change(one) for one in asked[:MOST]]
    except (ValueError, KeyError, TypeError, AttributeError, OverflowError, RecursionError):
        return JsonResponse({"error": _("没有读懂要保存的内容，请刷新页面再填。")}, status=400)
    changes, wrong = [one for one, bad in read if not bad], [one for one, bad in read if bad]
    try:
        saved = save_entries(report=row, changes=changes, by=name_of(request))
    except UserError as error:
        return _refused(request, row, error)
    if plain:
        days = [{"entry": one.entry, "what": _("时限写作 2026-12-31")} for one in wrong]
        return JsonResponse({"saved": [_told_saved(one) for one in saved], "wrong": days})
    if wrong:
        messages.error(request, _("{} 处时限没有读懂，请写作 2026-12-31。").format(len(wrong)))
    if clashes := sum(one.conflict for one in saved):
        messages.error(request, _("{} 项已被别人改过，没有覆盖，请核对。").format(clashes))
    messages.success(request, _("已保存。"))
    return HttpResponseRedirect(reverse("self_report", args=[report]))


def _change(one: Mapping[str, Any]) -> tuple[Change, bool]:
    """What was typed as a change, and whether its day cannot be read. Raises ValueError for what is none."""
    number, version = int(one["entry"]), int(one.get("version") or 0)
    if not 0 < number < 2**63 or abs(version) >= 2**31:
        raise ValueError
    said = str(one.get("due") or "").strip()
    due, bad = None, False
    try:
        due = date.fromisoformat(said) if said else None
    except ValueError:
        bad = True
    done, cause, planned = (cleaned(one.get(name)) for name in ("done", "cause", "planned"))
    return Change(number, version, done, cause, planned, due, bool(one.get("holds"))), bad


NAMES: Final = {"done": "d", "cause": "c", "planned": "p", "due": "u", "version": "n", "holds": "k"}
"""Field of an entry → the letter before its number in the form."""


def _posted(request: HttpRequest) -> list[dict[str, str]]:
    """The entries of a form that was sent without a script."""
    ids = [name[1:] for name in request.POST if name[:1] == "n" and name[1:].isdecimal()]
    return [{"entry": one, **{name: request.POST.get(letter + one, "") for name, letter in NAMES.items()}} for one in ids]


def _told_saved(one: Saved) -> dict[str, Any]:
    entry = one.entry
    words = {name: getattr(entry, name) for name in ("version", "done", "cause", "planned")}
    conflict = {"conflict": _("{}已改过这一项，您写的没有保存").format(entry.changed_by)} if one.conflict else {}
    return {"entry": entry.pk, **words, "due": entry.due.isoformat() if entry.due else "", **conflict}


def _no_longer(request: HttpRequest, row: SelfReport) -> HttpResponse:
    said = _("这份自评报告现在是“{}”，您不能改；要改已报送的，请办公室退回。").format(state_word(row.state))  # type: ignore[arg-type]
    if request.content_type == "application/json":
        return JsonResponse({"error": said}, status=409)
    messages.error(request, said)
    return HttpResponseRedirect(reverse("self_report", args=[row.pk]))


def _refused(request: HttpRequest, row: SelfReport, error: UserError) -> HttpResponse:
    if request.content_type == "application/json":
        return JsonResponse({"error": told(error)}, status=409)
    messages.error(request, _("没有保存：{}").format(told(error)))
    return HttpResponseRedirect(reverse("self_report", args=[row.pk]))


@require_POST
def carry(request: HttpRequest, report: int) -> HttpResponse:
    """Put last year's words into what is still empty, as a proposal."""
    row = queries.report_of(report)
    if "write" not in queries.acts_now(viewer_here(request), row):
        return _no_longer(request, row)
    try:
        count = carry_over(report=row, by=name_of(request))
        messages.success(request, _("已带入 {} 项往年的文字，每项都要改写或确认。").format(count))
    except UserError as error:
        messages.error(request, _("没有带入：{}").format(told(error)))
    return HttpResponseRedirect(reverse("self_report", args=[report]))


STEPS: Final[tuple[Act, ...]] = ("submit", "return", "extend")


@require_POST
def act(request: HttpRequest, report: int) -> HttpResponse:
    """Take a self-report one step on: hand in, return, give another day."""
    row = queries.report_of(report)
    here = HttpResponseRedirect(reverse("self_report", args=[report]))
    asked = next((one for one in STEPS if one == request.POST.get("act")), None)
    if asked is None or asked not in queries.acts_now(viewer_here(request), row):
        messages.error(request, _("现在不能这样办理，请看自评报告的现状。"))
        return here
    questions = {int(name[1:]): cleaned(words) for name, words in request.POST.items() if re.fullmatch(r"q\d{1,18}", name)}
    try:
        due = date.fromisoformat(request.POST["due"]) if request.POST.get("due") else None
        words = cleaned(request.POST.get("words"))
        act_on_self_report(report=row, act=asked, by=name_of(request), words=words, due=due, questions=questions)
        messages.success(request, _("已办理：{}。").format(act_word(asked)))
    except ValueError:
        messages.error(request, _("没有办理：日期写作 2026-06-30。"))
    except Wanting as error:
        messages.error(request, _("没有报送：{}").format(told(error)))
        return self_report(request, report, [line.entry.pk for line in error.lines])
    except UserError as error:
        messages.error(request, _("没有办理：{}").format(told(error)))
    return here


@require_POST
def take_up(request: HttpRequest, report: int) -> HttpResponse:
    """Adopt what is ticked, in the words that stand beside it."""
    row = queries.report_of(report)
    here = HttpResponseRedirect(reverse("self_report", args=[report]))
    if "adopt" not in queries.acts_now(viewer_here(request), row):
        messages.error(request, _("现在不能这样办理，请看自评报告的现状。"))
        return here
    ticked = [int(name[1:]) for name in request.POST if re.fullmatch(r"t\d{1,18}", name)][:MOST]
    versions = {number: request.POST.get(f"n{number}", "") for number in ticked}
    takings = [
        Taking(number, int(version), *(cleaned(request.POST.get(f"{letter}{number}")) for letter in "dcp"))
        for number, version in versions.items()
        if re.fullmatch(r"\d{1,9}", version)
    ]
    try:
        count = adopt(report=row, takings=takings, by=name_of(request))
        messages.success(request, _("已采用 {} 项，县级报告的草稿会用这些文字。").format(count))
    except UserError as error:
        messages.error(request, _("没有采用：{}").format(told(error)))
    return here


def document(request: HttpRequest, report: int) -> HttpResponse:
    """The self-report as it will stand on paper."""
    row = queries.report_of(report)
    book = queries.book_of(row)
    made = document_of(report_told(row, book, clock.today()))
    context = {"book": book, "report": row, "document": made, "html": mark_safe(to_html(made)), "forms": PAPER}
    return render(request, "selfreports/document.html", context)


PAPER: Final = ("docx", "pdf")
"""What a self-report is handed in as."""


def document_file(request: HttpRequest, report: int, form: str) -> HttpResponse:
    """The self-report as a file."""
    if form not in PAPER:
        raise Http404
    row = queries.report_of(report)
    made = document_of(report_told(row, queries.book_of(row), clock.today()))
    _name, content_type, write = FORMS[form]
    response = HttpResponse(write(made), content_type=content_type)
    response["Content-Disposition"] = f"attachment; filename*=UTF-8''{quote(file_name(made.title))}.{form}"
    return response
