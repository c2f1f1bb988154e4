"""Zip files of ours: whole or not at all when written; whatever else comes in is told plainly and nothing of it is used."""

from __future__ import annotations

import errno
import io
import json
import random
import zipfile
from collections.abc import Callable
from pathlib import Path
from typing import IO, Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from qingmiao.errors import UserError
from qingmiao.exchange.archive import MANIFEST, Parts, Sort, archive, opening, safe, whole_file

SORT = Sort("test", "测试包", "test file", version=2, most_parts=20, largest=100_000)


def made(path: Path, parts: dict[str, bytes] | None = None, sort: Sort = SORT, **more: Any) -> Path:
    with whole_file(path) as file, Parts(file) as writing:
        for name, content in (parts or {"a.txt": b"one" * 1000, "文件夹/b.txt": b"two"}).items():
            writing.add(name, content)
        writing.finish(sort, more)
    return path


def rezipped(path: Path, change: Callable[[dict[str, bytes]], None]) -> Path:
    """The same parts, changed, in a zip file of right checksums."""
    with zipfile.ZipFile(path) as old:
        parts = {name: old.read(name) for name in old.namelist()}
    change(parts)
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as new:
        for name, content in parts.items():
            new.writestr(name, content)
    return path


def read(path: Path) -> dict[str, bytes]:
    with archive(path, SORT) as opened:
        opened.check()
        return {name: opened.read(name) for name in opened.names}


def test_what_was_written_comes_back(tmp_path: Path) -> None:
    path = made(tmp_path / "x.zip", made_by="我")
    assert read(path) == {"a.txt": b"one" * 1000, "文件夹/b.txt": b"two"}
    assert path.stat().st_mode & 0o077 == 0
    assert [one.name for one in tmp_path.iterdir()] == ["x.zip"]
    assert made(tmp_path / "y.zip", made_by="我").read_bytes() == path.read_bytes()


@pytest.mark.parametrize(
    ("content", "words"),
    [(b"", "这不是青苗的测试包"), (b"hello", "这不是青苗的测试包"), (b"PK\x03\x04" + bytes(100), "损坏或不完整")],
)
def test_what_is_no_zip(tmp_path: Path, content: bytes, words: str) -> None:
    (tmp_path / "x.zip").write_bytes(content)
    with pytest.raises(UserError, match=words):
        read(tmp_path / "x.zip")


def test_what_is_not_there(tmp_path: Path) -> None:
    with pytest.raises(UserError, match="没有这个文件"):
        read(tmp_path / "none.zip")


def test_a_foreign_zip(tmp_path: Path) -> None:
    with zipfile.ZipFile(tmp_path / "x.zip", "w") as file:
        file.writestr("word/document.xml", "<x/>")
    with pytest.raises(UserError, match="这不是青苗的测试包"):
        read(tmp_path / "x.zip")


def test_another_kind_of_ours(tmp_path: Path) -> None:
    made(tmp_path / "x.zip", sort=Sort("other", "", "", 1, 9, 9))
    with pytest.raises(UserError, match="这不是青苗的测试包"):
        read(tmp_path / "x.zip")


def test_a_newer_version(tmp_path: Path) -> None:
    made(tmp_path / "x.zip", sort=Sort("test", "", "", 3, 9, 9))
    with pytest.raises(UserError, match="较新版本"):
        read(tmp_path / "x.zip")


@pytest.mark.parametrize(
    "change",
    [
        lambda parts: parts.update({"a.txt": b"eno" * 1000}),
        lambda parts: parts.update({"a.txt": b"one"}),
        lambda parts: parts.pop("a.txt"),
        lambda parts: parts.update({"c.txt": b"more"}),
        lambda parts: parts.update({"A.TXT": b"one" * 1000}),
        lambda parts: parts.update({MANIFEST: b"{}"}),
        lambda parts: parts.update({MANIFEST: b"[]"}),
        lambda parts: parts.update({MANIFEST: b'{"parts": {"a.txt": 1}, "kind": "test", "version": 1}'}),
        lambda parts: parts.update({MANIFEST: b"\xff\xfe"}),
        lambda parts: parts.update({MANIFEST: b"[" * 50_000}),
        lambda parts: parts.update({MANIFEST: parts[MANIFEST].replace(b'"size":3', b'"size":1e999')}),
    ],
)
def test_parts_that_are_not_as_they_were_written(tmp_path: Path, change: Callable[[dict[str, bytes]], None]) -> None:
    with pytest.raises(UserError, match=r"损坏或不完整|较新版本"):
        read(rezipped(made(tmp_path / "x.zip"), change))


@pytest.mark.parametrize(
    "name",
    ["../up.txt", "/abs.txt", "a/../../b", "C:/x", "a\\b", "con", "a/NUL.txt", "dot./x", "a//b", "./a", "tab\there", "x:stream", "end "],
)
def test_paths_that_lead_out(tmp_path: Path, name: str) -> None:
    assert not safe(name)
    with pytest.raises(UserError, match="不该有的路径"):
        read(made(tmp_path / "x.zip", {name: b"x"}))


@pytest.mark.parametrize("name", ["a", "家/发布 一.parquet", ".hidden", "a.b.c", "console/x"])
def test_paths_that_stay_inside(name: str) -> None:
    assert safe(name)


def test_too_much(tmp_path: Path) -> None:
    for parts in ({"a": bytes(200_000)}, {str(one): b"" for one in range(30)}):
        with pytest.raises(UserError, match="大得不像真的"):
            read(made(tmp_path / "x.zip", parts))


def test_two_parts_of_one_name(tmp_path: Path) -> None:
    path = made(tmp_path / "x.zip")
    with zipfile.ZipFile(path, "a") as file, pytest.warns(UserWarning, match="Duplicate"):
        file.writestr("a.txt", b"other")
    with pytest.raises(UserError, match="损坏"):
        read(path)


def test_every_way_of_cutting_it_short_is_told(tmp_path: Path) -> None:
    whole = made(tmp_path / "x.zip").read_bytes()
    for length in range(0, len(whole), 7):
        (tmp_path / "y.zip").write_bytes(whole[:length])
        with pytest.raises(UserError):
            read(tmp_path / "y.zip")


def test_flipped_bytes_are_told_or_change_nothing(tmp_path: Path) -> None:
    whole = made(tmp_path / "x.zip").read_bytes()
    honest, luck, told = read(tmp_path / "x.zip"), random.Random(7), 0
    for _ in range(400):
        damaged = bytearray(whole)
        damaged[luck.randrange(len(whole))] ^= 1 << luck.randrange(8)
        (tmp_path / "y.zip").write_bytes(damaged)
        try:
            assert read(tmp_path / "y.zip") == honest
        except UserError:
            told += 1
    assert told > 200


@given(st.binary(max_size=300))
def test_anything_at_all_as_manifest(content: bytes) -> None:
    path = Path(json.dumps(""))
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w") as file:
        file.writestr(MANIFEST, content)

    class Source:
        def open(self, _: str) -> IO[bytes]:
            return io.BytesIO(out.getvalue())

        def __str__(self) -> str:
            return str(path)

    with pytest.raises(UserError), archive(Source(), SORT):  # type: ignore[arg-type]
        pass


# ------------------------------------------------------------------------------------------------ a full disk


class Full(io.FileIO):
    """A file on a disk that has room for some bytes yet."""

    room = 500

    def write(self, content: Any) -> int:
        self.room -= len(content)
        if self.room < 0:
            raise OSError(errno.ENOSPC, "No space left on device")
        return super().write(content)


def full(path: Path) -> IO[bytes]:
    opening(path).close()
    return Full(path, "r+b")  # type: ignore[return-value]


def test_a_full_disk_leaves_nothing_and_keeps_what_was_there(tmp_path: Path) -> None:
    (tmp_path / "x.zip").write_bytes(b"before")
    with pytest.raises(UserError, match="没有留下半个"), whole_file(tmp_path / "x.zip", full) as file, Parts(file) as parts:
        parts.add("a", random.Random(1).randbytes(5000))
    assert [one.name for one in tmp_path.iterdir()] == ["x.zip"]
    assert (tmp_path / "x.zip").read_bytes() == b"before"


def test_an_error_of_ours_leaves_nothing_either(tmp_path: Path) -> None:
    with pytest.raises(ZeroDivisionError), whole_file(tmp_path / "x.zip") as file:
        file.write(b"%d" % (1 // 0))
    assert not list(tmp_path.iterdir())


def test_a_folder_that_is_not_there(tmp_path: Path) -> None:
    with pytest.raises(UserError, match="写不成"), whole_file(tmp_path / "no" / "x.zip"):
        pass
