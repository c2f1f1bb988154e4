"""How places are named: their endings, what is a kind and not a name, and the places that stand one after another in a title."""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass
from typing import Final

from qingmiao.places import LEVELS, Gazetteer, Level, Place

_ENDINGS: Final[tuple[tuple[str, Level], ...]] = (
    ("特别行政区", "province"),
    ("自治区", "province"),
    ("省", "province"),
    ("自治州", "prefecture"),
    ("地区", "prefecture"),
    ("盟", "prefecture"),
    ("州", "prefecture"),
    ("县级市", "county"),
    ("市辖区", "county"),
    ("市", "prefecture"),
    ("社区", "village"),
    ("自治县", "county"),
    ("自治旗", "county"),
    ("县", "county"),
    ("旗", "county"),
    ("区", "county"),
    ("街道", "township"),
    ("街道办事处", "township"),
    ("镇", "township"),
    ("乡", "township"),
    ("苏木", "township"),
    ("场", "township"),
    ("村", "village"),
    ("嘎查", "village"),
    ("居委会", "village"),
)
"""Endings of names, longer before shorter where one ends in the other."""

ZONES: Final = ("开发区", "景区", "管理区", "园区", "示范区", "新区")
"""Areas that are a county's under a city, and a township's under a county."""

KINDS: Final = (
    *("县级市", "市辖区", "省辖市", "地级市", "设区的市", "设区市", "市州", "地州", "县市区", "区县市", "县区", "区县", "县市", "市县", "行政村", "自然村", "村居", "民族乡", "乡镇", "镇乡", "开发区", "景区", "社区"),
    *("街道", "苏木", "嘎查", "省", "市", "州", "盟", "县", "旗", "区", "镇", "乡", "场", "村"),
)  # fmt: skip
"""Words for a kind of place, which are nobody's name; longer before shorter."""

_KIND_LEVELS: Final[dict[str, Level]] = {
    "县级市": "county",
    "市辖区": "county",
    "省辖市": "prefecture",
    "市州": "prefecture",
    "地州": "prefecture",
    "县市区": "county",
    "区县市": "county",
    "县市": "county",
    "市县": "county",
    "村居": "village",
}

_HAN = r"[\u4e00-\u9fff]"
_NAME = re.compile(
    rf"(?P<bare>{_HAN}(?=县)|{_HAN}{{2,10}}?)(?P<ending>特别行政区|自治[区州县旗]|地区|新城区|新区|开发区|省|市|州|盟|县|旗|区|街道|镇|乡)(?![市县区])"
    rf"(?=$|[^\u4e00-\u9fff]|人民政府|政府|行政公署|妇女|儿童|未成年|青少年|学前|国民|幼儿|婴幼儿|教育|卫生|健康|营养|托育|困境|农村|留守|关爱|关于|贯彻|落实|实施|加强|促进|推进|委员会|党委|"
    rf"十[一二三四五六]?五|九十年代|{_HAN}{{1,9}}(?:省|市|州|县|旗|区|镇|乡))"
)
_NOT_A_NAME = re.compile(
    "^个(?!旧)|^自治|^[该外两]|规划|方案|纲要|覆盖|实施|全|我|本|各|所有|儿童|妇女|农村|城乡|城市|城镇|贫困|困难|困境|民族|边远|西部|中部|东部|集中|连片|范围|适用|贯彻|落实|加强|促进|推进|提高|推动|完善|建设|发展|关于|印发|政府|国家|中国|社$|小$|辖|[一二三四五六七八九十\\d]个"
)


@dataclass(frozen=True, slots=True)
class Named:
    """A place that a document names and no gazetteer knows."""

    name: str
    level: Level


def tidy(text: str) -> str:
    """A text with half-width signs and without blanks."""
    return re.sub(r"\s+", "", unicodedata.normalize("NFKC", text))


def level_of_name(name: str) -> Level | None:
    """The level that a place's name (or a kind of place) ends in, None when it does not say."""
    if name in _KIND_LEVELS:
        return _KIND_LEVELS[name]
    return next((level for ending, level in _ENDINGS if name.endswith(ending)), None)


def names_at(text: str, start: int, gazetteer: Gazetteer, above: Place | None = None) -> tuple[Named | Place, ...]:
    """The places whose names stand one after another from `start`, highest first; () where none begins there."""
    found: list[Named | Place] = []
    at: Named | Place | None = above
    while True:
        place = _known_at(text, start, gazetteer, at) or _unknown_at(text, start, at)
        if place is None:
            return tuple(found)
        found.append(place)
        at, start = place, start + len(place.name)


def _known_at(text: str, start: int, gazetteer: Gazetteer, above: Named | Place | None) -> Place | None:
    """The known place with the longest name at a point of the text, below the place before it."""
    if isinstance(above, Named):
        return None
    here = (place for place in gazetteer if place.level != "nation" and text.startswith(place.name, start))
    return max(
        (place for place in here if above is None or above in gazetteer.above(place.id)), key=lambda place: len(place.name), default=None
    )


def _unknown_at(text: str, start: int, above: Named | Place | None) -> Named | None:
    """A name with the ending of a place, lower than the place before it."""
    match = _NAME.match(text, start)
    if match is None or _NOT_A_NAME.search(match.group()):
        return None
    level = level_of_name(match.group())
    if level == "prefecture" and above is not None and above.level == "prefecture":
        level = "county"
    if level is None or (above is not None and LEVELS.index(level) <= LEVELS.index(above.level)):
        return None
    return Named(match.group(), level)
