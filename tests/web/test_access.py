"""Who reaches which page: every address, every role, own and other place. A page without a rule fails here."""

from __future__ import annotations

import itertools
from collections.abc import Callable
from typing import get_args

import pytest
from django.core.exceptions import ImproperlyConfigured
from django.test import Client, RequestFactory
from django.urls import get_resolver

from qingmiao.disclosure import (
    Role,
    Viewer,
    may_assign,
    may_read_audit,
    may_see_figures,
    may_see_place,
    may_see_plan,
    may_take_part,
    may_take_report,
)
from qingmiao.disclosure.collecting import Held, acts_of, may_see_form
from qingmiao.places import Gazetteer, Place
from qingmiao.rounds.states import State
from qingmiao.web import access

P = "/plans/liuxi2021"
ROLES = ("stranger", "nobody", "office", "health", "education", "town", "evaluator")

# Address → the roles that reach it; everybody else is refused. Written by hand, from the table in disclosure/scope.py.
ALL = {"office", "health", "education", "town", "evaluator"}
INSIDE = ALL - {"evaluator"}
EXPECTED: dict[str, set[str]] = {
    "/": ALL,
    "/account/": ALL,
    "/account/second/": ALL,
    "/documents/": ALL,
    "/audit/": {"office"},
    "/audit/list.csv": {"office"},
    "/search/?q=婴儿": ALL,
    "/catalogue/": ALL,
    "/catalogue/list.csv": ALL,
    "/catalogue/infant_mortality_rate/": ALL,
    f"{P}/definitions/infant_mortality_rate/": ALL,
    f"{P}/": ALL,
    f"{P}/commitments/": ALL,
    f"{P}/commitments/list.csv": ALL,
    f"{P}/commitments/C001/": ALL,
    f"{P}/commitments/C002/": ALL,
    f"{P}/commitments/C001/figures.csv": {"office", "health", "town", "evaluator"},
    f"{P}/commitments/C002/figures.csv": {"office", "education", "town", "evaluator"},
    f"{P}/commitments/C001/places/": {"office", "health", "town", "evaluator"},
    f"{P}/commitments/C001/places/?place=t2": {"office", "health", "evaluator"},
    f"{P}/commitments/C002/places/": {"office", "education", "town", "evaluator"},
    f"{P}/commitments/C001/places/list.csv": {"office", "health", "town", "evaluator"},
    f"{P}/commitments/C001/places/list.xlsx?place=t2": {"office", "health", "evaluator"},
    f"{P}/commitments/C001/?place=t1": ALL - set(),
    f"{P}/commitments/C001/?place=t2": {"office", "health", "education", "evaluator"},
    f"{P}/places/liuxi/": ALL,
    f"{P}/places/t1/": ALL,
    f"{P}/places/v11/": ALL,
    f"{P}/places/t2/": {"office", "health", "education", "evaluator"},
    f"{P}/places/v21/": {"office", "health", "education", "evaluator"},
    f"{P}/places/t2/list.xlsx": {"office", "health", "education", "evaluator"},
    f"{P}/places/t1/list.xlsx": ALL,
    f"{P}/places/t1/profile.docx": {"office"},
    f"{P}/places/cn-42/profile.docx": set(),
    f"{P}/places/cn-42/": set(),
    f"{P}/figures/infant_mortality_rate/liuxi/2025/": {"office", "health", "town", "evaluator"},
    f"{P}/figures/infant_mortality_rate/t1/2025/": {"office", "health", "town", "evaluator"},
    f"{P}/figures/infant_mortality_rate/t2/2025/": {"office", "health", "evaluator"},
    f"{P}/figures/preschool_gross_enrolment/liuxi/2025/": {"office", "education", "town", "evaluator"},
    f"{P}/warnings/": ALL,
    f"{P}/warnings/list.csv": ALL,
    f"{P}/warnings/1/letter.docx": {"office", "education"},
    f"{P}/warnings/letters/": {"office"},
    f"{P}/report.docx": {"office"},
    f"{P}/reports/": ALL,
    f"{P}/reports/?kind=yearly&state=draft": ALL,
    f"{P}/reports/1/": {"office"},
    f"{P}/reports/2/": {"office", "health", "education"},
    f"{P}/reports/2/?at=say-C002": {"office", "health", "education"},
    f"{P}/reports/3/": {"office", "health", "education", "evaluator"},
    f"{P}/reports/4/": ALL,
    f"{P}/reports/1/file.json": {"office"},
    f"{P}/reports/2/file.json": {"office", "health", "education"},
    f"{P}/reports/4/file.json?edition=1": ALL,
    f"{P}/reports/1/compare/": {"office"},
    f"{P}/reports/4/compare/": ALL,
    f"{P}/reports/4/compare/list.csv": ALL,
    f"{P}/compare/": ALL,
    f"{P}/compare/liuxi2021/": ALL,
    f"{P}/compare/liuxi2021/list.csv": ALL,
    "/people/": {"office"},
    "/people/?find=卫健&role=department&state=in_use": {"office"},
    "/people/invite/": {"office"},
    "/people/2/": {"office"},
    "/rounds/": INSIDE,
    "/rounds/1/": INSIDE,
    "/rounds/1/list.csv": INSIDE,
    "/rounds/1/corrections/": INSIDE,
    "/rounds/1/corrections/list.csv": INSIDE,
    "/rounds/1/notice/": {"office"},
    "/rounds/1/workbook.xlsx": INSIDE,
    "/rounds/1/workbooks.zip": {"office"},
    "/rounds/1/uploads/1/": {"office", "town"},
    "/rounds/1/uploads/1/marked.xlsx": {"office", "town"},
    "/rounds/1/files/1/": {"town"},
    "/rounds/1/layouts/": INSIDE,
    "/rounds/1/forms/1/": {"office", "health", "town"},
    "/rounds/1/forms/2/": {"office", "health"},
    "/rounds/1/forms/1/evidence/1": {"office", "health", "town"},
    "/self-reports/": ALL,
    f"{P}/self-reports/open/": {"office"},
    f"{P}/self-reports/2025/": ALL,
    f"{P}/self-reports/2025/list.csv": ALL,
    "/self-reports/1/": {"office", "health"},
    "/self-reports/1/document/": {"office", "health"},
    "/self-reports/1/file.docx": {"office", "health"},
    "/self-reports/1/file.pdf": {"office", "health"},
    "/self-reports/1/proofs/1": {"office", "health"},
    "/self-reports/2/": {"office", "education"},
    "/self-reports/3/": {"office"},
    "/self-reports/5/": {"office"},
    "/self-reports/7/": {"office", "town"},
    "/self-reports/8/": {"office", "evaluator"},
    "/self-reports/8/document/": {"office", "evaluator"},
    "/documents/reviews/": {"office"},
    "/documents/reviews/1/": {"office"},
    "/documents/reviews/1/add/": {"office"},
    "/documents/reviews/1/log/": {"office"},
    "/documents/reviews/1/items/c1/": {"office"},
    "/documents/reviews/1/items/c1/split/": {"office"},
}
POSTED: dict[str, set[str]] = {
    "/account/password/": ALL,
    "/account/address/": ALL,
    "/people/invite/": {"office"},
    "/people/invite/file/": {"office"},
    "/people/demand/": {"office"},
    "/people/2/act/": {"office"},
    "/audit/verify/": {"office"},
    f"{P}/assign/": {"office"},
    f"{P}/assign/1/take-back/": {"office"},
    f"{P}/warnings/1/act/": {"office", "education"},
    f"{P}/reports/new/": {"office"},
    f"{P}/reports/1/write/": {"office"},
    f"{P}/reports/2/write/": {"office"},
    f"{P}/reports/2/comments/": {"office", "health", "education"},
    f"{P}/reports/3/comments/": {"office"},
    f"{P}/reports/2/comments/1/": {"office", "health", "education"},
    f"{P}/reports/1/act/": {"office"},
    f"{P}/reports/2/act/": {"office"},
    f"{P}/reports/3/act/": {"office", "evaluator"},
    f"{P}/reports/4/act/": {"office", "evaluator"},
    "/rounds/new/": {"office"},
    "/rounds/1/close/": {"office"},
    "/rounds/1/act/": INSIDE,
    "/rounds/1/remind/": {"office"},
    "/rounds/1/uploads/": INSIDE,
    "/rounds/1/files/1/": {"town"},
    "/rounds/1/layouts/1/drop/": {"office", "town"},
    "/rounds/1/forms/1/save/": {"office", "health", "town"},
    "/rounds/1/forms/1/act/": {"office", "health", "town"},
    "/rounds/1/forms/1/evidence/": {"office", "health", "town"},
    "/rounds/1/forms/1/evidence/1/drop/": {"office", "health", "town"},
    "/rounds/1/forms/2/save/": {"office", "health"},
    f"{P}/self-reports/open/": {"office"},
    "/self-reports/1/save/": {"office", "health"},
    "/self-reports/1/carry/": {"office", "health"},
    "/self-reports/1/act/": {"office", "health"},
    "/self-reports/1/adopt/": {"office", "health"},
    "/self-reports/1/proofs/": {"office", "health"},
    "/self-reports/1/proofs/1/drop/": {"office", "health"},
    "/self-reports/7/save/": {"office", "town"},
    "/self-reports/8/save/": {"office", "evaluator"},
    "/self-reports/8/adopt/": {"office", "evaluator"},
    "/documents/reviews/1/act/": {"office"},
    "/documents/reviews/1/approve/": {"office"},
}


@pytest.mark.parametrize(("address", "role"), list(itertools.product(EXPECTED, ROLES)))
def test_who_reaches_what(address: str, role: str, as_person: Callable[[str], Client]) -> None:
    response = as_person(role).get(address, follow=address == "/")
    status = response.status_code
    if role == "stranger":
        assert (response.redirect_chain[-1][0] if address == "/" else response["Location"]).startswith("/sign-in/")
    elif role in EXPECTED[address]:
        assert status == 200
    else:
        assert status == 403


@pytest.mark.parametrize(("address", "role"), list(itertools.product(POSTED, ROLES)))
def test_who_may_write(address: str, role: str, as_person: Callable[[str], Client]) -> None:
    response = as_person(role).post(address)
    allowed = role in POSTED[address]
    assert response.status_code in ({302, 422} if allowed else {302} if role == "stranger" else {403})
    if role == "stranger":
        assert response["Location"].startswith("/sign-in/")


def _names() -> list[str]:
    return [pattern.name for pattern in get_resolver().url_patterns]


def test_every_page_has_a_rule_and_every_rule_a_page() -> None:
    assert set(_names()) == set(access.RULES) | access.PUBLIC


def test_every_page_stands_in_the_tables_above() -> None:
    from django.urls import resolve

    tried = {resolve(address.split("?")[0]).url_name for address in (*EXPECTED, *POSTED)}
    assert tried == set(access.RULES)


def test_a_page_without_a_rule_cannot_be_reached(monkeypatch: pytest.MonkeyPatch, as_person: Callable[[str], Client]) -> None:
    monkeypatch.setattr(access, "RULES", {name: rule for name, rule in access.RULES.items() if name != "documents"})
    with pytest.raises(ImproperlyConfigured, match="documents"):
        as_person("office").get("/documents/")


@pytest.mark.parametrize(
    "address",
    [
        "/plans/none/",
        f"{P}/commitments/C999/",
        f"{P}/places/none/",
        f"{P}/figures/none/liuxi/2025/",
        f"{P}/definitions/none/",
        f"{P}/reports/99/",
        f"{P}/reports/1/file.exe",
        "/plans/none/reports/1/",
        f"{P}/definitions/life_expectancy/",
        "/plans/none/definitions/infant_mortality_rate/",
        "/catalogue/none/",
        "/catalogue/list.pdf",
        f"{P}/commitments/C001/?place=none",
        "/nothing/",
    ],
)
def test_what_is_not_there_is_not_found(address: str, as_person: Callable[[str], Client]) -> None:
    assert as_person("office").get(address).status_code == 404


def test_a_department_sees_no_figure_of_another(as_person: Callable[[str], Client]) -> None:
    page = as_person("education").get(f"{P}/commitments/C001/").content.decode()
    assert "3.00‰" not in page
    assert "/figures/" not in page
    assert "已达标" in page
    assert "3.00‰" in as_person("health").get(f"{P}/commitments/C001/").content.decode()
    listed = as_person("education").get(f"{P}/commitments/list.csv?scope=all").content.decode("utf-8-sig")
    assert "婴儿死亡率" in listed
    assert "3.0" not in listed.split("婴儿死亡率")[1].split("\n")[0]


def test_a_township_sees_no_neighbour(as_person: Callable[[str], Client]) -> None:
    client = as_person("town")
    for address in (
        f"{P}/",
        f"{P}/places/liuxi/",
        f"{P}/commitments/C001/",
        "/search/?q=坡",
        f"{P}/figures/infant_mortality_rate/liuxi/2025/",
    ):
        assert "西坡乡" not in client.get(address).content.decode(), address
        assert "坡上村" not in client.get(address).content.decode(), address
    assert "东塘镇" in client.get(f"{P}/commitments/C001/").content.decode()
    assert "西坡乡" not in client.get(f"{P}/commitments/C001/figures.csv").content.decode("utf-8-sig")


def test_pages_of_people_are_kept_by_no_cache(as_person: Callable[[str], Client]) -> None:
    assert "no-store" in as_person("office").get(f"{P}/")["Cache-Control"]


def test_forms_need_their_token(rf: RequestFactory) -> None:
    client = Client(enforce_csrf_checks=True)
    response = client.post("/sign-in/", {"username": "office", "password": "x"})
    assert response.status_code == 403
    assert "表单已过期" in response.content.decode()


# ------------------------------------------------------------------------------------------------ the pure rules

WORLD = Gazetteer(
    (
        Place("p", "省", "province"),
        Place("c", "县", "county", "p"),
        Place("t", "乡", "township", "c"),
        Place("u", "镇", "township", "c"),
        Place("d", "邻县", "county", "p"),
    )
)


@pytest.mark.parametrize(
    ("viewer", "region", "place", "plan", "figures"),
    [
        (Viewer(Role.OFFICE), "c", "t", True, True),
        (Viewer(Role.OFFICE, "c"), "c", "t", True, True),
        (Viewer(Role.OFFICE, "c"), "d", "d", False, False),
        (Viewer(Role.OFFICE, "c"), "p", "p", True, True),
        (Viewer(Role.OFFICE, "c"), "p", "d", True, False),
        (Viewer(Role.OFFICE, "p"), "c", "t", True, True),
        (Viewer(Role.TOWNSHIP, "t"), "c", "t", True, True),
        (Viewer(Role.TOWNSHIP, "t"), "c", "c", True, True),
        (Viewer(Role.TOWNSHIP, "t"), "c", "u", True, False),
        (Viewer(Role.TOWNSHIP, "t"), "d", "d", False, False),
        (Viewer(Role.TOWNSHIP), "c", "c", False, False),
        (Viewer(Role.DEPARTMENT, "c", "health"), "c", "u", True, True),
        (Viewer(Role.DEPARTMENT, "c", "health"), "c", "p", True, False),
        (Viewer(Role.EVALUATOR, "c"), "c", "c", True, True),
        (Viewer(Role.EVALUATOR, "c"), "c", "t", True, True),
        (Viewer(Role.EVALUATOR, "c"), "d", "d", False, False),
        (Viewer(Role.EVALUATOR, "t"), "c", "u", True, False),
        (Viewer(Role.EVALUATOR), "c", "c", False, False),
    ],
)
def test_region_decides(viewer: Viewer, region: str, place: str, plan: bool, figures: bool) -> None:
    assert may_see_plan(viewer, region, WORLD) is plan
    assert may_see_place(viewer, place, region, WORLD) is figures


def test_duty_decides() -> None:
    assert may_see_figures(Viewer(Role.DEPARTMENT, "c", "health"), {"health"})
    assert not may_see_figures(Viewer(Role.DEPARTMENT, "c", "health"), {"education"})
    assert not may_see_figures(Viewer(Role.DEPARTMENT, "c"), {"education"})
    assert may_assign(Viewer(Role.OFFICE, "p"), "c", WORLD)
    assert not may_assign(Viewer(Role.OFFICE, "d"), "c", WORLD)
    assert not may_assign(Viewer(Role.TOWNSHIP, "c"), "c", WORLD)
    assert may_see_figures(Viewer(Role.EVALUATOR, "c"), {"education"})
    assert not may_assign(Viewer(Role.EVALUATOR, "c"), "c", WORLD)
    assert not may_take_report(Viewer(Role.EVALUATOR, "c"), "c", WORLD)
    assert [may_take_part(Viewer(role, "c")) for role in Role] == [True, True, True, False]


@pytest.mark.parametrize("state", get_args(State))
def test_evaluators_do_nothing_with_forms(state: State) -> None:
    form = Held("health", "t", "c", state, "t")
    assert acts_of(Viewer(Role.EVALUATOR, "c"), form, WORLD) == ()
    assert not may_see_form(Viewer(Role.EVALUATOR, "c"), form, WORLD)


LEVELS = [
    # who, of a form of a county's township in a province's round that the county's department submitted: before and after somebody checked it
    (Viewer(Role.OFFICE, "p"), {"return", "accept"}, {"return", "accept"}),
    (Viewer(Role.DEPARTMENT, "p", "health"), {"check", "return"}, {"return"}),
    (Viewer(Role.OFFICE, "c"), {"check", "return"}, {"return"}),
    (Viewer(Role.DEPARTMENT, "p", "statistics"), {"return"}, {"return", "accept"}),
    (Viewer(Role.DEPARTMENT, "c", "health"), set(), set()),
    (Viewer(Role.DEPARTMENT, "c", "statistics"), set(), set()),
    (Viewer(Role.DEPARTMENT, "p", "education"), set(), set()),
    (Viewer(Role.OFFICE, "d"), set(), set()),
    (Viewer(Role.TOWNSHIP, "t"), set(), set()),
    (Viewer(Role.EVALUATOR, "p"), set(), set()),
]


@pytest.mark.parametrize(("viewer", "before", "after"), LEVELS)
def test_a_form_goes_up_by_levels(viewer: Viewer, before: set[str], after: set[str]) -> None:
    assert set(acts_of(viewer, Held("health", "t", "p", "submitted", "c"), WORLD)) == before
    assert set(acts_of(viewer, Held("health", "t", "p", "checked", "c"), WORLD)) == after


def test_what_was_submitted_from_the_region_needs_no_check_and_an_office_below_sees_only_its_own() -> None:
    statistics = Viewer(Role.DEPARTMENT, "p", "statistics")
    assert "accept" in acts_of(statistics, Held("health", "c", "p", "submitted"), WORLD)
    assert may_see_form(Viewer(Role.OFFICE, "c"), Held("health", "t", "p", "asked"), WORLD)
    assert not may_see_form(Viewer(Role.OFFICE, "d"), Held("health", "t", "p", "asked"), WORLD)
    assert not may_see_form(Viewer(Role.OFFICE, "c"), Held("health", "p", "p", "asked"), WORLD)
    assert acts_of(Viewer(Role.OFFICE, "c"), Held("health", "t", "p", "asked"), WORLD) == ()


def test_the_audit_log_is_read_by_the_office_of_the_whole_site() -> None:
    plans = [("c", WORLD), ("t", WORLD)]
    assert may_read_audit(Viewer(Role.OFFICE), plans)
    assert may_read_audit(Viewer(Role.OFFICE), [])
    assert may_read_audit(Viewer(Role.OFFICE, "c"), plans)
    assert may_read_audit(Viewer(Role.OFFICE, "p"), plans)
    assert not may_read_audit(Viewer(Role.OFFICE, "t"), plans)
    assert not may_read_audit(Viewer(Role.OFFICE, "d"), plans)
    assert not may_read_audit(Viewer(Role.OFFICE, "c"), [*plans, ("p", WORLD)])
    assert not may_read_audit(Viewer(Role.OFFICE, "c"), [])
    assert not may_read_audit(Viewer(Role.DEPARTMENT, "c", "health"), plans)
    assert not may_read_audit(Viewer(Role.TOWNSHIP, "t"), [("t", WORLD)])
