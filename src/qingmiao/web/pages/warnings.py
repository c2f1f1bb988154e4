"""预警 warnings: what has to be seen to now?"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import asdict, dataclass, fields, replace
from datetime import date
from typing import Final
from urllib.parse import urlencode

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.core.paginator import Paginator
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect, QueryDict
from django.shortcuts import render
from django.urls import reverse
from django.utils.http import url_has_allowed_host_and_scheme
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_POST

from qingmiao.disclosure import Role, Viewer, may_assign
from qingmiao.errors import UserError
from qingmiao.places import Place
from qingmiao.plans.model import Commitment
from qingmiao.progress.warning import KINDS, LEVEL_WORDS, STATE_WORDS, Event, Warned, rules
from qingmiao.progress.warning.model import LEVELS, Level
from qingmiao.web import clock
from qingmiao.web.language import english, said
from qingmiao.web.ledger import queries as ledger
from qingmiao.web.ledger.actions import Act, act_on_warning
from qingmiao.web.ledger.models import WarningRow
from qingmiao.web.ledger.queries import Kept
from qingmiao.web.pages.downloads import Cell, table_response
from qingmiao.web.pages.wording import place_name
from qingmiao.web.people.queries import viewer_here
from qingmiao.web.planning.duty import Duty
from qingmiao.web.planning.queries import duties_of, sees_figures, sees_place
from qingmiao.web.planning.shelf import Book, shelf

SHAPES: Mapping[Level, tuple[str, str]] = {"blue": ("○", "on_the_way"), "yellow": ("◆", "behind"), "red": ("■", "hardly")}
"""Level → its shape, and the verdict whose colour it has: colour never stands alone."""

EVENTS: Mapping[str, object] = {
    "opened": gettext_lazy("发起"),
    "raised": gettext_lazy("加重"),
    "answered": gettext_lazy("回复"),
    "measure": gettext_lazy("措施"),
    "closed": gettext_lazy("销号"),
    "escalated": gettext_lazy("升级"),
    "ended": gettext_lazy("自行解除"),
}
A_PAGE: Final = 40
NOBODY: Final = "-"
"""Stands in an address for the unit that is not there."""

ACTS: Mapping[str, tuple[Act, ...]] = {"open": ("answer", "measure"), "answered": ("measure", "close"), "measure": ("measure", "close")}
"""State → what can be done next; only the office closes."""

ACT_NAMES: Mapping[Act, object] = {"answer": gettext_lazy("回复"), "measure": gettext_lazy("定措施"), "close": gettext_lazy("销号")}


@dataclass(frozen=True, slots=True)
class Told:
    """One step in the history of a warning, in the language of the page."""

    day: date
    what: object
    by: str
    words: str


@dataclass(frozen=True, slots=True)
class Row:
    """One warning as the list shows it; `acts` is what this viewer can do with it (code, name)."""

    id: int
    warning: Warned
    one: Commitment
    place: Place
    duty: Duty
    acts: tuple[tuple[Act, object], ...]
    late: bool

    @property
    def kind(self) -> str:
        """Its kind in words."""
        rule = rules()[self.warning.finding.kind]
        return rule.en if english() else rule.zh

    @property
    def level(self) -> str:
        """Its level in words."""
        return LEVEL_WORDS[self.warning.finding.level][english()]

    @property
    def shape(self) -> tuple[str, str]:
        """The shape of its level, and a class of colour."""
        return SHAPES[self.warning.finding.level]

    @property
    def state(self) -> str:
        """Its state in words."""
        return STATE_WORDS[self.warning.state][english()]

    @property
    def sentence(self) -> str:
        """What is the matter."""
        finding = self.warning.finding
        return f"{finding.en}." if english() else f"{finding.zh}。"

    @property
    def why(self) -> str:
        """Why it is over; empty while it stands."""
        return self.warning.why_ended[english()]

    @property
    def history(self) -> list[Told]:
        """Its life so far; what it says above is not said again."""
        told = (_told(event) for event in self.warning.events)
        return [replace(step, words="") if f"{step.words}{'.' if english() else '。'}" == self.sentence else step for step in told]


def _told(event: Event) -> Told:
    return Told(event.day, EVENTS[event.what], event.by, event.en if english() else event.zh)


def rows_of(book: Book, viewer: Viewer) -> list[Row]:
    """The warnings of a plan that the viewer sees, the most pressing first: those on figures within the viewer's duty and region."""
    duties, office, today = duties_of(book), may_assign(viewer, book.plan.region, book.gazetteer), clock.today()
    rows = [
        _row(book, kept, duties, viewer, office, today)
        for kept in ledger.warnings_of(book.id)
        if kept.warning.finding.commitment in book.commitments
        and kept.warning.finding.place in book.gazetteer
        and sees_figures(viewer, duties[kept.warning.finding.commitment])
        and sees_place(viewer, book, kept.warning.finding.place)
    ]
    return sorted(rows, key=lambda row: row.warning.urgency)


def _row(book: Book, kept: Kept, duties: Mapping[str, Duty], viewer: Viewer, office: bool, today: date) -> Row:
    warning, finding = kept.warning, kept.warning.finding
    mine = office or viewer.role is Role.DEPARTMENT
    acts = tuple((act, ACT_NAMES[act]) for act in ACTS.get(warning.state, ()) if mine and (office or act != "close"))
    late = warning.standing and warning.due < today
    return Row(
        kept.id, warning, book.commitments[finding.commitment], book.gazetteer[finding.place], duties[finding.commitment], acts, late
    )


@dataclass(frozen=True, slots=True)
class Wanted:
    """What the address narrows the list to; `lead` is a unit that leads (NOBODY: none does), `state` is standing (default), over or all."""

    kind: str
    unit: str
    lead: str
    place: str
    state: str

    def holds(self, row: Row) -> bool:
        """Whether a row is wanted."""
        finding = row.warning.finding
        units = {party.name for party in (*row.duty.lead, *row.duty.support)}
        return (
            self.kind in ("", finding.kind)
            and (not self.unit or self.unit in units)
            and self.lead in ("", *leading(row.duty))
            and self.place in ("", finding.place)
            and (self.state == "all" or row.warning.standing == (self.state != "over"))
        )

    @property
    def pairs(self) -> list[tuple[str, str]]:
        """What is narrowed, as words of an address."""
        return [(name, value) for name, value in asdict(self).items() if value]

    @property
    def active(self) -> bool:
        """Something is narrowed."""
        return bool(self.pairs)


def wanted_of(query: QueryDict) -> Wanted:
    """What an address narrows the list to."""
    return Wanted(*(query.get(field.name, "") for field in fields(Wanted)))


def leading(duty: Duty) -> tuple[str, ...]:
    """The names of the units that lead; NOBODY where none does."""
    return tuple(party.name for party in duty.lead) or (NOBODY,)


@dataclass(frozen=True, slots=True)
class Unit:
    """What a unit leads of what stands: how many by level, the gravest first, and how many are overdue."""

    name: str
    levels: tuple[tuple[Level, int], ...]
    late: int
    query: str

    @property
    def total(self) -> int:
        """How many in all."""
        return sum(count for _, count in self.levels)

    @property
    def shapes(self) -> list[tuple[str, str, str, int]]:
        """For each level: its shape, its colour, its word and how many."""
        return [(*SHAPES[level], LEVEL_WORDS[level][english()], count) for level, count in self.levels]


def units_of(rows: Sequence[Row], wanted: Wanted) -> list[Unit]:
    """The units that lead what stands, those with the gravest first; a warning of several units counts for each. Each leads to its own list."""
    of: dict[str, list[Row]] = {}
    for row in rows:
        for name in leading(row.duty) if row.warning.standing else ():
            of.setdefault(name, []).append(row)
    units = [_unit(name, some, wanted) for name, some in of.items()]
    return sorted(units, key=lambda unit: ([-count for _, count in unit.levels], unit.name))


def _unit(name: str, rows: Sequence[Row], wanted: Wanted) -> Unit:
    counts = Counter(row.warning.finding.level for row in rows)
    address = urlencode([*((key, value) for key, value in wanted.pairs if key != "lead"), ("lead", name)])
    return Unit(name, tuple((level, counts[level]) for level in reversed(LEVELS)), sum(row.late for row in rows), address)


def warnings(request: HttpRequest, plan: str) -> HttpResponse:
    """Open warnings, the most pressing first, each a sentence; answer, measure, history; why those that are over ended. `?page=`"""
    viewer, book = viewer_here(request), shelf()[plan]
    every, wanted = rows_of(book, viewer), wanted_of(request.GET)
    rows = [row for row in every if wanted.holds(row)]
    page = Paginator(rows, A_PAGE).get_page(request.GET.get("page"))
    context = {
        "book": book,
        "rows": page.object_list,
        "page": page,
        "units": units_of([row for row in every if replace(wanted, lead="").holds(row)], wanted),
        "nobody": NOBODY,
        "total": len(every),
        "standing": sum(row.warning.standing for row in every),
        "late": sum(row.late for row in every),
        "wanted": wanted,
        "choices": _choices(every),
        "query": urlencode(wanted.pairs),
        "simulated": any(row.warning.finding.simulated for row in every),
        "today": clock.today(),
        "letters": may_assign(viewer, book.plan.region, book.gazetteer),
    }
    return render(request, "warnings.html", context)


def _choices(rows: Sequence[Row]) -> dict[str, list[tuple[str, str]]]:
    kinds = {row.warning.finding.kind: row.kind for row in rows}
    places = {row.place.id: place_name(row.place) for row in rows}
    units = sorted({party.name for row in rows for party in (*row.duty.lead, *row.duty.support)})
    return {
        "kind": [(kind, kinds[kind]) for kind in KINDS if kind in kinds],
        "place": list(places.items()),
        "unit": [(name, name) for name in units],
        "state": [("over", _("已结束")), ("all", _("全部"))],
    }


HEADS = (
    gettext_lazy("期限"),
    gettext_lazy("级别"),
    gettext_lazy("类别"),
    gettext_lazy("地区"),
    gettext_lazy("承诺"),
    gettext_lazy("预警"),
    gettext_lazy("责任单位"),
    gettext_lazy("状态"),
    gettext_lazy("发起"),
    gettext_lazy("升级"),
    gettext_lazy("结束原因"),
    gettext_lazy("模拟数据"),
)


def warning_list(request: HttpRequest, plan: str, form: str) -> HttpResponse:
    """The same list as CSV or Excel."""
    viewer, book = viewer_here(request), shelf()[plan]
    wanted = wanted_of(request.GET)
    return table_response(f"{book.plan.short}-{_('预警')}", HEADS, _cells(row for row in rows_of(book, viewer) if wanted.holds(row)), form)


def _cells(rows: Iterable[Row]) -> Iterable[Sequence[Cell]]:
    for row in rows:
        warning, lead = row.warning, "、".join(party.name for party in row.duty.lead)
        told = (row.level, row.kind, place_name(row.place), row.one.name, row.sentence, lead, row.state, warning.opened.isoformat())
        marks = (_("已升级") if warning.escalated else "", row.why, _("模拟") if warning.finding.simulated else "")
        yield (warning.due.isoformat(), *told, *marks)


@require_POST
def warning_act(request: HttpRequest, plan: str, warning: int) -> HttpResponse:
    """Answer, set a measure, or close (the office alone)."""
    viewer, book = viewer_here(request), shelf()[plan]
    act = request.POST.get("act", "")
    if act == "close" and not may_assign(viewer, book.plan.region, book.gazetteer):
        raise PermissionDenied
    known = next((one for one in ACT_NAMES if one == act), None)
    if known is None:
        messages.error(request, _("没有办理：请选择要做什么。"))
    else:
        _done(request, plan, warning, known)
    named = request.POST.get("next", "")
    safe = url_has_allowed_host_and_scheme(named, allowed_hosts={request.get_host()})
    return HttpResponseRedirect(named if safe else reverse("warnings", args=[plan]))


def _done(request: HttpRequest, plan: str, warning: int, act: Act) -> None:
    try:
        due = date.fromisoformat(request.POST["due"]) if request.POST.get("due") else None
    except ValueError:
        messages.error(request, _("没有办理：日期写作 2026-06-30。"))
        return
    try:
        act_on_warning(plan=plan, warning=warning, act=act, words=request.POST.get("words", ""), due=due, by=request.user.get_username())
        messages.success(request, _("已记下。"))
    except UserError as error:
        messages.error(request, _("没有办理：{}。").format(said(error.what)))
    except WarningRow.DoesNotExist as error:
        raise Http404 from error
