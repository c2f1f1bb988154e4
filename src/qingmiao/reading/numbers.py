"""Quantities: every number with its unit in a run of the view, as written: 3.5‰, 20/10万, 百分之五, 三分之一, 2—4次, 800元/生·年.

Dates, ages, document numbers, item numbers and what stands inside book titles are passed over, each with its reason.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, replace
from functools import lru_cache
from typing import Literal

from qingmiao.reading import resources
from qingmiao.reading.structure import CHINESE_DIGITS

Category = Literal["ratio", "points", "fraction", "times", "money", "thing", "time", "years", "measure", "bare"]

_SCALES = {"十": 10, "百": 100, "千": 1000, "万": 10**4, "亿": 10**8}
_CN = "[零〇一二三四五六七八九十百千两]"
_NUMBER = r"\d{1,3}(?:,\d{3})+(?:\.\d+)?(?![\d%‰])|\d+(?:\.\d+)?"
_CHINESE = rf"{_CN}+(?:点[零〇一二三四五六七八九]+)?(?:万(?={_CN}))?{_CN}*"
_PARTS = {"百": "%", "千": "‰", "万": "/万", "十万": "/10万", "每万": "/万"}


@dataclass(frozen=True, slots=True)
class Quantity:
    """A number and its unit: the run [start, end) of the view, `end` with its suffix (以上); `suffix` is the comparator word after it.

    `number_end` is where the number and unit end. `high` is the upper end of a range. `written` is false when the number was in Chinese.
    """

    start: int
    end: int
    number_end: int
    value: float
    unit: str
    category: Category
    high: float | None = None
    suffix: str = ""
    arabic: bool = True


def chinese_value(word: str) -> float | None:
    """The value of a Chinese numeral (一百零三, 二十, 三点五, 两万五千), or None when it is not one."""
    whole, _, decimals = word.partition("点")
    total, section, digit = 0, 0, None
    for ch in whole:
        if ch in CHINESE_DIGITS:
            digit = CHINESE_DIGITS[ch] if digit is None or ch in "零〇" else digit * 10 + CHINESE_DIGITS[ch]
        elif ch in "万亿":
            total, section, digit = (total + section + (digit or 0)) * _SCALES[ch], 0, None
        elif ch in _SCALES:
            section, digit = section + (1 if digit is None or digit == 0 else digit) * _SCALES[ch], None
        else:
            return None
    value = float(total + section + (digit or 0))
    return value + float("0." + "".join(str(CHINESE_DIGITS[ch]) for ch in decimals)) if decimals else value


def number_value(word: str) -> float:
    """The value of an Arabic or Chinese numeral."""
    plain = word.replace(",", "")
    return float(plain) if plain[:1].isdigit() else chinese_value(plain) or 0.0


@lru_cache(maxsize=1)
def scanner() -> re.Pattern[str]:
    """One pattern for all quantities; the named group that matched tells the kind."""
    n, c = f"(?:{_NUMBER})", f"(?:{_CHINESE})"
    dash = "(?:—|--?|~|至|到)"
    things = resources.pattern("units", "things", "length", "area", "time", "years", "mass", "rates")
    person = r"(?:/|每)(?:千人口|万人口|千名儿童|千人|万人|千名?[\u4e00-\u9fff]{2,4}|生|人|户|班|床|校|园|所|县|例|孩|月|年|天|日|次|名|个|张)(?:[·/每.](?:学期|学年|月|年|天|日|次))?"
    return re.compile(
        rf"(?P<per10>(?P<per10n>{n})(?:{dash}(?P<per10h>{n}))?/(?P<per10u>1?0?万|10万|100000|1?十万|千))"
        rf"|(?P<parts>(?P<partsu>百|千|十万|万)分之(?P<partsn>{n}|{c}(?:{dash}{c})?))"
        rf"|(?P<points>(?P<pointsn>{n}|{c})(?:{dash}(?P<pointsh>{n}|{c}))?(?:%)?(?:个?(?P<pointsu>[百千])分点|个点(?=以上|以内|左右|[,。;、])))"
        rf"|(?P<percent>(?P<percentn>{n})(?:[%‰]?{dash}(?P<percenth>{n}))?(?P<percentu>[%‰]))"
        rf"|(?P<slash>(?P<slashn>[1-9])/(?P<slashd>[2-9]|10)(?![\d万%]))"
        rf"|(?P<fraction>(?P<fractiond>{c})分之(?P<fractionn>{c}))"
        rf"|(?P<half>一半|1半|半数)"
        rf"|(?P<tenths>(?P<tenthsn>[一二三四五六七八九两]|(?<!\d)\d)成(?P<tenthsh>[半一二三四五六七八九])?(?=以上|左右|以下|以内|提高|提升|下降|[降升增减]|[,。;、的和及]))"
        rf"|(?P<double>翻(?P<doublen>一|两|1|2)番)"
        rf"|(?P<times>(?P<timesn>{n}|{c})倍)"
        rf"|(?P<money>(?P<moneyn>{n}|{c})(?:{dash}(?P<moneyh>{n}))?(?P<moneyu>[万亿百千]{{0,2}}元(?:{person})?))"
        rf"|(?P<thing>(?P<thingn>{n}|{c})(?:{dash}(?P<thingh>{n}|{c}))?余?多?(?P<thingu>[万亿]?{things})(?P<thingper>{person})?)"
        rf"|(?P<bare>(?P<baren>{n}))"
    )


_SUFFIX = re.compile(r"(?:及)?(以上|以下|以内|之内|左右|上下|不等)|\((?:含|不含)[^()]{0,8}\)")
_NOT_A_VALUE = re.compile(
    r"《[^《》]{0,80}》|〔[^〔〕]{0,12}〕|\d{4}年(?:\d{1,2}月)?(?:\d{1,2}日)?|\d{4}[—\-~至]\d{4}年?|[一二九〇零○]{1}[〇零○一二三四五六七八九]{3}年(?:[一二三四五六七八九十]{1,2}月)?|\d{1,2}月(?:\d{1,2}日)?(?!龄)"
    r"|\d{4}[.\-/]\d{1,2}[.\-/]\d{1,2}|(?:19|20)\d\d(?=[、和]20\d\d年)|第[\d一二三四五六七八九十百]+(?:[^\d]|$)|(?<!将)(?<!把)(?<!原)(?<!的)“(?![^”]{2,10}(?:\d+|[一二三四五六七八九十]+)[所个名家]”)[^”%‰达]{0,12}”|[一二三四五六七八九]位一体|\d+号|\d+:\d+"
    r"|(?<=率)每[一两三四五\d]年一次(?=达到?|不低于|保持|控制)|每一?(?:所|名|家|座|位|户|片)(?=[^,。;\d])|每(?:\d+|[两二三四五六七八九十])(?:个)?(?:年|月|天|周|学期)|(?:\d+|[两三四五六])年一个?周期|其中之一|1岁以[上下内]"
    r"|为期[\d一二两三四五六七八九十]+(?:天|周|个?月|年|学时)|\d年(?=[^\d,。;、]{1,8}(?:率|比例))|\d{1,3}个?(?:小时|分钟|天|日|工作日|周|月|年)(?:以)?内(?=[^,。;\d、]{0,12}(?:率|比例|占比))|\d{1,3}(?:分钟|小时|天)(?=[^,。;\d、内外以]{1,8}(?:率|比例))|\((?![^()]*[%‰率达占])[^()]{0,40}\)"
    r"|(?<![\d每/两一二三四五六七八九十百])千(?:名儿童|人口)|每\d+[—\-~至]\d+(?:名|个)?(?:人口|人|户)"
    r"|每(?:一)?百(?:户|家|套|张)|每(?:一)?(?:千|万|百|十万|\d+万?|\d+千)(?:名|个)?(?:人口|人|名|儿童|常住|服务|老年|学生|婴|幼|育|妇|活产|产妇|孕产妇|\d+)"
    r"|(?<=[\u4e00-\u9fff])[两二三四五六七八九](?:个|大|种|项)?(?:类|种|项)(?=[^,。;、\d]{2,12}率)"
    r"|\d+(?:\.\d+)?万(?:人口)?以上(?:人口)?的|(?:19|20)\d\d(?=年|[—\-])"
)
_AGE = re.compile(
    r"(?:\d+(?:\.\d+)?|[零〇一二三四五六七八九十两]+)(?:(?:周岁|岁|个月|月龄|月)?(?:—|--?|~|至|到)(?:\d+|[一二三四五六七八九十]+))?个?(?:周岁|岁|月龄|(?:个月|月)(?=以内|以上|以下|内|婴|龄|的?婴|儿))(?:及)?(?:以内|以上|以下|内)?"
)
_AFTER_BOOK = re.compile(r"[》”]")


def hidden(text: str) -> list[tuple[int, int]]:
    """Runs of a text in which numbers are not values: book titles, dates, quotations, denominators, document numbers; in order."""
    return [match.span() for match in _NOT_A_VALUE.finditer(text)]


def _quantity(match: re.Match[str], offset: int) -> Quantity | None:
    kind = match.lastgroup or ""
    for name in ("per10", "parts", "points", "percent", "slash", "fraction", "half", "tenths", "double", "times", "money", "thing", "bare"):
        if match.group(name):
            kind = name
            break
    value, high, unit, category = _BUILDERS[kind](match)
    word = match.group(kind)
    return Quantity(
        match.start() + offset, match.end() + offset, match.end() + offset, value, unit, category, high, "", bool(re.search(r"\d", word))
    )


_Built = tuple[float, float | None, str, Category]


def _high(match: re.Match[str], name: str) -> float | None:
    word = match.group(name)
    return number_value(word) if word else None


def _per10(m: re.Match[str]) -> _Built:
    unit = {"万": "/万", "千": "‰"}.get(m.group("per10u"), "/10万")
    return number_value(m.group("per10n")), _high(m, "per10h"), unit, "ratio"


def _parts(m: re.Match[str]) -> _Built:
    low, _, high = re.sub(r"—|--?|~|至|到", "|", m.group("partsn")).partition("|")
    return number_value(low), number_value(high) if high else None, _PARTS[m.group("partsu")], "ratio"


def _points(m: re.Match[str]) -> _Built:
    return number_value(m.group("pointsn")), _high(m, "pointsh"), f"{m.group('pointsu') or '百'}分点", "points"


def _percent(m: re.Match[str]) -> _Built:
    return number_value(m.group("percentn")), _high(m, "percenth"), m.group("percentu"), "ratio"


def _slash(m: re.Match[str]) -> _Built:
    return round(int(m.group("slashn")) / int(m.group("slashd")), 4), None, "fraction", "fraction"


def _fraction(m: re.Match[str]) -> _Built:
    below, above = number_value(m.group("fractiond")), number_value(m.group("fractionn"))
    return round(above / below, 4) if below else 0.0, None, "fraction", "fraction"


def _half(m: re.Match[str]) -> _Built:
    return 0.5, None, "fraction", "fraction"


def _tenths(m: re.Match[str]) -> _Built:
    rest = m.group("tenthsh")
    return number_value(m.group("tenthsn")) * 10 + (5 if rest == "半" else number_value(rest) if rest else 0), None, "%", "ratio"


def _double(m: re.Match[str]) -> _Built:
    return number_value(m.group("doublen")), None, "番", "times"


def _times(m: re.Match[str]) -> _Built:
    return number_value(m.group("timesn")), None, "倍", "times"


def _money(m: re.Match[str]) -> _Built:
    unit = re.sub(r"(?<=元)每", "/", m.group("moneyu"))
    return number_value(m.group("moneyn")), _high(m, "moneyh"), re.sub(r"(?<=/.)[/每.]", "·", unit), "money"


@lru_cache(maxsize=1)
def _categories() -> dict[str, Category]:
    named: dict[str, Category] = {
        "things": "thing",
        "time": "time",
        "years": "years",
        "length": "measure",
        "area": "measure",
        "mass": "measure",
        "rates": "measure",
    }
    return {word: category for key, category in named.items() for word in resources.words("units", key)}


def _thing(m: re.Match[str]) -> _Built:
    unit = m.group("thingu")
    category = _categories()[unit.lstrip("万亿") if unit.lstrip("万亿") in _categories() else unit]
    return number_value(m.group("thingn")), _high(m, "thingh"), unit + (m.group("thingper") or "").replace("每", "/"), category


def _bare(m: re.Match[str]) -> _Built:
    return number_value(m.group("baren")), None, "", "bare"


_BUILDERS = {
    "per10": _per10, "parts": _parts, "points": _points, "percent": _percent, "slash": _slash, "fraction": _fraction, "half": _half,
    "tenths": _tenths, "double": _double, "times": _times, "money": _money, "thing": _thing, "bare": _bare,
}  # fmt: skip


def quantities(text: str, offset: int = 0) -> list[Quantity]:
    """The quantities of a run of the view that starts at `offset`, in order; units shared by a list (3、4和5‰) are filled in."""
    covers = iter([*hidden(text), *(m.span() for m in _AGE.finditer(text) if not _is_target_age(text, m))])
    covered = bytearray(len(text))
    for start, end in covers:
        covered[start:end] = b"\1" * (end - start)
    found: list[Quantity] = []
    at = 0
    while match := scanner().search(text, at):
        at = match.end()
        if any(covered[match.start() : match.end()]):
            at = _past_cover(covered, match)
            continue
        quantity = _quantity(match, offset)
        if quantity is not None and _sound(text, match, quantity):
            found.append(_with_suffix(text, quantity, offset))
    return _share_units(text, found, offset)


def _past_cover(covered: bytearray, match: re.Match[str]) -> int:
    """Where to look on after a match that touches a hidden run: behind that run (or behind the match's first character)."""
    at = next(i for i in range(match.start(), match.end()) if covered[i])
    while at < len(covered) and covered[at]:
        at += 1
    return max(at, match.start() + 1)


def _is_target_age(text: str, match: re.Match[str]) -> bool:
    """Whether an age is a value (预期寿命达到78岁) and no bound of a group."""
    before, after = text[max(0, match.start() - 24) : match.start()], text[match.end() : match.end() + 1]
    if re.search(r"(?:提高|延长|达|增加|上升)(?:到|至)$", before) and after in ("", *",。;、和"):
        return True
    return bool(re.search(r"(?:寿命|年龄|年限)[^,。;]{0,14}$", before))


_IDIOM = re.compile(r"[一两三四五六七八九十百千万]")


def _sound(text: str, match: re.Match[str], quantity: Quantity) -> bool:
    """Whether a match is a quantity of its own and no part of a word (一站式, 一个体系, 十分)."""
    word = match.group()
    before, after = text[max(0, match.start() - 1) : match.start()], text[match.end() : match.end() + 1]
    if re.match(r"[A-Za-z]", before) or (re.match(r"[A-Za-z]", after) and not quantity.unit):
        return False
    if quantity.category == "years" and not quantity.arabic:
        return before in ("达", "到", "为", "至", "于", "少")
    if quantity.unit in ("期", "轮", "届") and not quantity.arabic:
        return before in ("少", "于")
    if quantity.arabic:
        return not (before.isdigit() or before == "." or (quantity.category == "bare" and (after.isalpha() and after.isascii())))
    if before in ("第", "同", "统", "进", "之", "某", "另", "逐") or (quantity.category == "thing" and after in ("性", "式", "体", "化")):
        return False
    if quantity.category in ("thing", "time", "measure") and quantity.value == 1:
        if quantity.unit in ("次", "遍", "期"):
            return bool(re.search(r"每[^,。;]{1,40}$|至少[^,。;]{0,12}$|不少于$", text[max(0, match.start() - 44) : match.start()]))
        near = text[max(0, match.start() - 34) : match.start()]
        of_each = bool(re.search(r"每[^,。;]{1,30}$|至少[^,。;]{0,8}$|和$|各[^,。;]{0,8}$", near))
        return quantity.unit in resources.words("units", "single") or (quantity.unit == "个" and of_each)
    return quantity.category not in ("bare",) and len(word) > 1


def _with_suffix(text: str, quantity: Quantity, offset: int) -> Quantity:
    suffix = ""
    end = quantity.end - offset
    while found := _SUFFIX.match(text, end):
        suffix = found.group(1) or suffix
        end = found.end()
    return replace(quantity, end=end + offset, suffix=suffix)


_SEPARATOR = re.compile(r"[、,和及与]{1,2}|以及")


def _share_units(text: str, found: list[Quantity], offset: int) -> list[Quantity]:
    """Give bare numbers of a list the unit of the next (3、4和5‰); other bare numbers stay bare."""
    shared = list(found)
    for i in range(len(shared) - 2, -1, -1):
        here, after = shared[i], shared[i + 1]
        between = text[here.end - offset : after.start - offset]
        if here.category == "bare" and after.category not in ("bare", "years") and _SEPARATOR.fullmatch(between):
            shared[i] = replace(here, unit=after.unit, category=after.category)
    return shared


def groups(text: str, found: list[Quantity], offset: int = 0) -> list[list[Quantity]]:
    """Quantities that stand in one list (10‰和13‰), as lists; a suffix at the end of a list whose other members have none holds for all."""
    lists: list[list[Quantity]] = []
    for quantity in found:
        if lists and _SEPARATOR.fullmatch(text[lists[-1][-1].end - offset : quantity.start - offset]) and _alike(lists[-1][-1], quantity):
            lists[-1].append(quantity)
        else:
            lists.append([quantity])
    return [_share_suffix(members) for members in lists]


def _alike(a: Quantity, b: Quantity) -> bool:
    return a.category == b.category and (a.category in ("ratio", "points", "fraction", "bare") or a.unit == b.unit)


def _share_suffix(members: list[Quantity]) -> list[Quantity]:
    if members[-1].suffix and not any(q.suffix for q in members[:-1]):
        return [replace(q, suffix=members[-1].suffix) for q in members]
    return members
