"""人员: whom an office may invite, change and take back, by tables; every way a row can be wrong; links that work once; days that end."""

from __future__ import annotations

import io
import re
from collections.abc import Callable
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
import xlsxwriter
from django.contrib.auth.models import User
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client

from qingmiao import catalogue
from qingmiao.disclosure import Role, Viewer, lacks_of, may_manage, may_manage_people, over
from qingmiao.errors import UserError
from qingmiao.facts.problems import Refused
from qingmiao.web import clock
from qingmiao.web.ledger.models import AuditEntry
from qingmiao.web.people import actions
from qingmiao.web.people.actions import Wanted
from qingmiao.web.people.asked import Ground, ground, wanted_in, wanted_of
from qingmiao.web.people.models import Demand, Invitation, Profile, SecondFactor
from qingmiao.web.people.queries import people_under
from tests.web.test_access import WORLD

AsPerson = Callable[[str], Client]
START = datetime(2026, 3, 2, 1, 0, tzinfo=UTC)
GOOD = "三只白鹭一起-过小河"
ROW = {"title": "王芳", "name": "wangfang", "role": "成员单位", "department": "卫生健康局", "place": "柳溪县", "until": ""}


@pytest.fixture(autouse=True)
def _quick_hashes(settings: Any) -> None:
    settings.PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher", "django.contrib.auth.hashers.PBKDF2PasswordHasher"]


@pytest.fixture
def at(monkeypatch: pytest.MonkeyPatch) -> Callable[[float], None]:
    """Set the clock to so many days after the start, the day with it."""

    def to(days: float) -> None:
        moment = START + timedelta(days=days)
        monkeypatch.setattr(clock, "now", lambda: moment)
        monkeypatch.setenv("QINGMIAO_TODAY", moment.date().isoformat())

    to(0)
    return to


@pytest.fixture
def county(as_person: AsPerson) -> Client:
    """The office of the county, which has a place, unlike that of the whole site."""
    actions.keep_person(name="county", password="x" * 12, title="县妇儿工委办二", viewer=Viewer(Role.OFFICE, "liuxi"), by="tester")
    return as_person("county")


def profile(name: str) -> Profile:
    return Profile.objects.get(user__username=name)


def address(name: str, *more: str) -> str:
    return f"/people/{profile(name).pk}/" + "".join(f"{one}/" for one in more)


def link_on(page: str) -> str:
    return re.search(r"http://testserver(/invited/[\w-]+/)", page)[1]  # type: ignore[index]


# ------------------------------------------------------------------------------------------------ the pure rules

OFFICES = {
    "site": Viewer(Role.OFFICE),
    "province": Viewer(Role.OFFICE, "p"),
    "county": Viewer(Role.OFFICE, "c"),
    "next": Viewer(Role.OFFICE, "d"),
}


@pytest.mark.parametrize(
    ("duty", "by"),
    [
        (Viewer(Role.OFFICE), {"site"}),
        (Viewer(Role.OFFICE, "p"), {"site", "province"}),
        (Viewer(Role.OFFICE, "c"), {"site", "province", "county"}),
        (Viewer(Role.DEPARTMENT, "p", "health"), {"site", "province"}),
        (Viewer(Role.DEPARTMENT, "c", "health"), {"site", "province", "county"}),
        (Viewer(Role.TOWNSHIP, "t"), {"site", "province", "county"}),
        (Viewer(Role.EVALUATOR, "c"), {"site", "province", "county"}),
        (Viewer(Role.TOWNSHIP, "d"), {"site", "province", "next"}),
        (Viewer(Role.TOWNSHIP, "gone"), {"site"}),
    ],
)
def test_who_looks_after_whom(duty: Viewer, by: set[str]) -> None:
    assert {name for name, office in OFFICES.items() if may_manage(office, duty, WORLD)} == by


@pytest.mark.parametrize("role", [Role.DEPARTMENT, Role.TOWNSHIP, Role.EVALUATOR])
def test_only_offices_look_after_people(role: Role) -> None:
    assert not may_manage_people(Viewer(role, "p"))
    assert not may_manage(Viewer(role, "p"), Viewer(Role.TOWNSHIP, "t"), WORLD)


@pytest.mark.parametrize(
    ("viewer", "until", "lacks"),
    [
        (Viewer(Role.OFFICE), None, ()),
        (Viewer(Role.OFFICE, "c"), date(2026, 1, 1), ()),
        (Viewer(Role.OFFICE, "c", "health"), None, ("no_department",)),
        (Viewer(Role.DEPARTMENT, "c", "health"), None, ()),
        (Viewer(Role.DEPARTMENT), None, ("department", "place")),
        (Viewer(Role.TOWNSHIP, "t"), None, ()),
        (Viewer(Role.TOWNSHIP), None, ("place",)),
        (Viewer(Role.EVALUATOR, "c"), None, ("until",)),
        (Viewer(Role.EVALUATOR), None, ("place", "until")),
        (Viewer(Role.EVALUATOR, "c"), date(2026, 1, 1), ()),
    ],
)
def test_what_a_duty_lacks(viewer: Viewer, until: date | None, lacks: tuple[str, ...]) -> None:
    assert lacks_of(viewer, until) == lacks


@pytest.mark.parametrize(
    ("until", "is_over"), [(None, False), (date(2026, 3, 1), True), (date(2026, 3, 2), False), (date(2026, 3, 3), False)]
)
def test_the_last_day_is_a_whole_day(until: date | None, is_over: bool) -> None:
    assert over(until, date(2026, 3, 2)) is is_over


# ------------------------------------------------------------------------------------------------ one row


@pytest.fixture
def on() -> Ground:
    """What the county's office checks rows against."""
    from qingmiao.web.planning.queries import everywhere

    return ground(Viewer(Role.OFFICE, "liuxi"), everywhere(), catalogue.load(), date(2026, 3, 2), {"taken"})


@pytest.mark.parametrize(
    ("change", "wanted"),
    [
        ({}, Wanted("wangfang", "王芳", Viewer(Role.DEPARTMENT, "liuxi", "health"))),
        ({"department": "卫健委"}, Wanted("wangfang", "王芳", Viewer(Role.DEPARTMENT, "liuxi", "health"))),
        ({"name": " ｗａｎｇ.芳 "}, Wanted("wang.芳", "王芳", Viewer(Role.DEPARTMENT, "liuxi", "health"))),
        ({"role": "办公室", "department": ""}, Wanted("wangfang", "王芳", Viewer(Role.OFFICE, "liuxi"))),
        ({"role": "乡镇", "department": "", "place": "东塘镇"}, Wanted("wangfang", "王芳", Viewer(Role.TOWNSHIP, "t1"))),
        (
            {"role": "评估", "department": "", "until": "2026年6月30日"},
            Wanted("wangfang", "王芳", Viewer(Role.EVALUATOR, "liuxi"), date(2026, 6, 30)),
        ),
        ({"until": date(2026, 3, 2)}, Wanted("wangfang", "王芳", Viewer(Role.DEPARTMENT, "liuxi", "health"), date(2026, 3, 2))),
        ({"name": 1234.0}, Wanted("1234", "王芳", Viewer(Role.DEPARTMENT, "liuxi", "health"))),
    ],
)
def test_a_row_that_is_right(change: dict[str, Any], wanted: Wanted, on: Ground) -> None:
    assert wanted_of(ROW | change, on) == (wanted, [])


@pytest.mark.parametrize(
    ("change", "faults"),
    [
        ({"title": ""}, [("title", "没有姓名")]),
        ({"title": "王" * 61}, [("title", "超过 60 字")]),
        ({"name": ""}, [("name", "2 至 30 个")]),
        ({"name": "wang fang"}, [("name", "2 至 30 个")]),
        ({"name": "王/芳"}, [("name", "2 至 30 个")]),
        ({"name": "w" * 31}, [("name", "2 至 30 个")]),
        ({"name": "TAKEN"}, [("name", "已有人用")]),
        ({"role": ""}, [("role", "身份读不出")]),
        ({"role": "县长"}, [("role", "身份读不出")]),
        ({"department": ""}, [("department", "要写部门")]),
        ({"department": "没有的局"}, [("department", "没有部门")]),
        ({"role": "乡镇"}, [("department", "不写部门")]),
        ({"place": ""}, [("place", "没有地区")]),
        ({"place": "没有的镇"}, [("place", "没有地区")]),
        ({"place": "中国"}, [("place", "不在您的地区之内")]),
        ({"place": "北京市"}, [("place", "不在您的地区之内")]),
        ({"role": "办公室", "department": "", "place": ""}, [("place", "不在您的地区之内")]),
        ({"role": "评估", "department": ""}, [("until", "要写有效期")]),
        ({"until": "明年"}, [("until", "日期读不出")]),
        ({"until": "2026-02-30"}, [("until", "日期读不出")]),
        ({"until": "2026-03-01"}, [("until", "已经过去")]),
        ({"title": "王\0芳"}, [("title", "没有姓名")]),
        ({"title": "", "name": "", "role": "", "place": "?", "until": "x"}, ["title", "name", "role", "place", "until"]),
        ({"title": "", "department": "", "place": ""}, ["title", "department", "place"]),
        ({"name": "", "role": "评估", "place": "北京市"}, ["name", "department", "until", "place"]),
    ],
    ids=str,
)
def test_a_row_that_is_wrong(change: dict[str, Any], faults: list[Any], on: Ground) -> None:
    wanted, found = wanted_of(ROW | change, on)
    assert wanted is None
    assert [field for field, _, _ in found] == [one if isinstance(one, str) else one[0] for one in faults]
    for (_, what, cure), one in zip(found, faults, strict=True):
        assert isinstance(one, str) or one[1] in what
        assert " / " in what
        assert " / " in cure


# ------------------------------------------------------------------------------------------------ a spreadsheet

HEAD = ["姓名", "用户名", "身份", "部门", "地区", "有效期至"]
PEOPLE = [
    ["王芳", "wangfang", "成员单位", "卫生健康局", "柳溪县", ""],
    ["李强", "liqiang", "乡镇", "", "西坡乡", ""],
    ["省评估组", "pinggu", "评估人员", "", "柳溪县", date(2026, 6, 30)],
]


def book(rows: list[list[Any]]) -> bytes:
    out = io.BytesIO()
    with xlsxwriter.Workbook(out, {"in_memory": True}) as workbook:
        sheet, day = workbook.add_worksheet(), workbook.add_format({"num_format": "yyyy-mm-dd"})
        for number, row in enumerate(rows):
            for column, cell in enumerate(row):
                if isinstance(cell, date):
                    sheet.write_datetime(number, column, cell, day)
                else:
                    sheet.write(number, column, cell)
    return out.getvalue()


def lines(rows: list[list[Any]]) -> bytes:
    return "\r\n".join(",".join(str(cell) for cell in row) for row in rows).encode("gb18030")


@pytest.mark.parametrize("write", [book, lines])
def test_a_spreadsheet_of_people(write: Callable[[list[list[Any]]], bytes], on: Ground, tmp_path: Path) -> None:
    path = tmp_path / "x"
    path.write_bytes(write([["柳溪县账号表", "", "", "", "", ""], HEAD, *PEOPLE]))
    assert wanted_in(path, "x", on) == [
        Wanted("wangfang", "王芳", Viewer(Role.DEPARTMENT, "liuxi", "health")),
        Wanted("liqiang", "李强", Viewer(Role.TOWNSHIP, "t2")),
        Wanted("pinggu", "省评估组", Viewer(Role.EVALUATOR, "liuxi"), date(2026, 6, 30)),
    ]


@pytest.mark.parametrize(
    ("rows", "told"),
    [
        ([HEAD], [(None, None, "没有人")]),
        ([["甲", "乙"], ["丙", "丁"]], [(None, None, "没有找到表头")]),
        ([["姓名", "用户名"], ["王芳", "wangfang"]], [(1, None, "缺少“身份”列"), (1, None, "缺少“地区”列")]),
        ([[*HEAD, "姓名"], *PEOPLE], [(1, 7, "这一列有两个")]),
        ([HEAD, PEOPLE[0], PEOPLE[0]], [(3, 2, "与第 2 行的用户名相同")]),
        ([HEAD, PEOPLE[0], ["李四", "WANGFANG", *PEOPLE[0][2:]]], [(3, 2, "与第 2 行的用户名相同")]),
        (
            [HEAD, PEOPLE[0], ["", "a b", "县长", "", "没有的镇", "x"], PEOPLE[1]],
            [(3, 1, "没有姓名"), (3, 2, "2 至 30 个"), (3, 3, "身份读不出"), (3, 5, "没有地区"), (3, 6, "日期读不出")],
        ),
        ([HEAD[:5], ["甲", "pinggu", "评估人员", "", "柳溪县"]], [(2, None, "要写有效期")]),
        ([HEAD, *[["甲", f"u{one}", "乡镇", "", "东塘镇", ""] for one in range(501)]], [(None, None, "超过 500 人")]),
    ],
    ids=range(9),
)
def test_every_problem_is_told_at_its_cell(rows: list[list[Any]], told: list[Any], on: Ground, tmp_path: Path) -> None:
    path = tmp_path / "x"
    path.write_bytes(lines(rows))
    with pytest.raises(Refused) as refused:
        wanted_in(path, "x", on)
    found = refused.value.problems
    assert [(one.row, one.column) for one in found] == [(row, column) for row, column, _ in told]
    assert all(words in one.what for one, (_, _, words) in zip(found, told, strict=True))


@pytest.mark.parametrize("content", [b"", b"\x00\x01\x02", b"PK\x03\x04broken", b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1broken"])
def test_what_is_no_spreadsheet(content: bytes, on: Ground, tmp_path: Path) -> None:
    path = tmp_path / "x"
    path.write_bytes(content)
    with pytest.raises(UserError):
        wanted_in(path, "x", on)


def test_many_are_invited_or_nobody(county: Client, at: Callable[[float], None]) -> None:
    def send(content: bytes) -> Any:
        return county.post("/people/invite/file/", {"file": SimpleUploadedFile("人员.xlsx", content)})

    before = User.objects.count()
    wrong = send(book([HEAD, *PEOPLE, ["赵六", "office", "乡镇", "", "东塘镇", ""]]))
    assert wrong.status_code == 422
    assert "B5" in wrong.content.decode()
    assert "已有人用" in wrong.content.decode()
    assert User.objects.count() == before
    for content in (b"", b"\x00\x01", b"x" * (5 * 1024 * 1024 + 1)):
        assert send(content).status_code == 422
    assert county.post("/people/invite/file/").status_code == 422
    page = send(book([HEAD, *PEOPLE])).content.decode()
    assert len(set(re.findall(r"http://testserver/invited/[\w-]{32}/", page))) == 3
    assert "data:text/csv;base64," in page
    assert User.objects.count() == before + 3
    entry = AuditEntry.objects.get(action="people.invite")
    assert set(entry.detail) == {"wangfang", "liqiang", "pinggu"}
    assert entry.detail["pinggu"] == {"title": "省评估组", "role": "evaluator", "department": "", "place": "liuxi", "until": "2026-06-30"}
    assert send(book([HEAD, *PEOPLE])).status_code == 422  # sent again by a reload: told, not made twice
    assert "邀请" in county.get(address("liqiang")).content.decode()


def test_an_invitation_that_fails_leaves_nobody() -> None:
    people = [Wanted("neu", "新", Viewer(Role.TOWNSHIP, "t1")), Wanted("office", "旧", Viewer(Role.TOWNSHIP, "t1"))]
    with pytest.raises(UserError, match="已有人用"):
        actions.invite(people=people, by="office")
    assert not User.objects.filter(username="neu").exists()
    assert not AuditEntry.objects.filter(action="people.invite").exists()


# ------------------------------------------------------------------------------------------------ the link


def test_the_way_of_one_who_is_invited(county: Client, at: Callable[[float], None]) -> None:
    page = county.post("/people/invite/", ROW).content.decode()
    way, guest = link_on(page), Client()
    assert "待设密码" in county.get("/people/?state=invited").content.decode()
    assert guest.post("/sign-in/", {"username": "wangfang", "password": ""}).status_code == 422
    shown = guest.get(way)
    assert shown["Referrer-Policy"] == "no-referrer"
    assert "no-store" in shown["Cache-Control"]
    assert "wangfang" in shown.content.decode()
    for new, again, told in (
        ("kurz", "kurz", "至少要 10"),
        (GOOD, GOOD + "x", "不一样"),
        ("wangfang-wangfang", "", "相近"),
        ("", "", "至少要 10"),
    ):
        answer = guest.post(way, {"new": new, "again": again})
        assert answer.status_code == 422
        assert told in answer.content.decode()
    assert guest.post(way, {"new": GOOD, "again": GOOD})["Location"] == "/sign-in/"
    assert "密码已设好" in guest.get("/sign-in/").content.decode()
    for again in (guest.get(way), guest.post(way, {"new": GOOD, "again": GOOD})):
        assert again.status_code == 404
        assert "链接不能用了" in again.content.decode()
    assert guest.post("/sign-in/", {"username": "wangfang", "password": GOOD}).status_code == 302
    assert guest.get("/rounds/").status_code == 200
    assert "在用" in county.get(address("wangfang")).content.decode()
    told = [row.action for row in AuditEntry.objects.filter(subject="wangfang").exclude(action="sign_in.failed").order_by("id")]
    assert told == ["people.invite", "people.accept", "sign_in.done"]
    assert not any(way.split("/")[2] in str(row.detail) for row in AuditEntry.objects.all())
    assert not Invitation.objects.filter(key__contains=way.split("/")[2]).exists()


@pytest.mark.parametrize(("days", "status"), [(6.99, 200), (7, 404)])
def test_a_link_stands_seven_days(days: float, status: int, county: Client, at: Callable[[float], None]) -> None:
    way = link_on(county.post("/people/invite/", ROW).content.decode())
    at(days)
    assert Client().get(way).status_code == status
    assert [one.state for one in people_under(Viewer(Role.OFFICE)) if one.profile.title == "王芳"] == [
        "invited" if status == 200 else "lapsed"
    ]


@pytest.mark.parametrize("token", ["x", "0" * 32, "..", "a%00b", "%E6%9F%B3"])
def test_a_link_that_never_was(token: str) -> None:
    assert Client().get(f"/invited/{token}/").status_code == 404


def test_another_link_makes_the_first_void_and_resets_a_password(county: Client, as_person: AsPerson, at: Callable[[float], None]) -> None:
    signed_in = as_person("health")
    first = link_on(county.post(address("health", "act"), {"act": "link"}).content.decode())
    second = link_on(county.post(address("health", "act"), {"act": "link"}).content.decode())
    assert Client().get(first).status_code == 404
    assert signed_in.get("/account/").status_code == 200  # the old password stands until the new one is set
    assert as_person("office").post(second, {"new": GOOD, "again": GOOD}).status_code == 302
    assert signed_in.get("/account/").status_code == 302
    assert Client().post("/sign-in/", {"username": "health", "password": GOOD}).status_code == 302


def test_a_link_used_at_the_same_moment_is_used_once(county: Client, at: Callable[[float], None]) -> None:
    county.post("/people/invite/", ROW)
    invitation = Invitation.objects.select_related("user").get()
    assert actions.use_link(invitation=invitation, password=GOOD, by="wangfang")
    assert not actions.use_link(invitation=invitation, password="ein-anderes-wort", by="wangfang")
    assert User.objects.get(username="wangfang").check_password(GOOD)


# ------------------------------------------------------------------------------------------------ the office's acts


def test_the_list_holds_only_those_below(county: Client, as_person: AsPerson) -> None:
    actions.keep_person(name="far", password="x" * 12, title="邻省办公室", viewer=Viewer(Role.OFFICE, "cn-42"), by="tester")
    page = county.get("/people/").content.decode()
    assert "东塘镇" in page
    assert "邻省办公室" not in page
    assert "柳溪县妇儿工委办<" not in page  # without a place: of the whole site
    assert "邻省办公室" in as_person("office").get("/people/").content.decode()
    for name in ("far", "office"):
        assert county.get(address(name)).status_code == 403
        assert county.post(address(name, "act"), {"act": "end", "why": "x"}).status_code == 403
    assert county.get("/people/9999/").status_code == 404
    assert User.objects.get(username="far").is_active


@pytest.mark.parametrize(
    ("query", "found"),
    [
        ("", {"health", "education", "town", "evaluator", "county"}),
        ("?find=卫健", {"health"}),
        ("?find=TOWN", {"town"}),
        ("?find=卫生健康", {"health"}),
        ("?role=department", {"health", "education"}),
        ("?role=evaluator&state=in_use", {"evaluator"}),
        ("?state=ended", set()),
        ("?find=<script>", set()),
        ("?role=nonsense", set()),
    ],
)
def test_the_list_is_narrowed(query: str, found: set[str], county: Client) -> None:
    page = county.get(f"/people/{query}").content.decode()
    assert set(re.findall(r'<span class="quiet">(\w+)</span></th>', page)) == found
    assert "<script>" not in page.replace("<script defer", "")


def test_a_duty_is_changed_at_once(county: Client, as_person: AsPerson) -> None:
    town = as_person("town")
    assert town.get("/plans/liuxi2021/places/t2/").status_code == 403
    words = {"act": "change", "title": "西坡乡", "role": "township", "department": "", "place": "西坡乡", "until": ""}
    assert county.post(address("town", "act"), words)["Location"] == address("town")
    assert town.get("/plans/liuxi2021/places/t2/").status_code == 200
    assert town.get("/plans/liuxi2021/places/t1/").status_code == 403
    entry = AuditEntry.objects.get(action="people.duty")
    assert (entry.subject, entry.detail["before"]["place"], entry.detail["after"]["place"]) == ("town", "t1", "t2")


@pytest.mark.parametrize(
    ("change", "told"),
    [
        ({"place": "北京市"}, "不在您的地区之内"),
        ({"role": "evaluator"}, "要写有效期"),
        ({"until": "2020-01-01"}, "已经过去"),
        ({"title": ""}, "没有姓名"),
    ],
)
def test_a_duty_that_may_not_be_given(change: dict[str, str], told: str, county: Client) -> None:
    words = {"act": "change", "title": "东塘镇", "role": "township", "department": "", "place": "东塘镇", "until": ""} | change
    response = county.post(address("town", "act"), words)
    assert response.status_code == 422
    assert told in response.content.decode()
    assert profile("town").place == "t1"


def test_an_account_is_taken_back_with_a_reason_and_given_back(county: Client, as_person: AsPerson, at: Callable[[float], None]) -> None:
    town = as_person("town")
    way = link_on(county.post(address("town", "act"), {"act": "link"}).content.decode())
    for why in ("", "  "):
        refused = county.post(address("town", "act"), {"act": "end", "why": why})
        assert refused.status_code == 422
        assert "写明原因" in refused.content.decode()
    assert town.get("/account/").status_code == 200
    assert county.post(address("town", "act"), {"act": "end", "why": "调\0离\n"}).status_code == 302
    assert town.get("/account/").status_code == 302
    assert Client().get(way).status_code == 404
    page = county.get(address("town")).content.decode()
    assert "已收回" in page
    assert "调离" in page
    assert county.post(address("town", "act"), {"act": "link"}).status_code == 302
    assert not Invitation.objects.filter(void_at=None, used_at=None).exists()
    assert county.post(address("town", "act"), {"act": "restore"}).status_code == 302
    assert as_person("town").get("/account/").status_code == 200
    told = list(AuditEntry.objects.filter(action__in=("people.end", "people.restore")).order_by("id").values_list("action", "by", "detail"))
    assert told == [("people.end", "county", {"why": "调离"}), ("people.restore", "county", {})]


@pytest.mark.parametrize("act", ["change", "link", "end", "restore", "drop"])
def test_nobody_decides_about_themselves(act: str, county: Client) -> None:
    county.post(address("county", "act"), {"act": act, "why": "x", "title": "x", "role": "office", "place": "柳溪县"})
    assert "另一位同事" in county.get("/people/").content.decode()
    assert User.objects.get(username="county").is_active
    assert profile("county").title == "县妇儿工委办二"


def test_what_is_not_understood_is_told(county: Client) -> None:
    county.post(address("town", "act"), {"act": "explode"})
    assert "没有读懂" in county.get(address("town")).content.decode()


def test_the_office_drops_a_second_factor_with_a_reason(county: Client) -> None:
    user = User.objects.get(username="town")
    actions.keep_second_factor(user=user, secret="x", step=1, by="town")
    assert county.post(address("town", "act"), {"act": "drop", "why": ""}).status_code == 422
    assert SecondFactor.objects.exists()
    assert county.post(address("town", "act"), {"act": "drop", "why": "手机丢失"}).status_code == 302
    assert not SecondFactor.objects.exists()
    assert AuditEntry.objects.get(action="second_factor.drop").detail == {"why": "手机丢失", "there": True}


def test_the_office_demands_the_second_factor_where_it_is(county: Client, as_person: AsPerson) -> None:
    county.post("/people/demand/", {"role": ["township", "evaluator", "nonsense"]})
    assert set(Demand.objects.values_list("role", "place")) == {("township", "liuxi"), ("evaluator", "liuxi")}
    assert as_person("town").get("/rounds/")["Location"] == "/account/second/"
    assert as_person("health").get("/rounds/").status_code == 200
    as_person("office").post("/people/demand/", {"role": ["department"]})
    assert as_person("health").get("/rounds/")["Location"] == "/account/second/"
    county.post("/people/demand/", {"role": []})
    assert set(Demand.objects.values_list("role", "place")) == {("department", "")}  # what was demanded above stays
    assert "上级已要求" in county.get("/people/").content.decode()


# ------------------------------------------------------------------------------------------------ the evaluator


def test_the_last_day_ends_a_session_and_the_sign_in(as_person: AsPerson, monkeypatch: pytest.MonkeyPatch, site: Any) -> None:
    monkeypatch.setenv("QINGMIAO_TODAY", "2026-06-30")
    client = as_person("evaluator")
    assert client.get("/plans/liuxi2021/").status_code == 200
    monkeypatch.setenv("QINGMIAO_TODAY", "2026-07-01")
    assert client.get("/plans/liuxi2021/")["Location"].startswith("/sign-in/")
    assert "已过有效期" in client.get("/sign-in/").content.decode()
    words = {"username": "evaluator", "password": site.passwords["evaluator"]}
    refused = Client().post("/sign-in/", words)
    assert refused.status_code == 403
    assert "已过有效期" in refused.content.decode()
    assert "已过有效期" not in Client().post("/sign-in/", words | {"password": "falsch"}).content.decode()
    assert "已过有效期" in as_person("office").get("/people/?state=over").content.decode()
    actions.change_duty(
        profile=profile("evaluator"), wanted=Wanted("evaluator", "省评估组", Viewer(Role.EVALUATOR, "liuxi"), date(2026, 7, 1)), by="office"
    )
    assert Client().post("/sign-in/", words).status_code == 302


def test_an_evaluator_sees_figures_and_no_rounds_or_people(as_person: AsPerson) -> None:
    client = as_person("evaluator")
    page = client.get("/plans/liuxi2021/commitments/C001/").content.decode()
    assert "3.00‰" in page
    for hidden in ('href="/rounds/"', 'href="/people/"', "assign", "report.docx"):
        assert hidden not in page
    assert "西坡乡" in page
    assert "warnings/1/act" not in client.get("/plans/liuxi2021/warnings/").content.decode()
    assert "读入文件" not in client.get("/documents/").content.decode()
