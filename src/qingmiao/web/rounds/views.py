"""轮次 round, 填报 entry, 审核 review: who still owes what, what am I to fill in, can it be believed?"""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any, Final

from django.conf import settings
from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect, JsonResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_POST

from qingmiao.disclosure import Role, Viewer, may_assign
from qingmiao.errors import UserError
from qingmiao.facts.cells import Unreadable
from qingmiao.rounds import Finding, check
from qingmiao.rounds.entering import read_cell, reason_of
from qingmiao.rounds.numbers import number_told
from qingmiao.rounds.states import ACTS, IN_HAND, OPEN, STATES, Act
from qingmiao.web import clock
from qingmiao.web.language import english, said
from qingmiao.web.pages.downloads import table_response
from qingmiao.web.pages.wording import place_name
from qingmiao.web.people.queries import viewer_here
from qingmiao.web.planning.queries import visible
from qingmiao.web.planning.shelf import shelf
from qingmiao.web.rounds import queries
from qingmiao.web.rounds.actions import Change, Refused, act_on_form, close_round, open_round, save_cells
from qingmiao.web.rounds.models import CellRow, FormRow, Round
from qingmiao.web.rounds.queries import Box
from qingmiao.web.rounds.reminding import reminder
from qingmiao.web.rounds.wording import SHAPES, Behind, Line, act_word, beside, department_name, lines, reasons, square, state_word


def name_of(request: HttpRequest) -> str:
    """Who asks."""
    return request.user.get_username()


def told(error: UserError) -> str:
    """An error in the language of the page."""
    what, cure = said(error.what), said(error.cure)
    return f"{what}. {cure}." if english() else f"{what}。{cure}。"


# ------------------------------------------------------------------------------------------------ rounds


@dataclass(frozen=True, slots=True)
class Summary:
    """A round in the list: its forms that this viewer sees."""

    row: Round
    forms: int
    reported: int
    late: int
    mine: tuple[tuple[Box, str], ...]


def rounds(request: HttpRequest) -> HttpResponse:
    """The rounds, the last first, with what is still to be done by whoever looks; the office opens one here."""
    viewer, today = viewer_here(request), clock.today()
    summaries = []
    for row in queries.rounds_in_sight(viewer):
        boxes = queries.boxes(row, viewer, today)
        open_to_me = [box for box in boxes if box.state in OPEN and viewer.role is not Role.OFFICE and not row.closed_at]
        mine = tuple((box, department_and_place(row, box)) for box in sorted(open_to_me, key=lambda box: box.due))
        summaries.append(Summary(row, len(boxes), sum(box.state in IN_HAND for box in boxes), sum(box.late for box in boxes), mine))
    books = [book for book in visible(viewer) if may_assign(viewer, book.plan.region, book.gazetteer)]
    context = {"rounds": summaries, "open_to": books, "years": [today.year - back for back in (1, 2, 3)], "today": today}
    return render(request, "rounds/rounds.html", context)


def department_and_place(row: Round, form: Box | FormRow) -> str:
    """Department and place of a form."""
    return f"{department_name(form.department, queries.catalogue_of(row))} · {place_name(queries.gazetteer_of(row)[form.place])}"


@require_POST
def new(request: HttpRequest) -> HttpResponse:
    """Open a round over some plans of one region."""
    viewer = viewer_here(request)
    chosen = [book for plan in request.POST.getlist("plan") if (book := shelf().get(plan)) is not None]
    if any(not may_assign(viewer, book.plan.region, book.gazetteer) for book in chosen):
        raise PermissionDenied
    try:
        row = open_round(
            books=chosen,
            year=int(request.POST.get("year", "")),
            name=request.POST.get("name", "").strip()[:80],
            due=date.fromisoformat(request.POST.get("due", "")),
            practice=bool(request.POST.get("practice")),
            by=name_of(request),
        )
    except ValueError:
        messages.error(request, _("没有开成：请选年份和截止日。"))
    except UserError as error:
        messages.error(request, _("没有开成：{}").format(told(error)))
    else:
        messages.success(request, _("轮次已开，报表已分到各单位。"))
        return HttpResponseRedirect(reverse("round", args=[row.pk]))
    return HttpResponseRedirect(reverse("rounds"))


@dataclass(frozen=True, slots=True)
class GridRow:
    """A department with its forms, the cells of its row, and the words that remind it."""

    name: str
    cells: SafeString
    owing: int
    late: int
    reminder: str


def round_page(request: HttpRequest, round: int) -> HttpResponse:
    """Who has not reported yet: departments against places, each a state with a word; reminders to paste into a chat."""
    viewer, today, row = viewer_here(request), clock.today(), Round.objects.get(pk=round)
    every = queries.boxes(row, viewer, today)
    boxes = _narrowed(every, request.GET.get("state", ""))
    catalogue, places = queries.catalogue_of(row), queries.gazetteer_of(row)
    columns, looks = (
        list(dict.fromkeys(box.place for box in boxes)),
        {(state, late): square(state, late) for state in STATES for late in (False, True)},
    )
    grid = []
    for department in dict.fromkeys(box.department for box in boxes):
        own = {box.place: box for box in boxes if box.department == department}
        cells = mark_safe(
            "".join(looks[own[place].state, own[place].late].format(own[place].id) if place in own else "<td></td>" for place in columns)
        )
        owing = [box for box in own.values() if box.state in OPEN]
        names = [place_name(places[box.place]) for box in owing]
        name = department_name(department, catalogue)
        words = reminder(row, name, names, max(box.due for box in owing)) if owing else ""
        grid.append(GridRow(name, cells, len(owing), sum(box.late for box in owing), words))
    context = {
        "round": row,
        "plans": [book.plan.short for book in queries.books_of(row)],
        "grid": grid,
        "columns": [(place_name(places[place]), *_share(boxes, place)) for place in columns],
        "questions": [
            (one.form_id, department_and_place(row, one.form), catalogue.elements[one.element].name, one.question)
            for one in queries.open_questions(row, {box.id for box in every})
        ],
        "forms": len(every),
        "reported": sum(box.state in IN_HAND for box in every),
        "accepted": sum(box.state == "accepted" for box in every),
        "late": sum(box.late for box in every),
        "percent": round_half(100 * queries.share_in_hand(every)),
        "state": request.GET.get("state", ""),
        "states": STATE_CHOICES,
        "by_mail": bool(settings.EMAIL_HOST),
        "may_close": may_assign(viewer, row.region, places) and row.closed_at is None,
        **_together(row, every, viewer),
    }
    return render(request, "rounds/round.html", context)


def _share(boxes: Sequence[Box], place: str) -> tuple[int, int]:
    """How many of the forms owed on a place are reported, and how many are owed."""
    owed = [box.state in IN_HAND for box in boxes if box.place == place and box.state != "excused"]
    return sum(owed), len(owed)


def _together(row: Round, boxes: Sequence[Box], viewer: Viewer) -> dict[str, int]:
    """How many forms can be filled in by the viewer, submitted, checked and accepted at once."""
    places = queries.gazetteer_of(row)
    open_to_me = [] if row.closed_at else [queries.acts_of_box(box, row, viewer, places) for box in boxes]
    return {f"to_{act}": sum(act in acts for acts in open_to_me) for act in ("fill", "submit", "check", "accept")}


STATE_CHOICES = (
    ("open", gettext_lazy("未报")),
    ("late", gettext_lazy("逾期")),
    ("review", gettext_lazy("待审")),
    ("accepted", gettext_lazy("通过")),
)


def round_half(percent: float) -> int:
    """A percentage as a whole number; 100 only when nothing is missing."""
    return min(int(percent + 0.5), 99) if percent < 100 else 100


def _narrowed(boxes: Sequence[Box], state: str) -> list[Box]:
    chosen = {
        "open": lambda box: box.state in OPEN,
        "late": lambda box: box.late,
        "review": lambda box: box.state in ("submitted", "checked"),
        "accepted": lambda box: box.state == "accepted",
    }.get(state, lambda box: True)
    return [box for box in boxes if chosen(box)]


@require_POST
def close(request: HttpRequest, round: int) -> HttpResponse:
    """Close a round."""
    close_round(round_id=round, by=name_of(request))
    messages.success(request, _("轮次已结束，不再接受填报。"))
    return HttpResponseRedirect(reverse("round", args=[round]))


HEADS = tuple(map(gettext_lazy, ("部门", "地区", "状态", "截止日", "逾期")))


def round_list(request: HttpRequest, round: int, form: str) -> HttpResponse:
    """The forms of a round and their states as CSV or Excel."""
    row = Round.objects.get(pk=round)
    catalogue, places = queries.catalogue_of(row), queries.gazetteer_of(row)
    boxes = queries.boxes(row, viewer_here(request), clock.today())
    cells = (
        (
            department_name(box.department, catalogue),
            place_name(places[box.place]),
            state_word(box.state),
            box.due.isoformat(),
            _("是") if box.late else "",
        )
        for box in boxes
    )
    return table_response(f"{row.name}-{_('进度')}", HEADS, cells, form)


# ------------------------------------------------------------------------------------------------ one form


def form_page(request: HttpRequest, round: int, form: int, findings: Sequence[Finding] | None = None) -> HttpResponse:
    """What is to be filled in, beside the years before and what they let expect; what is wrong stands at its cell; the steps that can be taken."""
    viewer, row = viewer_here(request), queries.form_of(round, form)
    catalogue, places = queries.catalogue_of(row.round), queries.gazetteer_of(row.round)
    cells = list(row.cells.order_by("position"))
    filled = any(cell.value is not None or cell.status for cell in cells)
    sheet = queries.sheet_of(row, cells)
    if findings is None:
        found = [one for one in check(sheet) if one.rule != "required" or row.state not in OPEN] if filled else []
    else:
        found = list(findings)
    acts = queries.acts_now(viewer, row)
    behind = Behind(queries.notes_of(row), queries.evidence_of(row), queries.history_of(row))
    rows = _in_order(lines(cells, catalogue, found, behind), acts)
    context = {
        "round": row.round,
        "form": row,
        "department": department_name(row.department, catalogue),
        "place_title": place_name(places[row.place]),
        "state_word": state_word(row.state),  # type: ignore[arg-type]
        "shape": SHAPES[row.state],  # type: ignore[index]
        "lines": rows,
        "beside": beside(cells, catalogue, sheet.streams),
        "filled": sum(cell.value is not None or bool(cell.status) for cell in cells),
        "first": next((one.id for one in rows if one.refused), None),
        "wrong": sum(one.way == "refuse" or not one.answered for one in found),
        "reasons": reasons(),
        "may_fill": "fill" in acts,
        "may_ask": "return" in acts,
        "may_extend": "extend" in acts,
        "acts": [(act, act_word(act), ACTS[act].words) for act in acts if act != "fill"],
        "events": [(event.moment, event.by, act_word(event.act), event.words) for event in row.events.order_by("id")],  # type: ignore[arg-type]
        "late": row.state in OPEN and row.due < clock.today(),
        "today": clock.today(),
    }
    return render(request, "rounds/form.html", context, status=200 if findings is None else 422)


def _in_order(rows: list[Line], acts: Sequence[Act]) -> list[Line]:
    """The rows in the order of the form; for whoever checks it, those first of which something is to be said."""
    if "accept" not in acts and "check" not in acts:
        return rows
    return sorted(rows, key=lambda one: not (one.findings or one.notes or one.comment or one.evidence))


@require_POST
def form_save(request: HttpRequest, round: int, form: int) -> HttpResponse:
    """Save cells: from the page as JSON while somebody types, or the whole form at once where there is no script."""
    row = queries.form_of(round, form)
    if "fill" not in queries.acts_now(viewer_here(request), row):
        return _no_longer(request, row)
    try:
        asked = json.loads(request.body) if request.content_type == "application/json" else _posted(request)
        written = {int(one["cell"]): one for one in asked["cells"][:2000]}
    except (ValueError, KeyError, TypeError):
        return JsonResponse({"error": _("没有读懂要保存的内容，请刷新页面再填。")}, status=400)
    changes, wrong = _read(row, written)
    try:
        saved = save_cells(form=row, changes=changes, by=name_of(request))
    except UserError:
        return _no_longer(request, row)
    if request.content_type == "application/json":
        return JsonResponse({"saved": [_plain(one) for one in saved], "wrong": wrong})
    for one in wrong:
        messages.error(request, one["what"])
    if clashes := sum(one.conflict for one in saved):
        messages.error(request, _("{} 格已被别人改过，没有覆盖，请核对。").format(clashes))
    messages.success(request, _("已保存。"))
    return HttpResponseRedirect(reverse("round_form", args=[round, form]))


def _posted(request: HttpRequest) -> dict[str, Any]:
    """The cells of a form that was sent without a script: `v12`, `s12`, `c12` and the version `n12`."""
    ids = [name[1:] for name in request.POST if name[:1] == "n" and name[1:].isdigit()]
    names = {"value": "v", "status": "s", "comment": "c", "version": "n"}
    return {"cells": [{"cell": one, **{name: request.POST.get(letter + one, "") for name, letter in names.items()}} for one in ids]}


def _read(row: FormRow, written: Mapping[int, Mapping[str, Any]]) -> tuple[list[Change], list[dict[str, Any]]]:
    """What was typed as changes, and of what cannot be read why not."""
    catalogue = queries.catalogue_of(row.round)
    changes, wrong = [], []
    cells = CellRow.objects.filter(form=row).in_bulk(list(written))
    for cell in (cells[key] for key in written if key in cells):
        one, known = written[cell.pk], catalogue.elements[cell.element]
        try:
            value, status = read_cell(str(one.get("value") or ""), reason_of(str(one.get("status") or "")), known.unit)
            version = int(one.get("version") or 0)
        except Unreadable as error:
            what, cure = said(error.what), said(error.cure)
            wrong.append({"cell": cell.pk, "what": f"{known.name}: {what}. {cure}." if english() else f"{known.name}：{what}。{cure}。"})
            continue
        except ValueError:
            wrong.append({"cell": cell.pk, "what": _("没有读懂要保存的内容，请刷新页面再填。")})
            continue
        changes.append(Change(cell.pk, version, value, status, str(one.get("comment") or "").strip()))
    return changes, wrong


def _plain(one: Any) -> dict[str, Any]:
    value = "" if one.value is None else number_told(one.value)
    plain = {"cell": one.cell, "version": one.version, "value": value, "status": one.status, "comment": one.comment}
    return plain | (
        {"conflict": _("{}已改为“{}”，您填的没有保存").format(one.by, value or dict(reasons()).get(one.status, "—"))}
        if one.conflict
        else {}
    )


def _no_longer(request: HttpRequest, row: FormRow) -> HttpResponse:
    row.refresh_from_db()
    said = _("这张报表现在是“{}”，您不能再填；要改已报的数，请审核人退回。").format(state_word(row.state))  # type: ignore[arg-type]
    if request.content_type == "application/json":
        return JsonResponse({"error": said}, status=409)
    messages.error(request, said)
    return HttpResponseRedirect(reverse("round_form", args=[row.round_id, row.pk]))


@require_POST
def form_act(request: HttpRequest, round: int, form: int) -> HttpResponse:
    """Take a form one step on."""
    viewer, row = viewer_here(request), queries.form_of(round, form)
    act = next((one for one in ACTS if one == request.POST.get("act") and one != "fill"), None)
    here = HttpResponseRedirect(reverse("round_form", args=[round, form]))
    if act is None or act not in queries.acts_now(viewer, row):
        messages.error(request, _("现在不能这样办理，请看报表的现状。"))
        return here
    try:
        due = date.fromisoformat(request.POST["due"]) if request.POST.get("due") else None
        questions = {
            int(name[1:]): str(words)
            for name, words in request.POST.items()
            if name[:1] == "q" and name[1:].isdigit() and str(words).strip()
        }
        _done(request, row, act, viewer.place or "", due, questions)
    except ValueError:
        messages.error(request, _("没有办理：日期写作 2026-06-30。"))
    except Refused as error:
        messages.error(request, _("没有提交：{}").format(told(error)))
        return form_page(request, round, form, error.findings)
    except UserError as error:
        messages.error(request, _("没有办理：{}").format(told(error)))
    return here


def _done(request: HttpRequest, row: FormRow, act: Act, place: str, due: date | None, questions: Mapping[int, str]) -> None:
    act_on_form(form=row, act=act, by=name_of(request), place=place, words=request.POST.get("words", ""), due=due, questions=questions)
    messages.success(request, _("已办理：{}。").format(act_word(act)))


TOGETHER: Final[tuple[Act, ...]] = ("submit", "check", "accept")
"""What can be done with many forms at once: none of it needs words."""


@require_POST
def act_together(request: HttpRequest, round: int) -> HttpResponse:
    """Submit, check or accept all forms that allow it; one in which anything asks for a look is left, and named."""
    viewer, row = viewer_here(request), Round.objects.get(pk=round)
    here = HttpResponseRedirect(reverse("round", args=[round]))
    act = next((one for one in TOGETHER if one == request.POST.get("act")), None)
    if act is None:
        messages.error(request, _("现在不能这样办理，请看报表的现状。"))
        return here
    forms = [form for form in row.forms.select_related("round").order_by("id") if act in queries.acts_now(viewer, form)]
    left = queries.with_findings(row, forms, unanswered=act == "submit")
    done, refused = 0, 0
    for form in forms:
        if form.pk not in left:
            try:
                act_on_form(form=form, act=act, by=name_of(request), place=viewer.place or "")
                done += 1
            except UserError:  # somebody else was faster, or changed a cell meanwhile
                refused += 1
    messages.success(request, _("已办理：{act} {done} 张。").format(act=act_word(act), done=done))
    if left or refused:
        names = [department_and_place(row, form) for form in forms if form.pk in left]
        told_names = "、".join(names[:8]) + (_("等") if len(names) > 8 else "")
        messages.error(request, _("留下 {n} 张要逐张看：{names}").format(n=len(left) + refused, names=told_names))
    return here
