"""A store that is brought up to date file by file holds what plain Python works out from all facts at once."""

from __future__ import annotations

import os
import random
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any

import duckdb
import pyarrow.parquet as pq
import pytest

from qingmiao.compute import figures
from qingmiao.compute.engine import Question
from qingmiao.compute.keeping import Change, bring_up_to_date, write_figures
from qingmiao.errors import UserError
from qingmiao.facts.revisions import current
from qingmiao.places import Gazetteer
from tests.compute import oracle
from tests.compute.drawn import ELEMENTS, MEASURED, PLACES, dense, revised
from tests.compute.facts import fact, table
from tests.compute.test_boundaries import CHANGED, SETS
from tests.compute.test_figures import FORMULAS, INDICATORS, RATE, VILLAGES, both

Rows = dict[Any, dict[str, Any]]


def question(
    places: Gazetteer = VILLAGES, indicators: Sequence[Any] = RATE, threshold: float = 0.0, boundaries: int | None = None
) -> Question:
    return Question(indicators, ELEMENTS, places, "r", threshold, boundaries)


def put(folder: Path, name: str, facts: list[dict[str, Any]]) -> None:
    folder.mkdir(exist_ok=True)
    pq.write_table(table(facts), folder / f"{name}.parquet")


def held(folder: Path) -> Rows:
    """The figures in the store of a folder."""
    out = folder.parent / "out.parquet"
    count = write_figures(folder.parent / "store.duckdb", out)
    rows = pq.read_table(out).to_pylist()
    assert len(rows) == count
    keys = [(row.pop("indicator"), row.pop("place"), row.pop("year")) for row in rows]
    assert keys == sorted(set(keys))
    return near(dict(zip(keys, rows, strict=True)))


def near(rows: Rows) -> Rows:
    return {key: {name: pytest.approx(one) if isinstance(one, float) else one for name, one in row.items()} for key, row in rows.items()}


def at_once(asked: Question, facts: list[dict[str, Any]]) -> Rows:
    made = figures(
        current(table(facts)),
        indicators=asked.indicators,
        elements=asked.elements,
        gazetteer=asked.gazetteer,
        region=asked.region,
        threshold=asked.threshold,
        boundaries=asked.boundaries,
    )
    return {(row.pop("indicator"), row.pop("place"), row.pop("year")): row for row in made.to_pylist()}


def parted(facts: list[dict[str, Any]], seed: int) -> Iterator[list[dict[str, Any]]]:
    """The facts of most places first, then those of single places, one place after another."""
    draw = random.Random(seed)
    late = draw.sample(sorted({one["place"] for one in facts}), 2)
    later = [one for one in facts if one["place"] in late and draw.random() < 0.5]
    yield [one for one in facts if one not in later]
    yield from ([one for one in later if one["place"] == place] for place in late)


@pytest.mark.parametrize(("seed", "threshold"), [(1, 0.0), (2, 0.6)])
def test_file_by_file_equals_plain_python(tmp_path: Path, seed: int, threshold: float) -> None:
    facts = dense(seed)
    asked = question(PLACES, INDICATORS, threshold)
    told: list[dict[str, Any]] = []
    changes = []
    for number, some in enumerate(parted(revised(facts, seed), seed)):
        put(tmp_path / "facts", str(number), some)
        told += some
        changes.append(bring_up_to_date(tmp_path / "store.duckdb", asked, tmp_path / "facts"))
        assert at_once(asked, told) == held(tmp_path / "facts")
    bases = {code: element.basis for code, element in ELEMENTS.items()}
    assert oracle.figures(facts, FORMULAS, MEASURED, bases, PLACES, "r", threshold) == held(tmp_path / "facts")
    assert [change.places is None for change in changes] == [True, False, False]


@pytest.mark.parametrize("boundaries", [None, 2022])
@pytest.mark.parametrize("seed", range(2))
def test_places_that_merge_and_split(tmp_path: Path, seed: int, boundaries: int | None) -> None:
    draw = random.Random(seed)
    asked = question(CHANGED, RATE, 0.6, boundaries)
    rows = [(place, year) for place in ("t2", "t3", "t4", "v1", "v2", "v5", "v6", "r") for year in (2021, 2022) if draw.random() < 0.8]
    facts = [one for number, (place, year) in enumerate(rows) for one in both(place, draw.randint(0, 9), draw.randint(5, 99), number, year)]
    facts += [
        fact(900 + n, "resident_population", place, 2021, draw.randint(1, 9))
        for n, place in enumerate(("t2", "t3", "v1", "v2", "v5", "v6"))
    ]
    told: list[dict[str, Any]] = []
    for number, some in enumerate(parted(facts, seed)):
        put(tmp_path / "facts", str(number), some)
        told += some
        bring_up_to_date(tmp_path / "store.duckdb", asked, tmp_path / "facts")
        assert at_once(asked, told) == held(tmp_path / "facts")


def kept(tmp_path: Path, *files: list[dict[str, Any]], places: Gazetteer = VILLAGES) -> list[Change]:
    changes = []
    for number, facts in enumerate(files):
        put(tmp_path / "facts", str(number), facts)
        changes.append(bring_up_to_date(tmp_path / "store.duckdb", question(places), tmp_path / "facts"))
    return changes


def test_one_village_changes_itself_and_what_lies_above(tmp_path: Path) -> None:
    first = [one for number, village in enumerate(("v11", "v12", "v21")) for one in both(village, 1, 10, number)]
    changes = kept(tmp_path, first, both("v13", 7, 10, 20))
    assert changes == [Change(None, 6), Change(frozenset({"v13", "t1", "r"}), 3)]
    rows = held(tmp_path / "facts")
    assert rows["rate", "t1", 2023]["value"] == 30.0
    assert (rows["rate", "r", 2023]["numerator"], rows["rate", "r", 2023]["denominator"]) == (10.0, 40.0)
    assert rows["rate", "t2", 2023]["value"] == 10.0


def test_nothing_new_changes_nothing(tmp_path: Path) -> None:
    assert kept(tmp_path, both("v11", 1, 10), [])[-1].places == frozenset()
    again = bring_up_to_date(tmp_path / "store.duckdb", question(), tmp_path / "facts")
    assert again == Change(frozenset(), 0)


def test_a_correction_that_names_another_place_takes_the_fact_from_the_wrong_one(tmp_path: Path) -> None:
    moved = [fact(50, "a", "v21", 2023, 4, supersedes=2), fact(51, "b", "v21", 2023, 10, supersedes=3)]
    changes = kept(tmp_path, [*both("v11", 1, 10), *both("v12", 4, 10, 1)], moved)
    assert changes[-1].places == {"v12", "v21", "t1", "t2", "r"}
    rows = held(tmp_path / "facts")
    assert ("rate", "v12", 2023) not in rows
    assert (rows["rate", "t1", 2023]["numerator"], rows["rate", "t2", 2023]["numerator"]) == (1.0, 4.0)


def test_a_set_of_places_takes_part(tmp_path: Path) -> None:
    changes = kept(tmp_path, [*both("v1", 1, 10), *both("t2", 3, 10, 1)], both("t3", 5, 10, 2), places=SETS)
    assert changes[-1].places == {"t3", "two", "r"}
    assert held(tmp_path / "facts")["rate", "two", 2023]["numerator"] == 6.0


def test_people_told_later_weigh_what_is_above(tmp_path: Path) -> None:
    people = [fact(90 + n, "resident_population", f"v1{n}", 2022, 100 * n) for n in (1, 2, 3, 4)]
    kept(tmp_path, [*both("v11", 1, 10), *people], [fact(99, "resident_population", "v15", 2022, 1000)])
    assert held(tmp_path / "facts")["rate", "t1", 2023]["people_reporting"] == pytest.approx(100 / 2000)


@pytest.mark.parametrize("change", ["year", "file", "gone", "question"])
def test_everything_is_worked_out_anew(tmp_path: Path, change: str) -> None:
    kept(tmp_path, both("v11", 1, 10), both("v12", 2, 10, 1))
    folder, asked, expected = tmp_path / "facts", question(), 3.0
    if change == "year":
        put(folder, "9", both("v13", 1, 10, 9, 2030))
    elif change == "file":
        put(folder, "1", both("v12", 5, 10, 1))
        os.utime(folder / "1.parquet", ns=(1, 1))
        expected = 6.0
    elif change == "gone":
        (folder / "1.parquet").unlink()
        expected = 1.0
    else:
        asked = question(threshold=0.1)
    assert bring_up_to_date(tmp_path / "store.duckdb", asked, folder).places is None
    assert held(folder)["rate", "t1", 2023]["numerator"] == expected


def test_nothing_is_half_done(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Broken off between the counts and the list of files, the store is what it was."""
    kept(tmp_path, both("v11", 1, 10))
    before = held(tmp_path / "facts")
    put(tmp_path / "facts", "1", both("v12", 2, 10, 1))
    with monkeypatch.context() as patch:
        patch.setattr("qingmiao.compute.keeping._file_table", lambda files: 1 / 0)
        with pytest.raises(ZeroDivisionError):
            bring_up_to_date(tmp_path / "store.duckdb", question(), tmp_path / "facts")
    assert held(tmp_path / "facts") == before
    assert bring_up_to_date(tmp_path / "store.duckdb", question(), tmp_path / "facts").places == {"v12", "t1", "r"}


def test_no_store_and_a_store_in_use_are_told(tmp_path: Path) -> None:
    put(tmp_path / "facts", "0", both("v11", 1, 10))
    (tmp_path / "store.duckdb").write_text("不是结果库" * 1000)
    with pytest.raises(UserError, match="打不开"):
        bring_up_to_date(tmp_path / "store.duckdb", question(), tmp_path / "facts")
    with pytest.raises(UserError, match="这不是数据表"):
        bring_up_to_date(tmp_path / "other.duckdb", question(), tmp_path / "nothing")
    assert not (tmp_path / "other.duckdb").exists()


def test_a_database_that_is_no_store_is_left_alone(tmp_path: Path) -> None:
    put(tmp_path / "facts", "0", both("v11", 1, 10))
    with duckdb.connect(str(tmp_path / "store.duckdb")) as other:
        other.execute("create table figures as select 1 as mine")
    with pytest.raises(UserError, match="别的数据"):
        bring_up_to_date(tmp_path / "store.duckdb", question(), tmp_path / "facts")
    with duckdb.connect(str(tmp_path / "store.duckdb")) as other:
        assert other.execute("from figures").fetchall() == [(1,)]
