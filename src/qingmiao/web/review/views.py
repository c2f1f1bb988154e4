"""读规划 reading: did the machine read it right? Handing a document in, the page, who did what, and the package at the end."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from qingmiao.errors import UserError
from qingmiao.reading.formats import DOCUMENTS
from qingmiao.web import service
from qingmiao.web.people.queries import viewer_here
from qingmiao.web.planning.queries import visible
from qingmiao.web.review import actions, packing, reading, rows, wording
from qingmiao.web.review.answers import by_whom, plan_number, told_in_words
from qingmiao.web.review.approving import already_told, prepared
from qingmiao.web.review.models import Review
from qingmiao.web.review.packing import Told
from qingmiao.web.review.queries import Standing, last_of_plan, review_here, reviews_for, standing
from qingmiao.web.review.state import Item, Progress, from_data, progress, to_undo


def new(request: HttpRequest) -> HttpResponse:
    """Hand in a document: a file or pasted text; what is under way."""
    viewer = viewer_here(request)
    problem = ""
    if request.method == "POST":
        try:
            return HttpResponseRedirect(reverse("review", args=[_begin(request).pk]))
        except UserError as error:
            problem = told_in_words(error)
    books = visible(viewer)
    context = {
        "problem": problem,
        "accept": ",".join(DOCUMENTS),
        "books": books,
        "replaces": request.POST.get("replaces") or request.GET.get("replaces", ""),
        "typed": request.POST,
        "lines": [_line(one) for one in reviews_for(viewer)[:30]],
    }
    return render(request, "review/new.html", context, status=422 if problem else 200)


def _line(one: Review) -> tuple[Review, Progress, list[str]]:
    found = standing(one)
    return one, progress(found.items.values()), sorted({event.detail["id"] for event in found.events if event.act == "approve"})


def _begin(request: HttpRequest) -> Review:
    viewer = viewer_here(request)
    document = _handed(request)
    replaces = request.POST.get("replaces", "")
    if replaces and replaces not in {book.id for book in visible(viewer)}:
        raise Http404
    items = reading.read_items(document, by_hand=bool(request.POST.get("by_hand")))
    previous = last_of_plan(replaces) if replaces else None
    return actions.begin_review(
        document=document, items=items, place=viewer.place or "", replaces=replaces, previous=previous, by=by_whom(request)
    )


def _handed(request: HttpRequest) -> reading.Handed:
    upload = request.FILES.get("file")
    if upload is not None:
        return reading.handed(upload.read(), upload.name or "document")
    return reading.pasted(request.POST.get("text", ""), request.POST.get("name", "").strip() or _("粘贴的规划"))


def review(request: HttpRequest, review: int) -> HttpResponse:
    """The document on the left, what was read on the right; with `check` in the address, what keeps it from becoming a package at its item."""
    found = review_here(review)
    plan = plan_number(request, found)
    told = _by_key(prepared(found, plan, viewer_here(request))[1] if "check" in request.GET else already_told(found, plan))
    return render(request, "review/review.html", _context(request, found, plan, told))


def _by_key(told: Sequence[Told]) -> dict[str, list[Told]]:
    found: dict[str, list[Told]] = {}
    for one in told:
        if one.severity == "error":
            found.setdefault(one.key, []).append(one)
    return found


def _context(request: HttpRequest, found: Standing, plan: int, told: Mapping[str, Sequence[Told]]) -> dict[str, Any]:
    head, items = found.heads[plan], found.of_plan(plan)
    areas = rows.areas_of(head, items)
    wanted = rows.filter_of(request.GET)
    listed = rows.rows_of(items, areas, told, wanted)
    at = request.GET.get("at", "")
    approval = found.approval(plan)
    return {
        "review": found.review,
        "checked": "check" in request.GET,
        "plan_number": plan,
        "tabs": [(number, one, progress(found.of_plan(number))) for number, one in sorted(found.heads.items())],
        "head_item": head,
        "rows": listed,
        "current": at
        if at in found.items
        else next((row.item.key for row in listed if not row.hidden and row.item.state == "open"), head.key),
        "lines": rows.paragraphs(found.review.text, head.start, head.end, items),
        "progress": progress(items),
        "sure_open": sum(1 for item in items if item.state == "open" and not item.unsure),
        "wanted": wanted,
        "shown": sum(1 for row in listed if not row.hidden),
        "counts": rows.counts(items, areas),
        "areas": areas,
        "undo": to_undo(found.events, by_whom(request)),
        "approval": approval,
        "stale": approval is not None and found.changed_since(approval),
        "told_whole": told.get("", ()),
        "gone": [wording_of(row) for row in found.review.gone],
        "notes": _notes(items),
        "words": {"states": wording.STATES, "groups": wording.GROUPS, "notes": wording.NOTES},
    }


def wording_of(row: Mapping[str, Any]) -> str:
    """What an item that is gone was about."""
    item = from_data(row)
    return " ".join(part for part in (wording.name_of(item), wording.target_of(item)) if part)


def _notes(items: Sequence[Item]) -> dict[str, int]:
    return {note: sum(item.note == note for item in items) for note in ("new", "changed", "kept")}


def log(request: HttpRequest, review: int) -> HttpResponse:
    """Who did what, when."""
    found = review_here(review)
    known = {row["key"]: wording_of(row) for row in found.review.items}
    lines = []
    for event, moment in zip(found.events, found.moments, strict=True):
        known |= {change.key: wording_of(change.after) for change in event.changes if change.before is None and change.after}
        lines.append(
            (
                event,
                moment,
                wording.ACTS.get(event.act, event.act),
                [known.get(change.key, change.key) for change in event.changes[:6]],
                len(event.changes),
            )
        )
    return render(request, "review/log.html", {"review": found.review, "lines": lines[::-1]})


@require_POST
def approve(request: HttpRequest, review: int) -> HttpResponse:
    """确认并生成规划包: write the package and compute it; or the page again, with what is to be mended at its item."""
    found = review_here(review)
    plan = plan_number(request, found)
    here = reverse("review", args=[review])
    left = progress(found.of_plan(plan))
    if not left.complete:
        messages.error(request, _("还有 {} 项没有确认：逐项接受、更正或否决以后再生成。").format(left.total - left.done))
        return HttpResponseRedirect(f"{here}?plan={plan}&state=open")
    packed, told = prepared(found, plan, viewer_here(request))
    wrong = sum(one.severity == "error" for one in told)
    if packed is None or wrong:
        messages.error(request, _("还不能生成规划包：有 {} 处要先改，已排在最前面。").format(wrong))
        return HttpResponseRedirect(f"{here}?plan={plan}&check=1")
    actions.approve(review=found.review, plan=plan, packed=packed, text=found.review.text, by=by_whom(request))
    service.refresh(by=by_whom(request), say=lambda _: None, wanted=[packed.package.plan.id])
    messages.success(request, _approved(packed, sum(one.severity == "warning" for one in told)))
    return HttpResponseRedirect(reverse("plan_overview", args=[packed.package.plan.id]))


def _approved(packed: packing.Packed, hints: int) -> str:
    said = _("规划包已生成：{} 项承诺，{} 条措施。").format(len(packed.package.commitments), len(packed.package.measures))
    return said + (_("另有 {} 条提醒，可用 qingmiao check 查看。").format(hints) if hints else "")
