"""The warning letter: what it says, read back from the file without what wrote it, and how it lies on the page."""

from __future__ import annotations

import re
import subprocess
from dataclasses import replace
from datetime import date
from pathlib import Path

import pyarrow as pa
import pytest

from qingmiao.catalogue import Catalogue
from qingmiao.plans.model import Commitment
from qingmiao.progress.warning import Warned, carried
from qingmiao.progress.warning.finding import look_at
from qingmiao.progress.warning.ground import Ground, ground
from qingmiao.progress.warning.life import answered
from qingmiao.reports.letter import Letter, letter, open_letters
from qingmiao.reports.letter_docx import letter_docx
from tests.converting import converted
from tests.progress.build import commitment, package
from tests.progress.test_warning_rules import DEATHS, FIVE, MEASURED, NAMES, PLACES, run, table
from tests.reports.readback import W, part, table_headed, text, words

DAY = date(2026, 3, 1)
UNITS = {"C001": (("县卫生健康局",), False), "C002": (("县教育局", "县卫生健康局"), False)}


def laid(figures: pa.Table, *items: Commitment, of: object = MEASURED) -> Ground:
    return ground(package(*items), Catalogue({"x": of}, NAMES, {}), PLACES, figures, 2025)  # type: ignore[dict-item]


def warned(base: Ground) -> tuple[Warned, ...]:
    return carried((), look_at(base), DAY, UNITS)


@pytest.fixture(scope="module")
def base() -> Ground:
    """6.8 ‰ in the base year 2020, 6 ‰ promised for 2025 and 5 ‰ for 2030: the way leads by 6.0 in 2025, where 6.3 was reached, 1.3 above 5 and
    0.3 above 6."""
    due = commitment(**(FIVE | {"value": 6, "deadline": 2025}), id="C002")
    return laid(table(run("r", 2018, 7.0, 6.9, 6.8, 6.7, 6.6, 6.5, 6.4, 6.3)), commitment(**FIVE), due)


@pytest.fixture(scope="module")
def letters(base: Ground) -> dict[str, Letter]:
    return {one.unit: one for one in open_letters(base, warned(base), UNITS, made_on=DAY)}


@pytest.fixture(scope="module")
def file(letters: dict[str, Letter], tmp_path_factory: pytest.TempPathFactory) -> Path:
    path = tmp_path_factory.mktemp("letter") / "函.docx"
    path.write_bytes(letter_docx(letters["县卫生健康局"]))
    return path


def test_each_lead_unit_has_one_letter_the_gravest_first(letters: dict[str, Letter]) -> None:
    assert {unit: [one.warning.key for one in some.matters] for unit, some in letters.items()} == {
        "县卫生健康局": ["C002/r/overdue", "C001/r/hard"],
        "县教育局": ["C002/r/overdue"],
    }


def test_the_facts_by_hand(file: Path, letters: dict[str, Letter]) -> None:
    due, hard = table_headed(file, "序号", "指标", "目标\n（期限）")
    assert hard == {
        "序号": "2",
        "指标": "婴儿死亡率",
        "目标\n（期限）": "5‰以下\n（2030）",
        "基期\n（年份）": "6.80‰\n（2020）",
        "近三年": "2023年6.50‰\n2024年6.40‰\n2025年6.30‰",
        "按进度\n应达": "6.00‰",
        "与目标\n的差距": "1.30个千分点",
    }
    assert (due["目标\n（期限）"], due["与目标\n的差距"]) == ("6‰以下\n（2025）", "0.30个千分点")
    for one in letters["县卫生健康局"].matters:
        assert one.warning.finding.zh in text(file), "the warning's own sentence"


def test_title_addressee_sections_and_signature(file: Path) -> None:
    said = text(file).splitlines()
    assert "关于婴儿死亡率进度预警的提示函" in said
    assert "县卫生健康局：" in said
    sections = [line for line in said if re.match("[一二三四五]、", line)]
    assert sections == ["一、监测事实", "二、预警等级与触发规则", "三、可能原因（待部门核实）", "四、请你单位办理", "五、反馈期限与反馈表"]
    assert "第1项：预警等级为红色（上报），类别为“到期未达”；触发规则：期限已到，未达到目标、未完成或没有到期的数。" in said
    assert (
        "第2项：预警等级为黄色（限期），类别为“难以达到”；触发规则：到期时实际水平达到目标的概率低于30%；距期限3年以内且低于10%的为红色。"
        in said
    )
    assert any(line.startswith("请按下表所列期限反馈，最早的为2026年3月16日。") for line in said), (
        "15 days for what is overdue, 30 for the other"
    )
    assert [row["反馈期限"] for row in table_headed(file, "序号", "指标", "反馈期限")] == ["2026-03-16", "2026-03-31"]
    assert said[-2:] == ["随县妇女儿童工作委员会办公室", "2026年3月1日"]


def test_no_cause_is_told(file: Path) -> None:
    said = text(file)
    assert not re.search("得益于|由于|因为|导致|造成|归因", said)
    asked = said[said.index("三、可能原因") : said.index("四、请你单位办理")].splitlines()[2:]
    assert len(asked) == 3
    assert all(line.endswith("（待部门核实）。") for line in asked)
    assert not re.search(r"nan|None|XX|\{|\}|。。|，。", said)


def test_the_frame_is_that_of_a_letter(file: Path) -> None:
    """Name 30 mm from above, lower line 20 mm from below, lines of 170 mm: 7 mm beyond the type area at either side; no number on the first page."""
    section = next(part(file, "word/document.xml").iter(f"{W}sectPr"))
    margins = section.find(f"{W}pgMar")
    assert margins is not None
    assert (margins.attrib[f"{W}header"], margins.attrib[f"{W}footer"]) == ("1701", "1134")
    assert section.find(f"{W}titlePg") is not None
    named = [part(file, f"word/{kind}{number}.xml") for kind in ("header", "footer") for number in (1, 2, 3)]
    first = [tree for tree in named if list(tree.iter(f"{W}bottom"))]
    assert [[line.attrib[f"{W}sz"] for line in tree.iter(f"{W}bottom")] for tree in first] == [["18", "6"], ["6", "18"]]
    assert {line.attrib[f"{W}color"] for tree in first for line in tree.iter(f"{W}bottom")} == {"C00000"}
    for indent in (node for tree in first for node in tree.iter(f"{W}ind") if f"{W}right" in node.attrib):
        assert (indent.attrib[f"{W}left"], indent.attrib[f"{W}right"]) == ("-397", "-397")
    assert words(first[0]) == "随县妇女儿童工作委员会办公室"
    assert not list(first[1].iter(f"{W}instrText"))


def test_one_warning_a_proposed_unit_and_a_day_that_has_passed(base: Ground, tmp_path: Path) -> None:
    (hard,) = [one for one in warned(base) if one.key == "C001/r/hard"]
    path = tmp_path / "one.docx"
    path.write_bytes(letter_docx(letter(base, [hard], ["县卫生健康局", "县教育局"], proposed=True, made_on=date(2026, 4, 2))))
    said = text(path)
    assert "县卫生健康局、县教育局：" in said
    assert "请于2026年4月2日前反馈。其中1项原定期限已过，请即反馈。" in said
    assert "规划文件没有列明，发函前请确认" in said
    assert "第1项" not in said


def test_small_numbers_stand_with_their_counts_and_simulated_data_are_marked_thrice(tmp_path: Path) -> None:
    base = laid(table([("r", year, 9, 900) for year in range(2018, 2026)]), commitment(**(FIVE | {"value": 1})), of=DEATHS)
    (hard,) = [one for one in warned(base) if one.finding.kind == "hard"]
    simulated = replace(hard, finding=replace(hard.finding, simulated=True))
    path = tmp_path / "few.docx"
    path.write_bytes(letter_docx(letter(base, [simulated], ["县卫生健康局"], proposed=False, made_on=DAY)))
    assert table_headed(path, "序号")[0]["近三年"].endswith("2025年10.00‰\n（9/900）")
    said = text(path)
    assert "（模拟数据，不编文号）" in said
    assert "本函数据为模拟数据" in said
    assert "本表含模拟数据" in said


def test_two_warnings_on_one_promise_share_a_row(tmp_path: Path) -> None:
    """4.9 ‰ kept the promise in 2022, 9 ‰ does not: lost again, and hard to reach. The order is by level and then by key."""
    base = laid(table(run("r", 2018, 9, 9, 9, 9, 4.9, 9, 9, 9)), commitment(**FIVE))
    (one,) = open_letters(base, warned(base), {"C001": (("县卫生健康局",), False)}, made_on=DAY)
    assert [matter.warning.finding.kind for matter in one.matters] == ["hard", "turned"]
    path = tmp_path / "two.docx"
    path.write_bytes(letter_docx(one))
    assert [row["序号"] for row in table_headed(path, "序号", "指标", "反馈期限")] == ["1、2"]


def test_what_was_answered_is_in_no_letter(base: Ground) -> None:
    told = [answered(one, by="张三", day=DAY, words="已核实") for one in warned(base)]
    assert open_letters(base, told, UNITS, made_on=DAY) == []
    assert open_letters(base, warned(base), {"C001": ((), False), "C002": ((), False)}, made_on=DAY) == [], "no lead unit, no letter"


def test_the_same_letter_gives_the_same_bytes(letters: dict[str, Letter]) -> None:
    assert letter_docx(letters["县教育局"]) == letter_docx(letters["县教育局"])


@pytest.mark.libreoffice
def test_in_libreoffice_it_lies_as_meant(soffice: str, file: Path, tmp_path: Path) -> None:
    """The name on the first page alone, no number there; the text begins below the lines; every page says something."""
    pdf = converted(soffice, file, "pdf", tmp_path)
    said = subprocess.run(["pdftotext", "-layout", str(pdf), "-"], check=True, capture_output=True).stdout.decode("utf-8")
    pages = [re.sub(r"[ \u3000]+", "", page) for page in said.split("\f")[:-1]]
    assert "随县妇女儿童工作委员会办公室\n" in pages[0]
    assert ["—" + str(number) + "—" in page for number, page in enumerate(pages, 1)] == [False] + [True] * (len(pages) - 1)
    assert 2 <= len(pages) <= 4
    box = subprocess.run(["pdftotext", "-f", "1", "-l", "1", "-bbox", str(pdf), "-"], check=True, capture_output=True).stdout.decode(
        "utf-8"
    )
    found = re.search(r'yMin="([\d.]+)" xMax="[\d.]+" yMax="[\d.]+">随县', box)
    assert found is not None
    assert 28 < float(found.group(1)) / 72 * 25.4 < 33
