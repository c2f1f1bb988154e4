"""Which indicator of the catalogue a plan's words mean: the same after folding, else very like and different in filler words only.

A wrong link does more harm than a missing one, so likeness alone never decides: 婴儿死亡率 and 新生儿死亡率 are one sign apart.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Final

from rapidfuzz import fuzz

from qingmiao.catalogue.model import Indicator
from qingmiao.catalogue.units import unit as unit_of_measure

FLOOR: Final = 0.9
"""Names less like than this are not the same indicator."""


@dataclass(frozen=True, slots=True)
class Match:
    """An indicator and how like its name is to the words, 0..1 (1.0: the same after folding)."""

    indicator: Indicator
    score: float


_FOLDS: Final = tuple(
    (re.compile(pattern), new)
    for pattern, new in (
        (r"\s+", ""),
        (r"[\"'“”‘’「」『』《》〈〉·]", ""),
        (r"[—–―‐‑−~]+", "-"),
        (r"(?<=\d)(?:至|到)(?=\d)", "-"),
        (r"\((?:%|‰|1?/?\d*万|[元人名张所个件]+)\)", ""),
        (r"^(?:全|我|本)[国省市县区州旗]", ""),
        (r"的|平均|拥有|所(?=占)", ""),
        (r"岁及?以下", "岁下"),
        (r"性?疾病", "病"),
        (r"[和与及、]", "、"),
        (r"少年儿童", "儿童少年"),
        (r"覆盖(?:面|比例|程度)$", "覆盖率"),
        (r"(?<=筛查|检查|接种|参保|访视|管理|检测)覆盖率$", "率"),
        (r"(?:发生|检出)率$", "患病率"),
        (r"(?:比例|比重|占比|比率|百分比)$", "率"),
        (r"(?:人数|数量|总数|总量)$", "数"),
    )
)
_DIGITS: Final = str.maketrans("一二三四五六七八九", "123456789")
_AGE: Final = re.compile(r"[一二三四五六七八九](?=(?:周?岁|个?月))")

_FILLER: Final = re.compile(
    "儿童|适龄|城乡|人员|情况|工作|服务|建设|相关|有关|规范|定期|年度|当年|实际|国家|辖区|常住|各级|各类|地区|达到|开展|实施|建立|设立|设置|建成|基本|免费|质量|全部|所有|等(?!教育|学校|院校|职业|级)"
)
"""Words that may be said or left out without another thing being meant."""

_FAMILY: Final[Mapping[str, str]] = {"share": "rate", "rate": "rate"}
_CHANGE_OF: Final = frozenset({"rate", "ratio", "time", "money"})


def fold(name: str) -> str:
    """The name without what does not tell indicators apart: widths, blanks, 的, 平均, 率/比例/比重 …"""
    text = unicodedata.normalize("NFKC", name).casefold()
    text = _AGE.sub(lambda found: found.group().translate(_DIGITS), text)
    for pattern, new in _FOLDS:
        text = pattern.sub(new, text)
    return text


def core(folded: str) -> str:
    """A folded name without the words that may be left out."""
    return _FILLER.sub("", folded)


def agree(wanted: str | None, held: str) -> bool:
    """Whether a value in one unit can be one of an indicator in another; a unit that is not known says nothing."""
    one, other = unit_of_measure(wanted), unit_of_measure(held)
    if one is None or other is None:
        return True
    family, other_family = (_FAMILY.get(found.kind, found.kind) for found in (one, other))
    if family == "change":
        return other_family in _CHANGE_OF
    # “每千名儿童拥有…1.12名”: the words carry the “per thousand”, the value only 名.
    return family == other_family or (family, other_family) == ("count", "ratio")


@dataclass(frozen=True)
class Names:
    """All names and aliases of a catalogue: by fold the code each belongs to, by core the folds that share it."""

    indicators: Mapping[str, Indicator]
    by_fold: Mapping[str, str]
    by_core: Mapping[str, tuple[str, ...]]

    def match(self, name: str, unit: str | None = None) -> Match | None:
        """The indicator that the words mean, or None where none is near enough or two could be meant."""
        folded = fold(name)
        score, codes = (1.0, {self.by_fold[folded]}) if folded in self.by_fold else self._near(folded)
        fitting = [self.indicators[code] for code in codes if agree(unit, self.indicators[code].unit)]
        return Match(fitting[0], score) if len(fitting) == 1 else None

    def _near(self, folded: str) -> tuple[float, set[str]]:
        """The best likeness among names that differ in filler words only, and the codes of all that are like enough."""
        scores = {held: fuzz.ratio(folded, held) / 100 for held in self.by_core.get(core(folded), ())}
        enough = {held: score for held, score in scores.items() if score >= FLOOR}
        return max(enough.values(), default=0.0), {self.by_fold[held] for held in enough}


def names_of(indicators: Mapping[str, Indicator]) -> Names:
    """The index of names; where a later (local) name folds to one that is there, the earlier one keeps it."""
    by_fold: dict[str, str] = {}
    by_core: dict[str, tuple[str, ...]] = {}
    for code, indicator in indicators.items():
        for name in spellings(indicator.name, indicator.aliases):
            by_fold.setdefault(name, code)
    for name in by_fold:
        by_core[core(name)] = (*by_core.get(core(name), ()), name)
    return Names(indicators, by_fold, by_core)


def spellings(name: str, aliases: Iterable[str]) -> tuple[str, ...]:
    """The folded name and aliases, each once."""
    return tuple(dict.fromkeys(fold(word) for word in (name, *aliases)))
