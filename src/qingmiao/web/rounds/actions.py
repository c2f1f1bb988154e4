"""What changes rounds. Each action but the saving of cells says who acts (`by`), is one transaction and leaves one audit entry."""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, date
from hashlib import sha256
from typing import Any

import pyarrow as pa
from django.db import connection, transaction

from qingmiao.catalogue import Catalogue, Element, Indicator
from qingmiao.catalogue.groups import columns
from qingmiao.compute import figures
from qingmiao.errors import UserError
from qingmiao.facts.periods import period
from qingmiao.facts.revisions import current, supersede
from qingmiao.facts.schema import VALUED
from qingmiao.facts.streams import stream_of
from qingmiao.facts.table import build
from qingmiao.rounds import Finding, Form, check, forms, refused
from qingmiao.rounds.checking import usual
from qingmiao.rounds.entering import LONGEST_COMMENT
from qingmiao.rounds.states import ACTS, OPEN, STATES, Act
from qingmiao.web import clock
from qingmiao.web.background.actions import refresh_within
from qingmiao.web.background.tasks import send_letter
from qingmiao.web.ledger.actions import recorded, store_facts
from qingmiao.web.ledger.audit import hold_chain
from qingmiao.web.ledger.bulk import copy_in
from qingmiao.web.ledger.queries import facts_behind, facts_table
from qingmiao.web.planning.shelf import Book
from qingmiao.web.rounds.models import CellNote, CellRow, Evidence, FormEvent, FormRow, Round
from qingmiao.web.rounds.queries import catalogue_of, catalogue_together, held_cells, key_of, sheet_of

YEARS_BEFORE = 3

MOST_EVIDENCE = 5
"""So many files at most stand behind a cell."""

SOON, LATER = 60, 600
"""Seconds after which figures follow what was accepted, and what was only submitted."""


class Refused(UserError):
    """A form that cannot be submitted, with what is wrong in its cells."""

    def __init__(self, findings: Sequence[Finding]) -> None:
        super().__init__(
            what=f"还有 {len(findings)} 处要改正或说明 / {len(findings)} cells are to be mended or explained",
            where="报表 / form",
            cure="按每格下面的提示改正，或在“说明”中写明原因 / mend them as told below each cell, or say why in the comment",
        )
        self.findings = tuple(findings)


# ------------------------------------------------------------------------------------------------ opening


def open_round(*, books: Sequence[Book], year: int, name: str, due: date, practice: bool, by: str) -> Round:
    """Open a round: its forms, each cell with its earlier years and what they let expect.

    Raises UserError where the name stands for another round, the plans are of several regions, or the day has passed.
    """
    _openable(books, year, name, due)
    asked = forms([book.package for book in books], year)
    region = books[0].plan.region
    before = _before(books, asked, year)
    with recorded("round.open", by=by) as record:
        row = Round.objects.create(
            name=name,
            region=region,
            plans=[book.id for book in books],
            year=year,
            due=due,
            practice=practice,
            opened_by=by,
            opened_at=clock.now(),
        )
        made = FormRow.objects.bulk_create(
            FormRow(round=row, department=form.department, place=form.place, due=due, cells_count=len(form.items)) for form in asked
        )
        copy_in(CellRow, _cells(zip(made, asked, strict=True), before, catalogue_of(row)))
        record.subject = name
        record.detail = {
            "plans": row.plans,
            "year": year,
            "forms": len(made),
            "cells": sum(form.cells_count for form in made),
            "practice": practice,
        }
    return row


def _openable(books: Sequence[Book], year: int, name: str, due: date) -> None:
    problem = (
        ("没有选规划 / no plan was chosen", "选一个或几个规划 / choose plans") if not books else
        ("几个规划不是同一个地区的 / the plans are of several regions", "分开开轮次 / open a round for each region") if len({book.plan.region for book in books}) > 1 else
        ("没有名称 / there is no name", "写一个名称 / write one") if not name.strip() else
        (f"轮次“{name}”已经有了 / the round “{name}” is there already", "换一个名称 / choose another name") if Round.objects.filter(name=name).exists() else
        (f"截止日 {due} 已过 / the day {due} has passed", "写今天或以后的日子 / today or later") if due < clock.today() else
        (f"{year} 年还没有结束 / the year {year} is not over", "写已结束的年份 / a year that is over") if year >= clock.today().year else
        None
    )  # fmt: skip
    if problem:
        raise UserError(what=problem[0], where="轮次 / round", cure=problem[1])


Known = Mapping[tuple[str, tuple[str, ...], str], Sequence[tuple[int, float]]]


def _before(books: Sequence[Book], asked: Sequence[Form], year: int) -> Known:
    """Of each element (of groups) and place the values of the years before, as figures are made: rolled up, corrected."""
    slices = dict.fromkeys((item.element, item.groups) for form in asked for item in form.items)
    codes = {f"#{number}": one for number, one in enumerate(slices)}
    indicators = [
        Indicator(code, code, "", f"{element}[{', '.join(groups)}]" if groups else element) for code, (element, groups) in codes.items()
    ]
    elements, book = catalogue_together(books).elements, books[0]
    facts = current(facts_table())
    made = figures(facts, indicators=indicators, elements=elements, gazetteer=book.gazetteer, region=book.plan.region, threshold=1.0)
    found: dict[tuple[str, tuple[str, ...], str], list[tuple[int, float]]] = {}
    names = ("indicator", "place", "year", "value")
    for code, place, when, value in zip(*(made[name].to_pylist() for name in names), strict=True):
        if value is not None and year - YEARS_BEFORE <= when < year and code in codes:
            found.setdefault((*codes[code], place), []).append((when, value))
    return found


def _cells(made: Iterable[tuple[FormRow, Form]], before: Known, catalogue: Catalogue) -> pa.Table:
    rows = []
    for row, form in made:
        for position, item in enumerate(form.items):
            past = list(before.get((item.element, item.groups, form.place), ()))
            span = usual(catalogue, item.element, [value for _, value in past])
            ends = (None, None) if span is None else (span.low, span.high)
            rows.append((row.pk, position, item.element, ",".join(item.groups), json.dumps(past), *ends))
    names = ("form_id", "position", "element", "groups", "before", "low", "high")
    types = (pa.int64(), pa.int32(), pa.string(), pa.string(), pa.string(), pa.float64(), pa.float64())
    table = pa.table([pa.array(column, kind) for column, kind in zip(zip(*rows, strict=True), types, strict=True)], names=list(names))
    for name in ("status", "comment", "changed_by"):
        table = table.append_column(name, pa.array([""] * len(rows), pa.string()))
    return table.append_column("version", pa.array([0] * len(rows), pa.int32()))


# ------------------------------------------------------------------------------------------------ filling in


@dataclass(frozen=True, slots=True)
class Change:
    """What somebody writes into a cell that they saw in a version."""

    cell: int
    version: int
    value: float | None
    status: str
    comment: str


@dataclass(frozen=True, slots=True)
class Saved:
    """A cell as it now stands; `conflict`: somebody else had changed it, and what was written was not taken."""

    cell: int
    version: int
    value: float | None
    status: str
    comment: str
    by: str
    conflict: bool


def save_cells(*, form: FormRow, changes: Sequence[Change], by: str) -> list[Saved]:
    """Write cells of a form; what another person changed meanwhile stays and is told. Saving the same again changes nothing.

    Raises UserError where the form is not open to be filled in.
    """
    with transaction.atomic():
        if not FormRow.objects.filter(pk=form.pk, state__in=ACTS["fill"].before).update(state="filling"):
            raise _not_now(form, "fill")
        rows = held_cells([change.cell for change in changes], form=form)
        seen = (change for change in reversed(changes) if change.cell in rows and rows[change.cell].version == change.version)
        taken = {change.cell: change for change in seen}  # of two changes of one cell the first
        keep_cells(cells=rows, changes=list(taken.values()), by=by)
    return [_saved(rows[change.cell], change, change.cell in taken) for change in changes if change.cell in rows]


def keep_cells(*, cells: Mapping[int, CellRow], changes: Sequence[Change], by: str) -> None:
    """Write changes into cells that are held until the transaction ends, and are in the version that was seen. One statement for all of them, which
    Django's own way of writing many rows takes ten times as long to put together."""
    at = clock.now()
    for change in changes:
        cell = cells[change.cell]
        cell.value, cell.status, cell.comment = change.value, change.status, change.comment[:LONGEST_COMMENT]
        cell.version, cell.changed_by, cell.changed_at = cell.version + 1, by, at
    moment = connection.ops.adapt_datetimefield_value(at)
    written = [cells[number] for number in dict.fromkeys(change.cell for change in changes)]
    with connection.cursor() as cursor:
        cursor.executemany(_KEPT, [(one.value, one.status, one.comment, one.version, by, moment, one.pk) for one in written])


_KEPT = f"UPDATE {CellRow._meta.db_table} SET value = %s, status = %s, comment = %s, version = %s, changed_by = %s, changed_at = %s WHERE id = %s"


def _saved(cell: CellRow, change: Change, taken: bool) -> Saved:
    same = (cell.value, cell.status, cell.comment) == (change.value, change.status, change.comment[:LONGEST_COMMENT])
    return Saved(cell.pk, cell.version, cell.value, cell.status, cell.comment, cell.changed_by, not taken and not same)


# ------------------------------------------------------------------------------------------------ submitting and review


def act_on_form(
    *,
    form: FormRow,
    act: Act,
    by: str,
    place: str = "",
    words: str = "",
    due: date | None = None,
    questions: Mapping[int, str] = {},
) -> FormRow:
    """Take a form one step on: submit, check, return (with `questions` about single cells, by number), accept, excuse or extend.

    `place` is that of whoever acts. Submitting and accepting make facts of its cells (provisional, then observed), but in a practice round. Raises Refused where cells are wrong,
    UserError where the state or missing words do not allow it.
    """
    step = ACTS[act]
    with recorded(f"form.{act}", by=by) as record:
        row = FormRow.objects.select_related("round").select_for_update(of=("self",)).get(pk=form.pk)
        if row.state not in step.before:
            raise _not_now(row, act)
        _complete(act, words, due, questions)
        cells = list(row.cells.order_by("position"))
        if act == "submit" and (found := refused(check(sheet_of(row, cells)))):
            raise Refused(found)
        _step(row, act, place, due)
        asked = _ask(cells, questions, by)
        FormEvent.objects.create(form=row, moment=clock.now(), by=by, act=act, words=words.strip()[:400])
        made = _store(row, cells, accepted=act == "accept", by=by) if act in ("submit", "accept") and not row.round.practice else 0
        record.subject = f"{row.round.name}/{row.department}/{row.place}"[:200]
        record.detail = {"words": words.strip(), "facts": made, "due": row.due.isoformat(), "questions": asked}
    return row


def _complete(act: Act, words: str, due: date | None, questions: Mapping[int, str]) -> None:
    """Refuse a step that lacks its words or its day, and questions beside a step that is no return."""
    if questions and act != "return":
        raise UserError(
            what="写了提问，却没有退回 / questions were written, but the form is not returned",
            where=ACTS[act].zh,
            cure="点“退回”，或清空提问 / return it, or clear the questions",
        )
    if ACTS[act].words and not words.strip() and not questions:
        raise UserError(what="没有说明 / no words were given", where=ACTS[act].zh, cure="写明原因 / say why")
    if act == "extend" and (due is None or due < clock.today()):
        raise UserError(
            what="没有新的截止日，或已过 / no new day, or one that has passed",
            where=ACTS[act].zh,
            cure="写今天或以后的日子 / today or later",
        )


def _ask(cells: Sequence[CellRow], questions: Mapping[int, str], by: str) -> list[str]:
    """Put questions to cells, in the version that the reviewer saw. Returns the elements that were asked about."""
    asked = [cell for cell in cells if questions.get(cell.pk, "").strip()]
    for cell in asked:
        cell.question, cell.question_version = questions[cell.pk].strip()[:LONGEST_COMMENT], cell.version
        cell.save(update_fields=("question", "question_version"))
        CellNote.objects.create(
            cell=cell, moment=clock.now(), by=by, words=cell.question, value=cell.value, status=cell.status, comment=cell.comment
        )
    return [cell.element for cell in asked]


def _step(row: FormRow, act: Act, place: str, due: date | None) -> None:
    after = ACTS[act].after
    if after is not None:
        row.state = after
    if act == "submit":
        row.submitted_at = clock.now()
        row.submitted_from = "" if place == row.round.region else place
    if act == "extend" and due is not None:
        row.due = due
    row.save()


def _not_now(form: FormRow, act: Act) -> UserError:
    state = FormRow.objects.values_list("state", flat=True).get(pk=form.pk)
    zh, en = STATES[state]  # type: ignore[index]
    return UserError(
        what=f"报表“{zh}”，现在不能{ACTS[act].zh} / the form is {en}; it cannot be that you {ACTS[act].en} it now",
        where="报表 / form",
        cure="刷新页面看现状；要改已报的数，请审核人退回 / reload the page; to change what was submitted, have it returned",
    )


def _store(row: FormRow, cells: Sequence[CellRow], *, accepted: bool, by: str) -> int:
    """Facts of a form's cells, as far as they say something new. Returns how many."""
    elements = catalogue_of(row.round).elements
    moment = clock.now().astimezone(UTC)
    rows = list(_facts(row, cells, elements, accepted))
    refresh_within(seconds=SOON if accepted else LATER, by=by)
    hold_chain()  # what is held must be what is superseded, whoever else stores facts at this moment
    table = build({**one, "id": number, "recorded_at": moment, "recorded_by": by} for number, one in enumerate(rows, 1))
    held = current(facts_behind({cell.element for cell in cells}, [row.place], row.round.year))
    news = supersede(held, table)
    return (
        store_facts(table=news, source=f"{row.round.name}/{row.department}/{row.place}"[:200], by=by, correcting=True)
        if news.num_rows
        else 0
    )


def _facts(row: FormRow, cells: Sequence[CellRow], elements: Mapping[str, Element], accepted: bool) -> Iterator[dict[str, Any]]:
    for cell in cells:
        element, groups = key_of(cell)
        known = elements[element]
        basis = known.basis if known.basis in ("calendar_year", "statistical_year", "school_year", "point") else "calendar_year"
        start, end = period(row.round.year, basis)
        status = cell.status or "observed"
        if status == "observed" and not accepted:
            status = "provisional"
        yield {
            "element": element,
            "place": row.place,
            "period_from": start,
            "period_to": end,
            "basis": basis,
            **columns(groups),
            "stream": stream_of(known),
            "value": cell.value if status in VALUED else None,
            "status": status,
            "origin": "submission",
            "origin_id": f"{row.round.name}#{cell.pk}",
        }


# ------------------------------------------------------------------------------------------------ evidence


def attach(*, cell: CellRow, name: str, data: bytes, by: str) -> Evidence:
    """Put a file to a cell whose form is still filled in; the same file once. Raises UserError where the form is not, or the cell has enough."""
    with recorded("evidence.attach", by=by) as record:
        form = _held_open(cell)
        digest = sha256(data).hexdigest()
        if cell.evidence.exclude(sha256=digest).count() >= MOST_EVIDENCE:
            raise UserError(
                what=f"这一格已有 {MOST_EVIDENCE} 份凭证 / this cell has {MOST_EVIDENCE} files already",
                where=name[:120],
                cure="删去不要的，或合成一份 / delete one of them, or put them together",
            )
        found, _ = Evidence.objects.get_or_create(
            cell=cell, sha256=digest, defaults={"name": name[:120], "size": len(data), "data": data, "by": by, "moment": clock.now()}
        )
        record.subject = f"{form.round.name}/{form.department}/{form.place}/{cell.element}"[:200]
        record.detail = {"name": found.name, "sha256": digest, "size": found.size}
    return found


def detach(*, evidence_id: int, by: str) -> None:
    """Take a file from a cell whose form is still filled in. Raises UserError where it is not."""
    with recorded("evidence.detach", by=by) as record:
        found = Evidence.objects.select_related("cell").get(pk=evidence_id)
        form = _held_open(found.cell)
        record.subject = f"{form.round.name}/{form.department}/{form.place}/{found.cell.element}"[:200]
        record.detail = {"name": found.name, "sha256": found.sha256, "size": found.size}
        found.delete()


def _held_open(cell: CellRow) -> FormRow:
    """The form of a cell, held until the transaction ends. Raises UserError where it is not open to be filled in."""
    form = FormRow.objects.select_related("round").select_for_update(of=("self",)).get(pk=cell.form_id)
    if form.state not in OPEN:
        raise _not_now(form, "fill")
    return form


def close_round(*, round_id: int, by: str) -> None:
    """Close a round: nothing of it can be filled in any more."""
    with recorded("round.close", by=by) as record:
        row = Round.objects.select_for_update().get(pk=round_id)
        row.closed_at = clock.now()
        row.save()
        record.subject = row.name


def remind(*, row: Round, letters: Sequence[tuple[str, str, str]], by: str) -> None:
    """Put letters (address, subject, text) into the queue, to be sent one by one."""
    with recorded("round.remind", by=by) as record:
        for to, subject, text in letters:
            send_letter.enqueue(to=to, subject=subject, text=text)
        record.subject, record.detail = row.name, {"letters": len(letters)}
