"""What changes people: each action is one transaction and one audit record."""

from __future__ import annotations

from django.contrib.auth import get_user_model

from qingmiao.disclosure import Viewer
from qingmiao.web.ledger.actions import recorded
from qingmiao.web.people.models import Profile


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
