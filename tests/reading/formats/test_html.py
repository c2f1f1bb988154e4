"""Saved pages in different layouts: the article and nothing else."""

from __future__ import annotations

import base64
import quopri

import pytest

from qingmiao.errors import UserError
from qingmiao.reading.formats import text_of

ARTICLE = "<p>　　一、到2025年，婴儿死亡率控制在5‰以下。</p><p>二、到2030年，近视率降到38%；新增托位120个。</p>"
LINES = ["　　一、到2025年，婴儿死亡率控制在5‰以下。", "二、到2030年，近视率降到38%；新增托位120个。"]
MENU = "<ul class=nav><li><a href=/>首页</a></li><li><a href=/gk>政务公开，政策。</a></li></ul>"
FOOT = "<div class=foot>主办：某县人民政府办公室，版权所有。</div>"

# Layouts as government sites have them: a block among blocks, tables for layout, a form around everything, a printable block in the middle.
LAYOUTS = {
    "blocks": f"<html><head><title>某县儿童发展规划_某县人民政府</title></head><body><div>{MENU}</div><div class=w><div id=zoom>{ARTICLE}</div></div>{FOOT}</body></html>",
    "tables": f"<html><body><table><tr><td>{MENU}</td></tr><tr><td><table><tr><td></td><td>{ARTICLE}</td></tr></table></td></tr><tr><td>{FOOT}</td></tr></table></body></html>",
    "form": f"<!-- x --><!DOCTYPE html><html><body><form><header>{MENU}</header><article><div>{ARTICLE}</div></article><footer>{FOOT}</footer><script>var a='儿童，';</script></form></body>",
    "font": f"<html><body>{MENU}<center><div><font>{ARTICLE}</font></div></center><style>.a{{}}</style>{FOOT}",
}


def lines(page: str) -> list[str]:
    return text_of(page.encode("utf-8"), name="a.html").text.splitlines()


@pytest.mark.parametrize("name", LAYOUTS)
def test_layouts(name: str) -> None:
    found = [line for line in lines(LAYOUTS[name]) if line != "某县儿童发展规划"]
    assert [line.strip("　") for line in found] == [line.strip("　") for line in LINES]


def test_the_title_stands_before_an_article_that_lacks_it() -> None:
    assert lines(LAYOUTS["blocks"])[0] == "某县儿童发展规划"
    named = LAYOUTS["blocks"].replace("<title>", '<meta name="ArticleTitle" content="某县妇女发展规划"><title>')
    assert lines(named)[0] == "某县妇女发展规划"


@pytest.mark.parametrize(
    ("codec", "said"), [("gb18030", "gb2312"), ("gbk", "GBK"), ("utf-8", "utf-8"), ("gb18030", None), ("utf-16", None), ("big5", "big5")]
)
def test_encodings(codec: str, said: str | None) -> None:
    meta = f'<meta http-equiv="Content-Type" content="text/html; charset={said}">' if said else ""
    page = f"<html><head>{meta}</head><body><p>兒童死亡率，5%以下。</p></body></html>"
    assert text_of(page.encode(codec, "replace"), name="a.htm").text == "兒童死亡率，5%以下。\n"


def test_a_wrong_charset_is_seen_through() -> None:
    page = '<html><meta charset="utf-8"><p>婴儿死亡率控制在5‰以下。</p>'
    assert text_of(page.encode("gb18030"), name="a.html").encoding == "gb18030"


def test_lists_are_numbered_and_typed_numbers_are_not_doubled() -> None:
    page = (
        "<html><body><ol start=3><li>甲<li><p>乙</p></ol><ol><li>1.已有<li>（二）也有</ol><ol style='list-style-type:cjk-ideographic'><li>丙</ol>"
        "<ol type=a reversed><li>x<li>y</ol><ul><li>点</ul><ul style='list-style:none'><li>无</ul><ol><li value=7>七</ol><li>散</li>"
    )
    assert lines(page) == ["3. 甲", "4. 乙", "1.已有", "（二）也有", "一、丙", "b. x", "a. y", "• 点", "无", "7. 七", "散"]


def test_tables() -> None:
    page = (
        "<html><table><tr><th>指标<th colspan=2>目标</tr><tr><td rowspan=2>健康<td>2025年<td>2030年</tr><tr><td>5‰<td><p>4‰</p><p>以下</p></tr>"
        "<tr><td>只一格</tr></table><table><tr><td>甲<td><table><tr><td>a<td>b</table></table>"
    )
    assert lines(page) == ["指标\t目标", "健康\t2025年\t2030年", "\t5‰\t4‰ 以下", "只一格", "甲", "a\tb"]


def test_white_space_entities_and_hidden_words() -> None:
    page = "<html><p>婴儿死亡\n  率&nbsp;&nbsp;5&permil;<br>A\nB&#x4E00;<span style='display:none'>藏</span><s>删</s></p><pre>一\n二</pre><div hidden>x</div>"
    assert lines(page) == ["婴儿死亡率 5‰", "A B一", "一", "二"]


def mht(body: bytes, way: str, kind: str = "text/html") -> bytes:
    head = 'From: <Saved by a browser>\r\nMIME-Version: 1.0\r\nContent-Type: multipart/related;\r\n\ttype="text/html";\r\n\tboundary="----=_x"\r\n\r\n'
    part = f'------=_x\r\nContent-Type: {kind}; charset="gb2312"\r\nContent-Transfer-Encoding: {way}\r\n\r\n'
    return (head + part).encode() + body + b"\r\n------=_x\r\nContent-Type: image/png\r\n\r\nAAAA\r\n------=_x--\r\n"


@pytest.mark.parametrize(("way", "pack"), [("base64", base64.encodebytes), ("quoted-printable", quopri.encodestring), ("8bit", bytes)])
def test_pages_saved_as_one_file(way: str, pack: type[bytes]) -> None:
    found = text_of(mht(pack("<html><p>近视率，38%。</p>".encode("gb18030")), way), name="a.mht")
    assert (found.text, found.format, found.encoding) == ("近视率，38%。\n", "mht", "gb18030")


@pytest.mark.parametrize(
    "data",
    [
        mht(b"x", "8bit", "text/plain"),
        mht(b"A", "base64"),
        b"MIME-Version: 1.0\nContent-Type: multipart/related\n\nx",
        b"<html>",
        b"<html><script>",
    ],
)
def test_pages_without_words_are_refused(data: bytes) -> None:
    with pytest.raises(UserError):
        text_of(data, name="a.mht")
