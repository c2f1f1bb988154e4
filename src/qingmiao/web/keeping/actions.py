"""What changes a site as a whole: the note of a backup, and the loading of one into an empty database."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from contextlib import ExitStack
from typing import Any

import pyarrow as pa
from django.core.management import call_command
from django.core.management.color import no_style
from django.db import DatabaseError, connection, transaction
from django.db.migrations.executor import MigrationExecutor

from qingmiao.errors import UserError
from qingmiao.exchange.archive import Archive, damaged, newer
from qingmiao.web.keeping import tables
from qingmiao.web.ledger.actions import recorded
from qingmiao.web.ledger.bulk import copy_into


def note_backup(*, name: str, with_keys: bool, by: str) -> None:
    """Put into the audit log that the whole site was copied, and whether its keys went along."""
    with recorded("site.backup", by=by) as record:
        record.subject, record.detail = name[:200], {"with_keys": with_keys}


def load_backup(*, source: Archive, name: str, before_commit: Callable[[], None], by: str) -> int:
    """Put the tables of a backup into the empty database of this process; returns how many rows they have. `before_commit` is called when
    everything is in and found consistent, on PostgreSQL inside the one transaction, so that its error undoes everything.

    Raises UserError where the database is not empty, the backup is of a newer version, or its rows do not fit.
    """
    told: Mapping[str, list[str]] = source.manifest["migrations"]
    _refuse_full(source, told)
    driver: Any = getattr(connection, "Database")  # noqa: B009 - the stubs do not know it
    try:
        with ExitStack() as stack:
            if connection.vendor == "postgresql":
                stack.enter_context(transaction.atomic())  # the making of tables too; SQLite makes them in a file that nobody has yet
            _migrate_to(told)
            with transaction.atomic():
                _let_rows_refer_ahead()
                count = sum(_load(source, table) for table in source.manifest["tables"])
                _count_on()
                connection.check_constraints()
                with recorded("site.restore", by=by) as record:
                    record.subject = name[:200]
                    record.detail = {"rows": count, "made_at": source.manifest["made_at"], "made_by": source.manifest["made_by"]}
                connection.check_constraints()
            call_command("migrate", verbosity=0, interactive=False)
            before_commit()
    except (DatabaseError, driver.Error) as error:  # COPY raises the driver's own
        raise UserError(
            what=f"备份里的数据放不进这个数据库 / the rows of the backup do not fit into this database: {str(error).splitlines()[0]}",
            where=source.where,
            cure="数据库没有改动；换一个空的数据库再试，或换一份备份 / nothing was changed; try another empty database, or another backup",
        ) from error
    return count


def _let_rows_refer_ahead() -> None:
    """Tables come in the order of their names: what they refer to is looked at when all are in. Migrations may have set that otherwise."""
    if connection.vendor == "postgresql":
        with connection.cursor() as cursor:
            cursor.execute("SET CONSTRAINTS ALL DEFERRED")


def _refuse_full(source: Archive, told: Mapping[str, list[str]]) -> None:
    there = set(connection.introspection.table_names())
    known = {(app, name) for app, names in told.items() for name in names}
    loader = MigrationExecutor(connection).loader
    if unknown := known - set(loader.disk_migrations):
        raise newer(source.sort, f"{source.where}: {sorted(unknown)[0]}")
    applied = set(loader.applied_migrations)
    rows = any(_filled(table) for table in there - tables.SEEDED - {"django_migrations"})
    if rows or (applied and applied != known) or (there and not applied):
        raise UserError(
            what="数据库不是空的，没有恢复 / the database is not empty; nothing was restored",
            where=str(connection.settings_dict["NAME"]),
            cure="恢复到新建的空数据库；不会覆盖已有的 / restore into a new, empty database; what is there is never overwritten",
        )


def _filled(table: str) -> bool:
    with connection.cursor() as cursor:
        cursor.execute(f"SELECT 1 FROM {connection.ops.quote_name(table)} LIMIT 1")
        return cursor.fetchone() is not None


def _migrate_to(told: Mapping[str, list[str]]) -> None:
    """Make the tables as they were when the backup was taken."""
    executor = MigrationExecutor(connection)
    if not executor.loader.applied_migrations:
        known = {(app, name) for app, names in told.items() for name in names}
        after = {key: {child.key for child in executor.loader.graph.node_map[key].children} for key in known}
        executor.migrate([key for key in sorted(known) if not any(one[0] == key[0] for one in after[key] & known)])


def _load(source: Archive, table: str) -> int:
    part = f"tables/{table}.arrows"
    with connection.cursor() as cursor:
        if table not in source.manifest["tables"] or table not in connection.introspection.table_names(cursor):
            raise damaged(source.sort, f"{source.where}: {table}")
        columns = {one.name for one in connection.introspection.get_table_description(cursor, table)}
        if table in tables.SEEDED:
            cursor.execute(f"DELETE FROM {connection.ops.quote_name(table)}")
    count = 0
    try:
        with source.zip.open(part) as file, pa.ipc.open_stream(file) as stream:
            if set(stream.schema.names) != columns:
                raise damaged(source.sort, f"{source.where}: {part}")
            for batch in stream:
                count += copy_into(table, pa.Table.from_batches([batch]))
    except (pa.ArrowException, KeyError) as error:
        raise damaged(source.sort, f"{source.where}: {part}") from error
    if count != source.manifest["tables"][table]:
        raise damaged(source.sort, f"{source.where}: {part}")
    return count


def _count_on() -> None:
    """PostgreSQL's own counters do not see ids that were written by COPY."""
    statements: list[Any] = connection.ops.sequence_reset_sql(no_style(), list(tables.kept_models().values()))
    with connection.cursor() as cursor:
        there = set(connection.introspection.table_names(cursor))
        for statement in statements:
            if any(f'"{table}"' in statement for table in there):
                cursor.execute(statement)
