"""Who is looking."""

from __future__ import annotations

from typing import Any

from django.core.exceptions import PermissionDenied
from django.db.models import Exists, OuterRef
from django.http import HttpRequest

from qingmiao.disclosure import Viewer, demanded
from qingmiao.web.people.models import Demand, Profile, RecoveryCode, SecondFactor
from qingmiao.web.planning.queries import everywhere


def viewer_of(request: HttpRequest) -> Viewer | None:
    """The viewer behind a request: None when nobody is signed in, or the person has no duty yet. Asked once a request."""
    if not hasattr(request, "_viewer"):
        profile = profile_of(request)
        request._viewer = profile.viewer if profile else None  # type: ignore[attr-defined]
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
