"""人员 people: who works here, with which duty and where, and what the office does about it."""

from __future__ import annotations

from collections.abc import Sequence

from django.contrib import messages
from django.db.models import Q, QuerySet
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from qingmiao import catalogue
from qingmiao.disclosure import Role
from qingmiao.web.ledger.models import AuditEntry
from qingmiao.web.people import actions
from qingmiao.web.people.actions import Wanted
from qingmiao.web.people.asked import wanted_of
from qingmiao.web.people.inviting import choices, faults_by_field, ground_here, links_page, place_told
from qingmiao.web.people.models import ROLE_NAMES
from qingmiao.web.people.queries import Person, demands_under, people_under, person_of, profile_here, viewer_here
from qingmiao.web.people.wording import HEADS, STATES
from qingmiao.web.planning.queries import everywhere


def _by(request: HttpRequest) -> str:
    return request.user.get_username()


def told(one: Person) -> dict[str, object]:
    """A person as a page shows them."""
    profile, known = one.profile, catalogue.load().departments
    department = known[profile.department].name if profile.department in known else profile.department
    shape, word = STATES[one.state]
    return {
        "person": one,
        "role": ROLE_NAMES[Role(profile.role)],
        "department": department,
        "place": place_told(profile.place, everywhere()),
        "shape": shape,
        "word": word,
    }


def people(request: HttpRequest) -> HttpResponse:
    """The people at and below one's place, narrowed by words, role and state; for which roles the second factor is demanded."""
    everyone = [told(one) for one in people_under(viewer_here(request))]
    asked = {name: request.GET.get(name, "").strip() for name in ("find", "role", "state")}
    found = [row for row in everyone if _meant(row, **asked)]
    own = viewer_here(request).place or ""
    demands = demands_under(viewer_here(request))
    context = {
        "rows": found,
        "all": len(everyone),
        "waiting": sum(row["person"].state in ("invited", "lapsed") for row in everyone),  # type: ignore[attr-defined]
        "asked": asked["find"],
        "role": asked["role"],
        "state": asked["state"],
        "roles": [(role.value, name) for role, name in ROLE_NAMES.items()],
        "states": [(state, word) for state, (_shape, word) in STATES.items()],
        "demanded": [
            (role.value, name, any(one.role == role and one.place == own for one in demands), _from_above(demands, role, own))
            for role, name in ROLE_NAMES.items()
        ],
    }
    return render(request, "people/people.html", context)


def _from_above(demands: Sequence[object], role: Role, own: str) -> bool:
    """Whether an office above demands it already."""
    return any(one.role == role and one.place != own for one in demands)  # type: ignore[attr-defined]


def _meant(row: dict[str, object], find: str, role: str, state: str) -> bool:
    one: Person = row["person"]  # type: ignore[assignment]
    words = " ".join(str(part) for part in (one.profile.title, one.profile.user.username, row["department"], row["place"])).casefold()
    return find.casefold() in words and role in ("", one.profile.role) and state in ("", one.state)


@require_POST
def demand(request: HttpRequest) -> HttpResponse:
    """Demand the second factor of those roles that are ticked, at one's own place and below, and of no others."""
    own, ticked = viewer_here(request).place or "", request.POST.getlist("role")
    standing = {one.role for one in demands_under(viewer_here(request)) if one.place == own}
    changed = [role for role in Role if (role.value in ticked) != (role.value in standing)]
    for role in changed:
        actions.demand_second_factor(role=role, place=own, wanted=role.value in ticked, by=_by(request))
    if changed:
        messages.success(request, _("已保存。被要求而没有启用的人，下次打开网页时要先设好。"))
    return HttpResponseRedirect(reverse("people"))


def person(request: HttpRequest, person: int, wrong: dict[str, str] | None = None) -> HttpResponse:
    """One person: duty, state, what was done about the account; and what the office can do."""
    one = person_of(person)
    name = one.profile.user.username
    row = told(one)
    typed = {
        "title": one.profile.title,
        "role": one.profile.role,
        "department": row["department"],
        "place": row["place"] if one.profile.place else "",
        "until": one.profile.until.isoformat() if one.profile.until else "",
    }
    context = choices(request) | {
        "row": row,
        "one": one,
        "typed": {field: request.POST.get(field, "") for field in HEADS} if wrong and not wrong.keys().isdisjoint(HEADS) else typed,
        "wrong": wrong or {},
        "own": one.profile.pk == profile_here(request).pk,
        "events": _events(name),
    }
    return render(request, "people/person.html", context, status=422 if wrong else 200)


def _events(name: str) -> QuerySet[AuditEntry]:
    """What was done about an account, the last first: by its own name, or in an invitation of many."""
    own = Q(subject=name, action__startswith="people.")
    return AuditEntry.objects.filter(own | Q(action="people.invite", detail__has_key=name)).order_by("-id")[:20]


@require_POST
def act(request: HttpRequest, person: int) -> HttpResponse:
    """Change the duty, give a link, take the account back or give it back, drop the second factor; not for oneself."""
    one = person_of(person)
    here = HttpResponseRedirect(reverse("person", args=[person]))
    chosen = _ACTS.get(request.POST.get("act", ""))
    if chosen is None:
        messages.error(request, _("没有读懂要做什么，请再试一次。"))
        return here
    if one.profile.pk == profile_here(request).pk:
        messages.error(request, _("自己的账号请另一位同事办理。"))
        return here
    return chosen(request, one) or here


def _change(request: HttpRequest, one: Person) -> HttpResponse | None:
    name = one.profile.user.username
    typed = {field: request.POST.get(field, "").strip()[:200] for field in HEADS}
    wanted, faults = wanted_of(typed, ground_here(request), known=name)
    if wanted is None:
        return person(request, one.profile.pk, faults_by_field(faults))
    actions.change_duty(profile=one.profile, wanted=wanted, by=_by(request))
    messages.success(request, _("已保存，立即生效。"))
    return None


def _link(request: HttpRequest, one: Person) -> HttpResponse | None:
    if one.state == "ended":
        messages.error(request, _("账号已收回，请先恢复再给链接。"))
        return None
    profile = one.profile
    token = actions.give_link(user=profile.user, by=_by(request))
    return links_page(request, [(Wanted(profile.user.username, profile.title, profile.viewer, profile.until), token)])


def _why(request: HttpRequest) -> str:
    """The reason that was given, on one line."""
    return " ".join(request.POST.get("why", "").replace("\0", "").split())


def _end(request: HttpRequest, one: Person) -> HttpResponse | None:
    why = _why(request)
    if not why:
        return person(request, one.profile.pk, {"why": _("请写明原因，如“调离”。")})
    if one.state != "ended":
        actions.end_account(profile=one.profile, why=why[:200], by=_by(request))
        messages.success(request, _("账号已收回，此人已退出登录；所做的一切都留着。"))
    return None


def _restore(request: HttpRequest, one: Person) -> HttpResponse | None:
    if one.state == "ended":
        actions.restore_account(profile=one.profile, by=_by(request))
        messages.success(request, _("账号已恢复，密码仍是原来的；要重设就给一个链接。"))
    return None


def _drop(request: HttpRequest, one: Person) -> HttpResponse | None:
    why = _why(request)
    if not why:
        return person(request, one.profile.pk, {"why_second": _("请写明原因，如“手机丢失”。")})
    actions.drop_second_factor(user=one.profile.user, why=why[:200], by=_by(request))
    messages.success(request, _("两步验证已停用，请此人重新设置。"))
    return None


_ACTS = {"change": _change, "link": _link, "end": _end, "restore": _restore, "drop": _drop}
