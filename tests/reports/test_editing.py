"""What people wrote stays over new drafts; numbers stay bound while their text stands, and are marked when the draft says another."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, date, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from qingmiao.errors import UserError
from qingmiao.progress.model import Word
from qingmiao.reports import document as d
from qingmiao.reports.editing import LOST, Edit, Laid, Stale, added, bound, clean, dropped, laid, rewritten, taken_over, words_of
from qingmiao.reports.stored import block_to_json, paragraph_from_json


def number(text: str, value: float, year: int = 2024, indicator: str = "imr", **more: object) -> d.Number:
    return d.Number(text, value, "‰", indicator=indicator, place="r", year=year, **more)  # type: ignore[arg-type]


RATE, BEFORE, GIRLS = number("2.8‰", 2.84), number("3.1‰", 3.1, 2023), number("5%", 5, indicator="girls")
TABLE = d.Table("all", d.Listing("总表", (d.Column("指标", 40), d.Column("判定", 20)), (("婴儿死亡率", Word.MET),), ""))


def draft(*blocks: d.Block) -> d.Document:
    head = d.Head(("报告",), "办公室")
    release = d.ReleaseHead("年度", datetime(2025, 5, 20, tzinfo=UTC))
    return d.Document("yearly", "2024年报告", "demo", "某县规划", "r", 2024, release, date(2025, 6, 9), head, blocks)


def paragraph(key: str, *runs: d.Run, **more: object) -> d.Paragraph:
    return d.Paragraph(key, runs, **more)  # type: ignore[arg-type]


FIRST = draft(
    d.Heading("h", 1, "一、总体情况"),
    paragraph("imr", "2024年婴儿死亡率为", RATE, "，上年为", BEFORE, "，见", d.Reference("all"), "。", about="C001"),
    paragraph("girls", "女童占", GIRLS, "。"),
    TABLE,
)
NEWER = number("2.9‰", 2.91)


def made_again(*, rate: d.Number = NEWER, words: str = "，上年为") -> d.Document:
    again = paragraph("imr", "2024年婴儿死亡率为", rate, words, BEFORE, "，见", d.Reference("all"), "。", about="C001")
    return replace(FIRST, blocks=(FIRST.blocks[0], again, *FIRST.blocks[2:]))


def at(document: d.Document, key: str) -> d.Paragraph:
    return next(block for block in document.blocks if block.key == key and isinstance(block, d.Paragraph))


# ------------------------------------------------------------------------------------------------ binding


def test_words_to_be_edited_have_numbers_and_captions() -> None:
    assert words_of(at(FIRST, "imr").runs, FIRST.captions()) == "2024年婴儿死亡率为2.8‰，上年为3.1‰，见表1。"


@pytest.mark.parametrize(
    ("words", "runs"),
    [
        ("经过努力，婴儿死亡率为2.8‰。", ("经过努力，婴儿死亡率为", RATE, "。")),
        ("婴儿死亡率由3.1‰降到2.8‰。", ("婴儿死亡率由", BEFORE, "降到", RATE, "。")),
        ("见表1、附表1和表2：2.8‰", ("见", d.Reference("all"), "、附表1和表2：", RATE)),
        ("约为2.9‰，上年为3.1‰", ("约为2.9‰，上年为", BEFORE)),
        ("为12.8‰，又为-2.8‰、1,2.8‰", ("为12.8‰，又为-2.8‰、1,2.8‰",)),
        ("2.8‰", (RATE,)),
        ("2.8‰和2.8‰", (RATE, "和2.8‰")),
        ("没有数", ("没有数",)),
    ],
)
def test_a_number_whose_text_still_stands_stays_bound(words: str, runs: tuple[d.Run, ...]) -> None:
    assert bound(words, at(FIRST, "imr").runs, FIRST.captions()) == runs


def test_of_two_numbers_of_one_text_each_stays_where_it_stood() -> None:
    town, village = number("5%", 5.0, indicator="town"), number("5%", 5.02, indicator="village")
    runs = ("城镇", town, "，农村", village, "。")
    assert bound("城镇为5%，农村5%。", runs, {}) == ("城镇为", town, "，农村", village, "。")
    assert bound("农村5%。", runs, {}) == ("农村", village, "。")
    assert bound("两者都是5%", runs, {})[0] == "两者都是5%"  # which of the two it is nobody can say


@pytest.mark.parametrize(("text", "words"), [("3", "3%"), ("3", "3.5"), ("3", "3/10万"), ("3", "13"), ("3", "2.3"), ("3", "33")])
def test_a_part_of_a_longer_number_is_not_the_number(text: str, words: str) -> None:
    one = d.Number(text, 3.0, what="count")
    assert bound(f"共{words}项", ("共", one, "项"), {}) == (f"共{words}项",)
    assert bound("共3项，3.", ("共", one, "项"), {}) == ("共", one, "项，3.")


def test_ranges_and_years_do_not_hide_a_number() -> None:
    low, high = d.Number("85%", 85.0), d.Number("90%", 90.0, other="high")
    assert bound("85%-90%", (low, "至", high), {}) == (low, "-", high)


words = st.text(st.sampled_from("婴死0123459.%‰，-表图 "), max_size=40)
numbers = st.builds(lambda n, i: number(f"{n}‰", float(n), indicator=f"i{i}"), st.integers(0, 30), st.integers(0, 3))
runs = st.lists(st.one_of(words, numbers), max_size=8).map(tuple)


@given(words, runs)
def test_binding_changes_no_word(said: str, some: tuple[d.Run, ...]) -> None:
    captions = {"all": "表1", "picture": "图2"}
    found = bound(said, some, captions)
    assert words_of(found, captions) == said
    assert all(run in some for run in found if isinstance(run, d.Number))
    assert all(left != "" for left in found)


@given(runs)
def test_words_that_were_not_changed_keep_every_number_that_stands_alone(some: tuple[d.Run, ...]) -> None:
    apart = tuple(one for run in some for one in ("，", run, "，"))
    said = words_of(apart, {})
    assert [run for run in bound(said, apart, {}) if isinstance(run, d.Number)] == [run for run in apart if isinstance(run, d.Number)]


def test_words_are_made_fit_for_a_document() -> None:
    assert clean(" 一\r\n二\t三\x00\x0b\ud800 ") == "一二 三"
    for nothing in ("", " \n ", "\x00"):
        with pytest.raises(UserError, match="没有写字"):
            clean(nothing)
    with pytest.raises(UserError, match="太长"):
        clean("字" * 4001)


# ------------------------------------------------------------------------------------------------ over new drafts


def test_what_was_written_stays_over_the_same_draft() -> None:
    edit = rewritten(FIRST, (), "imr", "婴儿死亡率降到2.8‰，见表1。")
    found = laid(FIRST, [edit])
    assert found.ready
    assert at(found.document, "imr") == paragraph("imr", "婴儿死亡率降到", RATE, "，见", d.Reference("all"), "。", hand=True, about="C001")


def test_a_new_number_is_marked_the_words_stay_and_one_click_takes_it_over() -> None:
    edit = rewritten(FIRST, (), "imr", "婴儿死亡率降到2.8‰（上年3.1‰）。")
    found = laid(made_again(), [edit])
    assert at(found.document, "imr").words == "婴儿死亡率降到2.8‰（上年3.1‰）。"
    assert found.stale == (Stale("imr", RATE, NEWER),)
    assert not found.ready
    taken = taken_over(made_again(), edit)
    assert laid(made_again(), [taken]) == Laid(
        replace(
            made_again(),
            blocks=(FIRST.blocks[0], replace(taken.paragraph, hand=True), *FIRST.blocks[2:]),  # type: ignore[type-var]
        )
    )
    assert taken.paragraph is not None
    assert taken.paragraph.words == "婴儿死亡率降到2.9‰（上年3.1‰）。"


def test_writing_anew_over_a_marked_number_leaves_it_as_plain_words() -> None:
    edit = rewritten(FIRST, (), "imr", "降到2.8‰。")
    again = rewritten(made_again(), [edit], "imr", "会上说的是2.8‰，现为2.9‰。")
    assert again.paragraph is not None
    assert again.paragraph.runs == ("会上说的是2.8‰，现为", NEWER, "。")
    assert laid(made_again(), [again]).ready


def test_other_words_of_the_draft_are_told_too() -> None:
    edit = rewritten(FIRST, (), "imr", "降到2.8‰。")
    risen = made_again(rate=RATE, words="，高于上年的")
    found = laid(risen, [edit])
    assert (found.redrafted, found.stale, found.ready) == (("imr",), (), False)
    assert laid(risen, [taken_over(risen, edit)]).ready


def test_a_number_that_the_draft_no_longer_has_is_marked_and_becomes_words() -> None:
    edit = rewritten(FIRST, (), "girls", "女童占5%，不多。")
    gone = replace(FIRST, blocks=(*FIRST.blocks[:2], paragraph("girls", "女童占比没有数据。"), TABLE))
    assert laid(gone, [edit]).stale == (Stale("girls", GIRLS, None),)
    assert taken_over(gone, edit).paragraph == paragraph("girls", "女童占5%，不多。", hand=True)
    elsewhere = replace(gone, blocks=(*gone.blocks, paragraph("x", number("5.0%", 5, indicator="girls"))))
    assert laid(elsewhere, [edit]).stale == ()  # the same value, written otherwise in another place
    other = replace(gone, blocks=(*gone.blocks, paragraph("x", changed := number("6%", 6, indicator="girls"))))
    assert laid(other, [edit]).stale == (Stale("girls", GIRLS, changed),)


def test_an_edit_whose_block_is_gone_is_kept_as_an_orphan() -> None:
    edits = [rewritten(FIRST, (), "girls", "女童占5%。"), added(FIRST, (), "girls", "另外……"), dropped(FIRST, "imr")]
    short = replace(FIRST, blocks=(FIRST.blocks[0], TABLE))
    found = laid(short, edits)
    assert found.orphans == tuple(edits)
    assert not found.ready
    assert laid(short, edits[2:]).ready  # what was left out and is not there needs nobody
    assert laid(FIRST, edits).orphans == ()


def test_paragraphs_are_added_in_order_and_left_out() -> None:
    edits: list[Edit] = []
    for after, said in (("h", "甲"), ("h", "乙"), ("hand-1", "丙"), ("all", "丁，见表1")):
        edits.append(added(FIRST, edits, after, said))
    edits.append(dropped(FIRST, "imr"))
    found = laid(FIRST, edits).document
    assert [block.key for block in found.blocks] == ["h", "hand-1", "hand-3", "hand-2", "girls", "all", "hand-4"]
    assert at(found, "hand-4").runs == ("丁，见", d.Reference("all"))
    assert at(found, "hand-1").hand


def test_an_added_paragraph_is_rewritten_in_place() -> None:
    first = added(FIRST, (), "h", "甲")
    again = rewritten(FIRST, [first], "hand-1", "甲乙")
    assert (again.kind, again.key, again.after) == ("add", "hand-1", "h")
    assert at(laid(FIRST, [again]).document, "hand-1").words == "甲乙"


def test_a_reference_to_a_table_that_is_gone_does_not_break_the_document() -> None:
    edit = rewritten(FIRST, (), "imr", "见表1。")
    bare = replace(FIRST, blocks=(FIRST.blocks[0], paragraph("imr", "没有表。")))
    found = laid(bare, [edit])
    assert at(found.document, "imr").words == f"见{LOST}。"
    assert found.stale == (Stale("imr", d.Reference("all"), None),)
    assert laid(bare, [taken_over(bare, edit)]).ready


@pytest.mark.parametrize("key", ["none", "h", "all"])
def test_only_paragraphs_that_are_there_are_edited(key: str) -> None:
    with pytest.raises(UserError, match="不在草稿里"):
        rewritten(FIRST, (), key, "字")
    with pytest.raises(UserError, match="不在草稿里"):
        dropped(FIRST, key)
    with pytest.raises(UserError, match="不在草稿里"):
        added(FIRST, (), "none", "字")


def test_edits_are_kept_as_json() -> None:
    edit = rewritten(FIRST, (), "imr", "降到2.8‰，见表1。")
    assert edit.paragraph is not None
    assert paragraph_from_json(block_to_json(edit.paragraph)) == edit.paragraph
    with pytest.raises(ValueError, match="no paragraph"):
        paragraph_from_json(block_to_json(TABLE))


@given(st.lists(st.tuples(st.sampled_from(["imr", "girls"]), words), max_size=4), st.booleans())
def test_no_word_of_a_person_is_lost(some: list[tuple[str, str]], again: bool) -> None:
    edits: dict[str, Edit] = {}
    for key, said in some:
        if said.strip():
            edits[key] = rewritten(FIRST, tuple(edits.values()), key, said)
    found = laid(made_again() if again else FIRST, tuple(edits.values()))
    captions = found.document.captions()
    for key, edit in edits.items():
        assert edit.paragraph is not None
        assert words_of(at(found.document, key).runs, captions) == words_of(edit.paragraph.runs, captions)
    assert {block.key for block in found.document.blocks} == {"h", "imr", "girls", "all"}
