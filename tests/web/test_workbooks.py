"""Excel for a reporter: taken home, filled in, sent back, given back with what is wrong; nothing lost, nothing of another taken."""

from __future__ import annotations

import io
import zipfile
from collections.abc import Callable
from datetime import date
from typing import Any

import openpyxl
import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client

from qingmiao.exchange.workbooks import COLUMNS, ENTRY, HEAD_ROW
from qingmiao.web.ledger.models import AuditEntry, Fact
from qingmiao.web.planning.shelf import shelf
from qingmiao.web.rounds.actions import act_on_form, open_round
from qingmiao.web.rounds.models import CellRow, FormRow, Round

AsPerson = Callable[[str], Client]
FIRST = HEAD_ROW + 2


@pytest.fixture
def opened() -> Round:
    return open_round(books=[shelf()["liuxi2021"]], year=2025, name="2025年度监测", due=date(2026, 4, 1), practice=False, by="office")


def content(response: Any) -> bytes:
    return b"".join(response.streaming_content) if response.streaming else response.content


def book_of(data: bytes) -> Any:
    return openpyxl.load_workbook(io.BytesIO(data))


def rows_of(book: Any) -> dict[tuple[str, str, str, str], int]:
    """Department, place, element, groups → row."""
    return {tuple(cell.value or "" for cell in row[:4]): row[0].row for row in book[ENTRY].iter_rows(min_row=FIRST) if row[2].value}


def put(book: Any, row: int, **cells: object) -> None:
    for name, value in cells.items():
        book[ENTRY].cell(row, COLUMNS.index(name) + 1).value = value


def saved(book: Any) -> bytes:
    out = io.BytesIO()
    book.save(out)
    return out.getvalue()


def send(client: Client, row: Round, data: bytes, name: str = "表.xlsx") -> Any:
    return client.post(f"/rounds/{row.pk}/uploads/", {"workbook": SimpleUploadedFile(name, data)}, follow=True)


def taken_home(client: Client, row: Round) -> Any:
    return book_of(client.get(f"/rounds/{row.pk}/workbook.xlsx").content)


def births(row: Round, place: str = "t1") -> CellRow:
    return CellRow.objects.get(form__round=row, form__place=place, form__department="health", element="live_births", groups="")


def row_named(book: Any, element: str, place: str = "东塘镇") -> int:
    return next(number for names, number in rows_of(book).items() if names[1:] == (place, element, ""))


def test_a_workbook_holds_what_its_reporter_fills_in_and_no_more(opened: Round, as_person: AsPerson) -> None:
    town = taken_home(as_person("town"), opened)
    assert {names[1] for names in rows_of(town)} == {"东塘镇"}
    assert len(rows_of(town)) == CellRow.objects.filter(form__round=opened, form__place="t1").count()
    health = taken_home(as_person("health"), opened)
    assert {names[0] for names in rows_of(health)} == {next(iter(rows_of(health)))[0]}
    assert {names[1] for names in rows_of(health)} >= {"东塘镇", "西坡乡"}
    row = row_named(town, "活产数")
    values = {name: town[ENTRY].cell(row, number + 1).value for number, name in enumerate(COLUMNS)}
    assert values["before"] == "2022: 500  2023: 500  2024: 500"
    assert values["low"] < 500 < values["high"]


def test_filled_in_sent_mended_sent_again_and_submitted(opened: Round, as_person: AsPerson) -> None:
    town, office = as_person("town"), as_person("office")
    book = taken_home(town, opened)
    for number in rows_of(book).values():
        put(book, number, status="未收集")
    right, wrong = row_named(book, "活产数"), row_named(book, "婴儿死亡数")
    put(book, right, value=505, status=None)
    put(book, wrong, value="三例", status=None)
    page = send(town, opened, saved(book))
    html = page.content.decode()
    assert "“三例”不是数" in html
    assert f"I{wrong}" in html
    assert births(opened).value == 505
    assert births(opened).changed_by == "town"
    upload = opened.uploads.get()
    assert (upload.saved, len(upload.problems)) == (len(rows_of(book)) - 1, 1)
    back = book_of(town.get(f"/rounds/{opened.pk}/uploads/{upload.pk}/marked.xlsx").content)
    assert "不是数" in back[ENTRY].cell(wrong, COLUMNS.index("value") + 1).comment.text
    # Mended in the copy that was given back, and sent again: only the one cell is new.
    put(back, wrong, value=2)
    send(town, opened, saved(back))
    second = opened.uploads.order_by("-id")[0]
    assert (second.saved, second.same, second.problems) == (1, len(rows_of(book)) - 1, [])
    send(town, opened, saved(back))
    third = opened.uploads.order_by("-id")[0]
    assert (third.saved, third.problems) == (0, [])
    html = town.post(f"/rounds/{opened.pk}/act/", {"act": "submit"}, follow=True).content.decode()
    assert "已办理：提交" in html
    assert not FormRow.objects.filter(round=opened, place="t1").exclude(state="submitted").exists()
    assert Fact.objects.get(origin="submission", place="t1", element="live_births").value == 505
    # What was submitted is not changed by a workbook any more; nobody else sees the upload but the office.
    late = send(town, opened, saved(back)).content.decode()
    assert "已经报送" in late
    assert office.get(f"/rounds/{opened.pk}/uploads/{second.pk}/").status_code == 200
    assert as_person("health").get(f"/rounds/{opened.pk}/uploads/{second.pk}/").status_code == 403
    entries = AuditEntry.objects.filter(action="workbook.take", subject__startswith="2025年度监测/").order_by("id")
    assert [one.detail["saved"] for one in entries] == [upload.saved, 1, 0, 0]


def test_what_the_rules_find_stands_at_its_cell(opened: Round, as_person: AsPerson) -> None:
    town = as_person("town")
    book = taken_home(town, opened)
    row, deaths = row_named(book, "活产数"), row_named(book, "婴儿死亡数")
    put(book, row, value=60)
    put(book, deaths, value=61)
    send(town, opened, saved(book))
    told = [(one[0], one[3], one[4].split(" / ")[0]) for one in opened.uploads.get().problems]
    assert any(one[:2] == (row, "说明") and one[2].startswith("与往年相差较大：往年500、500、500，一般应在") for one in told)
    assert (deaths, "2025年", "大于“活产数”（60），部分不能超过全部") in told
    put(book, row, comment="区划调整")
    put(book, deaths, value=1)
    send(town, opened, saved(book))
    assert opened.uploads.order_by("-id")[0].problems == []


def test_what_another_changed_meanwhile_is_kept_and_told(opened: Round, as_person: AsPerson) -> None:
    town, health = as_person("town"), as_person("health")
    book, other = taken_home(town, opened), taken_home(health, opened)
    put(other, row_named(other, "活产数"), value=510)
    send(health, opened, saved(other))
    put(book, row_named(book, "活产数"), value=505)
    html = send(town, opened, saved(book)).content.decode()
    assert "health后来改成了“510”，没有覆盖" in html
    assert births(opened).value == 510
    # A workbook that went out before it was filled in on the page empties nothing.
    html = send(town, opened, saved(taken_home_empty(book))).content.decode()
    assert "系统里已填“510”，工作簿里是空的，没有改动" in html
    assert births(opened).value == 510


def taken_home_empty(book: Any) -> Any:
    put(book, row_named(book, "活产数"), value=None)
    return book


@pytest.mark.parametrize(
    ("data", "name", "words"),
    [
        (b"", "a.xlsx", "文件是空的"),
        (b"PK\x03\x04 nothing", "a.xlsx", "不是能读的工作簿"),
        (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1 nothing", "a.xls", "不是能读的工作簿"),
        ("部门,地区\n1,2".encode(), "a.csv", "没有找到“数据元”和“2025年”两列"),
    ],
)
def test_what_is_no_workbook_of_the_round_is_refused(data: bytes, name: str, words: str, opened: Round, as_person: AsPerson) -> None:
    assert words in send(as_person("town"), opened, data, name).content.decode()
    assert not opened.uploads.exists()


def test_a_workbook_of_another_round_or_another_reporter(opened: Round, as_person: AsPerson) -> None:
    town, health = as_person("town"), as_person("health")
    book = taken_home(town, Round.objects.get(name="常设轮次"))
    assert "这是“常设轮次”（2025年数据）的工作簿" in send(town, opened, saved(book)).content.decode()
    theirs = taken_home(health, opened)
    put(theirs, row_named(theirs, "活产数", "西坡乡"), value=1)
    assert "这一行不在您要填的报表里" in send(town, opened, saved(theirs)).content.decode()
    assert births(opened, "t2").value is None


def test_no_file_closed_round_nothing_to_fill(opened: Round, as_person: AsPerson) -> None:
    town, office = as_person("town"), as_person("office")
    assert "没有选文件" in town.post(f"/rounds/{opened.pk}/uploads/", follow=True).content.decode()
    book = saved(taken_home(town, opened))
    office.post(f"/rounds/{opened.pk}/close/")
    assert "不再接受填报" in send(town, opened, book).content.decode()
    assert "没有要您填的报表" in town.get(f"/rounds/{opened.pk}/workbook.xlsx", follow=True).content.decode()


def test_all_workbooks_for_the_office_to_hand_out(opened: Round, as_person: AsPerson) -> None:
    office = as_person("office")
    for by, names in (("place", {"东塘镇.xlsx", "西坡乡.xlsx", "柳溪县.xlsx"}), ("department", None)):
        archive = zipfile.ZipFile(io.BytesIO(content(office.get(f"/rounds/{opened.pk}/workbooks.zip?by={by}"))))
        assert names is None or set(archive.namelist()) == names
        assert (
            sum(len(rows_of(book_of(archive.read(name)))) for name in archive.namelist())
            == CellRow.objects.filter(form__round=opened).count()
        )
    assert office.get(f"/rounds/{opened.pk}/workbooks.zip?by=x").status_code == 404
    archive = zipfile.ZipFile(io.BytesIO(content(office.get(f"/rounds/{opened.pk}/workbooks.zip?by=place"))))
    book = book_of(archive.read("东塘镇.xlsx"))
    put(book, row_named(book, "活产数"), value=505)
    send(as_person("town"), opened, saved(book))
    assert births(opened).value == 505


def test_many_forms_at_once_are_accepted_but_those_that_ask_for_a_look(opened: Round, as_person: AsPerson) -> None:
    health = as_person("health")
    forms = list(FormRow.objects.filter(round=opened, department="health"))
    for cell in CellRow.objects.filter(form__in=forms):
        past = [value for _, value in cell.before]
        cell.value, cell.status = (past[-1], "") if past else (None, "not_collected")
        cell.save()
    odd = births(opened, "t2")
    odd.value, odd.comment = 60, "医院停业"
    odd.save()
    for form in forms:
        act_on_form(form=form, act="submit", by="town", place=form.place)
    html = health.post(f"/rounds/{opened.pk}/act/", {"act": "check"}, follow=True).content.decode()
    assert f"已办理：审核通过 {len(forms) - 1} 张" in html
    assert "留下 1 张要逐张看：" in html
    assert FormRow.objects.get(round=opened, department="health", place="t2").state == "submitted"
    assert "现在不能这样办理" in health.post(f"/rounds/{opened.pk}/act/", {"act": "return"}, follow=True).content.decode()


def test_macros_are_neither_run_nor_given_back(opened: Round, as_person: AsPerson) -> None:
    town = as_person("town")
    book = taken_home(town, opened)
    put(book, row_named(book, "活产数"), value="多少")
    out = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(saved(book))) as plain, zipfile.ZipFile(out, "w") as armed:
        for name in plain.namelist():
            data = plain.read(name)
            if name == "[Content_Types].xml":
                data = data.replace(b"spreadsheetml.sheet.main+xml", b"vnd.ms-excel.sheet.macroEnabled.main+xml")
            armed.writestr(name, data)
        armed.writestr("xl/vbaProject.bin", b"\xd0\xcf\x11\xe0 macro")
    assert "“多少”不是数" in send(town, opened, out.getvalue(), "表.xlsm").content.decode()
    given = zipfile.ZipFile(io.BytesIO(content(town.get(f"/rounds/{opened.pk}/uploads/{opened.uploads.get().pk}/marked.xlsx"))))
    assert not [name for name in given.namelist() if "vba" in name.lower()]
