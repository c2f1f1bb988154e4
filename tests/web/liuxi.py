"""An invented county with two towns of two villages, six commitments and their facts, made by hand."""

from __future__ import annotations

import hashlib
from datetime import UTC, datetime

import pyarrow as pa

from qingmiao.facts.periods import period
from qingmiao.facts.table import build
from qingmiao.plans.model import Package

TEXT = """柳溪县儿童发展规划（2021—2030年）

一、儿童与健康
主要目标
1．到2030年，婴儿死亡率控制在5‰以下。
2．到2025年，学前教育毛入园率达到90%以上，到2030年达到95%以上。
策略措施
1．建设儿童活动室12个。责任单位：县民政局，县财政局。
2．2023年底前建立部门会商制度。责任单位：县妇儿工委办。

二、儿童与环境
主要目标
1．儿童满意度逐步提高。
"""
BYTES = TEXT.encode("utf-8")
YEARS = range(2018, 2026)
TODAY = "2026-03-01"
VILLAGES = ("v11", "v12", "v21", "v22")

# What every village reports each year: (live births, infant deaths), by hand; the county's rate is checked against these sums.
BIRTHS = {"v11": 400, "v12": 100, "v21": 250, "v22": 250}
DEATHS = {
    2018: (4, 1, 3, 2),
    2019: (4, 1, 3, 2),
    2020: (4, 1, 2, 2),
    2021: (3, 1, 2, 2),
    2022: (3, 1, 2, 1),
    2023: (2, 1, 2, 1),
    2024: (2, 1, 1, 1),
    2025: (1, 1, 1, 0),
}


def _at(words: str) -> dict[str, int]:
    start = TEXT.index(words)
    return {"start": start, "end": start + len(words)}


def _commitment(number: int, kind: str, indicator: str, name: str, words: str, **more: object) -> dict[str, object]:
    return {
        "id": f"C{number:03}",
        "kind": kind,
        "role": "objective",
        "area": "A1",
        "indicator": indicator,
        "name": name,
        **_at(words),
        **more,
    }


PACKAGE: dict[str, object] = {
    "plan": {
        "id": "liuxi2021",
        "title": "柳溪县儿童发展规划（2021—2030年）",
        "short": "柳溪县儿童规划",
        "status": "in_force",
        "issuer": "柳溪县人民政府",
        "period": (2021, 2030),
        "region": "liuxi",
        "document": {
            "name": "liuxi.txt",
            "sha256": hashlib.sha256(BYTES).hexdigest(),
            "characters": len(TEXT),
            "start": 0,
            "end": len(TEXT),
            "where": "柳溪县人民政府网站",
        },
        "example": True,
    },
    "areas": [{"id": "A1", "name": "儿童与健康"}, {"id": "A2", "name": "儿童与环境"}],
    "objectives": [
        {
            "id": "O1",
            "area": "A1",
            "number": "1",
            "title": "婴儿死亡率",
            "quantified": True,
            **_at("到2030年，婴儿死亡率控制在5‰以下。"),
        },
        {
            "id": "O2",
            "area": "A1",
            "number": "2",
            "title": "学前教育毛入园率",
            "quantified": True,
            **_at("到2025年，学前教育毛入园率达到90%以上，到2030年达到95%以上。"),
        },
        {"id": "O3", "area": "A2", "number": "1", "title": "儿童满意度", "quantified": False, **_at("儿童满意度逐步提高。")},
    ],
    "commitments": [
        _commitment(
            1,
            "level",
            "infant_mortality_rate",
            "婴儿死亡率",
            "婴儿死亡率控制在5‰以下",
            objective="O1",
            comparator="<=",
            value=5,
            unit="‰",
            deadline=2030,
        ),
        _commitment(
            2,
            "level",
            "preschool_gross_enrolment",
            "学前教育毛入园率",
            "学前教育毛入园率达到90%以上",
            objective="O2",
            comparator=">=",
            value=90,
            unit="%",
            deadline=2025,
        ),
        _commitment(
            3,
            "level",
            "preschool_gross_enrolment",
            "学前教育毛入园率",
            "到2030年达到95%以上",
            objective="O2",
            comparator=">=",
            value=95,
            unit="%",
            deadline=2030,
        ),
        _commitment(
            4,
            "count",
            "liuxi2021.C004",
            "儿童活动室",
            "建设儿童活动室12个",
            role="measure",
            measure="M1",
            comparator=">=",
            value=12,
            unit="个",
            deadline=2030,
            lead=("U1",),
            support=("U2",),
        ),
        _commitment(
            5,
            "action",
            "liuxi2021.C005",
            "部门会商制度",
            "2023年底前建立部门会商制度",
            role="measure",
            measure="M2",
            deadline=2023,
            lead=("U3",),
        ),
        _commitment(
            6,
            "trend",
            "liuxi2021.C006",
            "儿童满意度",
            "儿童满意度逐步提高",
            area="A2",
            objective="O3",
            direction="up",
            deadline=2030,
            deadline_from="inherited",
        ),
    ],
    "measures": [
        {
            "id": "M1",
            "area": "A1",
            "number": "1",
            "title": "建设儿童活动室",
            "lead": ("U1",),
            "support": ("U2",),
            **_at("建设儿童活动室12个。责任单位：县民政局，县财政局。"),
        },
        {
            "id": "M2",
            "area": "A1",
            "number": "2",
            "title": "建立会商制度",
            "lead": ("U3",),
            **_at("2023年底前建立部门会商制度。责任单位：县妇儿工委办。"),
        },
    ],
    "units": [
        {"id": "U1", "name": "县民政局", "department": "civil_affairs"},
        {"id": "U2", "name": "县财政局", "department": None},
        {"id": "U3", "name": "县妇儿工委办", "department": None},
    ],
    "places": [
        {"id": "liuxi", "name": "柳溪县", "level": "county", "parent": "cn-42"},
        {"id": "t1", "name": "东塘镇", "level": "township", "parent": "liuxi"},
        {"id": "t2", "name": "西坡乡", "level": "township", "parent": "liuxi"},
        *(
            {"id": village, "name": name, "level": "village", "parent": f"t{village[1]}"}
            for village, name in zip(VILLAGES, ("塘口村", "塘尾村", "坡上村", "坡下村"), strict=True)
        ),
    ],
    "indicators": [
        {"code": "infant_mortality_rate", "name": "婴儿死亡率", "catalogue": True},
        {"code": "preschool_gross_enrolment", "name": "学前教育毛入园率", "catalogue": True},
        {
            "code": "liuxi2021.C004",
            "name": "儿童活动室",
            "unit": "个",
            "formula": "liuxi2021.C004.n",
            "direction": "up",
            "adds": "sum",
        },
        {"code": "liuxi2021.C005", "name": "部门会商制度", "formula": "liuxi2021.C005@"},
        {
            "code": "liuxi2021.C006",
            "name": "儿童满意度",
            "unit": "%",
            "formula": "liuxi2021.C006.n / liuxi2021.C006.d * 100",
            "direction": "up",
            "adds": "sum",
        },
    ],
}
"""The package as it would stand in YAML, made by hand."""


def package() -> Package:
    """The plan."""
    return Package.model_validate(PACKAGE)


def facts() -> pa.Table:
    """The facts of the county: births and deaths by village (observed), enrolment as measured (simulated), rooms; nothing on satisfaction."""
    rows: list[dict[str, object]] = []

    def add(element: str, place: str, year: int, value: float, basis: str = "calendar_year", **more: object) -> None:
        span = period(year, basis)
        row = {
            "id": len(rows) + 1,
            "element": element,
            "place": place,
            "period_from": span.start,
            "period_to": span.end,
            "basis": basis,
            "value": value,
        }
        kept = {
            "stream": "health",
            "origin": "import",
            "origin_id": f"test.csv:{len(rows) + 2}",
            "recorded_at": datetime(2026, 1, 15, tzinfo=UTC),
            "recorded_by": "tester",
        }
        rows.append({**row, **kept, **more})

    for year in YEARS:
        for village, deaths in zip(VILLAGES, DEATHS[year], strict=True):
            add("live_births", village, year, BIRTHS[village], "statistical_year")
            add("infant_deaths", village, year, deaths, "statistical_year")
        add(
            "preschool_gross_enrolment@",
            "liuxi",
            year,
            80 + (year - 2018) * 0.5,
            "school_year",
            simulated=True,
            origin="demonstration",
            stream="education",
        )
    for year, urban, rural in ((2023, 1, 4), (2025, 1, 2)):
        for residence, deaths in (("urban", urban), ("rural", rural)):
            add("live_births", "liuxi", year, 500, "statistical_year", residence=residence)
            add("infant_deaths", "liuxi", year, deaths, "statistical_year", residence=residence)
    add("liuxi2021.C004.n", "t1", 2025, 7)
    add("liuxi2021.C004.n", "t2", 2025, 6)
    return build(rows)
