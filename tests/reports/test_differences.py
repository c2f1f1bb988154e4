"""What is different between two versions of a document: numbers by what they are of, verdicts by row, words by word."""

from __future__ import annotations

from dataclasses import replace

from hypothesis import given
from hypothesis import strategies as st

from qingmiao.progress.model import Word
from qingmiao.reports import document as d
from qingmiao.reports.differences import differences, row_name, word_parts
from tests.reports.test_editing import RATE, draft, number, paragraph

COLUMNS = (d.Column("序号", 10), d.Column("指标", 40), d.Column("最新\n（年份）", 20, "number"), d.Column("判定", 20))


def table(*rows: tuple[str, d.Number, Word]) -> d.Table:
    lines = tuple((str(at), name, (rate, "\n（2024）"), word) for at, (name, rate, word) in enumerate(rows, 1))
    return d.Table("all", d.Listing("总表", COLUMNS, lines, ""))


MOTHERS, CARE = number("14.2/10万", 14.2, indicator="mmr"), number("91.6%", 91.6, indicator="care")
OLD = draft(
    d.Heading("h", 1, "一、总体情况"),
    paragraph("imr", "婴儿死亡率为", RATE, "，比上年下降。"),
    paragraph("gone", "这一段没有了。"),
    d.Heading("t", 1, "二、总表"),
    table(("婴儿死亡率", RATE, Word.MET), ("孕产妇死亡率", MOTHERS, Word.ON_THE_WAY), ("系统管理率", CARE, Word.BEHIND)),
)
RISEN, CARED = number("2.9‰", 2.9), number("91.6%", 91.64, indicator="care")
NEW = draft(
    d.Heading("h", 1, "一、总体情况"),
    paragraph("imr", "婴儿死亡率为", RISEN, "，比上年上升。"),
    paragraph("more", "新的一段，", number("3.1‰", 3.1, 2023), "。"),
    d.Heading("t", 1, "二、总表"),
    table(("系统管理率", CARED, Word.ON_THE_WAY), ("婴儿死亡率", RISEN, Word.MET)),
)


def test_numbers_are_matched_by_what_they_are_of() -> None:
    found = [(one.key, one.what, one.label, one.old and one.old.text, one.new and one.new.text) for one in differences(OLD, NEW).figures]
    assert found == [
        ("imr", "changed", "", "2.8‰", "2.9‰"),
        ("more", "added", "", None, "3.1‰"),
        ("all", "changed", "婴儿死亡率 · 最新（年份）", "2.8‰", "2.9‰"),
        ("all", "removed", "孕产妇死亡率 · 最新（年份）", "14.2/10万", None),
    ]
    assert [one.section for one in differences(OLD, NEW).figures] == ["一、总体情况", "一、总体情况", "表1 总表", "表1 总表"]


def test_verdicts_are_matched_by_row_whatever_its_number() -> None:
    (found,) = differences(OLD, NEW).verdicts
    assert (found.label, found.old, found.new, found.section) == ("系统管理率", Word.BEHIND, Word.ON_THE_WAY, "表1 总表")


def test_words_are_compared_word_by_word() -> None:
    told = {one.key: (one.what, one.parts) for one in differences(OLD, NEW).texts}
    assert told == {
        "imr": (
            "changed",
            (
                ("same", "婴儿死亡率为"),
                ("old", "2.8‰"),
                ("new", "2.9‰"),
                ("same", "，比上年"),
                ("old", "下降"),
                ("new", "上升"),
                ("same", "。"),
            ),
        ),
        "gone": ("removed", (("old", "这一段没有了。"),)),
        "more": ("added", (("new", "新的一段，3.1‰。"),)),
    }
    assert [one.key for one in differences(OLD, NEW).texts] == ["imr", "gone", "more"]


def test_a_number_is_one_word() -> None:
    assert list(word_parts("共12项，占14.2/10万", "共13项，占14.3/10万")) == [
        ("same", "共"),
        ("old", "12"),
        ("new", "13"),
        ("same", "项，占"),
        ("old", "14.2/10万"),
        ("new", "14.3/10万"),
    ]


def test_the_same_document_has_no_differences() -> None:
    assert differences(OLD, OLD).none
    assert differences(OLD, replace(OLD, draft=False)).none


def test_of_one_subject_twice_only_the_other_one_is_told() -> None:
    old = draft(paragraph("p", RATE, "和", RATE))
    new = draft(paragraph("p", RATE, "和", RISEN))
    ((one),) = differences(old, new).figures
    assert (one.old, one.new) == (RATE, RISEN)


def test_the_name_of_a_row() -> None:
    assert row_name(("1", "健康", "婴儿死亡率", RATE, "后面的")) == "健康 婴儿死亡率"
    assert row_name(("—", Word.MET)) == ""


said = st.text(st.sampled_from("升降了12.5%‰/万 ab，"), max_size=30)


@given(said, said)
def test_nothing_is_lost_between_two_texts(old: str, new: str) -> None:
    parts = list(word_parts(old, new))
    assert "".join(words for op, words in parts if op != "new") == old
    assert "".join(words for op, words in parts if op != "old") == new


@given(st.lists(st.tuples(st.sampled_from("abcd"), said), unique_by=lambda one: one[0]), st.permutations("abcd"), said)
def test_every_paragraph_that_differs_is_told_once(some: list[tuple[str, str]], order: list[str], more: str) -> None:
    old = draft(*(paragraph(key, words) for key, words in some))
    new = draft(*(paragraph(key, more) for key in order[:2]))
    keys = [one.key for one in differences(old, new).texts]
    assert len(keys) == len(set(keys))
    before, after = dict(some), dict.fromkeys(order[:2], more)
    assert set(keys) == {key for key in before.keys() | after.keys() if before.get(key) != after.get(key)}
