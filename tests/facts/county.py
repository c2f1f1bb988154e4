"""An invented county with townships and villages, and elements to fill in it."""

from __future__ import annotations

from qingmiao.catalogue.model import Element, Indicator
from qingmiao.facts.demonstration import Ratio, ratios_of
from qingmiao.places import Gazetteer, Place

TOWNSHIPS, VILLAGES = 4, 5


def places() -> Gazetteer:
    """A county, its townships, their villages and a hospital."""
    made = [Place("county", "清河县", "county"), Place("hospital", "县妇幼保健院", "institution", "county")]
    for town in range(TOWNSHIPS):
        made.append(Place(f"t{town}", f"镇{town}", "township", "county", valid_from=2020 if town == 0 else None))
        made += [Place(f"t{town}v{village}", f"村{town}-{village}", "village", f"t{town}") for village in range(VILLAGES)]
    return Gazetteer(tuple(made))


def indicators(many: int = 40) -> list[Indicator]:
    """Death rates that share the live births, shares of pupils, things built, things measured and steps."""
    made = [
        Indicator("imr", "婴儿死亡率", "‰", "infant_deaths / live_births * 1000", "down"),
        Indicator("u5mr", "5岁以下儿童死亡率", "‰", "under5_deaths / live_births * 1000", "down"),
        Indicator("mmr", "孕产妇死亡率", "/10万", "maternal_deaths / live_births * 100000", "down"),
        Indicator("screening", "筛查率", "%", "screened / live_births * 100", "up"),
        Indicator("found", "检出率", "%", "found / screened * 100", "down"),
        Indicator("books", "生均图书", "册/人", "books / s0.d", "up"),
        Indicator("beds", "每千名儿童床位", "张/千名", "beds / s0.d * 1000", "up"),
        Indicator("mixed", "两类比例", "%", "(mixed_a + mixed_b) / s1.d * 100", "up", limits=(0, 100)),
        Indicator("built", "幼儿园数", "所", "built", "up"),
        Indicator("crimes", "案件数", "件", "crimes", "down"),
        Indicator("sex", "出生性别比", "女婴=100", "boys / girls * 100", "down", limits=(0, None)),
        Indicator("gdp", "人均生产总值", "元/人", "gdp / people * 10000", "up", limits=(0, None)),
        Indicator("output", "人均产值", "元/人", "output / people", "up", limits=(0, None)),
        Indicator("rule", "学校达标率", "%", "good_schools / schools * 100", "up", limits=(0, 100)),
        Indicator("gross", "毛入园率", "%", "enrolled / of_age * 100", "up", limits=(0, None)),
        Indicator("poor", "贫血率", "%", "poor / of_age * 100", "down", limits=(0, 100)),
        Indicator("budget", "经费", "万元", "budget", "up"),
        Indicator("spread", "每万人数", "名/万人", "spread / (people + of_age) * 10000", "up"),
        Indicator("left", "差额", "人", "s0.d - s0.n"),
    ]
    made += [Indicator(f"s{i}", f"比例{i}", "%", f"s{i}.n / s{i}.d * 100", "up", limits=(0, 100)) for i in range(many)]
    made += [Indicator(f"m{i}", f"实测{i}", unit, f"m{i}@", way) for i, (unit, way) in enumerate(MEASURED)]
    return made + [Indicator(f"a{i}", f"措施{i}", "done", f"a{i}@") for i in range(many)]


MEASURED = [("%", "up"), ("%", "down"), ("‰", "down"), ("年", "up"), ("岁", "up"), ("元", "up"), ("小时", "up"), ("—", None)] * 4


def elements(many: int = 40) -> list[Element]:
    """Every element of the formulas."""
    names = {code: indicator for indicator in indicators(many) for code in indicator.elements}
    return [_element(code, indicator) for code, indicator in names.items()]


UNITS = {"built": "所", "schools": "所", "good_schools": "所", "gdp": "万元", "output": "元", "budget": "万元"}
NAMES = {
    "live_births": "活产数",
    "people": "常住人口数",
    "of_age": "3—5岁学龄儿童数",
    "poor": "贫血的儿童数",
    "gdp": "生产总值",
    "output": "产值",
}
HEALTH = {"live_births", "infant_deaths", "under5_deaths", "maternal_deaths"}


def _element(code: str, indicator: Indicator) -> Element:
    if code.endswith("@"):
        return Element(code, indicator.name, indicator.unit, adds="measured")
    department, basis = ("health", "statistical_year") if code in HEALTH else (None, "quarter")
    return Element(code, NAMES.get(code, code), UNITS.get(code, "人"), department, basis=basis)


def ratios(many: int = 40) -> tuple[Ratio, ...]:
    """The pairs of the formulas."""
    return ratios_of(indicators(many))
