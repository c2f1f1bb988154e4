"""Releases: named, frozen sets of facts, each a Parquet file that can be proved to be as it was."""

from __future__ import annotations

import hashlib
import json
import os
import re
import unicodedata
from collections.abc import Iterator
from dataclasses import asdict, dataclass
from datetime import datetime
from pathlib import Path
from typing import Final

import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.parquet as pq

from qingmiao.errors import UserError
from qingmiao.facts.revisions import as_of
from qingmiao.facts.table import shaped

_UNFIT: Final = re.compile(r"[^\w.-]+")


@dataclass(frozen=True, slots=True)
class Release:
    """What a release is: its name, the moment whose facts it holds, how many they are, the hash over ids and content, the file in its folder."""

    name: str
    moment: datetime
    count: int
    sha256: str
    file: str


def freeze(table: pa.Table, name: str, moment: datetime, folder: Path) -> Release:
    """Freeze the facts that were current at a moment, and write them to `folder` with a small note beside them.

    Freezing the same again is harmless; raises UserError where the name stands for other facts already. Files come into being by rename, so a
    reader never sees half of one.
    """
    facts = as_of(table, moment).sort_by("id")
    digest = sha256_of(facts)
    stem = _stem(name)
    release = Release(name, moment, facts.num_rows, digest, f"{stem}.parquet")
    note = folder / f"{stem}.json"
    if note.exists():
        return _same(load(note), release, note)
    folder.mkdir(parents=True, exist_ok=True)
    part = folder / f"{stem}.parquet.part"
    pq.write_table(facts, part, compression="zstd")
    os.replace(part, folder / release.file)
    part.write_text(json.dumps(asdict(release) | {"moment": moment.isoformat()}, ensure_ascii=False, indent=1), encoding="utf-8")
    os.replace(part, note)
    return release


def _same(old: Release, new: Release, note: Path) -> Release:
    if (old.name, old.sha256) == (new.name, new.sha256):
        return old
    raise UserError(
        what=f"发布“{new.name}”已经有了，内容不同 / the release “{new.name}” is there with other facts",
        where=f"文件 / file: {note}",
        cure="换一个名称；已发布的不能改 / choose another name; what was released is never changed",
    )


def load(note: Path) -> Release:
    """A release from the note that was written beside its file; raises UserError where the note cannot be read."""
    try:
        held = json.loads(note.read_text(encoding="utf-8"))
        return Release(held["name"], datetime.fromisoformat(held["moment"]), held["count"], held["sha256"], held["file"])
    except (OSError, ValueError, KeyError, TypeError) as error:
        raise _damaged(note) from error


def releases(folder: Path) -> tuple[Release, ...]:
    """All releases of a folder, by moment and name."""
    found = [load(note) for note in folder.glob("*.json")]
    return tuple(sorted(found, key=lambda one: (one.moment, one.name)))


def facts_of(release: Release, folder: Path) -> pa.Table:
    """The facts of a release, proved to be those that were frozen; raises UserError where the file is damaged or not there."""
    file = folder / release.file
    try:
        table = shaped(pq.read_table(file))
    except (OSError, ValueError, pa.ArrowException) as error:
        raise _damaged(file) from error
    if table.num_rows != release.count or sha256_of(table) != release.sha256:
        raise _damaged(file)
    return table


def verify(release: Release, folder: Path) -> bool:
    """Whether a release's file holds exactly what was frozen."""
    try:
        facts_of(release, folder)
    except UserError:
        return False
    return True


def _damaged(file: Path) -> UserError:
    return UserError(
        what="发布文件不在、读不出，或与发布时不同 / the file of the release is missing, unreadable or not as it was released",
        where=f"文件 / file: {file}",
        cure="从备份恢复这个文件 / restore it from a backup",
    )


def sha256_of(table: pa.Table) -> str:
    """The hash over all columns of facts in the order of their ids; the same however the table is cut into chunks or was stored."""
    digest = hashlib.sha256()
    for name, column in zip(table.column_names, table.sort_by("id").columns, strict=True):
        digest.update(name.encode())
        for part in _bytes(column):
            digest.update(part)
    return digest.hexdigest()


def _bytes(column: pa.ChunkedArray) -> Iterator[bytes]:
    """Which cells are empty, then the cells: strings with their lengths before them, numbers as they lie in memory, lowest byte first."""
    array = column.combine_chunks()
    yield _flat(pc.cast(pc.is_null(array), pa.uint8()))
    if pa.types.is_string(array.type):
        words = pc.fill_null(array, "")
        yield _flat(pc.cast(pc.binary_length(words), pa.int64()))
        yield "".join(words.to_pylist()).encode()
    elif pa.types.is_floating(array.type):
        yield _flat(pc.add(pc.fill_null(array, 0.0), 0.0))  # -0.0 and 0.0 are one number
    else:
        days = pc.cast(array, pa.int32()) if pa.types.is_date32(array.type) else array
        yield _flat(pc.fill_null(pc.cast(days, pa.int64()), 0))


def _flat(array: pa.Array) -> bytes:
    values = array.buffers()[1]
    width = array.type.bit_width // 8
    return bytes(values)[array.offset * width : (array.offset + len(array)) * width] if values is not None else b""


def _stem(name: str) -> str:
    """A file's name, fit for Windows too: letters of any script, digits, dots and dashes, and some of the name's hash against namesakes."""
    clean = _UNFIT.sub("-", unicodedata.normalize("NFKC", name)).strip("-. ")[:60]
    return f"release-{clean}-{hashlib.sha256(name.encode()).hexdigest()[:8]}"
