"""Facts gathered as plain arrays, made into an Arrow table at the end: half a million rows in about a second."""

from __future__ import annotations

from array import array
from collections.abc import Sequence
from math import nan
from typing import Any

import pyarrow as pa
import pyarrow.compute as pc

from qingmiao.facts.schema import SCHEMA

_MICROSECONDS = 86_400_000_000


class Words:
    """A column of strings as numbers into a list of its words."""

    def __init__(self) -> None:
        self.numbers: dict[str, int] = {}
        self.rows = array("i")

    def number(self, word: str) -> int:
        """The number of a word."""
        return self.numbers.setdefault(word, len(self.numbers))

    def add(self, words: Sequence[str]) -> None:
        """One word a row."""
        number = self.number
        self.rows.extend([number(word) for word in words])

    def repeat(self, word: str, count: int) -> None:
        """One word for `count` rows."""
        self.rows.extend(array("i", [self.number(word)]) * count)

    def arrow(self) -> pa.Array:
        """The column."""
        indices = _numbers(self.rows, pa.int32())
        return pa.DictionaryArray.from_arrays(indices, pa.array(list(self.numbers), pa.string())).cast(pa.string())


def _numbers(values: array[Any], kind: pa.DataType) -> pa.Array:
    return pa.Array.from_buffers(kind, len(values), [None, pa.py_buffer(values)])


def _masked(values: array[Any], kind: pa.DataType, missing: Any) -> pa.Array:
    made = _numbers(values, kind)
    gone = pc.is_nan(made) if missing is nan else pc.equal(made, pa.scalar(missing, kind))
    return pc.if_else(gone, pa.scalar(None, kind), made)


class Gathered:
    """Rows gathered so far; days are counted from 1970, a missing value is NaN, no sample and no superseded fact are 0."""

    def __init__(self, first_id: int) -> None:
        self.first_id = first_id
        self.words = {name: Words() for name in ("element", "place", "basis", "stream", "status", "origin_id")}
        self.start, self.end, self.recorded = array("i"), array("i"), array("q")
        self.value, self.error = array("d"), array("d")
        self.n, self.supersedes = array("q"), array("q")

    @property
    def next_id(self) -> int:
        """The id of the row that is added next."""
        return self.first_id + len(self.value)

    def arrow(self) -> pa.Table:
        """The facts as a table of the schema."""
        rows = len(self.value)
        made = {name: words.arrow() for name, words in self.words.items()} | {
            "id": pa.array(range(self.first_id, self.first_id + rows), pa.int64()),
            "period_from": _numbers(self.start, pa.date32()),
            "period_to": _numbers(self.end, pa.date32()),
            "value": _masked(self.value, pa.float64(), nan),
            "n": _masked(self.n, pa.int64(), 0),
            "std_error": _masked(self.error, pa.float64(), nan),
            "simulated": pa.repeat(True, rows),
            "recorded_at": _numbers(self.recorded, pa.timestamp("us", tz="UTC")),
            "supersedes": _masked(self.supersedes, pa.int64(), 0),
        }
        same = {name: pa.repeat("all", rows) for name in ("sex", "residence", "age", "other")}
        same |= {"origin": pa.repeat("demonstration", rows), "recorded_by": pa.repeat("demonstration", rows)}
        return pa.table([(made | same)[name] for name in SCHEMA.names], schema=SCHEMA)


def moment(day: int, minute: int = 0) -> int:
    """Microseconds since 1970 of nine o'clock (UTC) on a day, and some minutes."""
    return day * _MICROSECONDS + (9 * 60 + minute) * 60_000_000
