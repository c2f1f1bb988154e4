"""`qingmiao compute PLAN --facts F.parquet --out R.parquet`: files in, files out, a release or a past moment, and what is refused."""

from __future__ import annotations

import sqlite3
from contextlib import closing
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Any

import pyarrow.parquet as pq
import pytest

from qingmiao.cli import main
from qingmiao.compute import FIGURES
from qingmiao.facts import SCHEMA, releases
from tests.compute.facts import fact, table

PLAN = "qinghe2021"
REGION = "qinghe2021_r"
LATER = datetime(2025, 3, 1, tzinfo=UTC)
DEATHS, BIRTHS = "infant_deaths", "live_births"


def county() -> list[dict[str, Any]]:
    """Eight deaths among 1,000 births; on 1 March 2025 the deaths are corrected to five."""
    return [
        fact(1, DEATHS, REGION, 2024, 8),
        fact(2, BIRTHS, REGION, 2024, 1000),
        fact(3, DEATHS, REGION, 2024, 5, recorded_at=LATER, supersedes=1),
    ]


@pytest.fixture
def facts(tmp_path: Path) -> Path:
    file = tmp_path / "facts.parquet"
    pq.write_table(table(county()), file)
    return file


def rate(facts: Path | str, out: Path, *more: str) -> tuple[float, float, float]:
    assert main(["compute", PLAN, "--facts", str(facts), "--out", str(out), *more]) == 0
    written = pq.read_table(out)
    assert [(one.name, one.type) for one in written.schema] == [(one.name, one.type) for one in FIGURES]
    rows = [row for row in written.to_pylist() if row["indicator"] == "infant_mortality_rate"]
    assert [(row["place"], row["year"]) for row in rows] == [(REGION, 2024)]
    return rows[0]["value"], rows[0]["numerator"], rows[0]["denominator"]


def test_all_facts_give_the_figures_of_now(facts: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert rate(facts, tmp_path / "made" / "r.parquet") == (5.0, 5.0, 1000.0)
    assert "r.parquet" in capsys.readouterr().out
    assert [path.name for path in (tmp_path / "made").iterdir()] == ["r.parquet"]


@pytest.mark.parametrize(
    ("moment", "value"),
    [
        ("2025-02-28", 8.0),
        ("2025-03-01", 5.0),
        ("2025-03-01T07:59", 8.0),
        ("2025-03-01T08:00", 5.0),
        ("2025-02-28T23:59:59+00:00", 8.0),
    ],
)
def test_a_past_moment_sees_what_was_known_then(facts: Path, tmp_path: Path, moment: str, value: float) -> None:
    """A date is its whole day, and a time without zone is China's: 08:00 there is midnight UTC."""
    assert rate(facts, tmp_path / "r.parquet", "--as-of", moment)[0] == value


def test_a_release_is_proved_and_computed(tmp_path: Path, facts: Path) -> None:
    releases.freeze(table(county()), "年初", datetime(2025, 2, 1, tzinfo=UTC), tmp_path)
    assert rate(facts, tmp_path / "r.parquet", "--release", "年初")[0] == 8.0
    assert rate(tmp_path, tmp_path / "other" / "r.parquet", "--release", "年初")[0] == 8.0


def test_a_folder_of_files_is_one_table(tmp_path: Path) -> None:
    folder = tmp_path / "facts"
    folder.mkdir()
    for number, one in enumerate(county()):
        pq.write_table(table([one]), folder / f"{number}.parquet")
    assert rate(folder, tmp_path / "r.parquet")[0] == 5.0


def test_a_database_gives_the_figures_of_the_file(facts: Path, tmp_path: Path) -> None:
    base = tmp_path / "site.sqlite3"
    rows = [{name: str(cell)[:26] if isinstance(cell, date) else cell for name, cell in row.items()} for row in county()]
    with closing(sqlite3.connect(base)) as connection, connection:
        connection.execute(f"create table ledger_fact ({', '.join(SCHEMA.names)})")
        marks = ", ".join(f":{name}" for name in SCHEMA.names)
        connection.executemany(
            f"insert into ledger_fact values ({marks})", [{**row, "recorded_at": row["recorded_at"][:19]} for row in rows]
        )
    url = f"sqlite:///{base}"
    for more in ((), ("--as-of", "2025-02-28")):
        assert rate(url, tmp_path / "base.parquet", *more) == rate(facts, tmp_path / "file.parquet", *more)
        assert pq.read_table(tmp_path / "base.parquet").equals(pq.read_table(tmp_path / "file.parquet"))


@pytest.mark.parametrize(
    ("words", "told"),
    [
        ([PLAN, "--facts", "sqlite:///none.sqlite3", "--out", "r.parquet"], "no such database"),
        ([PLAN, "--facts", "sqlite:///none.sqlite3", "--out", "r.parquet", "--release", "年初"], "releases are files"),
        ([PLAN, "--facts", "postgresql://u:p/w@h/d", "--out", "r.parquet"], "percent-encode"),
        ([PLAN, "--facts", "facts.parquet"], "--out"),
        (["--facts", "facts.parquet", "--out", "r.parquet"], "one plan"),
        ([PLAN, "--out", "r.parquet"], "--facts"),
        ([PLAN, "--engine", "spark"], "need --facts"),
        ([PLAN, "--as-of", "2025-01-01"], "need --facts"),
        ([PLAN, "--facts", "none.parquet", "--out", "r.parquet"], "not a Parquet file of facts"),
        ([PLAN, "--facts", "words.parquet", "--out", "r.parquet"], "not a Parquet file of facts"),
        ([PLAN, "--facts", "short.parquet", "--out", "r.parquet"], "lacks columns: value"),
        ([PLAN, "--facts", "facts.parquet", "--out", "r.parquet", "--release", "无"], "there is no release"),
        (["nowhere2099", "--facts", "facts.parquet", "--out", "r.parquet"], "nowhere2099"),
    ],
)
def test_what_is_wrong_is_told_without_a_trace(
    facts: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str], words: list[str], told: str
) -> None:
    monkeypatch.chdir(tmp_path)
    (tmp_path / "words.parquet").write_text("not a table", encoding="utf-8")
    pq.write_table(table(county()).drop_columns(["value"]), tmp_path / "short.parquet")
    assert main(["compute", *words]) == 2
    assert told in capsys.readouterr().err
    assert not (tmp_path / "r.parquet").exists()


@pytest.mark.parametrize("words", [["--as-of", "yesterday"], ["--engine", "abacus"], ["--release", "a", "--as-of", "2025-01-01"]])
def test_what_cannot_be_meant_is_refused(words: list[str], capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(SystemExit):
        main(["compute", PLAN, "--facts", "f.parquet", "--out", "r.parquet", *words])
    assert capsys.readouterr().err


def test_without_pyspark_the_cure_is_told(facts: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> None:
    import sys

    monkeypatch.setitem(sys.modules, "pyspark.sql", None)
    assert main(["compute", PLAN, "--facts", str(facts), "--out", "r.parquet", "--engine", "spark"]) == 2
    assert "--engine duckdb" in capsys.readouterr().err


def test_a_store_is_brought_up_to_date(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    folder, store, out = tmp_path / "facts", tmp_path / "s.duckdb", tmp_path / "r.parquet"
    folder.mkdir()
    pq.write_table(table(county()[:2]), folder / "0.parquet")
    assert main(["compute", PLAN, "--facts", str(folder), "--store", str(store)]) == 0
    assert "全部地区" in capsys.readouterr().out
    pq.write_table(table(county()[2:]), folder / "1.parquet")
    assert main(["compute", PLAN, "--facts", str(folder), "--store", str(store), "--out", str(out)]) == 0
    assert "1 个地区" in capsys.readouterr().out
    rows = {row["indicator"]: row for row in pq.read_table(out).to_pylist()}
    assert rows["infant_mortality_rate"]["value"] == 5.0


@pytest.mark.parametrize("more", [["--as-of", "2025-01-01"], ["--engine", "spark"], ["--release", "年初"]])
def test_a_store_holds_the_figures_of_now(tmp_path: Path, facts: Path, more: list[str], capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["compute", PLAN, "--facts", str(facts), "--store", str(tmp_path / "s.duckdb"), *more]) != 0
    assert "结果库" in capsys.readouterr().err
    assert not (tmp_path / "s.duckdb").exists()
