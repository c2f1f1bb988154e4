"""The chart of one commitment: what must be seen in it, read back from its SVG."""

from __future__ import annotations

import re
import subprocess
import sys
from xml.etree import ElementTree as ET

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from qingmiao.charts import Band, SeriesChart, chart_png, chart_svg, commitment_svg
from qingmiao.charts.svg import shortened
from qingmiao.charts.words import ACCENT, QUIET, SHADE
from qingmiao.progress.model import Point

SVG = "{http://www.w3.org/2000/svg}"
SERIES = [
    Point(2018, 4.9, simulated=True),
    Point(2019, 4.6),
    Point(2020, 4.8),
    Point(2021, None, "not_collected"),
    Point(2022, 4.4),
    Point(2024, 3.9),
]
PATH = [(2020, 4.8), (2025, 4.0), (2030, 3.5)]


def drawn(**others: object) -> ET.Element:
    """The chart of infant deaths as a tree."""
    values: dict[str, object] = {"name": "婴儿死亡率", "unit": "‰", "path": PATH, **others}
    series = values.pop("series", SERIES)
    return ET.fromstring(commitment_svg(series, **values))  # type: ignore[arg-type]


def lines(tree: ET.Element, *, dashed: bool) -> list[int]:
    """How many points each polyline has, of the dashed or the full ones."""
    found = [line for line in tree.iter(f"{SVG}polyline") if ("stroke-dasharray" in line.attrib) is dashed]
    return [len(line.attrib["points"].split()) for line in found]


def texts(tree: ET.Element) -> list[str]:
    """All words of the picture."""
    return [node.text or "" for node in tree.iter(f"{SVG}text")]


def test_missing_years_leave_a_gap() -> None:
    """2021 is reported as missing and 2023 is not there: the line is in pieces of 3, 1 and 1 years, of which only the first is drawn."""
    assert lines(drawn(), dashed=False) == [3]
    assert lines(drawn(series=[Point(2020, 1.0), Point(2021, 2.0), Point(2023, 3.0), Point(2024, 4.0)]), dashed=False) == [2, 2]


def test_the_path_is_dashed_through_all_targets() -> None:
    """Base, 2025 and 2030 are one dashed line; both targets bear their value."""
    tree = drawn()
    assert lines(tree, dashed=True) == [3]
    assert {"目标 4‰", "目标 3.5‰"} <= set(texts(tree))


def test_base_is_put_before_the_path() -> None:
    """A base given apart begins the path, once."""
    assert lines(drawn(path=PATH[1:], base=PATH[0]), dashed=True) == [3]
    assert lines(drawn(base=PATH[0]), dashed=True) == [3]


def test_simulated_points_are_hollow_and_said() -> None:
    """One of five values is simulated: its dot is hollow, and title and legend say 模拟数据."""
    tree = drawn()
    dots = [dot for dot in tree.iter(f"{SVG}circle") if float(dot.attrib["cy"]) != 14.0]
    assert sum(dot.attrib["fill"] == "#ffffff" for dot in dots) == 1
    assert len(dots) == 5
    assert "模拟数据" in (tree.findtext(f"{SVG}title") or "")
    assert "实际值（模拟数据）" in texts(tree)
    real = drawn(series=[Point(2020, 4.8), Point(2021, 4.7)])
    assert "模拟" not in ET.tostring(real, encoding="unicode")


def test_a_break_ends_the_line() -> None:
    """Values before and after a change of definition are not joined."""
    series = [Point(year, 1.0 + year - 2018) for year in range(2018, 2024)]
    assert lines(drawn(series=series, path=(), breaks=(2021,)), dashed=False) == [3, 3]
    assert "口径变化" in texts(drawn(breaks=(2021,)))


def test_text_alternative_tells_every_year() -> None:
    """The description holds each value with its year, the missing ones and the path."""
    tree = drawn()
    words = tree.findtext(f"{SVG}desc") or ""
    for part in ("2018年 4.90‰", "2021年 缺数", "2024年 3.90‰", "目标路径", "2030年 3.50‰"):
        assert part in words
    assert tree.attrib["role"] == "img"
    assert tree.attrib["aria-labelledby"].split() == [tree.find(f"{SVG}{tag}").attrib["id"] for tag in ("title", "desc")]  # type: ignore[union-attr]


FAN = (Band(2025, 3.4, 3.8, 4.3), Band(2026, 3.0, 3.7, 4.6), Band(2030, 2.0, 3.2, 5.5))


def test_the_fan_begins_at_the_last_value_and_holds_its_middle() -> None:
    """A shaded range from 2024 on with two edges and a dotted middle, each of four corners; what lies beyond the values widens the axis."""
    tree = drawn(fan=FAN)
    (shade,) = tree.iter(f"{SVG}polygon")
    corners = [tuple(map(float, corner.split(","))) for corner in shade.attrib["points"].split()]
    assert len(corners) == 8
    assert corners[0] == corners[-1], "both edges begin at the last value"
    dots = [dot for dot in tree.iter(f"{SVG}circle") if dot.attrib["cy"] != "14"]
    assert corners[0] == pytest.approx((float(dots[-1].attrib["cx"]), float(dots[-1].attrib["cy"])), abs=0.06)
    assert sorted(lines(tree, dashed=True)) == [3, 4, 4, 4], "the path, two edges, the middle"
    assert min(y for _, y in corners) >= 40
    assert "约3.20" in texts(tree)
    assert "推算（八成可能在此范围）" in texts(tree)
    assert "2030年 约3.20‰，八成可能在2.00‰～5.50‰" in (tree.findtext(f"{SVG}desc") or "")
    assert not list(drawn().iter(f"{SVG}polygon"))


def test_a_long_number_of_the_fan_stays_in_the_picture() -> None:
    tree = drawn(series=[Point(2024, 1e7)], path=(), fan=(Band(2025, 1e7, 1.2e7, 1.5e7),), unit="人次")
    (said,) = [node for node in tree.iter(f"{SVG}text") if (node.text or "").startswith("约")]
    assert (said.attrib["text-anchor"], float(said.attrib["x"])) == ("end", 718)


def test_the_same_chart_for_paper_reads_without_colour() -> None:
    """One definition makes the SVG and the PNG; in grey the lines stand out from the shade by more than 3 to 1."""
    chart = SeriesChart("婴儿死亡率", "‰", tuple(SERIES), tuple(PATH), fan=FAN)
    assert chart_svg(chart) == commitment_svg(SERIES, name="婴儿死亡率", unit="‰", path=PATH, fan=FAN)
    assert chart_png(chart, 100)[:8] == b"\x89PNG\r\n\x1a\n"

    def grey(colour: str) -> float:
        parts = [int(colour[at : at + 2], 16) / 255 for at in (1, 3, 5)]
        bright = [part / 12.92 if part <= 0.04045 else ((part + 0.055) / 1.055) ** 2.4 for part in parts]
        return 0.2126 * bright[0] + 0.7152 * bright[1] + 0.0722 * bright[2]

    for line in (ACCENT, QUIET):
        assert (grey(SHADE) + 0.05) / (grey(line) + 0.05) > 3


def test_english() -> None:
    """The same in English, without a Chinese character but the unit's."""
    text = commitment_svg(SERIES, name="Infant mortality", unit="‰", path=PATH, lang="en")
    assert not re.search(r"[\u4e00-\u9fff]", text)
    assert "path to the target" in text


def test_nothing_known() -> None:
    """An empty series says so and draws no axis; a target alone is still drawn."""
    assert texts(drawn(series=[], path=())) == ["尚无数据"]
    assert "目标 3.5‰" in texts(drawn(series=[], path=[(2030, 3.5)]))


def test_names_cannot_break_out() -> None:
    """Signs of markup in a name stay words."""
    tree = drawn(name='<script>"&')
    assert (tree.findtext(f"{SVG}title") or "").startswith('<script>"&')
    assert not list(tree.iter("script"))


def test_ids_differ_between_charts() -> None:
    """Two charts on one page do not share ids; the same chart is the same text."""
    one, other = commitment_svg(SERIES, name="甲", unit="%"), commitment_svg(SERIES, name="乙", unit="%")
    assert set(re.findall(r' id="([^"]+)"', one)).isdisjoint(re.findall(r' id="([^"]+)"', other))
    assert one == commitment_svg(SERIES, name="甲", unit="%")


values = st.none() | st.floats(-1e6, 1e9, allow_nan=False)
points = st.lists(
    st.builds(Point, st.integers(1980, 2040), values, st.just("observed"), st.booleans()), max_size=15, unique_by=lambda p: p.year
)
corners = st.dictionaries(st.integers(1980, 2040), st.floats(-1e6, 1e9, allow_nan=False), max_size=4)


@given(points, corners)
@settings(max_examples=150, deadline=None)
def test_any_series_is_well_formed_and_inside(series: list[Point], path: dict[int, float]) -> None:
    """Whatever the values, the SVG parses, holds no nan, and every dot lies inside the picture."""
    text = commitment_svg(series, name="n", unit="%", path=sorted(path.items()))
    assert not re.search(r'"(nan|inf|-inf)|[ ,"M](nan|inf)', text)
    for dot in ET.fromstring(text).iter(f"{SVG}circle"):
        assert 0 <= float(dot.attrib["cx"]) <= 720
        assert 0 <= float(dot.attrib["cy"]) <= 280


def test_it_is_light() -> None:
    """Drawn while a page is answered: without Typst."""
    code = "import sys, qingmiao.charts as c; c.commitment_svg([], name='n', unit='%'); sys.exit('typst' in sys.modules)"
    assert subprocess.run([sys.executable, "-c", code], check=False).returncode == 0


@pytest.mark.parametrize(
    ("words", "pixels", "cut"),
    [
        ("婴儿死亡率", 60, "婴儿死亡率"),
        ("婴儿死亡率", 59, "婴儿死…"),
        ("abc", 21.6, "abc"),
        ("abcdef", 30, "ab…"),
        ("婴儿", 5, "…"),
        ("", 10, ""),
    ],
)
def test_long_names_are_cut_to_their_room(words: str, pixels: float, cut: str) -> None:
    """Five characters of 12 pixels need 60; a Latin letter needs 7.2; what is cut ends in a dotted line that fits as well."""
    assert shortened(words, pixels, 12) == cut
