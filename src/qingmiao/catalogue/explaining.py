"""A formula in Chinese words: 婴儿死亡数 ÷ 活产数 × 1000, 初中毕业生数 ÷ 9年前的小学招生数 × 100."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Final

from qingmiao.catalogue.formula import Ages, Among, At, Change, Contrast, Formula, Lag, Number, Operation, Value, Window, show, weaker
from qingmiao.catalogue.groups import NAMES

_SIGNS: Final[Mapping[str, str]] = {"+": "＋", "-": "－", "*": "×", "/": "÷"}
_WINDOWS: Final[Mapping[str, str]] = {"sum": "合计", "mean": "的平均值"}
_CHANGES: Final[Mapping[str, str]] = {"change": "的增减", "growth": "的增减百分比"}
_CONTRASTS: Final[Mapping[str, str]] = {"ratio": "之比", "gap": "之差"}


def explain(tree: Formula, names: Mapping[str, str]) -> str:
    """What a formula says, in one Chinese phrase; `names` of elements by code, a code that has none stands as it is."""
    match tree:
        case Number():
            return show(tree)
        case Value(element, groups):
            name = names.get(element, element)
            return f"{name}（{_listed(groups)}）" if groups else name
        case Operation(sign, left, right):
            return f"{_side(left, sign, names, right=False)} {_SIGNS[sign]} {_side(right, sign, names, right=True)}"
        case Lag(inner, years):
            return f"{years}年前的{_held(inner, names)}"
        case Window(way, inner, years):
            return f"最近{years}年{_held(inner, names)}{_WINDOWS[way]}"
        case At(inner, year):
            return f"{year}年的{_held(inner, names)}"
        case Change(way, inner, base):
            return f"{_held(inner, names)}比{base}年{_CHANGES[way]}"
        case Among(inner, groups):
            return f"{_held(inner, names)}（{_listed(groups)}）"
        case Ages(inner, bands):
            return f"{_held(inner, names)}（{_listed(bands)}合计）"
        case Contrast(way, inner, one, other):
            return f"{_held(inner, names)}的{NAMES[one]}与{NAMES[other]}{_CONTRASTS[way]}"


def _listed(groups: Sequence[str]) -> str:
    return "、".join(NAMES[group] for group in groups)


def _held(tree: Formula, names: Mapping[str, str]) -> str:
    """A part that more words are put to: in brackets where it is more than one name."""
    text = explain(tree, names)
    return text if isinstance(tree, Value | Number) else f"（{text}）"


def _side(tree: Formula, sign: str, names: Mapping[str, str], *, right: bool) -> str:
    bracketed = weaker(tree, sign, right=right) or isinstance(tree, Change | Contrast)
    return f"（{explain(tree, names)}）" if bracketed else explain(tree, names)
