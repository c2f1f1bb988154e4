"""The Word report of one plan, for the button and for the command."""

from __future__ import annotations

import hashlib
import os
from datetime import date
from pathlib import Path

from qingmiao import __version__, progress
from qingmiao.catalogue.numbers import Rounding
from qingmiao.compute.surveys import with_errors
from qingmiao.errors import UserError
from qingmiao.progress import Judged
from qingmiao.reports import ReleaseHead, ReportModel, report_model, write_docx, yearly
from qingmiao.web.home import subfolder
from qingmiao.web.ledger import queries as ledger
from qingmiao.web.ledger.queries import State
from qingmiao.web.planning.queries import duties_of
from qingmiao.web.planning.shelf import Book


def write_report(book: Book, path: Path, *, year: int | None, made_on: date) -> Path:
    """Write the report of a plan for a year (that of its verdicts when None). Raises UserError when the plan was never computed."""
    return write_docx(yearly(model_of(book, year=year, made_on=made_on)), path)


def model_of(book: Book, *, year: int | None, made_on: date, rule: Rounding = "half_up") -> ReportModel:
    """What a report of a plan for a year says. Raises UserError when the plan was never computed."""
    state = ledger.state_of(book.id)
    if state is None:
        raise UserError(
            what=f"规划 {book.id} 还没有计算 / the plan has not been computed",
            where=book.id,
            cure="先运行 qingmiao compute / run qingmiao compute first",
        )
    return report_model(
        book.package,
        catalogue=book.catalogue,
        gazetteer=book.gazetteer,
        figures=ledger.figures_table(book.id, [book.plan.region]),
        judged=_judged(book, state, year),
        year=year or state.year,
        release=ReleaseHead(name=f"{state.moment:%Y-%m-%d}", moment=state.moment),
        made_on=made_on,
        assigned=assigned_of(book),
        rounding=rule,
    )


def kept_report(book: Book, *, made_on: date) -> Path:
    """The report of the year of the verdicts: made once and kept while nothing that it says has changed."""
    state = ledger.state_of(book.id)
    said = (__version__, book.fingerprint, state and state.moment.isoformat(), made_on.isoformat(), sorted(assigned_of(book).items()))
    folder = subfolder("reports")
    path = folder / f"{book.id}-{hashlib.sha256(repr(said).encode()).hexdigest()[:20]}.docx"
    if not path.exists():
        fresh = write_report(book, path.with_suffix(f".{os.getpid()}.docx"), year=None, made_on=made_on)
        for old in folder.glob(f"{book.id}-{'?' * 20}.docx"):
            old.unlink(missing_ok=True)
        os.replace(fresh, path)
    return path


def _judged(book: Book, state: State, year: int | None) -> list[Judged]:
    if year is not None and year != state.year:
        figures = with_errors(ledger.figures_table(book.id), ledger.survey_facts())
        return progress.judge_package(book.package, book.catalogue, book.gazetteer, figures, year)
    found = ledger.verdicts(book.id, book.plan.region, state.year)
    return [Judged(commitment, book.plan.region, verdict) for commitment, verdict in found.items()]


def assigned_of(book: Book) -> dict[str, list[str]]:
    """Commitment id → names of the units that the office assigned."""
    named = {key: [party.name for party in duty.lead if party.how == "assigned"] for key, duty in duties_of(book).items()}
    return {key: names for key, names in named.items() if names}
