"""Arrow tables into and out of the database, fast on both: COPY on PostgreSQL, executemany on SQLite.

Columns of the table must be columns of the model. Dates and moments travel as text in the form in which Django writes them.
"""

from __future__ import annotations

import io
from collections.abc import Sequence
from typing import Any

import pyarrow as pa
import pyarrow.csv
from django.db import connection, models


def copy_in(model: type[models.Model], table: pa.Table) -> int:
    """Add the rows of a table to a model's table, inside the caller's transaction; returns how many."""
    return copy_into(model._meta.db_table, table)


def copy_into(name: str, table: pa.Table) -> int:
    """Add rows to a table of the database, inside the caller's transaction; returns how many."""
    names = ", ".join(connection.ops.quote_name(column) for column in table.column_names)
    into = f"{connection.ops.quote_name(name)} ({names})"
    (_copy if connection.vendor == "postgresql" else _insert)(into, table)
    return table.num_rows


def _copy(into: str, table: pa.Table) -> None:
    buffer = io.BytesIO()
    for at, field in enumerate(table.schema):
        if pa.types.is_binary(field.type):
            told = [None if value is None else f"\\x{value.hex()}" for value in table.column(at).to_pylist()]
            table = table.set_column(at, field.name, pa.array(told, pa.string()))
    pyarrow.csv.write_csv(table, buffer, pyarrow.csv.WriteOptions(include_header=False))
    with connection.cursor() as cursor, cursor.copy(f"COPY {into} FROM STDIN WITH (FORMAT csv)") as copy:
        copy.write(buffer.getbuffer())


def _insert(into: str, table: pa.Table) -> None:
    places = ", ".join(["%s"] * table.num_columns)
    with connection.cursor() as cursor:
        for batch in table.to_batches(max_chunksize=50_000):
            rows = zip(*(_plain(column).to_pylist() for column in batch.columns), strict=True)
            cursor.executemany(f"INSERT INTO {into} VALUES ({places})", list(rows))


def _plain(column: pa.Array) -> pa.Array:
    if pa.types.is_timestamp(column.type):
        return column.cast(pa.timestamp("us")).cast(pa.string())
    return column.cast(pa.string()) if pa.types.is_date(column.type) else column


def read_out(model: type[models.Model], schema: pa.Schema, where: str = "TRUE", parameters: Sequence[Any] = ()) -> pa.Table:
    """The rows of a model's table as an Arrow table of a schema, whose fields are columns of the model; `where` is our own SQL."""
    columns = ", ".join(selected(field) for field in schema)
    with connection.cursor() as cursor:
        cursor.execute(f"SELECT {columns} FROM {connection.ops.quote_name(model._meta.db_table)} WHERE {where}", list(parameters))
        batches = iter(lambda: cursor.fetchmany(50_000), [])
        return pa.Table.from_batches([batch_of(rows, schema) for rows in batches], schema)


def selected(field: pa.Field) -> str:
    """A column as it is selected: dates, moments and text as text, whatever they are in the database."""
    name = connection.ops.quote_name(field.name)
    if pa.types.is_timestamp(field.type):
        return (
            f"to_char({name} AT TIME ZONE 'UTC', 'YYYY-MM-DD HH24:MI:SS.US')"
            if connection.vendor == "postgresql"
            else f"CAST({name} AS TEXT)"
        )
    return f"CAST({name} AS TEXT)" if pa.types.is_date(field.type) or pa.types.is_string(field.type) else name


def batch_of(rows: Sequence[Sequence[Any]], schema: pa.Schema) -> pa.RecordBatch:
    """Rows that were selected so, as Arrow."""
    return pa.RecordBatch.from_arrays(
        [_column(values, field.type) for values, field in zip(zip(*rows, strict=True), schema)], schema=schema
    )


def _column(values: Sequence[Any], kind: pa.DataType) -> pa.Array:
    if pa.types.is_timestamp(kind):
        return pa.array(values, pa.string()).cast(pa.timestamp("us")).cast(kind)
    if pa.types.is_date(kind):
        return pa.array(values, pa.string()).cast(kind)
    if pa.types.is_boolean(kind):
        return pa.array([None if value is None else bool(value) for value in values], kind)
    return pa.array(values, kind)
