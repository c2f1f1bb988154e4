"""Chinese unless the reader has chosen English: the browser's own language is not asked, since offices share machines."""

from __future__ import annotations

from collections.abc import Callable

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.utils import translation

_KNOWN = frozenset(code for code, _ in settings.LANGUAGES)


class LanguageMiddleware:
    """Turns on the language that the cookie names for the length of one request."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        """Answer the request in its language."""
        with translation.override(chosen(request)):
            response = self.get_response(request)
            response.headers.setdefault("Content-Language", translation.get_language() or settings.LANGUAGE_CODE)
        return response


def chosen(request: HttpRequest) -> str:
    """The language of a request: that of its cookie where we speak it, else Chinese."""
    named = request.COOKIES.get(settings.LANGUAGE_COOKIE_NAME, "")
    return named if named in _KNOWN else settings.LANGUAGE_CODE


def said(words: str) -> str:
    """The half of “中文 / English” in which the page is."""
    chinese, _, other = words.partition(" / ")
    return other if english() and other else chinese


def english() -> bool:
    """Tell whether the page being made is in English."""
    return (translation.get_language() or "").startswith("en")
