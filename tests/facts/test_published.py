"""The published figures: every row is there, at its place and year, with where it was seen."""

from __future__ import annotations

import csv
from datetime import date
from pathlib import Path
from typing import Any

import pytest

from qingmiao.catalogue import load
from qingmiao.facts import published, revisions
from qingmiao.facts.amounts import converted
from qingmiao.places import Resolver, china


def rows() -> list[dict[str, Any]]:
    """The facts as rows."""
    return published.table().to_pylist()


def one(element: str, place: str, year: int, residence: str = "all") -> dict[str, Any]:
    """The one fact of a series."""
    found = [
        row
        for row in rows()
        if (row["element"], row["place"], row["residence"]) == (element, place, residence)
        and row["period_to"] in (date(year, 10, 1), date(year, 9, 1), date(year + 1, 1, 1))
    ]
    assert len(found) == 1
    return found[0]


def test_every_row_is_a_fact_and_no_series_has_two() -> None:
    assert published.table().num_rows == len(published.figures()) == 138
    assert revisions.conflicts(published.table()).num_rows == 0
    assert {row["origin"] for row in rows()} == {row["stream"] for row in rows()} == {"publication"}
    assert not any(row["simulated"] for row in rows())


def test_figures_read_by_hand() -> None:
    assert one("infant_mortality_rate@", "cn", 2020)["value"] == 5.4
    assert one("maternal_mortality_ratio@", "cn", 2018, "rural")["value"] == 19.9
    assert one("maternal_mortality_ratio@", "cn", 2018, "urban")["value"] == 15.5
    assert one("infant_mortality_rate@", "cn-62", 2010)["value"] == 10.0
    assert one("under5_mortality_rate@", "cn-120118", 2015)["value"] == 4.82


def test_large_units_are_turned_into_the_elements_own() -> None:
    assert one("kindergarten_count@", "cn", 2020)["value"] == 292_000.0


def test_an_indicator_unknown_to_the_catalogue_keeps_its_words(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(published, "_known", lambda *_: None)
    elements = published.unknown_elements.__wrapped__()
    monkeypatch.setattr(published, "unknown_elements", lambda: elements)
    first = published.table.__wrapped__().to_pylist()[0]
    assert (first["element"], first["value"]) == ("published.2", 74.9)
    assert (elements[0].code, elements[0].name, elements[0].unit) == ("published.2", "0-6个月婴儿纯母乳喂养率", "%")
    assert len(elements) == len({figure.indicator for figure in published.figures()})


def test_most_are_linked_and_the_others_keep_their_words() -> None:
    elements = load().elements
    unlinked = {row["element"] for row in rows() if row["element"] not in elements}
    assert unlinked == {element.code for element in published.unknown_elements()}
    assert sum(row["element"] in elements for row in rows()) > 0.8 * len(rows())
    assert all(element.name and element.code.startswith("published.") for element in published.unknown_elements())


def test_a_region_that_is_no_place_is_our_mistake() -> None:
    with pytest.raises(LookupError, match="火星"):
        published._place("火星", Resolver(china()))


def test_each_says_where_it_was_seen() -> None:
    fact = one("infant_mortality_rate@", "cn", 2011)
    assert fact["origin_id"].startswith("published_series.csv:")
    assert published.seen_in(fact["origin_id"]).startswith("中国儿童死亡率居世界第五")
    assert "unit corrected from context" in published.seen_in(fact["origin_id"])
    assert all(published.seen_in(row["origin_id"]) for row in rows())
    with pytest.raises(KeyError):
        published.seen_in("other.csv:3")


@pytest.mark.shared
def test_the_copy_is_that_of_the_shared_material(shared: Path) -> None:
    with (shared / "data" / "published_series.csv").open(encoding="utf-8", newline="") as file:
        theirs = [(row["indicator"], row["region"], int(row["year"]), float(row["value"]), row["unit"]) for row in csv.DictReader(file)]
    assert theirs == [(one.indicator, one.region, one.year, one.value, one.unit) for one in published.figures()]


@pytest.mark.parametrize(
    ("value", "given", "wanted", "result"),
    [
        (1.03, "亿人", "人", 103_000_000.0),
        (29.2, "万所", "所", 292_000.0),
        (3.1, "％", "%", 3.1),
        (12, "1/10万", "/10万", 12),
        (158, "家", "所", 158.0),
        (1, "所", "人", None),
        (1, "?", "人", None),
    ],
)
def test_units_of_one_base_are_turned_into_each_other(value: float, given: str, wanted: str, result: float | None) -> None:
    assert converted(value, given, wanted) == result
