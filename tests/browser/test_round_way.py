"""轮次 in real browsers: office, township, department and statistics play a round from opening to publication, and a correction afterwards."""

from __future__ import annotations

import os
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

import pyarrow.parquet as pq
import pytest

from qingmiao import plans
from tests.web.liuxi import TODAY, package

pytestmark = [pytest.mark.chromium, pytest.mark.slow]

PASSWORD = "四个人-同一轮-一二三"
SETUP = """
import sys
from pathlib import Path
from qingmiao.web import service
service.start(home=Path(sys.argv[1]))
from qingmiao.disclosure import Role, Viewer
from qingmiao.web.people.actions import keep_person
from qingmiao.web.planning import shelf
from qingmiao.web.ledger.actions import store_facts
from tests.web.liuxi import facts
shelf.plans_dir = lambda: Path(sys.argv[1]) / "none"
store_facts(table=facts(), source="test.csv", by="tester")
service.refresh(by="tester", say=lambda _: None)
for name, title, viewer in (
    ("office", "柳溪县妇儿工委办", Viewer(Role.OFFICE)),
    ("health", "县卫健局", Viewer(Role.DEPARTMENT, "liuxi", "health")),
    ("figures", "县统计局", Viewer(Role.DEPARTMENT, "liuxi", "statistics")),
    ("town", "东塘镇", Viewer(Role.TOWNSHIP, "t1")),
):
    keep_person(name=name, password=sys.argv[2], title=title, viewer=viewer, by="test")
from qingmiao.web import serving
serving.serve(host="127.0.0.1", port=int(sys.argv[3]), ready=lambda: print("ready", flush=True))
"""
ROOT = Path(__file__).resolve().parents[2]


@dataclass(frozen=True)
class Site:
    """A running site with one county: its address, its home and the environment of its commands."""

    address: str
    home: Path
    env: dict[str, str]


@pytest.fixture(scope="module")
def site(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Site]:
    home = tmp_path_factory.mktemp("county")
    plans.save(package(), home / "plans" / "liuxi2021")
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = int(probe.getsockname()[1])
    left_out = {"DATABASE_URL", "QINGMIAO_HOME", "DJANGO_SETTINGS_MODULE"}
    kept = {name: value for name, value in os.environ.items() if name not in left_out}
    kept |= {"PYTHONUTF8": "1", "PYTHONPATH": os.pathsep.join((str(ROOT), str(ROOT / "src"))), "QINGMIAO_TODAY": TODAY}
    log = home / "log.txt"
    with log.open("w", encoding="utf-8") as out:
        process = subprocess.Popen(
            [sys.executable, "-c", SETUP, str(home), PASSWORD, str(port)], stdout=out, stderr=subprocess.STDOUT, env=kept, cwd=ROOT
        )
    try:
        _await(f"http://127.0.0.1:{port}/sign-in/", process, log)
        yield Site(f"http://127.0.0.1:{port}", home, kept)
    finally:
        process.send_signal(signal.SIGINT)
        process.wait(timeout=30)


def _await(address: str, process: subprocess.Popen[bytes], log: Path) -> None:
    end = monotonic() + 120
    while monotonic() < end and process.poll() is None:
        try:
            if urllib.request.urlopen(address).status == 200:
                return
        except urllib.error.URLError:
            sleep(0.3)
    pytest.fail(log.read_text(encoding="utf-8"))


def _signed_in(browser: Any, site: Site, name: str) -> Any:
    page = browser.new_context(locale="zh-CN", viewport={"width": 1366, "height": 768}).new_page()
    page.wrong = []
    page.on("pageerror", lambda error: page.wrong.append(str(error)))
    page.goto(site.address)
    page.fill("#id_username", name)
    page.fill("#id_password", PASSWORD)
    page.keyboard.press("Enter")
    page.wait_for_url(lambda url: "sign-in" not in url)
    return page


def _cell(page: Any, name: str) -> Any:
    return page.locator(
        f"tr[data-cell]:has(th:text-is('{name}')) input[name^=v], tr[data-cell]:has(th:has-text('{name}')) input[name^=v]"
    ).first


def _saved(page: Any) -> None:
    page.wait_for_function("document.getElementById('saved').textContent === '已保存'", timeout=15_000)


def _act(page: Any, act: str, words: str = "") -> str:
    if words:
        page.fill("#act input[name=words]", words)
    with page.expect_navigation():
        page.click(f"#act button[value={act}]")
    return str(page.inner_text("main"))


def _fill(page: Any, **values: str) -> None:
    """All cells: as named, else nothing collected."""
    for row in page.query_selector_all("tr[data-cell]"):
        name = row.query_selector("th").inner_text().splitlines()[0].strip()
        if name in values:
            row.query_selector("input[name^=v]").fill(values[name])
        else:
            row.query_selector("select").select_option("not_collected")
    _saved(page)


def _typed_in_many_ways(town: Any, births: Any) -> None:
    """By keys, by a pasted column, and while the connection is down."""
    # By keyboard: a value, Enter, the next cell has it.
    first = town.locator("tr[data-cell] input[name^=v]").first
    first.fill("1")
    first.press("Enter")
    assert town.evaluate("document.activeElement.name") == town.locator("tr[data-cell] input[name^=v]").nth(1).get_attribute("name")
    # A column from a spreadsheet.
    town.evaluate(
        """() => { const data = new DataTransfer(); data.setData('text', '2\\r\\n480\\r\\n');
        document.querySelector('tr[data-cell] input[name^=v]').dispatchEvent(new ClipboardEvent('paste', {clipboardData: data, bubbles: true, cancelable: true})); }"""
    )
    _saved(town)
    assert [town.locator("tr[data-cell] input[name^=v]").nth(number).input_value() for number in (0, 1)] == ["2", "480"]
    # The connection drops: nothing that was typed is lost, not even over a reload.
    town.context.set_offline(True)
    births.fill("512")
    town.wait_for_function("document.getElementById('saved').textContent.includes('没有连上')", timeout=15_000)
    town.context.set_offline(False)
    _saved(town)
    town.reload()
    assert births.input_value() == "512"


def test_four_people_from_opening_to_publication_and_a_correction(site: Site, browser: Any) -> None:
    office, town, health, figures = (_signed_in(browser, site, name) for name in ("office", "town", "health", "figures"))
    office.goto(f"{site.address}/rounds/")
    office.fill("input[name=name]", "2025年度监测")
    office.fill("input[name=due]", "2026-04-01")
    with office.expect_navigation():
        office.click("button:has-text('从规划生成填报任务')")
    assert "已报 0 张" in office.inner_text("main")

    town.goto(f"{site.address}/rounds/")
    town.click("section.card li a:has-text('卫生健康')")
    births = _cell(town, "活产数")
    _typed_in_many_ways(town, births)
    _fill(town, 活产数="20", 婴儿死亡数="1")
    assert "与往年相差较大" in town.inner_text("table.entry")
    assert "没有提交" in _act(town, "submit")
    assert "一般应在" in town.inner_text("table.entry")
    births.fill("512")
    _saved(town)
    assert "已办理" in _act(town, "submit")

    form = town.url
    health.goto(form)
    assert "没有办理" in _act(health, "return")  # without a word why
    assert "退回" in _act(health, "return", "活产数与出生登记差4人")
    town.goto(form)
    assert "活产数与出生登记差4人" in town.inner_text("main")
    births.fill("508")
    assert "已办理" in _act(town, "submit")  # at once: what was typed last is saved first
    health.goto(form)
    _act(health, "check")
    figures.goto(form)
    assert "通过" in _act(figures, "accept")
    office.reload()
    assert "通过 1 张" in office.inner_text("main")

    first_release = _released(site, "一季度")
    assert _births(first_release) == [(508.0, "observed")]
    office.goto(form)
    _act(office, "return", "公布后发现重复登记2人")
    town.goto(form)
    births.fill("506")
    _saved(town)
    _act(town, "submit")
    office.goto(form)
    _act(office, "accept")
    assert _births(_released(site, "更正")) == [(506.0, "observed")]
    assert _births(first_release) == [(508.0, "observed")]  # what was published stays what it was
    assert "公布后发现重复登记2人" in office.inner_text("main")
    assert [page.wrong for page in (office, town, health, figures)] == [[], [], [], []]


def _released(site: Site, name: str) -> Path:
    done = subprocess.run(
        [sys.executable, "-m", "qingmiao", "facts", "release", name, "--home", str(site.home)],
        env=site.env,
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 0, done.stderr
    return next((site.home / "releases").glob(f"*{name}*.parquet"))


def _births(release: Path) -> list[tuple[float, str]]:
    rows = pq.read_table(release).to_pylist()
    superseded = {row["supersedes"] for row in rows}
    standing = [row for row in rows if row["id"] not in superseded and row["origin"] == "submission" and row["element"] == "live_births"]
    return [(row["value"], row["status"]) for row in standing]


def test_two_people_in_one_cell_and_a_phone(site: Site, browser: Any) -> None:
    town, health = _signed_in(browser, site, "town"), _signed_in(browser, site, "health")
    office = _signed_in(browser, site, "office")
    office.goto(f"{site.address}/rounds/")
    office.fill("input[name=name]", "练习轮")
    office.fill("input[name=due]", "2026-04-01")
    office.check("input[name=practice]")
    with office.expect_navigation():
        office.click("button:has-text('从规划生成填报任务')")
    town.goto(f"{site.address}/rounds/")
    town.click("section.card:has-text('练习轮') li a:has-text('卫生健康')")
    health.goto(town.url)
    _cell(town, "活产数").fill("500")
    _saved(town)
    _cell(health, "活产数").fill("505")
    health.wait_for_selector("text=您填的没有保存")
    assert _cell(health, "活产数").input_value() == "500"
    town.set_viewport_size({"width": 390, "height": 844})
    assert town.evaluate("document.documentElement.scrollWidth <= window.innerWidth + 1")
    assert town.wrong == health.wrong == []
