"""规划 plan: what was written, who answers for it; and the office's assigning of units."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils.http import url_has_allowed_host_and_scheme
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from qingmiao.disclosure import Role, may_assign, may_take_report
from qingmiao.plans.model import KINDS, Area, Measure, Objective
from qingmiao.progress.model import Word
from qingmiao.web.pages import wording
from qingmiao.web.pages.rows import Row, filters_of, narrowed, sheet
from qingmiao.web.people.queries import viewer_here
from qingmiao.web.planning import words
from qingmiao.web.planning.actions import Assigned, assign, take_back
from qingmiao.web.planning.models import Assignment
from qingmiao.web.planning.shelf import Book, shelf


@dataclass(frozen=True, slots=True)
class Item:
    """An objective or a measure with the commitments that stand in it; `said` are its words where they are at hand."""

    id: str
    number: str | None
    title: str
    said: str | None
    rows: list[Row]
    lead: tuple[str, ...] = ()
    support: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Chapter:
    """One area in the document's order: its objectives, then its measures, then commitments that stand in neither."""

    area: Area | None
    objectives: list[Item]
    measures: list[Item]
    others: list[Row]

    @property
    def count(self) -> int:
        """Commitments in the chapter."""
        return sum(len(item.rows) for item in (*self.objectives, *self.measures)) + len(self.others)


def plan(request: HttpRequest, plan: str) -> HttpResponse:
    """The document's own order: area, objective, commitments and measures, narrowed by plain words of the address."""
    viewer, book = viewer_here(request), shelf()[plan]
    found = sheet(book, viewer)
    wanted = filters_of(request.GET, viewer)
    rows = narrowed(found.rows, wanted)
    office = may_assign(viewer, book.plan.region, book.gazetteer)
    context = {
        "book": book,
        "sheet": found,
        "rows": rows,
        "total": len(found.rows),
        "wanted": wanted,
        "chapters": chapters(book, rows, whole=not wanted.active and not wanted.mine),
        "choices": choices(book, found.rows),
        "query": request.GET.urlencode(),
        "may_assign": office,
        "assigning": office and wanted.open,
        "may_report": may_take_report(viewer, book.plan.region, book.gazetteer),
        "department": viewer.role is Role.DEPARTMENT,
        "departments": sorted(book.catalogue.departments.values(), key=lambda one: one.code) if office and wanted.open else [],
    }
    return render(request, "plan.html", context)


def choices(book: Book, rows: Sequence[Row]) -> dict[str, list[tuple[str, str]]]:
    """What each filter offers: (value, label), only what occurs."""
    units = {party.name for row in rows for party in (*row.duty.lead, *row.duty.support)}
    kinds = {row.one.kind for row in rows}
    verdicts = {row.word for row in rows}
    deadlines = {row.one.deadline for row in rows if row.one.deadline}
    return {
        "unit": [(name, name) for name in sorted(units)],
        "kind": [(kind, str(wording.KINDS[kind])) for kind in KINDS if kind in kinds],
        "verdict": [(word.value, wording.word(word)) for word in Word if word in verdicts],
        "deadline": [(str(year), str(year)) for year in sorted(deadlines)],
        "area": [(area.id, area.name) for area in book.areas.values()],
    }


def chapters(book: Book, rows: Sequence[Row], *, whole: bool) -> list[Chapter]:
    """The rows where they stand in the document; `whole` keeps objectives and measures in which no commitment stands."""
    by_objective, by_measure, others = _placed(rows)
    found = []
    for area in (*book.areas.values(), None):
        key = area.id if area else None
        objectives = _objectives(book, [one for one in book.package.objectives if one.area == key], by_objective, whole)
        measures = _measures(book, [one for one in book.package.measures if one.area == key], by_measure, whole)
        chapter = Chapter(area, objectives, measures, [row for row in others if row.one.area == key])
        if chapter.objectives or chapter.measures or chapter.others:
            found.append(chapter)
    return found


def _placed(rows: Iterable[Row]) -> tuple[dict[str, list[Row]], dict[str, list[Row]], list[Row]]:
    by_objective: dict[str, list[Row]] = {}
    by_measure: dict[str, list[Row]] = {}
    others: list[Row] = []
    for row in rows:
        if row.one.objective:
            by_objective.setdefault(row.one.objective, []).append(row)
        elif row.one.measure:
            by_measure.setdefault(row.one.measure, []).append(row)
        else:
            others.append(row)
    return by_objective, by_measure, others


def _objectives(book: Book, items: Iterable[Objective], rows: dict[str, list[Row]], whole: bool) -> list[Item]:
    made = [Item(one.id, one.number, one.title, words.run(book, one.start, one.end), rows.get(one.id, [])) for one in items]
    return [item for item in made if whole or item.rows]


def _measures(book: Book, items: Iterable[Measure], rows: dict[str, list[Row]], whole: bool) -> list[Item]:
    made = [
        Item(
            one.id,
            one.number,
            one.title,
            words.run(book, one.start, one.end),
            rows.get(one.id, []),
            _names(book, one.lead),
            _names(book, one.support),
        )
        for one in items
    ]
    return [item for item in made if whole or item.rows]


def _names(book: Book, ids: Iterable[str]) -> tuple[str, ...]:
    return tuple(book.units[one].name for one in ids if one in book.units)


# ------------------------------------------------------------------------------------------------ assigning


@require_POST
def assign_units(request: HttpRequest, plan: str) -> HttpResponse:
    """Assign the chosen unit to each ticked commitment; “proposed” takes for each the department that the catalogue proposes."""
    book = shelf()[plan]
    ticked = [one for one in request.POST.getlist("commitment") if one in book.commitments]
    units = {one: unit for one in ticked if (unit := _chosen(book, request, one)) is not None}
    if not units:
        messages.error(request, _("没有分派：请勾选承诺，并选择单位（没有建议单位的须自选）。"))
    else:
        count = assign(plan=plan, units=units, by=request.user.get_username())
        messages.success(request, _("已分派 {} 项。").format(count))
    return HttpResponseRedirect(_back(request, plan))


def _chosen(book: Book, request: HttpRequest, commitment: str) -> Assigned | None:
    named = " ".join(request.POST.get("name", "").split())[:80]
    if named:
        known = book.catalogue.department_named(named)
        return Assigned(named, known.code if known else "")
    code = request.POST.get("department", "")
    department = book.catalogue.departments.get(book.proposed.get(commitment, "") if code == "proposed" else code)
    return Assigned(department.name, department.code) if department else None


@require_POST
def take_back_unit(request: HttpRequest, plan: str, assignment: int) -> HttpResponse:
    """Take an assignment back."""
    try:
        take_back(plan=plan, assignment=assignment, by=request.user.get_username())
        messages.success(request, _("已撤回分派。"))
    except Assignment.DoesNotExist:
        messages.error(request, _("这项分派已不在，可能刚被别人撤回。"))
    return HttpResponseRedirect(_back(request, plan))


def _back(request: HttpRequest, plan: str) -> str:
    named = request.POST.get("next", "")
    return named if url_has_allowed_host_and_scheme(named, allowed_hosts={request.get_host()}) else reverse("plan", args=[plan])
