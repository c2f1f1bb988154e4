"""口径 of one indicator: how is it worked out, from what, who reports it, what changed, and which plans rest on it."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _

from qingmiao import catalogue as nation
from qingmiao.catalogue import MEASURED, Catalogue, Element, Indicator
from qingmiao.plans.model import Commitment
from qingmiao.web.pages import catalogue_words as said
from qingmiao.web.pages import wording
from qingmiao.web.people.queries import viewer_here
from qingmiao.web.planning.queries import visible
from qingmiao.web.planning.shelf import Book, shelf


@dataclass(frozen=True, slots=True)
class Said:
    """One thing that the catalogue says of an indicator; `missing` where no source says it."""

    label: str
    words: str
    note: str = ""
    missing: bool = False


@dataclass(frozen=True, slots=True)
class Way:
    """One definition among rivals: the indicator's own (`key` empty) or another, with the plans that go by it."""

    key: str
    indicator: Indicator
    formula: str
    population: object
    years: str
    plans: tuple[Book, ...]


@dataclass(frozen=True, slots=True)
class Part:
    """One element of the formula in words."""

    element: Element
    department: str
    frequency: object
    basis: object
    population: object
    adds: object


@dataclass(frozen=True, slots=True)
class Use:
    """A commitment that rests on the indicator."""

    book: Book
    one: Commitment


def definition(request: HttpRequest, indicator: str) -> HttpResponse:
    """An indicator of the nation's catalogue."""
    known = nation.load()
    if indicator not in known.indicators:
        raise Http404
    return _page(request, known, known.indicators[indicator], visible(viewer_here(request)), {})


def plan_definition(request: HttpRequest, plan: str, indicator: str) -> HttpResponse:
    """An indicator as a plan goes by it: its own, or one of the catalogue with the definition that the plan chose."""
    book = shelf()[plan]
    shown = book.catalogue.indicators[indicator]
    books = visible(viewer_here(request)) if indicator in nation.load().indicators else [book]
    return _page(request, book.catalogue, shown, books, {"of_plan": book, "chosen": chosen_of(book, indicator)})


def chosen_of(book: Book, indicator: str) -> str:
    """The key of the definition that a plan chose; empty for the catalogue's own."""
    return next((row.chosen_definition or "" for row in book.package.indicators if row.code == indicator), "")


def _page(request: HttpRequest, known: Catalogue, shown: Indicator, books: Sequence[Book], more: Mapping[str, object]) -> HttpResponse:
    elements = [known.elements[code] for code in shown.elements]
    context = {
        "indicator": shown,
        "name": wording.indicator_name(shown),
        "area": said.area(shown.area),
        "formula": said.formula(known, shown),
        "department": _department(known, shown.department),
        "facts": list(_facts(known, shown, elements)),
        "parts": [_part(known, element) for element in elements],
        "ways": list(_ways(shown, books)),
        "uses": [Use(book, one) for book in books for one in book.of_indicator.get(shown.code, ())],
        **more,
    }
    return render(request, "definition.html", context)


def _department(known: Catalogue, code: str | None) -> str:
    found = known.departments.get(code or "")
    return wording.department_name(found) if found else _("没有写明")


def _facts(known: Catalogue, one: Indicator, elements: Sequence[Element]) -> Iterator[Said]:
    """What the catalogue says besides definition and formula, in the order in which a clerk asks."""
    yield Said(_("单位"), one.unit if one.unit != "done" else _("完成与否"))
    yield Said(_("好的方向"), str(said.DIRECTIONS[one.direction]))
    yield Said(_("来源部门"), _department(known, one.department), missing=one.department is None)
    yield Said(_("多久一次"), str(said.FREQUENCIES[one.frequency]))
    yield Said(_("统计时期"), str(said.BASES[one.basis]))
    yield Said(_("人口口径"), str(said.POPULATIONS[one.population]), missing=one.population is None)
    groups = _("、").join(str(said.GROUPINGS[group]) for group in one.groups)
    yield Said(_("出处的分组"), groups or _("没有写明"), missing=not groups)
    yield Said(_("由各地得出"), said.across_places(elements))
    yield Said(_("跨时期"), str(said.OVER_TIME[one.over_time]))
    yield Said(_("自然界限"), said.limits(one))
    for other in one.international:
        yield Said(str(said.SCHEMES.get(other.scheme, other.scheme)), f"{other} {said.other_name(other)}", note=other.note or "")
    yield Said(_("有效"), said.years(one.valid_from, one.valid_to), missing=one.valid_from is None and one.valid_to is None)
    part = _("所见不全：文本被截断，或由公布的数推得") if one.seen == "part" else ""
    yield Said(_("出处"), one.source or _("没有见过正式文本"), note=part, missing=one.source is None)
    yield Said(_("谁定的"), one.defined_by or _("没有写明"), missing=one.defined_by is None)
    yield Said(_("谁核对过"), one.checked_by or _("还没有人核对"), missing=one.checked_by is None)


def _part(known: Catalogue, element: Element) -> Part:
    return Part(
        element,
        _department(known, element.department),
        said.FREQUENCIES[element.frequency],
        said.BASES[element.basis],
        said.POPULATIONS[element.population],
        said.ADDS[element.adds],
    )


def _ways(shown: Indicator, books: Sequence[Book]) -> Iterator[Way]:
    """The catalogue's own definition and its rivals, where there are any."""
    known = nation.load()
    own = known.indicators.get(shown.code)
    if own is None or not own.definitions:
        return
    users = [(book, chosen_of(book, own.code)) for book in books if own.code in book.of_indicator]
    for key, one in [("", own), *((rival.key, own.by(rival.key)) for rival in own.definitions)]:
        plans = tuple(book for book, chosen in users if chosen == key)
        words = _("算式未见，只能采用公布值") if key and one.formula == one.code + MEASURED else said.formula(known, one)
        yield Way(key, one, words, said.POPULATIONS[one.population], said.years(one.valid_from, one.valid_to), plans)
