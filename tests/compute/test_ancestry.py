"""`qingmiao explain`: a figure is followed back to every fact that it was made from, and to the corrections between them."""

from __future__ import annotations

from datetime import UTC, datetime
from pathlib import Path

import pyarrow.parquet as pq
import pytest

from qingmiao import plans
from qingmiao.catalogue.terms import Term
from qingmiao.cli import main
from qingmiao.compute.ancestry import ancestry
from qingmiao.shipped import plans_dir
from tests.compute.facts import fact, table

PLAN, REGION = "qinghe2021", "qinghe2021_r"
LATER = datetime(2025, 3, 1, tzinfo=UTC)


@pytest.fixture
def facts(tmp_path: Path) -> Path:
    """Eight deaths among 1,000 births, corrected to five; the year before and another element lie beside them."""
    rows = [
        fact(1, "infant_deaths", REGION, 2024, 8),
        fact(2, "live_births", REGION, 2024, 1000),
        fact(3, "infant_deaths", REGION, 2024, 5, recorded_at=LATER, supersedes=1, origin_id="更正.csv:2"),
        fact(4, "live_births", REGION, 2023, 900),
        fact(5, "maternal_deaths", REGION, 2024, 1),
        fact(6, "live_births", REGION, 2024, 500, sex="female"),
    ]
    file = tmp_path / "facts.parquet"
    pq.write_table(table(rows), file)
    return file


def test_the_facts_of_each_term_and_what_corrected_them(facts: Path) -> None:
    found = ancestry(plans.load(plans_dir() / PLAN), facts, indicator="infant_mortality_rate", place=REGION, year=2024)
    assert found.words == "婴儿死亡数 ÷ 活产数 × 1000"
    assert found.figure is not None
    assert (found.figure["value"], found.figure["numerator"], found.figure["denominator"]) == (5.0, 5.0, 1000.0)
    assert [(one.term, one.year, one.facts["id"].to_pylist(), sorted(one.standing & set(one.facts["id"].to_pylist()))) for one in found.sources] == [
        (Term("infant_deaths"), 2024, [1, 3], [3]),
        (Term("live_births"), 2024, [2], [2]),
    ]  # fmt: skip


def test_as_it_was_known_before_the_correction(facts: Path) -> None:
    package, before = plans.load(plans_dir() / PLAN), datetime(2025, 2, 1, tzinfo=UTC)
    found = ancestry(package, facts, indicator="婴儿死亡率", place=REGION, year=2024, moment=before)
    assert found.figure is not None
    assert found.figure["value"] == 8.0
    assert found.sources[0].facts["id"].to_pylist() == [1]


def test_the_command_tells_it_in_words(facts: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["explain", PLAN, "婴儿死亡率", "--year", "2024", "--facts", str(facts)]) == 0
    told = capsys.readouterr().out
    assert "婴儿死亡数 ÷ 活产数 × 1000" in told
    assert "#1  青禾县  2024-01-01—2025-01-01  8" in told
    assert "已被更正" in told
    assert "更正.csv:2" in told
    assert "更正 / corrects #1" in told
    assert "maternal" not in told


def test_a_year_without_facts_has_no_figure(facts: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["explain", PLAN, "infant_mortality_rate", "--year", "2019", "--facts", str(facts)]) == 0
    assert "没有数据 / no data" in capsys.readouterr().out


@pytest.mark.parametrize(
    ("words", "told"),
    [
        (["无此指标", "--year", "2024"], "the plan has no indicator"),
        (["婴儿死亡率", "--year", "2024", "--place", "无此地"], "no place"),
        (["婴儿死亡率", "--year", "2024", "--release", "无"], "there is no release"),
    ],
)
def test_what_is_unknown_is_told_with_a_cure(facts: Path, capsys: pytest.CaptureFixture[str], words: list[str], told: str) -> None:
    assert main(["explain", PLAN, *words, "--facts", str(facts)]) == 2
    assert told in capsys.readouterr().err
