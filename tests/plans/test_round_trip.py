"""Any package that can be built is saved and loaded as it was; files made to do harm are refused with an issue."""

from __future__ import annotations

import os
import shutil
import tempfile
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from qingmiao.errors import UserError
from qingmiao.plans import check_folder, load, read_folder, save
from qingmiao.plans import folder as folder_module
from qingmiao.plans.folder import MAX_BYTES, line_of, texts
from qingmiao.plans.model import Area, Commitment, Coverage, Measure, Package, Phase, PlanPlace, Reference, Unit

GOOD = Path(__file__).parent / "good"

# Any text of a document: all of Unicode but surrogates, which no decoder gives.
words = st.text(st.characters(exclude_categories=["Cs"]), min_size=1, max_size=30)
ids = st.from_regex(r"[A-Za-z0-9_.\-]{1,20}", fullmatch=True)
years = st.none() | st.integers(1949, 2100)
values = st.none() | st.floats(allow_nan=False, allow_infinity=False)
offsets = st.integers(0, 10**7)

commitments = st.builds(
    Commitment,
    id=ids,
    kind=st.sampled_from(["level", "change", "trend", "norm", "count", "amount", "milestone", "action"]),
    role=st.sampled_from(["objective", "measure", "background", "administration"]),
    area=st.none() | ids,
    objective=st.none() | ids,
    indicator=ids,
    name=words,
    population=st.none() | words,
    comparator=st.sampled_from([None, ">=", "<=", ">", "<", "=", "~", "range"]),
    value=values,
    value_high=values,
    unit=st.none() | words,
    deadline=years,
    base_year=years,
    implied=st.booleans(),
    reference=st.none() | st.builds(Reference, region=st.none() | words, offset=values),
    lead=st.lists(ids, max_size=3).map(tuple),
    start=offsets,
    end=offsets,
    unsure=st.lists(words, max_size=2).map(tuple),
)


@st.composite
def packages(draw: st.DrawFn) -> Package:
    good = load_once()
    plan = good.plan.model_copy(
        update={
            "title": draw(words),
            "period": (draw(years), draw(years)),
            "coverage": Coverage(text=draw(st.none() | words), units=tuple(draw(st.lists(words, max_size=2)))),
            "phases": tuple(draw(st.lists(st.builds(Phase, name=words, start=st.none() | words, end=st.none() | words), max_size=2))),
        }
    )
    return Package(
        plan=plan,
        areas=tuple(draw(st.lists(st.builds(Area, id=ids, name=words), max_size=2))),
        objectives=good.objectives,
        commitments=tuple(draw(st.lists(commitments, max_size=3))),
        measures=tuple(
            draw(
                st.lists(
                    st.builds(Measure, id=ids, area=st.none(), number=st.none() | words, title=words, start=offsets, end=offsets),
                    max_size=2,
                )
            )
        ),
        units=tuple(draw(st.lists(st.builds(Unit, id=ids, name=words, department=st.none() | words), max_size=2))),
        places=tuple(
            draw(
                st.lists(
                    st.builds(
                        PlanPlace,
                        id=ids,
                        name=words,
                        level=st.just("village"),
                        code=st.none() | st.from_regex(r"[0-9]{6,12}", fullmatch=True),
                    ),
                    max_size=2,
                )
            )
        ),
        indicators=good.indicators,
    )


_good: list[Package] = []


def load_once() -> Package:
    if not _good:
        _good.append(load(GOOD))
    return _good[0]


@settings(max_examples=15, deadline=None, suppress_health_check=[HealthCheck.too_slow, HealthCheck.data_too_large])
@given(packages())
def test_what_is_saved_is_what_is_loaded(package: Package) -> None:
    with tempfile.TemporaryDirectory() as scratch:
        save(package, Path(scratch) / "p")
        assert load(Path(scratch) / "p") == package
        assert texts(load(Path(scratch) / "p")) == texts(package)


def copy_of(tmp_path: Path) -> Path:
    shutil.copytree(GOOD, tmp_path / "package")
    return tmp_path / "package"


LAUGHS = "a: &a [x, x, x, x, x, x, x, x, x]\n" + "\n".join(
    f"{chr(98 + i)}: &{chr(98 + i)} [{', '.join(['*' + chr(97 + i)] * 9)}]" for i in range(12)
)

HOSTILE: dict[str, str] = {
    "laughs": LAUGHS,
    "list of laughs": "- " + LAUGHS.replace("\n", "\n  "),
    "deep": "[" * 20_000 + "]" * 20_000,
    "deep map": "{a: " * 5_000 + "1" + "}" * 5_000,
    "itself": "&a\n- id: x\n  kind: *a\n",
    "python": "- !!python/object/apply:os.system ['echo no']\n",
    "twice": "- {id: A, id: B, name: x}\n",
    "not a number": "- {id: C001, kind: level, role: objective, area: null, indicator: x, name: y, value: .nan, start: 0, end: 1}\n",
    "endless": "- {id: C001, kind: level, role: objective, area: null, indicator: x, name: y, value: .inf, start: 0, end: 1}\n",
    "huge": "- {id: C001, kind: level, role: objective, area: null, indicator: x, name: y, value: 1.0e+999, start: 0, end: 1}\n",
    "date": "- {id: 2021-01-01, name: x}\n",
    "binary": "- !!binary aGVsbG8=\n",
    "merge": "- &x {id: A}\n- {<<: *x, name: y}\n",
    "path in an id": "- {id: ../../etc, name: x}\n",
    "many documents": "--- []\n--- []\n",
    "directive": "%YAML 9.9\n---\n[]\n",
    "tab": "-\tid: x\n\tname: y\n",
}


@pytest.mark.parametrize("name", HOSTILE)
def test_hostile_files_are_refused_with_an_issue(name: str, tmp_path: Path) -> None:
    folder = copy_of(tmp_path)
    (folder / "commitments.yaml").write_text(HOSTILE[name], encoding="utf-8")
    package, issues = read_folder(folder)
    assert package is None
    assert {Path(issue.file).name for issue in issues} == {"commitments.yaml"}
    assert all(len(str(issue)) < 2_000 for issue in issues)


def test_a_byte_order_mark_and_windows_line_ends_do_no_harm(tmp_path: Path) -> None:
    folder = copy_of(tmp_path)
    for path in folder.glob("*.yaml"):
        path.write_bytes(b"\xef\xbb\xbf" + path.read_bytes().replace(b"\n", b"\r\n"))
    assert load(folder) == load(GOOD)
    assert line_of(folder / "areas.yaml", (0, "name")) == line_of(GOOD / "areas.yaml", (0, "name")) == 2


def test_a_file_that_is_too_large_or_no_file(tmp_path: Path) -> None:
    folder = copy_of(tmp_path)
    (folder / "units.yaml").write_bytes(b"#" * (MAX_BYTES + 1))
    (folder / "areas.yaml").unlink()
    (folder / "areas.yaml").mkdir()
    _, issues = read_folder(folder)
    assert sorted(issue.code for issue in issues) == ["too-large", "unreadable"]


def test_yaml_without_a_place_of_its_error(tmp_path: Path) -> None:
    folder = copy_of(tmp_path)
    (folder / "areas.yaml").write_text("- \x01", encoding="utf-8")
    _, issues = read_folder(folder)
    assert [issue.code for issue in issues] == ["not-yaml"]


def test_lines_of_what_is_not_there(tmp_path: Path) -> None:
    assert line_of(tmp_path / "none.yaml", (0,)) == 0
    assert line_of(GOOD / "areas.yaml", (7, "name")) == 1
    (tmp_path / "x.yaml").write_text("- [", encoding="utf-8")
    assert line_of(tmp_path / "x.yaml", (0,)) == 0


def test_places_above_themselves_are_found_out(tmp_path: Path) -> None:
    folder = copy_of(tmp_path)
    rows = "- {id: yunxi_r, name: 云溪乡, level: township, parent: v}\n- {id: v, name: 上云村, level: village, parent: yunxi_r}\n"
    (folder / "places.yaml").write_text(rows, encoding="utf-8")
    assert "place-level" in {issue.code for issue in check_folder(folder) if issue.severity == "error"}


# ------------------------------------------------------------------------------------------------ saving


def test_a_folder_that_cannot_be_written_is_told(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / "file").write_bytes(b"")
    with pytest.raises(UserError, match="写不进去"):
        save(load_once(), tmp_path / "file" / "below")


def test_what_was_there_stays_when_the_new_cannot_be_put_in_its_place(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    save(load_once(), tmp_path / "out")
    real = os.replace

    def refusing(source: Any, target: Any) -> None:
        if Path(source).name == "package":
            raise PermissionError(13, "in use")
        real(source, target)

    monkeypatch.setattr(folder_module.os, "replace", refusing)
    with pytest.raises(UserError, match="in use"):
        save(load_once(), tmp_path / "out")
    assert load(tmp_path / "out") == load_once()
    with pytest.raises(UserError, match="in use"):
        save(load_once(), tmp_path / "new")
    assert [path.name for path in tmp_path.iterdir()] == ["out"]


def test_into_the_present_folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / "here").mkdir()
    monkeypatch.chdir(tmp_path / "here")
    save(load_once(), Path("."))
    assert load(tmp_path / "here") == load_once()
