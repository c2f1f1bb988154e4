"""Backup and restore: the same site on another machine and another database, all of it or nothing."""

from __future__ import annotations

import errno
import json
import shutil
import zipfile
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from pathlib import Path
from typing import Any

import pyarrow as pa
import pytest

from qingmiao.errors import UserError
from qingmiao.exchange import archive as archives
from qingmiao.exchange.archive import BACKUP, MANIFEST, Parts, archive, whole_file
from qingmiao.web import home
from qingmiao.web.keeping import tables
from qingmiao.web.keeping.restoring import restore
from qingmiao.web.keeping.taking import backup
from qingmiao.web.ledger.models import AuditEntry
from tests.exchange.test_archive import full, rezipped
from tests.web.own_site import OwnSite, new_site

# Every page with figures, as the office sees it; what differs from one answer to the next (tokens) is taken out.
PAGES = """
import re, hashlib
from qingmiao.web import service
service.start()
from django.contrib.auth.models import User
from django.test import Client
from qingmiao.web.ledger.models import Release
P = "/plans/liuxi2021"
pages = [f"{P}/", f"{P}/commitments/", f"{P}/commitments/list.csv", f"{P}/commitments/C001/", f"{P}/commitments/C001/places/",
         f"{P}/commitments/C001/figures.csv", f"{P}/places/t1/", f"{P}/figures/infant_mortality_rate/liuxi/2025/", f"{P}/warnings/",
         "/rounds/", "/rounds/1/", "/rounds/1/forms/1/", "/documents/reviews/1/"]
client = Client(HTTP_HOST="localhost")
client.force_login(User.objects.get(username="office"))
for page in pages:
    answer = client.get(page)
    assert answer.status_code == 200, page
    text = re.sub(r'csrfmiddlewaretoken" value="[^"]*"', "", answer.content.decode("utf-8"))
    print(page, len(text), hashlib.sha256(text.encode()).hexdigest())
assert client.login(username="office", password="办公室-密码一")
"""


def pages(site: OwnSite) -> str:
    done = site.run(script=PAGES)
    assert done.returncode == 0, done.stderr
    return done.stdout


def rows(path: Path) -> dict[str, list[dict[str, Any]]]:
    """All tables of a backup, but those that every look at a site changes."""
    with archive(path, BACKUP) as opened:
        opened.check()
        return {
            table: [_read(row, stream.schema) for row in stream.read_all().to_pylist()]
            for table in opened.manifest["tables"]
            if table not in {"auth_user", "ledger_auditentry", *tables.SEEDED}
            for stream in [pa.ipc.open_stream(opened.read(f"tables/{table}.arrows"))]
        }


def _read(row: dict[str, Any], schema: pa.Schema) -> dict[str, Any]:
    """A row with its JSON read: PostgreSQL keeps the keys of an object in an order of its own."""
    kinds = {field.name: field.metadata[b"kind"] for field in schema}
    return {name: json.loads(value) if kinds[name] == b"JSONField" and value is not None else value for name, value in row.items()}


@contextmanager
def site(home_: Path, postgres_url: str | None) -> Iterator[OwnSite]:
    yield from new_site(home_, postgres_url)


@pytest.fixture(scope="module")
def source(tmp_path_factory: pytest.TempPathFactory) -> OwnSite:
    """A filled site on SQLite, with a backup of it beside."""
    found = OwnSite(tmp_path_factory.mktemp("source") / "home", None).fill()
    (found.home / "releases").mkdir()
    (found.home / "releases" / "一月.json").write_text("{}", encoding="utf-8")
    done = found.run("backup", "--out", found.home.parent / "b.zip")
    assert done.returncode == 0, done.stderr
    return found


@pytest.fixture(scope="module")
def kept(source: OwnSite) -> Path:
    return source.home.parent / "b.zip"


@pytest.mark.slow
@pytest.mark.parametrize(
    "way",
    [
        pytest.param(("sqlite",), id="sqlite"),
        pytest.param(("postgresql", "postgresql", "sqlite"), id="to-postgresql-and-back", marks=pytest.mark.postgres),
    ],
)
def test_a_site_moves_and_every_figure_stays(
    way: tuple[str, ...], source: OwnSite, kept: Path, tmp_path: Path, request: pytest.FixtureRequest
) -> None:
    seen, last = pages(source), kept
    with ExitStack() as stack:
        for number, database in enumerate(way):
            url = request.getfixturevalue("postgres_url") if database == "postgresql" else None
            there = stack.enter_context(site(tmp_path / f"site{number}", url))
            done = there.run("restore", last, "--home", there.home)
            assert done.returncode == 0, done.stderr
            assert "逐条相扣" in done.stdout
            assert pages(there) == seen
            last = tmp_path / f"b{number}.zip"
            assert there.run("backup", "--out", last).returncode == 0
            assert rows(last) == rows(kept)
            verified = there.run("audit", "verify")
            assert verified.returncode == 0, verified.stdout
            assert (there.home / "releases" / "一月.json").read_text(encoding="utf-8") == "{}"
            # The database counts on: what comes in next gets a number of its own.
            assert there.run("person", "add", f"新人{number}").returncode == 0
            (there.home / "releases" / "一月.json").write_text("{}", encoding="utf-8")
            shutil.copy(last, tmp_path / "honest.zip")


def test_keys_and_sessions_stay_behind(kept: Path) -> None:
    with archive(kept, BACKUP) as opened:
        assert not {"home/secret_key", "home/keys/site.pem", "tables/django_session.arrows"} & set(opened.names)
        assert not any("sqlite3" in name or "cache" in name for name in opened.names)
        assert any(name.startswith("home/keys/own/") for name in opened.names)
        assert "home/plans/liuxi2021/plan.yaml" in opened.names
        assert opened.manifest["migrations"]["ledger"][0] == "0001_initial"


def test_every_field_of_every_table_can_be_kept() -> None:
    for model in tables.kept_models().values():
        assert len(tables.schema_of(model)) == len(model._meta.local_concrete_fields)


# ------------------------------------------------------------------------------------------------ refusing


def refused(path: Path, target: Path, words: str) -> None:
    before = sorted(target.parent.iterdir())
    with pytest.raises(UserError, match=words):
        restore(path, target, by="tester", say=lambda _: None)
    assert sorted(target.parent.iterdir()) == before


def test_a_home_that_is_not_empty(kept: Path, tmp_path: Path) -> None:
    (tmp_path / "new").mkdir()
    (tmp_path / "new" / "x").touch()
    refused(kept, tmp_path / "new", "不是空的")
    refused(kept, tmp_path / "new" / "x", "不是空的")


@pytest.mark.parametrize("share", [0.0, 0.01, 0.3, 0.9, 0.999])
def test_a_backup_cut_short(kept: Path, tmp_path: Path, share: float) -> None:
    whole = kept.read_bytes()
    (tmp_path / "b.zip").write_bytes(whole[: int(len(whole) * share)])
    refused(tmp_path / "b.zip", tmp_path / "new", r"不是青苗的备份|损坏或不完整")


@pytest.mark.parametrize(
    ("change", "words"),
    [
        (lambda parts: parts.update({"tables/ledger_fact.arrows": b"x" * len(parts["tables/ledger_fact.arrows"])}), "损坏"),
        (lambda parts: parts.pop(MANIFEST), "不是青苗的备份"),
        (lambda parts: parts.update({"home/../../evil": b"x"}), "不该有的路径"),
        (lambda parts: parts.update({MANIFEST: parts[MANIFEST].replace(b'"version":1', b'"version":9')}), "较新版本"),
        (lambda parts: parts.update({MANIFEST: parts[MANIFEST].replace(b'"made_by"', b'"made_bx"')}), "损坏"),
    ],
)
def test_a_backup_that_somebody_changed(kept: Path, tmp_path: Path, change: Any, words: str) -> None:
    shutil.copy(kept, tmp_path / "b.zip")
    refused(rezipped(tmp_path / "b.zip", change), tmp_path / "new", words)


def altered(kept: Path, out: Path, change: Any) -> Path:
    """A backup with other contents and right hashes."""
    with archive(kept, BACKUP) as opened, whole_file(out) as file, Parts(file) as parts:
        told = dict(opened.manifest)
        contents = {name: opened.read(name) for name in opened.names}
        change(contents, told)
        for name, content in contents.items():
            parts.add(name, content)
        parts.finish(BACKUP, told)
    return out


def _newer(contents: dict[str, bytes], told: dict[str, Any]) -> None:
    told["migrations"] = told["migrations"] | {"ledger": [*told["migrations"]["ledger"], "0999_later"]}


def _short(contents: dict[str, bytes], told: dict[str, Any]) -> None:
    told["tables"] = told["tables"] | {"ledger_fact": 1}


def _foreign(contents: dict[str, bytes], told: dict[str, Any]) -> None:
    told["tables"] = told["tables"] | {"sqlite_master": 1}
    contents["tables/sqlite_master.arrows"] = contents["tables/ledger_fact.arrows"]


def _orphan(contents: dict[str, bytes], told: dict[str, Any]) -> None:
    contents["tables/rounds_round.arrows"] = contents["tables/auth_group.arrows"]


@pytest.mark.slow
@pytest.mark.parametrize("database", ["sqlite", pytest.param("postgresql", marks=pytest.mark.postgres)])
@pytest.mark.parametrize(("change", "words"), [(_newer, "较新版本"), (_short, "损坏"), (_foreign, "损坏"), (_orphan, "损坏")])
def test_rows_that_do_not_fit_leave_nothing(
    kept: Path, tmp_path: Path, change: Any, words: str, database: str, request: pytest.FixtureRequest
) -> None:
    path = altered(kept, tmp_path / "b.zip", change)
    with site(tmp_path / "new", request.getfixturevalue("postgres_url") if database == "postgresql" else None) as there:
        done = there.run("restore", path, "--home", there.home)
        assert done.returncode == 2, done.stdout + done.stderr
        assert words in done.stderr
        assert "Traceback" not in done.stderr
        assert [one.name for one in tmp_path.iterdir()] == ["b.zip"]
        if there.url:
            assert there.sql("SELECT count(*) FROM information_schema.tables WHERE table_schema = 'public'") == [(0,)]
            # The same database takes the honest one afterwards, and then no other.
            assert there.run("restore", kept, "--home", there.home).returncode == 0
            again = there.run("restore", kept, "--home", tmp_path / "other")
            assert again.returncode == 2
            assert "不是空的" in again.stderr
            assert not (tmp_path / "other").exists()


# ------------------------------------------------------------------------------------------------ the way out


def test_a_backup_overwrites_nothing(tmp_path: Path) -> None:
    (tmp_path / "b.zip").touch()
    with pytest.raises(UserError, match="已经有了"):
        backup(tmp_path / "b.zip", with_keys=False, by="tester")


def test_a_full_disk_leaves_no_half_backup(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(archives, "opening", full)
    with pytest.raises(UserError, match="没有留下半个"):
        backup(tmp_path / "b.zip", with_keys=False, by="tester")
    assert not list(tmp_path.iterdir())


def test_a_disk_that_fills_up_while_restoring_leaves_nothing(kept: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def fail(opened: archives.Archive, name: str) -> Iterator[bytes]:
        yield b"some"
        raise OSError(errno.ENOSPC, "No space left on device")

    monkeypatch.setattr(archives.Archive, "check", lambda opened: None)
    monkeypatch.setattr(archives.Archive, "stream", fail)
    refused(kept, tmp_path / "new", "没有留下半个")


def test_keys_go_along_when_asked_for_and_the_log_says_so(tmp_path: Path) -> None:
    backup(tmp_path / "b.zip", with_keys=True, by="tester")
    with zipfile.ZipFile(tmp_path / "b.zip") as file:
        assert {"home/secret_key", "home/keys/site.pem"} & set(file.namelist()) >= {"home/keys/site.pem"}
        assert json.loads(file.read(MANIFEST))["made_by"] == "tester"
    entry = AuditEntry.objects.get(action="site.backup")
    assert (entry.by, entry.subject, entry.detail) == ("tester", "b.zip", {"with_keys": True})
    assert (home.home() / "keys" / "site.pem").exists()
