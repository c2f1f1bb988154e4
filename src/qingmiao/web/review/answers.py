"""What every page and act of the review needs: who acts, which plan and item are meant, and what comes back after an act."""

from __future__ import annotations

from collections.abc import Sequence

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect, JsonResponse
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils.translation import gettext as _

from qingmiao.errors import UserError
from qingmiao.web.language import said
from qingmiao.web.review import rows, wording
from qingmiao.web.review.queries import Standing
from qingmiao.web.review.state import Item, progress, to_undo


def by_whom(request: HttpRequest) -> str:
    """The name under which the person signed in."""
    return request.user.get_username()


def scripted(request: HttpRequest) -> bool:
    """Whether the page's script asks: it wants a fragment or JSON, not a page."""
    return request.headers.get("X-Fragment") == "1"


def told_in_words(error: UserError) -> str:
    """A UserError in one language."""
    return " ".join(said(words) for words in (error.what, error.cure))


def plan_number(request: HttpRequest, found: Standing) -> int:
    """Which plan of the document is meant, the first unless the address says another; 404 when there is none."""
    named = request.GET.get("plan", "") or request.POST.get("plan", "")
    number = int(named) if named.isascii() and named.isdigit() else min(found.heads)
    if number not in found.heads:
        raise Http404
    return number


def item_here(found: Standing, key: str) -> Item:
    """An item by its key; 404 when there is none."""
    if key not in found.items:
        raise Http404
    return found.items[key]


def answer(request: HttpRequest, found: Standing, keys: Sequence[str], *, fresh: bool, at: str, said: str = "") -> HttpResponse:
    """After an act: rows and progress for the script, the page again for a plain form."""
    plan = found.items[at].plan if at in found.items else plan_number(request, found)
    if not scripted(request):
        if said:
            messages.info(request, said)
        return HttpResponseRedirect(_address(request, found, plan, at))
    head, items = found.heads[plan], found.of_plan(plan)
    areas = rows.areas_of(head, items)
    drawn = {} if fresh else {key: _drawn(request, found, rows.row_of(found.items[key], areas)) for key in keys if key in found.items}
    done = progress(items)
    last = to_undo(found.events, by_whom(request))
    return JsonResponse(
        {
            "rows": drawn,
            "fresh": fresh,
            "at": at,
            "done": done.done,
            "total": done.total,
            "unsure": done.unsure,
            "sure_open": sum(1 for item in items if item.state == "open" and not item.unsure),
            "undo": str(wording.ACTS[last.act]) if last else "",
            "said": said,
        }
    )


def _address(request: HttpRequest, found: Standing, plan: int, at: str) -> str:
    kept = request.POST.get("query", "")
    query = "&".join(part for part in (f"plan={plan}", kept if kept.isprintable() else "", f"at={at}") if part)
    return f"{reverse('review', args=[found.review.pk])}?{query}#i-{at}"


def _drawn(request: HttpRequest, found: Standing, row: rows.Row) -> str:
    return render_to_string("review/row.html", {"row": row, "review": found.review}, request)


def conflict(request: HttpRequest, number: int) -> HttpResponse:
    """What comes back when somebody else has changed an item since."""
    said = _("这一项刚被别人改过，已显示最新内容，请再看一次。")
    if scripted(request):
        return JsonResponse({"fresh": True, "said": said}, status=409)
    messages.warning(request, said)
    return HttpResponseRedirect(reverse("review", args=[number]))
