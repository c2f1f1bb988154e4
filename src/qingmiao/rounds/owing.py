"""Who owes which elements in a round: made from approved packages, so that one figure is asked for once, however many plans need it."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Final

from qingmiao.catalogue import MEASURED, Catalogue, Element, Indicator, terms_of
from qingmiao.compute.shapes import rolls_up
from qingmiao.places import Gazetteer
from qingmiao.places.model import NOT_PARTS
from qingmiao.plans import Package, catalogue_of, gazetteer

OFFICE: Final = "wcwc_office"
"""The department that owes what no source names a department for."""

Slice = tuple[str, tuple[str, ...]]
"""An element and the groups that it is counted for, in the order of `catalogue.groups`."""


@dataclass(frozen=True, slots=True)
class Item:
    """One figure that is asked for: an element of some groups, with the plans that need it."""

    element: str
    groups: tuple[str, ...]
    plans: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Form:
    """What one department owes on one place, in the order of the catalogue; `department` is a code of the catalogue."""

    department: str
    place: str
    items: tuple[Item, ...]


def forms(packages: Sequence[Package], year: int, responsible: Mapping[str, str] = {}) -> tuple[Form, ...]:
    """The forms of a round over the figures of one year, by department and place.

    What adds up is asked of the places right below the plan's region (of the region itself where it has none in that year), what is measured
    of the region. `responsible` gives the department of an element where the office has settled that otherwise than the catalogue.
    """
    needed: dict[tuple[str, str], dict[Slice, list[str]]] = {}
    for package in packages:
        catalogue, places = catalogue_of(package), gazetteer(package)
        below = _parts(places, package.plan.region, year)
        for element, groups in _slices(_used(package, catalogue), year):
            department = responsible.get(element) or _department(element, catalogue) or OFFICE
            for place in below if rolls_up(element, catalogue.elements) != "measured" else (package.plan.region,):
                plans = needed.setdefault((department, place), {}).setdefault((element, groups), [])
                if package.plan.id not in plans:
                    plans.append(package.plan.id)
    return tuple(
        Form(department, place, tuple(Item(element, groups, tuple(plans)) for (element, groups), plans in items.items()))
        for (department, place), items in needed.items()
    )


def _used(package: Package, catalogue: Catalogue) -> list[Indicator]:
    """The indicators of what the package promises, in its order; what is only background is not asked for."""
    codes = dict.fromkeys(item.indicator for item in package.commitments if item.role != "background")
    return [catalogue.indicators[code] for code in codes if code in catalogue.indicators]


def _slices(indicators: Iterable[Indicator], year: int) -> Iterator[Slice]:
    """What formulas take, of this year or (to be there when a later year asks for it) of any that is counted back from."""
    seen: set[Slice] = set()
    for indicator in indicators:
        for term in terms_of(indicator.tree):
            one = (term.element, term.groups)
            if one not in seen and term.year in (None, year):
                seen.add(one)
                yield one


def _department(element: str, catalogue: Catalogue) -> str | None:
    if element.endswith(MEASURED):
        code = element.removesuffix(MEASURED)
        return catalogue.indicators[code].department if code in catalogue.indicators else None
    known: Element | None = catalogue.elements.get(element)
    return known.department if known else None


def _parts(places: Gazetteer, region: str, year: int) -> tuple[str, ...]:
    """The places right below a region in a year, else the region itself."""
    below = (
        [place.id for place in places.children(region) if place.level not in NOT_PARTS and place.there(year)] if region in places else []
    )
    return tuple(below) or (region,)
