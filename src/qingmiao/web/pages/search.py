"""Search over everything that the viewer sees: commitments, definitions, places, units, words of the documents."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse

from qingmiao import catalogue as nation
from qingmiao.catalogue import Indicator
from qingmiao.places import Place
from qingmiao.plans.model import Commitment, Measure, Objective
from qingmiao.web.people.queries import viewer_here
from qingmiao.web.planning import words
from qingmiao.web.planning.duty import Duty
from qingmiao.web.planning.queries import duties_of, sees_place, visible
from qingmiao.web.planning.shelf import Book

MOST = 40
AROUND = 28


@dataclass(frozen=True, slots=True)
class Snippet:
    """A place in a document where the words stand."""

    book: Book
    before: str
    run: str
    after: str
    address: str


def search(request: HttpRequest) -> HttpResponse:
    """Everything that holds the asked words; several words must all be there."""
    asked = " ".join(request.GET.get("q", "").split())[:80]
    viewer = viewer_here(request)
    books = visible(viewer) if asked else []
    parts = asked.casefold().split()
    context = {
        "asked": asked,
        "commitments": [(book, one) for book in books for one in book.commitments.values() if _all(parts, _haystack(book, one))][:MOST],
        "definitions": [one for one in nation.load().indicators.values() if _all(parts, _names_of(one))][:MOST] if asked else [],
        "places": [(book, one) for book in books for one in _places(book) if _all(parts, one.name) and sees_place(viewer, book, one.id)][
            :MOST
        ],
        "units": _units(books, parts),
        "snippets": [snippet for book in books for snippet in _snippets(book, asked)][:MOST],
        "most": MOST,
    }
    return render(request, "search.html", context)


def _all(parts: list[str], text: str) -> bool:
    folded = text.casefold()
    return all(part in folded for part in parts)


def _haystack(book: Book, one: Commitment) -> str:
    indicator = book.catalogue.indicators.get(one.indicator)
    return " ".join((one.name, one.population or "", _names_of(indicator) if indicator else ""))


def _names_of(indicator: Indicator) -> str:
    return " ".join((indicator.name, indicator.name_en or "", *indicator.aliases))


def _places(book: Book) -> Iterator[Place]:
    return book.gazetteer.below(book.plan.region)


def _units(books: list[Book], parts: list[str]) -> list[tuple[Book, str, int]]:
    """(plan, unit, how many commitments it answers for)."""
    found = []
    for book in books:
        counts: dict[str, int] = {}
        for duty in duties_of(book).values():
            for name in _names(duty):
                counts[name] = counts.get(name, 0) + 1
        found += [(book, name, count) for name, count in counts.items() if _all(parts, name)]
    return found[:MOST]


def _names(duty: Duty) -> set[str]:
    return {party.name for party in (*duty.lead, *duty.support)}


def _snippets(book: Book, asked: str) -> Iterator[Snippet]:
    text = words.text_of(book)
    document = book.plan.document
    if not text or not asked:
        return
    at = text.find(asked, document.start, document.end)
    for _ in range(8):
        if at < 0:
            return
        end = at + len(asked)
        before, after = text[max(0, at - AROUND) : at].split("\n")[-1], text[end : end + AROUND].split("\n")[0]
        yield Snippet(book, before, text[at:end], after, _address(book, at))
        at = text.find(asked, end, document.end)


def _address(book: Book, at: int) -> str:
    """The commitment, else the objective or measure, in whose words an offset lies; the plan when in none."""
    page = reverse("plan", args=[book.id])
    hit = next((one for one in book.commitments.values() if one.start <= at < one.end), None)
    if hit:
        return reverse("commitment", args=[book.id, hit.id])
    items: list[Objective | Measure] = [*book.package.objectives, *book.package.measures]
    item = next((one for one in items if one.start <= at < one.end), None)
    return f"{page}?scope=all#i-{item.id}" if item else page
