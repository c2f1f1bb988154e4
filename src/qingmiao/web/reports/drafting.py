"""Making a draft: at once where that is quick, else in the queue."""

from __future__ import annotations

from dataclasses import replace
from time import perf_counter
from typing import Final, cast

from qingmiao.catalogue.numbers import Rounding
from qingmiao.errors import UserError
from qingmiao.reports.document import Head, Kind
from qingmiao.web import clock
from qingmiao.web.ledger import queries as ledger
from qingmiao.web.planning.shelf import shelf
from qingmiao.web.reports import making
from qingmiao.web.reports.actions import fail_making, keep_version, want_version
from qingmiao.web.reports.models import Report
from qingmiao.web.reports.queries import last_version

QUICK: Final = 1.0
"""Seconds for which a person waits at the page; what took longer the last time is made in the queue."""

MANY: Final = 150
"""Of a plan with so many commitments the first draft is made in the queue; so is one from a release, whose figures are worked out anew."""


def make(report: Report, *, by: str) -> bool:
    """Make a draft now, or have it made; tells whether it is there. Raises UserError where the state does not allow it, or no figures are there."""
    if _is_long(report):
        want_version(report_id=report.pk, by=by)
        return False
    _make(report, by=by)
    return True


def make_wanted(number: int, *, by: str) -> int:
    """Make the draft that a report waits for; why none came of it is kept with the report. Returns the draft's number, 0 where there is none."""
    report = Report.objects.filter(pk=number, wanted_at__isnull=False).first()
    if report is None:
        return 0  # was made before the task was begun again
    try:
        return _make(report, by=by)
    except UserError as error:
        fail_making(report_id=number, what=error.what, by=by)
        return 0


def _is_long(report: Report) -> bool:
    before = last_version(report)
    if before is not None:
        return before.seconds > QUICK
    return bool(report.release) or len(shelf()[report.plan].commitments) > MANY


def _addressed(head: Head, report: Report) -> Head:
    """The head with what the office says of number, recipient and copies; what it leaves open is as the template has it."""
    return replace(
        head,
        number=report.number or head.number,
        recipient=report.recipient or head.recipient,
        copies=report.copies or head.copies,
    )


def _make(report: Report, *, by: str) -> int:
    book = shelf().get(report.plan)
    if book is None:
        raise UserError(
            what=f"规划 {report.plan} 已不在 / the plan is no longer there",
            where=report.plan,
            cure="恢复规划包 / bring its package back",
        )
    began = perf_counter()
    kind, rule = cast(Kind, report.kind), cast(Rounding, report.rounding)
    document = making.made(book, kind, report.year, release=report.release, rule=rule, made_on=clock.today())
    document = replace(document, head=_addressed(document.head, report))
    state = ledger.state_of(report.plan)
    moment = document.release.moment if report.release or state is None else state.moment
    return keep_version(report_id=report.pk, document=document, moment=moment, seconds=perf_counter() - began, by=by).number
