"""The shape of a computed figure: one indicator, place and year."""

from __future__ import annotations

from typing import Final

import pyarrow as pa

FIGURES: Final = pa.schema(
    [
        pa.field("indicator", pa.string(), nullable=False),
        pa.field("place", pa.string(), nullable=False),
        pa.field("year", pa.int32(), nullable=False),  # the year in which the period ends (statistical year 2021 = Oct 2020 - Sep 2021)
        pa.field("value", pa.float64()),  # null when withheld or not there
        pa.field("numerator", pa.float64()),  # the formula's first element, where it is a ratio of counts
        pa.field("denominator", pa.float64()),
        pa.field("parts_expected", pa.int32(), nullable=False),
        pa.field("parts_reporting", pa.int32(), nullable=False),
        pa.field("status", pa.string(), nullable=False),  # observed, estimated, provisional, withheld, or a missing status of facts
        pa.field("way", pa.string(), nullable=False),  # "counts" (formula over sums) or "measured" (a published rate)
        pa.field("stream", pa.string(), nullable=False),
        pa.field("simulated", pa.bool_(), nullable=False),
        pa.field(
            "people_reporting", pa.float64()
        ),  # 0..1, the share of the people of the expected parts who live in those that reported; null: not known
    ]
)
