"""Headings, items, objectives, measures, units and heads of plans, read from small documents of our own."""

from __future__ import annotations

import pytest

from qingmiao.reading import Reading, read_text
from qingmiao.reading.document import view_of
from qingmiao.reading.structure import Lines, chinese_number, node_at, tree_of, walk
from qingmiao.reading.units_in_charge import find_units, share_out, split_units

PLAN = """某某县人民政府关于印发某某县儿童发展规划的通知
某政发〔2021〕7号

各乡镇人民政府：

                某某县人民政府
                2021年6月1日

某某县儿童发展规划（2021—2030年）

本规划所称儿童是指未满18周岁的人。

一、规划背景
“十三五”期间，婴儿死亡率降到5‰。
二、指导思想和总体目标
（一）指导思想。坚持儿童优先。
（二）总体目标。到2030年，儿童享有更好的卫生、教育、福利、法律服务，生活环境更加友好。
三、发展领域、主要目标和策略措施
（一）儿童与健康
主要目标：
1.新生儿访视率达到95%以上。
2.完善出生缺陷防治体系。
策略措施：
1.加强访视。规范新生儿访视工作。
责任单位：县卫生健康局、县财政局
2.加强筛查。每个乡镇至少配备1名筛查员。（县卫生健康局牵头，县残联配合）
四、组织实施
（一）加强领导。2025年开展中期评估，2030年开展终期评估。各地在规划印发后3个月内报送本级规划。
"""


def plan() -> Reading:
    return read_text(PLAN, name="plan.txt")


def test_head() -> None:
    (head,) = plan().plans
    assert (head.title, head.issuer, head.document_number, head.issued) == (
        "某某县儿童发展规划（2021—2030年）", "某某县人民政府", "某政发〔2021〕7号", "2021-06-01")  # fmt: skip
    assert (head.period, head.population, head.coverage.text) == ((2021, 2030), "未满18周岁的人", "某某县")
    assert (head.areas, head.midterm_year, head.final_year, head.status) == (("儿童与健康",), 2025, 2030, "in_force")


def test_objectives_begin_after_their_number_and_end_with_their_text() -> None:
    found = plan().objectives
    words = [PLAN[o.start : o.end].strip() for o in found]
    assert words[1:] == ["新生儿访视率达到95%以上。", "完善出生缺陷防治体系。"]
    assert words[0].startswith("到2030年")
    assert [o.quantified for o in found] == [False, True, False]
    assert found[1].path == ("三、发展领域、主要目标和策略措施", "（一）儿童与健康", "主要目标")


def test_measures_have_their_units() -> None:
    found = plan().measures
    assert [(m.number, m.title, m.lead, m.support) for m in found] == [
        ("1", "加强访视", ("县卫生健康局", "县财政局"), ()),
        ("2", "加强筛查", ("县卫生健康局",), ("县残联",)),
        ("（一）", "加强领导", (), ()),
    ]
    assert PLAN[found[0].start : found[0].end].strip().endswith("访视工作。")


def test_commitments_know_their_place() -> None:
    found = {c.indicator: c for c in plan().commitments}
    visit, staff, past = found["新生儿访视率"], found["筛查员配备数"], found["婴儿死亡率"]
    assert (visit.role, visit.deadline, visit.deadline_from) == ("objective", 2030, "inherited")
    assert (staff.role, staff.lead, staff.support, staff.level_of) == ("measure", ("县卫生健康局",), ("县残联",), "乡镇")
    assert (past.role, past.deadline) == ("background", None)
    assert PLAN[visit.start : visit.end] == "新生儿访视率达到95%以上"
    steps = [(c.indicator, c.deadline, c.value) for c in plan().commitments if c.kind == "milestone"]
    assert steps == [("开展中期评估", 2025, None), ("开展终期评估", 2030, None), ("报送本级规划", 2030, 3)]
    assert [c.indicator for c in plan().commitments if c.kind == "action"] == ["加强访视"]


def test_markers_inside_a_line() -> None:
    text = "主要目标: 7.加强管理。 8.5 岁以下儿童贫血率控制在8%以下。 9.床位达到 1.12 张。"
    view = view_of(text)
    found = [(n.kind, n.number, n.title) for n in walk(tree_of(view, Lines(view)))[1:]]
    assert found == [
        ("label", None, "主要目标"),
        ("three", "7.", "加强管理"),
        ("three", "8.", "5岁以下儿童贫血率控制在8%以下"),
        ("three", "9.", "床位达到1.12张"),
    ]


def test_decimal_numbers_chapters_actions_and_introductions() -> None:
    text = "1　总则\n1.1　范围。甲乙丙丁戊己庚辛壬癸子丑寅卯。\n1.2　原则。甲乙丙丁戊己庚辛壬癸子丑寅卯。\n2　附则\n"
    view = view_of(text)
    found = [(n.kind, n.number, n.rank) for n in walk(tree_of(view, Lines(view)))[1:]]
    assert found == [("decimal", "1", 1), ("decimal", "1.1", 2), ("decimal", "1.2", 2), ("decimal", "2", 1)]
    other = "第一章 目标\n到2025年，实现以下目标：\n——入园率达到90%。\n到2030年，实现以下目标：\n——入园率达到95%。\n第二章 行动\n行动1：护航。建校3所。\n附件\n名单"
    reading = read_text(other, name="x")
    assert [(c.value, c.deadline) for c in reading.commitments if c.kind == "level"] == [(90, 2025), (95, 2030)]
    assert [m.title for m in reading.measures] == ["护航"]


def test_two_plans_in_one_file() -> None:
    second = PLAN[PLAN.index("某某县儿童发展规划（") :].replace("儿童", "妇女").replace("2030", "2025")
    reading = read_text(PLAN + second, name="two.txt")
    assert [(head.title, head.period) for head in reading.plans] == [
        ("某某县儿童发展规划（2021—2030年）", (2021, 2030)), ("某某县妇女发展规划（2021—2025年）", (2021, 2025))]  # fmt: skip
    assert {c.plan for c in reading.commitments} == {0, 1}
    assert {c.deadline for c in reading.commitments if c.plan == 1 and c.role != "background"} == {2025}


@pytest.mark.parametrize(
    ("text", "period", "status"),
    [
        ("甲市“十四五”妇女发展规划\n（征求意见稿）\n一、总则", (2021, 2025), "draft"),
        ("甲市九十年代儿童发展规划\n一、总则", (1991, 2000), "in_force"),
        ("甲市关于加强托育服务的意见\n一、总则\n本意见自2023年6月1日起施行，有效期5年。", (2023, 2028), "in_force"),
        ("甲市关于加强托育服务的意见\n一、总则\n本意见有效期至2026年12月31日。", (None, 2026), "in_force"),
        ("甲市儿童发展规划（2021—2030年）修订稿\n一、总则", (2021, 2030), "amended"),
    ],
)
def test_periods(text: str, period: tuple[int | None, int | None], status: str) -> None:
    (head,) = read_text(text, name="x").plans
    assert (head.period, head.status) == (period, status)


def test_phases() -> None:
    text = "甲县方案（2015—2020年）\n一、实施步骤\n第一阶段：准备。2015年1月—9月。第二阶段：实施。2015年10月—2020年12月。\n"
    (head,) = read_text(text, name="x").plans
    assert [(p.name, p.start, p.end) for p in head.phases] == [
        ("第一阶段:准备", "2015年1月", "2015年9月"),
        ("第二阶段:实施", "2015年10月", "2020年12月"),
    ]


def test_units_of_several_forms() -> None:
    text = "牵头单位:甲局;配合单位:乙局、丙局。(责任单位:丁委、各乡镇人民政府)以上各项责任单位:戊办"
    found = find_units(text)
    assert [(f.lead, f.support, f.for_all) for f in found] == [
        (("甲局",), ("乙局", "丙局"), False), (("丁委", "各乡镇人民政府"), (), False), (("戊办",), (), True)]  # fmt: skip
    assert split_units("甲局等部门按职责分工负责") == ("甲局",)


def test_displaced_lines_of_units() -> None:
    assert share_out([1, 0, 2]) == [0, 1, 2]
    assert share_out([1, 2]) == [0, 1, 1]


def test_a_line_for_all_items_of_a_section() -> None:
    text = "一、甲项工作\n1.第一。做好第一件事情。\n2.第二。做好第二件事情。\n以上各项责任单位：县妇联\n二、乙项工作\n1.第三。做好第三件事情。\n"
    assert [m.lead for m in read_text(text, name="x").measures] == [("县妇联",), ("县妇联",), ()]


@pytest.mark.parametrize(("word", "value"), [("一", 1), ("十", 10), ("十二", 12), ("二十", 20), ("二十三", 23)])
def test_chinese_numbers(word: str, value: int) -> None:
    assert chinese_number(word) == value


def test_node_at() -> None:
    view = view_of("一、甲\n（一）乙丙丁\n二、戊\n")
    root = tree_of(view, Lines(view))
    assert [node_at(root, view.text.index(ch)).title for ch in "乙戊"] == ["乙丙丁", "戊"]


ROWS = """三、主要指标
序号\t指标（单位）\t2020年\t2025年\t2030年\t属性
1\t新生儿死亡率（‰）\t2.1\t≤2\t≤1.8\t约束性
2\t每千人口托位数（个）\t1.5\t4.5左右\t5\t预期性
3\t儿童之家数（个）\t—\t60\t80以上\t预期性
四、保障
"""
CELLS = """甲县儿童发展规划（2021—2025年）
一、指标
序号
指标名称
目标值
牵头单位
1
适龄儿童入学率
≥99%
县教育局
2
儿童伤害死亡率
比2020年下降10%
县公安局
3
家长学校建成率（%）
城市社区100
农村社区90
"""
TASKS = """二、任务分工
序号
任务
量化要求
牵头单位
配合单位
完成时限
1
改造农村厕所
改造30座
县教育局
县财政局
2024年12月
2
建立信息库
—
县民政局
县妇联
2023年6月
"""


def test_rows_on_lines() -> None:
    found = [
        (c.indicator, c.role, c.comparator, c.value, c.unit, c.deadline, c.measured_year)
        for c in read_text("甲县规划（2021—2030年）\n" + ROWS, name="x").commitments
    ]
    assert found == [
        ("新生儿死亡率", "background", "=", 2.1, "‰", None, 2020),
        ("新生儿死亡率", "objective", "<=", 2, "‰", 2025, None),
        ("新生儿死亡率", "objective", "<=", 1.8, "‰", 2030, None),
        ("每千人口托位数", "background", "=", 1.5, "个/千人口", None, 2020),
        ("每千人口托位数", "objective", "~", 4.5, "个/千人口", 2025, None),
        ("每千人口托位数", "objective", ">=", 5, "个/千人口", 2030, None),
        ("儿童之家数", "objective", "=", 60, "个", 2025, None),
        ("儿童之家数", "objective", ">=", 80, "个", 2030, None),
    ]


def test_cells_on_lines() -> None:
    found = [(c.indicator, c.kind, c.value, c.unit, c.deadline, c.lead, c.population) for c in read_text(CELLS, name="x").commitments]
    assert found == [
        ("适龄儿童入学率", "level", 99, "%", 2025, ("县教育局",), "适龄儿童"),
        ("儿童伤害死亡率", "change", 10, "%", 2025, ("县公安局",), None),
        ("家长学校建成率", "level", 100, "%", 2025, (), "城市社区"),
        ("家长学校建成率", "level", 90, "%", 2025, (), "农村社区"),
    ]


def test_a_table_of_tasks_gives_measures() -> None:
    reading = read_text(TASKS, name="x")
    assert [(m.number, m.title, m.lead, m.support) for m in reading.measures] == [
        ("1", "改造农村厕所", ("县教育局",), ("县财政局",)), ("2", "建立信息库", ("县民政局",), ("县妇联",))]  # fmt: skip
    assert [(c.kind, c.value, c.deadline) for c in reading.commitments] == [("count", 30, 2024), ("action", None, None)]


def test_a_table_without_ordinals() -> None:
    lines = "指标\t2025年目标值\n入园率\t95%\n巩固率\t99%\n"
    cells = "指标\n目标值\n入园率\n95%\n巩固率\n99%\n"
    for text in (lines, cells):
        assert [(c.indicator, c.value) for c in read_text(text, name="x").commitments] == [("入园率", 95), ("巩固率", 99)]


def test_a_table_of_tasks_whose_figures_stand_in_their_names() -> None:
    text = "任务\t责任单位\t完成时限\n新建幼儿园6所\t县教育局\t2024年\n孕产妇系统管理率达到92%\t县卫健局\t2025年\n"
    reading = read_text(text, name="x")
    assert [(c.value, c.unit, c.deadline, c.lead) for c in reading.commitments] == [
        (6, "所", 2024, ("县教育局",)),
        (92, "%", 2025, ("县卫健局",)),
    ]


def test_a_title_ends_where_the_text_speaks_of_this_plan() -> None:
    text = (
        "甲县妇女发展规划(2021—2030年) 一、总体要求 妇女参保率达到95%以上。 二、组织实施 各级落实。 "
        "甲县儿童发展规划(2021—2030年) 本规划所称儿童是指未满十八周岁的人。 一、总体要求 婴儿死亡率控制在5‰以下。 二、组织实施 各级落实。"
    )
    assert [plan.title for plan in read_text(text, name="x").plans] == ["甲县妇女发展规划(2021—2030年)", "甲县儿童发展规划(2021—2030年)"]
