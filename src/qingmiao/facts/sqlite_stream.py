"""The facts of a SQLite file as an Arrow stream on the standard output, in a process of its own: `python -m qingmiao.facts.sqlite_stream FILE TABLE`.

The driver carries a SQLite of its own beside Python's. Two of them in one process do not see each other's locks, and each drops the other's when it
closes the file: a reader would see what is committed meanwhile, and a writer could spoil the file (sqlite.org/howtocorrupt.html, 2.2.1).
"""

from __future__ import annotations

import sys
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Final

import pyarrow as pa

from qingmiao.facts.schema import SCHEMA

BATCH: Final = 65_536
"""Rows of a batch; PostgreSQL's driver cuts its own at 16 MB."""


class Unread(Exception):
    """A database that cannot be read, or cells that are no facts."""


def batches_of(file: Path, table: str) -> Iterator[pa.RecordBatch]:
    """The rows of a table as batches (schema `facts.SCHEMA`), by one statement; raises Unread for what is no fact, and the driver's errors."""
    from adbc_driver_sqlite import dbapi

    with dbapi.connect(file.as_uri() + "?mode=ro", autocommit=True) as connection, connection.cursor() as cursor:
        cursor.adbc_statement.set_options(**{"adbc.sqlite.query.batch_rows": str(BATCH)})
        cursor.execute(f"{_SPECIMEN} UNION ALL SELECT {_COLUMNS} FROM {table}")
        batches = iter(cursor.fetch_record_batch())
        yield fitted(next(batches).slice(1))
        yield from map(fitted, batches)


def _selected(one: pa.Field) -> str:
    """Dates and moments are text in SQLite; what is a number there is told to be one, so that no cell changes a column's type."""
    if pa.types.is_floating(one.type):
        return f'CAST("{one.name}" AS REAL)'
    return f'CAST("{one.name}" AS INTEGER)' if pa.types.is_integer(one.type) or pa.types.is_boolean(one.type) else f'"{one.name}"'


def _specimen(one: pa.Field) -> str:
    return "0.5" if pa.types.is_floating(one.type) else "1" if pa.types.is_integer(one.type) or pa.types.is_boolean(one.type) else "''"


_COLUMNS: Final = ", ".join(_selected(one) for one in SCHEMA)

_SPECIMEN: Final = "SELECT " + ", ".join(f'{_specimen(one)} AS "{one.name}"' for one in SCHEMA)
"""SQLite's driver takes a column's type from its first batch; where that is all null it guesses. So the first row, which is dropped, has every type."""


def fitted(batch: pa.RecordBatch) -> pa.RecordBatch:
    """The batch in the types of the schema; raises Unread where a cell does not fit, or one is empty that must not be."""
    try:
        columns = [_column(array, one.type) for array, one in zip(batch.columns, SCHEMA, strict=True)]
    except pa.ArrowException as error:
        raise Unread(f"conversion: {error}") from error
    if empty := [one.name for one, column in zip(SCHEMA, columns) if column.null_count and not one.nullable]:
        raise Unread(f"null in {', '.join(empty)}")
    return pa.RecordBatch.from_arrays(columns, schema=SCHEMA)


def _column(array: pa.Array, kind: pa.DataType) -> pa.Array:
    if pa.types.is_timestamp(kind) and pa.types.is_string(array.type):
        return array.cast(pa.timestamp("us")).cast(kind)
    return array if array.type.equals(kind) else array.cast(kind)


def main(argv: Sequence[str]) -> int:
    """Send the batches; what is wrong goes to the standard error."""
    import adbc_driver_manager

    try:
        with pa.ipc.new_stream(sys.stdout.buffer, SCHEMA) as stream:
            for batch in batches_of(Path(argv[0]), argv[1]):
                stream.write_batch(batch)
    except (adbc_driver_manager.Error, Unread) as error:
        print(error, file=sys.stderr)
        return 1
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
