"""A revised document: what people decided stays with the words that stayed, and what changed is told. Pure."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace

from hypothesis import given, settings
from hypothesis import strategies as st

from qingmiao.web.review import edit
from qingmiao.web.review.carry import Carried, Old, carry, matched, nearest
from qingmiao.web.review.reading import pasted, read_items
from qingmiao.web.review.state import Item, apply

HEAD = "柳溪县儿童发展规划（2021—2030年）\n\n一、儿童与健康\n主要目标\n"
LINES = (
    "到2030年，婴儿死亡率控制在5‰以下。",
    "到2030年，孕产妇死亡率控制在9/10万以下。",
    "到2030年，学前教育毛入园率达到95%以上。",
    "到2030年，九年义务教育巩固率达到96%以上。",
    "到2030年，新建儿童之家12个。",
)


def plan(*lines: str, head: str = HEAD) -> str:
    return head + "\n".join(f"{number}．{line}" for number, line in enumerate(lines, 1)) + "\n"


def read(text: str, name: str = "柳溪.txt") -> dict[str, Item]:
    return {item.key: item for item in read_items(pasted(text, name))}


def about(items: Mapping[str, Item], words: str) -> Item:
    return next(item for item in items.values() if item.part == "commitment" and words in item.fields["indicator"])


def carried(before: str, now: Mapping[str, Item], after: str) -> Carried:
    return carry(Old(read(before), now, before), list(read(after).values()), after)


def found(result: Carried, words: str) -> Item:
    return about({item.key: item for item in result.items}, words)


def test_the_same_document_keeps_everything() -> None:
    text = plan(*LINES)
    items = {key: replace(item, state="accepted") for key, item in read(text).items()}
    result = carried(text, items, text)
    assert {item.key: (item.state, item.start, item.end, item.fields) for item in result.items} == {
        key: ("accepted", item.start, item.end, item.fields) for key, item in items.items()
    }
    assert {item.note for item in result.items} == {"kept"}
    assert result.gone == ()
    assert result.moved == {key: key for key in items}


def test_a_line_before_moves_what_follows_and_is_told_as_new() -> None:
    before, after = plan(*LINES), plan("到2030年，新生儿死亡率控制在3‰以下。", *LINES)
    items = read(before)
    one = about(items, "婴儿死亡率")
    now = apply(items, edit.corrected(one, {**one.fields, "population": "婴儿", "lead": ["县卫健局"]}))
    result = carried(before, now, after)
    kept, new = found(result, "婴儿死亡率"), found(result, "新生儿死亡率")
    assert (kept.state, kept.note, kept.fields["lead"], kept.fields["population"]) == ("accepted", "kept", ["县卫健局"], "婴儿")
    assert after[kept.start : kept.end] == before[one.start : one.end]
    assert (new.state, new.note) == ("open", "new")


def test_a_changed_value_is_opened_with_what_it_was_and_keeps_corrections_of_other_fields() -> None:
    before, after = plan(*LINES), plan(*(line.replace("9/10万", "8/10万") for line in LINES))
    items = read(before)
    one = about(items, "孕产妇死亡率")
    now = apply(items, edit.corrected(one, {**one.fields, "population": "孕产妇", "lead": ["县卫健局"]}))
    item = found(carried(before, now, after), "孕产妇死亡率")
    assert (item.state, item.note, item.fields["value"], item.fields["lead"]) == ("open", "changed", 8.0, ["县卫健局"])
    assert item.was == {"value": 9.0}


def test_a_rejection_is_kept_for_the_same_words_and_asked_again_for_others() -> None:
    before = plan(*LINES)
    items = read(before)
    one = about(items, "儿童之家")
    now = apply(items, edit.set_state([one], "rejected"))
    assert found(carried(before, now, plan(*LINES[::-1])), "儿童之家").state == "rejected"
    changed = found(carried(before, now, plan(*LINES[:4], "到2030年，新建儿童之家15个。")), "儿童之家")
    assert (changed.state, changed.note) == ("open", "changed")


def test_what_left_the_document_is_told_unless_it_had_been_rejected() -> None:
    before, after = plan(*LINES), plan(*LINES[:4])
    items = read(before)
    result = carried(before, items, after)
    assert any("儿童之家" in item.fields.get("indicator", "") for item in result.gone)
    rejected = apply(items, edit.set_state([item for item in items.values() if item.part != "plan"], "rejected"))
    assert carried(before, rejected, after).gone == ()


def test_parts_that_people_made_move_with_their_words() -> None:
    before, after = plan(*LINES), plan("到2030年，新生儿死亡率控制在3‰以下。", *LINES)
    items = read(before)
    one = about(items, "学前教育")
    length = one.end - one.start
    now = apply(items, edit.split(one, before, [(0, 6), (6, length)], ["n1.1", "n1.2"]))
    now = apply(now, edit.set_state([now["n1.1"], now["n1.2"]], "accepted"))
    result = carried(before, now, after)
    parts = [item for item in result.items if item.key.startswith("k.n1")]
    assert [after[item.start : item.end] for item in parts] == [before[now[key].start : now[key].end] for key in ("n1.1", "n1.2")]
    assert {item.state for item in parts} == {"accepted"}
    assert not any(item.part == "commitment" and "学前教育" in item.fields["indicator"] and item not in parts for item in result.items), (
        "the whole must not come back beside its parts"
    )
    again = carry(Old(read(after), {item.key: item for item in result.items}, after), list(read(before).values()), before)
    assert [before[item.start : item.end] for item in again.items if item.key.startswith("k.k.n1")] == [
        before[now[key].start : now[key].end] for key in ("n1.1", "n1.2")
    ]


def test_a_split_whose_words_changed_is_looked_at_anew() -> None:
    before = plan(*LINES)
    items = read(before)
    one = about(items, "学前教育")
    now = apply(items, edit.split(one, before, [(0, 6), (6, one.end - one.start)], ["n1.1", "n1.2"]))
    item = found(carried(before, now, plan(*(line.replace("95%", "97%") for line in LINES))), "学前教育")
    assert (item.state, item.note, item.fields["value"]) == ("open", "changed", 97.0)


def test_what_people_added_is_found_again_or_told_as_gone() -> None:
    before, after = plan(*LINES), plan("到2030年，新生儿死亡率控制在3‰以下。", *LINES)
    at = before.index("主要目标")
    now = apply(read(before), edit.added("objective", 0, at, at + 4, {**edit.EMPTY["objective"], "text_start": "主要目标"}, "n1"))
    result = carried(before, now, after)
    added = next(item for item in result.items if item.key == "k.n1")
    assert (after[added.start : added.end], added.state) == ("主要目标", "accepted")
    lost = carried(before, now, plan(*LINES, head=HEAD.replace("主要目标", "总体目标")))
    assert any(item.key == "n1" for item in lost.gone)


def test_the_plan_keeps_its_id_whatever_the_file_is_called() -> None:
    before, after = plan(*LINES), plan(*LINES)
    items = read(before)
    head = replace(items["p0"], fields={**items["p0"].fields, "id": "liuxi2021"}, state="accepted", corrected=True)
    result = carry(Old(items, {**items, "p0": head}, before), list(read(after, "revised.txt").values()), after)
    assert next(item for item in result.items if item.part == "plan").fields["id"] == "liuxi2021"


def test_words_are_found_nearest() -> None:
    assert nearest("甲乙甲乙甲", "甲", 3) == 2
    assert nearest("甲乙", "丙", 0) is None


lines = st.permutations(LINES).flatmap(lambda order: st.integers(1, 5).map(lambda count: order[:count]))


@settings(max_examples=25, deadline=None)
@given(lines, lines, st.lists(st.sampled_from(["accepted", "rejected", "open"]), min_size=5, max_size=5))
def test_whatever_moves_decisions_follow_their_words_and_nothing_is_lost(old: list[str], new: list[str], states: list[str]) -> None:
    before, after = plan(*old), plan(*new)
    items = read(before)
    commitments = sorted((item for item in items.values() if item.part == "commitment"), key=lambda item: item.start)
    now = {**items, **{item.key: replace(item, state=state) for item, state in zip(commitments, states, strict=False)}}  # type: ignore[arg-type]
    result = carried(before, now, after)
    assert all(0 <= item.start < item.end <= len(after) for item in result.items)
    assert len({item.key for item in result.items}) == len(result.items)
    assert {item.fields["indicator"] for item in result.items if item.part == "commitment"} == {
        item.fields["indicator"] for item in read(after).values() if item.part == "commitment"
    }
    for item in commitments:
        words = before[item.start : item.end]
        if words in after:
            same = found(result, item.fields["indicator"])
            assert same.state == now[item.key].state
            assert after[same.start : same.end] == words
        elif now[item.key].state != "rejected":
            assert any(one.key == item.key for one in result.gone)


@given(
    st.lists(st.sampled_from(LINES), min_size=1, max_size=5, unique=True),
    st.lists(st.sampled_from(LINES), min_size=1, max_size=5, unique=True),
)
@settings(max_examples=25, deadline=None)
def test_items_are_matched_one_to_one(old: list[str], new: list[str]) -> None:
    before, after = plan(*old), plan(*new)
    left, right = read(before), read(after)
    pairs = matched(left.values(), right.values(), before, after)
    assert len(set(pairs.values())) == len(pairs)
    assert all(left[one].part == right[other].part for one, other in pairs.items())
