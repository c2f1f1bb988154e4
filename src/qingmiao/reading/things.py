"""Counts, norms and amounts: things built and served, what each place or person must have, sums of money."""

from __future__ import annotations

import re
from functools import lru_cache

from qingmiao.reading import names, resources
from qingmiao.reading.amounts import read_amount
from qingmiao.reading.context import Context
from qingmiao.reading.draft import Draft
from qingmiao.reading.model import Kind
from qingmiao.reading.numbers import Quantity, quantities
from qingmiao.reading.predicates import Predicate
from qingmiao.reading.wording import DENOMINATOR, PERSON, build_verbs, draft_of, lead_of, period_of, plain_group, with_each

_TIMES = ("次", "场次", "期", "轮", "遍", "课时", "学时", "节", "场", "人次", "例次")


def is_level(words: str, quantity: Quantity, predicate: Predicate, context: Context, after: str) -> bool:
    """Whether a number with a unit of things is the level of an indicator (每千名儿童拥有床位3张, 人均预期寿命78岁)."""
    name = names.clean(words)
    if quantity.category == "bare":
        if quantity.value == 0 and {"down_to", "limit", "is", "hold"} & set(predicate.classes):
            return bool(names.head_at_end().search(name))
        before = context.sentence.text[: quantity.start].rpartition(",")[0].rpartition(",")[2]
        if not name and predicate.limits and re.search(r"(?:指数|系数|性别比)[^,\d]{0,6}$", before):
            return True
        return (predicate.met and bool(re.search(r"指数|系数|性别比|数$|比$|分$", name))) or bool(
            re.search(r"性别比|每(?:千|万)\S*数$", name)
        )
    if quantity.category == "years":
        return bool(re.search(r"寿命|年限|年龄", name or context.subject))
    if DENOMINATOR.search(with_each(words)):
        return predicate.met or not re.match(r"[\u4e00-\u9fff]", after)
    if "/千" in quantity.unit or "/万" in quantity.unit:
        return True
    moved = bool({"set", "up_to", "down_to"} & set(predicate.classes))
    if not name and moved and context.subject and context.unit == quantity.unit:
        return True
    if (
        quantity.category in ("thing", "measure")
        and predicate.met
        and re.search(r"面积$|(?:床位|托位|学位|人|户|医师|医生|护士|机构|场所|园|所|个|总|社区)数$|总量$", name)
    ):
        return not re.search(r"每个?(?:人|生|天|周|县|乡|镇|村|校|处|所)", words)
    if re.search(r"总(?:量|数|计|人数|规模)$", name):
        return predicate.met
    of_each = "每千" in context.subject or "每万" in context.subject
    return of_each and "每" not in words and (predicate.met or (bool(quantity.suffix) and words.startswith(("、", "和", "及"))))


def read_things(context: Context, left: str, start: int, members: list[Quantity], until: int, predicate: Predicate) -> list[Draft]:
    """Drafts of counts, norms and amounts from one list of quantities with the same unit."""
    if members[0].category in ("years", "bare"):
        return []
    found: list[Draft] = []
    if (
        len(members) > 1
        and members[0].category in ("time", "measure")
        and (shared := _shared_out(context, left, start, members, predicate))
    ):
        return shared
    context.members = members
    for index, quantity in enumerate(members):
        stop = members[index + 1].start if index + 1 < len(members) else until
        own_left = left if index == 0 else context.sentence.text[members[index - 1].end : quantity.start]
        found.extend(
            _read_one(
                context,
                own_left if index == 0 else "",
                start if index == 0 else quantity.start,
                quantity,
                stop,
                predicate,
                left,
                (index, len(members)),
            )
        )
    return found


def _shared_out(context: Context, left: str, start: int, members: list[Quantity], predicate: Predicate) -> list[Draft]:
    """Norms of several groups in one list (小学、初中、高中学生每天睡眠时间分别不少于10小时、9小时、8小时)."""
    words, at = lead_of(left[: predicate.start], start)
    full = names.split_name(words, len(members))
    if len(full) != len(members):
        return []
    period = period_of(left)
    drafts = []
    for name, quantity in zip(full, members, strict=True):
        draft = draft_of(context, "norm", name, quantity, predicate, at, f"{quantity.unit}/{period}" if period else quantity.unit)
        if draft.comparator == "=" and {"reach", "up_to"} & set(predicate.classes):
            draft.comparator = ">="
        drafts.append(draft)
    context.subject, context.period = full[-1], period
    return drafts


def _read_one(
    context: Context, left: str, start: int, quantity: Quantity, until: int, predicate: Predicate, whole: str, place: tuple[int, int]
) -> list[Draft]:
    text = context.sentence.text
    clause = whole if whole else ""
    after = _noun_after(text, quantity, until)
    if condition := _CONDITION.match(text, quantity.end):
        context.skip_until = condition.end()
    if quantity.category == "money":
        after = after or _noun_after(text, context.members[-1], len(text)) if place[1] > 1 else after
        return _one(read_amount(context, whole, start, quantity, predicate, after, place))
    period, level = period_of(clause), _place_level(text[: quantity.start], clause)
    if level and not after and names.clean(clause[: predicate.start]) == level:  # 省级示范园达到6所: the thing itself
        level = None
    if quantity.category == "time":
        return _norm_of_time(context, left, start, quantity, predicate, period, after)
    if quantity.category == "measure":
        return _one(_norm_of_measure(context, left, start, quantity, predicate, after, period))
    return _one(_count_or_norm(context, left, start, quantity, predicate, after, period, level))


def _one(draft: Draft | None) -> list[Draft]:
    return [draft] if draft is not None else []


_NEXT_VERB = "至少|不少于|配备|建立|建设|建成|设立|设置|改建|新建|改扩建|扩建|培训|增加|新增|开展|确保|实现|提供|成立|创建|改造|每"
_STOP_AFTER = re.compile(
    rf"[,。;:!?]|\((?=责任|牵头|配合|[\u4e00-\u9fff]{{2,10}}(?:局|委|厅|办)[、,)])|、(?={_NEXT_VERB})|(?:和|并|及)(?={_NEXT_VERB})"
)


_CONDITION = re.compile(r"(?:面积)?(?:不小于|不少于|不低于|不超过|大于)[\d.]+[^的,。;\d]{1,6}的(?P<noun>[^,。;]{2,20})")


def _noun_after(text: str, quantity: Quantity, until: int) -> str:
    """The noun after a number: up to a comma, the next verb, or the noun that belongs to the next number."""
    if condition := _CONDITION.match(text, quantity.end):
        return condition.group("noun")
    rest = text[quantity.end : min(until, quantity.end + 60)]
    if re.match(r"[,。;:、)]", rest):
        return ""
    match = _STOP_AFTER.search(rest)
    noun = rest[: match.start()] if match else rest
    if match is None and until < len(text) and until - quantity.end <= 60:
        noun = noun[: max(noun.rfind("、"), noun.rfind("和"), noun.rfind("及"), 0)] if re.search(r"[、和及]", noun) else ""
    noun = re.sub(r"^(?:以上|以下|及以上|左右|的)+", "", noun)
    return re.sub(r"\([A-Za-z][^()]*\)", "", names.balanced(noun)).strip("、的和,")


@lru_cache(maxsize=1)
def _places() -> re.Pattern[str]:
    levels = rf"(?:{resources.pattern('people', 'levels')}|(?<=每)[校园])"
    one = rf"{levels}(?:\([^()]*\))?"
    listed = rf"{one}(?:(?:、|和|及|或|与)[^,。;每\d、和(]{{0,6}}{one})*"
    return re.compile(
        rf"(?:每一?(?:个|所|名|家|座|处|片|间)?|各|所有)(?!年|月|天|日|周|学期|学年|季|半|人|生|次|两|\d|[三四五六七八九十]年)(?P<each>[^,。;每\d]{{0,16}}?{listed})"
        rf"|\d+个(?P<all>{levels})(?:都|均|各|全部)|(?:^|[,。;:在]|保证|确保|使|实现)(?P<level>[^,。;每\d在]{{0,14}}?{listed})(?:中|里|内)?(?=(?:都|均|应|要|须|必须|普遍|至少|分别)*(?:至少|设置|设立|建有|建成|建立|配备|配有|不少于|成立|有|设|建|明确|达到|配|办好))"
    )


def _place_level(before: str, clause: str) -> str | None:
    """The places each of which must have something (每个乡镇, 市（区）至少…)."""
    near = before[-60:].rpartition("。")[2].rpartition(";")[2]
    found = list(_places().finditer(near))
    if not found:
        return None
    last = found[-1]
    inside = last.end() >= len(near) - len(clause) - 1
    if last.group("all"):
        return last.group("all")
    if last.group("each"):
        return last.group("each") if inside or re.search(r"至少|不少于", clause) else None
    return last.group("level") if inside and not _place_named(last.group("level")) else None


def _place_named(words: str) -> bool:
    """Whether words name one place (全县, 我市) instead of a level."""
    return bool(re.match(r"(?:全|我|本|该|到|在)[省市县区州]", words)) or (len(words) > 12 and "、" not in words)


def _norm_of_time(
    context: Context, left: str, start: int, quantity: Quantity, predicate: Predicate, period: str | None, after: str
) -> list[Draft]:
    """So many hours or lessons in a stretch of time."""
    period = None if period == "餐" else period
    if "每次" in left:
        period = "次"
    inside = context.sentence.text[quantity.number_end : quantity.number_end + 1] == "内"
    period = period or (
        context.period
        if "其中" in left or not names.clean(left[: predicate.start]) or names.population_at_start().match(names.clean(left))
        else None
    )
    whole = left if left else ""
    group = names.clean(whole[: predicate.start])
    if names.is_group(group) and context.subject.endswith("时间"):
        name = group + names.without_group(context.subject, group)
        period = period or context.period
        at = start + max(0, whole.find(group))
        draft = draft_of(context, "norm", name, quantity, predicate, at, f"{quantity.unit}/{period}" if period else quantity.unit)
        if draft.comparator == "=" and {"reach", "up_to"} & set(predicate.classes):
            draft.comparator = ">="
        return [draft]
    if not period and not inside and "时" not in quantity.unit[-1:] and not re.search(r"时间|时长|期(?:限|间)?[^,]{0,6}$|间隔|年限", whole):
        return []
    if not period and not inside and not predicate.met and quantity.suffix not in ("以上", "以内"):
        return []
    words, at = lead_of(whole[: predicate.start], start)
    words = names.stage_first(words)
    words = re.sub(r"在每(?:天|日|周|月|学期|学年|年)$", "", words) if after == "" else words
    words = re.sub(r"(?:每[\d两二三四五]+年|[\d两三四五]+年一个?周期|每(?:学年|学期|年|次|课时|节课))", "", words)
    words = re.sub(
        r"^(?:支持|鼓励|组织|开展|安排|接受|参加)+", "", re.sub(r"(?:须|要|应|必须)?(?:接受|参加|进行|完成|开展|服务)?$", "", words)
    )
    noun = re.sub(r"的|^内", "", after) if len(after) <= 40 else ""
    unit = re.sub(r"^个(?=小时|学时)", "", quantity.unit)
    drafts = []
    for name in _time_names(context, words.replace("校内校外", "校内、校外"), noun, unit, predicate, at):
        draft = draft_of(
            context,
            "norm",
            name,
            quantity,
            predicate,
            at,
            f"{unit}/{period}" if period else unit,
            end=quantity.end + (len(after) if noun else 0),
        )
        if inside:
            draft.comparator = "<="
        elif draft.comparator == "=" and {"reach", "up_to"} & set(predicate.classes):
            draft.comparator = ">="
        drafts.append(draft)
        context.noun = ""
    context.period = period
    return drafts


def _time_names(context: Context, words: str, noun: str, unit: str, predicate: Predicate, at: int) -> list[str]:
    """The names of a norm of time; 校内、校外各1小时 gives two; 初中生 alone takes the rest from the name before."""
    tail = (
        ""
        if re.search(r"(?:时间|时长|学时|课时)$", words + noun)
        else ("学时" if "学时" in unit else "课时" if "课时" in unit else "天数" if unit == "天" else "时间")
    )
    if words and not noun and context.subject and names.population_at_start().fullmatch(words):
        found = [words + names.without_group(context.subject, words)]
    elif predicate.each and len(names.members_of(words)) > 1:
        members = names.members_of(words)
        front = re.match(r".*每(?:天|日|周)", members[0])
        found = [f"{member if i == 0 or not front else front.group() + member}{noun}{tail}" for i, member in enumerate(members)]
    elif words or noun:
        found = [f"{words}{noun}{tail}"]
    else:
        before = context.sentence.text[: max(0, context.last_end or at - 1)]
        topic = names.topic_of(before.rpartition(",")[2]) or (names.topic_of(context.before) if len(context.before) < 60 else "")
        found = (
            [context.noun + tail]
            if context.noun
            else [re.sub(r"(?:课时|学时)$", tail, context.subject)]
            if context.subject
            else [topic + tail]
            if topic
            else []
        )
    if found:
        context.subject = found[-1]
    return found


_EACH_KIND = re.compile(r"(?<=..)每个?(?P<of>品种|种类|批次|份|餐|样品)$")


def _norm_of_measure(
    context: Context, left: str, start: int, quantity: Quantity, predicate: Predicate, after: str, period: str | None
) -> Draft | None:
    """A length, an area, a weight, a bandwidth."""
    words, at = lead_of(left[: predicate.start], start)
    if each := _EACH_KIND.search(words):  # 食品留样每个品种不少于125克
        words, period = words[: each.start()], each.group("of")
    outside = context.sentence.text[quantity.end : quantity.end + 2] == "以外"
    verbs = list(build_verbs().finditer(left))
    if not words and not after:
        return None
    if quantity.unit in ("米", "公里", "千米") and not outside and not predicate.met and not verbs:
        return None
    if words.startswith("每") and len(words) <= 6:
        words = names.topic_of(context.sentence.text[: max(0, start - 1)].rpartition(",")[2]) + re.sub(
            r"^每(?:处|个|间|所|座|家|人)?", "", words
        )
    period = period or (context.period if predicate.met and quantity.unit in ("克", "千克", "毫升") else None)
    name = words if predicate.met or outside or not after else f"{words}{after}"
    kind: Kind = "count" if verbs and not predicate.met and not outside else "norm"
    draft = draft_of(context, kind, name or after, quantity, predicate, at, f"{quantity.unit}/{period}" if period else quantity.unit)
    context.period = period
    if outside or (draft.comparator == "=" and {"reach", "up_to"} & set(predicate.classes)):
        draft.comparator = ">="
    return draft


_ITEM_KINDS = frozenset({"dash", "three", "four", "paren", "circle"})


def _staff(words: str, quantity: Quantity, after: str) -> tuple[str, str] | None:
    """The institution and its staff, where a number of people follows both without a verb (乡卫生院妇幼医生1至2名)."""
    match = names.level_at_start().match(words)
    if match is None or after or quantity.suffix or quantity.unit not in ("名", "人", "位"):
        return None
    return match.group(), words[match.end() :]


def _count_or_norm(
    context: Context, left: str, start: int, quantity: Quantity, predicate: Predicate, after: str, period: str | None, level: str | None
) -> Draft | None:
    """So many things: of each place or in each stretch of time (norm), or in all (count)."""
    words = left[: predicate.start]
    verb = _main_verb(words)
    if _OF_THE_PAPER.match(after) or (_OF_THE_PAPER.match(after[1:]) and after.startswith("项")):
        return None
    if re.search(r"^(?:、|和)?[^,。;]{0,6}(?:共有|辖|下辖|覆盖)", left) and names.level_at_start().fullmatch(after or "x"):
        context.verb = ""
        return None
    times = quantity.unit.endswith(_TIMES)
    grown = {"up_to", "down_to", "reach", "set", "rise"} & set(predicate.classes)
    grown |= {"is"} & set(predicate.classes) if re.search(r"(?:已|共|现|仅|仍|尚|累计)(?:经)?有?$", left) else set()
    if there := _in_places(context, left, quantity, after):
        return draft_of(context, "count", there, quantity, predicate, start, quantity.unit, end=quantity.end + min(len(after), 40))
    if grown and len(names.clean(words)) >= 2:
        verb = build_verbs().match(names.clean(words))
        words = names.clean(words)
    noun, at = _thing_named(context, words, start, after, verb, quantity.unit)
    listed = (
        (bool(context.verb) and bool(re.match(r"[、和及]", left)))
        or bool(re.search(r"其中", left))
        or (not words.strip(",、其中") and bool(context.noun) and not names.clean(left))
    )
    alone = (
        context.sentence.node.kind in _ITEM_KINDS and not after and start == 0 and context.sentence.text[quantity.end :] in ("", "。", ";")
    )
    if not (verb or level or grown or predicate.comparator) and (staff := _staff(names.clean(words), quantity, after)):
        level, noun = staff
    if not noun or not (
        alone or verb or level or (period and (times or predicate.met)) or predicate.comparator or grown or listed or PERSON.search(left)
    ):
        return None
    if listed and not verb:
        level = level or context.level
    mastered = bool(verb) and verb is not None and verb.group() == "掌握"
    people = quantity.unit.endswith("人次")
    often = period is not None and period not in ("年", "学年") and not period.endswith("年") and not verb and predicate.met
    kind: Kind = (
        "norm"
        if level or mastered or often or (period and times and not people) or re.search(r"每[一]?[名个所处家位室班]", left)
        else "count"
    )
    denominator = DENOMINATOR.search(words)
    unit = _thing_unit(context, quantity, kind, period, level, left, denominator)
    word = verb.group() if verb else (context.verb if listed else "")
    name = _thing_name(noun, word, kind, quantity.unit, denominator)
    draft = draft_of(context, kind, name, quantity, predicate, at, unit, end=quantity.end + min(len(after), 40))
    draft.level_of = level
    if listed and not verb and draft.comparator == "=" and context.comparator:
        draft.comparator = context.comparator
    context.comparator = draft.comparator if draft.comparator != "range" else None
    if grown - {"rise"} and draft.comparator == "=" and kind == "count" and not verb:
        draft.comparator = ">=" if "床位" in name or "托位" in name else "="
    context.verb, context.noun, context.level = word, noun, level
    context.nouns[quantity.unit] = noun
    if kind == "count" and grown:
        context.subject, context.unit = noun, unit
    return draft


_OF_THE_PAPER = re.compile(
    r"(?:个|项|条|大|类)?(?:优先|重点|主要|具体|发展|核心|民生|为民|惠民|妇女|儿童|量化|监测|约束性|预期性)*"
    r"(?:领域|方面|目标|指标|任务|措施|举措|策略|实事|章节?|部分|板块|问题|内容|环节|阶段|步骤|原则|要点|类别)(?:如下|[,。;:、和及]|$)"
)
"""What a paper counts of itself (设置了8个领域、75项目标)."""
_PLACES_DOING = re.compile(
    r"(?P<where>(?:\d+[—\-~至]\d+岁)?[^,。;\d]{1,30}?)(?P<what>(?:免费|提供|发放|配备|建档|开展|实施|建立|建设|设立|推行|推进|举办|组织|启动)[^,。;]{2,30})"
)


def _in_places(context: Context, left: str, quantity: Quantity, after: str) -> str | None:
    """The name of a count of places where something is done (在3个县开展试点)."""
    match = _PLACES_DOING.match(context.sentence.text, quantity.end)
    if (
        match is None
        or quantities(match.group("what"))
        or not re.search(r"(?:^|[,。;先])在[^,。;\d]{0,6}$|推动$|[为对给向]$", left)
        or "基础上" in match.group()
        or "等" in match.group("where")
    ):
        return None
    rest = context.sentence.text[match.end() : match.end() + 1]
    return f"{match.group('what')}的{match.group('where')}数" if rest in ("", *",。;、") and _whom().search(match.group("where")) else None


@lru_cache(maxsize=1)
def _whom() -> re.Pattern[str]:
    return re.compile(resources.pattern("people", "levels", "nouns"))


def _thing_unit(
    context: Context, quantity: Quantity, kind: Kind, period: str | None, level: str | None, left: str, denominator: re.Match[str] | None
) -> str:
    unit = quantity.unit
    if denominator:
        return f"{unit}/{denominator.group('scale')}{plain_group(denominator.group('of'))}"
    if kind != "norm":
        return unit
    each = re.search(r"每一?(?P<of>[次人名个所处家户间室班])(?=[^,]*$)", left)
    if each and each.group("of") == "次":
        return f"{unit}/次"
    if period:
        return f"{unit}/{period}"
    if level:
        return f"{unit}/{level}"
    return f"{unit}/{each.group('of') if each else '人'}"


_TAILS = {"节": "节数", "场": "场次", "场次": "场次", "期": "期数", "课时": "课时", "学时": "学时"}


def _thing_name(noun: str, verb: str, kind: Kind, unit: str, denominator: re.Match[str] | None) -> str:
    """The name of a count or norm from its noun and verb."""
    front = f"每{denominator.group('scale')}{denominator.group('of')}" if denominator else ""
    if kind == "norm":
        tail = _TAILS.get(unit, "次数") if unit.endswith(_TIMES) else "项数" if verb == "掌握" else "数"
        return f"{front}{noun}{'配备' if verb.startswith('配') and not noun.startswith('配') else ''}{'' if noun.endswith('数') else tail}"
    spoken = verb if verb in _SPOKEN and not noun.startswith(verb) else ""
    return f"{spoken}{noun}{'' if noun.endswith(('数', '人次', '量')) else '人次' if unit.endswith(_TIMES) and '培训' in verb + noun else '数'}"


_SPOKEN = frozenset("新建 改建 扩建 改扩建 新增 增加 培训 培养 培育 救助 资助 新建改扩建 改造 补充 服务 发展 扶持 轮训 注册 移交".split())  # noqa: SIM905


def _main_verb(words: str) -> re.Match[str] | None:
    """The verb that governs a number: the first verb of the words, or the last of several that stand close together (扶持补助新建)."""
    found = list(build_verbs().finditer(words))
    if not found:
        return None
    chosen = found[0]
    for verb in found[1:]:
        between = words[chosen.end() : verb.start()]
        if (
            len(between) <= 2
            or re.search(r"每[^,]*$|至少$|须$|要$|应$|:$", between)
            or between.endswith(("个", "所", "县", "镇", "村", "市", "区", ")", "园", "校", "院", "点", "站", "和", "并", "班"))
        ):
            chosen = verb
    return chosen


_DOING = re.compile(
    r"(?P<who>[\u4e00-\u9fff]{2,8}?(?:医生|医师|教师|人员|社工|干部|民警|辅导员|志愿者|主任|督导员))(?P<what>(?:承担|从事|负责|提供|开展|担任|参加|参与)[^,。;]{2,20})"
)


_PLAIN_THINGS = frozenset(
    ["会议", "培训", "活动", "检查", "走访", "评估", "演练", "抽查", "宣传", "服务", "家访", "全体会议", "工作会议", "专题会议"]
)


def _turned(noun: str) -> str:
    """A noun with what it does before it (乡村医生承担保健工作 → 承担保健工作的乡村医生)."""
    match = _DOING.fullmatch(noun)
    return f"{match.group('what')}的{match.group('who')}" if match else noun


def _thing_named(context: Context, words: str, start: int, after: str, verb: re.Match[str] | None, unit: str) -> tuple[str, int]:
    """The noun that is counted: after the number, or between verb and number (建设儿童福利机构43个), or as before."""
    inside = words[verb.end() :] if verb else words
    inside = re.sub(r"每(?:半年|半个?月|学年|学期|年|个?月|周|天|日|季度|[\d两三]+年|次|人|名|处|室)", "", inside)
    inside = re.sub(r"(?:至少|约|各|为|由|从|总数|有|,)+$", "", re.sub(r"^(?:了|好|:)", "", inside))
    at = start + (verb.start() if verb else max(0, words.find(names.clean(inside)[:4] or words)))
    thing = names.clean(inside)
    thing = re.sub(r"^每一?(?:个|所|家|处|座|户|间)?", "", re.sub(r"至少|不少于", "", thing))
    noun = re.sub(r"^(?:以上|左右)?的?", "", after)
    if len(noun) < 2 and thing in _PLAIN_THINGS:
        before = context.sentence.text[: max(0, start - 1)].rpartition(",")[2]
        return (names.topic_of(before) + thing if before and not re.search(r"\d", before) else thing), at
    if len(noun) >= 2 and not re.match(r"(?:以上|左右|任务|标准(?!化)|目标|提供给)", noun):
        return _turned(noun), at
    if len(thing) >= 2:
        return thing, at
    if unit in context.nouns:
        return context.nouns[unit], at
    whole = names.clean(re.sub(r"每(?:半年|半个?月|学年|学期|年|个?月|周|天|日|季度|[\d两三]+年|次)", "", words))
    whole = re.sub(r"至少|不少于|须|应", "", whole)
    if len(whole) >= (2 if unit.endswith(_TIMES) else 3) and verb:
        return whole, start
    before = context.sentence.text[: max(0, start - 1)].rpartition(",")[2]
    before = "" if re.search(r"\d", before) else before
    return (context.noun or names.topic_of(before) if before or context.noun else "", at)
