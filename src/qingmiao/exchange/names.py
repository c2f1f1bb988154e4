"""The names that a round knows, and which of them a word in somebody's own table is: exactly, or most like one."""

from __future__ import annotations

import difflib
import re
from collections.abc import Mapping, Sequence
from typing import Final

from qingmiao.exchange.tables import LAST, THIS, plain
from qingmiao.exchange.workbooks import Ask, Paper
from qingmiao.facts.words import WORDS, folded

PLACE, ELEMENT, GROUPS, VALUE = "〔地区〕", "〔数据元〕", "〔分组〕", "〔数〕"

ALIKE: Final = 0.75
"""Names that are as like as this are offered, to be looked at."""

_TOTALS: Final = frozenset(
    {"合计", "总计", "小计", "总数", "计", "全县合计", "全市合计", "全区合计", "全国", "全省", "全市", "全县", "全区", "total"}
)
_SUM: Final = re.compile(r"(合计|总计|小计)[:：]?$")

_UNIT: Final = re.compile(
    r"[（(\[]?(单位[:：])?([万千百亿]?(人次|人数|人|个|所|名|元|张|户|次|件|例|起|平方米|公里)|‰|％|%|1/10万|/10万)[)）\]]$"
)
_LEVEL: Final = re.compile(r"(省|市|县|区|旗|州|盟|镇|乡|街道|街道办事处)$")
_KIND: Final = re.compile(r"(街道办事处|民族乡|街道|地区|自治县|[镇乡县区市旗省])$")
_COLUMN: Final = re.compile(r"（第\d+列）$")

_TELLING: Final = re.compile(r"\d+|[男女城农乡村镇未不非无含率比孕产早活死亡增减净前后新初高中小大公民幼园班]")
"""What makes two names two things, however like they are: 1岁 and 5岁, boys and girls, done and not done, a number and a rate."""

_OTHER_TIME: Final = re.compile(rf"{LAST}|上年|去年|同期|上期|往年|前年|增减|增长|增幅|增加|减少|同比|环比|±|(?<!\d)(?:19|20)\d\d(?!\d)")
_SINCE: Final = re.compile(r"以来|以前|以后|之前|之后|至今|起|版")


def is_total(word: str) -> bool:
    """Whether a word names the sum of other rows."""
    told = folded(word)
    return told in _TOTALS or bool(_SUM.search(told))


def told(ask: Ask) -> str:
    """The name by which a layout calls an element of groups."""
    return f"{ask.element}（{ask.groups}）" if ask.groups else ask.element


def of_another_time(head: str) -> bool:
    """Whether a head speaks of another year than the one that is asked for, or of a change."""
    return bool(_OTHER_TIME.search(head))


def of_another_year(head: str) -> bool:
    """Whether a head names a year, and not the one that is asked for."""
    return THIS not in head and not _SINCE.search(head) and bool(re.search(rf"{LAST}|(?<!\d)(?:19|20)\d\d(?!\d)", head))


class Names:
    """The names that a round knows: of places, of elements (of groups), of groups."""

    def __init__(self, paper: Paper) -> None:
        slices = list(dict.fromkeys(told(ask) for ask in paper.asks))
        elements = list(dict.fromkeys(ask.element for ask in paper.asks))
        self.known: dict[str, dict[str, str]] = {
            PLACE: _by_plain(dict.fromkeys(ask.place for ask in paper.asks)),
            ELEMENT: _by_plain([*slices, *elements]),
            GROUPS: _by_plain(dict.fromkeys(ask.groups for ask in paper.asks if ask.groups)),
        }

    def exactly(self, word: str, role: str) -> str:
        """The name of a role that a word is, but for brackets and joints, or for the unit behind it; a place also without its 镇 or 乡, or with the
        names of what it lies in before it."""
        known, bare = self.known[role], plain(word)
        if role == GROUPS:
            return known.get(bare) or self._group(bare)
        if role != PLACE:
            return known.get(bare) or known.get(plain(_UNIT.sub("", word)), "")
        if bare in known:
            return known[bare]
        ends = [name for own, name in known.items() if len(bare) > 1 and own.startswith(bare) and _KIND.sub("", own) == bare]
        within = [name for own, name in known.items() if len(own) > 1 and bare.endswith(own) and _LEVEL.search(bare[: -len(own)])]
        found = ends or within
        return found[0] if len(found) == 1 else ""

    def _group(self, bare: str) -> str:
        """The group that another word for it means: 男性 and 男童 are 男."""
        wanted = {code for words in WORDS.values() if (code := words.get(_PERSONS.sub("", bare)) or words.get(bare))} - {"all"}
        found = [name for own, name in self.known[GROUPS].items() if wanted & {words.get(own) for words in WORDS.values()}]
        return found[0] if len(found) == 1 else ""

    def like(self, word: str, role: str | None = None) -> str:
        """The name that a word is or is most like; empty where it is like none."""
        roles = (role,) if role else (ELEMENT, PLACE)
        if exact := next((name for one in roles if (name := self.exactly(word, one))), ""):
            return exact
        if is_total(word) or of_another_time(word):
            return ""
        return next((name for one in roles if (name := self._near(plain(_UNIT.sub("", _COLUMN.sub("", word))), one))), "")

    def _near(self, bare: str, role: str) -> str:
        known, cut = self.known[role], _KIND if role == PLACE else _NOTHING
        telling = _NOTHING if role == PLACE else _TELLING
        own = {cut.sub("", one): name for one, name in known.items() if sorted(telling.findall(one)) == sorted(telling.findall(bare))}
        near = difflib.get_close_matches(cut.sub("", bare), own, 1, ALIKE)
        return own[near[0]] if near else ""


_NOTHING: Final = re.compile(r"(?!)")
_PERSONS: Final = re.compile(r"(?<=[男女])(童|生|婴|孩|儿)$")


def _by_plain(names: Sequence[str] | Mapping[str, None]) -> dict[str, str]:
    return {plain(name): name for name in names if name}
