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
GREATEST = {"p"}
"""Elements of which a whole has the greatest of its parts."""

MISSING = ["not_carried_out", "not_collected", "not_applicable", "withheld"]
STREAMS = ["health", "education", "civil_affairs", "statistics", "justice", "department", "register", "survey", "document", "publication"]


Need = tuple[str, tuple[str, ...], int]
"""An element, the groups that it is counted for, and the year."""


@dataclass
class Formula:
    """An indicator for the oracle: what it needs for a year, and how it is worked out; `ratio`: numerator and denominator are shown.

    It is either some elements of the year with a function over their values, or a tree of tuples (see `worth`).
    """

    code: str
    elements: list[str]
    work: Callable[..., float]
    ratio: bool = False
    tree: Any = None

    def needs(self, year: int) -> list[Need]:
        if self.tree is None:
            return [(element, (), year) for element in self.elements]
        found: list[Need] = []
        worth(self.tree, year, (), lambda need: found.append(need) or 1.0, dry=True)
        return list(dict.fromkeys(found))

    def value(self, year: int, values: list[float]) -> float:
        if self.tree is None:
            return self.work(*values)
        known = dict(zip(self.needs(year), values, strict=True))
        return worth(self.tree, year, (), known.__getitem__)


def of_tree(code: str, tree: Any) -> Formula:
    return Formula(code, [], lambda: 0.0, tree=tree)


def worth(tree: Any, year: int, groups: tuple[str, ...], look: Callable[[Need], float], dry: bool = False) -> float:
    """The value of a tree of tuples for a year, as its words say; `dry`: only to see what is looked up."""

    def of(part: Any, when: int = year, who: tuple[str, ...] = groups) -> float:
        return worth(part, when, who, look, dry)

    def divided(above: float, below: float) -> float:
        return 1.0 if dry else above / below

    match tree:
        case ("number", number):
            return number
        case ("value", element, who):
            return look((element, tuple(sorted({*groups, *who})), year))
        case ("+", left, right):
            return of(left) + of(right)
        case ("-", left, right):
            return of(left) - of(right)
        case ("*", left, right):
            return of(left) * of(right)
        case ("/", left, right):
            return divided(of(left), of(right))
        case ("lag", part, years):
            return of(part, year - years)
        case ("at", part, fixed):
            return of(part, fixed)
        case ("sum", part, years):
            return sum(of(part, year - back) for back in range(years))
        case ("mean", part, years):
            return sum(of(part, year - back) for back in range(years)) / years
        case ("change", part, base):
            return of(part) - of(part, base)
        case ("growth", part, base):
            return divided(of(part) - of(part, base), of(part, base)) * 100
        case ("among", part, who):
            return of(part, year, (*groups, who))
        case ("ages", part, *bands):
            return sum(of(part, year, (*groups, band)) for band in bands)
        case ("ratio", part, one, other):
            return divided(of(part, year, (*groups, one)), of(part, year, (*groups, other)))
        case ("gap", part, one, other):
            return of(part, year, (*groups, one)) - of(part, year, (*groups, other))
    raise AssertionError(tree)


def text(tree: Any) -> str:
    """A tree of tuples as a formula is written, with more brackets than it needs."""
    match tree:
        case ("number", number):
            return f"{number:g}"
        case ("value", element, who):
            return f"{element}[{', '.join(who)}]" if who else element
        case (("+" | "-" | "*" | "/") as sign, left, right):
            return f"({text(left)} {sign} {text(right)})"
        case (name, part, *more):
            return f"{name}({', '.join([text(part), *map(str, more)])})"
    raise AssertionError(tree)


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
Best = Mapping[tuple[str, tuple[str, ...], str, int], Mapping[str, Any]]


def figures(
    facts: Sequence[Mapping[str, Any]],
    formulas: Sequence[Formula],
    measured: set[str],
    bases: Mapping[str, str],
    gazetteer: Gazetteer,
    region: str,
    threshold: float,
    moves: Sequence[tuple[str, int, str, float]] = (),
) -> dict[Key, dict[str, Any]]:
    """`moves`: of what a place counted in a year, a share belongs to another place (or to itself)."""
    best = carried(best_facts(facts, measured, bases), moves, measured)
    asked = {need[:2] for formula in formulas for year in (2020, 2021) for need in formula.needs(year)}
    asked |= {(formula.code + "@", ()) for formula in formulas}
    years = sorted({year for element, groups, _, year in best if (element, groups) in asked})
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


def best_facts(facts: Sequence[Mapping[str, Any]], measured: set[str], bases: Mapping[str, str]) -> Best:
    best: dict[tuple[str, tuple[str, ...], str, int], Mapping[str, Any]] = {}
    for fact in facts:
        groups = tuple(sorted(fact[group] for group in ("sex", "residence", "age", "other") if fact[group] != "all"))
        if fact["basis"] == "quarter" or (fact["basis"] == "several_years" and not fact["element"].endswith("@")):
            continue
        key = fact["element"], groups, fact["place"], (fact["period_to"] - timedelta(days=1)).year
        if key not in best or goodness(fact, bases) < goodness(best[key], bases):
            best[key] = fact
    return best


def carried(best: Best, moves: Sequence[tuple[str, int, str, float]], measured: set[str]) -> Best:
    """What is known of old places, at the places that hold them now: of all its sources, or not at all."""
    left = {key: fact for key, fact in best.items() if key[2:] not in {move[:2] for move in moves}}
    for to, year in {(to, year) for _, year, to, _ in moves}:
        sources = [(place, share) for place, when, into, share in moves if (when, into) == (year, to)]
        for element, groups in {key[:2] for key in best}:
            told = [(best[element, groups, place, year], share) for place, share in sources if (element, groups, place, year) in best]
            if (element, groups, to, year) in left:
                continue  # restated by the new place itself
            if not told or ((element in measured or element.endswith("@")) and [share for _, share in sources] != [1]):
                continue
            if element in GREATEST:
                told = [(fact, share) for fact, share in told if share == 1]
                if not told:
                    continue
            missing = [fact["status"] for fact, _ in told if fact["status"] in MISSING]
            if missing:
                value, status = None, min(missing, key=MISSING.index)
            elif len(told) < len(sources):
                continue
            else:
                total = max if element in GREATEST else sum
                value = total(fact["value"] * share for fact, share in told)
                status = max([fact["status"] for fact, _ in told] + ["estimated"] * any(share < 1 for _, share in told), key=VALUED.index)
            left[element, groups, to, year] = {
                "value": value,
                "status": status,
                "stream": weakest([fact for fact, _ in told]),
                "simulated": any(fact["simulated"] for fact, _ in told),
            }
    return left


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
    best: Best,
    measured: set[str],
    gazetteer: Gazetteer,
    region: str,
    threshold: float,
) -> dict[str, Any] | None:
    """Counts and measured, the better of the two."""
    needs, alone = formula.needs(year), [(formula.code + "@", (), year)]
    sums = not any(element in measured or element.endswith("@") for element, _, _ in needs)
    offers = []
    if sums:
        told = counted(formula, place, year, best, gazetteer, region)
        parts = leaves(gazetteer, place, year) if place in [p.id for p in gazetteer.below(region)] else 1
        if told:
            offers.append(row_of(told, lambda values: formula.value(year, values), "counts", parts, threshold, formula.ratio))
    elif (told := own(needs, place, best, 1)) is not None:
        offers.append(row_of(told, lambda values: formula.value(year, values), "measured", 1, threshold, ratio=False))
    if needs != alone and (told := own(alone, place, best, 1)) is not None:
        offers.append(row_of(told, lambda values: values[0], "measured", 1, threshold, ratio=False))
    if not offers:
        return None
    return min(offers, key=lambda row: (row["simulated"], row["value"] is None, row["way"] == "measured"))


def row_of(told: Told, work: Callable[[list[float]], float], way: str, parts: int, threshold: float, ratio: bool) -> dict[str, Any]:
    expected, value, status = parts - told.apart, None, told.status
    if told.values is not None:
        try:
            value = work(told.values)
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
        "people_reporting": None,
    }


def own(needs: Sequence[Need], place: str, best: Best, parts: int) -> Told | None:
    """What the place itself says."""
    facts = [best[element, groups, place, year] for element, groups, year in needs if (element, groups, place, year) in best]
    missing = [fact["status"] for fact in facts if fact["status"] in MISSING]
    simulated = any(fact["simulated"] for fact in facts)
    if len(facts) == len(needs) and not missing:
        status = max((fact["status"] for fact in facts), key=VALUED.index)
        return Told([fact["value"] for fact in facts], status, weakest(facts), simulated, parts, 0, own=True)
    if not missing:
        return None
    status = min(missing, key=MISSING.index)
    return Told(None, status, weakest(facts), simulated, 0, parts if status == "not_applicable" else 0, own=True)


def weakest(facts: Sequence[Mapping[str, Any]]) -> str:
    return max((fact["stream"] for fact in facts), key=STREAMS.index)


def counted(formula: Formula, place: str, year: int, best: Best, gazetteer: Gazetteer, region: str) -> Told | None:
    """A place's own counts, or the sum over its parts."""
    inside = place in [p.id for p in gazetteer.below(region)]
    mine = own(formula.needs(year), place, best, leaves(gazetteer, place, year) if inside else 1)
    theirs = summed(formula, place, year, best, gazetteer, region) if inside else None
    offers = [told for told in (mine, theirs) if told is not None]
    if not offers:
        return None
    return min(offers, key=lambda told: (told.simulated, told.values is None, not told.own))


def summed(formula: Formula, place: str, year: int, best: Best, gazetteer: Gazetteer, region: str) -> Told | None:
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
    columns = zip(*[one.values for one in good if one.values is not None], strict=True)
    values = [
        max(column) if element in GREATEST else sum(column) for (element, _, _), column in zip(formula.needs(year), columns, strict=True)
    ]
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
