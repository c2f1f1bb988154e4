"""口径 pages: the list is counted, narrowed, sorted and downloaded; each indicator says how, from what, by whom, and where sources differ."""

from __future__ import annotations

import csv
import io
import re
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import openpyxl
import pytest
from django.test import Client

from qingmiao import catalogue, plans
from qingmiao.catalogue import Amendment
from qingmiao.catalogue.files import SHIPPED
from qingmiao.charts.words import WORDS
from tests.web.liuxi import package

P = "/plans/liuxi2021"
RAW = [line.strip() for file in (SHIPPED / "indicators").glob("*.yaml") for line in file.read_text(encoding="utf-8").split("\n")]
"""The lines of the indicators' files: what the list is counted against."""


@pytest.fixture
def office(as_person: Callable[[str], Client]) -> Client:
    return as_person("office")


def _html(client: Client, address: str) -> str:
    response = client.get(address)
    assert response.status_code == 200
    return str(response.content.decode())


def _plain(html: str) -> str:
    return re.sub(r"\s+", " ", re.sub(r"<[^>]+>", " ", html))


def _codes(html: str) -> list[str]:
    return re.findall(r'<th scope="row"><a href="/catalogue/(\w+)/">', html)


def _listed(client: Client, query: str) -> list[dict[str, str]]:
    text = client.get(f"/catalogue/list.csv?{query}").content.decode("utf-8-sig")
    return list(csv.DictReader(io.StringIO(text)))


# ------------------------------------------------------------------------------------------------ the list


def test_sourced_and_drafted_are_counted_apart(office: Client) -> None:
    total, sourced, drafted = (sum(line.startswith(word) for line in RAW) for word in ("- code:", "status: sourced", "status: drafted"))
    part = RAW.count("seen: part")
    assert sourced + drafted == total
    assert f"{total} 个指标：口径有出处的 {sourced} 个（其中 {part} 个所见不全），草拟待核的 {drafted} 个" in _plain(
        _html(office, "/catalogue/")
    )


def test_every_indicator_stands_on_some_page_of_the_list(office: Client) -> None:
    first = _html(office, "/catalogue/")
    pages = sorted(set(re.findall(r"page=(\d+)", first)), key=int)
    found = [code for page in pages for code in _codes(_html(office, f"/catalogue/?page={page}"))]
    assert len(found) == len(set(found))
    assert set(found) == set(catalogue.load().indicators)
    assert _codes(_html(office, "/catalogue/?page=99")) == _codes(_html(office, f"/catalogue/?page={pages[-1]}"))
    assert _codes(_html(office, "/catalogue/?page=x")) == _codes(first)


@pytest.mark.parametrize(
    ("query", "inside", "outside"),
    [
        ("q=婴儿死亡", "infant_mortality_rate", "maternal_mortality_ratio"),
        ("q=maternal+mortality", "maternal_mortality_ratio", "infant_mortality_rate"),
        ("q=建卡率", "maternal_card_rate", "infant_mortality_rate"),
        ("area=law&status=sourced", "juvenile_offender_share", "juvenile_offender_count"),
        ("department=court&unit=%25", "juvenile_offender_share", "juvenile_offender_count"),
        ("used=1", "preschool_gross_enrolment", "maternal_mortality_ratio"),
    ],
)
def test_the_list_is_narrowed_on_the_page_and_in_the_file_alike(office: Client, query: str, inside: str, outside: str) -> None:
    html = _html(office, f"/catalogue/?{query}")
    assert inside in _codes(html)
    assert outside not in _codes(html)
    assert [row["代码"] for row in _listed(office, query)] == _codes(html)


def test_nothing_found_says_what_to_do(office: Client) -> None:
    html = _html(office, "/catalogue/?q=没有这样的指标")
    assert _codes(html) == []
    assert "清除筛选" in html


def test_the_list_is_sorted(office: Client) -> None:
    assert _codes(_html(office, "/catalogue/?used=1&sort=plans"))[0] in {"infant_mortality_rate", "preschool_gross_enrolment"}
    departments = [row["来源部门"] for row in _listed(office, "area=law&sort=department")]
    assert departments == sorted(departments)
    assert len(_listed(office, "sort=nonsense")) == len(catalogue.load().indicators)


def test_the_files_hold_what_the_catalogue_says(office: Client) -> None:
    rows = {row["代码"]: row for row in _listed(office, "")}
    assert len(rows) == len(catalogue.load().indicators)
    maternal = rows["maternal_mortality_ratio"]
    assert (maternal["单位"], maternal["好的方向"], maternal["国际对应"], maternal["另有口径"]) == ("/10万", "越低越好", "SDG 3.1.1", "3")
    assert maternal["公式"] == "孕产妇死亡数 ÷ 活产数 × 100000"
    sheet = openpyxl.load_workbook(io.BytesIO(office.get("/catalogue/list.xlsx").content)).active
    assert sheet is not None
    assert sheet.max_row == len(rows) + 1


# ------------------------------------------------------------------------------------------------ one indicator


@pytest.mark.parametrize("code", list(catalogue.load().indicators)[::9])
@pytest.mark.parametrize("language", ["zh-hans", "en"])
def test_each_has_a_page(office: Client, code: str, language: str) -> None:
    office.cookies["language"] = language
    one = catalogue.load().indicators[code]
    plain = _plain(_html(office, f"/catalogue/{code}/"))
    assert one.name in plain
    assert (one.definition or "") in plain
    assert ("草拟待核" if language == "zh-hans" else "Drafted, to be checked") in plain or one.status == "sourced"
    assert all(catalogue.load().elements[element].name in plain for element in one.elements)
    assert "None" not in plain


def test_how_from_what_by_whom_and_how_it_adds_up(office: Client) -> None:
    plain = _plain(_html(office, "/catalogue/infant_mortality_rate/"))
    for words in (
        "婴儿死亡数 ÷ 活产数 × 1000",
        "卫生健康委员会",
        "统计年度（上年10月至当年9月）",
        "全部活产",
        "性别、城乡",
        "各地的分子、分母分别相加后再算",
        "各期的数先相加，再算",
        "0～1000‰",
        "MDG 4.2 婴儿死亡率",
        "还没有人核对",
        "满28周及以上",
        "柳溪县儿童规划",
    ):
        assert words in plain, words
    assert "草拟待核" not in plain
    assert "各处口径不同" not in plain


def test_rivals_stand_side_by_side_with_their_sources(office: Client) -> None:
    html = _html(office, "/catalogue/maternal_mortality_ratio/")
    assert html.count('<article class="card') == 4
    plain = _plain(html)
    for formula in (
        "孕产妇死亡数 ÷ 活产数 × 100000",
        "孕产妇死亡数（不含意外事故） ÷ 活产数 × 100000",
        "孕产妇死亡数 ÷ 孕产妇总数 × 100000",
        "孕产妇死亡数 ÷ 产妇数 × 100000",
    ):
        assert formula in plain
    assert "《附 妇女保健统计指标》" in plain
    assert "算式未见" in _plain(_html(office, "/catalogue/birth_defect_rate/"))


def test_a_source_that_was_seen_in_part_says_so(office: Client) -> None:
    assert "所见不全" in _plain(_html(office, "/catalogue/compulsory_retention_rate/"))
    assert "所见不全" not in _plain(_html(office, "/catalogue/infant_mortality_rate/"))
    assert {row["有无出处"] for row in _listed(office, "status=sourced")} == {"有出处", "有出处，所见不全"}


def test_what_changed_and_whether_the_years_can_be_compared(office: Client) -> None:
    plain = _plain(_html(office, "/catalogue/left_behind_count/"))
    assert "2016 由“父母一方外出" in plain
    assert "不可比，没有换算" in plain
    assert "2016 年起" in plain
    assert "没有见过口径变动的记录" in _plain(_html(office, "/catalogue/breast_early_rate/"))


def test_a_drafted_definition_names_whom_to_ask(office: Client) -> None:
    plain = _plain(_html(office, "/catalogue/juvenile_offender_count/"))
    assert "草拟待核" in plain
    assert "核对" in plain
    assert "人民法院" in plain


# ------------------------------------------------------------------------------------------------ as a plan goes by it


def test_a_plans_own_indicator_has_a_page(office: Client) -> None:
    own = next(row for row in package().indicators if not row.catalogue)
    html = _html(office, f"{P}/definitions/{own.code}/")
    assert "规划自设" in html
    assert own.name in html


def test_a_plan_that_chose_another_definition_says_so(office: Client, site: object, monkeypatch: pytest.MonkeyPatch) -> None:
    from qingmiao.web.planning.shelf import Book, Shelf

    rows = [
        row.model_copy(update={"chosen_definition": "registered_children"}) if row.code == "preschool_gross_enrolment" else row
        for row in package().indicators
    ]
    book = Book(package().model_copy(update={"indicators": tuple(rows)}), Path("x"), "x")
    for module in ("pages.definition", "planning.queries", "access"):
        monkeypatch.setattr(f"qingmiao.web.{module}.shelf", lambda: Shelf({book.id: book}))
    html = _html(office, f"{P}/definitions/preschool_gross_enrolment/")
    assert "本规划没有采用目录的口径" in html
    assert "在园幼儿数 ÷ 户籍3—5岁儿童数 × 100" in html.split("<section>")[0]
    taken = html.split('<article class="card taken">')[1].split("</article>")[0]
    assert "registered_children" in taken
    assert "柳溪县儿童规划" in taken
    assert plans.catalogue_of(book.package).indicators["preschool_gross_enrolment"].population == "registered"


def test_commitment_figure_and_search_lead_to_the_definition(office: Client) -> None:
    link = f'href="{P}/definitions/infant_mortality_rate/"'
    assert link in _html(office, f"{P}/commitments/C001/")
    assert link in _html(office, f"{P}/figures/infant_mortality_rate/liuxi/2025/")
    assert 'href="/catalogue/infant_mortality_rate/"' in _html(office, "/search/?q=婴儿死亡率")
    assert 'href="/catalogue/"' in _html(office, f"{P}/")


def test_a_break_within_the_years_shown_is_drawn_and_one_before_them_is_not(office: Client, monkeypatch: pytest.MonkeyPatch) -> None:
    from qingmiao.web.planning.shelf import shelf

    book = shelf()["liuxi2021"]
    own = book.catalogue.indicators["infant_mortality_rate"]
    for year, drawn in ((2021, 1), (2005, 0)):
        broken = replace(own, history=(Amendment(year, "换了范围", breaks=True),))
        held = replace(book.catalogue, indicators={**book.catalogue.indicators, own.code: broken})
        with monkeypatch.context() as patch:
            patch.setitem(vars(book), "catalogue", held)
            assert _html(office, f"{P}/commitments/C001/").count(WORDS["zh"]["break"]) == drawn
