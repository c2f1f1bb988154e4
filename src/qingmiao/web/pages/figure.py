"""Where a figure came from: figure → formula → facts → origin."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

import pyarrow as pa
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render

from qingmiao.catalogue import Element, Indicator
from qingmiao.catalogue.model import MEASURED
from qingmiao.catalogue.terms import terms_of
from qingmiao.facts import published, revisions
from qingmiao.places import Place
from qingmiao.web.ledger import queries as ledger
from qingmiao.web.ledger.queries import Number
from qingmiao.web.pages import wording
from qingmiao.web.people.queries import viewer_here
from qingmiao.web.planning.queries import sees_place
from qingmiao.web.planning.shelf import Book, shelf

SHOWN = 600
"""So many facts are listed at most; what is more is counted and can be downloaded with the commitment."""


@dataclass(frozen=True, slots=True)
class FactLine:
    """One fact: what, where, when, who says so, and whether a correction has taken its place."""

    id: int
    element: Element | None
    code: str
    place: Place
    period_from: date
    period_to: date
    value: float | None
    status: str
    stream: str
    simulated: bool
    origin: str
    where: str
    recorded_at: datetime
    recorded_by: str
    supersedes: int | None
    standing: bool
    groups: str


def figure(request: HttpRequest, plan: str, indicator: str, place: str, year: int) -> HttpResponse:
    """One figure with its formula and every fact behind it."""
    viewer, book = viewer_here(request), shelf()[plan]
    number = ledger.number(plan, indicator, place, year)
    definition = book.catalogue.indicators.get(indicator)
    if number is None or definition is None:
        raise Http404
    below = [one.id for one in book.gazetteer.below(place) if sees_place(viewer, book, one.id)]
    lines = _lines(book, definition, below, year)
    context = {
        "book": book,
        "number": number,
        "indicator": definition,
        "place": book.gazetteer[place],
        "elements": [book.catalogue.elements[code] for code in definition.elements if code in book.catalogue.elements],
        "lines": lines[:SHOWN],
        "more": max(0, len(lines) - SHOWN),
        "resting": book.of_indicator[indicator],
        "year": year,
        "sums": _sums(definition, number),
    }
    return render(request, "figure.html", context)


def _sums(indicator: Indicator, number: Number) -> bool:
    """The figure is the formula over sums (and not a published rate)."""
    return number.way == "counts" and number.numerator is not None


def _lines(book: Book, indicator: Indicator, places: list[str], year: int) -> list[FactLine]:
    """The facts of the formula's terms, each in its year, and of the rate as measured: the place itself first, then those below."""
    asked: dict[int, set[str]] = {year: {indicator.code + MEASURED}}
    for term in terms_of(indicator.tree):
        asked.setdefault(term.year_for(year), set()).add(term.element)
    table = pa.concat_tables(ledger.facts_behind(codes, places, of) for of, codes in asked.items())
    standing = set(revisions.current(table)["id"].to_pylist())
    order = {place: index for index, place in enumerate(places)}
    lines = [_line(book, fact, fact["id"] in standing) for fact in table.to_pylist()]
    return sorted(lines, key=lambda line: (order[line.place.id], line.code, line.id))


def _line(book: Book, fact: dict[str, Any], standing: bool) -> FactLine:
    same = (
        "id",
        "period_from",
        "period_to",
        "value",
        "status",
        "stream",
        "simulated",
        "origin",
        "recorded_at",
        "recorded_by",
        "supersedes",
    )
    groups = "、".join(str(wording.GROUPS[fact[name]]) for name in ("sex", "residence", "age", "other") if fact[name] != "all")
    return FactLine(
        element=book.catalogue.elements.get(fact["element"]),
        code=fact["element"],
        place=book.gazetteer[fact["place"]],
        where=_where(fact),
        standing=standing,
        groups=groups,
        **{name: fact[name] for name in same},
    )


def _where(fact: Mapping[str, Any]) -> str:
    """Where exactly a fact stands: the report it was seen in, the line of a file; of simulated facts there is nothing to look up."""
    if fact["origin"] == "publication":
        return published.seen_in(fact["origin_id"])
    return "" if fact["origin"] == "demonstration" else str(fact["origin_id"])
