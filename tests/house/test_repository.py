"""What stands in the repository: no machine's paths, no registry's addresses, the doors, the locks."""

from __future__ import annotations

import os
import re
import shutil
import subprocess
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.house.code import ROOT

LOCKS = sorted(ROOT.glob("requirements*.lock"))
DOORS = ("setup", "demo", "test", "check", "bench")

# Put together from pieces, so that this file does not hold what it forbids.
FORBIDDEN = {
    "a path of one machine": r"(?<![\w./*-])/(?:wo"
    + r"rk|ro"
    + r"ot)/|/ho"
    + r"me/\w|/Us"
    + r"ers/\w|/opt/(?:py"
    + r"pi|wh"
    + r"eels)|bash_"
    + r"jobs",
    "the address of a registry": r"https?://[^\s\"')]*(?:py" + r"pi|python" + r"hosted|npm" + r"js|/sim" + r"ple\b)",
    "a word of the workshop": r"\bfa"
    + r"rm-\w|\b[Ii]ss"
    + r"ues? (?:#?\d|[A-Z]\b)|\b(?:[Cc]lau"
    + r"de|[Aa]nthro"
    + r"pic|[Oo]pen"
    + r"AI|[Cc]hat"
    + r"GPT)\b",
}


def tracked() -> Iterator[tuple[str, str]]:
    """Yield the path and the text of each text file that git holds, or would hold once added."""
    git = shutil.which("git")
    if git is None or not (ROOT / ".git").exists():
        pytest.skip("not a git checkout")
    listed = subprocess.run([git, "ls-files", "-z"], cwd=ROOT, capture_output=True, check=True).stdout.decode("utf-8")
    for name in filter(None, listed.split("\0")):
        path = ROOT / name
        if path.is_file():
            data = path.read_bytes()
            if b"\0" not in data[:8000]:
                yield name, data.decode("utf-8", errors="replace")


def offences(name: str, text: str) -> list[str]:
    """Return what a file holds and may not."""
    return [
        f"{name}:{text.count(chr(10), 0, match.start()) + 1}: {what}: {match.group()}"
        for what, pattern in FORBIDDEN.items()
        for match in re.finditer(pattern, text)
    ]


def test_no_file_holds_what_is_forbidden() -> None:
    found = [offence for name, text in tracked() for offence in offences(name, text)]
    assert not found, "\n".join(found)


@pytest.mark.parametrize(
    "text",
    [
        "open('/wo" + "rk/main/x')",
        "/ro" + "ot/.cache",
        "https://py" + "pi.org/sim" + "ple",
        "see iss" + "ue B",
        "a fa" + "rm-hand",
    ],
)
def test_the_search_bites(text: str) -> None:
    assert offences("x", text)


@pytest.mark.parametrize("text", ["src/work/one", "the farms of the county", "issue(0, 'x')", "an issue of the day"])
def test_the_search_lets_the_innocent_pass(text: str) -> None:
    assert not offences("x", text)


def test_the_makefile_has_one_door_each() -> None:
    makefile = (ROOT / "Makefile").read_text(encoding="utf-8")
    assert all(re.search(rf"^{door}:", makefile, re.MULTILINE) for door in DOORS)
    phony = next(line for line in makefile.splitlines() if line.startswith(".PHONY:"))
    assert set(DOORS) <= set(phony.split())


def test_ci_runs_check_and_test() -> None:
    script = ROOT / ".ci" / "run"
    text = script.read_text(encoding="utf-8")
    assert text.startswith("#!/usr/bin/env bash\n")
    assert text.index("export CI=true") < text.index("make check") < text.index("make test")
    assert os.name == "nt" or os.access(script, os.X_OK)


@pytest.mark.parametrize("lock", LOCKS, ids=lambda lock: lock.name)
def test_a_lock_holds_versions_and_hashes_and_no_address(lock: Path) -> None:
    text = lock.read_text(encoding="utf-8")
    assert "http" not in text
    pinned = re.split(r"^(?=[A-Za-z0-9])", text, flags=re.MULTILINE)[1:]
    assert pinned
    assert all("==" in entry and "--hash=sha256:" in entry for entry in pinned)


def test_no_room_is_an_empty_folder() -> None:
    rooms = [path for path in (ROOT / "src" / "qingmiao").iterdir() if path.is_dir() and path.name != "__pycache__"]
    empty = [room.name for room in rooms if not any(path.is_file() and path.name != "__init__.py" for path in room.rglob("*.*"))]
    assert not empty
