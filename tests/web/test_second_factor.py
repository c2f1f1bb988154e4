"""The second factor: the standard's own numbers, a code is used once, what is kept cannot be read, and who must have one gets nowhere without."""

from __future__ import annotations

import re
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from cryptography.fernet import Fernet, InvalidToken
from django.contrib.auth.hashers import make_password
from django.contrib.auth.models import User
from django.test import Client

from qingmiao.disclosure import Role, Viewer, demanded
from qingmiao.web import clock
from qingmiao.web.ledger.models import AuditEntry
from qingmiao.web.people import actions, second
from qingmiao.web.people.models import Demand, Profile, RecoveryCode, SecondFactor
from tests.web.test_access import WORLD

AsPerson = Callable[[str], Client]
START = datetime(2026, 3, 2, 1, 0, tzinfo=UTC)
NOW = int(START.timestamp()) // 30
SECRET = b"12345678901234567890"
PASSWORD = "小河边-九棵柳啊啊"


@pytest.fixture(autouse=True)
def _quick_hashes(settings: Any) -> None:
    settings.PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher", "django.contrib.auth.hashers.PBKDF2PasswordHasher"]


@pytest.fixture
def at(monkeypatch: pytest.MonkeyPatch) -> Callable[[float], None]:
    """Set the clock to so many seconds after the start."""

    def to(seconds: float) -> None:
        monkeypatch.setattr(clock, "now", lambda: START + timedelta(seconds=seconds))

    to(0)
    return to


@pytest.fixture
def ling(at: Callable[[float], None]) -> User:
    user = User.objects.create(username="ling", password=make_password(PASSWORD))
    Profile.objects.create(user=user, title="林玲", role=Role.TOWNSHIP.value, place="t1")
    return user


@pytest.fixture
def codes(ling: User) -> list[str]:
    """Ling has a second factor; these are her recovery codes."""
    return actions.keep_second_factor(user=ling, secret=second.sealed(SECRET), step=NOW - 5, by="ling")


def first_step(client: Client, goal: str = "/rounds/") -> Any:
    return client.post("/sign-in/", {"username": "ling", "password": PASSWORD, "next": goal})


def second_step(client: Client, code: str, goal: str = "/rounds/") -> Any:
    return client.post("/sign-in/code/", {"code": code, "next": goal})


def code(step: int = 0) -> str:
    return second.code_at(SECRET, NOW + step)


# ------------------------------------------------------------------------------------------------ the algorithm


@pytest.mark.parametrize(
    ("moment", "expected"),
    [(59, "287082"), (1111111109, "081804"), (1111111111, "050471"), (1234567890, "005924"), (2000000000, "279037")],
)
def test_the_numbers_of_rfc_6238(moment: int, expected: str) -> None:
    assert second.code_at(SECRET, moment // 30) == expected


@pytest.mark.parametrize(
    ("step", "seconds", "after", "found"),
    [
        (0, 0, -1, 0),
        (0, 29, -1, 0),
        (0, 59, -1, 0),  # one step late
        (0, 60, -1, None),
        (1, 0, -1, 1),  # one step early
        (2, 0, -1, None),
        (-1, 0, -1, -1),
        (0, 0, NOW - 1, 0),
        (0, 0, NOW, None),  # used
        (-1, 0, NOW, None),  # older than what was used
        (1, 0, NOW, 1),
    ],
)
def test_which_step_a_code_is_of(step: int, seconds: int, after: int, found: int | None) -> None:
    told = second.step_of(SECRET, code(step), moment=START.timestamp() + seconds, after=after)
    assert told == (None if found is None else NOW + found)


@pytest.mark.parametrize("typed", ["", "12345", "1234567", "abcdef", "-12345", "１２３", "12345a", "١٢٣٤٥٦"])
def test_what_is_no_code(typed: str) -> None:
    assert second.step_of(SECRET, second.typed_code(typed), moment=START.timestamp(), after=-1) is None


def test_codes_are_read_as_people_type_them() -> None:
    assert second.typed_code(" 287 082 ") == second.typed_code("２８７０８２") == "287082"
    assert second.typed_code("ABCD-efgh jkmn") == "abcdefghjkmn"


def test_what_is_kept_cannot_be_read_without_the_key_of_the_home(settings: Any) -> None:
    kept = second.sealed(SECRET)
    assert SECRET.decode() not in kept
    assert second.opened(kept) == SECRET
    settings.SECOND_FACTOR_KEY = Fernet.generate_key()
    with pytest.raises(InvalidToken):
        second.opened(kept)


def test_where_the_home_has_another_key_no_code_opens(settings: Any, site: Any) -> None:
    user = User.objects.get(username="town")
    actions.keep_second_factor(user=user, secret=second.sealed(SECRET), step=0, by="tester")
    settings.SECOND_FACTOR_KEY = Fernet.generate_key()
    assert actions.use_code(user=user, code="287082") == ""


def test_recovery_codes_are_ten_and_all_different() -> None:
    made = second.recovery_codes()
    assert len(set(made)) == 10
    assert all(re.fullmatch(r"[a-hj-km-np-z2-9]{4}(-[a-hj-km-np-z2-9]{4}){2}", one) for one in made)


def test_the_picture_is_plain_svg() -> None:
    drawn = second.picture(SECRET, "王芳", "青苗")
    assert drawn.startswith("<svg")
    assert "<script" not in drawn
    assert len(drawn) < 60_000


# ------------------------------------------------------------------------------------------------ signing in


def test_a_password_alone_opens_nothing(codes: list[str]) -> None:
    client = Client()
    assert first_step(client)["Location"] == "/sign-in/code/?next=%2Frounds%2F"
    assert client.get("/rounds/")["Location"].startswith("/sign-in/?")
    assert "验证码" in client.get("/sign-in/code/").content.decode()
    assert second_step(client, "000000").status_code == 422
    assert second_step(client, code())["Location"] == "/rounds/"
    assert client.get("/rounds/").status_code == 200
    assert AuditEntry.objects.filter(action="sign_in.done").get().detail["second"] == "code"


def test_a_code_opens_nothing_without_the_password(codes: list[str]) -> None:
    assert second_step(Client(), code())["Location"].startswith("/sign-in/?")


def test_a_code_is_used_once(codes: list[str], at: Callable[[float], None]) -> None:
    one, other = Client(), Client()
    first_step(one)
    first_step(other)
    assert second_step(one, code()).status_code == 302
    assert second_step(other, code()).status_code == 422
    assert second_step(other, code(-1)).status_code == 422
    at(30)
    assert second_step(other, code(1)).status_code == 302


def test_a_recovery_code_is_used_once_and_kept_hashed(codes: list[str]) -> None:
    one, other = Client(), Client()
    first_step(one)
    first_step(other)
    assert second_step(one, codes[3].upper().replace("-", " ")).status_code == 302
    assert second_step(other, codes[3]).status_code == 422
    assert second_step(other, codes[4]).status_code == 302
    assert RecoveryCode.objects.filter(used_at=None).count() == 8
    assert not set(codes) & set(RecoveryCode.objects.values_list("key", flat=True))
    assert "还有 8 个恢复码" in one.get("/account/").content.decode()


def test_wrong_codes_close_the_sign_in_however_often_the_password_is_right(codes: list[str]) -> None:
    answers = []
    for _ in range(6):
        client = Client()
        if first_step(client).status_code == 302:
            answers.append(second_step(client, "000000").status_code)
    assert answers == [422, 422, 422, 422, 429]
    client = Client()
    assert first_step(client).status_code == 429


def test_the_second_step_does_not_wait_for_ever(codes: list[str], at: Callable[[float], None]) -> None:
    client = Client()
    first_step(client)
    at(300)
    assert second_step(client, code(10))["Location"].startswith("/sign-in/?")


@pytest.mark.parametrize("change", [{"is_active": False}, {"password": make_password("etwas-anderes", hasher="pbkdf2_sha256")}])
def test_what_changes_between_the_steps_ends_the_way(change: dict[str, Any], codes: list[str], ling: User) -> None:
    client = Client()
    first_step(client)
    User.objects.filter(pk=ling.pk).update(**change)
    assert second_step(client, code())["Location"].startswith("/sign-in/?")


# ------------------------------------------------------------------------------------------------ setting up


def secret_on(page: str) -> bytes:
    from base64 import b32decode

    return b32decode(re.search(r'class="secret">([A-Z2-7 ]+)<', page)[1].replace(" ", ""))  # type: ignore[index]


def test_a_person_sets_it_up_with_password_and_first_code(ling: User) -> None:
    client = Client()
    client.force_login(ling)
    secret = secret_on(client.get("/account/second/").content.decode())
    assert secret_on(client.get("/account/second/").content.decode()) == secret
    right = second.code_at(secret, NOW)
    wrong = "000000" if right != "000000" else "111111"
    for words in ({"old": "falsch", "code": right}, {"old": PASSWORD, "code": wrong}, {"old": PASSWORD, "code": ""}, {"old": PASSWORD}):
        assert client.post("/account/second/", words | {"act": "set_up"}).status_code == 422
    assert not SecondFactor.objects.exists()
    page = client.post("/account/second/", {"act": "set_up", "old": PASSWORD, "code": right}).content.decode()
    shown = re.findall(r"<li><code>([a-z2-9-]+)</code>", page)
    assert len(shown) == 10
    assert SecondFactor.objects.get().last_step == NOW
    assert actions.use_code(user=ling, code=right) == ""
    assert actions.use_code(user=ling, code=shown[0]) == "recovery"
    assert not any(one in client.get("/account/second/").content.decode() for one in shown)


def test_other_recovery_codes_make_the_old_ones_worthless(ling: User, codes: list[str]) -> None:
    client = Client()
    client.force_login(ling)
    assert client.post("/account/second/", {"act": "renew", "old": "falsch"}).status_code == 422
    page = client.post("/account/second/", {"act": "renew", "old": PASSWORD}).content.decode()
    assert actions.use_code(user=ling, code=codes[0]) == ""
    assert actions.use_code(user=ling, code=re.findall(r"<li><code>([a-z2-9-]+)</code>", page)[0]) == "recovery"


def test_a_person_may_do_without(ling: User, codes: list[str]) -> None:
    client = Client()
    client.force_login(ling)
    assert client.post("/account/second/", {"act": "drop", "old": "falsch"}).status_code == 422
    assert client.post("/account/second/", {"act": "nothing", "old": PASSWORD}).status_code == 422
    assert SecondFactor.objects.exists()
    assert client.post("/account/second/", {"act": "drop", "old": PASSWORD}).status_code == 302
    assert not SecondFactor.objects.exists()
    assert not RecoveryCode.objects.exists()
    told = list(AuditEntry.objects.filter(action__startswith="second_factor").values_list("action", "by", "subject"))
    assert told == [("second_factor.keep", "ling", "ling"), ("second_factor.drop", "ling", "ling")]


# ------------------------------------------------------------------------------------------------ demanding


@pytest.mark.parametrize(
    ("viewer", "demands", "owes"),
    [
        (Viewer(Role.TOWNSHIP, "t"), [], False),
        (Viewer(Role.TOWNSHIP, "t"), [("township", None)], True),
        (Viewer(Role.TOWNSHIP, "t"), [("office", None), ("department", None)], False),
        (Viewer(Role.TOWNSHIP, "t"), [("township", "c")], True),
        (Viewer(Role.TOWNSHIP, "t"), [("township", "t")], True),
        (Viewer(Role.TOWNSHIP, "t"), [("township", "u"), ("township", "d")], False),
        (Viewer(Role.DEPARTMENT, "c", "health"), [("department", "t")], False),
        (Viewer(Role.OFFICE), [("office", "p")], False),  # no limit of region: under nobody's demand but the whole site's
        (Viewer(Role.OFFICE), [("office", None)], True),
        (Viewer(Role.TOWNSHIP, "gone"), [("township", "c")], False),
    ],
)
def test_of_whom_it_is_demanded(viewer: Viewer, demands: list[tuple[str, str | None]], owes: bool) -> None:
    assert demanded(viewer, demands, WORLD) is owes


def test_who_must_have_one_gets_nowhere_without(as_person: AsPerson, ling: User) -> None:
    actions.demand_second_factor(role=Role.TOWNSHIP, place="liuxi", wanted=True, by="office")
    actions.demand_second_factor(role=Role.TOWNSHIP, place="liuxi", wanted=True, by="office")
    assert Demand.objects.count() == 1
    client = Client()
    client.force_login(ling)
    for address in ("/", "/rounds/", "/plans/liuxi2021/"):
        assert client.get(address)["Location"] == "/account/second/"
    assert client.get("/account/").status_code == 200
    page = client.get("/account/second/").content.decode()
    assert "办公室要求" in page
    assert as_person("health").get("/rounds/").status_code == 200
    secret = secret_on(page)
    client.post("/account/second/", {"act": "set_up", "old": PASSWORD, "code": second.code_at(secret, NOW)})
    assert client.get("/rounds/").status_code == 200
    assert client.post("/account/second/", {"act": "drop", "old": PASSWORD}).status_code == 422
    assert SecondFactor.objects.exists()
    actions.demand_second_factor(role=Role.TOWNSHIP, place="liuxi", wanted=False, by="office")
    assert client.post("/account/second/", {"act": "drop", "old": PASSWORD}).status_code == 302
    assert client.get("/rounds/").status_code == 200
