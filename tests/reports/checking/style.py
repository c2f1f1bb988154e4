"""How sentences are worded: no frame more than twice in a row, no forbidden phrasing."""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import Final

from tests.reports.checking.engine import Problem
from tests.reports.checking.lexing import Names, sentence
from tests.reports.checking.paper import Spot

MOST_IN_A_ROW: Final = 2

FORBIDDEN: Final[tuple[tuple[str, str], ...]] = (
    (r"基本(?:达标|实现|完成|达到)", "met or not met, nothing between"),
    (r"接近(?:目标|达标)", "met or not met, nothing between"),
    (r"略有(?:波动|起伏)|小幅波动|有所波动", "a fall is a fall"),
    (r"去年|今年|(?<!以)前年|近年来|近几年", "a year is named"),
    (r"得益于|归功于|有赖于|致使|导致|使得", "no cause without a proof"),
    (r"下降了?\d+(?:\.\d+)?倍|降低了?\d+(?:\.\d+)?倍|减少了?\d+(?:\.\d+)?倍", "倍 is for rises"),
    (r"(?:高出|高于[^，。]{0,8}|提高|增长|增加)了?\d+(?:\.\d+)?倍", "say 是…的k倍"),
    (r"(?<![a-z])(?:nan|NaN|inf|None|null|undefined|True|False)(?![a-z])", "no value"),
    (r"XX|××|＿＿|_{2,}|TODO|\?\?\?|\{|\}|�", "a slot is not filled"),
    (r"[。，；：、]{2,}|。”。|（）|“”|《》", "double or empty punctuation"),
    (r"-\d+(?:\.\d+)?个(?:百|千|万|十万)分点|(?:新增|下降|减少|降低|提高|上升|增加)了?[-−+]\d", "a sign and a word of direction"),
    (r"提高了?\d+(?:\.\d+)?个百分点[^，。]{0,4}%", "points or percent"),
    (r"显著|大幅|明显(?:改善|提高|下降)|稳步|持续向好|成效显著|再创新高|名列前茅|居前列", "praise that no figure bears"),
    (r"有效遏制|圆满完成|全面完成|超额完成", "praise that no figure bears"),
    (r"左右以(?:上|下)|约\d+(?:\.\d+)?[^，。\d]{0,4}左右", "about and about"),
    (r"百分之百", "digits for measures"),
    (r"(?<!\d)\d+(?:\.\d+)?[—~～-]\d+(?:\.\d+)?%", "both ends of a range bear %"),
    (r"[,;]|(?<=[\u4e00-\u9fff])[:?!](?=[\u4e00-\u9fff])", "half-width punctuation between Chinese words"),
    (r"\d{4}年度?(?:末|底)?的?(?=，?\d{4}年)", "two years beside each other"),
)
"""What is not said (pattern, why). A phrase that quotes the plan or a department's own words is not held to it."""


def problems(every: Sequence[Spot], names: Names) -> list[Problem]:
    """Whatever is wrong with the wording of a document."""
    return [*_forbidden(every, names), *_frames(every, names)]


def _forbidden(every: Sequence[Spot], names: Names) -> list[Problem]:
    found = []
    for spot in every:
        words = _own(spot.words, names)
        for pattern, why in FORBIDDEN:
            hit = re.search(pattern, words)
            if hit:
                found.append(Problem(spot.where, spot.words, hit.group(), f"forbidden: {why}"))
    return found


def _own(words: str, names: Names) -> str:
    """The report's own words: quotations, titles and known wordings taken out."""
    words = re.sub(r"“[^“”]+”|《[^《》]+》", "〇", words)
    own = [*names.truth.known, *(name for one in names.truth.commitments for name in one.names)]
    for known in sorted(own, key=len, reverse=True):
        words = words.replace(known, "〇") if known else words
    return words


def frame(words: str, names: Names) -> str:
    """A sentence with names, numbers, years and units of measure as marks."""
    marked = sentence(words, names).marked
    return re.sub(r"(.)(?:、\1)+(?:和\1)?", r"\1", marked)


def _frames(every: Sequence[Spot], names: Names) -> list[Problem]:
    """Sentences of the text in their order: at most two in a row with one frame; of paragraphs the same."""
    found: list[Problem] = []
    said, paragraphs = [], []
    for spot in every:
        if spot.kind == "heading":
            said, paragraphs = [], []
        if spot.kind != "text":
            continue
        own = [frame(one, names) for one in _sentences(spot.words)]
        for one in own:
            said.append(one)
            if len(said) > MOST_IN_A_ROW and len(set(said[-MOST_IN_A_ROW - 1 :])) == 1:
                found.append(Problem(spot.where, spot.words, one, "one frame three times in a row"))
        paragraphs.append(tuple(own))
        if len(own) > 1 and len(paragraphs) > MOST_IN_A_ROW and len(set(paragraphs[-MOST_IN_A_ROW - 1 :])) == 1:
            found.append(Problem(spot.where, spot.words, "".join(own), "three paragraphs in a row built alike"))
    return found


def _sentences(words: str) -> list[str]:
    cut = re.split(r"(?<=[。！？])(?![”）])", words)
    return [re.sub(r"^\d+[．.、](?!\d)", "", one.strip()) for one in cut if one.strip()]
