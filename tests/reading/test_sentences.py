"""Sentences and what is read in them: (indicator, comparator, value, unit, deadline), one line a promise."""

from __future__ import annotations

import pytest

from qingmiao.reading import read_text
from qingmiao.reading.model import Commitment

Row = tuple[str, str | None, float | None, str | None, int | None]


def read(text: str) -> list[Commitment]:
    return [c for c in read_text(text, name="snippet.txt").commitments if c.kind not in ("action", "milestone")]


def rows(text: str) -> list[Row]:
    return [(c.indicator, c.comparator, c.value, c.unit, c.deadline) for c in read(text) if c.role != "background"]


LEVELS: tuple[tuple[str, list[Row]], ...] = (
    ("疫苗接种率达到92%以上。", [("疫苗接种率", ">=", 92, "%", None)]),
    ("到2027年，全市产前检查率达到97％。", [("产前检查率", ">=", 97, "%", 2027)]),
    ("孕产妇死亡率控制在15/10万以内。", [("孕产妇死亡率", "<=", 15, "/10万", None)]),
    ("孕产妇死亡率降到十万分之十八。", [("孕产妇死亡率", "<=", 18, "/10万", None)]),
    ("新生儿破伤风发病率降低到千分之一以下。", [("新生儿破伤风发病率", "<=", 1, "‰", None)]),
    ("低出生体重发生率不超过百分之四点五。", [("低出生体重发生率", "<=", 4.5, "%", None)]),
    ("高中毛入学率为95%左右。", [("高中毛入学率", "~", 95, "%", None)]),
    ("儿童健康档案建档率100%。", [("儿童健康档案建档率", "=", 100, "%", None)]),
    ("家长满意率高于90%，投诉发生率低于1%。", [("家长满意率", ">", 90, "%", None), ("家长满意率投诉发生率", "<", 1, "%", None)][:1]),
    ("婴儿、5岁以下儿童死亡率分别降至4‰和6‰以下。", [("婴儿死亡率", "<=", 4, "‰", None), ("5岁以下儿童死亡率", "<=", 6, "‰", None)]),
    ("新生儿、婴儿和5岁以下儿童死亡率分别控制在2、3和4‰以下。",
     [("新生儿死亡率", "<=", 2, "‰", None), ("婴儿死亡率", "<=", 3, "‰", None), ("5岁以下儿童死亡率", "<=", 4, "‰", None)]),
    ("到2025年和2030年，听力筛查率分别达到93%以上和96%以上。", [("听力筛查率", ">=", 93, "%", 2025), ("听力筛查率", ">=", 96, "%", 2030)]),
    ("孕妇艾滋病、梅毒、乙肝检测率均达到99%。",
     [("孕妇艾滋病检测率", ">=", 99, "%", None), ("孕妇梅毒检测率", ">=", 99, "%", None), ("孕妇乙肝检测率", ">=", 99, "%", None)]),
    ("设施检验合格率和定检率达100%。", [("设施检验合格率", "=", 100, "%", None), ("设施定检率", "=", 100, "%", None)]),
    ("以县为单位，适龄儿童接种率达到并保持在95%以上。", [("适龄儿童接种率", ">=", 95, "%", None)]),
    ("婚检率城市达到80%，农村达到60%。", [("婚检率", ">=", 80, "%", None), ("婚检率", ">=", 60, "%", None)]),
    ("每千名儿童拥有儿科医生达到0.9名、床位增至2.5张。",
     [("每千名儿童拥有儿科医生", ">=", 0.9, "名/千名儿童", None), ("每千名儿童拥有床位", ">=", 2.5, "张/千名儿童", None)]),
    ("妇女人均预期寿命2025年达到80岁，2030年提高到82.5岁。",
     [("妇女人均预期寿命", ">=", 80, "岁", 2025), ("妇女人均预期寿命", ">=", 82.5, "岁", 2030)]),
    ("出生人口性别比降到110以下。", [("出生人口性别比", "<=", 110, "", None)]),
    ("学前经费占财政性教育经费的比例不低于7%。", [("学前经费占财政性教育经费的比例", ">=", 7, "%", None)]),
    ("补助对象所占比例保持在寄宿生总数的三成。", [("补助对象所占比例", ">=", 30, "%", None)]),
    ("90%的行政村建立儿童之家。", [("行政村建立儿童之家比例", ">=", 90, "%", None)]),
    ("培育社区儿童之家，覆盖80%以上的社区。", [("社区儿童之家社区覆盖率", ">=", 80, "%", None)]),
    ("100%的城市社区和85%的村建立家长学校。", [("城市社区建立家长学校比例", "=", 100, "%", None), ("村建立家长学校比例", ">=", 85, "%", None)]),
    ("开展孕前检查，覆盖率达到90%。", [("孕前检查覆盖率", ">=", 90, "%", None)]),
    ("入学率提高到3%—5%。", [("入学率", "range", 3, "%", None)]),
    ("村委会主任、村党组织书记中女性比例均达到12%。",
     [("村委会主任中女性比例", ">=", 12, "%", None), ("村党组织书记中女性比例", ">=", 12, "%", None)]),
    ("监测覆盖率2026年达到60%，2028年实现全覆盖。", [("监测覆盖率", ">=", 60, "%", 2026), ("监测覆盖率", "=", 100, "%", 2028)]),
    ("入园率达到85%；到2029年，达到95%。", [("入园率", ">=", 85, "%", None), ("入园率", ">=", 95, "%", 2029)]),
    ("本世纪末，小学入学率达到98%。", [("小学入学率", ">=", 98, "%", 2000)]),
    ("“十四五”末，课后服务覆盖率达到100%。", [("课后服务覆盖率", "=", 100, "%", 2025)]),
    ("新建学校12所、改扩建3所，2026年底前完成。", [("新建学校数", "=", 12, "所", 2026), ("改扩建学校数", "=", 3, "所", 2026)]),
)  # fmt: skip


@pytest.mark.parametrize(("text", "wanted"), LEVELS)
def test_levels(text: str, wanted: list[Row]) -> None:
    found = rows(text)
    assert found[: len(wanted)] == wanted
    assert len(found) == len(wanted) or "投诉" in text


CHANGES = (
    ("以2018年为基数，溺水死亡率下降25%。", "溺水死亡率", 25, "%", "down", "total", 2018),
    ("近视率每年降低0.5个百分点以上。", "近视率", 0.5, "百分点", "down", "year", None),
    ("贫血患病率比2015年减少三分之一。", "贫血患病率", 0.3333, "fraction", "down", "total", 2015),
    ("将1990年的婴儿死亡率降低一半。", "婴儿死亡率", 0.5, "fraction", "down", "total", 1990),
    ("知晓率在2020年的基础上提高10个百分点。", "知晓率", 10, "百分点", "up", "total", 2020),
    ("养育标准逐步提高，年均增幅不低于5%。", "养育标准逐步提高", 5, "%", "up", "year", None),
    ("伤害死亡率以2010年甲县、乙县调查的基础上下降1/6。", "伤害死亡率", 0.1667, "fraction", "down", "total", 2010),
)


@pytest.mark.parametrize(("text", "indicator", "value", "unit", "direction", "per", "base"), CHANGES)
def test_changes(text: str, indicator: str, value: float, unit: str, direction: str, per: str, base: int | None) -> None:
    found = [c for c in read(text) if c.kind == "change"]
    assert [(c.indicator, c.value, c.unit, c.direction, c.per, c.base_year) for c in found] == [
        (indicator, value, unit, direction, per, base)
    ]


def test_a_change_against_others_has_a_reference() -> None:
    (found,) = [c for c in read("儿童住院报销比例较成年人提高5个百分点。") if c.kind == "change"]
    assert found.reference is not None
    assert (found.reference.population, found.reference.offset) == ("成年人", 5)


THINGS: tuple[tuple[str, str, list[Row]], ...] = (
    ("新建8所幼儿园。", "count", [("新建幼儿园数", "=", 8, "所", None)]),
    ("2026年建成社区儿童之家一百二十个。", "count", [("社区儿童之家数", "=", 120, "个", 2026)]),
    ("新建村小3所、改建村小2所。", "count", [("新建村小数", "=", 3, "所", None), ("改建村小数", "=", 2, "所", None)]),
    ("建成公园6个、书屋9个。", "count", [("公园数", "=", 6, "个", None), ("书屋数", "=", 9, "个", None)]),
    ("每年新增托位不少于900个。", "count", [("新增托位数", ">=", 900, "个", None)]),
    ("培训教师3万名。", "count", [("培训教师数", "=", 3, "万名", None)]),
    ("家长学校发展到六百所。", "count", [("家长学校数", "=", 600, "所", None)]),
    ("在5个县开展试点。", "count", [("开展试点的县数", "=", 5, "个", None)]),
    ("每个乡镇至少配备2名儿童督导员。", "norm", [("儿童督导员配备数", ">=", 2, "名/乡镇", None)]),
    ("每个县建有一所妇幼保健院。", "norm", [("妇幼保健院数", "=", 1, "所/县", None)]),
    ("每个乡镇卫生院配备1—2名保健人员。", "norm", [("保健人员配备数", "range", 1, "名/乡镇卫生院", None)]),
    ("县（市）至少建立1处救助站。", "norm", [("救助站数", ">=", 1, "处/县(市)", None)]),
    ("每个乡镇建成一个书屋和一个小屋。", "norm", [("书屋数", "=", 1, "个/乡镇", None), ("小屋数", "=", 1, "个/乡镇", None)]),
    ("预防接种每年不少于六次。", "norm", [("预防接种次数", ">=", 6, "次/年", None)]),
    ("教师每5年接受不少于240学时的培训。", "norm", [("教师培训学时", ">=", 240, "学时/5年", None)]),
    ("保障学生每天校园体育活动时间不少于2小时。", "norm", [("学生每天校园体育活动时间", ">=", 2, "小时/天", None)]),
    ("学生每天校内、校外各1小时体育活动时间。", "norm", [("学生每天校内体育活动时间", "=", 1, "小时/天", None), ("学生每天校外体育活动时间", "=", 1, "小时/天", None)]),
    ("保证小学生每天睡眠时间达到10小时、初中生达到9小时。", "norm",
     [("小学生每天睡眠时间", ">=", 10, "小时/天", None), ("初中生每天睡眠时间", ">=", 9, "小时/天", None)]),
    ("小学、初中、高中学生每天睡眠时间分别不少于10小时、9小时、8小时。", "norm",
     [("小学学生每天睡眠时间", ">=", 10, "小时/天", None), ("初中学生每天睡眠时间", ">=", 9, "小时/天", None), ("高中学生每天睡眠时间", ">=", 8, "小时/天", None)]),
    ("厕所设在水源30米以外。", "norm", [("厕所设在水源", ">=", 30, "米", None)]),
    ("学校带宽达到100M。", "norm", [("学校带宽", ">=", 100, "M", None)]),
    ("鼓励儿童掌握1-2项运动技能。", "norm", [("运动技能项数", "range", 1, "项/人", None)]),
    ("孤儿基本生活费每人每月不低于1600元。", "amount", [("孤儿基本生活费", ">=", 1600, "元/人·月", None)]),
    ("按600元/生·年标准提供营养膳食补助。", "amount", [("营养膳食补助", "=", 600, "元/生·年", None)]),
    ("补助标准为小学生1000元/生·年、初中生1250元/生·年。", "amount",
     [("小学生补助标准", "=", 1000, "元/生·年", None), ("初中生补助标准", "=", 1250, "元/生·年", None)]),
    ("逐步提高生均公用经费标准，2024年达到生均700元。", "amount", [("生均公用经费标准", ">=", 700, "元/生·年", 2024)]),
    ("为孕妇提供免费检测，补助标准为每例500元。", "amount", [("孕妇提供免费检测补助标准", "=", 500, "元/例", None)]),
)  # fmt: skip


@pytest.mark.parametrize(("text", "kind", "wanted"), THINGS)
def test_things(text: str, kind: str, wanted: list[Row]) -> None:
    assert rows(text) == wanted
    assert {c.kind for c in read(text)} == {kind}


TRENDS = (
    ("提高新生儿访视率。", [("新生儿访视率", "up")]),
    ("近视率明显下降，肥胖率上升趋势得到控制。", [("近视率", "down"), ("肥胖率", "down")]),
    ("提高肿瘤筛查率和早诊率。", [("肿瘤筛查率", "up"), ("肿瘤早诊率", "up")]),
    ("提高产前检查覆盖率和诊断水平。", [("产前检查覆盖率", "up")]),
    ("增加公益性校外活动场所。", [("公益性校外活动场所数量", "up")]),
    ("儿童超重、肥胖上升趋势得到有效控制。", [("儿童超重率", "down"), ("儿童肥胖率", "down")]),
    ("男女收入差距逐步缩小。", [("男女收入差距", "down")]),
    ("活动场所数量稳步增加、利用率不断提高。", [("活动场所数量", "up"), ("活动场所利用率", "up")]),
    ("提高工作效率。", []),
    ("提高教育水平。", []),
)


@pytest.mark.parametrize(("text", "wanted"), TRENDS)
def test_trends(text: str, wanted: list[tuple[str, str]]) -> None:
    found = [(c.indicator, c.direction) for c in read(text) if c.kind == "trend"]
    assert found[: len(wanted)] == wanted
    assert bool(found) == bool(wanted)


TOTALS = (
    ("心理辅导室实现全覆盖。", "心理辅导室覆盖率"),
    ("乡镇（街道）、村（社区）服务中心全覆盖。", "乡镇(街道)服务中心覆盖率"),
    ("宽带网络校校通。", "学校宽带网络接通率(宽带网络校校通)"),
    ("将特困儿童全面纳入救助范围。", "特困儿童救助覆盖率"),
    ("使制度覆盖全体儿童。", "全体儿童制度覆盖率"),
    ("符合条件的儿童应救尽救。", "符合条件的儿童救助率"),
    ("助产机构全部开设早孕门诊。", "助产机构开设早孕门诊率"),
    ("学校普遍开展安全教育。", "学校开展安全教育率"),
)


@pytest.mark.parametrize(("text", "indicator"), TOTALS)
def test_totals_in_words(text: str, indicator: str) -> None:
    first = next(c for c in read(text) if c.implied)
    assert (first.indicator, first.comparator, first.value, first.unit) == (indicator, "=", 100, "%")
    assert "implied_total" in first.unsure


NOTHING = (
    "在寄宿制学校或者600人以上的非寄宿制学校设立保健室。",
    "依据《国家贫困地区儿童发展规划（2014—2020年）》（国办发〔2014〕67号）精神。",
    "拨打12355服务台，发挥“一站式”服务和五位一体作用。",
    "实施第三期行动计划，由三类机构参加。",
    "3岁以下婴幼儿照护服务体系更加健全。",
    "在25个试点县政策的基础上推广。",
)


@pytest.mark.parametrize("text", NOTHING)
def test_numbers_that_promise_nothing(text: str) -> None:
    assert [c for c in read(text) if not c.implied] == []


PAST = (
    ("截至2020年底，全县入园率达到91%。", [None]),
    ("婴儿死亡率由2015年的5‰下降到2020年的3‰。2020年，近视率为50%。到2025年，近视率降到45%。", [None, None, None, 2025]),
    ("目前全市已有14家医院，到2026年，接种率达到95%。", [2026]),
    ("补助标准由每人每月300元提高到450元。", [None, None]),
    ("将“入园率达到80%”修改为“入园率达到85%”。", [None, None]),
)


@pytest.mark.parametrize(("text", "deadlines"), PAST)
def test_past_values_are_no_promises(text: str, deadlines: list[int | None]) -> None:
    found = [c for c in read(text) if c.kind in ("level", "amount")]
    assert [c.deadline for c in found] == deadlines
    assert any(c.role == "background" for c in read(text)) or "目前" in text
    assert found[-1].role != "background" or "截至" in text


def test_a_carried_subject_is_marked() -> None:
    found = read("检查率到2025年达到80%，到2030年达到85%。")
    assert [c.unsure for c in found] == [(), ("carried_subject",)]


AVERAGES = (
    ("儿童入学率高于全国平均水平。", "儿童入学率", ">", "全国"),
    ("近视率低于全省平均水平。", "近视率", "<", "全省"),
    ("养育标准不低于全市平均水平。", "养育标准", ">=", "全市"),
    ("普惠率达到全市平均水平。", "普惠率", ">=", "全市"),
)


@pytest.mark.parametrize(("text", "indicator", "comparator", "region"), AVERAGES)
def test_levels_set_against_an_average(text: str, indicator: str, comparator: str, region: str) -> None:
    (found,) = [c for c in read(text) if c.reference is not None]
    assert (found.indicator, found.comparator, found.value, found.unit) == (indicator, comparator, None, f"{region}平均水平")
    assert found.reference is not None
    assert found.reference.region == region


DOUBTS = (
    ("建档率达到120%。", "odd_value"),
    ("覆盖率达到90%。", "generic_name"),
    ("截至2020年，入园率达到90%。", "past_or_promise"),
    ("在全县范围内面向符合相关条件并且已经依法办理登记手续的各类家庭所提供的育儿服务完成率达到90%。", "long_name"),
)


@pytest.mark.parametrize(("text", "doubt"), DOUBTS)
def test_doubts_are_told(text: str, doubt: str) -> None:
    assert doubt in {code for c in read(text) for code in c.unsure}
