"""The places of a plan: its region, the places that the document names, and stand-ins for those that it only counts."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Final

from qingmiao.places import LEVELS, Gazetteer, Level, Place
from qingmiao.plans.model import Package, PlanPlace
from qingmiao.reading import model as read

_ENDINGS: Final[tuple[tuple[str, Level], ...]] = (
    ("自治区", "province"),
    ("省", "province"),
    ("自治州", "prefecture"),
    ("地区", "prefecture"),
    ("盟", "prefecture"),
    ("市", "prefecture"),
    ("自治县", "county"),
    ("县", "county"),
    ("旗", "county"),
    ("区", "county"),
    ("街道", "township"),
    ("镇", "township"),
    ("乡", "township"),
    ("农场", "township"),
    ("社区", "village"),
    ("村", "village"),
)

_HAN = r"[\u4e00-\u9fff]"
_REGION = re.compile(
    rf"{_HAN}{{2,10}}?(?:自治区|自治州|自治县|省|市|地区|盟|县|旗|区)(?=人民政府|人民政府办公|妇女|儿童|未成年|关于|贯彻|实施|“|\"|《|$)"
)
_LISTING = re.compile(
    rf"(?P<township>{_HAN}{{1,8}}(?:街道|镇|乡|农场))(?:办事处)?(?:[（(][^）)\n]{{1,30}}[）)])?\s*[：:]\s*(?P<villages>[^：:\n。]*)"
)
_VILLAGE = re.compile(rf"^{_HAN}{{1,10}}(?:村|社区|居委会)$")
_SEPARATORS = re.compile(r"[、，,；;\s]+")
_COUNTED = re.compile(r"(\d+)\s*个\s*(?:[^\d\W]{0,12}?)(省|市|州|县|区|镇|乡|街道|村|社区)(?!级)")
_COUNTED_LEVEL: Final[dict[str, Level]] = {
    "省": "province",
    "市": "prefecture",
    "州": "prefecture",
    "县": "county",
    "区": "county",
    "镇": "township",
    "乡": "township",
    "街道": "township",
    "村": "village",
    "社区": "village",
}


def level_of_name(name: str) -> Level | None:
    """The level that a place's name ends in, None when it does not say."""
    return next((level for ending, level in _ENDINGS if name.endswith(ending)), None)


def named_places(head: read.PlanHead, text: str, plan_id: str, gazetteer: Gazetteer) -> tuple[tuple[PlanPlace, ...], str]:
    """The plan's places, region first, and the region's id."""
    region = _region(head, plan_id, gazetteer)
    places: dict[str, PlanPlace] = {region.id: region}
    for place in (
        *_known_below(region, head, text, gazetteer),
        *_unknown_units(region, head, plan_id, gazetteer),
        *_listed(region, text, plan_id),
    ):
        places.setdefault(place.id, place)
    named = _without_twins(list(places.values()))
    return (*named, *_stand_ins(region, head, plan_id, named)), region.id


def _region(head: read.PlanHead, plan_id: str, gazetteer: Gazetteer) -> PlanPlace:
    """The place that answers for the plan: known to the gazetteer, else named by the document, else said to be missing."""
    sources = [part for part in (head.title, head.issuer, head.coverage.text) if part]
    for part in sources:
        known = _known_in(part, gazetteer)
        if known is not None:
            return PlanPlace(id=known.id, name=known.name, level=known.level, parent=known.parent, code=known.code)
    for part in sources:
        match = _REGION.search(part)
        if match:
            name = match.group()
            return PlanPlace(id=f"{plan_id}_r", name=name, level=_below_nation(level_of_name(name)))
    return PlanPlace(id=f"{plan_id}_r", name="适用地区（文件未写明）", level="county")


def _below_nation(level: Level | None) -> Level:
    return level or "county"


def _known_in(text: str, gazetteer: Gazetteer) -> Place | None:
    """The lowest known place whose full name stands in a text; the nation only where its own bodies speak."""
    found = [place for place in gazetteer if place.level != "nation" and place.name in text]
    if found:
        return max(found, key=lambda place: (LEVELS.index(place.level), len(place.name)))
    return next((place for place in gazetteer if place.level == "nation"), None) if re.match(r"(?:中国|国家|国务院|全国)", text) else None


def _known_below(region: PlanPlace, head: read.PlanHead, text: str, gazetteer: Gazetteer) -> Iterator[PlanPlace]:
    """Places that the gazetteer knows below the region and whose full names the document says."""
    if region.id not in gazetteer:
        return
    said = {place.id: place for place in gazetteer.below(region.id) if place.id != region.id and place.name in text}
    for place in said.values():
        parent = place.parent
        while parent is not None and parent != region.id and parent not in said:
            parent = gazetteer[parent].parent
        yield PlanPlace(id=place.id, name=place.name, level=place.level, parent=place.parent, code=place.code)


def _unknown_units(region: PlanPlace, head: read.PlanHead, plan_id: str, gazetteer: Gazetteer) -> Iterator[PlanPlace]:
    """Places that the document's scope names and the gazetteer does not know."""
    number = 0
    for name in head.coverage.units:
        level = level_of_name(name)
        if level is None or len(name) < 3 or gazetteer.named(name) or LEVELS.index(level) <= LEVELS.index(region.level):
            continue
        number += 1
        yield PlanPlace(id=f"{plan_id}_u{number:03}", name=name, level=level, parent=region.id)


def _listed(region: PlanPlace, text: str, plan_id: str) -> Iterator[PlanPlace]:
    """Townships with their villages where the document lists them: 某镇：甲村、乙村、丙社区."""
    number = 0
    for match in _LISTING.finditer(text):
        names = [name for name in _SEPARATORS.split(match["villages"].strip()) if name]
        villages = [name for name in names if _VILLAGE.match(name)]
        if len(villages) < 2 or len(villages) < 0.8 * len(names):
            continue
        number += 1
        township = f"{plan_id}_t{number:02}"
        yield PlanPlace(id=township, name=match["township"], level="township", parent=region.id)
        for index, name in enumerate(dict.fromkeys(villages), 1):
            yield PlanPlace(id=f"{township}_{index:02}", name=name, level="village", parent=township)


def _without_twins(places: list[PlanPlace]) -> tuple[PlanPlace, ...]:
    """Of two places of one name under one parent, the one that has places below it, else the first."""
    parents = {place.parent for place in places}
    kept: dict[tuple[str, str | None], PlanPlace] = {}
    for place in places:
        key = (place.name, place.parent)
        if key not in kept or (place.id in parents and kept[key].id not in parents):
            kept[key] = place
    return tuple(place for place in places if kept[(place.name, place.parent)] is place)


def _stand_ins(region: PlanPlace, head: read.PlanHead, plan_id: str, named: tuple[PlanPlace, ...]) -> Iterator[PlanPlace]:
    """Entries for places that the document counts or speaks of in general, less those that it names."""
    below: dict[Level, int] = {}
    for place in named:
        if place.id != region.id:
            below[place.level] = below.get(place.level, 0) + 1
    counted: dict[Level, int] = {}
    for said, noun in _COUNTED.findall(head.coverage.text or ""):
        counted[_COUNTED_LEVEL[noun]] = counted.get(_COUNTED_LEVEL[noun], 0) + int(said)
    for name in head.coverage.units:
        level = level_of_name(name)
        if level is not None and len(name) <= 3 and name in _COUNTED_LEVEL:
            counted.setdefault(level, 0)
    for level, number in counted.items():
        if LEVELS.index(level) <= LEVELS.index(region.level) or (below.get(level) and below[level] >= number):
            continue
        missing = max(number - below.get(level, 0), 0)
        yield PlanPlace(id=f"{plan_id}_supply_{level}", name="待补名单", level=level, parent=region.id, supply=missing)


def gazetteer_of(package: Package, known: Gazetteer) -> Gazetteer:
    """The known places and the package's own; stand-ins are left out."""
    own = [
        Place(id=place.id, name=place.name, level=place.level, parent=place.parent, code=place.code)
        for place in package.places
        if place.supply is None and place.id not in known
    ]
    return known.joined(own)


def to_supply(package: Package) -> list[PlanPlace]:
    """The entries that stand for places which somebody must still name."""
    return [place for place in package.places if place.supply is not None]
