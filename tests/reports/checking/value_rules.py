"""Wordings of values, changes, gaps, events and comparisons, each held against the unrounded figures."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final

from tests.reports.checking import period
from tests.reports.checking.engine import UP, Match, State
from tests.reports.checking.lexing import Token, Topic
from tests.reports.checking.truth import POINTS

PERSONS: Final = ("例", "人", "名", "人次", "个")
PAIRS: Final = {"城乡": ("rural", "urban"), "性别": ("female", "male"), "男女": ("female", "male")}


def say_value(state: State, token: Token, *, year: int | None = None, place: str = "", group: str | None = None) -> None:
    """A value of what is spoken of, as it is written."""
    values = [(topic, state.value(topic, year, place=place, group=group)) for topic in state.topics]
    of = state.describe(None, year, place, group)
    if state.check("value", token, [state.written(topic, value) for topic, value in values], of):
        spoken = state.year if year is None else year
        topic, value = next(pair for pair in values if state.written(*pair) in (token.words, token.number + token.unit))
        state.said.append((topic.indicator.code, place or state.place, spoken, state.group if group is None else group, value or 0.0))


def value(state: State, match: Match) -> None:
    """…为Q."""
    token = match.need("q")
    if state.span is not None:
        _pooled_value(state, token)
    else:
        say_value(state, token)
        state.spoken += 1


def value_at(state: State, match: Match) -> None:
    """Y为Q, P为Q, G为Q: a value of another year, place or group."""
    for name, letter in (("p", "P"), ("g", "G"), ("i", "I")):
        token = match.token(name)
        if token is not None and letter == "P":
            state.place, state.group = str(token.meaning), ""
        elif token is not None and letter == "G":
            state.group = str(token.meaning)
        elif token is not None:
            state.topics = token.meaning  # type: ignore[assignment]
    year = match.token("y")
    say_value(state, match.need("q"), year=state.year_of(year))
    if year is not None:
        state.claim("year", year)
        _now(state, state.year_of(year))


def _now(state: State, year: int | None) -> None:
    """A year with a value is the one spoken of from here on, unless a later one was."""
    if year is not None and (not state.spoken or year > state.year):
        state.year = year
    state.spoken += 1


def values_of_years(state: State, match: Match) -> None:
    """2020年8.0‰和5.0‰: a year's values of the two groups."""
    year = state.year_of(match.need("y"))
    for group, token in zip(_groups(state), match.tokens("qs", "Q")):
        say_value(state, token, year=year, group=group)
    state.claim("year", match.need("y"))


def respectively(state: State, match: Match) -> None:
    """甲、乙和丙分别为Q、Q和Q."""
    what, numbers = match.tokens("list", "IPGY"), match.tokens("qs", "Q")
    letters = {token.letter for token in what}
    main = next((letter for letter in "YPG" if letter in letters and sum(token.letter == letter for token in what) > 1), "I")
    names = [token for token in what if token.letter == main]
    for token in what:
        if token.letter not in (main, "Y"):
            _turn(state, token)
    if len(names) != len(numbers):
        state.wrong(numbers[0], f"{len(names)} names and {len(numbers)} numbers")
        return
    for name, number in zip(names, numbers):
        if main == "Y":
            say_value(state, number, year=state.year_of(name))
            name.claimed = True
        else:
            _turn(state, name)
            say_value(state, number)


def _turn(state: State, token: Token) -> None:
    if token.letter == "I":
        state.topics = token.meaning  # type: ignore[assignment]
    elif token.letter == "P":
        state.place = str(token.meaning)
    elif token.letter == "G":
        state.group = str(token.meaning)


def all_alike(state: State, match: Match) -> None:
    """女童和男童均为Q."""
    for token in match.tokens("list", "IPG"):
        _turn(state, token)
        say_value(state, match.need("q"))


def from_to(state: State, match: Match) -> None:
    """由Y的Q下降到Q，下降Q."""
    then_year = state.year_of(match.token("y0"))
    now_year = state.year_of(match.token("y1")) or state.year
    years = [then_year] if then_year else [one.base_year for one in state.commitments if one.base_year] or [now_year - 1]
    first, second = match.need("a"), match.need("b")
    say_value(state, first, year=years[0])
    say_value(state, second, year=now_year)
    state.year = now_year
    if match.token("y1") is not None:
        state.claim("year", match.need("y1"))
    start = match.token("y0")
    first = {period.first_year(state.truth, one) for one in state.commitments}
    if start is not None and (then_year in _years_beside(state) | first or not state.commitments):
        state.claim("year", start)
    elif start is not None:
        state.wrong(start, f"neither the base year nor the first, nor the last before: {_years_beside(state) | first}")
    state.spoken += 1
    _moved(state, match, years[0], now_year, ("w", "w2"), ("d",))


def changed(state: State, match: Match) -> None:
    """比Y提高Q，增长Q; 比Y的Q提高Q."""
    year = match.need("y")
    then = state.year_of(year)
    before = match.token("a")
    if before is not None:
        say_value(state, before, year=then)
    _moved(state, match, then, state.year, ("w", "w2"), ("d", "d2"))
    if then in _years_beside(state):
        state.claim("year", year)
    else:
        state.wrong(year, f"neither the base year nor the last before: {sorted(_years_beside(state))}")


def _years_beside(state: State) -> set[int]:
    """The years with which a value may be compared: the base, the last one before that has a value, that of the earlier period."""
    found = {one.base_year for one in state.commitments if one.base_year is not None}
    earlier = state.truth.then.commitments if state.truth.then is not None else ()
    ids = {one.id for one in state.commitments}
    found |= {one.latest_year for one in earlier if one.id in ids and one.latest_year is not None}
    for topic in state.topics:
        found |= set([year for year in state.truth.years(topic.indicator.code, state.place, state.group) if year < state.year][-1:])
    return found


def _moved(state: State, match: Match, then: int | None, now: int, words: tuple[str, ...], amounts: tuple[str, ...]) -> None:
    """Directions and amounts of a change, from unrounded values."""
    pairs = [(topic, state.value(topic, then or -1), state.value(topic, now)) for topic in state.topics]
    known = [(topic, before, after) for topic, before, after in pairs if before is not None and after is not None]
    of = f"{state.describe(None, now)} against {then}"
    for name in words:
        if match.text(name):
            topic, before, after = known[0] if known else (None, None, None)
            moved = None if before is None or after is None else after - before
            state.direction(match.text(name), moved, better=topic.indicator.better if topic else "", of=of)
    for name in amounts:
        token = match.token(name)
        if token is not None:
            said = [
                text
                for topic, before, after in known
                for text in (*state.change(topic, after - before), *state.growth(topic, after, before))
            ]
            state.check("change", token, said, of)


def added(state: State, match: Match) -> None:
    """I新增Q, I减少Q: by how much it has grown within the year, or less than nothing."""
    state.topics = match.need("i").meaning  # type: ignore[assignment]
    grown = [(topic, state.value(topic, state.year - 1), state.value(topic)) for topic in state.topics]
    said = [
        text for topic, before, after in grown if before is not None and after is not None for text in state.change(topic, after - before)
    ]
    state.check("change", match.need("d"), said, f"growth of {state.describe()}")
    moved = next((after - before for _, before, after in grown if before is not None and after is not None), None)
    less = bool(match.text("s") or match.text("less"))
    state.check_word("direction", match.text("less") or "新增", None if moved is None else (moved >= 0) is not less, None, state.describe())


def same_then(state: State, match: Match) -> None:
    """…，Y也为Q: an earlier year with which a value may be compared."""
    year = match.need("y")
    say_value(state, match.need("q"), year=state.year_of(year))
    if state.year_of(year) in _years_beside(state):
        state.claim("year", year)
    else:
        state.wrong(year, f"neither the base year nor the last before: {sorted(_years_beside(state))}")


def changed_respectively(state: State, match: Match) -> None:
    """分别比Y下降Q、Q和Q, after several names with their values."""
    year, numbers = match.need("y"), match.tokens("qs", "Q")
    then, said = state.year_of(year), state.said[-len(numbers) :]
    for (code, place, now, group, after), token in zip(said, numbers):
        topic = Topic(state.truth.indicators[code])
        before = state.truth.value(code, place, then, group)
        of = f"{code} {place} {now} {group} against {then}"
        state.direction(match.text("w"), None if before is None else after - before, better=topic.indicator.better, of=of)
        state.check("change", token, [] if before is None else _bare(state, topic, after - before), of)
    state.claim("year", year)


def level(state: State, match: Match) -> None:
    """与Y持平, 与Y的Q基本持平: equal as written, or nearly so with both values written."""
    year = match.need("y")
    then = state.year_of(year)
    other = match.token("a") or match.token("a2")
    if other is not None:
        say_value(state, other, year=then)
    if match.text("w") == "基本持平" and other is None:
        state.wrong(year, "基本持平 without the value of the other year")
    pairs = [(state.value(topic, then), state.value(topic)) for topic in state.topics[:1]]
    _alike(state, match.text("w"), pairs, f"{state.describe()} against {then}")
    state.claim("year", year)


def both_years(state: State, match: Match) -> None:
    """…两年基本持平: of the last two values that were said."""
    _alike(
        state, match.text("w"), [(one[4], other[4]) for one, other in [state.said[-2:]]] if len(state.said) > 1 else [], state.describe()
    )


def _alike(state: State, word: str, pairs: Sequence[tuple[float | None, float | None]], of: str) -> None:
    """持平: the same as written; 基本持平: not the same, and less than the last digit apart."""
    for before, after in pairs:
        if before is None or after is None or not state.topics:
            state.check_word("no change", word, None, None, of)
            continue
        topic = state.topics[0]
        digits = topic.indicator.decimals
        same = state.written(topic, before) == state.written(topic, after) and not state.truth.rounded(after - before, digits)
        near = abs(after - before) < state.truth.nearly * 10.0**-digits
        state.check_word("no change", word, near and not same if word == "基本持平" else same, None, of)


def level_with_place(state: State, match: Match) -> None:
    """与全省平均水平（Q）持平."""
    place = str(match.need("p").meaning)
    say_value(state, match.need("v"), place=place)
    for topic in state.topics[:1]:
        mine, theirs = state.value(topic, place=state.truth.place), state.value(topic, place=place)
        apart = None if mine is None or theirs is None else state.truth.rounded(mine - theirs, topic.indicator.decimals)
        state.check_word("no change", "持平", None if apart is None else not apart, None, f"{state.describe()} against {place}")


def no_gap(state: State, match: Match) -> None:
    """…，基本无差距: of the groups of the sentence."""
    pair = _groups(state)
    for topic in state.topics[:1]:
        apart = _gap(state, topic, pair, None)
        right = None if apart is None else not state.truth.rounded(apart, topic.indicator.decimals)
        state.check_word("no gap", match.found.group(), right, None, state.describe())


def gap_then(state: State, match: Match) -> None:
    """城乡差距Q，Y为Q，有所缩小."""
    pair, year = _groups(state, match.text("pair")), match.need("y")
    for topic in state.topics[:1]:
        before, after = _gap(state, topic, pair, state.year_of(year)), _gap(state, topic, pair, None)
        of = f"gap of {topic.indicator.code} {pair} {state.year} against {year.words}"
        state.check("gap", match.need("b"), state.change(topic, after), of)
        state.check("gap", match.need("a"), state.change(topic, before), of)
        state.direction(match.text("w"), None if before is None or after is None else abs(after) - abs(before), of=of)
    state.claim("year", year)


def among_places(state: State, match: Match) -> None:
    """42个县（市、区）中，…: how many of those below have a value."""
    found = [place for place in state.truth.below if any(state.value(topic, place=place) is not None for topic in state.topics)]
    state.check("places", match.need("n"), [f"{len(found)}{match.need('n').unit}"], state.describe())


def times(state: State, match: Match) -> None:
    """是Y的k倍; 是城市（Q）的k倍."""
    ratio, group, year = match.need("k"), match.token("g"), match.token("y")
    then = state.year_of(year)
    other = str(group.meaning) if group else None
    mine = state.group or (_opposite(other) if other else "")
    if match.token("v") is not None:
        say_value(state, match.need("v"), group=other)
    for topic in state.topics[:1]:
        above, below = state.value(topic, group=mine), state.value(topic, then, group=other)
        right = [] if above is None or not below else [state.truth.written(above / below, 1) + "倍"]
        state.check("times", ratio, right, state.describe(topic))
    if year is not None:
        state.claim("year", year)


def _opposite(group: str) -> str:
    return {"rural": "urban", "urban": "rural", "female": "male", "male": "female"}[group]


# Gaps between groups


def _groups(state: State, word: str = "") -> tuple[str, str]:
    """The two groups of which a sentence speaks."""
    if word in PAIRS:
        return PAIRS[word]
    inside = [str(token.meaning) for token in (state.sentence.tokens if state.sentence else []) if token.letter == "G"]
    found = list(dict.fromkeys(inside))
    return (found[0], found[1]) if len(found) > 1 else PAIRS["城乡"]


def _gap(state: State, topic: Topic, pair: tuple[str, str], year: int | None) -> float | None:
    first, second = (state.value(topic, year, group=group) for group in pair)
    return None if first is None or second is None else first - second


def gap_moved(state: State, match: Match) -> None:
    """城乡差距由Y的Q缩小到Q."""
    pair, year = _groups(state, match.text("pair")), match.token("y0")
    then = state.year_of(year) or next((one.base_year for one in state.commitments if one.base_year), None)
    for topic in state.topics[:1]:
        before, after = _gap(state, topic, pair, then), _gap(state, topic, pair, None)
        of = f"gap of {topic.indicator.code} {pair} {state.year} against {then}"
        state.check("gap", match.need("a"), _bare(state, topic, before), of)
        state.check("gap", match.need("b"), _bare(state, topic, after), of)
        moved = None if before is None or after is None else abs(after) - abs(before)
        state.direction(match.text("w"), moved, of=of)
    if year is not None:
        state.claim("year", year)


def _bare(state: State, topic: Topic, difference: float | None) -> list[str]:
    """A difference; of two in a row the first may leave its unit to the second."""
    said = state.change(topic, difference)
    return [*said, *(text.removesuffix(topic.indicator.points) for text in said if topic.indicator.unit in POINTS)]


def gap(state: State, match: Match) -> None:
    """相差Q, 差距为Q: between two groups or, where places were named, between the last two."""
    tokens = state.sentence.tokens if state.sentence else []
    named = [str(token.meaning) for token in tokens if token.letter == "P" and token.meaning in state.truth.below]
    if len(named) >= 2 and not match.text("pair"):
        values = [(topic, *(state.value(topic, place=place, group="") for place in named[:2])) for topic in state.topics]
        apart = [text for topic, one, other in values if one is not None and other is not None for text in state.change(topic, one - other)]
        state.check("gap", match.need("q"), apart, f"{state.describe()} {named[:2]}")
        return
    pair = _groups(state, match.text("pair"))
    said = [text for topic in state.topics for text in state.change(topic, _gap(state, topic, pair, None))]
    state.check("gap", match.need("q"), said, f"gap of {state.describe()} {pair}")


def group_against_group(state: State, match: Match) -> None:
    """农村高于城市Q, 农村比城市高Q."""
    pair = str(match.need("g").meaning), str(match.need("h").meaning)
    for topic in state.topics[:1]:
        apart = _gap(state, topic, pair, None)
        state.check_word("direction", match.text("w"), _fits(match.text("w"), apart), None, state.describe())
        if match.token("d") is not None:
            state.check("gap", match.need("d"), state.change(topic, apart), f"gap of {state.describe(topic)} {pair}")


def ratio_moved(state: State, match: Match) -> None:
    """农村与城市之比由1.6升至1.8."""
    year = match.token("y0")
    then = state.year_of(year) or next((one.base_year for one in state.commitments if one.base_year), None)
    for topic in state.topics[:1]:
        ratios = [_ratio(state, topic, _groups(state), when) for when in (then, None)]
        for name, ratio in zip("ab", ratios):
            state.check("ratio", match.need(name), [] if ratio is None else [state.truth.written(ratio, 1)], state.describe(topic))
        moved = None if None in ratios else ratios[1] - ratios[0]  # type: ignore[operator]
        state.direction(match.text("w"), moved, of=f"ratio of {state.describe(topic)}")
    if year is not None:
        state.claim("year", year)


def _ratio(state: State, topic: Topic, pair: tuple[str, str], year: int | None) -> float | None:
    first, second = (state.value(topic, year, group=group) for group in pair)
    return None if first is None or not second else first / second


# Another place


def _fits(word: str, apart: float | None) -> bool | None:
    if apart is None:
        return None
    return apart > 0 if "高" in word or "多" in word else apart < 0


def against_place(state: State, match: Match) -> None:
    """高于全省平均水平Q（全省Q）."""
    place = str(match.need("p").meaning)
    state.place = state.truth.place if state.place == place else state.place
    for topic in state.topics[:1]:
        mine, theirs = state.value(topic), state.value(topic, place=place)
        apart = None if mine is None or theirs is None else mine - theirs
        state.check_word("direction", match.text("w"), _fits(match.text("w"), apart), None, f"{state.describe()} against {place}")
        if match.token("d") is not None:
            state.check("gap", match.need("d"), state.change(topic, apart), f"{state.describe()} against {place}")
    for name in ("v", "v2"):
        if match.token(name) is not None:
            say_value(state, match.need(name), place=place)


def extreme(state: State, match: Match) -> None:
    """最高的是P（Q）: the highest, lowest, best or worst of the places below; its value is read besides."""
    for topic in state.topics[:1]:
        values = {place: found for place in state.truth.below if (found := state.value(topic, place=place, group="")) is not None}
        word = match.text("w")
        high = word == "高" or word in ("好" if topic.indicator.better != "down" else "差",)
        named = [str(token.meaning) for token in match.tokens("ps", "P")]
        best = (max if high else min)(values.values(), default=None)
        right = None if best is None else all(values.get(place) == best for place in named)
        state.check_word("extreme", f"最{word} {' '.join(named)}", right, None, state.describe(topic))
        if match.token("q") is not None:
            say_value(state, match.need("q"), place=named[0], group="")


# Small numbers


def events(state: State, match: Match) -> None:
    """报告孕产妇死亡1例（活产4126人）; 孕产妇死亡人数为1人（活产数4126人，折合Q）."""
    for name in ("i", "e"):
        token = match.token(name)
        if token is not None:
            state.topics = _spoken_by(token)
    year = match.token("y")
    if year is not None:
        state.year = state.year_of(year) or state.year
        state.claim("year", year)
    found = [_counts(state, topic) for topic in state.topics]
    for name, index in (("k", 0), ("m", 1)):
        token = match.token(name)
        if token is not None:
            units = {
                unit for topic in state.topics for unit in ((topic.indicator.part_unit, topic.indicator.whole_unit)[index],) if unit
            } or PERSONS
            right = [state.truth.written(one[index], 0) + unit for one in found if one is not None for unit in units]
            state.check("events" if not index else "exposure", token, right, state.describe())
    if match.token("q") is not None:
        say_value(state, match.need("q"))
    state.spoken += 1


def _spoken_by(token: Token) -> tuple[Topic, ...]:
    """The topics of a name: of an indicator, or of what is counted for it."""
    if token.letter == "I":
        return token.meaning  # type: ignore[return-value]
    return tuple(topic for role, topics in token.meaning if role != "whole" for topic in topics)  # type: ignore[attr-defined]


def _counts(state: State, topic: Topic) -> tuple[float, float] | None:
    if state.span is not None:
        pooled = state.truth.pooled(topic.indicator.code, state.place, *state.span, state.group)
        return pooled and pooled[1:]
    one = state.figure(topic)
    return None if one is None or one.events is None or one.exposure is None else (one.events, one.exposure)


def no_event(state: State, match: Match) -> None:
    """全县未报告孕产妇死亡（活产数4126人）."""
    if match.token("p") is not None:
        state.place = str(match.need("p").meaning)
    year = match.token("y")
    if year is not None:
        state.year = state.year_of(year) or state.year
        state.waiting.append(year)
    state.topics = _spoken_by(match.need("i"))
    found = [one for topic in state.topics if (one := state.figure(topic)) is not None and one.events is not None]
    right = any(one.events == 0 for one in found)
    if right:
        for token in state.waiting:
            token.claimed = True
        state.waiting.clear()
    state.check_word("no event", "未报告", right, match.need("i"), state.describe())
    whole = match.token("m") or match.token("m2")
    if whole is not None:
        state.check("exposure", whole, [state.truth.written(one.exposure or 0, 0) + whole.unit for one in found], state.describe())


def pooled(state: State, match: Match) -> None:
    """S合并计算: what follows is of these years together."""
    token = match.need("s")
    state.span = token.meaning  # type: ignore[assignment]
    state.waiting.append(token)
    if match.token("i") is not None:
        state.topics = match.need("i").meaning  # type: ignore[assignment]
    if match.token("q") is not None:
        _pooled_value(state, match.need("q"))


def _pooled_value(state: State, token: Token) -> None:
    assert state.span is not None
    found = [(topic, state.truth.pooled(topic.indicator.code, state.place, *state.span, state.group)) for topic in state.topics]
    state.check("pooled", token, [state.written(topic, one[0]) for topic, one in found if one], f"{state.describe()} {state.span}")


# Rows of years


def in_a_row(state: State, match: Match) -> None:
    """连续n年下降: so many yearly steps of one direction up to the year."""
    count, word = match.need("n"), match.text("w")
    rows = [_steps(state, topic, rising=word in UP) for topic in state.topics]
    state.check("years in a row", count, [f"{steps}年" for steps in rows if steps], f"{state.describe()} {word}")


def _steps(state: State, topic: Topic, *, rising: bool) -> int:
    """How many steps of one direction, each from the year before, end at the year."""
    code, place = topic.indicator.code, state.place
    steps, year = 0, state.year
    while True:
        now, before = (state.truth.value(code, place, one, state.group) for one in (year, year - 1))
        if now is None or before is None or not (now > before if rising else now < before):
            return steps
        steps, year = steps + 1, year - 1


def kept(state: State, match: Match) -> None:
    """自Y起连续n年保持在Q以上: every year, the first included."""
    year, count, bound = match.need("y"), match.need("n"), match.need("q")
    first = state.year_of(year) or 0
    years = list(range(first, state.year + 1))
    values = [state.value(topic, one) for topic in state.topics[:1] for one in years]
    line, above = float(bound.number), match.text("w") == "以上"
    whole = bool(values) and all(one is not None and (one >= line if above else one <= line) for one in values)
    whole = whole and bound.unit == state.topics[0].indicator.unit
    state.check("years kept", count, [f"{len(years)}年"], state.describe())
    state.check_word("kept", f"{year.words} {bound.words}{match.text('w')}", whole, bound, state.describe())
    state.claim("year", year)
    bound.claimed = True


def share_of_line(state: State, match: Match) -> None:
    """完整度12/14; 应报14个，已报12个."""
    token = match.token("f")
    found = [one for topic in state.topics if (one := state.figure(topic)) is not None and one.expected is not None]
    if token is not None:
        state.check("completeness", token, [f"{one.reporting}/{one.expected}" for one in found], state.describe())
        return
    for name, field in (("e", "expected"), ("r", "reporting")):
        number = match.need(name)
        right = any(int(number.number) == getattr(one, field) for one in found)
        state.check("completeness", number, [number.words] if right else [str(getattr(one, field)) for one in found], state.describe())


def revised(state: State, match: Match) -> None:
    """Y某数由Q修订为Q."""
    year, old, new = match.need("y"), match.need("a"), match.need("b")
    name = state.sentence.words if state.sentence else ""
    rows = [one for one in state.truth.corrections if one[0] in name and one[1] == state.year_of(year)]
    right = any((float(old.number), float(new.number)) == (round(one[2], 6), round(one[3], 6)) for one in rows)
    decimal = any(abs(float(old.number) - one[2]) < 0.006 and abs(float(new.number) - one[3]) < 0.006 for one in rows)
    for token in (year, old, new):
        if right or decimal:
            state.claim("correction", token, str(rows))
        else:
            state.wrong(token, f"correction: {rows or 'none of this name and year'}")
