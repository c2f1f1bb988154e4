"""The packages that ship: no words of real documents in them, offsets on the words, places that exist, titles that are titles."""

from __future__ import annotations

import functools
import itertools
import re
import unicodedata
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from ruamel.yaml import YAML

from qingmiao import plans
from qingmiao.plans import catalogue_of, check_folder, coverage, gazetteer, proposed_departments
from qingmiao.plans.words import around, document_text

PLANS = Path(__file__).resolve().parents[2] / "plans"
FOLDERS = sorted(path.parent for path in PLANS.glob("*/plan.yaml"))
REAL = [folder for folder in FOLDERS if not (folder / "document.txt").exists()]
load = functools.cache(plans.load)
RUN = 40
"""No value of a package holds a run of the document longer than this."""


def name_of(folder: Path) -> str:
    return folder.name


def values(node: Any) -> Iterator[str]:
    """Every text value of a YAML file."""
    if isinstance(node, dict):
        yield from itertools.chain.from_iterable(values(value) for value in node.values())
    elif isinstance(node, list):
        yield from itertools.chain.from_iterable(values(value) for value in node)
    elif isinstance(node, str):
        yield node


def squeezed(text: str) -> str:
    return re.sub(r"\s+", "", unicodedata.normalize("NFKC", text))


def test_the_example_and_the_six_real_plans_ship() -> None:
    assert {folder.name for folder in FOLDERS} == {
        "guangxi2015",
        "qinghe2021",
        "suixian2022_children",
        "suixian2022_women",
        "taizhou2021",
        "wanzhou2018",
        "xinjiang2016",
    }
    assert [load(folder).plan.id for folder in FOLDERS] == [folder.name for folder in FOLDERS]
    assert [folder.name for folder in FOLDERS if load(folder).plan.example] == ["qinghe2021"]


@pytest.mark.parametrize("folder", FOLDERS, ids=name_of)
def test_a_package_has_no_errors_and_no_warnings(folder: Path) -> None:
    assert [str(issue) for issue in check_folder(folder) if issue.severity != "note"] == []


@pytest.mark.parametrize("folder", FOLDERS, ids=name_of)
def test_every_objective_and_measure_is_counted_once(folder: Path) -> None:
    package = load(folder)
    rows = coverage(package)
    assert sorted(row.item for row in rows) == sorted(item.id for item in (*package.objectives, *package.measures))
    assert all(bool(row.commitments) != bool(row.reason) for row in rows)
    assert all(row.commitments for row in rows if row.kind == "measure"), "a measure in which nothing is promised is an action"


@pytest.mark.parametrize("folder", FOLDERS, ids=name_of)
def test_places_units_and_indicators_join_the_nations(folder: Path) -> None:
    package = load(folder)
    known = gazetteer(package)
    assert package.plan.region in known
    assert {row.code for row in package.indicators} <= set(catalogue_of(package).indicators)
    named = {item.id for item in package.commitments if item.lead}
    assert not named & set(proposed_departments(package))


@pytest.mark.parametrize("folder", FOLDERS, ids=name_of)
def test_titles_and_names_are_short_and_whole_words(folder: Path) -> None:
    package = load(folder)
    names = [
        *(item.title for item in (*package.objectives, *package.measures)),
        *(item.name for item in (*package.areas, *package.units, *package.commitments)),
    ]
    odd = [name for name in names if not name or len(name) > RUN or re.search(r"\s|^[、，。；：,;:.)）]|[、，；：,;:(（]$", name)]
    assert odd == []
    assert len({area.name for area in package.areas}) == len(package.areas)
    assert len({unit.name for unit in package.units}) == len(package.units)


def test_the_regions() -> None:
    regions = {folder.name: gazetteer(load(folder))[load(folder).plan.region].name for folder in FOLDERS}
    assert regions == {
        "guangxi2015": "广西壮族自治区",
        "qinghe2021": "青禾县",
        "suixian2022_children": "随县",
        "suixian2022_women": "随县",
        "taizhou2021": "泰州市",
        "wanzhou2018": "万州区",
        "xinjiang2016": "新疆维吾尔自治区",
    }


def test_the_29_counties_of_guangxi_are_to_be_supplied_and_those_of_xinjiang_are_named() -> None:
    supplied = [(place.level, place.supply) for place in load(PLANS / "guangxi2015").places if place.supply is not None]
    assert supplied == [("county", 29)]
    named = load(PLANS / "xinjiang2016").places
    assert sum(1 for place in named if place.level == "county") == 42
    assert not any(place.supply is not None for place in named)


def test_the_villages_of_the_example() -> None:
    levels = [place.level for place in load(PLANS / "qinghe2021").places]
    assert {level: levels.count(level) for level in set(levels)} == {"county": 1, "township": 12, "village": 150}


# ------------------------------------------------------------------------------------------------ against the documents


@pytest.mark.parametrize("folder", REAL, ids=name_of)
def test_no_sentence_of_a_real_document_is_in_its_package(folder: Path, shared: Path) -> None:
    text = document_text(load(folder), folder, shared / "plans")
    assert text is not None
    document = squeezed(text)
    for path in sorted(one for one in folder.rglob("*") if one.is_file()):
        assert path.suffix == ".yaml"
        for value in values(YAML(typ="safe", pure=True).load(path.read_text(encoding="utf-8"))):
            short = squeezed(value)
            runs = (short[start : start + RUN + 1] for start in range(len(short) - RUN))
            assert not any(run in document for run in runs), (path.name, value)


DIGITS = re.compile(r"\d+(?:\.\d+)?")
FRACTION = re.compile(r"(\d+)/([1-9]\d*)")
CHINESE = set("零〇一二三四五六七八九十百千万亿两半")


@pytest.mark.parametrize("folder", FOLDERS, ids=name_of)
def test_offsets_land_on_the_figure(folder: Path, shared: Path) -> None:
    package = load(folder)
    text = document_text(package, folder, shared / "plans")
    assert text is not None
    assert len(text) == package.plan.document.characters
    missed = []
    for item in package.commitments:
        run = unicodedata.normalize("NFKC", text[item.start : item.end]).replace(",", "")
        assert run.strip(), item
        if item.value is None or item.implied:
            continue
        figures = {float(figure) for figure in DIGITS.findall(run)}
        figures |= {int(part) / int(whole) for part, whole in FRACTION.findall(run)}
        if not any(abs(item.value - figure) < 1e-4 for figure in figures) and not CHINESE & set(run):
            missed.append((item.id, item.name, item.value, run))
    assert missed == []


@pytest.mark.parametrize("folder", FOLDERS, ids=name_of)
def test_the_words_of_a_measure_begin_with_its_title(folder: Path, shared: Path) -> None:
    package = load(folder)
    text = document_text(package, folder, shared / "plans") or ""
    for item in package.measures:
        said = squeezed(around(text, item.start, item.end).run)
        assert said.startswith(squeezed(item.title.rstrip("…"))[:8]), (item.id, item.title, said[:20])


def test_without_the_documents_there_are_no_words(tmp_path: Path) -> None:
    for folder in REAL:
        assert document_text(load(folder), folder) is None
        assert document_text(load(folder), folder, tmp_path) is None
        assert document_text(load(folder), folder, tmp_path / "none") is None
