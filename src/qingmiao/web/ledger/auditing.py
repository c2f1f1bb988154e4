"""The audit log as its page asks for it: narrowed, newest first."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from functools import reduce
from operator import or_

from django.db.models import Q, QuerySet
from django.utils import timezone

from qingmiao.web.ledger.models import AuditEntry


@dataclass(frozen=True, slots=True)
class Wanted:
    """What the list is narrowed to: who, what was done, words of the subject, subjects or places (any of them), the first and the last day."""

    by: str = ""
    action: str = ""
    subject: str = ""
    places: frozenset[str] | None = None
    plans: frozenset[str] = frozenset()
    first: date | None = None
    last: date | None = None


def entries(wanted: Wanted) -> QuerySet[AuditEntry]:
    """The entries that are wanted, the newest first."""
    rows = AuditEntry.objects.order_by("-id")
    if wanted.by:
        rows = rows.filter(by=wanted.by)
    if wanted.action:
        rows = rows.filter(action=wanted.action)
    for word in wanted.subject.split():
        rows = rows.filter(subject__icontains=word)
    if wanted.places is not None:
        rows = rows.filter(_speaks_of(wanted.places, wanted.plans))
    if wanted.first is not None:
        rows = rows.filter(moment__gte=_midnight(wanted.first))
    if wanted.last is not None and wanted.last < date.max:
        rows = rows.filter(moment__lt=_midnight(wanted.last + timedelta(days=1)))
    return rows


def _midnight(day: date) -> datetime:
    return datetime.combine(day, datetime.min.time(), tzinfo=timezone.get_current_timezone())


def _speaks_of(places: Collection[str], plans: Collection[str]) -> Q:
    """Entries whose subject or detail names one of these places, and those on one of these plans: subjects are written part/part/part."""
    said = [Q(subject__endswith=f"/{place}") | Q(subject__contains=f"/{place}/") | Q(detail__place=place) for place in places]
    said += [Q(subject=plan) | Q(subject__startswith=f"{plan}/") for plan in plans]
    return reduce(or_, said, Q(pk__in=[]))


def people() -> list[str]:
    """Everybody who did something."""
    return list(AuditEntry.objects.order_by("by").values_list("by", flat=True).distinct())


def actions_done() -> list[str]:
    """Every kind of action that was done."""
    return list(AuditEntry.objects.order_by("action").values_list("action", flat=True).distinct())
