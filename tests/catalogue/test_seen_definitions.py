"""Every definition that was seen in a source is in the catalogue: as an indicator, or as the element that it defines."""

from __future__ import annotations

import csv
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
