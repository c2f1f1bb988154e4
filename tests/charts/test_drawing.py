"""Charts of areas, verdicts and places: what is in the SVG, the PNG beside it, and the font that comes along."""

from __future__ import annotations

import re
import struct
from pathlib import Path
from xml.etree import ElementTree as ET

import pytest

from qingmiao.charts import AreaChart, BarRow, Bars, PlaceRow, PlacesRanked, WayRow, chart_png, chart_svg
from qingmiao.charts.area import drawn_at, figures_of, note_of
from qingmiao.charts.bars import pieces
from qingmiao.charts.definition import way
from qingmiao.charts.drawing import FONT_FOLDER
from qingmiao.charts.shapes import PATHS
from qingmiao.progress.model import SHOWN, Word

ROOT = Path(__file__).resolve().parents[2]
FONT = FONT_FOLDER / "QingmiaoSansSC-Regular.otf"
SVG = "{http://www.w3.org/2000/svg}"

ROWS = (
    WayRow("1 婴儿死亡率", "‰", Word.MET, 5.2, 3.1, 5.0, 5.1, 2024),
    WayRow("2 产前筛查率", "%", Word.BEHIND, 60.0, 66.0, 75.0, 70.0, 2024, True),
    WayRow("3 近视率'\\", "%", Word.HARDLY, 36.0, 40.0, 30.0, 34.0, 2024),
    WayRow("4 肥胖率", "%", Word.NO_DATA, None, None, 5.0),
    WayRow("5 贫血率", "%", Word.BEHIND, None, 8.0, 5.0),
    WayRow("6 健康素养水平", "%", Word.ON_THE_WAY, 20.0, 22.0, None),
    WayRow("7 保健率", "%", Word.MET, None, 99.0, 95.0),
)
AREA = AreaChart("儿童与健康", ROWS)
BARS = Bars("各领域", tuple(BarRow(name, tuple((word, index + 1) for index, word in enumerate(Word))) for name in ("健康", "安全")))
PLACES = PlacesRanked("各乡镇", "%", (PlaceRow("甲镇", 95.2, Word.MET), PlaceRow("乙乡", None, Word.NO_DATA)), 95.0)


def marks(svg: str, word: Word) -> list[tuple[float, float]]:
    """Where the marks of a verdict stand in a picture, those of the legend last."""
    found = [node for node in ET.fromstring(svg).iter(f"{SVG}path") if node.attrib.get("d") == PATHS[word]]
    return [tuple(map(float, re.findall(r"translate\(([-\d.]+),([-\d.]+)\)", node.attrib["transform"])[0])) for node in found]  # type: ignore[misc]


def test_rows_stand_where_they_are_on_their_way() -> None:
    """Hand-worked: 5.2→3.1 with target 5 is far beyond; 60→66 of 75 is 40 %; 36→40 with target 30 is backwards."""
    rows = dict(enumerate(ROWS, 1))
    assert drawn_at(rows[1]) == pytest.approx(1050.0)
    assert drawn_at(rows[2]) == pytest.approx(40.0)
    assert way(60.0, rows[2].expected, 75.0) == pytest.approx(100 * 10 / 15)
    assert drawn_at(rows[3]) == pytest.approx(-400 / 6)
    assert (drawn_at(rows[4]), note_of(rows[4], "zh")) == (None, "无数据")
    assert (drawn_at(rows[5]), note_of(rows[5], "zh")) == (None, "无基期，不画进程")
    assert (drawn_at(rows[6]), note_of(rows[6], "zh")) == (None, "只有方向要求，不画进程")
    assert drawn_at(rows[7]) == 100.0
    assert [figures_of(rows[number], "zh") for number in (2, 6, 4)] == ["60→66  目标 75%", "20→22%", "目标 5%"]


def test_marks_are_drawn_on_the_axis() -> None:
    """The axis of 234 pixels spans −10 to 110 % from 236 on: 40 % is at 236 + 234 · 50 / 120 = 333.5; beyond either end is at the end."""
    svg = chart_svg(AREA)
    assert marks(svg, Word.MET)[0] == (470.0, 36.5)
    assert marks(svg, Word.BEHIND)[0] == (333.5, 57.5)
    assert marks(svg, Word.HARDLY)[0] == (236.0, 78.5)


def test_bars_add_up() -> None:
    """The pieces of a bar follow one another without gap and end at the sum of the counts (1 + … + 8 = 36)."""
    found = list(pieces(BARS.rows[0], 10.0))
    assert [piece.start for piece in found] == [0, 1, 3, 6, 10, 15, 21, 28]
    assert found[-1].end == 36


def test_bars_leave_out_what_has_no_room() -> None:
    """One of five hundred is a sliver: neither shape nor number stands in it; the large piece has both."""
    large, sliver = pieces(BarRow("健康", ((Word.MET, 499), (Word.LOST, 1))), 440 / 500)
    assert (sliver.sign, sliver.text) == (None, "")
    assert large.text == "499"
    assert large.sign is not None


@pytest.mark.parametrize("text", [chart_svg(AREA), chart_svg(BARS), chart_svg(PLACES)], ids=["area", "bars", "places"])
def test_svg_says_what_it_shows(text: str) -> None:
    """Role, title and description are there, no script, no address but the namespaces, every id has the chart's own key."""
    tree = ET.fromstring(text)
    assert tree.attrib["role"] == "img"
    assert tree.findtext(f"{SVG}title")
    assert len(tree.findtext(f"{SVG}desc") or "") > 10
    assert "<script" not in text
    assert set(re.findall(r"https?://[^\"<\s]+", text)) <= {
        "http://www.w3.org/2000/svg",
        "http://www.w3.org/1999/xlink",
    }
    key = tree.attrib["aria-labelledby"].split("-")[0]
    assert all(name.startswith(key) for name in re.findall(r'\sid="([^"]+)"', text))
    assert all(name.startswith(key) for name in re.findall(r"url\(#([^)]+)\)", text))


def test_description_holds_every_row() -> None:
    """Who cannot see the chart reads each row with verdict, value and target."""
    words = ET.fromstring(chart_svg(AREA)).findtext(f"{SVG}desc") or ""
    assert "1 婴儿死亡率：已达标，3.10‰，目标 5‰" in words
    assert "4 肥胖率：无数据，无数据，目标 5%" in words
    assert "健康：已达标 1，进展正常 2" in (ET.fromstring(chart_svg(BARS)).findtext(f"{SVG}desc") or "")
    assert "乙乡：无数据" in (ET.fromstring(chart_svg(PLACES)).findtext(f"{SVG}desc") or "")


def test_every_verdict_that_occurs_is_in_the_legend() -> None:
    """The legend names the verdicts of the chart and no other."""
    words = {node.text for node in ET.fromstring(chart_svg(AREA)).iter(f"{SVG}text")}
    for word in Word:
        assert (SHOWN[word].zh in words) == (word in {row.word for row in ROWS} or word is Word.NO_DATA)


def test_english_charts() -> None:
    """The same charts in English have no Chinese but names."""
    rows = tuple(WayRow(f"item {index}", "%", row.word, row.base, row.latest, row.target) for index, row in enumerate(ROWS))
    text = chart_svg(AreaChart("Health", rows, "en"))
    assert "no data" in text
    assert not re.search(r"[\u4e00-\u9fff]", text)
    assert "no data" in chart_svg(PlacesRanked("p", "%", PLACES.rows, None, True, "en"))


@pytest.mark.parametrize("picture", [chart_png(AREA), chart_png(BARS)], ids=["area", "bars"])
def test_png_is_156_mm_at_200_dpi(picture: bytes) -> None:
    """156 mm at 200 dots an inch are 1228 pixels, and the file says its density (7874 pixels a metre)."""
    width, _ = struct.unpack(">II", picture[16:24])
    assert abs(width - 156 / 25.4 * 200) <= 2
    spot = picture.index(b"pHYs")
    assert abs(struct.unpack(">I", picture[spot + 4 : spot + 8])[0] - 200 / 0.0254) <= 2


# The font


def characters_of(path: Path) -> set[int]:
    """The code points of an OpenType font, read from its cmap table of format 4 or 12 by hand."""
    raw = path.read_bytes()
    count = struct.unpack(">H", raw[4:6])[0]
    tables = {raw[12 + 16 * i : 16 + 16 * i]: struct.unpack(">II", raw[20 + 16 * i : 28 + 16 * i]) for i in range(count)}
    start = tables[b"cmap"][0]
    found: set[int] = set()
    for index in range(struct.unpack(">H", raw[start + 2 : start + 4])[0]):
        at = start + struct.unpack(">I", raw[start + 8 + 8 * index : start + 12 + 8 * index])[0]
        found |= _format_4(raw, at) if struct.unpack(">H", raw[at : at + 2])[0] == 4 else set()
    return found


def _format_4(raw: bytes, at: int) -> set[int]:
    segments = struct.unpack(">H", raw[at + 6 : at + 8])[0] // 2
    ends = struct.unpack(f">{segments}H", raw[at + 14 : at + 14 + 2 * segments])
    starts = struct.unpack(f">{segments}H", raw[at + 16 + 2 * segments : at + 16 + 4 * segments])
    return {code for first, last in zip(starts, ends, strict=True) for code in range(first, last + 1) if first != 0xFFFF}


def test_font_has_every_character_that_ships() -> None:
    """All of GB 2312's common characters, the signs of verdicts, and each character of names in the product's own data (words to read by are never drawn)."""
    have = characters_of(FONT)
    common = {bytes((row, cell)).decode("gb2312") for row in range(0xB0, 0xD8) for cell in range(0xA1, 0xFF) if (row, cell) < (0xD7, 0xFA)}
    files = [
        path for pattern in ("src/qingmiao/**/*.yaml", "plans/**/*.yaml") for path in ROOT.glob(pattern) if "reading" not in path.parts
    ]
    shipped = {sign for path in files for sign in path.read_text(encoding="utf-8") if "\u4e00" <= sign <= "\u9fff"}
    wanted = common | shipped | set("●▲◆■◐○—…‰％、，。；：？！（）《》“”→")
    assert sorted(sign for sign in wanted if ord(sign) not in have) == []


def test_font_is_small_and_licensed() -> None:
    """At most 5 MB, with the licence beside it."""
    assert FONT.stat().st_size <= 5 * 1024 * 1024
    assert "SIL OPEN FONT LICENSE Version 1.1" in (FONT_FOLDER / "OFL.txt").read_text(encoding="utf-8")


def test_text_is_drawn_in_the_font_that_comes_along() -> None:
    """Every text of the SVG names the product's family first."""
    families = set(re.findall(r'font-family="([^"]+)"', chart_svg(AREA)))
    assert families
    assert all(family.startswith("Qingmiao Sans SC") for family in families)
