"""Figures of groups: from counts of the group, or from what was measured of it."""

from __future__ import annotations

from qingmiao.catalogue import Element, Indicator
from qingmiao.compute import by_group, figures, told_groups
from qingmiao.places import Gazetteer, Place
from tests.compute.facts import fact, table

PLACES = Gazetteer((Place("r", "县", "county"), Place("t1", "一镇", "township", "r"), Place("t2", "二镇", "township", "r")))
RATE = Indicator("rate", "率", "%", "a / b * 100")
GIRLS = Indicator("girls", "女童占比", "%", "a[female] / a * 100")
FACTS = [
    *(
        fact(n, code, place, 2023, value, residence="rural")
        for n, (code, place, value) in enumerate([("a", "t1", 1), ("b", "t1", 10), ("a", "t2", 5), ("b", "t2", 10)])
    ),
    fact(10, "rate@", "r", 2023, 12.5, residence="urban", stream="publication"),
    fact(11, "a", "r", 2023, 9, residence="urban", sex="female"),
    fact(12, "a", "r", 2023, 9, sex="male"),
]


def test_which_groups_are_told() -> None:
    assert told_groups(table(FACTS)) == {("a", "rural"), ("b", "rural"), ("rate@", "urban"), ("a", "male")}


def test_figures_of_groups() -> None:
    made = by_group([RATE, GIRLS], told_groups(table(FACTS)))
    assert [one.code for one in made] == ["rate[urban]", "rate[rural]", "girls[rural]"]
    elements = {code: Element(code, code, "人") for code in "ab"}
    rows = figures(table(FACTS), indicators=made, elements=elements, gazetteer=PLACES, region="r", threshold=0.6).to_pylist()
    found = {(row["indicator"], row["place"]): (row["value"], row["way"]) for row in rows}
    assert found == {
        ("rate[rural]", "r"): (30.0, "counts"),
        ("rate[rural]", "t1"): (10.0, "counts"),
        ("rate[rural]", "t2"): (50.0, "counts"),
        ("rate[urban]", "r"): (12.5, "measured"),
    }
