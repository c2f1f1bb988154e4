"""What is refused, with its cure; hostile files end quickly and in words."""

from __future__ import annotations

import zlib
from collections.abc import Callable

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from qingmiao.errors import UserError
from qingmiao.reading.decode import LARGEST
from qingmiao.reading.formats import archive as archives
from qingmiao.reading.formats import html, text_of
from qingmiao.reading.formats.model import REFUSALS, user_error
from tests.reading.formats.builders import W, archive, p, pdf_of, pdf_page, said, word

OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
REFUSED = {
    "旧版 Word": OLE + "WordDocument".encode("utf-16-le"),
    "Excel": OLE + "Workbook".encode("utf-16-le"),
    "旧版办公": OLE,
    "密码": OLE + "EncryptedPackage".encode("utf-16-le"),
    "OFD": archive({"OFD.xml": "<x/>", "Doc_0/Document.xml": ""}),
    ".xlsx": archive({"xl/workbook.xml": "<x/>"}),
    "演示": archive({"ppt/presentation.xml": "<x/>"}),
    "OpenDocument": archive({"mimetype": "x", "content.xml": "<x/>"}),
    "不是 Word": archive({"a.txt": "x"}),
    "RTF": b"{\\rtf1 x}",
    "图片": b"\x89PNG\r\n",
    "压缩文件": b"Rar!\x1a",
    "XML": b'<?xml version="1.0"?><!-- x --><a/>',
    "损坏": b"PK\x03\x04 cut off",
    "CAJ": b"CAJ\x00",
    "扫描": pdf_page(b""),
}


@pytest.mark.parametrize("words", REFUSED)
def test_refused_with_a_cure(words: str) -> None:
    with pytest.raises(UserError, match=words) as caught:
        text_of(REFUSED[words], name="规划.docx")
    assert "规划.docx" in caught.value.where
    assert " / " in caught.value.what
    assert " / " in caught.value.cure


def test_a_bitmap_and_a_text_that_begins_alike() -> None:
    with pytest.raises(UserError, match="图片"):
        text_of(b"BM\x00\x00\x00", name="a.bmp")
    assert text_of(b"BMI below 24", name="a.txt").text == "BMI below 24"


def test_every_reason_speaks_both_languages() -> None:
    assert all(" / " in user_error(reason, "x").what and " / " in user_error(reason, "x").cure for reason in REFUSALS)


def test_over_fifty_megabytes() -> None:
    with pytest.raises(UserError, match="文字过长"):
        text_of(b"x" * (LARGEST + 1), name="a.txt")


def entities(inner: str) -> bytes:
    return archive({"word/document.xml": f"<!DOCTYPE l [{inner}]><w:document {W}><w:body>{p('&x;')}</w:body></w:document>"})


def blanks(times: int) -> bytes:
    """Ten million blanks many times over, packed."""
    packer, block = zlib.compressobj(), b" " * 10_000_000
    return b"".join(packer.compress(block) for _ in range(times)) + packer.flush()


LAUGHS = '<!ENTITY a "ha">' + "".join(f'<!ENTITY x{i} "{"&a;" * 10}">' for i in range(9))
HOSTILE: dict[str, Callable[[], bytes]] = {
    "bomb": lambda: word("<w:p/>" * 3_000_000),
    "bomb of words": lambda: word(p("a" * 9_000_000)),
    "laughs": lambda: entities(LAUGHS),
    "laughs in utf-16": lambda: archive({"word/document.xml": f"<!DOCTYPE l [{LAUGHS}]><a>&x;</a>".encode("utf-16")}),
    "outside": lambda: entities('<!ENTITY x SYSTEM "file:///etc/hostname">'),
    "deep": lambda: word("<w:sdt>" * 100_000),
    "deep and closed": lambda: word("<w:sdt>" * 200 + p("x") + "</w:sdt>" * 200),
    "tables in tables": lambda: word("<w:tbl><w:tr><w:tc>" * 70 + p("x") + "</w:tc></w:tr></w:tbl>" * 70),
    "runs in runs": lambda: word("<w:p>" + "<w:ins>" * 70 + "<w:r><w:t>x</w:t></w:r>" + "</w:ins>" * 70 + "</w:p>"),
    "fields": lambda: word("<w:p>" + '<w:r><w:fldChar w:fldCharType="begin"/></w:r>' * 5000 + "</w:p>"),
    "no body": lambda: archive({"word/other.xml": "<x/>"}),
    "not XML": lambda: archive({"word/document.xml": "<x"}),
    "parts": lambda: archive({f"word/{i}": "" for i in range(21_000)}),
    "html deep": lambda: b"<html>" + b"<table><tr><td>" * 60_000,
    "html tags": lambda: b"<html>" + b"<p>x" * 210_000,
    "html scripts": lambda: b"<html>" + b"<script" * 1_000_000,
    "html blanks": lambda: b"<html>" + b" " * 13_000_000 + b"x",
    "mht parts": lambda: b'MIME-Version: 1.0\nContent-Type: multipart/related; boundary="x"\n\n' + b"--x\n" * 500_000,
    "pdf cut": lambda: pdf_page(said(b"hello world plan"))[:300],
    "pdf pages in pages": lambda: pdf_of([b"<</Type/Catalog/Pages 2 0 R>>", b"<</Type/Pages/Kids[2 0 R 2 0 R]/Count 1000000>>"]),
    "pdf arrays": lambda: b"%PDF-1.4\n1 0 obj" + b"[" * 200_000,
    "pdf bomb": lambda: pdf_page(zlib.compress(blanks(100)), b"/Filter[/FlateDecode/FlateDecode]"),
}


@pytest.mark.parametrize("name", HOSTILE)
def test_hostile_files_are_refused(name: str) -> None:
    with pytest.raises(UserError):
        text_of(HOSTILE[name](), name="x")


def test_odd_files_that_are_read_all_the_same() -> None:
    span = '<w:tbl><w:tr><w:tc><w:tcPr><w:gridSpan w:val="99999999"/></w:tcPr>{}</w:tc><w:tc>{}</w:tc></w:tr></w:tbl>'
    assert text_of(word(span.format(p("甲"), p("乙"))), name="x").text == "甲\t乙\n"
    wide = b"<html><table><tr>" + b"<td rowspan=1000 colspan=63>x" * 50 + b"<tr><td>x" * 2000
    assert text_of(wide, name="x").text.count("x") == 2050
    assert text_of(pdf_page(said(b"hello world plan") + b"/X Do\n" * 100), name="x").text == "hello world plan\n"


def test_the_archive_says_what_is_locked_or_lies(monkeypatch: pytest.MonkeyPatch) -> None:
    data = bytearray(archive({"word/document.xml": "<x/>" * 50}))
    data[6] |= 1
    data[data.rfind(b"PK\x01\x02") + 8] |= 1
    with pytest.raises(UserError, match="密码"):
        text_of(bytes(data), name="x")
    monkeypatch.setattr(archives, "DIRECTORY", 10)
    with pytest.raises(UserError, match="异常"):
        text_of(word(p("x")), name="x")


def test_words_removed_by_tag() -> None:
    assert html.without("a<script>b</script>c<scripty>d<SCRIPT src=x>e</Script >f<script>g", "script") == "ac<scripty>df"
    assert html.without("İ<script>b</script>c", "script") == "İc"


MAGICS = st.sampled_from(
    [
        b"",
        b"PK\x03\x04",
        b"<html>",
        b"<!doctype html><table>",
        OLE,
        b"{\\rtf",
        b"\xff\xfe<\x00h\x00",
        b"MIME-Version: 1.0\nContent-Type: multipart/related; boundary=x\n\n--x\n",
    ]
)


@settings(max_examples=150, deadline=None)
@given(magic=MAGICS, rest=st.binary(max_size=400))
def test_any_bytes_give_text_or_a_refusal(magic: bytes, rest: bytes) -> None:
    try:
        found = text_of(magic + rest, name="x")
    except UserError:
        return
    assert found.text.encode("utf-8")
    assert text_of(magic + rest, name="x") == found


@settings(max_examples=80, deadline=None)
@given(cut=st.integers(0, 2000), at=st.integers(0, 2000), byte=st.integers(0, 255))
def test_a_word_file_with_wrong_bytes(cut: int, at: int, byte: int) -> None:
    data = bytearray(word(p("儿童") + "<w:tbl><w:tr><w:tc/></w:tr></w:tbl>"))
    data[at % len(data)] = byte
    try:
        text_of(bytes(data[: max(4, len(data) - cut % 50)]), name="x")
    except UserError:
        return


@settings(max_examples=100, deadline=None)
@given(
    pieces=st.lists(
        st.sampled_from(
            [
                "<p>",
                "</p>",
                "<table>",
                "<tr>",
                "<td>",
                "</td>",
                "</tr>",
                "</table>",
                "<ol>",
                "</ol>",
                "<li>",
                "<pre>",
                "</pre>",
                "儿童，",
                "5%",
                "<br>",
                "&#xD800;",
                "<!--",
            ]
        )
    )
)
def test_tags_in_any_order(pieces: list[str]) -> None:
    try:
        text_of(("<html>" + "".join(pieces)).encode(), name="x").text.encode("utf-8")
    except UserError:
        return
