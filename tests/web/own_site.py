"""A site of its own home and database, worked on by the command in processes of its own and by raw SQL: what an attacker or a mover would do."""

from __future__ import annotations

import atexit
import os
import secrets
import shutil
import sqlite3
import subprocess
import sys
import tempfile
from collections.abc import Iterator, Sequence
from contextlib import closing
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import psycopg
from psycopg import sql

from tests.web.liuxi import TODAY

ROOT = Path(__file__).resolve().parents[2]

FILL = """
import os, pathlib
from qingmiao import plans
from qingmiao.web import service
from qingmiao.web.planning import shelf
from tests.web import conftest, liuxi
home = pathlib.Path(os.environ["QINGMIAO_HOME"])
plans.save(liuxi.package(), home / "plans" / "liuxi2021")
service.start()
conftest._load()
"""


_FILLED: list[Path] = []


@dataclass(frozen=True)
class OwnSite:
    """A home and the address of a PostgreSQL database, or None for the SQLite file in the home."""

    home: Path
    url: str | None

    @property
    def environment(self) -> dict[str, str]:
        """What its processes see."""
        kept = {name: value for name, value in os.environ.items() if name not in {"DATABASE_URL", "QINGMIAO_DOCUMENTS"}}
        more = {"DATABASE_URL": self.url} if self.url else {}
        return (
            kept
            | more
            | {
                "QINGMIAO_HOME": str(self.home),
                "QINGMIAO_TODAY": TODAY,
                "PYTHONUTF8": "1",
                "PYTHONPATH": os.pathsep.join((str(ROOT), str(ROOT / "src"))),
            }
        )

    def run(self, *words: object, script: str = "") -> subprocess.CompletedProcess[str]:
        """Run the command, or a script."""
        line = ["-c", script] if script else ["-m", "qingmiao", *map(str, words)]
        return subprocess.run(
            [sys.executable, *line], env=self.environment, cwd=ROOT, capture_output=True, text=True, encoding="utf-8", check=False
        )

    def fill(self) -> OwnSite:
        """Put the small county into it: on SQLite a copy of the first site that was filled."""
        if self.url is None and _FILLED:
            shutil.copytree(_FILLED[0], self.home)
            return self
        done = self.run(script=FILL)
        assert done.returncode == 0, done.stderr
        if self.url is None:
            _FILLED.append(Path(tempfile.mkdtemp(prefix="qingmiao_filled_")) / "home")
            atexit.register(shutil.rmtree, _FILLED[0].parent, ignore_errors=True)
            shutil.copytree(self.home, _FILLED[0])
        return self

    def sql(self, *statements: str) -> list[tuple[Any, ...]]:
        """Run statements past Django and the site, each by itself; the rows of the last."""
        if self.url:
            with psycopg.connect(self.url, autocommit=True) as connection:
                for statement in statements:
                    cursor = connection.execute(statement)  # type: ignore[call-overload]
                return cursor.fetchall() if cursor.description else []
        with closing(sqlite3.connect(self.home / "qingmiao.sqlite3", isolation_level=None)) as connection:
            for statement in statements:
                done = connection.execute(statement)
            return done.fetchall()

    def unguard(self) -> None:
        """Take the guards off the audit log, as an attacker would."""
        if self.url:
            self.sql("ALTER TABLE ledger_auditentry DISABLE TRIGGER USER")
        else:
            self.sql("DROP TRIGGER ledger_auditentry_no_update", "DROP TRIGGER ledger_auditentry_no_delete")


def new_site(home: Path, postgres_url: str | None) -> Iterator[OwnSite]:
    """A site without anything in it; its database is dropped afterwards."""
    if postgres_url is None:
        yield OwnSite(home, None)
        return
    name = f"qingmiao_own_{secrets.token_hex(4)}"
    with psycopg.connect(postgres_url, autocommit=True) as connection:
        connection.execute(sql.SQL("CREATE DATABASE {}").format(sql.Identifier(name)))
        try:
            yield OwnSite(home, f"{postgres_url.rpartition('/')[0]}/{name}")
        finally:
            connection.execute(sql.SQL("DROP DATABASE {} WITH (FORCE)").format(sql.Identifier(name)))


def both_databases() -> Sequence[Any]:
    """Parameters of a fixture: on SQLite always, on PostgreSQL where there is a server."""
    import pytest

    return [pytest.param("sqlite", id="sqlite"), pytest.param("postgresql", id="postgresql", marks=pytest.mark.postgres)]
