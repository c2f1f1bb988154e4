"""催报 reminding: who owes which forms, as text to paste, as a notice on paper, as mail."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from django.conf import settings
from django.contrib import messages
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from qingmiao.disclosure import Role
from qingmiao.rounds.states import OPEN
from qingmiao.web import clock
from qingmiao.web.pages.wording import place_name
from qingmiao.web.people.queries import reachable, viewer_here
from qingmiao.web.rounds import queries
from qingmiao.web.rounds.actions import remind
from qingmiao.web.rounds.models import Round
from qingmiao.web.rounds.queries import Box
from qingmiao.web.rounds.wording import department_name


def reminder(row: Round, who: str, forms: Sequence[str], due: date) -> str:
    """One sentence that says what is owed, and until when."""
    shown = "、".join(forms[:8]) + (_("等") if len(forms) > 8 else "")
    return _("{department}：“{name}”（{year}年数据）还有{count}张报表没有报送（{places}），请于{due}前登录系统填报。").format(
        department=who, name=row.name, year=row.year, count=len(forms), places=shown, due=due.isoformat()
    )


@dataclass(frozen=True, slots=True)
class Letter:
    """One mail: to whom, and what it says."""

    to: str
    subject: str
    text: str


def letters_of(row: Round, boxes: Sequence[Box]) -> list[Letter]:
    """A letter for each person with an address who can fill in a form that is owed; offices, who can fill in every form, get none."""
    catalogue, places = queries.catalogue_of(row), queries.gazetteer_of(row)
    found = []
    for profile, address in reachable():
        own = (
            []
            if profile.viewer.role is Role.OFFICE
            else [box for box in boxes if "fill" in queries.acts_of_box(box, row, profile.viewer, places)]
        )
        if own:
            names = [f"{department_name(box.department, catalogue)} {place_name(places[box.place])}" for box in own]
            subject = _("催报：{name}，还有 {n} 张报表").format(name=row.name, n=len(own))
            found.append(Letter(address, subject, reminder(row, profile.title, names, max(box.due for box in own))))
    return found


@dataclass(frozen=True, slots=True)
class Owed:
    """What a department still owes: place, day due and days late of each form."""

    department: str
    forms: tuple[tuple[str, date, int], ...]


def notice(request: HttpRequest, round: int) -> HttpResponse:
    """Notices to print, one page for each department that owes anything, or for one of them."""
    row, today = Round.objects.get(pk=round), clock.today()
    catalogue, places = queries.catalogue_of(row), queries.gazetteer_of(row)
    wanted = request.GET.get("department")
    owed: dict[str, list[tuple[str, date, int]]] = {}
    for box in queries.boxes(row, viewer_here(request), today):
        if box.state in OPEN and wanted in (None, "", box.department):
            owed.setdefault(box.department, []).append((place_name(places[box.place]), box.due, max(0, (today - box.due).days)))
    notices = [Owed(department_name(department, catalogue), tuple(forms)) for department, forms in owed.items()]
    office = places[row.region].name
    return render(request, "rounds/notice.html", {"round": row, "notices": notices, "today": today, "office": office})


@require_POST
def remind_by_mail(request: HttpRequest, round: int) -> HttpResponse:
    """Send a mail to everybody who owes a form and has an address."""
    row = Round.objects.get(pk=round)
    here = HttpResponseRedirect(reverse("round", args=[round]))
    if not settings.EMAIL_HOST:
        messages.error(request, _("没有设置发信服务器（QINGMIAO_SMTP），请用复制文字或打印通知。"))
        return here
    letters = letters_of(row, [box for box in queries.boxes(row, viewer_here(request), clock.today()) if box.state in OPEN])
    if not letters:
        messages.info(request, _("欠报的单位都没有登记邮箱，请用复制文字或打印通知。"))
        return here
    remind(row=row, letters=[(one.to, one.subject, one.text) for one in letters], by=request.user.get_username())
    messages.success(request, _("已交发 {n} 封邮件。").format(n=len(letters)))
    return here
