"""A small site: one invented county with two towns of two villages, six commitments, three people; loaded once, read by all tests."""

from __future__ import annotations

import io
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from unittest.mock import patch

import openpyxl
import pytest
from django.test import Client

from qingmiao import plans
from tests.web.liuxi import TEXT, TODAY, facts, package
from tests.web.plain_report import TEMPLATES


@dataclass(frozen=True)
class Site:
    """Where the site lives, and the passwords of its people."""

    home: Path
    passwords: dict[str, str]


PEOPLE = {
    "office": "办公室-密码一",
    "health": "卫健局-密码二",
    "education": "教育局-密码三",
    "town": "东塘镇-密码四",
    "nobody": "无职责-密码五",
    "evaluator": "评估组-密码六",
}


@pytest.fixture(scope="session")
def site(django_db_setup: None, django_db_blocker: object, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Site]:
    """The site, loaded once a session; tests that write do so in transactions that are rolled back."""
    from qingmiao.web.planning import shelf
    from qingmiao.web.reports import making

    home = tmp_path_factory.mktemp("home")
    changes = pytest.MonkeyPatch()
    changes.setenv("QINGMIAO_HOME", str(home))
    changes.setenv("QINGMIAO_TODAY", TODAY)
    changes.setattr(shelf, "plans_dir", lambda: home / "none")
    changes.setattr(making, "TEMPLATES", TEMPLATES)
    plans.save(package(), home / "plans" / "liuxi2021")
    with django_db_blocker.unblock():  # type: ignore[attr-defined]
        _load()
    yield Site(home, PEOPLE)
    changes.undo()


def _load() -> None:
    from django.contrib.auth.models import User

    from qingmiao.disclosure import Role, Viewer
    from qingmiao.web import service
    from qingmiao.web.ledger.actions import store_facts
    from qingmiao.web.people.actions import keep_person
    from qingmiao.web.planning.shelf import shelf
    from qingmiao.web.reports import making
    from qingmiao.web.review.actions import begin_review
    from qingmiao.web.review.reading import pasted, read_items
    from qingmiao.web.rounds.actions import open_round

    store_facts(table=facts(), source="test.csv", by="tester")
    service.refresh(by="tester", say=lambda _: None)
    people = {
        "office": ("柳溪县妇儿工委办", Viewer(Role.OFFICE)),
        "health": ("县卫健局", Viewer(Role.DEPARTMENT, "liuxi", "health")),
        "education": ("县教育局", Viewer(Role.DEPARTMENT, "liuxi", "education")),
        "town": ("东塘镇", Viewer(Role.TOWNSHIP, "t1")),
    }
    for name, (title, viewer) in people.items():
        keep_person(name=name, password=PEOPLE[name], title=title, viewer=viewer, by="tester")
    evaluator = Viewer(Role.EVALUATOR, "liuxi")
    keep_person(name="evaluator", password=PEOPLE["evaluator"], title="省评估组", viewer=evaluator, until=date(2026, 6, 30), by="tester")
    document = pasted(TEXT, "柳溪.txt")
    books = [shelf()["liuxi2021"]]
    open_round(books=books, year=2025, name="常设轮次", due=date(2026, 4, 30), practice=True, by="tester")
    _send_a_workbook()
    begin_review(document=document, items=read_items(document), place="", by="tester")
    with patch.object(making, "TEMPLATES", TEMPLATES):
        _write_reports()
    _ask_for_self_reports()
    User.objects.create_user("nobody", password=PEOPLE["nobody"])


def _write_reports() -> None:
    """Four reports: a draft, one out for comments with a comment, one for approval, one that was published."""
    from qingmiao.web.planning.shelf import shelf
    from qingmiao.web.reports.actions import act_on_report, comment, start_report
    from qingmiao.web.reports.drafting import make
    from qingmiao.web.reports.making import title_of

    book, day = shelf()["liuxi2021"], date(2026, 3, 20)
    for kind, year in (("yearly", 2025), ("yearly", 2024), ("midterm", 2025), ("final", 2025)):
        told = {"kind": kind, "year": year, "place": "liuxi", "release": "", "rounding": "half_up"}
        report = start_report(plan=book.id, title=title_of(book, kind, year), by="office", **told)
        make(report, by="office")
    act_on_report(report_id=2, act="consult", day=day, by="office")
    comment(report_id=2, key="say-C002", words="学前教育的数请核对", department="education", unit="县教育局", by="education")
    for number in (3, 4):
        act_on_report(report_id=number, act="send", by="office")
    for group in ("monitoring", "evaluation"):
        act_on_report(report_id=4, act="approve", group=group, unit="", by=group)
    act_on_report(report_id=4, act="publish", day=date(2026, 3, 1), by="office")


def _send_a_workbook() -> None:
    """The township sends the workbook of its first form, with something that is no number, a table of its own, and evidence."""
    from qingmiao.exchange.layouts import Layout
    from qingmiao.exchange.workbooks import COLUMNS, ENTRY, HEAD_ROW
    from qingmiao.web.rounds.actions import attach
    from qingmiao.web.rounds.excel import workbooks
    from qingmiao.web.rounds.excel.actions import keep_file, keep_layout, take_workbook
    from qingmiao.web.rounds.models import Round

    row = Round.objects.get()
    paper = workbooks.paper_of(row, list(row.forms.filter(place="t1")[:1]), "东塘镇")
    book = openpyxl.load_workbook(io.BytesIO(workbooks.workbook(paper)))
    book[ENTRY].cell(HEAD_ROW + 2, COLUMNS.index("value") + 1).value = "很多"
    out = io.BytesIO()
    book.save(out)
    take_workbook(row=row, read=workbooks.read(out.getvalue(), "东塘镇.xlsx", paper), by="town")
    attach(cell=row.forms.get(pk=1).cells.all()[0], name="凭证.pdf", data=b"%PDF-1.7", by="town")
    keep_file(row=row, name="年报.csv", data="地区,活产数\n东塘镇,500\n".encode(), by="town")
    keep_layout(region=row.region, name="年报.csv", layout=Layout({"地区": "〔地区〕", "活产数": "活产数"}), by="town")


def _ask_for_self_reports() -> None:
    """Everybody writes for 2025: health 1, education 2, civil affairs 3, finance 4, the office 5, the women’s federation 6, 东塘镇 7, 西坡乡 8; the last is handed in."""
    from qingmiao.web.planning.shelf import shelf
    from qingmiao.web.selfreports import queries
    from qingmiao.web.selfreports.actions import Change, act_on_self_report, attach_proof, open_self_reports, save_entries
    from qingmiao.web.selfreports.models import SelfReport

    book = shelf()["liuxi2021"]
    open_self_reports(book=book, year=2025, due=date(2026, 4, 30), units=[one.key for one in queries.asked_of(book)], by="tester")
    attach_proof(entry=SelfReport.objects.get(pk=1).entries.all()[0], name="佐证.pdf", data=b"%PDF-1.7", by="health")
    row = SelfReport.objects.get(place="t2")
    words = [Change(one.pk, 0, "西坡做法", "西坡原因", "西坡计划", date(2026, 12, 31)) for one in row.entries.all()]
    save_entries(report=row, changes=words, by="tester")
    act_on_self_report(report=row, act="submit", by="tester")


@pytest.fixture(autouse=True)
def _site_of_its_own(site: Site, db: None) -> None:
    """Every test of the web app stands on the site and in a transaction."""


@pytest.fixture
def as_person(site: Site) -> object:
    """A signed-in client: `as_person("office")`; a session is made without the slow hash of the password."""
    from django.contrib.auth.models import User

    def client(name: str) -> Client:
        made = Client()
        if name != "stranger":
            made.force_login(User.objects.get(username=name))
        return made

    return client


@pytest.fixture
def today() -> date:
    return date.fromisoformat(TODAY)
