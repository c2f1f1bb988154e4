"""What the command asks of the web app, and the command itself: good errors, all or nothing, idempotent."""

from __future__ import annotations

import os
import subprocess
import sys
from collections.abc import Callable
from datetime import date
from pathlib import Path

import pytest
from django.contrib.auth import authenticate
from django.test import Client

from qingmiao import cli
from qingmiao.errors import UserError
from qingmiao.web import home, service, serving
from qingmiao.web.ledger import queries
from qingmiao.web.ledger.models import AuditEntry, Fact
from qingmiao.web.planning.shelf import shelf

P = "/plans/liuxi2021"


def quiet(_: str) -> None:
    """Nobody listens."""


@pytest.mark.parametrize(
    ("last", "today", "year"),
    [(2030, date(2026, 3, 1), 2025), (2020, date(2026, 3, 1), 2020), (None, date(2026, 3, 1), 2025), (2025, date(2026, 1, 1), 2025)],
)
def test_the_year_of_the_verdicts(last: int | None, today: date, year: int) -> None:
    assert service.year_of(last, today) == year


# ------------------------------------------------------------------------------------------------ import


@pytest.fixture
def csv(tmp_path: Path) -> Callable[[str], Path]:
    def write(text: str) -> Path:
        path = tmp_path / "figures.csv"
        path.write_text(text, encoding="utf-8")
        return path

    return write


def test_imported_figures_are_computed_and_shown(csv: Callable[[str], Path], as_person: Callable[[str], Client]) -> None:
    path = csv("指标,地区,年份,数值,单位,来源\n学前教育毛入园率,柳溪县,2025,96.2,%,教育局年报\n")
    assert service.import_facts(path, by="张三", say=quiet) == 1
    page = as_person("office").get(f"{P}/commitments/C003/").content.decode()
    assert "96.20%" in page
    assert "v-met" in page
    origin = as_person("office").get(f"{P}/figures/preschool_gross_enrolment/liuxi/2025/").content.decode()
    assert "张三" in origin
    assert "figures.csv" in origin
    assert service.import_facts(path, by="张三", say=quiet) == 0


def test_a_correction_supersedes_and_is_seen(csv: Callable[[str], Path], as_person: Callable[[str], Client]) -> None:
    service.import_facts(csv("指标,地区,年份,数值,单位\n学前教育毛入园率,柳溪县,2024,91.5,%\n"), by="张三", say=quiet)
    service.import_facts(csv("指标,地区,年份,数值,单位\n学前教育毛入园率,柳溪县,2024,92.5,%\n"), by="李四", say=quiet)
    newest = Fact.objects.order_by("-id")[0]
    assert newest.supersedes == Fact.objects.order_by("-id")[1].id
    page = as_person("office").get(f"{P}/figures/preschool_gross_enrolment/liuxi/2024/").content.decode()
    assert "92.50%" in page
    assert "已更正" in page
    assert "<sup>r</sup>" in page


def test_a_wrong_file_changes_nothing(csv: Callable[[str], Path]) -> None:
    before = (Fact.objects.count(), AuditEntry.objects.count())
    with pytest.raises(UserError) as caught:
        service.import_facts(
            csv("指标,地区,年份,数值,单位\n婴儿死亡率,柳溪县,2024,3.1,‰\n没有的指标,柳溪县,2024,1,‰\n"), by="张三", say=quiet
        )
    assert "3" in str(caught.value)
    assert (Fact.objects.count(), AuditEntry.objects.count()) == before


def test_only_plans_with_news_are_computed_again(csv: Callable[[str], Path]) -> None:
    assert service.stale() == []
    service.import_facts(csv("指标,地区,年份,数值,单位\n婴儿死亡率,天津市,2024,3.1,‰\n"), by="张三", say=quiet)
    assert service.stale() == []
    assert queries.news_since(queries.state_of("liuxi2021").facts_to) == {("infant_mortality_rate@", "cn-12")}  # type: ignore[union-attr]


def test_a_changed_package_is_computed_again(site: object) -> None:
    path = site.home / "plans" / "liuxi2021" / "plan.yaml"  # type: ignore[attr-defined]
    before = path.stat().st_mtime_ns
    os.utime(path, ns=(before + 10**9, before + 10**9))
    assert service.stale() == ["liuxi2021"]
    os.utime(path, ns=(before, before))
    assert service.stale() == []


def test_a_broken_package_is_told_and_the_others_stay(site: object, as_person: Callable[[str], Client]) -> None:
    folder = site.home / "plans" / "broken"  # type: ignore[attr-defined]
    folder.mkdir()
    (folder / "plan.yaml").write_text("id: [", encoding="utf-8")
    try:
        assert [book.id for book in shelf()] == ["liuxi2021"]
        page = as_person("office").get("/documents/").content.decode()
        assert "不能使用的规划包" in page
        assert "plan.yaml" in page
        assert "不能使用的规划包" not in as_person("health").get("/documents/").content.decode()
    finally:
        (folder / "plan.yaml").unlink()
        folder.rmdir()


def test_unknown_plans_are_refused_with_what_there_is(tmp_path: Path) -> None:
    for act in (
        lambda: service.refresh(by="x", say=quiet, wanted=["none"]),
        lambda: service.make_report("none", year=None, out=tmp_path / "r.docx"),
    ):
        with pytest.raises(UserError) as caught:
            act()
        assert "liuxi2021" in caught.value.cure


def test_reports_of_two_years(tmp_path: Path) -> None:
    import docx

    for year in (None, 2023):
        path = service.make_report("liuxi2021", year=year, out=tmp_path / f"{year}.docx")
        words = "\n".join(paragraph.text for paragraph in docx.Document(str(path)).paragraphs)
        assert f"{year or 2025}年" in words.replace(" ", "")


# ------------------------------------------------------------------------------------------------ home, people, address


def test_the_key_of_a_home_is_made_once_and_is_the_owners(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("QINGMIAO_HOME", str(tmp_path / "new"))
    key = home.secret_key()
    assert len(key) > 50
    assert home.secret_key() == key
    if sys.platform != "win32":
        assert (tmp_path / "new" / "secret_key").stat().st_mode & 0o077 == 0


def test_hosts(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("QINGMIAO_HOSTS", "fuer.example, 10.0.0.8 ,")
    assert home.hosts() == ["localhost", "127.0.0.1", "[::1]", "fuer.example", "10.0.0.8"]


def test_people_of_the_demonstration_keep_their_passwords(site: object) -> None:
    first = {person.name: person.password for person in service._people()}
    assert set(first) == {"office", "health", "statistics", "township"}
    assert {person.name: person.password for person in service._people()} == first
    assert all(authenticate(username=name, password=password) for name, password in first.items())


def test_a_folder_of_documents_that_is_not_there_is_refused(tmp_path: Path) -> None:
    with pytest.raises(UserError, match="没有这个文件夹"):
        service.start(documents=tmp_path / "none")


def test_a_taken_port_is_told() -> None:
    import socket

    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        taken.listen()
        with pytest.raises(UserError, match="已被占用"):
            serving.serve(host="127.0.0.1", port=taken.getsockname()[1], ready=lambda: None)


# ------------------------------------------------------------------------------------------------ the command


def test_serve_opens_the_site(site: object, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> None:
    opened: list[tuple[str, int]] = []

    def serve(*, host: str, port: int, ready: Callable[[], None], workers: int | None) -> None:
        assert workers is None
        opened.append((host, port))
        ready()

    monkeypatch.setattr(serving, "serve", serve)
    monkeypatch.setattr(cli, "_start", lambda options: None)
    assert cli.main(["serve", "--port", "8765"]) == 0
    assert opened == [("127.0.0.1", 8765)]
    assert "http://127.0.0.1:8765/" in capsys.readouterr().out


@pytest.fixture
def run(tmp_path: Path) -> Callable[..., subprocess.CompletedProcess[str]]:
    kept = {name: value for name, value in os.environ.items() if name not in {"DATABASE_URL", "QINGMIAO_HOME"}}

    def command(*words: str) -> subprocess.CompletedProcess[str]:
        environment = kept | {"QINGMIAO_HOME": str(tmp_path / "home"), "PYTHONIOENCODING": "ascii"}
        return subprocess.run(
            [sys.executable, "-m", "qingmiao", *words], capture_output=True, env=environment, encoding="utf-8", timeout=120, check=False
        )

    return command


@pytest.mark.parametrize(
    ("words", "code", "said"),
    [
        (("--version",), 0, "qingmiao 0."),
        ((), 0, "命令 / commands"),
        (("read", "nothing.txt"), 2, "nothing.txt"),
        (("check", "nothing"), 1, "nothing"),
        (("check",), 2, "--catalogue"),
        (("check", "--catalogue"), 0, "草拟待核"),
        (("report", "none", "--out", "x.docx"), 2, "qinghe2021"),
        (("facts", "import", "nothing.csv"), 2, "nothing.csv"),
        (("serve", "--port", "99999"), 2, "65535"),
        (("demo", "--documents", "nothing"), 2, "nothing"),
        (("nonsense",), 2, "nonsense"),
    ],
)
def test_the_command(run: Callable[..., subprocess.CompletedProcess[str]], words: tuple[str, ...], code: int, said: str) -> None:
    done = run(*words)
    assert done.returncode == code, done.stderr
    assert said in done.stdout + done.stderr
    assert "Traceback" not in done.stderr


def test_read_and_plan_new(run: Callable[..., subprocess.CompletedProcess[str]], tmp_path: Path) -> None:
    import json

    document = tmp_path / "规划.txt"
    document.write_text(
        "某县儿童发展规划（2021—2030年）\n一、儿童与健康\n（一）主要目标\n1.到2030年，婴儿死亡率控制在5‰以下。\n", encoding="utf-8"
    )
    read = json.loads(run("read", str(document), "--format", "json").stdout)
    assert [one["value"] for one in read["commitments"]] == [5]
    made = run("plan", "new", str(document), "--out", str(tmp_path / "out"))
    assert made.returncode == 0, made.stderr
    assert run("check", str(tmp_path / "out")).returncode in {0, 1}


def test_without_subcommand_help_is_shown(capsys: pytest.CaptureFixture[str]) -> None:
    assert cli.main([]) == 0
    assert "demo" in capsys.readouterr().out


# ------------------------------------------------------------------------------------------------ releases


def test_a_release_is_frozen_and_the_overview_tells_what_changed_since(
    csv: Callable[[str], Path], as_person: Callable[[str], Client], site: object
) -> None:
    from qingmiao.facts import releases
    from qingmiao.web.ledger.models import Release

    count = service.publish("2025年度", by="张三")
    row = Release.objects.get()
    folder = site.home / "releases"  # type: ignore[attr-defined]
    assert count == row.count == queries.facts_table().num_rows
    (kept,) = [one for one in releases.releases(folder) if one.name == row.name]
    assert kept.sha256 == row.sha256
    assert releases.verify(kept, folder)
    assert "判定没有变化" in as_person("office").get(f"{P}/").content.decode()
    service.import_facts(csv("指标,地区,年份,数值,单位\n学前教育毛入园率,柳溪县,2025,96.2,%\n"), by="张三", say=quiet)
    page = as_person("office").get(f"{P}/").content.decode()
    assert "自“2025年度”发布以来的变化" in page
    assert page.count("→ <span") == 2
    with pytest.raises(UserError, match="已经有了"):
        service.publish("2025年度", by="张三")


@pytest.mark.parametrize(
    ("words", "code", "said"),
    [
        (("wang",), 0, "密码"),
        (("li", "--role", "department", "--department", "卫生健康局", "--place", "青禾县"), 0, "密码"),
        (("zhao", "--role", "township", "--place", "白苇镇"), 0, "密码"),
        (("zhao", "--role", "township", "--place", "无此地"), 2, "无此地"),
        (("li", "--role", "department", "--place", "青禾县"), 2, "--department"),
        (("li", "--role", "township"), 2, "--place"),
    ],
)
def test_a_person_is_made_by_command(
    run: Callable[..., subprocess.CompletedProcess[str]], words: tuple[str, ...], code: int, said: str
) -> None:
    done = run("person", "add", *words)
    assert done.returncode == code, done.stderr
    assert said in done.stdout + done.stderr


def test_one_own_plan_puts_the_shipped_ones_away_but_not_in_a_demonstration(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    import shutil

    from qingmiao import shipped
    from qingmiao.web.home import DEMONSTRATION
    from qingmiao.web.planning.shelf import shelf

    monkeypatch.setattr("qingmiao.web.planning.shelf.plans_dir", shipped.plans_dir)
    monkeypatch.setenv("QINGMIAO_HOME", str(tmp_path))
    assert "qinghe2021" in shelf().books
    shutil.copytree(Path(__file__).parents[1] / "plans" / "good", tmp_path / "plans" / "yunxi")
    assert list(shelf().books) == ["yunxi"]
    (tmp_path / DEMONSTRATION).write_text("{}", encoding="utf-8")
    assert {"yunxi", "qinghe2021"} <= set(shelf().books)


@pytest.mark.parametrize(("words", "said"), [(("--year", "1800", "--out", "x.docx"), "1800"), (("--out", "x.txt"), ".docx")])
def test_a_report_that_cannot_be_is_refused(
    run: Callable[..., subprocess.CompletedProcess[str]], words: tuple[str, ...], said: str
) -> None:
    done = run("report", "wanzhou2018", *words)
    assert done.returncode == 2, done.stdout
    assert said in done.stderr


def test_a_survey_that_spans_its_target_is_undecided_by_its_error(csv: Callable[[str], Path]) -> None:
    """95 % of 96.2 ± 1.96 × 1.0 goes from 94.24 to 98.16, across the target of 95 %; of 96.2 ± 1.96 × 0.5 from 95.22 on, above it."""
    from qingmiao.web.ledger.queries import survey_facts, verdicts

    for error, word in ((1.0, "undecided"), (0.5, "met")):
        text = f"指标,地区,年份,数值,单位,标准误\n学前教育毛入园率,柳溪县,2025,96.2,%,{error}\n"
        service.import_facts(csv(text), by="张三", say=quiet)
        service.refresh(by="张三", say=quiet)
        assert survey_facts()["std_error"].to_pylist() == [error]
        assert verdicts("liuxi2021", "liuxi", 2025)["C003"].word == word
