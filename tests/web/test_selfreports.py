"""Self-reports: who is asked, writing, handing in, returning, adopting; hostile input and bad files."""

from __future__ import annotations

import io
import json
import re
from collections.abc import Callable
from datetime import date
from typing import Any

import openpyxl
import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client

from qingmiao.disclosure import Role, Viewer
from qingmiao.errors import UserError
from qingmiao.places import Place
from qingmiao.progress.model import Word
from qingmiao.reports.model import Account, Measured
from qingmiao.web.ledger.models import AuditEntry, Figure, VerdictRow
from qingmiao.web.planning.actions import Assigned, assign
from qingmiao.web.planning.shelf import shelf
from qingmiao.web.selfreports import queries
from qingmiao.web.selfreports.actions import (
    Change,
    Taking,
    Wanting,
    act_on_self_report,
    adopt,
    attach_proof,
    carry_over,
    open_self_reports,
    save_entries,
)
from qingmiao.web.selfreports.collecting import accounts_of, accounts_of_measures, texts_of
from qingmiao.web.selfreports.models import Adoption, Entry, Proof, SelfReport

AsPerson = Callable[[str], Client]
PLAN = "liuxi2021"
PDF = b"%PDF-1.7 ..."


def report(unit: str) -> SelfReport:
    return SelfReport.objects.get(unit=unit, year=2025)


@pytest.fixture
def education() -> SelfReport:
    return report("教育局")


@pytest.fixture
def town() -> SelfReport:
    return report("东塘镇")


def entry(row: SelfReport, item: str) -> Entry:
    """An entry by its commitment, or by its kind."""
    return row.entries.get(item=item) if item[0] in "CM" else row.entries.get(kind=item)


def write(row: SelfReport, item: str, done: str = "", cause: str = "", planned: str = "", due: date | None = None) -> None:
    one = entry(row, item)
    save_entries(report=row, changes=[Change(one.pk, one.version, done, cause, planned, due)], by="writer")


def fill(row: SelfReport) -> SelfReport:
    """All that is asked for."""
    for one in row.entries.all():
        change = Change(one.pk, one.version, f"做法{one.item}", f"原因{one.item}", f"计划{one.item}", date(2026, 12, 31))
        save_entries(report=row, changes=[change], by="writer")
    return row


def hand_in(row: SelfReport) -> SelfReport:
    return act_on_self_report(report=fill(row), act="submit", by="writer")


def send(client: Client, row: SelfReport, entries: object) -> Any:
    return client.post(f"/self-reports/{row.pk}/save/", json.dumps({"entries": entries}), content_type="application/json")


# ------------------------------------------------------------------------------------------------ asking


def test_units_are_asked_for_what_they_answer_for_and_places_for_what_is_judged_there() -> None:
    asked = {one.unit: (one.department, one.place, [item for _, item in one.entries]) for one in queries.asked_of(shelf()[PLAN])}
    assert asked["教育局"] == ("education", "liuxi", ["C002"])
    assert asked["县民政局"] == ("civil_affairs", "liuxi", ["C004"])
    assert asked["县财政局"] == ("", "liuxi", ["C004"])
    assert asked["东塘镇"] == ("", "t1", ["C001"])
    kinds = list(report("教育局").entries.order_by("position").values_list("kind", flat=True))
    assert kinds == ["organisation", "funds", "staff", "commitment", "problems", "requests"]


def test_asking_again_adds_what_was_assigned_since_and_changes_nothing(education: SelfReport) -> None:
    write(education, "C002", "写过的")
    assign(plan=PLAN, units={"C001": Assigned("县教育局", "education")}, by="office")
    keys = [one.key for one in queries.asked_of(shelf()[PLAN])]
    before = SelfReport.objects.count()
    assert open_self_reports(book=shelf()[PLAN], year=2025, due=date(2026, 5, 31), units=keys, by="office") == 0
    assert SelfReport.objects.count() == before
    assert list(education.entries.order_by("position").values_list("item", flat=True)) == ["", "", "", "C001", "C002", "", ""]
    assert entry(education, "C002").done == "写过的"
    education.refresh_from_db()
    assert education.due == date(2026, 4, 30)


@pytest.mark.parametrize(
    ("year", "due", "units", "words"),
    [
        (2025, date(2026, 2, 28), None, "已过"),
        (2023, date(2026, 5, 1), None, "2023 年没有判定"),
        (2025, date(2026, 5, 1), [], "没有选单位"),
        (2025, date(2026, 5, 1), ["liuxi/health", "x/y/z", ""], "没有选单位"),
    ],
)
def test_what_cannot_be_asked(year: int, due: date, units: list[str] | None, words: str) -> None:
    keys = [one.key for one in queries.asked_of(shelf()[PLAN])] if units is None else units
    with pytest.raises(UserError, match=words):
        open_self_reports(book=shelf()[PLAN], year=year, due=due, units=keys, by="office")


def test_the_office_asks_on_its_page(as_person: AsPerson) -> None:
    office = as_person("office")
    html = office.get(f"/plans/{PLAN}/self-reports/open/").content.decode()
    assert 'value="liuxi/education/教育局" checked' in html
    assert 'value="liuxi//县财政局"' in html
    assert 'value="liuxi//县财政局" checked' not in html
    sent = {"year": "2024", "due": "2026-05-01", "unit": ["liuxi/education/教育局", "t1//东塘镇"]}
    assert "已布置，新增 2 份" in office.post(f"/plans/{PLAN}/self-reports/open/", sent, follow=True).content.decode()
    for bad in ({"year": "二", "due": "2026-05-01"}, {"year": "2024", "due": "五月"}, {}):
        assert "请选年份和截止日" in office.post(f"/plans/{PLAN}/self-reports/open/", bad, follow=True).content.decode()


# ------------------------------------------------------------------------------------------------ figures


def test_figures_come_by_themselves(education: SelfReport, town: SelfReport) -> None:
    found = {line.entry.item: line.item for line in queries.lines(education)}
    standing, later = found["C002"].standings
    assert (later.commitment, later.target, later.deadline) == ("C003", "95%以上", 2030)
    assert (standing.word, standing.target, standing.aim, standing.deadline) == (Word.HARDLY, "90%以上", 90.0, 2025)
    assert (standing.before, standing.latest) == (Measured(2024, 83.0, simulated=True), Measured(2025, 83.5, simulated=True))
    assert (standing.gap, standing.apart, standing.simulated) == ("6.50个百分点", 6.5, True)
    (here,) = next(line.item.standings for line in queries.lines(town) if line.entry.item == "C001")
    # 2025: (1 + 1) of 500 births, 2024: (2 + 1) of 500, by hand from the table of facts.
    assert (here.latest, here.before) == (Measured(2025, 4.0, reporting=2, expected=2), Measured(2024, 6.0, reporting=2, expected=2))


def test_nobody_types_a_figure(education: SelfReport, as_person: AsPerson) -> None:
    one = entry(education, "C002")
    answer = send(
        as_person("education"), education, [{"entry": one.pk, "version": 0, "done": "做", "latest": 99, "standing": {"word": "met"}}]
    )
    assert answer.status_code == 200
    one.refresh_from_db()
    assert (one.done, one.standings) == ("做", None)
    html = as_person("education").get(f"/self-reports/{education.pk}/").content.decode()
    assert "83.50%（2025）" in html
    assert "难以完成" in html


def test_figures_are_kept_as_they_were_handed_in_and_changes_are_told(education: SelfReport, as_person: AsPerson) -> None:
    hand_in(education)
    page = f"/self-reports/{education.pk}/"
    assert "报送以后数据有更正" not in as_person("office").get(page).content.decode()
    for row in VerdictRow.objects.filter(plan=PLAN, commitment="C002", place="liuxi", year=2025):
        VerdictRow.objects.filter(pk=row.pk).update(body={**row.body, "latest": 91.0, "word": "met"})
    assert "报送以后数据有更正，报送时为：83.50%（2025），难以完成、难以完成" in as_person("office").get(page).content.decode()
    VerdictRow.objects.filter(plan=PLAN, year=2025).delete()
    Figure.objects.filter(plan=PLAN).delete()
    assert "83.50%（2025）" in as_person("office").get(page).content.decode()


# ------------------------------------------------------------------------------------------------ writing


def test_entries_are_saved_as_they_are_typed_and_a_later_one_does_not_overwrite(education: SelfReport, as_person: AsPerson) -> None:
    client, one = as_person("education"), entry(education, "C002")
    said = {"entry": one.pk, "version": 0, "done": "甲\r\n乙\0\x07", "cause": "因", "planned": "计划", "due": "2026-09-01"}
    assert send(client, education, [said]).json() == {
        "saved": [{"entry": one.pk, "version": 1, "done": "甲\n乙", "cause": "因", "planned": "计划", "due": "2026-09-01"}],
        "wrong": [],
    }
    assert send(client, education, [{**said, "version": 1}]).json()["saved"][0]["version"] == 1  # the same again
    clash = send(client, education, [{**said, "done": "另写"}]).json()["saved"][0]
    assert (clash["done"], clash["conflict"]) == ("甲\n乙", "education已改过这一项，您写的没有保存")
    wrong = send(client, education, [{**said, "version": 1, "due": "九月"}]).json()
    assert wrong == {"saved": [], "wrong": [{"entry": one.pk, "what": "时限写作 2026-12-31"}]}


def test_it_is_saved_without_a_script(education: SelfReport, as_person: AsPerson) -> None:
    one = entry(education, "C002")
    sent = {f"n{one.pk}": "0", f"d{one.pk}": "做法", f"u{one.pk}": "2026-10-01", "n": "", "n²": "1"}
    html = as_person("education").post(f"/self-reports/{education.pk}/save/", sent, follow=True).content.decode()
    assert "已保存" in html
    one.refresh_from_db()
    assert (one.done, one.due, one.version) == ("做法", date(2026, 10, 1), 1)


@pytest.mark.parametrize(
    "body",
    [
        *("[]", "null", "7", '"x"', "{}", '{"entries": 5}', '{"entries": {"a": 1}}', '{"entries": [7]}', '{"entries": [{}]}'),
        *('{"entries": [{"entry": "x"}]}', '{"entries": [{"entry": 1, "version": "y"}]}', '{"entries": [{"entry": 1e400}]}'),
        *('{"entries": [{"entry": 99999999999999999999}]}', '{"entries": [{"entry": -1}]}', "[" * 5000, "\x00"),
    ],
)
def test_nonsense_is_refused_and_breaks_nothing(body: str, education: SelfReport, as_person: AsPerson) -> None:
    client = as_person("education")
    response = client.post(f"/self-reports/{education.pk}/save/", body, content_type="application/json")
    assert response.status_code == 400
    assert "没有读懂" in response.json()["error"]
    assert not education.entries.exclude(version=0).exists()


def test_entries_of_another_report_and_scripts_in_words(education: SelfReport, town: SelfReport, as_person: AsPerson) -> None:
    client, other, own = as_person("education"), entry(town, "C001"), entry(education, "C002")
    evil = "<script>alert(1)</script>{{ 7|add:7 }}\u2028\"'"
    said = [{"entry": other.pk, "version": 0, "done": "越权"}, {"entry": own.pk, "version": 0, "done": evil + "\ud83d"}]
    assert [one["entry"] for one in send(client, education, said).json()["saved"]] == [own.pk]
    assert entry(town, "C001").done == ""
    html = client.get(f"/self-reports/{education.pk}/").content.decode()
    assert "<script>alert" not in html
    assert "&lt;script&gt;alert(1)" in html
    assert "&lt;script&gt;" in client.get(f"/self-reports/{education.pk}/document/").content.decode()


def test_a_text_too_long_is_refused_whole(education: SelfReport, as_person: AsPerson) -> None:
    one = entry(education, "C002")
    answer = send(as_person("education"), education, [{"entry": one.pk, "version": 0, "done": "长" * 4001}])
    assert (answer.status_code, "超过 4000 字" in answer.json()["error"]) == (409, True)
    assert send(as_person("education"), education, [{"entry": one.pk, "version": 0, "done": "长" * 4000}]).status_code == 200


def test_whoever_only_reads_writes_nothing(education: SelfReport, as_person: AsPerson) -> None:
    one = entry(education, "C002")
    said = [{"entry": one.pk, "version": 0, "done": "代写"}]
    assert send(as_person("office"), education, said).status_code == 409
    for name in ("health", "town", "evaluator"):
        assert send(as_person(name), education, said).status_code == 403
    assert send(Client(), education, said).status_code == 401
    one.refresh_from_db()
    assert one.version == 0
    hand_in(education)
    assert send(as_person("education"), education, said).status_code == 409


def test_the_office_writes_for_units_without_an_account(as_person: AsPerson) -> None:
    row = report("县财政局")
    assert send(as_person("office"), row, [{"entry": entry(row, "C004").pk, "version": 0, "done": "拨款"}]).status_code == 200


# ------------------------------------------------------------------------------------------------ handing in, returning


def test_it_is_handed_in_when_causes_and_remedies_are_told(education: SelfReport, as_person: AsPerson) -> None:
    client, page = as_person("education"), f"/self-reports/{education.pk}/act/"
    response = client.post(page, {"act": "submit"})
    html = response.content.decode()
    assert response.status_code == 422
    assert "还有 4 处要补" in html  # three texts of the opening, one indicator that will hardly meet its targets
    assert "要写明原因" in html
    with pytest.raises(Wanting):
        act_on_self_report(report=education, act="submit", by="education")
    fill(education)
    assert "已办理：报送" in client.post(page, {"act": "submit"}, follow=True).content.decode()
    education.refresh_from_db()
    assert education.state == "submitted"
    event = education.events.get(act="submit")
    assert [one["done"] for one in event.said if one["item"] == "C002"] == ["做法C002"]
    assert AuditEntry.objects.filter(action="self_report.submit", subject=f"{PLAN}/2025/教育局").exists()


def test_who_supports_is_asked_for_nothing_but_may_write(as_person: AsPerson) -> None:
    row = report("县财政局")
    for kind in queries.OPENING:
        write(row, kind, "有")
    assert act_on_self_report(report=row, act="submit", by="office").state == "submitted"


def test_it_is_returned_with_a_question_and_not_handed_in_before_the_answer(education: SelfReport, as_person: AsPerson) -> None:
    hand_in(education)
    one, office = entry(education, "C002"), as_person("office")
    page = f"/self-reports/{education.pk}/act/"
    assert "没有说明" in office.post(page, {"act": "return"}, follow=True).content.decode()
    office.post(page, {"act": "return", f"q{one.pk}": "新建了几所？", f"q{10**17}": "别处", "qx": "?"})
    education.refresh_from_db()
    assert education.state == "returned"
    html = as_person("education").get(f"/self-reports/{education.pk}/").content.decode()
    assert "新建了几所？" in html
    assert "有提问还没有答复" in html
    with pytest.raises(Wanting, match="还有 1 处"):
        act_on_self_report(report=education, act="submit", by="education")
    write(education, "C002", "新建 2 所", "因", "改", date(2026, 9, 1))
    assert act_on_self_report(report=education, act="submit", by="education").state == "submitted"


def test_steps_that_cannot_be_taken(education: SelfReport, as_person: AsPerson) -> None:
    page = f"/self-reports/{education.pk}/act/"
    for name, sent in (
        ("education", {"act": "return", "words": "x"}),
        ("office", {"act": "submit"}),
        ("office", {"act": "return", "words": "x"}),
        ("office", {"act": "adopt"}),
        ("office", {"act": "extend2"}),
        ("office", {}),
    ):
        assert "现在不能这样办理" in as_person(name).post(page, sent, follow=True).content.decode()
    office = as_person("office")
    assert "没有新的截止日" in office.post(page, {"act": "extend"}, follow=True).content.decode()
    assert "日期写作" in office.post(page, {"act": "extend", "due": "明天"}, follow=True).content.decode()
    assert (
        "却没有退回"
        in office.post(page, {"act": "extend", "due": "2026-06-01", f"q{entry(education, 'C002').pk}": "?"}, follow=True).content.decode()
    )
    office.post(page, {"act": "extend", "due": "2026-06-01"})
    education.refresh_from_db()
    assert (education.due, education.state) == (date(2026, 6, 1), "drafting")
    with pytest.raises(UserError, match="现在不能退回"):
        act_on_self_report(report=education, act="return", words="x", by="office")


def test_evaluators_read_what_was_handed_in_and_write_nothing(education: SelfReport, as_person: AsPerson) -> None:
    evaluator, page = as_person("evaluator"), f"/self-reports/{education.pk}/"
    assert evaluator.get(page).status_code == 403
    hand_in(education)
    html = evaluator.get(page).content.decode()
    assert "做法C002" in html
    assert '<textarea name="d' not in html
    assert 'id="act"' not in html
    assert "现在不能这样办理" in evaluator.post(f"{page}adopt/", {}, follow=True).content.decode()


# ------------------------------------------------------------------------------------------------ last year


def test_last_years_words_are_a_proposal_that_is_marked_until_somebody_looks(education: SelfReport, as_person: AsPerson) -> None:
    with pytest.raises(UserError, match="没有往年"):
        carry_over(report=education, by="education")
    open_self_reports(book=shelf()[PLAN], year=2024, due=date(2026, 4, 1), units=["liuxi/education/教育局"], by="office")
    before = SelfReport.objects.get(unit="教育局", year=2024)
    for one in before.entries.all():
        said = Change(one.pk, 0, f"去年{one.item}", "去年原因", f"去年打算{one.item}", date(2025, 9, 1))
        save_entries(report=before, changes=[said], by="education")
    client, page = as_person("education"), f"/self-reports/{education.pk}/"
    assert "带入 2024 年的文字" not in client.get(page).content.decode()  # not handed in
    act_on_self_report(report=before, act="submit", by="education")
    write(education, "funds", "今年写的")
    assert "已带入 5 项" in client.post(f"{page}carry/", follow=True).content.decode()
    kept, carried = entry(education, "funds"), entry(education, "C002")
    assert (kept.done, kept.carried) == ("今年写的", None)
    assert (carried.done, carried.carried, carried.due) == ("去年C002", 2024, None)
    html = client.get(page).content.decode()
    assert "这是 2024 年的文字" in html
    assert "上年计划：去年打算C002" in html
    with pytest.raises(Wanting):
        act_on_self_report(report=education, act="submit", by="education")
    same = {"entry": carried.pk, "version": carried.version, "done": "去年C002", "cause": "去年原因", "planned": "去年打算C002", "due": ""}
    send(client, education, [same])
    assert entry(education, "C002").carried == 2024
    send(client, education, [{**same, "holds": True}])
    assert entry(education, "C002").carried is None


# ------------------------------------------------------------------------------------------------ adopting


def taking(row: SelfReport, item: str, done: str | None = None) -> Taking:
    one = entry(row, item)
    return Taking(one.pk, one.version, one.done if done is None else done, one.cause, one.planned)


def test_the_office_adopts_shortens_and_both_are_kept(education: SelfReport, as_person: AsPerson) -> None:
    hand_in(education)
    one, book = entry(education, "C002"), shelf()[PLAN]
    assert accounts_of(book, 2025) == {}
    sent = {
        f"t{one.pk}": "1",
        f"n{one.pk}": str(one.version),
        f"d{one.pk}": "做法",
        f"c{one.pk}": "原因C002",
        f"p{one.pk}": "计划C002",
        "tx": "1",
    }
    html = as_person("office").post(f"/self-reports/{education.pk}/adopt/", sent, follow=True).content.decode()
    assert "已采用 1 项" in html
    account = Account("教育局", "做法", "原因C002", "计划C002", (), date(2026, 12, 31))
    assert accounts_of(book, 2025) == {"C002": (account,), "C003": (account,)}  # one path, one account
    assert accounts_of(book, 2024) == {}
    assert entry(education, "C002").done == "做法C002"
    education.refresh_from_db()
    assert education.state == "adopted"
    box = next(one for one in queries.boxes(book, 2025, Viewer(Role.OFFICE), date(2026, 3, 1)) if one.id == education.pk)
    assert (box.entries, box.written, box.taken) == (1, 1, 1)


def test_what_is_unticked_is_adopted_no_more_and_a_return_takes_all_out(town: SelfReport) -> None:
    hand_in(town)
    book = shelf()[PLAN]
    adopt(report=town, takings=[taking(town, "C001"), taking(town, "funds")], by="office")
    assert set(accounts_of(book, 2025)) == {"C001"}
    adopt(report=town, takings=[taking(town, "funds")], by="office")
    assert set(accounts_of(book, 2025)) == set()
    adopt(report=town, takings=[taking(town, "C001")], by="office")
    act_on_self_report(report=town, act="return", words="再核", by="office")
    assert accounts_of(book, 2025) == {}
    write(town, "C001", "改过")
    act_on_self_report(report=town, act="submit", by="town")
    assert accounts_of(book, 2025) == {}  # other words than those that were adopted


@pytest.mark.parametrize(
    ("item", "done", "version", "words"), [("C002", "比单位写的长得多的文字", 0, "比单位写的长"), ("C002", None, -1, "被单位改过")]
)
def test_words_are_never_longer_nor_of_another_version(
    item: str, done: str | None, version: int, words: str, education: SelfReport
) -> None:
    hand_in(education)
    one = taking(education, item, done)
    with pytest.raises(UserError, match=words):
        adopt(report=education, takings=[Taking(one.entry, one.version + version, one.done, one.cause, one.planned)], by="office")
    assert not Adoption.objects.exists()


def test_nothing_chosen_too_early_or_anothers_entry(education: SelfReport, town: SelfReport, as_person: AsPerson) -> None:
    with pytest.raises(UserError, match="现在不能采用"):
        adopt(report=education, takings=[taking(education, "C002")], by="office")
    hand_in(education)
    assert "没有选要采用" in as_person("office").post(f"/self-reports/{education.pk}/adopt/", {}, follow=True).content.decode()
    adopt(report=education, takings=[taking(town, "C001"), taking(education, "C002")], by="office")
    assert not Adoption.objects.filter(entry__report=town).exists()


def test_those_who_lead_come_before_places_and_measures_are_apart() -> None:
    health, town, book = report("卫生健康委员会"), report("东塘镇"), shelf()[PLAN]
    for row in (town, health):
        hand_in(row)
        adopt(report=row, takings=[taking(row, "C001"), taking(row, "organisation")], by="office")
    assert [one.unit for one in accounts_of(book, 2025)["C001"]] == ["卫生健康委员会", "东塘镇"]
    assert accounts_of_measures(book, 2025) == {}
    assert texts_of(book, 2025)["organisation"] == (("卫生健康委员会", "做法"), ("东塘镇", "做法"))
    assert texts_of(book, 2025)["funds"] == ()


# ------------------------------------------------------------------------------------------------ proofs


def attach(client: Client, row: SelfReport, name: str, data: bytes, number: object = None) -> str:
    sent = {"entry": entry(row, "C002").pk if number is None else number, "file": SimpleUploadedFile(name, data)}
    return client.post(f"/self-reports/{row.pk}/proofs/", sent, follow=True).content.decode()


def test_a_file_is_put_to_an_entry_kept_and_taken_away(education: SelfReport, as_person: AsPerson) -> None:
    client = as_person("education")
    assert "已附上“批复.pdf”" in attach(client, education, "批复.pdf", PDF)
    attach(client, education, "批复.pdf", PDF)
    found = Proof.objects.get(entry__report=education)
    address = f"/self-reports/{education.pk}/proofs/{found.pk}"
    got = client.get(address)
    assert (got.content, got["Content-Type"], got["X-Content-Type-Options"]) == (PDF, "application/octet-stream", "nosniff")
    assert as_person("town").get(address).status_code == 403
    assert client.get(f"/self-reports/{education.pk}/proofs/1").status_code == 404  # that of another report
    assert "佐证已删去" in client.post(f"{address}/drop/", follow=True).content.decode()
    assert client.get(address).status_code == 404


def test_bad_files_are_refused_with_the_reason(education: SelfReport, as_person: AsPerson) -> None:
    client, made, out = as_person("education"), openpyxl.Workbook(), io.BytesIO()
    for row in (("序号", "学生姓名", "身份证号"), (1, "某某", "略")):
        made.worksheets[0].append(row)
    made.save(out)
    for name, data, words in (
        ("页.html", b"<html>", "只收 PDF"),
        ("照片.pdf", b"<script>", "只收 PDF"),
        ("大.pdf", PDF + b"0" * 10 * 1024 * 1024, "超过 10 MB"),
        ("名册.xlsx", out.getvalue(), "没有附上：这是个人名册"),
    ):
        assert words in attach(client, education, name, data)
    for number in ("", "x", "9" * 30, entry(report("东塘镇"), "C001").pk):
        assert "请选哪一项和文件" in attach(client, education, "批复.pdf", PDF, number)
    assert not Proof.objects.filter(entry__report=education).exists()
    for at in range(5):
        attach_proof(entry=entry(education, "C002"), name=f"{at}.pdf", data=PDF + bytes([at]), by="education")
    assert "已有 5 份佐证" in attach(client, education, "六.pdf", PDF + b"six")
    hand_in(education)
    assert "现在不能改" in attach(client, education, "晚.pdf", PDF + b"late")
    assert "现在不能改" in attach(as_person("office"), education, "办.pdf", PDF + b"late")


# ------------------------------------------------------------------------------------------------ the office's page


def test_the_office_sees_who_has_not_handed_in_and_words_to_paste(as_person: AsPerson, monkeypatch: pytest.MonkeyPatch) -> None:
    page = f"/plans/{PLAN}/self-reports/2025/"
    html = as_person("office").get(page).content.decode()
    assert "8 份，已报送 1 份，其中采用 0 份；逾期未报 0 份。" in html
    assert "教育局：《柳溪县儿童规划》2025年度自评报告还没有报送（1项，已写0项），请于2026-04-30前登录系统报送。" in html
    assert "西坡乡：" not in html
    shown = as_person("office").get(f"{page}?state=submitted").content.decode().split("<tbody>")[1].split("</tbody>")[0]
    assert "西坡乡" in shown
    assert "教育局" not in shown
    monkeypatch.setenv("QINGMIAO_TODAY", "2026-05-03")
    late = as_person("office").get(page).content.decode()
    assert "逾期未报 7 份" in late
    assert "已逾期3天没有报送" in late
    listed = as_person("office").get(f"{page}list.csv").content.decode("utf-8-sig")
    assert listed.splitlines()[0] == "单位,地区,状态,截止日,逾期,列出项数,已写项数,采用项数,报送时间"
    assert "教育局,柳溪县,起草,2026-04-30,是,1,0,0," in listed


def test_a_unit_sees_its_own_and_no_other(as_person: AsPerson) -> None:
    for name, own, other in (("education", "教育局", "东塘镇"), ("town", "东塘镇", "教育局")):
        for address in ("/self-reports/", f"/plans/{PLAN}/self-reports/2025/", f"/plans/{PLAN}/self-reports/2025/list.csv"):
            html = (
                as_person(name).get(address).content.decode("utf-8-sig").partition("<main")[2]
                or as_person(name).get(address).content.decode()
            )
            assert own in html
            assert other not in html
            assert "催报" not in html
    assert "待我写 1 份" in as_person("education").get("/self-reports/").content.decode()


def test_what_is_not_there_is_not_found(as_person: AsPerson) -> None:
    office = as_person("office")
    for address in (
        "/self-reports/999/",
        f"/plans/{PLAN}/self-reports/1999/",
        "/plans/none/self-reports/2025/",
        f"/plans/{PLAN}/self-reports/2025/list.pdf",
    ):
        assert office.get(address).status_code == 404


def test_a_page_asks_the_database_as_often_for_many_entries_as_for_few(
    education: SelfReport, as_person: AsPerson, django_assert_max_num_queries: Any
) -> None:
    client = as_person("education")
    with django_assert_max_num_queries(22):
        html = client.get(f"/self-reports/{education.pk}/").content
    assert len(html) < 60_000


def test_the_document_begins_with_own_indicators(education: SelfReport, as_person: AsPerson) -> None:
    fill(education)
    html = as_person("education").get(f"/self-reports/{education.pk}/document/").content.decode()
    assert html.index("本单位承担指标表") < html.index("二、组织与保障") < html.index("五、未达标原因和整改措施")
    assert "建议牵头；差距6.50个百分点；模拟数据" in re.sub(r"<[^>]+>", "", html)
    assert "柳溪县妇女儿童工作委员会办公室" in html
    for form, start in (("docx", b"PK"), ("pdf", b"%PDF")):
        assert as_person("education").get(f"/self-reports/{education.pk}/file.{form}").content.startswith(start)


@pytest.mark.parametrize(
    ("name", "level", "means"),
    [
        ("各乡镇（街道）", "township", True),
        ("各镇乡街道", "township", True),
        ("东塘镇人民政府", "township", True),
        ("西坡乡人民政府", "township", False),
        ("各县（市、区）人民政府", "county", True),
        ("各县（市、区）人民政府", "township", False),
        ("各有关部门", "township", False),
        ("县财政局", "county", False),
        ("各村（社区）", "village", True),
    ],
)
def test_all_places_of_a_level_are_no_unit(name: str, level: str, means: bool) -> None:
    assert queries._means(name, Place("t1", "东塘镇", level)) is means  # type: ignore[arg-type]


def test_what_may_be_left_is_folded_away_until_somebody_has_to_do_with_it(town: SelfReport, as_person: AsPerson) -> None:
    client, page, one = as_person("town"), f"/self-reports/{town.pk}/", entry(town, "C001")
    assert f'id="e{one.pk}"' not in client.get(page).content.decode()
    assert "还有 1 项" in client.get(page).content.decode()
    assert f'id="e{one.pk}"' in client.get(f"{page}?more=1").content.decode()
    write(town, "C001", "写了")
    assert f'id="e{one.pk}"' in client.get(page).content.decode()


def test_a_place_is_asked_for_what_it_was_given_and_may_leave_what_only_has_figures_there(town: SelfReport) -> None:
    assert [line.item.part for line in queries.lines(town) if line.entry.item] == ["related"]
    assert [line.lacks for line in queries.lines(town) if line.entry.item] == [()]
    assign(plan=PLAN, units={"C001": Assigned("各乡镇")}, by="office")
    assert [line.item.part for line in queries.lines(town) if line.entry.item] == ["place"]
    assert [line.lacks for line in queries.lines(town) if line.entry.item] == [("done",)]
    assert "各乡镇" not in [one.unit for one in queries.asked_of(shelf()[PLAN])]
