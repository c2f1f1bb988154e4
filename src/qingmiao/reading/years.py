"""Years: deadlines, base years and past years that a sentence names, and the period of a plan.

A year governs what follows it up to the end of the sentence (。 or ；), until another year is named.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Literal

from qingmiao.reading.structure import CHINESE_DIGITS

YearKind = Literal["deadline", "base", "past"]

FIVE_YEAR = {
    "八五": 1995,
    "九五": 2000,
    "十五": 2005,
    "十一五": 2010,
    "十二五": 2015,
    "十三五": 2020,
    "十四五": 2025,
    "十五五": 2030,
    "十六五": 2035,
}
_FIVE = "|".join(sorted(FIVE_YEAR, key=len, reverse=True))
_CN_YEAR = "[一二][九〇零○][〇零○一二三四五六七八九]{2}"
_YEAR = rf"(?:(?:19|20)\d\d|{_CN_YEAR})"
_MENTION = re.compile(
    rf"(?P<before>截至|截止到?|自从|(?<![提达增降升减看直高低少加大小长])到|(?<![提达增降升减加延])至|自|从|以|与|使|较|(?<![占同对])比|同|在|将|把|对照|相对于|相比|按)?(?:公元)?(?P<year>{_YEAR})(?:年)?(?:[—\-~至到](?P<last>{_YEAR})(?:年|学年)?|(?P<more>(?:[、和及与,]{_YEAR}年?)+))?年?(?P<month>\d{{1,2}}月)?(?P<after>底以?前|年?底|末|前|以前|之前|之后|以来|起|期末|时|期间)?"
    rf"|(?P<before5>到|至|截至|在|比|较|与|以)?[“\"']?(?P<five>{_FIVE})[”\"']?(?:规划)?(?P<after5>时?期?末|期间|时期|末期|以来)"
    rf"|(?P<century>(?:本|20|二十)世纪末)|(?P<decade>(?:[二本]十?世纪)?(?:九十|90)年代末)"
)
_SKIP = re.compile(r"《[^《》]{0,90}》|〔[^〔〕]{0,10}〕|\([^()]{0,6}(?:19|20)\d\d[—\-~至][^()]{0,12}\)|\[\d{4}\]")
_BASE_BEFORE = frozenset({"以", "与", "较", "比", "同", "对照", "相对于", "相比"})
_SET = frozenset({"将", "把", "使"})
_MOVED_AFTER = re.compile(r"[^,。;]{2,30}(?:降低|下降|减少|减低|提高|增加)(?![到至为])")
"""Before and after the year from which something is to move: 使1990年的患病率降低一半."""
_BASE_AFTER = re.compile(
    r"(?:底|末|的)?(?:为|作为)?(?:基数|基线|基期|基准|相比|的?(?:水平|实际)?(?:的)?基础上|水平的|调查|的[^,。;]{2,24}(?:降低|下降|减少|提高|增加|基础上))"
)


_CONDITION_AFTER = re.compile(r"\d{0,2}日?(?:\(含\))?(?:以后|之后|以前|起|后|前)?(?:出生|入学|参保|登记)")


@dataclass(frozen=True, slots=True)
class Mention:
    """Years named together at [start, end) of a text: 到2025年和2030年 names two."""

    start: int
    end: int
    years: tuple[int, ...]
    kind: YearKind
    since: bool = False


def year_value(word: str) -> int:
    """The year of 2025 or 二〇二五."""
    return int(word) if word.isdigit() else int("".join(str(CHINESE_DIGITS[ch]) for ch in word))


def mentions(text: str) -> list[Mention]:
    """The years that a text names, in order, without those in book titles and document numbers."""
    skip = [match.span() for match in _SKIP.finditer(text)]
    found = []
    for match in _MENTION.finditer(text):
        if any(a <= match.start() < b for a, b in skip) or not _stands(text, match):
            continue
        found.append(_mention(text, match))
    return found


def _stands(text: str, match: re.Match[str]) -> bool:
    """Whether four digits are a year: followed by 年, or between 到 and a number's end."""
    if _CONDITION_AFTER.match(text, match.end()):
        return False
    if not match.group("year"):
        return True
    if (match.start() and text[match.start() - 1] in ".0123456789") or (
        match.group()[-1].isdigit() and text[match.end() : match.end() + 1].isdigit()
    ):
        return False
    return "年" in match.group() or (match.group("before") in ("到", "至") and text[match.end() : match.end() + 1] in (",", ""))


def _mention(text: str, match: re.Match[str]) -> Mention:
    if match.group("five"):
        past = match.group("before5") == "截至" or match.group("after5") == "以来"
        if match.group("before5") in _BASE_BEFORE:
            return Mention(*match.span(), (FIVE_YEAR[match.group("five")],), "base")
        return Mention(*match.span(), (FIVE_YEAR[match.group("five")],), "past" if past else "deadline")
    if match.group("century") or match.group("decade"):
        return Mention(*match.span(), (2000,), "deadline")
    before, after = match.group("before") or "", match.group("after") or ""
    years = _years(match)
    moved = before in _SET and _MOVED_AFTER.match(text, match.end())
    if moved or before in _BASE_BEFORE or (_BASE_AFTER.match(text, match.end()) and before != "到"):
        return Mention(*match.span(), years[-1:], "base")
    if before.startswith("截") or after == "以来":
        return Mention(*match.span(), years, "past")
    return Mention(*match.span(), years, "deadline", since=after == "起")


def _years(match: re.Match[str]) -> tuple[int, ...]:
    if match.group("last"):
        return (year_value(match.group("last")),)
    more = re.findall(_YEAR, match.group("more") or "")
    return (year_value(match.group("year")), *(year_value(word) for word in more))


_FOLD_DIGITS = str.maketrans("０１２３４５６７８９（）－～", "0123456789()-~")
_PERIOD = re.compile(rf"({_YEAR})年?(?:—|--?|~|至|到)({_YEAR})(?:年|\)|$)")
_ONE_YEAR = re.compile(rf"(?<!\d)({_YEAR})年(?:度)?(?![底末前])")
_FIVE_TITLE = re.compile(rf"[“\"']?({_FIVE})[”\"']?")
_VALID_UNTIL = re.compile(rf"(?:有效期|施行期|实施期|执行期)[^。;]{{0,12}}?(?:至|到)({_YEAR})年")
_VALID_YEARS = re.compile(r"(?:有效期|施行期限?|实施期限?)[^。;\d一二三四五六七八九十]{0,6}(\d{1,2}|[一二三四五六七八九十])年")
_FROM = re.compile(rf"自({_YEAR})年\d{{0,2}}月?\d{{0,2}}日?起(?:施行|实施|执行|试行)")


def period_in(title: str) -> tuple[int, int] | None:
    """The period that a title names: (2021—2030年), “十四五”, 九十年代."""
    title = title.translate(_FOLD_DIGITS)
    if match := _PERIOD.search(title):
        first, last = year_value(match.group(1)), year_value(match.group(2))
        return (first, last) if first <= last <= first + 40 else None
    if match := _FIVE_TITLE.search(title):
        last = FIVE_YEAR[match.group(1)]
        return (last - 4, last)
    if re.search(r"(?:九十|90)年代", title):
        return (1991, 2000)
    return None


def year_in(title: str) -> int | None:
    """The one year that a title names (2025年工作要点, 二〇二五年度…计划), or None."""
    found = {year_value(match.group(1)) for match in _ONE_YEAR.finditer(title.translate(_FOLD_DIGITS))}
    return found.pop() if len(found) == 1 else None


def valid_from(text: str) -> int | None:
    """The year from which a text holds (自2023年6月1日起施行)."""
    match = _FROM.search(text)
    return year_value(match.group(1)) if match else None


def valid_until(text: str, issued: int | None) -> int | None:
    """The last year of a text whose period stands in one clause (有效期至2027年; 自2023年起施行，有效期5年)."""
    if match := _VALID_UNTIL.search(text):
        return year_value(match.group(1))
    if match := _VALID_YEARS.search(text):
        word = match.group(1)
        length = int(word) if word.isdigit() else CHINESE_DIGITS.get(word, 10)
        start = _FROM.search(text)
        first = year_value(start.group(1)) if start else issued
        return first + length - (1 if start and "1月1日" in start.group() else 0) if first else None
    return None
