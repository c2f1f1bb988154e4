"""What a rule looks at: the package, its folder, the catalogue, and a way to point at a line."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path

from qingmiao.catalogue import Catalogue
from qingmiao.plans.folder import line_of
from qingmiao.plans.issues import Issue, Severity
from qingmiao.plans.model import Package


@dataclass(frozen=True)
class Found:
    """What a rule says: the part (file without ending), the row in it (None for plan.yaml), the field, and the words."""

    part: str
    row: int | None
    field: str | None
    what: str
    cure: str
    severity: Severity = "error"


@dataclass(frozen=True)
class Subject:
    """A package under check; `catalogue` is the nation's, without the package's own indicators."""

    package: Package
    folder: Path
    catalogue: Catalogue


Rule = Callable[[Subject], Iterator[Found]]


def issue(subject: Subject, code: str, found: Found) -> Issue:
    """An issue with its line; reads the YAML again, since only what is wrong needs a line."""
    path = subject.folder / f"{found.part}.yaml"
    where: list[int | str] = [] if found.row is None else [found.row]
    if found.field:
        where.append(found.field)
    return Issue(str(path), line_of(path, where) if where else 1, code, found.severity, found.what, found.cure)
