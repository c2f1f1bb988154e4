"""口径 catalogue: all indicators of the nation, searched, narrowed and sorted; sourced and drafted are counted apart."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Final

from django.http import HttpRequest, HttpResponse, QueryDict
from django.shortcuts import render
from django.utils.translation import gettext_lazy

from qingmiao import catalogue as nation
from qingmiao.catalogue import Indicator
from qingmiao.disclosure import Viewer
from qingmiao.web.pages import catalogue_words as said
from qingmiao.web.pages import wording
from qingmiao.web.pages.downloads import Cell, table_response
from qingmiao.web.people.queries import viewer_here
from qingmiao.web.planning.queries import visible

PAGE: Final = 150
"""So many indicators stand on one page."""


@dataclass(frozen=True, slots=True)
class Entry:
    """One indicator of the list, and in how many plans within sight a commitment rests on it."""

    indicator: Indicator
    plans: int

    @property
    def name(self) -> str:
        """Its name in the language of the page."""
        return wording.indicator_name(self.indicator)

    @property
    def area(self) -> str:
        """The name of its area."""
        return said.area(self.indicator.area)

    @property
    def department(self) -> str:
        """Who would know."""
        found = nation.load().departments.get(self.indicator.department or "")
        return wording.department_name(found) if found else "—"

    @property
    def state(self) -> object:
        """Whether its definition was seen in a source."""
        return said.state(self.indicator)

    @property
    def direction(self) -> object:
        """Which way is better."""
        return said.DIRECTIONS[self.indicator.direction]


@dataclass(frozen=True, slots=True)
class Wanted:
    """What the list is narrowed to and sorted by: plain words of the address; empty means all."""

    q: str = ""
    area: str = ""
    department: str = ""
    status: str = ""
    unit: str = ""
    used: str = ""
    sort: str = ""

    @property
    def active(self) -> bool:
        """Anything is narrowed."""
        return any((self.q, self.area, self.department, self.status, self.unit, self.used))


SORTS: Final[Mapping[str, tuple[object, Callable[[Entry], object]]]] = {
    "name": (gettext_lazy("名称"), lambda one: one.name.casefold()),
    "unit": (gettext_lazy("单位"), lambda one: one.indicator.unit),
    "department": (gettext_lazy("来源部门"), lambda one: one.department),
    "plans": (gettext_lazy("用到的规划"), lambda one: -one.plans),
}
"""Ways to sort besides the catalogue's own order, each with its name."""


def catalogue(request: HttpRequest) -> HttpResponse:
    """The list: one sentence with the counts, filters, a page of indicators."""
    wanted = wanted_of(request.GET)
    everything = entries(viewer_here(request))
    shown = narrowed(everything, wanted)
    page = max(1, min(_whole(request.GET.get("page")), -(-len(shown) // PAGE)))
    query = request.GET.copy()
    query.pop("page", None)
    context = {
        "rows": shown[(page - 1) * PAGE : page * PAGE],
        "found": len(shown),
        "total": len(everything),
        "counts": nation.load().counts(),
        "in_part": sum(one.indicator.seen == "part" for one in everything),
        "rival": sum(bool(one.indicator.definitions) for one in everything),
        "number": page,
        "pages": range(1, -(-len(shown) // PAGE) + 1),
        "wanted": wanted,
        "choices": _choices(everything),
        "query": query.urlencode(),
    }
    return render(request, "catalogue.html", context)


def _whole(text: str | None) -> int:
    return int(text) if text and text.isdecimal() else 1


def wanted_of(query: QueryDict) -> Wanted:
    """The filters of an address."""
    names = ("q", "area", "department", "status", "unit", "used", "sort")
    return Wanted(**{name: " ".join(query.get(name, "").split())[:80] for name in names})


def entries(viewer: Viewer) -> list[Entry]:
    """All indicators in the order of the areas, with the plans within sight that use each."""
    used = Counter(code for book in visible(viewer) for code in book.of_indicator)
    order = list(said.AREAS)
    found = [Entry(one, used[code]) for code, one in nation.load().indicators.items()]
    return sorted(found, key=lambda one: order.index(one.indicator.area or ""))


def narrowed(rows: Sequence[Entry], wanted: Wanted) -> list[Entry]:
    """The indicators that pass all filters, sorted."""
    found = [one for one in rows if _passes(one, wanted)]
    return sorted(found, key=SORTS[wanted.sort][1]) if wanted.sort in SORTS else found  # type: ignore[arg-type]


def _passes(one: Entry, wanted: Wanted) -> bool:
    indicator = one.indicator
    return (
        matches(indicator, wanted.q)
        and wanted.area in ("", indicator.area)
        and wanted.department in ("", indicator.department)
        and wanted.status in ("", indicator.status)
        and wanted.unit in ("", indicator.unit)
        and (not wanted.used or one.plans > 0)
    )


def matches(indicator: Indicator, asked: str) -> bool:
    """Whether all asked words stand in an indicator's names, code or definition."""
    text = " ".join((indicator.name, indicator.name_en or "", indicator.code, indicator.definition or "", *indicator.aliases)).casefold()
    return all(part in text for part in asked.casefold().split())


def _choices(rows: Sequence[Entry]) -> dict[str, list[tuple[str, object]]]:
    """What can be chosen: only what there is."""
    departments: dict[str, str] = {one.indicator.department or "": one.department for one in rows}
    units = Counter(one.indicator.unit for one in rows)
    return {
        "area": list(said.AREAS.items()),
        "department": [(code, departments[code]) for code in sorted(departments, key=departments.__getitem__)],
        "status": list(said.STATES.items()),
        "unit": [(name, name) for name, _ in units.most_common()],
        "sort": [(name, label) for name, (label, _) in SORTS.items()],
    }


HEADS: Final = (
    gettext_lazy("代码"),
    gettext_lazy("指标"),
    gettext_lazy("英文名"),
    gettext_lazy("别名"),
    gettext_lazy("领域"),
    gettext_lazy("单位"),
    gettext_lazy("好的方向"),
    gettext_lazy("口径"),
    gettext_lazy("公式"),
    gettext_lazy("来源部门"),
    gettext_lazy("多久一次"),
    gettext_lazy("统计时期"),
    gettext_lazy("人口口径"),
    gettext_lazy("国际对应"),
    gettext_lazy("有无出处"),
    gettext_lazy("出处"),
    gettext_lazy("谁定的"),
    gettext_lazy("谁核对过"),
    gettext_lazy("另有口径"),
    gettext_lazy("用到的规划"),
)


def catalogue_list(request: HttpRequest, form: str) -> HttpResponse:
    """The list, narrowed and sorted as the page is, as CSV or Excel."""
    rows = narrowed(entries(viewer_here(request)), wanted_of(request.GET))
    return table_response("指标口径", HEADS, (_cells(one) for one in rows), form)


def _cells(one: Entry) -> list[Cell]:
    indicator = one.indicator
    names: list[Cell] = [indicator.code, indicator.name, indicator.name_en, "、".join(indicator.aliases), one.area, indicator.unit]
    way = [str(one.direction), indicator.definition, said.formula(nation.load(), indicator), one.department]
    when = [str(said.FREQUENCIES[indicator.frequency]), str(said.BASES[indicator.basis]), str(said.POPULATIONS[indicator.population])]
    listed = "、".join(str(other) for other in indicator.international)
    who = [listed, str(one.state), indicator.source, indicator.defined_by, indicator.checked_by]
    return [*names, *way, *when, *who, len(indicator.definitions), one.plans]
