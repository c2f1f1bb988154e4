"""The choice of language."""

from __future__ import annotations

from django.conf import settings
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.utils.http import url_has_allowed_host_and_scheme
from django.views.decorators.http import require_POST


@require_POST
def language(request: HttpRequest) -> HttpResponse:
    """Keep the chosen language in a cookie for a year and go back to where the reader was."""
    back = request.POST.get("next", "/")
    safe = back if url_has_allowed_host_and_scheme(back, allowed_hosts={request.get_host()}) else "/"
    response = HttpResponseRedirect(safe)
    if request.POST.get("language") in dict(settings.LANGUAGES):
        response.set_cookie(settings.LANGUAGE_COOKIE_NAME, request.POST["language"], max_age=365 * 24 * 3600, samesite="Lax")
    return response
