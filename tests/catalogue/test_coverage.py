"""The catalogue covers what shipped plans promise and what the national lists of monitoring indicators name."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path

import pytest

from qingmiao import catalogue, plans

PLANS = Path(__file__).resolve().parents[2] / "plans"
FOLDERS = sorted(path.parent for path in PLANS.glob("*/plan.yaml"))
MEASURED_KINDS = ("level", "change", "trend")

OWN = {
    "guangxi2015": {"C059"},
    "qinghe2021": {"C072", "C121", "C285", "C306", "C457"},
    "suixian2022_children": set(),
    "suixian2022_women": set(),
    "taizhou2021": {"C206"},
    "wanzhou2018": set(),
    "xinjiang2016": set(),
}
"""Commitments whose indicator is the plan's own: words that say no measure, a group or a place of that plan alone, another unit."""


@pytest.mark.parametrize("folder", FOLDERS, ids=lambda folder: folder.name)
def test_every_level_change_and_trend_has_an_indicator_that_can_be_worked_out(folder: Path) -> None:
    package = plans.load(folder)
    known = catalogue.load().indicators
    rows = {row.code: row for row in package.indicators}
    asked = [one for one in package.commitments if one.kind in MEASURED_KINDS]
    own = [one for one in asked if one.indicator not in known]
    assert {one.id for one in own} == OWN[folder.name]
    for one in own:
        row = rows[one.indicator]
        assert all((row.definition, row.unit, row.formula, row.direction)), one.id
    for one in asked:
        if one.indicator in known:
            assert rows[one.indicator].catalogue, one.id
            assert known[one.indicator].definition, one.id


def test_an_indicator_that_a_shipped_plan_sets_a_target_for_has_a_better_direction() -> None:
    known = catalogue.load().indicators
    packages = [plans.load(folder) for folder in FOLDERS]
    bounded = {one.indicator for package in packages for one in package.commitments if one.comparator in (">=", ">", "<=", "<")}
    assert [code for code in bounded if code in known and known[code].direction is None] == []


# ------------------------------------------------------------------------------------------------ the lists of the national outlines

COMPOUND = {
    "新生儿、婴儿、5岁以下儿童死亡率": ("新生儿死亡率", "婴儿死亡率", "5岁以下儿童死亡率"),
    "3岁以下、7岁以下儿童管理率": ("3岁以下儿童系统管理率", "7岁以下儿童健康管理率"),
    "体质健康": ("中小学生国家学生体质健康标准优良率",),
    "教育经费": ("国家财政性教育经费",),
    "特殊教育学校数和专任教师数": ("特殊教育学校数", "特殊教育学校专任教师数"),
    "特殊教育学校数、专任教师、招生": ("特殊教育学校数", "特殊教育学校专任教师数", "特殊教育招生人数"),
    "儿童主任、儿童督导员": ("儿童主任数", "儿童督导员数"),
    "公共图书馆少儿文献": ("公共图书馆少儿文献册数",),
    "妇幼保健机构人员": ("妇幼保健机构人员数",),
    "生长迟缓率": ("5岁以下儿童生长迟缓率",),
    "低体重率": ("5岁以下儿童低体重率",),
    "儿童图书种数、册数": ("儿童图书种数", "儿童图书册数"),
    "少儿广播、电视、动画节目播出时间": ("少儿广播节目播出时间", "少儿电视节目播出时间", "动画节目播出时间"),
    "幼儿园数(公办/民办)": ("幼儿园数", "公办幼儿园数", "民办幼儿园数"),
    "占同期犯罪人数比重": ("未成年人犯罪人数占同期犯罪人数比重",),
    "儿童失踪信息发布和找回率": ("儿童失踪信息发布数", "儿童失踪信息发布找回率"),
    "青少年犯罪人数占比": ("青少年犯罪人数占犯罪人数比重",),
    "小学学龄女童、男童净入学率": ("小学学龄女童净入学率", "小学学龄男童净入学率"),
    "九年义务教育在校生中女生数和比重": ("九年义务教育在校生中女生数", "九年义务教育在校生中女生比重"),
    "高等教育在校生中女生数和比重": ("高等教育在校生中女生数", "高等教育在校生中女生比重"),
    "全国女性就业人员数和占全部就业人员比重": ("全国女性就业人员数", "女性占全部就业人员比重"),
    "城镇非私营单位女性就业人员数和占比": ("城镇非私营单位女性就业人员数", "城镇单位女性就业人员占比"),
    "女性参加基本医疗保险人数和占比": ("女性参加基本医疗保险人数", "女性占基本医疗保险参保人数比重"),
    "人均预期寿命(女性)": ("人均预期寿命（女性）",),
    "两癌检查覆盖": ("宫颈癌筛查率", "乳腺癌筛查率"),
    "小学学龄儿童净入学率(女/男)": ("小学学龄女童净入学率", "小学学龄男童净入学率"),
    "城乡低保平均标准": ("城市低保平均标准", "农村低保平均标准"),
    "村委会成员女性占比": ("村委会成员中女性比例",),
}
"""What a report names together, or shortly, and the names that are meant."""

NO_INDICATOR = {
    "(儿童疾病防治…)": "the head of a chapter, where the text stops",
    "7岁以下…": "the text stops in the middle of a name",
}


def _segments(text: str) -> Iterator[str]:
    """The names of section B: without the heads in bold, what the reader of the pages added, and values in brackets."""
    section = text[text.index("\n## B.") : text.index("\n## C.")]
    for line in section.split("\n")[2:]:
        bare = re.sub(r"\*\*[^*]*\*\*(?: Eight fields:[^.]*\.| Fields:[^.]*\.)?", "·", line)
        bare = re.sub(r"\(pieced[^)]*\)|\(order approximate\)|\(Xinhua's summary\)|\(the mirror[^)]*\)| — stops[^·]*", "", bare)
        yield from (part.strip(" .:") for part in re.split(r"[·]|(?<!…) … ", bare) if part.strip(" .:…"))


def _bare(name: str) -> str:
    """A name without the values, units and groups that the list set behind it."""
    return re.sub(r"\((?:[^()]*[%‰<≥>]|[^()]*城[^()]*|[^()]*约半)[^()]*\)$", "", name).strip("…() ")


@pytest.mark.shared
def test_every_indicator_of_the_reports_on_the_national_outlines_is_matched(shared: Path) -> None:
    known = catalogue.load()
    names = list(dict.fromkeys(_segments((shared / "data" / "indicator_lists.md").read_text(encoding="utf-8"))))
    assert len(names) > 90
    assert set(COMPOUND) | set(NO_INDICATOR) <= {*names, *map(_bare, names)}
    meant = [one for name in names if name not in NO_INDICATOR for one in COMPOUND.get(name) or COMPOUND.get(_bare(name)) or (_bare(name),)]
    assert [one for one in meant if known.match(one) is None] == []


OTHERS = (
    # 健康儿童行动提升计划、国民营养计划
    "6个月内婴儿纯母乳喂养率、5岁以下儿童生长迟缓率、适龄儿童免疫规划疫苗接种率、5岁以下儿童贫血率、孕妇贫血率、老年人群贫血率、贫困地区人群贫血率、"
    "孕妇叶酸缺乏率、农村中小学生生长迟缓率、居民健康素养水平",
    # 学前教育普及普惠督导评估
    "学前三年毛入园率、普惠性幼儿园覆盖率、公办幼儿园在园幼儿占比、公办园生均公用经费财政拨款标准、普惠性民办园生均财政补助标准、幼儿园班额达标率、社会认可度",
    # 残疾预防行动计划
    "婚检率、孕前优生健康检查目标人群覆盖率、孕产妇系统管理率、产前筛查率、新生儿遗传代谢病筛查率、新生儿听力筛查率、3岁以下儿童系统管理率、"
    "每10万人康复医师数、残疾儿童康复救助人数、残疾人基本康复服务覆盖率、基本型辅助器具适配率、公共建筑无障碍设施建设率",
    # 民政统计
    "孤儿数、集中养育孤儿数、社会散居孤儿数、收养登记数、涉外收养、困境儿童数、儿童福利和救助保护机构床位数、救助流浪儿童人次",
    # 妇幼报表各种率
    "建卡率、产前检查率、孕早期检查率、孕产期中重度贫血率、产前筛查阳性率、产前诊断率、产前诊断确诊率、产后访视率、住院分娩率、剖宫产率、"
    "非住院分娩中新法接生率、新法接生率、高危产妇占总产妇数的百分比、高危管理的百分比、高危住院分娩的百分比、孕产妇死亡率、孕产妇死于产科出血的比例、"
    "低出生体重儿百分比、围产儿死亡率、新生儿破伤风发病率、新生儿破伤风死亡率、6个月内母乳喂养率、6个月内纯母乳喂养率",
)
"""Names of further lists that were seen: programmes, inspections, civil affairs, forms of maternal and child health."""


@pytest.mark.parametrize("name", [name for names in OTHERS for name in names.split("、")])
def test_further_lists_are_matched(name: str) -> None:
    assert catalogue.load().match(name) is not None


def test_sourced_and_drafted_are_counted_apart() -> None:
    files = (Path(catalogue.__file__).parent / "data" / "indicators").glob("*.yaml")
    words = [line.strip() for file in files for line in file.read_text(encoding="utf-8").split("\n")]
    assert catalogue.load().counts() == {"sourced": words.count("status: sourced"), "drafted": words.count("status: drafted")}
