"""Hand-made readings: a text, and where its words stand, without the reader."""

from __future__ import annotations

import hashlib
from typing import Any

from qingmiao.reading.model import Commitment, Coverage, Measure, Objective, PlanHead, Reading, Source

TEXT = """云溪县儿童发展规划（2021—2030年）
一、儿童与健康
主要目标
1.婴儿死亡率降到5‰以下。
2.儿童乐观向上。
策略措施
1.建立儿童健康档案。责任单位：县卫生健康局。
2.每个乡镇卫生院配备2名儿保医生。
"""


def head(text: str = TEXT, **fields: Any) -> PlanHead:
    plain: dict[str, Any] = {
        "doc": "yunxi",
        "title": "云溪县儿童发展规划（2021—2030年）",
        "issuer": None,
        "document_number": None,
        "issued": None,
        "period": (2021, 2030),
        "population": "儿童",
        "coverage": Coverage(text="云溪县"),
        "areas": ("儿童与健康",),
        "midterm_year": None,
        "final_year": None,
        "phases": (),
        "status": "in_force",
        "start": 0,
        "end": len(text),
    }
    return PlanHead(**(plain | fields))


def promise(quote: str, text: str = TEXT, **fields: Any) -> Commitment:
    start = text.index(quote)
    plain: dict[str, Any] = {
        "id": "r",
        "plan": 0,
        "start": start,
        "end": start + len(quote),
        "role": "objective",
        "kind": "level",
        "indicator": "婴儿死亡率",
        "quote": quote,
        "path": ("一、儿童与健康",),
    }
    if fields.get("deadline"):
        plain["deadline_from"] = "stated"
    return Commitment(**(plain | fields))


def level(quote: str = "婴儿死亡率降到5‰以下", text: str = TEXT, **fields: Any) -> Commitment:
    return promise(quote, text, **({"comparator": "<=", "value": 5.0, "unit": "‰", "deadline": 2030} | fields))


def objective(quote: str, text: str = TEXT, **fields: Any) -> Objective:
    start = text.index(quote)
    plain: dict[str, Any] = {
        "id": "o",
        "plan": 0,
        "start": start,
        "end": start + len(quote),
        "path": ("一、儿童与健康",),
        "number": "1",
        "text_start": quote[:20],
        "quantified": True,
    }
    return Objective(**(plain | fields))


def measure(quote: str, text: str = TEXT, **fields: Any) -> Measure:
    start = text.index(quote)
    plain: dict[str, Any] = {
        "id": "m",
        "plan": 0,
        "start": start,
        "end": start + len(quote),
        "path": ("一、儿童与健康",),
        "number": "1",
        "title": quote.split("。")[0],
        "quote": quote,
    }
    return Measure(**(plain | fields))


def reading(*items: Commitment | Objective | Measure, text: str = TEXT, heads: tuple[PlanHead, ...] | None = None) -> Reading:
    data = text.encode("utf-8")
    return Reading(
        document=Source(name="yunxi.txt", sha256=hashlib.sha256(data).hexdigest(), characters=len(text), encoding="utf-8"),
        plans=heads or (head(text),),
        objectives=tuple(item for item in items if isinstance(item, Objective)),
        commitments=tuple(item for item in items if isinstance(item, Commitment)),
        measures=tuple(item for item in items if isinstance(item, Measure)),
    )
