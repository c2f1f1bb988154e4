"""What is said of one commitment, against sentences written by hand; and in draws, that nothing is said twice in a row in one way."""

from __future__ import annotations

import itertools
import re
from dataclasses import replace

import pytest

from qingmiao.progress.model import Word
from qingmiao.reports.document import Run, plain
from qingmiao.reports.model import Below, Counted, Measured, Outlook, Pair, Row, Upper
from qingmiao.reports.voice import Voice
from tests.reports import sample

BIRTHS = Counted("婴儿死亡数", "人", "活产数", "人")


def of(name: str, unit: str, *values: float | None, **others: object) -> Row:
    """A row whose figures of 2021, 2022 … end in 2024."""
    series = tuple(Measured(2025 - len(values) + index, value) for index, value in enumerate(values) if value is not None)
    given: dict[str, object] = {"unit": unit, "series": series, "latest": series[-1], "base": series[0], "better": "up", "comparator": ">="}
    return sample.row(1, name, Word.MET, **{**given, "reason": "reached", "quote": "95%以上", **others})


def said(*rows: Row, first: int = 0) -> str:
    """The sentences about rows; `first` lets the voice begin with a later frame."""
    voice = Voice(sample.model())
    for _ in range(first):
        voice.level(*rows)
    return words(voice.level(*rows))


def words(runs: tuple[Run, ...]) -> str:
    """The words of a sentence."""
    return "".join(map(plain, runs))


FALLING = {"better": "down", "comparator": "<=", "aim": 5.0, "quote": "5‰以下"}


@pytest.mark.parametrize(
    ("row", "expected"),
    [
        # a rise that is wanted, past the target: 96.4 − 95 = 1.4
        (
            of("九年义务教育巩固率", "%", 95.2, 96.4),
            "2024年，九年义务教育巩固率为96.40%，比2023年提高1.20个百分点，达到《规划》“95%以上”的目标，高出1.40个百分点。",
        ),
        # a fall that is wanted, with its base year: 4.6 − 2.8 = 1.8, 3.1 − 2.8 = 0.3, 5 − 2.8 = 2.2
        (
            of("婴儿死亡率", "‰", 4.6, None, None, 3.1, 2.8, **FALLING),
            "2024年，婴儿死亡率为2.80‰，比2023年下降0.30个千分点，比2020年下降1.80个千分点，控制在《规划》“5‰以下”的目标之内，低2.20个千分点。",
        ),
        # per 100,000 the change is a share of the earlier figure: (30.2 − 18.4) ÷ 30.2 = 39.07 %
        (
            of(
                "孕产妇死亡率",
                "/10万",
                30.2,
                18.4,
                better="down",
                comparator="<=",
                aim=12.0,
                quote="12/10万以下",
                reason="missed",
                deadline=2024,
            ),
            "孕产妇死亡率由2023年的30.20/10万下降到2024年的18.40/10万，下降39.1%，2024年期限已到，未达到“12/10万以下”的目标，还差6.40个十万分点。",
        ),
        # a rise that is not wanted is never told as 提高
        (
            of(
                "小学生近视率",
                "%",
                36.3,
                37.2,
                better="down",
                comparator="<=",
                aim=33.0,
                quote="33%以下",
                reason="pace_missed",
                pace=35.0,
                deadline=2030,
            ),
            "2024年，小学生近视率为37.20%，比2023年上升0.90个百分点，高于直线进度应达的35.00%，进度落后，距2030年“33%以下”的目标还差4.20个百分点。",
        ),
        # counts: 42 − 36 = 6, 6 ÷ 36 = 16.7 %
        (
            of("托育机构数", "家", 36.0, 42.0, aim=40.0, quote="40家以上"),
            "2024年，托育机构数为42家，比2023年增加6家，增长16.7%，达到《规划》“40家以上”的目标，高出2家。",
        ),
        # no change
        (
            of("住院分娩率", "%", 99.9, 99.9, aim=99.0, quote="99%以上"),
            "2024年，住院分娩率为99.90%，与2023年持平，达到《规划》“99%以上”的目标，高出0.90个百分点。",
        ),
        # 70.804 and 70.806: printed apart, but nearer than half of the last digit
        (
            of("建档率", "%", 70.804, 70.806, aim=60.0, quote="60%以上"),
            "2024年，建档率为70.81%，与2023年的70.80%基本持平，达到《规划》“60%以上”的目标，高出10.81个百分点。",
        ),
        # met, lost
        (
            of("新生儿访视率", "%", 95.4, 94.8, reason="fell_back", met_year=2022),
            "2024年，新生儿访视率为94.80%，比2023年下降0.60个百分点，2022年曾达到“95%以上”的目标，现重新转为未达标。",
        ),
        # one figure alone
        (of("知晓率", "%", 80.0, reason="no_begin"), "2024年，知晓率为80.00%，未达到“95%以上”的目标，没有更早的数据，不评价进度。"),
        # a mere direction
        (
            of("康复服务覆盖率", "%", 60.0, 65.2, reason="direction_right", quote="逐步提高", aim=None),
            "2024年，康复服务覆盖率为65.20%，比2023年提高5.20个百分点，变化方向符合“逐步提高”的要求。",
        ),
    ],
)
def test_sentences(row: Row, expected: str) -> None:
    assert said(row) == expected


def test_small_numbers_are_told_as_counts() -> None:
    """One death of 4,126: the count, not a rise; three years together: 5 ÷ 12,000 = 0.4167 ‰ → 0.42."""
    years = tuple(
        Measured(year, deaths / births * 1000, events=deaths, exposure=births)
        for year, deaths, births in ((2022, 2.0, 4000.0), (2023, 2.0, 3874.0), (2024, 1.0, 4126.0))
    )
    row = of("婴儿死亡率", "‰", 1.0, **FALLING, counted=BIRTHS)
    row = replace(row, series=years, latest=years[-1], base=years[0])
    assert said(row) == (
        "2024年，婴儿死亡数为1人（活产数4126人，折合0.24‰），因基数小，不据单年升降作判断。"
        "2022—2024年合并计算，婴儿死亡率为0.42‰（婴儿死亡数5人，活产数12000人）。该指标控制在《规划》“5‰以下”的目标之内，低4.76个千分点。"
    )
    none = replace(row, latest=Measured(2024, 0.0, events=0.0, exposure=4126.0), series=years[:2])
    assert said(none).startswith("2024年，未报告婴儿死亡（活产数4126人），因基数小，不据单年作判断。该指标")


def test_two_targets_of_one_figure_are_told_together() -> None:
    near, far = (
        of("产前筛查率", "%", 94.5, 95.3, aim=aim, quote=f"{aim:.0f}%以上", deadline=year) for aim, year in ((85.0, 2025), (90.0, 2030))
    )
    assert said(near, far) == (
        "2024年，产前筛查率为95.30%，比2023年提高0.80个百分点，达到《规划》“85%以上”的目标，高出10.30个百分点；"
        "对照2030年目标，已达到“90%以上”的目标，比目标高5.30个百分点。"
    )


def test_a_late_figure_says_that_it_is_the_latest() -> None:
    row = of("贫血患病率", "%", 6.0, 5.0, better="down", comparator="<=", aim=5.5, quote="5.5%以下")
    older = tuple(replace(one, year=one.year - 1) for one in row.series)
    assert "比2022年下降1.00个百分点（为最新数据），" in said(replace(row, series=older, latest=older[-1], base=older[0]))


def test_places_and_groups_beside_each_other() -> None:
    voice = Voice(sample.model())
    row = of("5岁以下儿童死亡率", "‰", 4.0, 3.0, **FALLING)
    pair = Pair("residence", Measured(2024, 2.2), Measured(2024, 3.4), Measured(2020, 3.0), Measured(2020, 5.1))
    assert (
        words(voice.pair(row, pair)) == "城市和农村5岁以下儿童死亡率分别为2.20‰和3.40‰，城乡差距由2020年的2.10个千分点缩小到1.20个千分点。"
    )
    assert (
        words(voice.pair(row, replace(pair, first_then=None, second_then=None)))
        == "5岁以下儿童死亡率城市为2.20‰，农村为3.40‰，相差1.20个千分点。"
    )
    assert words(voice.pair(row, replace(pair, second=Measured(2024, 2.2)))) == "5岁以下儿童死亡率城市为2.20‰，农村为2.20‰，基本无差距。"
    towns = tuple(Below(name, name, Measured(2024, value), Word.MET) for name, value in (("甲镇", 1.0), ("乙镇", 4.0), ("丙镇", 2.5)))
    assert words(voice.places(replace(row, below=towns), "乡镇（街道）")) == (
        "3个乡镇（街道）中，5岁以下儿童死亡率最高的是乙镇（4.00‰），最低的是甲镇（1.00‰），相差3.00个千分点。"
    )
    assert voice.places(replace(row, below=towns[:2]), "乡镇（街道）") == ()
    above = Upper("province", "云中省", Measured(2024, 3.6))
    assert words(voice.above(replace(row, upper=above))) == "低于云中省平均水平0.60个千分点（云中省3.60‰）。"


def test_what_is_foreseen_is_told_with_its_chance() -> None:
    row = replace(of("婴儿死亡率", "‰", 6.0, 5.8, **FALLING), outlook=Outlook(2030, 5.25, 0.21, -0.1, -0.13))
    assert words(Voice(sample.model()).ahead(row)) == "按近年变化推算，2030年约为5.25‰，如期达到目标的把握约两成。"


def test_every_number_is_bound_and_knows_what_it_is_of() -> None:
    row = replace(of("婴儿死亡率", "‰", 3.1, 2.8, **FALLING), indicator="infant_mortality_rate")
    runs = Voice(replace(sample.model(), region="r1")).level(row)
    told = [(one.text, one.what, one.year, one.against, one.indicator, one.place) for one in runs if not isinstance(one, str)]
    assert told == [
        ("2.80‰", "value", 2024, None, "infant_mortality_rate", "r1"),
        ("0.30个千分点", "change", 2024, 2023, "infant_mortality_rate", "r1"),
        ("2.20个千分点", "gap", 2024, None, "infant_mortality_rate", "r1"),
    ]
    assert [one.value for one in runs if not isinstance(one, str)] == pytest.approx([2.8, -0.3, 2.2])


def test_no_two_in_a_row_are_built_alike() -> None:
    """The same row told nine times: with its numbers taken out, no sentence is built as the one before it."""
    voice = Voice(sample.model())
    row = of("婴儿死亡率", "‰", 3.1, 2.8, **FALLING)
    frames = [re.sub(r"\d[\d.]*", "N", words(voice.level(row))) for _ in range(9)]
    assert all(one != other for one, other in itertools.pairwise(frames))


def test_what_is_asked_for_each_year_is_told_by_how_much_it_grew() -> None:
    """802 places after 670: 132 new of the 100 that are asked for each year; 640 after 670: 30 fewer, 130 short."""
    row = of("新增学位数", "个", 670.0, 802.0, kind="count", aim=100.0, quote="每年100个", grown=132.0)
    assert said(row) == "2024年，新增学位数为802个，比2023年增加132个，增长19.7%，当年新增132个，达到《规划》“每年100个”的目标。"
    short = of("新增学位数", "个", 670.0, 640.0, kind="count", aim=100.0, quote="每年100个", grown=-30.0, reason="increase_short")
    assert said(short) == "2024年，新增学位数为640个，比2023年减少30个，下降4.5%，当年减少30个，未达到“每年100个”的要求，还差130个。"


def test_a_trend_whose_ends_say_otherwise_says_so() -> None:
    row = of("流浪儿童数", "人", 61.0, 394.0, kind="trend", better="down", reason="direction_right", quote="逐步降低", aim=None)
    assert said(row) == (
        "2024年，流浪儿童数为394人，比2023年增加333人，增长545.9%，首尾两年看方向相反，按各年数据检验，变化方向符合“逐步降低”的要求。"
    )


def test_units_that_say_what_a_number_is_held_against_stand_in_heads() -> None:
    row = of("出生人口性别比", "女婴=100", 105.0, 104.0, better="down", comparator="<=", aim=107.0, quote="107以下")
    assert said(row) == "2024年，出生人口性别比为104.0，比2023年下降1.0个点，控制在《规划》“107以下”的目标之内，低3.0个点。"
