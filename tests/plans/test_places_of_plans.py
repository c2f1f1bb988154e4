"""The places of a plan: its region by title, issuer and scope; places that are listed, counted, named, or none of these."""

from __future__ import annotations

from typing import Any

import pytest

from qingmiao.places import Gazetteer, Place, china
from qingmiao.plans import gazetteer, to_supply
from qingmiao.plans.draft import draft_packages
from qingmiao.plans.model import PlanPlace
from qingmiao.plans.named_places import UNNAMED, named_places
from qingmiao.plans.words_of_places import level_of_name
from qingmiao.reading.model import Coverage
from tests.plans.readings import head, level, reading


def places_of(text: str = "", **fields: Any) -> tuple[dict[str, PlanPlace], PlanPlace]:
    """The places by name, and the region."""
    found, region = named_places(head(text or "。", **fields), text, "p", china())
    assert len({place.id for place in found}) == len(found)
    known = {place.id for place in found} | {place.id for place in china()}
    assert all(place.parent is None or place.parent in known for place in found)
    return {place.name: place for place in found}, next(place for place in found if place.id == region)


@pytest.mark.parametrize(
    ("title", "name", "level", "parent"),
    [
        ("随县儿童发展规划（2021—2030年）", "随县", "county", "cn-4213"),
        ("湖北省随县儿童发展规划", "随县", "county", "cn-4213"),
        ("湖北随县妇女发展规划", "随县", "county", "cn-4213"),
        ("广西实施国家贫困地区儿童发展规划(2014—2020年)方案", "广西壮族自治区", "province", "cn"),
        ("内蒙古儿童发展规划", "内蒙古自治区", "province", "cn"),
        ("泰州市海陵区妇女发展规划", "海陵区", "county", "cn-3212"),
        ("天津市静海区妇女发展规划", "静海区", "county", "cn-12"),
        ("景德镇市昌江区儿童发展规划", "昌江区", "county", "p_a0"),
        ("穗安市国民营养计划（2018—2030年）实施方案", "穗安市", "prefecture", None),
        ("渠县儿童发展规划", "渠县", "county", None),
        ("附件2溪桥县“十四五”妇女儿童发展主要指标和重点任务分工表", "溪桥县", "county", None),
        ("关于印发青云市青禾县妇女规划的通知", "青禾县", "county", "p_a0"),
        ("青云市柳河市儿童发展规划", "柳河市", "county", "p_a0"),
        ("青禾县青云市儿童发展规划", "青禾县", "county", None),
        ("海南州儿童发展规划", "海南州", "prefecture", None),
        ("中国儿童发展纲要（2021—2030年）", "全国", "nation", None),
        ("国家贫困地区儿童发展规划（2014—2020年）", "全国", "nation", None),
        ("国务院关于加强农村留守儿童工作的意见", "全国", "nation", None),
    ],
)
def test_the_region_by_the_title(title: str, name: str, level: str, parent: str | None) -> None:
    _, region = places_of(title=title, coverage=Coverage(), issuer=None)
    assert (region.name, region.level, region.parent) == (name, level, parent)


def test_a_known_region_keeps_its_id_and_code() -> None:
    _, region = places_of(title="随县儿童发展规划")
    assert (region.id, region.code) == ("cn-421321", "421321")


def test_the_title_counts_before_the_issuer_and_the_issuer_before_the_scope() -> None:
    far = Coverage(text="湖北省")
    assert places_of(title="青禾县儿童发展规划", issuer="国务院办公厅", coverage=far)[1].name == "青禾县"
    assert places_of(title="关于贯彻落实市政府促进儿童事业的方案", issuer="重庆市万州区人民政府办公室", coverage=far)[1].id == "cn-500101"
    assert places_of(title=None, issuer=None, coverage=far)[1].name == "湖北省"


@pytest.mark.parametrize("title", ["贫困地区儿童发展规划", "城市儿童友好方案", "市辖区儿童规划", "关于加强农村留守儿童工作的意见", None])
@pytest.mark.parametrize("issuer", ["自治区人民政府办公厅", "县人民政府", "市政府", None])
def test_kinds_of_places_are_nobodys_name(title: str | None, issuer: str | None) -> None:
    _, region = places_of(title=title, issuer=issuer, coverage=Coverage(text="全县各乡镇"))
    assert (region.name, region.level, region.parent) == (UNNAMED, "county", None)


@pytest.mark.parametrize(
    ("scope", "text", "level"),
    [
        ("全区各级各类学校", "自治区各部门", "province"),
        ("全区各级各类学校", "区级各部门", "county"),
        (None, "全市要重视，全市要行动，县里也要", "prefecture"),
        (None, "我省要重视", "province"),
        (None, "全旗儿童", "county"),
        (None, "本镇儿童", "township"),
        (None, "不低于平均水平", "county"),
    ],
)
def test_a_region_without_a_name_has_the_level_that_is_said(scope: str | None, text: str, level: str) -> None:
    assert places_of(text, title=None, issuer=None, coverage=Coverage(text=scope))[1].level == level


@pytest.mark.parametrize(
    ("region", "scope", "expected"),
    [
        ("青云省", "14个市（州）、90个县（市、区）", {"prefecture": 14, "county": 90}),
        ("青云省", "13个省辖市和2个县级市", {"prefecture": 13, "county": 2}),
        ("青云自治区", "33个县(市)(其中国家级贫困县26个)以及6个国家级贫困县和3个自治区级贫困县", {"county": 42}),
        ("青云市", "12个县市区", {"county": 12}),
        ("青禾县", "全县2个街道、7个镇、3个乡，共150个村（社区）", {"township": 12, "village": 150}),
        ("青禾县", "十二个乡镇、6个城市社区", {"township": 12, "village": 6}),
        ("青禾县", "12个乡镇卫生院、3个县级部门、2个市直单位", {}),
        ("青禾县", "3个开发区", {"township": 3}),
        ("青禾县", "9个县", {}),
        ("青禾县", None, {}),
    ],
)
def test_places_that_are_only_counted(region: str, scope: str | None, expected: dict[str, int]) -> None:
    found, _ = named_places(head("。", title=f"{region}儿童发展规划", coverage=Coverage(text=scope)), "。", "p", china())
    stand_ins = [place for place in found if place.supply is not None]
    assert {place.level: place.supply for place in stand_ins} == expected
    assert {place.name for place in stand_ins} <= {"待补名单"}
    assert {place.parent for place in stand_ins} <= {"p_r"}


def test_places_that_the_preface_counts() -> None:
    found, _ = places_of("我区山多地少，辖五县、一百零三个乡镇。", title="云渡地区九十年代儿童发展规划", coverage=Coverage(text="云渡地区"))
    assert [place.supply for place in found.values() if place.supply is not None] == [103]
    every, _ = named_places(head("。", title="云渡地区儿童发展规划", coverage=Coverage()), "辖五县、一百零三个乡镇。", "p", china())
    assert {place.level: place.supply for place in every if place.supply is not None} == {"county": 5, "township": 103}


def test_kinds_in_general_are_to_be_supplied_without_a_number() -> None:
    found, _ = places_of(title="随县妇女发展规划", coverage=Coverage(text="随县", units=("镇", "场", "景区", "开发区", "县")))
    assert [(place.level, place.supply) for place in found.values() if place.supply is not None] == [("township", 0)]


def test_places_that_the_scope_names() -> None:
    scope = Coverage(text="覆盖云山县、青川县和柳河市，3个县（市）", units=("东塘镇",))
    found, region = places_of(title="青云市儿童发展规划", coverage=scope)
    assert {(place.name, place.level) for place in found.values()} == {
        ("青云市", "prefecture"),
        ("云山县", "county"),
        ("青川县", "county"),
        ("柳河市", "county"),
        ("东塘镇", "township"),
    }
    assert all(place.parent == region.id for place in found.values() if place is not region)


def test_some_named_and_the_rest_counted() -> None:
    found, _ = places_of(title="青云市儿童发展规划", coverage=Coverage(text="云山县、青川县等5个县"))
    assert [(place.level, place.supply) for place in found.values() if place.supply is not None] == [("county", 3)]


def test_known_places_below_the_region_with_those_between() -> None:
    text = "在墨玉县、和田县开展试点；温和县域、新和县不是和县。"
    found, _ = places_of(text, title="新疆维吾尔自治区儿童发展规划")
    assert {"墨玉县", "和田县", "新和县"} <= set(found)
    assert found["墨玉县"].parent == "cn-6532"
    assert "和县" not in found


def test_a_short_name_must_begin_a_word() -> None:
    assert "随县" not in places_of("青随县域经济", title="湖北省儿童发展规划")[0]
    assert "随县" in places_of("各市和随县要带头", title="湖北省儿童发展规划")[0]


LISTED = """一、城区
禾源街道（3个）：谷仓巷社区、南塔社区、学宫社区。
2.城关镇：甲村、乙村
其他：甲、乙、丙
北山乡：北坡村
"""


def test_townships_with_their_villages() -> None:
    found, region = places_of(LISTED, title="青禾县儿童发展规划")
    assert found["禾源街道"].parent == found["城关镇"].parent == region.id
    assert found["谷仓巷社区"].parent == found["禾源街道"].id
    assert {place.level for place in found.values()} == {"county", "township", "village"}
    assert "北山乡" not in found, "one name after a colon is no list"
    assert len(found) == 8


def test_two_townships_of_one_name_under_two_counties() -> None:
    text = "附表\n云山县\n城关镇：东村、西村\n青川县：\n城关镇：南村、北村\n"
    found, region = named_places(head(text, title="青云市儿童发展规划", coverage=Coverage()), text, "p", china())
    names = {place.id: place.name for place in found}
    towns = [place for place in found if place.name == "城关镇"]
    assert [names[place.parent or ""] for place in towns] == ["云山县", "青川县"]
    assert [names[place.parent or ""] for place in found if place.level == "village"] == ["城关镇"] * 4
    assert len({place.id for place in found}) == len(found) == 9
    assert next(place for place in found if place.name == "云山县").parent == region


def test_a_county_before_its_township_in_one_word() -> None:
    text = "云山县城关镇：东村、西村\n青川县城关镇：南村、北村\n云山县城关镇：东村、中村\n"
    found, _ = named_places(head(text, title="青云市儿童发展规划", coverage=Coverage()), text, "p", china())
    names = {place.id: place.name for place in found}
    assert [(place.name, names[place.parent or ""]) for place in found if place.level == "township"] == [
        ("城关镇", "云山县"),
        ("城关镇", "青川县"),
    ]
    assert [place.name for place in found if place.level == "village"] == ["东村", "西村", "南村", "北村", "中村"]


def test_a_township_that_is_both_named_and_listed_stands_once() -> None:
    text = "东塘镇：塘口村、塘尾村\n"
    found, _ = named_places(head(text, coverage=Coverage(text="东塘镇、西坡乡")), text, "p", china())
    assert sorted(place.name for place in found) == sorted(["云溪县", "东塘镇", "西坡乡", "塘口村", "塘尾村"])
    town = next(place for place in found if place.name == "东塘镇")
    assert {place.parent for place in found if place.level == "village"} == {town.id}


def test_a_nation_without_a_gazetteer_is_not_invented() -> None:
    found, region = named_places(head("。", title="中国儿童发展纲要", coverage=Coverage()), "。", "p", Gazetteer(()))
    assert [place.name for place in found if place.id == region] == [UNNAMED]


@pytest.mark.parametrize(
    ("name", "level"),
    [
        ("东升社区", "village"),
        ("柳河县级市", "county"),
        ("市辖区", "county"),
        ("恩施州", "prefecture"),
        ("前郭尔罗斯自治县", "county"),
        ("红星农场", "township"),
        ("某某嘎查", "village"),
        ("某校", None),
    ],
)
def test_levels_by_endings(name: str, level: str | None) -> None:
    assert level_of_name(name) == level


def test_the_gazetteer_of_a_package_leaves_stand_ins_out() -> None:
    head_ = head(title="青云市儿童发展规划", coverage=Coverage(text="云山县等5个县"))
    package = draft_packages(reading(level(), heads=(head_,)), "", stem="q")[0]
    known = gazetteer(package)
    assert known[package.plan.region] == Place(id="q_r", name="青云市", level="prefecture")
    assert [place.name for place in known.children("q_r")] == ["云山县"]
    assert [(place.level, place.supply) for place in to_supply(package)] == [("county", 4)]
