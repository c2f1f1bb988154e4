"""How large things plausibly are: people of a place by its level, things per thousand people, rates by their unit. House values, no figures of real places."""

from __future__ import annotations

import re
from random import Random
from typing import Final, NamedTuple

from qingmiao.catalogue.model import Element
from qingmiao.facts.ratios import Ratio
from qingmiao.places import Level

POPULATION: Final[dict[Level, float]] = {
    "nation": 1_400_000_000,
    "province": 45_000_000,
    "prefecture": 3_500_000,
    "county": 330_000,
    "township": 25_000,
    "village": 1_800,
    "institution": 400,
}

PER_CENT: Final = frozenset({"%", "％"})

_THINGS: Final = re.compile(r"^[个所处家座支部条套张项间台册]$")
"""Units of things that stand there from year to year, unlike persons and cases."""
_INSTITUTIONS: Final = re.compile(
    r"学校|幼儿园|机构|医院|卫生院|社区|村|乡镇|街道|中心|之家|场所|法院|检察|企业|单位|站|班级|教室|厕所|图书馆|场馆|家长学校|县（市|所$"
)

_PER_THOUSAND: Final = tuple(
    (re.compile(pattern), per)
    for pattern, per in (
        (r"残疾|困境|孤儿|留守|流动|流浪|贫困|事实无人|寄宿", 4.0),
        (r"高危|危重|阳性|感染|患者", 1.0),
        (r"活产|出生|新生儿|围产儿|产妇|孕妇|分娩|待产|地中海", 9.2),
        (r"婚前|婚检|结婚", 11.0),
        (r"3岁以下|三岁以下|婴幼儿|36个月", 27.0),
        (r"5岁以下", 47.0),
        (r"7岁以下|0[-—－~～至]6岁", 70.0),
        (r"学前|在园|幼儿|3[-—]5岁", 33.0),
        (r"12岁", 11.0),
        (r"毕业|入学人数|招生|入学的", 11.0),
        (r"中小学|学生|义务教育|九年", 110.0),
        (r"小学", 70.0),
        (r"初中|12[-—]14岁", 34.0),
        (r"高中|高等|中职|中等职业|18[-—]22岁", 28.0),
        (r"儿童|未成年|青少年|18岁以下|14岁", 200.0),
        (r"妇女|女性", 480.0),
        (r"职工|就业|从业", 300.0),
        (r"家庭|户", 320.0),
        (r"人口|居民", 1000.0),
        (r"经费|支出|投入|资金|预算", 900.0),
    )
)
_INSTITUTIONS_PER_THOUSAND: Final = 0.15
_OTHERS_PER_THOUSAND: Final = 20.0
_PERSONS: Final = frozenset({"人", "名", "例", "人次", "对", "件", "起", "万元", "元"})


def is_thing(unit: str) -> bool:
    """Whether a unit counts things that stay (所, 个, 张), not persons or cases."""
    return bool(_THINGS.match(unit))


def stays(element: Element) -> bool:
    """Whether a base is made of institutions; for the unit 个, which says nothing, its name decides."""
    return element.unit not in _PERSONS and (element.unit != "个" or bool(_INSTITUTIONS.search(element.name)))


def per_thousand(element: Element) -> float:
    """How many of an element there are per thousand people, where it is a base that others are part of."""
    if stays(element):
        return _INSTITUTIONS_PER_THOUSAND
    return next((per for pattern, per in _PER_THOUSAND if pattern.search(element.name)), _OTHERS_PER_THOUSAND)


_KNOWN: Final = tuple(
    (re.compile(pattern), low, high)
    for pattern, low, high in (
        (r"学前教育经费", 0.05, 0.1),
        (r"妇幼保健", 0.03, 0.08),
        (r"教育经费|卫生支出", 0.12, 0.19),
        (r"破伤风", 0.000001, 0.00001),
        (r"治疗|抗病毒|救治成功", 0.7, 0.95),
        (r"检测的|筛查的|检查的|接受", 0.72, 0.96),
        (r"艾滋.*阳性|感染艾滋|艾滋.*感染|艾滋.*传播", 0.0004, 0.004),
        (r"感染梅毒|梅毒感染", 0.001, 0.006),
        (r"孕产妇死亡", 0.00008, 0.00032),
        (r"(?:伤害|溺水|交通|意外|跌落|中毒).*死亡", 0.00005, 0.00018),
        (r"死亡", 0.003, 0.012),
        (r"死胎", 0.004, 0.009),
        (r"缺陷", 0.004, 0.015),
        (r"低出生体重", 0.02, 0.05),
        (r"低体重|生长迟缓|营养不良", 0.006, 0.035),
        (r"贫血的|贫血人数|贫血患病", 0.03, 0.11),
        (r"肥胖|超重", 0.06, 0.17),
        (r"本年查出近视", 0.1, 0.25),
        (r"^近视|查出近视|视力不良的", 0.35, 0.68),
        (r"患龋|出龋", 0.25, 0.5),
        (r"辍学", 0.0005, 0.004),
        (r"文盲|不识字", 0.01, 0.05),
        (r"犯罪", 0.01, 0.05),
        (r"剖宫产", 0.3, 0.48),
        (r"高危", 0.1, 0.25),
        (r"产后出血|产褥感染", 0.005, 0.03),
        (r"阳性|患者|患病|检出|查出", 0.01, 0.12),
        (r"女婴|女童|女生|女孩", 0.455, 0.488),
        (r"女性(?!.*(?:接受|参加|筛查))", 0.3, 0.49),
        (r"医师|医生", 0.0004, 0.0011),
        (r"床位", 0.0018, 0.0068),
        (r"托位", 0.001, 0.0045),
    )
)
"""Name → plausible share of the whole, where a share of its unit alone would be absurd; the first that fits."""

_RATES: Final[dict[float, tuple[float, float]]] = {1: (0.4, 3.0), 1_000: (3.0, 13.0), 10_000: (3.0, 110.0), 100_000: (8.0, 32.0)}
_SHARES: Final = {"up": (0.76, 0.98), "down": (0.02, 0.28), None: (0.15, 0.85)}


def first_rate(rng: Random, ratio: Ratio, element: Element, whole: Element) -> float:
    """A plausible share of the denominator (`whole`) in the first year for a numerator (`element`)."""
    low, high = _range(ratio, element, whole)
    return rng.uniform(low, high) * ratio.share


def _range(ratio: Ratio, element: Element, whole: Element) -> tuple[float, float]:
    if ratio.balance:
        return 1.02, 1.16
    if "元" in element.unit and "元" not in whole.unit:
        return (2.5, 8.0) if "万元" in element.unit else (25_000.0, 80_000.0)
    known = _known(element.name, whole.name)
    if known and not stays(whole):
        return known
    if ratio.multiplier == 100:
        return _SHARES[ratio.direction]
    low, high = _RATES.get(ratio.multiplier, (3.0, 12.0))
    if ratio.direction == "up" and ratio.multiplier >= 1_000:
        low, high = low / 5, high / 3
    return low / ratio.multiplier, high / ratio.multiplier


def _known(name: str, whole: str = "") -> tuple[float, float] | None:
    """The range of the first word that tells a part from its whole: girls among girls are no half."""
    return next(((low, high) for pattern, low, high in _KNOWN if pattern.search(name) and not pattern.search(whole)), None)


_MEASURED: Final = tuple(
    (re.compile(pattern), low, high, decimals, sway)
    for pattern, low, high, decimals, sway in (
        (r"‰|千分", 3.0, 13.0, 2, 1.0),
        (r"10万|十万", 8.0, 32.0, 2, 1.0),
        (r"万名|百万", 20.0, 300.0, 1, 1.0),
        (r"/万|万分", 3.0, 110.0, 2, 1.0),
        (r"亿", 1.0, 60.0, 2, 1.0),
        (r"万元", 40.0, 3_000.0, 1, 1.0),
        (r"元", 500.0, 9_000.0, 0, 1.0),
        (r"岁", 74.0, 79.0, 2, 0.06),
        (r"^年$", 8.8, 12.4, 2, 0.2),
        (r"小时", 0.7, 9.0, 1, 0.3),
        (r"分钟", 25.0, 90.0, 0, 0.4),
        (r"平方米|米", 2.0, 20.0, 1, 0.5),
        (r"[人名]", 5.0, 900.0, 0, 1.0),
        (r"[个所处家座支部条套张项间台册次件]", 2.0, 90.0, 0, 1.0),
    )
)


class Measure(NamedTuple):
    """A plausible value in the first year, with how many decimals it is given, and how far such things move (1: as rates do)."""

    start: float
    decimals: int
    sway: float


def first_measure(rng: Random, element: Element, direction: str | None) -> Measure:
    """A plausible measured value in the first year."""
    if element.unit in PER_CENT:
        low, high = (100 * share for share in _known(element.name) or _SHARES[direction])
        return Measure(rng.uniform(low, high), 2 if high < 5 else 1, 1.0)
    low, high, decimals, sway = next((row[1:] for row in _MEASURED if row[0].search(element.unit)), (5.0, 100.0, 1, 1.0))
    return Measure(rng.uniform(low, high), decimals, sway)
