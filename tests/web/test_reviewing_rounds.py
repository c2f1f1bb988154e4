"""Review value by value, corrections after publication, reminders on paper and by mail."""

from __future__ import annotations

import socketserver
import threading
from collections.abc import Callable, Iterator
from datetime import date
from email import message_from_bytes
from email.header import decode_header, make_header
from pathlib import Path
from typing import Any

import pytest
from django.test import Client
from django_tasks_db.management.commands.db_worker import Worker
from django_tasks_db.models import DBTaskResult

from qingmiao.web import home, service
from qingmiao.web.ledger.models import AuditEntry
from qingmiao.web.planning.shelf import shelf
from qingmiao.web.rounds.actions import Change, act_on_form, open_round, save_cells
from qingmiao.web.rounds.models import CellNote, CellRow, FormRow, Round

AsPerson = Callable[[str], Client]


@pytest.fixture
def opened() -> Round:
    return open_round(books=[shelf()["liuxi2021"]], year=2025, name="2025年度监测", due=date(2026, 4, 1), practice=False, by="office")


@pytest.fixture
def reported(opened: Round) -> FormRow:
    """The health form of the first town, filled in as last year and submitted by the town."""
    form = opened.forms.get(department="health", place="t1")
    changes = [Change(one.pk, one.version, one.before[-1][1] if one.before else 0.0, "", "") for one in form.cells.all()]
    save_cells(form=form, changes=changes, by="town")
    return act_on_form(form=form, act="submit", by="town", place=form.place)


def births(form: FormRow) -> CellRow:
    return form.cells.get(element="live_births", groups="")


def address(form: FormRow, *more: str) -> str:
    return f"/rounds/{form.round_id}/forms/{form.pk}/" + "".join(f"{one}/" for one in more)


def act(client: Client, form: FormRow, **sent: str) -> str:
    return client.post(address(form, "act"), sent, follow=True).content.decode()


def change(form: FormRow, cell: CellRow, value: float, comment: str = "") -> None:
    cell.refresh_from_db()
    save_cells(form=form, changes=[Change(cell.pk, cell.version, value, "", comment)], by="town")


def work_off() -> None:
    """What the worker does, within the test's own transaction."""
    worker = Worker(
        queue_names=["*"],
        interval=0,
        batch=True,
        backend_name="default",
        startup_delay=False,
        max_tasks=None,
        worker_id="test",
        excluded_queue_names=[],
    )
    for task in DBTaskResult.objects.ready():
        worker.run_task(task)


# ------------------------------------------------------------------------------------------------ value by value


def test_a_reviewer_asks_about_a_value_and_it_is_answered(reported: FormRow, as_person: AsPerson) -> None:
    health, town, cell = as_person("health"), as_person("town"), births(reported)
    assert f'name="q{cell.pk}"' in health.get(address(reported)).content.decode()
    assert f'name="q{cell.pk}"' not in town.get(address(reported)).content.decode()
    assert "已办理：退回" in act(health, reported, act="return", **{f"q{cell.pk}": "与出生登记差8人？"})
    page = town.get(address(reported)).content.decode()
    assert "审核人问“与出生登记差8人？”，请改数，或在“说明”中答复" in page
    overview = f"/rounds/{reported.round_id}/"
    for client in (town, health, as_person("office")):
        assert "1 处提问还没有答复" in client.get(overview).content.decode()
    assert "提问还没有答复" not in as_person("education").get(overview).content.decode()
    # Unanswered it is not submitted; any change of the cell is an answer, of another cell is none.
    assert "还有 1 处要改正或说明" in act(town, reported, act="submit")
    other = reported.cells.exclude(pk=cell.pk).first()
    assert other is not None
    change(reported, other, other.value or 0.0, "无关")
    assert "还有 1 处要改正或说明" in act(town, reported, act="submit")
    change(reported, cell, 500, "8人户籍在外县")
    assert "提问还没有答复" not in town.get(overview).content.decode()
    assert "已办理：提交" in act(town, reported, act="submit")
    page = health.get(address(reported)).content.decode()
    assert "与出生登记差8人？（当时为500）" in page
    assert "8人户籍在外县" in page
    assert "已办理" in act(health, reported, act="check")
    assert [(one.by, one.words, one.value) for one in CellNote.objects.all()] == [("health", "与出生登记差8人？", 500.0)]
    assert AuditEntry.objects.filter(action="form.return").latest("id").detail["questions"] == ["live_births"]


def test_a_reviewer_sees_first_what_is_to_be_looked_at_and_what_was_reported_before(reported: FormRow, as_person: AsPerson) -> None:
    health, address = as_person("health"), f"/rounds/{reported.round_id}/forms/{reported.pk}/"
    asked = reported.cells.order_by("-position")[0]
    first = health.get(address).content.decode()
    assert "报过的数" not in first
    health.post(f"{address}act/", {"act": "return", f"q{asked.pk}": "再核一下"})
    asked.refresh_from_db()
    assert asked.value is not None
    save_cells(form=reported, changes=[Change(asked.pk, asked.version, asked.value - 1, "", "多算了一个")], by="town")
    act_on_form(form=reported, act="submit", by="town", place="t1")
    page = health.get(address).content.decode()
    rows = [part.split('"')[0] for part in page.split('data-cell="')[1:]]
    assert rows[0] == str(asked.pk)  # the last of the form
    assert "报过的数" in page.split("</tr>")[1]
    as_town = as_person("town").get(address).content.decode()
    assert as_town.split('data-cell="')[1].split('"')[0] == str(reported.cells.order_by("position")[0].pk)


def test_questions_go_with_a_return_only(reported: FormRow, as_person: AsPerson) -> None:
    health, cell = as_person("health"), births(reported)
    assert "写了提问，却没有退回" in act(health, reported, act="check", **{f"q{cell.pk}": "对吗？"})
    assert "没有说明" in act(health, reported, act="return", **{f"q{cell.pk}": "  "})
    stray = births(reported.round.forms.get(department="health", place="t2"))
    act(health, reported, act="return", words="请核", **{f"q{stray.pk}": "别的报表", "qx": "坏的"})
    assert not CellNote.objects.exists()
    reported.refresh_from_db()
    assert reported.state == "returned"


# ------------------------------------------------------------------------------------------------ corrections


def test_what_is_corrected_after_a_release_is_listed_with_its_reason(reported: FormRow, as_person: AsPerson, tmp_path: Path) -> None:
    office, cell = as_person("office"), births(reported)
    act_on_form(form=reported, act="accept", by="office")
    page = f"/rounds/{reported.round_id}/corrections/"
    service.publish("更正前的发布", by="office")
    assert "发布以后没有更正" in office.get(page).content.decode()
    act(office, reported, act="return", words="发现重复登记2例")
    change(reported, cell, 498)
    act(as_person("town"), reported, act="submit")
    act(office, reported, act="accept")
    html = office.get(page).content.decode()
    assert "1 处更正" in html
    listed = office.get(f"{page}list.csv").content.decode("utf-8-sig").splitlines()
    assert len(listed) == 2
    assert listed[1].split(",")[1:7] == ["东塘镇", "活产数", "更正前的发布", "500", "498", "人"]
    assert listed[1].endswith(",town,发现重复登记2例")
    assert "东塘镇" in as_person("town").get(page).content.decode()
    assert "发布以后没有更正" in as_person("education").get(page).content.decode()
    # A second correction stands for itself; the release still is what it was.
    act(office, reported, act="return", words="再改")
    change(reported, cell, 497)
    act(as_person("town"), reported, act="submit")
    assert "2 处更正" in office.get(page).content.decode()


# ------------------------------------------------------------------------------------------------ reminders


def test_notices_to_print_hold_what_is_owed(reported: FormRow, as_person: AsPerson) -> None:
    html = as_person("office").get(f"/rounds/{reported.round_id}/notice/").content.decode()
    assert "关于报送“2025年度监测”数据的催报通知" in html
    assert "柳溪县妇女儿童工作委员会办公室" in html
    one = as_person("office").get(f"/rounds/{reported.round_id}/notice/?department=health").content.decode()
    assert one.count('<article class="notice">') == 1
    article = one.partition('<article class="notice">')[2].partition("</article>")[0]
    assert "西坡乡" in article
    assert "东塘镇" not in article


class Mail(socketserver.StreamRequestHandler):
    """As much of SMTP as a letter needs."""

    def handle(self) -> None:
        self.wfile.write(b"220 here\r\n")
        while line := self.rfile.readline():
            word = line[:4].upper()
            if word == b"DATA":
                self.wfile.write(b"354 go on\r\n")
                lines = []
                while (text := self.rfile.readline()) != b".\r\n":
                    lines.append(text)
                self.server.letters.append(b"".join(lines))  # type: ignore[attr-defined]
            self.wfile.write(b"221 bye\r\n" if word == b"QUIT" else b"250 ok\r\n")


@pytest.fixture
def mailbox(settings: Any) -> Iterator[list[bytes]]:
    with socketserver.ThreadingTCPServer(("127.0.0.1", 0), Mail) as server:
        server.letters = []  # type: ignore[attr-defined]
        threading.Thread(target=server.serve_forever, daemon=True).start()
        settings.EMAIL_BACKEND = "django.core.mail.backends.smtp.EmailBackend"
        settings.EMAIL_HOST, settings.EMAIL_PORT = server.server_address
        yield server.letters  # type: ignore[attr-defined]
        server.shutdown()


def test_who_owes_and_has_an_address_gets_a_letter(opened: Round, as_person: AsPerson, mailbox: list[bytes]) -> None:
    town, office = as_person("town"), as_person("office")
    remind = f"/rounds/{opened.pk}/remind/"
    assert "都没有登记邮箱" in office.post(remind, follow=True).content.decode()
    assert "不是邮箱地址" in town.post("/account/address/", {"address": "东塘"}).content.decode()
    town.post("/account/address/", {"address": "dongtang@example.cn"})
    office.post("/account/address/", {"address": "office@example.cn"})
    assert "已交发 1 封邮件" in office.post(remind, follow=True).content.decode()
    assert mailbox == []
    work_off()
    (letter,) = mailbox
    message = message_from_bytes(letter)
    assert message["To"] == "dongtang@example.cn"
    forms = opened.forms.filter(place="t1").count()
    assert str(make_header(decode_header(message["Subject"]))) == f"催报：2025年度监测，还有 {forms} 张报表"
    text = message.get_payload(decode=True)
    assert isinstance(text, bytes)
    assert text.decode().startswith("东塘镇：“2025年度监测”（2025年数据）还有")
    assert not DBTaskResult.objects.exclude(status="SUCCESSFUL").filter(task_path__endswith="send_letter").exists()
    assert AuditEntry.objects.get(action="round.remind").detail == {"letters": 1}


def test_without_a_server_for_mail_it_is_said(opened: Round, as_person: AsPerson) -> None:
    assert "没有设置发信服务器" in as_person("office").post(f"/rounds/{opened.pk}/remind/", follow=True).content.decode()


@pytest.mark.parametrize(
    ("said", "wanted"),
    [
        ("", {}),
        ("smtp://127.0.0.1", {"EMAIL_HOST": "127.0.0.1", "EMAIL_PORT": 25, "EMAIL_USE_SSL": False, "EMAIL_USE_TLS": False}),
        (
            "smtps://a%40b.cn:p%2Fw@mail.cn",
            {"EMAIL_PORT": 465, "EMAIL_USE_SSL": True, "EMAIL_HOST_USER": "a@b.cn", "EMAIL_HOST_PASSWORD": "p/w"},
        ),
        ("smtp+tls://mail.cn:2525", {"EMAIL_PORT": 2525, "EMAIL_USE_TLS": True, "DEFAULT_FROM_EMAIL": "qingmiao@localhost"}),
    ],
)
def test_how_mail_is_sent(said: str, wanted: dict[str, object], monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("QINGMIAO_SMTP", said)
    found = home.mail()
    assert {key: found[key] for key in wanted} == wanted
    assert bool(found) is bool(said)


# ------------------------------------------------------------------------------------------------ the queue


def test_what_is_accepted_is_computed_soon_and_once(reported: FormRow) -> None:
    def waiting() -> list[str]:
        return [one.task_path.rpartition(".")[2] for one in DBTaskResult.objects.filter(status="READY").order_by("run_after")]

    assert waiting() == ["refresh"]  # ten minutes after what was submitted
    act_on_form(form=reported, act="accept", by="office")
    assert waiting() == ["refresh", "refresh"]  # the first of them a minute after what was accepted
    act_on_form(form=reported, act="return", by="office", words="x")
    act_on_form(form=reported, act="submit", by="town", place=reported.place)
    act_on_form(form=reported, act="accept", by="office")
    assert waiting() == ["refresh", "refresh"]


def test_what_died_halfway_is_begun_again() -> None:
    from qingmiao.web.background.actions import take_up
    from qingmiao.web.background.tasks import refresh

    refresh.enqueue(by="x")
    DBTaskResult.objects.update(status="RUNNING")
    assert take_up() == 1
    work_off()
    assert [one.status for one in DBTaskResult.objects.all()] == ["SUCCESSFUL"]
