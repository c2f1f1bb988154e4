"""Pages for what went wrong, in words that help."""

from __future__ import annotations

import sys
from collections.abc import Mapping
from typing import Any, Final

from django.db import InterfaceError, OperationalError
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import render
from django.template import loader


def refused(request: HttpRequest, exception: Any = None) -> HttpResponse:
    """403: beyond the viewer's duty or region."""
    return render(request, "refused.html", status=403)


def not_found(request: HttpRequest, exception: Any = None) -> HttpResponse:
    """404."""
    return render(request, "not_found.html", status=404)


def broken(request: HttpRequest) -> HttpResponse:
    """500, and 503 where the database cannot be reached or written to; made without it, and without knowing who asks."""
    error = sys.exc_info()[1]
    unavailable = isinstance(error, (OperationalError, InterfaceError))
    if request.content_type == "application/json":
        return JsonResponse({"error": BROKEN[unavailable]}, status=503 if unavailable else 500)
    what, cure = BROKEN[unavailable].split("。", 1)
    page = loader.render_to_string("broken.html", {"what": what, "cure": cure, "home": "回到首页 / to the first page"})
    return HttpResponse(page, status=503 if unavailable else 500)


BROKEN: Final[Mapping[bool, str]] = {
    True: "现在读不到或存不下数据。刚才填的没有存上；数据库没有启动，或磁盘满了，请管理员看一看，稍后再试。"
    " / The data cannot be read or stored now. What you just entered was not saved; the database is down or the disk is full. Try again later.",
    False: "程序出错了。刚才填的没有存上，已存的没有变。请再试一次；还不行，把时间和做了什么告诉管理员。"
    " / Something went wrong. What you just entered was not saved; nothing else changed. Try again, then tell the administrator what you did and when.",
}
"""Whether the database is to blame → what is said, in both languages: no setting can be asked for one."""


def csrf_failed(request: HttpRequest, reason: str = "") -> HttpResponse:
    """A form that was open too long, or came from elsewhere."""
    return render(request, "stale_form.html", status=403)
