"""The way in: what is tried wrong is counted for everybody alike, sessions end, passwords are asked to be good; all of it is in the books."""

from __future__ import annotations

import os
import re
import subprocess
import sys
import uuid
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from django.contrib.auth.models import User
from django.test import Client

from qingmiao.web import clock
from qingmiao.web.ledger.audit import first_break
from qingmiao.web.ledger.models import AuditEntry
from qingmiao.web.people import passwords
from qingmiao.web.people.actions import change_password
from qingmiao.web.people.locking import Limit, address_of, free_at, minutes_until, name_key
from qingmiao.web.people.models import Attempt

AsPerson = Callable[[str], Client]
ROOT = Path(__file__).resolve().parents[2]
START = datetime(2026, 3, 2, 1, 0, tzinfo=UTC)
WAIT = re.compile(r"请等 (\d+) 分钟")


@pytest.fixture
def at(monkeypatch: pytest.MonkeyPatch) -> Callable[[float], None]:
    """Set the clock to so many minutes after the start."""

    def to(minutes: float) -> None:
        monkeypatch.setattr(clock, "now", lambda: START + timedelta(minutes=minutes))

    to(0)
    return to


@pytest.fixture(autouse=True)
def _quick_hashes(settings: Any) -> None:
    settings.PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher", "django.contrib.auth.hashers.PBKDF2PasswordHasher"]


@pytest.fixture
def ling() -> User:
    """A person whose password is known and quick to check."""
    from django.contrib.auth.hashers import make_password

    from qingmiao.disclosure import Role
    from qingmiao.web.people.models import Profile

    user = User.objects.create(username="ling", password=make_password("小河边-九棵柳", hasher="md5"))
    Profile.objects.create(user=user, title="林玲", role=Role.TOWNSHIP.value, place="t1")
    return user


def enter(name: str, password: str, address: str = "10.0.0.1", client: Client | None = None, **more: str) -> Any:
    return (client or Client()).post("/sign-in/", {"username": name, "password": password, **more}, REMOTE_ADDR=address)


def books(action: str = "sign_in") -> list[tuple[str, str, str]]:
    rows = AuditEntry.objects.filter(action__startswith=action).order_by("id")
    return [(row.action, row.by, row.subject) for row in rows]


# ------------------------------------------------------------------------------------------------ the rule


@pytest.mark.parametrize(
    ("tried", "now", "free"),
    [
        ([], 0, None),
        ([0, 0, 0, 0], 0, None),
        ([0, 1, 2, 3, 4], 4, 15),
        ([0, 1, 2, 3, 4], 14.9, 15),
        ([0, 1, 2, 3, 4], 15, None),  # the first has left the window
        ([0, 1, 2, 3, 4, 15], 15, 16),
        ([4, 3, 2, 1, 0], 5, 15),  # in any order
        ([0, 0, 0, 0, 0, 0, 0], 1, 15),
        ([0, 10, 10, 10, 10], 14, 15),
    ],
)
def test_when_the_next_try_may_be_made(tried: list[float], now: float, free: float | None) -> None:
    moments = [START + timedelta(minutes=one) for one in tried]
    found = free_at(moments, Limit(5, timedelta(minutes=15)), START + timedelta(minutes=now))
    assert found == (None if free is None else START + timedelta(minutes=free))


@pytest.mark.parametrize(("seconds", "minutes"), [(1, 1), (60, 1), (61, 2), (900, 15), (0, 1), (-5, 1)])
def test_minutes_to_wait_are_rounded_up(seconds: int, minutes: int) -> None:
    assert minutes_until(START + timedelta(seconds=seconds), START) == minutes


@pytest.mark.parametrize(
    ("remote", "forwarded", "proxies", "address"),
    [
        ("10.0.0.1", "", [], "10.0.0.1"),
        ("10.0.0.1", "1.2.3.4", [], "10.0.0.1"),  # anybody can write the header
        ("10.0.0.9", "1.2.3.4", ["10.0.0.9"], "1.2.3.4"),
        ("10.0.0.9", "6.6.6.6, 1.2.3.4", ["10.0.0.9"], "1.2.3.4"),  # only what our proxy saw itself
        ("10.0.0.9", "1.2.3.4, 10.0.0.8", ["10.0.0.9", "10.0.0.8"], "1.2.3.4"),
        ("10.0.0.9", "rubbish", ["10.0.0.9"], "10.0.0.9"),
        ("10.0.0.9", "", ["10.0.0.9"], "10.0.0.9"),
        ("2001:db8:1:2:3:4:5:6", "", [], "2001:db8:1:2::/64"),
        ("2001:db8:1:2:ffff::1", "", [], "2001:db8:1:2::/64"),
        ("", "", [], "?"),
    ],
)
def test_whose_address_it_is(remote: str, forwarded: str, proxies: list[str], address: str) -> None:
    assert address_of(remote, forwarded, proxies) == address


def test_a_name_is_kept_so_that_it_cannot_be_read_and_capitals_make_no_other() -> None:
    assert name_key("Office") == name_key(" office ") == name_key("ｏｆｆｉｃｅ") != name_key("office2")
    assert "office" not in name_key("office")


# ------------------------------------------------------------------------------------------------ the lock


@pytest.mark.parametrize("name", ["ling", "nobody-of-this-name"])
def test_five_wrong_passwords_close_the_sign_in_whoever_is_meant(name: str, ling: User, at: Callable[[float], None]) -> None:
    pages = []
    for minute in range(4):
        at(minute)
        response = enter(name, "falsch", address=f"10.0.0.{minute}")
        assert response.status_code == 422
        pages.append(response.content.decode())
    assert all("用户名或密码不对" in page and not WAIT.search(page) for page in pages)
    at(4)
    fifth = enter(name, "falsch", address="10.0.0.99")
    assert fifth.status_code == 429
    assert WAIT.search(fifth.content.decode())[1] == "11"
    at(14.5)
    closed = enter(name, "小河边-九棵柳", address="10.0.0.98")
    assert closed.status_code == 429
    assert WAIT.search(closed.content.decode())[1] == "1"
    at(15)
    again = enter(name, "小河边-九棵柳")  # the password was looked at again: right for the one, wrong for the other
    assert again.status_code == 302 if name == "ling" else "用户名或密码不对" in again.content.decode()


def test_the_page_tells_nothing_of_names(ling: User, at: Callable[[float], None]) -> None:
    def plain(response: Any, name: str) -> str:
        return re.sub(r'name="csrfmiddlewaretoken" value="[^"]+"', "", response.content.decode().replace(name, "N"))

    ling_taken = User.objects.create_user("taken-back", password="x" * 12, is_active=False)
    for _ in range(6):
        answers = {plain(enter(name, "falsch", address=name), name) for name in ("ling", "no-one", ling_taken.username)}
        assert len(answers) == 1


def test_trying_on_while_it_is_closed_does_not_make_it_longer(ling: User, at: Callable[[float], None]) -> None:
    for minute in (0, 1, 2, 3, 4, 5, 9, 14):
        at(minute)
        enter("ling", "falsch")
    assert Attempt.objects.count() == 5
    at(15)
    assert enter("ling", "小河边-九棵柳").status_code == 302


def test_the_right_password_forgets_what_was_tried(ling: User, at: Callable[[float], None]) -> None:
    for _ in range(4):
        enter("ling", "falsch")
    assert enter("ling", "小河边-九棵柳").status_code == 302
    assert not Attempt.objects.exists()
    assert enter("ling", "falsch").status_code == 422


def test_fifty_from_one_address_close_it_to_all_names(ling: User, at: Callable[[float], None]) -> None:
    codes = [enter(f"name{one}", "falsch", address="10.9.9.9").status_code for one in range(51)]
    assert codes == [422] * 49 + [429] * 2
    assert enter("ling", "小河边-九棵柳", address="10.9.9.9").status_code == 429
    assert enter("ling", "小河边-九棵柳", address="10.9.9.8").status_code == 302
    at(15)
    assert enter("ling", "小河边-九棵柳", address="10.9.9.9").status_code == 302


@pytest.mark.parametrize(
    ("name", "password"),
    [("", ""), ("ling", ""), ("", "x"), ("li\0ng", "x"), ("ling", "a\0b"), ("x" * 5000, "x"), ("ling", "x" * 100_000), ("柳<b>", "x")],
)
def test_what_no_name_or_password_can_be_is_wrong(name: str, password: str, ling: User) -> None:
    response = enter(name, password)
    assert response.status_code == 422
    assert "<b>" not in response.content.decode().replace("<b></b>", "")


def test_full_width_letters_are_the_same_name(ling: User) -> None:
    assert enter("ｌｉｎｇ ", "小河边-九棵柳").status_code == 302


@pytest.mark.parametrize(
    ("wanted", "goal"),
    [("/rounds/", "/rounds/"), ("//elsewhere.example/", "/"), ("https://elsewhere.example/", "/"), ("javascript:alert(1)", "/"), ("", "/")],
)
def test_only_a_page_of_this_site_follows(wanted: str, goal: str, ling: User) -> None:
    assert enter("ling", "小河边-九棵柳", next=wanted)["Location"] == goal


# ------------------------------------------------------------------------------------------------ the books


def test_what_happens_at_the_door_is_in_the_books(ling: User, at: Callable[[float], None]) -> None:
    client = Client()
    for password in ("falsch", "falsch", "falsch", "falsch"):
        enter("ling", password)
    enter("meine-geheime-losung", "falsch")
    enter("ling", "小河边-九棵柳", client=client)
    client.post("/sign-out/")
    Client().post("/sign-out/")
    for _ in range(6):
        enter("ling", "falsch")
    failed = ("sign_in.failed", "?", "ling")
    assert books() == [
        *[failed] * 4,
        ("sign_in.failed", "?", "?"),
        ("sign_in.done", "ling", "ling"),
        ("sign_in.left", "ling", "ling"),
        *[failed] * 4,
        ("sign_in.closed", "?", "ling"),
    ]
    told = " ".join(str((row.by, row.subject, row.detail)) for row in AuditEntry.objects.all())
    assert not any(secret in told for secret in ("falsch", "小河边", "losung"))
    assert AuditEntry.objects.filter(action="sign_in.closed").get().detail == {"address": "10.0.0.1", "step": "password"}
    assert first_break() is None


# ------------------------------------------------------------------------------------------------ sessions


@pytest.mark.parametrize(
    ("visits", "last", "there"),
    [
        ([0], 29, True),
        ([0], 30, False),
        ([0, 29, 58, 87], 116, True),
        ([0, 29, 58, 87], 117, False),
        (list(range(0, 720, 20)), 719, True),
        (list(range(0, 720, 20)), 720, False),
    ],
    ids=str,
)
def test_a_session_ends_without_use_and_after_twelve_hours(
    visits: list[float], last: float, there: bool, as_person: AsPerson, at: Callable[[float], None]
) -> None:
    client = as_person("town")
    for minute in visits:
        at(minute)
        assert client.get("/account/").status_code == 200
    at(last)
    response = client.get("/account/")
    assert response.status_code == (200 if there else 302)
    if not there:
        assert response["Location"] == "/sign-in/?next=/account/"
        assert "已自动退出" in client.get("/sign-in/").content.decode()


def test_what_is_typed_into_a_form_of_an_ended_session_is_told(as_person: AsPerson, at: Callable[[float], None]) -> None:
    client = as_person("town")
    client.get("/account/")
    at(31)
    response = client.post("/rounds/1/forms/1/save/", '{"cells": []}', content_type="application/json")
    assert response.status_code == 401
    assert "重新登录" in response.json()["error"]


def test_a_changed_password_ends_the_other_sessions(ling: User) -> None:
    here, there = Client(), Client()
    for client in (here, there):
        enter("ling", "小河边-九棵柳", client=client)
    words = {"old": "小河边-九棵柳", "new": "三只白鹭一起-过小河", "again": "三只白鹭一起-过小河"}
    assert here.post("/account/password/", words)["Location"] == "/account/"
    assert "密码已改" in here.get("/account/").content.decode()
    assert there.get("/account/").status_code == 302
    assert enter("ling", "小河边-九棵柳").status_code == 422
    assert enter("ling", "三只白鹭一起-过小河").status_code == 302
    assert books("people.password") == [("people.password", "ling", "ling")]


def test_an_account_taken_back_ends_its_sessions(ling: User) -> None:
    client = Client()
    enter("ling", "小河边-九棵柳", client=client)
    User.objects.filter(pk=ling.pk).update(is_active=False)
    assert client.get("/account/").status_code == 302


# ------------------------------------------------------------------------------------------------ passwords


@pytest.mark.parametrize(
    ("password", "wrong"),
    [
        ("三只白鹭一起-过小河", []),
        ("correct horse battery", []),
        ("短-八个字符啊啊", ["password_too_short"]),
        ("123456789", ["password_too_short", "password_too_common", "password_entirely_numeric"]),
        ("1234567890", ["password_too_common", "password_entirely_numeric"]),
        ("13800138000", ["password_entirely_numeric", "password_too_common"]),
        ("19820317604", ["password_entirely_numeric"]),
        ("qwertyuiop", ["password_too_common"]),
        ("aaaaaaaaaaaa", ["password_too_common"]),
        ("abababababab", ["password_too_common"]),
        ("wangxiaofang", ["password_too_similar"]),
        ("WangXiaoFang1", ["password_too_similar"]),
        ("柳溪县妇儿工委办公室王", ["password_too_similar"]),
        ("", ["password_too_short"]),
    ],
)
def test_what_a_password_must_be(password: str, wrong: list[str]) -> None:
    found = passwords.problems(password, User(username="wangxiaofang"), "柳溪县妇儿工委办公室")
    assert found == [str(passwords.WORDS[code]) for code in wrong]
    assert all(re.search(r"[\u4e00-\u9fff]", one) for one in found)


def test_a_password_has_an_end() -> None:
    assert passwords.problems("不太好-abc" * 200, User(username="w")) == ["密码太长。"]


@pytest.mark.parametrize(
    ("old", "new", "again", "told"),
    [
        ("falsch", "三只白鹭一起-过小河", "三只白鹭一起-过小河", "原密码不对"),
        ("", "三只白鹭一起-过小河", "三只白鹭一起-过小河", "原密码不对"),
        ("小河边-九棵柳", "三只白鹭", "三只白鹭", "至少要 10 个字符"),
        ("小河边-九棵柳", "三只白鹭一起-过小河", "三只白鹭一起-过大江", "两次输入的新密码不一样"),
        ("小河边-九棵柳", "小河边-九棵柳", "小河边-九棵柳", "和原来的一样"),
        ("小河边-九棵柳", "", "", "至少要 10 个字符"),
    ],
)
def test_a_password_is_not_changed_where_something_is_wrong(old: str, new: str, again: str, told: str, ling: User) -> None:
    client = Client()
    client.force_login(ling)
    response = client.post("/account/password/", {"old": old, "new": new, "again": again})
    assert response.status_code == 422
    assert told in response.content.decode()
    ling.refresh_from_db()
    assert ling.check_password("小河边-九棵柳")


def test_the_old_password_cannot_be_guessed_from_an_open_session(ling: User, at: Callable[[float], None]) -> None:
    client = Client()
    client.force_login(ling)
    words = {"new": "三只白鹭一起-过小河", "again": "三只白鹭一起-过小河"}
    for _ in range(5):
        client.post("/account/password/", words | {"old": "falsch"})
    page = client.post("/account/password/", words | {"old": "小河边-九棵柳"})
    assert page.status_code == 422
    assert WAIT.search(page.content.decode())


def test_an_action_that_fails_leaves_nothing(ling: User, monkeypatch: pytest.MonkeyPatch) -> None:
    from qingmiao.web.ledger import actions as ledger

    def broken(*_: object, **__: object) -> str:
        raise OSError("full")

    monkeypatch.setattr(ledger, "digest", broken)
    with pytest.raises(OSError, match="full"):
        change_password(user=ling, password="三只白鹭一起-过小河", by="ling")
    assert User.objects.get(pk=ling.pk).check_password("小河边-九棵柳")


# ------------------------------------------------------------------------------------------------ two processes at once

SETUP = """
import sys
from pathlib import Path
from qingmiao.web import service
service.start(home=Path(sys.argv[1]))
from django.contrib.auth.models import User
User.objects.create_user("ling", password="小河边-九棵柳")
"""
TRY = """
import sys
from pathlib import Path
from qingmiao.web import service
service.start(home=Path(sys.argv[1]))
from threading import Thread
from django.test import Client
codes = []
def attempt():
    codes.append(Client(SERVER_NAME="localhost").post("/sign-in/", {"username": "ling", "password": "falsch"}).status_code)
    from django.db import connection
    connection.close()
print("ready", flush=True)
sys.stdin.readline()
threads = [Thread(target=attempt) for _ in range(6)]
[one.start() for one in threads]
[one.join() for one in threads]
print(" ".join(map(str, codes)))
"""
COUNT = """
import sys
from pathlib import Path
from qingmiao.web import service
service.start(home=Path(sys.argv[1]))
from qingmiao.web.ledger.audit import first_break
from qingmiao.web.ledger.models import AuditEntry
print(AuditEntry.objects.count(), first_break())
"""


@contextmanager
def own_database(url: str | None) -> Iterator[dict[str, str]]:
    """The environment of a site with a database of its own: PostgreSQL's at `url`, or SQLite's where there is none."""
    kept = {name: value for name, value in os.environ.items() if name not in {"DATABASE_URL", "QINGMIAO_HOME"}}
    kept |= {"PYTHONUTF8": "1", "PYTHONPATH": str(ROOT)}
    if url is None:
        yield kept
        return
    import psycopg

    name = f"qingmiao_door_{uuid.uuid4().hex[:8]}"
    with psycopg.connect(url, autocommit=True) as server:
        server.execute(f'CREATE DATABASE "{name}"')
        try:
            yield kept | {"DATABASE_URL": f"{url.rsplit('/', 1)[0]}/{name}"}
        finally:
            server.execute(f'DROP DATABASE "{name}" WITH (FORCE)')


def _never_more_than_five(url: str | None, home: Path) -> None:
    with own_database(url) as env:

        def run(script: str) -> str:
            done = subprocess.run(
                [sys.executable, "-c", script, str(home)], env=env, capture_output=True, text=True, check=True, timeout=120
            )
            return done.stdout.strip()

        run(SETUP)
        command = [sys.executable, "-c", TRY, str(home)]
        tries = [subprocess.Popen(command, env=env, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True) for _ in range(2)]
        for one in tries:
            assert one.stdout is not None
            assert one.stdout.readline() == "ready\n"
        for one in tries:
            assert one.stdin is not None
            one.stdin.write("go\n")
            one.stdin.flush()
        codes = " ".join(one.communicate(timeout=120)[0] for one in tries).split()
        # Twelve at once, of two processes: five passwords were looked at, seven were not; whoever looked last may have found it closed already.
        assert len(codes) == 12
        assert set(codes) <= {"422", "429"}
        assert run(COUNT) == "5 None"


@pytest.mark.slow
@pytest.mark.sqlite
def test_two_processes_at_once_look_at_five_passwords_sqlite(tmp_path: Path) -> None:
    _never_more_than_five(None, tmp_path)


@pytest.mark.slow
@pytest.mark.postgres
def test_two_processes_at_once_look_at_five_passwords_postgresql(tmp_path: Path, postgres_url: str) -> None:
    _never_more_than_five(postgres_url, tmp_path)
