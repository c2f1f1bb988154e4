"""What is sensitive, and what counts as a small number: data/sensitive.yaml, and whatever comes from registers."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass, field
from functools import cache
from pathlib import Path
from typing import Final

from qingmiao import datafile
from qingmiao.places.model import LEVELS, Gazetteer, Level

SMALL: Final = 5
"""Counts from 1 up to one less than this are not shown; nought is."""


@dataclass(frozen=True, slots=True)
class Rules:
    """The sensitive elements; `by_law` says from which level up the totals of some of them are published as they are."""

    sensitive: frozenset[str]
    by_law: Mapping[str, Level] = field(default_factory=dict)
    small: int = SMALL

    def with_registers(self, elements: Collection[str]) -> Rules:
        """The same, with the elements that come from registers."""
        return Rules(self.sensitive | set(elements), self.by_law, self.small)

    def exempt(self, element: str, place: str, gazetteer: Gazetteer) -> bool:
        """Whether the law publishes the total of an element at a place."""
        lowest = self.by_law.get(element)
        if lowest is None or place not in gazetteer:
            return False
        return LEVELS.index(gazetteer[place].level) <= LEVELS.index(lowest)


@cache
def shipped() -> Rules:
    """The rules that come with the product."""
    checks = {"element": datafile.code, "by_law_from": datafile.one_of(*LEVELS)}
    records = datafile.read_records(Path(__file__).parent / "data" / "sensitive.yaml")
    rows = [datafile.fields(record, checks, frozenset({"element"})) for record in records]
    return Rules(frozenset(row["element"] for row in rows), {row["element"]: row["by_law_from"] for row in rows if "by_law_from" in row})
