"""The shipped gazetteer: the nation, the provinces, and the places that plans and published figures need."""

from __future__ import annotations

import functools
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final

from qingmiao import datafile
from qingmiao.datafile import Record
from qingmiao.errors import UserError
from qingmiao.places.model import LEVELS, Gazetteer, Place

_CHECKS: Final[Mapping[str, datafile.Check]] = {
    "id": datafile.text,
    "name": datafile.text,
    "name_en": datafile.text,
    "level": datafile.one_of(*LEVELS),
    "parent": datafile.text,
    "code": datafile.text,
    "aliases": datafile.texts,
    "former_codes": datafile.texts,
    "valid_from": datafile.whole,
    "valid_to": datafile.whole,
}
_REQUIRED: Final = frozenset({"id", "name", "level"})
_OWN_KEYS: Final = ("aliases", "former_codes")


@dataclass(frozen=True)
class Listed:
    """The places of a file, and the other words (earlier names, earlier codes) by the id they mean."""

    gazetteer: Gazetteer
    words: Mapping[str, tuple[str, ...]]


def read_places(file: Path) -> Listed:
    """The places of a YAML file; raises UserError with file, line and cure (unknown parent, id or code twice …)."""
    records = datafile.read_records(file)
    values = [datafile.fields(record, _CHECKS, _REQUIRED) for record in records]
    datafile.first_double(records, _keys)
    levels = {str(value["id"]): LEVELS.index(value["level"]) for value in values}
    for record, value in zip(records, values, strict=True):
        _check_parent(record, value, levels)
    words = {str(value["id"]): (*value.get("aliases", ()), *value.get("former_codes", ())) for value in values}
    return Listed(Gazetteer(tuple(_place(value) for value in values)), {key: value for key, value in words.items() if value})


def _keys(record: Record) -> Iterator[tuple[str, str]]:
    yield "id", f"id {record.values['id']}"
    for code in (record.values.get("code"), *record.values.get("former_codes", ())):
        if code is not None:
            yield "code", f"code {code}"


def _check_parent(record: Record, value: Mapping[str, Any], levels: Mapping[str, int]) -> None:
    parent = value.get("parent")
    if parent is None:
        return
    if parent not in levels:
        raise _wrong(record, f"没有上级“{parent}” / the parent “{parent}” is unknown", "先写上级地区 / write the parent first")
    if levels[parent] >= LEVELS.index(value["level"]):
        raise _wrong(
            record, "上级的层级不比本级高 / the level of the parent is not higher", "核对 level 和 parent / check level and parent"
        )


def _wrong(record: Record, what: str, cure: str) -> UserError:
    return record.error("parent", what, cure)


def _place(value: Mapping[str, Any]) -> Place:
    return Place(**{key: item for key, item in value.items() if key not in _OWN_KEYS})


@functools.cache
def shipped() -> Listed:
    """The shipped places with their other names, read once a process."""
    return read_places(Path(__file__).parent / "data" / "china.yaml")


def china() -> Gazetteer:
    """The shipped gazetteer: 全国, 31 provinces, and the prefectures and counties that plans and published figures need."""
    return shipped().gazetteer
