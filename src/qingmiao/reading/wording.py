"""The words around a number of things, money or time: of whom, in which time, on which denominator; and the draft they make."""

from __future__ import annotations

import re
from functools import lru_cache

from qingmiao.reading import names, resources
from qingmiao.reading.context import Context
from qingmiao.reading.draft import Draft
from qingmiao.reading.model import Comparator, Kind
from qingmiao.reading.numbers import Quantity
from qingmiao.reading.predicates import Predicate

DENOMINATOR = re.compile(
    r"每(?P<scale>百|千|万|十万|百万|\d+万?|\d+千)(?P<of>(?:名|个)?[^,。;、]{0,14}?(?:人口|儿童|婴幼儿|学生|老年人|妇女|居民|人|孕产妇|产妇|活产))"
)


_PERIOD = re.compile(
    r"每(?P<per>餐|半年|半个?月|天|日|周|星期|学期|学年|年|季度|个?月|旬|课时|节课(?!间)|(?P<n>[两二三四五六七八九十\d]+)(?P<u>个月|年|天|周|个学期))"
    r"|(?P<n2>[两二三四五六七八九十\d]+)年(?:一(?:个)?周期|(?=[^,。;\d]{0,4}(?:培训|轮训)|(?:内)?(?:累计)?(?:不少于|不低于|至少)))|(?P<daily>全天|日均)|(?P<yearly>年均)"
)


SHARERS = "人|生|孩|例|胎|班|户|家庭|个家庭|个|亩|套|处|所|次|项|台|件|室|座|间|辆|家|村|镇|乡|县|校|园|队|场|餐|课时|期|张|床"


PERSON = re.compile(rf"每(?:一)?(?P<who>名(?:学生|儿童|幼儿|教师|孤儿|妇女)?|{SHARERS})|(?P<mean>生均|人均|户均)")


_COMPARE: dict[str, Comparator] = {"以上": ">=", "以下": "<=", "以内": "<=", "之内": "<=", "左右": "~", "以外": ">=", "内": "<="}


def unit_of(quantity: Quantity, name: str, left: str) -> str:
    """The unit of a value with its denominator (每千名儿童 … 1.12名 → 名/千名儿童)."""
    unit = {"㎡": "平方米"}.get(quantity.unit, quantity.unit)
    if quantity.category not in ("thing", "bare", "measure") or "/" in unit:
        return unit
    match = DENOMINATOR.search(with_each(left)) or DENOMINATOR.search(with_each(name))
    return f"{unit}/{match.group('scale')}{plain_group(match.group('of'))}" if match else unit


def with_each(words: str) -> str:
    """Words with the 每 that 千人口托位数 leaves out."""
    return _PER_THOUSAND.sub(r"每\g<0>", words)


_PER_THOUSAND = re.compile(r"(?<![\d每/一二三四五六七八九十百千万])[千万](?=(?:常住)?人口|名(?:常住人口|儿童|婴幼儿))")


def denominator_of(name: str) -> str:
    """The words of a name that say of how many (每千名儿童拥有)."""
    match = re.match(DENOMINATOR.pattern + "(?:拥有)?", name)
    return match.group() if match else ""


def plain_group(words: str) -> str:
    """A group without its age (名14岁以下儿童 → 名儿童)."""
    return re.sub(r"\d+(?:[—\-~至]\d+)?个?(?:周岁|岁|月)(?:以下|以上|以内)?(?:的)?", "", words).rstrip("拥有的")


@lru_cache(maxsize=1)
def build_verbs() -> re.Pattern[str]:
    """Matches verbs that make, serve or have something countable."""
    long = [word for word in resources.words("verbs", "build") if len(word) > 1]
    return re.compile(
        resources.either(long)
        + r"|建(?![筑议档制立设成有好造])|设(?![施备计想立置有])|配(?![套合送件备置建])|有(?![关效条机望])|打(?=[井])|引(?=泉)"
    )


def period_of(clause: str) -> str | None:
    """The denominator of time before a number: 每天 → 天, 每5年 → 5年."""
    found = None
    for match in _PERIOD.finditer(clause):
        if match.group("n"):
            found = (
                f"{_arabic(match.group('n'))}{match.group('u').removeprefix('个') if match.group('u') == '个学期' else match.group('u')}"
            )
        elif match.group("n2"):
            found = f"{_arabic(match.group('n2'))}年"
        elif match.group("daily"):
            found = "天"
        elif match.group("yearly"):
            found = found or "年"
        else:
            found = {"日": "天", "星期": "周", "个月": "月", "半个月": "半月"}.get(match.group("per"), match.group("per"))
    return found


def _arabic(word: str) -> str:
    return word if word.isdigit() else str("零一二三四五六七八九十".find(word.replace("两", "二")))


def _comparator(quantity: Quantity, predicate: Predicate, text: str) -> Comparator:
    if quantity.high is not None:
        return "range"
    if quantity.suffix in _COMPARE:
        return _COMPARE[quantity.suffix]
    if predicate.comparator:
        return predicate.comparator
    near = text[max(0, quantity.start - 14) : quantity.start].rpartition(",")[2]
    table: tuple[tuple[str, Comparator], ...] = (
        (r"至少|不少于|不低于|最少", ">="),
        (r"不超过|不多于|不高于|至多|控制在", "<="),
        (r"超过|多于", ">"),
    )
    return next((sign for regex, sign in table if re.search(regex, near)), "=")


def draft_of(
    context: Context, kind: Kind, name: str, quantity: Quantity, predicate: Predicate, start: int, unit: str, end: int = 0
) -> Draft:
    """A draft of a kind with a name, a value and a unit; its year is that of its clause, or of the clause after it."""
    sentence = context.sentence
    years = [m for m in sentence.years if m.kind != "base" and m.start <= quantity.start]
    later = [m for m in sentence.years if m.kind == "deadline" and m.start > quantity.end]
    draft = Draft(start=sentence.start + min(start, quantity.start), end=sentence.start + max(quantity.end, end), kind=kind, indicator=name)
    draft.value, draft.value_high, draft.unit = quantity.value, quantity.high, {"㎡": "平方米"}.get(unit, unit)
    draft.comparator = _comparator(quantity, predicate, sentence.text)
    near = bool(later) and not re.search(r"[,、;]", sentence.text[quantity.end : later[0].start])
    draft.year = years[-1].years[-1] if years else (later[0].years[-1] if near else None)
    draft.population = names.population_of(name)
    draft.past = context.is_base(quantity.start)
    return draft


def lead_of(words: str, start: int) -> tuple[str, int]:
    """Words without leading adverbs, and where they begin."""
    name = names.clean(words)
    found = words.find(name[:6]) if name else -1
    return name, start + max(found, 0)
