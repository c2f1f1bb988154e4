"""Figures as published: nothing shown is changed, and a reader of all tables and releases reckons with three values at least."""

from __future__ import annotations

import random
from collections.abc import Hashable, Mapping, Sequence
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pyarrow as pa
import pyarrow.parquet as pq
import pytest

from qingmiao.catalogue import Element, Indicator
from qingmiao.cli import main
from qingmiao.compute import figures
from qingmiao.disclosure.linking import Publication
from qingmiao.disclosure.publishing import PUBLISHED, Published, publish, with_counts
from qingmiao.disclosure.rules import Rules, shipped
from qingmiao.facts import releases
from qingmiao.places import Gazetteer, Place
from tests.compute.facts import fact, table
from tests.disclosure.attack import Sum, feasible_values

PLACES = Gazetteer((
    Place("r", "县", "county"),
    *(Place(f"t{t}", f"{t}镇", "township", "r") for t in (1, 2, 3, 4)),
    *(Place(f"v{t}{v}", f"{t}镇{v}村", "village", f"t{t}") for t in (1, 2) for v in (1, 2, 3)),
))  # fmt: skip
LEAVES = ("v11", "v12", "v13", "v21", "v22", "v23", "t3", "t4")
PARTS = {"r": ("t1", "t2", "t3", "t4"), "t1": LEAVES[:3], "t2": LEAVES[3:6]}
ELEMENTS = {code: Element(code, code, "人") for code in ("orphans", "served", "births", "deaths")}
INDICATORS = [
    Indicator("count", "孤儿数", "人", "orphans"),
    Indicator("girls", "女", "人", "orphans[female]"),
    Indicator("share", "服务率", "%", "served / orphans * 100", limits=(0.0, 100.0)),
    Indicator("birth_rate", "比", "", "orphans / births"),
    Indicator("three", "三年", "人", "sum(orphans, 2)"),
    Indicator("mean", "三年平均", "人", "mean(orphans, 2)"),
    Indicator("deaths", "死亡数", "人", "deaths"),
    Indicator("plain", "出生数", "人", "births"),
]
RULES = Rules(frozenset({"orphans", "served", "deaths"}), {"deaths": "county"})
SHOWS = (
    ("count", "orphans", "value"),
    ("girls", "orphans[female]", "value"),
    ("share", "served", "numerator"),
    ("share", "orphans", "denominator"),
    ("birth_rate", "orphans", "numerator"),
)
"""Which indicator shows which count in which column."""
Truth = dict[tuple[str, str, int], float]


def told(seed: int, years: Sequence[int] = (2022, 2023)) -> Truth:
    """Counts of the leaves: orphans of both sexes, those served, births."""
    draw = random.Random(seed)
    found: Truth = {}
    for place in LEAVES:
        for year in years:
            boys, girls = (int(draw.gammavariate(0.7, 6)) for _ in "bg")
            found |= {("orphans", place, year): boys + girls, ("orphans[male]", place, year): boys, ("orphans[female]", place, year): girls}
            found["served", place, year] = draw.randint(0, boys + girls)
            found["births", place, year] = draw.randint(50, 99)
            found["deaths", place, year] = draw.choice([0, 0, 1, 2])
    return found


def corrected(truth: Truth, seed: int) -> Truth:
    draw = random.Random(seed)
    new = dict(truth)
    for place in draw.sample(LEAVES, 2):
        for year in (2022, 2023):
            new["orphans[female]", place, year] += 2
            new["orphans", place, year] += 2
    return new


def publication(truth: Truth, shown: Sequence[Indicator] = INDICATORS, threshold: float = 0.0) -> Publication:
    facts = []
    for (what, place, year), value in truth.items():
        element, _, group = what.partition("[")
        facts.append(fact(len(facts), element, place, year, value, **({"sex": group[:-1]} if group else {})))
    indicators = with_counts(shown, ELEMENTS, RULES)
    made = figures(table(facts), indicators=indicators, elements=ELEMENTS, gazetteer=PLACES, region="r", threshold=threshold)
    return Publication(made, indicators, ELEMENTS, PLACES, "r")


def whole(truth: Truth) -> Truth:
    """The truth of all places, by adding up."""
    found = dict(truth)
    for place in ("t1", "t2", "r"):
        for what, year in {(what, year) for what, _, year in truth}:
            found[what, place, year] = sum(found[what, part, year] for part in PARTS[place])
    return found


def known(published: pa.Table, truth: Truth, label: Any) -> tuple[dict[Hashable, float], list[Hashable], list[Sum]]:
    """What a reader knows from one release: cells shown, cells not shown, sums. `label` gives a cell its name."""
    rows: Mapping[tuple[str, str, int], dict[str, Any]] = {
        (row["indicator"], row["place"], row["year"]): row for row in published.to_pylist()
    }
    shown: dict[Hashable, float] = {}
    sums: list[Sum] = []
    places = sorted({place for _, place, _ in truth})
    for place in places:
        for year in (2022, 2023):
            one = {what: label(what, place, year) for what in ("orphans", "orphans[male]", "orphans[female]", "served")}
            sums += [([one["orphans[male]"], one["orphans[female]"]], one["orphans"], "="), ([one["served"]], one["orphans"], "<=")]
            sums += [([label(what, part, year) for part in PARTS[place]], cell, "=") for what, cell in one.items() if place in PARTS]
            for code, what, column in SHOWS:
                row = rows.get((code, place, year))
                if row is not None and row[column] is not None:
                    shown[one[what]] = row[column]
            three = rows.get(("three", place, year))
            if three is not None and three["value"] is not None:
                shown["three", place, year, three["value"]] = three["value"]
                parts = [label("orphans", place, one_year) for one_year in (2022, 2023)]
                sums.append((parts, ("three", place, year, three["value"]), "="))
            mean = rows.get(("mean", place, year))
            if mean is not None and mean["value"] is not None:
                shown["mean", place, year, mean["value"]] = mean["value"] * 2
                sums.append(([label("orphans", place, one_year) for one_year in (2022, 2023)], ("mean", place, year, mean["value"]), "="))
    # Nobody publishes the boys; who takes girls from all children must not find few of them.
    wanted = {key for key, value in truth.items() if key[0] == "orphans[male]" and 0 < value < 5}
    wanted |= {
        (what, place, year) for code, what, _ in SHOWS for (one, place, year), row in rows.items() if one == code and row["suppressed"]
    }
    return shown, sorted({label(*key) for key in wanted} - set(shown), key=str), sums


def attack(releases: Sequence[tuple[Published, Truth]], cells: set[Hashable] | None = None) -> dict[Hashable, int]:
    """A reader of all releases, who even knows which counts were corrected."""
    shown: dict[Hashable, float] = {}
    hidden: set[Hashable] = set()
    sums: list[Sum] = []
    for published, truth in releases:
        one = known(published.figures, truth, lambda what, place, year, truth=truth: (what, place, year, truth[what, place, year]))
        shown |= one[0]
        hidden |= set(one[1])
        sums += one[2]
    # What is hidden in one table and shown in another is shown.
    return feasible_values(shown, sorted((hidden if cells is None else cells) - set(shown), key=str), sums)


@pytest.mark.parametrize("seed", range(3))
def test_a_reader_of_all_tables_reckons_with_three_values(seed: int) -> None:
    truth = told(seed)
    ((made,),) = publish([[publication(truth)]], RULES)
    found = attack([(made, whole(truth))])
    assert found
    assert {cell: values for cell, values in found.items() if values < 3} == {}
    assert made.open == ()


@pytest.mark.parametrize("seed", range(3))
def test_a_reader_of_two_releases_does_too(seed: int) -> None:
    """What the first release showed or hid, the second keeps safe; corrected counts are told anew."""
    first = told(seed)
    second = corrected(first, seed)
    made = [one for (one,) in publish([[publication(first)], [publication(second)]], RULES)]
    found = attack(list(zip(made, (whole(first), whole(second)), strict=True)))
    lost = {cell for cell, values in found.items() if values < 3}
    before = attack([(made[0], whole(first))], lost)
    assert {cell for cell in lost if before.get(cell, 3) >= 3} == set()  # what is lost was lost before: it was no small number then


@pytest.mark.parametrize("seed", range(3))
def test_a_reader_of_two_plans_over_the_same_places_does_too(seed: int) -> None:
    """One plan tells of orphans, the other of girls and of those served: each by itself would show what the other hides."""
    truth = told(seed)
    plans = [[one for one in INDICATORS if one.code in codes] for codes in (("count", "birth_rate"), ("girls", "share", "three", "mean"))]
    ((one, other),) = publish([[publication(truth, shown) for shown in plans]], RULES)
    found = attack([(one, whole(truth)), (other, whole(truth))])
    assert found
    assert {cell: values for cell, values in found.items() if values < 3} == {}
    assert (one.open, other.open) == ((), ())


def test_two_plans_published_apart_give_small_numbers_away() -> None:
    lost = []
    for seed in range(8):
        truth = told(seed)
        plans = [
            [one for one in INDICATORS if one.code in codes] for codes in (("count", "birth_rate"), ("girls", "share", "three", "mean"))
        ]
        apart = [publish([[publication(truth, shown)]], RULES)[0][0] for shown in plans]
        lost += [cell for cell, values in attack([(one, whole(truth)) for one in apart]).items() if values < 3]
    assert lost


def test_a_town_whose_figure_is_withheld_is_not_worked_out_from_the_rest() -> None:
    """Half of the second town's villages are silent, so it has no figure; the county's less the other towns' would tell its three orphans."""
    truth = {("orphans", place, 2022): 30.0 for place in LEAVES if place not in ("v22", "v23")} | {("orphans", "v21", 2022): 3.0}
    ((made,),) = publish([[publication(truth, INDICATORS[:1], threshold=0.6)]], RULES)
    rows = {row["place"]: row for row in made.figures.to_pylist()}
    assert (rows["t2"]["status"], rows["t2"]["suppressed"]) == ("withheld", False)  # for want of reports
    shown = {place: row["value"] for place, row in rows.items() if row["value"] is not None}
    hidden = ["r", "t1", "t2", "t3", "t4", "v21", *PARTS["t1"]]
    sums: list[Sum] = [(PARTS["r"], "r", "="), (PARTS["t1"], "t1", "="), (("v21", "v22", "v23"), "t2", "=")]
    found = feasible_values(dict(shown), [one for one in hidden if one not in shown], sums)
    assert found["t2"] == found["v21"] == 3


def test_a_total_by_law_of_one_is_told_to_lie_open() -> None:
    """The county's one death is published by law: each town had none or one, and nothing can be done about it."""
    truth = dict.fromkeys((("deaths", place, 2022) for place in LEAVES), 0.0) | {("deaths", "v11", 2022): 1.0}
    ((made,),) = publish([[publication(truth, [INDICATORS[6]])]], RULES)
    rows = {row["place"]: row for row in made.figures.to_pylist()}
    assert rows["r"]["value"] == 1.0
    assert ("deaths", "v11", 2022) in made.open
    assert ("deaths", "t1", 2022) in made.open


@pytest.mark.parametrize("formula", ["change(orphans, 2022)", "growth(orphans, 2022)", "orphans - served", "orphans / births * 1000 + 1"])
def test_a_figure_by_any_formula_goes_with_its_counts(formula: str) -> None:
    truth = {key: 40.0 if key[0] != "served" else 20.0 for key in told(0)} | {("orphans", "t3", 2022): 3.0}
    other = [INDICATORS[0], Indicator("other", "别", "", formula)]
    ((made,),) = publish([[publication({k: v for k, v in truth.items() if "[" not in k[0]}, other)]], RULES)
    hidden = {(row["place"], row["year"]) for row in made.figures.to_pylist() if row["indicator"] == "other" and row["suppressed"]}
    assert ("t3", 2023 if "2022" in formula else 2022) in hidden


def test_the_attack_breaks_small_numbers_left_out_alone() -> None:
    truth = told(3)
    source = publication(truth)
    alone = []
    for row in source.figures.to_pylist():
        few = 0 < (row["numerator"] or row["value"] or 0) < 5
        alone.append(row | {"suppressed": few} | (dict.fromkeys(("value", "numerator", "denominator")) if few else {}))
    naive = Published(pa.Table.from_pylist(alone, schema=PUBLISHED), 0, 0, ())
    assert any(values < 3 for values in attack([(naive, whole(truth))]).values())


def test_nothing_shown_is_changed_and_the_rest_says_so() -> None:
    source = publication(told(1))
    ((made,),) = publish([[source]], RULES)
    assert made.figures.schema == PUBLISHED
    before = {(row["indicator"], row["place"], row["year"]): row for row in source.figures.to_pylist() if row["indicator"][0] != "#"}
    after = {(row["indicator"], row["place"], row["year"]): row for row in made.figures.to_pylist()}
    assert before.keys() == after.keys()
    for key, row in after.items():
        if row.pop("suppressed"):
            assert (row["value"], row["numerator"], row["denominator"], row["status"]) == (None, None, None, "withheld")
        else:
            assert row == before[key]
    assert not any(row["value"] is None for (code, _, _), row in after.items() if code == "plain")


def test_totals_that_the_law_publishes_are_shown_from_their_level_up() -> None:
    truth = told(2)
    for place in LEAVES:
        truth["deaths", place, 2023] = 0
    truth["deaths", "v11", 2023], truth["deaths", "t3", 2023] = 1, 1
    ((made,),) = publish([[publication(truth)]], RULES)
    rows = {(row["place"]): row for row in made.figures.to_pylist() if row["indicator"] == "deaths" and row["year"] == 2023}
    assert rows["r"]["value"] == 2.0
    assert rows["v11"]["suppressed"]
    assert rows["t3"]["suppressed"]


def test_a_figure_of_few_years_or_people_falls_with_its_counts() -> None:
    truth = {key: 40.0 if key[0] != "served" else 20.0 for key in told(0)}
    for year in (2022, 2023):
        for place in LEAVES:
            truth["orphans[male]", place, year] = truth["orphans[female]", place, year] = 20.0
    truth["orphans", "t3", 2022], truth["orphans[male]", "t3", 2022], truth["orphans[female]", "t3", 2022], truth["served", "t3", 2022] = 3, 3, 0, 0  # fmt: skip
    ((made,),) = publish([[publication(truth)]], RULES)
    rows = {(row["indicator"], row["place"], row["year"]): row for row in made.figures.to_pylist()}
    for code, year in (("count", 2022), ("share", 2022), ("birth_rate", 2022), ("three", 2023), ("mean", 2023)):
        assert rows[code, "t3", year]["suppressed"], (code, year)
    assert rows["count", "r", 2022]["value"] == 40 * 7 + 3


def test_the_shipped_rules_name_elements_of_the_catalogue() -> None:
    from qingmiao.catalogue import load

    rules = shipped()
    assert rules.sensitive <= set(load().elements)
    assert rules.exempt("maternal_deaths", "r", PLACES)
    assert not rules.exempt("maternal_deaths", "t1", PLACES)
    assert not rules.exempt("orphans", "r", PLACES)
    assert rules.with_registers({"births"}).sensitive == rules.sensitive | {"births"}


def test_the_command_publishes_releases_one_after_another(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    place = "qinghe2021_r"
    facts = [fact(1, "infant_deaths", place, 2024, 1), fact(2, "live_births", place, 2024, 900), fact(3, "orphans", place, 2024, 3)]
    moment = datetime(2025, 2, 1, tzinfo=UTC)
    releases.freeze(table(facts), "年初", moment, tmp_path / "facts")
    later = [*facts, fact(4, "orphans", place, 2024, 30, supersedes=3, recorded_at=datetime(2025, 3, 1, tzinfo=UTC))]
    releases.freeze(table(later), "更正", datetime(2025, 4, 1, tzinfo=UTC), tmp_path / "facts")
    assert main(["publish", "qinghe2021", "--facts", str(tmp_path / "facts"), "--out", str(tmp_path / "out")]) == 0
    told = capsys.readouterr().out
    assert told.index("年初") < told.index("更正")
    first = pq.read_table(next((tmp_path / "out").glob("*年初*.parquet")))
    assert first.schema.names == PUBLISHED.names
    deaths = [row for row in first.to_pylist() if row["indicator"] == "infant_mortality_rate"]
    assert [row["numerator"] for row in deaths] == [1.0]


def test_what_is_no_facts_is_told(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    (tmp_path / "no.parquet").write_text("不是")
    assert main(["publish", "qinghe2021", "--facts", str(tmp_path / "no.parquet"), "--out", str(tmp_path / "out")]) != 0
    assert "这不是数据表" in capsys.readouterr().err
    assert not (tmp_path / "out").exists()


def test_plans_of_the_same_places_are_published_by_one_command(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    pq.write_table(table([fact(1, "live_births", "cn-421321", 2024, 900)]), tmp_path / "facts.parquet")
    plans = ["suixian2022_children", "suixian2022_women"]
    assert main(["publish", *plans, "--facts", str(tmp_path / "facts.parquet"), "--out", str(tmp_path / "out")]) == 0
    assert sorted(str(file.relative_to(tmp_path / "out")) for file in (tmp_path / "out").rglob("*.*")) == [
        f"{plan}/facts.parquet" for plan in plans
    ]
    assert all(plan in capsys.readouterr().out for plan in plans[:1])
