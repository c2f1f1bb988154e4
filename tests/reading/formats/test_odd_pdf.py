"""PDFs with odd fonts, locks, frames and many pages; numerals past their tables."""

from __future__ import annotations

import pytest

from qingmiao.errors import UserError
from qingmiao.reading.formats import docx, pdf_pages, text_of
from qingmiao.reading.formats.model import Refused
from qingmiao.reading.formats.numerals import numeral
from qingmiao.reading.formats.pdf_pages import text_of_pdf
from tests.reading.formats.builders import archive, p, pdf_of, pdf_page, said, stream, word


def mapped(content: bytes, names: dict[str, str], pages: int = 1, trailer: bytes = b"") -> bytes:
    """A PDF whose font says by a map which characters it shows: letter → hexadecimal UTF-16."""
    rows = "\n".join(f"<{ord(letter):02X}> <{code}>" for letter, code in names.items())
    table = (
        "/CIDInit /ProcSet findresource begin 12 dict begin begincmap /CMapName /X def /CMapType 2 def 1 begincodespacerange <00> <FF> "
        f"endcodespacerange {len(names)} beginbfchar\n{rows}\nendbfchar endcmap end end"
    )
    kids = b" ".join(b"%d 0 R" % (6 + index) for index in range(pages))
    page = b"<</Type/Page/Parent 2 0 R/MediaBox[0 0 600 800]/Contents 4 0 R/Resources<</Font<</F 3 0 R>>>>>>"
    data = pdf_of(
        [
            b"<</Type/Catalog/Pages 2 0 R>>",
            b"<</Type/Pages/Kids[%s]/Count %d>>" % (kids, pages),
            b"<</Type/Font/Subtype/Type1/BaseFont/Helvetica/ToUnicode 5 0 R>>",
            stream(content),
            stream(table.encode()),
            *[page] * pages,
        ]
    )
    return data.replace(b"trailer<<", b"trailer<<" + trailer)


def test_radicals_and_compatibility_forms_become_the_characters_meant() -> None:
    names = {"A": "2F08", "B": "2ED3", "C": "D840DC0B", "D": "F9BA", "E": "5E74"}
    assert text_of_pdf(mapped(said(b"ABCDEEEEEEEE"), names))[0] == "人长𠀋了年年年年年年年年\n"


def test_fonts_that_do_not_say_what_they_show() -> None:
    with pytest.raises(Refused, match="garbled"):
        text_of_pdf(mapped(said(b"AAAAAAAAAAAAAA"), {"A": "E001"}))


def test_a_locked_file() -> None:
    lock = b"/Encrypt<</Filter/Standard/V 1/R 2/P -4/O(%s)/U(%s)>>/ID[(a)(a)]" % (b"o" * 32, b"u" * 32)
    with pytest.raises(UserError, match="密码"):
        text_of(mapped(said(b"AAAAAAAAAAAA"), {}, trailer=lock), name="a.pdf")


def test_too_many_pages_or_words(monkeypatch: pytest.MonkeyPatch) -> None:
    data = mapped(said(b"hello world plan"), {}, pages=3)
    assert text_of_pdf(data)[0].count("hello") == 3
    monkeypatch.setattr(pdf_pages, "LONGEST", 20)
    with pytest.raises(Refused, match="long"):
        text_of_pdf(data)
    monkeypatch.setattr(pdf_pages, "LONGEST", 5)
    with pytest.raises(Refused, match="long"):
        text_of_pdf(data)
    monkeypatch.setattr(pdf_pages, "MOST_PAGES", 2)
    with pytest.raises(Refused, match="long"):
        text_of_pdf(data)


def test_pages_without_words_are_told() -> None:
    blank = b"<</Type/Page/Parent 2 0 R/MediaBox[0 0 600 800]>>"
    data = pdf_page(said(b"hello world plan")).replace(b"/Kids[3 0 R]/Count 1", b"/Kids[3 0 R 7 0 R 9 0 R]/Count 3")
    data = data.replace(b"xref\n", b"7 0 obj\n" + blank + b"\nendobj\nxref\n", 1).replace(b"startxref\n", b"startxref\n1")
    text, notes = text_of_pdf(data)
    assert text == "hello world plan\n"
    assert len(notes) == 1


def test_rules_of_a_page_that_is_a_map_are_no_table(monkeypatch: pytest.MonkeyPatch) -> None:
    frame = b"2 2 596 796 re S 50 400 100 100 re S 50 400 50 100 re S 10 10 m 20 30 30 40 50 50 c S "
    assert text_of_pdf(pdf_page(frame + said(b"hello world plan")))[0] == "hello world plan\n"
    monkeypatch.setattr(pdf_pages, "MOST_RULES", 1)
    assert text_of_pdf(pdf_page(frame + said(b"hello world plan")))[0] == "hello world plan\n"


@pytest.mark.parametrize(
    ("number", "style", "said_as"),
    [
        (0, "chineseCounting", "〇"),
        (105, "chineseCounting", "一百零五"),
        (110, "chineseCounting", "一百一十"),
        (1002, "chineseCounting", "一千零二"),
        (12345, "chineseCounting", "12345"),
        (0, "upperRoman", "0"),
        (1994, "upperRoman", "MCMXCIV"),
        (28, "upperLetter", "BB"),
        (21, "decimalEnclosedCircle", "㉑"),
        (51, "decimalEnclosedCircle", "51"),
        (11, "ideographTraditional", "甲"),
        (0, "ideographTraditional", "0"),
        (21, "decimalEnclosedParen", "21"),
        (3, "numberInDash", "- 3 -"),
        (3, "none", ""),
    ],
)
def test_numerals(number: int, style: str, said_as: str) -> None:
    assert numeral(number, style) == said_as


def test_odd_word_files(monkeypatch: pytest.MonkeyPatch) -> None:
    mc = 'xmlns:mc="http://schemas.openxmlformats.org/markup-compatibility/2006"'
    fallback = f"<mc:AlternateContent {mc}><mc:Fallback>{p('备')}</mc:Fallback></mc:AlternateContent><mc:AlternateContent {mc}/>"
    inline = f"<w:p><mc:AlternateContent {mc}/><w:r><w:fldChar w:fldCharType='end'/><w:instrText>x</w:instrText><w:sym w:char='4E00'/></w:r></w:p>"
    assert text_of(word(fallback + inline), name="a").text == "备\n一\n"
    monkeypatch.setattr(docx, "LONGEST", 3)
    with pytest.raises(UserError, match="过长"):
        text_of(word(p("四个字符")), name="a")
    with pytest.raises(UserError, match="损坏"):
        text_of(archive({"word/document.xml": "<a/>"}), name="a")
