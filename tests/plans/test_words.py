"""The words of a document: found by what it is, not by what it is called; shown in their paragraph."""

from __future__ import annotations

import hashlib
from pathlib import Path

import pytest

from qingmiao.plans import load
from qingmiao.plans.model import Package
from qingmiao.plans.words import MAX_PASSAGE, around, document_text

GOOD = Path(__file__).parent / "good"
TEXT = (GOOD / "document.txt").read_text(encoding="utf-8")


def without_words(**fields: object) -> Package:
    package = load(GOOD)
    document = package.plan.document.model_copy(update={"kept": None} | fields)
    return package.model_copy(update={"plan": package.plan.model_copy(update={"document": document})})


def test_kept_in_the_package() -> None:
    assert document_text(load(GOOD), GOOD) == TEXT


def test_under_another_name_in_the_folder_of_documents(tmp_path: Path) -> None:
    (tmp_path / "a.txt").write_text("别的文件", encoding="utf-8")
    (tmp_path / "改过名.txt").write_bytes((GOOD / "document.txt").read_bytes())
    assert document_text(without_words(), GOOD, tmp_path) == TEXT


def test_another_document_of_the_same_name_is_not_taken(tmp_path: Path) -> None:
    package = without_words()
    (tmp_path / package.plan.document.name).write_text("别的文件", encoding="utf-8")
    assert document_text(package, GOOD, tmp_path) is None


def test_the_text_drawn_out_of_another_format_serves(tmp_path: Path) -> None:
    data = TEXT.encode("utf-8")
    package = without_words(sha256="0" * 64, text_sha256=hashlib.sha256(data).hexdigest(), format="docx")
    (tmp_path / "x.txt").write_bytes(data)
    assert document_text(package, GOOD, tmp_path) == TEXT


def test_a_text_drawn_out_otherwise_than_it_was_is_not_taken(tmp_path: Path) -> None:
    data = (GOOD / "document.txt").read_bytes()
    (tmp_path / "x.txt").write_bytes(data)
    package = without_words(text_sha256="1" * 64, format="docx")
    assert package.plan.document.sha256 == hashlib.sha256(data).hexdigest()
    assert document_text(package, GOOD, tmp_path) is None


def test_a_document_that_cannot_be_decoded_any_more(tmp_path: Path) -> None:
    data = b"\x00\x01\x02\xff" * 50
    (tmp_path / "x.txt").write_bytes(data)
    assert document_text(without_words(sha256=hashlib.sha256(data).hexdigest()), GOOD, tmp_path) is None


def test_a_run_in_its_paragraph() -> None:
    text = "前一段。\n　　婴儿死亡率控制在5‰以下，继续下降。\r\n后一段。"
    start = text.index("婴儿")
    passage = around(text, start, start + 5)
    assert (passage.before, passage.run, passage.after, passage.start) == ("", "婴儿死亡率", "控制在5‰以下，继续下降。", start)


def test_a_run_at_the_ends_of_a_text() -> None:
    assert around("婴儿", 0, 2) == around("婴儿", 0, 2)
    passage = around("甲婴儿", 1, 3)
    assert (passage.before, passage.run, passage.after) == ("甲", "婴儿", "")


@pytest.mark.parametrize("count", [300, 30_000])
def test_a_document_without_line_ends_is_shown_by_sentences(count: int) -> None:
    text = "这是一句话。" * count + "婴儿死亡率下降。" + "又是一句话。" * count
    start = text.index("婴儿")
    passage = around(text, start, start + 5)
    assert passage.before.startswith("这是一句话。")
    assert passage.after.endswith("又是一句话。")
    assert len(passage.before + passage.run + passage.after) <= MAX_PASSAGE + 10
    first = around(text, 0, 3)
    assert first.before == ""
    assert first.after.endswith("。")
    last = around(text, len(text) - 4, len(text))
    assert last.after == ""


def test_a_long_run_without_any_sentence_end() -> None:
    text = "字" * 5000
    passage = around(text, 2500, 2510)
    assert len(passage.before) == len(passage.after) == MAX_PASSAGE // 2
