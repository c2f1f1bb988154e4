"""Reviews as they stand: the log folded, and who may see them."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from functools import cached_property

from django.http import Http404

from qingmiao.disclosure import Role, Viewer
from qingmiao.web.review.carry import Old
from qingmiao.web.review.models import Act, Review
from qingmiao.web.review.packing import Document
from qingmiao.web.review.state import Change, Event, Item, fold, from_data


@dataclass(frozen=True)
class Standing:
    """A review with everything that was done to it."""

    review: Review
    events: tuple[Event, ...]
    moments: tuple[datetime, ...]

    @cached_property
    def items(self) -> Mapping[str, Item]:
        """The items as they stand."""
        return fold(_items(self.review.items), self.events)

    @cached_property
    def heads(self) -> Mapping[int, Item]:
        """The head of each plan, by its number."""
        return {item.plan: item for item in self.items.values() if item.part == "plan"}

    def of_plan(self, plan: int) -> list[Item]:
        """The items of one plan."""
        return [item for item in self.items.values() if item.plan == plan]

    def approval(self, plan: int) -> Event | None:
        """The last approval of a plan, None when there is none."""
        return next((event for event in reversed(self.events) if event.act == "approve" and event.detail["plan"] == plan), None)

    def changed_since(self, approval: Event) -> bool:
        """Whether anything was done to the plan after an approval."""
        return any(event.seq > approval.seq and self._touches(event, approval.detail["plan"]) for event in self.events)

    def _touches(self, event: Event, plan: int) -> bool:
        return any(
            (change.key in self.items and self.items[change.key].plan == plan) or (change.before or {}).get("plan") == plan
            for change in event.changes
        )

    @cached_property
    def ids(self) -> dict[str, str]:
        """Key → commitment id, of all approvals and of the text before."""
        found = dict(self.review.ids)
        for event in self.events:
            if event.act == "approve":
                found |= event.detail["ids"]
        return found

    @property
    def document(self) -> Document:
        """The document as a package names it."""
        return Document(self.review.name, self.review.sha256, self.review.text)

    @property
    def old(self) -> Old:
        """The review as the text before a revised one."""
        return Old(_items(self.review.read), self.items, self.review.text)


def _items(rows: Sequence[Mapping[str, object]]) -> dict[str, Item]:
    return {str(row["key"]): from_data(row) for row in rows}


def event_of(row: Act) -> Event:
    """A row of the log as an event."""
    changes = tuple(Change(one["key"], one["before"], one["after"]) for one in row.changes)
    return Event(seq=row.seq, by=row.by, act=row.act, changes=changes, undoes=row.undoes, detail=row.detail)


def standing(review: Review) -> Standing:
    """A review with its log."""
    rows = list(Act.objects.filter(review=review).order_by("seq"))
    return Standing(review, tuple(event_of(row) for row in rows), tuple(row.moment for row in rows))


def review_here(number: int) -> Standing:
    """A review by its number; 404 when there is none."""
    found = Review.objects.defer("read").filter(pk=number).first()
    if found is None:
        raise Http404
    return standing(found)


def may_review(viewer: Viewer, number: int) -> bool:
    """An office looks through what was handed in for its own place; one without a limit of region, everything."""
    place = Review.objects.filter(pk=number).values_list("place", flat=True).first()
    if place is None:
        raise Http404
    return viewer.role is Role.OFFICE and viewer.place in (None, place)


def reviews_for(viewer: Viewer) -> list[Review]:
    """The reviews that a viewer may open, newest first."""
    if viewer.role is not Role.OFFICE:
        return []
    found = Review.objects.defer("text", "read", "gone")
    return list(found if viewer.place is None else found.filter(place=viewer.place))


def last_of_plan(plan: str) -> Review | None:
    """The latest review that was approved as this plan."""
    approvals = Act.objects.filter(act="approve", detail__id=plan).order_by("-moment")
    found = approvals.select_related("review").first()
    return found.review if found else None
