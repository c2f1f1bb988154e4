"""What changes reviews: each action is one transaction, one row of the review's log, and one audit entry."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import asdict, replace
from typing import Any

from qingmiao import plans
from qingmiao.web import clock
from qingmiao.web.home import subfolder
from qingmiao.web.ledger.actions import recorded
from qingmiao.web.planning.shelf import look_again
from qingmiao.web.review.carry import Carried, carry
from qingmiao.web.review.models import Act, Review
from qingmiao.web.review.packing import KEPT, TASK, Packed
from qingmiao.web.review.queries import Standing, standing
from qingmiao.web.review.reading import Handed
from qingmiao.web.review.state import Change, Item, apply, as_data, reversal, to_undo


def begin_review(
    *, document: Handed, items: Sequence[Item], place: str, replaces: str = "", previous: Review | None = None, by: str
) -> Review:
    """Keep a document with what was read; with `previous`, what people decided on the text before is carried over."""
    with recorded("review.begin", by=by) as record:
        carried, ids = _carried(previous, items, document.text)
        if replaces:
            carried = replace(carried, items=tuple(_of_plan(item, replaces) for item in carried.items))
        review = Review.objects.create(
            **_document(document),
            read=[as_data(item) for item in items],
            items=[as_data(item) for item in carried.items],
            gone=[as_data(item) for item in carried.gone],
            ids=ids,
            previous=previous,
            replaces=replaces,
            place=place,
            begun_by=by,
            begun_at=clock.now(),
        )
        record.subject = f"review {review.pk}"
        record.detail = {"name": document.name, "sha256": document.sha256, "items": len(carried.items)}
    return review


def _document(document: Handed) -> dict[str, Any]:
    return {**asdict(document), "characters": len(document.text)}


def _carried(previous: Review | None, items: Sequence[Item], text: str) -> tuple[Carried, dict[str, str]]:
    if previous is None:
        return Carried(tuple(items), (), {}), {}
    old = standing(previous)
    found = carry(old.old, items, text)
    back = {before: key for key, before in found.moved.items()}
    # An id whose item is gone is kept under a key that no item has, so that it never names another promise.
    ids = {_key_now(key, back): name for key, name in old.ids.items()}
    return found, ids


def _key_now(key: str, back: Mapping[str, str]) -> str:
    item = key.removesuffix(TASK)
    return back[item] + key[len(item) :] if item in back else f"-{key}"


def _of_plan(item: Item, plan: str) -> Item:
    """The first plan of a document that replaces another keeps its id."""
    return replace(item, fields={**item.fields, "id": plan}) if item.part == "plan" and item.plan == 0 else item


Make = Callable[[Standing, int], Sequence[Change]]


def act(*, review: Review, name: str, make: Make, by: str, detail: Mapping[str, Any] | None = None) -> Standing:
    """Add an act to the log: `make` gets the review as it stands, locked, and the act's number, and gives the changes.

    Nothing is written when there are none. Raises state.Conflict where a change does not fit.
    """
    with recorded(f"review.{name}", by=by) as record:
        now = _locked(review)
        seq = _next(now)
        changes = tuple(make(now, seq))
        record.subject = f"review {review.pk}"
        record.detail = {"act": seq, "items": [change.key for change in changes][:50], "count": len(changes)}
        if changes:
            apply(now.items, changes)
            _add(review, seq, by, name, changes, detail=detail)
    return standing(review)


def undo(*, review: Review, by: str) -> Standing | None:
    """Take back the last act of this person; None when there is none. Raises state.Conflict where others went on from it."""
    with recorded("review.undo", by=by) as record:
        now = _locked(review)
        last = to_undo(now.events, by)
        record.subject, record.detail = f"review {review.pk}", {"undoes": last.seq if last else None}
        if last is None:
            return None
        changes = reversal(last)
        apply(now.items, changes)
        _add(review, _next(now), by, "undo", changes, undoes=last.seq)
    return standing(review)


def approve(*, review: Review, plan: int, packed: Packed, text: str, by: str) -> None:
    """Put a package on the shelf of this home and log it; the folder is written last, so that a failure leaves neither."""
    with recorded("review.approve", by=by) as record:
        now = _locked(review)
        name = packed.package.plan.id
        record.subject = name
        record.detail = {"review": review.pk, "plan": plan, "commitments": len(packed.package.commitments), "sha256": review.sha256}
        _add(review, _next(now), by, "approve", (), detail={"plan": plan, "id": name, "ids": packed.ids})
        plans.save(packed.package, subfolder("plans") / name, kept={KEPT: text.encode("utf-8")})
        look_again()


def _locked(review: Review) -> Standing:
    """The review as it stands, nobody else acting on it until this transaction ends; the row itself never changes."""
    Review.objects.select_for_update().only("pk").get(pk=review.pk)
    return standing(review)


def _next(now: Standing) -> int:
    return now.events[-1].seq + 1 if now.events else 1


def _add(
    review: Review,
    seq: int,
    by: str,
    name: str,
    changes: Sequence[Change],
    *,
    undoes: int | None = None,
    detail: Mapping[str, Any] | None = None,
) -> None:
    rows = [{"key": change.key, "before": change.before, "after": change.after} for change in changes]
    Act.objects.create(review=review, seq=seq, moment=clock.now(), by=by, act=name, changes=rows, undoes=undoes, detail=dict(detail or {}))
