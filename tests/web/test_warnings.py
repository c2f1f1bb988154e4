"""预警: what stands, who sees it, what is done with it, and what the next computation makes of that."""

from __future__ import annotations

import csv
import io
import json
import re
import zipfile
from collections.abc import Callable
from datetime import date
from pathlib import Path
from urllib.parse import unquote

import pytest
from django.test import Client

from qingmiao.errors import UserError
from qingmiao.plans.model import METHODS_OF_THE_WAY
from qingmiao.web import service
from qingmiao.web.ledger.actions import act_on_warning
from qingmiao.web.ledger.models import AuditEntry, WarningRow
from qingmiao.web.ledger.queries import warnings_of
from tests.reports.readback import table_headed
from tests.reports.readback import text as text_of

PLAN = "liuxi2021"
ALL = f"/plans/{PLAN}/warnings/"


def text(client: Client, address: str = ALL) -> str:
    response = client.get(address)
    assert response.status_code == 200
    return response.content.decode()


def row(commitment: str) -> WarningRow:
    return WarningRow.objects.get(plan=PLAN, commitment=commitment)


def test_open_warnings_stand_by_the_day_due_each_a_sentence(as_person: Callable[[str], Client]) -> None:
    html = text(as_person("office"))
    assert "4 条待办理，其中 0 条已逾期；共 4 条。" in html
    told = (
        "2025年学前教育毛入园率为83.50%，2025年期限已到，未达到“90%以上”的目标。",
        "“部门会商制度”期限为2023年，期限已到，没有完成的报告。",
        "三年来平均每年上升0.50个百分点，推算2030年约为8",
        "从未有人报送“儿童满意度”的数据。",
    )
    at = [html.index(words) for words in told]
    assert at == sorted(at)
    assert "■</i>红色（上报）" in html
    assert html.count(told[0]) == 1, "the history does not say it again"
    assert "<li>2026-03-01 发起</li>" in html


@pytest.mark.parametrize(
    ("name", "commitments"),
    [
        ("office", {"C002", "C003", "C005", "C006"}),
        ("education", {"C002", "C003"}),
        ("health", set()),
        ("town", {"C002", "C003", "C005", "C006"}),
    ],
)
def test_whoever_does_not_see_the_figures_does_not_see_the_warning(
    name: str, commitments: set[str], as_person: Callable[[str], Client]
) -> None:
    html = text(as_person(name), f"{ALL}?state=all")
    assert {one.commitment for one in WarningRow.objects.filter(plan=PLAN) if f'id="w{one.pk}"' in html} == commitments
    assert ("没有未处理的预警" in html) == (not commitments)
    listed = as_person(name).get(f"{ALL}list.csv?state=all").content.decode("utf-8-sig")
    assert len(list(csv.DictReader(io.StringIO(listed)))) == len(commitments)


@pytest.mark.parametrize(
    ("query", "count"),
    [("kind=overdue", 2), ("kind=hard", 1), ("unit=教育局", 2), ("place=liuxi", 4), ("place=t1", 0), ("state=over", 0), ("state=all", 4)],
)
def test_the_list_is_narrowed_by_its_address(query: str, count: int, as_person: Callable[[str], Client]) -> None:
    assert text(as_person("office"), f"{ALL}?{query}").count("<tr id=") == count


def many(count: int) -> None:
    """So many warnings more on the enrolment of t1 and t2, as long as warnings are: each tenth is red, the rest blue."""
    told = row("C003")
    for number in range(count):
        body = json.loads(json.dumps(told.body))
        level = "red" if number % 10 == 0 else "blue"
        body["finding"] |= {
            "part": f"p{number:03}",
            "place": "t1" if number % 2 else "t2",
            "level": level,
            "zh": f"第{number}条" + "字" * 90,
        }
        WarningRow.objects.create(
            plan=PLAN, key=f"k{number:03}", commitment="C003", place=body["finding"]["place"], state="open", due=told.due, body=body
        )


def test_a_long_list_is_paged_the_most_pressing_first_and_keeps_its_filters(as_person: Callable[[str], Client]) -> None:
    """Four of the site and 200 more: forty a page, six pages of them; on the first all 22 red ones, then the yellow one, then blue ones."""
    many(200)
    office = as_person("office")
    first = text(office)
    assert len(first.encode()) < 200_000
    assert "共 204 条，这里是第 1 至 40 条，最要紧的在前。" in first
    levels = re.findall(r"</i>(红色|黄色|蓝色)（", first)
    assert levels == ["红色"] * 22 + ["黄色"] + ["蓝色"] * 17
    assert 'href="?page=2"' in first
    assert text(office, f"{ALL}?page=6").count("<tr id=") == 4
    assert text(office, f"{ALL}?page=99").count("<tr id=") == 4, "the last page where there are fewer"
    narrowed = text(office, f"{ALL}?place=t1&page=2")
    assert "共 100 条，这里是第 41 至 80 条" in narrowed
    assert 'rel="next" href="?place=t1&amp;page=3"' in narrowed
    assert "list.xlsx?place=t1" in narrowed, "the file holds all pages"
    assert len(list(csv.DictReader(io.StringIO(office.get(f"{ALL}list.csv?place=t1&page=2").content.decode("utf-8-sig"))))) == 100


def test_lead_units_are_told_with_what_they_have_to_see_to(as_person: Callable[[str], Client]) -> None:
    many(20)
    office = as_person("office")
    html = text(office, f"{ALL}?place=t1")
    assert "按牵头单位看（1 个）" not in html, "one unit alone is no choice"
    units = re.findall(r"<li><a href=\"\?(lead=[^\"]*)\">([^<]+)</a>", text(office))
    assert {name for _, name in units} >= {"教育局", "县妇儿工委办"}
    assert units[0][1] == "教育局", "the most red ones: one of its own and two of the twenty"
    led = text(office, f"{ALL}?{units[0][0]}")
    assert led.count("<tr id=") == 22
    assert "教育局牵头" in led
    assert 'name="lead" value="教育局"' in led, "the form of the filters keeps it, and that of the letters"
    assert text(office, f"{ALL}?lead=-").count("<tr id=") == 0, "somebody leads each"


def test_answer_measure_and_closure(as_person: Callable[[str], Client]) -> None:
    office, education, one = as_person("office"), as_person("education"), row("C002")
    address = f"{ALL}{one.pk}/act/"
    assert education.post(address, {"act": "close", "words": "x"}).status_code == 403
    assert "没有办理" in education.post(address, {"act": "answer", "words": " "}, follow=True).content.decode()
    assert "已记下" in education.post(address, {"act": "answer", "words": "已核实，新园未投用"}, follow=True).content.decode()
    assert "日期写作" in education.post(address, {"act": "measure", "words": "加快", "due": "三月"}, follow=True).content.decode()
    assert "早于今天" in education.post(address, {"act": "measure", "words": "加快", "due": "2026-02-01"}, follow=True).content.decode()
    education.post(address, {"act": "measure", "words": "加快建设", "due": "2026-09-01"})
    assert (row("C002").state, row("C002").due) == ("measure", date(2026, 9, 1))
    assert "已核实，新园未投用" in text(office)
    assert "请选择要做什么" in office.post(address, {"act": "burn"}, follow=True).content.decode()
    office.post(address, {"act": "close", "words": "整改到位"})
    assert "结束原因：整改到位" in text(office, f"{ALL}?state=over")
    assert office.post(address, {"act": "answer", "words": "再答", "next": "https://elsewhere.example/"})["Location"] == ALL
    assert [entry.action for entry in AuditEntry.objects.filter(action__startswith="warning.").order_by("id")] == [
        "warning.answer",
        "warning.measure",
        "warning.close",
    ]
    assert as_person("office").post(f"{ALL}99999/act/").status_code == 404


def test_the_next_computation_keeps_the_rows_and_what_was_done() -> None:
    before = {kept.warning.key: kept.id for kept in warnings_of(PLAN)}
    act_on_warning(plan=PLAN, warning=row("C003").pk, act="answer", words="已核实", due=None, by="张三")
    service.refresh(by="tester", say=lambda _: None, wanted=[PLAN])
    assert {kept.warning.key: kept.id for kept in warnings_of(PLAN)} == before
    assert row("C003").state == "answered"
    assert AuditEntry.objects.filter(action="plan.compute").order_by("-id").values_list("detail", flat=True)[0]["warnings"] == 4


def test_an_unanswered_warning_is_escalated(monkeypatch: pytest.MonkeyPatch, as_person: Callable[[str], Client]) -> None:
    monkeypatch.setenv("QINGMIAO_TODAY", "2026-04-02")
    assert "4 条已逾期" in text(as_person("office"))
    service.refresh(by="tester", say=lambda _: None, wanted=[PLAN])
    html = text(as_person("office"))
    assert html.count("已升级</b>") == 4
    assert "到期没有进展，升级上报" in html


def test_an_act_that_is_refused_leaves_no_trace() -> None:
    with pytest.raises(UserError):
        act_on_warning(plan=PLAN, warning=row("C003").pk, act="close", words="销号", due=None, by="张三")
    assert row("C003").state == "open"
    assert not AuditEntry.objects.filter(action="warning.close").exists()


def test_english(as_person: Callable[[str], Client]) -> None:
    client = as_person("office")
    client.post("/language/", {"language": "en"})
    html = text(client)
    assert "4 to be dealt with, 0 of them overdue; 4 in all." in html
    assert "red (reported above)" in html
    assert "nobody has reported it done." in html


# ------------------------------------------------------------------------------------------------ methods beside each other


def test_the_page_of_a_commitment_shows_every_method_on_demand(as_person: Callable[[str], Client]) -> None:
    html = text(as_person("office"), f"/plans/{PLAN}/commitments/C002/")
    assert "<details><summary>各种方法怎么看</summary>" in html
    assert '直线进度 <span class="how">本规划的正式方法</span>' in html
    assert "亚太经社会现状指数" in html
    assert len(METHODS_OF_THE_WAY) < html.count('<tr><th scope="row">')
    assert "各种方法怎么看" not in text(as_person("health"), f"/plans/{PLAN}/commitments/C002/"), "figures beyond the duty are not shown"
    assert "各种方法怎么看" not in text(as_person("office"), f"/plans/{PLAN}/commitments/C006/")


# ------------------------------------------------------------------------------------------------ letters


def letter(client: Client, address: str, tmp_path: Path) -> tuple[Path, str]:
    """The letter at an address as a file, and the name that it is given."""
    response = client.get(address)
    assert response.status_code == 200
    assert response["Content-Type"].endswith("wordprocessingml.document")
    path = tmp_path / "letter.docx"
    path.write_bytes(response.content)
    return path, unquote(response["Content-Disposition"])


def test_the_letter_about_one_warning(as_person: Callable[[str], Client], tmp_path: Path) -> None:
    one = row("C002")
    page = text(as_person("education"))
    assert f'href="{ALL}{one.pk}/letter.docx"' in page
    assert "写提示函" not in page, "letters to all units are the office's"
    path, name = letter(as_person("education"), f"{ALL}{one.pk}/letter.docx", tmp_path)
    assert "关于学前教育毛入园率进度预警的提示函" in name
    said = text_of(path)
    assert "2025年学前教育毛入园率为83.50%，2025年期限已到，未达到“90%以上”的目标。" in said
    assert [cells["与目标\n的差距"] for cells in table_headed(path, "序号", "指标", "目标\n（期限）")] == ["6.50个百分点"], "90 less 83.5"


def test_letters_to_units_follow_the_list(as_person: Callable[[str], Client], tmp_path: Path) -> None:
    office = as_person("office")
    packed = office.get(f"{ALL}letters/")
    assert packed["Content-Type"] == "application/zip"
    names = zipfile.ZipFile(io.BytesIO(packed.content)).namelist()
    assert names == sorted(names)
    assert len(names) > 1
    path, name = letter(office, f"{ALL}letters/?unit=教育局", tmp_path)
    assert "-教育局.docx" in name
    assert [cells["序号"] for cells in table_headed(path, "序号", "指标", "反馈期限")] == ["1", "2"]
    path, _ = letter(office, f"{ALL}letters/?warning={row('C003').pk}", tmp_path)
    assert len(table_headed(path, "序号", "指标", "反馈期限")) == 1
    assert f'name="warning" value="{row("C003").pk}"' in text(office)


def test_no_letter_where_there_is_nothing_to_answer(as_person: Callable[[str], Client]) -> None:
    office, one = as_person("office"), row("C002")
    assert "没有待回复的预警" in office.get(f"{ALL}letters/?place=t1", follow=True).content.decode()
    act_on_warning(plan=PLAN, warning=one.pk, act="answer", words="已核实", due=None, by="张三")
    act_on_warning(plan=PLAN, warning=one.pk, act="close", words="整改到位", due=None, by="张三")
    assert "这条预警已经结束" in office.get(f"{ALL}{one.pk}/letter.docx", follow=True).content.decode()
    assert office.get(f"{ALL}99999/letter.docx").status_code == 404
