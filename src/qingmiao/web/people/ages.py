"""Sessions end: without use, after their longest time in any case, and with the last day of a duty."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import datetime
from typing import Any

from django.conf import settings
from django.contrib import messages
from django.contrib.auth import logout
from django.http import HttpRequest, HttpResponse
from django.utils.translation import gettext_lazy as _

from qingmiao.web import clock
from qingmiao.web.people.queries import duty_over

SINCE, SEEN = "since", "seen"
TOLD = {
    "idle": _("您有一段时间没有操作，已自动退出。"),
    "longest": _("登录已满 12 小时，已自动退出。"),
    "over": _("您的账号已过有效期。需要继续使用，请找办公室延长。"),
}
_GRAIN = 60
"""Seconds between two notes of a session's use, so that not every page writes."""


def ended(session: Mapping[str, Any], now: datetime) -> str:
    """Why a session has ended: "idle", "longest", or nothing where it has not."""
    moment = now.timestamp()
    if moment - float(session.get(SINCE, moment)) >= settings.SESSION_LONGEST:
        return "longest"
    return "idle" if moment - float(session.get(SEEN, moment)) >= settings.SESSION_IDLE else ""


class AgeMiddleware:
    """Ends sessions that are too old, and notes the use of the others."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        """Answer the request; of an ended session as of nobody's."""
        if request.user.is_authenticated:
            now = clock.now()
            why = ended(request.session, now) or ("over" if duty_over(request) else "")
            if why:
                logout(request)
                messages.info(request, str(TOLD[why]))
            else:
                _note(request, now.timestamp())
        return self.get_response(request)


def _note(request: HttpRequest, moment: float) -> None:
    session = request.session
    if SINCE not in session:
        session[SINCE] = moment
    if moment - float(session.get(SEEN, 0)) >= _GRAIN:
        session[SEEN] = moment
