"""The life of a warning, by hand and by random histories."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from datetime import date, timedelta

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from qingmiao.errors import UserError
from qingmiao.progress.warning import STATE_WORDS, Finding, Warned, answered, carried, closed, measure_set
from qingmiao.progress.warning.files import as_json, from_json
from qingmiao.progress.warning.model import STANDING, Kind, Level

DAY = date(2026, 3, 1)


def found(there: bool = True, firm: bool = True, *, commitment: str = "C001", kind: Kind = "hard", level: Level = "yellow") -> Finding:
    return Finding(
        kind,
        commitment,
        "r",
        there,
        there and firm,
        level,
        "难以达到" if there else "已达到目标",
        "hard" if there else "met",
        {"chance": 0.2},
    )


def days(count: int) -> date:
    return DAY + timedelta(days=count)


def one(warnings: Sequence[Warned]) -> Warned:
    assert len(warnings) == 1
    return warnings[0]


def test_it_opens_once_stays_and_ends_by_itself_with_the_reason() -> None:
    first = one(carried((), [found()], DAY, {"C001": (("县卫生健康局",), False)}))
    assert (first.state, first.opened, first.due, first.owner) == ("open", DAY, days(30), ("县卫生健康局",))
    again = one(carried([first], [found()], days(10)))
    assert again == first
    ended = one(carried([again], [found(there=False)], days(20)))
    assert (ended.state, ended.why_ended) == ("ended", ("已达到目标", "met"))
    assert one(carried([ended], [found(there=False)], days(30))) == ended
    back = one(carried([ended], [found()], days(40)))
    assert (back.state, back.opened, [event.what for event in back.events]) == ("open", days(40), ["opened", "ended", "opened"])


def test_it_does_not_flap_at_the_limit() -> None:
    assert carried((), [found(firm=False)], DAY) == (), "between the limits nothing new opens"
    first = one(carried((), [found()], DAY))
    assert one(carried([first], [found(firm=False)], days(1))).state == "open", "and what stands stays"
    ended = one(carried([first], [found(there=False)], days(2)))
    assert one(carried([ended], [found(firm=False)], days(3))).state == "ended"


def test_what_the_plan_holds_no_longer_ends_and_says_so() -> None:
    first = one(carried((), [found()], DAY))
    assert "没有这一项" in one(carried([first], [], days(1))).why_ended[0]


def test_answer_measure_closure_and_escalation() -> None:
    first = one(carried((), [found()], DAY))
    assert not one(carried([first], [found()], days(30))).escalated, "the last day is in time"
    late = one(carried([first], [found()], days(31)))
    assert late.escalated
    assert [event.what for event in one(carried([late], [found()], days(90))).events] == ["opened", "escalated"], "once is enough"
    said = answered(late, by="张三", day=days(32), words="已核实，原因是漏报")
    assert (said.state, said.due, said.escalated) == ("answered", days(62), False)
    doing = measure_set(said, by="张三", day=days(33), words="补报", due=days(100))
    assert (doing.state, doing.due) == ("measure", days(100))
    assert one(carried([doing], [found()], days(101))).escalated
    done = closed(doing, by="李四", day=days(60), words="整改到位")
    assert (done.state, done.standing, done.why_ended[0]) == ("closed", False, "整改到位")
    assert one(carried([done], [found()], days(61))).state == "closed", "closed by a person stays closed while the same thing is found"
    assert one(carried([done], [found(level="red")], days(61))).state == "open", "unless it gets worse"
    gone = one(carried([done], [found(there=False)], days(61)))
    assert (gone.state, gone.why_ended[0]) == ("ended", "整改到位")
    assert one(carried([gone], [found()], days(62))).state == "open"


def test_the_gravest_stands_first_then_what_is_due_first_and_what_is_over_last() -> None:
    calm, red = one(carried((), [found()], DAY)), one(carried((), [found(level="red", commitment="C002")], days(9)))
    over = one(carried([red], [found(there=False, commitment="C002")], days(20)))
    later = one(carried((), [found(level="red", commitment="C003")], days(10)))
    assert sorted([over, calm, later, red], key=lambda each: each.urgency) == [red, later, calm, over]


def test_worse_is_an_event_and_stays_so() -> None:
    first = one(carried((), [found()], DAY))
    worse = one(carried([first], [found(level="red")], days(1)))
    assert [event.what for event in worse.events] == ["opened", "raised"]
    calm = one(carried([worse], [found()], days(2)))
    assert (calm.finding.level, len(calm.events)) == ("red", 2)


def test_a_step_out_of_turn_or_without_words_is_refused() -> None:
    first = one(carried((), [found()], DAY))
    for act in (
        lambda: closed(first, by="张三", day=DAY, words="销号"),
        lambda: answered(first, by="张三", day=DAY, words=" "),
        lambda: answered(first, by="", day=DAY, words="已核实"),
        lambda: measure_set(first, by="张三", day=DAY, words="补报", due=DAY - timedelta(days=1)),
        lambda: answered(replace(first, state="ended"), by="张三", day=DAY, words="已核实"),
    ):
        with pytest.raises(UserError):
            act()


HISTORIES = st.lists(
    st.lists(
        st.tuples(
            st.sampled_from(["C001", "C002"]),
            st.sampled_from(["hard", "swing"]),
            st.booleans(),
            st.booleans(),
            st.sampled_from(["blue", "yellow", "red"]),
        ),
        max_size=4,
        unique_by=lambda one: one[:2],
    ),
    max_size=8,
)


@settings(max_examples=80, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(HISTORIES, st.lists(st.sampled_from(["answer", "measure", "close", ""]), max_size=8))
def test_any_history_keeps_its_books(history: list[list[tuple[str, Kind, bool, bool, Level]]], acts: list[str]) -> None:
    warnings: tuple[Warned, ...] = ()
    for number, looked in enumerate(history):
        today = days(20 * number)
        findings = [found(there, firm, commitment=commitment, kind=kind, level=level) for commitment, kind, there, firm, level in looked]
        warnings = carried(warnings, findings, today)
        assert carried(warnings, findings, today) == warnings, "the same findings on the same day change nothing"
        keys = [warning.key for warning in warnings]
        assert len(keys) == len(set(keys)), "no duplicates"
        by_key = {finding.key: finding for finding in findings}
        for warning in warnings:
            assert warning.state in STATE_WORDS
            assert warning.standing == (warning.state in STANDING), "never both standing and ended"
            if not warning.standing:
                assert all(warning.why_ended), "ended says why"
            assert warning.standing <= (warning.key in by_key and by_key[warning.key].there), "nothing stands that is not found"
            assert [event.day for event in warning.events] == sorted(event.day for event in warning.events)
        assert all(finding.key in keys for finding in findings if finding.firm), "what is firmly found is in the books"
        assert from_json(as_json(warnings), "here") == warnings, "what is written is read back"
        warnings = tuple(_act(warning, acts[number : number + 1], today) for warning in warnings)


def _act(warning: Warned, acts: list[str], today: date) -> Warned:
    try:
        match acts:
            case ["answer"]:
                return answered(warning, by="张三", day=today, words="已核实")
            case ["measure"]:
                return measure_set(warning, by="张三", day=today, words="补报", due=today + timedelta(days=30))
            case ["close"]:
                return closed(warning, by="张三", day=today, words="整改到位")
    except UserError:
        pass
    return warning


@pytest.mark.parametrize("text", ["", "{}", "[1]", '[{"key": 1}]', '{"a": [}'])
def test_another_file_is_refused(text: str) -> None:
    with pytest.raises(UserError):
        from_json(text, "w.json")
