"""文件 documents: which plans do we have?"""

from __future__ import annotations

from dataclasses import dataclass

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

from qingmiao import plans
from qingmiao.disclosure import Role
from qingmiao.plans.model import PlanPlace
from qingmiao.web.home import documents as documents_folder
from qingmiao.web.home import subfolder
from qingmiao.web.people.queries import viewer_here
from qingmiao.web.planning import words
from qingmiao.web.planning.queries import visible
from qingmiao.web.planning.shelf import Book, shelf


@dataclass(frozen=True, slots=True)
class Line:
    """One plan's document: what was read out of it, and whether its words are at hand."""

    book: Book
    words: bool
    covered: int
    items: int
    supply: list[PlanPlace]
    names: int


def documents(request: HttpRequest) -> HttpResponse:
    """The plans with their documents; how to read another; packages that cannot be used, with the cure."""
    viewer = viewer_here(request)
    office = viewer.role is Role.OFFICE
    context = {
        "lines": [_line(book) for book in visible(viewer)],
        "broken": shelf().broken if office else (),
        "folder": documents_folder() if office else None,
        "own": subfolder("plans") if office else None,
        "office": office,
    }
    return render(request, "documents.html", context)


def _line(book: Book) -> Line:
    covered = plans.coverage(book.package)
    named = sum(1 for one in book.commitments.values() if one.lead)
    return Line(
        book,
        words.text_of(book) is not None,
        sum(1 for one in covered if one.commitments),
        len(covered),
        plans.to_supply(book.package),
        named,
    )
