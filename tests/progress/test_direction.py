"""The test of direction: exact tails, the counts behind figures, and how often it is wrong where nothing moves."""

from __future__ import annotations

import itertools
import random
from collections import Counter
from dataclasses import replace

import pytest

from qingmiao.progress import judge_package, sentence, series_of
from qingmiao.progress.direction import Moved, Question, moved
from qingmiao.progress.forecasting.asking import kendall
from qingmiao.progress.model import Point, Verdict, Word
from qingmiao.progress.reasons import chance
from tests.progress.build import commitment, package
from tests.progress.test_package import CATALOGUE, PLACES, figures

SERIES = 400


def score(order: tuple[int, ...]) -> int:
    return sum((b > a) - (b < a) for a, b in itertools.combinations(order, 2))


@pytest.mark.parametrize("values", [(1, 2, 3, 4), (2, 1, 3, 4, 5), (5, 3, 4, 1, 2, 0), (1, 3, 2)])
def test_tails_are_those_of_all_orders(values: tuple[int, ...]) -> None:
    scores = [score(order) for order in itertools.permutations(range(len(values)))]
    rise, fall = kendall(values)
    assert rise == pytest.approx(sum(one >= score(values) for one in scores) / len(scores))
    assert fall == pytest.approx(sum(one <= score(values) for one in scores) / len(scores))


def test_many_years_by_the_normal_distribution() -> None:
    rise, fall = kendall(list(range(30)))
    assert rise < 1e-10
    assert fall == pytest.approx(1)


def classes(series: list[list[Point]], since: int, *, curb: bool = False) -> Counter[str]:
    return Counter(one.said for one in moved([Question(tuple(points), since, up=False, curb=curb) for points in series]))


def counted(rng: random.Random, share: float, people: int, years: int, pace: float = 0.0) -> list[Point]:
    """Events by chance among so many, a year after the other; the share moves by `pace` a year."""
    found = []
    for year in range(years):
        events = drawn(rng, people, share * (1 + pace) ** year)
        found.append(Point(2025 - years + 1 + year, events / people * 1000, events=events, exposure=people))
    return found


def drawn(rng: random.Random, people: int, share: float) -> int:
    """Events by chance where they are rare: waiting times between them."""
    events, at = 0, rng.expovariate(share)
    while at < people:
        events, at = events + 1, at + rng.expovariate(share)
    return events


@pytest.mark.parametrize(("people", "share"), [(3000, 0.005), (60_000, 0.005)])
def test_counts_that_do_not_move_are_seldom_said_to(people: int, share: float) -> None:
    rng = random.Random(11)
    found = classes([counted(rng, share, people, 8) for _ in range(SERIES)], 2020)
    assert found["as_wished"] <= 0.05 * SERIES
    assert found["not_as_wished"] <= 0.05 * SERIES


def test_counts_that_fall_fast_are_seen_where_they_are_many() -> None:
    rng = random.Random(12)
    found = classes([counted(rng, 0.005, 60_000, 8, pace=-0.08) for _ in range(100)], 2020)
    assert found["as_wished"] >= 80
    assert found["not_as_wished"] == 0


@pytest.mark.parametrize(("scatter", "years", "since"), [(0.003, 6, 2020), (0.03, 4, 2022), (0.03, 11, 2020), (0.2, 8, 2019)])
def test_figures_that_only_scatter_are_seldom_said_to_move(scatter: float, years: int, since: int) -> None:
    rng = random.Random(13)
    series = [[Point(2025 - years + 1 + year, 50 * (1 + rng.gauss(0, scatter))) for year in range(years)] for _ in range(SERIES)]
    found = classes(series, since)
    assert found["as_wished"] <= 0.06 * SERIES  # 5 % are promised; 400 series tell it to a point
    assert found["not_as_wished"] <= 0.06 * SERIES


@pytest.mark.parametrize("pace", [0.0, 0.03])
def test_a_rise_that_goes_on_is_seldom_said_to_be_curbed(pace: float) -> None:
    rng = random.Random(14)
    series = [[Point(2015 + year, 50 * (1 + pace) ** year * (1 + rng.gauss(0, 0.02))) for year in range(11)] for _ in range(SERIES)]
    found = classes(series, 2020, curb=True)
    assert found["as_wished"] <= (0.06 if pace else 0.11) * SERIES  # without a rise, both “slower” and “stopped” are true beforehand


def test_a_fall_to_be_curbed_is_the_same_mirrored() -> None:
    rising = (10, 11.1, 12.0, 13.1, 13.9, 15.0, 15.1, 14.9, 15.0)
    points = tuple(Point(2015 + year, 40 - value) for year, value in enumerate(rising))
    (said,) = moved([Question(points, 2020, up=True, curb=True)])
    assert said.said == "as_wished"
    counts = tuple(Point(2015 + year, 0.0, events=100_000 - 1000 * value, exposure=100_000) for year, value in enumerate(rising))
    (said,) = moved([Question(counts, 2020, up=True, curb=True)])
    assert said.said == "as_wished"


def test_a_rise_in_cases_is_curbed_where_they_are_many() -> None:
    """From 1,000 up by 100 a year, then level: the slopes differ by 100 with an error near 10. Of cases a hundred times fewer nothing can be told."""
    many = [1000, 1100, 1200, 1300, 1400, 1500, 1500, 1500, 1500]
    for size, said in ((1, "as_wished"), (100, "open")):
        points = tuple(Point(2015 + year, cases / size) for year, cases in enumerate(many))
        assert moved([Question(points, 2020, up=False, grain="cases", curb=True)])[0].said == said


def test_a_sample_without_any_error_is_compared_as_it_stands() -> None:
    points = (Point(2020, 10.0, std_error=0.0), Point(2023, 9.0, std_error=0.0))
    assert moved([Question(points, 2020, up=False), Question(points, 2020, up=True)]) == [Moved("as_wished"), Moved("not_as_wished")]


def test_one_year_is_no_answer() -> None:
    assert moved([Question((Point(2020, 10.0),), 2020, up=True)]) == [Moved("open", short=True)]


def test_the_counts_behind_figures_are_used() -> None:
    rows = [("r", 2020 + year, (9 - year) / 30) for year in range(4)]
    table = figures(*rows)
    columns = table.column_names
    numerators, denominators = [9.0, 8.0, 7.0, 6.0], [3000.0] * 4
    for name, held in (("numerator", numerators), ("denominator", denominators)):
        table = table.set_column(columns.index(name), table.schema.field(name), [held])
    assert [point.events for point in series_of(table)["x", "r"]] == numerators
    item = commitment(kind="trend", direction="down")
    (one,) = judge_package(package(item), CATALOGUE, PLACES, table, 2023)
    assert (one.verdict.word, one.verdict.reason) == (Word.UNDECIDED, "direction_open")
    (plain,) = judge_package(package(item), CATALOGUE, PLACES, figures(*rows), 2023)
    assert plain.verdict.word is Word.ON_THE_WAY, "the same figures without counts fall four years in a row"


@pytest.mark.parametrize(("numerator", "denominator"), [(3.5, 1000.0), (12.0, 10.0), (7.0, 1000.0)])
def test_what_is_no_part_of_a_whole_is_no_count(numerator: float, denominator: float) -> None:
    table = figures(("r", 2020, 0.35))
    for name, held in (("numerator", numerator), ("denominator", denominator)):
        table = table.set_column(table.column_names.index(name), table.schema.field(name), [[held]])
    assert series_of(table)["x", "r"][0].events is None


@pytest.mark.parametrize(
    ("share", "zh", "en"),
    [
        (0.005, "不到百分之一", "less than 1%"),
        (0.03, "不到半成", "less than 5%"),
        (0.2, "约两成", "about 20%"),
        (0.549, "约五成", "about 50%"),
        (0.93, "约九成", "about 90%"),
        (0.96, "九成五以上", "over 95%"),
        (1.0, "九成九以上", "over 99%"),
    ],
)
def test_a_chance_in_words(share: float, zh: str, en: str) -> None:
    assert (chance(share), chance(share, "en")) == (zh, en)


def test_sentences_say_how_sure_it_is() -> None:
    verdict = Verdict(
        Word.ON_THE_WAY, "direction", "direction_right", 2023, latest_year=2023, latest=7.0, base_year=2020, base=10.0, sure=0.96
    )
    assert sentence(verdict, name="婴儿死亡率", unit="‰") == "2023年婴儿死亡率为7.00‰，2020年为10.00‰，变化方向符合要求（把握九成五以上）。"
    wrong = replace(verdict, word=Word.BEHIND, reason="direction_wrong", sure=0.02)
    assert sentence(wrong, name="婴儿死亡率", unit="‰") == "2023年婴儿死亡率为7.00‰，2020年为10.00‰，变化方向不符合要求（把握九成五以上）。"
    unsure = replace(verdict, word=Word.UNDECIDED, reason="direction_open", sure=0.7)
    assert sentence(unsure, name="婴儿死亡率", unit="‰") == (
        "2023年婴儿死亡率为7.00‰，2020年为10.00‰，还不能判定变化方向是否符合要求（已按要求变化的把握约七成）。"
    )
    assert sentence(unsure, name="the rate", unit="‰", lang="en").endswith("(the chance that it does is about 70%).")
    curbed = replace(verdict, reason="curb_right")
    assert sentence(curbed, name="超重率", unit="%").endswith("2020年以来原有的变化势头已经放慢或停止（把握九成五以上）。")
