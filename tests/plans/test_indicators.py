"""What each kind of commitment is measured by: the table of docs/contracts.md, row by row, and who would know."""

from __future__ import annotations

from typing import Any

import pytest

from qingmiao.catalogue import load as load_catalogue
from qingmiao.plans import catalogue_of, proposed_departments
from qingmiao.plans.draft import draft_packages
from qingmiao.plans.indicators import drafted_definition, multiplier, same_unit
from qingmiao.plans.model import Package, PlanIndicator
from tests.plans.readings import head, level, promise, reading

QUOTE = "婴儿死亡率降到5‰以下"


def package_of(*items: Any, **fields: Any) -> Package:
    (package,) = draft_packages(reading(*items, heads=(head(**fields),)), "", stem="p")
    return package


def drafted(**fields: Any) -> PlanIndicator:
    """The indicator drafted for one commitment."""
    (row,) = package_of(promise(QUOTE, **fields)).indicators
    return row


RATE = "p.C001.n / p.C001.d * "

DRAFTS = [
    # kind, what is said, formula, unit, adds
    ("level", {"value": 90, "unit": "%"}, RATE + "100", "%", "sum"),
    ("level", {"value": 2, "unit": "‰"}, RATE + "1000", "‰", "sum"),
    ("level", {"value": 2, "unit": "/万"}, RATE + "10000", "/万", "sum"),
    ("level", {"value": 9, "unit": "/10万"}, RATE + "100000", "/10万", "sum"),
    ("level", {"value": 9, "unit": "/100万"}, RATE + "1000000", "/100万", "sum"),
    ("level", {"value": 1.2, "unit": "名/千名儿童"}, RATE + "1000", "名/千名儿童", "sum"),
    ("level", {"value": 4, "unit": "个/每1000人"}, RATE + "1000", "个/每1000人", "sum"),
    ("level", {"value": 15, "unit": "年"}, "p.C001@", "年", "measured"),
    ("level", {"value": 2, "unit": "次/5年"}, "p.C001@", "次/5年", "measured"),
    ("level", {"value": 10, "unit": "小时/2天"}, "p.C001@", "小时/2天", "measured"),
    ("level", {"value": 30}, "p.C001@", "—", "measured"),
    ("amount", {"value": 800, "unit": "元/生·年"}, "p.C001@", "元/生·年", "measured"),
    ("trend", {"indicator": "溪流漂流率"}, RATE + "100", "%", "sum"),
    ("trend", {"indicator": "溪流漂流人数"}, "p.C001.n", "个", "sum"),
    ("trend", {"indicator": "溪流漂流投入"}, "p.C001.n", "万元", "sum"),
    ("trend", {"indicator": "溪流漂流津贴"}, "p.C001@", "元", "measured"),
    ("trend", {"indicator": "溪流漂流的城乡差距"}, "p.C001@", "—", "measured"),
    ("trend", {"indicator": "人均漂流次数"}, "p.C001@", "—", "measured"),
    ("trend", {"indicator": "溪流漂流年限"}, "p.C001@", "年", "measured"),
    ("change", {"indicator": "溪流漂流率", "value": 20, "unit": "%"}, RATE + "100", "%", "sum"),
    ("change", {"indicator": "溪流漂流面", "value": 3, "unit": "百分点"}, RATE + "100", "%", "sum"),
    ("change", {"indicator": "溪流漂流面", "value": 3, "unit": "个千分点"}, RATE + "1000", "‰", "sum"),
    ("change", {"indicator": "溪流漂流人数", "value": 0.3333, "unit": "fraction"}, "p.C001.n", "个", "sum"),
    ("norm", {"value": 2, "unit": "名/所"}, RATE + "100", "%", "sum"),
    ("count", {"value": 5, "unit": "所"}, "p.C001.n", "所", "sum"),
    ("count", {"value": 5}, "p.C001.n", "个", "sum"),
    ("milestone", {}, "p.C001@", "done", "measured"),
    ("action", {}, "p.C001@", "done", "measured"),
]


@pytest.mark.parametrize(("kind", "said", "formula", "unit", "adds"), DRAFTS)
def test_the_drafted_indicator_of_a_kind(kind: str, said: dict[str, Any], formula: str, unit: str, adds: str) -> None:
    plain: dict[str, Any] = {"indicator": "溪流漂流面", "kind": kind}
    plain |= {"direction": "up"} if kind in ("trend", "change") else {}
    row = drafted(**(plain | said))
    assert (row.catalogue, row.code, row.formula, row.unit, row.adds) == (False, "p.C001", formula, unit, adds)


@pytest.mark.parametrize(("kind", "said", "formula", "unit", "adds"), DRAFTS)
def test_each_drafted_indicator_joins_the_catalogue(kind: str, said: dict[str, Any], formula: str, unit: str, adds: str) -> None:
    plain: dict[str, Any] = {"indicator": "溪流漂流面", "kind": kind}
    plain |= {"direction": "up"} if kind in ("trend", "change") else {}
    known = catalogue_of(package_of(promise(QUOTE, **(plain | said))))
    indicator = known.indicators["p.C001"]
    assert {known.elements[code].adds for code in indicator.elements} == {adds}
    assert indicator.limits[1] == (100.0 if unit == "%" and adds == "sum" else None)
    assert "p.C001@" in known.elements


@pytest.mark.parametrize(
    ("fields", "direction"),
    [
        ({"kind": "norm", "value": 45, "unit": "人/班", "comparator": "<="}, "up"),
        ({"kind": "level", "value": 0, "unit": "个", "comparator": "="}, "down"),
        ({"kind": "level", "value": 3, "unit": "%", "comparator": "<="}, "down"),
        ({"kind": "level", "value": 3, "unit": "%", "comparator": "="}, "up"),
        ({"kind": "level", "value": 3, "unit": "%", "comparator": "~"}, None),
        ({"kind": "level", "value": 3, "unit": "%", "comparator": "=", "direction": "down"}, "down"),
        ({"kind": "trend", "direction": "down"}, "down"),
    ],
)
def test_which_way_is_better(fields: dict[str, Any], direction: str | None) -> None:
    assert drafted(indicator="溪流漂流面", **fields).direction == direction


def test_a_level_of_the_nations_is_linked_where_the_unit_agrees() -> None:
    (row,) = package_of(level()).indicators
    assert (row.code, row.catalogue, row.likeness, row.formula) == ("infant_mortality_rate", True, 1.0, None)
    (other,) = package_of(level(value=50.0, unit="/万")).indicators
    assert (other.code, other.catalogue, other.unit) == ("p.C001", False, "/万")


def test_one_indicator_for_2025_and_2030_and_for_its_change_and_trend() -> None:
    package = package_of(
        level(),
        level(value=4.0, deadline=2025),
        promise(QUOTE, kind="change", value=20.0, unit="%", direction="down", base_year=2020),
        promise(QUOTE, kind="trend", direction="down"),
    )
    assert [row.code for row in package.indicators] == ["infant_mortality_rate"]


def test_a_local_indicator_is_shared_by_its_levels_and_changes_in_any_order() -> None:
    change = promise(QUOTE, indicator="溪流漂流率", kind="change", value=1.0, unit="千分点", direction="up")
    package = package_of(change, promise(QUOTE, indicator="溪流漂流率", kind="trend", direction="up"), level(indicator="溪流漂流率"))
    assert [(row.code, row.unit) for row in package.indicators] == [("p.C001", "‰")]
    assert {item.indicator for item in package.commitments} == {"p.C001"}


def test_other_people_another_unit_another_kind_are_other_indicators() -> None:
    rate: dict[str, Any] = {"indicator": "溪流漂流率"}
    package = package_of(
        level(**rate),
        level(population="女童", **rate),
        level(unit="%", **rate),
        promise(QUOTE, kind="norm", value=1.0, unit="名/所", level_of="学校", **rate),
        promise(QUOTE, kind="norm", value=1.0, unit="名/所", level_of="医院", **rate),
    )
    assert [row.name for row in package.indicators] == [
        "溪流漂流率",
        "溪流漂流率（女童）",
        "溪流漂流率",
        "溪流漂流率：符合要求的比例",
        "溪流漂流率：符合要求的比例",
    ]


def test_whom_an_indicator_is_of_is_never_dropped_to_make_a_link() -> None:
    (row,) = package_of(level(population="流动儿童")).indicators
    assert not row.catalogue
    (same,) = package_of(level(population="婴儿")).indicators
    assert same.catalogue


def test_each_step_is_its_own() -> None:
    package = package_of(promise(QUOTE, kind="milestone", indicator="中期评估"), promise(QUOTE, kind="milestone", indicator="中期评估"))
    assert len(package.indicators) == 2


def test_a_name_of_blanks() -> None:
    package = package_of(level(), promise(QUOTE, indicator=" ", kind="level", value=1, unit="%"))
    assert package.indicators[1].name == "未命名"


@pytest.mark.parametrize(
    ("unit", "expected"),
    [
        ("%", 100),
        ("‰", 1000),
        ("1/10万", 100_000),
        ("张/每千人", 1000),
        ("名/万人", 10_000),
        ("名/十万人", 100_000),
        ("名/500人", 500),
        ("元", None),
        ("", None),
        ("次/年", None),
        ("次/3个月", None),
        ("人/0所", None),
        ("名/所", None),
    ],
)
def test_multipliers(unit: str, expected: float | None) -> None:
    assert multiplier(unit) == expected


def test_units_in_two_spellings() -> None:
    assert same_unit("％", "%")
    assert same_unit("1/10万", "/10万")
    assert not same_unit("‰", "%")
    assert same_unit("颗", "颗")


# ------------------------------------------------------------------------------------------------ who would know


def test_a_department_is_proposed_only_where_the_document_names_none() -> None:
    named = level(lead=("县卫生健康局",))
    past = level(role="background", deadline=None, deadline_from=None)
    package = package_of(level(), named, past)
    assert proposed_departments(package) == {"C001": load_catalogue().indicators["infant_mortality_rate"].department}


@pytest.mark.parametrize(
    ("area", "name", "department"),
    [
        ("儿童与福利", "溪流漂流面", "civil_affairs"),
        ("儿童与法律保护", "溪流漂流面", "justice"),
        ("溪流", "漂流学校覆盖面", "education"),
        ("溪流", "漂流", None),
    ],
)
def test_a_local_indicator_by_the_words_of_its_area_then_its_own(area: str, name: str, department: str | None) -> None:
    package = package_of(promise(QUOTE, indicator=name, kind="trend", direction="up", path=(area,)), areas=(area,))
    assert proposed_departments(package).get("C001") == department
    assert catalogue_of(package).indicators["p.C001"].department == department


def test_a_persons_correction_of_department_formula_and_definition_holds() -> None:
    package = package_of(promise(QUOTE, indicator="溪流漂流面", kind="trend", direction="up"))
    row = PlanIndicator(code="p.C001", name="漂流", department="sports", definition="按次", unit=None, formula=None, adds="measured")
    indicator = catalogue_of(package.model_copy(update={"indicators": (row,)})).indicators["p.C001"]
    assert (indicator.department, indicator.definition, indicator.formula, indicator.unit) == ("sports", "按次", "p.C001@", "")


def test_an_element_of_another_ending_keeps_the_name() -> None:
    package = package_of(promise(QUOTE, indicator="溪流漂流面", kind="trend", direction="up"))
    row = PlanIndicator(code="p.C001", name="漂流", unit="%", formula="p.C001.boys / p.C001.d * 100 + live_births * 0", adds="sum")
    known = catalogue_of(package.model_copy(update={"indicators": (row,)}))
    assert (known.elements["p.C001.boys"].name, known.elements["p.C001.d"].name) == ("漂流", "漂流：分母")


@pytest.mark.parametrize(
    ("unit", "formula", "said"),
    [
        ("done", "x.C1@", "记为 1"),
        ("%", "x.C1.n / x.C1.d * 100", "占应有数量的比例"),
        ("名/千名儿童", "x.C1.n / x.C1.d * 1000", "以名/千名儿童计"),
        ("所", "x.C1.n", "年末的数量"),
        ("年", "x.C1@", "实测"),
    ],
)
def test_an_undefined_local_indicator_gets_a_drafted_definition(unit: str, formula: str, said: str) -> None:
    assert said in drafted_definition(PlanIndicator(code="x.C1", name="某项", unit=unit, formula=formula))


@pytest.mark.parametrize(
    ("name", "formula"),
    [
        ("城乡婴儿死亡率差距", "gap(infant_deaths / live_births * 1000, rural, urban)"),
        ("婴儿死亡率城乡之间的差距", "gap(infant_deaths / live_births * 1000, rural, urban)"),
        ("男女之间的收入差距", "p.C001@"),
    ],
)
def test_a_gap_in_what_the_catalogue_knows_is_worked_out_from_the_groups(name: str, formula: str) -> None:
    row = drafted(kind="trend", indicator=name, direction="down", comparator=None, value=None, unit=None)
    assert (row.formula, row.catalogue) == (formula, False)
    assert row.direction == "down"


def test_a_plan_goes_by_the_definition_that_it_chose() -> None:
    package = package_of(level(indicator="孕产妇死亡率", value=12, unit="/10万"))
    assert catalogue_of(package).indicators["maternal_mortality_ratio"] == load_catalogue().indicators["maternal_mortality_ratio"]
    (row,) = package.indicators
    chosen = package.model_copy(update={"indicators": (row.model_copy(update={"chosen_definition": "over_delivering_women"}),)})
    indicator = catalogue_of(chosen).indicators["maternal_mortality_ratio"]
    assert indicator.formula == "maternal_deaths / delivering_women * 100000"
    assert indicator.definition is not None
    assert "产妇数" in indicator.definition
    assert indicator.source == "《附 妇女保健统计指标》（妇产科医书附录）"
