"""对比 comparing: two plans side by side, where one asks for more, for less, or for what the other does not have."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import lru_cache
from typing import Final

from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from qingmiao.plans.compare import RESULTS, Result, Row, compare, counts
from qingmiao.plans.model import Commitment
from qingmiao.web.pages import wording
from qingmiao.web.pages.downloads import Cell, table_response
from qingmiao.web.people.queries import viewer_here
from qingmiao.web.planning.queries import visible
from qingmiao.web.planning.shelf import Book, shelf

NAMES: Final[Mapping[str, object]] = {
    "stricter": gettext_lazy("本规划更高"),
    "weaker": gettext_lazy("本规划更低"),
    "same": gettext_lazy("相同"),
    "other_deadline": gettext_lazy("期限不同"),
    "other_unit": gettext_lazy("单位不同"),
    "other_measure": gettext_lazy("写法不同，不能直接比"),
    "only_here": gettext_lazy("对方没有"),
    "only_there": gettext_lazy("本规划没有"),
}
SHAPES: Final[Mapping[str, str]] = {"stricter": "▲", "weaker": "▼", "same": "＝", "other_deadline": "◷", "other_unit": "≠", "other_measure": "?", "only_here": "＋", "only_there": "－"}  # fmt: skip

WHENS: Final[Mapping[str, object]] = {"earlier": gettext_lazy("期限更早"), "later": gettext_lazy("期限更晚")}
TARGETS: Final[Mapping[str, object]] = {
    "more": gettext_lazy("目标更高"),
    "less": gettext_lazy("目标更低"),
    "same": gettext_lazy("目标相同"),
}


@dataclass(frozen=True, slots=True)
class Line:
    """One row of the comparison with its words."""

    row: Row
    area: str
    word: object
    shape: str
    note: str
    here: str
    there: str


def choose(request: HttpRequest, plan: str) -> HttpResponse:
    """With which plan? The one that was chosen is opened."""
    others = [book for book in visible(viewer_here(request)) if book.id != plan]
    chosen = request.GET.get("with", "")
    if chosen in {book.id for book in others}:
        return HttpResponseRedirect(reverse("compare", args=[plan, chosen]))
    return render(request, "review/compare.html", {"mine": shelf()[plan], "others": others})


def compare_plans(request: HttpRequest, plan: str, other: str) -> HttpResponse:
    """The page of two plans."""
    here, there = shelf()[plan], shelf()[other]
    lines = lines_of(here, there)
    wanted = {name: request.GET.get(name, "") for name in ("result", "area", "kind")}
    shown = narrowed(lines, wanted)
    found = counts(line.row for line in lines)
    context = {
        "mine": here,
        "there": there,
        "others": [book for book in visible(viewer_here(request)) if book.id != plan],
        "lines": shown,
        "total": len(lines),
        "tally": [(name, NAMES[name], SHAPES[name], found[name]) for name in RESULTS],
        "areas": list(dict.fromkeys(line.area for line in lines if line.area)),
        "kinds": [(kind, name) for kind, name in wording.KINDS.items() if any(_one(line.row).kind == kind for line in lines)],
        "wanted": wanted,
        "active": any(wanted.values()),
        "query": request.GET.urlencode(),
        "sentence": sentence(found),
    }
    return render(request, "review/compare.html", context)


def sentence(found: Mapping[Result, int]) -> str:
    """What the comparison comes to, in one sentence."""
    both = sum(number for name, number in found.items() if name not in ("only_here", "only_there"))
    return _("两份规划有 {} 项指标可以对照：本规划更高 {}，更低 {}，相同 {}；对方没有的 {} 项，本规划没有的 {} 项。").format(
        both, found["stricter"], found["weaker"], found["same"], found["only_here"], found["only_there"]
    )


def lines_of(here: Book, there: Book) -> list[Line]:
    """The rows of two plans in words."""
    return [_line(row, here, there) for row in _compared(here.id, here.fingerprint, there.id, there.fingerprint)]


@lru_cache(maxsize=32)
def _compared(here: str, mine: str, there: str, other: str) -> tuple[Row, ...]:
    return tuple(compare(shelf()[here].package, shelf()[there].package))


def _one(row: Row) -> Commitment:
    found = row.here or row.there
    assert found is not None
    return found


def _line(row: Row, here: Book, there: Book) -> Line:
    area = (here if row.here else there).areas.get(_one(row).area or "")
    notes = [TARGETS[row.target] if row.target and row.result == "other_deadline" else "", WHENS.get(row.when or "", "")]
    note = "，".join(str(note) for note in notes if note)
    return Line(row, area.name if area else "", NAMES[row.result], SHAPES[row.result], note, promised(row.here), promised(row.there))


def promised(one: Commitment | None) -> str:
    """A promise in a few words: target and year."""
    if one is None:
        return ""
    each = _("（以{}为单位）").format(one.level_of) if one.level_of else ""
    return f"{wording.target(one)}{each}" + (_("，{} 年").format(one.deadline) if one.deadline else "")


def narrowed(lines: Iterable[Line], wanted: Mapping[str, str]) -> list[Line]:
    """The lines that a filter lets through."""
    return [
        line
        for line in lines
        if wanted["result"] in ("", line.row.result) and wanted["area"] in ("", line.area) and wanted["kind"] in ("", _one(line.row).kind)
    ]


HEADS: Final = (
    gettext_lazy("序号"),
    gettext_lazy("领域"),
    gettext_lazy("指标"),
    gettext_lazy("类别"),
    gettext_lazy("结果"),
    gettext_lazy("说明"),
    gettext_lazy("本规划"),
    gettext_lazy("本规划数值"),
    gettext_lazy("本规划单位"),
    gettext_lazy("本规划期限"),
    gettext_lazy("对方"),
    gettext_lazy("对方指标"),
    gettext_lazy("对方数值"),
    gettext_lazy("对方单位"),
    gettext_lazy("对方期限"),
)


def compare_list(request: HttpRequest, plan: str, other: str, form: str) -> HttpResponse:
    """The comparison, narrowed as the page is, as CSV or Excel."""
    here, there = shelf()[plan], shelf()[other]
    lines = narrowed(lines_of(here, there), {name: request.GET.get(name, "") for name in ("result", "area", "kind")})
    return table_response(
        f"{here.plan.short}-{there.plan.short}-对比", HEADS, (_cells(number, line) for number, line in enumerate(lines, 1)), form
    )


def _cells(number: int, line: Line) -> list[Cell]:
    mine, other = line.row.here, line.row.there
    own: list[Cell] = [line.here, mine.value, mine.unit, mine.deadline] if mine else ["", None, None, None]
    theirs: list[Cell] = [line.there, other.name, other.value, other.unit, other.deadline] if other else ["", "", None, None, None]
    return [number, line.area, line.row.name, str(wording.KINDS[_one(line.row).kind]), str(line.word), line.note, *own, *theirs]
