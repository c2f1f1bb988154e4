"""Bytes become text or are refused with place and cure."""

from __future__ import annotations

import codecs
from pathlib import Path

import pytest

from qingmiao.errors import UserError
from qingmiao.reading import read_file, read_text
from qingmiao.reading.decode import LARGEST, decode, read_bytes

WORDS = "到2025年，全县儿童规划的疫苗接种率达到95%以上，发展是中国儿童的大事。\r\n"
READABLE = (
    ("utf-8", WORDS.encode("utf-8")),
    ("utf-8", codecs.BOM_UTF8 + WORDS.encode("utf-8")),
    ("utf-16", codecs.BOM_UTF16_LE + WORDS.encode("utf-16-le")),
    ("utf-16", codecs.BOM_UTF16_BE + WORDS.encode("utf-16-be")),
    ("gb18030", WORDS.encode("gb18030")),
)


@pytest.mark.parametrize(("encoding", "data"), READABLE)
def test_encodings(encoding: str, data: bytes) -> None:
    found = decode(data, name="plan.txt")
    assert (found.text, found.source.encoding, found.source.characters) == (WORDS, encoding, len(WORDS))
    assert len(found.source.sha256) == 64


REFUSED = (
    (b"", "空"),
    (b" \n ", "没有文字"),
    (b"PK\x03\x04" + b"\0" * 40, "压缩"),
    (b"%PDF-1.7 ...", "PDF"),
    (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\0" * 40, "旧版"),
    (b"{\\rtf1 ...", "RTF"),
    (b"a\0b\0" * 30, "二进制"),
    (WORDS.encode("big5", "ignore") * 20, "编码"),
    (b"\xff\x80" * 300, "编码"),
    ("\x01\x02\x03中".encode() * 50, "二进制"),
    (b"<!DOCTYPE html><html>...</html>", "网页"),
)


@pytest.mark.parametrize(("data", "words"), REFUSED)
def test_refused_with_cure(data: bytes, words: str) -> None:
    with pytest.raises(UserError) as error:
        decode(data, name="x.txt")
    assert words in error.value.what
    assert "x.txt" in error.value.where
    assert " / " in error.value.cure
    assert error.value.exit_code == 2


def test_office_endings_with_binary_content_are_refused() -> None:
    with pytest.raises(UserError, match="doc"):
        decode(b"\x01\x00\x02" * 9, name="plan.doc")


def test_files(tmp_path: Path) -> None:
    for path, words in ((tmp_path / "none.txt", "找不到"), (tmp_path, "文件夹")):
        with pytest.raises(UserError, match=words):
            read_bytes(path)
    empty = tmp_path / "empty.txt"
    empty.write_bytes(b"")
    with pytest.raises(UserError, match="空"):
        read_file(empty)
    large = tmp_path / "large.txt"
    with large.open("wb") as out:
        out.truncate(LARGEST + 1)
    with pytest.raises(UserError, match="50 MB"):
        read_bytes(large)


def test_the_same_words_give_the_same_reading_in_every_encoding(tmp_path: Path) -> None:
    found = []
    for index, (_, data) in enumerate(READABLE):
        path = tmp_path / f"plan{index}.txt"
        path.write_bytes(data)
        found.append([(c.indicator, c.start, c.end) for c in read_file(path).commitments])
    assert all(rows == found[0] for rows in found)
    assert found[0]


def test_pasted_text_without_anything_to_read() -> None:
    reading = read_text("今天天气很好", name="note.txt")
    assert (reading.commitments, reading.objectives, reading.measures) == ((), (), ())
    assert "period" in reading.plans[0].not_found
    assert read_text("\ue003\u200b", name="x").plans == ()
