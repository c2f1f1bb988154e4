"""Targets set against something else: 不低于全省平均水平, 高于全国平均水平, 达到或超过全市平均水平."""

from __future__ import annotations

import re
from functools import lru_cache

from qingmiao.reading import names
from qingmiao.reading.clauses import Sentence
from qingmiao.reading.context import clause_start
from qingmiao.reading.draft import Draft
from qingmiao.reading.model import Comparator, Reference

_COMPARATORS: tuple[tuple[str, Comparator], ...] = (
    ("不低于|不少于|不差于|达到或超过|达到或高于|达到并超过|达到或优于", ">="),
    ("不高于|不超过|控制在", "<="),
    ("高于|超过|优于|好于|领先", ">"),
    ("低于|少于|小于", "<"),
    ("达到|达|接近|持平于", ">="),
)
_AGAINST = re.compile(
    r"(?P<verb>(?:达到(?:或|并))?(?:不低于|不少于|不高于|不超过|高于|超过|优于|好于|低于|少于|达到或接近|达到|达|控制在))"
    r"(?P<region>全国|全省|全区|全市|全县|全州|全自治区|自治区|本?省|本?市|同级|东部地区|中部地区|西部地区|[\u4e00-\u9fff]{2,4}[省市])(?:的)?(?P<what>平均(?:水平|值|数)?)(?:以上|以下)?(?=[,。;:、]|$)"
)


@lru_cache(maxsize=1)
def _subject() -> re.Pattern[str]:
    return re.compile(r"(?:率|比例|比重|占比|指标|标准|面积|工资|收入|数量|人数|寿命|年限)(?:\([^()]*\))?$")


def read_references(sentence: Sentence) -> list[Draft]:
    """The levels of a sentence that are set against an average, with what they are set against."""
    found: list[Draft] = []
    for match in _AGAINST.finditer(sentence.text):
        start = clause_start(sentence.text, match.start())
        words = re.sub(r"(?:均|都|分别|全部|基本|总体|力争|确保|明显)+$", "", sentence.text[start : match.start()])
        name = names.clean(words)
        if _subject().search(name):
            at = start + max(0, words.find(name[:6]))
            found.extend(_draft(sentence, member, match, at) for member in names.split_name(name))
    return found


def _draft(sentence: Sentence, name: str, match: re.Match[str], at: int) -> Draft:
    years = [m for m in sentence.years if m.kind == "deadline" and m.start <= match.start()]
    unit = match.group("region") + ("平均水平" if match.group("what") != "平均值" else "平均值")
    draft = Draft(start=sentence.start + at, end=sentence.start + match.end(), kind="level", indicator=name, unit=unit, optional=True)
    draft.comparator = next(sign for regex, sign in _COMPARATORS if re.search(regex, match.group("verb")))
    draft.reference = Reference(indicator=name, region=match.group("region"))
    draft.year = years[-1].years[-1] if years else None
    draft.population = names.population_of(name)
    return draft
