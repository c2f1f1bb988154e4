"""轮次: opened from plans, filled in, submitted, reviewed; who may do what; nothing lost, nothing half saved."""

from __future__ import annotations

import json
from collections.abc import Callable
from datetime import UTC, date, datetime
from typing import Any

import pytest
from django.test import Client

from qingmiao.disclosure import Role, Viewer
from qingmiao.errors import UserError
from qingmiao.facts.table import build
from qingmiao.web.ledger.actions import store_facts
from qingmiao.web.ledger.models import AuditEntry, Fact
from qingmiao.web.people.actions import keep_person
from qingmiao.web.planning.shelf import shelf
from qingmiao.web.rounds.actions import Change, Refused, act_on_form, open_round, save_cells
from qingmiao.web.rounds.models import CellRow, FormRow, Round

AsPerson = Callable[[str], Client]
DUE = date(2026, 4, 1)


@pytest.fixture
def opened() -> Round:
    return open_round(books=[shelf()["liuxi2021"]], year=2025, name="2025年度监测", due=DUE, practice=False, by="office")


@pytest.fixture
def statistics(as_person: AsPerson) -> Client:
    keep_person(
        name="figures", password="统计局-密码六", title="县统计局", viewer=Viewer(Role.DEPARTMENT, "liuxi", "statistics"), by="tester"
    )
    return as_person("figures")


def form(row: Round, department: str, place: str) -> FormRow:
    return FormRow.objects.get(round=row, department=department, place=place)


def cell(of: FormRow, element: str) -> CellRow:
    return CellRow.objects.get(form=of, element=element, groups="")


def address(of: FormRow, *more: str) -> str:
    return f"/rounds/{of.round_id}/forms/{of.pk}/" + "".join(f"{one}/" for one in more)


def save(client: Client, of: FormRow, *cells: dict[str, Any]) -> Any:
    return client.post(address(of, "save"), json.dumps({"cells": cells}), content_type="application/json")


def written(one: CellRow, value: str, **more: Any) -> dict[str, Any]:
    one.refresh_from_db()
    return {"cell": one.pk, "version": one.version, "value": value, "status": "", "comment": ""} | more


def filled(of: FormRow, by: str, **values: float) -> None:
    """All cells of a form: as named, else as last year."""
    save_cells(
        form=of,
        by=by,
        changes=[
            Change(one.pk, one.version, float(values.get(one.element, one.before[-1][1] if one.before else 0)), "", "")
            for one in of.cells.all()
        ],
    )


def test_a_round_is_made_from_the_plan_with_the_years_before(opened: Round) -> None:
    health = form(opened, "health", "t1")
    births = cell(health, "live_births")
    # By hand: the first town's villages have 400 and 100 births each year, and 4, 4, 3 … deaths.
    assert births.before == [[2022, 500.0], [2023, 500.0], [2024, 500.0]]
    assert births.low is not None
    assert births.low < 500 < births.high  # type: ignore[operator]
    assert {one.element for one in health.cells.all()} >= {"live_births", "infant_deaths"}
    assert {one.place for one in opened.forms.filter(department="health")} == {"t1", "t2"}
    assert AuditEntry.objects.get(action="round.open", subject="2025年度监测").detail["forms"] == opened.forms.count()


@pytest.mark.parametrize(
    ("changed", "told"),
    [({"name": " "}, "没有名称"), ({"due": date(2026, 2, 1)}, "已过"), ({"year": 2026}, "还没有结束"), ({"books": []}, "没有选规划")],
)
def test_what_cannot_be_opened_is_told(changed: dict[str, Any], told: str) -> None:
    plain: dict[str, Any] = {"books": [shelf()["liuxi2021"]], "year": 2025, "name": "一轮", "due": DUE, "practice": False, "by": "office"}
    with pytest.raises(UserError, match=told):
        open_round(**(plain | changed))
    assert not Round.objects.exclude(name="常设轮次").exists()


def test_opened_by_the_office_on_the_page(as_person: AsPerson) -> None:
    office = as_person("office")
    sent = {"name": "春季", "year": "2025", "due": "2026-05-01", "plan": "liuxi2021", "practice": "1"}
    page = office.post("/rounds/new/", sent, follow=True).content.decode()
    assert "轮次已开" in page
    assert "练习，不记入数据" in page
    assert "已经有了" in office.post("/rounds/new/", sent, follow=True).content.decode()
    assert "请选年份和截止日" in office.post("/rounds/new/", sent | {"due": "五月"}, follow=True).content.decode()
    assert as_person("health").post("/rounds/new/", sent).status_code == 403


def test_four_people_from_opening_to_acceptance_and_a_correction(opened: Round, as_person: AsPerson, statistics: Client) -> None:
    town, health, office = as_person("town"), as_person("health"), as_person("office")
    of = form(opened, "health", "t1")
    births, deaths = cell(of, "live_births"), cell(of, "infant_deaths")
    # The township fills in: full-width digits, thousands, a word for what is missing.
    answer = save(town, of, written(births, "５１２"), written(deaths, "1")).json()
    assert [one["value"] for one in answer["saved"]] == ["512", "1"]
    filled(of, "town", live_births=512, infant_deaths=1)
    of.refresh_from_db()
    assert of.state == "filling"
    assert "已办理" in town.post(address(of, "act"), {"act": "submit"}, follow=True).content.decode()
    provisional = Fact.objects.filter(place="t1", element="live_births", origin="submission")
    assert [(one.value, one.status, one.recorded_by) for one in provisional] == [(512.0, "provisional", "town")]
    # Statistics wait for the department of what a township submitted; nobody else can change it.
    assert "现在不能这样办理" in statistics.post(address(of, "act"), {"act": "accept"}, follow=True).content.decode()
    assert save(town, of, written(births, "600")).status_code == 409
    assert "没有说明" in health.post(address(of, "act"), {"act": "return"}, follow=True).content.decode()
    health.post(address(of, "act"), {"act": "return", "words": "活产数请核对出生登记"})
    assert "活产数请核对出生登记" in town.get(address(of)).content.decode()
    save(town, of, written(births, "508"))
    town.post(address(of, "act"), {"act": "submit"})
    health.post(address(of, "act"), {"act": "check"})
    assert "已办理" in statistics.post(address(of, "act"), {"act": "accept"}, follow=True).content.decode()
    told = Fact.objects.filter(place="t1", element="live_births", origin="submission").order_by("id")
    assert [(one.value, one.status) for one in told] == [(512.0, "provisional"), (508.0, "provisional"), (508.0, "observed")]
    assert [one.supersedes for one in told][1:] == [told[0].pk, told[1].pk]
    # A correction afterwards: the office alone opens it again, and the reason stays.
    assert "现在不能这样办理" in statistics.post(address(of, "act"), {"act": "return", "words": "x"}, follow=True).content.decode()
    office.post(address(of, "act"), {"act": "return", "words": "公布后发现重复登记2例"})
    save(town, of, written(births, "506"))
    town.post(address(of, "act"), {"act": "submit"})
    office.post(address(of, "act"), {"act": "accept"})
    assert Fact.objects.filter(place="t1", element="live_births", origin="submission").order_by("-id")[0].value == 506.0
    acts = [entry.action for entry in AuditEntry.objects.filter(action__startswith="form.").order_by("id")]
    assert acts == [f"form.{act}" for act in ("submit", "return", "submit", "check", "accept", "return", "submit", "accept")]
    page = office.get(address(of)).content.decode()
    assert "公布后发现重复登记2例" in page
    assert "●</i>通过" in page


def test_what_is_wrong_stands_at_its_cell_and_nothing_is_submitted(opened: Round, as_person: AsPerson) -> None:
    town, of = as_person("town"), form(opened, "health", "t1")
    filled(of, "town", infant_deaths=2, live_births=60)
    answer = town.post(address(of, "act"), {"act": "submit"})
    page = answer.content.decode()
    assert answer.status_code == 422
    assert "与往年相差较大：往年500、500、500" in page
    births = cell(of, "live_births").pk
    assert f'<a href="#r{births}">1 处要改正或说明</a>' in page
    assert f'<tr id="r{births}"' in page
    assert "新截止日" not in page  # of whoever may only submit no other day is asked
    assert "新截止日" in as_person("office").get(address(of)).content.decode()
    of.refresh_from_db()
    assert of.state == "filling"
    assert not Fact.objects.filter(origin="submission").exists()
    save(town, of, written(cell(of, "live_births"), "60", comment="区划调整，划出三个村"))
    assert "已办理" in town.post(address(of, "act"), {"act": "submit"}, follow=True).content.decode()


def test_another_stream_that_says_otherwise_asks_for_an_explanation(opened: Round, as_person: AsPerson) -> None:
    of = form(opened, "health", "t1")
    told = {
        "element": "live_births",
        "place": "t1",
        "period_from": date(2024, 10, 1),
        "period_to": date(2025, 10, 1),
        "basis": "statistical_year",
    }
    more = {
        "id": 1,
        "stream": "statistics",
        "value": 530.0,
        "origin": "import",
        "origin_id": "年鉴",
        "recorded_at": datetime(2026, 2, 1, tzinfo=UTC),
        "recorded_by": "x",
    }
    store_facts(table=build([told | more]), source="年鉴", by="office")
    filled(of, "town", live_births=500)
    assert "的数（530）不一致" in as_person("town").get(address(of)).content.decode()
    filled(of, "town", live_births=530)
    assert "不一致" not in as_person("town").get(address(of)).content.decode()


def test_an_empty_form_is_not_submitted(opened: Round) -> None:
    of = form(opened, "health", "t1")
    with pytest.raises(Refused) as told:
        act_on_form(form=of, act="submit", by="town", place=of.place)
    assert {one.rule for one in told.value.findings} == {"required"}


def test_a_cell_that_another_person_changed_is_kept_and_told(opened: Round, as_person: AsPerson) -> None:
    of = form(opened, "health", "t1")
    births = cell(of, "live_births")
    first, second = written(births, "500"), written(births, "505")
    assert "conflict" not in save(as_person("town"), of, first).json()["saved"][0]
    answer = save(as_person("health"), of, second).json()["saved"][0]
    assert answer["conflict"] == "town已改为“500”，您填的没有保存"
    deaths = cell(of, "infant_deaths")
    earlier = written(deaths, "1")
    save(as_person("town"), of, written(deaths, "未收集"))
    assert save(as_person("health"), of, earlier).json()["saved"][0]["conflict"] == "town已改为“未收集”，您填的没有保存"
    births.refresh_from_db()
    assert (births.value, births.changed_by, births.version) == (500.0, "town", 1)
    # The same once more (the answer was lost on the way) is no conflict and changes nothing.
    assert "conflict" not in save(as_person("town"), of, first).json()["saved"][0]
    births.refresh_from_db()
    assert births.version == 1


@pytest.mark.parametrize(
    ("value", "told"),
    [
        ("一百", "不是数"),
        ("1e999", "数太大"),
        ("=1+1", "公式"),
        ("12%", "单位应为"),
        ("<script>", "不是数"),
        ("1,00", "不是数"),
        ("nan", "不是有限的数"),
    ],
)
def test_what_is_no_number_is_told_and_the_rest_is_saved(opened: Round, as_person: AsPerson, value: str, told: str) -> None:
    of = form(opened, "health", "t1")
    answer = save(as_person("town"), of, written(cell(of, "live_births"), value), written(cell(of, "infant_deaths"), "1")).json()
    assert told in answer["wrong"][0]["what"]
    assert [one["value"] for one in answer["saved"]] == ["1"]
    assert cell(of, "live_births").value is None


@pytest.mark.parametrize("body", ["[]", "{", '{"cells": 3}', '{"cells": [{}]}', '{"cells": [{"cell": "x"}]}', '{"cells": [null]}'])
def test_what_is_no_form_at_all_is_refused(opened: Round, as_person: AsPerson, body: str) -> None:
    of = form(opened, "health", "t1")
    assert as_person("town").post(address(of, "save"), body, content_type="application/json").status_code == 400


def test_cells_of_other_forms_are_not_written(opened: Round, as_person: AsPerson) -> None:
    mine, other = form(opened, "health", "t1"), form(opened, "health", "t2")
    assert save(as_person("town"), mine, written(cell(other, "live_births"), "1")).json()["saved"] == []
    assert cell(other, "live_births").value is None
    assert save(as_person("town"), other, written(cell(other, "live_births"), "1")).status_code == 403


def test_without_a_script_the_whole_form_is_saved(opened: Round, as_person: AsPerson) -> None:
    of = form(opened, "health", "t1")
    births, deaths = cell(of, "live_births"), cell(of, "infant_deaths")
    sent = {f"v{births.pk}": "500", f"n{births.pk}": "0", f"v{deaths.pk}": "未收集", f"n{deaths.pk}": "0"}
    page = as_person("town").post(address(of, "save"), sent, follow=True).content.decode()
    assert "已保存" in page
    deaths.refresh_from_db()
    assert (deaths.value, deaths.status) == (None, "not_collected")


def test_who_sees_and_does_what(opened: Round, as_person: AsPerson, statistics: Client) -> None:
    of, other = form(opened, "health", "t1"), form(opened, "education", "t2")
    assert [as_person(name).get(address(of)).status_code for name in ("office", "health", "town", "education", "nobody")] == [
        200,
        200,
        200,
        403,
        403,
    ]
    assert statistics.get(address(of)).status_code == 200
    assert save(statistics, of, written(cell(of, "live_births"), "1")).status_code == 409
    assert as_person("town").get(address(other)).status_code == 403
    assert as_person("town").get(f"/rounds/{opened.pk}/forms/999999/").status_code == 404
    assert as_person("town").get("/rounds/999999/").status_code == 404
    grid = as_person("town").get(f"/rounds/{opened.pk}/").content.decode()
    assert "东塘镇" in grid
    assert "西岭乡" not in grid.split("<table")[1].split("</table>")[0]
    assert as_person("health").post(f"/rounds/{opened.pk}/close/").status_code == 403


def test_the_grid_says_who_owes_what_and_how_to_remind(opened: Round, as_person: AsPerson, monkeypatch: pytest.MonkeyPatch) -> None:
    page = as_person("office").get(f"/rounds/{opened.pk}/").content.decode()
    forms = opened.forms.count()
    assert f"{forms} 张报表，已报 0 张（0%）" in page
    assert "“2025年度监测”（2025年数据）还有2张报表没有报送" in page
    monkeypatch.setenv("QINGMIAO_TODAY", "2026-04-02")
    assert f"逾期未报 {forms} 张" in as_person("office").get(f"/rounds/{opened.pk}/?state=late").content.decode()
    assert "没有这样的报表" in as_person("office").get(f"/rounds/{opened.pk}/?state=accepted").content.decode()
    listed = as_person("office").get(f"/rounds/{opened.pk}/list.csv").content.decode("utf-8-sig")
    assert len(listed.strip().splitlines()) == forms + 1


def test_excused_extended_and_closed(opened: Round, as_person: AsPerson) -> None:
    office, of = as_person("office"), form(opened, "health", "t1")
    assert "没有说明" in office.post(address(of, "act"), {"act": "excuse"}, follow=True).content.decode()
    office.post(address(of, "act"), {"act": "excuse", "words": "该镇无助产机构"})
    assert "–</i>免报" in office.get(address(of)).content.decode()
    assert "没有新的截止日" in office.post(address(of, "act"), {"act": "extend", "words": "改由镇报"}, follow=True).content.decode()
    assert "日期写作" in office.post(address(of, "act"), {"act": "extend", "words": "x", "due": "明天"}, follow=True).content.decode()
    office.post(address(of, "act"), {"act": "extend", "words": "改由镇报", "due": "2026-06-01"})
    of.refresh_from_db()
    assert (of.state, of.due) == ("asked", date(2026, 6, 1))
    assert "不再接受填报" in office.post(f"/rounds/{opened.pk}/close/", follow=True).content.decode()
    assert save(as_person("town"), of, written(cell(of, "live_births"), "1")).status_code == 409


def test_practice_makes_no_facts() -> None:
    row = open_round(books=[shelf()["liuxi2021"]], year=2025, name="练习", due=DUE, practice=True, by="office")
    of = form(row, "health", "t1")
    filled(of, "town")
    act_on_form(form=of, act="submit", by="town", place=of.place)
    act_on_form(form=of, act="accept", by="office")
    assert not Fact.objects.filter(origin="submission").exists()


def test_my_forms_stand_first_by_the_day_due(opened: Round, as_person: AsPerson) -> None:
    page = as_person("town").get("/rounds/").content.decode()
    assert "待我填报" in page
    assert "开一个轮次" not in page
    assert "开一个轮次" in as_person("office").get("/rounds/").content.decode()
