"""An indicator of some groups: the same formula over the facts of women, of the countryside …, where there are such facts."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import replace

import pyarrow as pa
import pyarrow.compute as pc

from qingmiao.catalogue.groups import COLUMN_OF, GROUPS
from qingmiao.catalogue.model import MEASURED, Indicator

SHOWN: tuple[str, ...] = ("urban", "rural", "male", "female")
"""The groups of which figures are made."""

Told = Collection[tuple[str, str]]
"""Elements and groups of which there are facts, on nothing but that group."""


def of_group(code: str, group: str) -> str:
    """The code of the figures of an indicator among a group."""
    return f"{code}[{group}]"


def told_groups(facts: pa.Table) -> set[tuple[str, str]]:
    """Which elements are told of which single groups, in facts as a table (schema facts.SCHEMA)."""
    found: set[tuple[str, str]] = set()
    for word in SHOWN:
        own = COLUMN_OF[word]
        here = pc.equal(facts[own], word)
        for other in GROUPS:
            if other != own:
                here = pc.and_(here, pc.equal(facts[other], "all"))
        found |= {(str(element), word) for element in pc.unique(facts["element"].filter(here)).to_pylist()}
    return found


def by_group(indicators: Sequence[Indicator], told: Told) -> list[Indicator]:
    """The indicators of groups that can be worked out: all elements of the formula are told of the group, or the value itself is."""
    return [one for indicator in indicators for group in SHOWN if (one := _grouped(indicator, group, told)) is not None]


def _grouped(indicator: Indicator, group: str, told: Told) -> Indicator | None:
    counted = all((element, group) in told for element in indicator.elements)
    measured = (indicator.code + MEASURED, group) in told
    if not counted and not measured:
        return None
    try:
        return replace(
            indicator,
            code=of_group(indicator.code, group),
            formula=f"among({indicator.formula}, {group})",
            measured=f"{indicator.code}{MEASURED}[{group}]",
        )
    except ValueError:  # the formula speaks of women already: it has no share of men
        return None
