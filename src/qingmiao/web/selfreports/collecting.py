"""What the county's report takes up of self-reports, and a self-report as a document."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from typing import Any

from qingmiao.places import Gazetteer
from qingmiao.reports.document import ReleaseHead
from qingmiao.reports.model import Account
from qingmiao.reports.selfreport import Adopted, SelfReport, collected
from qingmiao.web.ledger.queries import state_of
from qingmiao.web.planning.shelf import Book
from qingmiao.web.selfreports import models, queries


def accounts_of(book: Book, year: int) -> Mapping[str, tuple[Account, ...]]:
    """Commitment id → what was adopted of the self-reports of a year, in the office's words."""
    return collected(_adopted(book, year, "commitment"))


def accounts_of_measures(book: Book, year: int) -> Mapping[str, tuple[Account, ...]]:
    """The same of measures that hold no commitment, by the measure's id."""
    return collected(_adopted(book, year, "measure"))


def texts_of(book: Book, year: int) -> Mapping[str, tuple[tuple[str, str], ...]]:
    """organisation, funds, staff, problems, requests → (unit, words) of each text that was adopted, units first."""
    rows = models.SelfReport.objects.filter(plan=book.id, year=year, state__in=queries.IN_HAND)
    ordered = sorted(rows, key=lambda row: (row.place != row.region, row.pk))
    taken = {(one.entry.report_id, one.entry.kind): one.done for one in queries.standing_adoptions(ordered).values()}
    kinds = (*queries.OPENING, *queries.CLOSING)
    return {kind: tuple((row.unit, taken[row.pk, kind]) for row in ordered if (row.pk, kind) in taken) for kind in kinds}


def _adopted(book: Book, year: int, kind: str) -> list[Adopted]:
    found = []
    rows = list(models.SelfReport.objects.filter(plan=book.id, year=year, state__in=queries.IN_HAND).order_by("pk"))
    taken = queries.standing_adoptions(rows)
    for row in rows:
        if not any(one.entry.report_id == row.pk for one in taken.values()):
            continue
        for line in queries.lines(row, book):
            if line.taken is not None and line.entry.kind == kind:
                words = (line.taken.done, line.taken.cause, line.taken.planned)
                keys = [standing.commitment for standing in line.item.standings] or [line.entry.item]
                found += [Adopted(key, row.unit, line.item.part, *words, line.entry.due, line.item.proofs) for key in keys]
    return found


def report_told(row: models.SelfReport, book: Book, made_on: date) -> SelfReport:
    """A self-report as its document is made from it."""
    found = queries.lines(row, book)
    said: dict[str, Any] = {line.entry.kind: line.entry.done for line in found if line.entry.kind in (*queries.OPENING, *queries.CLOSING)}
    state = state_of(book.id)
    moment = state.moment if state else row.opened_at
    return SelfReport(
        plan=book.id,
        plan_title=book.plan.title,
        place=row.place,
        unit=row.unit,
        office=office_of(book.gazetteer, row.region),
        year=row.year,
        release=ReleaseHead(f"{moment:%Y-%m-%d}", moment),
        made_on=made_on,
        items=tuple(line.item for line in found if line.entry.kind in queries.ITEMS),
        draft=row.state in queries.OPEN,
        **said,
    )


def office_of(gazetteer: Gazetteer, region: str) -> str:
    """The name of the office that collects."""
    return f"{gazetteer[region].name if region in gazetteer else ''}妇女儿童工作委员会办公室"
