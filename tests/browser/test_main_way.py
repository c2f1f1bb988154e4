"""The main way, walked in a real browser on a real site: sign in → overview → a late commitment → its words → its figures → the report.

The demonstration is started by its command in a home of its own, as a person would; pages are also read without script, at 390 pixels, by keyboard.
"""

from __future__ import annotations

import os
import re
import signal
import socket
import subprocess
import sys
import urllib.error
import urllib.request
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from time import monotonic, sleep
from typing import Any

import docx
import pytest

pytestmark = [pytest.mark.chromium, pytest.mark.slow]

WAIT = 240.0
"""Seconds that the first start may take on a busy machine (it makes and computes all demonstration data)."""


@dataclass(frozen=True)
class Demonstration:
    """A running site: its address and the password of each person."""

    address: str
    passwords: dict[str, str]


def _free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


@pytest.fixture(scope="module")
def demonstration(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Demonstration]:
    home, port = tmp_path_factory.mktemp("demonstration"), _free_port()
    kept = {
        name: value
        for name, value in os.environ.items()
        if name not in {"DATABASE_URL", "QINGMIAO_HOME", "DJANGO_SETTINGS_MODULE", "QINGMIAO_TODAY"}
    }
    log = home / "log.txt"
    with log.open("w", encoding="utf-8") as out:
        command = [sys.executable, "-m", "qingmiao", "demo", "--home", str(home), "--port", str(port)]
        process = subprocess.Popen(command, stdout=out, stderr=subprocess.STDOUT, env=kept | {"PYTHONUTF8": "1"})
    try:
        address = f"http://127.0.0.1:{port}"
        _await(address, process, log)
        told = re.findall(r"^ {2}(\w+) +(\w+-\w+) ", log.read_text(encoding="utf-8"), re.MULTILINE)
        yield Demonstration(address, dict(told))
    finally:
        process.send_signal(signal.SIGINT)
        code = process.wait(timeout=30)
    assert code == 0, log.read_text(encoding="utf-8")


def _await(address: str, process: subprocess.Popen[bytes], log: Path) -> None:
    end = monotonic() + WAIT
    while monotonic() < end and process.poll() is None:
        try:
            if urllib.request.urlopen(f"{address}/sign-in/").status == 200 and "Ctrl-C" in log.read_text(encoding="utf-8"):
                return
        except urllib.error.URLError:
            sleep(0.5)
    pytest.fail(log.read_text(encoding="utf-8"))


def _signed_in(browser: Any, site: Demonstration, name: str, **options: Any) -> Any:
    page = browser.new_context(**options).new_page()
    page.set_default_timeout(120_000)  # the first report of a plan may take long on a busy machine
    page.goto(site.address)
    page.fill("#id_username", name)
    page.fill("#id_password", site.passwords[name])
    page.keyboard.press("Enter")
    page.wait_for_url(lambda url: "sign-in" not in url)
    return page


def test_the_main_way(browser: Any, demonstration: Demonstration, tmp_path: Path) -> None:
    page = _signed_in(browser, demonstration, "office", viewport={"width": 1366, "height": 768}, accept_downloads=True)
    seen: list[str] = []
    page.on("request", lambda request: seen.append(request.url))
    page.on("pageerror", lambda error: pytest.fail(str(error)))
    assert page.locator(".list tbody tr").count() == 7
    page.click(".list tbody th a >> nth=0")
    assert "项可监测指标" in page.inner_text(".lead")
    assert "模拟数据" in page.inner_text("main")
    late = page.locator(".c.v-hardly, .c.v-behind, .c.v-lost").first
    name = (late.get_attribute("title") or "").split(" ")[0]
    late.click()
    assert page.inner_text("h1").startswith(name)
    assert page.inner_text(".verdict .big").strip()[1:] in {"难以完成", "落后", "得而复失"}
    words = page.inner_text(".passage mark")
    assert words in page.inner_text(".passage")
    assert page.locator("figure.chart svg[role=img] title").count() == 1
    page.click(".facts a[href*='/figures/']")
    assert "公式" in page.inner_text(".facts")
    assert page.locator(".list tbody tr").count() > 0
    assert "模拟数据生成器" in page.inner_text(".list tbody")
    page.click("nav .pages a >> nth=0")
    with page.expect_download(timeout=180_000) as download:
        page.click("text=下载报告（Word）")
    path = tmp_path / "report.docx"
    download.value.save_as(path)
    report = docx.Document(str(path))
    said = "\n".join(paragraph.text for paragraph in report.paragraphs)
    assert "青禾县" in said
    assert "模拟数据" in said
    assert any(name in cell.text for table in report.tables for row in table.rows for cell in row.cells)
    assert all(url.startswith(demonstration.address) for url in seen), "a page asked for something from elsewhere"


def test_three_people_see_different_things(browser: Any, demonstration: Demonstration) -> None:
    plans, cells, assigns = {}, {}, {}
    for name in ("office", "health", "township"):
        page = _signed_in(browser, demonstration, name)
        page.goto(f"{demonstration.address}/documents/")
        plans[name] = page.locator(".card").count()
        page.goto(f"{demonstration.address}/plans/qinghe2021/")
        cells[name] = page.locator(".c").count()
        assigns[name] = page.locator("text=下载报告（Word）").count()
    assert plans == {"office": 7, "health": 1, "township": 1}
    assert cells["health"] < cells["office"] == cells["township"]
    assert assigns == {"office": 1, "health": 0, "township": 0}


@pytest.mark.parametrize("width", [390, 1280, 1920])
def test_no_page_is_wider_than_its_window(browser: Any, demonstration: Demonstration, width: int) -> None:
    page = _signed_in(browser, demonstration, "office", viewport={"width": width, "height": 800})
    for address in (
        "/",
        "/plans/qinghe2021/",
        "/plans/qinghe2021/commitments/",
        "/plans/qinghe2021/commitments/C001/",
        "/documents/",
        "/search/?q=儿童",
        "/catalogue/",
        "/catalogue/maternal_mortality_ratio/",
        "/plans/qinghe2021/definitions/infant_mortality_rate/",
    ):
        page.goto(demonstration.address + address)
        assert page.evaluate("document.documentElement.scrollWidth <= window.innerWidth"), address


def test_pages_are_whole_without_script(browser: Any, demonstration: Demonstration) -> None:
    page = _signed_in(browser, demonstration, "office", java_script_enabled=False, viewport={"width": 390, "height": 800})
    page.goto(f"{demonstration.address}/plans/qinghe2021/commitments/")
    page.select_option("select[name=verdict]", "hardly")
    page.click(".filters button")
    assert page.locator(".rows li").count() > 0
    assert set(page.locator(".rows li .v").all_inner_texts()) == {"■难以完成"}
    assert page.locator("#side").is_hidden()
    page.check("#nav", force=True)
    assert page.locator("#side").is_visible()


def test_from_a_commitment_to_how_it_is_worked_out_and_back(browser: Any, demonstration: Demonstration) -> None:
    page = _signed_in(browser, demonstration, "office", viewport={"width": 1366, "height": 768})
    page.goto(f"{demonstration.address}/catalogue/")
    page.fill(".filters input[name=q]", "孕产妇死亡率")
    page.keyboard.press("Enter")
    page.wait_for_url("**q=**")
    page.click(".list tbody th a")
    assert page.inner_text("h1") == "孕产妇死亡率"
    assert page.locator(".ways .card").count() == 4
    table = page.locator("h2:has-text('由哪些数算出') + .scroll").bounding_box()
    assert table is not None
    assert table["y"] + table["height"] < 768, "definition, formula and who reports stand in the first screen"
    page.click(".plainlist a >> nth=0")
    assert "孕产妇死亡率" in page.inner_text("h1")
    page.click("a[href*='/definitions/']")
    assert "孕产妇死亡率" in page.inner_text("h1")
    assert "孕产妇死亡数 ÷ 活产数 × 100000" in page.inner_text(".formula >> nth=0")


def test_keyboard_and_tables(browser: Any, demonstration: Demonstration) -> None:
    page = _signed_in(browser, demonstration, "office", viewport={"width": 1280, "height": 800})
    page.goto(f"{demonstration.address}/plans/qinghe2021/places/qinghe2021_r/")
    page.keyboard.press("/")
    assert page.evaluate("document.activeElement.id") == "q"
    page.keyboard.type("死亡率")
    page.keyboard.press("Enter")
    page.wait_for_url("**/search/**")
    assert "死亡率" in page.inner_text("main")
    page.go_back()
    for step in (1, -1):  # the least likely first, then the most likely
        page.click("th:has-text('达标把握') button")
        cells = page.locator(".list >> nth=0 >> tbody td[data-sort]")
        chances = cells.evaluate_all("cells => cells.map(cell => Number(cell.dataset.sort))")
        assert len(set(chances)) > 10
        assert chances == sorted(chances)[::step]
    page.fill(".tabletools input >> nth=0", "没有这样的行")
    assert page.locator(".list >> nth=0 >> tbody tr:visible").count() == 0


def test_without_script_outlook_and_places_are_whole(browser: Any, demonstration: Demonstration) -> None:
    page = _signed_in(browser, demonstration, "office", viewport={"width": 390, "height": 844}, java_script_enabled=False)
    page.goto(f"{demonstration.address}/plans/qinghe2021/commitments/C019/")
    assert "把握" in page.inner_text(".likely")
    page.click(".foreseen summary")
    assert page.locator(".foreseen tbody tr").count() == 5
    page.click("text=比较各地区")
    assert page.locator("figure.chart svg[role=img]").count() == 2
    page.select_option("select[name=years]", "5")
    page.click(".filters button")
    assert "2021—2025年" in page.inner_text(".lead")
    assert re.fullmatch(r"第\d+(—\d+)?位", page.inner_text(".list tbody td >> nth=0"))


def test_assigning_a_unit(browser: Any, demonstration: Demonstration) -> None:
    page = _signed_in(browser, demonstration, "office")
    page.goto(f"{demonstration.address}/plans/suixian2022_children/commitments/?open=1")
    before = page.locator(".rows li").count()
    page.check(".rows input >> nth=0")
    page.click("#assign button.main")
    page.wait_for_load_state()
    assert "已分派 1 项" in page.inner_text("[role=status] >> nth=0")
    assert page.locator(".rows li").count() == before - 1


def test_prints_on_paper(browser: Any, demonstration: Demonstration) -> None:
    page = _signed_in(browser, demonstration, "office")
    page.goto(f"{demonstration.address}/plans/qinghe2021/")
    page.emulate_media(media="print")
    assert page.locator(".side").is_hidden()
    assert page.locator(".top").is_hidden()
    assert page.locator(".lead").is_visible()
    assert len(page.pdf(format="A4")) > 10_000


@pytest.mark.parametrize("width", [1366, 390])
def test_warnings_are_leafed_through_and_become_a_letter(browser: Any, demonstration: Demonstration, tmp_path: Path, width: int) -> None:
    """Without script too: the most pressing first, by lead unit, the next page, and the letter about two that are ticked."""
    page = _signed_in(
        browser, demonstration, "office", viewport={"width": width, "height": 800}, java_script_enabled=width > 390, accept_downloads=True
    )
    response = page.goto(f"{demonstration.address}/plans/qinghe2021/warnings/")
    assert len(response.body()) < 200_000
    assert page.locator(".list tbody tr").count() == 40
    assert "红色" in page.inner_text(".list tbody tr >> nth=0")
    page.click("a[rel=next] >> nth=0")
    assert "这里是第 41 至 80 条" in page.inner_text("main")
    page.click(".byunit summary")
    unit = page.inner_text(".leads a >> nth=0")
    page.click(".leads a >> nth=0")
    assert f"{unit}牵头" in page.inner_text("main")
    assert page.evaluate("document.documentElement.scrollWidth - document.documentElement.clientWidth") == 0
    for number in (0, 1):
        page.check(f"input[name=warning] >> nth={number}")
    with page.expect_download() as download:
        page.click("text=写提示函")
    download.value.save_as(tmp_path / "letter.docx")
    said = [paragraph.text for paragraph in docx.Document(str(tmp_path / "letter.docx")).paragraphs]
    assert f"{unit}：" in said
    assert any(line.endswith("进度预警的提示函") for line in said)
