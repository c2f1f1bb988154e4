"""地区 place: how is this place?"""

from __future__ import annotations

from dataclasses import dataclass

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

from qingmiao.disclosure import Role, Viewer
from qingmiao.places import Place
from qingmiao.progress.model import Word
from qingmiao.web.ledger import queries as ledger
from qingmiao.web.ledger.queries import Number
from qingmiao.web.pages.rows import Row, filters_of, headline, narrowed, sheet, tally
from qingmiao.web.people.queries import viewer_here
from qingmiao.web.planning.queries import sees_place
from qingmiao.web.planning.shelf import Book, shelf


@dataclass(frozen=True, slots=True)
class Compared:
    """A commitment at a place, beside the figure of the plan's region in the same year."""

    row: Row
    upper: Number | None

    @property
    def small(self) -> bool:
        """The figure rests on fewer than ten events: a count says more than a rate."""
        number = self.row.number
        return (
            number is not None
            and number.way == "counts"
            and number.numerator is not None
            and number.denominator is not None
            and number.numerator < 10
        )


@dataclass(frozen=True, slots=True)
class Child:
    """A place below, with the counts of its verdicts."""

    place: Place
    counts: dict[Word, int]
    judged: int


def place(request: HttpRequest, plan: str, place: str) -> HttpResponse:
    """The commitments that reach down to a place, worst first, beside the region; then the places below it."""
    viewer, book = viewer_here(request), shelf()[plan]
    here, region = book.gazetteer[place], book.gazetteer[book.plan.region]
    found = sheet(book, viewer, place)
    wanted = filters_of(request.GET, viewer)
    rows = sorted((row for row in narrowed(found.rows, wanted) if row.sees), key=lambda row: (row.rank, row.one.start))
    upper = _upper(book, rows) if place != region.id else {}
    counts = tally(rows)
    context = {
        "book": book,
        "place": here,
        "region": region,
        "at_region": place == region.id,
        "sheet": found,
        "rows": [
            Compared(row, upper.get((row.one.indicator, row.verdict.latest_year)) if row.verdict and row.verdict.latest_year else None)
            for row in rows
        ],
        "counts": counts,
        "headline": headline(rows, found.state),
        "simulated": any(row.simulated for row in rows),
        "children": _children(book, viewer, here, found.state.year if found.state else None),
        "wanted": wanted,
        "query": request.GET.urlencode(),
        "department": viewer.role is Role.DEPARTMENT,
    }
    return render(request, "place.html", context)


def _upper(book: Book, rows: list[Row]) -> dict[tuple[str, int], Number]:
    years = [row.verdict.latest_year for row in rows if row.verdict and row.verdict.latest_year]
    return {(number.indicator, number.year): number for number in ledger.of_place(book.id, book.plan.region, since=min(years, default=0))}


def _children(book: Book, viewer: Viewer, here: Place, year: int | None) -> list[Child]:
    below = [place for place in book.gazetteer.children(here.id) if sees_place(viewer, book, place.id)]
    if year is None or not below:
        return []
    counts = ledger.counts_of_places(book.id, [place.id for place in below], year)
    return [_child(place, counts.get(place.id, {})) for place in below]


def _child(place: Place, found: dict[Word, int]) -> Child:
    counts = {word: found.get(word, 0) for word in Word}
    return Child(place, counts, sum(counts.values()) - counts[Word.NO_DATA] - counts[Word.CANNOT_JUDGE])
