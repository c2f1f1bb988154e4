"""Bytes → text: plain text in UTF-8, UTF-16 with a byte order mark, or GB18030; everything else is refused with its cure.

A byte order mark is not part of the text. Line ends stay as they are, so offsets are those of `bytes.decode` for a file without a mark.
"""

from __future__ import annotations

import codecs
import hashlib
import re
import unicodedata
from dataclasses import dataclass
from pathlib import Path

from qingmiao.errors import UserError
from qingmiao.reading.model import Source

LARGEST = 50 * 1024 * 1024
"""Bytes; a longer file is not a plan."""

SAVE_AS_TEXT = (
    "请在 Word 或 WPS 中打开该文件，选择“另存为 → 纯文本（编码 UTF-8）”，再读取得到的 .txt 文件。"
    " / Open it in Word or WPS, choose “Save as → plain text, UTF-8”, and read the .txt file."
)
EXPORT_TEXT = (
    "请用浏览器或阅读器打开，全选、复制，粘贴到记事本并以 UTF-8 保存，再读取 .txt 文件；扫描件须先做文字识别。"
    " / Open it, copy all its text into a text editor, save as UTF-8 and read the .txt file; a scan needs OCR first."
)

# What a file begins with → (name of the format, cure). Source: the formats' own specifications.
MAGIC: tuple[tuple[bytes, str, str], ...] = (
    (b"PK\x03\x04", "压缩格式的办公文件（.docx、.ofd、.xlsx、.zip 等） / a zipped office file", SAVE_AS_TEXT),
    (b"%PDF", "PDF 文件 / a PDF file", EXPORT_TEXT),
    (
        b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1",
        "旧版 Word、Excel 或 WPS 文件（.doc、.xls、.wps） / an old Word, Excel or WPS file",
        SAVE_AS_TEXT,
    ),
    (b"{\\rtf", "RTF 文件 / an RTF file", SAVE_AS_TEXT),
    (b"\x89PNG", "图片 / an image", EXPORT_TEXT),
    (b"\xff\xd8\xff", "图片 / an image", EXPORT_TEXT),
    (b"GIF8", "图片 / an image", EXPORT_TEXT),
    (b"\x1f\x8b", "压缩文件 / a compressed file", SAVE_AS_TEXT),
    (b"Rar!", "压缩文件 / a compressed file", SAVE_AS_TEXT),
    (b"7z\xbc\xaf", "压缩文件 / a compressed file", SAVE_AS_TEXT),
)
OFFICE_SUFFIXES = frozenset({".doc", ".docx", ".wps", ".ofd", ".pdf", ".xls", ".xlsx", ".et", ".ppt", ".pptx", ".rtf", ".odt", ".caj"})
HTML = re.compile(r"\A\s*(?:<!doctype html|<html|<\?xml)", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class Decoded:
    """A document's text and what it was read from."""

    text: str
    source: Source


def _refuse(what: str, where: str, cure: str) -> UserError:
    return UserError(what=what, where=f"文件 / file: {where}", cure=cure)


def read_bytes(path: Path) -> bytes:
    """The bytes of a file that exists, is a file, is not empty and not over 50 MB; else a UserError."""
    if not path.exists():
        raise _refuse("找不到文件 / no such file", str(path), "请检查文件名和文件夹。 / Check the name and the folder.")
    if path.is_dir():
        raise _refuse("这是文件夹，不是文件 / this is a folder", str(path), "请给出其中一个文本文件。 / Name one text file in it.")
    size = path.stat().st_size
    if size == 0:
        raise _refuse("文件是空的 / the file is empty", str(path), "请重新下载或重新保存该文件。 / Download or save it again.")
    if size > LARGEST:
        cure = "规划文件不会这么大：请只保留正文，另存为纯文本。 / No plan is that long: keep its text only, saved as plain text."
        raise _refuse(f"文件超过 50 MB（{size} 字节） / the file is over 50 MB ({size} bytes)", str(path), cure)
    return path.read_bytes()


def _refuse_formats(data: bytes, name: str) -> None:
    for magic, kind, cure in MAGIC:
        if data.startswith(magic):
            raise _refuse(f"不是纯文本，而是{kind}", name, cure)
    suffix = Path(name).suffix.lower()
    if suffix in OFFICE_SUFFIXES and b"\0" in data[:4096]:
        raise _refuse(f"不是纯文本（{suffix}） / not plain text ({suffix})", name, SAVE_AS_TEXT)


def _try(data: bytes, encoding: str) -> str | None:
    try:
        return data.decode(encoding)
    except UnicodeDecodeError:
        return None


def _candidates(data: bytes) -> tuple[str, ...]:
    if data.startswith(codecs.BOM_UTF8):
        return ("utf-8-sig",)
    if data.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)):
        return ("utf-16",)
    return ("utf-8", "gb18030")


def _binary(text: str) -> bool:
    """Whether a text holds what no plain text does: NUL, or more than one control or unassigned character in fifty."""
    if "\0" in text:
        return True
    sample = text[:20000]
    odd = sum(unicodedata.category(ch) in ("Cc", "Cn") and ch not in "\t\n\r\f\v\x1a\x85" for ch in sample)
    return odd * 50 > len(sample)


def _unlikely(text: str) -> bool:
    """Whether bytes taken for GB18030 gave characters that no Chinese document is made of (another encoding decodes, but to rubbish)."""
    sample = [ch for ch in text[:20000] if ord(ch) > 0x7F]
    usual = sum("\u4e00" <= ch <= "\u9fff" or "\u2000" <= ch <= "\u33ff" or "\uff00" <= ch <= "\uffef" or ch in "·×—…°±" for ch in sample)
    common = sum(ch in "的一是在有和人中国年规划儿童妇女发展，。、（）" for ch in sample)
    return bool(sample) and (usual * 10 < len(sample) * 8 or (len(sample) > 200 and common * 100 < len(sample)))


def decode(data: bytes, *, name: str) -> Decoded:
    """The text of a document's bytes, or a UserError that says what the bytes are and how to make them readable."""
    if not data:
        raise _refuse("文件是空的 / the file is empty", name, "请重新下载或重新保存该文件。 / Download or save it again.")
    _refuse_formats(data, name)
    for encoding in _candidates(data):
        text = _try(data, encoding)
        if text is None:
            continue
        if _binary(text):
            raise _refuse("不是文本文件（含有二进制内容） / not a text file (it holds binary data)", name, SAVE_AS_TEXT)
        if encoding == "gb18030" and _unlikely(text):
            break
        return Decoded(_checked(text, name), _source(data, text, name, encoding))
    cure = "请用记事本打开，另存为 UTF-8 编码。 / Open it in a text editor and save it as UTF-8."
    raise _refuse("编码不是 UTF-8、UTF-16 或 GB18030 / the encoding is not UTF-8, UTF-16 or GB18030", name, cure)


def _checked(text: str, name: str) -> str:
    if not text.strip():
        raise _refuse("文件里没有文字 / the file holds no words", name, "请重新保存该文件的正文。 / Save its text again.")
    if HTML.match(text[:400]):
        raise _refuse("这是网页源文件，不是纯文本 / this is the source of a web page", name, EXPORT_TEXT)
    return text


def _source(data: bytes, text: str, name: str, encoding: str) -> Source:
    return Source(name=name, sha256=hashlib.sha256(data).hexdigest(), characters=len(text), encoding=encoding.removesuffix("-sig"))
