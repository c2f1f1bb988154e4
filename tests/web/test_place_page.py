"""地区: the least likely first and in sentences, among its neighbours as far as the viewer sees them, pages and order in the address."""

from __future__ import annotations

import csv
import io
import re
from collections.abc import Callable

import pytest
from django.test import Client

from qingmiao.progress.warning import rules
from qingmiao.web.pages import place
from qingmiao.web.pages.outlook import UNLIKELY

P = "/plans/liuxi2021/places"


@pytest.fixture
def office(as_person: Callable[[str], Client]) -> Client:
    return as_person("office")


def _text(client: Client, address: str) -> str:
    response = client.get(address)
    assert response.status_code == 200
    return response.content.decode()


def _plain(html: str) -> str:
    return re.sub(r"\s+", " ", re.sub(r"<[^>]+>", " ", html))


def _shown(html: str) -> list[str]:
    """The commitments of the table, in its order."""
    table = html[html.index("<tbody>") : html.index("</tbody>")]
    return re.findall(r'<th scope="row"><a href="[^"]*/commitments/(C\d+)/', table)


def _file(client: Client, address: str) -> list[dict[str, str]]:
    return list(csv.DictReader(io.StringIO(client.get(address).content.decode("utf-8-sig"))))


def test_the_least_likely_comes_first_then_what_nothing_is_foreseen_of_by_verdict(office: Client) -> None:
    """Enrolment by 2030 is hardly met (C003), infant mortality is likely kept (C001); C002 missed its deadline, C005 and C006 have no data, C004 is met."""
    assert _shown(_text(office, f"{P}/liuxi/")) == ["C003", "C001", "C002", "C005", "C006", "C004"]
    assert _shown(_text(office, f"{P}/liuxi/?order=verdict")) == ["C002", "C003", "C005", "C006", "C001", "C004"]
    assert _shown(_text(office, f"{P}/liuxi/?order=document")) == ["C001", "C002", "C003", "C004", "C005", "C006"]
    assert _shown(_text(office, f"{P}/liuxi/?order=nonsense"))[0] == "C003"


def test_the_worst_are_told_in_sentences(office: Client) -> None:
    html = _text(office, f"{P}/liuxi/")
    worst = html[html.index('<ol class="worst">') : html.index("</ol>", html.index('<ol class="worst">'))]
    assert re.findall(r"/commitments/(C\d+)/", worst) == ["C003"]
    assert "2030年达到“95%以上”的把握不到百分之一。" in worst
    assert '<span class="sim">模拟</span>' in worst
    assert "2025年为83.50%，三年来平均每年上升0.50个百分点；推算2030年约为8" in worst
    said = _plain(html)
    chances = [float(row["达标概率（%）"]) for row in _file(office, f"{P}/liuxi/list.csv") if row["达标概率（%）"]]
    likely, unlikely = sum(chance >= 70 for chance in chances), sum(chance < 30 for chance in chances)
    assert (len(chances), unlikely) == (2, 1)
    assert f"能够推算的 2 项中，如期达到的把握在七成以上的 {likely} 项，三成到七成的 {1 - likely} 项，不到三成的 1 项。" in said
    assert "要达到“95%以上”，今后5年平均每年须提高2.30个百分点" in said, "the row has the rest on demand"
    assert 'class="worst"' not in _text(office, f"{P}/liuxi/?order=document")


def test_unlikely_is_what_the_warning_calls_hard() -> None:
    assert rules()["hard"].open == UNLIKELY


def test_a_place_among_its_neighbours(office: Client) -> None:
    """Two of 500 beside one of 500: nobody can tell which stands before the other."""
    html = _text(office, f"{P}/t1/")
    assert re.search(r'<a href="/plans/liuxi2021/commitments/C001/places/">分不出先后</a>', html)
    assert re.search(r'commitments/C001/places/\?place=t1">', _text(office, f"{P}/v11/"))
    (row,) = _file(office, f"{P}/t1/list.csv")
    assert (row["同级名次从"], row["同级名次到"], row["同级地区数"]) == ("1", "2", "2")
    assert 20 < float(row["达标概率（%）"]) < 80
    assert row["推算"].startswith("2030年仍保持“5‰以下”的把握")


def test_neighbours_out_of_sight_have_no_say(as_person: Callable[[str], Client]) -> None:
    town = as_person("town")
    html = _text(town, f"{P}/t1/")
    assert "同级" not in html
    assert [row["同级地区数"] for row in _file(town, f"{P}/t1/list.csv")] == [""]
    assert "分不出先后" in _text(town, f"{P}/v11/"), "both villages of the town are in sight"


def test_figures_beyond_the_viewers_duty_are_not_foreseen(as_person: Callable[[str], Client]) -> None:
    education = as_person("education")
    html = _text(education, f"{P}/liuxi/?scope=all")
    assert set(_shown(html)) == {"C002", "C003"}
    assert "婴儿死亡" not in html
    rows = _file(education, f"{P}/liuxi/list.csv?scope=all")
    assert {row["承诺"] for row in rows if row["推算"]} == {"学前教育毛入园率"}
    assert len(rows) == 6


def test_long_lists_have_pages(office: Client, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(place, "ON_A_PAGE", 2)
    first = _text(office, f"{P}/liuxi/?kind=level")
    assert _shown(first) == ["C003", "C001"]
    assert '<a href="?kind=level&amp;page=2">2</a>' in first or '<a href="?kind=level&page=2">2</a>' in first
    assert _shown(_text(office, f"{P}/liuxi/?kind=level&page=2")) == ["C002"]
    assert _shown(_text(office, f"{P}/liuxi/?kind=level&page=99")) == ["C002"]
    assert _shown(_text(office, f"{P}/liuxi/?kind=level&page=0")) == ["C003", "C001"]
    assert len(_shown(_text(office, f"{P}/liuxi/?page=all"))) == 6
    assert len(_file(office, f"{P}/liuxi/list.csv")) == 6


def test_in_english(office: Client) -> None:
    office.cookies["language"] = "en"
    html = _plain(_text(office, f"{P}/liuxi/"))
    assert "The chance of “95% or more” in 2030 is less than 1%." in html
    assert "Hardest to meet in time" in html
