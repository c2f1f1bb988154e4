"""我的账号 my account: who am I here, my password, my second factor."""

from __future__ import annotations

from datetime import datetime
from typing import cast

from django.contrib import messages
from django.contrib.auth import update_session_auth_hash
from django.contrib.auth.models import User
from django.core.exceptions import ValidationError
from django.core.validators import validate_email
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_POST

from qingmiao.web import clock
from qingmiao.web.people import actions, passwords, second
from qingmiao.web.people.queries import has_second_factor, profile_here, recovery_codes_left, second_factor_demanded
from qingmiao.web.people.signing_in import here, wait_told


def account(request: HttpRequest, wrong: dict[str, list[str]] | None = None) -> HttpResponse:
    """Name, duty and place of the person signed in, and the form for another password; `wrong`: field → what is wrong with it."""
    profile = profile_here(request)
    context = {
        "profile": profile,
        "rules": passwords.RULES,
        "wrong": wrong or {},
        "second": has_second_factor(request.user),
        "left": recovery_codes_left(request.user),
    }
    return render(request, "people/account.html", context, status=422 if wrong else 200)


@sensitive_post_parameters()
@require_POST
def account_password(request: HttpRequest) -> HttpResponse:
    """Change one's own password: the old one proves who asks, and is counted as a try to sign in is."""
    user = cast(User, request.user)
    if problem := unproved(request, user):
        return account(request, {"old": [problem]})
    new = request.POST.get("new", "")
    wrong = {"new": passwords.problems(new, user, profile_here(request).title)}
    if new == request.POST.get("old"):
        wrong["new"].append(_("新密码和原来的一样。"))
    if new != request.POST.get("again"):
        wrong["again"] = [_("两次输入的新密码不一样。")]
    if any(wrong.values()):
        return account(request, wrong)
    actions.change_password(user=user, password=new, by=user.get_username())
    update_session_auth_hash(request, user)
    messages.success(request, _("密码已改。您在别处的登录都已退出。"))
    return HttpResponseRedirect(reverse("account"))


@require_POST
def account_address(request: HttpRequest) -> HttpResponse:
    """Change the address to which reminders go."""
    user, address = cast(User, request.user), request.POST.get("address", "").strip()
    try:
        if address:
            validate_email(address)
    except ValidationError:
        return account(request, {"address": [_("不是邮箱地址，写作 name@example.cn；不要提醒就留空。")]})
    actions.change_address(user=user, address=address, by=user.get_username())
    messages.success(request, _("已保存。"))
    return HttpResponseRedirect(reverse("account"))


def unproved(request: HttpRequest, user: User) -> str:
    """Why the password in the field `old` does not prove that it is the person who asks; an empty text where it does."""
    name, address = user.get_username(), here(request)
    attempt = actions.begin_attempt(name=name, address=address)
    if isinstance(attempt, datetime):
        return wait_told(attempt)
    if not user.check_password(request.POST.get("old", "")[: passwords.LONGEST + 1]):
        actions.fail_attempt(attempt=attempt, name=name, address=address, step="own")
        return _("原密码不对。")
    actions.undo_attempt(attempt=attempt)
    return ""


# ------------------------------------------------------------------------------------------------ the second factor

_NEW = "second_new"
"""Where the session holds the sealed secret of a second factor that is being set up."""


@sensitive_post_parameters()
@never_cache
def account_second(request: HttpRequest) -> HttpResponse:
    """Set a second factor up, get other recovery codes, or do without; each asks for the password again."""
    user = cast(User, request.user)
    if request.method != "POST":
        return _second_page(request)
    act = request.POST.get("act")
    if act not in _ACTS:
        return _second_page(request, {"old": [_("没有读懂要做什么，请再试一次。")]})
    if problem := unproved(request, user):
        return _second_page(request, {"old": [problem]})
    return _ACTS[act](request, user)


def _second_page(request: HttpRequest, wrong: dict[str, list[str]] | None = None, codes: list[str] | None = None) -> HttpResponse:
    there = has_second_factor(request.user)
    context = {
        "profile": profile_here(request),
        "second": there,
        "demanded": second_factor_demanded(profile_here(request).viewer),
        "left": recovery_codes_left(request.user),
        "wrong": wrong or {},
        "codes": codes,
    }
    if not there:
        secret = _new_secret(request)
        context |= {"qr": second.picture(secret, request.user.get_username(), _("青苗")), "secret": second.written(secret)}
    return render(request, "people/second.html", context, status=422 if wrong else 200)


def _new_secret(request: HttpRequest) -> bytes:
    """The secret that is being set up: the same one until its first code was right, so that a reload does not spoil what was scanned."""
    if _NEW not in request.session:
        request.session[_NEW] = second.sealed(second.new_secret())
    return second.opened(request.session[_NEW])


def _set_up(request: HttpRequest, user: User) -> HttpResponse:
    if has_second_factor(user) or _NEW not in request.session:
        return HttpResponseRedirect(reverse("account_second"))
    secret = _new_secret(request)
    step = second.step_of(secret, second.typed_code(request.POST.get("code", "")), moment=clock.now().timestamp(), after=-1)
    if step is None:
        return _second_page(request, {"code": [_("验证码不对。请输手机上现在显示的 6 位数字；手机时间要准。")]})
    codes = actions.keep_second_factor(user=user, secret=request.session.pop(_NEW), step=step, by=user.get_username())
    return _second_page(request, codes=codes)


def _renew(request: HttpRequest, user: User) -> HttpResponse:
    if not has_second_factor(user):
        return HttpResponseRedirect(reverse("account_second"))
    return _second_page(request, codes=actions.renew_recovery_codes(user=user, by=user.get_username()))


def _drop(request: HttpRequest, user: User) -> HttpResponse:
    if second_factor_demanded(profile_here(request).viewer):
        return _second_page(request, {"old": [_("办公室要求您的身份使用两步验证，不能停用；换手机请先停用再设，由办公室代办。")]})
    actions.drop_second_factor(user=user, why="", by=user.get_username())
    messages.success(request, _("两步验证已停用。"))
    return HttpResponseRedirect(reverse("account"))


_ACTS = {"set_up": _set_up, "renew": _renew, "drop": _drop}
