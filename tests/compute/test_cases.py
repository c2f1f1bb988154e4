"""Worked examples beside plans: those that ship hold, and what is wrong with one is told with file and cure."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest
from ruamel.yaml import YAML

from qingmiao.cli import main
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
    named = set()
    for file in PLANS.glob("*/cases/*.yaml"):
        query = YAML(typ="safe").load(file.read_text(encoding="utf-8"))["query"]
        named |= {query.split("'")[1]}
    assert len(named) >= 20


def written(facts: str = FACTS, query: str | None = QUERY, **more: str) -> str:
    blocks = {"facts": facts} | ({} if query is None else {"query": query}) | more
    body = "".join(f"{key}: |\n" + "".join(f"  {line}\n" for line in text.splitlines()) for key, text in blocks.items())
    return f"name: 一例\n{body}"


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
}  # fmt: skip


ANSWER = f"indicator, place, year, value\ninfant_mortality_rate, {REGION}, 2023, "
RIGHT = {
    "as the query says": written(),
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
def issues(package: Path) -> dict[str, list[Issue]]:
    found: dict[str, list[Issue]] = {}
    for issue in check_cases(package):
        found.setdefault(Path(issue.file).stem, []).append(issue)
    return found


@pytest.mark.parametrize("name", BROKEN)
def test_what_is_wrong_is_told(issues: dict[str, list[Issue]], name: str) -> None:
    (issue,) = issues[name]
    assert (issue.code, issue.severity) == ("case", "error")
    assert BROKEN[name][1] in issue.what
    assert " / " in issue.cure or "select" in issue.cure


def test_right_answers_give_no_issue(issues: dict[str, list[Issue]]) -> None:
    assert not RIGHT.keys() & issues.keys()
    assert len(issues["published, too far off"]) == 1  # half a unit of the last digit is enough, more is not


def test_the_command_checks_cases_too(package: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["check", str(package)]) == 1
    assert "[case]" in capsys.readouterr().out
