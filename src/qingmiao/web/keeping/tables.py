"""The tables of a site as Arrow, one state of the database for all of them, the same from SQLite and PostgreSQL."""

from __future__ import annotations

import sqlite3
from collections.abc import Callable, Iterator
from contextlib import closing, contextmanager
from pathlib import Path
from typing import Any, Final

import pyarrow as pa
from django.apps import apps
from django.db import connection, models
from django.db.migrations.recorder import MigrationRecorder

from qingmiao.web.ledger.bulk import batch_of, selected

NOT_KEPT: Final = frozenset({"django_session"})
"""Tables that stay behind: whoever is signed in signs in again."""

SEEDED: Final = frozenset({"django_content_type", "auth_permission", "django_site"})
"""Tables that a new database fills by itself; what the backup says takes their place."""

_KINDS: Final = {
    **dict.fromkeys(("AutoField", "BigAutoField", "SmallAutoField"), pa.int64()),
    **dict.fromkeys(("IntegerField", "BigIntegerField", "SmallIntegerField"), pa.int64()),
    **dict.fromkeys(("PositiveIntegerField", "PositiveBigIntegerField", "PositiveSmallIntegerField"), pa.int64()),
    **dict.fromkeys(("CharField", "TextField", "SlugField", "EmailField", "URLField", "FileField", "JSONField", "UUIDField"), pa.string()),
    "FloatField": pa.float64(),
    "BooleanField": pa.bool_(),
    "DateField": pa.date32(),
    "DateTimeField": pa.timestamp("us", tz="UTC"),
    "BinaryField": pa.binary(),
}
_FETCH: Final = 20_000

Rows = Callable[[str], Iterator[list[tuple[Any, ...]]]]
"""A query → its rows, some thousand at a time."""


def kept_models() -> dict[str, type[models.Model]]:
    """Table → model, of all tables that a backup holds."""
    found = {model._meta.db_table: model for model in apps.get_models(include_auto_created=True) if model._meta.managed}
    return {table: found[table] for table in sorted(found) if table not in NOT_KEPT}


def schema_of(model: type[models.Model]) -> pa.Schema:
    """The columns of a model's table."""
    return pa.schema(
        [
            pa.field(field.column, _KINDS[kind], metadata={"kind": kind})
            for field in model._meta.local_concrete_fields
            for kind in [_kind(field)]
        ]
    )


def _kind(field: Any) -> str:
    return _kind(field.target_field) if field.is_relation else str(field.get_internal_type())


def migrations() -> dict[str, list[str]]:
    """App → the migrations that the database has gone through."""
    found: dict[str, list[str]] = {}
    for app, name in sorted(MigrationRecorder(connection).applied_migrations()):
        found.setdefault(app, []).append(name)
    return found


@contextmanager
def snapshot(scratch: Path) -> Iterator[Rows]:
    """Rows of one state of the database, whatever is written meanwhile. SQLite: from a copy, made by its online backup into `scratch`, which is
    removed afterwards; PostgreSQL: from one repeatable-read transaction on a connection of its own."""
    with _postgres() if connection.vendor == "postgresql" else _sqlite(scratch) as rows:
        yield rows


@contextmanager
def _sqlite(scratch: Path) -> Iterator[Rows]:
    try:
        with closing(sqlite3.connect(connection.settings_dict["NAME"])) as source, closing(sqlite3.connect(scratch)) as copy:
            source.backup(copy)
            copy.execute("PRAGMA journal_mode=DELETE")

            def rows(query: str) -> Iterator[list[tuple[Any, ...]]]:
                cursor = copy.execute(query)
                while some := cursor.fetchmany(_FETCH):
                    yield some

            yield rows
    finally:
        for path in scratch.parent.glob(f"{scratch.name}*"):
            path.unlink()


@contextmanager
def _postgres() -> Iterator[Rows]:
    own = connection.copy()
    own.ensure_connection()
    try:
        raw: Any = own.connection
        raw.execute("BEGIN ISOLATION LEVEL REPEATABLE READ READ ONLY")
        raw.execute("SELECT 1")

        def rows(query: str) -> Iterator[list[tuple[Any, ...]]]:
            with raw.cursor(name="backup") as cursor:
                cursor.execute(query)
                while some := cursor.fetchmany(_FETCH):
                    yield some

        yield rows
    finally:
        own.close()


def batches(rows: Rows, table: str, schema: pa.Schema) -> Iterator[pa.RecordBatch]:
    """A table in the order of its first column."""
    columns = ", ".join(_said(field) for field in schema)
    name, first = connection.ops.quote_name(table), connection.ops.quote_name(schema.names[0])
    for some in rows(f"SELECT {columns} FROM {name} ORDER BY {first}"):
        yield batch_of(some, schema)


def _said(field: pa.Field) -> str:
    """SQLite writes a UUID without dashes, and PostgreSQL takes it so."""
    return f"REPLACE({selected(field)}, '-', '')" if field.metadata[b"kind"] == b"UUIDField" else selected(field)
