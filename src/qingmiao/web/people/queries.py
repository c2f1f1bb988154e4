"""Who is looking."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.contrib.auth.models import User
from django.core.exceptions import PermissionDenied
from django.db.models import Exists, OuterRef, QuerySet, Subquery
from django.http import HttpRequest

from qingmiao.disclosure import Viewer, demanded, may_manage, over
from qingmiao.disclosure.scope import at_or_below
from qingmiao.web import clock
from qingmiao.web.people.locking import link_key
from qingmiao.web.people.models import Demand, Invitation, Profile, RecoveryCode, SecondFactor
from qingmiao.web.planning.queries import everywhere


def viewer_of(request: HttpRequest) -> Viewer | None:
    """The viewer behind a request: None when nobody is signed in, or the person has no duty yet. Asked once a request."""
    if not hasattr(request, "_viewer"):
        profile = profile_of(request)
        request._viewer = None if profile is None or over(profile.until, clock.today()) else profile.viewer  # type: ignore[attr-defined]
    return request._viewer  # type: ignore[attr-defined]


def profile_of(request: HttpRequest) -> Profile | None:
    """The profile of the person signed in, None when there is none."""
    if not request.user.is_authenticated:
        return None
    if not hasattr(request, "_profile"):
        asked = Profile.objects.annotate(
            proves_twice=Exists(SecondFactor.objects.filter(user=OuterRef("user"))),
            role_demanded=Exists(Demand.objects.filter(role=OuterRef("role"))),
        )
        request._profile = asked.filter(user_id=request.user.pk).first()  # type: ignore[attr-defined]
    return request._profile  # type: ignore[attr-defined]


def duty_over(request: HttpRequest) -> bool:
    """Whether the last day of the person signed in is past."""
    profile = profile_of(request)
    return profile is not None and over(profile.until, clock.today())


def duty_of(person: int) -> Viewer | None:
    """The duty of a person by the number of their profile, None where there is none."""
    found = Profile.objects.filter(pk=person).first()
    return found.viewer if found else None


def invitation_of(token: str) -> Invitation | None:
    """The invitation of a link that can still be used, None where there is none."""
    open_ones = Invitation.objects.filter(used_at=None, void_at=None, expires_at__gt=clock.now(), user__is_active=True)
    return open_ones.filter(key=link_key(token)).select_related("user__profile").first()


@dataclass(frozen=True, slots=True)
class Person:
    """A person in the list of the office; `state` is a key of `wording.STATES`, `link_until` the end of a link that is not used yet."""

    profile: Profile
    state: str
    second: bool
    link_until: datetime | None


def people_under(viewer: Viewer) -> list[Person]:
    """The people whom a viewer looks after, by place and name."""
    places = everywhere()
    return [_person(row) for row in _told().order_by("place", "role", "title", "id") if may_manage(viewer, row.viewer, places)]


def person_of(number: int) -> Person:
    """One person, by the number of their profile."""
    return _person(_told().get(pk=number))


def _told() -> QuerySet[Any]:
    links = Invitation.objects.filter(used_at=None, void_at=None, user=OuterRef("user")).order_by("-id")
    return Profile.objects.select_related("user").annotate(
        proves_twice=Exists(SecondFactor.objects.filter(user=OuterRef("user"))), link_until=Subquery(links.values("expires_at")[:1])
    )


def _person(row: Any) -> Person:
    until = row.link_until
    if not row.user.is_active:
        state = "ended"
    elif over(row.until, clock.today()):
        state = "over"
    elif not row.user.has_usable_password():
        state = "invited" if until and until > clock.now() else "lapsed"
    else:
        state = "in_use"
    return Person(row, state, row.proves_twice, until if until and until > clock.now() else None)


def names_taken() -> set[str]:
    """The names that people sign in with, without capitals."""
    return {name.casefold() for name in User.objects.values_list("username", flat=True)}


def demands_under(viewer: Viewer) -> list[Demand]:
    """The demands of a second factor that the office of a viewer made, and those made above it."""
    places = everywhere()
    rows = Demand.objects.order_by("role", "place")
    return [row for row in rows if not row.place or viewer.place is None or at_or_below(places, viewer.place, row.place)]


def second_factor_owed(request: HttpRequest) -> bool:
    """Whether a second factor is demanded of the person signed in, who has none: nothing more is asked of the database where no demand can be meant."""
    profile: Any = profile_of(request)
    if profile is None or profile.proves_twice or not profile.role_demanded:
        return False
    return second_factor_demanded(profile.viewer)


def has_second_factor(user: Any) -> bool:
    """Whether a user has a second factor."""
    return SecondFactor.objects.filter(user=user).exists()


def recovery_codes_left(user: Any) -> int:
    """How many recovery codes a user has not used."""
    return RecoveryCode.objects.filter(user=user, used_at=None).count()


def second_factor_demanded(viewer: Viewer) -> bool:
    """Whether a second factor is demanded of a viewer."""
    demands = [(role, place or None) for role, place in Demand.objects.values_list("role", "place")]
    return demanded(viewer, demands, everywhere())


def profile_here(request: HttpRequest) -> Profile:
    """The profile of a page that only people with a duty reach."""
    profile = profile_of(request)
    if profile is None:
        raise PermissionDenied
    return profile


def viewer_here(request: HttpRequest) -> Viewer:
    """The viewer of a page that only viewers reach: the access middleware has turned away everyone else."""
    viewer = viewer_of(request)
    if viewer is None:
        raise PermissionDenied
    return viewer


def reachable() -> list[tuple[Profile, str]]:
    """People whose account stands and who gave an address, with it."""
    rows = Profile.objects.select_related("user").filter(user__is_active=True).exclude(user__email="").order_by("id")
    return [(row, row.user.email) for row in rows if row.until is None or row.until >= clock.today()]
