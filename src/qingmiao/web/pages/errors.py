"""Pages for what went wrong, in words that help."""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render


def refused(request: HttpRequest, exception: Any = None) -> HttpResponse:
    """403: beyond the viewer's duty or region."""
    return render(request, "refused.html", status=403)


def not_found(request: HttpRequest, exception: Any = None) -> HttpResponse:
    """404."""
    return render(request, "not_found.html", status=404)


def csrf_failed(request: HttpRequest, reason: str = "") -> HttpResponse:
    """A form that was open too long, or came from elsewhere."""
    return render(request, "stale_form.html", status=403)
