"""Approved items become a plan package; what the checks say is told at the item that it is about. Pure but for a scratch folder."""

from __future__ import annotations

import re
import tempfile
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from qingmiao import catalogue, places, plans
from qingmiao.plans.checks import values as value_rules
from qingmiao.plans.checks.run import RULES
from qingmiao.plans.checks.subject import Found, Subject
from qingmiao.plans.draft import Draft
from qingmiao.plans.model import Package
from qingmiao.reading import model as read
from qingmiao.web.review.reading import reading_of
from qingmiao.web.review.state import Item

KEPT: Final = "document.txt"
"""The file of the package that holds the document's words."""

TASK: Final = "!"
"""The key of the task that stands for a whole measure is the measure's key with this sign."""

OF_ONE: Final = (
    value_rules.needs,
    value_rules.ranges,
    value_rules.limits,
    value_rules.units_agree,
    value_rules.deadlines,
    value_rules.contrary,
)
"""The rules of `qingmiao check` that look at one commitment alone."""


@dataclass(frozen=True, slots=True)
class Document:
    """What a package says of its document."""

    name: str
    sha256: str
    text: str

    @property
    def source(self) -> read.Source:
        """The document as a reading names it."""
        return read.Source(name=self.name, sha256=self.sha256, characters=len(self.text), encoding="utf-8")


@dataclass(frozen=True, slots=True)
class Told:
    """What a check found, at the key of the item that it is about ('' where it is about the whole)."""

    key: str
    severity: str
    what: str
    cure: str
    field: str = ""


@dataclass(frozen=True, slots=True)
class Packed:
    """A package, and for each of its commitments, objectives and measures the key of its item."""

    package: Package
    keys: Mapping[str, str]

    @property
    def ids(self) -> dict[str, str]:
        """Key → commitment id."""
        return {key: name for name, key in self.keys.items() if name in {one.id for one in self.package.commitments}}


def pack(document: Document, head: Item, items: Sequence[Item], ids: Mapping[str, str]) -> Packed:
    """The package of one plan, from its accepted items; commitments keep the ids that they had (`ids`: key → id)."""
    reading = reading_of(head, (item for item in items if item.state == "accepted"), document.source)
    package = Draft(reading, 0, document.text, head.fields["id"], catalogue.load(), places.china(), None).package()
    named = {**_numbered("C", reading.commitments), **_numbered("O", reading.objectives), **_numbered("M", reading.measures)}
    measures = {f"M{number:03}": one.id for number, one in enumerate(reading.measures, 1)}
    tasks = {one.id: measures[one.measure] + TASK for one in package.commitments if one.id not in named and one.measure}
    mapping = _steady(package, {**named, **tasks}, ids)
    kept = package.plan.document.model_copy(update={"kept": KEPT})
    renamed = _renamed(package, mapping).model_copy(update={"plan": package.plan.model_copy(update={"document": kept})})
    return Packed(renamed, {mapping.get(name, name): key for name, key in {**named, **tasks}.items()})


def with_choices(package: Package, before: Package | None) -> Package:
    """The package with the definitions that its predecessor on the shelf chose, where it uses the same indicators."""
    chosen = {row.code: row.chosen_definition for row in before.indicators if row.catalogue} if before else {}
    rows = [row.model_copy(update={"chosen_definition": chosen.get(row.code)}) if row.catalogue else row for row in package.indicators]
    return package.model_copy(update={"indicators": tuple(rows)})


def _numbered(letter: str, found: Iterable[read.Commitment | read.Objective | read.Measure]) -> dict[str, str]:
    return {f"{letter}{number:03}": one.id for number, one in enumerate(found, 1)}


def _steady(package: Package, keys: Mapping[str, str], ids: Mapping[str, str]) -> dict[str, str]:
    """Draft id → id to stand: the one that the item had before, else the next that nobody ever had."""
    mapping: dict[str, str] = {}
    if not ids:
        return mapping
    taken = set(ids.values())
    last = max((int(name[1:]) for name in taken if re.fullmatch(r"C\d+", name)), default=0)
    for one in sorted(package.commitments, key=lambda one: one.id):
        held = ids.get(keys[one.id])
        if held is None:
            last += 1
            held = f"C{last:03}"
        mapping[one.id] = held
    return mapping


def _renamed(package: Package, mapping: Mapping[str, str]) -> Package:
    """The package with other commitment ids, in the codes and formulas of its own indicators too."""
    if not mapping:
        return package
    own = re.compile(rf"\b{re.escape(package.plan.id)}\.(C\d+)\b")

    def renamed(text: str | None) -> str | None:
        return None if text is None else own.sub(lambda match: f"{package.plan.id}.{mapping.get(match[1], match[1])}", text)

    commitments = [
        one.model_copy(update={"id": mapping.get(one.id, one.id), "indicator": renamed(one.indicator)}) for one in package.commitments
    ]
    indicators = [one.model_copy(update={"code": renamed(one.code), "formula": renamed(one.formula)}) for one in package.indicators]
    return package.model_copy(update={"commitments": tuple(commitments), "indicators": tuple(indicators)})


# ------------------------------------------------------------------------------------------------ checks


def told(packed: Packed, text: str, scratch: Path) -> list[Told]:
    """Everything that `qingmiao check` says of a package, at its items; the package is written into a scratch folder and read again."""
    with tempfile.TemporaryDirectory(dir=scratch, prefix="check-") as folder:
        path = Path(folder) / "package"
        plans.save(packed.package, path, kept={KEPT: text.encode("utf-8")})
        package, issues = plans.read_folder(path)
        if package is None:
            return [Told("", one.severity, one.what, one.cure) for one in issues]
        subject = Subject(package, path, catalogue.load())
        return [_told(packed, package, found) for rule in RULES.values() for found in rule(subject)]


def _told(packed: Packed, package: Package, found: Found) -> Told:
    key = ""
    if found.row is not None and found.part in ("commitments", "objectives", "measures"):
        key = packed.keys.get(getattr(package, found.part)[found.row].id, "").removesuffix(TASK)
    return Told(key, found.severity, found.what, found.cure, found.field or "")


def told_of_one(head: Item, item: Item, characters: int) -> list[Told]:
    """What the checks say of one commitment by itself; a past value is not checked."""
    if item.part != "commitment" or item.fields["role"] == "background":
        return []
    source = read.Source(name=head.fields["doc"] or "x", sha256="0" * 64, characters=characters, encoding="utf-8")
    try:
        reading = reading_of(head, [item], source)
    except ValueError as error:
        return [
            Told(
                item.key,
                "error",
                f"这些值放在一起不成立（{error}） / these values do not go together",
                "核对类别与数值 / check kind and value",
            )
        ]
    package = Draft(reading, 0, "", head.fields["id"], catalogue.load(), places.china(), None).package()
    subject = Subject(package, Path(), catalogue.load())
    return [Told(item.key, found.severity, found.what, found.cure, found.field or "") for rule in OF_ONE for found in rule(subject)]
