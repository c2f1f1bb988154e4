"""The command `qingmiao forecast`: what it says of series of which the answer is known, and that it answers or refuses whatever comes."""

from __future__ import annotations

import csv
import math
from pathlib import Path

import numpy as np
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from qingmiao.cli import main
from qingmiao.progress.forecasting.gathering import FATAL, REFUSALS

HEAD = ["series", "group", "year", "value", "events", "exposure", "unit_size", "target", "deadline", "direction", "limit"]
OUT = ["series", "level", "low", "high", "p_met_now", "p_attain", "p_attain_published", "q10", "q50", "q90", "needed_per_year", "refusal"]


def rows(
    name: str, figures: dict[int, object], target: object = 5, deadline: object = 2025, direction: object = -1, **more: object
) -> list[list[object]]:
    """A series; a figure is a value, or events and exposure."""
    made = []
    for year, figure in figures.items():
        value, (events, exposure) = ("", figure) if isinstance(figure, tuple) else (figure, ("", ""))
        given = {"series": name, "group": "g", "year": year, "value": value, "events": events, "exposure": exposure, "unit_size": 1000}
        given |= {"target": target, "deadline": deadline, "direction": direction, "limit": ""} | more
        made.append([given[head] for head in HEAD])
    return made


def forecast(folder: Path, given: list[list[object]], encoding: str = "utf-8") -> dict[str, dict[str, str]]:
    source, result = folder / "in.csv", folder / "out.csv"
    with source.open("w", encoding=encoding, newline="") as file:
        csv.writer(file).writerows([HEAD, *given])
    assert main(["forecast", str(source), str(result)]) == 0
    with result.open(encoding="utf-8", newline="") as file:
        table = list(csv.DictReader(file))
        assert not table or list(table[0]) == OUT
    return {row["series"]: row for row in table}


def numbers(row: dict[str, str]) -> dict[str, float]:
    return {name: float(row[name]) for name in OUT[1:-1] if row[name]}


FALLING = {year: (round(10000 * 0.010 * 0.95 ** (year - 2010)), 10000) for year in range(2010, 2021)}


def test_a_steady_fall_of_counts(tmp_path: Path) -> None:
    """Six thousandths in 2020, falling a twentieth a year: 4.6 in 2025. Five is then more likely met than not, 3.5 hardly, eight is met now."""
    made = forecast(tmp_path, [*rows("a", FALLING), *rows("b", FALLING, target=3.5), *rows("c", FALLING, target=8)])
    one = numbers(made["a"])
    assert one["level"] == pytest.approx(6.0, rel=0.05)
    assert one["low"] < one["level"] < one["high"]
    assert one["q10"] < one["q50"] < one["q90"]
    assert one["q50"] == pytest.approx(4.63, rel=0.08)
    assert one["p_met_now"] < 0.05
    assert 0.55 < one["p_attain_published"] < one["p_attain"] + 0.02 < 0.99
    assert one["needed_per_year"] == pytest.approx((5 - one["level"]) / 5)
    assert numbers(made["b"])["p_attain_published"] < 0.15
    assert numbers(made["c"])["p_met_now"] > 0.95
    assert numbers(made["c"])["needed_per_year"] == 0


def test_small_numbers_are_not_news(tmp_path: Path) -> None:
    """One maternal death among 3,000 births in the last year, none in the nine before: the rate is not 33 in 100,000."""
    figures = {year: (1 if year == 2020 else 0, 3000) for year in range(2011, 2021)}
    others = [
        line
        for place in range(20)
        for line in rows(f"o{place}", {y: ((place + y) % 7 == 0, 3000) for y in range(2011, 2021)}, unit_size=100000)
    ]
    made = forecast(
        tmp_path,
        [*rows("a", figures, target=16, unit_size=100000), *[[int(c) if c is True or c is False else c for c in x] for x in others]],
    )
    one = numbers(made["a"])
    assert 1 < one["level"] < 15
    assert one["q10"] == 0


def test_shares_stay_below_their_ceiling(tmp_path: Path) -> None:
    figures = {2010 + place: value for place, value in enumerate((80, 84, 88, 91, 93.5, 95, 96, 97, 97.6, 98.1))}
    made = forecast(tmp_path, rows("a", figures, target=95, direction=1, unit_size=100))
    one = numbers(made["a"])
    assert one["q90"] <= 100
    assert one["p_attain_published"] > 0.9
    assert numbers(forecast(tmp_path, rows("a", figures, target=101, direction=1, unit_size="", limit=100))["a"])["p_attain_published"] == 0


@pytest.mark.parametrize(("direction", "limit", "target", "near"), [(1, "100", 70, 1.0), (-1, "0", 21, 2.5)])
def test_a_straight_line_is_seen(tmp_path: Path, direction: int, limit: str, target: int, near: float) -> None:
    """Two points a year, from 45 to 63 (or down to 27), seen to 0.05: five years on it is ten points farther, whatever shares do elsewhere."""
    luck = np.random.default_rng(6)
    figures = {2010 + year: 45 + direction * 2 * year + round(luck.normal(0, 0.05), 2) for year in range(10)}
    made = forecast(tmp_path, rows("a", figures, target=target, deadline=2024, direction=direction, unit_size="", limit=limit))
    one = numbers(made["a"])
    assert one["q50"] == pytest.approx(45 + direction * 28, abs=near)
    assert one["p_attain_published"] > 0.75


def test_groups_are_never_mixed(tmp_path: Path) -> None:
    luck = np.random.default_rng(1)
    mine = [
        line for place in range(6) for line in rows(f"m{place}", {y: (int(luck.poisson(30)), 5000) for y in range(2012, 2021)}, group="m")
    ]
    other = [
        line for place in range(6) for line in rows(f"o{place}", {y: (int(luck.poisson(90)), 2000) for y in range(2012, 2021)}, group="o")
    ]
    alone, beside = forecast(tmp_path, mine), forecast(tmp_path, [*other, *mine])
    assert all(numbers(alone[name]) == pytest.approx(numbers(beside[name]), rel=1e-6) for name in alone)


def test_a_group_lends_strength_and_says_so(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    luck = np.random.default_rng(2)
    many = [line for place in range(30) for line in rows(f"m{place}", {y: (int(luck.poisson(20)), 4000) for y in range(2014, 2021)})]
    together = forecast(tmp_path, many)
    assert "30 个借用了同组序列的信息" in capsys.readouterr().out
    alone = {name: forecast(tmp_path, [line for line in many if line[0] == name])[name] for name in list(together)[:8]}
    assert "0 个借用了同组序列的信息" in capsys.readouterr().out
    apart, shared = ([numbers(made[name]) for name in alone] for made in (alone, together))
    assert sum(one["q90"] / one["q10"] for one in shared) < sum(one["q90"] / one["q10"] for one in apart)
    assert np.std([one["level"] for one in shared]) < np.std([one["level"] for one in apart])


BAD = (
    ("repeated_year", rows("a", {2010: 5.0, 2011: 6.0}) + rows("a", {2011: 7.0})),
    ("events_above_exposure", rows("a", {2010: (5, 100), 2011: (101, 100)})),
    ("events_above_exposure", rows("a", {2010: (5, 100), 2011: (1, 0), 2012: (5, 100)})),
    ("negative", rows("a", {2010: (5, 100), 2011: (-1, 100)})),
    ("not_finite", rows("a", {2010: 5.0, 2011: "inf"})),
    ("unreadable", rows("a", {2010: 5.0, 2011: "x"})),
    ("unreadable", rows("a", {2010: 5.0, 2011.5: 6.0})),
    ("unreadable", rows("a", {2010: 5.0, 99999: 6.0})),
    ("conflicting", rows("a", {2010: 5.0}) + rows("a", {2011: 5.0}, target=7)),
    ("conflicting", rows("a", {2010: 5.0}) + rows("a", {2011: 5.0}, group="h")),
    ("too_few_points", rows("a", {2010: 5.0})),
    ("too_few_points", rows("a", {2010: (5, 100), 2011: (0, 0)})),
    ("too_few_points", rows("a", {2010: "", 2011: ""})),
    ("no_direction", rows("a", {2010: 5.0, 2011: 6.0}, direction=2)),
    ("no_target", rows("a", {2010: 5.0, 2011: 6.0}, target="")),
    ("no_deadline", rows("a", {2010: 5.0, 2011: 6.0}, deadline="")),
    ("deadline_passed", rows("a", {2010: 5.0, 2011: 6.0}, deadline=2011)),
    ("too_far", rows("a", {2010: 5.0, 2011: 6.0}, deadline=2200)),
    ("zero_exposure", rows("a", {2010: (5, 100), 2011: (0, 0), 2012: (4, 100)})),
)


@pytest.mark.parametrize(("refusal", "given"), BAD, ids=lambda value: value if isinstance(value, str) else "")
def test_bad_series_are_refused_by_name_and_spoil_no_other(tmp_path: Path, refusal: str, given: list[list[object]]) -> None:
    made = forecast(tmp_path, [*given, *rows("good", FALLING, group="other")])
    assert made["a"]["refusal"] == refusal
    assert made["good"]["refusal"] == ""
    assert bool(numbers(made["a"])) == (refusal not in FATAL)


def test_every_refusal_is_drawn() -> None:
    assert {refusal for refusal, _ in BAD} == REFUSALS.keys()


@pytest.mark.parametrize("value", [0.0, 5.0, 100.0, -3.0, 1e-12, 1e12])
def test_constants_are_answered(tmp_path: Path, value: float) -> None:
    one = numbers(forecast(tmp_path, rows("a", dict.fromkeys(range(2010, 2020), value), target=value, direction=1, unit_size=""))["a"])
    assert one["level"] == pytest.approx(value, rel=0.01, abs=1e-4 if value == 0 else 0)
    assert 0 <= one["p_attain_published"] <= 1


def test_two_years_of_counts_are_enough(tmp_path: Path) -> None:
    made = forecast(tmp_path, rows("a", {2010: (5, 1000), 2011: (4, 1000)}))
    assert len(numbers(made["a"])) == len(OUT) - 2


def test_gaps_and_other_encodings(tmp_path: Path) -> None:
    figures = {2001: 20.0, 2005: 17.0, 2011: 14.0, 2012: "", 2020: 9.0}
    made = forecast(tmp_path, rows("甲", figures), encoding="gb18030")
    assert numbers(made["甲"])["q50"] < 9


@pytest.mark.parametrize("text", ["", "a,b\n1,2\n", "series,year\n1,2\n", "series,year,value,value\n", '"'], ids=range(5))
def test_a_file_that_is_no_table_is_refused(tmp_path: Path, capsys: pytest.CaptureFixture[str], text: str) -> None:
    source = tmp_path / "in.csv"
    source.write_text(text, encoding="utf-8")
    assert main(["forecast", str(source), str(tmp_path / "out.csv")]) == 2
    assert "Traceback" not in capsys.readouterr().err


def test_no_rows_and_no_places_to_write(tmp_path: Path) -> None:
    assert forecast(tmp_path, []) == {}
    assert main(["forecast", str(tmp_path / "no.csv"), str(tmp_path / "out.csv")]) == 2
    assert main(["forecast", str(tmp_path / "in.csv"), str(tmp_path / "no" / "out.csv")]) == 2


CELL = (
    st.integers(-2, 3000).map(str)
    | st.floats(0, 1e4).map(str)
    | st.floats().map(str)
    | st.sampled_from(["", "x", "0", "1e300", "-1", "100"])
)
YEAR = st.integers(1995, 2024).map(str) | st.integers(2000, 2008).map(str) | CELL
LINE = st.tuples(
    st.sampled_from(["a", "b", "c", "甲", ""]), st.sampled_from(["g", "", "h"]), YEAR, CELL, CELL, CELL, st.sampled_from(["100", "", "1000", "0"]),
    st.sampled_from(["5", "", "95", "-1", "1e300"]), st.sampled_from(["2030", "", "2000"]), st.sampled_from(["1", "-1", ""]), st.sampled_from(["", "100", "0"]),
)  # fmt: skip
TAME = st.tuples(
    st.sampled_from(["a", "b", "c"]), st.just("g"), st.integers(2000, 2012).map(str), st.floats(-1, 1e5).map(str), st.integers(0, 20).map(str),
    st.integers(0, 2000).map(str), st.just("1000"), st.just("5"), st.just("2020"), st.just("-1"), st.just(""),
)  # fmt: skip


@settings(max_examples=80, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(lines=st.lists(LINE, max_size=25) | st.lists(TAME, max_size=25, unique_by=lambda line: (line[0], line[2])))
def test_whatever_stands_in_the_cells(tmp_path: Path, lines: list[tuple[str, ...]]) -> None:
    made = forecast(tmp_path, [list(line) for line in lines])
    assert made.keys() == {line[0] for line in lines if line[0]}
    for row in made.values():
        found = numbers(row)
        assert row["refusal"] in {"", *REFUSALS}
        assert all(math.isfinite(value) for value in found.values())
        assert all(0 <= found[name] <= 1 for name in found if name.startswith("p_"))
        assert row["refusal"] or len(found) == len(OUT) - 2
