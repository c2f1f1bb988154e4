"""The shipped gazetteer and how texts are resolved to its places."""

from __future__ import annotations

import csv
import re
from pathlib import Path

import pytest

from qingmiao import datafile, places
from qingmiao.errors import UserError
from qingmiao.places import LEVELS, Ambiguous, Gazetteer, Place, Resolver, china, read_places, resolve, short_name

FILE = Path(places.__file__).parent / "data" / "china.yaml"


@pytest.fixture(scope="module")
def gazetteer() -> Gazetteer:
    return china()


@pytest.fixture(scope="module")
def resolver(gazetteer: Gazetteer) -> Resolver:
    return Resolver(gazetteer)


def test_it_is_read_plainly() -> None:
    text = FILE.read_text(encoding="utf-8")
    assert datafile.plain_records(text, FILE) == datafile.full_records(text, FILE)


def test_the_nation_and_its_provinces(gazetteer: Gazetteer) -> None:
    assert [place.id for place in gazetteer if place.level == "nation"] == ["cn"]
    provinces = gazetteer.children("cn")
    assert len(provinces) == 31
    assert all(place.level == "province" and place.name_en for place in provinces)


def test_ids_are_codes_without_their_trailing_zeros(gazetteer: Gazetteer) -> None:
    for place in gazetteer:
        if place.code is not None:
            assert re.fullmatch(r"\d{6}", place.code)
            assert place.id == "cn-" + re.sub(r"(?:00)+$", "", place.code)


def test_parents_are_those_that_the_codes_say(gazetteer: Gazetteer) -> None:
    municipalities = {"cn-11", "cn-12", "cn-31", "cn-50"}
    for place in gazetteer:
        if place.parent not in (None, "cn"):
            assert place.id.startswith(place.parent)
            assert place.level == "prefecture" or len(place.parent) == 7 or place.parent in municipalities
            assert LEVELS.index(gazetteer[place.parent].level) < LEVELS.index(place.level)


def test_the_counties_of_poverty_regions_of_xinjiang(gazetteer: Gazetteer) -> None:
    assert len(gazetteer.at_level("cn-65", "prefecture")) == 14
    assert len(gazetteer.at_level("cn-65", "county")) == 42
    assert {parent: len(gazetteer.children(parent)) for parent in ("cn-6529", "cn-6530", "cn-6531", "cn-6532")} == {
        "cn-6529": 9,
        "cn-6530": 4,
        "cn-6531": 12,
        "cn-6532": 8,
    }


@pytest.mark.parametrize(
    ("text", "place"),
    [
        ("cn", "cn"),
        ("全国", "cn"),
        ("中国", "cn"),
        ("cn-65", "cn-65"),
        ("650000", "cn-65"),
        ("65", "cn-65"),
        ("4213", "cn-4213"),
        ("421321", "cn-421321"),
        ("新疆维吾尔自治区", "cn-65"),
        ("新疆", "cn-65"),
        ("广西", "cn-45"),
        ("内蒙古", "cn-15"),
        ("西藏", "cn-54"),
        ("北京", "cn-11"),
        ("北京市", "cn-11"),
        ("甘肃省", "cn-62"),
        ("天津市静海县", "cn-120118"),
        ("天津市静海区", "cn-120118"),
        ("静海", "cn-120118"),
        ("120223", "cn-120118"),
        ("随县", "cn-421321"),
        ("湖北省随州市随县", "cn-421321"),
        ("湖北随县", "cn-421321"),
        ("湖北省 随县", "cn-421321"),
        ("重庆市万州区", "cn-500101"),
        ("万州", "cn-500101"),
        ("泰州市", "cn-3212"),
        ("江苏省泰州市", "cn-3212"),
        ("喀什市", "cn-653101"),
        ("新疆维吾尔自治区喀什地区喀什市", "cn-653101"),
        ("克孜勒苏柯尔克孜自治州", "cn-6530"),
        ("克州", "cn-6530"),
        ("塔什库尔干塔吉克自治县", "cn-653131"),
        ("哈密市", "cn-6505"),
        ("哈密地区", "cn-6505"),
        ("哈密市伊吾县", "cn-650522"),
        ("库车县", "cn-652923"),
        ("库车市", "cn-652923"),
    ],
)
def test_resolved(resolver: Resolver, text: str, place: str) -> None:
    found = resolver.resolve(text)
    assert isinstance(found, Place)
    assert found.id == place


@pytest.mark.parametrize("text", ["", "全国农村", "全国城市", "火星", "999999", "湖南省随县", "随", "cn-99", "州", "北京市随县", "1"])
def test_not_resolved(resolver: Resolver, text: str) -> None:
    assert resolver.resolve(text) is None


@pytest.mark.parametrize(("text", "names"), [("喀什", {"喀什地区", "喀什市"}), ("和田", {"和田地区", "和田市", "和田县"})])
def test_ambiguous(resolver: Resolver, text: str, names: set[str]) -> None:
    found = resolver.resolve(text)
    assert isinstance(found, Ambiguous)
    assert {place.name for place in found.places} == names


def test_places_of_a_plan_are_resolved_too(gazetteer: Gazetteer) -> None:
    more = gazetteer.joined(
        [
            Place("q", "青禾县", "county", "cn-42"),
            Place("q1", "柳林镇", "township", "q"),
            Place("q2", "河口镇", "township", "q"),
            Place("q11", "新华村", "village", "q1"),
            Place("q21", "新华村", "village", "q2"),
        ]
    )
    assert resolve(more, "青禾县柳林镇新华村") == more["q11"]
    assert resolve(more, "河口镇新华村") == more["q21"]
    assert resolve(more, "青禾新华村") == Ambiguous("青禾新华村", (more["q11"], more["q21"]))
    assert resolve(more, "新华村") == Ambiguous("新华村", (more["q11"], more["q21"]))
    assert resolve(more, "柳林") == more["q1"]


@pytest.mark.parametrize(
    ("name", "short"),
    [
        ("广西壮族自治区", "广西"),
        ("宁夏回族自治区", "宁夏"),
        ("新疆维吾尔自治区", "新疆"),
        ("湖北省", "湖北"),
        ("喀什地区", "喀什"),
        ("随县", None),
        ("全国", None),
        ("静海区", "静海"),
        ("西藏自治区", "西藏"),
        ("内蒙古自治区", None),
        ("伊犁哈萨克自治州", "伊犁"),
        ("湘西土家族苗族自治州", "湘西"),
        ("克孜勒苏柯尔克孜自治州", "克孜勒苏"),
        ("柳林镇", "柳林"),
    ],
)
def test_short_names(name: str, short: str | None) -> None:
    assert short_name(name) == short


def test_joining_takes_an_equal_place_once_and_refuses_another_of_its_id(gazetteer: Gazetteer) -> None:
    assert len(gazetteer.joined([gazetteer["cn-45"]])) == len(gazetteer)
    with pytest.raises(ValueError, match="twice"):
        gazetteer.joined([Place("cn-45", "别处", "province", "cn")])
    with pytest.raises(ValueError, match="unknown parent"):
        gazetteer.joined([Place("x", "某村", "village", "nowhere")])


def test_the_tree_is_walked_both_ways(gazetteer: Gazetteer) -> None:
    assert [place.id for place in gazetteer.above("cn-421321")] == ["cn-4213", "cn-42", "cn"]
    below = [place.id for place in gazetteer.below("cn-4213")]
    assert below == ["cn-4213", "cn-421321"]
    assert gazetteer.named("随县") == (gazetteer["cn-421321"],)
    assert "cn-421321" in gazetteer
    assert "x" not in gazetteer


TREE = "- id: a\n  name: 甲省\n  level: province\n- id: b\n  name: 乙县\n  level: county\n  parent: a\n"


@pytest.mark.parametrize(
    ("text", "line", "what"),
    [
        (TREE.replace("parent: a", "parent: z"), 7, "“z”"),
        (TREE.replace("level: county", "level: province"), 7, "higher"),
        (TREE.replace("id: b", "id: a"), 4, "used already"),
        (TREE.replace("level: county", "level: town"), 6, "township"),
        (TREE + "  code: 421321\n", 8, "quote"),
        (TREE + '  code: "421321"\n- id: c\n  name: 丙县\n  level: county\n  code: "421321"\n', 12, "421321"),
        (TREE + "  short: 乙\n", 8, "short"),
    ],
)
def test_a_broken_file_is_told_file_line_and_cure(tmp_path: Path, text: str, line: int, what: str) -> None:
    file = tmp_path / "places.yaml"
    file.write_text(text, encoding="utf-8")
    with pytest.raises(UserError) as told:
        read_places(file)
    assert f"places.yaml, line {line}" in told.value.where
    assert what in told.value.what + told.value.cure


def test_a_whole_file_is_read(tmp_path: Path) -> None:
    file = tmp_path / "places.yaml"
    file.write_text(TREE + '  code: "420001"\n  valid_from: 1990\n  aliases: [丙]\n', encoding="utf-8")
    listed = read_places(file)
    assert listed.gazetteer["b"] == Place("b", "乙县", "county", "a", "420001", valid_from=1990)
    assert listed.words == {"b": ("丙",)}


@pytest.mark.shared
def test_regions_of_the_published_series_are_known(resolver: Resolver, shared: Path) -> None:
    with (shared / "data" / "published_series.csv").open(encoding="utf-8") as file:
        regions = {row["region"] for row in csv.DictReader(file)} - {"全国农村", "全国城市"}
    assert {region for region in regions if not isinstance(resolver.resolve(region), Place)} == set()


@pytest.mark.shared
def test_the_counties_that_the_plan_of_xinjiang_names_are_known(gazetteer: Gazetteer, shared: Path) -> None:
    text = re.sub(r"\s", "", (shared / "plans" / "xinjiang2016.txt").read_text(encoding="utf-8"))
    scope = text[text.index("33个县（市）为") : text.index("哈密市伊吾县") + 6]
    assert all(place.name in scope for place in gazetteer.at_level("cn-65", "county"))
