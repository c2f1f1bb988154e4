"""What stands around every page: who is signed in, the plans, the current plan and place, the language."""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest
from django.urls import reverse

from qingmiao import __version__
from qingmiao.disclosure import Viewer, may_manage_people, may_read_audit, may_take_part
from qingmiao.places import Place
from qingmiao.progress.model import Word
from qingmiao.web.language import english
from qingmiao.web.people.queries import profile_of, viewer_of
from qingmiao.web.planning.queries import sees_place, visible
from qingmiao.web.planning.shelf import Book, shelf


def frame(request: HttpRequest) -> dict[str, Any]:
    """Context of every template."""
    viewer = viewer_of(request) if hasattr(request, "user") else None
    here: dict[str, Any] = {
        "version": __version__,
        "english": english(),
        "verdict_words": list(Word),
        "person": profile_of(request) if viewer else None,
        "takes_part": viewer is not None and may_take_part(viewer),
        "manages_people": viewer is not None and may_manage_people(viewer),
        "here": request.get_full_path(),
    }
    if viewer is None:
        return here
    match = request.resolver_match
    words = match.kwargs if match else {}
    books = visible(viewer)
    book = next((book for book in books if book.id == words.get("plan")), books[0] if len(books) == 1 else None)
    return here | {
        "books": books,
        "book": book,
        "root": reverse("plan_overview", args=[book.id]) if book else "",
        "page": match.url_name if match else "",
        "audits": may_read_audit(viewer, ((one.plan.region, one.gazetteer) for one in shelf())),
        "place_here": words.get("place"),
        **_places(viewer, book, words.get("place")),
    }


def _places(viewer: Viewer, book: Book | None, chosen: str | None) -> dict[str, Any]:
    """The places of the left column: the region, the way down to the chosen place, and what lies directly below."""
    if book is None:
        return {}
    gazetteer, region = book.gazetteer, book.plan.region
    now = gazetteer[chosen] if chosen and chosen in gazetteer else gazetteer[region]
    way = [now, *gazetteer.above(now.id)]
    above = [place for place in way if place.id == region or any(up.id == region for up in gazetteer.above(place.id))][::-1]
    below = gazetteer.children(now.id) or gazetteer.children(now.parent or region)
    return {"places_above": _seen(viewer, book, above), "places_below": _seen(viewer, book, below), "place_now": now}


def _seen(viewer: Viewer, book: Book, places: Any) -> list[Place]:
    return [place for place in places if sees_place(viewer, book, place.id)]
