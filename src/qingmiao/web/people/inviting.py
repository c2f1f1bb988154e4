"""邀请 inviting people: one by a form, many by a spreadsheet, each by a link; and the page behind the link."""

from __future__ import annotations

import tempfile
from base64 import b64encode
from collections.abc import Mapping, Sequence
from datetime import timedelta
from pathlib import Path
from typing import Any

from django.conf import settings
from django.contrib import messages
from django.contrib.auth import logout
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_POST

from qingmiao import catalogue
from qingmiao.errors import UserError
from qingmiao.facts.problems import Problem, Refused, letters
from qingmiao.places import Gazetteer
from qingmiao.web import clock
from qingmiao.web.language import english, said
from qingmiao.web.pages.downloads import table_response
from qingmiao.web.people import actions, passwords
from qingmiao.web.people.actions import Wanted
from qingmiao.web.people.asked import Ground, ground, wanted_in, wanted_of
from qingmiao.web.people.models import ROLE_NAMES
from qingmiao.web.people.queries import invitation_of, names_taken, viewer_here
from qingmiao.web.people.wording import HEADS
from qingmiao.web.planning.queries import everywhere

LARGEST = 5 * 1024 * 1024
"""Bytes of a spreadsheet of people."""


def ground_here(request: HttpRequest) -> Ground:
    """What a wanted person is checked against."""
    return ground(viewer_here(request), everywhere(), catalogue.load(), clock.today(), names_taken())


def choices(request: HttpRequest) -> dict[str, Any]:
    """What the forms about a duty offer: roles and departments; places are typed, with those of one's region to choose from."""
    viewer, places = viewer_here(request), everywhere()
    top = viewer.place
    offered = [place.name for place in (places.below(top) if top and top in places else ()) if place.level != "village"]
    departments = [one.name for one in catalogue.load().departments.values()]
    return {"roles": [(role.value, name) for role, name in ROLE_NAMES.items()], "departments": departments, "places": offered[:300]}


def faults_by_field(faults: Sequence[tuple[str, str, str]]) -> dict[str, str]:
    """Field → what is wrong with it and the cure, in the words of the page."""
    return {field: _("{what}：{cure}。").format(what=said(what), cure=said(cure)) for field, what, cure in faults}


def invite(request: HttpRequest) -> HttpResponse:
    """The forms; and, where one was filled in, the link of the person who is invited by it."""
    if request.method != "POST":
        return _forms(request)
    wanted, faults = wanted_of(_typed(request), ground_here(request))
    if wanted is None:
        return _forms(request, faults_by_field(faults))
    return _invited_now(request, [wanted])


def _typed(request: HttpRequest) -> Mapping[str, str]:
    return {field: request.POST.get(field, "").strip()[:200] for field in HEADS}


def _forms(request: HttpRequest, wrong: Mapping[str, str] | None = None, refused: UserError | None = None) -> HttpResponse:
    words = [heads[-1 if english() else 0] for heads in HEADS.values()]
    sample = ",".join(words) + "\r\n王芳,wangfang,成员单位,卫生健康局,青禾县,\r\n"
    context = choices(request) | {
        "wrong": wrong or {},
        "typed": _typed(request),
        "heads": words,
        "days": settings.INVITATION_DAYS,
        "sample": _data(sample.encode("utf-8-sig")),
        "refused": _("{what}：{cure}。").format(what=said(refused.what), cure=said(refused.cure))
        if refused and not isinstance(refused, Refused)
        else "",
        "problems": [_line(one) for one in refused.problems] if isinstance(refused, Refused) else [],
    }
    return render(request, "people/invite.html", context, status=422 if wrong or refused else 200)


def _line(one: Problem) -> tuple[str, str, str, str]:
    return f"{letters(one.column)}{one.row or ''}", one.head, said(one.what), said(one.cure)


def _data(content: bytes) -> str:
    return "data:text/csv;base64," + b64encode(content).decode("ascii")


@require_POST
def invite_many(request: HttpRequest) -> HttpResponse:
    """Invite all people of a spreadsheet, or nobody, with every problem told at its cell."""
    upload = request.FILES.get("file")
    try:
        if upload is None or not upload.size:
            raise UserError(what="没有选文件，或文件是空的 / no file was chosen", where="", cure="选一个 .xlsx 或 .csv 文件 / choose one")
        if upload.size > LARGEST:
            raise UserError(what="文件超过 5 MB / the file is over 5 MB", where="", cure="只留人员名单，另存后再上传 / keep only the list")
        with tempfile.TemporaryDirectory() as folder:
            path = Path(folder) / "people"
            path.write_bytes(upload.read())
            wanted = wanted_in(path, upload.name or "", ground_here(request))
        return _invited_now(request, wanted)
    except UserError as error:
        return _forms(request, refused=error)


def _invited_now(request: HttpRequest, wanted: Sequence[Wanted]) -> HttpResponse:
    try:
        tokens = actions.invite(people=wanted, by=request.user.get_username())
    except UserError as error:
        return _forms(request, refused=error)
    return links_page(request, [(one, tokens[one.name]) for one in wanted])


def links_page(request: HttpRequest, made: Sequence[tuple[Wanted, str]]) -> HttpResponse:
    """The links just made, to hand over, print or keep as a file: they are shown this once."""
    places = everywhere()
    rows = [
        (one.title, link(request, token), one.name, str(ROLE_NAMES[one.viewer.role]), place_told(one.viewer.place, places))
        for one, token in made
    ]
    heads = [_("姓名"), _("链接"), _("用户名"), _("身份"), _("地区")]
    file = table_response("links", heads, rows, "csv").content
    until = timezone.localtime(clock.now() + timedelta(days=settings.INVITATION_DAYS))
    return render(request, "people/links.html", {"rows": rows, "heads": heads, "file": _data(file), "until": until})


def link(request: HttpRequest, token: str) -> str:
    """The whole address behind which a person sets their password."""
    return request.build_absolute_uri(reverse("invited", args=[token]))


def place_told(place: str | None, places: Gazetteer) -> str:
    """A place's name; its id where it is in no plan any more, “all” where there is no limit."""
    if not place:
        return _("全部地区")
    return places[place].name if place in places else place


# ------------------------------------------------------------------------------------------------ the page behind the link


@sensitive_post_parameters()
@never_cache
def invited(request: HttpRequest, token: str) -> HttpResponse:
    """Set the password of whoever was invited; the link works once, and says so where it does not."""
    invitation = invitation_of(token)
    if invitation is None:
        return render(request, "people/link_gone.html", status=404)
    wrong: dict[str, list[str]] = {}
    if request.method == "POST":
        password = request.POST.get("new", "")
        wrong = {"new": passwords.problems(password, invitation.user, invitation.user.profile.title)}
        if password != request.POST.get("again"):
            wrong["again"] = [_("两次输入的密码不一样。")]
        if not any(wrong.values()):
            return _accepted(request, invitation, password)
    context = {"profile": invitation.user.profile, "name": invitation.user.username, "rules": passwords.RULES, "wrong": wrong}
    response = render(request, "people/invited.html", context, status=422 if any(wrong.values()) else 200)
    response["Referrer-Policy"] = "no-referrer"
    return response


def _accepted(request: HttpRequest, invitation: Any, password: str) -> HttpResponse:
    if not actions.use_link(invitation=invitation, password=password, by=invitation.user.username):
        return render(request, "people/link_gone.html", status=404)
    logout(request)  # the machine may be somebody else's
    messages.success(request, _("密码已设好，请登录。"))
    return HttpResponseRedirect(reverse("sign_in"))
