"""Which indicator words mean: pairs made by hand, and near misses that must stay apart."""

from __future__ import annotations

import csv
import json
from pathlib import Path

import pytest

from qingmiao import catalogue
from qingmiao.catalogue import Catalogue
from qingmiao.catalogue.matching import agree, core, fold

MEANT = [
    ("婴儿死亡率", "‰", "infant_mortality_rate"),
    ("婴儿死亡率（‰）", "‰", "infant_mortality_rate"),
    ("新生儿死亡率", "‰", "neonatal_mortality_rate"),
    ("五岁以下儿童死亡率", "‰", "under5_mortality_rate"),
    ("５岁以下儿童死亡率", "‰", "under5_mortality_rate"),
    ("孕产妇死亡率", "/10万", "maternal_mortality_ratio"),
    ("孕产妇死亡率", "1/10万", "maternal_mortality_ratio"),
    ("住院分娩率", "%", "hospital_delivery_rate"),
    ("孕产妇住院分娩率", "％", "hospital_delivery_rate"),
    ("0-6个月婴儿纯母乳喂养率", "%", "exclusive_breastfeeding_rate"),
    ("0～6个月婴儿纯母乳喂养率", "%", "exclusive_breastfeeding_rate"),
    ("6个月内婴儿纯母乳喂养率", "%", "exclusive_breastfeeding_rate"),
    ("5岁以下儿童贫血率", "%", "under5_anemia_rate"),
    ("学前教育毛入园率", "%", "preschool_gross_enrolment"),
    ("学前三年毛入园率", "%", "preschool_gross_enrolment"),
    ("普惠性幼儿园覆盖率", "%", "inclusive_kindergarten_coverage"),
    ("公办幼儿园和普惠性民办幼儿园覆盖率", "%", "inclusive_kindergarten_coverage"),
    ("义务教育巩固率", "%", "compulsory_retention_rate"),
    ("高中阶段教育毛入学率", "%", "senior_gross_enrolment"),
    ("0—6岁儿童眼保健和视力检查年覆盖率", "%", "eye_care_coverage"),
    ("每千名儿童拥有儿科执业(助理)医生数", "名/千名儿童", "pediatricians_per_1000"),
    ("每千名儿童拥有儿科执业（助理）医生数", "名", "pediatricians_per_1000"),
    ("每千人口拥有3岁以下婴幼儿托位数", "个/千人口", "childcare_places_per_1000"),
    ("农村自来水普及率", "%", "rural_tap_water_rate"),
    ("空气质量优良天数比例", "%", "good_air_rate"),
    ("未成年人犯罪人数占同期犯罪人数的比重", "%", "juvenile_offender_share"),
    ("村委会成员中的女性比例", "%", "women_village_committee_share"),
    ("社区居委会主任中女性比例", "%", "women_community_director_share"),
    ("女性人均预期寿命", "岁", "female_life_expectancy"),
    ("适龄妇女宫颈癌人群筛查率", "%", "cervical_screening_rate"),
    ("新生儿疾病筛查覆盖面", None, "newborn_metabolic_screening_rate"),
    ("产前筛查覆盖率", None, "prenatal_screening_rate"),
    ("视力、听力、智力残疾儿童少年义务教育入学率", "%", "disabled_enrolment_rate"),
    ("中小学生《国家学生体质健康标准》优良率", "%", "fitness_excellent_rate"),
    ("儿童伤害死亡率", "百分点", "child_injury_death_rate"),
    ("小学生近视率", "%", "primary_myopia_rate"),
    ("城乡社区儿童之家覆盖率", "%", "child_home_rate"),
    ("孤儿数", "人", "orphan_count"),
    ("孤儿数", "万人", "orphan_count"),
    ("孤儿基本生活保障标准", "元/人·月", "orphan_standard"),
    ("出生人口性别比", None, "sex_ratio_at_birth"),
    ("人口出生率", "‰", "birth_rate"),
    ("全县婴儿死亡率", "‰", "infant_mortality_rate"),
    ("适龄儿童 国家免疫规划 疫苗接种率", "%", "vaccination_rate"),
    ("适龄儿童国家免疫规划疫苗规范接种率", "%", "vaccination_rate"),
    ("城乡适龄儿童国家免疫规划疫苗接种率", "%", "vaccination_rate"),
]

OTHERS = [
    ("农村婴儿死亡率", "‰"),
    ("农村孕产妇死亡率", "/10万"),
    ("婴幼儿死亡率", "‰"),
    ("男童死亡率", "‰"),
    ("3岁以下儿童健康管理率", "%"),
    ("大学生近视率", "%"),
    ("高中生体质健康合格率", "%"),
    ("初中毛入园率", "%"),
    ("城市自来水普及率", "%"),
    ("未成年人犯罪人数占同期受害人数比重", "%"),
    ("县委会成员中女性比例", "%"),
    ("孤儿数", "%"),
    ("婴儿死亡率", "人"),
    ("每千人口拥有儿科床位数", "张/千人口"),
    ("5岁以下儿童高体重率", "%"),
    ("12岁儿童近视率", "%"),
    ("15岁儿童龋患率", "%"),
    ("死亡率", "‰"),
    ("率", "%"),
    ("", None),
    ("儿童", None),
]


@pytest.fixture(scope="module")
def shipped() -> Catalogue:
    return catalogue.load()


@pytest.mark.parametrize(("name", "unit", "code"), MEANT)
def test_words_mean(shipped: Catalogue, name: str, unit: str | None, code: str) -> None:
    match = shipped.match(name, unit)
    assert match is not None
    assert match.indicator.code == code
    assert 0.9 <= match.score <= 1


@pytest.mark.parametrize(("name", "unit"), OTHERS)
def test_near_misses_stay_apart(shipped: Catalogue, name: str, unit: str | None) -> None:
    assert shipped.match(name, unit) is None


NEIGHBOURS = [
    ("婴儿死亡率", "新生儿死亡率"),
    ("新生儿死亡率", "早期新生儿死亡率"),
    ("初中生近视率", "高中生近视率"),
    ("初中阶段毛入学率", "高中阶段毛入学率"),
    ("小学学龄儿童净入学率", "小学学龄女童净入学率"),
    ("村委会成员中女性比例", "村委会主任中女性比例"),
    ("村委会主任中女性比例", "居委会主任中女性比例"),
    ("公办幼儿园比例", "公办园在园幼儿占比"),
    ("普惠性幼儿园覆盖率", "普惠性幼儿园占幼儿园比例"),
    ("5岁以下儿童低体重率", "低出生体重发生率"),
    ("儿童超重率", "儿童肥胖率"),
    ("孕产妇艾滋病病毒检测率", "孕产妇艾滋病病毒阳性率"),
    ("适龄妇女宫颈癌人群筛查率", "适龄妇女乳腺癌人群筛查率"),
    ("新生儿遗传代谢病筛查率", "新生儿听力筛查率"),
    ("7岁以下儿童健康管理率", "3岁以下儿童系统管理率"),
    ("城市社区建立家长学校或家庭教育指导服务站点比例", "农村社区（村）建立家长学校或家庭教育指导服务站点比例"),
    ("未成年人犯罪人数占同期犯罪人数比重", "未成年人犯罪人数占未成年人口数的比重"),
    ("地中海贫血筛查率", "地中海贫血产前诊断率"),
]


@pytest.mark.parametrize(("one", "other"), NEIGHBOURS)
def test_neighbours_are_two_indicators(shipped: Catalogue, one: str, other: str) -> None:
    first, second = shipped.match(one), shipped.match(other)
    assert first is not None
    assert second is not None
    assert first.indicator.code != second.indicator.code


def test_folding_takes_away_what_does_not_tell_apart() -> None:
    assert fold("０—６岁 儿童的“健康”管理比例") == fold("0-6岁儿童健康管理占比")
    assert fold("三岁以下") == fold("3岁及以下") == "3岁下"
    assert fold("平均预期寿命") == fold("预期寿命")


def test_higher_education_is_not_filler() -> None:
    assert "高等教育" in core(fold("高等教育毛入学率"))


@pytest.mark.parametrize(
    ("wanted", "held", "answer"),
    [
        ("%", "‰", True),
        ("百分点", "‰", True),
        ("百分点", "岁", True),
        ("百分点", "所", False),
        ("%", "所", False),
        ("名", "人", True),
        ("名", "名/千名儿童", True),
        ("元/人·月", "%", False),
        (None, "%", True),
        ("不知道的单位", "%", True),
        ("%", "不知道的单位", True),
    ],
)
def test_units_agree(wanted: str | None, held: str, answer: bool) -> None:
    assert agree(wanted, held) is answer


@pytest.mark.shared
def test_published_series_are_all_of_the_catalogue(shipped: Catalogue, shared: Path) -> None:
    with (shared / "data" / "published_series.csv").open(encoding="utf-8") as file:
        named = {(row["indicator"], row["unit"]) for row in csv.DictReader(file)}
    assert {pair for pair in named if shipped.match(*pair) is None} == set()


@pytest.mark.shared
def test_most_rates_of_the_real_plans_are_of_the_catalogue(shipped: Catalogue, shared: Path) -> None:
    rows = [
        json.loads(line) for file in (shared / "gold").glob("*.targets.jsonl") for line in file.read_text(encoding="utf-8").splitlines()
    ]
    asked = [row for row in rows if row["kind"] in ("level", "change", "trend")]
    found = [row for row in asked if shipped.match(row["indicator"], row["unit"]) is not None]
    assert len(found) / len(asked) >= 0.85


@pytest.mark.shared
def test_the_indicators_of_the_collected_definitions_are_in_the_catalogue(shipped: Catalogue, shared: Path) -> None:
    with (shared / "data" / "definitions.csv").open(encoding="utf-8") as file:
        names = {row["name"] for row in csv.DictReader(file)}
    assert len([name for name in names if shipped.match(name) is not None]) >= 0.9 * len(names)
