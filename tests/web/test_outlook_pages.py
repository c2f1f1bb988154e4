"""The outlook on the pages: sentences first, figures on demand, the same in picture and table, and only for whoever sees the figures."""

from __future__ import annotations

import re
from collections.abc import Callable
from xml.etree import ElementTree as ET

import pytest
from django.test import Client

P = "/plans/liuxi2021"
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


def _cells(html: str) -> list[list[str]]:
    part = html[html.index('<section class="foreseen"') :]
    rows = re.findall(r"<tr>(.*?)</tr>", part[part.index("<tbody>") : part.index("</tbody>")])
    return [re.findall(r"<t[hd][^>]*>(.*?)</t[hd]>", row) for row in rows]


def test_small_numbers_are_foreseen_as_counts(office: Client) -> None:
    """Three deaths of 1,000 in 2025, after four and more: 5‰ are five deaths, so that it is likely kept."""
    said = _plain(_text(office, f"{P}/commitments/C001/"))
    assert "2025年婴儿死亡数3人（活产数1000人），数量小，单年升降不说明问题" in said
    assert re.search(r"2030年仍保持“5‰以下”的把握[约九八]", said)
    assert "目前已达到目标，到2030年保持在“5‰以下”即可。" in said


def test_what_would_have_to_happen(office: Client) -> None:
    """83.5 % in 2025, 95 % by 2030: 2.3 a year, while it has grown by 0.5."""
    html = _text(office, f"{P}/commitments/C003/")
    said = _plain(html)
    assert "2025年为83.50%，三年来平均每年上升0.50个百分点；推算2030年约为8" in said
    assert "要达到“95%以上”，今后5年平均每年须提高2.30个百分点" in said
    assert re.search(r'<p class="likely">2030年达到“95%以上”的把握不到百分之一。<span class="sim">模拟</span>', html)


def test_page_and_warning_foresee_one_figure(office: Client) -> None:
    """The straight line of the verdict, which leads elsewhere, is told only where the methods are compared."""
    html = _text(office, f"{P}/commitments/C003/")
    (then,) = set(re.findall(r"2030年约为([0-9.]+%)", _plain(html)))
    assert _cells(html)[-1][2] == then
    assert f"推算2030年约为{then}，达到“95%以上”的把握不到百分之一。" in _text(office, f"{P}/warnings/")
    assert "直线推到" not in html[: html.index("各种方法怎么看")]


def test_the_table_says_what_the_picture_says(office: Client) -> None:
    html = _text(office, f"{P}/commitments/C003/")
    picture = ET.fromstring(html[html.index("<svg xmlns") : html.index("</svg>", html.index("<svg xmlns")) + 6])
    desc = picture.findtext(f"{SVG}desc") or ""
    rows = _cells(html)
    assert [row[0] for row in rows] == ["2026", "2027", "2028", "2029", "2030"]
    for year, low, middle, high in rows:
        assert f"{year}年 约{middle}，八成可能在{low}～{high}" in desc
    assert "模拟数据" in (picture.findtext(f"{SVG}title") or "")


def test_nothing_is_foreseen_of_what_is_due_or_unknown_or_not_the_viewers(office: Client, as_person: Callable[[str], Client]) -> None:
    for address in ("C002", "C004", "C005", "C006"):
        assert 'class="foreseen"' not in _text(office, f"{P}/commitments/{address}/")
    assert 'class="foreseen"' in _text(as_person("health"), f"{P}/commitments/C001/")
    hidden = _text(as_person("education"), f"{P}/commitments/C001/")
    assert 'class="foreseen"' not in hidden
    assert "把握" not in hidden


def test_a_place_is_foreseen_beside_its_neighbours(as_person: Callable[[str], Client]) -> None:
    html = _plain(_text(as_person("town"), f"{P}/commitments/C001/?place=t1"))
    assert "与同级的 2 个地方互相参照。" in html


def test_in_english(office: Client) -> None:
    office.cookies["language"] = "en"
    html = _plain(_text(office, f"{P}/commitments/C003/"))
    assert "83.50% in 2025; over 3 years it has risen by 0.50 percentage points a year. For 2030 about 8" in html
    assert "“95% or more” takes a rise of 2.30 percentage points a year for 5 years" in html
