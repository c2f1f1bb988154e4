"""The places of a plan: its region, the places that the document names, and stand-ins for those that it only counts."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator, Sequence
from typing import Final

from qingmiao.places import LEVELS, Gazetteer, Level, Past, Place, Successor
from qingmiao.places.naming import short_name
from qingmiao.plans.model import Package, PlanPlace
from qingmiao.plans.words_of_places import KINDS, ZONES, Named, level_of_name, names_at, tidy
from qingmiao.reading import model as read
from qingmiao.reading.numbers import chinese_value

UNNAMED: Final = "适用地区（文件未写明）"
"""The name of a region of which the document says only 全县 or nothing at all."""

TO_SUPPLY: Final = "待补名单"

_HAN = r"[\u4e00-\u9fff]"
_NATION = re.compile(r"《?(?:中国|国家(?!级)|国务院|全国|中华人民共和国)")
_BEGINS = re.compile(rf"(?<!{_HAN})(?={_HAN})|(?<=关于)|(?<=印发)|(?<=贯彻)|(?<=落实)|(?<=适用于)|(?<=覆盖)")
"""Where a place's name may begin in a title, an issuer or a scope."""

_RUNS_ON = re.compile(r"[省市县区州旗]|(?:藏|黎|回|蒙古)族")
"""What makes of a short name another place's: 海南州, 海南藏族自治州, 吉林市."""

_SAID = re.compile(r"(?:全|我|本)(省|市|县|区|州|旗|盟|镇|乡)")
_LISTING = re.compile(
    rf"(?<!{_HAN})(?P<township>{_HAN}{{1,14}}(?:街道|镇|乡|农场|林场|苏木))(?:办事处)?\s*(?:[（(][^）)\n]{{1,30}}[）)])?\s*[：:]\s*(?P<villages>[^：:\n。]*)"
)
_HEADING = re.compile(
    rf"(?m)^[\s\W\d一二三四五六七八九十]*?(?P<county>{_HAN}{{1,8}}(?:县|市|区|旗))(?:[（(][^）)\n]{{1,30}}[）)])?[ 　\t]*[：:]?[ 　\t]*$"
)
_VILLAGE = re.compile(rf"^{_HAN}{{1,10}}(?:村|社区|居委会|嘎查)$")
_SEPARATORS = re.compile(r"[、，,；;\s]+")
_BETWEEN = re.compile(r"[、，,；;：:。（）()\s]|等|\d+|以及|和|及|与|覆盖|包括")
_NUMBER = r"\d+|[一二两三四五六七八九十百零]{1,5}"
_KINDS = "|".join(KINDS)
_GOVERNS = re.compile(rf"辖(?:有)?((?:(?:{_NUMBER})个?(?:{_KINDS})[、，,和及共]*)+)")
_COUNTED = re.compile(
    rf"({_NUMBER})(?:\s*个\s*{_HAN}{{0,14}}?|(?={_KINDS}))({'|'.join(KINDS)})(?=[^\u4e00-\u9fff]|和|及|以及|与|的|共|为|开展|实施|建设|$)"
)


def named_places(head: read.PlanHead, text: str, plan_id: str, gazetteer: Gazetteer) -> tuple[tuple[PlanPlace, ...], str]:
    """The plan's places, region first, and the region's id; `text` is the plan's part of the document."""
    chain = _region(head, text, plan_id, gazetteer)
    region = chain[-1]
    places: dict[str, PlanPlace] = {region.id: region}
    below = list(_known_below(region, text, gazetteer))
    for place in (*chain[:-1], *below, *_named_units(region, head, plan_id, below)):
        places.setdefault(place.id, place)
    places |= {place.id: place for place in _listed(region, text, plan_id, list(places.values()))}
    named = _without_twins(list(places.values()))
    return (*named, *_stand_ins(region, head, text, plan_id, named)), region.id


# ------------------------------------------------------------------------------------------------ the region


def _region(head: read.PlanHead, text: str, plan_id: str, gazetteer: Gazetteer) -> tuple[PlanPlace, ...]:
    """The place that answers for the plan, last, after those above it that no gazetteer knows.

    It is the one that the title names, else the issuer, else the scope; else it is said to be missing.
    """
    for part in (head.title, head.issuer, head.coverage.text):
        found = _named_in(tidy(part or ""), gazetteer)
        if found:
            return tuple(_own(found, plan_id))
    return (PlanPlace(id=f"{plan_id}_r", name=UNNAMED, level=_level_said(head.coverage.text or "", text)),)


def _named_in(text: str, gazetteer: Gazetteer) -> tuple[Named | Place, ...]:
    """The place that a title, an issuer or a scope speaks of, from the highest down (湖北省随州市青禾县); () where it names none."""
    for start in (match.start() for match in _BEGINS.finditer(text)):
        found = _after_short_name(text, start, gazetteer) or names_at(text, start, gazetteer)
        if found:
            return found
    nation = next((place for place in gazetteer if place.level == "nation"), None)
    return (nation,) if nation is not None and _NATION.match(text) else ()


def _after_short_name(text: str, start: int, gazetteer: Gazetteer) -> tuple[Named | Place, ...]:
    """A province or prefecture said by its short name, and what follows it: 广西实施…方案, 湖北随县…规划."""
    if start > 0:
        return ()
    for place in gazetteer:
        short = _short(place)
        if short and text.startswith(short) and not text.startswith(place.name) and not _RUNS_ON.match(text, len(short)):
            return (place, *names_at(text, len(short), gazetteer, place))
    return ()


def _short(place: Place) -> str | None:
    if place.level not in ("province", "prefecture"):
        return None
    return short_name(place.name) or place.name.removesuffix("自治区")


def _own(found: Sequence[Named | Place], plan_id: str) -> Iterator[PlanPlace]:
    """The last of some places, and those before it that no gazetteer knows, as places of the plan."""
    parent: str | None = None
    for number, place in enumerate(found):
        last = number == len(found) - 1
        if isinstance(place, Place):
            parent = place.id
            if last:
                yield PlanPlace(id=place.id, name=place.name, level=place.level, parent=place.parent, code=place.code)
        else:
            own = PlanPlace(id=f"{plan_id}_r" if last else f"{plan_id}_a{number}", name=place.name, level=place.level, parent=parent)
            parent = own.id
            yield own


_LEVEL_SAID: Final[dict[str, Level]] = {
    "省": "province",
    "市": "prefecture",
    "州": "prefecture",
    "盟": "prefecture",
    "县": "county",
    "旗": "county",
    "镇": "township",
    "乡": "township",
}


def _level_said(scope: str, text: str) -> Level:
    """The level of a region without a name: by 全省, 全市, 我县 … in the scope, else most often in the text; 全区 of an autonomous region is a province."""
    for part in (scope, text):
        counted = Counter(_SAID.findall(part)).most_common(1)
        if counted:
            noun = counted[0][0]
            return ("province" if "自治区" in text else "county") if noun == "区" else _LEVEL_SAID[noun]
    return "county"


# ------------------------------------------------------------------------------------------------ places that are named


def _known_below(region: PlanPlace, text: str, gazetteer: Gazetteer) -> Iterator[PlanPlace]:
    """Places that the gazetteer knows below the region and whose full names the document says."""
    if region.id not in gazetteer:
        return
    said = {place.id: place for place in gazetteer.below(region.id) if place.id != region.id and _says(text, place.name)}
    for place in said.values():
        parent = place.parent
        while parent is not None and parent != region.id and parent not in said:
            parent = gazetteer[parent].parent
        yield PlanPlace(id=place.id, name=place.name, level=place.level, parent=place.parent, code=place.code)


def _says(text: str, name: str) -> bool:
    """Whether a text says a place's name; one of two signs may be the tail of another (新和县 holds 和县), so it must begin a word."""
    if len(name) > 2:
        return name in text
    return re.search(rf"(?:(?<!{_HAN})|(?<=[和及与在省市州区对向])){name}", text) is not None


def _named_units(region: PlanPlace, head: read.PlanHead, plan_id: str, below: Sequence[PlanPlace]) -> Iterator[PlanPlace]:
    """Places that the document's scope names and the gazetteer does not know below the region."""
    there = {place.name for place in below} | {region.name}
    said = [*head.coverage.units, *_BETWEEN.split(head.coverage.text or "")]
    number = 0
    for name in dict.fromkeys(word for word in said if re.fullmatch(rf"{_HAN}{{2,12}}", word)):
        level = _level_under(name, region.level)
        if level is None or name in there or name in KINDS or not _is_one_name(name):
            continue
        number += 1
        yield PlanPlace(id=f"{plan_id}_u{number:03}", name=name, level=level, parent=region.id)


def _is_one_name(text: str) -> bool:
    """Whether a text is the name of one place and nothing else."""
    found = names_at(text, 0, Gazetteer(()))
    return len(found) == 1 and found[0].name == text


def _level_under(name: str, above: Level) -> Level | None:
    """The level of a place by its name and by what it is under: a 市 under a prefecture is a county; None where it cannot be under it."""
    level = level_of_name(name)
    if level == "prefecture" and above == "prefecture":
        level = "county"
    elif above == "county" and name.endswith(ZONES):
        level = "township"
    return level if level is not None and LEVELS.index(level) > LEVELS.index(above) else None


def _listed(region: PlanPlace, text: str, plan_id: str, known: Sequence[PlanPlace]) -> Iterator[PlanPlace]:
    """Townships with their villages where the document lists them: 某镇：甲村、乙村、丙社区; the county before them is their parent."""
    counties = {place.name: place.id for place in known if place.level == "county" and place.id != region.id}
    headings = [(match.start(), match["county"]) for match in _HEADING.finditer(text) if _is_one_name(match["county"])]
    townships: dict[tuple[str, str], str] = {}
    villages: dict[tuple[str, str], str] = {}
    for match in _LISTING.finditer(text):
        names = [name for name in _SEPARATORS.split(match["villages"].strip()) if name]
        listed = [name for name in names if _VILLAGE.match(name)]
        if len(listed) < 2 or len(listed) < 0.8 * len(names):
            continue
        county, name = _county_and_township(match["township"], [name for start, name in headings if start < match.start()], region)
        if county and county not in counties:
            counties[county] = f"{plan_id}_c{len(counties) + 1:02}"
            yield PlanPlace(id=counties[county], name=county, level="county", parent=region.id)
        key = (name, counties.get(county, region.id))
        if key not in townships:
            townships[key] = f"{plan_id}_t{len(townships) + 1:02}"
            yield PlanPlace(id=townships[key], name=name, level="township", parent=key[1])
        here = townships[key]
        for village in listed:
            if (village, here) not in villages:
                number = sum(1 for _, parent in villages if parent == here) + 1
                villages[village, here] = f"{here}_{number:02}"
                yield PlanPlace(id=villages[village, here], name=village, level="village", parent=here)


def _county_and_township(name: str, headings: Sequence[str], region: PlanPlace) -> tuple[str, str]:
    """(county, township): the county stands in the name (云山县城关镇) or is the last one that was a heading of its own; "" where there is none."""
    if LEVELS.index(region.level) >= LEVELS.index("county"):
        return "", name.removeprefix(region.name) if len(name) > len(region.name) + 1 else name
    inside = re.match(rf"({_HAN}{{1,8}}?(?:县|市|区|旗))({_HAN}{{1,}})", name)
    if inside:
        return inside.group(1), inside.group(2)
    return (headings[-1] if headings else ""), name


def _without_twins(places: list[PlanPlace]) -> tuple[PlanPlace, ...]:
    """Of two places of one name under one parent, the one that has places below it, else the first."""
    parents = {place.parent for place in places}
    kept: dict[tuple[str, str | None], PlanPlace] = {}
    for place in places:
        key = (place.name, place.parent)
        if key not in kept or (place.id in parents and kept[key].id not in parents):
            kept[key] = place
    return tuple(place for place in places if kept[(place.name, place.parent)] is place)


# ------------------------------------------------------------------------------------------------ places that are counted


def _stand_ins(region: PlanPlace, head: read.PlanHead, text: str, plan_id: str, named: tuple[PlanPlace, ...]) -> Iterator[PlanPlace]:
    """Entries for places that the scope (else a clause 辖五县、一百零三个乡镇) counts or speaks of in general, less those that it names."""
    below = Counter(place.level for place in named if place.id != region.id)
    counted: dict[Level, int] = {}
    governs = _GOVERNS.search(tidy(text))
    for said, noun in _COUNTED.findall(tidy(head.coverage.text or "")) or (_COUNTED.findall(governs.group(1)) if governs else ()):
        level = _level_under(noun, region.level)
        if level is not None:
            counted[level] = counted.get(level, 0) + int(chinese_value(said) or 0 if not said.isdigit() else said)
    for name in head.coverage.units:
        level = _level_under(name, region.level) if name in KINDS else None
        if level is not None:
            counted.setdefault(level, 0)
    for level, number in counted.items():
        if not below[level] or below[level] < number:
            missing = max(number - below[level], 0)
            yield PlanPlace(id=f"{plan_id}_supply_{level}", name=TO_SUPPLY, level=level, parent=region.id, supply=missing)


def gazetteer_of(package: Package, known: Gazetteer) -> Gazetteer:
    """The known places and the package's own; stand-ins are left out."""
    own = [_place(place) for place in package.places if place.supply is None and place.id not in known]
    return known.joined(own)


def _place(place: PlanPlace) -> Place:
    return Place(
        id=place.id,
        name=place.name,
        level=place.level,
        parent=place.parent,
        code=place.code,
        valid_from=place.valid_from,
        valid_to=place.valid_to,
        past=tuple(Past(one.until, one.name, one.code, one.parent) for one in place.past),
        successors=tuple(Successor(one.year, one.to, one.share) for one in place.successors),
        members=place.members,
    )


def to_supply(package: Package) -> list[PlanPlace]:
    """The entries that stand for places which somebody must still name."""
    return [place for place in package.places if place.supply is not None]
