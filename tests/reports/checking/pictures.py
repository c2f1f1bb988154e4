"""What pictures say to those who do not see them: one clause an indicator, an area or a place."""

from __future__ import annotations

import re
from typing import Final

from tests.reports.checking import comparing
from tests.reports.checking.engine import Claim, State
from tests.reports.checking.lexing import Token, folded
from tests.reports.checking.target_rules import wordings
from tests.reports.checking.truth import VERDICTS

WAY: Final = re.compile(r"(\d+)、(.+)：(" + "|".join(VERDICTS) + r")，([^，]+?)(?:，目标(.+))?")
BAR: Final = re.compile(r"([^：]+)：((?:(?:" + "|".join(VERDICTS) + r")\d+，?)*)")


def read(state: State) -> None:
    """Every clause: `3、新生儿死亡率：已达标，2.94‰，目标 3‰`, or `儿童与健康：已达标 3，落后 1`."""
    title = re.fullmatch(r"(.+)历年变化(?:（模拟数据）)?", folded(state.spot.table))
    if title:
        _years(state, title.group(1))
        return
    for clause in folded(state.spot.words).rstrip("。").split("；"):
        way, bar = WAY.fullmatch(clause), BAR.fullmatch(clause)
        if way:
            _way(state, clause, *way.groups())
        elif bar:
            _bar(state, clause, bar.group(1), bar.group(2))
        elif re.search(r"\d", clause):
            _wrong(state, clause, "not understood")


YEARS: Final = re.compile(r"实际值：(.+?)。(?:目标路径：(.+?)。)?")


def _years(state: State, name: str) -> None:
    """The years of an indicator and the ends of the way to its target: `实际值：2020年 4.60‰，2024年 2.80‰。目标路径：2020年 4.60‰，2030年 3‰。`."""
    found, topics = YEARS.fullmatch(folded(state.spot.words)), state.names.topics.get(name)
    if found is None or not topics:
        _wrong(state, state.spot.words, "not understood, or of no indicator")
        return
    for clause in found.group(1).split("，"):
        year, _, said = clause.partition("年")
        right = {folded(state.written(topic, state.value(topic, int(year)))) for topic in topics}
        if said.removesuffix("（模拟）") in right | {"缺数"}:
            state.claims.append(Claim("value", clause, name))
        else:
            _wrong(state, clause, f"{name} in {year} is {right}")
    due = [(topic, one) for topic in topics for one in topic.commitments if one.aim is not None]
    ends = {f"{one.deadline}年{folded(state.written(topic, one.aim))}" for topic, one in due}
    for clause in (found.group(2) or "").split("，"):
        year, _, said = clause.partition("年")
        own = {folded(state.written(topic, state.value(topic, int(year)))) for topic in topics} if year.isdigit() else set()
        if not clause or said in own or clause in ends:
            state.claims.append(Claim("path", clause, name))
        else:
            _wrong(state, clause, f"the way of {name} ends with {sorted(ends)}")


def _wrong(state: State, words: str, what: str) -> None:
    state.wrong(Token("Q", words, 0), f"picture: {what}")


def _way(state: State, clause: str, number: str, name: str, word: str, value: str, target: str | None) -> None:
    """An indicator: its number, name, verdict, latest value and target."""
    mine = next((one for one in state.truth.commitments if str(one.number) == number and not one.task), None)
    if mine is None or name not in {folded(one) for one in mine.names}:
        _wrong(state, clause, "no indicator of this number and name")
        return
    topic = next(topic for topic in state.names.topics[name] if mine in topic.commitments)
    said = state.written(topic, state.value(topic, mine.latest_year or -1)) if mine.latest_year else "无数据"
    right = {
        "number": True,
        "verdict": word == mine.word,
        "value": value == folded(said),
        "target": target is None or target in wordings(state, mine),
    }
    for kind, fits in right.items():
        if fits:
            state.claims.append(Claim(kind, clause, mine.id))
        else:
            _wrong(state, clause, f"{kind} of {mine.id}: {mine.word}, {said}, {mine.targets}")


def _bar(state: State, clause: str, area: str, counts: str) -> None:
    """An area: how many bear each verdict."""
    rows = comparing.bar(state.truth, area) or [one for one in state.truth.commitments if folded(one.area) == area and not one.task]
    said = {word: int(count) for word, count in re.findall(r"(\D+?)(\d+)，?", counts)}
    right = {word: count for word in VERDICTS if (count := sum(one.word == word for one in rows))}
    if said == right:
        state.claims.extend(Claim("count", f"{word}{count}", area) for word, count in said.items())
    else:
        _wrong(state, clause, f"{area} has {right}")
