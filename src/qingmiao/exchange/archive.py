"""Zip files of ours: named parts and a manifest that tells the hash of each; written whole or not at all, read with distrust.

The manifest, `manifest.json`, says what the file is (`kind`), by which version of that kind it is written (`version`), and of each part its SHA-256 and size.
Nothing of a part is used before all names, sizes and hashes are found right.
"""

from __future__ import annotations

import hashlib
import io
import json
import os
import secrets
import unicodedata
import zipfile
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from pathlib import Path
from typing import IO, Any, Final

from qingmiao.errors import UserError
from qingmiao.exchange.signed import canonical
from qingmiao.facts.unpacking import BROKEN

MANIFEST: Final = "manifest.json"
LARGEST_MANIFEST: Final = 16 * 1024 * 1024
_CHUNK: Final = 1024 * 1024
_RESERVED: Final = frozenset({"con", "prn", "aux", "nul", *(f"{name}{number}" for name in ("com", "lpt") for number in range(1, 10))})
_TIME: Final = (1980, 1, 1, 0, 0, 0)
"""The day of every part: the manifest tells when; the same content makes the same file."""


@dataclass(frozen=True, slots=True)
class Sort:
    """A kind of file: its name in the manifest and in words, the version we write, how many parts and how many bytes unpacked we read at most."""

    kind: str
    zh: str
    en: str
    version: int
    most_parts: int
    largest: int


BACKUP: Final = Sort("backup", "备份", "backup", version=1, most_parts=1_000_000, largest=2 * 1024**4)

# ------------------------------------------------------------------------------------------------ writing


class Parts:
    """Takes the parts of a file, one after the other, and finishes it with its manifest; to be used in a `with`."""

    def __init__(self, file: IO[bytes]) -> None:
        self._zip = zipfile.ZipFile(file, "w", zipfile.ZIP_DEFLATED, compresslevel=6)
        self.told: dict[str, dict[str, Any]] = {}

    def __enter__(self) -> Parts:
        return self

    def __exit__(self, *_: object) -> None:
        """Let go of the file. After an error what zip still wants to write may fail too, and matters no more."""
        with suppress(OSError, ValueError):
            self._zip.close()

    @contextmanager
    def part(self, name: str, *, packed: bool = False) -> Iterator[Hashing]:
        """A part to be written as a stream; `packed`: it is compressed already."""
        info = zipfile.ZipInfo(name, _TIME)
        info.compress_type = zipfile.ZIP_STORED if packed else zipfile.ZIP_DEFLATED
        with self._zip.open(info, "w", force_zip64=True) as file:
            hashing = Hashing(file)
            yield hashing
        self.told[name] = {"sha256": hashing.digest.hexdigest(), "size": hashing.size}

    def add(self, name: str, content: bytes) -> None:
        """A part that is at hand as a whole."""
        with self.part(name) as file:
            file.write(content)

    def copy(self, name: str, path: Path) -> None:
        """A part that is a file."""
        with path.open("rb") as source, self.part(name, packed=path.suffix == ".parquet") as file:
            while chunk := source.read(_CHUNK):
                file.write(chunk)

    def finish(self, sort: Sort, manifest: Mapping[str, Any], sign: Callable[[dict[str, Any]], str] | None = None) -> dict[str, Any]:
        """Write the manifest, signed where `sign` is given, and close. Returns the manifest."""
        whole: dict[str, Any] = {**manifest, "kind": sort.kind, "version": sort.version, "parts": self.told}
        if sign is not None:
            whole["signature"] = sign(whole)
        self._zip.writestr(zipfile.ZipInfo(MANIFEST, _TIME), canonical(whole), zipfile.ZIP_DEFLATED)
        self._zip.close()
        return whole


class Hashing(io.RawIOBase):
    """A file to write to that counts and hashes what passes."""

    def __init__(self, file: IO[bytes]) -> None:
        super().__init__()
        self._file = file
        self.digest = hashlib.sha256()
        self.size = 0

    def writable(self) -> bool:
        """It is there to be written to."""
        return True

    def write(self, content: Any) -> int:
        """Pass bytes on."""
        view = memoryview(content).cast("B")
        self._file.write(view)
        self.digest.update(view)
        self.size += len(view)
        return len(view)


def opening(path: Path) -> IO[bytes]:
    """A new file that only its owner reads."""
    return open(os.open(path, os.O_RDWR | os.O_CREAT | os.O_EXCL | getattr(os, "O_BINARY", 0), 0o600), "w+b")


@contextmanager
def whole_file(path: Path, open_: Callable[[Path], IO[bytes]] | None = None) -> Iterator[IO[bytes]]:
    """A file that comes into being under its name only once it is whole and on the disk. Raises UserError where it cannot be written."""
    scratch = path.with_name(f".{secrets.token_hex(8)}.part")
    try:
        try:
            with (open_ or opening)(scratch) as file:
                yield file
                file.flush()
                os.fsync(file.fileno())
            os.replace(scratch, path)
        finally:
            scratch.unlink(missing_ok=True)
    except OSError as error:
        raise UserError(
            what="文件写不成，没有留下半个 / the file could not be written; nothing of it was left",
            where=f"{path}: {error.strerror or error}",
            cure="看磁盘是否已满、文件夹是否在并可写 / see whether the disk is full, and the folder there and writable",
        ) from error


# ------------------------------------------------------------------------------------------------ reading


@dataclass(frozen=True)
class Archive:
    """A file whose names, sizes and manifest are found right."""

    zip: zipfile.ZipFile
    manifest: Mapping[str, Any]
    sort: Sort
    where: str

    @property
    def names(self) -> list[str]:
        """The parts, in order."""
        return sorted(self.manifest["parts"])

    def read(self, name: str) -> bytes:
        """A whole part; what it says of itself is held to the manifest."""
        return b"".join(self.stream(name))

    def stream(self, name: str) -> Iterator[bytes]:
        """A part in pieces; raises UserError, at the latest after the last of them, where it is not what the manifest says."""
        told, digest = self.manifest["parts"][name], hashlib.sha256()
        try:
            with self.zip.open(name) as file:
                while chunk := file.read(_CHUNK):
                    digest.update(chunk)
                    yield chunk
        except BROKEN as error:
            raise damaged(self.sort, f"{self.where}: {name}") from error
        if digest.hexdigest() != told["sha256"]:
            raise damaged(self.sort, f"{self.where}: {name}")

    def check(self) -> None:
        """Go through all parts."""
        for name in self.names:
            for _ in self.stream(name):
                pass


@contextmanager
def archive(source: Path, sort: Sort) -> Iterator[Archive]:
    """Open a file of ours of one sort. Raises UserError where it is none, damaged, newer, too large, or names paths outside itself."""
    try:
        file = source.open("rb")
    except OSError as error:
        raise UserError(
            what="没有这个文件，或读不了 / no such file, or it cannot be read", where=str(source), cure="核对文件名 / look at the name"
        ) from error
    with file:
        try:
            opened = zipfile.ZipFile(file)
        except BROKEN as error:
            file.seek(0)
            raise (damaged if file.read(2) == b"PK" else not_ours)(sort, str(source)) from error
        with opened:
            yield Archive(opened, _manifest(opened, sort, str(source)), sort, str(source))


def _manifest(opened: zipfile.ZipFile, sort: Sort, where: str) -> Mapping[str, Any]:
    infos = {info.filename: info for info in opened.infolist()}
    if MANIFEST not in infos:
        raise not_ours(sort, where)
    if len(opened.infolist()) > sort.most_parts or infos[MANIFEST].file_size > LARGEST_MANIFEST or _unpacked(opened) > sort.largest:
        raise _too_large(sort, where)
    if unsafe := next((name for name in infos if not safe(name)), None):
        raise UserError(
            what=f"文件里有不该有的路径，没有读 / the file names a path that it may not; nothing was read: {unsafe!r}",
            where=where,
            cure="不要使用这个文件，向给您的人核实 / do not use this file; ask whoever gave it to you",
        )
    if len({_folded(name) for name in infos}) != len(opened.infolist()) or any(
        info.flag_bits & 1 or info.compress_type not in {zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED} for info in infos.values()
    ):
        raise damaged(sort, where)
    try:
        manifest = json.loads(opened.read(MANIFEST))
        parts = {name: (str(part["sha256"]), int(part["size"])) for name, part in manifest["parts"].items()}
        kind, version = manifest["kind"], manifest["version"]
    except (*BROKEN, KeyError, TypeError, AttributeError, OverflowError) as error:
        raise damaged(sort, f"{where}: {MANIFEST}") from error
    if kind != sort.kind:
        raise not_ours(sort, where)
    if not isinstance(version, int) or version > sort.version:
        raise newer(sort, where)
    if set(parts) | {MANIFEST} != set(infos) or any(infos[name].file_size != size for name, (_, size) in parts.items()):
        raise damaged(sort, where)
    found: Mapping[str, Any] = manifest
    return found


def _unpacked(opened: zipfile.ZipFile) -> int:
    return sum(info.file_size for info in opened.infolist())


def safe(name: str) -> bool:
    """Whether a part's name stays inside the folder that it is unpacked to, on every system."""
    if not name or len(name) > 1000 or "\\" in name or ":" in name or any(unicodedata.category(one) == "Cc" for one in name):
        return False
    steps = name.split("/")
    return all(step and step not in {".", ".."} and step[-1] not in ". " and step.split(".")[0].lower() not in _RESERVED for step in steps)


def _folded(name: str) -> str:
    """Names that some system takes for the same file."""
    return unicodedata.normalize("NFC", name).casefold()


def not_ours(sort: Sort, where: str) -> UserError:
    """It is something else."""
    return UserError(what=f"这不是青苗的{sort.zh} / this is no {sort.en} of Qingmiao", where=where, cure="核对文件名 / look at the name")


def damaged(sort: Sort, where: str) -> UserError:
    """It is not as it was written."""
    return UserError(
        what=f"这个{sort.zh}损坏或不完整，没有使用 / this {sort.en} is damaged or not whole; nothing of it was used",
        where=where,
        cure="重新复制一次；仍不行，用另一份 / copy it again; if that does not help, use another one",
    )


def newer(sort: Sort, where: str) -> UserError:
    """We cannot know what it says."""
    return UserError(
        what=f"这个{sort.zh}是较新版本的青苗写的 / this {sort.en} was written by a newer Qingmiao",
        where=where,
        cure="先升级本机的青苗 / bring this machine's Qingmiao up to date first",
    )


def _too_large(sort: Sort, where: str) -> UserError:
    return UserError(
        what=f"这个{sort.zh}大得不像真的，没有读 / this {sort.en} is larger than any real one; it was not read",
        where=where,
        cure="核对来源 / ask where it comes from",
    )
