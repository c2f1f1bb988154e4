"""Who owes what: each figure once, of the department and the place that know it."""

from __future__ import annotations

from pathlib import Path

import pytest

from qingmiao import plans
from qingmiao.plans import Package
from qingmiao.rounds import OFFICE, Form, forms

PLANS = Path(__file__).resolve().parents[2] / "plans"
REGION = "qinghe2021_r"


@pytest.fixture(scope="module")
def package() -> Package:
    return plans.load(PLANS / "qinghe2021")


@pytest.fixture(scope="module")
def asked(package: Package) -> tuple[Form, ...]:
    return forms([package], 2024)


def by_key(asked: tuple[Form, ...]) -> dict[tuple[str, str], Form]:
    found = {(form.department, form.place): form for form in asked}
    assert len(found) == len(asked)
    return found


def test_health_owes_births_and_deaths_of_every_township(asked: tuple[Form, ...]) -> None:
    towns = [f"{REGION.removesuffix('_r')}_t{number:02}" for number in range(1, 13)]
    found = by_key(asked)
    for town in towns:
        elements = {item.element for item in found["health", town].items}
        assert {"live_births", "infant_deaths"} <= elements
    assert not any({"live_births", "infant_deaths"} & {item.element for item in form.items} for form in asked if form.place == REGION)


def test_what_is_measured_is_asked_of_the_region_alone(asked: tuple[Form, ...]) -> None:
    measured = {(form.place, item.element) for form in asked for item in form.items if item.element.endswith("@")}
    assert measured
    assert {place for place, _ in measured} == {REGION}


def test_each_figure_is_asked_for_once(package: Package) -> None:
    twice = forms([package, package], 2024)
    assert [[item.element for item in form.items] for form in twice] == [
        [item.element for item in form.items] for form in forms([package], 2024)
    ]
    assert {item.plans for form in twice for item in form.items} == {("qinghe2021",)}
    for form in twice:
        keys = [(item.element, item.groups) for item in form.items]
        assert len(set(keys)) == len(keys)


def test_two_plans_of_one_place_share_what_both_need() -> None:
    both = [plans.load(PLANS / name) for name in ("suixian2022_children", "suixian2022_women")]
    shared = {item.plans for form in forms(both, 2024) for item in form.items}
    assert ("suixian2022_children", "suixian2022_women") in shared
    assert all(form.place == "cn-421321" for form in forms(both, 2024))  # its townships are not known yet


def test_the_office_settles_who_owes_what(package: Package) -> None:
    found = forms([package], 2024, {"live_births": "statistics"})
    assert {form.department for form in found for item in form.items if item.element == "live_births"} == {"statistics"}
    assert OFFICE in {form.department for form in found}  # what no source names a department for


def test_a_township_that_was_not_there_owes_nothing(package: Package) -> None:
    places = tuple(place.model_copy(update={"valid_from": 2025}) if place.id.endswith("_t12") else place for place in package.places)
    asked = forms([package.model_copy(update={"places": places})], 2024)
    assert not any(form.place.endswith("_t12") for form in asked)
    assert any(form.place.endswith("_t12") for form in forms([package], 2024))
