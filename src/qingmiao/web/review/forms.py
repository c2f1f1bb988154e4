"""Forms of items: correct, split, add; as a page by themselves, or as a fragment for the page's script."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any, Final

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _

from qingmiao.web.language import said
from qingmiao.web.review import actions, edit, fields, packing, reading, rows, wording
from qingmiao.web.review.answers import answer, by_whom, conflict, item_here, plan_number, scripted
from qingmiao.web.review.carry import nearest
from qingmiao.web.review.packing import Told
from qingmiao.web.review.queries import Standing, review_here
from qingmiao.web.review.state import Change, Conflict, Item, Part, as_data, ordered

PARTS: Final[Mapping[str, Part]] = {"commitment": "commitment", "objective": "objective", "measure": "measure"}
"""What can be added."""

CONTEXT: Final = 400
"""Characters of the document shown around what is split or added."""


def _form(request: HttpRequest, found: Standing, context: Mapping[str, Any], status: int = 200) -> HttpResponse:
    template = "review/form.html" if scripted(request) else "review/form_page.html"
    return render(
        request,
        template,
        {
            "review": found.review,
            "kinds": {name: sorted(field.kinds) for part in fields.FORMS.values() for field in part for name in [field.name]},
            **context,
        },
        status=status,
    )


def item(request: HttpRequest, review: int, item: str) -> HttpResponse:
    """Correct the fields of an item; what `qingmiao check` would refuse is refused here."""
    found = review_here(review)
    here = item_here(found, item)
    areas = rows.areas_of(found.heads[here.plan], found.of_plan(here.plan))
    context = {
        "item": here,
        "title": wording.name_of(here),
        "quote": _quote(found, here),
        "why": [wording.unsure(code) for code in here.unsure],
    }
    if request.method != "POST":
        return _form(request, found, {**context, "form": fields.form(here, areas)})
    values, problems, hints = _checked(found, here, request.POST)
    if problems:
        return _form(
            request,
            found,
            {**context, "form": fields.form(here, areas, request.POST, problems), "problem": _general(problems, here.part)},
            422,
        )

    def make(there: Standing, seq: int) -> Sequence[Change]:
        return edit.corrected(there.items[item], values) if item in there.items else ()

    try:
        now = actions.act(review=found.review, name="correct", by=by_whom(request), make=make)
    except Conflict:
        return conflict(request, review)
    return answer(request, now, [item], fresh=here.part == "plan", at=item, said=hints)


def _general(problems: Mapping[str, str], part: Part) -> str:
    """What is wrong with no field of the form in particular."""
    names = {field.name for field in fields.FORMS[part]}
    return " ".join(words for name, words in problems.items() if name not in names)


def _told(found: Standing, here: Item, values: Mapping[str, Any]) -> list[Told]:
    if here.part == "plan":
        return []
    item = Item(**{**as_data(here), "fields": dict(values), "roots": here.roots, "state": "accepted"})
    return packing.told_of_one(found.heads[here.plan], item, found.review.characters)


def _quote(found: Standing, here: Item) -> str:
    return "" if here.part == "plan" else found.review.text[here.start : min(here.end, here.start + 2 * CONTEXT)]


def split(request: HttpRequest, review: int, item: str) -> HttpResponse:
    """Cut an item in pieces: a bar in its words says where."""
    found = review_here(review)
    here = item_here(found, item)
    if here.part == "plan":
        raise Http404
    words = found.review.text[here.start : here.end]
    problem, barred = "", request.POST.get("words", "")
    if request.method == "POST":
        pieces = edit.cut(words, barred)
        problem = _("只能加竖线，不能改字。") if pieces is None else _("在要断开的地方加一条竖线 ｜") if len(pieces) < 2 else ""
        if pieces and not problem:
            return _split(request, found, here, pieces)
    shown = barred or edit.with_bar(words)
    return _form(
        request,
        found,
        {"item": here, "title": wording.name_of(here), "barred": shown, "problem": problem, "splitting": True},
        422 if problem else 200,
    )


def _split(request: HttpRequest, found: Standing, here: Item, pieces: Sequence[tuple[int, int]]) -> HttpResponse:
    made: list[str] = []

    def make(there: Standing, seq: int) -> Sequence[Change]:
        made.extend(f"n{seq}.{number}" for number in range(1, len(pieces) + 1))
        return edit.split(there.items[here.key], found.review.text, pieces, made) if here.key in there.items else ()

    try:
        now = actions.act(review=found.review, name="split", by=by_whom(request), make=make)
    except Conflict:
        return conflict(request, found.review.pk)
    return answer(request, now, (), fresh=True, at=made[0], said=_("已拆成 {} 项，请逐项核对。").format(len(pieces)))


def add(request: HttpRequest, review: int) -> HttpResponse:
    """Add what the reader missed: select its words; what the reader makes of them is put in the form."""
    found = review_here(review)
    plan = plan_number(request, found)
    data = request.POST if request.method == "POST" else request.GET
    span = _span(found, data)
    if span is None:
        problem = _("原文里没有这些字。") if data.get("words", "").strip() else ""
        finding = {"finding": True, "plan_number": plan, "words": data.get("words", ""), "problem": problem}
        return _form(request, found, finding, 422 if problem else 200)
    here = _blank(found, plan, PARTS.get(data.get("part", ""), "commitment"), *span)
    areas = rows.areas_of(found.heads[plan], found.of_plan(plan))
    parts = [(name, _("承诺") if name == "commitment" else wording.GROUPS[name]) for name in PARTS]
    context = {"adding": True, "item": here, "title": _("添加"), "quote": _quote(found, here), "plan_number": plan, "parts": parts}
    if request.method != "POST" or "find" in data:
        return _form(request, found, {**context, "form": fields.form(here, areas)})
    values, problems, _hints = _checked(found, here, data)
    if problems:
        return _form(
            request, found, {**context, "form": fields.form(here, areas, data, problems), "problem": _general(problems, here.part)}, 422
        )
    return _add(request, found, here, values)


def _add(request: HttpRequest, found: Standing, here: Item, values: Mapping[str, Any]) -> HttpResponse:
    made: list[str] = []

    def make(there: Standing, seq: int) -> Sequence[Change]:
        made.append(f"n{seq}")
        return edit.added(here.part, here.plan, here.start, here.end, values, made[0])

    now = actions.act(review=found.review, name="add", by=by_whom(request), make=make)
    return answer(request, now, (), fresh=True, at=made[0], said=_("已添加。"))


def _checked(found: Standing, here: Item, data: Mapping[str, str]) -> tuple[dict[str, Any], dict[str, str], str]:
    """What was typed, problems by field, and what else the checks say in passing."""
    values, problems = fields.typed(here, data)
    told = [] if problems else _told(found, here, values)
    words = [(one, said(one.what)) for one in told]
    problems |= {one.field: text for one, text in words if one.severity == "error"}
    return values, problems, " ".join(text for one, text in words if one.severity != "error")


def _span(found: Standing, data: Mapping[str, str]) -> tuple[int, int] | None:
    """Where the words stand that are to be added: by offsets, else by the words themselves."""
    text = found.review.text
    start, end = data.get("start", ""), data.get("end", "")
    if start.isascii() and start.isdigit() and end.isascii() and end.isdigit():
        first, last = int(start), min(int(end), len(text))
        words = text[first:last]
        first, last = first + len(words) - len(words.lstrip()), last - len(words) + len(words.rstrip())
        return (first, last) if first < last else None
    words = data.get("words", "").replace("\r\n", "\n").strip()
    at = nearest(text, words, 0) if words else None
    return None if at is None else (at, at + len(words))


def _blank(found: Standing, plan: int, part: Part, start: int, end: int) -> Item:
    """A new item over some words, with what the reader makes of them and what stands around it."""
    words = found.review.text[start:end]
    values = dict(edit.EMPTY[part])
    before = [one for one in ordered(found.items) if one.plan == plan and one.part != "plan" and one.start <= start]
    values["path"] = list(before[-1].fields["path"]) if before else []
    if part == "commitment":
        holder = next((one for one in reversed(before) if one.part == "measure" and one.end >= end), None)
        values |= {"role": "measure" if holder else "objective", **edit.guessed(words), "quote": edit.squeezed(words)}
        values |= {"lead": list(holder.fields["lead"]), "support": list(holder.fields["support"])} if holder else {}
        values["indicator"] = values["indicator"] or edit.squeezed(words)[:40]
        last = found.heads[plan].fields["period"][1]
        if values["deadline"] is None and last:
            values |= {"deadline": last, "deadline_from": "inherited"}
    else:
        values |= (
            {"title": edit.squeezed(words)[:40], "quote": edit.squeezed(words)}
            if part == "measure"
            else {"text_start": edit.squeezed(words)[:30]}
        )
    return Item(key="new", part=part, plan=plan, start=start, end=end, fields=reading.plain(values))
