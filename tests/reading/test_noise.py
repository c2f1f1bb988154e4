"""Noise is survived: the same promises, with offsets that point at their words, whatever a conversion did to the text."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from qingmiao.reading import read_text
from qingmiao.reading.document import view_of

ROOT = Path(__file__).resolve().parent.parent.parent
TEXT = "二、主要目标：1.新生儿访视率达到95%以上。2.到2025年，婴儿死亡率控制在4.5‰以下，每个乡镇至少配备1名督导员。3.近视率明显下降。"
WORDS = [c.quote for c in read_text(TEXT, name="x").commitments]


def noisy(text: str, every: int, what: str) -> str:
    return "".join(ch + (what if i % every == every - 1 else "") for i, ch in enumerate(text))


@pytest.mark.parametrize("what", [" ", "\u3000", "\t", "\ue003", "\u200b", "〖HJ0mm〗"])
@pytest.mark.parametrize("every", [3, 5, 7])
def test_stray_characters_inside_words(what: str, every: int) -> None:
    text = noisy(TEXT, every, what)
    assert [(c.indicator, c.value, c.deadline) for c in read_text(text, name="x").commitments] == [
        (c.indicator, c.value, c.deadline) for c in read_text(TEXT, name="x").commitments
    ]


def test_full_width_and_variant_characters() -> None:
    wide = TEXT.translate({ord(ch): ord(ch) + 0xFEE0 for ch in "0123456789.%"})
    assert [(c.value, c.unit) for c in read_text(wide, name="x").commitments] == [
        (c.value, c.unit) for c in read_text(TEXT, name="x").commitments
    ]


def test_page_furniture_is_left_out() -> None:
    page = "甲县儿童发展规划\n— {} —\n"
    text = "".join(page.format(n) + "适龄儿童接种\n" if n < 4 else "" for n in range(1, 5)) + "率达到95%以上。\n第 4 页 共 9 页\n3/9\n"
    view = view_of(text)
    assert "—" not in view.text
    assert "页" not in view.text
    assert view.text.count("甲县儿童发展规划") == 1


def test_lines_broken_in_mid_sentence() -> None:
    text = "一、目标\n各县要采取有力措施，进一步加强妇幼保健工作，使全县新生儿听力筛查率达\n\n到95%以上，五岁以下儿童生长迟缓率控制在百分之五以下，每千名儿童拥有床\n位3.5张。\n"
    assert [(c.indicator, c.value) for c in read_text(text, name="x").commitments if c.kind == "level"] == [
        ("新生儿听力筛查率", 95), ("五岁以下儿童生长迟缓率", 5), ("每千名儿童拥有床位", 3.5)]  # fmt: skip


PIECES = ["到2025年，", "2020年", "率达到", "95%", "3‰以下", "每个乡镇", "至少", "1名", "一、", "（一）", "1.", "1.1", "①", "——", "主要目标：", "责任单位：县局", "、", "和", "。", "；", "\n", "\t",
          "《", "》", "“", "”", "（", "）", "由", "提高到", "分别", "均", "每人每月", "600元", "全覆盖", "校校通", "序号", "指标", "目标值", "的", "比", "下降", "三分之一", "十", "万", "附件", "第一章", "5岁以下",
          "\ue003", " ", "儿童", "死亡率", "覆盖", "有效期", "年", "第一阶段："]  # fmt: skip


@settings(max_examples=300, deadline=None)
@given(st.lists(st.sampled_from(PIECES), min_size=1, max_size=60))
def test_any_mixture_of_words_is_read_without_a_fall(pieces: list[str]) -> None:
    text = "字" + "".join(pieces)
    reading = read_text(text, name="x")
    for item in (*reading.commitments, *reading.objectives, *reading.measures):
        assert 0 <= item.start < item.end <= len(text)
    for commitment in reading.commitments:
        assert commitment.quote == re.sub(r"\s|\ue003", "", commitment.quote)


@settings(max_examples=60, deadline=None)
@given(st.data())
def test_any_piece_of_a_plan_is_read_without_a_fall(data: st.DataObject) -> None:
    text = (ROOT / "tests/reading/invented/policy2024.txt").read_text(encoding="utf-8")
    start = data.draw(st.integers(0, len(text) - 2))
    piece = text[start : data.draw(st.integers(start + 1, len(text)))]
    cut = data.draw(st.integers(0, len(piece)))
    mixed = piece[cut:] + piece[:cut]
    if mixed.strip():
        reading = read_text(mixed, name="x")
        assert all(item.end <= len(mixed) for item in (*reading.commitments, *reading.measures))


@pytest.mark.shared
def test_no_document_is_in_the_reader(shared: Path) -> None:
    """No title, SHA-256 or sentence of a plan stands in the reader's code or data."""
    import hashlib

    room = ROOT / "src/qingmiao/reading"
    code = "".join(path.read_text(encoding="utf-8") for path in sorted(room.rglob("*")) if path.suffix in (".py", ".yaml"))
    squeezed = re.sub(r"\s", "", code)
    for path in (shared / "plans").glob("*.txt"):
        data = path.read_bytes()
        assert hashlib.sha256(data).hexdigest() not in code
        sentences = {re.sub(r"\s", "", part) for part in re.split(r"[。；;，,：:\n]", data.decode("utf-8"))}
        assert [part for part in sentences if len(part) >= 12 and part in squeezed] == []


def test_traditional_characters() -> None:
    text = "到2025年，嬰兒死亡率控制在4‰以下，每個鄉鎮至少配備1名專職人員。"
    assert [(c.indicator, c.value, c.deadline) for c in read_text(text, name="x").commitments] == [
        ("嬰兒死亡率", 4, 2025),
        ("專職人員配備數", 1, 2025),
    ]


def test_a_range_that_runs_backwards_is_no_range() -> None:
    found = read_text("新生儿出生9—0天内享受待遇。", name="t").commitments
    assert all((item.value_high is not None) == (item.comparator == "range") for item in found)


def test_a_value_of_nothing_promises_nothing() -> None:
    found = read_text("4.建强教师队伍。每3平方米以上。", name="t").commitments
    assert all(item.indicator for item in found)
    assert not any(item.value == 3 for item in found)
