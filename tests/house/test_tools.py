"""The scripts behind the doors: what counts as a failure, and how parts and locks are found wanting."""

from __future__ import annotations

import sys
from pathlib import Path

import pytest

from tests import conftest
from tests.house.code import ROOT

sys.path.insert(0, str(ROOT / "tools"))
import check_locks
import real_parts
import run_tests


class Report:
    """The part of a test's report that the count reads."""

    def __init__(self, *keywords: str) -> None:
        self.keywords = dict.fromkeys(keywords, 1)


def counts(**skipped: int) -> run_tests.Counts:
    return {part: {"passed": 1, "failed": 0, "skipped": skipped.get(part, 0)} for part in run_tests.PARTS}


def test_tests_are_counted_by_part_and_outcome(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("DATABASE_URL", "postgresql://postgres@127.0.0.1/x")
    stats = {"passed": [Report("database"), Report()], "error": [Report("chromium")], "skipped": [Report("shared")]}
    counted = conftest.count_outcomes(stats)
    assert counted["PostgreSQL"] == {"passed": 1, "failed": 0, "skipped": 0}
    assert counted["SQLite"] == {"passed": 0, "failed": 0, "skipped": 0}
    assert counted["Chromium"] == {"passed": 0, "failed": 1, "skipped": 0}
    assert counted["shared"] == {"passed": 0, "failed": 0, "skipped": 1}
    assert counted["all"] == {"passed": 2, "failed": 1, "skipped": 1}


def test_a_skipped_test_of_a_real_part_is_a_failure(capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("CI", raising=False)
    assert not run_tests.report_counts(counts(Chromium=2, all=2), content=True)
    assert capsys.readouterr().out.splitlines()[-1] == "1 passed, 2 failed"


def test_shared_material_may_be_missing_outside_ci_only(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("CI", raising=False)
    assert run_tests.report_counts(counts(shared=1, all=1), content=True)
    monkeypatch.setenv("CI", "true")
    assert not run_tests.report_counts(counts(shared=1, all=1), content=True)


def test_a_run_that_broke_off_is_a_failure(capsys: pytest.CaptureFixture[str]) -> None:
    assert not run_tests.report_counts(counts(), content=False)
    assert capsys.readouterr().out.splitlines()[-1] == "1 passed, 1 failed"


def test_only_the_second_run_knows_the_server(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("DATABASE_URL", "postgresql://elsewhere/x")
    sqlite, postgres, spark = (run_tests.environment(run, "postgresql://here/x") for run in run_tests.RUNS)
    assert "DATABASE_URL" not in sqlite
    assert "DATABASE_URL" not in spark
    assert postgres["DATABASE_URL"] == "postgresql://here/x"


@pytest.mark.parametrize(
    ("core", "extra", "due"),
    [
        (False, [], True),
        (True, [], False),
        (False, ["-x"], True),
        (False, ["tests/web"], False),
        (False, ["tests/compute/spark"], True),
        (False, ["tests/compute/spark/test_spark.py"], True),
    ],
)
def test_spark_is_left_out_of_the_core_tier_and_of_other_tests(core: bool, extra: list[str], due: bool) -> None:
    titles = [run.title for run in run_tests.runs_of(core, extra)]
    assert titles == ["SQLite", "PostgreSQL", *(["Spark"] if due else [])]


def test_a_full_run_without_a_test_on_spark_is_a_failure() -> None:
    nothing = {part: {"passed": 0, "failed": 0, "skipped": 0} for part in run_tests.PARTS}
    assert run_tests.silent_part(run_tests.RUNS, nothing, [])
    assert not run_tests.silent_part(run_tests.RUNS, counts(), [])
    assert not run_tests.silent_part(run_tests.RUNS[:2], nothing, [])
    assert not run_tests.silent_part(run_tests.RUNS, nothing, ["-k", "reading"])


def test_spark_has_a_python_of_its_own() -> None:
    pythons = [run.python for run in run_tests.RUNS]
    assert pythons[0] == pythons[1] == sys.executable
    assert Path(pythons[2]).parts[-3] == ".venv-spark"


def test_a_missing_part_is_named_with_its_cure(monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> None:
    part = real_parts.Part("Anvil", lambda: None, ("anvil-tools",), "ask the smith")
    monkeypatch.setattr(real_parts, "PARTS", (part,))
    monkeypatch.setattr(real_parts, "apt_prefix", lambda: None)
    assert not real_parts.ensure()
    told = capsys.readouterr().err
    assert all(words in told for words in ("Anvil", "apt-get install anvil-tools", "ask the smith"))


@pytest.mark.postgres
def test_a_server_of_our_own_can_be_started() -> None:
    binaries = real_parts.find_postgres_binaries()
    assert binaries, "PostgreSQL's initdb and postgres are missing"
    with real_parts.own_postgres(Path(binaries)) as url:
        assert real_parts.postgres_answers(url)
    assert not real_parts.postgres_answers(url)


LOCKED = "django==5.2.1 \\\n    --hash=sha256:" + "0" * 64 + "\n"


@pytest.mark.parametrize(
    ("wanted", "locked", "told"),
    [
        ("django>=5.2,<5.3\n", LOCKED, None),
        ("django>=5.2,<5.3\nwaitress\n", LOCKED, "waitress"),
        ("django>=5.2.2,<5.3\n", LOCKED, "5.2.1"),
        ("django\n", "django==5.2.1\n", "no hash"),
        ("django\n", "--index-url ftp://x/\n" + LOCKED, "address"),
    ],
)
def test_a_lock_out_of_step_is_told(wanted: str, locked: str, told: str | None, tmp_path: Path) -> None:
    (tmp_path / "requirements.in").write_text(wanted, encoding="utf-8")
    (tmp_path / "requirements.lock").write_text(locked, encoding="utf-8")
    found = list(check_locks.problems(tmp_path / "requirements.lock"))
    assert not found if told is None else len(found) == 1 and told in found[0]


def test_the_locks_of_the_house_are_in_step() -> None:
    assert check_locks.check()
