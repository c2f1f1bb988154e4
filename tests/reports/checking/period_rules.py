"""Wordings of evaluations: lists of names, time gone and way done, what is needed a year, what goes on into the next plan."""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from typing import Final

from tests.reports.checking import period
from tests.reports.checking.count_rules import LATE, SILENT, report_year
from tests.reports.checking.engine import Match, Rule, State, rule
from tests.reports.checking.target_rules import quoted
from tests.reports.checking.truth import Commitment

NAMES: Final = r"(?P<names>I(?:（Y目标）)?(?:、I(?:（Y目标）)?)*)(?P<more>等)?"


def indicators(state: State) -> list[Commitment]:
    """All that are no tasks."""
    return [one for one in state.truth.commitments if not one.task]


def label(one: Commitment, every: Sequence[Commitment]) -> str:
    """How one of several is named: with the year of its target where one name stands for several."""
    alike = sum(two.names[0] == one.names[0] for two in every)
    return f"{one.names[0]}（{one.deadline}年目标）" if alike > 1 and one.deadline else one.names[0]


def listed(state: State, match: Match, right: Sequence[Commitment], of: str) -> None:
    """3项：甲、乙（2030年目标）等: how many there are, and that each that is named is one of them; without 等 all are."""
    state.check("count", match.need("n"), [f"{len(right)}项"], of)
    names_listed(state, match, right, of)


def names_listed(state: State, match: Match, right: Sequence[Commitment], of: str) -> None:
    """甲、乙（2030年目标）等: each that is named is one of those that are meant."""
    said = _named(state, match)
    ids = {one.id for one in right}
    for words, meant in said:
        if not any(one.id in ids for one in meant):
            state.check_word("name", words, False, None, of)
    every = len({label(one, right) for one in right})
    if bool(match.text("more")) is (len({words for words, _ in said}) >= every):
        state.check_word("names", f"{len(said)}个名称{match.text('more')}", False, None, f"{of}: {every} of them")


def _named(state: State, match: Match) -> list[tuple[str, list[Commitment]]]:
    """The names of a list, with the commitments that each may mean; their years are taken."""
    found: list[tuple[str, list[Commitment]]] = []
    for token in match.tokens("names", "IY"):
        if token.letter == "I":
            state.claim("name", token)
            found.append((token.words, [one for topic in token.meaning for one in topic.commitments]))  # type: ignore[attr-defined]
            continue
        words, meant = found.pop()
        due = [one for one in meant if one.deadline == state.year_of(token)]
        if due:
            state.claim("deadline", token)
        else:
            state.wrong(token, f"no target of this year: {sorted({one.deadline for one in meant if one.deadline})}")
        found.append((words + token.words, due))
    return found


def of_verdict(state: State, match: Match) -> None:
    """落后的指标有3项：甲、乙、丙."""
    word = match.need("v")
    listed(state, match, [one for one in indicators(state) if one.word == word.words], word.words)


def in_short(state: State, match: Match) -> None:
    """需要重点关注的7项: what is behind, of the judged."""
    token = match.need("n")
    rows = [one for one in indicators(state) if one.word in LATE and (not state.area or one.area == state.area)]
    state.check("count", token, [f"{len(rows)}项"], f"late {state.area}")
    state.counted.append(("late", float(token.number), token))


def outside(state: State, match: Match) -> None:
    """另有4项无数据或无法判断."""
    rows = [one for one in indicators(state) if one.word in SILENT and (not state.area or one.area == state.area)]
    state.check("count", match.need("n"), [f"{len(rows)}项"], f"without data {state.area}")
    words = tuple(token.words for token in match.tokens("vs", "V"))
    if words != SILENT:
        state.check_word("verdicts", "或".join(words), False, None, "what stands outside")


def partly(state: State, match: Match) -> None:
    """有7项指标的应报单位没有报齐."""
    state.check("count", match.need("n"), [f"{len(period.partly(state.truth))}项"], "reported in part")


# Time and way


def period_gone(state: State, match: Match) -> None:
    """规划期2021—2030年共10年，到2024年末已过4年，占40.0%，时间尚未过半."""
    span, year, truth = match.need("s"), match.need("y"), state.truth
    first, last = truth.period
    assert first is not None
    assert last is not None
    whole, gone = last - first + 1, truth.year - first + 1
    if span.meaning == truth.period:
        state.claim("period", span)
    else:
        state.wrong(span, f"the plan's period is {truth.period}")
    report_year(state, match)
    state.check("years", match.need("n"), [f"{whole}年"], "the period")
    state.check("years", match.need("g"), [f"{gone}年"], f"gone by {truth.year}")
    state.check("share", match.need("p"), [truth.written(gone / whole * 100, 1) + "%"], "time gone")
    said = match.text("half")
    right = "规划期已满" if gone == whole else "时间已经过半" if gone * 2 >= whole else "时间尚未过半"
    state.check_word("time", said, said == right, year, "time gone")


def ways(state: State, match: Match) -> None:
    """有数值目标的指标57项，完成进度不慢于时间进度的15项，慢于时间进度的42项；完成进度已经过半的14项."""
    rows = period.ways(state.truth)
    behind = [one for one in rows if period.slower(state.truth, one)]
    half = [one for one in rows if period.way_done(state.truth, one) >= 50.0]
    for name, right in (("n", len(rows)), ("kept", len(rows) - len(behind)), ("slow", len(behind)), ("half", len(half))):
        state.check("count", match.need(name), [f"{right}项"], f"ways {name}")


def back(state: State, match: Match) -> None:
    """其中25项比基期后退：甲、乙等."""
    state.claim("base", match.need("y"))
    listed(state, match, [one for one in period.ways(state.truth) if period.way_done(state.truth, one) < 0], "went back")


def how_it_is_counted(state: State, match: Match) -> None:
    """时间进度=基期到最新数据的年数÷基期到期限的年数; 比基期后退的: the base of each, no year of its own."""
    for token in match.tokens("all", "Y"):
        state.claim("base", token)


def beyond(state: State, match: Match) -> None:
    """超出目标的只写超过100%."""
    state.check("way done", match.need("p"), ["100%"], "beyond the target")


# What can be reached


def reachable(state: State, match: Match) -> None:
    """有68项可以推算，如期达到的把握不低于七成的24项、介于三成和七成之间的6项和低于三成的38项."""
    rows = period.outlooks(state.truth)
    state.check("count", match.need("n"), [f"{len(rows)}项"], "foreseen")
    parts: dict[str, Callable[[float], bool]] = {
        "high": lambda chance: chance >= 0.7,
        "middle": lambda chance: 0.3 <= chance < 0.7,
        "low": lambda chance: chance < 0.3,
    }
    for name, fits in parts.items():
        right = sum(fits(one.chance) for one in rows if one.chance is not None)
        token = match.token(name)
        if token is not None:
            state.check("count", token, [f"{right}项"], f"chances {name}")
        elif right:
            state.check_word("parts", name, False, None, f"{right} chances")


def needed(state: State, match: Match) -> None:
    """要达到“95%以上”的目标，今后6年平均每年须提高2.63个百分点; …，2025年须比2024年提高2.63个百分点."""
    items = [one for one in quoted(state, match.need("t")) if not (lead := _lead_year(state)) or one.deadline == lead]
    steps = [(one, step) for one in items if (step := period.needed(state.truth, one)) is not None]
    if match.token("n") is not None:
        left = [f"{(one.deadline or 0) - (one.latest_year or 0)}年" for one, _ in steps]
        state.check("years left", match.need("n"), left, state.describe())
    for name, years in (("y", {one.deadline for one, _ in steps}), ("z", {one.latest_year for one, _ in steps})):
        token = match.token(name)
        if token is not None and state.year_of(token) in years:
            state.claim("year", token)
        elif token is not None:
            state.wrong(token, f"year: {years}")
    topics = {topic.indicator.code: topic for topic in state.topics}
    right = [text for one, step in steps for text in state.change(topics[one.indicator], step)]
    state.check("needed a year", match.need("d"), right, state.describe())
    if steps:
        state.direction(match.text("w"), steps[0][1], of=f"what {state.describe()} needs", strict=False)


def _lead_year(state: State) -> int | None:
    """The year of the target that the lead of the paragraph names."""
    found = re.search(r"（(\d{4})年目标）。?$", state.spot.lead.strip())
    return int(found.group(1)) if found else None


# Conclusions, and what goes on


def steady(state: State, match: Match) -> None:
    """已达标的指标中，27项在最近两年以上连续达标: met in the latest year and the one before."""
    rows = [one for one in indicators(state) if (since := period.met_since(state.truth, one)) and since < (one.latest_year or 0)]
    state.check("count", match.need("n"), [f"{len(rows)}项"], "met for two years and more")


def goes_on(state: State, match: Match) -> None:
    """已达到目标，转为保持，继续纳入日常监测的有32项：甲、乙等."""
    way = period.GOES[match.text("way")]
    listed(state, match, [one for one in indicators(state) if period.goes(state.truth, one) == way], way)


WAYS: Final = "|".join(map(re.escape, period.GOES))

PERIOD_RULES: Final[tuple[Rule, ...]] = (
    rule("list of a verdict", r"(?P<v>V)的指标(?:有|共)(?P<n>Q)：" + NAMES, of_verdict),
    rule("late in short", r"需要重点关注的(?P<n>Q)", in_short),
    rule("outside in short", r"另有(?P<n>Q)(?P<vs>V或V)", outside),
    rule("reported in part", r"有(?P<n>Q)指标的应报单位没有报齐", partly),
    rule(
        "time gone",
        r"规划期(?P<s>S)共(?P<n>Q)，到(?P<y>Y)末已过(?P<g>Q)，占(?P<p>Q)，(?P<half>规划期已满|时间已经过半|时间尚未过半)",
        period_gone,
    ),
    rule(
        "ways",
        r"未到期、有Y数值和数值目标的指标(?P<n>Q)，完成进度不慢于时间进度的(?P<kept>Q)，慢于时间进度的(?P<slow>Q)；完成进度已经过半的(?P<half>Q)",
        ways,
    ),
    rule("back", r"其中(?P<n>Q)比(?P<y>Y)后退：" + NAMES, back),
    rule(
        "how time is counted", r"(?P<all>时间进度=Y到最新数据的年数÷Y到期限的年数|比Y后退的|Y已达到目标的|没有既有Y数值)", how_it_is_counted
    ),
    rule("beyond the target", r"只写超过(?P<p>Q)", beyond),
    rule(
        "reachable",
        r"有(?P<n>Q)可以推算，如期达到的把握(?:不低于七成的(?P<high>Q))?[、和]?(?:介于三成和七成之间的(?P<middle>Q))?[、和]?(?:低于三成的(?P<low>Q))?",
        reachable,
    ),
    rule(
        "needed",
        r"要(?:达到|实现)(?P<t>T)的目标，(?:(?:今后|此后)(?P<n>Q)(?:平均每年须|需平均每年)|(?P<y>Y)须比(?P<z>Y))(?P<w>{dir})(?P<d>Q)",
        needed,
    ),
    rule("steady", r"V的指标中，(?P<n>Q)在最近两年以上连续达标", steady),
    rule("goes on", rf"(?P<way>{WAYS})的指标(?:有|共)(?P<n>Q)：" + NAMES, goes_on),
    rule("evaluated up to", r"(?:评价到)(?P<y>Y)", report_year),
    rule("report's year of a table", r"(?P<y>Y)(?=指标衔接表|进度滞后指标清单)", report_year),
)
