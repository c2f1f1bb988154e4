"""The way of a report on the site: drafts made again under what people wrote, comments, approval, freezing, correction, embargo."""

from __future__ import annotations

import io
import json
from collections.abc import Callable
from dataclasses import replace
from datetime import date, timedelta

import docx
import pyarrow as pa
import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import DatabaseError, connection, transaction
from django.test import Client

from qingmiao.disclosure import Role, Viewer
from qingmiao.errors import UserError
from qingmiao.facts.schema import SCHEMA
from qingmiao.reports.stored import digest, from_json
from qingmiao.web import clock
from qingmiao.web.ledger.models import AuditEntry, Fact, Release
from qingmiao.web.people.actions import keep_person
from qingmiao.web.planning.shelf import shelf
from qingmiao.web.reports import actions, drafting, queries
from qingmiao.web.reports import page as page_of
from qingmiao.web.reports.models import Approval, Comment, EditRow, Published, Report, Version

P = "/plans/liuxi2021/reports"
DRAFT, OUT, UP, DONE = 1, 2, 3, 4
RATE = "say-C001"
WORDS = "2025年，婴儿死亡率为3.00‰，目标为5‰以下，已达标。"
As = Callable[[str], Client]


@pytest.fixture
def statistics(as_person: As) -> Client:
    keep_person(
        name="statistics", password="统计局-密码七", title="县统计局", viewer=Viewer(Role.DEPARTMENT, "liuxi", "statistics"), by="tester"
    )
    return as_person("statistics")


def report(number: int) -> Report:
    return Report.objects.get(pk=number)


def standing(number: int) -> queries.Standing:
    return queries.standing_of(report(number))


def seen(number: int, key: str) -> str:
    return queries.seen_of(standing(number).paragraph(key))


def words(number: int, key: str) -> str:
    found = standing(number).paragraph(key)
    return found.words if found else ""


def write(client: Client, number: int, act: str, key: str, said: str = "", saw: str | None = None) -> int:
    told = {"act": act, "key": key, "words": said, "seen": seen(number, key) if saw is None else saw}
    return client.post(f"{P}/{number}/write/", told).status_code


def act(client: Client, number: int, act: str, **told: str) -> str:
    client.post(f"{P}/{number}/act/", {"act": act, **told})
    return report(number).state


def correct_deaths(value: float) -> None:
    """The village v11 reports other deaths for 2025; the plan is computed again."""
    from qingmiao.web import service
    from qingmiao.web.ledger.actions import store_facts
    from qingmiao.web.ledger.queries import facts_table

    rows = facts_table().to_pylist()
    (old,) = [
        row
        for row in rows
        if (row["element"], row["place"], row["period_to"].year, row["residence"]) == ("infant_deaths", "v11", 2025, "all")
    ]
    news = {**old, "id": 9_000_000, "value": value, "supersedes": old["id"]}
    store_facts(table=pa.Table.from_pylist([news], schema=SCHEMA), source="correction", by="tester", correcting=True)
    service.refresh(by="tester", say=lambda _: None)


# ------------------------------------------------------------------------------------------------ drafts


def test_a_draft_says_the_figures_of_the_plan(as_person: As) -> None:
    assert words(DRAFT, RATE) == WORDS
    page = as_person("office").get(f"{P}/{DRAFT}/").content.decode()
    assert f'data-key="{RATE}"' in page
    assert "可以送审了" in page


def test_a_report_is_begun_once_a_kind_and_year(as_person: As) -> None:
    office = as_person("office")
    told = {"kind": "midterm", "year": "2024", "rounding": "half_even", "release": ""}
    begun = office.post(f"{P}/new/", told)
    made = Report.objects.latest("id")
    assert begun["Location"] == f"{P}/{made.pk}/"
    assert (made.kind, made.year, made.rounding, made.title) == (
        "midterm",
        2024,
        "half_even",
        "2024年《柳溪县儿童发展规划（2021—2030年）》中期评估报告",
    )
    assert from_json(made.versions.get().made).rounding == "half_even"
    again = office.post(f"{P}/new/", told, follow=True).content.decode()
    assert "已经有了" in again
    assert Report.objects.latest("id") == made


@pytest.mark.parametrize("wrong", [{"kind": "novel"}, {"year": "2031"}, {"year": "二〇二五"}, {"rounding": "up"}, {}])
def test_a_report_needs_kind_year_and_rule(as_person: As, wrong: dict[str, str]) -> None:
    told = {"kind": "midterm", "year": "2024", "rounding": "half_up"} | wrong if wrong else {}
    page = as_person("office").post(f"{P}/new/", told, follow=True).content.decode()
    assert "没有建成" in page
    assert Report.objects.count() == 4


def test_what_was_written_stays_over_a_new_draft_and_its_numbers_are_marked(as_person: As) -> None:
    office = as_person("office")
    assert write(office, DRAFT, "rewrite", RATE, "经过三年努力，婴儿死亡率降到3.00‰。") == 302
    correct_deaths(2)
    assert "草稿之后数据又算过" in office.get(f"{P}/{DRAFT}/").content.decode()
    act(office, DRAFT, "make")
    assert words(DRAFT, RATE) == "经过三年努力，婴儿死亡率降到3.00‰。"
    page = office.get(f"{P}/{DRAFT}/").content.decode()
    assert "取用新数" in page
    assert "<del>3.00‰</del> <ins>4.00‰</ins>" in page  # 4 deaths in 1,000 births
    assert "还不能往下走" in page
    assert act(office, DRAFT, "send") == "draft"
    assert write(office, DRAFT, "take", RATE) == 302
    assert words(DRAFT, RATE) == "经过三年努力，婴儿死亡率降到4.00‰。"
    assert act(office, DRAFT, "send") == "review"


def test_figures_that_changed_are_told_beside_the_draft(as_person: As) -> None:
    office = as_person("office")
    correct_deaths(2)
    act(office, DRAFT, "make")
    page = office.get(f"{P}/{DRAFT}/").content.decode()
    assert "与第 1 稿" in page
    assert "3 个数有变化" in page  # in its paragraph, and in the annex with its distance to the 5.00‰ of 2024
    assert "3.00‰ → 4.00‰" in page
    compared = office.get(f"{P}/{DRAFT}/compare/").content.decode()
    assert "<del>3.00‰</del><ins>4.00‰</ins>" in compared
    listed = office.get(f"{P}/{DRAFT}/compare/list.csv").content.decode("utf-8-sig").splitlines()
    assert listed[1:] == [
        "二、儿童与健康,婴儿死亡率 2025,变了,3.00‰,4.00‰",
        "附表1 指标监测总表,儿童与健康 婴儿死亡率 · 最新（年份）,变了,3.00‰,4.00‰",
        "附表1 指标监测总表,儿童与健康 婴儿死亡率 · 比上年,变了,2.00个千分点,1.00个千分点",
    ]
    assert "没有不同的数" in office.get(f"{P}/{DRAFT}/compare/?from=v1&to=v1").content.decode()


def test_paragraphs_are_added_left_out_and_brought_back(as_person: As) -> None:
    office = as_person("office")
    write(office, DRAFT, "add", "counts", "县委、县政府高度重视。")
    assert words(DRAFT, "hand-1") == "县委、县政府高度重视。"
    write(office, DRAFT, "drop", RATE)
    assert words(DRAFT, RATE) == ""
    assert "删去的段落" in office.get(f"{P}/{DRAFT}/").content.decode()
    write(office, DRAFT, "undo", RATE)
    assert words(DRAFT, RATE) == WORDS
    write(office, DRAFT, "drop", "hand-1")
    assert not EditRow.objects.filter(report=DRAFT).exists()
    detail = AuditEntry.objects.filter(action="report.write").order_by("-id")[0].detail
    assert detail["before"] == "县委、县政府高度重视。"  # what was written is never lost


def test_of_two_people_in_one_paragraph_the_later_is_told(as_person: As) -> None:
    office, saw = as_person("office"), seen(DRAFT, RATE)
    assert write(office, DRAFT, "rewrite", RATE, "先写的。", saw) == 302
    late = office.post(f"{P}/{DRAFT}/write/", {"act": "rewrite", "key": RATE, "words": "后写的，有<b>不少</b>字。", "seen": saw})
    assert late.status_code == 409
    page = late.content.decode()
    assert "没有存您的改动" in page
    assert "后写的，有&lt;b&gt;不少&lt;/b&gt;字。</textarea>" in page  # what they typed is still there
    assert words(DRAFT, RATE) == "先写的。"
    assert write(office, DRAFT, "drop", RATE, "", saw) == 409
    assert write(office, DRAFT, "take", RATE, "", saw) == 409


def test_a_draft_made_again_meanwhile_is_no_conflict_where_the_paragraph_is_the_same(as_person: As) -> None:
    office, saw = as_person("office"), seen(DRAFT, RATE)
    act(office, DRAFT, "make")
    assert write(office, DRAFT, "rewrite", RATE, "写的。", saw) == 302


@pytest.mark.parametrize(
    ("told", "status"),
    [
        ({"act": "rewrite", "key": RATE, "words": " "}, 422),
        ({"act": "rewrite", "key": RATE, "words": "字" * 4001}, 422),
        ({"act": "rewrite", "key": "targets", "words": "字"}, 422),
        ({"act": "add", "key": "none", "words": "字"}, 422),
        ({"act": "take", "key": RATE}, 422),
        ({"act": "undo", "key": RATE}, 422),
        ({"act": "burn", "key": RATE}, 302),
        ({"act": "drop"}, 302),
    ],
)
def test_what_cannot_be_written_is_told(as_person: As, told: dict[str, str], status: int) -> None:
    saw = {"seen": seen(DRAFT, told.get("key", ""))}
    assert as_person("office").post(f"{P}/{DRAFT}/write/", told | saw).status_code == status
    assert not EditRow.objects.filter(report=DRAFT).exists()


HOSTILE = "<script>alert(1)</script>\"'><img src=x onerror=alert(2)>&amp;{{ 7|add:7 }}"


def test_hostile_words_are_shown_as_words(as_person: As) -> None:
    office, education = as_person("office"), as_person("education")
    write(office, OUT, "rewrite", RATE, HOSTILE)
    write(office, OUT, "add", RATE, HOSTILE)
    education.post(f"{P}/{OUT}/comments/", {"key": RATE, "words": HOSTILE})
    act(office, OUT, "make")
    for address in (
        f"{P}/{OUT}/",
        f"{P}/{OUT}/?at={RATE}",
        f"{P}/{OUT}/?at=hand-1",
        f"{P}/{OUT}/compare/",
        f"{P}/{OUT}/?at=%22%3E%3Cscript%3E",
    ):
        page = office.get(address).content.decode()
        assert "<script>alert" not in page
        assert "<img src=x" not in page
    assert "&lt;script&gt;alert(1)" in office.get(f"{P}/{OUT}/").content.decode()


def test_a_long_draft_is_made_in_the_queue(as_person: As, monkeypatch: pytest.MonkeyPatch) -> None:
    from django_tasks_db.models import DBTaskResult

    office = as_person("office")
    monkeypatch.setattr(drafting, "QUICK", -1.0)
    act(office, DRAFT, "make")
    assert "正在后台生成草稿" in office.get(f"{P}/{DRAFT}/").content.decode()
    assert act(office, DRAFT, "send") == "draft"
    act(office, DRAFT, "make")
    assert DBTaskResult.objects.filter(task_path__endswith="make_draft").count() == 1
    assert drafting.make_wanted(DRAFT, by="office") == 2
    assert drafting.make_wanted(DRAFT, by="office") == 0  # begun again after its process died
    assert report(DRAFT).wanted_at is None
    assert Version.objects.filter(report=DRAFT).count() == 2


def test_why_no_draft_came_of_it_is_told(as_person: As, monkeypatch: pytest.MonkeyPatch) -> None:
    def fail(*_: object, **__: object) -> None:
        raise UserError(what="没有数 / no figures", where="x", cure="算 / compute")

    office = as_person("office")
    monkeypatch.setattr("qingmiao.web.reports.making.made", fail)
    assert "没有生成：没有数" in office.post(f"{P}/{DRAFT}/act/", {"act": "make"}, follow=True).content.decode()
    actions.want_version(report_id=DRAFT, by="office")
    assert drafting.make_wanted(DRAFT, by="office") == 0
    assert "上次没有生成：没有数" in office.get(f"{P}/{DRAFT}/").content.decode()


def test_a_draft_from_a_release_keeps_its_figures(as_person: As) -> None:
    from qingmiao.web import service

    office = as_person("office")
    service.publish("年度数据", by="tester")
    correct_deaths(2)
    office.post(f"{P}/new/", {"kind": "midterm", "year": "2024", "rounding": "half_up", "release": "年度数据"})
    made = Report.objects.latest("id")
    assert made.wanted_at is not None  # its figures are worked out anew: in the queue
    assert drafting.make_wanted(made.pk, by="office") == 1
    document = from_json(made.versions.get().made)
    assert document.release.name == "年度数据"
    told = office.post(f"{P}/new/", {"kind": "final", "year": "2024", "rounding": "half_up", "release": "没有"})
    assert drafting.make_wanted(Report.objects.latest("id").pk, by="office") == 0
    assert "没有发布“没有”" in office.get(told["Location"]).content.decode()


# ------------------------------------------------------------------------------------------------ comments


def test_a_comment_is_answered_settled_and_raised_again(as_person: As) -> None:
    office, education, health = as_person("office"), as_person("education"), as_person("health")
    comment = Comment.objects.get(pk=1)
    address = f"{P}/{OUT}/comments/{comment.pk}/"
    assert act(office, OUT, "send") == "consulting"  # one comment has no answer
    assert education.post(address, {"act": "answer", "words": "我答"}).status_code == 403
    assert office.post(address, {"act": "answer", "words": ""}).status_code == 422
    assert office.post(address, {"act": "answer", "words": "已核对，无误。"}).status_code == 302
    assert office.post(address, {"act": "resolve"}).status_code == 403
    assert health.post(address, {"act": "resolve"}).status_code == 403
    assert education.post(address, {"act": "reopen", "words": "还是不对"}).status_code == 302
    assert act(office, OUT, "send") == "consulting"
    office.post(address, {"act": "answer", "words": "改好了。"})
    assert education.post(address, {"act": "resolve"}).status_code == 302
    assert office.post(address, {"act": "answer", "words": "再答"}).status_code == 422
    assert [note.act for note in comment.notes.order_by("id")] == ["raise", "answer", "reopen", "answer", "resolve"]
    assert act(office, OUT, "send") == "review"


def test_comments_are_taken_until_the_last_day(as_person: As, monkeypatch: pytest.MonkeyPatch) -> None:
    health = as_person("health")
    told = {"key": RATE, "words": "请核"}
    monkeypatch.setenv("QINGMIAO_TODAY", "2026-03-20")
    assert health.post(f"{P}/{OUT}/comments/", told).status_code == 302
    monkeypatch.setenv("QINGMIAO_TODAY", "2026-03-21")
    late = health.post(f"{P}/{OUT}/comments/", told)
    assert late.status_code == 422
    assert "已于 2026-03-20 截止" in late.content.decode()
    act(as_person("office"), OUT, "consult", day="2026-03-31")
    assert health.post(f"{P}/{OUT}/comments/", told).status_code == 302
    assert health.post(f"{P}/{OUT}/comments/", {"key": "none", "words": "请核"}).status_code == 422
    assert Comment.objects.filter(report=OUT, department="health").values_list("quote", flat=True)[0] == words(OUT, RATE)


def test_a_comment_of_another_report_is_not_found(as_person: As) -> None:
    assert as_person("office").post(f"{P}/{UP}/comments/1/", {"act": "answer", "words": "x"}).status_code == 404


# ------------------------------------------------------------------------------------------------ approval and publication


def test_both_groups_approve_then_it_is_frozen(as_person: As, statistics: Client) -> None:
    office, evaluator = as_person("office"), as_person("evaluator")
    assert act(office, UP, "publish", day="2026-03-10") == "review"
    act(statistics, UP, "approve")
    act(evaluator, UP, "approve")
    act(office, UP, "approve")  # its group has spoken
    assert [(one.group, one.unit) for one in Approval.objects.filter(report=UP)] == [("monitoring", "县统计局"), ("evaluation", "省评估组")]
    for who in (statistics, evaluator):
        assert who.post(f"{P}/{UP}/act/", {"act": "publish", "day": "2026-03-10"}).status_code == 403
    assert act(office, UP, "publish", day="2026-02-28") == "review"  # a day that has passed
    assert act(office, UP, "publish") == "review"
    assert act(office, UP, "publish", day="2026-03-10") == "published"
    row = Published.objects.get(report=UP)
    document = from_json(row.document)
    assert (row.number, row.digest, document.draft, document.made_on) == (1, digest(document), False, date(2026, 3, 1))
    assert {one.digest for one in Approval.objects.filter(report=UP)} == {row.digest}  # what was approved is what is published
    page = office.get(f"{P}/{UP}/").content.decode()
    assert row.digest in page
    assert "与封存时一致" in page


def test_before_its_day_only_office_and_approvers_see_it(as_person: As, statistics: Client, monkeypatch: pytest.MonkeyPatch) -> None:
    office = as_person("office")
    act(statistics, UP, "approve")
    act(office, UP, "approve")
    act(office, UP, "publish", day="2026-03-10")
    inside = {"office": office, "statistics": statistics, "evaluator": as_person("evaluator")}
    outside = {name: as_person(name) for name in ("health", "education", "town")}
    for day, others in (("2026-03-09", 403), ("2026-03-10", 200)):
        monkeypatch.setenv("QINGMIAO_TODAY", day)
        for client in inside.values():
            assert client.get(f"{P}/{UP}/").status_code == 200
        for client in outside.values():
            for address in (f"{P}/{UP}/", f"{P}/{UP}/file.json?edition=1", f"{P}/{UP}/compare/"):
                assert client.get(address).status_code == others, (day, address)
            assert ("中期评估报告" in client.get(f"{P}/").content.decode().split("<tbody>")[-1]) is (others == 200)


def test_a_return_says_why_and_ends_the_approvals(as_person: As, statistics: Client) -> None:
    office = as_person("office")
    act(statistics, UP, "approve")
    assert act(as_person("evaluator"), UP, "return") == "review"
    assert act(as_person("evaluator"), UP, "return", words="第二部分没有写原因") == "draft"
    assert not Approval.objects.filter(report=UP, ended_at=None).exists()
    assert "第二部分没有写原因" in office.get(f"{P}/{UP}/").content.decode()
    assert act(office, UP, "send") == "review"
    act(office, UP, "approve")
    assert act(office, UP, "publish", day="2026-03-10") == "review"  # statistics has not approved this draft


def test_nothing_is_written_while_it_is_being_approved(as_person: As) -> None:
    office = as_person("office")
    assert write(office, UP, "rewrite", RATE, "偷改。") == 422
    act(office, UP, "make")
    assert report(UP).versions.count() == 1
    with pytest.raises(UserError, match="现在不能重新生成"):
        actions.keep_version(
            report_id=UP, document=from_json(report(UP).versions.get().made), moment=report(UP).made_at, seconds=0.1, by="office"
        )


@pytest.mark.parametrize("statement", ["UPDATE reports_published SET document = 'x'", "DELETE FROM reports_published"])
def test_what_was_published_is_never_changed(statement: str) -> None:
    with pytest.raises(DatabaseError, match="append-only"), transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(statement)


def test_a_frozen_report_comes_back_the_same_but_for_the_day(as_person: As, monkeypatch: pytest.MonkeyPatch) -> None:
    town = as_person("town")
    first = town.get(f"{P}/{DONE}/file.json?edition=1").content
    page = town.get(f"{P}/{DONE}/").content.decode().split("<article")[1].split("</article>")[0]
    correct_deaths(2)
    monkeypatch.setenv("QINGMIAO_TODAY", "2026-06-01")
    queries.document_of.cache_clear()
    page_of.fragment_of.cache_clear()
    assert town.get(f"{P}/{DONE}/file.json?edition=1").content == first
    assert town.get(f"{P}/{DONE}/").content.decode().split("<article")[1].split("</article>")[0] == page
    frozen = from_json(first.decode())
    assert digest(frozen) == digest(replace(frozen, made_on=date(2026, 6, 1))) == Published.objects.get(report=DONE).digest


def test_a_correction_is_a_new_version_that_says_what_it_corrects(as_person: As, statistics: Client) -> None:
    office, town = as_person("office"), as_person("town")
    correct_deaths(2)
    assert act(office, DONE, "correct") == "published"
    assert act(office, DONE, "correct", words="婴儿死亡数补报1例") == "draft"
    assert "3.00‰" in town.get(f"{P}/{DONE}/").content.decode()  # what was published stands meanwhile
    assert town.get(f"{P}/{DONE}/file.json").status_code == 403
    act(office, DONE, "make")
    act(office, DONE, "send")
    act(statistics, DONE, "approve")
    act(office, DONE, "approve")
    assert act(office, DONE, "publish", day="2026-03-05") == "published"
    first, second = Published.objects.filter(report=DONE).order_by("number")
    assert (second.number, second.corrects) == (2, "婴儿死亡数补报1例")
    told = from_json(second.document).notices[-1]
    assert told.startswith("本版更正")
    assert told.endswith("发布的第1版：婴儿死亡数补报1例")
    assert "4.00‰" in office.get(f"{P}/{DONE}/").content.decode()
    old = office.get(f"{P}/{DONE}/?edition=1").content.decode()
    assert "这一版已被更正" in old
    assert "4.00‰" in office.get(f"{P}/{DONE}/compare/?from=p1&to=p2").content.decode()
    assert "4.00‰" not in town.get(f"{P}/{DONE}/").content.decode()  # its day has not come
    assert first.digest == Published.objects.get(report=DONE, number=1).digest


def test_a_correction_that_is_dropped_leads_back_and_a_draft_is_gone(as_person: As) -> None:
    office = as_person("office")
    act(office, DONE, "correct", words="误点")
    assert act(office, DONE, "drop", words="不用更正") == "published"
    assert act(office, DRAFT, "drop") == "draft"
    assert act(office, DRAFT, "drop", words="重复") == "dropped"
    assert "2025年《柳溪县儿童发展规划（2021—2030年）》监测报告" not in office.get(f"{P}/").content.decode()
    assert "监测报告" in office.get(f"{P}/?state=dropped").content.decode()
    again = office.post(f"{P}/new/", {"kind": "yearly", "year": "2025", "rounding": "half_up", "release": ""})
    assert again["Location"] == f"{P}/{Report.objects.latest('id').pk}/"


def test_every_step_leaves_one_audit_entry(as_person: As) -> None:
    from qingmiao.web.pages.audit import ACTIONS

    done = set(AuditEntry.objects.filter(action__startswith="report.").values_list("action", flat=True))
    assert {"report.start", "report.make", "report.consult", "report.comment", "report.send", "report.approve", "report.publish"} <= done
    assert done <= set(ACTIONS)
    before = AuditEntry.objects.count()
    assert act(as_person("office"), DRAFT, "consult", day="2026-01-01") == "draft"
    assert AuditEntry.objects.count() == before  # what was refused did not happen
    assert act(as_person("office"), DRAFT, "consult", day="2026-04-01") == "consulting"
    assert AuditEntry.objects.count() == before + 1


# ------------------------------------------------------------------------------------------------ what others see


def test_departments_see_no_draft_that_was_not_sent_out(as_person: As) -> None:
    for name in ("health", "education", "town", "evaluator"):
        listed = as_person(name).get(f"{P}/").content.decode()
        assert f"{P}/{DRAFT}/" not in listed, name
    assert f"{P}/{OUT}/" in as_person("health").get(f"{P}/").content.decode()


def test_a_department_is_offered_to_comment_and_nothing_else(as_person: As) -> None:
    page = as_person("health").get(f"{P}/{OUT}/?at={RATE}").content.decode()
    assert "提出意见" in page
    assert "/write/" not in page
    assert "重新生成" not in page
    assert "比较两稿" not in page
    assert "只有一个版本" in as_person("health").get(f"{P}/{OUT}/compare/").content.decode()


def test_a_plan_without_reports_says_what_to_do(as_person: As) -> None:
    page = as_person("office").get(f"{P}/?kind=midterm&state=draft").content.decode()
    assert "没有符合条件的报告" in page
    assert len(list(shelf())) == 1


def test_pages_are_in_english_too(as_person: As) -> None:
    client = as_person("office")
    client.cookies["language"] = "en"
    for address in (f"{P}/", f"{P}/{DRAFT}/?at={RATE}", f"{P}/{DONE}/", f"{P}/{OUT}/compare/"):
        response = client.get(address)
        assert response.status_code == 200
        assert 'lang="en"' in response.content.decode()


def test_the_file_is_the_document(as_person: As) -> None:
    response = as_person("office").get(f"{P}/{DRAFT}/file.json")
    assert response["Content-Disposition"].endswith(".json")
    assert json.loads(response.content)["is"] == "Document"


def test_number_and_recipient_stand_in_the_next_draft(as_person: As) -> None:
    given = {"act": "make", "number": "柳妇儿〔2026〕3号", "recipient": "各成员单位：", "copies": "市妇儿工委办。"}
    assert as_person("office").post(f"{P}/{DRAFT}/act/", given).status_code == 302
    head = json.loads(as_person("office").get(f"{P}/{DRAFT}/file.json").content)["head"]
    assert (head["number"], head["recipient"], head["copies"]) == ("柳妇儿〔2026〕3号", "各成员单位", "市妇儿工委办")
    assert as_person("health").post(f"{P}/{DRAFT}/act/", given).status_code in (403, 404)
    assert AuditEntry.objects.filter(action="report.address").count() == 1


def test_corrections_since_the_last_release_are_told(as_person: As) -> None:
    """Deaths of a town corrected from one to two after a release: told with both figures; what was the same before and after is not."""
    from qingmiao.web.reports.gathering import corrections_of

    book = shelf()["liuxi2021"]
    assert corrections_of(book, clock.now()) == []
    Release.objects.create(name="before", moment=clock.now() - timedelta(days=1), count=1, sha256="0" * 64, file="x")
    first = Fact.objects.filter(element="infant_deaths", value__isnull=False).order_by("pk").first()
    assert first is not None
    copied = {one.attname: getattr(first, one.attname) for one in Fact._meta.fields if one.attname != "id"}
    Fact.objects.create(
        **{**copied, "value": (first.value or 0) + 1, "supersedes": first.pk, "recorded_at": clock.now(), "origin": "submission"}
    )
    (found,) = corrections_of(book, clock.now() + timedelta(minutes=1))
    assert (found.old, found.new, found.unit, found.reason) == (first.value, (first.value or 0) + 1, "人", "填报单位更正")
    assert found.indicator.endswith("婴儿死亡数")
    assert found.year == (first.period_to - timedelta(days=1)).year


def test_an_office_writes_it_in_its_own_word_file(as_person: As) -> None:
    """The text stands where the template says; what is no template is told on the page, and nothing is written."""
    office, address = as_person("office"), f"{P}/{DRAFT}/file.docx"
    word = docx.Document()
    word.add_paragraph("柳溪县妇女儿童工作委员会文件")
    word.add_paragraph("〔正文〕")
    good, bare = io.BytesIO(), io.BytesIO()
    word.save(good)
    docx.Document().save(bare)
    made = office.post(address, {"template": SimpleUploadedFile("模板.docx", good.getvalue())})
    said = [one.text for one in docx.Document(io.BytesIO(made.content)).paragraphs]
    assert said[0] == "柳溪县妇女儿童工作委员会文件"
    assert len(said) > 3
    for content, why in ((b"no zip", "不是可以打开的 Word 文件"), (bare.getvalue(), "没有写着“〔正文〕”")):
        page = office.post(address, {"template": SimpleUploadedFile("模板.docx", content)}, follow=True).content.decode()
        assert why in page
    assert "请选本单位的 Word 模板" in office.post(address, follow=True).content.decode()
    assert as_person("town").post(address, {"template": SimpleUploadedFile("模板.docx", good.getvalue())}).status_code in (403, 404)


@pytest.mark.slow
def test_the_real_templates_are_edited_made_again_and_written(as_person: As, monkeypatch: pytest.MonkeyPatch) -> None:
    """From the real template to every form of file, over one hand edit whose number changes."""
    from qingmiao.reports import yearly
    from qingmiao.reports.document import Number, Paragraph

    monkeypatch.setattr("qingmiao.web.reports.making.TEMPLATES", {"yearly": yearly})
    office = as_person("office")
    act(office, DRAFT, "make")
    laid = standing(DRAFT).laid
    assert laid is not None
    told = [block for block in laid.document.blocks if isinstance(block, Paragraph) and block.about == "C001"]
    key = next(one.key for one in told if any(isinstance(run, Number) and run.text == "3.00‰" for run in one.runs))
    assert write(office, DRAFT, "rewrite", key, "婴儿死亡率为3.00‰。") == 302
    correct_deaths(2)
    act(office, DRAFT, "make")
    assert write(office, DRAFT, "take", key) == 302
    assert words(DRAFT, key).endswith("婴儿死亡率为4.00‰。")
    page = office.get(f"{P}/{DRAFT}/?at={key}").content.decode()
    assert f'data-key="{key}"' in page
    assert page.index('id="at"') < page.index(f'id="b-{key}"')
    starts = {"docx": b"PK", "xlsx": b"PK", "pdf": b"%PDF", "html": b"<!doctype", "json": b"{"}
    files = {form: office.get(f"{P}/{DRAFT}/file.{form}").content for form in starts}
    assert {form: content[: len(starts[form])] for form, content in files.items()} == starts
    assert all(office.get(f"{P}/{DRAFT}/file.{form}").content == files[form] for form in starts)  # the same document, the same bytes
