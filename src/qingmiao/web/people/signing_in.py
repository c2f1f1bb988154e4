"""登录 the way in and out: name and password, with a count of what was tried wrong."""

from __future__ import annotations

from datetime import datetime
from typing import Any
from urllib.parse import urlencode

from django.conf import settings
from django.contrib import messages
from django.contrib.auth import authenticate, login, logout
from django.contrib.auth.models import User
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.crypto import constant_time_compare
from django.utils.http import url_has_allowed_host_and_scheme
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_POST

from qingmiao.disclosure import over
from qingmiao.web import clock
from qingmiao.web.people.actions import begin_attempt, enter, fail_attempt, leave, undo_attempt, use_code
from qingmiao.web.people.ages import TOLD
from qingmiao.web.people.locking import address_of, folded_name, minutes_until
from qingmiao.web.people.models import Attempt, Profile
from qingmiao.web.people.passwords import LONGEST
from qingmiao.web.people.queries import has_second_factor

_LONGEST_NAME = 150
_PENDING = "pending"
"""Where the session of a reader between the two steps says who they are to prove to be."""


def here(request: HttpRequest) -> str:
    """The address from which somebody tries to sign in."""
    meta = request.META
    return address_of(meta.get("REMOTE_ADDR", ""), meta.get("HTTP_X_FORWARDED_FOR", ""), settings.PROXIES)


def wait_told(until: datetime) -> str:
    """How long to wait, in plain words."""
    return _("输错的次数太多，请等 {minutes} 分钟（到 {clock}）再试。").format(
        minutes=minutes_until(until, clock.now()), clock=timezone.localtime(until).strftime("%H:%M")
    )


def onward(request: HttpRequest) -> str:
    """Where the reader wanted to go, as far as that is a page of this site."""
    wanted = request.POST.get("next") or request.GET.get("next", "")
    safe = url_has_allowed_host_and_scheme(wanted, allowed_hosts={request.get_host()}, require_https=request.is_secure())
    return wanted if safe else ""


def _page(request: HttpRequest, problem: str = "", status: int = 200) -> HttpResponse:
    context = {"problem": problem, "next": onward(request), "typed": request.POST.get("username", "")[:_LONGEST_NAME]}
    return render(request, "people/sign_in.html", context, status=status)


@sensitive_post_parameters("password")
@never_cache
def sign_in(request: HttpRequest) -> HttpResponse:
    """Name and password; who is signed in already goes on. Whether a name exists is never told."""
    if request.user.is_authenticated:
        return redirect(onward(request) or settings.LOGIN_REDIRECT_URL)
    if request.method != "POST":
        return _page(request)
    name, address = folded_name(request.POST.get("username", "")), here(request)
    attempt = begin_attempt(name=name, address=address)
    if isinstance(attempt, datetime):
        return _page(request, wait_told(attempt), status=429)
    user = _proved(request, name, request.POST.get("password", ""))
    if user is None:
        closed = fail_attempt(attempt=attempt, name=name[:_LONGEST_NAME], address=address, step="password")
        wrong = _("用户名或密码不对。请核对大小写；忘记密码请找办公室要一个重设密码的链接。")
        return _page(request, f"{wrong} {wait_told(closed)}" if closed else wrong, status=429 if closed else 422)
    if told := ended_on(user):
        undo_attempt(attempt=attempt)
        return _page(request, told, status=403)
    if has_second_factor(user):
        undo_attempt(attempt=attempt)
        request.session[_PENDING] = {"user": user.pk, "at": clock.now().timestamp(), "hash": user.get_session_auth_hash()}
        return HttpResponseRedirect(f"{reverse('sign_in_code')}?{urlencode({'next': onward(request)})}")
    return let_in(request, user, attempt)


@sensitive_post_parameters("code")
@never_cache
def sign_in_code(request: HttpRequest) -> HttpResponse:
    """The second step: a code of the telephone, or a recovery code; counted together with wrong passwords."""
    user = _pending(request)
    if user is None:
        messages.info(request, _("请先输入用户名和密码。"))
        return HttpResponseRedirect(f"{reverse('sign_in')}?{urlencode({'next': onward(request)})}")
    if request.method != "POST":
        return _code_page(request)
    name, address = user.get_username(), here(request)
    attempt = begin_attempt(name=name, address=address)
    if isinstance(attempt, datetime):
        return _code_page(request, wait_told(attempt), status=429)
    used = use_code(user=user, code=request.POST.get("code", "")[:64])
    if not used:
        closed = fail_attempt(attempt=attempt, name=name, address=address, step="code")
        wrong = _("验证码不对，或已经用过。请等手机上出现下一个再输；手机时间要准。")
        return _code_page(request, f"{wrong} {wait_told(closed)}" if closed else wrong, status=429 if closed else 422)
    del request.session[_PENDING]
    return let_in(request, user, attempt, second=used)


def _code_page(request: HttpRequest, problem: str = "", status: int = 200) -> HttpResponse:
    return render(request, "people/sign_in_code.html", {"problem": problem, "next": onward(request)}, status=status)


def _pending(request: HttpRequest) -> User | None:
    """The person whose password was right some minutes ago; None where that is too long ago, or no longer so."""
    noted = request.session.get(_PENDING)
    if request.user.is_authenticated or noted is None:
        return None
    if clock.now().timestamp() - noted["at"] >= settings.SECOND_FACTOR_WAIT:
        return None
    user = User.objects.filter(pk=noted["user"], is_active=True).first()
    return user if user is not None and constant_time_compare(user.get_session_auth_hash(), noted["hash"]) else None


def _proved(request: HttpRequest, name: str, password: str) -> User | None:
    """The person whose name and password these are; what no name or password can be is answered as slowly as what is wrong."""
    found: Any = authenticate(request, username=name[: _LONGEST_NAME + 1], password=password[: LONGEST + 1])
    return found


def ended_on(user: User) -> str:
    """What is told to a person whose last day is past, though the password is right; nothing to all others."""
    profile = Profile.objects.filter(user=user).first()
    return str(TOLD["over"]) if profile is not None and over(profile.until, clock.today()) else ""


def let_in(request: HttpRequest, user: User, attempt: Attempt, second: str = "") -> HttpResponse:
    """Open a session for a person who has proved who they are, and go on."""
    enter(attempt=attempt, address=here(request), second=second, by=user.get_username())
    goal = onward(request)
    login(request, user, backend=settings.AUTHENTICATION_BACKENDS[0])
    return HttpResponseRedirect(goal) if goal else redirect(settings.LOGIN_REDIRECT_URL)


@require_POST
def sign_out(request: HttpRequest) -> HttpResponse:
    """Out, by a form only."""
    if request.user.is_authenticated:
        leave(by=request.user.get_username())
    logout(request)
    return redirect(settings.LOGOUT_REDIRECT_URL)
