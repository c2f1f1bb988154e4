"""Spark and DuckDB work out the same expressions: row by row the same figures, and both what plain Python says."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pyarrow as pa
import pyarrow.parquet as pq
import pytest

from qingmiao.catalogue import Indicator
from qingmiao.cli import main
from qingmiao.compute import FIGURES
from qingmiao.compute.backends import Backend, DuckDB, Spark
from qingmiao.compute.engine import Question, figures_on
from qingmiao.compute.standing import standing
from tests.compute import oracle
from tests.compute.drawn import CHANGED, ELEMENTS, MEASURED, MOVES, PLACES, TODAY, dense, revised
from tests.compute.facts import fact, table

# PySpark leaves it to the collector to close its sockets to Java.
pytestmark = [pytest.mark.spark, pytest.mark.slow, pytest.mark.filterwarnings("ignore:unclosed <socket:ResourceWarning")]

A, B, C = (("value", code, ()) for code in "abc")
RATE = ("*", ("/", A, B), ("number", 100.0))
TREES = [
    A,
    RATE,
    ("/", ("-", A, B), ("+", B, C)),
    ("/", A, ("-", B, B)),
    ("value", "a", ("rural",)),
    ("/", A, ("lag", B, 1)),
    ("sum", A, 3),
    ("mean", RATE, 2),
    ("at", RATE, 2021),
    ("change", RATE, 2020),
    ("growth", A, 2020),
    ("among", RATE, "female"),
    ("ratio", RATE, "female", "male"),
    ("gap", ("mean", RATE, 2), "male", "female"),
    ("ages", RATE, "3_5", "6_11"),
    ("/", ("value", "p", ()), B),
]
"""Every kind of node."""

INDICATORS = [Indicator(f"f{number}", f"式{number}", "", oracle.text(tree)) for number, tree in enumerate(TREES)]
FORMULAS = [oracle.of_tree(f"f{number}", tree) for number, tree in enumerate(TREES)]


def worked(engine: Backend, facts: Any, threshold: float) -> pa.Table:
    """The figures of the region `r`."""
    return figures_on(engine, facts, Question(INDICATORS, ELEMENTS, PLACES, region="r", threshold=threshold))


@pytest.fixture
def duckdb() -> Iterator[DuckDB]:
    """A DuckDB that is closed after the test, its scratch folder with it."""
    engine = DuckDB()
    yield engine
    engine.close()


def near(rows: list[dict[str, Any]]) -> list[dict[str, Any]]:
    """Doubles may differ in the last digits: Spark adds in no fixed order."""
    return [{name: pytest.approx(value, rel=1e-9) if isinstance(value, float) else value for name, value in row.items()} for row in rows]


@pytest.mark.parametrize(("seed", "threshold"), [(1, 0.0), (2, 0.6), (3, 1.0)])
def test_both_engines_and_plain_python_agree(spark: Spark, duckdb: DuckDB, seed: int, threshold: float) -> None:
    facts = dense(seed)
    past = table(revised(facts, seed))
    on_spark = worked(spark, standing(spark, spark.put(past)), threshold)
    on_duckdb = worked(duckdb, standing(duckdb, duckdb.put(past)), threshold)
    assert on_spark.schema == on_duckdb.schema == FIGURES
    assert on_spark.to_pylist() == near(on_duckdb.to_pylist())
    bases = {code: element.basis for code, element in ELEMENTS.items()}
    expected = oracle.figures(facts, FORMULAS, MEASURED, bases, PLACES, "r", threshold)
    found = {(row["indicator"], row["place"], row["year"]): (row["value"], row["status"]) for row in on_spark.to_pylist()}
    assert found == {
        key: (row["value"] if row["value"] is None else pytest.approx(row["value"]), row["status"]) for key, row in expected.items()
    }
    assert sum(value is not None for value, _ in found.values()) > 20


@pytest.mark.parametrize(("seed", "boundaries"), [(6, None), (7, 2022)])
def test_places_that_merge_split_and_move_are_the_same_on_both(spark: Spark, duckdb: DuckDB, seed: int, boundaries: int | None) -> None:
    facts = [one for one in dense(seed, ("t2", "t3", "v1", "v2", "v5", "v6")) if one["period_to"].year > 2021]
    asked = Question(INDICATORS, ELEMENTS, CHANGED, region="r", threshold=0.5, boundaries=boundaries)
    on_spark, on_duckdb = (figures_on(engine, engine.put(table(facts)), asked).to_pylist() for engine in (spark, duckdb))
    assert on_spark == near(on_duckdb)
    assert sum(row["value"] is not None for row in on_spark) > 20
    if boundaries is not None:
        bases = {code: element.basis for code, element in ELEMENTS.items()}
        expected = oracle.figures(facts, FORMULAS, MEASURED, bases, TODAY, "r", 0.5, MOVES)
        found = {(row["indicator"], row["place"], row["year"]): row["value"] for row in on_spark if row["place"] in TODAY}
        assert found == {key: None if row["value"] is None else pytest.approx(row["value"]) for key, row in expected.items()}


def test_a_past_moment_is_the_same_on_both(spark: Spark, duckdb: DuckDB) -> None:
    past = table(revised(dense(4), 4))
    moment = datetime(2025, 1, 1, 3, 0, tzinfo=UTC)
    ids = [engine.arrow(standing(engine, engine.put(past), moment))["id"].to_pylist() for engine in (spark, duckdb)]
    assert sorted(ids[0]) == sorted(ids[1])
    assert 0 < len(ids[0]) < past.num_rows


def test_no_facts_no_figures(spark: Spark) -> None:
    assert worked(spark, spark.put(table([fact(1, "nobody", "r", 2023, 1)])), 0.6).num_rows == 0


@pytest.mark.parametrize("more", [[], ["--as-of", "2025-02-28"]])
def test_the_command_writes_the_same_on_both(spark: Spark, tmp_path: Path, more: list[str]) -> None:
    later = datetime(2025, 3, 1, tzinfo=UTC)
    facts = [
        fact(1, "infant_deaths", "qinghe2021_r", 2024, 8),
        fact(2, "live_births", "qinghe2021_r", 2024, 1000),
        fact(3, "infant_deaths", "qinghe2021_r", 2024, 5, recorded_at=later, supersedes=1),
    ]
    pq.write_table(table(facts), tmp_path / "f.parquet")
    for engine in ("duckdb", "spark"):
        command = ["compute", "qinghe2021", "--facts", str(tmp_path / "f.parquet"), "--engine", engine]
        assert main([*command, "--out", str(tmp_path / engine), *more]) == 0
    rows = pq.read_table(tmp_path / "spark").to_pylist()
    assert rows == near(pq.read_table(tmp_path / "duckdb").to_pylist())
    values = [row["value"] for row in rows if row["indicator"] == "infant_mortality_rate"]
    assert values == [8.0 if more else 5.0]


def test_a_stream_is_the_same_on_both(spark: Spark, duckdb: DuckDB) -> None:
    past = table(revised(dense(5), 5))
    taken = [engine.arrow(engine.take(past.to_reader(max_chunksize=100))).cast(past.schema).sort_by("id") for engine in (spark, duckdb)]
    assert taken[0].equals(taken[1])
    assert taken[0].equals(past.sort_by("id"))
