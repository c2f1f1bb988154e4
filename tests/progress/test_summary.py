"""Counts close, lists hold what they say."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from qingmiao.plans.model import KINDS, Commitment
from qingmiao.progress import Judged, Verdict, Word, headline, lines, tally
from qingmiao.progress.summary import (
    Line,
    Tally,
    _closed,
    by_area,
    by_kind,
    late,
    nobody_is_responsible,
    nobody_reports,
    overdue,
    step_sentence,
    steps,
    to_do,
)
from tests.progress.build import commitment, package


def line(number: int, word: Word, *, reason: str = "reached", deadline: int | None = 2025, **fields: object) -> Line:
    return Line(commitment(id=f"C{number:03}", name=f"指标{number}", **fields), Verdict(word, "pace", reason, 2024, deadline=deadline))


def many(word: Word, count: int, kind: str = "level", begin: int = 0) -> list[Line]:
    return [line(begin + number, word, kind=kind) for number in range(count)]


def test_headline() -> None:
    some = many(Word.MET, 51) + many(Word.ON_THE_WAY, 12) + many(Word.HARDLY, 5) + many(Word.NO_DATA, 4)
    assert headline(some) == "68 项可监测指标：已达标 51，进展正常 12，难以完成 5；另有 4 项无数据。"
    assert headline(some, "en") == "68 indicators that can be monitored: 51 met, 12 on the way, 5 will hardly be met; besides 4 no data."
    tasks = many(Word.MET, 3, "action") + many(Word.ON_THE_WAY, 2, "milestone") + many(Word.HARDLY, 1, "action")
    assert headline(some + tasks).endswith("4 项无数据。6 项工作任务：已完成 3，未到期 2，到期未完成 1。")
    assert headline(many(Word.NO_DATA, 2) + many(Word.CANNOT_JUDGE, 1)) == "0 项可监测指标；另有 2 项无数据，1 项无法判断。"
    assert headline([]) == ""


def test_no_data_is_never_met() -> None:
    counted = tally(many(Word.MET, 88) + many(Word.HARDLY, 4) + many(Word.NO_DATA, 2))
    assert (counted.total, counted.monitored, counted.outside, counted.met) == (94, 92, 2, 88)
    assert counted.met_share == pytest.approx(88 / 92 * 100)
    assert tally(many(Word.NO_DATA, 2)).met_share is None


def test_counts_that_do_not_close_stop_the_work() -> None:
    with pytest.raises(AssertionError, match="do not close"):
        _closed(Tally(dict.fromkeys(Word, 1), total=8, monitored=5, outside=3))


WORDS = st.sampled_from(list(Word))
LINES = st.lists(st.tuples(WORDS, st.sampled_from(KINDS), st.sampled_from(["A01", "A02", None])), max_size=40).map(
    lambda rows: [line(number, word, kind=kind, area=area) for number, (word, kind, area) in enumerate(rows)]
)


@given(some=LINES)
def test_groups_add_up_to_the_whole(some: list[Line]) -> None:
    whole = tally(some)
    for groups in (by_kind(some), by_area(some, ["A01", "A02"])):
        for word in Word:
            assert sum(one.counts[word] for one in groups.values()) == whole.counts[word]
        assert sum(one.monitored for one in groups.values()) == whole.monitored
    assert len(late(some)) == sum(whole.counts[word] for word in (Word.LOST, Word.HARDLY, Word.BEHIND))
    assert len(nobody_reports(some)) == whole.counts[Word.NO_DATA]
    things = to_do(some)
    assert len(things) <= 5
    assert len({step.commitment.id for step in things}) == len(things)


def test_an_area_that_is_not_named_is_an_error() -> None:
    with pytest.raises(ValueError, match="no group"):
        by_area([line(1, Word.MET, area="A09")], ["A01"])


def test_late_is_worst_first_then_by_deadline() -> None:
    some = [
        line(1, Word.BEHIND),
        line(2, Word.HARDLY, deadline=2030),
        line(3, Word.MET),
        line(4, Word.HARDLY, deadline=2023),
        line(5, Word.LOST, deadline=None),
        line(6, Word.UNDECIDED),
    ]
    assert [one.commitment.id for one in late(some)] == ["C005", "C004", "C002", "C001"]


def test_lists() -> None:
    some = [
        line(1, Word.HARDLY, reason="missed", lead=("U1",)),
        line(2, Word.NO_DATA, reason="none_at_deadline"),
        line(3, Word.HARDLY, reason="projection_short"),
        line(4, Word.ON_THE_WAY, reason="not_due", kind="action"),
    ]
    assert [one.commitment.id for one in overdue(some)] == ["C001", "C002"]
    assert [one.commitment.id for one in nobody_is_responsible(some, {"C003"})] == ["C002", "C004"]
    assert [one.commitment.id for one in steps(some)] == ["C004"]


def test_what_to_do_now_takes_each_kind_in_turn() -> None:
    some = [
        line(1, Word.HARDLY, lead=("U1",)),
        line(2, Word.HARDLY),
        line(3, Word.NO_DATA, lead=("U2",)),
        line(4, Word.BEHIND, lead=("U1",)),
        line(5, Word.CANNOT_JUDGE, lead=("U1",)),
        line(6, Word.LOST, lead=("U1",)),
    ]
    things = to_do(some)
    assert [(step.task, step.commitment.id) for step in things] == [
        ("answer", "C006"),
        ("assign", "C002"),
        ("report", "C003"),
        ("measures", "C004"),
        ("complete", "C005"),
    ]
    assert step_sentence(things[0], some[5].verdict) == "“指标6”得而复失，请责任单位说明原因、提出措施。"
    assert step_sentence(things[2], some[2].verdict, "en") == "“指标3” has no data: have it reported."
    assert [step.commitment.id for step in to_do(some, most=7)] == ["C006", "C002", "C003", "C004", "C005", "C001"]
    assert to_do(many(Word.MET, 3)) == ()


def items(*ids: str) -> list[Commitment]:
    return [commitment(id=name) for name in ids]


def test_each_commitment_has_one_verdict() -> None:
    verdict = Verdict(Word.MET, "pace", "reached", 2024)
    past = commitment(id="C009", role="background")
    whole = package(*items("C001", "C002"), past)
    good = [Judged("C001", "r", verdict), Judged("C001", "t1", verdict), Judged("C002", "r", verdict)]
    assert [one.commitment.id for one in lines(whole, good)] == ["C001", "C002"]
    with pytest.raises(ValueError, match="C002"):
        lines(whole, good[:2])
    with pytest.raises(ValueError, match="two verdicts"):
        lines(whole, [*good, good[0]])
