"""Who is looking."""

from __future__ import annotations

from django.core.exceptions import PermissionDenied
from django.http import HttpRequest

from qingmiao.disclosure import Viewer
from qingmiao.web.people.models import Profile


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
        request._profile = Profile.objects.filter(user_id=request.user.pk).first()  # type: ignore[attr-defined]
    return request._profile  # type: ignore[attr-defined]


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
