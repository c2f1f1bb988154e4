"""读规划 in a real browser: a small plan is handed in, looked through with the keyboard alone and approved; its package passes the checks."""

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

import pytest

from qingmiao import plans

pytestmark = [pytest.mark.chromium, pytest.mark.slow]

PASSWORD = "办公室-键盘-一二三"
PLAN = """松岭县儿童发展规划（2021—2030年）

一、儿童与健康
主要目标
1．到2030年，婴儿死亡率控制在5‰以下，新生儿死亡率控制在3‰以下。
2．到2025年，学前教育毛入园率达到90%以上，到2030年达到95%以上。
3．儿童肥胖率逐步下降。
策略措施
1．建设儿童活动室12个。责任单位：县民政局，县财政局。
2．2023年底前建立部门会商制度。责任单位：县妇儿工委办。
3．办好家长学校，每学期讲一课。
"""
SETUP = """
import sys
from qingmiao.web import service
from pathlib import Path
service.start(home=Path(sys.argv[1]))
from qingmiao.disclosure import Role, Viewer
from qingmiao.web.people.actions import keep_person
keep_person(name="office", password=sys.argv[2], title="松岭县妇儿工委办", viewer=Viewer(Role.OFFICE), by="test")
from qingmiao.web.planning import shelf
shelf.plans_dir = lambda: Path(sys.argv[1]) / "none"
from qingmiao.web import serving
serving.serve(host="127.0.0.1", port=int(sys.argv[3]), ready=lambda: print("ready", flush=True))
"""


@dataclass(frozen=True)
class Office:
    """A running site without any plan: its address and its home."""

    address: str
    home: Path


@pytest.fixture(scope="module")
def office(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Office]:
    home = tmp_path_factory.mktemp("office")
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = int(probe.getsockname()[1])
    left_out = {"DATABASE_URL", "QINGMIAO_HOME", "DJANGO_SETTINGS_MODULE", "QINGMIAO_TODAY"}
    kept = {name: value for name, value in os.environ.items() if name not in left_out} | {"PYTHONUTF8": "1"}
    log = home / "log.txt"
    with log.open("w", encoding="utf-8") as out:
        process = subprocess.Popen(
            [sys.executable, "-c", SETUP, str(home), PASSWORD, str(port)], stdout=out, stderr=subprocess.STDOUT, env=kept
        )
    try:
        _await(f"http://127.0.0.1:{port}/sign-in/", process, log)
        yield Office(f"http://127.0.0.1:{port}", home)
    finally:
        process.send_signal(signal.SIGINT)
        process.wait(timeout=30)


def _await(address: str, process: subprocess.Popen[bytes], log: Path) -> None:
    end = monotonic() + 90
    while monotonic() < end and process.poll() is None:
        try:
            if urllib.request.urlopen(address).status == 200:
                return
        except urllib.error.URLError:
            sleep(0.3)
    pytest.fail(log.read_text(encoding="utf-8"))


def _signed_in(browser: Any, office: Office, **options: Any) -> Any:
    page = browser.new_context(locale="zh-CN", **options).new_page()
    page.wrong = []
    page.on("pageerror", lambda error: page.wrong.append(str(error)))
    page.goto(office.address)
    page.fill("#id_username", "office")
    page.fill("#id_password", PASSWORD)
    page.keyboard.press("Enter")
    page.wait_for_url(lambda url: "sign-in" not in url)
    return page


def _hand_in(page: Any, office: Office, name: str, text: str = PLAN) -> None:
    page.goto(f"{office.address}/documents/reviews/")
    page.fill("textarea[name=text]", text)
    page.fill("[name=name]", name)
    page.focus("#hand button.main")
    page.keyboard.press("Enter")
    page.wait_for_selector("#list .it.cur")


def _settled(page: Any) -> None:
    page.wait_for_function("!document.body.hasAttribute('aria-busy')")


def _press(page: Any, key: str) -> None:
    page.keyboard.press(key)
    _settled(page)


def _go_to(page: Any, words: str) -> None:
    """To the row of some words, by the filter: / words Enter, and the filter cleared again."""
    for typed in (words, ""):
        page.keyboard.press("/")
        page.keyboard.press("Control+a")
        page.keyboard.press("Delete")
        page.keyboard.type(typed)
        page.keyboard.press("Enter")
        # A goal whose text says the words too may stand before the row that is named by them.
        for _ in range(page.locator(".it:not([hidden])", has_text=words).count() if typed else 0):
            if page.inner_text(".it.cur .n").startswith(words):
                break
            page.keyboard.press("j")
    assert words in page.inner_text(".it.cur")


def _progress(page: Any) -> tuple[int, int]:
    done, total = re.findall(r"\d+", page.inner_text(".prog"))
    return int(done), int(total)


def _correct(page: Any) -> None:
    """The form opens at the name, refuses what cannot be, takes what can, and goes on."""
    _go_to(page, "新生儿死亡率")
    assert page.inner_text(".doc .on") == "新生儿死亡率控制在3‰以下", "the row's words are marked in the document"
    page.keyboard.press("e")
    page.wait_for_selector("#box[open] input[name=value]")
    assert page.evaluate("document.activeElement.name") == "indicator"
    page.focus("#box input[name=value]")
    page.keyboard.press("Control+a")
    page.keyboard.type("三")
    page.keyboard.press("Enter")
    page.wait_for_selector("#box .wrong")
    assert page.evaluate("document.activeElement.name") == "value"
    page.keyboard.press("Control+a")
    page.keyboard.type("2.5")
    page.keyboard.press("Enter")
    _closed(page)


def _closed(page: Any) -> None:
    page.wait_for_selector("#box", state="hidden")
    _settled(page)


def _reject_and_take_back(page: Any) -> None:
    _go_to(page, "儿童肥胖率")
    item = page.get_attribute(".it.cur", "data-key")
    for key, state in (("x", "rejected"), ("z", "open")):
        _press(page, key)
        assert page.get_attribute(f"#i-{item}", "data-state") == state


def _split_and_merge(page: Any, total: int) -> None:
    """At the bar that is offered, and together again."""
    _go_to(page, "办好家长学校")
    page.keyboard.press("s")
    page.wait_for_selector("#box[open] textarea")
    page.keyboard.press("Tab")
    page.keyboard.press("Enter")
    _closed(page)
    assert _progress(page)[1] == total + 1
    _press(page, "m")
    assert _progress(page)[1] == total


def _add(page: Any, words: str) -> None:
    """What the reader missed, by words selected with the keyboard."""
    _go_to(page, words)
    page.keyboard.press("a")
    page.wait_for_selector("#find-text")
    for _ in words:
        page.keyboard.press("Shift+ArrowRight")
    page.keyboard.press("Enter")
    page.wait_for_selector("#box select[name=part]")
    assert page.inner_text("#box blockquote") == words
    page.keyboard.press("Enter")
    _closed(page)


def _accept_the_rest(page: Any, total: int) -> None:
    """All of which the reader is sure at once, the others one by one."""
    _press(page, "Shift+Enter")
    for _ in range(total):
        if _progress(page)[0] == total:
            break
        _press(page, "Enter")
    assert _progress(page) == (total, total)


def test_a_whole_plan_with_the_keyboard_alone(browser: Any, office: Office) -> None:
    page = _signed_in(browser, office, viewport={"width": 1366, "height": 768})
    _hand_in(page, office, "songling")
    done, total = _progress(page)
    assert done == 0
    assert total > 8
    _correct(page)
    assert _progress(page)[0] == 1
    _reject_and_take_back(page)
    _split_and_merge(page, total)
    _add(page, "办好家长学校")
    assert _progress(page) == (2, total + 1)
    _accept_the_rest(page, total + 1)
    page.keyboard.press("Control+Enter")
    page.wait_for_url("**/plans/songling/")
    assert "规划包已生成" in page.inner_text("main")
    assert page.wrong == []

    folder = office.home / "plans" / "songling"
    assert [issue for issue in plans.check_folder(folder) if issue.severity == "error"] == []
    told = {item.name: item.value for item in plans.load(folder).commitments}
    assert told["新生儿死亡率"] == 2.5
    assert "办好家长学校" in told


def test_enter_sends_from_a_choice_and_the_end_of_a_filter_is_told(browser: Any, office: Office) -> None:
    """Enter in a list of choices sends the form; after the last item listed the page says how many are outside the filter."""
    page = _signed_in(browser, office, viewport={"width": 1366, "height": 768})
    _hand_in(page, office, "choices")
    _go_to(page, "婴儿死亡率")
    page.keyboard.press("e")
    page.wait_for_selector("#box[open] select[name=comparator]")
    page.focus("#box select[name=comparator]")
    page.keyboard.press("Enter")
    _closed(page)
    done, total = _progress(page)
    assert done == 1
    page.keyboard.press("/")
    page.keyboard.type("家长学校")
    page.keyboard.press("Enter")
    for _ in range(page.locator(".it:not([hidden])").count()):
        _press(page, "Enter")
    done, total = _progress(page)
    assert done < total
    assert str(total - done) in page.inner_text("#said")


def test_an_id_in_use_is_told_from_the_start(browser: Any, office: Office) -> None:
    page = _signed_in(browser, office, viewport={"width": 1366, "height": 768})
    _hand_in(page, office, "twice")
    assert page.locator(".it.told").count() == 0
    _accept_the_rest(page, _progress(page)[1])
    page.keyboard.press("Control+Enter")
    page.wait_for_url("**/plans/twice/")
    _hand_in(page, office, "twice")
    assert "twice" in page.inner_text(".it.told .bad")
    assert page.locator(".it").first.get_attribute("data-part") == "plan"


def test_help_and_filters_by_keys(browser: Any, office: Office) -> None:
    page = _signed_in(browser, office, viewport={"width": 1280, "height": 800})
    _hand_in(page, office, "keys")
    page.keyboard.press("?")
    assert page.is_visible("#help h2")
    page.keyboard.press("Escape")
    first = page.inner_text(".it.cur .n")
    page.keyboard.press("j")
    page.keyboard.press("ArrowDown")
    page.keyboard.press("k")
    page.keyboard.press("ArrowUp")
    assert page.inner_text(".it.cur .n") == first
    page.keyboard.press("u")
    shown = page.locator(".it:not([hidden])").count()
    assert shown == page.locator(".it[data-unsure]").count()
    assert "state=unsure" in page.url
    page.reload()
    assert page.locator(".it:not([hidden])").count() == shown
    assert page.wrong == []


def test_the_mouse_selects_words_and_runs(browser: Any, office: Office) -> None:
    page = _signed_in(browser, office, viewport={"width": 1366, "height": 768})
    _hand_in(page, office, "mouse")
    page.click(".doc span:has-text('婴儿死亡率控制在5‰以下')")
    assert "婴儿死亡率" in page.inner_text(".it.cur .n")
    page.evaluate("""() => {
      const p = [...document.querySelectorAll('.doc p')].find(p => p.textContent.includes('办好家长学校'));
      const walk = document.createTreeWalker(p, NodeFilter.SHOW_TEXT); let node = walk.nextNode();
      while (!node.textContent.includes('办好家长学校')) node = walk.nextNode();
      const at = node.textContent.indexOf('办好家长学校'), range = document.createRange();
      range.setStart(node, at); range.setEnd(node, at + 6);
      const s = window.getSelection(); s.removeAllRanges(); s.addRange(range);
    }""")
    page.keyboard.press("a")
    page.wait_for_selector("#box blockquote")
    assert page.inner_text("#box blockquote") == "办好家长学校"
    assert page.wrong == []


def test_without_script_a_plan_is_read_accepted_and_rejected(browser: Any, office: Office) -> None:
    page = _signed_in(browser, office, java_script_enabled=False)
    page.goto(f"{office.address}/documents/reviews/")
    page.fill("textarea[name=text]", PLAN)
    page.fill("[name=name]", "noscript")
    page.click("#hand button.main")
    total = _progress(page)[1]
    assert "新生儿死亡率控制在3‰以下" in page.inner_text(".doc")
    page.click("#i-c1 button[name=accept]")
    page.click("#i-c2 button[name=reject]")
    assert _progress(page) == (2, total)
    page.click("#i-c3 a.n")
    page.click("#i-c3 a[data-do=correct]")
    page.click("button.main")
    assert _progress(page) == (3, total)
    page.click("#undo")
    assert _progress(page) == (2, total)


def test_on_a_telephone_nothing_is_wider_than_the_window(browser: Any, office: Office) -> None:
    page = _signed_in(browser, office, viewport={"width": 390, "height": 844})
    _hand_in(page, office, "narrow")
    assert page.evaluate("document.documentElement.scrollWidth") <= 390
    page.click(".it.cur [data-do=correct]")
    page.wait_for_selector("#box[open]")
    assert page.evaluate("document.documentElement.scrollWidth") <= 390
