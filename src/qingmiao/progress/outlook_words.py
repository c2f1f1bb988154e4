"""The outlook of a commitment in plain words: how it has moved and where that leads, how likely the target is, what would have to happen."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

from qingmiao.catalogue import Catalogue, Indicator
from qingmiao.catalogue.numbers import Lang, decimals_of, format_change, format_number, format_value, round_half_up, with_unit
from qingmiao.progress.comparing import grain_of
from qingmiao.progress.direction import SURE
from qingmiao.progress.interval import NOISE
from qingmiao.progress.known import FEW, few
from qingmiao.progress.model import Point, Verdict, Word
from qingmiao.progress.outlook import Ahead, Outlook
from qingmiao.progress.reasons import chance, target_text

YEARS: Final = {1: "一", 2: "两", 3: "三"}

APART: Final = 0.05
"""From such a difference on the chance of the published figure is told beside that of the true level."""


@dataclass(frozen=True, slots=True)
class Names:
    """What is counted, and among what: 婴儿死亡数 and 活产数, each with its unit; whether chance has a part in it, as in all but what simply is."""

    part: str = ""
    part_unit: str | None = None
    whole: str = ""
    whole_unit: str | None = None
    chance: bool = True

    def counts(self, point: Point, lang: Lang) -> str:
        """婴儿死亡数3人（活产数1000人）; empty where there are no counts."""
        if point.events is None or point.exposure is None or not self.part:
            return ""
        part, whole = _whole(point.events, self.part_unit, lang), _whole(point.exposure, self.whole_unit, lang)
        return f"{self.part}{part}（{self.whole}{whole}）" if lang == "zh" else f"{self.part} {part} ({self.whole} {whole})"


def names_of(indicator: Indicator | None, catalogue: Catalogue) -> Names:
    """The names of the counts of an indicator; empty where it is not made of two."""
    found = [catalogue.elements[code] for code in indicator.elements if code in catalogue.elements] if indicator else []
    if len(found) < 2:
        return Names()
    return Names(found[0].name, found[0].unit, found[1].name, found[1].unit, grain_of(indicator, catalogue) != "account")


def _whole(number: float, unit: str | None, lang: Lang) -> str:
    return with_unit(format_number(number, 0, lang), unit, lang)


@dataclass(frozen=True, slots=True)
class Told:
    """An outlook in three sentences: where it goes, how likely the target is, what would have to happen."""

    course: str
    likely: str
    needed: str


def tell(outlook: Outlook, verdict: Verdict, unit: str, names: Names, lang: Lang = "zh") -> Told:
    """The three sentences; small numbers are told as counts, and nothing is then said of single years."""
    target = target_text(verdict, unit, lang)
    small = told_as_count(outlook.latest) and bool(names.part)
    course = _course_of_few(outlook, names, lang) if small else _course(outlook, unit, lang)
    needed = _needed_of_few(outlook, target, names, lang) if small else _needed(outlook, target, unit, lang)
    return Told(
        course, _likely(outlook, target, verdict, names, lang), _kept(outlook, target, lang) if verdict.word is Word.MET else needed
    )


def told_as_count(point: Point) -> bool:
    """Whether a figure is told as a count: few events, or few others among few; of many, few others make a rate that stands firm."""
    return few(point) and ((point.events or 0.0) < FEW or (point.exposure or 0.0) < 10 * FEW)


# ------------------------------------------------------------------------------------------------ where it goes


def step(known: Sequence[Point]) -> tuple[int, float]:
    """Over how many years, at most three, a series has moved up to its latest figure, and by how much a year; (0, 0) where nothing tells."""
    point = known[-1]
    since = next((one for one in known if one.year >= point.year - 3), point)
    years = point.year - since.year
    return years, ((point.value or 0.0) - (since.value or 0.0)) / years if years else 0.0


def pace(known: Sequence[Point], unit: str, lang: Lang) -> str:
    """三年来平均每年下降0.10个千分点."""
    years, moved = step(known)
    if years == 0:
        return "没有近三年的其他数" if lang == "zh" else "there is no other figure of three years"
    amount = format_change(moved, unit, lang)
    if lang == "zh":
        return f"{YEARS[years]}年来" + ("基本没有变化" if _flat(moved, unit) else f"平均每年{'上升' if moved > 0 else '下降'}{amount}")
    return f"over {years} years it " + (
        "hardly changed" if _flat(moved, unit) else f"has {'risen' if moved > 0 else 'fallen'} by {amount} a year"
    )


def _flat(moved: float, unit: str) -> bool:
    return round_half_up(moved, decimals_of(unit)) == 0


def _course(outlook: Outlook, unit: str, lang: Lang) -> str:
    point, last = outlook.latest, outlook.ahead[-1]
    now, middle, low, high = (format_value(value, unit, lang) for value in (point.value, last.middle, last.low, last.high))
    moved = lately(outlook, unit, lang)
    if lang == "zh":
        return f"{point.year}年为{now}，{moved}；推算{last.year}年约为{middle}，八成可能在{low}～{high}之间。"
    return f"{now} in {point.year}; {moved}. For {last.year} about {middle} is to be expected, with 80% between {low} and {high}."


def lately(outlook: Outlook, unit: str, lang: Lang) -> str:
    """How it has moved over the last years, where that is beyond chance."""
    years, _ = step(outlook.known)
    if years == 0 or _paced(outlook, unit):
        return pace(outlook.known, unit, lang)
    return f"{YEARS[years]}年来看不出明显的升降" if lang == "zh" else f"over {years} years no clear rise or fall"


def _paced(outlook: Outlook, unit: str) -> bool:
    """Whether a pace can be told: beyond chance, or none to be seen."""
    _, moved = step(outlook.known)
    sure = outlook.risen is not None and (outlook.risen if moved > 0 else 1 - outlook.risen) >= SURE
    return sure or _flat(moved, unit)


def ahead(outlook: Outlook, unit: str, lang: Lang) -> str:
    """三年来平均每年下降0.10个千分点，按此速度2030年约为5.80‰: the figure is the one of the outlook, and “at this pace” is said only where the pace that is told
    leads to it as printed."""
    (years, moved), last = step(outlook.known), outlook.ahead[-1]
    then = format_value(last.middle, unit, lang)
    line = (outlook.latest.value or 0.0) + moved * outlook.years
    at_pace = years > 0 and _paced(outlook, unit) and format_value(line, unit, lang) == then
    if lang == "zh":
        return f"{lately(outlook, unit, lang)}，{'按此速度' if at_pace else '推算'}{last.year}年约为{then}"
    leads = f", which leads to about {then} in {last.year}" if at_pace else f"; about {then} is to be expected in {last.year}"
    return f"{lately(outlook, unit, lang)}{leads}"


def _course_of_few(outlook: Outlook, names: Names, lang: Lang) -> str:
    point, low, high = outlook.latest, *counts_ahead(outlook, outlook.ahead[-1])
    said, span = names.counts(point, lang), _span(low, high, names.part_unit, lang)
    if lang == "zh":
        chance_ = "，数量小，单年升降不说明问题" if names.chance else ""
        return f"{point.year}年{said}{chance_}；按多年情况推算，{outlook.deadline}年八成可能为{span}（{names.whole}不变）。"
    chance_ = ": too few to read a single year by" if names.chance else ""
    return f"{said} in {point.year}{chance_}. From all years, {outlook.deadline} has {span} with 80% ({names.whole} unchanged)."


def _span(low: int, high: int, unit: str | None, lang: Lang) -> str:
    return _whole(low, unit, lang) if low == high else with_unit(f"{low}～{high}" if lang == "zh" else f"{low} to {high}", unit, lang)


def counts_ahead(outlook: Outlook, ahead: Ahead) -> tuple[int, int]:
    """How many there will be, with 80 %, among as many as in the latest year."""
    among = (outlook.latest.exposure or 0.0) / outlook.size
    return int(round_half_up(ahead.low * among, 0)), int(round_half_up(ahead.high * among, 0))


# ------------------------------------------------------------------------------------------------ how likely, and what it takes


def _likely(outlook: Outlook, target: str, verdict: Verdict, names: Names, lang: Lang) -> str:
    share, kept = chance(outlook.chance, lang), verdict.word is Word.MET
    beside = _by_chance(outlook, lang) if names.chance else ""
    if lang == "zh":
        return f"{outlook.deadline}年{'仍保持' if kept else '达到'}“{target}”的把握{share}{beside}。"
    return f"The chance {'that it still meets' if kept else 'of'} “{target}” in {outlook.deadline} is {share}{beside}."


def _by_chance(outlook: Outlook, lang: Lang) -> str:
    """Where the published figure is much likelier, or less likely, to meet the target than the true level: that too."""
    share = chance(outlook.published, lang)
    if abs(outlook.published - outlook.chance) < APART or share == chance(outlook.chance, lang):
        return ""
    if lang == "zh":
        return f"（指实际水平；当年公布的数受偶然影响，达到的可能{share}）"
    return f" (of the true level; {share} for the published figure, by chance)"


def _kept(outlook: Outlook, target: str, lang: Lang) -> str:
    if lang == "zh":
        return f"目前已达到目标，到{outlook.deadline}年保持在“{target}”即可。"
    return f"The target is met now: it takes no more than to keep “{target}” until {outlook.deadline}."


def _needed(outlook: Outlook, target: str, unit: str, lang: Lang) -> str:
    """要达到“5‰以下”，今后5年平均每年须下降0.26个千分点，是过去三年速度的2.6倍."""
    if outlook.met:  # a sample that cannot be told from its target
        return f"要达到“{target}”，须保持目前的水平。" if lang == "zh" else f"“{target}” takes no more than to stay where it is."
    needed, beside = outlook.needed, _expected(outlook, unit, lang)
    least = 10.0 ** -decimals_of(unit)
    small = _flat(needed, unit)
    amount = format_change(least if small else needed, unit, lang)
    if lang == "zh":
        return f"要达到“{target}”，今后{outlook.years}年平均每年须{'提高' if needed > 0 else '下降'}{'不到' if small else ''}{amount}{beside}。"
    less = "less than " if small else ""
    return f"“{target}” takes a {'rise' if needed > 0 else 'fall'} of {less}{amount} a year for {outlook.years} years{beside}."


def _expected(outlook: Outlook, unit: str, lang: Lang) -> str:
    """，推算的走势是每年约下降0.10个千分点."""
    expected = outlook.expected
    if _flat(expected, unit):
        return "，推算的走势是基本不变" if lang == "zh" else "; it is expected hardly to move"
    amount = format_change(expected, unit, lang)
    if lang == "zh":
        return f"，推算的走势是每年约{'提高' if expected > 0 else '下降'}{amount}"
    return f"; it is expected to {'rise' if expected > 0 else 'fall'} by about {amount} a year"


def _needed_of_few(outlook: Outlook, target: str, names: Names, lang: Lang) -> str:
    """要达到“5‰以下”，2030年婴儿死亡数须不超过1人（活产数194人不变）."""
    bound = outlook.target * (outlook.latest.exposure or 0.0) / outlook.size
    most = math.ceil(bound - NOISE) if outlook.up else math.floor(bound + NOISE)
    count, whole = _whole(most, names.part_unit, lang), _whole(outlook.latest.exposure or 0.0, names.whole_unit, lang)
    if lang == "zh":
        word = "不少于" if outlook.up else "不超过"
        return f"要达到“{target}”，{outlook.deadline}年{names.part}须{word}{count}（按{names.whole}{whole}计）。"
    word = "at least" if outlook.up else "at most"
    return f"“{target}” in {outlook.deadline} means {names.part} {word} {count} (of {names.whole} {whole})."
