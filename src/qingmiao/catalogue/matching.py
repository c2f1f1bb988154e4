"""Which indicator of the catalogue a plan's words mean: exact after folding, else very like with the same decisive words.

A wrong link does more harm than a missing one, so likeness alone never decides: 婴儿死亡率 and 新生儿死亡率 are one sign apart.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Final

from rapidfuzz import fuzz, process

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
        (r"[和与及、]", "、"),
        (r"少年儿童", "儿童少年"),
        (r"覆盖(?:面|比例|程度)$", "覆盖率"),
        (r"(?:比例|比重|占比|比率|百分比)$", "率"),
        (r"(?:人数|数量|总数|总量)$", "数"),
    )
)
_DIGITS: Final = str.maketrans("一二三四五六七八九", "123456789")
_AGE: Final = re.compile(r"[一二三四五六七八九](?=(?:周?岁|个?月))")

_DECISIVE: Final = re.compile(
    "早期新生儿|新生儿|围产儿|婴幼儿|幼儿园|婴儿|幼儿|孕产妇|产妇|孕妇|孕前|产前|产后|婚前|孕早期|少年|青年|青壮年|老年|未成年|残疾|孤儿|留守|困境|流浪|贫困|低收入|寄宿"
    "|农村|城市|城镇|城乡|乡镇|街道|行政村|社区|居委会|村委会|居民|村|县|市|省|小学|初中|高中|中等|高等|学前|义务教育|特殊教育|职业|中小学|大学|学校|托育|托幼|家长"
    "|男|女童|女性|妇女|女|公办|民办|普惠|优质|示范|净|毛|巩固|完成|辍学|升学|文盲|听力|视力|近视|遗传|地中海|超重|肥胖|低体重|体重|迟缓|贫血|营养|龋|母乳|心理|精神|性健康|性教育"
    "|宫颈|乳腺|艾滋|梅毒|乙肝|破伤风|缺陷|剖宫|住院|系统管理|健康管理|中医|建卡|访视|访问|筛查|检查|检测|诊断|阳性|治疗|救治|死亡|患病|发病|感染|伤害|溺水|交通|欺凌|跌"
    "|成员|主任|书记|党员|党代|人大|政协|常委|委员|干部|正职|董事|监事|职工|教师|医生|医师|医疗|校医|床位|托位|机构|护士|养老|生育保险|失业|工伤|保险|低保|救助|福利|保障|康复|补贴|补助"
    "|自来水|卫生厕所|厕所|供水|水质|污水|空气|绿化|绿地|清洁能源|噪声|声环境|图书|广播|电视|游乐|食品|药品|化妆品|用品|校车|宽带|互联网|资源|学习空间|体育|音乐|美术|科学"
    "|犯罪|法律|司法|家庭暴力|家暴|拐卖|性侵|猥亵|检察|法庭|财政|经费|投入|标准|优良|达标|合格|差距|城区|收入|时间|覆盖|知晓|普及|配备|开足|开齐|签订|登记|发现|转诊|率|数"
    "|初|中|高|轻|重|不|非|无|新|再|总"
)
_NUMBERS: Final = re.compile(r"\d+(?:\.\d+)?")

_FAMILY: Final[Mapping[str, str]] = {"share": "rate", "rate": "rate"}
_CHANGE_OF: Final = frozenset({"rate", "ratio", "time", "money"})


def fold(name: str) -> str:
    """The name without what does not tell indicators apart: widths, blanks, 的, 平均, 率/比例/比重 …"""
    text = unicodedata.normalize("NFKC", name).casefold()
    text = _AGE.sub(lambda found: found.group().translate(_DIGITS), text)
    for pattern, new in _FOLDS:
        text = pattern.sub(new, text)
    return text


def decisive(folded: str) -> tuple[tuple[str, ...], tuple[str, ...]]:
    """The words and the numbers of a folded name that tell it from its neighbours, each once, in a fixed order."""
    return tuple(sorted(set(_DECISIVE.findall(folded)))), tuple(sorted(_NUMBERS.findall(folded)))


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
    """All names and aliases of a catalogue, folded, with the indicator each belongs to."""

    indicators: Mapping[str, Indicator]
    by_fold: Mapping[str, str]

    def match(self, name: str, unit: str | None = None) -> Match | None:
        """The indicator that the words mean, or None where none is near enough or two are equally near."""
        folded = fold(name)
        code = self.by_fold.get(folded)
        if code is not None:
            return Match(self.indicators[code], 1.0) if agree(unit, self.indicators[code].unit) else None
        wanted = decisive(folded)
        near = process.extract(folded, self.by_fold.keys(), scorer=fuzz.ratio, score_cutoff=FLOOR * 100, limit=8)
        fitting = [(score, self.by_fold[key]) for key, score, _ in near if decisive(key) == wanted and agree(unit, self.indicators[self.by_fold[key]].unit)]
        best = {code for score, code in fitting if score == fitting[0][0]}
        return Match(self.indicators[best.pop()], fitting[0][0] / 100) if len(best) == 1 else None


def names_of(indicators: Mapping[str, Indicator]) -> Names:
    """The index of names; where a later (local) name folds to one that is there, the earlier one keeps it."""
    by_fold: dict[str, str] = {}
    for code, indicator in indicators.items():
        for name in spellings(indicator.name, indicator.aliases):
            by_fold.setdefault(name, code)
    return Names(indicators, by_fold)


def spellings(name: str, aliases: Iterable[str]) -> tuple[str, ...]:
    """The folded name and aliases, each once."""
    return tuple(dict.fromkeys(fold(word) for word in (name, *aliases)))
