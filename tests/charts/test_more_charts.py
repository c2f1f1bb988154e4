"""Gaps, completeness and the mosaic of verdicts: where things stand, what they say, how they read without colour."""

from __future__ import annotations

import re
import time
from xml.etree import ElementTree as ET

import pytest

from qingmiao.charts import (
    BarRow,
    CompleteChart,
    CompleteRow,
    GapChart,
    GapPoint,
    Mosaic,
    chart_png,
    chart_svg,
    parts,
)
from qingmiao.charts.complete import percent
from qingmiao.charts.drawing import size_of
from qingmiao.progress.model import Word

SVG = "{http://www.w3.org/2000/svg}"
GAP = GapChart(
    "5岁以下儿童死亡率",
    "‰",
    ("农村", "城镇"),
    (GapPoint(2021, 8.0, 5.0, simulated=True), GapPoint(2022, None, 4.8), GapPoint(2023, 7.0, 4.6), GapPoint(2024, 5.5, 4.5)),
)
COMPLETE = CompleteChart("报送", ("2022", "2023", "2024"), (CompleteRow("甲镇", (1.0, 1.0, 1.0)), CompleteRow("乙乡", (None, 0.0, 0.998))))
MOSAIC = Mosaic("判定", (BarRow("健康", ((Word.MET, 3), (Word.LOST, 1))), BarRow("安全", ((Word.MET, 2), (Word.NO_DATA, 2)))))


def texts(svg: str) -> list[str]:
    return [node.text or "" for node in ET.fromstring(svg).iter(f"{SVG}text")]


def told(svg: str) -> str:
    return ET.fromstring(svg).findtext(f"{SVG}desc") or ""


def test_a_gap_has_a_line_a_group_and_a_bar_a_year() -> None:
    """农村 has 2021 alone and 2023–24 as a line; 城镇 is one dashed line of four; three years have a distance: 3, 2.4 and 1."""
    tree = ET.fromstring(chart_svg(GAP))
    lines = [(len(line.attrib["points"].split()), "stroke-dasharray" in line.attrib) for line in tree.iter(f"{SVG}polyline")]
    assert lines == [(2, False), (4, True)]
    bars = [float(bar.attrib["height"]) for bar in tree.iter(f"{SVG}rect") if bar.attrib.get("fill") == "#e3e8ee"]
    assert bars == pytest.approx([30.0, 24.0, 10.0])
    assert {"3.00", "2.40", "1.00", "差距", "千分点"} <= set(texts(chart_svg(GAP)))


def test_a_gap_in_words() -> None:
    words = told(chart_svg(GAP))
    assert "2021年：农村 8.00‰，城镇 5.00‰，差距 3.00个千分点" in words
    assert "2022年：农村 缺数，城镇 4.80‰；" in words


def test_simulated_points_of_a_gap_are_hollow() -> None:
    """Both groups of 2021: a disc and a square filled white; the title says so."""
    tree = ET.fromstring(chart_svg(GAP))
    hollow = [node for tag in ("circle", "rect") for node in tree.iter(f"{SVG}{tag}") if node.attrib.get("fill") == "#ffffff"]
    assert len(hollow) == 2
    assert "模拟数据" in (tree.findtext(f"{SVG}title") or "")


@pytest.mark.parametrize(("share", "said"), [(1.0, "100%"), (0.998, "99%"), (0.415, "42%"), (0.001, "1%"), (0.0, "0%")])
def test_what_is_not_whole_is_not_said_to_be(share: float, said: str) -> None:
    assert percent(share) == said


def test_completeness_reads_without_colour() -> None:
    """Four full boxes (one of them 99.8 % full), a cross for nothing, a line for what nobody asked for; all in words."""
    tree = ET.fromstring(chart_svg(COMPLETE))
    full = [float(box.attrib["width"]) for box in tree.iter(f"{SVG}rect") if box.attrib["fill"] != "none"]
    assert full[:4] == pytest.approx([22, 22, 22, 22], abs=0.05)
    assert told(chart_svg(COMPLETE)) == "甲镇：全部报送；乙乡：2022 不要求报送，2023 未报送，2024 99%。"
    assert {"全部报送", "部分报送", "未报送", "不要求报送", "99%"} <= set(texts(chart_svg(COMPLETE)))


def test_a_row_of_completeness_fills_its_columns() -> None:
    with pytest.raises(ValueError, match="甲镇"):
        CompleteChart("报送", ("2023", "2024"), (CompleteRow("甲镇", (1.0,)),))


def test_a_long_completeness_is_cut_into_pages() -> None:
    rows = tuple(CompleteRow(str(number), (1.0,)) for number in range(65))
    pieces = parts(CompleteChart("报送", ("2024",), rows))
    assert [len(piece.rows) for piece in pieces] == [22, 22, 21]


def test_a_mosaic_is_as_wide_as_its_numbers_and_as_high_as_its_shares() -> None:
    """Two areas of four: each (620 − 44 − 3) / 2 wide; three of four are 180 of 240 pixels high, two of four 120."""
    boxes = [node.attrib for node in ET.fromstring(chart_svg(MOSAIC)).iter(f"{SVG}rect")]
    assert {float(box["width"]) for box in boxes} == {286.5}
    assert [float(box["height"]) for box in boxes] == [180.0, 60.0, 120.0, 120.0]
    assert [float(box["y"]) for box in boxes] == [84.0, 24.0, 144.0, 24.0]
    assert told(chart_svg(MOSAIC)) == "健康：4项，已达标 3，得而复失 1；安全：4项，已达标 2，无数据 2。"


def test_names_of_a_mosaic_stand_upright_in_narrow_columns() -> None:
    chart = Mosaic("判定", (BarRow("健康", ((Word.MET, 99),)), BarRow("法律保护领域", ((Word.MET, 1),))))
    assert 'transform="rotate(-90 ' in chart_svg(chart)


CHARTS = (GAP, COMPLETE, MOSAIC)
EMPTY = (GapChart("t", "%", ("a", "b"), ()), CompleteChart("t", (), ()), Mosaic("t", ()), Mosaic("t", (BarRow("a", ()),)))


@pytest.mark.parametrize("chart", [*CHARTS, *EMPTY], ids=lambda chart: type(chart).__name__)
def test_every_chart_is_an_accessible_picture(chart: GapChart | CompleteChart | Mosaic) -> None:
    svg = chart_svg(chart)
    tree = ET.fromstring(svg)
    assert tree.attrib["role"] == "img"
    assert tree.findtext(f"{SVG}title")
    assert told(svg)
    assert "nan" not in svg
    assert chart_png(chart, 50).startswith(b"\x89PNG")
    assert size_of(svg) == (float(tree.attrib["width"]), float(tree.attrib["height"]))


def test_english() -> None:
    charts = (
        GapChart("Deaths", "‰", ("rural", "urban"), GAP.points, "en"),
        CompleteChart("Reports", COMPLETE.columns, (CompleteRow("a", (1.0, 0.0, None)),), "en"),
        Mosaic("Verdicts", (BarRow("Children and health", ((Word.MET, 1),)),), "en"),
    )
    for chart in charts:
        assert not re.search(r"[\u4e00-\u9fff]", chart_svg(chart))


def test_hostile_words_stay_words() -> None:
    bad = '</svg><script>alert(1)</script>"&'
    for chart in (Mosaic(bad, (BarRow(bad, ((Word.MET, 1),)),)), CompleteChart(bad, (bad,), (CompleteRow(bad, (0.5,)),))):
        assert not list(ET.fromstring(chart_svg(chart)).iter(f"{SVG}script"))


def test_they_are_quick() -> None:
    """A report of 42 places draws hundreds; each takes a few milliseconds at most."""
    start = time.perf_counter()
    for _ in range(20):
        for chart in CHARTS:
            chart_svg(chart)
    assert (time.perf_counter() - start) / 60 < 0.02
