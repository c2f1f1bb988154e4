"""All rules, and the run of them over a folder."""

from __future__ import annotations

from pathlib import Path
from typing import Final

from qingmiao.catalogue import load
from qingmiao.catalogue.files import built, read_files
from qingmiao.datafile import FileError
from qingmiao.plans.checks import names, values, whole
from qingmiao.plans.checks.nation import Nation, flaws, unreadable
from qingmiao.plans.checks.subject import Rule, Subject, issue
from qingmiao.plans.folder import read_folder
from qingmiao.plans.issues import Issue

RULES: Final[dict[str, Rule]] = {
    "id-twice": names.twice,
    "unknown-id": names.pointers,
    "unknown-indicator": names.indicators,
    "not-in-catalogue": names.in_catalogue,
    "unknown-definition": names.definitions,
    "unknown-place": names.regions,
    "place-level": names.levels,
    "place-through-time": names.dated_places,
    "unknown-department": names.departments,
    "kind-lacks": values.needs,
    "range": values.ranges,
    "impossible-value": values.limits,
    "unit-differs": values.units_agree,
    "deadline-outside": values.deadlines,
    "same-twice": values.same_twice,
    "against-direction": values.contrary,
    "no-direction": values.no_direction,
    "period": whole.period,
    "unknown-method": whole.method,
    "offsets": whole.offsets,
    "document": whole.document_kept,
    "formula": whole.formulas,
    "unused-indicator": whole.unused,
    "long-title": whole.titles,
    "to-be-supplied": whole.supply,
    "unsure": whole.unsure,
}
"""Every rule by its code; the codes of unreadable files (missing-file, not-yaml, not-a-list, field …) come from plans.folder."""


def check_folder(folder: Path) -> list[Issue]:
    """All issues of the package in a folder, in the order of files and lines."""
    package, issues = read_folder(folder)
    if package is None:
        return sorted(issues)
    subject = Subject(package, folder, load())
    return sorted(issue(subject, code, found) for code, rule in RULES.items() for found in rule(subject))


def is_catalogue(folder: Path) -> bool:
    """Whether a folder holds a catalogue."""
    return (folder / "elements.yaml").is_file() and (folder / "indicators").is_dir()


def check_catalogue(folder: Path) -> list[Issue]:
    """All issues of the catalogue in a folder, in the order of files and lines; the first error alone where a file cannot be read."""
    try:
        files = read_files(folder)
        nation = Nation(built(files), files)
    except FileError as error:
        return [unreadable(error)]
    return sorted(flaws(nation))
