"""What changes people: each action is one transaction and one audit record."""

from __future__ import annotations

import secrets
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any, Literal

from cryptography.fernet import InvalidToken
from django.conf import settings
from django.contrib.auth import get_user_model
from django.contrib.auth.hashers import make_password
from django.contrib.auth.models import User
from django.db import IntegrityError, connection, transaction

from qingmiao.disclosure import Role, Viewer
from qingmiao.errors import UserError
from qingmiao.web import clock
from qingmiao.web.ledger.actions import recorded
from qingmiao.web.people import second
from qingmiao.web.people.locking import Limit, free_at, link_key, name_key
from qingmiao.web.people.models import Attempt, Demand, Invitation, Profile, RecoveryCode, SecondFactor

_TRIES = 7_461_003
"""A number of our own: PostgreSQL's name for the lock under which tries to sign in are counted."""

UNKNOWN = "?"
"""Who acts before anybody has proved who they are."""


def keep_person(*, name: str, password: str, title: str, viewer: Viewer, by: str, until: date | None = None) -> Profile:
    """Make a person, or bring the one of this name up to date and give an account back; the same call twice changes nothing."""
    with recorded("people.keep", by=by) as record:
        user, made = get_user_model().objects.get_or_create(username=name)
        if made or not user.is_active or not user.check_password(password):
            user.set_password(password)
            user.is_active = True
            user.save()
        profile, _ = Profile.objects.update_or_create(user=user, defaults=_duty(title, viewer, until) | _NOT_ENDED)
        record.subject = name
        record.detail = _told(title, viewer, until)
    return profile


_NOT_ENDED = {"ended_at": None, "ended_by": "", "ended_why": ""}


def _duty(title: str, viewer: Viewer, until: date | None) -> dict[str, Any]:
    said = {"title": title, "role": viewer.role.value, "department": viewer.department or "", "place": viewer.place or ""}
    return said | {"until": until}


def _told(title: str, viewer: Viewer, until: date | None) -> dict[str, Any]:
    return _duty(title, viewer, until) | {"until": until.isoformat() if until else None}


@dataclass(frozen=True, slots=True)
class Wanted:
    """A person to invite: the name to sign in with, the name on pages, the duty, and its last day (None: without end)."""

    name: str
    title: str
    viewer: Viewer
    until: date | None = None


def invite(*, people: Sequence[Wanted], by: str) -> dict[str, str]:
    """Make people who have no password yet, all or none; returns name → what stands in their link, which is kept nowhere in clear.

    Raises UserError where a name is taken.
    """
    try:
        with recorded("people.invite", by=by) as record:
            users = [User.objects.create(username=one.name, password=make_password(None)) for one in people]
            Profile.objects.bulk_create(
                Profile(user=user, **_duty(one.title, one.viewer, one.until)) for user, one in zip(users, people, strict=True)
            )
            tokens = {user.username: _new_link(user, by) for user in users}
            record.subject = people[0].name if len(people) == 1 else f"{len(people)}"
            record.detail = {one.name: _told(one.title, one.viewer, one.until) for one in people}
    except IntegrityError as error:
        raise UserError(
            what="用户名已有人用 / a name is taken", where="、".join(one.name for one in people)[:200], cure="换一个用户名 / choose another"
        ) from error
    return tokens


def give_link(*, user: User, by: str) -> str:
    """A new link by which a person sets their password; older ones are void. Returns what stands in it."""
    with recorded("people.link", by=by) as record:
        token = _new_link(user, by)
        record.subject = user.get_username()
    return token


def _new_link(user: User, by: str) -> str:
    token, now = secrets.token_urlsafe(24), clock.now()
    _void_links(user)
    expires = now + timedelta(days=settings.INVITATION_DAYS)
    Invitation.objects.create(user=user, key=link_key(token), made_at=now, made_by=by, expires_at=expires)
    return token


def _void_links(user: User) -> None:
    Invitation.objects.filter(user=user, used_at=None, void_at=None).update(void_at=clock.now())


def use_link(*, invitation: Invitation, password: str, by: str) -> bool:
    """Set the password of the person who was invited; False where the link was used or void in the meantime."""
    with recorded("people.accept", by=by) as record:
        found = Invitation.objects.filter(pk=invitation.pk, used_at=None, void_at=None, expires_at__gt=clock.now(), user__is_active=True)
        if used := bool(found.update(used_at=clock.now())):
            user = invitation.user
            user.set_password(password)
            user.save(update_fields=["password"])
            Attempt.objects.filter(name=name_key(user.get_username())).delete()
        record.subject, record.detail = invitation.user.get_username(), {"used": used}
    return used


def change_duty(*, profile: Profile, wanted: Wanted, by: str) -> None:
    """Give a person another duty, place, name on pages or last day."""
    with recorded("people.duty", by=by) as record:
        before = _told(profile.title, profile.viewer, profile.until)
        for field, value in _duty(wanted.title, wanted.viewer, wanted.until).items():
            setattr(profile, field, value)
        profile.save()
        record.subject = profile.user.get_username()
        record.detail = {"before": before, "after": _told(wanted.title, wanted.viewer, wanted.until)}


def end_account(*, profile: Profile, why: str, by: str) -> None:
    """Take an account back, with the reason: its sessions end, its links are void; what the person did stays."""
    with recorded("people.end", by=by) as record:
        User.objects.filter(pk=profile.user_id).update(is_active=False)
        _void_links(profile.user)
        profile.ended_at, profile.ended_by, profile.ended_why = clock.now(), by, why
        profile.save()
        record.subject, record.detail = profile.user.get_username(), {"why": why}


def restore_account(*, profile: Profile, by: str) -> None:
    """Give an account back that was taken; its password is the old one."""
    with recorded("people.restore", by=by) as record:
        User.objects.filter(pk=profile.user_id).update(is_active=True)
        profile.ended_at, profile.ended_by, profile.ended_why = None, "", ""
        profile.save()
        record.subject = profile.user.get_username()


def change_password(*, user: User, password: str, by: str) -> None:
    """Give a person the new password that they chose; their other sessions end with the old one."""
    with recorded("people.password", by=by) as record:
        user.set_password(password)
        user.save(update_fields=["password"])
        record.subject = user.get_username()


def change_address(*, user: User, address: str, by: str) -> None:
    """Keep the address to which reminders go; an empty one ends them."""
    with recorded("people.address", by=by) as record:
        user.email = address
        user.save(update_fields=["email"])
        record.subject = user.get_username()


# ------------------------------------------------------------------------------------------------ the second factor


def keep_second_factor(*, user: User, secret: str, step: int, by: str) -> list[str]:
    """Keep a second factor whose first code (that of `step`) was right; returns the recovery codes, which are told once and kept nowhere in clear.

    `secret` is sealed. A second factor that was there before is gone, with its codes.
    """
    with recorded("second_factor.keep", by=by) as record:
        wanted = {"secret": secret, "last_step": step, "since": clock.now()}
        SecondFactor.objects.update_or_create(user=user, defaults=wanted)
        codes = _new_codes(user)
        record.subject = user.get_username()
    return codes


def renew_recovery_codes(*, user: User, by: str) -> list[str]:
    """Give a person ten other recovery codes; the old ones are worth nothing any more."""
    with recorded("second_factor.codes", by=by) as record:
        codes = _new_codes(user)
        record.subject = user.get_username()
    return codes


def _new_codes(user: User) -> list[str]:
    codes = second.recovery_codes()
    RecoveryCode.objects.filter(user=user).delete()
    RecoveryCode.objects.bulk_create(RecoveryCode(user=user, key=second.recovery_key(code)) for code in codes)
    return codes


def drop_second_factor(*, user: User, why: str, by: str) -> bool:
    """End a person's second factor, with the reason; tells whether there was one."""
    with recorded("second_factor.drop", by=by) as record:
        gone, _ = SecondFactor.objects.filter(user=user).delete()
        RecoveryCode.objects.filter(user=user).delete()
        record.subject, record.detail = user.get_username(), {"why": why, "there": bool(gone)}
    return bool(gone)


def use_code(*, user: User, code: str) -> Literal["code", "recovery", ""]:
    """Use a code of the telephone, or a recovery code; tells which it was, nothing where it is none that may be used (any more).

    One conditional update, so that of two who use the same code at once one is refused. No audit entry: `enter` or `fail_attempt` follows.
    """
    typed = second.typed_code(code)
    with transaction.atomic():
        factor = SecondFactor.objects.filter(user=user).first()
        if factor is None:
            return ""
        try:
            secret = second.opened(factor.secret)
        except InvalidToken:  # the site was restored without its keys: the second factor is to be dropped and set up again
            return ""
        step = second.step_of(secret, typed, moment=clock.now().timestamp(), after=factor.last_step)
        if step is not None and SecondFactor.objects.filter(pk=factor.pk, last_step__lt=step).update(last_step=step):
            return "code"
        unused = RecoveryCode.objects.filter(user=user, key=second.recovery_key(typed), used_at=None)
        return "recovery" if unused.update(used_at=clock.now()) else ""


def demand_second_factor(*, role: Role, place: str, wanted: bool, by: str) -> None:
    """Demand the second factor of a role at a place and below (everywhere where it is empty), or no longer."""
    with recorded("second_factor.demand", by=by) as record:
        if wanted:
            Demand.objects.get_or_create(role=role.value, place=place, defaults={"since": clock.now(), "by": by})
        else:
            Demand.objects.filter(role=role.value, place=place).delete()
        record.subject, record.detail = role.value, {"place": place, "wanted": wanted}


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


def enter(*, attempt: Attempt, address: str, second: str, by: str) -> None:
    """Somebody has proved who they are: what was tried for this name is forgotten, the sign-in is in the books.

    `second` says by what, beside the password: "code", "recovery", or nothing.
    """
    with recorded("sign_in.done", by=by) as record:
        Attempt.objects.filter(name=attempt.name).delete()
        record.subject, record.detail = by, {"address": address, "second": second}


def leave(*, by: str) -> None:
    """Somebody signs out."""
    with recorded("sign_in.left", by=by) as record:
        record.subject = by
