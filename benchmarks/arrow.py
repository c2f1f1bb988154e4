"""Facts out of SQLite and PostgreSQL into the engine, as a stream of Arrow, beside a cursor whose rows are made into Arrow.

`python benchmarks/arrow.py 10` takes ten million facts (the door `make bench` runs half a million): it makes them in a SQLite file and in a
PostgreSQL database of its own (DATABASE_URL_TEST names another server), both thrown away after. Each side runs in a process of its own, its
peak of memory is that process's and its child's (SQLite is read in one) added up; the cursor's side fetches 50,000 rows at a time and never holds all of them. What arrives is compared column by
column (count, count of nulls, sum of hashes). The exit code is 1 where they differ.
"""

from __future__ import annotations

import os
import resource
import sqlite3
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator, Sequence
from contextlib import closing
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Any, Final

import duckdb
import psycopg
import pyarrow as pa
import pyarrow.csv

from qingmiao.compute.backends import DuckDB
from qingmiao.facts.database import TABLE, database_of, reading
from qingmiao.facts.schema import SCHEMA

SERVER: Final = os.environ.get("DATABASE_URL_TEST", "postgresql://postgres@127.0.0.1:5432/postgres")
NAME: Final = "qingmiao_benchmark_arrow"
PIECE: Final = 50_000
COLUMNS: Final = ", ".join(SCHEMA.names)
TYPES: Final = {
    pa.int64(): ("integer", "bigint"),
    pa.string(): ("varchar(400)", "varchar(400)"),
    pa.date32(): ("date", "date"),
    pa.float64(): ("real", "double precision"),
    pa.bool_(): ("bool", "boolean"),
    pa.timestamp("us", tz="UTC"): ("datetime", "timestamptz"),
}
"""The columns as Django makes them, on SQLite and on PostgreSQL."""


def created(dialect: int) -> str:
    """The statement that makes the table: 0 SQLite, 1 PostgreSQL."""
    columns = (f"{one.name} {TYPES[one.type][dialect]}{'' if one.nullable else ' not null'}" for one in SCHEMA)
    return f"create table {TABLE} ({', '.join(columns)}, primary key (id))"


def generated(count: int) -> Iterator[pa.Table]:
    """The facts, a million at a time; all chance comes from a hash of the fact's number."""
    for start in range(0, count, 1_000_000):
        yield (
            duckdb.sql(f"""
            select i as id, 'element_' || i % 100 as element, 'place_' || hash(i) % 3000 as place,
                make_date((2014 + i % 10)::int, 1, 1) as period_from, make_date((2015 + i % 10)::int, 1, 1) as period_to,
                'calendar_year' as basis, ['all', 'female', 'male'][i % 3 + 1] as sex, 'all' as residence, 'all' as age, 'all' as other,
                'health' as stream, case when i % 20 > 0 then hash(i) % 100000 / 7 end as value, case when i % 50 = 0 then 500 end as n,
                null as std_error, case when i % 20 > 0 then 'observed' else 'not_collected' end as status, i % 2 = 0 as simulated,
                'import' as origin, '卫健局.csv:' || i as origin_id,
                timestamptz '2024-01-01 00:00:00+00' + to_microseconds((hash(i) % 10000000000000)::bigint) as recorded_at, '张三' as recorded_by,
                case when i % 25 = 0 then i - 1 end as supersedes
            from range({start + 1}, {min(start + 1_000_000, count) + 1}) t(i)""")
            .to_arrow_table()
            .cast(SCHEMA)
        )


def text(column: Any) -> Any:
    """Dates and moments as Django writes them into SQLite."""
    kind = column.type
    plain = column.cast(pa.timestamp("us")) if pa.types.is_timestamp(kind) else column
    return plain.cast(pa.string()) if pa.types.is_temporal(kind) else plain


def fill_sqlite(file: Path, count: int) -> None:
    """The facts in a SQLite file."""
    marks = ", ".join("?" * len(SCHEMA))
    with closing(sqlite3.connect(file)) as connection:
        connection.execute("pragma journal_mode = wal")
        connection.execute(created(0))
        for table in generated(count):
            for batch in table.to_batches(max_chunksize=PIECE):
                rows = zip(*(text(column).to_pylist() for column in batch.columns), strict=True)
                connection.executemany(f"insert into {TABLE} values ({marks})", rows)
            connection.commit()


def fill_postgres(url: str, count: int) -> None:
    """The facts in a PostgreSQL database."""
    with psycopg.connect(url) as connection:
        connection.execute(created(1))
        for table in generated(count):
            sink = pa.BufferOutputStream()
            pyarrow.csv.write_csv(table, sink, pyarrow.csv.WriteOptions(include_header=False))
            with connection.cursor().copy(f"copy {TABLE} from stdin with (format csv)") as copy:
                copy.write(memoryview(sink.getvalue()))


# ------------------------------------------------------------------------------------------------ the two ways


def as_arrow(url: str, engine: DuckDB) -> Any:
    """Our way."""
    with reading(database_of(url)) as reader:
        return engine.take(reader)


def by_cursor(url: str, engine: DuckDB) -> Any:
    """Rows as Python objects, by a cursor of the usual driver, fifty thousand at a time."""
    rows = sqlite_rows(url.removeprefix("sqlite:///")) if url.startswith("sqlite") else postgres_rows(url)
    return engine.take(pa.RecordBatchReader.from_batches(SCHEMA, rows))


def batch_of(rows: Sequence[Sequence[Any]]) -> pa.RecordBatch:
    return pa.RecordBatch.from_arrays([pa.array(cells, one.type) for cells, one in zip(zip(*rows, strict=True), SCHEMA)], schema=SCHEMA)


def sqlite_rows(file: str) -> Iterator[pa.RecordBatch]:
    dates = [index for index, one in enumerate(SCHEMA) if one.type == pa.date32()]
    moment, simulated = SCHEMA.get_field_index("recorded_at"), SCHEMA.get_field_index("simulated")
    with closing(sqlite3.connect(file)) as connection:
        cursor = connection.execute(f"select {COLUMNS} from {TABLE}")
        while rows := cursor.fetchmany(PIECE):
            typed = [list(row) for row in rows]
            for row in typed:
                for index in dates:
                    row[index] = date.fromisoformat(row[index])
                row[moment] = datetime.fromisoformat(row[moment]).replace(tzinfo=UTC)
                row[simulated] = bool(row[simulated])
            yield batch_of(typed)


def postgres_rows(url: str) -> Iterator[pa.RecordBatch]:
    with psycopg.connect(url) as connection, connection.cursor(name="facts") as cursor:
        cursor.execute(f"select {COLUMNS} from {TABLE}")
        while rows := cursor.fetchmany(PIECE):
            yield batch_of(rows)


WAYS: Final = {"arrow": as_arrow, "cursor": by_cursor}


def one(way: str, url: str) -> int:
    """Read by one of the two ways; print seconds, peak of memory (GB) and what identifies the table."""
    engine = DuckDB()
    start = time.perf_counter()
    table = WAYS[way](url, engine)
    seconds = time.perf_counter() - start
    peak = sum(resource.getrusage(whose).ru_maxrss for whose in (resource.RUSAGE_SELF, resource.RUSAGE_CHILDREN)) / 1e6
    sums = ", ".join(f"count({name}), sum(hash({name})::hugeint)" for name in SCHEMA.names)
    told = engine.connection.raw_sql(f"select count(*), {sums} from {table.op().name}").fetchone()
    engine.close()
    print(seconds, peak, *told)
    return 0


def measured(way: str, url: str) -> tuple[float, float, list[str]]:
    """What `one` prints, of a process of its own; the start of the process is not counted."""
    told = subprocess.run([sys.executable, __file__, way, url], check=True, capture_output=True, text=True).stdout.split()
    return float(told[0]), float(told[1]), told[2:]


def compared(name: str, url: str, count: int) -> bool:
    """Measure both ways on one database, print, and tell whether the tables are equal and whole."""
    arrow, arrow_peak, ours = measured("arrow", url)
    cursor, cursor_peak, theirs = measured("cursor", url)
    same = ours == theirs and ours[0] == str(count)
    print(
        f"{name}：{ours[0]} 条事实 / facts，{'逐列相同 / every column equal' if same else '不同 / DIFFER'}\n"
        f"  Arrow {arrow:.1f} s，{arrow_peak:.2f} GB；游标 / cursor {cursor:.1f} s，{cursor_peak:.2f} GB；"
        f"游标是 Arrow 的 / cursor ÷ Arrow {cursor / arrow:.1f} 倍 / times"
    )
    return same


def with_postgres(count: int) -> bool:
    """PostgreSQL's half, in a database of its own."""
    url = SERVER.rpartition("/")[0] + f"/{NAME}"
    with psycopg.connect(SERVER, autocommit=True) as server:
        server.execute(f"drop database if exists {NAME}")
        server.execute(f"create database {NAME}")
        try:
            fill_postgres(url, count)
            return compared("PostgreSQL", url, count)
        finally:
            server.execute(f"drop database {NAME}")


def main(argv: Sequence[str]) -> int:
    """Print both databases' figures."""
    if argv and argv[0] in WAYS:
        return one(argv[0], argv[1])
    count = round((float(argv[0]) if argv else 0.5) * 1_000_000)
    with tempfile.TemporaryDirectory() as folder:
        file = Path(folder) / "facts.sqlite3"
        fill_sqlite(file, count)
        same = compared("SQLite", f"sqlite:///{file}", count)
    return int(not (with_postgres(count) and same))


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
