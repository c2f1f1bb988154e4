"""Units of measure: canonical names, how a ratio becomes one of them, the word for a difference, and how many decimals are shown."""

from __future__ import annotations

import functools
import unicodedata
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final, Literal

from qingmiao import datafile

UnitKind = Literal["share", "rate", "ratio", "change", "count", "money", "time", "area", "length", "volume", "speed", "flag"]
UNIT_KINDS: Final = ("share", "rate", "ratio", "change", "count", "money", "time", "area", "length", "volume", "speed", "flag")


@dataclass(frozen=True, slots=True)
class UnitOfMeasure:
    """One unit: `multiplier` turns numerator over denominator into it (rates only); one of it is `factor` of `base`.

    `change` is the word for a difference of two values (百分点 for %), `decimals` how many places a reader is shown.
    """

    name: str
    kind: UnitKind
    name_en: str
    change: str
    decimals: int
    multiplier: float | None = None
    factor: float = 1.0
    base: str = ""
    aliases: tuple[str, ...] = ()


_CHECKS: Final[Mapping[str, datafile.Check]] = {
    "name": datafile.text,
    "kind": datafile.one_of(*UNIT_KINDS),
    "name_en": datafile.text,
    "change": datafile.text,
    "decimals": datafile.whole,
    "multiplier": datafile.number,
    "factor": datafile.number,
    "base": datafile.text,
    "aliases": datafile.texts,
}
_REQUIRED: Final = frozenset({"name", "kind", "name_en", "change", "decimals"})


def fold_unit(name: str) -> str:
    """A spelling without widths, blanks left to chance: ％ and % are one."""
    return unicodedata.normalize("NFKC", name.strip()).replace(" ", "").replace("／", "/").casefold()


def read_units(file: Path) -> dict[str, UnitOfMeasure]:
    """The units of a file by folded spelling; raises UserError with file, line and cure."""
    records = datafile.read_records(file)
    found = [UnitOfMeasure(**_with_base(datafile.fields(record, _CHECKS, _REQUIRED))) for record in records]
    datafile.first_double(records, datafile.named(fold_unit))
    return {fold_unit(spelling): unit for unit in found for spelling in (unit.name, *unit.aliases)}


def _with_base(values: dict[str, Any]) -> dict[str, Any]:
    return {"base": values["name"], **values}


@functools.cache
def units() -> Mapping[str, UnitOfMeasure]:
    """The shipped units by folded spelling."""
    return read_units(Path(__file__).parent / "data" / "units.yaml")


def unit(name: str | None) -> UnitOfMeasure | None:
    """The unit of a name in any spelling (％, 1/10万, 十万分之 …); None where it is not known."""
    return None if name is None else units().get(fold_unit(name))
