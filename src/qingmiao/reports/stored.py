"""A document as JSON and back, and the hash of what it says.

A dataclass is an object with its class under `is` and the fields that differ from their defaults; a tuple is a list, a verdict `{"word": …}`.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping
from dataclasses import MISSING, Field, fields, is_dataclass, replace
from datetime import date, datetime
from typing import Any, Final

from qingmiao.charts import definition as charts
from qingmiao.progress.model import Point, Word
from qingmiao.reports import document as parts

_CLASSES: Final[Mapping[str, type]] = {
    one.__name__: one
    for one in (
        *(parts.Document, parts.Head, parts.ReleaseHead, parts.Heading, parts.Paragraph, parts.Table, parts.Picture, parts.Annex),
        *(parts.Number, parts.Reference, parts.Listing, parts.Column),
        *(charts.AreaChart, charts.WayRow, charts.Bars, charts.BarRow, charts.PlacesRanked, charts.PlaceRow, charts.RankChart),
        *(charts.RankRow, charts.FunnelChart, charts.FunnelPoint, charts.SeriesChart, charts.Band, Point),
        *(charts.GapChart, charts.GapPoint, charts.CompleteChart, charts.CompleteRow, charts.Mosaic),
    )
}
_DAYS: Final = {("Document", "made_on"): date.fromisoformat, ("ReleaseHead", "moment"): datetime.fromisoformat}


def to_json(document: parts.Document) -> str:
    """A document as one line of JSON; the same document gives the same line."""
    return json.dumps(_told(document), ensure_ascii=False, sort_keys=True, separators=(",", ":"), allow_nan=False)


def from_json(text: str) -> parts.Document:
    """The document of `to_json`; raises ValueError where it is none."""
    try:
        found = _made(json.loads(text))
    except (KeyError, TypeError, AttributeError, ValueError) as error:
        raise ValueError(f"this is no document: {error!r}") from error
    if not isinstance(found, parts.Document):
        raise ValueError("this is no document")
    return found


def block_to_json(block: parts.Block) -> str:
    """One block as one line of JSON."""
    return json.dumps(_told(block), ensure_ascii=False, sort_keys=True, separators=(",", ":"), allow_nan=False)


def paragraph_from_json(text: str) -> parts.Paragraph:
    """The paragraph of `block_to_json`; raises ValueError where it is none."""
    found = _made(json.loads(text))
    if not isinstance(found, parts.Paragraph):
        raise ValueError("this is no paragraph")
    return found


def digest(document: parts.Document) -> str:
    """SHA-256 of all that a document says but the day on which it was made."""
    return hashlib.sha256(to_json(replace(document, made_on=date.min)).encode()).hexdigest()


def _told(value: Any) -> Any:
    if isinstance(value, Word):
        return {"word": value.value}
    if isinstance(value, date):  # a datetime is one
        return value.isoformat()
    if is_dataclass(value):
        given = {one.name: getattr(value, one.name) for one in fields(value)}
        return {"is": type(value).__name__} | {
            one.name: _told(given[one.name]) for one in fields(value) if given[one.name] != _default(one)
        }
    return [_told(one) for one in value] if isinstance(value, tuple) else value


def _default(one: Field[Any]) -> Any:
    return one.default if one.default_factory is MISSING else one.default_factory()


def _made(value: Any) -> Any:
    if isinstance(value, list):
        return tuple(_made(one) for one in value)
    if not isinstance(value, dict):
        return value
    if value.keys() == {"word"}:
        return Word(value["word"])
    name = value["is"]
    given = {key: told for key, told in value.items() if key != "is"}
    return _CLASSES[name](**{key: (_DAYS.get((name, key)) or _made)(told) for key, told in given.items()})
