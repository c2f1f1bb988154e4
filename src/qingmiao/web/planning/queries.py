"""Plans as a viewer may see them, and who answers for what."""

from __future__ import annotations

from functools import lru_cache

from qingmiao.disclosure import Viewer, may_see_figures, may_see_place, may_see_plan
from qingmiao.places import Gazetteer, china
from qingmiao.web.planning.duty import Duty, Standing, duties
from qingmiao.web.planning.models import Assignment
from qingmiao.web.planning.shelf import Book, shelf


def visible(viewer: Viewer) -> list[Book]:
    """The plans that a viewer sees, in the order of the pages."""
    return [book for book in shelf() if sees_plan(viewer, book)]


def sees_plan(viewer: Viewer, book: Book) -> bool:
    """Tell whether a viewer sees a plan."""
    return may_see_plan(viewer, book.plan.region, book.gazetteer)


def sees_place(viewer: Viewer, book: Book, place: str) -> bool:
    """Tell whether a viewer sees the figures of a place under a plan."""
    return may_see_place(viewer, place, book.plan.region, book.gazetteer)


def sees_figures(viewer: Viewer, duty: Duty) -> bool:
    """Tell whether a viewer sees the figures of a commitment for which `duty` answers."""
    return may_see_figures(viewer, duty.departments)


def everywhere() -> Gazetteer:
    """The nation's places with those of all plans at hand; of two of one id, that of the first plan."""
    return _joined(tuple((book.id, book.fingerprint) for book in shelf()))


@lru_cache(maxsize=2)
def _joined(_: tuple[tuple[str, str], ...]) -> Gazetteer:
    found = {place.id: place for place in china()}
    for book in shelf():
        for place in book.gazetteer:
            found.setdefault(place.id, place)
    return Gazetteer(tuple(found.values()))


def duties_of(book: Book) -> dict[str, Duty]:
    """Commitment id → who answers for it, for all commitments of a plan: one query."""
    rows = Assignment.objects.filter(plan=book.id, ended_at=None).order_by("id")
    return duties(book, [Standing(row.pk, row.commitment, row.name, row.department, row.role) for row in rows])
