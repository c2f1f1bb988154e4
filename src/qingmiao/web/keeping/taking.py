"""Backup: a site as one file, from which it can be built up again on another machine and another database."""

from __future__ import annotations

import secrets
from collections.abc import Iterator
from dataclasses import dataclass
from fnmatch import fnmatch
from pathlib import Path
from typing import Final

import pyarrow as pa

from qingmiao import __version__
from qingmiao.errors import UserError
from qingmiao.exchange.archive import BACKUP, Parts, whole_file
from qingmiao.exchange.signed import PRIVATE
from qingmiao.web import clock
from qingmiao.web.home import home
from qingmiao.web.keeping import tables
from qingmiao.web.keeping.actions import note_backup
from qingmiao.web.ledger import heads

KEYS: Final = ("secret_key", "second_factor_key", f"keys/{PRIVATE}")
"""What makes a machine this site: in a backup only when asked for."""

LEFT: Final = ("cache/*", "*.sqlite3*", "adding-*", ".*", "*/.*", "*.part", "*.lock")
"""What is made anew, or half made."""


@dataclass(frozen=True, slots=True)
class Taken:
    """What a backup holds: tables, rows in them, files of the home."""

    tables: int
    rows: int
    files: int


def backup(out: Path, *, with_keys: bool, by: str) -> Taken:
    """Write the whole site to a file: its tables in one state, plans, releases, signed heads, keys where asked for.

    Raises UserError where the file is there already or cannot be written; then nothing is left of it.
    """
    if out.exists():
        raise UserError(
            what="这个文件已经有了，备份不覆盖别的文件 / the file is there already; a backup never overwrites one",
            where=str(out),
            cure="换一个文件名，如写上日期 / choose another name, such as one with the day",
        )
    note_backup(name=out.name, with_keys=with_keys, by=by)
    heads.keep(why="backup")
    with whole_file(out) as file, Parts(file) as parts:
        # Heads first, other files last: no head speaks of entries that the tables lack, no row of a release that is not there.
        early = [path for path in _files(with_keys) if path.relative_to(home()).parts[0] == "audit"]
        _add(parts, early)
        rows = _tables(parts, out.with_name(f".{secrets.token_hex(8)}.part"))
        late = [path for path in _files(with_keys) if path.relative_to(home()).parts[0] != "audit"]
        _add(parts, late)
        manifest = {
            "made_at": clock.now().isoformat(timespec="seconds"),
            "made_by": by,
            "product": __version__,
            "migrations": tables.migrations(),
            "tables": rows,
        }
        parts.finish(BACKUP, manifest)
    return Taken(len(rows), sum(rows.values()), len(early) + len(late))


def _files(with_keys: bool) -> Iterator[Path]:
    """The files of the home that belong to the site, in order."""
    for path in sorted(home().rglob("*")):
        name = path.relative_to(home()).as_posix()
        if path.is_file() and not path.is_symlink() and not any(fnmatch(name, one) for one in LEFT) and (with_keys or name not in KEYS):
            yield path


def _add(parts: Parts, paths: list[Path]) -> None:
    for path in paths:
        parts.copy(f"home/{path.relative_to(home()).as_posix()}", path)


def _tables(parts: Parts, scratch: Path) -> dict[str, int]:
    """Write every table as an Arrow stream; table → how many rows."""
    found = {}
    with tables.snapshot(scratch) as rows:
        for table, model in tables.kept_models().items():
            schema = tables.schema_of(model)
            with (
                parts.part(f"tables/{table}.arrows", packed=True) as file,
                pa.ipc.new_stream(file, schema, options=pa.ipc.IpcWriteOptions(compression="zstd")) as stream,
            ):
                found[table] = 0
                for batch in tables.batches(rows, table, schema):
                    stream.write_batch(batch)
                    found[table] += batch.num_rows
    return found
