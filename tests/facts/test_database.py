"""Facts out of real databases: every kind of cell, one state while others write, nothing of a password in what is told.

Tables and rows are written here by the databases' own drivers, in the form in which Django keeps them.
"""

from __future__ import annotations

import sqlite3
from collections.abc import Callable, Iterator
from contextlib import closing
from datetime import UTC, date, datetime, timedelta, timezone
from pathlib import Path
from typing import Any

import psycopg
import pyarrow as pa
import pytest

from qingmiao.errors import UserError
from qingmiao.facts import SCHEMA
from qingmiao.facts.database import Database, database_in, database_of, facts_in, is_url, reading
from tests.compute.facts import fact

POSTGRES = """create table ledger_fact (
    id bigint primary key, element varchar(96) not null, place varchar(64) not null, period_from date not null, period_to date not null,
    basis varchar(24) not null, sex varchar(24) not null, residence varchar(24) not null, age varchar(48) not null, other varchar(96) not null,
    stream varchar(24) not null, value double precision, n bigint, std_error double precision, status varchar(24) not null,
    simulated boolean not null, origin varchar(24) not null, origin_id text not null, recorded_at timestamptz not null,
    recorded_by varchar(150) not null, supersedes bigint)"""
SQLITE = POSTGRES.replace("timestamptz", "datetime").replace("double precision", "real").replace("boolean", "bool").replace(" not null", "")

Write = Callable[[list[dict[str, Any]]], None]

BEIJING = timezone(timedelta(hours=8))
SHOWN: list[dict[str, Any]] = [
    fact(1, "births", "qinghe", 2024, None, status="not_collected", recorded_by="张三"),
    fact(2, "births", "东塘镇", 1899, 0.1 + 0.2, n=2**40, std_error=1e-300, simulated=True, supersedes=1, origin_id="甲" * 100_000),
    fact(
        3,
        "births",
        "x",
        2024,
        -0.0,
        origin_id="引号\" ' 逗号, 换行\n制表\t反斜杠\\ \\N 🌱",
        recorded_at=datetime(2025, 1, 1, 0, 0, 0, 1, UTC),
    ),
    fact(4, "", " ", 2024, 1e308, recorded_at=datetime(2024, 2, 29, 7, 59, 59, 999999, BEIJING)),
    fact(2**62, "births", "x", 9998, 7.0, period_from=date(1, 1, 1), recorded_at=datetime(1969, 12, 31, 23, 59, 59, 500000, UTC)),
]


@pytest.fixture
def sqlite_database(tmp_path: Path) -> tuple[str, Write]:
    """A SQLite file as the site makes it, and how rows come into it."""
    file = tmp_path / "数据 #1%.sqlite3"
    with closing(sqlite3.connect(file)) as connection:
        connection.execute("pragma journal_mode = wal")
        connection.execute(SQLITE)

    def plain(cell: Any) -> Any:
        if isinstance(cell, datetime):
            return str(cell.astimezone(UTC).replace(tzinfo=None))
        return str(cell) if isinstance(cell, date) else cell

    def write(rows: list[dict[str, Any]]) -> None:
        with closing(sqlite3.connect(file)) as connection, connection:
            marks = ", ".join("?" * len(SCHEMA))
            connection.executemany(
                f"insert into ledger_fact values ({marks})", [[plain(row[name]) for name in SCHEMA.names] for row in rows]
            )

    return "sqlite:///" + str(file).replace("%", "%25").replace("#", "%23"), write


@pytest.fixture
def postgres_database(postgres_url: str, request: pytest.FixtureRequest, worker_id: str) -> Iterator[tuple[str, Write]]:
    """A PostgreSQL database of this test's own, whose clock stands in Shanghai."""
    name = f"qingmiao_arrow_{worker_id}"
    url = f"{postgres_url.rpartition('/')[0]}/{name}"
    with psycopg.connect(postgres_url, autocommit=True) as server:
        server.execute(f"drop database if exists {name} with (force)")
        server.execute(f"create database {name}")
        server.execute(f"alter database {name} set timezone = 'Asia/Shanghai'")
        with psycopg.connect(url) as connection:
            connection.execute(POSTGRES)

        def write(rows: list[dict[str, Any]]) -> None:
            with psycopg.connect(url) as connection, connection.cursor().copy("copy ledger_fact from stdin") as copy:
                for row in rows:
                    copy.write_row([row[name] for name in SCHEMA.names])

        yield url, write
        server.execute(f"drop database {name} with (force)")


@pytest.fixture(params=["sqlite_database", pytest.param("postgres_database", marks=pytest.mark.postgres)])
def database(request: pytest.FixtureRequest) -> tuple[str, Write]:
    """Each of the two."""
    return request.getfixturevalue(request.param)


def rows_of(table: pa.Table) -> list[dict[str, Any]]:
    assert table.schema.equals(SCHEMA, check_metadata=True)
    return table.sort_by("id").to_pylist()


def test_every_kind_of_cell_arrives(database: tuple[str, Write]) -> None:
    url, write = database
    write(SHOWN)
    assert rows_of(facts_in(database_of(url))) == SHOWN


def test_an_empty_table_is_a_table(database: tuple[str, Write]) -> None:
    assert rows_of(facts_in(database_of(database[0]))) == []


def test_a_column_that_is_empty_for_long_keeps_its_type(database: tuple[str, Write]) -> None:
    """More rows than a batch holds without a value, then one with: a driver that guesses by the first batch would fail."""
    url, write = database
    blank = fact(0, "births", "x", 2024, None, status="not_collected")
    rows = [blank | {"id": number} for number in range(1, 70_001)]
    write([*rows, fact(70_001, "births", "x", 2024, 1.5, n=3, std_error=0.25, supersedes=9)])
    table = facts_in(database_of(url)).sort_by("id")
    assert table.num_rows == 70_001
    assert table["value"].null_count == table["n"].null_count == table["supersedes"].null_count == 70_000
    assert table.slice(70_000).to_pylist()[0]["value"] == 1.5


def test_one_read_sees_one_state(database: tuple[str, Write]) -> None:
    """While the batches come, somebody commits: a fact and the correction of another; neither is seen, and the next read sees both."""
    url, write = database
    write([fact(number, "births", "x", 2024, 1.0, origin_id="长" * 300) for number in range(1, 70_001)])
    with reading(database_of(url)) as reader:
        seen = reader.read_next_batch().num_rows
        write([fact(70_001, "births", "y", 2024, 2.0), fact(70_002, "births", "x", 2024, 3.0, supersedes=1)])
        seen += sum(batch.num_rows for batch in reader)
    assert seen == 70_000
    assert facts_in(database_of(url)).num_rows == 70_002


def test_a_reader_that_is_left_early_lets_go(database: tuple[str, Write]) -> None:
    url, write = database
    write([fact(number, "births", "x", 2024, 1.0) for number in range(1, 70_001)])
    with reading(database_of(url)) as reader:
        reader.read_next_batch()
    write([fact(70_001, "births", "x", 2024, 1.0)])
    assert facts_in(database_of(url)).num_rows == 70_001


# ---------------------------------------------------------------------------------------------- what goes wrong


def told(url: str) -> str:
    with pytest.raises(UserError) as caught:
        facts_in(database_of(url))
    assert " / " in caught.value.what
    assert " / " in caught.value.cure
    return str(caught.value)


def test_a_database_without_facts_is_told(sqlite_database: tuple[str, Write], tmp_path: Path) -> None:
    with closing(sqlite3.connect(tmp_path / "empty.sqlite3")) as connection:
        connection.execute("create table other (a)")
    assert "holds no facts" in told(f"sqlite:///{tmp_path}/empty.sqlite3")
    assert "no such database" in told(f"sqlite:///{tmp_path}/none.sqlite3")
    assert not (tmp_path / "none.sqlite3").exists()
    (tmp_path / "words.txt").write_text("not a database\n" * 100, encoding="utf-8")
    assert "cannot be read as facts" in told(f"sqlite:///{tmp_path}/words.txt")


@pytest.mark.parametrize(("name", "cell"), [("period_from", "2024年"), ("recorded_at", "昨天"), ("element", None), ("simulated", 7)])
def test_a_cell_that_is_no_fact_is_told(sqlite_database: tuple[str, Write], name: str, cell: Any) -> None:
    """SQLite keeps whatever it is given; 7 is as true as 1."""
    url, write = sqlite_database
    write([fact(1, "births", "x", 2024, 1.0) | {name: cell}])
    if name == "simulated":
        assert facts_in(database_of(url))["simulated"].to_pylist() == [True]
    else:
        assert "cannot be read as facts" in told(url)


@pytest.mark.postgres
def test_what_postgresql_refuses_is_told_without_the_password(postgres_url: str) -> None:
    address = postgres_url.rpartition("@")[2].rpartition("/")[0]
    secret = "mi%40ma%2F%3A%27x%20y"
    for url, what in (
        (f"postgresql://{address}/postgres?user=postgres", "holds no facts"),
        (f"postgresql://postgres:{secret}@{address}/no_such_name", "no such database"),
        (f"postgresql://no_such_user:{secret}@{address}/postgres", "refuses the sign-in"),
        (f"postgresql://postgres:{secret}@127.0.0.1:1/postgres", "does not answer"),
        (f"postgresql://postgres:{secret}@/postgres?host=/nowhere", "does not answer"),
        (f"postgresql://postgres:{secret}@%2Fnowhere/postgres?sslmode=perhaps", "does not answer"),
    ):
        message = told(url)
        assert what in message, message
        assert not any(part in message for part in ("mi@ma", "mi%40ma", ":'x y", "%27x"))


@pytest.mark.postgres
def test_who_may_not_read_is_told(postgres_database: tuple[str, Write]) -> None:
    url, _ = postgres_database
    with psycopg.connect(url, autocommit=True) as connection:
        connection.execute("drop role if exists qingmiao_reader")
        connection.execute("create role qingmiao_reader login")
    assert "may not read the facts" in told(f"postgresql://qingmiao_reader@{url.rpartition('@')[2]}")
    with psycopg.connect(url, autocommit=True) as connection:
        connection.execute("drop role qingmiao_reader")


# ---------------------------------------------------------------------------------------------- addresses


@pytest.mark.parametrize(
    ("url", "words"),
    [
        ("postgresql://u:p%40%2F@Db.Example:6432/facts?sslmode=require",
         {"user": "u", "password": "p@/", "host": "Db.Example", "port": "6432", "dbname": "facts", "sslmode": "require"}),
        ("postgres:///facts?host=/var/run/postgresql", {"dbname": "facts", "host": "/var/run/postgresql"}),
        ("postgresql://u@%2FVar%2FRun/facts", {"user": "u", "host": "/Var/Run", "dbname": "facts"}),
        ("postgresql://u@[::1]:5432/facts", {"user": "u", "host": "::1", "port": "5432", "dbname": "facts"}),
        ("postgresql://u:a@b@h/facts", {"user": "u", "password": "a@b", "host": "h", "dbname": "facts"}),
    ],
)  # fmt: skip
def test_an_address_is_taken_apart(url: str, words: dict[str, str]) -> None:
    assert is_url(url)
    assert database_of(url) == Database(words=words)
    assert "p@/" not in str(database_of(url)) + repr(database_of(url))


@pytest.mark.parametrize(
    "url", ["sqlite://", "sqlite://host/a", "postgresql://u:mi/ma@h/d", "postgresql://u:mi#ma@h/d", "postgresql://u@h:x/d"]
)
def test_an_address_that_is_unclear_is_refused_and_not_repeated(url: str) -> None:
    with pytest.raises(UserError) as caught:
        database_of(url)
    assert "percent-encode" in str(caught.value)
    assert "mi" not in str(caught.value).replace("qingmiao", "")


def test_a_file_is_no_address() -> None:
    assert not is_url("facts.parquet")
    assert not is_url("C://facts.parquet")
    assert database_of("sqlite:///a/b.sqlite3").file == Path("a/b.sqlite3")
    assert database_of("sqlite:////a/b.sqlite3").file == Path("/a/b.sqlite3")


def test_django_settings_name_a_database() -> None:
    settings = {
        "ENGINE": "django.db.backends.postgresql", "NAME": "facts", "USER": "u", "PASSWORD": "p", "HOST": "/run", "PORT": 5433,
        "OPTIONS": {"sslmode": "verify-full", "pool": True},
    }  # fmt: skip
    words = {"user": "u", "password": "p", "host": "/run", "port": "5433", "dbname": "facts", "sslmode": "verify-full"}
    assert database_in(settings) == Database(words=words)
    assert database_in({"ENGINE": "django.db.backends.sqlite3", "NAME": Path("/a")}) == Database(Path("/a"))
