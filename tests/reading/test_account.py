"""Every number of a text is in a commitment or passed over for a reason from a closed list."""

from __future__ import annotations

import json
import re
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from qingmiao.reading import read_text
from qingmiao.reading.account import COMMITMENT, UNKNOWN, account, reasons, unknown

GOLD = (
    ("guangxi2015", "guangxi2015", 0, None),
    ("taizhou2021", "taizhou2021", 0, None),
    ("suixian2022", "suixian2022children", 19871, 38920),
)


def told(text: str) -> dict[str, str]:
    """Each number's words with its reason."""
    return {one.words: one.reason for one in account(text, read_text(text, name="t"))}


@pytest.mark.parametrize(
    ("text", "number", "reason"),
    [
        ("婴儿死亡率到2030年控制在5‰以下。", "5", COMMITMENT),
        ("依据《中国某某纲要（2021—2030年）》制定本规划。", "2021", "title"),
        ("某政发〔2022〕19号", "19", "document_number"),
        ("严格执行相关法律第十条和第25条规定。", "25", "article"),
        ("本规划所称儿童是指未满18周岁的人。", "18", "age"),
        ("记于2022年3月5日。", "5", "date"),
        ("拨打电话12355。", "12355", "fixed_phrase"),
        ("关注生命早期1000天。", "1000", "fixed_phrase"),
        ("寄宿制学校或600人以上的非寄宿制学校设立卫生室。", "600", "condition"),
        ("全县常住人口约42万人。", "42", "scope"),
    ],
)
def test_reasons(text: str, number: str, reason: str) -> None:
    assert told(text)[number] == reason


def test_what_nobody_can_explain_is_unknown() -> None:
    text = "这里写着一个奇怪的数 7731 没有人知道为什么。"
    numbers = account(text, read_text(text, name="t"))
    assert [one.words for one in unknown(numbers)] == ["7731"]
    assert text[numbers[0].start : numbers[0].end] == "7731"


def test_reasons_have_words_in_both_languages() -> None:
    assert all(zh and en for zh, en in reasons().values())
    assert reasons()[UNKNOWN][0]


@given(st.text(alphabet="0123456789。，；年月岁%‰一二三第条个名万人 \n\t（）《》“”儿童率达到", max_size=120))
def test_every_number_is_accounted_for_inside_the_text(text: str) -> None:
    if not text.strip():
        return
    numbers = account(text, read_text(text, name="t"))
    assert all(0 <= one.start < one.end <= len(text) and one.reason in reasons() for one in numbers)
    covered = {place for one in numbers for place in range(one.start, one.end)}
    assert all(match.start() in covered for match in re.finditer(r"[0-9]", text))


@pytest.mark.shared
@pytest.mark.parametrize(("document", "gold", "first", "last"), GOLD)
def test_on_the_gold_plans_no_promised_number_is_passed_over(shared: Path, document: str, gold: str, first: int, last: int | None) -> None:
    text = (shared / "plans" / f"{document}.txt").read_bytes().decode("utf-8")
    numbers = [one for one in account(text, read_text(text, name=document)) if first <= one.start < (last or len(text))]
    assert len(unknown(numbers)) <= 0.02 * len(numbers)
    passed = [one for one in numbers if one.reason not in (COMMITMENT, "item_number")]
    for row in map(json.loads, (shared / "gold" / f"{gold}.targets.jsonl").read_text(encoding="utf-8").splitlines()):
        if row["value"] is None or row["implied"] or row["optional"]:
            continue
        found = _places(text, row["quote"], first)
        hidden = [one for one in passed if found[0] <= one.start < found[1] and one.words == f"{row['value']:g}"]
        assert not hidden, (row["id"], hidden)


def _places(text: str, quote: str, first: int) -> tuple[int, int]:
    """Where a quote stands, its white space and control characters not counted."""
    noise = r"[\s\u3000\ue000-\uf8ff]*"
    match = re.search(noise.join(map(re.escape, re.sub(r"\s", "", quote))), text[first:])
    return (first + match.start(), first + match.end()) if match else (0, 0)


STRAY = "一、主要任务\n1.开展家访。全年家访47遭，受访家庭满意率达到90%。\n"
"""47遭: a count with a word that is no unit of measure."""


def test_a_reading_tells_its_numbers() -> None:
    content = json.loads(read_text(STRAY, name="t").to_json())["numbers"]
    assert content["counts"] == {COMMITMENT: 1, "item_number": 1, UNKNOWN: 1}
    (one,) = content["unknown"]
    assert (STRAY[one["start"] : one["end"]], one["words"]) == ("47", "47")
    assert "全年家访47遭" in one["around"]


def test_the_table_ends_with_the_numbers_and_the_unknown_ones() -> None:
    lines = read_text(STRAY, name="t").to_table().splitlines()
    assert lines[-2].startswith("数字 3 个：")
    assert "原因不明，请看一看 1" in lines[-2]
    assert "全年家访47遭" in lines[-1]


def test_a_text_without_numbers_tells_none() -> None:
    reading = read_text("关爱儿童。", name="t")
    assert reading.numbers.counts == ()
    assert "数字" not in reading.to_table()


@pytest.mark.parametrize("folder", ["invented", "blind"])
def test_few_numbers_of_other_documents_are_unknown(folder: str) -> None:
    for path in sorted((Path(__file__).parent / folder).glob("*.txt")):
        numbers = read_text(path.read_text(encoding="utf-8"), name=path.name).numbers
        total = sum(count for _, count in numbers.counts)
        assert len(numbers.unknown) * 50 <= total, (path.name, numbers.unknown)
