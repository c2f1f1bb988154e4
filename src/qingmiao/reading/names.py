"""Names of indicators: what the words before a value leave when adverbs, places and years are taken off; lists are split.

All functions work on folded text (`View.text`); names come back folded, which is how they stand in an indicator table.
"""

from __future__ import annotations

import re
from functools import lru_cache

from qingmiao.reading import resources
from qingmiao.reading.years import mentions

_OPEN, _CLOSE = "(《“〔[「", ")》”〕]」"


@lru_cache(maxsize=1)
def head_at_end() -> re.Pattern[str]:
    """Matches a name that ends in a word for a rate, share or index."""
    return re.compile(rf"{resources.pattern('rates', 'heads')}(?:\([^()]*\))?$")


@lru_cache(maxsize=1)
def _age() -> str:
    span = r"(?:\d+|[零〇一二三四五六七八九十]+)"
    return rf"(?:{span}(?:(?:周岁|岁|个月|月龄|月)?(?:—|--?|~|至){span})?个?(?:周岁|岁|月龄|月|学龄)(?:及)?(?:以下|以上|以内|内)?(?:的)?)"


@lru_cache(maxsize=1)
def population_at_start() -> re.Pattern[str]:
    """Matches the group of people with which a name begins (5岁以下儿童, 适龄残疾儿童, 孕产妇)."""
    modifiers, nouns = resources.pattern("people", "modifiers"), resources.pattern("people", "nouns")
    return re.compile(
        rf"(?:{_age()}|{modifiers}|{nouns})*?(?:{_age()}|{modifiers}|{nouns})*{nouns}(?!{resources.pattern('people', 'not_people')})"
    )


@lru_cache(maxsize=1)
def _unit_of() -> re.Pattern[str]:
    return re.compile(r",?以(?P<level>[^,。;:]{1,16}?)为(?:基本)?单位[,，]?(?:统计)?")


def level_in(text: str) -> str | None:
    """The level at which a target must hold: 以乡镇为单位 → 乡镇; 每个县 → 县."""
    if match := _unit_of().search(text):
        return match.group("level")
    match = _each().search(text, max(text.rfind(mark) for mark in ",;。") + 1)
    return match.group("level") if match else None


@lru_cache(maxsize=1)
def _each() -> re.Pattern[str]:
    levels = resources.pattern("people", "levels")
    return re.compile(rf"(?:每一?个?|每一?所|每一?名|各)(?P<level>{levels}(?:\([^()]*\))?(?:(?:、|和|及|或){levels}(?:\([^()]*\))?)*)")


def strip_level(text: str) -> str:
    """The text without 以…为单位."""
    return _unit_of().sub("", text)


@lru_cache(maxsize=1)
def _leading() -> re.Pattern[str]:
    return re.compile(rf"(?:{resources.pattern('verbs', 'leading')})(?!性|化)")


@lru_cache(maxsize=1)
def _leading_if_head() -> re.Pattern[str]:
    return re.compile(resources.pattern("verbs", "leading_if_head") + "(?!率)")


def _strip_years(text: str) -> str:
    at = 0
    for mention in mentions(text):
        if mention.start - at > 1:
            break
        at = mention.end
    return text[at:]


@lru_cache(maxsize=1)
def _kept() -> re.Pattern[str]:
    """Matches words that begin like an adverb and are none (基本医疗, 保障水平)."""
    return re.compile(resources.pattern("verbs", "kept"))


def clean(text: str) -> str:
    """A name without leading adverbs, years, 全市 and the like, and without what stands before a colon."""
    previous = None
    text = re.sub(r"\([A-Za-z][^()\u4e00-\u9fff]*\)", "", text.strip("、,;:和"))
    while text != previous:
        previous = text
        text = _strip_years(text).lstrip("、,;:。)”.—·")
        if text.startswith(_OPEN[0]) and ")" in text:
            text = text[text.index(")") + 1 :]
        match = _leading().match(text)
        if match and len(text) - match.end() != 1 and not _kept().match(text):
            text = text[match.end() :]
        verb = _leading_if_head().match(text)
        if verb and head_at_end().search(text) and len(text) - verb.end() > 3 and not _kept().match(text):
            text = text[verb.end() :]
    text = text.rpartition(":")[2] if ":" in text else text
    after = re.sub(r"^[^,、率]{1,10}?(?:将|把)(?=[^,来]{4,})", "", text)
    if after != text:  # 我们将力争到2025年…
        return clean(after)
    text = re.sub(r"(?:的)?(?:目标值?|指标值?)$", "", strip_level(text))
    return balanced(text).strip("、,;的")


def balanced(text: str) -> str:
    """The text without an unmatched bracket or quotation mark at its edges."""
    for opened, closed in zip(_OPEN, _CLOSE, strict=True):
        if text.count(closed) > text.count(opened) and closed in text:
            before, _, after = text.partition(closed)
            text = after if opened not in before else text
        if text.count(opened) > text.count(closed):
            text = text.rpartition(opened)[2] if text.rpartition(opened)[0] == "" else text
    return text


_SEPARATORS = re.compile(
    r"、|以及|(?<![总饱共温缓柔])和(?![谐平睦解气蔼善])|(?<![普涉可遍以波触])及(?![时格其早])|(?<=[率例重数])与(?![否会])"
)


def split_points(text: str) -> list[tuple[int, int]]:
    """Where a list is divided at its top level, outside brackets and quotations: runs of the separators."""
    depth = 0
    deep = bytearray(len(text) + 1)
    for i, ch in enumerate(text):
        depth += ch in _OPEN
        deep[i] = depth > 0
        depth -= ch in _CLOSE and depth > 0
    found = [m.span() for m in _SEPARATORS.finditer(text) if not deep[m.start()] and not _ordinal_list(text, m.start())]
    return _outside_open_list(text, found)


_ETC = re.compile(r"(?<![平高中初同优一二三相对])等(?!级|候|于|同|奖|专|教|学校|比例)")


def open_list(text: str) -> bool:
    """Whether a list ends in 等, so that its members are examples."""
    return bool(_ETC.search(re.sub(r"\([^()]*\)", "", text)))


def _outside_open_list(text: str, found: list[tuple[int, int]]) -> list[tuple[int, int]]:
    """The separators that do not belong to a list of examples (溺水、烫伤等伤害的发生和致残 is divided once)."""
    etc = _ETC.search(text)
    if etc is None:
        return found
    before = [span for span in found if span[0] < etc.start()]
    words = [i for i, (a, b) in enumerate(before) if text[a:b] != "、"]
    keep = before[: words[-1] + 1][-1:] if words and words[-1] < len(before) - 1 else []
    return [*keep, *(span for span in found if span[0] >= etc.start())]


def _ordinal_list(text: str, at: int) -> bool:
    """Whether a mark divides grades (一、二、三级), not things."""
    return bool(re.match(r"[一二三四五六七八九十]$", text[max(0, at - 1) : at])) and bool(
        re.match(r"、[一二三四五六七八九十]", text[at : at + 2])
    )


def members_of(text: str) -> list[str]:
    """The members of a list, without completing them."""
    edges = [0, *(edge for span in split_points(text) for edge in span), len(text)]
    return [member for member in (text[a:b] for a, b in zip(edges[::2], edges[1::2], strict=True)) if member]


@lru_cache(maxsize=1)
def _stem_at_end() -> re.Pattern[str]:
    return re.compile(rf"(?:{resources.pattern('rates', 'stems')})?(?:{resources.pattern('rates', 'heads', 'counts')})$")


@lru_cache(maxsize=1)
def _rate_word() -> re.Pattern[str]:
    return re.compile(rf"(?:{resources.pattern('rates', 'stems')})*(?:{resources.pattern('rates', 'heads', 'counts')})$")


_BOTH_SEXES = re.compile(r"男女(?P<rest>(?:性|童|生|婴|孩|教师|学生|职工)[^、和]{2,})")


_KINDS = re.compile(
    r"(?P<list>[^,]+?)等?(?:这|上述)?[两二三四五六七八九\d](?:个|大|种|项)?(?:类|种|项|者|病|方面)(?:的)?(?P<rest>[^、,]{2,}率)"
)
"""A list that is counted before what its members share: 跌落、烧烫伤两类伤害发生率."""


def split_name(text: str, wanted: int | None = None) -> list[str]:
    """The full names of the members of a list (婴儿和5岁以下儿童死亡率 → both 死亡率); the text itself when it is one name.

    `wanted` is the number of values that the names share out; a list that does not give that many names is not split.
    """
    both = _BOTH_SEXES.match(text)
    if wanted == 2 and both:
        return [f"{sex}{both.group('rest')}" for sex in "男女"]
    kinds = _KINDS.fullmatch(text)
    if wanted is not None and kinds and len(members_of(kinds.group("list"))) == wanted:
        return [f"{member}{kinds.group('rest')}" for member in members_of(kinds.group("list"))]
    members = members_of(text)
    if wanted is not None and len(members) > wanted:
        members = _joined(members, wanted)
    if (
        len(members) < 2
        or (wanted is not None and len(members) != wanted)
        or (wanted is None and any(len(member) < 2 for member in members))
    ):
        return [text]
    if wanted is None and len(members) > 6:
        return [text]
    return _complete(members)


@lru_cache(maxsize=1)
def level_at_start() -> re.Pattern[str]:
    """Matches the level with which a name begins (乡镇(街道), 村(社区))."""
    return re.compile(resources.pattern("people", "levels") + r"(?:\([^()]*\))?")


@lru_cache(maxsize=1)
def _place_words() -> re.Pattern[str]:
    return re.compile(resources.pattern("people", "places") + r"(?:\([^()]*\))?")


def is_group(name: str) -> bool:
    """Whether a name is only a group of people or a kind of place (农村社区, 女童), or a short list of such."""
    members = members_of(name)
    if len(members) > 1 and len(name) <= 16:
        return all(is_group(member) for member in members)
    return bool(
        _kind_of_place().fullmatch(name)
        or population_at_start().fullmatch(name)
        or _place_words().fullmatch(name)
        or level_at_start().fullmatch(name)
    )


@lru_cache(maxsize=1)
def _kind_of_place() -> re.Pattern[str]:
    """Matches short names of kinds of places and stages (大中城市, 贫困县, 山地村, 小学阶段)."""
    return re.compile(rf"[\u4e00-\u9fff“”]{{0,6}}(?:{resources.pattern('people', 'place_ends')})(?:\([^()]{{1,4}}\))?")


def head_and_group(name: str) -> tuple[str, str] | None:
    """The two parts of a name with its group behind it (婚检率城市), or None."""
    among = re.fullmatch(rf"(?P<name>.*{resources.pattern('rates', 'heads')})在(?P<group>[^,]{{2,16}}中|[^,率]{{2,6}})", name)
    if among:
        return among.group("name"), among.group("group").removesuffix("中")
    match = re.fullmatch(rf"(?P<name>.*{resources.pattern('rates', 'heads')})(?P<group>.+)", name)
    return (match.group("name"), match.group("group")) if match and is_group(match.group("group")) else None


_STAGE_BEHIND = re.compile(
    r"(?P<what>.*(?:经费|标准|补助|补贴|津贴|定额|时间|时长|次数|课时))(?P<who>幼儿园|小学|初中|普通高中|高中|中职|大学|城市|农村|城镇|县城)"
)


def stage_first(name: str) -> str:
    """A name with the stage or place that stands behind it put before it (生均公用经费小学 → 小学生均公用经费)."""
    match = _STAGE_BEHIND.fullmatch(name)
    return match.group("who") + match.group("what") if match else name


def without_group(name: str, like: str) -> str:
    """A name without the group with which it begins: people when `like` is a group of people, else a kind of place."""
    pattern = population_at_start() if population_at_start().fullmatch(like) else _place_words()
    match = pattern.match(name)
    return name[match.end() :] if match and match.end() < len(name) else name


def without_rate(name: str) -> str:
    """What a rate is of: the name without its last stem and head (儿童友好社区覆盖率 → 儿童友好社区)."""
    return _rate_word().sub("", name)


def _joined(members: list[str], wanted: int) -> list[str]:
    """Members joined so that each ends in a head (公办和民办园覆盖率和入园率 shared by two values), or as they are."""
    joined: list[str] = []
    carry: list[str] = []
    for member in members:
        carry.append(member)
        if head_at_end().search(member):
            joined.append("、".join(carry))
            carry = []
    return joined if len(joined) == wanted and not carry else members


def _complete(members: list[str]) -> list[str]:
    full = list(members)
    for i in range(len(members) - 2, -1, -1):
        donor = next(member for member in members[i + 1 :] if _ends_by_itself(member) or member is members[-1])
        if not _ends_by_itself(members[i]):
            full[i] = _with_tail(members[i], _tail_for(members[i], donor), donor)
    among = _AMONG_WHOM.match(full[0])
    if among and not any(among.group() in name for name in full[1:]) and all(population_at_start().match(name) for name in full[1:]):
        return [full[0], *(among.group() + name for name in full[1:])]
    front = _front_of(full[0])
    return [full[0], *(_with_front(name, front, full[0]) for name in full[1:])]


_AMONG_WHOM = re.compile(r"[^、,率]{2,8}(?<![高初其集])中的?(?=[^、,]{2,})")
"""Among whom all members of a list are meant: 流动人口中婴儿和5岁以下儿童死亡率."""


_QUALITY = re.compile(r"(?:程度|水平|质量|能力|意识|力度|效率)$")


def _ends_by_itself(member: str) -> bool:
    return (
        bool(head_at_end().search(member))
        or bool(_QUALITY.search(member))
        or any(member.endswith(word) for word in resources.words("rates", "counts") if len(word) > 1)
    )


def _tail_for(first: str, last: str) -> str:
    """What the last member lends to the others: all after its population when the first is a population, else stem and head."""
    for pattern in (population_at_start(), level_at_start()):
        group, alone = pattern.match(last), pattern.fullmatch(first)
        if group and alone and group.end() < len(last):
            return last[group.end() :]
    among = _AMONG.search(last)
    if among and not alone:
        return among.group()
    match = _rate_word().search(last)
    if match and match.group() == last:
        match = head_at_end().search(last)
    return match.group() if match else ""


_AMONG = re.compile(r"(?<![初高其集])中的?(?:女性|妇女|女干部|女代表|女委员|少数民族)?[^中,]{0,6}(?:比例|占比|比重)$")


def _with_tail(member: str, tail: str, last: str) -> str:
    """A member with the lent tail; only 率 when it already ends in the stem (基因诊断 + 诊断率)."""
    match = _stem_at_end().search(last)
    if match is None or not tail or tail.startswith("中"):
        return member + tail
    stem = re.sub(rf"(?:{resources.pattern('rates', 'heads', 'counts')})$", "", match.group())
    return member + match.group()[len(stem) :] if stem and member.endswith(stem) else member + tail


def _front_of(first: str) -> str:
    """The population with which the first name begins, to be lent to names that have none."""
    match = population_at_start().match(first)
    return match.group() if match and match.end() < len(first) else ""


@lru_cache(maxsize=1)
def _condition_word() -> re.Pattern[str]:
    return re.compile(resources.pattern("rates", "conditions"))


def _with_front(name: str, front: str, first: str) -> str:
    if population_at_start().match(name) or not name:
        return name
    if name in resources.words("rates", "generic") or (_rate_word().fullmatch(name) and not _condition_word().search(name)):
        base = _rate_word().sub("", first)
        return (base if base and base != first else front) + name
    return front + name


def population_of(name: str) -> str | None:
    """The group of people that a name begins with, if it is narrower than 儿童 or 妇女."""
    match = population_at_start().match(name)
    if match is None or match.end() == len(name):
        return None
    return match.group().rstrip("的")


@lru_cache(maxsize=1)
def _everyone() -> re.Pattern[str]:
    return re.compile(rf"{_age()}?的?{resources.pattern('people', 'everyone')}")


def narrowing(population: str | None) -> str | None:
    """A population that narrows its indicator; None for those that a whole plan is about (儿童, 5岁以下儿童, 孕产妇)."""
    return None if population is None or _everyone().fullmatch(population) else population


_EACH_THING = re.compile(r"^每一?(?:个|名|所|处|家|座|间)(?=[^,]{3,})")
_EACH_WITHIN = re.compile(r"(?<=.)每一?(?:人|名|个|例|处|所|次)(?=次数|天数|课时|学时|时间|补助|补贴|奖励|资助|救助|给予|标准)")
_EACH_PERSON = re.compile(
    r"(?<=[\u4e00-\u9fff])每(?:人|生|名|户)?每(?:天|日|周|月|年|学期|学年|餐)|(?<=[\u4e00-\u9fff])每(?:年|月)(?=投入|补助|补贴|资助)"
)
_GIVEN = re.compile(r"(?<=.)(?:发放|给予)(?=[^,]{2,8}(?:补贴|补助|津贴|标准|金|费)$)|^给予(?=..)")
_TWICE = re.compile(r"([\u4e00-\u9fff]{2})\1(?=[率数]|次数|覆盖率|比例|标准)")


def tidy(name: str) -> str:
    """A name as it would stand in a table of indicators: without 每个 at its start, 将, and words said twice."""
    name = re.sub(r"^将(?!来)(?=..)", "", name)
    name = _EACH_WITHIN.sub("", _EACH_THING.sub("", name))
    name = _GIVEN.sub("", _EACH_PERSON.sub("", name))
    return balanced(_TWICE.sub(r"\1", name)) or name


@lru_cache(maxsize=1)
def _bad() -> re.Pattern[str]:
    return re.compile(resources.pattern("rates", "bad"))


def _of_process(name: str) -> bool:
    """Whether a name ends in the rate of something that is done about a harm (案件访视率), not of the harm."""
    match = _process_at_end().search(name)
    return (
        match is not None and not _bad().search(match.group("stem")) and match.group("stem") not in resources.words("rates", "no_process")
    )


@lru_cache(maxsize=1)
def _process_at_end() -> re.Pattern[str]:
    return re.compile(rf"(?P<stem>{resources.pattern('rates', 'stems')})(?:率|比例|覆盖面)$")


def is_bad(name: str) -> bool:
    """Whether lower is better for an indicator of this name."""
    if any(name.endswith(word) for word in resources.words("rates", "good")) or _of_process(name):
        return False
    return bool(_bad().search(name))


def is_generic(name: str) -> bool:
    """Whether a name says nothing alone (覆盖率)."""
    return name in resources.words("rates", "generic")


_DROP_LEAD = re.compile(r"^(?:各|每个?)(?:级|类)?")


def topic_of(clause: str) -> str:
    """What a clause speaks of: its object when it begins with a verb, else its subject up to the verb."""
    text = re.sub(r"^为(?=.{4})", "", clean(clause))
    build = resources.pattern("verbs", "build", "leading_if_head")
    match = re.match(
        rf"(?:(?:市|县|区|各)[^,]{{0,6}})?(?:{build}|做好|健全|开展|推进|推行|加快|强化|推广|规范|普及|深化|优化)+(?:一批|一项|一次)?(?P<object>[^,;]+)$",
        text,
    )
    group = population_at_start().match(text)
    if match is None and group and text[group.end() : group.end() + 1] == "的":
        return group.group()
    built = re.search(r"(?:建立|设立|配备|设置|建设|创建)(?:一批)?(?P<object>[^,;]{2,})$", text)
    thing = (
        match.group("object")
        if match
        else built.group("object")
        if built
        else re.split(r"(?:得到|实现|纳入|进一步|普遍|全面|(?<!\d)达到)", text)[0]
    )
    if not re.search(r"岁|月", thing):
        thing = re.split(r"\d", thing, maxsplit=1)[0]
    return re.sub(r"(?:制度|工作|建设|活动|机制|体系|政策|行动|计划)$", "", thing).strip("的")
