"""Every definition that was seen in a source is in the catalogue: as an indicator, or as the element that it defines."""

from __future__ import annotations

import csv
from collections.abc import Iterator
from pathlib import Path

import pytest

from qingmiao import catalogue

# Names that two sources write as one, and counts, which are elements of other indicators.
INDICATORS = {"妇女常见病筛查(普查)率": ("gynecological_screening_rate",), "毛结婚(离婚)率": ("marriage_rate", "divorce_rate")}
ELEMENTS = {
    "产妇数": ("delivering_women",),
    "产妇建卡人数": ("carded_women",),
    "产妇产前检查人数": ("antenatal_examined_women",),
    "宫颈癌检查:应查人数、实查人数": ("cervical_target_women", "cervical_screened_women"),
    "叶酸服用依从人数": ("folic_acid_women",),
}


@pytest.fixture
def rows(shared: Path) -> dict[str, list[dict[str, str]]]:
    """The definitions that were seen, by name."""
    found: dict[str, list[dict[str, str]]] = {}
    with (shared / "data" / "definitions.csv").open(encoding="utf-8-sig", newline="") as file:
        for row in csv.DictReader(file):
            found.setdefault(row["name"], []).append(row)
    return found


def _own(rows: dict[str, list[dict[str, str]]]) -> Iterator[tuple[dict[str, str], catalogue.Indicator]]:
    """The first definition of each name, and the indicator of that name."""
    for name, group in rows.items():
        match = catalogue.load().match(name)
        if match is not None:
            yield group[0], match.indicator


@pytest.mark.shared
def test_names_that_are_defined_several_times_have_rivals(rows: dict[str, list[dict[str, str]]]) -> None:
    several = {name: len(group) for name, group in rows.items() if len(group) > 1}
    assert several == {"孕产妇死亡率": 4, "产前检查率": 2, "产后访视率": 3, "住院分娩率": 2}
    for name, number in several.items():
        match = catalogue.load().match(name)
        assert match is not None
        assert 1 + len(match.indicator.definitions) >= number, name


@pytest.mark.shared
def test_multipliers_and_directions_are_those_that_were_seen(rows: dict[str, list[dict[str, str]]]) -> None:
    for row, indicator in _own(rows):
        unit = catalogue.unit(indicator.unit)
        assert unit is not None
        if row["multiplier"].isdecimal() and unit.multiplier is not None:
            assert unit.multiplier == float(row["multiplier"]), row["name"]
        if row["direction"] in ("up", "down"):
            assert indicator.direction == row["direction"], row["name"]


@pytest.mark.shared
def test_what_was_seen_whole_is_sourced_and_what_was_seen_in_part_says_so(rows: dict[str, list[dict[str, str]]]) -> None:
    whole = {indicator.code for row, indicator in _own(rows) if row["confidence"] == "seen whole"}
    part = {indicator.code for row, indicator in _own(rows) if row["confidence"] == "seen in part"} - whole
    known = catalogue.load().indicators
    assert [code for code in whole if known[code].status != "sourced"] == []
    assert [code for code in part if known[code].status == "sourced" and known[code].seen != "part"] == []
    assert {code for code, one in known.items() if one.status == "sourced"} <= whole | part | FROM_ROWS


FROM_ROWS = {"gynecological_screening_rate", "marriage_rate", "divorce_rate"}
"""Sourced by rows whose names write two things as one."""


@pytest.mark.shared
def test_all_seen_definitions_are_in_the_catalogue(shared: Path) -> None:
    known = catalogue.load()
    with (shared / "data" / "definitions.csv").open(encoding="utf-8-sig", newline="") as file:
        names = {row["name"] for row in csv.DictReader(file)}
    assert len(names) == 110
    lacking = [
        name
        for name in sorted(names)
        if not all(code in known.indicators for code in INDICATORS.get(name, ()))
        or not all(code in known.elements for code in ELEMENTS.get(name, ()))
        or not (name in INDICATORS or name in ELEMENTS or ((found := known.match(name)) is not None and found.score == 1))
    ]
    assert lacking == []
