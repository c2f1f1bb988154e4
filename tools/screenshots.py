"""Take pictures of every page of a running demonstration, at 1366 and 390 pixels: ``tools/screenshots.py ADDRESS NAME PASSWORD FOLDER``.

The pages are found from the site itself: the overview, a plan, its worst commitment, a place, a figure, documents, search.
"""

from __future__ import annotations

import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from playwright.sync_api import sync_playwright

import real_parts

MOST = 2400
"""So many pixels of a long page are taken."""

WIDTHS = {1366: 768, 390: 844}


def sign_in(page: Any, address: str, name: str, password: str) -> None:
    """Sign in as a person."""
    page.goto(f"{address}/sign-in/")
    page.fill("#id_username", name)
    page.fill("#id_password", password)
    page.click("button.main")


def addresses(page: Any, base: str) -> Iterator[tuple[str, str]]:
    """(name of the picture, address) of each page worth looking at."""

    def first(selector: str) -> str:
        link = page.query_selector(selector)
        return base + (link.get_attribute("href") or "/") if link else ""

    page.goto(f"{base}/")
    yield "overview-all", f"{base}/"
    plan = page.url if page.url != f"{base}/" else first(".list tbody th a")
    page.goto(plan)
    yield "overview", plan
    late = first(".c.v-hardly") or first(".c.v-behind") or first(".c")
    met, silent, place = first(".c.v-met"), first(".c.v-no_data"), first(".below a")
    yield "plan", f"{plan}commitments/"
    yield "plan-assign", f"{plan}commitments/?open=1"
    if late:
        yield "commitment-places", f"{late}places/"
    for name, address in (("commitment", late), ("commitment-met", met), ("commitment-nodata", silent), ("place", place)):
        if address:
            yield name, address
    page.goto(late or plan)
    if late and (figure := first(".facts a[href*='/figures/']")):
        yield "figure", figure
    yield "documents", f"{base}/documents/"
    yield "search", f"{base}/search/?q=儿童"
    yield "catalogue", f"{base}/catalogue/"
    yield "definition", f"{base}/catalogue/maternal_mortality_ratio/"
    yield "not-found", f"{base}/plans/nothing/"


def main(base: str, name: str, password: str, folder: str, languages: str = "zh") -> None:
    """Write the pictures into a folder."""
    out = Path(folder)
    out.mkdir(parents=True, exist_ok=True)
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=real_parts.find_chromium(), args=["--no-sandbox", "--disable-gpu"])
        for width, height in WIDTHS.items():
            context = browser.new_context(viewport={"width": width, "height": height}, locale="zh-CN")
            if languages == "en":
                context.add_cookies([{"name": "language", "value": "en", "url": base}])
            page = context.new_page()
            page.goto(f"{base}/sign-in/")
            page.screenshot(path=out / f"sign-in-{width}.png")
            sign_in(page, base, name, password)
            for picture, address in list(addresses(page, base)):
                page.goto(address)
                tall = min(page.evaluate("document.documentElement.scrollHeight"), MOST)
                page.screenshot(path=out / f"{picture}-{width}.png", full_page=True, clip={"x": 0, "y": 0, "width": width, "height": tall})
                wide = page.evaluate("document.documentElement.scrollWidth > window.innerWidth")
                print(f"{picture:18} {width:5} {len(page.content()) // 1024:4} KB{'  wider than the window' if wide else ''}")
        browser.close()


if __name__ == "__main__":
    main(*sys.argv[1:])
