"""各地区比较: what the page says of places, that its pictures and its table agree, and that nobody sees places out of sight."""

from __future__ import annotations

import csv
import io
import re
from collections.abc import Callable
from xml.etree import ElementTree as ET

import openpyxl
import pytest
from django.test import Client
from scipy import stats

from qingmiao.progress.forecasting import control

P = "/plans/liuxi2021/commitments"
SVG = "{http://www.w3.org/2000/svg}"


@pytest.fixture
def office(as_person: Callable[[str], Client]) -> Client:
    return as_person("office")


def _text(client: Client, address: str) -> str:
    response = client.get(address)
    assert response.status_code == 200
    return response.content.decode()


def _plain(html: str) -> str:
    return re.sub(r"\s+", " ", re.sub(r"<[^>]+>", " ", html))


def _rows(html: str) -> list[list[str]]:
    body = html[html.rindex("<tbody>") : html.rindex("</tbody>")]
    return [[_plain(cell).strip() for cell in re.findall(r"<t[hd][^>]*>(.*?)</t[hd]>", row, re.DOTALL)] for row in body.split("<tr>")[1:]]


def _pictures(html: str) -> list[ET.Element]:
    return [ET.fromstring(found) for found in re.findall(r"<svg xmlns.*?</svg>", html, re.DOTALL)]


def test_villages_in_their_rank(office: Client) -> None:
    """2025: 0 of 250, 1 of 400, 1 of 250, 1 of 100; with so few no village can be told from another."""
    html = _text(office, f"{P}/C001/places/?level=village")
    rows = _rows(html)
    assert [row[1] for row in rows] == ["坡下村", "塘口村", "坡上村", "塘尾村"]
    assert {row[0] for row in rows} == {"第1—4位"}
    assert [row[2] for row in rows] == ["0 例 / 250", "1 例 / 400", "1 例 / 250", "1 例 / 100"]
    low, high = stats.binomtest(1, 400).proportion_ci(0.95, method="exact")
    assert rows[1][3] == f"{low * 1000:.2f}‰～{high * 1000:.2f}‰"
    said = _plain(html)
    assert "2025年4个地方合计为3.00‰：婴儿死亡数3人（活产数1000人）。凭这些数分不出先后，名次都不能确定。" in said
    assert "不足 5 个，不画漏斗图" in said
    (ranking,) = _pictures(html)
    desc = ranking.findtext(f"{SVG}desc") or ""
    for row in rows:
        assert f"{row[0]} {row[1]}：{row[2].replace(' 例 ', '').replace(' ', '')}，95%：{row[3]}" in desc


def test_three_years_together(office: Client) -> None:
    """2023 to 2025: 5 of 1,200, 3 of 300, 4 of 750, 2 of 750."""
    html = _text(office, f"{P}/C001/places/?level=village&years=3")
    assert {row[1]: row[2] for row in _rows(html)} == {
        "塘口村": "5 例 / 1200",
        "塘尾村": "3 例 / 300",
        "坡上村": "4 例 / 750",
        "坡下村": "2 例 / 750",
    }
    assert "2023—2025年4个地方合计为4.67‰：婴儿死亡数14人（活产数3000人）。" in _plain(html)
    assert "判定" not in html[html.rindex("<thead>") : html.rindex("</thead>")]


def test_order_and_year_are_in_the_address(office: Client) -> None:
    assert [row[1] for row in _rows(_text(office, f"{P}/C001/places/?level=village&order=place"))] == [
        "塘口村",
        "塘尾村",
        "坡上村",
        "坡下村",
    ]
    assert _rows(_text(office, f"{P}/C001/places/?level=village&order=size"))[0][1] == "塘口村"
    assert "2018年2个地方合计为10.00‰" in _plain(_text(office, f"{P}/C001/places/?year=2018"))
    assert "2025年2个地方合计" in _plain(_text(office, f"{P}/C001/places/?year=1066&years=99&order=none"))
    assert office.get(f"{P}/C001/places/?level=county").status_code == 404
    assert office.get(f"{P}/C001/places/?place=none").status_code == 404


def test_the_funnel_and_its_table_agree(office: Client, monkeypatch: pytest.MonkeyPatch) -> None:
    """With four villages enough: 40 deaths of 1,000 in 2018–2022 in no village beyond chance."""
    monkeypatch.setattr(control, "PLACES", 3)
    monkeypatch.setattr("qingmiao.progress.comparing.PLACES", 3)
    html = _text(office, f"{P}/C001/places/?level=village&years=5")
    funnel, ranking = _pictures(html)
    desc = funnel.findtext(f"{SVG}desc") or ""
    for row in _rows(html):
        assert f"{row[1]}：" in desc
        assert f"活产数（人） {row[6]}，{row[4]}" in desc
    assert "这张图怎么看" in html
    assert ranking.findtext(f"{SVG}title") == "柳溪县各村（社区）婴儿死亡率（2021—2025年）（‰）"


def test_the_files_hold_the_same(office: Client) -> None:
    query = "level=village&order=rank"
    rows = list(csv.DictReader(io.StringIO(office.get(f"{P}/C001/places/list.csv?{query}").content.decode("utf-8-sig"))))
    assert [row["地区"] for row in rows] == ["坡下村", "塘口村", "坡上村", "塘尾村"]
    assert [(row["名次从"], row["名次到"], row["分子"], row["分母"]) for row in rows][1] == ("1", "4", "1.0", "400.0")
    book = openpyxl.load_workbook(io.BytesIO(office.get(f"{P}/C001/places/list.xlsx?{query}").content))
    cells = list(book.active.iter_rows(values_only=True))
    assert cells[1][:5] == ("坡下村", "v22", "2025年", 1, 4)
    assert cells[1][8] == pytest.approx(stats.binomtest(0, 250).proportion_ci(0.95, method="exact").high * 1000)


def test_what_cannot_be_ranked_says_why(office: Client) -> None:
    assert "单独的一个数目" in _text(office, f"{P}/C004/places/")
    nothing = _plain(_text(office, f"{P}/C006/places/"))
    assert "各地区还没有可以比较的数。" in nothing
    assert "需要报送：儿童满意度：分子" in nothing
    assert "这里以下没有您能看到的地区" in _text(office, f"{P}/C001/places/?place=v11")


def test_nobody_sees_places_out_of_sight(as_person: Callable[[str], Client]) -> None:
    """The town sees itself and its villages: of all towns it is shown alone, in page and file, and nothing is worked out from the others."""
    town = as_person("town")
    for address in ("places/", "places/?level=village", "places/list.csv", "places/list.csv?level=village"):
        text = town.get(f"{P}/C001/{address}").content.decode()
        assert not {"西坡乡", "坡上村", "坡下村"} & set(re.findall(r"西坡乡|坡上村|坡下村", text))
    html = _text(town, f"{P}/C001/places/")
    assert [row[0] for row in _rows(html)] == ["东塘镇"]
    assert "只有一个地方有数，没有可以相比的。" in html
    assert "第1位" not in html
    assert "2025年2个地方合计为4.00‰：婴儿死亡数2人（活产数500人）" in _plain(_text(town, f"{P}/C001/places/?level=village"))


def test_simulated_places_are_marked(office: Client, monkeypatch: pytest.MonkeyPatch) -> None:
    from dataclasses import replace

    from qingmiao.web.ledger import queries

    real = queries.at_places

    def touched(*given: object, **more: object) -> list[queries.Number]:
        return [replace(one, simulated=one.place == "v11") for one in real(*given, **more)]  # type: ignore[arg-type]

    monkeypatch.setattr(queries, "at_places", touched)
    html = _text(office, f"{P}/C001/places/?level=village")
    assert 'class="simulated"' in html
    assert [row[1] for row in _rows(html) if row[2].endswith("模拟")] == ["塘口村"]
    (ranking,) = _pictures(html)
    assert (ranking.findtext(f"{SVG}title") or "").endswith("模拟数据")
    rows = list(csv.DictReader(io.StringIO(office.get(f"{P}/C001/places/list.csv?level=village").content.decode("utf-8-sig"))))
    assert [row["地区"] for row in rows if row["模拟数据"]] == ["塘口村"]


def test_in_english(office: Client) -> None:
    office.cookies["language"] = "en"
    html = _plain(_text(office, f"{P}/C001/places/?level=village"))
    assert "These figures do not tell who stands before whom: no rank is known." in html
    assert "1 of 400" in html
