"""Splitting, merging, correcting, adding; the form of an item. Pure."""

from __future__ import annotations

from pathlib import Path
from typing import Any, get_args

import pytest
from hypothesis import given
from hypothesis import strategies as st

from qingmiao.plans.model import KINDS
from qingmiao.reading import model as read
from qingmiao.web.review import edit, fields, wording
from qingmiao.web.review.reading import commitment_of, handed, pasted, read_items
from qingmiao.web.review.state import Item, from_data

TEXT = "婴儿死亡率控制在5‰以下；孕产妇死亡率控制在9/10万以下。"


def item(**more: Any) -> Item:
    fields_ = {
        **edit.EMPTY["commitment"],
        "indicator": "婴儿死亡率",
        "kind": "level",
        "comparator": "<=",
        "value": 5.0,
        "unit": "‰",
        "deadline": 2030,
        "deadline_from": "inherited",
        "lead": ["县卫健局"],
        "unsure": ["odd_value"],
    }
    return Item(
        **{"key": "c1", "part": "commitment", "plan": 0, "start": 0, "end": len(TEXT), "fields": {**fields_, **more}, "roots": ("c1",)}
    )


def test_a_split_reads_each_piece_again() -> None:
    pieces = edit.cut(TEXT, edit.with_bar(TEXT))
    assert pieces == [(0, 13), (13, len(TEXT))]
    removed, first, second = edit.split(item(), TEXT, pieces, ["n1.1", "n1.2"])
    assert removed.after is None
    one, two = from_data(first.after or {}), from_data(second.after or {})
    assert (one.fields["indicator"], one.fields["value"], one.fields["unit"]) == ("婴儿死亡率", 5.0, "‰")
    assert (two.fields["indicator"], two.fields["value"], two.fields["unit"]) == ("孕产妇死亡率", 9.0, "/10万")
    assert [one.roots, two.roots] == [("c1",), ("c1",)]
    assert {one.state, two.state} == {"open"}
    assert two.fields["deadline"] == 2030
    assert two.fields["lead"] == ["县卫健局"]


def test_a_piece_that_says_nothing_by_itself_keeps_the_fields() -> None:
    _, first, second = edit.split(item(), "甲和乙分别达到某值，共两个数。", [(0, 1), (1, 9)], ["a", "b"])
    assert from_data(first.after or {}).fields["value"] == from_data(second.after or {}).fields["value"] == 5.0


def test_a_split_measure_has_titles_of_its_own() -> None:
    measure = Item(
        key="m1",
        part="measure",
        plan=0,
        start=0,
        end=len(TEXT),
        fields={**edit.EMPTY["measure"], "title": "x", "lead": ["甲局"]},
        roots=("m1",),
    )
    _, first, second = edit.split(measure, TEXT, [(0, 12), (13, 20)], ["a", "b"])
    assert from_data(first.after or {}).fields["title"] == "婴儿死亡率控制在5‰以下"
    assert from_data(second.after or {}).fields["lead"] == ["甲局"]


@pytest.mark.parametrize(
    ("barred", "pieces"),
    [("一二|三", [(0, 2), (2, 3)]), ("一｜ 二三", None), ("一二三", [(0, 3)]), ("|一二三｜", [(0, 3)]), ("一四|三", None)],
)
def test_the_bar_says_where(barred: str, pieces: list[tuple[int, int]] | None) -> None:
    assert edit.cut("一二三", barred) == pieces


@given(st.text(alphabet="一二、，。 \n", min_size=1, max_size=20), st.lists(st.integers(0, 20), max_size=4))
def test_pieces_lie_in_order_inside_the_words_and_hold_all_but_blanks(words: str, bars: list[int]) -> None:
    barred = words
    for place in sorted({min(place, len(words)) for place in bars}, reverse=True):
        barred = f"{barred[:place]}｜{barred[place:]}"
    pieces = edit.cut(words, barred.replace("\n", "\r\n"))
    assert pieces is not None
    assert all(0 <= start < end <= len(words) for start, end in pieces)
    assert "".join(words[start:end] for start, end in pieces).split() == "".join(words.split()).split() or edit.squeezed(
        "".join(words[a:b] for a, b in pieces)
    ) == edit.squeezed(words)


def test_a_merge_holds_everything_from_the_first_to_the_last() -> None:
    second = Item(
        key="c2", part="commitment", plan=0, start=40, end=50, fields={**item().fields, "lead": ["县教育局", "县卫健局"]}, roots=("c2",)
    )
    *removed, whole = edit.merged([second, item()], "n3")
    one = from_data(whole.after or {})
    assert [change.key for change in removed] == ["c1", "c2"]
    assert (one.start, one.end, one.roots) == (0, 50, ("c1", "c2"))
    assert one.fields["lead"] == ["县卫健局", "县教育局"]
    assert one.fields["unsure"] == []


def test_only_items_of_one_part_and_plan_merge() -> None:
    from dataclasses import replace

    one, other = item(), replace(item(), key="c2", start=50, end=60)
    assert edit.may_merge([one, other])
    assert not edit.may_merge([one])
    assert not edit.may_merge([one, replace(other, plan=1)])
    assert not edit.may_merge([one, replace(other, part="measure")])
    assert not edit.may_merge([replace(one, part="plan"), replace(other, part="plan")])
    assert edit.next_alike([one, other], one) == other
    assert edit.next_alike([one, other], other) is None


def test_to_correct_is_to_accept() -> None:
    (change,) = edit.corrected(item(), {**item().fields, "value": 4.0})
    assert change.after is not None
    assert change.after["state"] == "accepted"
    assert change.after["corrected"] is True
    assert change.after["fields"]["unsure"] == []


# ------------------------------------------------------------------------------------------------ forms


def typed(one: Item, **data: str) -> tuple[dict[str, Any], dict[str, str]]:
    return fields.typed(one, {field.name: fields.shown(one, field) for field in fields.FORMS[one.part]} | {"area": ""} | data)


def test_a_form_sent_back_untouched_changes_nothing() -> None:
    values, problems = typed(item())
    assert problems == {}
    assert values == item().fields


def test_the_form_of_everything_that_is_read_comes_back_the_same() -> None:
    from tests.web.liuxi import TEXT as PLAN

    for one in read_items(pasted(PLAN, "柳溪.txt")):
        values, problems = typed(one)
        assert problems == {}, one
        assert values == one.fields, one.key


@pytest.mark.parametrize("name", ["suixian2022", "taizhou2021", "guangxi2015"])
def test_the_forms_of_real_plans_come_back_the_same(shared: Path, name: str) -> None:
    items = read_items(handed((shared / "plans" / f"{name}.txt").read_bytes(), f"{name}.txt"))
    assert len(items) > 80
    for one in items:
        values, problems = typed(one)
        if not problems:
            assert values == one.fields, one.key


@pytest.mark.parametrize(
    ("data", "wrong"),
    [
        ({"value": ""}, "value"),
        ({"value": "九五"}, "value"),
        ({"indicator": "  "}, "indicator"),
        ({"deadline": "20300"}, "deadline"),
        ({"comparator": "range"}, "value_high"),
        ({"comparator": "range", "value_high": "3"}, "value_high"),
        ({"kind": "trend"}, "direction"),
        ({"kind": "change", "value": "20"}, "direction"),
        ({"kind": "milestone", "deadline": ""}, "deadline"),
    ],
)
def test_what_cannot_be_is_told_at_its_field(data: dict[str, str], wrong: str) -> None:
    assert set(typed(item(), **data)[1]) == {wrong}


@pytest.mark.parametrize(("text", "value"), [("９５．５", 95.5), ("1,200", 1200.0), (" 4 ", 4.0)])
def test_numbers_as_people_type_them(text: str, value: float) -> None:
    assert typed(item(), value=text)[0]["value"] == value


def test_values_that_a_kind_does_not_have_go() -> None:
    values, problems = typed(item(), kind="trend", direction="down")
    assert problems == {}
    assert (values["value"], values["unit"], values["comparator"], values["direction"]) == (None, None, None, "down")
    values, _ = typed(item(), role="background")
    assert (values["deadline"], values["deadline_from"]) == (None, None)


def test_a_deadline_that_was_typed_is_stated() -> None:
    assert typed(item(), deadline="2025年")[0]["deadline_from"] == "stated"
    assert typed(item())[0]["deadline_from"] == "inherited"
    assert typed(item(), deadline="")[0]["deadline_from"] is None


@given(
    st.fixed_dictionaries(
        {
            "kind": st.sampled_from(KINDS),
            "indicator": st.sampled_from(["", "某率"]),
            "comparator": st.sampled_from(["", *fields.COMPARATORS]),
            "direction": st.sampled_from(["", "up", "down"]),
            "value": st.sampled_from(["", "0", "95", "-3"]),
            "value_high": st.sampled_from(["", "98", "1"]),
            "unit": st.sampled_from(["", "%", "所"]),
            "per": st.sampled_from(["", "total", "year"]),
            "base_year": st.sampled_from(["", "2020"]),
            "deadline": st.sampled_from(["", "2030"]),
            "measured_year": st.sampled_from(["", "2020"]),
            "role": st.sampled_from(list(fields.ROLES)),
        }
    )
)
def test_whatever_the_form_lets_through_is_a_commitment_that_can_be(data: dict[str, str]) -> None:
    values, problems = typed(item(), **data)
    if not problems:
        commitment_of(Item(key="c1", part="commitment", plan=0, start=0, end=5, fields=values, state="accepted"))


def test_the_head_of_a_plan() -> None:
    from tests.web.liuxi import TEXT as PLAN

    head = read_items(pasted(PLAN, "柳溪.txt"), by_hand=True)[0]
    assert head.part == "plan"
    values, problems = typed(head, first="2021", last="2030", areas="健康、教育，环境", id="liuxi2021")
    assert problems == {}
    assert (values["period"], values["areas"], values["id"]) == ([2021, 2030], ["健康", "教育", "环境"], "liuxi2021")
    assert set(typed(head, id="柳溪")[1]) == {"id"}
    assert set(typed(head, title="")[1]) == {"title"}
    assert set(typed(head, last="2020")[1]) == {"last"}
    assert set(typed(head, issued="2021年")[1]) == {"issued"}


# ------------------------------------------------------------------------------------------------ words and documents


def test_every_reason_and_kind_has_words() -> None:
    assert all(wording.unsure(code) != code for code in get_args(read.Unsure))
    assert set(KINDS) <= set(wording.GROUPS)
    assert set(get_args(read.Role)) == set(fields.ROLES)
    assert set(get_args(read.Comparator)) == set(fields.COMPARATORS)
    assert set(get_args(read.PlanStatus)) == set(dict(fields.FORMS["plan"][10].choices or {}))


def test_line_ends_become_plain_and_the_hash_is_of_the_text() -> None:
    import hashlib

    found = handed("\ufeff某县儿童发展规划\r\n到2030年，婴儿死亡率控制在5‰以下。\r\n".encode(), "某县.txt")
    assert "\r" not in found.text
    assert found.text.startswith("某县")
    assert found.sha256 == hashlib.sha256(found.text.encode()).hexdigest()
    assert found.original_sha256 != found.sha256


@pytest.mark.parametrize("text", ["", "  \n", "\0"])
def test_nothing_to_read_is_told(text: str) -> None:
    from qingmiao.errors import UserError

    with pytest.raises(UserError):
        pasted(text, "x")
