"""Zipped office files opened with limits: number of parts, size and compression of a part, XML without entities.

Only the few parts that are read are ever unpacked, in memory, under their sizes as the archive states them and as they come out.
"""

from __future__ import annotations

import io
import struct
import zipfile
import zlib
from typing import Final

from lxml import etree

from qingmiao.reading.formats.model import Refused

MOST_PARTS: Final = 20_000
DIRECTORY: Final = 4 * 1024 * 1024
"""Bytes of the archive's table of contents, before it is read."""
LARGEST_PART: Final = 32 * 1024 * 1024
"""Bytes of one XML part unpacked; that of a plan of 100,000 characters has 2–6 MB."""
HIGHEST_RATIO: Final = 250
"""Unpacked over packed, for parts over one MB; office XML has 5–40, a bomb a thousand."""
MOST_NODES: Final = 1_500_000
"""Tags and attributes in one XML part."""

_BROKEN = (
    zipfile.BadZipFile,
    zlib.error,
    EOFError,
    struct.error,
    NotImplementedError,
    RuntimeError,
    ValueError,
    OSError,
    KeyError,
    OverflowError,
)
_STRICT = b"http://purl.oclc.org/ooxml/"
_USUAL = ((b"http://purl.oclc.org/ooxml/wordprocessingml/main", b"http://schemas.openxmlformats.org/wordprocessingml/2006/main"),)

# A part that only this kind of file has → kind, in the order in which they decide.
_SIGNS: Final = (
    ("OFD.xml", "ofd"),
    ("EncryptionInfo", "encrypted"),
    ("word/", "docx"),
    ("xl/", "xlsx"),
    ("ppt/", "pptx"),
    ("content.xml", "odt"),
)


class Archive:
    """The parts of a zip file by name."""

    def __init__(self, data: bytes) -> None:
        """Read the table of contents; Refused when it is broken or too long."""
        _look_at_directory(data)
        try:
            self._zip = zipfile.ZipFile(io.BytesIO(data))
            infos = self._zip.infolist()
        except _BROKEN:
            raise Refused("damaged") from None
        if len(infos) > MOST_PARTS:
            raise Refused("hostile")
        self._parts = {info.filename.replace("\\", "/").lstrip("/"): info for info in infos}

    @property
    def names(self) -> list[str]:
        """The names of the parts, in the order of the archive."""
        return list(self._parts)

    def read(self, name: str) -> bytes | None:
        """One part's bytes, None when there is none; Refused when it is too large, too dense or broken."""
        info = self._parts.get(name)
        if info is None:
            return None
        if info.flag_bits & 0x1:
            raise Refused("encrypted")
        dense = info.file_size > 1_000_000 and info.file_size > HIGHEST_RATIO * max(1, info.compress_size)
        if info.file_size > LARGEST_PART or dense:
            raise Refused("hostile")
        try:
            with self._zip.open(info) as part:
                data = part.read(LARGEST_PART + 1)
        except _BROKEN:
            raise Refused("damaged") from None
        if len(data) > LARGEST_PART:
            raise Refused("hostile")
        return data

    def xml(self, name: str) -> etree._Element | None:
        """One part as XML, None when there is none."""
        data = self.read(name)
        return None if data is None else parse_xml(data)


def _look_at_directory(data: bytes) -> None:
    """Refuse an archive whose table of contents is cut off or so long that reading it would cost much; zip64 is for archives of 4 GB."""
    at = data.rfind(b"PK\x05\x06", max(0, len(data) - 65_557))
    if at < 0 or at + 22 > len(data):
        raise Refused("damaged")
    if int.from_bytes(data[at + 12 : at + 16], "little") > DIRECTORY or data[max(0, at - 20) : at].startswith(b"PK\x06\x07"):
        raise Refused("hostile")


def kind_of(data: bytes) -> str:
    """The kind of a zip file by the names of its parts."""
    try:
        names = Archive(data).names
    except Refused as refused:
        return refused.reason
    return next((kind for sign, kind in _SIGNS if any(_has(name, sign) for name in names)), "zip")


def _has(name: str, sign: str) -> bool:
    return name.startswith(sign) if sign.endswith("/") else name == sign


def parse_xml(data: bytes) -> etree._Element:
    """The root of an XML part: no DTD, no entities, no network, at most 256 levels and MOST_NODES tags and attributes."""
    if data.startswith((b"\xff\xfe", b"\xfe\xff")):
        data = data.decode("utf-16", "replace").replace('encoding="UTF-16"', "", 1).encode("utf-8")
    if b"<!DOCTYPE" in data or b"<!ENTITY" in data or data.count(b"<") + data.count(b"=") > MOST_NODES:
        raise Refused("hostile")
    if _STRICT in data:
        for strict, usual in _USUAL:
            data = data.replace(strict, usual)
    parser = etree.XMLParser(
        resolve_entities=False, no_network=True, load_dtd=False, huge_tree=False, remove_comments=True, remove_pis=True
    )
    try:
        root = etree.fromstring(data, parser)
    except etree.XMLSyntaxError as error:
        raise Refused("hostile" if "depth" in str(error) else "damaged") from None
    if root.getroottree().docinfo.internalDTD is not None:
        raise Refused("hostile")
    return root
