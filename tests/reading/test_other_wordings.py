"""Each cause that was mended, in wordings of other documents than those that showed it."""

from __future__ import annotations

from pathlib import Path
from statistics import mean

import pytest

from qingmiao.reading import Reading, read_text
from tests.reading.scoring import scores

BLIND = Path(__file__).resolve().parent / "blind"


def promises(text: str) -> list[tuple[str, float | None, str | None, int | None]]:
    """Name, value, unit and deadline of all that is promised, without actions."""
    found = read_text(text, name="x").commitments
    return [(c.indicator, c.value, c.unit, c.deadline) for c in found if c.role != "background" and c.kind not in ("action", "milestone")]


@pytest.mark.parametrize(
    ("title", "period"),
    [
        ("某镇2026年妇女儿童工作要点", (2026, 2026)),
        ("丙县二〇二四年儿童关爱保护工作要点", (2024, 2024)),
        ("丁市儿童发展规划（2021—2030年）2025年度监测统计报告", (2021, 2030)),
        ("戊区妇女儿童发展“十四五”规划重点任务分解表", (2021, 2025)),
    ],
)
def test_years_of_titles(title: str, period: tuple[int, int]) -> None:
    (head,) = read_text(f"{title}\n\n1.孤儿助学金发放率100%。\n", name="x").plans
    assert (head.title, head.period) == (title, period)


REPORT = """丁市儿童发展规划（2021—2030年）2025年度监测统计报告

一、儿童健康
2025年，全市婴儿死亡率为2.8‰，比2020年下降0.6个千分点。
二、存在的主要问题和不足
初中生近视率居高不下，达到62.1%；农村学校心理教师配备率只有41%。
三、下一步对策建议
（一）紧盯薄弱指标。到2027年，初中生近视率降到58%以下。
"""


def test_a_report_tells_the_past_and_its_proposals_promise() -> None:
    reading = read_text(REPORT, name="x")
    assert [(c.indicator, c.value) for c in reading.commitments if c.role == "background"] == [
        ("婴儿死亡率", 2.8),
        ("婴儿死亡率", 0.6),
        ("初中生近视率", 62.1),
        ("农村学校心理教师配备率", 41),
    ]
    assert promises(REPORT) == [("初中生近视率", 58, "%", 2027)]
    assert [m.title for m in reading.measures] == ["紧盯薄弱指标"]


DUTIES = (
    "序号\t目标要求\t责任单位\t完成时限\n"
    "1\t普惠性托育机构占比达到60%\t区卫健委\t2025年底\n"
    "2\t儿童意外伤害死亡率逐年降低\t区疾控中心\t2024年\n"
    "3\t校园一键报警装置安装率100%\t公安分局\t2023年6月\n"
)


def test_a_table_whose_goals_are_words() -> None:
    found = read_text(DUTIES, name="x").commitments
    assert [(c.indicator, c.kind, c.value, c.deadline, c.lead) for c in found] == [
        ("普惠性托育机构占比", "level", 60, 2025, ("区卫健委",)),
        ("儿童意外伤害死亡率", "trend", None, 2024, ("区疾控中心",)),
        ("校园一键报警装置安装率", "level", 100, 2023, ("公安分局",)),
    ]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        # shares of kinds of places take the name said before
        (
            "到2027年，3岁以下婴幼儿入托率，城区达到20%，乡镇驻地达到12%，偏远村达到5%。",
            [("3岁以下婴幼儿入托率", value, "%", 2027) for value in (20, 12, 5)],
        ),
        # 在 before a value with a suffix
        ("孕产妇产前检查率要求在96%以上。", [("孕产妇产前检查率", 96, "%", None)]),
        ("儿童之家开放时间在每周20小时以上。", [("儿童之家开放时间", 20, "小时/周", None)]),
        # norms in short stretches
        ("食堂每餐供应菜品不少于4种。", [("食堂每餐供应菜品数", 4, "种/餐", None)]),
        ("监控录像留存时间不少于60天。", [("监控录像留存时间", 60, "天", None)]),
        # a time inside a name
        (
            "接警后15分钟到场率达到98%，告诫书送达后72小时内回访率100%。",
            [("接警后15分钟到场率", 98, "%", None), ("告诫书送达后72小时内回访率", 100, "%", None)],
        ),
        # denominators without 每
        ("全区千人口托位数达到4.5个。", [("千人口托位数", 4.5, "个/千人口", None)]),
        ("10个乡镇均要有1处以上儿童活动场所。", [("儿童活动场所数", 1, "处/乡镇", None)]),
        # shares before their group
        (
            "让80%的0—3岁婴幼儿家长接受科学育儿指导，使九成以上的社区建有妇女微家。",
            [("0—3岁婴幼儿家长接受科学育儿指导比例", 80, "%", None), ("社区建有妇女微家比例", 90, "%", None)],
        ),
        ("家庭教育服务覆盖85%以上家庭。", [("家庭教育服务家庭覆盖率", 85, "%", None)]),
        # measured changes
        (
            "女生和男生平均身高分别增加1厘米和1.5厘米。",
            [("女生平均身高", 1, "厘米", None), ("男生平均身高", 1.5, "厘米", None)],
        ),
        # half of them
        ("社区工作者中女性占比保持在一半以上。", [("社区工作者中女性占比", 50, "%", None)]),
        # amounts
        ("适配助听器的，每台补助最高3500元。", [("适配助听器补助", 3500, "元/台", None)]),
        ("保育员月工资不低于2800元。", [("保育员月工资", 2800, "元/人·月", None)]),
        (
            "学校图书馆藏书达到12,500册，新建阅览室1,200平方米。",
            [("学校图书馆藏书数", 12500, "册", None), ("新建阅览室", 1200, "平方米", None)],
        ),
        # what a paper counts of itself
        ("本方案设置6个领域、18项举措。", []),
        # nothing left
        ("超大班额比例降至0。", [("超大班额比例", 0, "%", None)]),
    ],
)
def test_values(text: str, expected: list[tuple[str, float, str, int | None]]) -> None:
    assert promises(text) == expected


def test_trends_of_subjects() -> None:
    text = "儿童溺亡人数比上年有所减少，托育收费价格逐步下降，家长陪伴时间不断增加，预约等候时间持续缩短。"
    found = [(c.indicator, c.direction) for c in read_text(text, name="x").commitments]
    assert found == [("儿童溺亡人数", "down"), ("托育收费价格", "down"), ("家长陪伴时间", "up"), ("预约等候时间", "down")]


@pytest.mark.parametrize(
    ("text", "wanted"),
    [
        ("村医随访间隔进一步缩短。", [("村医随访间隔", "down")]),
        ("校车事故逐年减少，家长投诉量较上年明显回落。", [("校车事故", "down"), ("家长投诉量", "down")]),
        ("农家书屋儿童借书量要比上届有较大增多。", [("农家书屋儿童借书量", "up")]),
        ("家长知晓度稳步攀升。", [("家长知晓度", "up")]),
        ("教师育人能力不断增强，办学质量持续提高，安全意识有所增长。", []),
        ("儿童事业经费随财力增长逐年增加。", [("儿童事业经费", "up")]),
    ],
)
def test_verbs_and_nouns_of_no_list(text: str, wanted: list[tuple[str, str]]) -> None:
    found = [c for c in read_text(text, name="x").commitments if c.kind == "trend"]
    assert [(c.indicator, c.direction) for c in found] == wanted


def test_objects_that_are_only_wished_are_no_trends() -> None:
    assert [c for c in read_text("提高儿童基本医疗保障水平，扩大资源总量。", name="x").commitments if c.kind == "trend"] == []


@pytest.mark.parametrize("old", ["目前的63%", "基期的63%", "“十三五”末的63%", "2020年的63%", "上一年度的63%"])
def test_the_old_value_does_not_make_the_new_one_past(old: str) -> None:
    text = f"甲县妇女发展规划（2021—2030年）\n一、主要目标\n1.农村妇女“两癌”检查率由{old}提高到85%。\n"
    assert promises(text) == [("农村妇女“两癌”检查率", 85, "%", 2030)]


def test_traditional_characters_are_kept_in_names() -> None:
    text = "義務教育鞏固率2026年達到97%，特殊教育學生補助由每人每學期2000元調升為2500元。"
    assert promises(text) == [("義務教育鞏固率", 97, "%", 2026), ("特殊教育學生補助", 2500, "元/人·学期", 2026)]


SECTIONS = """甲县儿童营养实施办法
一、供餐
（一）合理配餐。食谱公示率100%。
（二）规范留样。留样记录完整率100%。
（责任单位：县教育局、各乡镇（街道））
二、监测
（一）定期监测。每学年监测身高1次。
（二）反馈结果。监测结果反馈率达到95%。
（责任单位：县疾控中心）
"""


def test_units_at_the_end_of_each_section_hold_for_its_items() -> None:
    found = [(m.title, m.lead) for m in read_text(SECTIONS, name="x").measures]
    assert found == [
        ("合理配餐", ("县教育局", "各乡镇(街道)")),
        ("规范留样", ("县教育局", "各乡镇(街道)")),
        ("定期监测", ("县疾控中心",)),
        ("反馈结果", ("县疾控中心",)),
    ]


def test_dashed_measures_under_their_label() -> None:
    text = "一、妇女与经济\n主要目标：\n（1）妇女就业率达到60%。\n策略措施：\n——每年培训妇女200人次。\n——设立妇女创业基金100万元。\n"
    assert [m.number for m in read_text(text, name="x").measures] == ["——", "——"]


def test_items_after_a_label_on_a_line_of_its_own() -> None:
    reading: Reading = read_text(
        "二、目标\n（一）主要目标\n1、婴儿死亡率降到5‰。\n2、入园率达到90%。\n三、主要措施\n1、增加投入，落实经费。\n", name="x"
    )
    assert [o.number for o in reading.objectives] == ["1", "2"]
    assert [m.title for m in reading.measures] == ["增加投入，落实经费"]


@pytest.mark.shared
def test_texts_that_were_unseen_once(shared: Path, tmp_path: Path) -> None:
    """The floor for documents not seen; these are not unseen any more, and must not fall below it again."""
    stems = sorted(path.stem for path in BLIND.glob("*.txt"))
    found = {name: scores(shared, BLIND / f"{name}.txt", BLIND / name, tmp_path / f"{name}.json") for name in stems}
    assert mean(figures["numeric"] for figures in found.values()) >= 0.95
    assert mean(figures["numeric_right"] for figures in found.values()) >= 0.90
    assert min(figures["numeric"] for figures in found.values()) >= 0.88


BLOCKS = """丙省国民营养改善计划（2019—2030年）
三、主要目标
到2025年，工作体系基本健全。服务网络进一步完善，城乡学生体质明显改善。实现以下目标：
——6岁以下儿童贫血率控制在9%以下。
——0～6个月婴儿纯母乳喂养率达到52%以上。
到2030年，服务网络更加完善。实现以下目标：
——6岁以下儿童贫血率控制在7%以下。
"""


def test_a_paragraph_of_several_sentences_introduces_a_list_and_dashes_stand_before_figures() -> None:
    assert promises(BLOCKS) == [
        ("6岁以下儿童贫血率", 9, "%", 2025),
        ("0~6个月婴儿纯母乳喂养率", 52, "%", 2025),
        ("6岁以下儿童贫血率", 7, "%", 2030),
    ]


def test_a_year_from_which_something_moves_is_its_base() -> None:
    (found,) = read_text("二、主要目标\n1.使1992年青少年龋齿患病率降低三分之一。\n", name="x").commitments
    assert (found.role, found.indicator, found.base_year) == ("objective", "青少年龋齿患病率", 1992)


def test_on_what_there_is_now_more_is_promised() -> None:
    (found,) = read_text("主要目标：居民用盐知识知晓率在目前基础上提高8%。", name="x").commitments
    assert (found.role, found.value) == ("objective", 8)


def test_values_of_a_second_place_are_shared_out_like_those_of_the_first() -> None:
    text = "产妇产后访视覆盖率、住院分娩率在县城分别达到96%、99%，在山区达到82%、70%。"
    assert [(c.indicator, c.value) for c in read_text(text, name="x").commitments] == [
        ("产妇产后访视覆盖率", 96), ("产妇住院分娩率", 99), ("产妇产后访视覆盖率", 82), ("产妇住院分娩率", 70),
    ]  # fmt: skip


def test_an_excerpt_may_leave_items_out() -> None:
    text = "二、妇女与教育\n1.全面普及学前教育。\n3.控辍保学。\n4.普通高中毛入学率达到93%以上。\n7.青壮年文盲率控制在0.2%以内。\n"
    assert [(c.indicator, c.value) for c in read_text(text, name="x").commitments if c.kind == "level" and not c.implied] == [
        ("普通高中毛入学率", 93), ("青壮年文盲率", 0.2),
    ]  # fmt: skip


def test_a_share_of_a_group_that_is_explained_in_brackets() -> None:
    (found,) = read_text("主要目标：85%儿童（12岁以下）的家长普遍掌握急救知识。", name="x").commitments
    assert (found.value, found.indicator) == (85, "儿童(12岁以下)的家长掌握急救知识比例")


def test_a_counted_list_shares_out_its_values() -> None:
    text = "到2028年，烧烫伤、跌落两类伤害发生率较2022年分别降低25%、15%，普惠园占比不低于七成二。"
    assert promises(text) == [("烧烫伤伤害发生率", 25, "%", 2028), ("跌落伤害发生率", 15, "%", 2028), ("普惠园占比", 72, "%", 2028)]


SPACED = """附件 某省儿童发展主要指标
序号 指标名称 单位 2020年基期值 2025年目标 2030年目标 责任部门
1 5岁以下儿童死亡率 ‰ 6.1 ≤5.8 ≤5.2 卫生健康委
2 学前三年毛入园率 % 89.5 92 95以上 教育厅
3 少年儿童图书人均藏量 册 0.8 逐步提高 1.2 文化和旅游厅
"""


def test_a_table_whose_columns_are_parted_by_one_blank() -> None:
    found = read_text(SPACED, name="x").commitments
    assert [(c.indicator, c.value, c.unit, c.deadline) for c in found if c.role != "background"] == [
        ("5岁以下儿童死亡率", 5.8, "‰", 2025), ("5岁以下儿童死亡率", 5.2, "‰", 2030),
        ("学前三年毛入园率", 92, "%", 2025), ("学前三年毛入园率", 95, "%", 2030),
        ("少年儿童图书人均藏量", None, None, 2025), ("少年儿童图书人均藏量", 1.2, "册", 2030),
    ]  # fmt: skip
    assert [c.value for c in found if c.role == "background"] == [6.1, 89.5, 0.8]


def test_a_fall_to_a_year_of_is_a_level() -> None:
    text = "五年来，全市围产儿死亡率从2016年的7.4‰降至2021年的5.2‰。"
    assert [(c.kind, c.value, c.role) for c in read_text(text, name="x").commitments] == [
        ("level", 7.4, "background"),
        ("level", 5.2, "background"),
    ]


def test_words_of_a_speaker_are_no_part_of_a_name() -> None:
    assert promises("我们将力争到2027年青少年肥胖率每年下降0.3个百分点。") == [("青少年肥胖率", 0.3, "百分点", 2027)]


def test_a_number_that_says_which_schools_are_meant_is_no_count() -> None:
    assert [c.kind for c in read_text("配备资源教师覆盖所有招收6名以上残疾幼儿的幼儿园。", name="x").commitments] == ["level"]


def test_every_school_has_one_and_a_lesson_lasts() -> None:
    found = read_text("每校至少配备2名专职校医，听能训练每人每月不少于16课时，每课时不少于40分钟。", name="x").commitments
    assert [(c.kind, c.indicator, c.value, c.unit) for c in found] == [
        ("norm", "专职校医配备数", 2, "名/校"), ("norm", "听能训练课时", 16, "课时/月"), ("norm", "听能训练时间", 40, "分钟/课时"),
    ]  # fmt: skip


def test_money_that_grows_each_year() -> None:
    found = read_text("县财政每年安排妇女儿童经费不少于80万元，并逐年增长6%。", name="x").commitments
    assert [(c.kind, c.value, c.unit, c.per) for c in found] == [("amount", 80, "万元/年", None), ("change", 6, "%", "year")]


def test_steps_of_goals_said_before() -> None:
    text = (
        "某区行动计划（2023—2026年）\n一、主要目标\n到2026年，毛入园率达到95%以上，普惠率达到92%，公办占比达到58%。"
        "其中：2024年分别达到93%、89%、54%；2025年分别达到94%、90%、56%。\n"
    )
    assert promises(text)[3:] == [
        ("毛入园率", 93, "%", 2024), ("普惠率", 89, "%", 2024), ("公办占比", 54, "%", 2024),
        ("毛入园率", 94, "%", 2025), ("普惠率", 90, "%", 2025), ("公办占比", 56, "%", 2025),
    ]  # fmt: skip


@pytest.mark.parametrize(
    ("text", "wanted"),
    [
        ("义务教育巩固率巩固在97%以上。", [("义务教育巩固率", 97, "%")]),
        ("女职工占职工总数的比例由目前的三成提高到35%。", [("女职工占职工总数的比例", 30, "%"), ("女职工占职工总数的比例", 35, "%")]),
        ("儿童视力检查率每两年一次达到85%。", [("儿童视力检查率", 85, "%")]),
        ("生均公用经费小学不低于700元、初中不低于900元。", [("小学生均公用经费", 700, "元/生·年"), ("初中生均公用经费", 900, "元/生·年")]),
        ("市级示范托育机构达到9家。", [("市级示范托育机构数", 9, "家")]),
    ],
)
def test_names_are_neither_cut_nor_lent_too_much(text: str, wanted: list[tuple[str, float, str]]) -> None:
    assert [(c.indicator, c.value, c.unit) for c in read_text(text, name="x").commitments] == wanted


def test_the_level_of_one_clause_is_not_that_of_the_next() -> None:
    found = read_text("每所幼儿园配备1名保健员，食品安全检查覆盖率达100%。", name="x").commitments
    assert [c.level_of for c in found] == ["幼儿园", None]


SPEECH = """去年全区孕产妇死亡率降到了8.1/10万，但初中生肥胖率还高达19%，还有4个镇没有建成标准化托育园。
今年底前，婴儿死亡率要压到4.1‰以内，听力筛查率必须达到97%，小学生近视率每年要降1个点以上。把孤儿生活费从每月1200元提到1400元。
作业时间小学不超过50分钟、初中不超过80分钟，每名困境儿童每学期至少探访1次。女性发展党员占比稳中有升。
"""


def test_a_speech() -> None:
    reading = read_text(SPEECH, name="x")
    assert [(c.indicator, c.value) for c in reading.commitments if c.role == "background"] == [
        ("孕产妇死亡率", 8.1), ("初中生肥胖率", 19), ("镇没有建成标准化托育园数", 4), ("孤儿生活费", 1200),
    ]  # fmt: skip
    assert [(name, value, unit) for name, value, unit, _ in promises(SPEECH)] == [
        ("婴儿死亡率", 4.1, "‰"), ("听力筛查率", 97, "%"), ("小学生近视率", 1, "百分点"), ("孤儿生活费", 1400, "元/月"),
        ("小学作业时间", 50, "分钟"), ("初中作业时间", 80, "分钟"), ("困境儿童探访次数", 1, "次/学期"), ("女性发展党员占比", None, None),
    ]  # fmt: skip


def test_excerpts_without_a_heading() -> None:
    steps = read_text("机构备案率2026年达到82%、2027年达到96%。", name="x").commitments
    assert [(c.role, c.value, c.deadline) for c in steps] == [("measure", 82, 2026), ("measure", 96, 2027)]
    told = read_text("全市普惠园覆盖率、示范园覆盖率分别达91.37%、88.05%，食品抽检合格率达98%以上。", name="x").commitments
    assert [c.role for c in told] == ["background"] * 3


def test_among_whom_all_members_are_meant() -> None:
    found = read_text("降低农村人口中婴儿和7岁以下儿童死亡率。", name="x").commitments
    assert [c.indicator for c in found] == ["农村人口中婴儿死亡率", "农村人口中7岁以下儿童死亡率"]


def test_a_ratio_without_a_unit_is_carried_over() -> None:
    text = "到2027年，出生人口性别比升高势头得到遏制，出生人口性别比趋于均衡，控制在110以内。"
    assert promises(text) == [("出生人口性别比", None, None, 2027), ("出生人口性别比", 110, "", 2027)]


def test_each_year_is_no_yearly_change_where_a_base_is_named() -> None:
    (found,) = read_text("每年新编儿童读物种类比2015年增加三成。", name="x").commitments
    assert (found.value, found.per, found.base_year) == (30, "total", 2015)


def test_a_section_that_begins_with_a_year_dates_its_items_where_the_plan_has_no_period() -> None:
    text = (
        "儿童关爱实施方案\n二、主要目标\n到2026年，儿童发展水平明显提高。\n——孕产妇死亡率下降到11/10万。\n三、任务\n1.住院分娩率达到99%。\n"
    )
    assert promises(text) == [("孕产妇死亡率", 11, "/10万", 2026), ("住院分娩率", 99, "%", None)]
    dated = text.replace("实施方案", "规划（2021—2030年）", 1)
    assert [year for _, _, _, year in promises(dated)] == [2030, 2030]
