"""Why a verdict is what it is: a code for each reason, and its sentence in Chinese and English.

Sentences are plain and official: value with unit and year, the target in the plan's own terms, what the straight line would ask for now.
"""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from typing import Final

from qingmiao.catalogue.numbers import Lang, format_change, format_number, format_target, format_value
from qingmiao.progress.beside import class_words
from qingmiao.progress.interval import near
from qingmiao.progress.model import Verdict
from qingmiao.progress.named import METHODS

REASONS: Final[Mapping[str, tuple[str, str]]] = {
    # met
    "reached": ("{year}年{name}为{value}，达到“{target}”的目标", "{name} was {value} in {year} and meets the target “{target}”"),
    "reached_late": (
        "{year}年{name}为{value}，达到“{target}”的目标，但{deadline}年到期时未达到，{met_year}年才达到",
        "{name} was {value} in {year} and meets the target “{target}”, first in {met_year}, after the deadline {deadline}",
    ),
    "reference_reached": (
        "{year}年{name}为{value}，达到比照标准“{target}”",
        "{name} was {value} in {year} and meets what it is set against, “{target}”",
    ),
    "direction_kept": (
        "{year}年{name}为{value}，{base_year}年为{base}，到期时变化方向符合要求{sure}",
        "{name} was {value} in {year} and {base} in {base_year}: at the deadline it has moved the right way{sure}",
    ),
    "curb_kept": (
        "{year}年{name}为{value}，{base_year}年为{base}，到期时原有的变化势头已经放慢或停止{curbed}",
        "{name} was {value} in {year} and {base} in {base_year}: by the deadline its earlier drift has slowed or stopped{curbed}",
    ),
    "done": ("“{name}”已于{met_year}年完成", "“{name}” was done in {met_year}"),
    "done_late": (
        "“{name}”已于{met_year}年完成，晚于{deadline}年的期限",
        "“{name}” was done in {met_year}, after the deadline {deadline}",
    ),
    "every_met": (
        "{scope}{met}个地方全部达到“{target}”的目标",
        "all {met} places meet the target “{target}” for {name}",
    ),
    # on the way
    "pace_kept": (
        "{year}年{name}为{value}，{against}直线进度应达的{expected}，预计可如期达到{deadline}年“{target}”的目标",
        "{name} was {value} in {year}, as good as the {expected} that a straight line to “{target}” in {deadline} asks for by now",
    ),
    "method_kept": (
        "{year}年{name}为{value}，按{method}为“{class}”，预计可如期达到{deadline}年“{target}”的目标",
        "{name} was {value} in {year}; by the {method} it is “{class}” towards “{target}” in {deadline}",
    ),
    "direction_right": (
        "{year}年{name}为{value}，{base_year}年为{base}，变化方向符合要求{sure}",
        "{name} was {value} in {year} and {base} in {base_year}: it moves the right way{sure}",
    ),
    "curb_right": (
        "{year}年{name}为{value}，{base_year}年为{base}，{base_year}年以来原有的变化势头已经放慢或停止{curbed}",
        "{name} was {value} in {year} and {base} in {base_year}: since {base_year} its earlier drift has slowed or stopped{curbed}",
    ),
    "not_due": ("“{name}”尚未完成，期限为{deadline}年", "“{name}” is not yet done; it is due in {deadline}"),
    # behind
    "pace_missed": (
        "{year}年{name}为{value}，{against}直线进度应达的{expected}，进度落后；距{deadline}年“{target}”的目标每年还须{needed}",
        "{name} was {value} in {year}, short of the {expected} that a straight line asks for by now; "
        "“{target}” in {deadline} needs {needed} each year",
    ),
    "method_missed": (
        "{year}年{name}为{value}，按{method}为“{class}”，进度落后；距{deadline}年“{target}”的目标每年还须{needed}",
        "{name} was {value} in {year}; by the {method} it is “{class}”; “{target}” in {deadline} needs {needed} each year",
    ),
    "increase_short": (
        "{year}年{name}{grew}，未达到每年“{target}”的要求",
        "{name} {grew} in {year}, short of “{target}” a year",
    ),
    "direction_wrong": (
        "{year}年{name}为{value}，{base_year}年为{base}，变化方向不符合要求{sure}",
        "{name} was {value} in {year} and {base} in {base_year}: it does not move the right way{sure}",
    ),
    "curb_wrong": (
        "{year}年{name}为{value}，{base_year}年为{base}，原有的变化势头仍在继续，没有看出放慢",
        "{name} was {value} in {year} and {base} in {base_year}: its drift goes on and shows no sign of slowing",
    ),
    "reference_short": (
        "{year}年{name}为{value}，未达到比照标准“{target}”",
        "{name} was {value} in {year}, short of what it is set against, “{target}”",
    ),
    "every_short": (
        "{scope}{met}个地方达到“{target}”的目标，{short}个未达到{which}{silent_too}",
        "{met} places meet the target “{target}” for {name}, {short} do not{which}{silent_too}",
    ),
    # hardly
    "method_far": (
        "{year}年{name}为{value}，按{method}为“{class}”，如期达到{deadline}年“{target}”的目标难度较大",
        "{name} was {value} in {year}; by the {method} it is “{class}”: “{target}” in {deadline} will hardly be met",
    ),
    "projection_short": (
        "{year}年{name}为{value}，直线进度应达{expected}；按{base_year}—{year}年年均变化推算，{deadline}年约为{projected}，"
        "如期达到“{target}”的目标难度较大",
        "{name} was {value} in {year}; at the yearly change of {base_year}–{year} it would be about {projected} in {deadline}: "
        "“{target}” will hardly be met",
    ),
    "missed": (
        "{year}年{name}为{value}，{deadline}年期限已到，未达到“{target}”的目标",
        "{name} was {value} in {year}; the deadline {deadline} has come and the target “{target}” is not met",
    ),
    "direction_missed": (
        "{year}年{name}为{value}，{base_year}年为{base}，{deadline}年期限已到，变化方向不符合要求{sure}",
        "{name} was {value} in {year} and {base} in {base_year}; the deadline {deadline} has come and it has not moved the right way{sure}",
    ),
    "curb_missed": (
        "{year}年{name}为{value}，{base_year}年为{base}，{deadline}年期限已到，原有的变化势头仍在继续，没有看出放慢",
        "{name} was {value} in {year} and {base} in {base_year}; the deadline {deadline} has come and its drift goes on without a sign of slowing",
    ),
    "not_done": ("“{name}”期限为{deadline}年，期限已到尚未完成", "“{name}” was due in {deadline} and is not done"),
    # lost
    "fell_back": (
        "{met_year}年曾达到“{target}”的目标，{year}年{name}为{value}，重新转为未达标",
        "the target “{target}” was met in {met_year}, but {name} was {value} in {year}: it is lost again",
    ),
    "undone": (
        "“{name}”曾于{met_year}年记为完成，现又记为未完成",
        "“{name}” was recorded as done in {met_year} and is now recorded as not done",
    ),
    # not decided
    "interval_spans": (
        "{year}年{name}为{value}（抽样推算），95%置信区间跨过“{target}”的目标，不能判定是否达到",
        "{name} was {value} in {year} by a sample whose 95% interval spans the target “{target}”: it is not decided",
    ),
    "direction_open": (
        "{year}年{name}为{value}，{base_year}年为{base}，还不能判定变化方向是否符合要求{sure}",
        "{name} was {value} in {year} and {base} in {base_year}: whether it moves the right way is not decided{sure}",
    ),
    "direction_short": (
        "{year}年{name}为{value}，{base_year}年为{base}，有数的年份太少，不能判定变化方向",
        "{name} was {value} in {year} and {base} in {base_year}: figures of too few years to decide which way it moves",
    ),
    "curb_open": (
        "{year}年{name}为{value}，{base_year}年为{base}，还不能判定原有的变化势头是否放慢{curbed}",
        "{name} was {value} in {year} and {base} in {base_year}: whether its drift has slowed is not decided{curbed}",
    ),
    "curb_short": (
        "{year}年{name}为{value}，{base_year}年为{base}，基期前后有数的年份太少，不能判定势头是否放慢",
        "{name} was {value} in {year} and {base} in {base_year}: figures of too few years to decide whether its drift has slowed",
    ),
    "every_undecided": (
        "{scope}已有数据的{met}个地方都达到“{target}”的目标，但{silent}个地方没有数据{which}，不能判定是否全部达到",
        "the {met} places with data meet the target “{target}” for {name}, but {silent} have none{which}: whether all do is not decided",
    ),
    # no data
    "never_reported": ("从未有人报送“{name}”的数据", "nobody has ever reported “{name}”"),
    "not_collected": ("“{name}”未收集数据", "data on “{name}” were not collected"),
    "not_carried_out": ("“{name}”所依据的工作或调查未开展", "the work or survey behind “{name}” was not carried out"),
    "not_applicable": ("“{name}”在本地不适用，没有可计算的数", "“{name}” does not apply here: there is nothing to compute it from"),
    "withheld": ("“{name}”报送的部分不足，按规定不列示", "too few parts reported “{name}”: the figure is withheld"),
    "only_before": (
        "“{name}”只有规划期以前的数据（最近为{year}年{value}），规划期内没有数据",
        "“{name}” has figures only from before the plan (the last is {value} in {year})",
    ),
    "stale": (
        "“{name}”最新数据为{year}年（{value}），距今超过三年，不作为本年数据",
        "the latest figure of “{name}” is {value} in {year}, more than three years old: it is not taken for this year's",
    ),
    "none_at_deadline": (
        "“{name}”期限为{deadline}年，最新数据为{year}年（{value}），没有到期当年及以后的数据",
        "“{name}” was due in {deadline}; the latest figure is {value} in {year}, and there is none from the deadline on",
    ),
    "every_no_data": (
        "“{name}”要求逐地达到“{target}”，{silent}个地方都没有数据",
        "“{name}” must reach “{target}” in each place; none of {silent} has data",
    ),
    # cannot be judged
    "no_base": (
        "“{name}”缺少{base_year}年基期数据，无法判断变化",
        "“{name}” has no figure of the base year {base_year}: the change cannot be judged",
    ),
    "no_begin": (
        "{year}年{name}为{value}，未达到“{target}”的目标；没有更早的数据，无法判断进度",
        "{name} was {value} in {year}, short of “{target}”; without an earlier figure its pace cannot be judged",
    ),
    "broken": (
        "“{name}”自{broken}年起口径变动，与以前的数不可比，变动以来没有可作基期的数据，无法判断",
        "the definition of “{name}” changed in {broken}: earlier figures cannot be compared, and since then there is none to begin from",
    ),
    "no_year_before": (
        "“{name}”缺少上年数据，无法计算当年新增",
        "“{name}” has no figure of the year before: this year's increase cannot be computed",
    ),
    "no_reference": ("“{name}”的比照对象没有同年同口径数据，无法判断", "what “{name}” is set against has no figure of the same year"),
    "no_deadline": ("“{name}”没有期限，无法判断进度", "“{name}” has no deadline: its pace cannot be judged"),
    "no_target": ("“{name}”没有写明可以核对的目标值", "“{name}” states no target value that could be checked"),
    "no_direction": ("“{name}”没有写明朝哪个方向变化为好", "“{name}” does not say which way is better"),
    "unit_differs": ("“{name}”的目标单位与指标单位不能换算", "the unit of the target of “{name}” cannot be turned into the indicator's"),
    "places_unknown": (
        "“{name}”要求逐地达到，但所辖地方名单尚待补充",
        "“{name}” must hold in each place, but the list of places is still to be supplied",
    ),
}

BARE: Final[Mapping[str, tuple[str, str]]] = {
    "projection_short": (
        "{year}年{name}为{value}，直线进度应达{expected}；{base_year}年以来的变化不足应有的一半，如期达到“{target}”的目标难度较大",
        "{name} was {value} in {year}, where a straight line asks for {expected}; since {base_year} it has made less than half of that way: "
        "“{target}” will hardly be met",
    ),
}
"""The same without the figure to which the straight line leads: for where a forecast says what is to be expected, so that there is one such figure."""

_TARGETS: Final[Mapping[Lang, Mapping[str, str]]] = {
    "zh": {">=": "{}以上", "<=": "{}以下", ">": "高于{}", "<": "低于{}", "=": "{}", "~": "{}左右", "range": "{}～{}"},
    "en": {">=": "{} or more", "<=": "{} or less", ">": "over {}", "<": "under {}", "=": "{}", "~": "about {}", "range": "{} to {}"},
}
_SIMULATED: Final = {"zh": "（模拟数据）", "en": " (simulated data)"}
_ROUNDED: Final = {
    "zh": "；列示的数修约后等于目标，按未修约的数判定未达到",
    "en": "; as printed it equals the target, the unrounded value does not reach it",
}
_STOP: Final = {"zh": "。", "en": "."}
LISTED: Final = 5
"""So many places are named in a sentence; the page lists them all."""


def target_text(verdict: Verdict, unit: str | None, lang: Lang = "zh") -> str:
    """The target as it is tested, in words: 95%以上, 106左右, 85%～90%; — where there is none."""
    if verdict.target is None:
        return "—"
    pattern = _TARGETS[lang][verdict.comparator or "="]
    return pattern.format(format_target(verdict.target, unit, lang), format_target(verdict.target_high, unit, lang))


def sentence(
    verdict: Verdict,
    *,
    name: str,
    unit: str | None,
    lang: Lang = "zh",
    place_names: Mapping[str, str] | None = None,
    bare: bool = False,
) -> str:
    """The reason of a verdict in one sentence; `name` is the commitment's or indicator's, `unit` the indicator's.

    `place_names` gives the names of places by id for verdicts with lists of places; without it they are only counted.
    `bare` leaves out where a straight line leads (see BARE).
    """
    zh, en = (BARE if bare and verdict.reason in BARE else REASONS)[verdict.reason]
    text = (zh if lang == "zh" else en).format_map(_words(verdict, name, unit, lang, place_names or {}))
    text += _ROUNDED[lang] if verdict.only_rounded else ""
    text += _SIMULATED[lang] if verdict.simulated else ""
    return text[0].upper() + text[1:] + _STOP[lang]


def _words(verdict: Verdict, name: str, unit: str | None, lang: Lang, place_names: Mapping[str, str]) -> dict[str, str]:
    listed = verdict.places_no_data if verdict.reason == "every_undecided" else verdict.places_not_met
    silent = len(verdict.places_no_data)
    return {
        "name": name,
        "scope": f"{name}：" if lang == "zh" else "",
        "year": str(verdict.latest_year),
        "value": format_value(verdict.latest, unit, lang),
        "grew": _grew(verdict, unit, lang),
        "base_year": str(verdict.base_year) if verdict.base_year is not None else "?",
        "base": format_value(verdict.base, unit, lang),
        "target": target_text(verdict, unit, lang),
        "deadline": str(verdict.deadline),
        "expected": format_value(verdict.expected, unit, lang),
        "against": _against(verdict),
        "projected": format_value(verdict.projected, unit, lang),
        "needed": _needed(verdict, unit, lang),
        "method": METHODS[verdict.method].zh if lang == "zh" and verdict.method in METHODS else _method_en(verdict),
        "class": class_words(verdict.method, verdict.status or "", lang),
        "sure": _sure(verdict, lang),
        "curbed": _curbed(verdict, lang),
        "met_year": str(verdict.met_year),
        "broken": str(verdict.broken),
        "met": str(len(verdict.places_met)),
        "short": str(len(verdict.places_not_met)),
        "silent": str(silent),
        "which": _which(listed, place_names, lang),
        "silent_too": "" if not silent else f"，另有{silent}个没有数据" if lang == "zh" else f", {silent} have no data",
    }


def chance(share: float, lang: Lang = "zh") -> str:
    """A probability as people say it: 约两成, 九成五以上, an even chance."""
    zh, en = next(words for bound, *words in _CHANCES if share < bound)
    return zh if lang == "zh" else en


_CHANCES: Final[Sequence[tuple[float, str, str]]] = (
    (0.01, "不到百分之一", "less than 1%"),
    (0.05, "不到半成", "less than 5%"),
    *((tenth / 10 + 0.05, f"约{'一两三四五六七八九'[tenth - 1]}成", f"about {tenth}0%") for tenth in range(1, 10)),
    (0.99, "九成五以上", "over 95%"),
    (math.inf, "九成九以上", "over 99%"),
)


def _method_en(verdict: Verdict) -> str:
    return METHODS[verdict.method].en if verdict.method in METHODS else verdict.method


def _sure(verdict: Verdict, lang: Lang) -> str:
    """How sure the direction is: of what is said where something is, of the wished direction where nothing is decided."""
    if verdict.sure is None:
        return ""
    wrong = verdict.reason in ("direction_wrong", "direction_missed")
    said = chance(1 - verdict.sure if wrong else verdict.sure, lang)
    if verdict.reason == "direction_open":
        return f"（已按要求变化的把握{said}）" if lang == "zh" else f" (the chance that it does is {said})"
    return f"（把握{said}）" if lang == "zh" else f" ({said} sure)"


def _curbed(verdict: Verdict, lang: Lang) -> str:
    if verdict.sure is None:
        return ""
    return f"（把握{chance(verdict.sure, lang)}）" if lang == "zh" else f" ({chance(verdict.sure, lang)} sure)"


def _against(verdict: Verdict) -> str:
    """高于, 低于 or 等于 what the line asks for, by unrounded values."""
    if verdict.latest is None or verdict.expected is None or near(verdict.latest, verdict.expected):
        return "等于"
    return "高于" if verdict.latest > verdict.expected else "低于"


def _grew(verdict: Verdict, unit: str | None, lang: Lang) -> str:
    """新增3所, 减少3所: by how much it moved in the year."""
    moved = verdict.latest or 0.0
    value = format_value(abs(moved), unit, lang)
    word = ("新增" if moved >= 0 else "减少") if lang == "zh" else "grew by " if moved >= 0 else "fell by "
    return f"{word}{value}"


def _needed(verdict: Verdict, unit: str | None, lang: Lang) -> str:
    """What is still needed each year: 提高1.20个百分点."""
    if verdict.needed_per_year is None:
        return "—"
    amount = format_change(verdict.needed_per_year, unit, lang)
    if lang == "en":
        return f"{'+' if verdict.needed_per_year > 0 else '-'}{amount}"
    return f"{'提高' if verdict.needed_per_year > 0 else '降低'}{amount}"


def _which(places: Sequence[str], names: Mapping[str, str], lang: Lang) -> str:
    """The first places by name, in brackets; nothing where no name is known."""
    known = [names[place] for place in places if place in names]
    if not known:
        return ""
    more = len(known) - LISTED
    if lang == "zh":
        return "（" + "、".join(known[:LISTED]) + (f"等{len(known)}个" if more > 0 else "") + "）"
    return " (" + ", ".join(known[:LISTED]) + (f" and {format_number(more, 0, 'en')} more" if more > 0 else "") + ")"
