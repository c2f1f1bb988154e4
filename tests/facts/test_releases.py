"""Releases: frozen once, the same for ever, proved by their hash."""

from __future__ import annotations

import hashlib
import struct
from datetime import timedelta
from pathlib import Path
from typing import Any

import pyarrow as pa
import pyarrow.parquet as pq
import pytest
from hypothesis import given
from hypothesis import strategies as st

from qingmiao.errors import UserError
from qingmiao.facts import SCHEMA, releases, revisions
from tests.facts.helpers import START, facts, row

LATER = START + timedelta(days=30)


def store() -> pa.Table:
    """Three facts, one of them corrected on the fourth day."""
    return facts(
        row(1), row(2, place="二村", value=None, status="not_collected"), row(3, place="三村", n=9), row(4, supersedes=1, value=31.0)
    )


def test_a_release_holds_what_was_current_at_its_moment(tmp_path: Path) -> None:
    first = releases.freeze(store(), "2024 年报", START + timedelta(days=3), tmp_path)
    second = releases.freeze(store(), "2024 年报 更正", LATER, tmp_path)
    assert releases.facts_of(first, tmp_path)["id"].to_pylist() == [1, 2, 3]
    assert releases.facts_of(second, tmp_path).equals(revisions.current(store()))
    assert (first.count, second.count) == (3, 3)
    assert releases.releases(tmp_path) == (first, second)
    assert not list(tmp_path.glob("*.part"))


def test_freezing_again_is_harmless_and_a_name_is_taken_once(tmp_path: Path) -> None:
    first = releases.freeze(store(), "年报", LATER, tmp_path)
    assert releases.freeze(store(), "年报", LATER + timedelta(days=1), tmp_path) == first
    with pytest.raises(UserError, match="已经有了"):
        releases.freeze(store().slice(0, 2), "年报", LATER, tmp_path)
    assert releases.verify(first, tmp_path)


def test_damage_is_found(tmp_path: Path) -> None:
    release = releases.freeze(store(), "年报", LATER, tmp_path)
    other = releases.freeze(facts(row(1), row(3), row(4)), "其他", LATER, tmp_path)
    file = tmp_path / release.file
    good = file.read_bytes()
    pq.write_table(
        facts(row(2, place="二村", value=None, status="not_collected"), row(3, place="三村", n=8), row(4, supersedes=1, value=31.0)), file
    )
    assert not releases.verify(release, tmp_path)
    for bad in (good[:-20], b"", b"PAR1" + good[4:-4] + b"XXXX", (tmp_path / other.file).read_bytes()):
        file.write_bytes(bad)
        assert not releases.verify(release, tmp_path)
    file.unlink()
    assert not releases.verify(release, tmp_path)
    file.write_bytes(good)
    assert releases.verify(release, tmp_path)


@pytest.mark.parametrize("text", ["", "{}", "[]", '{"name": 1, "moment": "x", "count": 1, "sha256": "", "file": ""}'])
def test_a_note_that_cannot_be_read_is_told(tmp_path: Path, text: str) -> None:
    (tmp_path / "release-x.json").write_text(text, encoding="utf-8")
    with pytest.raises(UserError, match="读不出"):
        releases.releases(tmp_path)


@pytest.mark.parametrize("name", ['a:b/c\\d*?"<>|', "CON", "..", "", "a" * 300, "年报 2024"])
def test_any_name_gives_a_file_that_windows_takes(tmp_path: Path, name: str) -> None:
    release = releases.freeze(store(), name, LATER, tmp_path)
    assert release.name == name
    assert not set(release.file) & set('\\/:*?"<>| ')
    assert len(release.file) < 100
    assert releases.verify(release, tmp_path)


def test_the_hash_by_hand() -> None:
    """Of two small columns, from the description: name, which are empty, values."""
    table = pa.table({"id": pa.array([2, 1], pa.int64()), "place": pa.array(["乙", None])})
    by_hand = hashlib.sha256()
    by_hand.update(b"id" + b"\0\0" + struct.pack("<qq", 1, 2))
    by_hand.update(b"place" + b"\1\0" + struct.pack("<qq", 0, 3) + "乙".encode())
    assert releases.sha256_of(table) == by_hand.hexdigest()


@given(st.lists(st.floats(allow_nan=False, allow_infinity=False), min_size=1, max_size=8), st.data())
def test_the_hash_knows_content_not_order_or_chunks(values: list[float], data: Any) -> None:
    table = facts(*[row(index, place=f"v{index}", value=value) for index, value in enumerate(values, 1)])
    order = data.draw(st.permutations(range(len(values))))
    cut = data.draw(st.integers(0, len(values)))
    shuffled = table.take(pa.array(order, pa.int64()))
    assert releases.sha256_of(pa.concat_tables([shuffled.slice(0, cut), shuffled.slice(cut)])) == releases.sha256_of(table)
    column = SCHEMA.get_field_index("value")
    changed = [values[0] + 1.0 if values[0] + 1.0 != values[0] else 0.0, *values[1:]]
    assert releases.sha256_of(table.set_column(column, SCHEMA.field(column), pa.array(changed, pa.float64()))) != releases.sha256_of(table)
