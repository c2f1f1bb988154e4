"""Wordings of counts and shares of items, of dates, titles, references and other numbers that are no figures."""

from __future__ import annotations

import re
from typing import Final

from tests.reports.checking.engine import Match, Rule, State, rule
from tests.reports.checking.lexing import Token, folded
from tests.reports.checking.truth import JUDGED, VERDICTS, Commitment

LATE: Final = ("得而复失", "难以完成", "落后", "未定")
SILENT: Final = ("无数据", "无法判断")
BEHIND: Final = r"重点关注|存在问题"
"""Headings of what is behind."""


def scope(state: State) -> list[Commitment]:
    """The commitments that are counted: those of the area that is spoken of, or all; indicators, or what is done once."""
    tasks = state.counting == "tasks"
    return [one for one in state.truth.commitments if one.task is tasks and (not state.area or one.area == state.area)]


def count_of(state: State, noun: str) -> list[float]:
    """How many there are of what a noun says."""
    items = scope(state)
    every = [one for one in state.truth.commitments if not state.area or one.area == state.area]
    judged = [one for one in items if one.word in JUDGED]
    found = {
        "judged": len(judged),
        "indicators": sum(not one.task for one in every),
        "tasks": sum(one.task for one in every),
        "all": len(every),
        "late": sum(one.word in LATE for one in items),
        "silent": sum(one.word in SILENT for one in items),
    }
    return [float(found[noun])] if noun in found else [value for key, value in state.truth.counts.items() if key == noun]


_NOUNS: Final = (
    ("judged", r"可?(?:判定|监测|评价)的?(?:指标|项)"),
    ("late", r"需要重点关注的?指标|重点关注"),
    ("all", r"(?:可核对的)?承诺"),
    ("tasks", r"(?:工作)?事项|任务"),
    ("indicators", r"指标"),
)


def _noun(words: str) -> str:
    return next((name for name, pattern in _NOUNS if re.search(pattern, words)), words)


def counted_noun(state: State, match: Match) -> None:
    """68项可监测指标, 指标共5项."""
    noun, token = _noun(match.text("noun")), match.need("n")
    state.check("count", token, [_text(one, token) for one in count_of(state, noun)], f"{noun} {state.area}")
    if noun in ("judged", "late"):
        state.whole = noun, token


def _text(count: float, token: Token) -> str:
    return f"{count:g}{token.unit}"


def counted_verdict(state: State, match: Match) -> None:
    """已达标51项, 4项无数据."""
    word, token = match.need("v"), match.need("n")
    found = sum(one.word == word.words for one in scope(state))
    ok = state.check(
        "count", token, [f"{found}{token.unit}"] if token.unit in ("项", "个", "") else [], f"{word.words} {state.area} {state.counting}"
    )
    state.counted.append((word.words, float(token.number), token))
    if ok and match.token("p") is not None:
        share(state, match)


def closes(state: State) -> None:
    """The parts that a sentence lists are all of the whole, each once; what stands after 另有 is outside it."""
    if state.whole is None or not state.counted or state.sentence is None:
        return
    noun, whole = state.whole
    outside = state.sentence.words.find("另有")
    inside = [(word, count) for word, count, token in state.counted if outside < 0 or token.start < outside]
    words = [word for word, _ in inside]
    words = [part for word in words for part in (LATE if word == "late" and noun == "judged" else (word,))]
    if len(set(words)) != len(words) or not set(words) <= set(LATE if noun == "late" else JUDGED):
        state.wrong(whole, f"parts: {words} are not parts of {whole.words}, each once")
    elif sum(count for _, count in inside) != float(whole.number):
        state.wrong(whole, f"sum: the parts come to {sum(count for _, count in inside):g}")


def done(state: State, match: Match) -> None:
    """已完成3项."""
    token = match.need("n")
    found = sum(one.task and one.word == "已达标" for one in state.truth.commitments)
    state.check("count", token, [f"{found}{token.unit}"], "tasks done")


def share(state: State, match: Match) -> None:
    """（占75.0%）: of the last count, in the judged."""
    for token, (word, _, _) in zip(match.tokens("p", "Q"), state.counted[-1:]):
        state.check("share", token, [_share(state, word)], word)


def shares(state: State, match: Match) -> None:
    """分别占75.0%、17.6%和7.4%."""
    tokens = match.tokens("ps", "Q")
    for token, (word, _, _) in zip(tokens, state.counted[-len(tokens) :]):
        state.check("share", token, [_share(state, word)], word)


def _share(state: State, word: str) -> str:
    items = scope(state)
    judged = sum(one.word in JUDGED for one in items)
    return state.truth.written(sum(one.word == word for one in items) / judged * 100, 1) + "%" if judged else ""


def rate(state: State, match: Match) -> None:
    """达标率为75.0%，比Y的70.6%提高4.4个百分点（Y可判定68项、已达标48项）."""
    state.check("share", match.need("p"), [_share(state, "已达标")], "rate of targets met")
    items = scope(state)
    judged = sum(one.word in JUDGED for one in items)
    before = [one for one in items if one.word_before in JUDGED]
    met, was = sum(one.word == "已达标" for one in items), sum(one.word_before == "已达标" for one in before)
    moved = None if not judged or not before else met / judged * 100 - was / len(before) * 100
    if match.token("o") is not None:
        state.check("share", match.need("o"), [state.truth.written(was / len(before) * 100, 1) + "%"] if before else [], "the year before")
    if match.token("d") is not None:
        state.check(
            "change", match.need("d"), [] if moved is None else [f"{state.truth.written(abs(moved), 1)}个百分点"], "rate of targets met"
        )
        state.direction(match.text("w"), moved, of="rate of targets met")
    elif match.text("same"):
        state.check_word("no change", match.text("same"), moved == 0, None, "rate of targets met")
    for token in match.tokens("all", "Y"):
        _year_before(state, token)
    for name, right in (("n", len(before)), ("m", was), ("nn", len(before)), ("mm", was)):
        if match.token(name) is not None:
            state.check("count", match.need(name), [f"{right}项"], "the year before")


def _year_before(state: State, token: Token) -> None:
    if state.year_of(token) == state.truth.year - 1:
        state.claim("year", token)
    else:
        state.wrong(token, f"the year before is {state.truth.year - 1}")


def beside_last(state: State, match: Match) -> None:
    """与Y相比，新达标…: of verdicts, the year before."""
    _year_before(state, match.need("y"))


def gained(state: State, match: Match) -> None:
    """新达标n项; 由达标转为未达标n项."""
    new, lost = _turned(state)
    right = len(new if match.text("what").startswith("新") else lost)
    state.check("count", match.need("n"), [f"{right}项"], match.text("what"))


def _turned(state: State) -> tuple[list[Commitment], list[Commitment]]:
    """What is met and was not, and what was met and is not."""
    known = [one for one in state.truth.commitments if not one.task and one.word in MOVING and one.word_before in MOVING]
    new = [one for one in known if one.word == "已达标" and one.word_before != "已达标"]
    return new, [one for one in known if one.word != "已达标" and one.word_before == "已达标"]


def asked(state: State, match: Match) -> None:
    """本领域有n项未达到要求的指标尚无原因说明."""
    found = sum(one.word in LATE and bool(one.units) and not one.caused for one in scope(state))
    state.check("count", match.need("n"), [f"{found}项"], f"late without a cause {state.area}")


def names_together(state: State, match: Match) -> None:
    """甲、乙等9项: how many are meant, of those that such a list may stand for."""
    if match.need("n").unit != "项":
        units_together(state, match)
        return
    state.check("count", match.need("n"), [f"{found}项" for found in sorted(_listable(state))], "items named in part")


def _listable(state: State) -> set[int]:
    """Sizes of what a list may stand for: late or silent, gained or lost, of the whole, an area or a unit."""
    rows = [one for one in state.truth.commitments if not one.task]
    parts = [[one for one in rows if one.word in words] for words in (LATE, SILENT, LATE[:2], ("已达标",), ("进展正常",))]
    parts += [*_turned(state)]
    keys = [*{one.area for one in rows}, *state.truth.units]
    lists = [*parts, *([one for one in part if key == one.area or key in one.units] for part in parts for key in keys)]
    return {count for some in lists for count in (len(some), len({one.names[0] for one in some}))}


def small(state: State, match: Match) -> None:
    """分子不足10的: the rule of small numbers."""
    state.check("small numbers", match.need("n"), [f"{state.truth.small_events}{match.need('n').unit}"], "the rule")


def part_of_picture(state: State, match: Match) -> None:
    """（1/2）: a part of a picture; that the parts follow each other is looked at with the captions."""
    if state.spot.kind in ("caption", "picture"):
        state.claim("part", match.need("f"))


MOVING: Final = ("已达标", "进展正常", "落后", "难以完成", "得而复失")


def by_unit(state: State, match: Match) -> None:
    """县教育局（3项）: what a unit answers for, of the late or the silent."""
    named, token = match.token("u"), match.need("n")
    unit = str(named.meaning) if named else ""
    ways = (LATE, SILENT, VERDICTS)
    mine = [one for one in state.truth.commitments if (unit in one.units if unit else not one.units)]
    heading = "".join(state.spot.headings)
    chosen = [LATE] if re.search(BEHIND, heading) else [SILENT] if "无数据" in heading else ways
    state.check("count", token, [f"{sum(one.word in words and not one.task for one in mine)}项" for words in chosen], unit)


def units_together(state: State, match: Match) -> None:
    """等14个单位: how many answer together."""
    token = match.need("n")
    found = {len(one.units) for one in state.commitments}
    for words in () if found else (LATE, SILENT):
        names = {unit for one in state.truth.commitments if one.word in words and not one.task for unit in one.units or ("待明确",)}
        found.add(len(names))
    state.check("units", token, [f"{one}{token.unit}" for one in found], "units")


def counted_here(state: State, match: Match) -> None:
    """共5项: of what the heading above speaks."""
    token, heading = match.need("n"), "".join(state.spot.headings)
    noun = "late" if re.search(BEHIND, heading) else "silent" if "无数据" in heading else ""
    if noun:
        state.check("count", token, [_text(one, token) for one in count_of(state, noun)], noun)


def named_count(state: State, match: Match) -> None:
    """A number of other things that the truth names: 3个镇, 有5项承诺由程序读出."""
    token = match.need("n")
    words = state.sentence.words if state.sentence else ""
    state.check("count", token, [_text(one, token) for key, one in state.truth.counts.items() if folded(key) in words], "counted things")


# Numbers that are no figures


def day(state: State, match: Match) -> None:
    """2025年5月20日: a day of the document or its release."""
    token = match.need("d")
    parts = [int(one) for one in re.findall(r"\d+", token.words)]
    iso = "-".join(f"{one:02d}" for one in parts)
    if any(one == iso or (len(parts) == 2 and one.startswith(iso)) for one in state.truth.days):
        state.claim("day", token)
    else:
        state.wrong(token, f"day: {' or '.join(state.truth.days)}")


def title(state: State, match: Match) -> None:
    """《…》: a title with digits is the plan's."""
    token = match.need("b")
    if re.search(r"\d", token.words):
        same = _dashless(str(token.meaning)) == _dashless(folded(state.truth.title))
        if same or any(token.words in folded(one) for one in state.truth.known):
            state.claim("title", token)
        else:
            state.wrong(token, f"title: {state.truth.title}")
    if match.token("y") is not None:
        report_year(state, match)


def _dashless(words: str) -> str:
    return re.sub(r"[—\-~～–]", "—", words)


def report_year(state: State, match: Match) -> None:
    """2024年…监测报告: the report's year."""
    token = match.need("y")
    if state.year_of(token) == state.truth.year:
        state.claim("report's year", token)
    else:
        state.wrong(token, f"the report is of {state.truth.year}")


def plan_period(state: State, match: Match) -> None:
    """2021—2030年: the plan's period."""
    token = match.need("s")
    if token.meaning == state.truth.period:
        state.claim("period", token)
    else:
        state.wrong(token, f"the plan's period is {state.truth.period}")


def threshold(state: State, match: Match) -> None:
    """已报单位低于60.0%的不公布."""
    token, line = match.need("p"), state.truth.threshold
    right = [] if line is None else [f"{state.truth.written(line * 100, 1)}%", f"{line * 100:g}%"]
    state.check("threshold", token, right, "what must have reported")


def rank(state: State, match: Match) -> None:
    """居全市第2位: among the places below the one above, best first."""
    token = match.need("o")
    code = next((topic.indicator.code for topic in state.topics), "")
    better = next((topic.indicator.better for topic in state.topics), "")
    values = [value for place in state.truth.beside if (value := state.truth.value(code, place, state.year)) is not None]
    mine = state.truth.value(code, state.place, state.year)
    if mine is None:
        state.wrong(token, "rank: no value")
        return
    ahead = sum(value > mine if better != "down" else value < mine for value in values)
    state.check("rank", token, [f"第{ahead + 1}位", f"第{ahead + 1}"], state.describe())


RATE: Final = (
    r"达标率为(?P<p>Q)(?P<all>(?:，(?:比Y(?:的(?P<o>Q))?(?P<w>{dir})(?P<d>Q)|与Y(?P<same>相同|持平)))?"
    r"(?:（(?:两年均按(?P<n>Q)计算，Y达标(?P<m>Q)|Y可判定(?P<nn>Q)、V(?P<mm>Q))）)?)"
)

COUNT_RULES: Final[tuple[Rule, ...]] = (
    rule("rate", RATE, rate),
    rule("beside the year before", r"与(?P<y>Y)相比，(?=新达标|由达标)", beside_last),
    rule("gained", r"(?P<what>新达标|由达标转为未达标)(?P<n>Q)", gained),
    rule("asked", r"有(?P<n>Q)未达到要求的指标尚无原因说明", asked),
    rule("small numbers", r"分子不足(?P<n>Q)的", small),
    rule("part of a picture", r"（(?P<f>F)）", part_of_picture),
    rule("verdict and count", r"(?P<v>V)的?(?:指标)?(?:共|有)?（?(?P<n>Q)(?:）|(?:，|（)占(?P<p>Q)）?)?", counted_verdict),
    rule("count and verdict", r"(?P<n>Q)(?:指标)?(?P<v>V)(?:（占(?P<p>Q)）)?", counted_verdict),
    rule("done", r"已完成(?P<n>Q)", done),
    rule("shares", r"分别占(?P<ps>Q(?:、Q)*(?:和|与)Q)", shares),
    rule("share", r"(?:，|（)占(?P<p>Q)", share),
    rule("threshold", r"低于(?P<p>Q)的?(?=不)", threshold),
    rule("count of a noun", r"(?P<n>Q)(?P<noun>可?(?:判定|监测|评价|核对)?的?(?:指标|承诺|工作事项|事项|任务))", counted_noun),
    rule("noun and count", r"(?P<noun>需要重点关注的?指标|承诺|工作事项[^，。；Q]{0,20}|事项|指标)(?:共|有|计)?(?P<n>Q)", counted_noun),
    rule("unit and count", r"(?:(?P<u>U)|待明确)(?:（建议）)?（(?P<n>Q)）", by_unit),
    rule("names together", r"等(?P<n>Q)(?<=Q)(?=指标|查明|列入|逐项|制定|，|。|、|）|$)", names_together),
    rule("units together", r"等(?P<n>Q)(?=单位|部门|，|。|、|（|$)", units_together),
    rule("count here", r"共(?P<n>Q)(?=，|。)", counted_here),
    rule("day", r"(?P<d>D)", day),
    rule("year and title", r"(?P<y>Y)(?P<b>B)", title),
    rule("title", r"(?P<b>B)", title),
    rule(
        "report's year",
        r"(?P<y>Y)(?=度|实施|工作|监测|评估|[^，。；：QI]{0,12}(?:(?<!未)报告|总表|汇总|清单|情况表|进展表|数据表|解释|说明)|进展)",
        report_year,
    ),
    rule("plan's period", r"(?P<s>S)(?=，|）|。|）》|$)", plan_period),
    rule("rank", r"(?:居|排|列)[^，。；QY]{0,8}?(?P<o>O)", rank),
    rule("known", r"K", lambda state, match: None),
)
LAST_RULES: Final[tuple[Rule, ...]] = (rule("count of something named", r"(?P<n>Q)", named_count),)
