"""Places beside each other in plain words: what is beyond chance, and how far ranks are known."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import Final

from qingmiao.catalogue.numbers import Lang, format_value
from qingmiao.progress.comparing import Compared, Standing
from qingmiao.progress.model import Point
from qingmiao.progress.outlook_words import Names

LISTED: Final = 6
"""So many places are named in a sentence; the table lists them all."""

_SIDES: Final[Mapping[tuple[str, bool], tuple[str, str]]] = {
    ("worse", True): ("明显差于各地", "clearly worse than the others"),
    ("better", True): ("明显好于各地", "clearly better than the others"),
    ("worse", False): ("明显低于各地", "clearly lower than the others"),
    ("better", False): ("明显高于各地", "clearly higher than the others"),
}
"""Side, and whether it is known which way is better → how it is said."""

_ALIKE: Final = {False: ("在偶然范围内", "within chance"), True: ("不突出", "not out of the way")}
"""Whether the places truly differ among each other → how a place within the limits is spoken of."""


def side_words(side: str | None, lang: Lang = "zh", *, judged: bool = True, apart: bool = False) -> str:
    """How a place lies to all together; empty where that is not known. Not `judged`: nobody says whether high or low is better."""
    if side is None:
        return ""
    return (_ALIKE[apart] if side == "alike" else _SIDES[side, judged])[lang != "zh"]


def rank_words(standing: Standing, lang: Lang = "zh") -> str:
    """第3—9位, as far as it is known; a dash where there are no counts to tell it by."""
    if standing.first is None or standing.last is None:
        return "—"
    span = str(standing.first) if standing.first == standing.last else f"{standing.first}{'—' if lang == 'zh' else '–'}{standing.last}"
    return f"第{span}位" if lang == "zh" else span


def summary(
    compared: Compared, year: str, unit: str, names: Names, place_name: Callable[[str], str], lang: Lang = "zh", *, judged: bool = True
) -> tuple[str, ...]:
    """The sentences above the pictures: all places together, who differs beyond chance, how far ranks are known."""
    if compared.rate is None:
        return ()
    whole = Point(0, compared.rate, events=compared.events, exposure=compared.exposure)
    counts, value = names.counts(whole, lang), format_value(compared.rate, unit, lang)
    if lang == "zh":
        first = f"{year}{len(compared.standings)}个地方合计为{value}" + (f"：{counts}。" if counts else "。")
    else:
        first = f"{len(compared.standings)} places together {year}: {value}" + (f", {counts}." if counts else ".")
    if compared.grain != "chance":
        return (first,)
    return tuple(words for words in (first, _beyond(compared, place_name, lang, judged=judged), _ranks(compared, lang)) if words)


def _beyond(compared: Compared, place_name: Callable[[str], str], lang: Lang, *, judged: bool) -> str:
    if not compared.limits:
        return ""
    parts = [
        f"{side_words(side, lang, judged=judged)}{'的：' if lang == 'zh' else ': '}{_listed([place_name(one.place) for one in some], lang)}"
        for side in ("worse", "better")
        if (some := [one for one in compared.beyond if one.side == side])
    ]
    rest, named = compared.ranked - len(compared.beyond), bool(parts)
    if lang == "zh":
        within = "彼此有差别，但都不突出" if compared.apart else "的差别都在偶然范围以内"
        return "；".join([*parts, f"{'其余' if named else ''}{rest}个地方{within}"] if rest else parts) + "。"
    within = "differ among each other, but none stands out" if compared.apart else "differ by no more than chance"
    said = "; ".join([*parts, f"{'the other' if named else 'all'} {rest} {within}"] if rest else parts)
    return said[0].upper() + said[1:] + "."


def _listed(names: Sequence[str], lang: Lang) -> str:
    shown, more = names[:LISTED], len(names) - LISTED
    if lang == "zh":
        return "、".join(shown) + (f"等{len(names)}个" if more > 0 else "")
    return ", ".join(shown) + (f" and {more} more" if more > 0 else "")


def _ranks(compared: Compared, lang: Lang) -> str:
    if compared.unknown:
        return (
            "凭这些数分不出先后，名次都不能确定。"
            if lang == "zh"
            else "These figures do not tell who stands before whom: no rank is known."
        )
    if compared.known == compared.ranked:
        return "名次都能确定。" if lang == "zh" else "Every rank is known."
    if lang == "zh":
        sure = f"其中{compared.known}个地方的名次是确定的" if compared.known else "没有一个地方的名次是确定的"
        return f"名次只说到能确定的范围，{sure}。"
    return f"Ranks are told as far as they are known; {compared.known or 'none'} of them for certain."
