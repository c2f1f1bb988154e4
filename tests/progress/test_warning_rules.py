"""Every rule of warnings on figures worked out by hand, and on flat series, where it has to be silent."""

from __future__ import annotations

import random
from collections.abc import Mapping
from dataclasses import replace
from typing import Any

import pyarrow as pa
import pytest

from qingmiao.catalogue import Catalogue, Element
from qingmiao.catalogue.model import Amendment
from qingmiao.compute import FIGURES
from qingmiao.errors import UserError
from qingmiao.places import Gazetteer, Place
from qingmiao.plans.model import Commitment
from qingmiao.progress.forecasting.asking import Known
from qingmiao.progress.forecasting.control import funnel, latest
from qingmiao.progress.warning import KINDS, LEVEL_WORDS, Finding, look, rules
from qingmiao.progress.warning.model import read_rules
from tests.progress.build import commitment, indicator, package

TOWNS = tuple(f"t{number}" for number in range(12))
PLACES = Gazetteer((Place("r", "随县", "county"), *(Place(town, f"{town}镇", "township", "r") for town in TOWNS)))
DEATHS = indicator(name="婴儿死亡率", unit="‰", formula="x.n / x.d * 1000", direction="down", limits=(0.0, None))
NAMES = {"x.n": Element("x.n", "婴儿死亡数", "人"), "x.d": Element("x.d", "活产数", "人"), "x@": Element("x@", "婴儿死亡率", "‰")}
MEASURED = replace(DEATHS, formula="x@")
FIVE = {"name": "婴儿死亡率", "comparator": "<=", "value": 5, "unit": "‰", "deadline": 2030}
Row = tuple[str, int, float | None] | tuple[str, int, int, int]


def table(rows: list[Row], code: str = "x", size: float = 1000) -> pa.Table:
    told = []
    for row in rows:
        plain: dict[str, Any] = {
            "indicator": code,
            "place": row[0],
            "year": row[1],
            "parts_expected": 1,
            "parts_reporting": 1,
            "stream": "health",
            "simulated": False,
        }
        if len(row) == 4:
            told.append(
                plain
                | {
                    "value": row[2] / row[3] * size,
                    "numerator": float(row[2]),
                    "denominator": float(row[3]),
                    "way": "counts",
                    "status": "observed",
                }
            )
        else:
            told.append(plain | {"value": row[2], "way": "measured", "status": "observed" if row[2] is not None else "not_collected"})
    return pa.Table.from_pylist(told, schema=FIGURES)


def seen(
    item: Commitment,
    figures: pa.Table,
    year: int = 2025,
    of: Any = DEATHS,
    period: tuple[int, int] = (2021, 2030),
    names: Mapping[str, Element] = NAMES,
) -> dict[str, Finding]:
    catalogue = Catalogue({"x": of}, names, {})
    found = look(package(item, period=period), catalogue, PLACES, figures, year)
    assert len({finding.key for finding in found}) == len(found)
    return {finding.key.partition("/")[2]: finding for finding in found}


def run(place: str, first: int, *values: float) -> list[Row]:
    return [(place, first + number, value) for number, value in enumerate(values)]


def of_both(figures: pa.Table, *items: Commitment, of: Any = MEASURED) -> dict[str, Finding]:
    """What is found of several promises on one indicator, by commitment and kind."""
    found = look(package(*items, period=(2021, 2030)), Catalogue({"x": of}, NAMES, {}), PLACES, figures, 2025)
    return {f"{one.commitment}/{one.kind}": one for one in found if one.place == "r"}


def test_a_target_that_the_document_states_twice_gives_one_warning() -> None:
    flat = table(run("r", 2018, *[9.0] * 8))
    text, listed = commitment(**FIVE), commitment(**FIVE, id="C002")
    found = of_both(flat, text, listed)
    assert [found["C001/hard"].firm, found["C002/hard"].there] == [True, False]
    assert found["C002/hard"].zh == "与同一指标的另一项承诺“婴儿死亡率”（C001）的预警是同一事实，并入那一条"
    assert of_both(flat, text, commitment(**FIVE, id="C002", lead=("U1",)))["C002/hard"].firm, "it stands where a unit answers"
    parted = of_both(flat, commitment(**FIVE, lead=("U2",)), commitment(**FIVE, id="C002", lead=("U1",)))
    assert parted["C001/hard"].firm, "two units: each is told"
    assert parted["C002/hard"].firm
    other = of_both(flat, text, commitment(**(FIVE | {"value": 4}), id="C002"))
    assert other["C001/hard"].firm, "two targets are two facts"
    assert other["C002/hard"].firm
    met = of_both(table(run("r", 2018, *[4.0] * 8)), text, listed)
    assert met["C002/hard"].zh == "已达到目标", "where nothing is there, each says why"


def test_figures_turn_round_once_whatever_the_targets() -> None:
    found = of_both(table(run("r", 2021, 6, 4.4, 5.6, 5.5, 5.5)), commitment(**FIVE), commitment(**(FIVE | {"value": 4.5}), id="C002"))
    assert [found["C001/turned"].firm, found["C002/turned"].there] == [True, False]


def test_a_norm_that_was_kept_and_is_lost_is_told_once() -> None:
    item = commitment(kind="norm", value=2, unit="名", comparator=">=", name="每个卫生院至少2名儿保医生", deadline=2030)
    of = indicator(unit="%", formula="x.n / x.d * 100", direction="up", limits=(0.0, 100.0))
    found = of_both(table([("r", 2021, 30, 30), ("r", 2025, 25, 30)], size=100), item, of=of)
    assert found["C001/turned"].firm
    assert (found["C001/norm"].there, found["C001/norm"].zh) == (False, "曾达到又转为未达标，改由“由好转差”说明")


def test_hard_to_reach_in_plain_words() -> None:
    """6.6 in 2022, 6.3 in 2025: 0.1 a year; about 5.8 in five years, the pages' own figure. The chance of 5 is below 30 %."""
    found = seen(commitment(**FIVE), table(run("r", 2018, 7.0, 6.9, 6.8, 6.7, 6.6, 6.5, 6.4, 6.3)), of=MEASURED)["r/hard"]
    assert found.firm
    assert found.evidence["foreseen"] == pytest.approx(5.8, abs=0.05)
    then = f"{found.evidence['foreseen']:.2f}‰"
    assert found.zh.startswith(f"2025年婴儿死亡率为6.30‰，三年来平均每年下降0.10个千分点，推算2030年约为{then}，达到“5‰以下”的把握")
    assert found.evidence["2025"] == 6.3
    assert found.evidence["chance"] < rules()["hard"].open
    assert f"over 3 years it has fallen by 0.10 points per 1,000 a year; about {then} is to be expected in 2030" in found.en


def test_figures_that_are_too_old_to_judge_by_foresee_nothing() -> None:
    """The last is of 2017, eight years ago."""
    old = seen(commitment(**FIVE, level_of="乡镇"), table([("r", 2025, 6.0), *run("t1", 2010, *[9.0] * 8)]), of=MEASURED)["t1/hard"]
    assert (old.there, old.zh) == (False, "现有的数不足以推算")


def test_hard_to_reach_in_small_numbers_is_told_in_counts() -> None:
    counts = [("r", year, 9, 900) for year in range(2018, 2026)]
    found = seen(commitment(**(FIVE | {"value": 1})), table(counts))["r/hard"]
    assert found.firm
    assert found.zh.startswith(
        "2025年婴儿死亡率：婴儿死亡数9人（活产数900人），数量小，不据单年升降作判断；按多年情况推算，2030年达到“1‰以下”的把握"
    )


def test_what_is_likely_met_or_due_is_not_hard_and_says_why() -> None:
    falling = table(run("r", 2018, 9, 8.5, 8, 7.5, 7, 6.5, 6, 5.5))
    assert seen(commitment(**FIVE), falling, of=MEASURED)["r/hard"].zh.startswith("达到目标的把握已升至")
    assert seen(commitment(**(FIVE | {"value": 6})), falling, of=MEASURED)["r/hard"].zh == "已达到目标"
    assert seen(commitment(**(FIVE | {"deadline": 2025})), falling, of=MEASURED)["r/hard"].zh == "期限已到，改按到期判定"


def test_red_only_when_little_time_is_left() -> None:
    flat = table(run("r", 2018, 9, 9, 9, 9, 9, 9, 9, 9))
    assert seen(commitment(**FIVE), flat, of=MEASURED)["r/hard"].level == "yellow"
    assert seen(commitment(**(FIVE | {"deadline": 2027})), flat, of=MEASURED)["r/hard"].level == "red"


def test_places_are_looked_at_where_each_must_reach_it() -> None:
    rows = run("r", 2018, *[9.0] * 8) + run("t1", 2018, *[9.0] * 8)
    assert "t1/hard" not in seen(commitment(**FIVE), table(rows), of=MEASURED)
    assert "t1/hard" in seen(commitment(**FIVE, level_of="乡镇"), table(rows), of=MEASURED)
    assert "t1/hard" not in seen(commitment(**FIVE, level_of="卫生院"), table(rows), of=MEASURED)


def test_a_swing_beyond_chance() -> None:
    """About 100 of 20,000 each year, then 160: six standard deviations; 110 is one."""
    before = [("r", 2015 + number, deaths, 20_000) for number, deaths in enumerate((103, 96, 101, 99, 104, 97, 100, 102, 98, 100))]
    found = seen(commitment(**FIVE), table([*before, ("r", 2025, 160, 20_000)]))["r/swing"]
    assert found.firm
    assert found.zh.startswith("2025年婴儿死亡率为8.00‰，按以前各年推算应在")
    assert found.evidence["expected"] == pytest.approx(5.0, abs=0.1)
    calm = seen(commitment(**FIVE), table([*before, ("r", 2025, 110, 20_000)]))["r/swing"]
    assert (calm.there, calm.zh) == (False, "2025年的数在控制限以内")


def test_a_swing_of_small_numbers_is_told_in_counts() -> None:
    """One of 1,000 a year, then 9: by chance once in a million."""
    before = [("r", 2017 + number, 1, 1000) for number in range(8)]
    found = seen(commitment(**FIVE), table([*before, ("r", 2025, 9, 1000)]))["r/swing"]
    assert found.firm
    assert found.zh == "2025年婴儿死亡率：婴儿死亡数9人（活产数1000人），按以前各年推算约为1.0，超出偶然波动，请先核实数据"
    assert not seen(commitment(**FIVE), table([*before, ("r", 2025, 3, 1000)]))["r/swing"].firm


def test_the_limits_of_a_series_by_hand() -> None:
    """Six years of 100 in 10,000: expected 1 %, error of the count √(0.01·0.99/10000) = 0.000995, of the line at its next year √(1/6 + 3.5²/17.5) times it."""
    known = [Known(2019 + number, 10.0, 100.0, 10_000.0) for number in range(7)]
    beyond = latest(known)
    assert beyond is not None
    assert beyond.expected == pytest.approx(0.01)
    error = 0.000995 * (1 + 1 / 6 + 3.5**2 / 17.5) ** 0.5
    assert (beyond.high - 0.01) / error == pytest.approx(6.62, abs=0.02), "Student's t of four degrees of freedom at 0.99865"
    assert latest(known[2:]) is None
    assert latest([*known[:-1], Known(2025, 10.0)]) is None


def test_a_place_apart_from_the_others() -> None:
    """Eleven towns with 10 of 2,000, one with 40: 12.5 expected, more than seven standard deviations."""
    rows = [(town, 2025, 40 if town == "t3" else 10, 2000) for town in TOWNS]
    found = seen(commitment(**FIVE), table(rows))
    assert [key for key, one in found.items() if one.kind == "apart" and one.firm] == ["t3/apart"]
    assert found["t3/apart"].zh == "2025年t3镇婴儿死亡率为20.00‰，12个地方合计为6.27‰，差于各地，且超出偶然"
    better = [(town, 2025, 10 if town == "t3" else 40, 2000) for town in TOWNS]
    assert not any(one.firm for one in seen(commitment(**FIVE), table(better)).values() if one.kind == "apart"), "better is no warning"
    assert funnel([(1.0, 10.0)] * 4) is None


def test_turned_round() -> None:
    """9, 8, 7 and then 8, 9; and met once, lost again."""
    found = seen(commitment(**FIVE), table(run("r", 2021, 9, 8, 7, 8.2, 9.5)), of=MEASURED)["r/turned"]
    assert found.there
    assert found.zh == "婴儿死亡率由2021年的9.00‰好转到2023年的7.00‰后连续两年上升，2025年为9.50‰"
    still = seen(commitment(**FIVE), table(run("r", 2021, 9, 8, 7, 6.5, 6)), of=MEASURED)["r/turned"]
    assert (still.there, still.zh) == (False, "不再变差，或变差已在偶然范围以内")
    lost = seen(commitment(**FIVE), table(run("r", 2021, 6, 4.9, 5.5)), 2023, of=MEASURED)["r/turned"]
    assert lost.firm
    assert lost.zh == "2022年曾达到“5‰以下”的目标，2023年婴儿死亡率为5.50‰，重新转为未达标"


def test_deadlines() -> None:
    missed = seen(commitment(**(FIVE | {"deadline": 2025})), table(run("r", 2024, 7, 6)), of=MEASURED)["r/overdue"]
    assert (missed.firm, missed.level) == (True, "red")
    assert "2025年期限已到，未达到“5‰以下”的目标" in missed.zh
    assert seen(commitment(**FIVE), table(run("r", 2024, 7, 6)), of=MEASURED)["r/overdue"].zh == "期限未到，或已有到期的数"
    step = commitment(kind="milestone", name="中期评估", deadline=2025)
    silent = seen(step, table([]), of=indicator(unit="done", formula="x@"))["r/overdue"]
    assert silent.zh == "“中期评估”期限为2025年，期限已到，没有完成的报告"
    done = seen(step, table(run("r", 2025, 1)), of=indicator(unit="done", formula="x@"))["r/overdue"]
    assert (done.there, done.zh) == (False, "已达到目标")


def test_no_data() -> None:
    found = seen(commitment(**FIVE), table([("r", 2025, None)]), of=MEASURED)["r/silent"]
    assert (found.firm, found.zh) == (True, "“婴儿死亡率”未收集数据")
    assert seen(commitment(**FIVE), table(run("r", 2024, 7, 6)), of=MEASURED)["r/silent"].zh == "已有2025年的数"


def test_a_definition_that_broke() -> None:
    of = replace(MEASURED, history=(Amendment(2023, "改按常住人口统计", breaks=True),))
    found = seen(commitment(**FIVE), table(run("r", 2020, 8, 7, 7, 6, 6, 6)), of=of)["r/broken"]
    assert found.zh == "“婴儿死亡率”自2023年起口径变动（改按常住人口统计），与2020年的基期不可直接比较，请补报可比的数或说明衔接办法"
    bridged = replace(MEASURED, history=(Amendment(2023, "改按常住人口统计", breaks=True, factor=1.1),))
    assert not seen(commitment(**FIVE), table(run("r", 2020, 8, 7, 7, 6, 6, 6)), of=bridged)["r/broken"].there


def group_tables(urban: list[Row], rural: list[Row]) -> pa.Table:
    return pa.concat_tables([table([("r", 2025, 6.0)]), table(urban, "x[urban]"), table(rural, "x[rural]")])


def test_a_gap_that_widens() -> None:
    """5 and 6 ‰ of 100,000 become 3 and 5.4: the gap of 1.0 has grown to 2.4 with an error of √(0.005+0.006+0.003+0.0054)/√100000 = 0.44."""
    found = seen(
        commitment(**FIVE),
        group_tables([("r", 2020, 500, 100_000), ("r", 2025, 300, 100_000)], [("r", 2020, 600, 100_000), ("r", 2025, 540, 100_000)]),
    )["r/gap/residence"]
    assert found.firm
    assert found.zh == "2025年城镇和农村婴儿死亡率分别为3.00‰和5.40‰，城乡差距由2020年的1.00个千分点扩大到2.40个千分点"
    few = seen(
        commitment(**FIVE), group_tables([("r", 2020, 5, 1000), ("r", 2025, 3, 1000)], [("r", 2020, 6, 1000), ("r", 2025, 6, 1000)])
    )["r/gap/residence"]
    assert not few.firm
    plain = seen(commitment(**FIVE), group_tables(run("r", 2020, 5, 4.6, 4.2, 3.8, 3.4, 3), run("r", 2020, 6, 5.9, 5.8, 5.7, 5.6, 5.4)))[
        "r/gap/residence"
    ]
    assert plain.firm, "without counts six years in a row say it"
    short = seen(commitment(**FIVE), group_tables(run("r", 2020, 5, 3), run("r", 2020, 6, 6)))
    assert "r/gap/residence" not in short, "two years without counts say nothing"


def of_towns(*towns: tuple[int, int], births: int = 20_000) -> pa.Table:
    """Each town's deaths of 2020 and of 2025 among as many births."""
    counts = [
        (f"t{number}", year, deaths, births) for number, pair in enumerate(towns) for year, deaths in zip((2020, 2025), pair, strict=True)
    ]
    return table([("r", 2020, 5.5), ("r", 2025, 5.6), *counts])


MIDDLE = ((110, 110), (110, 110), (110, 110))


def test_best_and_worst_place_drift_apart() -> None:
    """5 and 6 ‰ of 20,000 become 3 and 10: the gap of 1 has grown to 7. Errors √(p(1−p)/20000) of 0.50, 0.55, 0.39 and 0.70 ‰ make 1.09 together, so
    that 6 are 5.5 of them, 2 in 100 million by chance for one pair, 20 times that for any of the 20 pairs of five towns."""
    found = seen(commitment(**FIVE), of_towns((100, 60), (120, 200), *MIDDLE))["r/gap/places"]
    assert found.firm
    assert found.zh == (
        "2025年5个地方中，婴儿死亡率最好的t0镇为3.00‰，最差的t1镇为10.00‰，最好与最差的差距由2020年的1.00个千分点扩大到7.00个千分点"
    )
    assert found.evidence["chance"] == pytest.approx(4e-7, rel=0.1)
    assert "was best in t0镇 (3.00‰) and worst in t1镇 (10.00‰)" in found.en


def test_best_and_worst_are_picked_out_and_that_is_allowed_for() -> None:
    """3 and 6.5 ‰ in 2025: 2.5 more, 2.48 errors of 1.01: 0.66 % for two towns named beforehand, 13 % for the two of five that lie farthest apart."""
    found = seen(commitment(**FIVE), of_towns((100, 60), (120, 130), *MIDDLE))["r/gap/places"]
    assert found.evidence["chance"] == pytest.approx(0.133, abs=0.004)
    assert (found.there, found.firm) == (True, False)
    turned = seen(commitment(**FIVE), of_towns((60, 200), (200, 60), *MIDDLE))["r/gap/places"]
    assert (turned.there, turned.zh) == (False, "差距不再扩大，或扩大已在偶然范围以内"), (
        "best and worst have changed places, the gap has not grown"
    )


def test_small_places_and_plain_numbers_say_nothing_of_best_and_worst() -> None:
    few = seen(commitment(**FIVE), of_towns((1, 0), (1, 4), (1, 1), (1, 1), (1, 1), births=200))["r/gap/places"]
    assert not few.there, "no death tells nothing of how far a rate lies from others"
    number = replace(DEATHS, unit="人", formula="x.n", limits=(0.0, None))
    assert "r/gap/places" not in seen(commitment(**FIVE), of_towns((100, 60), (120, 200), *MIDDLE), of=number), (
        "a large town has more of everything"
    )
    alone = seen(commitment(**FIVE), table([("t0", 2020, 100, 20_000), ("t1", 2025, 200, 20_000), ("r", 2025, 5.0)]))
    assert "r/gap/places" not in alone, "no two towns with figures in both years"


def test_places_that_count_what_there_is_must_drift_apart_year_by_year() -> None:
    """A share of schools is no chance: four errors say nothing of it. Two towns that part by 2 points a year for six years do."""
    schools = replace(DEATHS, unit="%", formula="s.n / s.d * 100", direction="up", limits=(0.0, 100.0))
    counted = {"s.n": Element("s.n", "达标学校数", "所"), "s.d": Element("s.d", "学校数", "所")}
    item = commitment(name="学校达标率", comparator=">=", value=95, unit="%", deadline=2030)
    ends = [("t0", year, 50 + year - 2020, 100) for year in (2020, 2025)] + [
        ("t1", year, 50 - 2 * (year - 2020), 100) for year in (2020, 2025)
    ]
    assert "r/gap/places" not in seen(item, table(ends, size=100), of=schools, names=counted), "two years alone are no trend"
    six = [("t0", year, 50 + year - 2020, 100) for year in range(2020, 2026)] + [
        ("t1", year, 50 - 2020 + year - 2 * (year - 2020), 100) for year in range(2020, 2026)
    ]
    found = seen(item, table(six, size=100), of=schools, names=counted)["r/gap/places"]
    assert found.firm
    assert found.zh.endswith("最好与最差的差距由2020年的0.00个百分点扩大到10.00个百分点")
    hair = [(town, year, 50 + part * (year - 2020) / 10_000, None) for town, part in (("t0", 1), ("t1", -1)) for year in range(2020, 2026)]
    still = seen(item, table([row[:3] for row in hair]), of=replace(schools, formula="s@"), names={"s@": Element("s@", "达标率", "%")})[
        "r/gap/places"
    ]
    assert (still.there, still.zh) == (False, "差距不再扩大，或扩大已在偶然范围以内"), "0.001 points are not seen in print"


def test_institutions_are_not_compared_by_chance() -> None:
    """Of eleven towns 8 schools of 9 do, of the last 1 of 9: far apart, but nothing happened by chance, and the reason is given."""
    schools = replace(DEATHS, unit="%", formula="s.n / s.d * 100", direction="up", limits=(0.0, 100.0))
    counted = {"s.n": Element("s.n", "达标学校数", "所"), "s.d": Element("s.d", "学校数", "所")}
    item = commitment(name="学校达标率", comparator=">=", value=95, unit="%", deadline=2030)
    rows = [(town, 2025, 1 if town == "t3" else 8, 9) for town in TOWNS]
    found = seen(item, table(rows, size=100), of=schools, names=counted)["t3/apart"]
    assert (found.there, found.zh) == (False, "这个指标的数是实有数，或说不出有多少出于偶然，不按偶然比较各地")
    pupils = {"s.n": Element("s.n", "达标学生数", "人"), "s.d": Element("s.d", "学生数", "人")}
    assert seen(item, table([(town, 2025, 100 if town == "t3" else 800, 900) for town in TOWNS], size=100), of=schools, names=pupils)[
        "t3/apart"
    ].firm
    before = [("r", 2015 + number, 90, 100) for number in range(10)]
    swung = seen(item, table([*before, ("r", 2025, 30, 100)], size=100), of=schools, names=counted)["r/swing"]
    assert swung.firm
    assert "超出以往的起伏，请先核实数据" in swung.zh


def test_a_norm_that_fails() -> None:
    item = commitment(kind="norm", value=2, unit="名", comparator=">=", name="每个卫生院至少2名儿保医生", deadline=2030)
    of = indicator(unit="%", formula="x.n / x.d * 100", direction="up", limits=(0.0, 100.0))
    found = seen(item, table([("r", 2020, 24, 30), ("r", 2025, 25, 30)], size=100), of=of)["r/norm"]
    assert found.zh == "2025年“每个卫生院至少2名儿保医生”应符合的30个中，25个符合，5个不符合"
    assert seen(item, table([("r", 2020, 24, 30), ("r", 2025, 30, 30)], size=100), of=of)["r/norm"].zh == "已符合标准，或进度正常"
    measured = seen(item, table(run("r", 2020, 80, 81, 82)), 2022, of=of)["r/norm"]
    assert measured.zh == "2022年“每个卫生院至少2名儿保医生”的符合比例为82.00%，没有全部符合"


# ------------------------------------------------------------------------------------------------ silence where nothing moves


def drawn(rng: random.Random, share: float, people: int) -> int:
    events, at = 0, rng.expovariate(share)
    while at < people:
        events, at = events + 1, at + rng.expovariate(share)
    return events


@pytest.mark.parametrize("people", [800, 20_000])
def test_flat_counts_seldom_give_an_alarm(people: int) -> None:
    """Forty counties of twelve towns whose true rate is 4 ‰ and does not move: met, so nothing is hard; alarms of any other kind are rare."""
    rng, alarms, looked = random.Random(21), 0, 0
    for _ in range(40):
        rows = [(place, year, drawn(rng, 0.004, people), people) for place in ("r", *TOWNS) for year in range(2015, 2026)]
        found = [one for one in seen(commitment(**FIVE), table(rows)).values() if one.kind in ("swing", "apart", "turned")]
        looked, alarms = looked + len(found), alarms + sum(one.firm for one in found if "曾达到" not in one.zh)
    assert looked >= 40 * 26
    assert alarms <= 0.006 * looked


def test_flat_gaps_seldom_give_an_alarm() -> None:
    rng, alarms = random.Random(22), 0
    for _ in range(60):
        ends = [[("r", year, drawn(rng, 0.005 * (1 + rural / 5), 20_000), 20_000) for year in range(2020, 2026)] for rural in (0, 1)]
        alarms += seen(commitment(**FIVE), group_tables(*ends))["r/gap/residence"].firm
    assert alarms <= 6


@pytest.mark.parametrize(("people", "fewer"), [(20_000, 20_000), (3_000, 2_000)])
def test_flat_places_seldom_drift_apart(people: int, fewer: int) -> None:
    """Two hundred counties of twelve towns that do not move, with as many births or a third fewer in the end: no more than 5 % are told to drift apart."""
    rng, alarms = random.Random(23), 0
    for _ in range(200):
        rows = [(town, year, drawn(rng, 0.01, births), births) for town in TOWNS for year, births in ((2020, people), (2025, fewer))]
        alarms += seen(commitment(**FIVE), table([("r", 2020, 9.0), ("r", 2025, 9.0), *rows]))["r/gap/places"].firm
    assert alarms <= 2


# ------------------------------------------------------------------------------------------------ the table of rules


def test_every_kind_has_a_rule_with_room_between_its_limits() -> None:
    assert tuple(rules()) == KINDS
    for rule in rules().values():
        assert rule.level in LEVEL_WORDS
        assert rule.keep > rule.open or rule.measure == "none"
        assert rule.urgent <= rule.open
        assert rule.days > 0


def test_a_rule_that_is_wrong_names_file_and_line(tmp_path: Any) -> None:
    file = tmp_path / "rules.yaml"
    file.write_text("- kind: hart\n  zh: 难\n", encoding="utf-8")
    with pytest.raises(UserError) as error:
        read_rules(file)
    assert "rules.yaml" in str(error.value)
