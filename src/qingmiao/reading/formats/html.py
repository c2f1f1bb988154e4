"""Saved web pages (.html, .mht) → the text of the article: menus, scripts and page frames are left out.

The article is found by weight, not by names: from the body down, the one child that still holds nearly all sentences outside links is
followed. Lists are numbered as a browser numbers them, tables are one line a row.
"""

from __future__ import annotations

import base64
import binascii
import codecs
import quopri
import re
from collections.abc import Iterator
from email.message import Message
from email.parser import BytesHeaderParser
from typing import Final

from lxml import etree
from lxml import html as lxml_html

from qingmiao.reading.formats import page
from qingmiao.reading.formats.model import Extracted, Refused

LARGEST: Final = 12 * 1024 * 1024
"""Characters of a page without its scripts, styles and embedded pictures."""
MOST_TAGS: Final = 200_000
MOST_PARTS: Final = 500
"""Parts of a page saved as one file; the first of type text/html is read."""
STRAY: Final = 4
"""Marks of sentences that may be left outside the article: a page's own words hold few, and one part in two hundred of a long article's."""

_DROPPED: Final = ("script", "style", "noscript", "svg", "template")
_META = re.compile(rb"<meta[^>]{0,300}?charset\s*=\s*[\"']?\s*([A-Za-z0-9_-]{2,20})", re.IGNORECASE)
_DATA_URI = re.compile(r"data:[a-z]+/[a-z0-9.+-]{1,40};base64,[A-Za-z0-9+/=%\s]+", re.IGNORECASE)
_DECLARATION = re.compile(r"\A\s*<\?xml[^>]*\?>")
_SITE = re.compile(r"\s*[_|｜]\s*|\s+[-–—]+\s+|(?<=[\u4e00-\u9fff）)])-+(?=[\u4e00-\u9fff])")
_BOUNDARY = re.compile(rb"boundary\s*=\s*(?:\"([^\"\r\n]{1,100})\"|([^\s;\"]{1,100}))", re.IGNORECASE)


def extract(data: bytes) -> Extracted:
    """The text of a saved page."""
    text, encoding = decoded(data, None)
    return Extracted(_article(text), "html", encoding)


def extract_mht(data: bytes) -> Extracted:
    """The text of a page saved as one file: its first part of type text/html."""
    for headers, body in _parts(data):
        if headers.get_content_type() == "text/html":
            charset = headers.get_content_charset()
            text, encoding = decoded(_unpacked(body, headers), charset if isinstance(charset, str) else None)
            return Extracted(_article(text), "mht", encoding)
    raise Refused("damaged")


def _parts(data: bytes) -> Iterator[tuple[Message, bytes]]:
    """The parts of a multipart file, nested or not, with their headers; linear in its length."""
    marks = dict.fromkeys(match.group(1) or match.group(2) for match in _BOUNDARY.finditer(data[:65_536]))
    if not marks:
        return
    either = b"|".join(re.escape(mark) for mark in list(marks)[:8])
    for piece in re.split(rb"(?m)^--(?:" + either + rb")(?:--)?[ \t]*\r?$\n?", data, maxsplit=MOST_PARTS)[1:]:
        head, _, body = piece.replace(b"\r\n", b"\n").partition(b"\n\n")
        if len(head) <= 65_536:
            yield BytesHeaderParser().parsebytes(head + b"\n\n"), body


def _unpacked(body: bytes, headers: Message) -> bytes:
    way = str(headers.get("Content-Transfer-Encoding", "")).strip().lower()
    if way == "quoted-printable":
        return quopri.decodestring(body)
    if way != "base64":
        return body
    try:
        return base64.b64decode(body, validate=False)
    except (binascii.Error, ValueError):
        raise Refused("damaged") from None


def decoded(data: bytes, said: str | None) -> tuple[str, str]:
    """The characters of a page and its encoding: by the mark, what the file says, else what fits."""
    for mark, codec in ((codecs.BOM_UTF8, "utf-8"), (codecs.BOM_UTF16_LE, "utf-16"), (codecs.BOM_UTF16_BE, "utf-16")):
        if data.startswith(mark):
            return data.decode(codec, "replace").lstrip("\ufeff"), codec
    meta = _META.search(data[:8192])
    for name in (said, meta.group(1).decode("ascii") if meta else None, "utf-8", "gb18030", "big5"):
        found = _try(data, name)
        if found is not None:
            return found
    encoding = _known(meta.group(1).decode("ascii") if meta else None) or "utf-8"
    return data.decode(encoding, "replace"), encoding


def _known(name: str | None) -> str | None:
    """The codec of a name that a page gives; GB 2312 and GBK are read as what holds them both."""
    lowered = (name or "").lower().replace("_", "-")
    if lowered in ("gb2312", "gbk", "gb18030", "x-gbk", "gb-2312", "gb2312-80", "hz-gb-2312"):
        return "gb18030"
    try:
        info = codecs.lookup(lowered)
    except (LookupError, ValueError):
        return None
    return info.name if info._is_text_encoding and not info.name.startswith(("utf-16", "utf-32", "utf-7", "idna", "punycode")) else None


def _try(data: bytes, name: str | None) -> tuple[str, str] | None:
    """The text in an encoding, when at most one byte in two hundred is wrong in it (pages are cut off and mixed)."""
    encoding = _known(name)
    if encoding is None:
        return None
    text = data.decode(encoding, "replace")
    return (text, encoding) if text.count("\ufffd") * 200 <= len(text) else None


def without(text: str, tag: str) -> str:
    """A page without the elements of one tag, found by searching, in one pass; what is never closed ends there."""
    lowered = text.lower()
    if len(lowered) != len(text):
        lowered = "".join(ch.lower() if ch.isascii() else ch for ch in text)
    kept: list[str] = []
    at = 0
    opening, closing = f"<{tag}", f"</{tag}"
    while True:
        start = lowered.find(opening, at)
        if start < 0:
            return "".join([*kept, text[at:]])
        after = lowered[start + len(opening) : start + len(opening) + 1]
        if after.isalnum() or after == "-":
            kept.append(text[at : start + 1])
            at = start + 1
            continue
        end = lowered.find(closing, start)
        kept.append(text[at:start])
        if end < 0:
            return "".join(kept)
        at = lowered.find(">", end) + 1 or len(text)


def _article(text: str) -> str:
    """The text of the article of a page."""
    text = _DECLARATION.sub("", text.replace("\0", ""))
    for tag in _DROPPED:
        text = without(text, tag)
    text = _DATA_URI.sub("", text)
    if len(text) > LARGEST or text.count("<") > MOST_TAGS or text.count("=") > 2 * MOST_TAGS:
        raise Refused("long")
    root = _parsed(text)
    body = root.find(".//body")
    main = _heaviest(root if body is None else body)
    said = page.text_of(main)
    title = _title(root)
    squeezed = "".join(said[:4000].split())
    return said if len(title) < 6 or "".join(title.split()) in squeezed else f"{title}\n{said}"


def _parsed(text: str) -> etree._Element:
    parser = lxml_html.HTMLParser(encoding="utf-8", no_network=True, remove_comments=True, remove_pis=True, huge_tree=False)
    try:
        root: etree._Element = lxml_html.document_fromstring(text.encode("utf-8", "replace"), parser=parser)
    except (etree.ParserError, etree.XMLSyntaxError):
        raise Refused("empty") from None
    return root


def _title(root: etree._Element) -> str:
    """What the page calls the article: the meta field of government sites, the first heading, the title before the site's name."""
    for element in root.iter("meta"):
        if element.get("name", "").lower() == "articletitle" and element.get("content", "").strip():
            return " ".join(element.get("content", "").split())
    headings = [" ".join("".join(found.itertext()).split()) for found in list(root.iter("h1"))[:1]]
    titles = [_SITE.split(" ".join("".join(found.itertext()).split()))[0] for found in list(root.iter("title"))[:1]]
    return next((words for words in (*headings, *titles) if 6 <= len(words) <= 120), "")


def _heaviest(body: etree._Element) -> etree._Element:
    """The element that holds the article: followed down while one child has nearly all the sentences."""
    weights = page.weights(body)
    here = body
    while True:
        best = max(here, key=lambda child: weights.get(child, 0), default=None)
        whole = weights.get(here, 0)
        if best is None or not whole or whole - weights.get(best, 0) > max(STRAY, whole // 200):
            break
        here = best
    while here is not body and here.tag in page.PARTS:
        parent = here.getparent()
        here = body if parent is None else parent
    return here
