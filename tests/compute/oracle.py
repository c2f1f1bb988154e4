"""Figures by plain Python: dictionaries, loops and recursion; shares no code with the product but its plain types.

Slow and obvious. Every rule of docs/figures.md stands here a second time, written from the words.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import timedelta
from typing import Any

from qingmiao.places import Gazetteer, Place

VALUED = ["observed", "estimated", "provisional"]
MISSING = ["not_carried_out", "not_collected", "not_applicable", "withheld"]
STREAMS = ["health", "education", "civil_affairs", "statistics", "justice", "department", "register", "survey", "document", "publication"]


@dataclass
class Formula:
    """An indicator for the oracle: its elements and how to work it out; `ratio`: numerator and denominator are shown."""

    code: str
    elements: list[str]
    work: Callable[..., float]
    ratio: bool = False


@dataclass
class Told:
    """What is known of a formula at a place in a year."""

    values: list[float] | None
    status: str
    stream: str
    simulated: bool
    reporting: int
    apart: int
    own: bool


Key = tuple[str, str, int]


def figures(
    facts: Sequence[Mapping[str, Any]],
    formulas: Sequence[Formula],
    measured: set[str],
    bases: Mapping[str, str],
    gazetteer: Gazetteer,
    region: str,
    threshold: float,
) -> dict[Key, dict[str, Any]]:
    best = best_facts(facts, measured, bases)
    years = sorted({year for _, _, year in best})
    under = [place.id for place in gazetteer.below(region)]
    above = [place.id for place in gazetteer.above(region)]
    found: dict[Key, dict[str, Any]] = {}
    for formula in formulas:
        for place in under + above:
            for year in years:
                row = one(formula, place, year, best, measured, gazetteer, region, threshold)
                if row is not None:
                    found[formula.code, place, year] = row
    return found


def best_facts(facts: Sequence[Mapping[str, Any]], measured: set[str], bases: Mapping[str, str]) -> dict[Key, Mapping[str, Any]]:
    best: dict[Key, Mapping[str, Any]] = {}
    for fact in facts:
        if any(fact[group] != "all" for group in ("sex", "residence", "age", "other")):
            continue
        if fact["basis"] == "quarter" or (fact["basis"] == "several_years" and not fact["element"].endswith("@")):
            continue
        key = fact["element"], fact["place"], (fact["period_to"] - timedelta(days=1)).year
        if key not in best or goodness(fact, bases) < goodness(best[key], bases):
            best[key] = fact
    return best


def goodness(fact: Mapping[str, Any], bases: Mapping[str, str]) -> tuple[Any, ...]:
    odd = fact["element"] in bases and fact["basis"] != bases[fact["element"]]
    return (
        fact["simulated"],
        fact["status"] in MISSING,
        odd,
        STREAMS.index(fact["stream"]),
        -fact["period_to"].toordinal(),
        -fact["id"],
    )


def one(
    formula: Formula,
    place: str,
    year: int,
    best: Mapping[Key, Any],
    measured: set[str],
    gazetteer: Gazetteer,
    region: str,
    threshold: float,
) -> dict[str, Any] | None:
    """Counts and measured, the better of the two."""
    sums = not any(element in measured or element.endswith("@") for element in formula.elements)
    offers = []
    if sums:
        told = counted(formula, place, year, best, gazetteer, region)
        parts = leaves(gazetteer, place, year) if place in [p.id for p in gazetteer.below(region)] else 1
        if told:
            offers.append(row_of(told, formula.work, "counts", parts, threshold, formula.ratio))
    elif (told := own(formula.elements, place, year, best, 1)) is not None:
        offers.append(row_of(told, formula.work, "measured", 1, threshold, ratio=False))
    if formula.elements != [formula.code + "@"] and (told := own([formula.code + "@"], place, year, best, 1)) is not None:
        offers.append(row_of(told, lambda value: value, "measured", 1, threshold, ratio=False))
    if not offers:
        return None
    return min(offers, key=lambda row: (row["simulated"], row["value"] is None, row["way"] == "measured"))


def row_of(told: Told, work: Callable[..., float], way: str, parts: int, threshold: float, ratio: bool) -> dict[str, Any]:
    expected, value, status = parts - told.apart, None, told.status
    if told.values is not None:
        try:
            value = work(*told.values)
        except ZeroDivisionError:
            status = "not_applicable"
        if told.reporting / expected < threshold:
            value, status = None, "withheld"
    shown = ratio and value is not None
    zero = ratio and told.values is not None and status not in MISSING
    assert shown == zero
    return {
        "value": value,
        "numerator": told.values[0] if shown and told.values else None,
        "denominator": told.values[1] if shown and told.values else None,
        "parts_expected": expected,
        "parts_reporting": told.reporting,
        "status": status,
        "way": way,
        "stream": told.stream,
        "simulated": told.simulated,
    }


def own(elements: list[str], place: str, year: int, best: Mapping[Key, Any], parts: int) -> Told | None:
    """What the place itself says."""
    facts = [best[element, place, year] for element in elements if (element, place, year) in best]
    missing = [fact["status"] for fact in facts if fact["status"] in MISSING]
    simulated = any(fact["simulated"] for fact in facts)
    if len(facts) == len(elements) and not missing:
        status = max((fact["status"] for fact in facts), key=VALUED.index)
        return Told([fact["value"] for fact in facts], status, weakest(facts), simulated, parts, 0, own=True)
    if not missing:
        return None
    status = min(missing, key=MISSING.index)
    return Told(None, status, weakest(facts), simulated, 0, parts if status == "not_applicable" else 0, own=True)


def weakest(facts: Sequence[Mapping[str, Any]]) -> str:
    return max((fact["stream"] for fact in facts), key=STREAMS.index)


def counted(formula: Formula, place: str, year: int, best: Mapping[Key, Any], gazetteer: Gazetteer, region: str) -> Told | None:
    """A place's own counts, or the sum over its parts."""
    inside = place in [p.id for p in gazetteer.below(region)]
    mine = own(formula.elements, place, year, best, leaves(gazetteer, place, year) if inside else 1)
    theirs = summed(formula, place, year, best, gazetteer, region) if inside else None
    offers = [told for told in (mine, theirs) if told is not None]
    if not offers:
        return None
    return min(offers, key=lambda told: (told.simulated, told.values is None, not told.own))


def summed(formula: Formula, place: str, year: int, best: Mapping[Key, Any], gazetteer: Gazetteer, region: str) -> Told | None:
    children = [child for child in gazetteer.children(place) if is_part(child, year)]
    told = [one for child in children if (one := counted(formula, child.id, year, best, gazetteer, region)) is not None]
    good = [one for one in told if one.values is not None]
    if not told:
        return None
    apart = sum(one.apart for one in told)
    if not good:
        status = min((one.status for one in told), key=MISSING.index)
        return Told(
            None, status, max((one.stream for one in told), key=STREAMS.index), any(one.simulated for one in told), 0, apart, own=False
        )
    values = [sum(column) for column in zip(*[one.values for one in good if one.values is not None], strict=True)]
    return Told(
        values,
        max((one.status for one in good), key=VALUED.index),
        max((one.stream for one in good), key=STREAMS.index),
        any(one.simulated for one in good),
        sum(one.reporting for one in good),
        apart,
        own=False,
    )


def is_part(place: Place, year: int) -> bool:
    return place.level != "institution" and (place.valid_from or 0) <= year < (place.valid_to or 9999)


def leaves(gazetteer: Gazetteer, place: str, year: int) -> int:
    """How many places without parts there are at or under a place."""
    parts = [child for child in gazetteer.children(place) if is_part(child, year)]
    return sum(leaves(gazetteer, child.id, year) for child in parts) if parts else 1
