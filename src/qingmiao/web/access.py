"""One rule for each page: which of the rules of disclosure guards it. A page without a rule cannot be reached (and fails a test).

A rule says “yes”, “no” (403, with the reason in plain words) or “there is no such thing” (404); it gets the viewer and the words of the address.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

from django.conf import settings
from django.contrib.auth.views import redirect_to_login
from django.core.exceptions import ImproperlyConfigured, PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import redirect
from django.utils.translation import gettext as _

from qingmiao.disclosure import Role, Viewer, may_assign, may_manage, may_manage_people, may_read_audit, may_take_part, may_take_report
from qingmiao.web import clock
from qingmiao.web.ledger.queries import warning_commitment
from qingmiao.web.people.queries import duty_of, second_factor_owed, viewer_of
from qingmiao.web.planning.queries import duties_of, everywhere, sees_figures, sees_place, sees_plan
from qingmiao.web.planning.shelf import Book, one_look, shelf
from qingmiao.web.reports import queries as reports
from qingmiao.web.review.queries import may_review
from qingmiao.web.rounds import queries as rounds
from qingmiao.web.selfreports import queries as selfreports

Rule = Callable[..., bool]


def _book(plan: str) -> Book:
    book = shelf().get(plan)
    if book is None:
        raise Http404
    return book


def everyone(viewer: Viewer, **_: Any) -> bool:
    """Anyone who is signed in and has a duty."""
    return True


def plan_in_sight(viewer: Viewer, *, plan: str, **_: Any) -> bool:
    """The plan binds the viewer's place, or lies below it."""
    return sees_plan(viewer, _book(plan))


def commitment_in_sight(viewer: Viewer, *, plan: str, commitment: str, **_: Any) -> bool:
    """The words of a commitment are public: whoever sees the plan sees them; the page itself leaves out figures beyond the viewer's duty."""
    if commitment not in _book(plan).commitments:
        raise Http404
    return plan_in_sight(viewer, plan=plan)


def commitment_figures(viewer: Viewer, *, plan: str, commitment: str, **_: Any) -> bool:
    """Figures of a commitment: the viewer's duty decides."""
    return commitment_in_sight(viewer, plan=plan, commitment=commitment) and sees_figures(viewer, duties_of(_book(plan))[commitment])


def place_in_sight(viewer: Viewer, *, plan: str, place: str, **_: Any) -> bool:
    """A place of the plan: the viewer's region decides."""
    book = _book(plan)
    if place not in book.gazetteer:
        raise Http404
    return sees_place(viewer, book, place)


def profile_in_sight(viewer: Viewer, *, plan: str, place: str, **_: Any) -> bool:
    """The profile of a place holds every figure of it: the office of the plan's region takes it."""
    return place_in_sight(viewer, plan=plan, place=place) and reporting(viewer, plan=plan)


def figure_in_sight(viewer: Viewer, *, plan: str, indicator: str, place: str, **_: Any) -> bool:
    """One figure: both the place and a commitment that rests on it are within the viewer's duty and region."""
    book = _book(plan)
    resting = book.of_indicator.get(indicator)
    if resting is None:
        raise Http404
    found = duties_of(book)
    return place_in_sight(viewer, plan=plan, place=place) and any(sees_figures(viewer, found[one.id]) for one in resting)


def definition_in_sight(viewer: Viewer, *, plan: str, indicator: str, **_: Any) -> bool:
    """How a plan's indicator is worked out is as public as the plan."""
    if all(row.code != indicator for row in _book(plan).package.indicators):
        raise Http404
    return plan_in_sight(viewer, plan=plan)


def warning_in_hand(viewer: Viewer, *, plan: str, warning: int, **_: Any) -> bool:
    """A warning is dealt with by the office of the plan's region, and by a department that answers for the commitment."""
    book, commitment = _book(plan), warning_commitment(plan, warning)
    if commitment is None or commitment not in book.commitments:
        raise Http404
    if assigning(viewer, plan=plan):
        return True
    return viewer.role is Role.DEPARTMENT and plan_in_sight(viewer, plan=plan) and sees_figures(viewer, duties_of(book)[commitment])


def assigning(viewer: Viewer, *, plan: str, **_: Any) -> bool:
    """The office of the plan's region."""
    book = _book(plan)
    return may_assign(viewer, book.plan.region, book.gazetteer)


def reporting(viewer: Viewer, *, plan: str, **_: Any) -> bool:
    """The office of the plan's region: the report holds every figure."""
    book = _book(plan)
    return may_take_report(viewer, book.plan.region, book.gazetteer)


def report_in_sight(viewer: Viewer, *, plan: str, report: int, **_: Any) -> bool:
    """A report: its draft or what was published of it; the page leaves out the rest."""
    book, row = reports.report_here(plan, report)
    return plan_in_sight(viewer, plan=plan) and reports.report_in_sight(viewer, book, row, clock.today())


def report_draft(viewer: Viewer, *, plan: str, report: int, **_: Any) -> bool:
    """The draft of a report, with its comments; who may comment when is asked by the page."""
    book, row = reports.report_here(plan, report)
    return reports.draft_in_sight(viewer, book, row)


def report_office(viewer: Viewer, *, plan: str, report: int, **_: Any) -> bool:
    """A report in the hands of the office that makes it."""
    book, _row = reports.report_here(plan, report)
    return reports.office_here(viewer, book)


def report_approving(viewer: Viewer, *, plan: str, report: int, **_: Any) -> bool:
    """The steps of a report: the office, and whoever approves where they see it; which of them, is asked by the page."""
    book, _row = reports.report_here(plan, report)
    return reports.approves(viewer, book) and report_in_sight(viewer, plan=plan, report=report)


def handing_in(viewer: Viewer, **_: Any) -> bool:
    """Offices read documents in."""
    return viewer.role is Role.OFFICE


def taking_part(viewer: Viewer, **_: Any) -> bool:
    """Whoever fills in, checks or runs rounds: not those who come from outside to evaluate."""
    return may_take_part(viewer)


def managing_people(viewer: Viewer, **_: Any) -> bool:
    """Offices look after people."""
    return may_manage_people(viewer)


def person_in_hand(viewer: Viewer, *, person: int, **_: Any) -> bool:
    """A person whose duty lies at or below the office's place."""
    duty = duty_of(person)
    if duty is None:
        raise Http404
    return may_manage(viewer, duty, everywhere())


def round_in_sight(viewer: Viewer, *, round: int, **_: Any) -> bool:
    """A round of a plan that the viewer sees; the page leaves out forms beyond the viewer's duty."""
    return may_take_part(viewer) and rounds.round_in_sight(viewer, round)


def running(viewer: Viewer, *, round: int, **_: Any) -> bool:
    """The office of the round's region."""
    return rounds.round_in_sight(viewer, round) and rounds.runs(viewer, round)


def form_in_sight(viewer: Viewer, *, round: int, form: int, **_: Any) -> bool:
    """A form: whoever fills it in, checks or accepts it. What can be done with it depends on its state, which the page asks."""
    return rounds.form_in_sight(viewer, round, form)


def self_report_in_sight(viewer: Viewer, *, report: int, **_: Any) -> bool:
    """A self-report: its own unit, the office that collects, evaluators once it is handed in. What can be done with it depends on its state, which the page asks."""
    return selfreports.in_sight(viewer, report)


def reviewing(viewer: Viewer, *, review: int, **_: Any) -> bool:
    """The office of the place for which a document was read in."""
    return may_review(viewer, review)


def auditing(viewer: Viewer, **_: Any) -> bool:
    """The office of the whole site."""
    return may_read_audit(viewer, ((book.plan.region, book.gazetteer) for book in shelf()))


def both_in_sight(viewer: Viewer, *, plan: str, other: str, **_: Any) -> bool:
    """Two plans side by side: both must be in sight."""
    return plan_in_sight(viewer, plan=plan) and plan_in_sight(viewer, plan=other)


PUBLIC = frozenset({"sign_in", "sign_in_code", "sign_out", "invited", "language"})
"""Pages for which nobody need be signed in."""

OWN = frozenset({"account", "account_password", "account_address", "account_second"})
"""Pages about oneself: open, too, to people of whom a second factor is demanded that they do not have yet."""

RULES: Mapping[str, Rule] = {
    "account": everyone,
    "account_password": everyone,
    "account_address": everyone,
    "account_second": everyone,
    "overview": everyone,
    "audit": auditing,
    "audit_list": auditing,
    "audit_verify": auditing,
    "documents": everyone,
    "search": everyone,
    "catalogue": everyone,
    "catalogue_list": everyone,
    "definition": everyone,
    "plan_definition": definition_in_sight,
    "plan_overview": plan_in_sight,
    "plan": plan_in_sight,
    "plan_list": plan_in_sight,
    "commitment": commitment_in_sight,
    "commitment_list": commitment_figures,
    "commitment_places": commitment_figures,
    "commitment_places_list": commitment_figures,
    "place": place_in_sight,
    "place_list": place_in_sight,
    "place_profile": profile_in_sight,
    "figure": figure_in_sight,
    "assign": assigning,
    "take_back": assigning,
    "warnings": plan_in_sight,
    "warning_list": plan_in_sight,
    "warning_act": warning_in_hand,
    "warning_letter": warning_in_hand,
    "warning_letters": assigning,
    "report": reporting,
    "reports": plan_in_sight,
    "report_new": reporting,
    "report_page": report_in_sight,
    "report_file": report_in_sight,
    "report_compare": report_in_sight,
    "report_compare_list": report_in_sight,
    "report_write": report_office,
    "report_comment": report_draft,
    "report_comment_act": report_draft,
    "report_act": report_approving,
    "compare_choose": plan_in_sight,
    "compare": both_in_sight,
    "compare_list": both_in_sight,
    "people": managing_people,
    "people_invite": managing_people,
    "people_invite_many": managing_people,
    "people_demand": managing_people,
    "person": person_in_hand,
    "person_act": person_in_hand,
    "rounds": taking_part,
    "round_new": handing_in,
    "round": round_in_sight,
    "round_list": round_in_sight,
    "round_close": running,
    "round_corrections": round_in_sight,
    "round_corrections_list": round_in_sight,
    "round_notice": running,
    "round_remind": running,
    "round_act_together": round_in_sight,
    "round_workbook": round_in_sight,
    "round_workbooks": running,
    "round_upload": round_in_sight,
    "round_uploaded": round_in_sight,
    "round_marked": round_in_sight,
    "round_layout": round_in_sight,
    "round_layouts": round_in_sight,
    "round_layout_drop": round_in_sight,
    "round_form": form_in_sight,
    "round_save": form_in_sight,
    "round_act": form_in_sight,
    "round_attach": form_in_sight,
    "round_evidence": form_in_sight,
    "round_detach": form_in_sight,
    "self_reports": everyone,
    "self_reports_open": assigning,
    "self_reports_of": plan_in_sight,
    "self_reports_list": plan_in_sight,
    "self_report": self_report_in_sight,
    "self_report_document": self_report_in_sight,
    "self_report_file": self_report_in_sight,
    "self_report_save": self_report_in_sight,
    "self_report_carry": self_report_in_sight,
    "self_report_act": self_report_in_sight,
    "self_report_adopt": self_report_in_sight,
    "self_report_attach": self_report_in_sight,
    "self_report_proof": self_report_in_sight,
    "self_report_detach": self_report_in_sight,
    "review_new": handing_in,
    "review": reviewing,
    "review_act": reviewing,
    "review_add": reviewing,
    "review_approve": reviewing,
    "review_log": reviewing,
    "review_item": reviewing,
    "review_split": reviewing,
}


class AccessMiddleware:
    """Asks the rule of the page before the page is made."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        """Answer the request; what a person sees is kept by no cache between."""
        with one_look():
            response = self.get_response(request)
        if request.user.is_authenticated:
            response.headers.setdefault("Cache-Control", "private, no-store")
        return response

    def process_view(self, request: HttpRequest, view: Any, args: Any, kwargs: dict[str, Any]) -> HttpResponse | None:
        """Let the page be made, send to the sign-in page, or refuse."""
        name = request.resolver_match.url_name if request.resolver_match else None
        if name in PUBLIC:
            return None
        if not request.user.is_authenticated:
            if request.content_type == "application/json":
                return JsonResponse({"error": _("登录已过期：您填的已暂存在本机，重新登录后再打开这一页就会补存。")}, status=401)
            return redirect_to_login(request.get_full_path(), settings.LOGIN_URL)
        if name is None or name not in RULES:
            raise ImproperlyConfigured(f"the page {name!r} has no rule in access.RULES")
        viewer = viewer_of(request)
        if viewer is None or not RULES[name](viewer, **kwargs):
            raise PermissionDenied
        if name not in OWN and second_factor_owed(request):
            return redirect("account_second")
        return None
