"""Worked examples that lie beside a plan: a few facts, and what an answer of other making says of them.

`PLAN/cases/*.yaml`, one case a file:

    name: what the case shows
    facts: |        # CSV; element, place, year, value; also sex, residence, age, other, status, stream, id, supersedes, simulated, basis
    formulas:       # formulas to be tried besides the indicators that there are: a code of your own and its formula
    query: |        # SQL by hand over the table `facts` (the CSV): indicator, place, year, value; also numerator, denominator, status
    expected: |     # or, in place of a query, the answer as CSV, where an empty value says that there must be none …
    source:         # … and where it was published
    tolerance: 0.05 # how far values may lie apart; 1e-9 when left out

The query is run by DuckDB on the CSV alone and shares nothing with the engine. All cases of a plan are worked out at once, each in places of
its own, under the plan's threshold and each year within its own boundaries.
"""

from __future__ import annotations

import csv
import io
import threading
from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta
from decimal import Decimal
from pathlib import Path
from typing import Any, Final

import duckdb
import pyarrow as pa
from ruamel.yaml import YAML
from ruamel.yaml.error import YAMLError

from qingmiao import plans
from qingmiao.catalogue import Catalogue, Indicator
from qingmiao.compute.engine import figures
from qingmiao.facts.periods import period
from qingmiao.facts.revisions import current
from qingmiao.facts.table import InvalidFacts, build
from qingmiao.places.model import Gazetteer, Place
from qingmiao.plans import Package
from qingmiao.plans.issues import Issue

TOLERANCE: Final = 1e-9
_KEYS: Final = frozenset({"name", "facts", "formulas", "query", "expected", "source", "tolerance"})
_NUMBERS: Final = {"year": int, "value": float, "id": int, "supersedes": int, "numerator": float, "denominator": float}
_TOLD: Final = ("element", "place", "year")
_ASKED: Final = ("indicator", "place", "year")
_MOMENT: Final = datetime(2000, 1, 1, tzinfo=UTC)
_MOST: Final = 100_000
"""Rows of facts that a case may have, and the numbers that they may bear."""

_SECONDS: Final = 20.0
"""How long a query may run; what takes longer is not a small example."""


class _Wrong(Exception):
    """Why a case cannot be worked out: what is wrong and the cure, both “中文 / English”, and the key of the file where it stands."""

    def __init__(self, what: str, cure: str, key: str = "name") -> None:
        super().__init__(what)
        self.what, self.cure, self.key = what, cure, key


@dataclass(frozen=True, slots=True)
class Case:
    """One case: the rows of its facts, formulas of its own, and the rows of its answer, which stand at a line of the file."""

    file: Path
    name: str
    facts: Sequence[Mapping[str, Any]]
    formulas: Mapping[str, Indicator]
    answer: Sequence[Mapping[str, Any]]
    tolerance: float
    line: int


def check_cases(folder: Path) -> list[Issue]:
    """Work out the cases of a package and compare; an issue for each file that cannot be used and each answer that differs."""
    issues: list[Issue] = []
    files = sorted((folder / "cases").glob("*.yaml"))
    if not files or (package := plans.read_folder(folder)[0]) is None:
        return issues
    catalogue, places = plans.catalogue_of(package), plans.gazetteer(package)
    cases = []
    for file in files:
        try:
            cases.append(_read(file, catalogue, places, package.plan.region))
        except _Wrong as wrong:
            issues.append(Issue(str(file), _line(file, wrong.key), "case", "error", wrong.what, wrong.cure))
    return issues + [issue for case, rows in _worked(cases, package, catalogue, places) for issue in _compared(case, rows)]


# ------------------------------------------------------------------------------------------------ reading


def _line(file: Path, key: str) -> int:
    """The line at which a key of the file stands; 0 where it is not there."""
    lines = file.read_bytes().decode("utf-8", "replace").splitlines()
    return next((number for number, text in enumerate(lines, 1) if text.startswith(f"{key}:")), 0)


def _read(file: Path, catalogue: Catalogue, places: Gazetteer, region: str) -> Case:
    try:
        told = YAML(typ="safe", pure=True).load(file.read_text(encoding="utf-8-sig"))
    except (OSError, UnicodeDecodeError, YAMLError, RecursionError, ValueError) as error:
        raise _Wrong(
            "不是合格的 YAML 文件 / not a YAML file in UTF-8", "检查缩进、冒号和编码 / look at indents, colons and encoding"
        ) from error
    if not isinstance(told, dict) or not {"name", "facts"} <= set(told) <= _KEYS or ("query" in told) == ("expected" in told):
        raise _Wrong(
            "算例的栏目不对 / the keys of the case are wrong",
            "写 name、facts，和 query 或 expected 之一（expected 要有 source） / write name, facts and either query or expected, which needs a source",
        )
    if "expected" in told and not told.get("source"):
        raise _Wrong(
            "没有说明答案的出处 / the answer has no source", "补上 source，或改用 query / add a source, or give a query", "expected"
        )
    tolerance = told.get("tolerance", TOLERANCE)
    if isinstance(tolerance, bool) or not isinstance(tolerance, int | float) or not 0 <= tolerance < float("inf"):
        raise _Wrong(f"tolerance 不是数：{tolerance} / tolerance is no number", "写如 0.05 / write such as 0.05", "tolerance")
    formulas = _formulas(told.get("formulas", {}), catalogue)
    facts = _rows(told["facts"], "facts", _TOLD)
    told_by = "expected" if "expected" in told else "query"
    answer = _rows(told["expected"], "expected", _ASKED) if told_by == "expected" else _queried(told["query"], facts)
    _known(facts, answer, {*catalogue.indicators, *formulas}, catalogue, {one.id for one in places.below(region)})
    case = Case(file, str(told["name"]), facts, formulas, answer, float(tolerance), _line(file, told_by))
    _storable(case, catalogue)
    return case


def _formulas(told: Any, catalogue: Catalogue) -> dict[str, Indicator]:
    """The formulas that a case brings with it, as indicators."""
    if not isinstance(told, dict) or set(told) & set(catalogue.indicators):
        raise _Wrong(
            "formulas 不是“编号: 公式”，或编号已有 / formulas must be codes of their own, each with a formula",
            "换个编号，写如 gap_of_girls: gap(a / b, male, female) / take another code",
            "formulas",
        )
    found = {}
    for code, formula in told.items():
        try:
            found[str(code)] = Indicator(str(code), str(code), "", str(formula))
        except ValueError as error:
            raise _Wrong(f"公式有错：{formula}（{error}） / the formula fails", "改正公式 / mend the formula", "formulas") from error
        if lost := sorted(set(found[str(code)].elements) - set(catalogue.elements)):
            raise _Wrong(
                f"没有这个数据元 / element：{'、'.join(lost)} / not known", "用目录或规划包中的编号 / use a code that is known", "formulas"
            )
    return found


def _rows(text: Any, key: str, needed: Sequence[str]) -> list[dict[str, Any]]:
    """The rows of a CSV text: numbers are numbers, what is empty is left out, but for the value of an answer, which is then to be none."""
    found = []
    for row in csv.DictReader(io.StringIO(str(text).strip()), skipinitialspace=True):
        if None in row:
            raise _Wrong(f"这一行的格子比列名多：{row} / more cells than names", "改正这一行 / mend the row", key)
        try:
            cells = {name: value.strip() for name, value in row.items() if name and value}
            made = {name: _NUMBERS.get(name, str)(value) for name, value in cells.items() if value}
        except ValueError as error:
            raise _Wrong(f"这一行有不是数的数：{row} / not a number in this row", "改正这一行 / mend the row", key) from error
        if lost := [name for name in needed if name not in made]:
            raise _Wrong(f"这一行缺 {'、'.join(lost)}：{row} / missing in this row", "补上这一栏 / add the column", key)
        found.append({"value": None, **made} if key == "expected" else made)
    if not 0 < len(found) <= _MOST:
        raise _Wrong(
            f"没有数据行，或多于 {_MOST} 行 / there are no rows, or too many",
            "先写列名一行，再写数据 / write a row of names, then rows of data",
            key,
        )
    return found


def _queried(query: Any, facts: Sequence[Mapping[str, Any]]) -> list[dict[str, Any]]:
    names = sorted({key for row in facts for key in row})
    columns = {name: pa.array([row.get(name) for row in facts]) for name in names}
    with duckdb.connect(config={"enable_external_access": "false", "memory_limit": "1GB"}) as connection:
        connection.register("facts", pa.table(columns))
        clock = threading.Timer(_SECONDS, connection.interrupt)
        clock.start()
        try:
            answer = connection.execute(str(query)).fetch_record_batch(_MOST).read_next_batch().to_pylist()
        except (duckdb.Error, StopIteration, pa.ArrowException) as error:
            why = str(error).splitlines()[0] if str(error) else "无结果 / nothing"
            raise _Wrong(f"查询有错：{why} / the query fails", "改正 query / mend the query", "query") from error
        finally:
            clock.cancel()
    if not answer or not {*_ASKED, "value"} <= set(answer[0]) or any(not _whole(row["year"]) for row in answer):
        raise _Wrong(
            "查询没有给出指标、地区、年份和数值 / the query does not give indicator, place, year and value",
            "select … as indicator, … as place, … as year, … as value",
            "query",
        )
    return [{name: float(value) if isinstance(value, Decimal) else value for name, value in row.items()} for row in answer]


def _whole(year: Any) -> bool:
    return isinstance(year, int | float | Decimal) and year == int(year)


def _known(
    facts: Sequence[Mapping[str, Any]],
    answer: Sequence[Mapping[str, Any]],
    indicators: Collection[str],
    catalogue: Catalogue,
    places: Collection[str],
) -> None:
    """Everything that the case speaks of is there."""
    for rows, column, there, what in (
        (facts, "element", catalogue.elements, "数据元 / element"),
        (facts, "place", places, "地区 / place"),
        (answer, "indicator", indicators, "指标 / indicator"),
        (answer, "place", places, "地区 / place"),
    ):
        if lost := sorted({str(row.get(column)) for row in rows} - set(there)):
            raise _Wrong(
                f"没有这个{what}：{'、'.join(lost)} / not known",
                "用目录或规划包中的编号；地区须在规划区域之内 / use a code of the catalogue or the package; places lie in the plan's region",
                "facts",
            )


def _storable(case: Case, catalogue: Catalogue) -> None:
    """The facts keep the rules that hold for every fact."""
    numbers = [int(row.get("id", line)) for line, row in enumerate(case.facts)]
    lost = sorted({int(row["supersedes"]) for row in case.facts if "supersedes" in row} - set(numbers))
    if lost or not all(0 <= number < _MOST for number in numbers):
        raise _Wrong(
            f"编号不对，或更正的数不在例中：{lost} / a number is wrong, or what is corrected is not in the case",
            f"id 从 0 到 {_MOST - 1}，supersedes 写例中的 id / give ids of the case",
            "facts",
        )
    try:
        build(_facts(case, 0, catalogue))
    except (InvalidFacts, KeyError, ValueError, OverflowError, pa.ArrowException) as error:
        raise _Wrong(f"数据不合规矩：{error} / the facts break a rule", "改正 facts / mend the facts", "facts") from error


# ------------------------------------------------------------------------------------------------ working out


def _worked(
    cases: Sequence[Case], package: Package, catalogue: Catalogue, places: Gazetteer
) -> Iterator[tuple[Case, Mapping[tuple[str, str, int], Mapping[str, Any]]]]:
    """The figures of each case: each in a copy of the region under a common top, so that one run serves all."""
    if not cases:
        return
    region = package.plan.region
    ours = list(places.below(region))
    top = Place("cases", "算例", "nation")
    copies = Gazetteer((top, *(_moved(place, number, region) for number in range(len(cases)) for place in ours)))
    asked = {str(row["indicator"]) for case in cases for row in case.answer}
    own = [replace(one, code=f"{number}:{code}") for number, case in enumerate(cases) for code, one in case.formulas.items()]
    made = figures(
        current(build(row for number, case in enumerate(cases) for row in _facts(case, number, catalogue))),
        indicators=[one for code, one in sorted(catalogue.indicators.items()) if code in asked] + own,
        elements=catalogue.elements,
        gazetteer=copies,
        region="cases",
        threshold=package.plan.threshold,
    )
    found: dict[int, dict[tuple[str, str, int], Mapping[str, Any]]] = {number: {} for number in range(len(cases))}
    for row in made.to_pylist():
        number, _, place = row["place"].partition(":")
        if place:
            found[int(number)][row["indicator"].removeprefix(f"{number}:"), place, row["year"]] = row
    yield from ((case, found[number]) for number, case in enumerate(cases))


def _moved(place: Place, number: int, region: str) -> Place:
    """A place in the copy of the region for one case."""

    def name(one: str | None) -> str | None:
        return None if one is None else f"{number}:{one}"

    return replace(
        place,
        id=f"{number}:{place.id}",
        parent="cases" if place.id == region else name(place.parent),
        past=() if place.id == region else tuple(replace(one, parent=name(one.parent)) for one in place.past),
        successors=tuple(replace(one, to=f"{number}:{one.to}") for one in place.successors),
        members=tuple(f"{number}:{one}" for one in place.members),
    )


def _facts(case: Case, number: int, catalogue: Catalogue) -> Iterator[dict[str, Any]]:
    """The rows of a case as facts: each on the usual basis of its element, recorded one after another."""
    first = number * _MOST + 1
    for line, row in enumerate(case.facts):
        told = {key: value for key, value in row.items() if key not in ("year", "id", "supersedes")}
        basis = str(row.get("basis", catalogue.elements[str(row["element"])].basis))
        start, end = period(int(row["year"]), basis)
        supersedes = row.get("supersedes")
        yield {
            **told,
            "id": first + int(row.get("id", line)),
            "supersedes": None if supersedes is None else first + int(supersedes),
            "place": f"{number}:{row['place']}",
            "period_from": start,
            "period_to": end,
            "basis": basis,
            "simulated": str(row.get("simulated", "")).lower() == "true",
            "origin": "import",
            "origin_id": case.file.name,
            "recorded_at": _MOMENT + timedelta(seconds=line),
            "recorded_by": "case",
        }


def _compared(case: Case, rows: Mapping[tuple[str, str, int], Mapping[str, Any]]) -> Iterator[Issue]:
    for one in case.answer:
        key = (str(one["indicator"]), str(one["place"]), int(one["year"]))
        row = rows.get(key, {})
        for column, expected in one.items():
            if column not in _ASKED and not _same(expected, row.get(column), case.tolerance):
                yield Issue(
                    str(case.file),
                    case.line,
                    "case",
                    "error",
                    f"{case.name}：{key[0]} {key[1]} {key[2]} 的 {column}，答案是 {expected}，算出 {row.get(column)}"
                    f" / expected {expected}, worked out {row.get(column)}",
                    "核对数据、查询和指标的公式 / look at the facts, the query and the formula",
                )


def _same(expected: Any, made: Any, tolerance: float) -> bool:
    if isinstance(expected, int | float) and isinstance(made, int | float):
        return abs(expected - made) <= tolerance * (max(1.0, abs(expected)) if tolerance == TOLERANCE else 1.0)
    return bool(expected == made)
