"""What was corrected after it had been released: the figure then and now, by whom, and why."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from qingmiao.catalogue.groups import NAMES
from qingmiao.rounds.entering import REASONS
from qingmiao.rounds.numbers import number_told
from qingmiao.web import clock
from qingmiao.web.language import english
from qingmiao.web.ledger.models import Fact, Release
from qingmiao.web.pages.downloads import table_response
from qingmiao.web.pages.wording import place_name
from qingmiao.web.people.queries import viewer_here
from qingmiao.web.rounds import queries
from qingmiao.web.rounds.models import CellRow, FormEvent, Round
from qingmiao.web.rounds.wording import department_name


@dataclass(frozen=True, slots=True)
class Correction:
    """One figure of a release that the round changed afterwards."""

    department: str
    place: str
    element: str
    release: str
    before: str
    after: str
    unit: str
    moment: datetime
    by: str
    reason: str


def corrections_of(row: Round, shown: frozenset[int]) -> list[Correction]:
    """The corrections of a round after a release that held the figure, the last first; of the forms `shown`."""
    releases = list(Release.objects.order_by("moment").values_list("name", "moment"))
    news = {
        fact.pk: fact for fact in Fact.objects.filter(origin="submission", origin_id__startswith=f"{row.name}#", supersedes__isnull=False)
    }
    olds = _ancestors(news.values())
    cells = CellRow.objects.select_related("form").in_bulk([_cell(fact) for fact in news.values()])
    returns = list(FormEvent.objects.filter(form__round=row, act="return").order_by("moment"))
    found = []
    for fact in news.values():
        old, cell = olds.get(fact.supersedes or 0), cells.get(_cell(fact))
        if old is None or cell is None or cell.form_id not in shown or _told(old) == _told(fact):
            continue
        since = _first(old, olds).recorded_at
        release = next((name for name, moment in reversed(releases) if since <= moment < fact.recorded_at), None)
        if release is not None:
            reason = next((one.words for one in reversed(returns) if one.form_id == cell.form_id and one.moment <= fact.recorded_at), "")
            found.append(_correction(row, cell, release, old, fact, reason))
    return sorted(found, key=lambda one: one.moment, reverse=True)


def _ancestors(facts: Iterable[Fact]) -> dict[int, Fact]:
    """What facts supersede, and what that superseded, back to the first."""
    found: dict[int, Fact] = {}
    wanted = {fact.supersedes for fact in facts if fact.supersedes}
    while wanted:
        more = Fact.objects.in_bulk(wanted)
        found |= more
        wanted = {fact.supersedes for fact in more.values() if fact.supersedes} - found.keys()
    return found


def _first(fact: Fact, olds: Mapping[int, Fact]) -> Fact:
    while before := olds.get(fact.supersedes or 0):
        fact = before
    return fact


def _cell(fact: Fact) -> int:
    number = fact.origin_id.rpartition("#")[2]
    return int(number) if number.isdigit() else 0


def _told(fact: Fact) -> tuple[float | None, str]:
    """What a fact says: that a provisional figure was accepted is no correction."""
    return fact.value, "observed" if fact.status == "provisional" else fact.status


def _correction(row: Round, cell: CellRow, release: str, old: Fact, new: Fact, reason: str) -> Correction:
    catalogue, places = queries.catalogue_of(row), queries.gazetteer_of(row)
    element, groups = queries.key_of(cell)
    known = catalogue.elements[element]
    name = known.name + (f"（{'、'.join(NAMES[word] for word in groups)}）" if groups else "")
    return Correction(
        department_name(cell.form.department, catalogue),
        place_name(places[cell.form.place]),
        name,
        release,
        _said(old),
        _said(new),
        known.unit,
        new.recorded_at,
        new.recorded_by,
        reason,
    )


def _said(fact: Fact) -> str:
    words = REASONS.get(fact.status)
    return number_told(fact.value) if fact.value is not None else words[english()] if words else fact.status


HEADS = tuple(map(gettext_lazy, ("部门", "地区", "数据元", "发布", "发布时", "更正为", "计量单位", "更正日", "更正人", "原因")))


def _shown(request: HttpRequest, row: Round) -> list[Correction]:
    boxes = queries.boxes(row, viewer_here(request), clock.today())
    return corrections_of(row, frozenset(box.id for box in boxes))


def corrections(request: HttpRequest, round: int) -> HttpResponse:
    """What was corrected after publication, and why."""
    row = Round.objects.get(pk=round)
    return render(request, "rounds/corrections.html", {"round": row, "corrections": _shown(request, row)})


def corrections_list(request: HttpRequest, round: int, form: str) -> HttpResponse:
    """The same as CSV or Excel."""
    row = Round.objects.get(pk=round)
    cells = (
        (one.department, one.place, one.element, one.release, one.before, one.after, one.unit, f"{one.moment:%Y-%m-%d}", one.by, one.reason)
        for one in _shown(request, row)
    )
    return table_response(f"{row.name}-{_('发布后的更正')}", HEADS, cells, form)
