"""Reports of this moment as files, without work-flow: the yearly report and profiles, kept while nothing that they say has changed."""

from __future__ import annotations

import hashlib
import os
from collections.abc import Callable, Iterator
from datetime import date
from pathlib import Path

from qingmiao import __version__
from qingmiao.catalogue.numbers import Rounding
from qingmiao.exchange.naming import file_name
from qingmiao.reports import profile, write_docx
from qingmiao.reports.document import Kind
from qingmiao.web.home import subfolder
from qingmiao.web.ledger import queries as ledger
from qingmiao.web.planning.shelf import Book
from qingmiao.web.reports.gathering import assigned_of, places_of, sources_of
from qingmiao.web.reports.making import made
from qingmiao.web.reports.writing import FORMS
from qingmiao.web.selfreports.collecting import accounts_of


def write_report(
    book: Book,
    path: Path,
    *,
    kind: Kind = "yearly",
    year: int | None,
    made_on: date,
    rule: Rounding = "half_up",
    template: Path | None = None,
) -> Path:
    """Write a report of a plan (of the year of its verdicts when `year` is None) in the form that the name's ending says.

    Raises UserError when the plan was never computed, or the template cannot be used.
    """
    document = made(book, kind, year, release="", rule=rule, made_on=made_on)
    if path.suffix == ".docx":
        return write_docx(document, path, template)
    path.parent.mkdir(parents=True, exist_ok=True)
    draft = path.with_name(path.name + ".part")
    draft.write_bytes(FORMS[path.suffix.removeprefix(".")][2](document))
    draft.replace(path)
    return path


def kept_report(book: Book, *, made_on: date) -> Path:
    """The yearly report of the year of the verdicts, in Word."""
    return _kept(book, book.id, made_on, lambda path: write_report(book, path, year=None, made_on=made_on))


def kept_profile(book: Book, place: str, *, made_on: date) -> Path:
    """The profile of a place, in Word."""

    def write(path: Path) -> Path:
        (model,) = places_of(book, sources_of(book, None), made_on=made_on, places=[place])
        return write_docx(profile(model), path)

    return _kept(book, f"{book.id}-{place}", made_on, write)


def write_profiles(book: Book, folder: Path, *, made_on: date) -> Iterator[tuple[Path, int]]:
    """Write the profiles of all places below the region, one by one: each file, and how many there will be."""
    models = places_of(book, sources_of(book, None), made_on=made_on)
    for model in models:
        yield write_docx(profile(model), folder / f"{file_name(model.report.place)}.docx"), len(models)


def _kept(book: Book, name: str, made_on: date, write: Callable[[Path], Path]) -> Path:
    state = ledger.state_of(book.id)
    year = state.year if state else 0
    said = (
        __version__,
        book.fingerprint,
        state and state.moment.isoformat(),
        made_on.isoformat(),
        sorted(assigned_of(book).items()),
        sorted(accounts_of(book, year).items()),
    )
    folder = subfolder("reports")
    path = folder / f"{name}-{hashlib.sha256(repr(said).encode()).hexdigest()[:20]}.docx"
    if not path.exists():
        fresh = write(path.with_suffix(f".{os.getpid()}.docx"))
        for old in folder.glob(f"{name}-{'?' * 20}.docx"):
            old.unlink(missing_ok=True)
        os.replace(fresh, path)
    return path
