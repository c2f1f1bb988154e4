"""Wordings of targets, deadlines and outlooks: what is quoted against the plan, what is said of it against the unrounded value."""

from __future__ import annotations

import re
from typing import Final

from tests.reports.checking.engine import Match, Rule, State, rule
from tests.reports.checking.lexing import Token, Topic, folded
from tests.reports.checking.truth import SILENT, Commitment

CHANCES: Final = ((0.01, "不到百分之一"), (0.05, "不到半成"), *((tenth / 10 + 0.05, f"约{'一二三四五六七八九'[tenth - 1]}成") for tenth in range(1, 10)), (0.99, "九成五以上"))  # fmt: skip


ABOUT: Final = 0.05
"""左右 is so much of the target."""


def chance_in_words(chance: float) -> str:
    """How a likelihood is said: 约两成 may be 约二成."""
    return next((words for bound, words in CHANCES if chance < bound), "九成九以上")


def meets(one: Commitment, value: float | None) -> bool | None:
    """Whether an unrounded value meets the target."""
    if value is None or one.aim is None:
        return None
    noise = 1e-9 * max(1.0, abs(one.aim))
    if one.aim_high is not None:
        return one.aim - noise <= value <= one.aim_high + noise
    strict = {">": value > one.aim + noise, "<": value < one.aim - noise}
    if one.comparator in strict:
        return strict[one.comparator]
    slack = noise + (ABOUT * abs(one.aim) if one.comparator == "~" else 0.0)
    below, above = one.comparator == "<=", one.comparator == ">="
    if not below and not above:  # 为 and 左右 look at the worse side, where it is known which that is
        below, above = one.better != "up", one.better != "down"
    return not (above and value < one.aim - slack) and not (below and value > one.aim + slack)


def quoted(state: State, token: Token, *, year: Token | None = None) -> tuple[Commitment, ...]:
    """The commitments whose target is quoted so, with the year as their deadline."""
    words = str(token.meaning)
    mine = [one for one in state.commitments if words in wordings(state, one)]
    deadline = state.year_of(year)
    due = [one for one in mine if year is None or one.deadline == deadline]
    if not mine:
        state.wrong(
            token, f"target: the plan says {' or '.join(target for one in state.commitments for target in one.targets) or 'nothing'}"
        )
        if year is not None:
            year.claimed = True
    elif not due:
        state.wrong(year, f"deadline: {', '.join(str(one.deadline) for one in mine)}")
        state.claim("target", token)
    else:
        state.claim("target", token, due[0].id)
        if year is not None:
            state.claim("deadline", year, due[0].id)
    return tuple(due or mine)


SUFFIXES: Final = {">=": "{}以上", "<=": "{}以下", ">": "高于{}", "<": "低于{}", "~": "{}左右"}


def wordings(state: State, one: Commitment) -> set[str]:
    """How a target may be quoted: in the plan's words, or as the number that is tested."""
    found = {folded(target) for target in one.targets}
    indicator = state.truth.indicators.get(one.indicator)
    if one.aim is None or indicator is None:
        return found
    digits = min(decimals_in(one.aim), indicator.decimals + 2)
    ends = [
        state.truth.written(end, digits, trim=True) + ("" if indicator.unit in SILENT else indicator.unit)
        for end in (one.aim, one.aim_high)
        if end is not None
    ]
    return found | {folded(SUFFIXES.get(one.comparator, "{}").format(ends[0]) if len(ends) == 1 else "～".join(ends)), folded(ends[0])}


def decimals_in(value: float) -> int:
    """How many decimals a number is written with."""
    text = format(value, ".14g")
    return len(text.partition(".")[2]) if "e" not in text else 0


def held(state: State, one: Commitment) -> float | None:
    """What is held against the target: the value, or by how much it grew since the year before."""
    topic = _topic(state, one)
    now = state.value(topic)
    if not one.grows or now is None:
        return now
    before = state.value(topic, state.year - 1)
    return None if before is None else now - before


def _apart(state: State, one: Commitment) -> float | None:
    """Value less target; of a range the nearer end."""
    value = held(state, one)
    ends = [end for end in (one.aim, one.aim_high) if end is not None]
    return None if value is None or not ends else min((value - end for end in ends), key=abs)


def reached(state: State, match: Match) -> None:
    """达到T的目标，高出Q; 控制在T的目标之内，低Q; 未达到T; 可如期达到Y T的目标."""
    items = quoted(state, match.need("t"), year=match.token("y") or match.token("z"))
    _reached_word(state, items, match.text("w"), match.text("before"), match.text("after"))
    amount, word = match.token("d"), match.text("w2")
    for one in items[:1] if amount is not None else ():
        apart, topic = _apart(state, one), _topic(state, one)
        assert amount is not None
        state.check("gap", amount, state.change(topic, apart), f"{one.id} {state.describe(topic)} against the target")
        if "差" in word:
            right = meets(one, held(state, one)) is False
        else:
            right = None if apart is None else (apart > 0 if re.search("高|超", word) else apart < 0)
        state.check_word("direction", word, right, None, f"{one.id} against the target")


def _topic(state: State, one: Commitment) -> Topic:
    return Topic(state.truth.indicators[one.indicator])


def late_reached(state: State, match: Match) -> None:
    """Y到期时未达到T的目标，Y才达到; 晚于期限达到Y T的目标（Y达到）."""
    items = quoted(state, match.need("t"), year=match.need("y"))
    year = match.need("z")
    firsts = {min((met for met in _met_years(state, one) if met > (one.deadline or 0)), default=None) for one in items}
    if state.year_of(year) in firsts:
        state.claim("year met", year)
    else:
        state.wrong(year, f"first met after the deadline in {firsts}")


def _reached_word(state: State, items: tuple[Commitment, ...], word: str, before: str, after: str) -> None:
    if not items:
        return
    said = before + word
    if "如期" in before:
        ought = ("难以完成", "落后") if "难度" in after else ("进展正常", "已达标")
        state.check_word("outlook", said + after, any(one.word in ought for one in items), None, items[0].id)
        return
    found = [meets(one, held(state, one)) for one in items]
    if word in ("低于", "高于"):
        apart = _apart(state, items[0])
        state.check_word("direction", said, None if apart is None else (apart > 0 if word == "高于" else apart < 0), None, items[0].id)
        return
    negative = word.startswith(("未", "没", "尚未"))
    right = (
        any(one is (not negative) for one in found if one is not None)
        if any(one is not None for one in found)
        else _by_word(items, negative)
    )
    state.check_word("target", said, right, None, items[0].id)


def _by_word(items: tuple[Commitment, ...], negative: bool) -> bool:
    """Where the target is no number of its own, the verdict says whether it is met."""
    return any((one.word == "已达标") is not negative for one in items)


def short_of(state: State, match: Match) -> None:
    """距Y T的目标还差Q; 距目标还差Q."""
    token = match.token("t")
    items = quoted(state, token, year=match.token("y")) if token is not None else state.commitments
    if token is None and match.token("y") is not None:
        deadline(state, match)
    wanted = [(one, _apart(state, one)) for one in items]
    said = [text for one, apart in wanted for text in state.change(_topic(state, one), apart)]
    state.check("gap", match.need("d"), said, f"{state.describe()} against the target")
    right = any(meets(one, held(state, one)) is False for one in items)
    state.check_word("target", "还差", right, None, state.describe())


def early(state: State, match: Match) -> None:
    """Y达到Q，提前n年实现Y T的目标."""
    items = quoted(state, match.need("t"), year=match.need("y"))
    right = [f"{(one.deadline or 0) - first}年" for one in items if (first := _first_met(state, one)) is not None]
    state.check("years early", match.need("n"), right, state.describe())


def _met_years(state: State, one: Commitment) -> list[int]:
    code, place = one.indicator, state.place
    return [year for year in state.truth.years(code, place) if meets(one, state.truth.value(code, place, year))]


def _first_met(state: State, one: Commitment) -> int | None:
    """The first year since which the target was met without a year lost or missing, up to the year."""
    met, year = set(_met_years(state, one)), state.truth.year
    if year not in met:
        return None
    while year - 1 in met and (one.base_year is None or year - 1 > one.base_year):
        year -= 1
    return year


def kept_since(state: State, match: Match) -> None:
    """自Y达标以来，已连续n年保持达标: the first year counts."""
    year, count = match.need("y"), match.need("n")
    first = [found for one in state.commitments if (found := _first_met(state, one)) is not None]
    state.check("years kept", count, [f"{state.truth.year - one + 1}年" for one in first], state.describe())
    if state.year_of(year) in first:
        state.claim("year met", year)
    else:
        state.wrong(year, f"met since {first}")


def not_due(state: State, match: Match) -> None:
    """对照Y目标，: of several targets of one figure, that of the year."""
    year = state.year_of(match.need("y"))
    deadline(state, match)
    mine = tuple(Topic(topic.indicator, tuple(one for one in topic.commitments if one.deadline == year)) for topic in state.topics)
    state.topics = mine if any(topic.commitments for topic in mine) else state.topics


def verdicts(state: State, match: Match) -> None:
    """婴儿死亡率（落后）, （2025年目标已达标；2030年目标落后）: the verdicts of a lead."""
    token = match.token("i")
    if token is not None:
        state.topics = token.meaning  # type: ignore[assignment]
    parts = match.text("vs").split("；")
    years = iter(match.tokens("vs", "Y"))
    for part, word in zip(parts, match.tokens("vs", "V"), strict=True):
        year = next(years) if "Y" in part else None
        due = [one for one in state.commitments if year is None or one.deadline == state.year_of(year)]
        if year is not None and due:
            state.claim("deadline", year)
        elif year is not None:
            state.wrong(year, "no target of this year")
        state.check_word("verdict", word.words, any(one.word == word.words for one in due), None, state.describe())


def latest_is(state: State, match: Match) -> None:
    """最新数据为Y，没有Y数据."""
    last, none = match.need("y"), match.need("z")
    if any(one.latest_year == state.year_of(last) for one in state.commitments):
        state.claim("latest year", last)
    else:
        state.wrong(last, f"the latest year is {sorted({one.latest_year or 0 for one in state.commitments})}")
    if state.year_of(none) == state.truth.year and all(state.value(topic, state.truth.year) is None for topic in state.topics):
        state.claim("no value", none)
    else:
        state.wrong(none, "there is a value of this year, or it is not the report's")


def hardly(state: State, match: Match) -> None:
    """Y达到T的目标难度较大."""
    items = quoted(state, match.need("t"), year=match.need("z"))
    state.check_word("outlook", "难度较大", any(one.word in ("难以完成", "落后") for one in items), None, state.describe())


def once_met(state: State, match: Match) -> None:
    """Y曾达标, Y曾达到T的目标: the last year in which it was met."""
    year, token = match.need("y"), match.token("t")
    items = quoted(state, token) if token is not None else state.commitments
    if state.year_of(year) in [met[-1] for one in items if (met := _met_years(state, one))]:
        state.claim("year met", year)
    else:
        state.wrong(year, f"met in {[_met_years(state, one) for one in items]}")


def lost(state: State, match: Match) -> None:
    """重新转为未达标."""
    right = "未" in match.found.group() and any(one.word == "得而复失" for one in state.commitments)
    state.check_word("verdict", match.found.group(), right, None, state.describe())


def deadline(state: State, match: Match) -> None:
    """期限为Y, Y期限已到, Y目标."""
    year = match.need("y")
    if any(one.deadline == state.year_of(year) for one in state.commitments):
        state.claim("deadline", year)
    else:
        state.wrong(year, f"deadline: {sorted({one.deadline for one in state.commitments if one.deadline})}")


# What is to be expected


def _yearly(state: State, topic: Topic, first: int, last: int) -> float | None:
    before, after = state.value(topic, first), state.value(topic, last)
    return None if before is None or after is None or last == first else (after - before) / (last - first)


def projected(state: State, match: Match) -> None:
    """按S年均提高Q的变化推算，Y约为Q: the mean yearly change, carried on."""
    span, year, value = match.need("s"), match.need("y"), match.need("q")
    first, last = span.meaning  # type: ignore[misc]
    for topic in state.topics[:1]:
        step, now = _yearly(state, topic, first, last), state.value(topic, last)
        if match.token("d") is not None:
            state.check("yearly change", match.need("d"), state.change(topic, step), f"{state.describe(topic)} {first}–{last}")
            state.direction(match.text("w"), step, better=topic.indicator.better, of=state.describe(topic))
        due = state.year_of(year) or 0
        ends = [] if step is None or now is None else [now + step * (due - last)]
        right = [state.written(topic, one) for end in ends for one in _possible(topic, end)]
        state.check("outlook", value, right, f"{state.describe(topic)} {first}–{last} to {due}")
        if last == state.year and first in {one.base_year for one in topic.commitments}:
            state.claim("years", span)
        else:
            state.wrong(span, "the line goes from the base year to the year spoken of")
    deadline(state, match)


def _possible(topic: Topic, end: float) -> list[float]:
    """Where a line leads, and the limit at which it stops: nothing is less than 0, no share more than 100."""
    return [max(end, 0.0)] + ([100.0] if topic.indicator.unit == "%" and end > 100 else [])


def foreseen(state: State, match: Match) -> None:
    """预计Y约为Q: the forecast for the deadline."""
    right = [state.written(_topic(state, one), one.middle) for one in state.commitments if one.deadline == state.year_of(match.need("y"))]
    state.check("outlook", match.need("q"), right, f"forecast of {state.describe()}")
    deadline(state, match)


def chance(state: State, match: Match) -> None:
    """达到T的把握约八成."""
    if match.token("t") is not None:
        quoted(state, match.need("t"), year=match.token("y"))
    token = match.need("x")
    before = state.sentence.marked[: state.position] if state.sentence else ""
    wrong = "不符合" in before and "已按要求" not in before
    likely = [(one.chance, one.sure if one.sure is None or not wrong else 1 - one.sure) for one in state.commitments]
    right = [chance_in_words(found) for pair in likely for found in pair if found is not None]
    state.check("chance", token, [*right, *(words.replace("约二成", "约两成") for words in right)], state.describe())


def certain(state: State, match: Match) -> None:
    """有九成五以上把握的才作肯定: the rule of tests."""
    state.check("rule", match.need("x"), ["九成五以上"], "what must be sure")


def pace(state: State, match: Match) -> None:
    """高于直线进度应达的Q."""
    token = match.need("q")
    mine = [(_topic(state, one), one) for one in _aimed(state) if one.pace is not None]
    state.check("pace", token, [state.written(topic, one.pace) for topic, one in mine], state.describe())
    word = match.text("w")
    apart = [(value - one.pace) for topic, one in mine if (value := state.value(topic)) is not None and one.pace is not None]
    if word:
        digit = 0.5 * 10.0 ** -(mine[0][0].indicator.decimals if mine else 0)
        fits = {
            "与": lambda gap: abs(gap) < digit,
            "高于": lambda gap: gap > 0,
            "低于": lambda gap: gap < 0,
            "等于": lambda gap: abs(gap) < 1e-6,
            "不低于": lambda gap: gap > -1e-6,
            "不高于": lambda gap: gap < 1e-6,
        }[word]
        state.check_word("direction", word, any(map(fits, apart)) if apart else None, None, f"{state.describe()} against its pace")


def _aimed(state: State) -> list[Commitment]:
    """The commitments that are spoken of, narrowed to the target that the clause quotes next."""
    tokens = state.sentence.at if state.sentence else {}
    end = state.sentence.marked.find("；", state.position) if state.sentence else -1
    ahead = [tokens[index] for index in sorted(tokens) if index > state.position and (end < 0 or index < end)]
    quote = next((token for token in ahead if token.letter == "T"), None)
    if quote is None:
        return list(state.commitments)
    return [one for one in state.commitments if str(quote.meaning) in wordings(state, one)] or list(state.commitments)


def needed(state: State, match: Match) -> None:
    """每年还须提高Q."""
    token = match.need("d")
    steps = [(_topic(state, one), step) for one in state.commitments if (step := _step(state, one)) is not None]
    state.check("needed a year", token, [text for topic, step in steps for text in state.change(topic, step)], state.describe())
    if steps:
        state.direction(match.text("w"), steps[0][1], of=f"what {state.describe()} needs a year", strict=False)


def _step(state: State, one: Commitment) -> float | None:
    if one.needed is not None:
        return one.needed
    apart = _apart(state, one)
    left = (one.deadline or 0) - state.year
    return None if apart is None or left <= 0 else -apart / left


def wished(state: State, match: Match) -> None:
    """变化方向符合要求: from the base to the year as it is wished."""
    moved = [(topic, *(_ends(state, topic))) for topic in state.topics]
    right = [
        None if before is None or after is None else (after > before) is (topic.indicator.better == "up") for topic, before, after in moved
    ]
    said = ("不" not in match.found.group()) is ("首尾两年" not in (state.sentence.words if state.sentence else ""))
    state.check_word("direction", match.found.group(), any(one is said for one in right), None, state.describe())


def _ends(state: State, topic: Topic) -> tuple[float | None, float | None]:
    base = next((one.base_year for one in topic.commitments if one.base_year is not None), None)
    return (None if base is None else state.value(topic, base)), state.value(topic)


def only_quoted(state: State, match: Match) -> None:
    """T, of which nothing more is said."""
    quoted(state, match.need("t"), year=match.token("y"))


def place_verdicts(state: State, match: Match) -> None:
    """n个地方达到T的目标，m个未达到，另有k个没有数据."""
    if match.token("i") is not None:
        state.topics = match.need("i").meaning  # type: ignore[assignment]
    if match.token("t") is not None:
        quoted(state, match.need("t"))
    for name in ("met", "short", "silent"):
        token = match.token(name)
        if token is not None:
            right = [f"{found}{token.unit}" for one in state.commitments if (found := _places(state, one)[name]) is not None]
            state.check("places", token, right, f"{state.describe()} {name}")
    named = {state.truth.places[str(token.meaning)][0] for token in match.tokens("which", "P")}
    short = {name for one in state.commitments for name in _short_names(state, one)}
    if named - short:
        state.check_word("places", "、".join(sorted(named)), False, None, f"{state.describe()} short: {sorted(short)}")


def _places(state: State, one: Commitment) -> dict[str, int | None]:
    """How many places meet a target, are short of it, have no data."""
    if one.places_met is not None:
        return {"met": one.places_met, "short": len(one.places_short), "silent": one.places_silent}
    words = [state.truth.below_words.get((one.id, place), "") for place in state.truth.below]
    met, silent = words.count("已达标"), words.count("无数据")
    return {"met": met, "short": len([word for word in words if word]) - met - silent, "silent": silent}


def _short_names(state: State, one: Commitment) -> list[str]:
    if one.places_met is not None:
        return list(one.places_short)
    words = state.truth.below_words
    return [state.truth.places[place][0] for place in state.truth.below if words.get((one.id, place), "") not in ("已达标", "无数据", "")]


AIM: Final = r"(?P<y>Y)?B?(?P<t>T)(?:的|这一)?(?:目标|要求|标准)?"
OF_PLACES: Final = r"(?P<met>Q)(?:地方)?的?(?P<i>I)?(?:全部|均|都)?达到(?P<t>T)的?(?:目标)?"
WHICH: Final = r"(?:（(?P<which>[^（）]*)）)?"
NEXT: Final = r"(?:，(?:比目标)?(?P<w2>高出|超出|高于目标|低于目标|高|低|还差|相差)(?P<d>Q))?"

TARGET_RULES: Final[tuple[Rule, ...]] = (
    rule("chance", r"(?:(?:如期)?达到(?P<y>Y)?(?P<t>T)(?:的目标)?)?的?(?:把握|可能性)(?:为|有)?(?P<x>X)", chance),
    rule("certain", r"有(?P<x>X)(?:的)?把握的", certain),
    rule("early", r"提前(?P<n>Q)(?:实现|达到|完成)(?P<y>Y)(?P<t>T)的?(?:目标)?", early),
    rule("kept since", r"自(?P<y>Y)(?:首次)?达标以来，?(?:已)?连续(?P<n>Q)保持达标", kept_since),
    rule("once met", r"(?P<y>Y)曾(?:经)?(?:达标|达到B?(?P<t>T)的?(?:目标)?)", once_met),
    rule("once met 2", r"曾于(?P<y>Y)达到B?(?P<t>T)的?(?:目标)?", once_met),
    rule("lost", r"重新转为未达标|现又未?达到", lost),
    rule("late", r"(?P<y>Y)到期时未达到B?(?P<t>T)的目标，(?P<z>Y)才达到", late_reached),
    rule("late 2", r"晚于期限达到(?P<y>Y)B?(?P<t>T)的目标（(?P<z>Y)达到）", late_reached),
    rule("short of", r"(?:距(?:离)?|与)(?:" + AIM + r"|(?P<y_>Y)?(?:的)?目标)(?:还|尚|仍)?(?:差|有|相差)(?P<d>Q)", short_of),
    rule(
        "places met",
        OF_PLACES + r"(?:，(?:另有)?(?P<short>Q)(?:地方)?(?:均)?未达到" + WHICH + r")?(?:，(?:但|另有)?(?P<silent>Q)(?:地方)?没有数据)?",
        place_verdicts,
    ),
    rule("places without data", r"，(?:但|另有)?(?P<silent>Q)(?:地方)?没有数据" + WHICH, place_verdicts),
    rule("no place met", r"没有一个地方达到(?P<t>T)的目标，(?P<short>Q)(?:地方)?均未达到" + WHICH, place_verdicts),
    rule("no place met 2", r"(?P<short>Q)(?:地方)?的?(?P<i>I)?都未达到(?P<t>T)的目标" + WHICH, place_verdicts),
    rule("overdue", r"(?P<z>Y)期限已到，(?P<w>未达到)(?P<t>T)(?:的)?目标" + NEXT, reached),
    rule("overdue 2", r"到期(?P<w>未达到)" + AIM + NEXT, reached),
    rule("hardly", r"(?P<z>Y)达到(?P<t>T)的目标(?P<after>难度较大)", hardly),
    rule(
        "reached",
        r"(?P<before>(?:预计)?(?:可|能|难以)?如期)?(?P<w>达到|实现|已达到|未达到|没有达到|尚未达到|控制在|低于|高于)(?:每年)?"
        + AIM
        + r"(?P<after>难度较大|之内|以内)?"
        + NEXT,
        reached,
    ),
    rule("projected", r"按(?P<s>S)的?(?:年均(?:(?P<w>{dir})(?P<d>Q))?的?(?:变化|速度|幅度))推算，(?P<y>Y)约为(?P<q>Q)", projected),
    rule("foreseen", r"(?:预计|推算)?(?P<y>Y)(?:预计|将)?约为(?P<q>Q)", foreseen),
    rule("pace", r"(?P<w>不低于|不高于|高于|低于|等于|与)?(?:按)?直线进度(?:本年)?应达到?的?(?P<q>Q)", pace),
    rule("needed", r"每年(?:还|仍)?(?:需|须|要)(?P<w>{dir})(?P<d>Q)", needed),
    rule("wished", r"变化方向(?:不)?符合(?:T的)?要求", wished),
    rule("one of several", r"(?:对照|就)(?P<y>Y)目标(?:而言)?，", not_due),
    rule("verdicts", r"(?P<i>I)?（(?P<vs>(?:Y目标)?V(?:；(?:Y目标)?V)*)）", verdicts),
    rule("latest", r"最新数据为(?P<y>Y)，没有(?P<z>Y)数据", latest_is),
    rule("deadline", r"期限为(?P<y>Y)", deadline),
    rule("deadline and target", r"（(?P<y>Y)目标为(?P<t>T)）", only_quoted),
    rule("deadline reached", r"(?P<y>Y)(?=期限已到|到期|的?目标|的?期限|期限)", deadline),
    rule("quoted", AIM, only_quoted),
)
