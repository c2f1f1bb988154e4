"""What changes people: each action is one transaction and one audit record."""

from __future__ import annotations

from datetime import datetime, timedelta

from django.conf import settings
from django.contrib.auth import get_user_model
from django.contrib.auth.models import User
from django.db import connection, transaction

from qingmiao.disclosure import Viewer
from qingmiao.web import clock
from qingmiao.web.ledger.actions import recorded
from qingmiao.web.people.locking import Limit, free_at, name_key
from qingmiao.web.people.models import Attempt, Profile

_TRIES = 7_461_003
"""A number of our own: PostgreSQL's name for the lock under which tries to sign in are counted."""

UNKNOWN = "?"
"""Who acts before anybody has proved who they are."""


def keep_person(*, name: str, password: str, title: str, viewer: Viewer, by: str) -> Profile:
    """Make a person, or bring the one of this name up to date; the same call twice changes nothing."""
    with recorded("people.keep", by=by) as record:
        user, made = get_user_model().objects.get_or_create(username=name)
        if made or not user.check_password(password):
            user.set_password(password)
            user.save()
        wanted = {"title": title, "role": viewer.role.value, "department": viewer.department or "", "place": viewer.place or ""}
        profile, _ = Profile.objects.update_or_create(user=user, defaults=wanted)
        record.subject = name
        record.detail = wanted
    return profile


def change_password(*, user: User, password: str, by: str) -> None:
    """Give a person the new password that they chose; their other sessions end with the old one."""
    with recorded("people.password", by=by) as record:
        user.set_password(password)
        user.save(update_fields=["password"])
        record.subject = user.get_username()


# ------------------------------------------------------------------------------------------------ signing in


def begin_attempt(*, name: str, address: str) -> Attempt | datetime:
    """Count a try before it is made; returns the moment from which another may be made where there were too many.

    Counting first, under a lock that all processes share, means that tries made at once are never more than the limit. No audit entry:
    how the try ends leaves it (`fail_attempt`, `enter`).
    """
    now, key = clock.now(), name_key(name)
    window = timedelta(seconds=settings.LOCK_WINDOW)
    with transaction.atomic():
        if connection.vendor == "postgresql":
            with connection.cursor() as cursor:
                cursor.execute("SELECT pg_advisory_xact_lock(%s)", [_TRIES])
        Attempt.objects.filter(moment__lte=now - window).delete()
        return _closed_until(key, address, now) or Attempt.objects.create(name=key, address=address, moment=now)


def _closed_until(key: str, address: str, now: datetime) -> datetime | None:
    """Until when the sign-in is closed to a name or an address, None where it is open to both."""
    window = timedelta(seconds=settings.LOCK_WINDOW)
    of_name = Attempt.objects.filter(name=key).values_list("moment", flat=True)
    of_address = Attempt.objects.filter(address=address).values_list("moment", flat=True)
    waits = (free_at(of_name, Limit(settings.LOCK_NAME, window), now), free_at(of_address, Limit(settings.LOCK_ADDRESS, window), now))
    return max((moment for moment in waits if moment is not None), default=None)


def fail_attempt(*, attempt: Attempt, name: str, address: str, step: str) -> datetime | None:
    """Leave a failed try in the books; returns until when the sign-in is closed now, None where another try may follow.

    The name is written only where somebody has it, for people type passwords into the wrong field.
    """
    closed = _closed_until(attempt.name, address, clock.now())
    with recorded("sign_in.closed" if closed else "sign_in.failed", by=UNKNOWN) as record:
        record.subject = name if get_user_model().objects.filter(username=name).exists() else UNKNOWN
        record.detail = {"address": address, "step": step}
    return closed


def undo_attempt(*, attempt: Attempt) -> None:
    """Take a try back that was right, while what was tried wrong before still counts. No audit entry: nobody is signed in yet."""
    with transaction.atomic():
        Attempt.objects.filter(pk=attempt.pk).delete()


def enter(*, attempt: Attempt, address: str, by: str) -> None:
    """Somebody has proved who they are: what was tried for this name is forgotten, the sign-in is in the books."""
    with recorded("sign_in.done", by=by) as record:
        Attempt.objects.filter(name=attempt.name).delete()
        record.subject, record.detail = by, {"address": address}


def leave(*, by: str) -> None:
    """Somebody signs out."""
    with recorded("sign_in.left", by=by) as record:
        record.subject = by
