"""Facts out of the transactional database, SQLite or PostgreSQL, as a stream of Arrow batches: no row ever becomes a Python object.

One read is one statement, so it sees one state of the database, whatever others write meanwhile. The reasons and what was measured:
docs/decisions/0006-facts-as-arrow.md.
"""

from __future__ import annotations

import re
import subprocess
import sys
from collections.abc import Generator, Iterator, Mapping
from contextlib import closing, contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, Final
from urllib.parse import parse_qsl, unquote, urlsplit

import pyarrow as pa

from qingmiao.errors import UserError
from qingmiao.facts import sqlite_stream
from qingmiao.facts.schema import SCHEMA
from qingmiao.facts.sqlite_stream import Unread, fitted

TABLE: Final = "ledger_fact"
"""The table of the web app's facts; a test holds it equal to the Django model's."""

_POSTGRES: Final = ("postgresql", "postgres", "pgsql")
_KEYS: Final = {"USER": "user", "PASSWORD": "password", "HOST": "host", "PORT": "port", "NAME": "dbname"}


@dataclass(frozen=True, slots=True)
class Database:
    """A database that holds facts: `file` for SQLite, else `words`, PostgreSQL's own words of connection (host, user, sslmode …)."""

    file: Path | None = None
    words: Mapping[str, str] = field(default_factory=dict, repr=False)

    def __str__(self) -> str:
        """Where it is, never its password."""
        if self.file is not None:
            return f"sqlite:///{self.file}"
        user, host, port = (self.words.get(name, "") for name in ("user", "host", "port"))
        port = f":{port}" if port else ""
        return f"postgresql://{user}{'@' if user else ''}{host}{port}/{self.words.get('dbname', '')}"


def is_url(text: str) -> bool:
    """Whether a text names a database and not a file: `sqlite:///file`, `postgresql://user@host/name`."""
    return text.partition("://")[0] in (*_POSTGRES, "sqlite") and "://" in text


def database_of(url: str) -> Database:
    """The database of a URL: `sqlite:///relative`, `sqlite:////absolute`, `postgresql://user:password@host:port/name?sslmode=require`.

    A socket is named as `?host=/folder` or `%2Ffolder` in the host's place. Raises UserError, which repeats nothing of the URL.
    """
    try:
        parts = urlsplit(url)
        signed_in, _, address = parts.netloc.rpartition("@")
        user, _, password = signed_in.partition(":")
        host = re.sub(r":\d*$", "", address).strip("[]")
        port = parts.port
    except ValueError as error:
        raise _unclear() from error
    if parts.scheme == "sqlite":
        file = unquote(url.partition("://")[2].removeprefix("/"))
        if parts.netloc or not file:
            raise _unclear()
        return Database(Path(file))
    if parts.scheme not in _POSTGRES or parts.fragment or "@" in parts.path:
        raise _unclear()
    told = {"user": user, "password": password, "host": host, "port": str(port or ""), "dbname": parts.path.removeprefix("/")}
    plain = {name: unquote(word) for name, word in told.items() if word}
    return Database(words=plain | dict(parse_qsl(parts.query)))


def database_in(settings: Mapping[str, Any]) -> Database:
    """The database of Django's settings (one of `DATABASES`): ENGINE, NAME, USER, PASSWORD, HOST, PORT, and of OPTIONS the words of libpq."""
    if settings["ENGINE"].endswith("sqlite3"):
        return Database(Path(settings["NAME"]))
    options = {name: str(word) for name, word in (settings.get("OPTIONS") or {}).items() if name in _LIBPQ}
    return Database(words={word: str(settings[key]) for key, word in _KEYS.items() if settings.get(key)} | options)


_LIBPQ: Final = frozenset({
    "service", "passfile", "options", "connect_timeout", "target_session_attrs", "sslmode", "sslrootcert", "sslcert", "sslkey", "sslcrl",
    "channel_binding", "gssencmode", "krbsrvname", "keepalives", "keepalives_idle", "application_name",
})  # fmt: skip


def _unclear() -> UserError:
    return UserError(
        what="数据库的地址看不懂 / the address of the database is not understood",
        where="sqlite:///… postgresql://…",
        cure="写作 sqlite:////data/qingmiao.sqlite3 或 postgresql://用户:密码@主机:5432/库名；密码里的 @ / : # ? % 写作 %40 %2F %3A %23 %3F %25"
        " / write sqlite:////data/qingmiao.sqlite3 or postgresql://user:password@host:5432/name; percent-encode @ / : # ? % in a password",
    )


# ------------------------------------------------------------------------------------------------ reading


@contextmanager
def reading(database: Database) -> Iterator[pa.RecordBatchReader]:
    """All facts as a reader of batches (schema `facts.SCHEMA`, in no promised order), to be used inside the `with`.

    Memory holds some batches, not the table. Raises UserError where the database does not answer, lacks the table or holds what is no fact.
    """
    import adbc_driver_manager

    broken: list[Exception] = []
    try:
        batches = _from_postgres(database) if database.file is None else _from_sqlite(database.file)
        with closing(batches):
            yield pa.RecordBatchReader.from_batches(SCHEMA, _noted(batches, broken))
    except (adbc_driver_manager.Error, Unread) as error:
        raise _failed(database, error) from error
    except Exception as error:
        # An engine that took the batches tells in its own words that they broke off.
        if broken:
            raise _failed(database, broken[0]) from error
        raise


def _noted(batches: Iterator[pa.RecordBatch], broken: list[Exception]) -> Iterator[pa.RecordBatch]:
    try:
        yield from batches
    except Exception as error:  # of any kind: it is kept so that what it said is told, and goes on
        broken.append(error)
        raise


def facts_in(database: Database) -> pa.Table:
    """The facts of `reading` as one table in memory."""
    with reading(database) as reader:
        return reader.read_all()


def _from_postgres(database: Database) -> Generator[pa.RecordBatch, None, None]:
    from adbc_driver_postgresql import dbapi

    words = {"connect_timeout": "10", "client_encoding": "UTF8", **database.words}
    address = " ".join(f"{name}={_in_quotes(word)}" for name, word in words.items())
    with dbapi.connect(address, autocommit=True) as connection, connection.cursor() as cursor:
        cursor.execute(f"SELECT {_COLUMNS} FROM {TABLE}")
        yield from map(fitted, cursor.fetch_record_batch())


def _in_quotes(word: str) -> str:
    """A word of a connection string of libpq: an address is never parsed a second time, so that no part of a password is taken for a host."""
    return "'" + word.replace("\\", "\\\\").replace("'", "\\'") + "'"


_COLUMNS: Final = ", ".join(f'"{name}"' for name in SCHEMA.names)


def _from_sqlite(file: Path) -> Generator[pa.RecordBatch, None, None]:
    """The batches that a process of its own sends: see `facts.sqlite_stream` for why."""
    # SQLite would make a file that is not there.
    if not file.is_file():
        raise Unread("no such file")
    command = [sys.executable, "-X", "utf8", "-P", "-m", sqlite_stream.__name__, str(file.resolve()), TABLE]
    with subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.PIPE) as child:
        assert child.stdout is not None
        assert child.stderr is not None
        try:
            try:
                yield from pa.ipc.open_stream(child.stdout)
            except pa.ArrowException as error:
                raise Unread(child.stderr.read().decode() or str(error)) from error
            # A stream that was cut between two batches looks whole.
            if child.wait():
                raise Unread(child.stderr.read().decode())
        finally:
            child.kill()


# ------------------------------------------------------------------------------------------------ what went wrong


_CURES: Final = (
    (
        r'no such (table|column)|(relation|column) "[^"]*" does not exist',
        "库里没有青苗的数据表 / the database holds no facts of Qingmiao",
        f"看库名对不对；新库先启动一次青苗来建表 {TABLE} / check the database's name; starting Qingmiao once makes the table {TABLE} in a new one",
    ),
    (
        r"no such file$|unable to open|database \"[^\"]*\" does not exist",
        "没有这个数据库 / there is no such database",
        "看文件路径（绝对路径有四条斜线：sqlite:////data/qingmiao.sqlite3）或库名 / check the path, an absolute one has four slashes, or the name",
    ),
    (
        r"password|authentication|no pg_hba|role \"[^\"]*\" does not exist",
        "数据库不让登录 / the database refuses the sign-in",
        "看用户名、密码，以及数据库允许的来源（pg_hba.conf） / check user, password and pg_hba.conf",
    ),
    (
        r"permission denied for",
        "这个用户不能读数据表 / this user may not read the facts",
        f"由数据库管理员执行 GRANT SELECT ON {TABLE} / have the administrator GRANT SELECT ON {TABLE}",
    ),
    (
        r"not a database|malformed|arsing|onversion|cast|null",
        "数据库里有读不懂的内容 / the database holds what cannot be read as facts",
        "从备份恢复，或查这一格是谁写的 / restore it from a backup, or see who wrote that cell",
    ),
)
"""What the driver's words mean, first that fits: a sign in them, what to tell, the cure."""

_DOWN: Final = (
    "数据库连不上，或读到一半断了 / the database does not answer, or broke off",
    "看数据库开了没有，主机、端口、网络、sslmode 对不对 / see that it runs, and check host, port, network and sslmode",
)


def _failed(database: Database, error: Exception) -> UserError:
    """The driver's words never hold the password: it is handed over as a word of its own, which libpq does not repeat."""
    said = " ".join(str(error).partition("Query was")[0].split())
    what, cure = next(((what, cure) for sign, what, cure in _CURES if re.search(sign, said)), _DOWN)
    return UserError(what=f"{what}: {said[:300]}", where=f"数据库 / database: {database}", cure=cure)
