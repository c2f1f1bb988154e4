"""The wordings of values, changes, gaps, events and comparisons, and what reads each."""

from __future__ import annotations

from typing import Final

from tests.reports.checking.engine import Rule, rule
from tests.reports.checking.value_rules import (
    added,
    against_place,
    all_alike,
    among_places,
    both_years,
    changed,
    changed_respectively,
    events,
    extreme,
    from_to,
    gap,
    gap_moved,
    gap_then,
    group_against_group,
    in_a_row,
    kept,
    level,
    level_with_place,
    no_event,
    no_gap,
    pooled,
    ratio_moved,
    respectively,
    revised,
    same_then,
    share_of_line,
    times,
    value,
    value_at,
    values_of_years,
)

LIST: Final = r"(?P<list>[IPGY][IPGY]?(?:、[IPGY][IPGY]?)*(?:和|与)[IPGY]?[IPGY])"
NUMBERS: Final = r"(?P<qs>Q(?:、Q)*(?:和|与)Q)"
IS: Final = r"(?:同期|也)?(?:为|达到|达|是)"
LEVEL: Final = r"(?:乡镇（街道）|县（市、区）|市（州）|村（社区）|地方|单位|乡镇|镇|县|区|省)?"

VALUE_RULES: Final[tuple[Rule, ...]] = (
    rule("respectively", LIST + r"的?I?[^，。；QYTS]{0,6}?分别" + IS + NUMBERS, respectively),
    rule("alike", LIST + r"的?(?:I)?均" + IS + r"(?P<q>Q)", all_alike),
    rule("changes respectively", r"分别(?:比|较)(?P<y>Y)(?P<w>{dir})" + NUMBERS, changed_respectively),
    rule("changes respectively 2", r"(?:比|较)(?P<y>Y)分别(?P<w>{dir})" + NUMBERS, changed_respectively),
    rule("revised", r"(?P<y>Y)[^，。；]{0,40}?由(?P<a>Q)修订为(?P<b>Q)", revised),
    rule(
        "gap and then", r"(?P<pair>城乡|性别|男女)(?:之间)?的?(?:差距|相差)为?(?P<b>Q)，(?P<y>Y)为(?P<a>Q)，有所(?P<w>缩小|扩大)", gap_then
    ),
    rule(
        "gap moved",
        r"(?:(?P<pair>城乡|性别|男女)(?:之间)?的?(?:差距|相差|差)|两者相差|两者差距|差距|相差)由(?P<y0>Y)?的?(?P<a>Q)(?P<w>缩小|扩大)(?:到|至|为)(?P<b>Q)",
        gap_moved,
    ),
    rule("gap", r"(?:(?P<pair>城乡|性别|男女)(?:之间)?的?(?:差距|相差|差)|两者相差|两者差距|差距|相差)(?:为|是)?(?P<q>Q)", gap),
    rule("ratio moved", r"之比由(?P<y0>Y)?的?(?P<a>Q)(?P<w>升|降|上升|下降)(?:至|到)(?P<b>Q)", ratio_moved),
    rule(
        "from to",
        r"(?:由|从)(?P<y0>Y)?末?的?(?P<a>Q)(?P<w>{dir})(?:到|至|为)(?P<y1>Y)?的?(?P<b>Q)(?:（初步数）|（推算数）)?(?:，(?:共|累计)?(?P<w2>{dir})了?(?P<d>Q))?",
        from_to,
    ),
    rule("change", r"(?:比|较)(?P<y>Y)末?(?:的?(?P<a>Q))?(?P<w>{dir})了?(?P<d>Q)(?:，(?P<w2>{dir})(?P<d2>Q))?", changed),
    rule("added", r"(?P<i>I)(?:新增(?P<s>-)?|(?P<less>减少))(?P<d>Q)", added),
    rule("both years", r"两年(?P<w>基本持平|持平)", both_years),
    rule("level with place", r"与(?P<p>P)(?:的)?(?:平均)?(?:水平)?（(?P<v>Q)）(?:持平|相当)", level_with_place),
    rule("no gap", r"基本无(?:性别|城乡)?差距", no_gap),
    rule(
        "change from a value", r"(?:与|和|较|比)(?P<y>Y)末?的?(?P<a>Q)相比，?(?P<w>{dir})了?(?P<d>Q)(?:，(?P<w2>{dir})(?P<d2>Q))?", changed
    ),
    rule("among places", r"(?P<n>Q)" + LEVEL + r"(?=中，|之间|中[，P])", among_places),
    rule("places on the outside", r"(?P<ps>P)(?P<x>最)(?P<w>高|低|好|差)（(?P<q>Q)）", extreme),
    rule("events of an element", r"(?P<e>E)(?P<y>Y)?(?:为|共|有)?(?P<k>Q)（E?为?(?P<m>Q)(?:，折合(?P<q>Q))?）", events),
    rule(
        "no event of an element", r"(?P<y>Y)?，?(?P<p>P)?(?:全年)?(?:未|没有)报告(?P<i>[IE])(?:（E?(?P<m>Q)）|，E?为(?P<m2>Q))?", no_event
    ),
    rule("level", r"(?:与|和)(?P<y>Y)(?:的?(?P<a>Q))?(?P<w>基本持平|持平)(?:（Y?(?P<a2>Q)）)?", level),
    rule("times year", r"是(?P<y>Y)的(?P<k>Q)(?=.?)", times),
    rule("times group", r"是(?P<g>G)(?:（(?P<v>Q)）)?的(?P<k>Q)", times),
    rule("pooled", r"(?P<s>S)(?:[一二三四五两]年)?合并(?:计算|起来算|起来计算)(?:的)?，?(?P<i>I)?(?:为(?P<q>Q))?", pooled),
    rule("events in brackets", r"（[^，。；（）QI]{0,12}(?P<k>Q)，[^，。；（）QI]{0,12}(?P<m>Q)）", events),
    rule("events", r"(?:共)?报告了?(?P<i>I)(?P<k>Q)(?:（[^，。；（）Q]{0,12}(?P<m>Q)）)?", events),
    rule("no event", r"(?P<p>P)?(?:全年)?未报告(?P<i>I)", no_event),
    rule("kept", r"自(?P<y>Y)起，?(?:已)?连续(?P<n>Q)(?:保持|稳定)在(?P<q>Q)(?P<w>以上|以下)", kept),
    rule("in a row", r"(?:已)?连续(?P<n>Q)(?P<w>{dir})", in_a_row),
    rule(
        "extreme",
        r"最(?P<w>高|低|好|差)的?(?:地方|县|区|乡镇|地区)?(?:是|为)?(?P<ps>P(?:[、和]P)*)(?:[（，]?(?:均)?为?(?P<q>Q)）?)?",
        extreme,
    ),
    rule(
        "against place",
        r"(?P<w>高于|低于|多于|少于|高出|低出)(?P<p>P)(?:的)?(?:平均)?(?:水平)?(?:的?(?P<v>Q)(?=的水平))?(?P<d>Q)?(?:（P?(?P<v2>Q)）)?",
        against_place,
    ),
    rule("group against group", r"(?P<g>G)比(?P<h>G)(?P<w>高|低)(?P<d>Q)", group_against_group),
    rule("group over group", r"(?P<g>G)(?P<w>高于|低于)(?P<h>G)(?P<d>Q)?", group_against_group),
    rule("completeness", r"(?:完整度为?)?(?P<f>F)", share_of_line),
    rule("completeness in words", r"应报[^，。；Q]{0,10}(?P<e>Q)[^，。；Q]{0,8}，(?:实际|已)报送?[^，。；Q]{0,6}(?P<r>Q)", share_of_line),
    rule("same then", r"(?P<y>Y)也为(?P<q>Q)", same_then),
    rule("year of two groups", r"(?P<y>Y)(?P<qs>Q和Q)", values_of_years),
    rule("value of a year", r"(?P<p>P)?(?P<y>Y)末?(?:的)?" + IS + r"?(?P<q>Q)", value_at),
    rule("value of a group", r"(?P<g>G)的?(?P<i>I)?(?:" + IS + r")?(?:（?)(?P<q>Q)", value_at),
    rule("value of a place", r"(?P<p>P)(?:平均)?(?:水平)?的?(?:" + IS + r")?(?:（?)(?P<q>Q)", value_at),
    rule("value", r"(?:为|达到|达|是|共有|仅为|只有|升至|降至)(?P<q>Q)", value),
    rule("value beside its name", r"(?P<i>I)（?(?P<q>Q)", value_at),
    rule("value and its year", r"(?P<q>Q)(?:（(?P<y>Y)）)", value_at),
)
