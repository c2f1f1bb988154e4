"""The funnel and the ranking: what must be seen in them, read back from their SVG; the same for paper."""

from __future__ import annotations

import re
from itertools import combinations
from xml.etree import ElementTree as ET

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from qingmiao.charts import FunnelChart, FunnelPoint, RankChart, RankRow, chart_png, chart_svg
from qingmiao.charts.drawing import describe
from qingmiao.charts.shapes import PATHS
from qingmiao.progress.comparing import compare
from qingmiao.progress.model import Point, Word

SVG = "{http://www.w3.org/2000/svg}"


def funnel_of(counts: dict[str, tuple[float, float]], *, up: bool = False, **more: object) -> FunnelChart:
    points = {place: Point(2025, events / among * 1000, events=events, exposure=among) for place, (events, among) in counts.items()}
    found = compare(points, up=up, unit="‰")
    told = tuple(FunnelPoint(one.place, one.point.exposure or 0, one.point.value or 0, one.side or "alike") for one in found.standings)
    lines = [tuple((one.exposure, *getattr(one, name)) for one in found.limits) for name in ("outer", "inner")]
    return FunnelChart("各乡镇婴儿死亡率", "‰", "活产数（人）", told, found.rate or 0.0, lines[0], lines[1], ceiling=1000.0, **more)  # type: ignore[arg-type]


TOWNS = {f"镇{number}": (10.0, 1800.0 + 50 * number) for number in range(11)}
APART = TOWNS | {"远镇": (40.0, 2000.0), "好镇": (40.0, 20_000.0)}


def tree(chart: FunnelChart | RankChart) -> ET.Element:
    return ET.fromstring(chart_svg(chart))


def texts(found: ET.Element) -> list[str]:
    return [node.text or "" for node in found.iter(f"{SVG}text")]


def marks(found: ET.Element, word: Word) -> int:
    return sum(path.attrib["d"] == PATHS[word] for path in found.iter(f"{SVG}path"))


def test_places_beyond_chance_have_a_shape_and_a_name() -> None:
    found = tree(funnel_of(APART))
    assert (marks(found, Word.HARDLY), marks(found, Word.ON_THE_WAY)) == (2, 2), "one place and one sign in the legend each"
    assert len(list(found.iter(f"{SVG}circle"))) == 11 + 1
    said = texts(found)
    assert {"远镇", "好镇"} <= set(said)
    assert not any(word.startswith("镇") for word in said)
    assert {"明显差于各地", "明显好于各地", "在偶然范围内", "合计", "活产数（人）"} <= set(said)


def test_where_nobody_says_which_side_is_better_it_is_higher_and_lower() -> None:
    said = texts(tree(funnel_of(APART, up=True, judged=False)))
    assert {"明显高于各地", "明显低于各地"} <= set(said)


def test_the_funnel_in_words_tells_every_place() -> None:
    found = tree(funnel_of(APART))
    words = found.findtext(f"{SVG}desc") or ""
    assert all(place in words for place in APART)
    assert "远镇：20.00‰，活产数（人） 2000，明显差于各地" in words
    assert words.startswith("合计：4.")
    assert found.attrib["role"] == "img"
    assert words == describe(funnel_of(APART))


def test_limits_are_cut_at_the_edges_and_narrow_to_the_right() -> None:
    found = tree(funnel_of(TOWNS))
    lines = [[tuple(map(float, spot.split(","))) for spot in line.attrib["points"].split()] for line in found.iter(f"{SVG}polyline")]
    assert len(lines) == 4
    assert all(41.9 <= y <= 314.1 and 55 <= x <= 629 for line in lines for x, y in line)
    upper = min(lines, key=lambda line: min(y for _, y in line))
    assert upper[0][1] < upper[-1][1]


def test_simulated_places_say_so() -> None:
    chart = funnel_of(TOWNS)
    bare = tree(chart).findtext(f"{SVG}title") or ""
    marked = FunnelChart(
        chart.title,
        chart.unit,
        chart.exposure,
        (*chart.points, FunnelPoint("模镇", 1900, 5, simulated=True)),
        chart.common,
        chart.outer,
        chart.inner,
    )
    assert "模拟" not in bare
    assert "模拟数据" in (tree(marked).findtext(f"{SVG}title") or "")


ROWS = tuple(
    RankRow(f"{name}镇", value, value - 1, value + 2, rank, f"{value:.2f}‰")
    for name, value, rank in (("甲", 3.0, "第1—2位"), ("乙", 4.5, "第1—3位"), ("丙", 9.0, "第3位"))
)
RANKED = RankChart("各乡镇婴儿死亡率（2025年）", "‰", ROWS, target=5.0, common=5.2)


def test_the_ranking_has_a_row_a_place() -> None:
    found = tree(RANKED)
    said = texts(found)
    assert [word for word in said if word.startswith("第")] == ["第1—2位", "第1—3位", "第3位"]
    assert {"甲镇", "3.00‰", "目标 5‰", "合计 5.20‰"} <= set(said)
    dots = [float(dot.attrib["cx"]) for dot in found.iter(f"{SVG}circle")]
    assert dots == sorted(dots)
    assert "第1—2位 甲镇：3.00‰，95%：2.00‰～5.00‰" in (found.findtext(f"{SVG}desc") or "")
    hollow = tree(RankChart("a", "‰", (RankRow("甲", 1, 0, 2, "第1位", "1", simulated=True), *ROWS)))
    assert "模拟数据" in (hollow.findtext(f"{SVG}title") or "")
    assert next(hollow.iter(f"{SVG}circle")).attrib["fill"] == "#ffffff"


def test_names_of_near_lines_give_way() -> None:
    ends = {
        node.text: node.attrib.get("text-anchor")
        for node in tree(RANKED).iter(f"{SVG}text")
        if node.text and node.text[:2] in ("目标", "合计")
    }
    assert sorted(filter(None, ends.values())) == ["end", "start"]


@pytest.mark.parametrize("chart", [funnel_of(APART), RANKED], ids=["funnel", "ranking"])
def test_the_same_for_paper_and_in_english(chart: FunnelChart | RankChart) -> None:
    assert chart_png(chart, 80)[:4] == b"\x89PNG"
    fields = {name: getattr(chart, name) for name in type(chart).__dataclass_fields__}
    english = texts(ET.fromstring(chart_svg(type(chart)(**(fields | {"lang": "en"})))))  # type: ignore[arg-type]
    assert any("together" in word for word in english)


places = st.dictionaries(
    st.sampled_from([f"p{number}" for number in range(30)]), st.tuples(st.integers(0, 400), st.integers(1, 50_000)), min_size=6
)


@given(places)
@settings(max_examples=80, deadline=None)
def test_any_funnel_is_well_formed_and_its_names_hide_nothing(counts: dict[str, tuple[int, int]]) -> None:
    chart = funnel_of({name: (float(min(events, among)), float(among)) for name, (events, among) in counts.items()})
    text = chart_svg(chart)
    assert not re.search(r'"(nan|inf|-inf)|[ ,"M](nan|inf)', text)
    found = ET.fromstring(text)
    for dot in found.iter(f"{SVG}circle"):
        assert 0 <= float(dot.attrib["cx"]) <= 720
        assert 0 <= float(dot.attrib["cy"]) <= 360
    names = [
        (float(node.attrib["x"]), float(node.attrib["y"])) for node in found.iter(f"{SVG}text") if re.fullmatch(r"p\d+", node.text or "")
    ]
    assert all(abs(one[1] - other[1]) >= 12 or abs(one[0] - other[0]) >= 14 for one, other in combinations(names, 2))
