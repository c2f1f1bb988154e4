"""How large things plausibly are: people of a place by its level, things per thousand people, rates by their unit. House values, no figures of real places."""

from __future__ import annotations

import re
from random import Random
from typing import Final

from qingmiao.catalogue.model import Element
from qingmiao.facts.demonstration.model import Ratio
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

_THINGS: Final = re.compile(r"^[个所处家座支部条套张项间台册户]$|^万?所$")
"""Units of things that stand there from year to year, unlike persons and cases."""

_PER_THOUSAND: Final = tuple(
    (re.compile(pattern), per)
    for pattern, per in (
        (r"残疾|困境|孤儿|留守|流动|流浪|贫困|事实无人", 4.0),
        (r"活产|出生|新生儿|产妇|孕妇|分娩|待产", 9.2),
        (r"婚前|婚检|结婚", 11.0),
        (r"3岁以下|三岁以下|婴幼儿", 27.0),
        (r"5岁以下", 47.0),
        (r"7岁以下|0[-—－~～至]6岁", 70.0),
        (r"学前|在园|幼儿", 33.0),
        (r"中小学生|学生|义务教育", 110.0),
        (r"小学", 70.0),
        (r"初中", 34.0),
        (r"高中|中职", 28.0),
        (r"儿童|未成年|青少年|18岁以下", 200.0),
        (r"妇女|女性", 480.0),
        (r"职工|就业|从业", 300.0),
        (r"家庭|户", 320.0),
        (r"人口|居民", 1000.0),
        (r"经费|支出|投入|资金|预算", 900.0),
    )
)
_THINGS_PER_THOUSAND: Final = 0.15
_OTHERS_PER_THOUSAND: Final = 20.0


def is_thing(unit: str) -> bool:
    """Whether a unit counts things that stay (所, 个, 张), not persons or cases."""
    return bool(_THINGS.match(unit))


def per_thousand(element: Element) -> float:
    """How many of an element there are per thousand people, where it is a base that others are part of."""
    if is_thing(element.unit):
        return _THINGS_PER_THOUSAND
    return next((per for pattern, per in _PER_THOUSAND if pattern.search(element.name)), _OTHERS_PER_THOUSAND)


_RATES: Final[dict[float, tuple[float, float]]] = {1_000: (3.0, 13.0), 10_000: (3.0, 110.0), 100_000: (8.0, 32.0)}
_SHARES: Final = {"up": (0.66, 0.97), "down": (0.02, 0.28), None: (0.15, 0.85)}


def first_rate(rng: Random, ratio: Ratio) -> float:
    """A plausible share of the denominator in the first year."""
    if ratio.multiplier == 100:
        return rng.uniform(*_SHARES[ratio.direction]) * ratio.share
    low, high = _RATES.get(ratio.multiplier, (0.4, 3.0) if ratio.multiplier == 1 else (3.0, 12.0))
    if ratio.direction == "up" and ratio.multiplier >= 1_000:
        low, high = low / 5, high / 3
    return rng.uniform(low, high) / ratio.multiplier * ratio.share


_MEASURED: Final = tuple(
    (re.compile(pattern), low, high, decimals)
    for pattern, low, high, decimals in (
        (r"^(%|％|百分点)$", 55.0, 97.0, 1),
        (r"‰|千分", 3.0, 13.0, 2),
        (r"10万|十万", 8.0, 32.0, 2),
        (r"万名|百万", 20.0, 300.0, 1),
        (r"/万|万分", 3.0, 110.0, 2),
        (r"亿", 1.0, 60.0, 2),
        (r"万元", 40.0, 3_000.0, 1),
        (r"元", 500.0, 9_000.0, 0),
        (r"岁", 72.0, 81.0, 2),
        (r"^年$", 8.8, 13.2, 2),
        (r"小时", 0.7, 9.0, 1),
        (r"分钟", 25.0, 90.0, 0),
        (r"平方米|米", 2.0, 20.0, 1),
        (r"[人名]", 5.0, 900.0, 0),
        (r"[个所处家座支部条套张项间台册次件]", 2.0, 90.0, 0),
    )
)


def first_measure(rng: Random, unit: str, direction: str | None) -> tuple[float, int]:
    """A plausible measured value in the first year, and with how many decimals it is given."""
    found = next((row[1:] for row in _MEASURED if row[0].search(unit)), (5.0, 100.0, 1))
    low, high, decimals = found
    if unit in {"%", "％"} and direction == "down":
        low, high = 2.0, 28.0
    return rng.uniform(low, high), int(decimals)
