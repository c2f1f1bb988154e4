"""Worked examples beside plans: those that ship hold, and what is wrong with one is told with file and cure."""

from __future__ import annotations

import re
import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest
from ruamel.yaml import YAML

from qingmiao import catalogue
from qingmiao.cli import main
from qingmiao.compute import cases
from qingmiao.compute.cases import check_cases
from qingmiao.plans import Issue

PLANS = Path(__file__).resolve().parents[2] / "plans"
SHIPPED = sorted(folder.parent for folder in PLANS.glob("*/cases"))
REGION = "qinghe2021_r"
FACTS = f"element, place, year, value\ninfant_deaths, {REGION}, 2023, 3\nlive_births, {REGION}, 2023, 1000\n"
QUERY = f"select 'infant_mortality_rate' as indicator, '{REGION}' as place, 2023 as year, 3.0 as value"


@pytest.mark.parametrize("folder", SHIPPED, ids=lambda folder: folder.name)
def test_shipped_cases_hold(folder: Path) -> None:
    assert check_cases(folder) == []


def test_twenty_indicators_have_a_case() -> None:
    known = catalogue.load().indicators
    named, published = set(), 0
    for file in PLANS.glob("*/cases/*.yaml"):
        told = YAML(typ="safe").load(file.read_text(encoding="utf-8"))
        named |= {word for word in re.findall(r"[a-z0-9_]+", told.get("query") or told["expected"]) if word in known}
        published += "expected" in told
    assert len(named) >= 20
    assert published >= 5


def written(facts: str = FACTS, query: str | None = QUERY, **more: str) -> str:
    blocks = {"facts": facts} | ({} if query is None else {"query": query}) | more
    body = "".join(f"{key}: |\n" + "".join(f"  {line}\n" for line in text.splitlines()) for key, text in blocks.items())
    return f"name: 一例\n{body}"


NUMBERED = (
    f"id, element, place, year, value, supersedes\n{{}}, infant_deaths, {REGION}, 2023, 3, \n{{}}, infant_deaths, {REGION}, 2023, 4, {{}}\n"
)
ANSWER = f"indicator, place, year, value\ninfant_mortality_rate, {REGION}, 2023, "


def formula(text: str) -> str:
    return f"{written()}formulas:\n  {text}\n"


BROKEN = {
    "another value": (written(query=QUERY.replace("3.0", "3.1")), "答案是 3.1"),
    "another status": (written(query=QUERY + ", 'withheld' as status"), "答案是 withheld"),
    "no such indicator": (written(query=QUERY.replace("infant_mortality_rate", "no_rate")), "no_rate"),
    "no such place": (written(facts=FACTS.replace(REGION, "nowhere", 1)), "nowhere"),
    "no such element": (written(facts=FACTS.replace("infant_deaths", "infants")), "infants"),
    "not SQL": (written(query="selct 1"), "查询有错"),
    "SQL that reads files": (written(query="select * from '/etc/passwd'"), "查询有错"),
    "SQL without a value": (written(query="select 1 as one"), "查询没有给出"),
    "no number": (written(facts=FACTS.replace("1000", "一千")), "不是数"),
    "no rows": (written(facts="element, place, year, value"), "没有数据行"),
    "neither query nor answer": (written(query=None), "栏目不对"),
    "an answer from nowhere": (written(query=None, expected=f"indicator, place, year, value\ninfant_mortality_rate, {REGION}, 2023, 3"), "出处"),
    "not YAML": ("name: [", "YAML"),
    "no mapping": ("- 1", "栏目不对"),
    "a tolerance in words": (written() + "tolerance: 很小\n", "tolerance"),
    "a year without facts": (written(query=QUERY.replace("2023", "2022")), "算出 None"),
    "no such status": (written(facts="element, place, year, value, status\n" + f"infant_deaths, {REGION}, 2023, 3, fine\n"), "不合规矩"),
    "a value missing, but observed": (written(facts=FACTS.replace("1000", "")), "不合规矩"),
    "infinitely many": (written(facts=FACTS.replace("1000", "inf")), "不合规矩"),
    "an id twice": (written(facts=NUMBERED.format(1, 1, "")), "不合规矩"),
    "corrects itself": (written(facts=NUMBERED.format(1, 2, 2)), "不合规矩"),
    "corrects nothing": (written(facts=NUMBERED.format(1, 2, 9)), "编号不对"),
    "an id too large": (written(facts=NUMBERED.format(1, 100_000, "")), "编号不对"),
    "a quarter": (written(facts="element, place, year, value, basis\n" + f"infant_deaths, {REGION}, 2023, 3, quarter\n"), "不合规矩"),
    "the year nought": (written(facts=FACTS.replace("2023", "0")), "不合规矩"),
    "no column of years": (written(facts=f"element, place, value\ninfant_deaths, {REGION}, 3\n"), "缺 year"),
    "an answer without years": (
        written(query=None, expected=f"indicator, place, value\ninfant_mortality_rate, {REGION}, 3", source="某年鉴"),
        "缺 year",
    ),
    "SQL without a year": (written(query=QUERY.replace("2023 as year", "null as year")), "查询没有给出"),
    "SQL with half a year": (written(query=QUERY.replace("2023 as year", "2022.5 as year")), "查询没有给出"),
    "SQL without end": (written(query="with recursive n as (select 1 as i union all select i + 1 from n) select max(i) from n"), "查询有错"),
    "a value where there must be none": (written(query=None, expected=ANSWER, source="某年鉴"), "答案是 None"),
    "too many cells": (written(facts=FACTS + f"infant_deaths, {REGION}, 2022, 3, 4, 5\n"), "比列名多"),
    "no formula": (written(formulas="one: 1 +"), "formulas 不是"),
    "a broken formula": (formula("one: 1 +"), "公式有错"),
    "a formula of nothing known": (formula("one: nothing_known / live_births"), "nothing_known"),
    "a formula with a name that there is": (formula("infant_mortality_rate: infant_deaths"), "编号已有"),
}  # fmt: skip


RIGHT = {
    "as the query says": written(),
    "a decimal of SQL, near enough": written(query=QUERY.replace("3.0", "3.02::decimal(9, 2)")) + "tolerance: 0.05\n",
    "withheld, as published": written(
        facts=FACTS.replace(REGION, f"{REGION.removesuffix('_r')}_t01_01"),
        query=None,
        expected="indicator, place, year, value, status\n"
        f"infant_mortality_rate, {REGION.removesuffix('_r')}_t01, 2023, , withheld\n"
        f"infant_mortality_rate, {REGION.removesuffix('_r')}_t01_01, 2023, 3, observed\n",
        source="某年鉴 2023",
    ),
    "with a formula of its own": formula("twice: infant_deaths * 2").replace("infant_mortality_rate", "twice").replace("3.0", "6"),
    "as published": written(query=None, expected=ANSWER + "3.02", source="某年鉴 2023") + "tolerance: 0.05\n",
}


@pytest.fixture(scope="module")
def package(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The example plan with all broken cases and the right ones: one run tells of all."""
    folder = tmp_path_factory.mktemp("package") / "qinghe2021"
    shutil.copytree(PLANS / "qinghe2021", folder, ignore=shutil.ignore_patterns("cases"))
    (folder / "cases").mkdir()
    texts = {name: text for name, (text, _) in BROKEN.items()} | RIGHT | {"published, too far off": FAR}
    for name, text in texts.items():
        (folder / "cases" / f"{name}.yaml").write_text(text, encoding="utf-8")
    return folder


FAR = written(query=None, expected=ANSWER + "3.2", source="某年鉴 2023") + "tolerance: 0.05\n"


@pytest.fixture(scope="module")
def monkeypatch_module() -> Iterator[pytest.MonkeyPatch]:
    with pytest.MonkeyPatch.context() as patch:
        yield patch


@pytest.fixture(scope="module")
def issues(package: Path, monkeypatch_module: pytest.MonkeyPatch) -> dict[str, list[Issue]]:
    monkeypatch_module.setattr(cases, "_SECONDS", 1.0)
    found: dict[str, list[Issue]] = {}
    for issue in check_cases(package):
        found.setdefault(Path(issue.file).stem, []).append(issue)
    return found


@pytest.mark.parametrize("name", BROKEN)
def test_what_is_wrong_is_told(issues: dict[str, list[Issue]], name: str) -> None:
    (issue,) = issues[name]
    assert (issue.code, issue.severity) == ("case", "error")
    assert BROKEN[name][1] in issue.what
    assert (issue.line > 0) == (name not in ("not YAML", "no mapping") or "name:" in BROKEN[name][0])
    assert " / " in issue.cure or "select" in issue.cure


def test_right_answers_give_no_issue(issues: dict[str, list[Issue]]) -> None:
    assert not RIGHT.keys() & issues.keys()
    assert len(issues["published, too far off"]) == 1  # half a unit of the last digit is enough, more is not


def test_the_command_checks_cases_too(package: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["check", str(package)]) == 1
    assert "[case]" in capsys.readouterr().out
