"""Counts, norms and amounts: things built and served, what each place or person must have, sums of money."""

from __future__ import annotations

import re
from functools import lru_cache

from qingmiao.reading import names, resources
from qingmiao.reading.clauses import Sentence
from qingmiao.reading.draft import Draft
from qingmiao.reading.model import Comparator, Kind
from qingmiao.reading.numbers import Quantity
from qingmiao.reading.predicates import Predicate

_DENOMINATOR = re.compile(r"每(?P<scale>百|千|万|十万|百万|\d+万?|\d+千)(?P<of>(?:名|个)?[^,。;、]{0,14}?(?:人口|儿童|婴幼儿|学生|老年人|妇女|居民|人|产妇|活产))")
_LEVEL_SUBJECT = re.compile(r"每(?:百|千|万|十万|\d+万)|人均|平均|生均|户均|寿命|年限|面积|(?:人|床位|托位|学位|户|次|场所|机构|医师|医生|护士)数$|总数$|指数|系数|性别比|比值?$")
_TIME_UNIT = re.compile(r"每(?P<per>天|日|周|星期|个?月|学期|学年|年|季度|半年|(?P<n>[两二三四五六七八九十\d]+)(?P<u>个月|年|天|周|个学期))|(?P<n2>[两二三四五六七八九十\d]+)年一(?:个)?周期|(?P<daily>全天|日均)|(?P<yearly>年均|年度)")
_PERSON = re.compile(r"每(?:一)?(?P<who>人|生|名(?:学生|儿童|幼儿|教师|孤儿|妇女|\w{2})|户|个?家庭)|(?P<mean>生均|人均|户均)")


def unit_of(quantity: Quantity, name: str, left: str) -> str:
    """The unit of a value with its denominator (每千名儿童 … 1.12名 → 名/千名儿童)."""
    if quantity.category not in ("thing", "bare", "measure"):
        return quantity.unit
    match = _DENOMINATOR.search(left) or _DENOMINATOR.search(name)
    if match is None:
        return quantity.unit
    of = match.group("of").rstrip("拥有的")
    return f"{quantity.unit}/{match.group('scale')}{re.sub(r'^人口$', '人口', of)}"


def is_level(words: str, quantity: Quantity, predicate: Predicate, subject: str) -> bool:
    """Whether a number with a unit of things is the level of an indicator (每千名儿童拥有床位3张, 人均预期寿命78岁)."""
    name = names.clean(words)
    if quantity.category == "bare":
        return (predicate.met and bool(re.search(r"指数|系数|性别比|数$|比$|分$", name))) or bool(re.search(r"性别比|每(?:千|万)\S*数$", name))
    if quantity.category == "years":
        return bool(re.search(r"寿命|年限|年龄", name))
    if _DENOMINATOR.search(words):
        return True
    if quantity.category in ("thing", "measure") and predicate.met and re.search(r"面积$|(?:床位|托位|学位|人|户|医师|医生|护士|机构|场所|园|所|个|总)数$|总量$|床位$|带宽$|(?:^|\D)规模$", name):
        return not re.search(r"每个?(?:人|生|天|周|月|年|县|乡|镇|村|校)", words)
    if "每千" in subject or "每万" in subject:
        return predicate.met
    return False


@lru_cache(maxsize=1)
def _build() -> re.Pattern[str]:
    return re.compile(resources.pattern("verbs", "build"))


def read_things(
    sentence: Sentence, left: str, start: int, members: list[Quantity], until: int, predicate: Predicate
) -> list[Draft]:
    """Drafts of counts, norms and amounts from one list of quantities with the same unit."""
    category = members[0].category
    if category in ("years", "bare"):
        return []
    found: list[Draft] = []
    for index, quantity in enumerate(members):
        stop = members[index + 1].start if index + 1 < len(members) else until
        draft = _read_one(sentence, left, start, quantity, stop, predicate)
        if draft is not None:
            found.append(draft)
    return found


def _read_one(sentence: Sentence, left: str, start: int, quantity: Quantity, until: int, predicate: Predicate) -> Draft | None:
    before = sentence.text[: quantity.start]
    after = _noun_after(sentence.text[quantity.end : until])
    if quantity.category == "money":
        return _amount(sentence, left, start, quantity, predicate, before, after)
    period, level = _period(before), _place_level(before, left)
    if quantity.category == "time":
        return _norm_of_time(sentence, left, start, quantity, predicate, period, after) if period or "时间" in left or "学时" in quantity.unit else None
    if quantity.category == "measure":
        return _norm_of_measure(sentence, left, start, quantity, predicate, after)
    return _count_or_norm(sentence, left, start, quantity, predicate, after, period, level)


_STOP_AFTER = re.compile(r"[,。;:!?]|、(?=(?:新|改|扩|建|设|配|培|增|提|开)[^、]{0,6}\d)|(?:,|、|和|并|及)?$|(?:和|、|并)(?=(?:至少|不少于)?(?:配备|建立|建设|建成|设立|改建|新建|改扩建|扩建|培训|增加|设置|提供)?$)|、(?=(?:至少|不少于|配备|建立|建设|建成|设立|改建|新建|改扩建|扩建|培训|增加|开展|确保|实现))|(?=,|;)|(?:以上|及以上)$")


def _noun_after(text: str) -> str:
    """The noun after a number: up to a comma or the next verb."""
    match = _STOP_AFTER.search(text)
    noun = text[: match.start()] if match else text
    noun = re.sub(r"^(?:以上|以下|及以上|左右|的)+", "", noun)
    return names._balance(noun).strip("、的和,")


def _period(before: str) -> str | None:
    """The denominator of time before a number: 每天 → 天, 每5年 → 5年."""
    clause = before[-60:].rpartition("。")[2]
    found = None
    for match in _TIME_UNIT.finditer(clause):
        if match.group("n"):
            unit = {"个月": "个月", "个学期": "学期"}.get(match.group("u"), match.group("u"))
            found = f"{_arabic(match.group('n'))}{unit}"
        elif match.group("n2"):
            found = f"{_arabic(match.group('n2'))}年"
        elif match.group("daily"):
            found = "天"
        elif match.group("yearly"):
            found = found or ("年" if match.group("yearly") == "年均" else None)
        else:
            found = {"日": "天", "星期": "周", "个月": "月"}.get(match.group("per"), match.group("per"))
    return found


def _arabic(word: str) -> str:
    if word.isdigit():
        return word
    return str({ch: i for i, ch in enumerate("零一二三四五六七八九十")}.get(word.replace("两", "二"), word))


@lru_cache(maxsize=1)
def _places() -> re.Pattern[str]:
    levels = resources.pattern("people", "levels")
    listed = rf"{levels}(?:\([^()]*\))?(?:(?:、|和|及|或|与){levels}(?:\([^()]*\))?)*"
    return re.compile(
        rf"(?:每一?(?:个|所|名|家|座|处|片|间)?|各|所有)(?P<each>[^,。;每\d]{{0,16}}?{listed})"
        rf"|(?:^|[,。;:在]|保证|确保|使|实现)(?P<level>[^,。;每\d在]{{0,14}}?{listed})(?=(?:都|均|应|要|须|必须|普遍|至少|分别)*(?:至少|设置|设立|建有|建成|建立|配备|配有|不少于|成立|有|设|建|明确|达到|配))"
    )


def _place_level(before: str, left: str) -> str | None:
    """The places each of which must have something (每个乡镇, 市（区）至少…)."""
    clause = before[-50:].rpartition("。")[2].rpartition(";")[2]
    found = list(_places().finditer(clause))
    if not found:
        return None
    last = found[-1]
    if last.group("each"):
        return last.group("each")
    return last.group("level") if last.end() >= len(clause) - len(left) - 1 and not _place_named(last.group("level")) else None


def _place_named(words: str) -> bool:
    """Whether words name one place (全县, 我市, 某某县) instead of a level."""
    return bool(re.match(r"(?:全|我|本|该)[省市县区州]", words)) or (len(words) > 12 and "、" not in words)


_COMPARE: dict[str, Comparator] = {"以上": ">=", "以下": "<=", "以内": "<=", "之内": "<=", "左右": "~", "以外": ">="}


def _comparator(quantity: Quantity, predicate: Predicate, text: str) -> Comparator:
    if quantity.high is not None:
        return "range"
    if quantity.suffix in _COMPARE:
        return _COMPARE[quantity.suffix]
    if predicate.comparator:
        return predicate.comparator
    near = text[max(0, quantity.start - 14) : quantity.start].rpartition(",")[2]
    if re.search(r"至少|不少于|不低于|最少", near):
        return ">="
    if re.search(r"不超过|不多于|不高于|至多|控制在", near):
        return "<="
    if re.search(r"超过|多于", near):
        return ">"
    return "="


def _draft(sentence: Sentence, kind: Kind, name: str, quantity: Quantity, predicate: Predicate, start: int, unit: str, end: int | None = None) -> Draft:
    years = [m for m in sentence.years if m.kind != "base" and m.start <= quantity.start]
    later = [m for m in sentence.years if m.kind == "deadline" and m.start > quantity.end]
    draft = Draft(start=sentence.start + min(start, quantity.start), end=sentence.start + max(quantity.end, end or 0), kind=kind, indicator=name)
    draft.value, draft.value_high, draft.unit = quantity.value, quantity.high, unit
    draft.comparator = _comparator(quantity, predicate, sentence.text)
    draft.year = years[-1].years[-1] if years else (later[0].years[-1] if later and "," not in sentence.text[quantity.end : later[0].start] else None)
    draft.population = names.population_of(name)
    return draft


def _lead_of(left: str, start: int) -> tuple[str, int]:
    """The words before a number without leading adverbs, and where they begin."""
    words = names.clean(left)
    found = left.find(words[:6]) if words else -1
    return words, start + max(found, 0)


def _amount(sentence: Sentence, left: str, start: int, quantity: Quantity, predicate: Predicate, before: str, after: str) -> Draft | None:
    """A standard in money: who gets how much in which time."""
    words, at = _lead_of(left[: predicate.start], start)
    words = re.sub(r"(?:按照?|每人|每生|每月|每年|每户|每名|给予|人均|生均|年人均|,)+$", "", words)
    unit = quantity.unit
    clause = before[-40:].rpartition("。")[2]
    if "/" not in unit:
        person, period = _PERSON.search(clause), _period(clause)
        who = {"生均": "生", "人均": "人", "户均": "户"}.get(person.group("mean") or "", (person.group("who") or "人")[:1]) if person else ""
        who = {"名": "人", "个": "户", "家": "户"}.get(who, who)
        per = "·".join(part for part in (who, period or ("年" if person and person.group("mean") else None)) if part)
        unit = f"{unit}/{per}" if per else unit
    if not words or len(words) < 3:
        previous = sentence.text[: max(0, start - 1)].rpartition(",")[2]
        words = names.topic_of(previous) or words
    if after and re.match(r"(?:的)?(?:标准|补助|补贴|津贴|经费|资金|资助)", after):
        words = words if re.search(r"标准|补助|补贴|津贴|经费|资金|资助", words) else words + after[:8]
    if not words:
        return None
    name = words if re.search(r"(?:标准|经费|费|金|投入|补助|补贴|津贴|资金|收入)$", words) else words + "标准"
    draft = _draft(sentence, "amount", name, quantity, predicate, at, unit)
    if draft.comparator == "=" and re.search(r"(?:达到|提高到|不低于|达|提高至|增加到)[^,。;\d]{0,8}$", before):
        draft.comparator = ">="
    return draft


def _norm_of_time(sentence: Sentence, left: str, start: int, quantity: Quantity, predicate: Predicate, period: str | None, after: str) -> Draft | None:
    """So many hours or lessons in a stretch of time."""
    words, at = _lead_of(left[: predicate.start], start)
    words = re.sub(r"(?:须|要|应|必须)?(?:接受|参加|进行|完成)$", "", words)
    unit = re.sub(r"^个", "", quantity.unit)
    noun = re.sub(r"的", "", after) if len(after) <= 20 else ""
    tail = "" if re.search(r"(?:时间|时长|学时|课时)$", words + noun) else ("学时" if "学时" in unit else "课时" if "课时" in unit else "时间")
    if not words and not noun:
        return None
    draft = _draft(sentence, "norm", f"{words}{noun}{tail}", quantity, predicate, at, f"{unit}/{period}" if period else unit, end=quantity.end + (len(after) if noun else 0))
    if draft.comparator == "=" and ("reach" in predicate.classes or "up_to" in predicate.classes):
        draft.comparator = ">="
    return draft


def _norm_of_measure(sentence: Sentence, left: str, start: int, quantity: Quantity, predicate: Predicate, after: str) -> Draft | None:
    """A length, an area, a bandwidth."""
    words, at = _lead_of(left[: predicate.start], start)
    outside = sentence.text[quantity.end : quantity.end + 2] == "以外"
    if not words and not after:
        return None
    draft = _draft(sentence, "norm", words or after, quantity, predicate, at, quantity.unit)
    if outside or (draft.comparator == "=" and {"reach", "up_to"} & set(predicate.classes)):
        draft.comparator = ">="
    return draft


def _count_or_norm(
    sentence: Sentence, left: str, start: int, quantity: Quantity, predicate: Predicate, after: str, period: str | None, level: str | None
) -> Draft | None:
    """So many things: of each place or in each stretch of time (norm), or in all (count)."""
    words = left
    verbs = list(_build().finditer(words))
    stated = predicate.comparator is not None or bool(re.search(r"至少|不少于", left))
    if not verbs and not (level or (period and quantity.unit.endswith(("次", "场", "期"))) or stated):
        return None
    noun, at = _thing_named(left, start, after, verbs)
    if not noun or len(noun) < 2:
        return None
    verb = verbs[-1].group() if verbs else ""
    kind: Kind = "norm" if level or (period and quantity.unit.endswith(("次", "课时", "学时", "节", "项"))) else "count"
    unit = quantity.unit
    if kind == "norm":
        unit = f"{unit}/{period}" if period and not level else f"{unit}/{level}" if level else unit
    tail = "次数" if quantity.unit.endswith(("次", "场次")) else "数"
    name = f"{noun}{'配备' if verb.startswith('配') else ''}{tail}" if kind == "norm" else f"{_count_verb(verb)}{noun}{tail}"
    draft = _draft(sentence, kind, name, quantity, predicate, at, unit, end=quantity.end + min(len(after) + 1, 30))
    draft.level_of = level
    if kind == "count" and period == "年":
        draft.per = None
    return draft


def _count_verb(verb: str) -> str:
    return verb if verb in ("新建", "改建", "扩建", "改扩建", "新增", "增加", "建设", "建成", "创建", "培训", "培养", "培育", "救助", "资助", "新建改扩建") else ""


def _thing_named(left: str, start: int, after: str, verbs: list[re.Match[str]]) -> tuple[str, int]:
    """The noun that is counted: after the number, or between verb and number (建设儿童福利机构43个)."""
    inside = left[verbs[-1].end() :] if verbs else left
    inside = re.sub(r"(?:至少|不少于|达到|约|各|为|1|一|不低于|总数|达|有|,)+$", "", inside)
    at = start + (verbs[-1].start() if verbs else max(0, left.find(names.clean(left)[:4] or left)))
    thing = names.clean(inside)
    if len(thing) >= 2 and (not after or len(after) < 2 or re.match(r"以上|左右", after)):
        return thing, at
    noun = re.sub(r"^(?:以上|左右)?的?", "", after)
    return noun if noun else thing, at
