"""The counts and figures of a plan kept in a DuckDB file, so that new facts of a few places are worked out for these and those above them.

Facts are files that are added to a folder and never changed. The store remembers which of them it has seen; where one has changed or is
gone, where the plan asks something else, or where a year comes up for the first time, everything is worked out anew.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Collection, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final

import duckdb
import ibis
import pyarrow as pa
import pyarrow.compute as pc

from qingmiao.compute.backends import DuckDB
from qingmiao.compute.engine import Counts, Part, Question, counts_on, judged, people_of, tree_for, years_asked
from qingmiao.compute.parts import Tree
from qingmiao.compute.running import check_columns
from qingmiao.compute.schema import FIGURES
from qingmiao.compute.shapes import variants_of
from qingmiao.compute.standing import standing, standing_in
from qingmiao.errors import UserError

_LAYOUT: Final = 2  # raised when what is kept, or a rule of the engine, changes
_FILES: Final = pa.schema([("name", pa.string()), ("size", pa.int64()), ("modified", pa.int64())])
_TABLES: Final = ("counts", "figures", "places", "members", "carried", "lagged", "people", "files", "state")

Files = Collection[tuple[str, int, int]]
"""Name, size and moment of the last change (nanoseconds) of each."""


@dataclass(frozen=True, slots=True)
class Change:
    """What was worked out: the places (None: all of them), and how many figures they have."""

    places: frozenset[str] | None
    figures: int


def bring_up_to_date(store: Path, question: Question, facts: Path) -> Change:
    """Bring a store (made when it is not there) up to date with the facts of a Parquet file, or of a folder of them.

    Either all of it is brought up to date or nothing. Raises UserError where the file is no store, or is in use.
    """
    check_columns(facts)
    with _opened(store) as engine:
        told = _files(facts)
        before = _state(engine, question)
        seen = _seen(engine) if before else set()
        if before is None or not seen <= told:
            return _all(engine, question, facts, told)
        if not (new := told - seen):
            return Change(frozenset(), 0)
        return _some(engine, question, facts, new, before["years"]) or _all(engine, question, facts, told)


def write_figures(store: Path, out: Path) -> int:
    """Write the figures of a store to a Parquet file, ordered by indicator, place and year; returns how many they are."""
    with _opened(store) as engine:
        engine.write(engine.connection.table("figures").order_by("indicator", "place", "year"), out)
        return _rows(engine, "figures")


@contextmanager
def _opened(store: Path) -> Iterator[DuckDB]:
    store.parent.mkdir(parents=True, exist_ok=True)
    try:
        engine = DuckDB(file=store)
    except duckdb.Error as error:
        raise _unfit(store, f"打不开，或正被别的程序使用 / it cannot be opened, or another program is using it: {error}") from error
    try:
        if (held := set(engine.connection.list_tables())) and held != set(_TABLES):
            raise _unfit(store, "里面是别的数据 / it holds something else")
        yield engine
    finally:
        engine.close()


def _unfit(store: Path, why: str) -> UserError:
    return UserError(
        what=f"这个结果库用不了：{why} / the store of figures cannot be used",
        where=f"文件 / file: {store}",
        cure="等另一个程序结束，或换个文件名；确是结果库而坏了的，删去后会重算 / wait for the other program, or give another name;"
        " a broken store may be deleted and is made again",
    )


def _files(facts: Path) -> set[tuple[str, int, int]]:
    """The files of facts, as they are now."""
    found = sorted(facts.glob("*.parquet")) if facts.is_dir() else [facts]
    return {(path.name, stat.st_size, stat.st_mtime_ns) for path in found for stat in (path.stat(),)}


def _seen(engine: DuckDB) -> set[tuple[str, int, int]]:
    return set(engine.connection.raw_sql("select name, size, modified from files").fetchall())


def _state(engine: DuckDB, question: Question) -> dict[str, Any] | None:
    """What the store remembers, None where it is empty or was made for another question."""
    if not engine.connection.list_tables():
        return None
    (text,) = engine.connection.raw_sql("select told from state").fetchone()
    state: dict[str, Any] = json.loads(text)
    return state if state["question"] == _fingerprint(question) else None


def _fingerprint(question: Question) -> str:
    """What the counts depend on besides facts."""
    variants = variants_of(question.indicators, question.elements)
    usual = {code: question.elements[code].basis for one in variants for code in one.shape.elements if code in question.elements}
    told = (_LAYOUT, variants, sorted(usual.items()), tuple(question.gazetteer), question.region, question.threshold, question.boundaries)
    return hashlib.sha256(repr(told).encode()).hexdigest()


# ------------------------------------------------------------------------------------------------ all places


def _all(engine: DuckDB, question: Question, facts: Path, files: Files) -> Change:
    stand = standing(engine, engine.parquet(facts))
    people = people_of(engine, stand)
    counts = counts_on(engine, stand, question)
    with _at_once(engine):
        for name in _TABLES:
            engine.connection.raw_sql(f"drop table if exists {name}")
        figures = _kept_in_full(engine, counts, question.threshold)
        _put_tree(engine, tree_for(question, [] if counts is None else counts.years, people), people)
        _make(engine, "files", engine.put(_file_table(files)))
        told = json.dumps({"question": _fingerprint(question), "years": [] if counts is None else list(counts.years)})
        _make(engine, "state", engine.put(pa.table({"told": [told]})))
    return Change(None, figures)


def _kept_in_full(engine: DuckDB, counts: Counts | None, threshold: float) -> int:
    if counts is None:
        _make(engine, "figures", engine.put(FIGURES.empty_table()))
        _make(engine, "counts", engine.put(FIGURES.empty_table()))
        return 0
    _make(engine, "counts", counts.table)
    kept = Counts(engine.connection.table("counts"), counts.tree, counts.variants, counts.rivals, counts.years)
    _make(engine, "figures", judged(engine, kept, threshold))
    return _rows(engine, "figures")


# ------------------------------------------------------------------------------------------------ a few places


def _some(engine: DuckDB, question: Question, facts: Path, new: Files, years: Sequence[int]) -> Change | None:
    """Work out the places that new files tell of, and those above them; None where that is not enough."""
    folder = facts if facts.is_dir() else facts.parent
    added = engine.keep(engine.parquet(*(folder / name for name, _, _ in sorted(new))))
    if not set(years_asked(engine, added, question)) <= set(years):
        return None
    every = engine.parquet(facts)
    corrected = added.filter(added.supersedes.notnull())
    touched = _places(engine, added) | _places(engine, every.semi_join(corrected, every.id == corrected.supersedes))
    tree = Tree(*(engine.arrow(engine.connection.table(name)) for name in ("places", "members", "carried", "lagged")))
    part = _part(engine, tree, touched, years)
    feeding = {place for table in (part.tree.carried, part.tree.lagged) for place in table["place"].to_pylist()}
    stand = standing_in(engine, every, {*part.places, *feeding})
    told = people_of(engine, stand)
    people = {place: value for place, value in _people(engine).items() if place not in part.places} | told
    if people != _people(engine):
        tree = tree_for(question, years, people)
        part = _part(engine, tree, touched, years)
    counts = counts_on(engine, stand, question, part)
    assert counts is not None  # there are years, so there are variants
    rows = engine.keep(counts.table)
    figures = engine.keep(judged(engine, Counts(rows, counts.tree, counts.variants, counts.rivals, years), question.threshold))
    with _at_once(engine):
        for name, table in (("counts", rows), ("figures", figures)):
            engine.connection.raw_sql(f"delete from {name} where place in (select unnest($1))", parameters=[sorted(part.places)])
            engine.connection.insert(name, table)
        if people != _people(engine):
            _put_tree(engine, tree, people)
        engine.connection.insert("files", engine.put(_file_table(new)))
    return Change(frozenset(part.places), _rows(engine, figures.op().name))


def _places(engine: DuckDB, facts: Any) -> set[str]:
    return set(engine.arrow(facts.select("place").distinct())["place"].to_pylist())


def _people(engine: DuckDB) -> dict[str, float]:
    return dict(engine.connection.raw_sql("select place, value from people").fetchall())


def _part(engine: DuckDB, tree: Tree, touched: Collection[str], years: Sequence[int]) -> Part:
    """The touched places and all above them in any year, with the counts of the parts that they take in besides."""
    places = _closed(tree, touched)
    wanted = pa.array(sorted(places), pa.string())
    rows = tree.places.filter(pc.or_(pc.is_in(tree.places["place"], wanted), pc.fill_null(pc.is_in(tree.places["parent"], wanted), False)))
    kept = pc.is_in(rows["parent"], wanted)
    rows = rows.set_column(rows.schema.get_field_index("parent"), "parent", pc.if_else(kept, rows["parent"], None))
    members = tree.members.filter(pc.is_in(tree.members["parent"], wanted))
    carried = tree.carried.filter(pc.is_in(tree.carried["to"], wanted))
    beside = sorted((set(rows["place"].to_pylist()) | set(members["place"].to_pylist())) - places)
    counts = engine.connection.table("counts")
    lagged = tree.lagged.filter(pc.is_in(tree.lagged["to"], wanted))
    return Part(places, counts.filter(counts.place.isin(beside)), Tree(rows, members, carried, lagged), years)


def _closed(tree: Tree, touched: Collection[str]) -> set[str]:
    """The places that change when these do: what they are carried into, and whatever takes any of them in."""
    above: dict[str, set[str]] = {}
    for table, to in ((tree.places, "parent"), (tree.members, "parent"), (tree.carried, "to"), (tree.lagged, "to")):
        for place, other in zip(table["place"].to_pylist(), table[to].to_pylist(), strict=True):
            if other is not None:
                above.setdefault(place, set()).add(other)
    found, left = set(touched), list(touched)
    while left:
        news = above.get(left.pop(), set()) - found
        found |= news
        left += news
    return found


# ------------------------------------------------------------------------------------------------ tables


def _make(engine: DuckDB, name: str, table: Any) -> None:
    engine.connection.raw_sql(f"create table {name} as {ibis.to_sql(table, dialect='duckdb')}")


def _put_tree(engine: DuckDB, tree: Tree, people: dict[str, float]) -> None:
    """Put the tree of places, and the people that it was made with, in the place of what was there."""
    told = pa.table({"place": pa.array(people, pa.string()), "value": pa.array(people.values(), pa.float64())})
    tables = {"places": tree.places, "members": tree.members, "carried": tree.carried, "lagged": tree.lagged, "people": told}
    for name, table in tables.items():
        engine.connection.raw_sql(f"drop table if exists {name}")
        _make(engine, name, engine.put(table))


def _rows(engine: DuckDB, name: str) -> int:
    return int(engine.connection.raw_sql(f"select count(*) from {name}").fetchone()[0])


def _file_table(files: Files) -> pa.Table:
    return pa.table(
        [pa.array(column, one.type) for column, one in zip(zip(*sorted(files), strict=True), _FILES, strict=True)], schema=_FILES
    )


@contextmanager
def _at_once(engine: DuckDB) -> Iterator[None]:
    """All changes inside, or none of them."""
    engine.connection.raw_sql("begin")
    try:
        yield
    except BaseException:  # whatever ends it, an interruption too: nothing half done may stay
        engine.connection.raw_sql("rollback")
        raise
    engine.connection.raw_sql("commit")
