"""Reading a catalogue: what a broken file is told, and how a plan's own indicators are joined to it."""

from __future__ import annotations

from pathlib import Path

import pytest

from qingmiao import catalogue
from qingmiao.catalogue import Department, Element, Indicator, join, read_catalogue, with_chosen
from qingmiao.errors import UserError

DEPARTMENTS = """# 部门
- code: health
  name: 卫生健康委员会
  name_en: Health commission
  aliases: [卫生, 卫计委]
"""
ELEMENTS = """- code: deaths
  name: 死亡数
  unit: 人
  department: health
- code: births
  name: 活产数
  unit: 人
"""
INDICATORS = """- code: death_rate
  name: 婴儿死亡率
  unit: ‰
  direction: down
  formula: deaths / births * 1000
"""


INTERNATIONAL = """- scheme: SDG
  code: "3.2.1"
  name: 死亡率
  name_en: Mortality
"""
DEFINITIONS = """- indicator: death_rate
  key: other
  text: 另一种
  source: 某书
"""
CHANGES = """- indicator: death_rate
  year: 2016
  what: 换了范围
"""


def folder(tmp_path: Path, *, departments: str = DEPARTMENTS, elements: str = ELEMENTS, indicators: str = INDICATORS, **more: str) -> Path:
    (tmp_path / "indicators").mkdir()
    for name, text in more.items():
        (tmp_path / f"{name}.yaml").write_text(text, encoding="utf-8")
    (tmp_path / "departments.yaml").write_text(departments, encoding="utf-8")
    (tmp_path / "elements.yaml").write_text(elements, encoding="utf-8")
    (tmp_path / "indicators" / "health.yaml").write_text(indicators, encoding="utf-8")
    return tmp_path


def test_a_small_catalogue_is_read(tmp_path: Path) -> None:
    read = read_catalogue(folder(tmp_path))
    assert read.indicators["death_rate"].elements == ("deaths", "births")
    assert list(read.elements) == ["deaths", "births", "death_rate@"]
    assert read.departments["health"] == Department("health", "卫生健康委员会", "Health commission", ("卫生", "卫计委"))


SECOND = INDICATORS + "- code: second\n  name: 第二\n  unit: 人\n  formula: deaths\n"

BROKEN = [
    # what is broken, the three files, the file and line that must be named, words of the message and of its cure
    ("unknown key", {"indicators": INDICATORS + "  directions: up\n"}, "health.yaml", 6, "directions", "direction?"),
    ("missing key", {"indicators": "\n- code: a\n  name: 甲\n  unit: 人\n"}, "health.yaml", 2, "formula", "formula: "),
    ("code not a slug", {"indicators": INDICATORS.replace("death_rate", "Death-Rate")}, "health.yaml", 1, "Death-Rate", "small letters"),
    ("direction", {"indicators": INDICATORS.replace("down", "downn")}, "health.yaml", 4, "downn", "do you mean down?"),
    ("formula", {"indicators": INDICATORS.replace("births * 1000", "births ** 2")}, "health.yaml", 5, "character", "+ - * /"),
    ("unknown element", {"indicators": INDICATORS.replace("births", "birth")}, "health.yaml", 5, "“birth”", "elements.yaml"),
    ("another's measured element", {"indicators": INDICATORS.replace("births", "other@")}, "health.yaml", 5, "other@", "elements.yaml"),
    (
        "unknown department",
        {"elements": ELEMENTS.replace("department: health", "department: helth")},
        "elements.yaml",
        4,
        "helth",
        "departments",
    ),
    ("indicator's department", {"indicators": INDICATORS + "  department: x\n"}, "health.yaml", 6, "“x”", "departments.yaml"),
    ("code twice", {"indicators": SECOND.replace("code: second", "code: death_rate")}, "health.yaml", 6, "death_rate", "another"),
    ("element twice", {"elements": ELEMENTS.replace("code: births", "code: deaths")}, "elements.yaml", 5, "deaths", "another"),
    ("name twice", {"indicators": SECOND.replace("第二", "婴儿 死亡率")}, "health.yaml", 7, "婴儿死亡率", "another"),
    ("alias twice", {"indicators": SECOND + "  aliases: [婴儿的死亡率]\n"}, "health.yaml", 10, "婴儿死亡率", "join"),
    (
        "department twice",
        {"departments": DEPARTMENTS + "- code: b\n  name: 卫生局\n  name_en: b\n"},
        "departments.yaml",
        7,
        "卫生",
        "another",
    ),
    ("number for text", {"indicators": INDICATORS.replace("婴儿死亡率", "12")}, "health.yaml", 2, "12", "quote"),
    ("text for list", {"indicators": INDICATORS + "  aliases: 甲\n"}, "health.yaml", 6, "甲", "[a, b]"),
    ("text in a list", {"indicators": INDICATORS + "  aliases: [1]\n"}, "health.yaml", 6, "[1]", "text"),
    ("limits", {"indicators": INDICATORS + "  limits: [0]\n"}, "health.yaml", 6, "[0]", "[0, 100]"),
    ("limits of words", {"indicators": INDICATORS + "  limits: [a, b]\n"}, "health.yaml", 6, "a", "number"),
    ("sign unquoted", {"indicators": INDICATORS.replace("‰", "%")}, "health.yaml", 3, "YAML", "quotes"),
    ("indent", {"indicators": INDICATORS.replace("  unit", "   unit")}, "health.yaml", 3, "YAML", "indent"),
    ("key twice", {"indicators": INDICATORS + "  unit: 人\n"}, "health.yaml", 6, "YAML", "indents"),
    ("no list", {"indicators": "code: a\n"}, "health.yaml", 1, "list", "“- ”"),
    ("no mapping", {"indicators": INDICATORS + "- 甲\n"}, "health.yaml", 6, "key: value", "code: …"),
    ("empty text", {"elements": ELEMENTS.replace("死亡数", '""')}, "elements.yaml", 2, "name", "text"),
    ("basis", {"elements": ELEMENTS + "  basis: year\n"}, "elements.yaml", 8, "year", "calendar_year"),
    ("adds", {"elements": ELEMENTS + "  adds: max\n"}, "elements.yaml", 8, "max", "maximum"),
    ("frequency", {"indicators": INDICATORS + "  frequency: yearly\n"}, "health.yaml", 6, "yearly", "do you mean year?"),
    ("group unknown", {"indicators": INDICATORS + "  groups: [sex, gender]\n"}, "health.yaml", 6, "gender", "residence"),
    ("group twice", {"indicators": INDICATORS + "  groups: [sex, sex]\n"}, "health.yaml", 6, "groups", "once"),
    ("population", {"indicators": INDICATORS + "  population: 常住\n"}, "health.yaml", 6, "常住", "resident"),
    ("over time", {"indicators": INDICATORS + "  over_time: mean\n"}, "health.yaml", 6, "mean", "sum"),
    ("no such list", {"indicators": INDICATORS + "  international: [SDG 9.9.9]\n"}, "health.yaml", 6, "SDG 9.9.9", "international.yaml"),
    ("year", {"indicators": INDICATORS + "  valid_from: 20016\n"}, "health.yaml", 6, "20016", "2100"),
    ("listed twice", {"international": INTERNATIONAL + INTERNATIONAL}, "international.yaml", 6, "SDG 3.2.1", "another"),
    (
        "definition of what",
        {"definitions": DEFINITIONS.replace("death_rate", "birth_rate")},
        "definitions.yaml",
        1,
        "birth_rate",
        "indicators",
    ),
    ("definition twice", {"definitions": DEFINITIONS + DEFINITIONS}, "definitions.yaml", 6, "other", "another"),
    ("definition's source", {"definitions": DEFINITIONS.replace("source", "sources")}, "definitions.yaml", 4, "sources", "source?"),
    ("definition's formula", {"definitions": DEFINITIONS + "  formula: deaths / birth\n"}, "definitions.yaml", 5, "birth", "elements.yaml"),
    ("change of what", {"changes": CHANGES.replace("death_rate", "x")}, "changes.yaml", 1, "“x”", "indicators"),
    ("breaks", {"changes": CHANGES + '  breaks: "yes"\n'}, "changes.yaml", 4, "yes", "true or false"),
]


@pytest.mark.parametrize(("case", "files", "file", "line", "what", "cure"), BROKEN, ids=[row[0] for row in BROKEN])
def test_a_broken_file_is_told_file_line_and_cure(
    tmp_path: Path, case: str, files: dict[str, str], file: str, line: int, what: str, cure: str
) -> None:
    with pytest.raises(UserError) as told:
        read_catalogue(folder(tmp_path, **files))
    error = told.value
    assert f"{file}，第 {line} 行" in error.where
    assert f"line {line}" in error.where
    assert what in error.what + error.cure
    assert cure in error.what + error.cure
    assert " / " in error.what


def test_all_that_an_indicator_may_say(tmp_path: Path) -> None:
    more = "  frequency: quarter\n  groups: [sex]\n  population: births\n  over_time: sum\n  international: [SDG 3.2.1]\n"
    own = f"{INDICATORS}{more}  valid_from: 2006\n  defined_by: 某部\n"
    changes = CHANGES + "  breaks: true\n  factor: 1.1\n- indicator: death_rate\n  year: 2006\n  what: 换了年度\n"
    rival = DEFINITIONS + "  formula: deaths / deaths * 1000\n  population: resident\n"
    read = read_catalogue(folder(tmp_path, indicators=own, international=INTERNATIONAL, definitions=rival, changes=changes))
    rate = read.indicators["death_rate"]
    assert (rate.frequency, rate.groups, rate.population, rate.over_time) == ("quarter", ("sex",), "births", "sum")
    assert (rate.valid_from, rate.valid_to, rate.defined_by, rate.checked_by) == (2006, None, "某部", None)
    assert [(str(one), one.name) for one in rate.international] == [("SDG 3.2.1", "死亡率")]
    assert [(one.year, one.breaks, one.factor) for one in rate.history] == [(2006, False, None), (2016, True, 1.1)]
    assert [one.what for one in rate.breaks] == ["换了范围"]
    assert read.elements["death_rate@"].frequency == "quarter"
    other = rate.by("other")
    assert (other.formula, other.definition, other.source, other.status) == ("deaths / deaths * 1000", "另一种", "某书", "sourced")
    assert (other.population, other.international, other.name, other.unit) == ("resident", (), rate.name, rate.unit)


def test_a_rival_without_a_formula_is_taken_as_published(tmp_path: Path) -> None:
    read = read_catalogue(folder(tmp_path, definitions=DEFINITIONS))
    assert read.indicators["death_rate"].by("other").elements == ("death_rate@",)


def test_a_plan_chooses_among_definitions(tmp_path: Path) -> None:
    read = read_catalogue(folder(tmp_path, definitions=DEFINITIONS + "  formula: deaths\n"))
    assert with_chosen(read, {}) is read
    assert with_chosen(read, {"death_rate": "other"}).indicators["death_rate"].formula == "deaths"
    assert read.indicators["death_rate"].formula == "deaths / births * 1000"
    for wrong in ({"death_rate": "none"}, {"none": "other"}):
        with pytest.raises(UserError, match=r"definitions\.yaml"):
            with_chosen(read, wrong)


def test_a_missing_file_is_told(tmp_path: Path) -> None:
    with pytest.raises(UserError, match=r"departments\.yaml"):
        read_catalogue(tmp_path)


def test_another_encoding_is_told(tmp_path: Path) -> None:
    place = folder(tmp_path)
    (place / "elements.yaml").write_bytes(ELEMENTS.encode("gb18030"))
    with pytest.raises(UserError, match="UTF-8"):
        read_catalogue(place)


def test_any_layout_of_yaml_is_read(tmp_path: Path) -> None:
    flow = '[{code: death_rate, name: 婴儿死亡率, unit: "‰", direction: down, formula: deaths / births * 1000}]\n'
    (tmp_path / "a").mkdir()
    (tmp_path / "b").mkdir()
    assert read_catalogue(folder(tmp_path / "a", indicators=flow)) == read_catalogue(folder(tmp_path / "b"))


def test_an_empty_file_holds_nothing(tmp_path: Path) -> None:
    assert dict(read_catalogue(folder(tmp_path, indicators="# 空\n")).indicators) == {}
    assert dict(read_catalogue(folder_again(tmp_path, "")).indicators) == {}


def folder_again(place: Path, indicators: str) -> Path:
    (place / "indicators" / "health.yaml").write_text(indicators + "---\n", encoding="utf-8")
    return place


LOCAL = Indicator(code="p.c1", name="梦想书屋覆盖率", unit="%", formula="p.c1.n / p.c1.d * 100")
PARTS = [Element("p.c1.n", "有梦想书屋的乡镇数", "个"), Element("p.c1.d", "乡镇数（梦想书屋）", "个")]


def test_join_adds_local_indicators_their_elements_and_measured_ones() -> None:
    joined = join(catalogue.load(), [LOCAL], PARTS)
    assert joined.indicators["p.c1"] == LOCAL
    assert {"p.c1.n", "p.c1.d", "p.c1@"} <= set(joined.elements)
    assert joined.elements["p.c1@"].adds == "measured"
    match = joined.match("梦想书屋 覆盖率")
    assert match is not None
    assert match.indicator == LOCAL
    assert "p.c1" not in catalogue.load().indicators


def test_join_keeps_a_measured_element_that_is_given() -> None:
    own = Element("p.c2@", "睡眠时间（直接填报）", "小时/天", adds="measured")
    joined = join(catalogue.load(), [Indicator(code="p.c2", name="睡眠时间", unit="小时/天", formula="p.c2@")], [own])
    assert joined.elements["p.c2@"] == own


def test_join_may_be_done_again() -> None:
    once = join(catalogue.load(), [LOCAL], PARTS)
    assert join(once, [LOCAL], PARTS) == once


def test_a_name_of_the_nation_stays_the_nations() -> None:
    local = Indicator(code="p.c3", name="婴儿死亡率", unit="‰", formula="p.c3@")
    match = join(catalogue.load(), [local]).match("婴儿死亡率")
    assert match is not None
    assert match.indicator.code == "infant_mortality_rate"


def test_join_refuses_an_element_that_is_nowhere() -> None:
    with pytest.raises(UserError, match=r"p\.c1\.d"):
        join(catalogue.load(), [LOCAL], PARTS[:1])


def test_join_refuses_a_code_that_is_taken() -> None:
    taken = Indicator(code="infant_mortality_rate", name="别的", unit="%", formula="live_births")
    with pytest.raises(UserError, match="infant_mortality_rate"):
        join(catalogue.load(), [taken])
    with pytest.raises(UserError, match="live_births"):
        join(catalogue.load(), [], [Element("live_births", "别的", "个")])


DEPARTMENTS_NAMED = [
    ("自治区卫生计生委", "health"),
    ("市卫生健康委员会", "health"),
    ("国家卫生健康委", "health"),
    ("卫生局", "health"),
    ("教育厅", "education"),
    ("区教委", "education"),
    ("县教体局", "education"),
    ("自治区高级法院", "court"),
    ("市中级人民法院", "court"),
    ("团区委", "youth_league"),
    ("共青团县委", "youth_league"),
    ("自治区妇联", "womens_federation"),
    ("县人民政府妇女儿童工作委员会办公室", "wcwc_office"),
    ("各级统计部门", "statistics"),
    ("财政部门", "finance"),
    ("南宁市市场监督管理局", "market_regulation"),
    ("区食药监分局", "market_regulation"),
    ("扶贫办", "rural_revitalization"),
    ("工业和信息化委", "industry_it"),
    ("新闻出版广电局", "radio_tv"),
    ("县文旅局", "culture_tourism"),
    ("自治区党委宣传部", "publicity"),
    ("市委网信办", "cyberspace"),
    ("县 疾控中心", "disease_control"),
    ("地区行署民政局", "civil_affairs"),
    ("生态环境分局", "ecology"),
    ("区国土房管局", "natural_resources"),
    ("县关工委", "next_generation"),
]


@pytest.mark.parametrize(("text", "code"), DEPARTMENTS_NAMED)
def test_departments_by_their_names(text: str, code: str) -> None:
    department = catalogue.load().department_named(text)
    assert department is not None
    assert department.code == code


@pytest.mark.parametrize("text", ["", "县", "各镇乡街道", "区政府有关部门", "城关镇人民政府", "区委办公室", "县委", "市直各部门", "青石村"])
def test_what_is_no_department(text: str) -> None:
    assert catalogue.load().department_named(text) is None
