"""The document as HTML: each block found by its key, numbers bound, nothing of a document is markup, and a whole file without the network."""

from __future__ import annotations

import json
from dataclasses import replace
from pathlib import Path

import pytest
from lxml import html

from qingmiao.reports import document as d
from qingmiao.reports.html import page, to_html
from tests.reports.written_sample import DOCUMENT, HOSTILE, hostile


def tree(document: d.Document = DOCUMENT) -> html.HtmlElement:
    return html.fromstring(to_html(document))


def test_each_block_is_an_element_with_its_key() -> None:
    """Once each, in order; levels 1 to 3 are h2 to h4 below the one h1."""
    found = [(node.get("data-key"), node.get("id")) for node in tree().xpath("//*[@data-key]")]
    assert found == [(block.key, f"b-{block.key}") for block in DOCUMENT.blocks]
    tags = {block.key: tree().get_element_by_id(f"b-{block.key}").tag for block in DOCUMENT.blocks}
    assert [tags[key] for key in ("h1", "h2", "h3", "annex", "said", "sum", "bars")] == ["h2", "h3", "h4", "h2", "p", "div", "figure"]
    assert [node.text_content() for node in tree().xpath("//h1")] == ["2024年云岭县监测报告"]


def test_a_number_is_written_as_it_is_and_bound_to_its_value() -> None:
    """2.8‰ in the sentence holds 2.8123; its subject is that of the number; twenty is 20 and not 20.0."""
    (number,) = tree().get_element_by_id("b-said").xpath(".//data")
    assert (number.text, number.get("value"), number.get("class"), number.get("data-unit")) == ("2.8‰", "2.8123", "number", "‰")
    assert json.loads(number.get("data-subject")) == ["imr", "r", 2024, "value", None, ""]
    assert tree().get_element_by_id("b-sum").xpath(".//data/@value")[:2] == ["20", "75"]
    assert len(tree().xpath("//data")) == len(list(DOCUMENT.numbers()))


def test_references_lead_to_their_block() -> None:
    links = {link.text: link.get("href") for link in tree().get_element_by_id("b-said").xpath(".//a")}
    assert links == {"图1": "#b-bars", "表1": "#b-sum"}


def test_a_table_has_caption_scopes_sum_and_note() -> None:
    table = tree().get_element_by_id("b-sum")
    assert table.xpath(".//caption")[0].text_content() == "表1　各领域汇总"
    assert table.xpath(".//thead//th/@scope") == ["col"] * 4
    assert [node.text_content() for node in table.xpath(".//th[@scope='row']")] == ["20", "12", "32"], "the first column of words"
    assert table.xpath("count(.//tbody[@class='sum']/tr)") == 1
    assert table.xpath(".//tbody[@class='sum']")[0].text_content().startswith("合计")
    assert table.xpath("string(.//*[@class='table-note'])") == "注：本表含模拟数据，仅供系统演示。达标率只算可判定的。"
    assert table.xpath(".//thead//th/br"), "a line break of a head is kept"


def test_a_verdict_has_shape_and_word() -> None:
    cell = tree().get_element_by_id("b-all").xpath(".//tbody//span[contains(@class,'v-hardly')]")[0]
    assert (cell.xpath("string(i)"), cell.text_content()) == ("■", "■难以完成")


def test_a_figure_has_caption_and_words_in_place_of_the_picture() -> None:
    figure = tree().get_element_by_id("b-bars")
    assert figure.xpath("string(figcaption)") == "图1　各领域判定（模拟数据）"
    assert "健康：已达标 15，得而复失 5" in figure.xpath("string(.//svg/desc)")
    assert "健康：已达标 15，得而复失 5" in figure.xpath("string(details/p)")


def test_simulated_is_said_on_the_first_page_in_each_head_and_at_each_table() -> None:
    whole = page(DOCUMENT)
    assert html.fromstring(whole).xpath("string(//*[@role='note'])").startswith("本报告数据为模拟数据")
    assert '@page{@top-center{content:"模拟数据' in whole
    assert "<title>模拟数据　" in whole
    assert whole.count("本表含模拟数据") == 3
    blocks = tuple(block for block in DOCUMENT.blocks if block.key in {"h1", "sum"})
    assert "模拟" not in page(replace(DOCUMENT, simulated=False, blocks=blocks))


def test_nothing_of_a_document_is_markup() -> None:
    """Hostile words stand as words; the only elements are ours; keys cannot leave their attribute."""
    found = html.fromstring(page(hostile()))
    assert not found.xpath("//script | //img | //*[@onerror]")
    assert HOSTILE in found.xpath("string(//p[@data-key='p'])")
    assert found.xpath("//h2/@data-key")[0] == 'k"><script>'
    assert "\x00" not in page(hostile())
    assert "\u202e" not in page(hostile())


def test_the_whole_file_needs_no_network() -> None:
    whole = page(DOCUMENT)
    found = html.fromstring(whole)
    assert not found.xpath("//@src | //link | //script")
    assert all(address.startswith("#") for address in found.xpath("//@href"))
    assert "url(" not in whole.replace("url(#", "")
    assert [link.text for link in found.xpath("//nav//a")] == ["一、总体情况", "（一）健康", "附表1　指标监测总表", "附表2　无内容的表"]
    assert "没有内容" in found.xpath("string(//*[@data-key='none'])")
    assert whole == page(DOCUMENT)


def test_a_letter_has_number_recipient_signature_and_copies() -> None:
    head = d.Head(("关于进度的函",), "办公室", number="〔2025〕3号", recipient="县教育局：", copies="县民政局。", cover=False)
    words = tree(replace(DOCUMENT, head=head)).text_content()
    spots = [
        words.index(part) for part in ("〔2025〕3号", "关于进度的函", "县教育局：", "一、总体情况", "2025年6月9日", "抄送：县民政局。")
    ]
    assert spots == sorted(spots)


@pytest.mark.chromium
@pytest.mark.parametrize("width", [390, 768, 1920])
def test_it_fits_the_screen(browser, tmp_path: Path, width: int) -> None:
    """No page is wider than its window; only tables and charts scroll, within themselves."""
    for name, document in (("a", DOCUMENT), ("b", hostile())):
        path = tmp_path / f"{name}.html"
        path.write_text(page(document), encoding="utf-8")
        sheet = browser.new_page(viewport={"width": width, "height": 900})
        said: list[str] = []
        sheet.on("console", lambda message, said=said: said.append(message.text))
        sheet.on("dialog", lambda dialog, said=said: said.append(dialog.message))
        sheet.goto(path.as_uri())
        assert sheet.evaluate("document.documentElement.scrollWidth") <= width
        assert said == []
        sheet.close()
