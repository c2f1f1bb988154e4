"""The whole way, timed: documents read, demonstration loaded and computed, reports made, pages answered (SQLite).

Bars of the house (two cores): five documents <= 5 s together; demonstration <= 60 s; seven reports <= 40 s; each page's 95th percentile <= 300 ms.
The documents are those of ../shared/plans where they are at hand, else the invented ones of the tests.
"""

from __future__ import annotations

import http.cookiejar
import os
import random
import re
import statistics
import subprocess
import sys
import tempfile
import time
import urllib.parse
import urllib.request
from collections.abc import Iterator
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
PORT = 8571
ROUNDS = 40


def documents() -> list[Path]:
    """The documents to read."""
    shared = ROOT.parent / "shared" / "plans"
    return sorted((shared if shared.is_dir() else ROOT / "tests" / "reading" / "invented").glob("*.txt"))


def reading() -> None:
    """Read each document once, in a warm process."""
    from qingmiao.reading import read_file

    paths = documents()
    read_file(paths[0])
    begun = time.perf_counter()
    for path in paths:
        read_file(path)
    print(f"read {len(paths)} documents: {time.perf_counter() - begun:.2f} s")


def reports(home: Path) -> None:
    """Make the report of every plan, in one process, on the data that the demonstration loaded."""
    from qingmiao.web import service
    from qingmiao.web.planning.shelf import shelf

    begun = time.perf_counter()
    for book in list(shelf()):
        service.make_report(book.package.plan.id, year=None, out=home / f"{book.package.plan.id}.docx")
    print(f"{len(list(shelf()))} reports: {time.perf_counter() - begun:.1f} s")


class Visitor:
    """A signed-in browser without pictures: it follows links and takes the time of each answer."""

    def __init__(self, name: str, password: str) -> None:
        """Sign in."""
        self.opener = urllib.request.build_opener(urllib.request.HTTPCookieProcessor(http.cookiejar.CookieJar()))
        form = self.get("/sign-in/")[1]
        token = re.search(r'name="csrfmiddlewaretoken" value="([^"]+)"', form)
        fields = {"username": name, "password": password, "csrfmiddlewaretoken": token.group(1) if token else ""}
        request = urllib.request.Request(self.url("/sign-in/"), urllib.parse.urlencode(fields).encode(), {"Referer": self.url("/sign-in/")})
        self.opener.open(request).read()

    @staticmethod
    def url(path: str) -> str:
        """An address of the site."""
        return f"http://127.0.0.1:{PORT}{path}"

    def get(self, path: str) -> tuple[float, str]:
        """Seconds and text of a page."""
        begun = time.perf_counter()
        with self.opener.open(self.url(path)) as answer:
            text = answer.read().decode("utf-8", "replace")
        return time.perf_counter() - begun, text

    def links(self, path: str) -> list[str]:
        """The pages that a page leads to."""
        found = re.findall(r'href="(/[^"#]*)"', self.get(path)[1])
        return [
            link.replace("&amp;", "&")
            for link in dict.fromkeys(found)
            if not re.search(r"static|sign-out|language|download|\.(docx|xlsx|csv|svg)|report", link)
        ]


def kind(path: str) -> str:
    """The sort of page: its path with ids folded."""
    folded = re.sub(r"(plans|commitments|places)/[^/?]+", r"\1/*", path)
    folded = re.sub(r"figures/[^?]+", "figures/*", folded)
    return re.sub(r"\?.*", "?", folded)


def pages(name: str, password: str) -> None:
    """Answer times of every sort of page, over links found by walking two steps from the overview."""
    visitor = Visitor(name, password)
    found = set(visitor.links("/"))
    for path in list(found):
        found |= set(visitor.links(path))
    some = sorted({path for path in found if path.startswith("/")})
    chosen = random.Random(7)
    for path in chosen.sample([path for path in some if "commitment" in path] or some, k=min(10, len(some))):
        found |= set(visitor.links(path))
    sorts: dict[str, list[str]] = {}
    for path in sorted(found):
        sorts.setdefault(kind(path), []).append(path)
    for sort, paths in sorted(sorts.items()):
        times = sorted(visitor.get(chosen.choice(paths))[0] * 1000 for _ in range(ROUNDS))
        print(
            f"page {sort:<40} {len(paths):>5} pages  median {statistics.median(times):6.0f} ms  p95 {times[int(0.95 * ROUNDS) - 1]:6.0f} ms  max {times[-1]:6.0f} ms"
        )


def demonstration(home: Path) -> Iterator[tuple[str, str]]:
    """Start the demonstration, say how long the first start took, and give name and password of the first person."""
    command = [sys.executable, "-m", "qingmiao", "--home", str(home), "demo", "--port", str(PORT)]
    begun = time.perf_counter()
    with subprocess.Popen(command, stdout=subprocess.PIPE, text=True, env=os.environ | {"PYTHONUNBUFFERED": "1"}) as process:
        assert process.stdout is not None
        try:
            for line in process.stdout:
                if re.match(r"\s+office\s", line):
                    print(f"demonstration, from nothing to a site that answers: {time.perf_counter() - begun:.1f} s")
                    name, password = line.split()[:2]
                    yield name, password
                    break
        finally:
            process.terminate()


def main() -> None:
    """All of it, in the order of the way."""
    reading()
    with tempfile.TemporaryDirectory(ignore_cleanup_errors=True) as folder:
        home = Path(folder)
        for name, password in demonstration(home):
            pages(name, password)
        from qingmiao.web import service

        service.start(home=home)
        reports(home)


if __name__ == "__main__":
    main()
