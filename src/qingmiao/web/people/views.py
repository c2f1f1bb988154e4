"""我的账号 my account: who am I here, and my password."""

from __future__ import annotations

from datetime import datetime
from typing import cast

from django.contrib import messages
from django.contrib.auth import update_session_auth_hash
from django.contrib.auth.models import User
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_POST

from qingmiao.web.people import actions, passwords
from qingmiao.web.people.queries import profile_here
from qingmiao.web.people.signing_in import here, wait_told


def account(request: HttpRequest, wrong: dict[str, list[str]] | None = None) -> HttpResponse:
    """Name, duty and place of the person signed in, and the form for another password; `wrong`: field → what is wrong with it."""
    context = {"profile": profile_here(request), "rules": passwords.RULES, "wrong": wrong or {}}
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
