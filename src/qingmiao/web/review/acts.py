"""Acts that need no form: accept, reject, open again, accept the rest, merge, undo."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Final

from django.http import HttpRequest, HttpResponse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from qingmiao.web.review import actions, edit, wording
from qingmiao.web.review.answers import answer, by_whom, conflict, plan_number
from qingmiao.web.review.queries import Standing, review_here
from qingmiao.web.review.state import Change, Conflict, State, progress, to_undo

STATES: Final[Mapping[str, State]] = {"accept": "accepted", "reject": "rejected", "reopen": "open"}


@require_POST
def act(request: HttpRequest, review: int) -> HttpResponse:
    """Accept, reject or open again; accept the rest; merge; undo. The form names the act and the items."""
    found = review_here(review)
    try:
        for name in STATES:
            if name in request.POST:
                return _set_state(request, found, name)
        if "accept_rest" in request.POST:
            return _accept_rest(request, found)
        if "merge" in request.POST:
            return _merge(request, found)
        if "undo" in request.POST:
            return _undo(request, found)
    except Conflict:
        return conflict(request, review)
    return answer(request, found, (), fresh=False, at="", said=_("没有选中任何一项。"))


def _set_state(request: HttpRequest, found: Standing, name: str) -> HttpResponse:
    keys = [key for key in request.POST.getlist(name) if key in found.items]
    if not keys:
        raise Conflict("")
    now = actions.act(
        review=found.review,
        name=name,
        by=by_whom(request),
        make=lambda here, seq: edit.set_state([here.items[key] for key in keys if key in here.items], STATES[name]),
    )
    return answer(request, now, keys, fresh=False, at=keys[-1])


def _accept_rest(request: HttpRequest, found: Standing) -> HttpResponse:
    """Accept everything open of which the reader is sure, of what the filter shows."""
    plan = plan_number(request, found)
    chosen = set(request.POST.getlist("item"))

    def make(here: Standing, seq: int) -> Sequence[Change]:
        sure = [item for item in here.of_plan(plan) if item.state == "open" and not item.unsure and item.part != "plan"]
        return edit.set_state([item for item in sure if not chosen or item.key in chosen], "accepted")

    now = actions.act(review=found.review, name="accept_rest", by=by_whom(request), make=make)
    changed = progress(now.of_plan(plan)).done - progress(found.of_plan(plan)).done
    return answer(request, now, (), fresh=True, at=request.POST.get("at", ""), said=_("已一并接受 {} 项，可按 Z 撤销。").format(changed))


def _merge(request: HttpRequest, found: Standing) -> HttpResponse:
    items = [found.items[key] for key in dict.fromkeys(request.POST.getlist("merge")) if key in found.items]
    if len(items) == 1:
        follower = edit.next_alike(list(found.items.values()), items[0])
        items += [follower] if follower else []
    if not edit.may_merge(items):
        return answer(request, found, (), fresh=False, at=items[0].key if items else "", said=_("只能合并同一类的两项以上。"))
    made: list[str] = []

    def make(here: Standing, seq: int) -> Sequence[Change]:
        made.append(f"n{seq}")
        return edit.merged([here.items[item.key] for item in items if item.key in here.items], made[0])

    now = actions.act(review=found.review, name="merge", by=by_whom(request), make=make)
    return answer(request, now, (), fresh=True, at=made[0], said=_("已合并为一项，请核对。"))


def _undo(request: HttpRequest, found: Standing) -> HttpResponse:
    last = to_undo(found.events, by_whom(request))
    now = actions.undo(review=found.review, by=by_whom(request)) if last else None
    if now is None or last is None:
        return answer(request, found, (), fresh=False, at="", said=_("没有可撤销的操作。"))
    whole = any(change.before is None or change.after is None for change in last.changes) or len(last.changes) > 20
    at = next((change.key for change in last.changes if change.key in now.items), "")
    return answer(
        request, now, [change.key for change in last.changes], fresh=whole, at=at, said=_("已撤销：{}").format(wording.ACTS[last.act])
    )
