"""Who answers for an item: 责任单位, 牵头单位 and 配合单位, in brackets at the end of an item or on a line after it."""

from __future__ import annotations

import re
from dataclasses import dataclass

_LEAD = (
    r"(?:牵头(?:责任)?(?:单位|部门)|责任(?:单位|部门|主体)|主要责任单位|主办单位|负责(?:单位|部门)|实施单位|主管部门|组织单位|牵头|责任)"
)
_SUPPORT = r"(?:配合(?:单位|部门)|协(?:助|同|作|办)(?:单位|部门)|参与(?:单位|部门)|参加单位|支持单位|相关单位|配合)"
_LINE = re.compile(
    rf"\(?(?P<all>以上各项|以上)?(?P<kind>{_LEAD}|{_SUPPORT}):(?P<units>[^。:()]{{2,400}}?(?:\([^()]{{1,30}}\)[^。:()]*?)*)"
    rf"(?=[,;、]?\(?(?:以上各项)?(?:{_LEAD}|{_SUPPORT}|完成时限|完成时间|进度要求|时间安排|时限要求):|[。)]|$)"
)
_SPLIT = re.compile(r"[、,;，；](?![^()]*\))|以及(?=[\u4e00-\u9fff]{2,})")
_BRACKET = re.compile(r"\((?P<units>[^()。]{3,200}(?:负责|牵头|配合|落实|按职责分工负责)[^()。]{0,80})\)")
_BY_DUTY = re.compile(r"(?:按(?:照)?(?:各自)?职责分工(?:分别)?)?(?:负责|牵头)(?P<rest>.*)$")


@dataclass(frozen=True, slots=True)
class InCharge:
    """Units named at [start, end) of a text."""

    start: int
    end: int
    lead: tuple[str, ...]
    support: tuple[str, ...]
    for_all: bool = False


def _whole(text: str) -> str:
    """A text without a bracket at its edges that has no partner (县教育局) but 各乡镇(街道) whole)."""
    while text.endswith(")") and text.count(")") > text.count("("):
        text = text[:-1]
    while text.startswith("(") and text.count("(") > text.count(")"):
        text = text[1:]
    return text


def split_units(text: str) -> tuple[str, ...]:
    """The units of a list, as written, without 等 and brackets left open."""
    parts = (_whole(part.strip("。 .的")) for part in _SPLIT.split(_whole(text.strip())))
    named = (re.sub(r"(?:等(?:部门|单位)?|按(?:照)?(?:各自)?职责分工负责|分工负责|负责|配合|牵头)+$", "", part) for part in parts)
    return tuple(dict.fromkeys(unit for unit in named if 2 <= len(unit) <= 24))


def find_units(text: str) -> list[InCharge]:
    """The lines of units in a text, in order; a 配合单位 that follows a 牵头单位 belongs to it."""
    found: list[InCharge] = []
    for match in _LINE.finditer(text):
        units = split_units(match.group("units"))
        is_support = bool(re.fullmatch(_SUPPORT, match.group("kind")))
        if is_support and found and match.start() - found[-1].end <= 3:
            last = found.pop()
            found.append(InCharge(last.start, match.end(), last.lead, last.support + units, last.for_all))
        else:
            found.append(
                InCharge(match.start(), match.end(), () if is_support else units, units if is_support else (), bool(match.group("all")))
            )
    return sorted([*found, *_bracketed(text, found)], key=lambda line: line.start)


def _bracketed(text: str, found: list[InCharge]) -> list[InCharge]:
    """Units in brackets without a label: (市教育局牵头，市财政局配合)."""
    lines = []
    for match in _BRACKET.finditer(text):
        if any(line.start < match.end() and match.start() < line.end for line in found):
            continue
        lead: tuple[str, ...] = ()
        support: tuple[str, ...] = ()
        for piece in re.split(r"[;,](?=[^;,]*(?:负责|牵头|配合|参与))|(?<=负责)[,;]?|(?<=牵头)[,;]?", match.group("units")):
            if re.search(r"(?:配合|参与|协助)$", piece):
                support += split_units(re.sub(r"(?:配合|参与|协助)$", "", piece))
            elif piece:
                lead += split_units(piece)
        lines.append(InCharge(match.start(), match.end(), lead, support))
    return lines


def share_out(counts: list[int]) -> list[int | None]:
    """For each line of units, in order, the item to which it belongs; items without a line before one with two get the displaced one.

    `counts[i]` is the number of lines that stand in item i; the result lists, line by line, an item's index.
    """
    owners: list[int | None] = []
    for item, count in enumerate(counts):
        for line in range(count):
            back = count - 1 - line
            target = item - back
            owners.append(target if back and target >= 0 and counts[target] == 0 else item)
    return owners
