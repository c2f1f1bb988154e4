"""The level at which a target must hold: 以乡镇为单位 means every township; 学校, 卫生院 are institutions, of which the region has a share."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from typing import Final

from qingmiao.places import LEVELS, Gazetteer, Level, Place
from qingmiao.plans.model import Package

_WORDS: Final[Mapping[Level, str]] = {
    "province": "省 自治区 直辖市 省级",
    "prefecture": "市 地级市 设区市 设区的市 州 地州 盟 地区 地 市级",
    "county": "县 县级 区 旗 县区 县市区 市辖区 县级市 区县 县市",
    "township": "乡 镇 乡镇 乡级 街道 乡镇街道 镇街 苏木 场 农场 林场 景区 风景区 开发区 乡镇级",
    "village": "村 社区 行政村 建制村 城乡社区 城市社区 农村社区 村社区 村居 嘎查 居 村级",
}
_LEVEL_OF: Final[Mapping[str, Level]] = {word: level for level, words in _WORDS.items() for word in words.split()}
_BREAKS: Final = re.compile(r"[()（）、/,，和与及·\s]+")
_LEAD: Final = re.compile(r"^(?:每个?|各|所有|全部)+")


def level_named(text: str | None) -> Level | None:
    """The level of places that the words mean, the lowest where they name several: 县(市、区) → county; None for institutions."""
    words = [_LEAD.sub("", word) for word in _BREAKS.split(text or "") if word]
    levels = [_LEVEL_OF[word] for word in words if word in _LEVEL_OF]
    if not levels or len(levels) < len(words):
        return None
    return LEVELS[max(LEVELS.index(level) for level in levels)]


def places_of_level(package: Package, gazetteer: Gazetteer, level: Level, year: int) -> Sequence[Place] | None:
    """The places at which a target must hold in a year; None where some are still to be supplied, so that nobody can say all."""
    region = package.plan.region
    if region not in gazetteer or any(place.supply is not None and place.level == level for place in package.places):
        return None
    found = tuple(place for place in gazetteer.at_level(region, level) if place.there(year))
    return found or None
