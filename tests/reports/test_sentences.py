"""The official sentences, against sentences written by hand."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from qingmiao.progress.model import Word
from qingmiao.reports import Correction, Counts, Measured, Row, sections, sentences
from qingmiao.reports.document import Run, cell_runs, plain
from tests.reports import sample


def said(runs: Iterable[Run]) -> str:
    """The words of a sentence."""
    return "".join(map(plain, runs))


@pytest.mark.parametrize(
    ("number", "text"),
    [(1, "一"), (9, "九"), (10, "十"), (11, "十一"), (20, "二十"), (21, "二十一"), (99, "九十九")],
)
def test_chinese_numbers(number: int, text: str) -> None:
    """Numbers of headings."""
    assert sentences.chinese(number) == text


@pytest.mark.parametrize(
    ("title", "text"),
    [
        ("随县儿童发展规划(2021-2030年)", "《随县儿童发展规划（2021—2030年）》"),
        ("《某规划（2014－2020年）》", "《某规划（2014—2020年）》"),
        ("泰州市“十四五”儿童发展规划", "《泰州市“十四五”儿童发展规划》"),
    ],
)
def test_titles_are_quoted_once_with_a_dash_between_years(title: str, text: str) -> None:
    """《》 once, full-width brackets, a dash between years."""
    assert sentences.quoted(title) == text


def test_long_titles_break_where_words_end() -> None:
    """The years in brackets go to a line of their own; a short title stays whole."""
    assert sentences.title_lines("云岭县儿童发展规划（2021-2030年）") == ["《云岭县儿童发展规划", "（2021—2030年）》"]
    assert sentences.title_lines("某县儿童规划") == ["《某县儿童规划》"]
    long = "关于贯彻落实市政府促进儿童事业持续健康发展若干政策意见的实施方案"
    assert sentences.title_lines(long) == ["《关于贯彻落实市政府促进儿童事业持", "续健康发展若干政策意见的实施方案》"]
    turned = "某市关于促进妇女和儿童全面发展的若干政策措施"
    assert sentences.title_lines(turned, 17) == ["《某市关于促进妇女和", "儿童全面发展的若干政策措施》"]


def test_years_in_brackets_are_not_torn_on_a_cover() -> None:
    """Digits are half as wide; what is too long turns after a bracket or the end of the title."""
    assert sentences.cover_lines(["（2021—2030年）》中期评估报告"]) == ["（2021—2030年）》中期评估报告"]
    assert sentences.cover_lines(["《泰州市“十四五”儿童发展规划》监测报告"]) == ["《泰州市“十四五”儿童发展规划》", "监测报告"]
    assert sentences.cover_lines(["（2014—2020年）方案》实施情况监测评估报告"]) == ["（2014—2020年）方案》", "实施情况监测评估报告"]


@given(st.text("某市的和、（儿童规划", min_size=1, max_size=90), st.integers(8, 24))
def test_title_lines_lose_nothing_and_fit(title: str, width: int) -> None:
    """Whatever the title, its lines are no longer than they may be and make the whole title again."""
    lines = sentences.title_lines(title, width)
    assert "".join(lines) == sentences.quoted(title)
    assert all(0 < len(line) <= width for line in lines)


@pytest.mark.parametrize(
    ("part", "whole", "text"), [(51, 68, "75.0%"), (8, 59, "13.6%"), (40, 46, "87.0%"), (1, 8, "12.5%"), (1, 3, "33.3%"), (2, 3, "66.7%")]
)
def test_shares(part: int, whole: int, text: str) -> None:
    """Rounded once, half up."""
    assert sentences.share(part, whole) == text


def test_total_sentence() -> None:
    """The sentence of the counts, with shares of the judged; without data and without judgement stand outside."""
    counts = Counts({Word.MET: 51, Word.ON_THE_WAY: 12, Word.HARDLY: 5, Word.NO_DATA: 4})
    assert (
        said(sections.total(counts))
        == "68项可判定指标中，已达标51项（占75.0%）、进展正常12项（占17.6%）、难以完成5项（占7.4%）；另有4项无数据，不计入。"
    )
    assert (
        said(sections.total(Counts({Word.MET: 3, Word.NO_DATA: 1, Word.CANNOT_JUDGE: 2}), shares=False))
        == "3项可判定指标中，已达标3项；另有1项无数据和2项无法判断，不计入。"
    )


def test_total_sentence_without_any_data() -> None:
    """Nothing judged: no share of zero is made."""
    assert said(sections.total(Counts({Word.NO_DATA: 7}))) == "7项指标中，7项无数据，尚无可判定的指标。"
    assert said(sections.total(Counts({Word.NO_DATA: 7, Word.CANNOT_JUDGE: 1}))) == "8项指标中，7项无数据和1项无法判断，尚无可判定的指标。"


def test_tasks_sentence() -> None:
    """Done, overdue and unknown tasks, outside the indicators."""
    assert (
        said(sentences.tasks(sample.tasks()))
        == "规划另有工作事项（一次性任务和时间节点）3项，已完成1项、难以完成1项、无数据1项，详见“工作事项进展表”，不计入上述指标数。"
    )
    assert "尚无已完成的" in said(sentences.tasks(sample.tasks()[:1]))


def test_cells() -> None:
    """Value with unit, mark and year; a dash where there is none."""
    share, rate = sample.row(1, "某率", Word.MET), sample.row(2, "某死亡率", Word.MET, unit="‰")

    def cell(row: Row, value: Measured | None, *, year: bool = False) -> str:
        return said(cell_runs(sentences.measured(row, value, "云岭县", year=year)))

    assert cell(share, Measured(2024, 88.1, "provisional")) == "88.10%p"
    assert cell(rate, Measured(2024, 4.6), year=True) == "4.60‰\n（2024）"
    assert cell(rate, Measured(2024, 4.6, "estimated")) == "4.60‰e"
    assert cell(share, None) == "—"
    assert cell(share, Measured(2024, None, "withheld")) == "—"
    assert sentences.completeness(Measured(2024, 1.0, reporting=12, expected=14)) == "12/14"
    assert sentences.completeness(None) == "—"


def test_who_answers() -> None:
    """Named units as they are, proposed ones marked, none said to be open."""
    rows = sample.rows()
    many = sample.row(1, "某指标", Word.BEHIND, units=("甲", "乙", "丙", "丁", "戊"), proposed=True)
    assert sentences.responsible(many) == "甲、乙、丙、丁、戊（建议）"
    assert sentences.in_a_cell(many) == "甲、乙等5个单位（建议）"
    assert [sentences.responsible(rows[index]) for index in (0, 4, 5, 9)] == [
        "县卫生健康局",
        "县卫生健康局（建议）",
        "县教育局、县卫生健康局",
        "待明确",
    ]


def test_units_are_counted_one_by_one() -> None:
    """A row of two units counts for both, and the sentence says so; more than twelve are not all named."""
    late = sample.model().late
    assert (
        said(sentences.units(late))
        == "县卫生健康局（2项）、县教育局（建议）（1项）、县教育局（1项）、县卫生健康局（建议）（1项）（由几个单位共同负责的分别计入）"
    )
    many = [sample.row(index, "某指标", Word.BEHIND, units=(f"单位{index}",)) for index in range(15)]
    assert said(sentences.units(many)).endswith("单位11（1项）等15个")


def test_labels_tell_two_targets_of_one_name_apart() -> None:
    """Only names that stand twice get the year of their target."""
    rows = [sample.row(1, "甲", Word.MET, deadline=2025), sample.row(2, "甲", Word.MET, deadline=2030), sample.row(3, "乙", Word.MET)]
    assert sentences.labels(rows) == ["甲（2025年目标）", "甲（2030年目标）", "乙"]


def test_correction_prints_both_values() -> None:
    """Old and new value and the reason."""
    item = Correction("活产数", 2023, "人", 4310, 4286, "跨年补报核减")
    assert said(sentences.correction(item)) == "2023年活产数由4310人修订为4286人（跨年补报核减），变幅按修订数计算。"


def test_periods() -> None:
    """Both years, one, or none."""
    assert sentences.period(sample.model()) == "2021—2030年"
    assert sentences.period(sample.model(period=(2021, None))) == "2021年起"
    assert sentences.period(sample.model(period=(None, 2030))) == "至2030年"
    assert sentences.period(sample.model(period=(None, None))) == "文件未写明"


def test_releases() -> None:
    """A name and its day; a name that is only a day is not said twice."""
    model = sample.model()
    assert sentences.release(model) == "“2024年度数据”（2025年5月20日）的"
    assert sentences.release(sample.model(release=replace(model.release, name="2025-05-20"))) == "2025年5月20日发布的"
