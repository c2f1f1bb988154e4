"""Facts that come with plans: the past values that a document itself states, and demonstration data for a plan's elements and places.

The generator is handed elements, ratios, places and years only; what a plan promises stays on this side.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import datetime
from typing import Any

import pyarrow as pa

from qingmiao.catalogue import MEASURED, Catalogue, Element, Indicator
from qingmiao.facts.demonstration import generate, ratios_of
from qingmiao.facts.periods import period
from qingmiao.facts.table import build, empty, joined
from qingmiao.plans import catalogue_of, gazetteer
from qingmiao.plans.model import Commitment, Package

YEARS = 10


def stated(package: Package, *, recorded_at: datetime) -> pa.Table:
    """The past levels that the document states, each a fact of the indicator's measured element at the plan's region.

    A value without a year is not a fact and is left out; of two values of one indicator and year the first in the document counts.
    """
    catalogue = catalogue_of(package)
    rows: dict[tuple[str, int], dict[str, Any]] = {}
    for item in package.commitments:
        if _is_fact(item) and item.measured_year:
            rows.setdefault((item.indicator, item.measured_year), _row(package, item, item.measured_year, catalogue, recorded_at))
    return build({**row, "id": number} for number, row in enumerate(rows.values(), 1))


def _is_fact(item: Commitment) -> bool:
    """Whether a commitment tells one past figure of the region itself: not a bound, not the same of every township, not a figure of speech.

    Whom it speaks of is in its indicator (plans.indicators).
    """
    told = item.role == "background" and item.kind == "level" and item.value is not None and not item.implied
    return told and item.comparator in (None, "=") and item.level_of is None and item.reference is None


def _row(package: Package, item: Commitment, year: int, catalogue: Catalogue, recorded_at: datetime) -> dict[str, Any]:
    own = catalogue.indicators[item.indicator].basis
    basis = own if own in ("calendar_year", "statistical_year", "school_year") else "calendar_year"
    span = period(year, basis)
    return {
        "element": measured_element(catalogue.indicators[item.indicator]),
        "place": package.plan.region,
        "period_from": span.start,
        "period_to": span.end,
        "basis": basis,
        "stream": "document",
        "value": item.value,
        "origin": "document",
        "origin_id": f"{package.plan.id}:{item.id}:{item.start}-{item.end}",
        "recorded_at": recorded_at,
        "recorded_by": "document",
    }


def measured_element(indicator: Indicator) -> str:
    """The element under which a published or stated value of an indicator is recorded."""
    return f"{indicator.code}{MEASURED}"


def demonstration(packages: Sequence[Package], *, last_year: int, seed: int) -> pa.Table:
    """Simulated facts for every element and place of some packages, ten years up to the earlier of `last_year` and a plan's last year.

    Plans of one region are made together, so that an element they share is made once.
    """
    regions: dict[str, list[Package]] = {}
    for package in packages:
        regions.setdefault(package.plan.region, []).append(package)
    return joined(_of_region(region, group, last_year, seed) for region, group in regions.items())


def _of_region(region: str, packages: Sequence[Package], last_year: int, seed: int) -> pa.Table:
    catalogues = [catalogue_of(package) for package in packages]
    used = [(catalogue, row.code) for package, catalogue in zip(packages, catalogues, strict=True) for row in package.indicators]
    indicators = {code: catalogue.indicators[code] for catalogue, code in used}
    elements = {
        code: catalogue.elements[code] for catalogue, name in used for code in indicators[name].elements if code in catalogue.elements
    }
    if not elements:
        return empty()
    last = min(last_year, max(package.plan.period[1] or last_year for package in packages))
    return _generated(region, packages, indicators.values(), list(elements.values()), last, seed)


def _generated(
    region: str, packages: Sequence[Package], indicators: Iterable[Indicator], elements: Sequence[Element], last: int, seed: int
) -> pa.Table:
    places = gazetteer(packages[0])
    for package in packages[1:]:
        places = places.joined(place for place in gazetteer(package) if place.id not in places)
    return generate(elements, ratios_of(indicators), places, region, first_year=last - YEARS + 1, last_year=last, seed=seed)
