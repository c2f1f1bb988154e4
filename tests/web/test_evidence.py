"""Evidence behind a cell, another source beside it, and what is said when something breaks."""

from __future__ import annotations

import io
from collections.abc import Callable
from datetime import UTC, date, datetime
from typing import Any

import openpyxl
import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import OperationalError
from django.test import Client

from qingmiao.facts.periods import period
from qingmiao.facts.table import build
from qingmiao.web.ledger.actions import store_facts
from qingmiao.web.planning.shelf import shelf
from qingmiao.web.rounds.actions import Change, Refused, act_on_form, attach, open_round, save_cells
from qingmiao.web.rounds.evidence import KINDS
from qingmiao.web.rounds.models import CellRow, Evidence, FormRow, Round

AsPerson = Callable[[str], Client]
PDF = b"%PDF-1.7 ..."


@pytest.fixture
def opened() -> Round:
    return open_round(books=[shelf()["liuxi2021"]], year=2025, name="2025年度监测", due=date(2026, 4, 1), practice=False, by="office")


@pytest.fixture
def births(opened: Round) -> CellRow:
    return CellRow.objects.select_related("form").get(form__round=opened, form__place="t1", element="live_births", groups="")


def send(client: Client, cell: CellRow, name: str = "出生证存根.pdf", data: bytes = PDF, number: object = None) -> Any:
    sent = {"cell": cell.pk if number is None else number, "file": SimpleUploadedFile(name, data)}
    return client.post(f"/rounds/{cell.form.round_id}/forms/{cell.form_id}/evidence/", sent, follow=True)


def fill(cell: CellRow, value: float) -> None:
    """The form of a cell as it might be, but for the cell's own value."""
    for other in cell.form.cells.all():
        past = [one for _, one in other.before]
        change = Change(other.pk, other.version, past[-1], "", "") if past else Change(other.pk, other.version, None, "not_collected", "")
        save_cells(form=cell.form, changes=[change], by="town")
    now = CellRow.objects.get(pk=cell.pk)
    save_cells(form=cell.form, changes=[Change(cell.pk, now.version, value, "", "核过")], by="town")


def test_a_file_is_put_to_a_cell_kept_and_taken_away(births: CellRow, as_person: AsPerson) -> None:
    town = as_person("town")
    html = send(town, births).content.decode()
    assert "已附上“出生证存根.pdf”" in html
    found = births.evidence.get()
    address = f"/rounds/{births.form.round_id}/forms/{births.form_id}/evidence/{found.pk}"
    assert f'href="{address}"' in html
    got = as_person("office").get(address)
    assert (got.content, got["Content-Type"]) == (PDF, "application/octet-stream")
    assert got["Content-Disposition"].startswith("attachment")
    assert got["X-Content-Type-Options"] == "nosniff"
    assert as_person("education").get(address).status_code == 403
    send(town, births)
    assert births.evidence.count() == 1
    assert "凭证已删去" in town.post(f"{address}/drop/", follow=True).content.decode()
    assert town.get(address).status_code == 404


@pytest.mark.parametrize(
    ("name", "data", "words"),
    [
        ("照片.exe", PDF, "只收 PDF"),
        ("照片.pdf", b"<script>", "只收 PDF"),
        ("页.html", b"<html>", "只收 PDF"),
        ("大.pdf", PDF + b"0" * 10 * 1024 * 1024, "超过 10 MB"),
        ("名" * 200 + ".pdf", PDF, ""),
    ],
)
def test_what_may_be_evidence(name: str, data: bytes, words: str, births: CellRow, as_person: AsPerson) -> None:
    html = send(as_person("town"), births, name, data).content.decode()
    assert (words in html) if words else births.evidence.exists()
    assert births.evidence.exists() == (not words)


@pytest.mark.parametrize("ending", KINDS)
def test_each_kind_is_told_by_its_first_bytes(ending: str, births: CellRow, as_person: AsPerson) -> None:
    send(as_person("town"), births, f"证明{ending.upper()}", KINDS[ending][0] + b"...")
    assert births.evidence.exists()


def test_a_list_of_persons_is_no_evidence_and_a_table_of_sums_is(births: CellRow, as_person: AsPerson) -> None:
    town = as_person("town")
    for rows, words in (
        ((("序号", "儿童姓名", "身份证号"), (1, "某某", "略")), "没有附上：这是个人名册"),
        ((("乡镇", "活产数", "死亡数"), ("东塘镇", 505, 1)), "已附上"),
    ):
        made, out = openpyxl.Workbook(), io.BytesIO()
        for row in rows:
            made.worksheets[0].append(row)
        made.save(out)
        assert words in send(town, births, "凭证.xlsx", out.getvalue()).content.decode()
    assert births.evidence.count() == 1


def test_nothing_chosen_another_form_enough_already_or_too_late(births: CellRow, as_person: AsPerson) -> None:
    town = as_person("town")
    other = CellRow.objects.exclude(form=births.form).first()
    assert other is not None
    for number in ("", "x", "9" * 30, other.pk):
        assert "请选哪一项和文件" in send(town, births, number=number).content.decode()
    for at in range(5):
        attach(cell=births, name=f"{at}.pdf", data=PDF + bytes([at]), by="town")
    assert "已有 5 份凭证" in send(town, births, data=PDF + b"new").content.decode()
    FormRow.objects.filter(pk=births.form_id).update(state="submitted")
    assert "现在不能改" in send(town, births, data=PDF + b"late").content.decode()
    number = births.evidence.latest("pk").pk
    town.post(f"/rounds/{births.form.round_id}/forms/{births.form_id}/evidence/{number}/drop/")
    assert Evidence.objects.filter(cell=births).count() == 5


def test_what_looks_like_another_unit_is_submitted_with_evidence_only(births: CellRow) -> None:
    fill(births, births.before[-1][1] * 10)
    with pytest.raises(Refused) as refused:
        act_on_form(form=births.form, act="submit", by="town", place="t1")
    assert [one.rule for one in refused.value.findings] == ["another_unit"]
    attach(cell=births, name="证明.pdf", data=PDF, by="town")
    assert act_on_form(form=births.form, act="submit", by="town", place="t1").state == "submitted"


def test_another_source_stands_beside_the_form_with_the_difference_and_its_reason(births: CellRow, as_person: AsPerson) -> None:
    span = period(2025, "calendar_year")
    said = {"id": 1, "element": "live_births", "place": "t1", "period_from": span.start, "period_to": span.end, "basis": "calendar_year"}
    known = {"value": 400.0, "stream": "statistics", "origin": "import", "origin_id": "统计.csv:2"}
    moment = {"recorded_at": datetime(2026, 1, 20, tzinfo=UTC), "recorded_by": "office"}
    store_facts(table=build([{**said, **known, **moment}]), source="统计.csv", by="office")
    save_cells(form=births.form, changes=[Change(births.pk, births.version, 410.0, "", "统计按户籍")], by="town")
    html = as_person("town").get(f"/rounds/{births.form.round_id}/forms/{births.form_id}/").content.decode()
    row = html.split("别的来源怎么说")[1].split("</section>")[0]
    assert [word in row for word in ("活产数", "统计", "400", "410", "+10（+2.5%）", "统计按户籍")] == [True] * 6


def test_an_error_is_told_in_words_without_the_database(as_person: AsPerson, monkeypatch: pytest.MonkeyPatch) -> None:
    office = as_person("office")
    office.raise_request_exception = False
    for error, status, words in ((OperationalError("down"), 503, "数据库没有启动"), (ZeroDivisionError(), 500, "程序出错了")):

        def broken(*_: Any, error: Exception = error, **__: Any) -> None:
            raise error

        monkeypatch.setattr("qingmiao.web.rounds.queries.rounds_in_sight", broken)
        answer = office.get("/rounds/")
        assert (answer.status_code, words in answer.content.decode()) == (status, True)
