"""The whole way with documents in a form that nothing was made for: the command reads, packs, checks, adds, shows and reports, without an edit by hand.

Each step is the command itself in a process of its own, on a home of its own, as an office would run it.
"""

from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest
from docx import Document

INVENTED = Path(__file__).resolve().parents[1] / "reading" / "invented"

TITLES = {"old1992": "云渡地区九十年代儿童发展规划", "policy2024": "望川市加强儿童关爱服务的若干措施"}
REGIONS = {"old1992": "云渡地区", "policy2024": "望川市"}
LACKS = {
    "old1992": ("中期评估年份", "没有写明责任单位", "乡级", "县级"),
    "policy2024": ("主要目标", "中期评估年份", "终期评估年份"),
}
"""What the documents do not hold, by reading them: neither names a mid-term year, the policy paper has no objectives."""

QUOTES = {"old1992": ("初中辍学率控制在千分之二十五以内", "低出生体重发生率控制在百分之五以下"), "policy2024": ()}


def run(*arguments: str | Path, expect: int = 0) -> subprocess.CompletedProcess[str]:
    """Run the command; the database is the home's own, and no trace of a Python error is ever shown."""
    env = {
        name: value
        for name, value in os.environ.items()
        if name not in ("DATABASE_URL", "QINGMIAO_HOME", "QINGMIAO_DOCUMENTS", "QINGMIAO_TODAY")
    }
    done = subprocess.run(
        [sys.executable, "-m", "qingmiao", *map(str, arguments)],
        env=env,
        capture_output=True,
        text=True,
        encoding="utf-8",
        timeout=300,
        check=False,
    )
    assert "Traceback" not in done.stderr, done.stderr
    assert done.returncode == expect, (done.returncode, done.stdout, done.stderr)
    return done


PAGES = """
import json, sys
from pathlib import Path
from qingmiao.web import service
service.start(home=Path(sys.argv[1]))
from django.contrib.auth.models import User
from django.test import Client
from qingmiao.disclosure import Role, Viewer
from qingmiao.web.people.actions import keep_person
from qingmiao.web.planning.shelf import shelf
book = shelf()[sys.argv[2]]
keep_person(name="office", password="办公室-密码一", title="妇儿工委办", viewer=Viewer(Role.OFFICE), by="test")
client = Client(SERVER_NAME="localhost")
client.force_login(User.objects.get(username="office"))
root = f"/plans/{book.id}/"
pages = ["/", "/documents/", "/search/?q=儿童", root, root + "commitments/", root + f"places/{book.plan.region}/", root + "report.docx"]
pages += [root + f"commitments/{one}/" for one in book.commitments]
found = {}
for page in pages:
    answer = client.get(page, follow=True)
    text = "" if page.endswith(".docx") else answer.content.decode("utf-8")
    found[page] = (answer.status_code, text)
print(json.dumps(found))
"""


def pages(home: Path, plan: str) -> dict[str, tuple[int, str]]:
    """Every page of a plan as its office sees it: address → status and text."""
    env = {name: value for name, value in os.environ.items() if name not in ("DATABASE_URL", "QINGMIAO_DOCUMENTS")}
    done = subprocess.run(
        [sys.executable, "-X", "utf8", "-c", PAGES, str(home), plan],
        env=env,
        capture_output=True,
        text=True,
        encoding="utf-8",
        timeout=300,
        check=False,
    )
    assert done.returncode == 0, done.stderr
    return {page: (status, text) for page, (status, text) in json.loads(done.stdout.splitlines()[-1]).items()}


@pytest.mark.slow
@pytest.mark.parametrize("name", ["old1992", "policy2024"])
def test_the_whole_way(name: str, tmp_path: Path) -> None:
    source, package, home = INVENTED / f"{name}.txt", tmp_path / "规划包", tmp_path / "home"

    read = json.loads(run("read", source, "--format", "json").stdout)
    assert [plan["title"] for plan in read["plans"]] == [TITLES[name]]

    made = run("plan", "new", source, "--out", package).stdout
    for part in (TITLES[name], *LACKS[name]):
        assert part in made, part

    checked = run("check", package).stdout
    assert "0 个错误" in checked

    added = run("plan", "add", package, "--home", home).stdout
    assert TITLES[name] in added
    assert (home / "plans" / name / "document.txt").read_bytes() == source.read_bytes()

    shown = pages(home, name)
    assert {status for status, _ in shown.values()} == {200}
    assert len(shown) > 40
    assert TITLES[name] in shown["/"][1]
    commitments = "".join(text for page, (_, text) in shown.items() if "/commitments/C" in page)
    assert "无数据" in commitments
    assert all(quote in "".join(commitments.split()).replace("<mark>", "").replace("</mark>", "") for quote in QUOTES[name])

    out = tmp_path / "报告.docx"
    run("report", name, "--out", out, "--home", home)
    document = Document(str(out))
    text = "\n".join(
        [*(paragraph.text for paragraph in document.paragraphs), *(cell.text for table in document.tables for cell in table._cells)]
    )
    assert TITLES[name] in text
    assert "无数据" in text
    assert len(document.tables) >= 2


@pytest.mark.slow
def test_a_package_with_errors_is_not_added_and_a_corrected_one_replaces_it(tmp_path: Path) -> None:
    package, home = tmp_path / "package", tmp_path / "home"
    run("plan", "new", INVENTED / "ragged.txt", "--out", package)
    plan = package / "plan.yaml"
    good = plan.read_text(encoding="utf-8")
    plan.write_text(good.replace("region: ", "region: no_"), encoding="utf-8")
    refused = run("plan", "add", package, "--home", home, expect=2).stderr
    assert "plan.yaml:" in refused
    assert "没有放进系统" in refused
    assert not list((home / "plans").glob("*"))
    plan.write_text(good, encoding="utf-8")
    run("plan", "add", package, "--home", home)
    plan.write_text(good.replace("threshold: 0.6", "threshold: 0.8"), encoding="utf-8")
    run("plan", "add", package, "--home", home)
    run("plan", "add", home / "plans" / "ragged", "--home", home)
    assert "threshold: 0.8" in (home / "plans" / "ragged" / "plan.yaml").read_text(encoding="utf-8")
    # Another document under the same name is another plan.
    other = tmp_path / "ragged.txt"
    other.write_bytes((INVENTED / "women2021.txt").read_bytes())
    run("plan", "new", other, "--out", tmp_path / "other")
    assert "另一份文件" in run("plan", "add", tmp_path / "other", "--home", home, expect=2).stderr
    assert "没有这个文件夹" in run("plan", "add", tmp_path / "none", "--home", home, expect=2).stderr


# ------------------------------------------------------------------------------------------------ bad input

REFUSED: dict[str, bytes] = {
    "empty.txt": b"",
    "blank.txt": b" \n\n\t\n",
    "program.txt": bytes(range(256)) * 64,
    "shift_jis.txt": "児童の発達計画について、乳児死亡率をさげる。ことしのもくひょうはつぎのとおりである。".encode("shift_jis") * 20,
    "latin1.txt": "Le taux de mortalité infantile a été réduit à 5 pour mille, grâce à l'été dernier.\n".encode("latin-1") * 20,
    "image.txt": b"\x89PNG\r\n\x1a\n" + bytes(100),
}
SILENT: dict[str, bytes] = {
    "english.txt": b"Children's Development Plan (2021-2030)\n\n1. The infant mortality rate shall be below 5 per thousand by 2030.\n" * 5,
    "novel.txt": "从前有座山，山里有座庙，庙里有个老和尚在讲故事。".encode() * 30,
}


@pytest.mark.parametrize("name", REFUSED)
def test_what_is_no_readable_text_is_refused_with_place_and_cure(name: str, tmp_path: Path) -> None:
    path = tmp_path / name
    path.write_bytes(REFUSED[name])
    for arguments in (("read", path), ("plan", "new", path, "--out", tmp_path / "out")):
        lines = run(*arguments, expect=2).stderr.strip().splitlines()
        assert len(lines) == 3, lines
        assert name in lines[1]
        assert all(" / " in lines[number] for number in (0, 2)), lines
    assert not (tmp_path / "out").exists()


def test_a_file_of_51_megabytes_is_refused_at_once(tmp_path: Path) -> None:
    path = tmp_path / "large.txt"
    with path.open("wb") as file:
        file.truncate(51 * 1024 * 1024)
    for arguments in (("read", path), ("plan", "new", path, "--out", tmp_path / "out")):
        error = run(*arguments, expect=2).stderr
        assert "50" in error
        assert "large.txt" in error


@pytest.mark.parametrize("name", SILENT)
def test_what_holds_no_plan_reads_as_nothing_and_makes_no_package(name: str, tmp_path: Path) -> None:
    path = tmp_path / name
    path.write_bytes(SILENT[name])
    read = json.loads(run("read", path, "--format", "json").stdout)
    assert [item for item in read["commitments"] if item["kind"] != "action"] == [], "no figure is made up"
    assert all(plan["not_found"] for plan in read["plans"])
    if read["plans"]:
        assert "未找到" in run("read", path).stdout
    error = run("plan", "new", path, "--out", tmp_path / "out", expect=2).stderr
    assert "没有读到任何承诺" in error
    assert "qingmiao read" in error
    assert not (tmp_path / "out").exists()
