"""The warning letter as a Word file, read back with a zip and an XML reader alone; the letter is made by hand."""

from __future__ import annotations

import re
import subprocess
from dataclasses import replace
from datetime import date
from pathlib import Path

import pytest

from qingmiao.progress.warning import KINDS, rules
from qingmiao.reports import Letter, Measured, write_letter
from qingmiao.reports.letter_docx import CAUSES, PROSE_UP_TO
from qingmiao.reports.letters import Item
from tests.converting import converted
from tests.reports.readback import W, paragraphs, part, table_headed, text, words

SENTENCE = "2025年婴儿死亡率为6.10‰，三年来平均每年下降0.10个千分点，按此速度2030年约为5.60‰，达到“5‰以下”的把握约两成。"
PARTS = ["一、监测事实", "二、预警等级与触发规则", "三、可能原因，请核实", "四、请做好以下工作", "五、反馈期限与反馈表"]

HARD = Item(
    name="婴儿死亡率",
    kind="hard",
    level="yellow",
    sentence=SENTENCE,
    unit="‰",
    target="5‰以下",
    deadline=2030,
    base=Measured(2020, 6.6),
    recent=(Measured(2023, 6.3), Measured(2024, 6.2), Measured(2025, 6.1, "provisional")),
    pace="5.80‰",
    gap="1.10个千分点",
    due=date(2026, 4, 1),
    late=False,
    simulated=False,
)
DUE = replace(HARD, name="部门会商制度", kind="overdue", level="red", sentence="期限已到。", recent=(), base=None, pace="—", gap="—")


def letter(*items: Item, **others: object) -> Letter:
    """A letter of an invented county to its health office."""
    values = {"plan_title": "云岭县儿童发展规划（2021-2030年）", "sender": "云岭县妇女儿童工作委员会办公室", "to": ("县卫生健康局",)}
    return Letter(**{**values, "proposed": False, "made_on": date(2026, 3, 2), "items": items, **others})  # type: ignore[arg-type]


@pytest.fixture
def one(tmp_path: Path) -> Path:
    """The letter on one warning."""
    return write_letter(letter(HARD), tmp_path / "one.docx")


def test_the_five_parts_stand_in_order_under_real_headings(one: Path) -> None:
    said = paragraphs(one)
    assert [words for look, words in said if look == "Heading1"] == PARTS
    assert [words for look, words in said if look == "Title"] == ["关于婴儿死亡率进度预警的提示函"]
    plain = [words for look, words in said if look == "Normal"]
    assert plain == ["县卫生健康局：", "云岭县妇女儿童工作委员会办公室", "2026年3月2日"]
    assert said[-1][1] == "2026年3月2日"


def test_the_facts_are_those_of_the_warning(one: Path) -> None:
    assert SENTENCE in [words for _, words in paragraphs(one)]
    assert list(table_headed(one, "序号", "指标（事项）")[0].values()) == [
        "1",
        "婴儿死亡率",
        "5‰以下\n（2030）",
        "6.60‰\n（2020）",
        "2023年 6.30‰\n2024年 6.20‰\n2025年 6.10‰p",
        "5.80‰",
        "1.10个千分点",
    ]


def test_the_level_and_its_rule_are_told_with_the_limits_of_the_table(one: Path) -> None:
    rule = "推算达到目标的把握低于30%时发起，不低于40%时解除；距期限3年以内且把握低于10%的为红色"
    assert f"本项：“难以达到”，黄色（限期）。触发规则：{rule}。" in text(one)


def test_no_cause_is_asserted(one: Path) -> None:
    """Each cause is a question that the unit has to look into."""
    said = text(one)
    assert said.count("（待部门核实）") == len(CAUSES["hard"]) == 3
    assert not re.search("得益于|导致|由于|因为", said)


def test_the_term_and_the_form(one: Path) -> None:
    assert "请于2026年4月1日前填写下表反馈我办。" in text(one)
    (row,) = table_headed(one, "序号", "预警事项")
    assert row["反馈期限"] == "2026年\n4月1日"
    assert [cell.strip() for cell in list(row.values())[3:]] == [""] * 4, "to be filled in"


def test_past_and_coming_terms_are_kept_apart(tmp_path: Path) -> None:
    late = replace(DUE, due=date(2026, 2, 1), late=True)
    said = text(write_letter(letter(late, HARD), tmp_path / "a.docx"))
    assert "第1项反馈期限已过，请立即反馈；其余各项请于2026年4月1日前填写下表反馈我办。" in said
    assert "本项反馈期限已过，请立即反馈。" in text(write_letter(letter(late), tmp_path / "b.docx"))
    other = replace(DUE, due=date(2026, 3, 20))
    assert "请按下表各项期限填写反馈我办，最早的为2026年3月20日。" in text(write_letter(letter(other, HARD), tmp_path / "c.docx"))


def test_several_warnings_are_numbered_and_their_rules_told_once(tmp_path: Path) -> None:
    said = text(write_letter(letter(DUE, HARD, replace(HARD, name="新生儿死亡率")), tmp_path / "a.docx"))
    assert "关于部门会商制度等3项进度预警的提示函" in said.replace("\n", "")
    assert "1．期限已到。" in said
    assert "第1项：“到期未达”，红色（上报）。" in said
    assert "第2、3项：“难以达到”，黄色（限期）。" in said
    assert said.count("触发规则：") == 2


def test_of_many_warnings_the_sentences_stand_in_the_table(tmp_path: Path) -> None:
    path = write_letter(letter(*[HARD] * (PROSE_UP_TO + 1)), tmp_path / "many.docx")
    rows = table_headed(path, "序号", "监测事实")
    assert [row["监测事实"] for row in rows] == [SENTENCE] * 13
    assert SENTENCE not in [words for _, words in paragraphs(path)]


def test_marks_of_simulated_and_proposed(one: Path, tmp_path: Path) -> None:
    """A letter with simulated figures bears no number to be filled in, and says thrice what it is."""
    assert "〔2026〕" in text(one)
    assert "模拟" not in text(one)
    marked = write_letter(letter(replace(HARD, simulated=True), proposed=True), tmp_path / "marked.docx")
    assert "〔2026〕" not in text(marked)
    assert "本函含模拟数据，仅供系统演示，不得用印发出。" in text(marked)
    assert text(marked).count("本表含模拟数据，仅供系统演示。") == 2
    assert "发函前请核定" in text(marked)
    assert "发函前请核定" not in text(one)


def test_nothing_broken_is_written(one: Path) -> None:
    assert not re.search(r"nan|None|inf\b|\{|\}|。。|，。", text(one))
    assert all(said.strip() for _, said in paragraphs(one))
    assert write_letter(letter(HARD), one.with_name("again.docx")).read_bytes() == one.read_bytes()


def test_the_first_page_bears_the_sender_between_red_double_lines(one: Path) -> None:
    """Thick above thin on top, thin above thick at the foot, 170 mm long: 8 and 6 mm beyond the type area of 156 mm."""
    found = {}
    for number in range(1, 7):
        for kind in ("header", "footer"):
            try:
                tree = part(one, f"word/{kind}{number}.xml")
            except KeyError:
                continue
            for line in tree.iter(f"{W}bottom"):
                indent = next(tree.iter(f"{W}ind")).attrib
                found[kind] = (line.attrib[f"{W}val"], line.attrib[f"{W}color"], words(tree))
                outside = -sum(int(indent[f"{W}{side}"]) for side in ("left", "right")) / 1440 * 25.4
                assert 156 + outside == pytest.approx(170, abs=0.1)
    assert found == {
        "header": ("thickThinMediumGap", "FF0000", "云岭县妇女儿童工作委员会办公室"),
        "footer": ("thinThickMediumGap", "FF0000", ""),
    }
    assert part(one, "word/document.xml").find(f".//{W}titlePg") is not None


def test_every_kind_has_its_rule_and_its_questions() -> None:
    assert set(CAUSES) == set(KINDS)
    assert rules()["apart"].when() == "与各地合计相比差于各地，且超出控制限（单侧概率低于0.135%）"
    assert rules()["gap"].when("en") == "the gap is wider than in the base year, at least 95% certain"


@pytest.mark.libreoffice
def test_it_lays_out_on_three_pages_and_is_signed_beside_its_form(soffice: str, tmp_path: Path) -> None:
    pdf = converted(soffice, write_letter(letter(DUE, HARD), tmp_path / "letter.docx"), "pdf", tmp_path)
    said = subprocess.run(["pdftotext", "-layout", str(pdf), "-"], check=True, capture_output=True).stdout.decode("utf-8")
    pages = said.split("\f")[:-1]
    assert len(pages) <= 3
    assert "预警反馈表" in pages[-1]
    assert "2026年3月2日" in re.sub(" ", "", pages[-1])
    assert ["—" in page.splitlines()[-1] for page in pages] == [False, *[True] * (len(pages) - 1)], "no number on the first page"
