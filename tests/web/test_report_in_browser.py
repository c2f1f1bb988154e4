"""报告 in a real browser: no page wider than its window, every field with a label, a paragraph edited by keyboard, what is left on paper."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from django.test import Client

pytestmark = [pytest.mark.chromium, pytest.mark.slow]

P = "/plans/liuxi2021/reports"
STATIC = Path(__file__).resolve().parents[2] / "src/qingmiao/web/static"
UNLABELLED = """Array.prototype.filter.call(document.querySelectorAll("textarea, select, input:not([type=hidden])"), function (one) {
  return !one.labels.length && !one.getAttribute("aria-label");
}).length"""


class Window:
    """A browser that shows what the site answers to one person. The browser asks for style sheets only; pages are handed to it, for the site's
    transaction is not seen from the thread in which it asks."""

    def __init__(self, page: Any, client: Client) -> None:
        self.page, self.client = page, client
        page.route("http://site/**", self._answer)

    @staticmethod
    def _answer(route: Any) -> None:
        path = route.request.url.removeprefix("http://site")
        if not path.startswith("/static/"):
            return route.fulfill(status=204)
        file = STATIC / path.removeprefix("/static/").partition("?")[0]
        return route.fulfill(
            body=file.read_bytes(), content_type={".css": "text/css", ".js": "text/javascript"}.get(file.suffix, "image/svg+xml")
        )

    def show(self, address: str) -> Any:
        """Show a page."""
        return self._set(self.client.get(address))

    def _set(self, response: Any) -> Any:
        html = response.content.decode().replace("<head>", '<head><base href="http://site/">', 1)
        self.page.set_content(html)
        return self.page

    def follow(self, base: str, act: Callable[[], None]) -> Any:
        """Do what makes the browser ask for a page, ask the site for it, and show the answer."""
        with self.page.expect_request(lambda request: "/static/" not in request.url) as asked:
            act()
        request, path = asked.value, asked.value.url.removeprefix("http://site")
        if request.method == "POST":
            sent = self.client.post(path, request.post_data, content_type="application/x-www-form-urlencoded")
            path = sent["Location"]
        elif path.startswith("/?"):
            path = base + path[1:]
        return self.show(path.partition("#")[0])


@pytest.fixture
def window(browser: Any, as_person: Callable[[str], Client]) -> Iterator[Window]:
    context = browser.new_context(locale="zh-CN")
    yield Window(context.new_page(), as_person("office"))
    context.close()


@pytest.mark.parametrize("width", [390, 768, 1366, 1920])
def test_no_page_is_wider_than_its_window(window: Window, width: int) -> None:
    window.page.set_viewport_size({"width": width, "height": 800})
    for address in (f"{P}/", f"{P}/1/", f"{P}/1/?at=say-C001", f"{P}/2/", f"{P}/4/", f"{P}/4/compare/"):
        page = window.show(address)
        assert page.evaluate("document.documentElement.scrollWidth") <= width, address
        assert page.evaluate(UNLABELLED) == 0, address


def test_a_paragraph_is_edited_by_keyboard_where_it_stands(window: Window) -> None:
    page = window.show(f"{P}/1/")
    page.focus("[data-key=say-C001] .pin a")
    page = window.follow(f"{P}/1/", lambda: page.keyboard.press("Enter"))
    assert page.evaluate("document.querySelector('#at').nextElementSibling.getAttribute('data-key')") == "say-C001"
    page.focus("#words")
    page.keyboard.press("Control+End")
    page.keyboard.insert_text("下一步继续抓好。")
    page.keyboard.press("Tab")
    page = window.follow(f"{P}/1/", lambda: page.keyboard.press("Enter"))
    told = page.inner_text("[data-key=say-C001].hand")
    assert "3.00‰" in told
    assert "下一步继续抓好。" in told


def test_on_paper_only_the_document_is_left(window: Window) -> None:
    page = window.show(f"{P}/2/?at=say-C002")
    page.emulate_media(media="print")
    for gone in (".beside", ".steps", "#at", ".events", ".side"):
        assert not page.is_visible(gone), gone
    assert page.is_visible("[data-key=say-C001]")
    assert not page.is_visible("[data-key=say-C001] .pin")
