"""Rounds, forms and cells as plain values."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from functools import lru_cache
from typing import Any

from django.db.models import F
from django.http import Http404

from qingmiao.catalogue import Catalogue
from qingmiao.catalogue.groups import GROUPS
from qingmiao.disclosure import Viewer, may_assign
from qingmiao.disclosure.collecting import Held, acts_of, may_see_form
from qingmiao.facts.revisions import current
from qingmiao.facts.streams import stream_of
from qingmiao.places import Gazetteer
from qingmiao.rounds import Entry, Sheet, check, refused
from qingmiao.rounds.checking import wholes_of
from qingmiao.rounds.owing import Slice
from qingmiao.rounds.states import IN_HAND, OPEN, Act, State
from qingmiao.web.ledger.models import Fact
from qingmiao.web.ledger.queries import facts_behind
from qingmiao.web.planning.queries import sees_plan
from qingmiao.web.planning.shelf import Book, shelf
from qingmiao.web.rounds.models import CellNote, CellRow, Evidence, FormRow, Round


@dataclass(frozen=True, slots=True)
class Box:
    """One form on the page of a round."""

    id: int
    department: str
    place: str
    due: date
    state: State
    late: bool
    submitted_from: str


def books_of(row: Round) -> list[Book]:
    """The plans that a round was made from, as far as they are still there."""
    return [book for plan in row.plans if (book := shelf().get(plan)) is not None]


def catalogue_of(row: Round) -> Catalogue:
    """The catalogue of a round's plans together."""
    return catalogue_together(books_of(row))


def catalogue_together(books: Sequence[Book]) -> Catalogue:
    """The catalogue of some plans together."""
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
    return Held(form.department, form.place, region, form.state, form.submitted_from)  # type: ignore[arg-type]


def boxes(row: Round, viewer: Viewer, today: date) -> list[Box]:
    """The forms of a round that a viewer sees, in the order in which they were made."""
    places = gazetteer_of(row)
    rows = row.forms.order_by("id").values_list("id", "department", "place", "due", "state", "submitted_from")
    return [
        Box(number, department, place, due, state, state in OPEN and due < today, submitted_from)  # type: ignore[arg-type]
        for number, department, place, due, state, submitted_from in rows
        if may_see_form(viewer, Held(department, place, row.region, state, submitted_from), places)  # type: ignore[arg-type]
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


def acts_of_box(box: Box, row: Round, viewer: Viewer, places: Gazetteer) -> tuple[Act, ...]:
    """What a viewer may do with a form on the page of its round, whose `places` are asked for once."""
    return acts_of(viewer, Held(box.department, box.place, row.region, box.state, box.submitted_from), places)


def with_findings(row: Round, forms: Sequence[FormRow], *, unanswered: bool) -> set[int]:
    """The numbers of the forms in which a rule finds anything; `unanswered`: anything that keeps it from being submitted."""
    cells = list(CellRow.objects.filter(form__in=forms).order_by("position"))
    found = {number: check(sheet) for number, sheet in sheets_of(row, forms, cells).items()}
    return {number for number, findings in found.items() if (refused(findings) if unanswered else findings)}


def form_of(round_id: int, form_id: int) -> FormRow:
    """A form of a round; raises Http404 where there is none."""
    form = FormRow.objects.select_related("round").filter(pk=form_id, round_id=round_id).first()
    if form is None:
        raise Http404
    return form


def groups_of(text: str) -> tuple[str, ...]:
    """The groups of a cell as they are kept, with commas."""
    return tuple(text.split(",")) if text else ()


def notes_of(form: FormRow) -> dict[int, list[CellNote]]:
    """Cell → what was asked of it, oldest first."""
    found: dict[int, list[CellNote]] = {}
    for note in CellNote.objects.filter(cell__form=form).order_by("id"):
        found.setdefault(note.cell_id, []).append(note)
    return found


def evidence_of(form: FormRow) -> dict[int, list[tuple[int, str, str]]]:
    """Cell → number, name and giver of each file that stands behind it."""
    found: dict[int, list[tuple[int, str, str]]] = {}
    for cell, number, name, by in Evidence.objects.filter(cell__form=form).order_by("pk").values_list("cell_id", "pk", "name", "by"):
        found.setdefault(cell, []).append((number, name, by))
    return found


def open_questions(row: Round, forms: Collection[int]) -> list[CellRow]:
    """The cells of some forms of a round of which a reviewer asked something that nobody has answered yet."""
    asked = CellRow.objects.filter(form__round=row, form__state__in=OPEN, version__lte=F("question_version")).exclude(question="")
    return [cell for cell in asked.select_related("form").order_by("form_id", "position") if cell.form_id in forms]


@dataclass(frozen=True, slots=True)
class Reported:
    """What was once reported of a cell."""

    moment: datetime
    by: str
    value: float | None
    status: str


def history_of(form: FormRow) -> dict[int, list[Reported]]:
    """Cell → what was reported of it in this round, oldest first; of cells with more than one such report."""
    elements = set(form.cells.values_list("element", flat=True))
    rows = Fact.objects.filter(element__in=elements, place=form.place, origin="submission", origin_id__startswith=f"{form.round.name}#")
    found: dict[int, list[Reported]] = {}
    for fact in rows.order_by("id"):
        reported = Reported(fact.recorded_at, fact.recorded_by, fact.value, fact.status)
        found.setdefault(int(fact.origin_id.rpartition("#")[2]), []).append(reported)
    return {cell: reports for cell, reports in found.items() if len(reports) > 1}


def held_cells(cells: Collection[int], **where: Any) -> dict[int, CellRow]:
    """Cells by number, held until the transaction ends; always in one order, so that two writers never wait for each other."""
    return {cell.pk: cell for cell in CellRow.objects.select_for_update().filter(pk__in=cells, **where).order_by("pk")}


def key_of(cell: CellRow) -> Slice:
    """The element and the groups of a cell."""
    return cell.element, groups_of(cell.groups)


def sheet_of(form: FormRow, cells: Sequence[CellRow]) -> Sheet:
    """A form with all that it is checked against."""
    return sheets_of(form.round, [form], cells)[form.pk]


def sheets_of(row: Round, forms: Sequence[FormRow], cells: Sequence[CellRow]) -> dict[int, Sheet]:
    """Forms of a round, by number, with all that they are checked against: years before, other streams, what other places of the round say so far."""
    catalogue, wholes = catalogue_of(row), wholes_of_round(row)
    others = _said(row, {form.department for form in forms})
    streams = _streams(row, {cell.element for cell in cells}, {form.place for form in forms}, catalogue)
    proved = set(Evidence.objects.filter(cell__form__in=forms).values_list("cell_id", flat=True))
    own: dict[int, list[CellRow]] = {form.pk: [] for form in forms}
    for cell in cells:
        own[cell.form_id].append(cell)
    return {
        form.pk: Sheet(
            {key_of(cell): Entry(cell.value, cell.status, cell.comment) for cell in own[form.pk]},
            catalogue,
            before={key_of(cell): [value for _, value in cell.before] for cell in own[form.pk]},
            others={place: said for place, said in others.get(form.department, {}).items() if place != form.place},
            streams=streams.get(form.place, {}),
            wholes=wholes,
            questions={key_of(cell): cell.question for cell in own[form.pk] if cell.question and cell.version <= cell.question_version},
            proved={key_of(cell) for cell in own[form.pk] if cell.pk in proved},
        )
        for form in forms
    }


def wholes_of_round(row: Round) -> Mapping[str, Sequence[str]]:
    """Of each element those that it is part of."""
    return _wholes(tuple((book.id, book.fingerprint) for book in books_of(row)))


@lru_cache(maxsize=8)
def _wholes(plans: tuple[tuple[str, str], ...]) -> Mapping[str, Sequence[str]]:
    return wholes_of(_together(plans))


def _streams(
    row: Round, elements: Collection[str], places: Collection[str], catalogue: Catalogue
) -> dict[str, dict[Slice, dict[str, float]]]:
    """Place → cell → what others than the department that is asked say of it, by stream."""
    found: dict[str, dict[Slice, dict[str, float]]] = {}
    for fact in current(facts_behind(elements, places, row.year)).to_pylist():
        if fact["value"] is not None and not fact["simulated"] and fact["stream"] != stream_of(catalogue.elements[fact["element"]]):
            groups = tuple(fact[column] for column in GROUPS if fact[column] != "all")
            found.setdefault(fact["place"], {}).setdefault((fact["element"], groups), {})[fact["stream"]] = fact["value"]
    return found


def _said(row: Round, departments: Collection[str]) -> dict[str, dict[str, dict[Slice, float]]]:
    """Department → place → what it has reported in this round."""
    found: dict[str, dict[str, dict[Slice, float]]] = {}
    rows = CellRow.objects.filter(form__round=row, form__department__in=departments, value__isnull=False, form__state__in=IN_HAND)
    for department, place, element, groups, value in rows.values_list("form__department", "form__place", "element", "groups", "value"):
        found.setdefault(department, {}).setdefault(place, {})[element, groups_of(groups)] = value  # type: ignore[assignment]
    return found
