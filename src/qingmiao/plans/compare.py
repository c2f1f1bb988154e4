"""Two packages side by side: the same indicator stricter, weaker, the same, by another day, in another unit, or in one of them only.

Two promises are of one indicator when both name the same one of the catalogue, or when the names of their own indicators fold to the same,
for the same people, and both are of one kind of promise. Of several (2025, 2030) those by the same year are paired first.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from typing import Final, Literal

from qingmiao.catalogue import load, unit
from qingmiao.catalogue.matching import fold
from qingmiao.plans.indicators import multiplier
from qingmiao.plans.model import Commitment, Package

Result = Literal["stricter", "weaker", "same", "other_deadline", "other_unit", "other_measure", "only_here", "only_there"]
RESULTS: Final[tuple[Result, ...]] = (
    "weaker",
    "only_there",
    "other_deadline",
    "other_unit",
    "other_measure",
    "stricter",
    "only_here",
    "same",
)
"""What a row can say, in the order in which an office wants to see it: where this plan asks for less comes first."""

Order = Literal["more", "same", "less"]
When = Literal["earlier", "same", "later"]

COMPARED: Final = frozenset({"level", "change", "trend", "norm", "count", "amount", "milestone"})
"""Kinds that are compared; tasks say what an office does, in words of its own, and are left out."""

_FAMILIES: Final[Mapping[str, str]] = {"level": "rate", "change": "rate", "trend": "rate"}

# Target here against there × deadline here against there → what is said. More asked for by a later day can be neither.
VERDICTS: Final[Mapping[tuple[Order, When], Result]] = {
    ("more", "earlier"): "stricter",
    ("more", "same"): "stricter",
    ("more", "later"): "other_deadline",
    ("same", "earlier"): "other_deadline",
    ("same", "same"): "same",
    ("same", "later"): "other_deadline",
    ("less", "earlier"): "other_deadline",
    ("less", "same"): "weaker",
    ("less", "later"): "weaker",
}


@dataclass(frozen=True, slots=True)
class Row:
    """One indicator in two plans: `here` and `there` are its commitments, one None where only the other plan has it.

    `target` and `when` say how the two parts compare, None where they cannot be compared.
    """

    result: Result
    name: str
    here: Commitment | None
    there: Commitment | None
    target: Order | None = None
    when: When | None = None


def compare(here: Package, there: Package) -> list[Row]:
    """A row for each promise of either plan: in the order of `here`, then what only `there` has, in its order."""
    mine, other = _by_indicator(here), _by_indicator(there)
    better = {**_better(there), **_better(here)}
    rows: list[Row] = []
    for key, items in mine.items():
        rows += _rows(items, other.get(key, []), better)
    rows += [Row("only_there", item.name, None, item) for key, items in other.items() if key not in mine for item in items]
    first = {item.id: place for place, item in enumerate(here.commitments)}
    last = {item.id: place for place, item in enumerate(there.commitments)}
    return sorted(rows, key=lambda row: (row.here is None, first[row.here.id] if row.here else last[row.there.id] if row.there else 0))


def _better(package: Package) -> dict[str, int]:
    """Indicator code → 1 where more is better, -1 where less is; codes of which nobody says are left out."""
    national = load().indicators
    said = {one.code: national[one.code].direction if one.code in national else one.direction for one in package.indicators}
    return {code: 1 if direction == "up" else -1 for code, direction in said.items() if direction}


Key = tuple[str, str, str, str]


def _by_indicator(package: Package) -> dict[Key, list[Commitment]]:
    national = {one.code for one in package.indicators if one.catalogue}
    found: dict[Key, list[Commitment]] = {}
    for item in package.commitments:
        if item.kind in COMPARED and item.role != "background":
            found.setdefault(_key(item, national), []).append(item)
    return found


def _key(item: Commitment, national: set[str]) -> Key:
    family = _FAMILIES.get(item.kind, item.kind)
    if item.indicator in national and family == "rate":
        return (family, item.indicator, "", "")
    population = fold(item.population or "")
    name = fold(item.name)
    return (family, "", name, "" if population and population in name else population)


def _rows(mine: list[Commitment], other: list[Commitment], better: Mapping[str, int]) -> list[Row]:
    """The promises of one indicator, paired: alike in kind and year, then in kind, then in the order of the document."""
    left, right = list(mine), list(other)
    pairs: list[tuple[Commitment, Commitment]] = []
    for alike in (_same_kind_and_year, _same_kind, lambda one, another: True):
        for one in list(left):
            match = next((another for another in right if alike(one, another)), None)
            if match is not None:
                pairs.append((one, match))
                left.remove(one)
                right.remove(match)
    only = [Row("only_here", item.name, item, None) for item in left] + [Row("only_there", item.name, None, item) for item in right]
    return [*(_row(one, another, better.get(one.indicator, 0)) for one, another in pairs), *only]


def _same_kind(one: Commitment, another: Commitment) -> bool:
    return one.kind == another.kind and one.per == another.per


def _same_kind_and_year(one: Commitment, another: Commitment) -> bool:
    return _same_kind(one, another) and one.deadline == another.deadline


def _row(here: Commitment, there: Commitment, better: int) -> Row:
    when = _when(here.deadline, there.deadline)
    if _units_differ(here, there):
        return Row("other_unit", here.name, here, there, None, when)
    target = _target(here, there, better)
    result: Result = "other_measure" if target is None else VERDICTS[target, when]
    return Row(result, here.name, here, there, target, when)


def _when(here: int | None, there: int | None) -> When:
    """A promise without a year is by no day at all, later than any."""
    if here == there:
        return "same"
    return "later" if here is None or (there is not None and here > there) else "earlier"


# ------------------------------------------------------------------------------------------------ targets


def _units_differ(here: Commitment, there: Commitment) -> bool:
    both = here.value is not None and there.value is not None
    return both and here.kind == there.kind and _amount(here)[1] != _amount(there)[1]


def _amount(item: Commitment) -> tuple[float, str]:
    """A value in the base of its unit, and that base: 9/10万 and 0.09‰ are one rate; 1 万元 is 10,000 元."""
    value = item.value or 0.0
    known, scale = unit(item.unit), multiplier(item.unit or "")
    if known is not None and known.kind != "change" and scale is not None:
        return value / scale, "rate"
    return (value * known.factor, known.base) if known is not None else (value, item.unit or "")


def _order(more: float) -> Order:
    return "same" if abs(more) < 1e-12 else "more" if more > 0 else "less"


def _target(here: Commitment, there: Commitment, better: int) -> Order | None:
    """Whether `here` asks for more than `there`; None where that cannot be said. `better` is used where no comparator says the side."""
    if here.kind != there.kind:
        return _of_kinds(here, there)
    return _BY_KIND[here.kind](here, there) if here.kind in _BY_KIND else _of_values(here, there, better)


def _of_kinds(here: Commitment, there: Commitment) -> Order | None:
    """A figure asks for more than a direction; a level and a change cannot be compared without the base."""
    if there.kind == "trend" and here.value is not None:
        return "more"
    return "less" if here.kind == "trend" and there.value is not None else None


def _of_trends(here: Commitment, there: Commitment) -> Order | None:
    return "same" if here.direction == there.direction else None


def _of_changes(here: Commitment, there: Commitment) -> Order | None:
    """Changes are compared from the same base year, over the same stretch, in the same direction."""
    if (
        (here.direction, here.per, here.base_year) != (there.direction, there.per, there.base_year)
        or here.value is None
        or there.value is None
    ):
        return None
    return _order(_amount(here)[0] - _amount(there)[0])


def _of_milestones(here: Commitment, there: Commitment) -> Order | None:
    return "same"


def _of_values(here: Commitment, there: Commitment, better: int) -> Order | None:
    """Levels, norms, counts, amounts: by the side on which the comparator bounds; one that holds for every place asks for more."""
    if here.value is None or there.value is None:
        return "same" if here.value is there.value and here.reference == there.reference else None
    side, other = _SIDES.get(here.comparator or "=", 0), _SIDES.get(there.comparator or "=", 0)
    if "range" in (here.comparator, there.comparator):
        return _of_ranges(here, there)
    if side * other < 0:
        return None
    bound = side or other or better or 1
    order = _order(bound * (_amount(here)[0] - _amount(there)[0]))
    return order if order != "same" else _closer(here, there)


_SIDES: Final[Mapping[str, int]] = {">=": 1, ">": 1, "<=": -1, "<": -1}
"""1: the more the better, -1: the less the better; the others do not say."""


def _closer(here: Commitment, there: Commitment) -> Order:
    """At the same value: above 95 asks for more than 95 and above, in every township for more than on the whole."""
    strict = (here.comparator in (">", "<")) - (there.comparator in (">", "<"))
    each = bool(here.level_of) - bool(there.level_of)
    return _order(float(each or strict))


def _of_ranges(here: Commitment, there: Commitment) -> Order | None:
    if here.comparator != there.comparator:
        return None
    low, high = _order(_amount(here)[0] - _amount(there)[0]), _order((there.value_high or 0.0) - (here.value_high or 0.0))
    orders = {low, high} - {"same"}
    return None if len(orders) > 1 else next(iter(orders), "same")


_BY_KIND: Final[Mapping[str, Callable[[Commitment, Commitment], Order | None]]] = {
    "trend": _of_trends,
    "change": _of_changes,
    "milestone": _of_milestones,
}


def counts(rows: Iterable[Row]) -> dict[Result, int]:
    """How many rows say what, every result with its count."""
    found = dict.fromkeys(RESULTS, 0)
    for row in rows:
        found[row.result] += 1
    return found
