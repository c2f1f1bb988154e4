"""The truth of a release, from its facts by SQL written by hand: nothing here asks the product what a figure is.

A release is a folder: `facts.parquet` (all that was ever recorded), and plain tables as JSON: `places` (id, names, parent, part), `elements`
(code, basis, adds: sum, maximum, measured), `indicators` (fields of `Indicator`, and formula), `commitments` (fields of `Commitment`, and kind, method), `plan`
(the other fields of `Truth`), `below_words`. Figures are worked out for the plan's place, the places beside it and each place that is named.

Read are formulas of the forms `a`, `a / b`, `a / b * k` and sums in brackets; of others there are no figures, and a number of them in a report
is an error of the check, not of the report.
"""

from __future__ import annotations

import json
import re
from dataclasses import replace
from itertools import pairwise
from pathlib import Path
from typing import Any, Final

import duckdb

from tests.reports.checking.truth import Truth, from_json

FORMULA: Final = re.compile(r"\(?(?P<above>[\w.@+ ]+?)\)?(?: / \(?(?P<below>[\w.@+ ]+?)\)?(?: \* (?P<per>[\d.]+))?)?")
GROUPS: Final = {"rural": ("residence", "rural"), "urban": ("residence", "urban"), "female": ("sex", "female"), "male": ("sex", "male")}

PICKED: Final = """
CREATE TABLE picked AS
WITH current AS (
    SELECT *, year(period_to - INTERVAL 1 DAY)::INT AS y,
           CASE WHEN sex = 'all' AND residence = 'all' THEN '' WHEN sex = 'all' THEN residence WHEN residence = 'all' THEN sex END AS grp
    FROM facts f
    WHERE age = 'all' AND other = 'all' AND basis <> 'quarter'
      AND NOT EXISTS (SELECT 1 FROM facts g WHERE g.supersedes = f.id)
)
SELECT c.element, c.place, c.y, c.grp, c.value, c.status
FROM current c JOIN elements e ON e.code = c.element
WHERE c.grp IS NOT NULL AND (c.basis <> 'several_years' OR c.element LIKE '%@')
QUALIFY row_number() OVER (
    PARTITION BY c.element, c.place, c.y, c.grp
    ORDER BY c.simulated, c.value IS NULL, c.basis <> e.basis,
             list_position(['health','education','civil_affairs','statistics','justice','department','register','survey','document','publication'], c.stream),
             c.period_to DESC, c.id DESC) = 1
"""

TREE: Final = """
CREATE TABLE tree AS
WITH RECURSIVE up(place, ancestor) AS (
    SELECT id, id FROM places
    UNION ALL
    SELECT up.place, p.parent FROM up JOIN places p ON p.id = up.ancestor WHERE p.part AND p.parent IS NOT NULL
)
SELECT place, ancestor FROM up
WHERE place NOT IN (SELECT parent FROM places WHERE part AND parent IS NOT NULL) AND place IN (SELECT id FROM places WHERE part)
"""

# What a place itself has told, element by element; complete where it has told all that the formula asks for.
TOLD: Final = """
CREATE TABLE told AS
SELECT t.indicator, p.place, p.y, p.grp,
       sum(p.value) FILTER (t.role = 'above') AS above, sum(p.value) FILTER (t.role = 'below') AS below,
       count(p.value) = any_value(t.needed) AS complete, any_value(t.greatest) AS greatest,
       bool_or(p.status = 'not_applicable') AS beside
FROM terms t JOIN picked p ON p.element = t.element
GROUP BY ALL
"""

# Counts of a place: its own where it has told all, else the sum of its parts that have.
ADDED: Final = """
CREATE TABLE added AS
WITH asked AS (
    SELECT DISTINCT t.indicator, tree.ancestor AS place, t.y, t.grp FROM told t JOIN tree ON tree.place = t.place WHERE tree.ancestor IN (SELECT id FROM wanted)
    UNION SELECT indicator, place, y, grp FROM told WHERE place IN (SELECT id FROM wanted)
), parts AS (
    SELECT a.indicator, a.place, a.y, a.grp,
           count(*) FILTER (NOT coalesce(t.beside, false)) AS expected,
           count(*) FILTER (t.complete) AS reporting,
           CASE WHEN bool_or(t.greatest) THEN max(t.above) FILTER (t.complete) ELSE sum(t.above) FILTER (t.complete) END AS above, sum(t.below) FILTER (t.complete) AS below
    FROM asked a JOIN tree ON tree.ancestor = a.place
    LEFT JOIN told t ON t.indicator = a.indicator AND t.place = tree.place AND t.y = a.y AND t.grp = a.grp
    GROUP BY ALL
), own AS (
    SELECT * FROM told WHERE complete AND place IN (SELECT id FROM wanted)
)
SELECT parts.indicator, parts.place, parts.y, parts.grp, parts.expected,
       CASE WHEN own.place IS NOT NULL THEN parts.expected WHEN shapes.adds THEN parts.reporting ELSE 0 END AS reporting,
       coalesce(own.above, parts.above) AS above, coalesce(own.below, parts.below) AS below
FROM parts JOIN shapes USING (indicator) LEFT JOIN own USING (indicator, place, y, grp)
"""

# The rate itself, where no counts give it: only where it was measured.
FIGURES: Final = """
CREATE TABLE figures AS
WITH counted AS (
    SELECT a.*, i.ratio, i.per, i.adds,
           CASE WHEN a.reporting = 0 OR a.reporting < $threshold * a.expected THEN NULL
                WHEN i.ratio AND a.below = 0 THEN NULL
                WHEN i.ratio THEN a.above / a.below * i.per ELSE a.above END AS value
    FROM added a JOIN shapes i ON i.indicator = a.indicator WHERE NOT i.measured
), measured AS (
    SELECT i.indicator, p.place, p.y, p.grp, p.value FROM shapes i JOIN picked p ON p.element = i.indicator || '@' WHERE p.place IN (SELECT id FROM wanted)
)
SELECT coalesce(c.indicator, m.indicator) AS indicator, coalesce(c.place, m.place) AS place, coalesce(c.y, m.y) AS year,
       coalesce(c.grp, m.grp) AS grp, coalesce(c.value, m.value) AS value,
       CASE WHEN c.value IS NOT NULL AND c.ratio THEN c.above END AS events,
       CASE WHEN c.value IS NOT NULL AND c.ratio THEN c.below END AS exposure,
       CASE WHEN c.value IS NOT NULL AND c.adds THEN c.reporting ELSE 1 END AS reporting,
       CASE WHEN c.value IS NOT NULL AND c.adds THEN c.expected ELSE 1 END AS expected
FROM counted c FULL JOIN measured m ON m.indicator = c.indicator AND m.place = c.place AND m.y = c.y AND m.grp = c.grp
"""


def truth(folder: Path) -> Truth:
    """The truth of the release in a folder."""
    tables = {
        name: json.loads((folder / f"{name}.json").read_text(encoding="utf-8"))
        for name in ("places", "elements", "indicators", "commitments", "plan", "below_words")
    }
    plan: dict[str, Any] = tables["plan"]
    base = duckdb.connect(config={"threads": 1})
    base.read_parquet(str(folder / "facts.parquet")).create_view("facts")
    _table(
        base, "places", "id VARCHAR, parent VARCHAR, part BOOLEAN", [(one["id"], one["parent"], one["part"]) for one in tables["places"]]
    )
    _table(base, "elements", "code VARCHAR, basis VARCHAR", [(one["code"], one["basis"]) for one in tables["elements"]])
    _table(base, "wanted", "id VARCHAR", [(one["id"],) for one in tables["places"] if one["names"]])
    _formulas(base, tables["indicators"], {one["code"]: one["adds"] for one in tables["elements"]})
    for query in (PICKED, TREE, TOLD, ADDED):
        base.execute(query)
    base.execute(FIGURES, {"threshold": plan["threshold"] or 0.0})
    rows = base.execute("SELECT indicator, place, year, grp, value, events, exposure, reporting, expected FROM figures").fetchall()
    names = ("indicator", "place", "year", "group", "value", "events", "exposure", "reporting", "expected")
    told = {
        **plan,
        "places": {one["id"]: one["names"] for one in tables["places"] if one["names"]},
        "indicators": [_indicator(one) for one in tables["indicators"]],
        "commitments": [_commitment(one, tables["commitments"], rows, plan["place"]) for one in tables["commitments"]],
        "below_words": tables["below_words"],
        "figures": [dict(zip(names, row, strict=True)) for row in rows],
    }
    return from_json(json.dumps(told, ensure_ascii=False))


def compared(now: Path, then: Path) -> Truth:
    """The truth of a release beside that of an earlier period."""
    return replace(truth(now), then=truth(then))


def _table(base: duckdb.DuckDBPyConnection, name: str, columns: str, rows: list[tuple[Any, ...]]) -> None:
    base.execute(f"CREATE TABLE {name} ({columns})")
    if rows:
        base.executemany(f"INSERT INTO {name} VALUES ({', '.join('?' * len(rows[0]))})", rows)


def _parts(formula: str) -> tuple[list[str], list[str], float] | None:
    """Elements above and below the line and the multiplier; None for a formula of another form."""
    found = FORMULA.fullmatch(formula)
    if found is None:
        return None
    above, below = ([one.strip() for one in (found.group(name) or "").split("+") if one.strip()] for name in ("above", "below"))
    return above, below, float(found.group("per") or 1)


def _formulas(base: duckdb.DuckDBPyConnection, indicators: list[dict[str, Any]], adds: dict[str, str]) -> None:
    terms: list[tuple[Any, ...]] = []
    shapes: list[tuple[Any, ...]] = []
    for one in indicators:
        parts = _parts(one["formula"])
        if parts is None:
            continue
        above, below, per = parts
        measured = all(element.endswith("@") for element in above)
        ways = {adds.get(element, "sum") for element in (*above, *below)}
        shapes.append((one["code"], bool(below), measured, per, "measured" not in ways))
        if not measured:
            terms += [
                (one["code"], element, role, len(above) + len(below), "maximum" in ways)
                for role, some in (("above", above), ("below", below))
                for element in some
            ]
    _table(base, "shapes", "indicator VARCHAR, ratio BOOLEAN, measured BOOLEAN, per DOUBLE, adds BOOLEAN", shapes)
    _table(base, "terms", "indicator VARCHAR, element VARCHAR, role VARCHAR, needed INT, greatest BOOLEAN", terms)


def _indicator(one: dict[str, Any]) -> dict[str, Any]:
    parts = _parts(one["formula"])
    per = parts[2] if parts is not None and parts[1] else None
    return {key: value for key, value in one.items() if key != "formula"} | {"per": per}


def _commitment(one: dict[str, Any], every: list[dict[str, Any]], rows: list[tuple[Any, ...]], place: str) -> dict[str, Any]:
    """With what the line asks for by the latest year, worked out here: straight from the base to the first target, and on to the next."""
    told = {key: value for key, value in one.items() if key not in ("kind", "line")}
    values = {row[2]: row[4] for row in rows if (row[0], row[1], row[3]) == (one["indicator"], place, "")}
    first, last = one["base_year"], one["latest_year"]
    if not one["line"] or first is None or last is None or values.get(first) is None:
        return told
    same = [two for two in every if two["indicator"] == one["indicator"] and two["aim"] is not None]
    due = {
        two["deadline"]: _near(two, values[first])
        for two in same
        if two["deadline"] and two["deadline"] <= one["deadline"] and two["deadline"] > first
    }
    due[one["deadline"]] = _near(one, values[first])
    corners = [(first, values[first])]
    for year, goal in sorted(due.items()):  # what is better than the target already need not go back
        before = corners[-1][1]
        corners.append((year, max(before, goal) if one["better"] == "up" else min(before, goal) if one["better"] == "down" else goal))
    for (year, value), (later, goal) in pairwise(corners):
        if year <= last <= later:
            return told | {"pace": value + (goal - value) * (last - year) / (later - year)}
    return told | {"pace": corners[-1][1]}


def _near(one: dict[str, Any], base: float) -> float:
    """The end of the way: of 左右 and of a range the nearer end."""
    ends = [one["aim"], *([one["aim_high"]] if one["aim_high"] is not None else [])]
    if one["comparator"] == "~":
        ends = [one["aim"] * 0.95, one["aim"] * 1.05]
    return float(min(ends, key=lambda end: abs(end - base)))
