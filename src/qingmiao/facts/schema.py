"""The shape of a fact: the Arrow schema is the source, everything else is held equal to it by tests."""

from __future__ import annotations

from typing import Final

import pyarrow as pa

from qingmiao.catalogue.groups import AGES, OTHERS, RESIDENCES, SEXES

STATUSES: Final = ("observed", "estimated", "provisional", "not_carried_out", "not_collected", "not_applicable", "withheld")
"""A fact with one of the last four has no value: missing is not zero."""

VALUED: Final = frozenset({"observed", "estimated", "provisional"})

STREAMS: Final = (
    "health",
    "education",
    "civil_affairs",
    "statistics",
    "justice",
    "department",
    "register",
    "survey",
    "document",
    "publication",
)
"""Who says so: two streams on one thing stand side by side."""

BASES: Final = ("calendar_year", "statistical_year", "school_year", "quarter", "point", "several_years")

ORIGINS: Final = ("submission", "document", "register", "survey", "import", "publication", "demonstration")

CLOSED: Final = {
    "status": STATUSES,
    "stream": STREAMS,
    "basis": BASES,
    "origin": ORIGINS,
    "sex": SEXES,
    "residence": RESIDENCES,
    "age": AGES,
    "other": OTHERS,
}
"""The columns that hold only words of a closed list."""

SCHEMA: Final = pa.schema(
    [
        pa.field("id", pa.int64(), nullable=False, metadata={"title": "编号", "title_en": "id"}),
        pa.field("element", pa.string(), nullable=False, metadata={"title": "数据元", "title_en": "element", "example": "live_births"}),
        pa.field("place", pa.string(), nullable=False, metadata={"title": "地区", "title_en": "place", "example": "qinghe"}),
        pa.field("period_from", pa.date32(), nullable=False, metadata={"title": "起", "title_en": "from", "example": "2024-01-01"}),
        pa.field(
            "period_to", pa.date32(), nullable=False, metadata={"title": "止(不含)", "title_en": "to (exclusive)", "example": "2025-01-01"}
        ),
        pa.field(
            "basis", pa.string(), nullable=False, metadata={"title": "时期口径", "title_en": "period basis", "example": "calendar_year"}
        ),
        pa.field("sex", pa.string(), nullable=False, metadata={"title": "性别", "title_en": "sex", "example": "all"}),
        pa.field("residence", pa.string(), nullable=False, metadata={"title": "城乡", "title_en": "residence", "example": "all"}),
        pa.field("age", pa.string(), nullable=False, metadata={"title": "年龄", "title_en": "age", "example": "all"}),
        pa.field("other", pa.string(), nullable=False, metadata={"title": "其他分组", "title_en": "other group", "example": "all"}),
        pa.field("stream", pa.string(), nullable=False, metadata={"title": "来源", "title_en": "stream", "example": "health"}),
        pa.field("value", pa.float64(), nullable=True, metadata={"title": "数值", "title_en": "value", "example": "3012"}),
        pa.field("n", pa.int64(), nullable=True, metadata={"title": "样本量", "title_en": "sample size"}),
        pa.field("std_error", pa.float64(), nullable=True, metadata={"title": "标准误", "title_en": "standard error"}),
        pa.field("status", pa.string(), nullable=False, metadata={"title": "状态", "title_en": "status", "example": "observed"}),
        pa.field("simulated", pa.bool_(), nullable=False, metadata={"title": "模拟", "title_en": "simulated"}),
        pa.field("origin", pa.string(), nullable=False, metadata={"title": "出处类", "title_en": "origin", "example": "import"}),
        pa.field("origin_id", pa.string(), nullable=False, metadata={"title": "出处", "title_en": "origin id", "example": "2024.csv:17"}),
        pa.field("recorded_at", pa.timestamp("us", tz="UTC"), nullable=False, metadata={"title": "记录时间", "title_en": "recorded at"}),
        pa.field("recorded_by", pa.string(), nullable=False, metadata={"title": "记录人", "title_en": "recorded by"}),
        pa.field("supersedes", pa.int64(), nullable=True, metadata={"title": "更正", "title_en": "supersedes"}),
    ]
)

SERIES_KEY: Final = ("element", "place", "period_from", "period_to", "basis", "sex", "residence", "age", "other", "stream")
"""One current fact a key; a correction is a new fact that names the one it supersedes."""
