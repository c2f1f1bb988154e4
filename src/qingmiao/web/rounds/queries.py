"""Rounds, forms and cells as plain values."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from functools import lru_cache

from django.http import Http404

from qingmiao.catalogue import Catalogue
from qingmiao.catalogue.groups import GROUPS
from qingmiao.disclosure import Viewer, may_assign
from qingmiao.disclosure.collecting import Held, acts_of, may_see_form
from qingmiao.facts.revisions import current
from qingmiao.facts.streams import stream_of
from qingmiao.places import Gazetteer
from qingmiao.rounds import Entry, Sheet
from qingmiao.rounds.owing import Slice
from qingmiao.rounds.states import IN_HAND, OPEN, Act, State
from qingmiao.web.ledger.queries import facts_behind
from qingmiao.web.planning.queries import sees_plan
from qingmiao.web.planning.shelf import Book, shelf
from qingmiao.web.rounds.models import CellRow, FormRow, Round


@dataclass(frozen=True, slots=True)
class Box:
    """One form on the page of a round."""

    id: int
    department: str
    place: str
    due: date
    state: State
    late: bool
    submitted_as: str


def books_of(row: Round) -> list[Book]:
    """The plans that a round was made from, as far as they are still there."""
    return [book for plan in row.plans if (book := shelf().get(plan)) is not None]


def catalogue_of(row: Round) -> Catalogue:
    """The catalogue of a round's plans together."""
    books = books_of(row)
    return books[0].catalogue if len(books) == 1 else _together(tuple((book.id, book.fingerprint) for book in books))


@lru_cache(maxsize=8)
def _together(plans: tuple[tuple[str, str], ...]) -> Catalogue:
    books = [shelf()[plan] for plan, _ in plans]
    indicators = {code: one for book in books for code, one in book.catalogue.indicators.items()}
    elements = {code: one for book in books for code, one in book.catalogue.elements.items()}
    return Catalogue(indicators, elements, books[0].catalogue.departments)


def gazetteer_of(row: Round) -> Gazetteer:
    """The places of a round."""
    books = books_of(row)
    if not books:
        raise Http404
    return books[0].gazetteer


def rounds_in_sight(viewer: Viewer) -> list[Round]:
    """The rounds that concern a viewer, the last first."""
    return [row for row in Round.objects.order_by("-opened_at") if any(sees_plan(viewer, book) for book in books_of(row))]


def held(form: FormRow, region: str) -> Held:
    """A form as the rules see it."""
    return Held(form.department, form.place, region, form.state, form.submitted_as)  # type: ignore[arg-type]


def boxes(row: Round, viewer: Viewer, today: date) -> list[Box]:
    """The forms of a round that a viewer sees, in the order in which they were made."""
    places = gazetteer_of(row)
    return [
        Box(form.pk, form.department, form.place, form.due, form.state, form.state in OPEN and form.due < today, form.submitted_as)  # type: ignore[arg-type]
        for form in row.forms.order_by("id")
        if may_see_form(viewer, held(form, row.region), places)
    ]


def share_in_hand(found: Sequence[Box]) -> float:
    """The share (0..1) of the forms that are owed and reported; 1 where none is owed."""
    owed = [box for box in found if box.state != "excused"]
    return sum(box.state in IN_HAND for box in owed) / len(owed) if owed else 1.0


def round_in_sight(viewer: Viewer, round_id: int) -> bool:
    """Whether a viewer sees a round; raises Http404 where there is none."""
    row = Round.objects.filter(pk=round_id).first()
    if row is None:
        raise Http404
    return any(sees_plan(viewer, book) for book in books_of(row))


def runs(viewer: Viewer, round_id: int) -> bool:
    """Whether a viewer is of the office that runs a round."""
    row = Round.objects.get(pk=round_id)
    return may_assign(viewer, row.region, gazetteer_of(row))


def form_in_sight(viewer: Viewer, round_id: int, form_id: int) -> bool:
    """Whether a viewer sees a form; raises Http404 where there is none."""
    form = form_of(round_id, form_id)
    return may_see_form(viewer, held(form, form.round.region), gazetteer_of(form.round))


def acts_now(viewer: Viewer, form: FormRow) -> tuple[Act, ...]:
    """What a viewer may do with a form now; nothing once its round is closed."""
    return () if form.round.closed_at else acts_of(viewer, held(form, form.round.region), gazetteer_of(form.round))


def form_of(round_id: int, form_id: int) -> FormRow:
    """A form of a round; raises Http404 where there is none."""
    form = FormRow.objects.select_related("round").filter(pk=form_id, round_id=round_id).first()
    if form is None:
        raise Http404
    return form


def key_of(cell: CellRow) -> Slice:
    """The element and the groups of a cell."""
    return cell.element, tuple(cell.groups.split(",")) if cell.groups else ()


def sheet_of(form: FormRow, cells: Sequence[CellRow]) -> Sheet:
    """A form with all that it is checked against: its years before, and what other places of the round say so far."""
    entries = {key_of(cell): Entry(cell.value, cell.status, cell.comment) for cell in cells}
    before = {key_of(cell): [value for _, value in cell.before] for cell in cells}
    return Sheet(
        entries, catalogue_of(form.round), before=before, others=_others(form), streams=_streams(form, [cell.element for cell in cells])
    )


def _streams(form: FormRow, elements: Sequence[str]) -> Mapping[Slice, Mapping[str, float]]:
    """What others than the department of the form say of the same cells, by stream."""
    found: dict[Slice, dict[str, float]] = {}
    known = catalogue_of(form.round).elements
    for fact in current(facts_behind(elements, [form.place], form.round.year)).to_pylist():
        if fact["value"] is not None and not fact["simulated"] and fact["stream"] != stream_of(known[fact["element"]]):
            groups = tuple(fact[column] for column in GROUPS if fact[column] != "all")
            found.setdefault((fact["element"], groups), {})[fact["stream"]] = fact["value"]
    return found


def _others(form: FormRow) -> Mapping[str, Mapping[Slice, float]]:
    found: dict[str, dict[Slice, float]] = {}
    rows = CellRow.objects.filter(form__round=form.round, form__department=form.department, value__isnull=False, form__state__in=IN_HAND)
    for place, element, groups, value in rows.exclude(form=form).values_list("form__place", "element", "groups", "value"):
        if value is not None:
            found.setdefault(place, {})[element, tuple(groups.split(",")) if groups else ()] = value
    return found
