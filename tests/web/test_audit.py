"""The audit log under attack: what is changed, inserted, deleted, cut off or made anew is found and named; raw SQL, guards taken off."""

from __future__ import annotations

import json
import re
import shutil
from collections.abc import Callable, Iterator
from dataclasses import asdict, replace
from pathlib import Path

import pytest
from django.db import connection
from django.test import Client

from qingmiao.errors import UserError
from qingmiao.exchange import signed
from qingmiao.web.ledger import heads
from qingmiao.web.ledger.actions import recorded
from qingmiao.web.ledger.audit import START, digest, first_break, settled
from qingmiao.web.ledger.models import AuditEntry
from qingmiao.web.ledger.verifying import Verified, verify
from tests.web.own_site import OwnSite, both_databases, new_site

AsPerson = Callable[[str], Client]


def act(count: int = 1) -> None:
    for number in range(count):
        with recorded("test.act", by="tester") as record:
            record.subject, record.detail = f"轮次/{number}", {"value": number / 3}


def sql(*statements: str) -> None:
    with connection.cursor() as cursor:
        for statement in statements:
            cursor.execute(statement)


def unguard() -> None:
    if connection.vendor == "postgresql":
        sql("ALTER TABLE ledger_auditentry DISABLE TRIGGER USER")
    else:
        sql("DROP TRIGGER ledger_auditentry_no_update", "DROP TRIGGER ledger_auditentry_no_delete")


@pytest.fixture
def elsewhere(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Path]:
    """The log with six entries under one head, three more under a second, one more under none; the heads are kept elsewhere, the guards are off."""
    monkeypatch.setenv("QINGMIAO_HOME", str(tmp_path / "home"))
    act(6)
    heads.keep(why="hour")
    act(3)
    heads.keep(why="release")
    act()
    shutil.copy(heads.heads_file(), tmp_path / "elsewhere.jsonl")
    unguard()
    yield tmp_path / "elsewhere.jsonl"
    if connection.vendor == "postgresql":
        sql("SET CONSTRAINTS ALL IMMEDIATE", "ALTER TABLE ledger_auditentry ENABLE TRIGGER USER")


def ids() -> list[int]:
    return list(AuditEntry.objects.order_by("id").values_list("id", flat=True))


def forged(after: AuditEntry, by: str = "贼") -> str:
    """A statement that adds an entry with a right hash, right behind one."""
    moment = after.moment.isoformat()
    own = digest(after.hash, moment=moment, by=by, action="test.act", subject="", detail={})
    return (
        "INSERT INTO ledger_auditentry (id, moment, by, action, subject, detail, previous, hash) VALUES "
        f"({after.pk + 1}, '{moment}', '{by}', 'test.act', '', '{{}}', '{after.hash}', '{own}')"
    ).replace(" by,", ' "by",')


def make_anew(start: int = 0) -> None:
    """All hashes from an entry on, made as if nothing had happened."""
    previous = AuditEntry.objects.filter(id__lt=start).order_by("-id").values_list("hash", flat=True).first() or START
    for entry in AuditEntry.objects.filter(id__gte=start).order_by("id"):
        own = digest(
            previous, moment=entry.moment.isoformat(), by=entry.by, action=entry.action, subject=entry.subject, detail=entry.detail
        )
        sql(f"UPDATE ledger_auditentry SET previous = '{previous}', hash = '{own}' WHERE id = {entry.pk}")
        previous = own


def told(found: Verified) -> str:
    return "\n".join(map(str, found.wrong))


def test_an_honest_log_holds(elsewhere: Path) -> None:
    found = verify(heads=elsewhere)
    assert found.wrong == ()
    assert (found.entries, found.heads, found.after) == (AuditEntry.objects.count(), 2, 1)
    assert f"{found.entries} 条记录逐条相扣" in found.sentence[0]
    assert "2 signed heads" in found.sentence[1]


def test_a_changed_entry_is_named(elsewhere: Path) -> None:
    victim = ids()[-8]
    sql(f"UPDATE ledger_auditentry SET subject = '没有的事' WHERE id = {victim}")
    found = verify()
    assert [(one.entry, one.zh) for one in found.wrong] == [(victim, f"第 {victim} 条被改过")]


@pytest.mark.parametrize("column", ["moment", "by", "action", "subject", "detail"])
def test_no_column_can_be_changed(elsewhere: Path, column: str) -> None:
    victim = ids()[-8]
    value = {"moment": "2020-01-01 00:00:00+00:00", "detail": '{"value": 99}'}.get(column, "x")
    sql(f"UPDATE ledger_auditentry SET \"{column}\" = '{value}' WHERE id = {victim}")
    assert [one.entry for one in verify().wrong] == [victim]


@pytest.mark.sqlite
@pytest.mark.parametrize("value", ["'someday'", "'2020-13-45 00:00:00'", "7", "x'00ff'"])
def test_a_moment_that_is_none_is_a_change_and_no_crash(elsewhere: Path, value: str) -> None:
    victim = ids()[-8]
    sql(f"UPDATE ledger_auditentry SET moment = {value} WHERE id = {victim}")
    assert [one.entry for one in verify().wrong] == [victim]


def test_a_change_with_its_own_hash_made_anew_is_found_at_the_next(elsewhere: Path) -> None:
    *_, victim, following = AuditEntry.objects.order_by("id")[: len(ids()) - 5]
    own = digest(
        victim.previous, moment=victim.moment.isoformat(), by="贼", action=victim.action, subject=victim.subject, detail=victim.detail
    )
    sql(f"UPDATE ledger_auditentry SET \"by\" = '贼', hash = '{own}' WHERE id = {victim.pk}")
    assert f"第 {following.pk} 条之前有记录被删或被换掉" in told(verify())


@pytest.mark.parametrize("honest_hash", [True, False])
@pytest.mark.parametrize("count", [1, 3])
def test_inserted_entries_are_named_by_the_first(elsewhere: Path, count: int, honest_hash: bool) -> None:
    at = AuditEntry.objects.get(id=ids()[-9])
    sql(f"UPDATE ledger_auditentry SET id = id + 1000 WHERE id > {at.pk}")
    last = at
    for _ in range(count):
        sql(forged(last))
        last = AuditEntry.objects.get(id=last.pk + 1)
    if not honest_hash and count == 1:
        sql(f"UPDATE ledger_auditentry SET hash = '{'f' * 64}' WHERE id = {last.pk}")
    found = verify()
    assert (found.wrong[0].entry, found.wrong[0].zh) == (at.pk + 1, f"第 {at.pk + 1} 条是插进来的")
    assert any(one.head for one in found.wrong)


def test_a_deleted_entry_is_found_at_the_next(elsewhere: Path) -> None:
    victim, following = ids()[-8], ids()[-7]
    sql(f"DELETE FROM ledger_auditentry WHERE id = {victim}")
    found = verify()
    assert found.wrong[0].entry == following
    assert "被删" in found.wrong[0].zh
    assert "deleted" in found.wrong[0].en


def test_the_first_entries_deleted(elsewhere: Path) -> None:
    first, _, third = ids()[:3]
    sql(f"DELETE FROM ledger_auditentry WHERE id < {third}")
    assert verify().wrong[0].entry == third
    assert first < third


def test_a_cut_off_end_is_told_by_the_head(elsewhere: Path) -> None:
    kept = ids()[-3]
    sql(f"DELETE FROM ledger_auditentry WHERE id > {kept}")
    found = verify()
    assert [one.head for one in found.wrong] == [2]
    assert f"现在只到第 {kept} 条" in told(found)


def test_an_end_cut_off_and_filled_up_again(elsewhere: Path) -> None:
    kept = AuditEntry.objects.get(id=ids()[-4])
    last = ids()[-2]
    sql(f"DELETE FROM ledger_auditentry WHERE id > {kept.pk}")
    after = kept
    while after.pk < last:
        sql(forged(after))
        after = AuditEntry.objects.get(id=after.pk + 1)
    assert first_break() is None
    found = verify()
    assert [one.head for one in found.wrong] == [2]
    assert "重做过" in told(found)


def test_an_empty_log(elsewhere: Path) -> None:
    sql("DELETE FROM ledger_auditentry")
    assert [one.head for one in verify().wrong] == [1]


def test_a_chain_made_anew_is_told_by_the_first_head_that_no_longer_fits(elsewhere: Path) -> None:
    victim = ids()[-3]
    sql(f"UPDATE ledger_auditentry SET subject = '没有的事' WHERE id = {victim}")
    make_anew(victim)
    assert first_break() is None
    found = verify()
    assert [one.head for one in found.wrong] == [2]
    make_anew()
    assert [one.head for one in verify().wrong] == [2]
    sql(f"UPDATE ledger_auditentry SET subject = 'x' WHERE id = {ids()[0]}")
    make_anew()
    assert [one.head for one in verify().wrong] == [1]


def test_a_chain_made_anew_without_one_entry_of_it(elsewhere: Path) -> None:
    sql(f"DELETE FROM ledger_auditentry WHERE id = {ids()[-8]}")
    make_anew()
    assert first_break() is None
    assert [one.head for one in verify().wrong] == [1]


# ------------------------------------------------------------------------------------------------ the heads themselves


def test_without_heads_nothing_is_proved(elsewhere: Path) -> None:
    heads.heads_file().unlink()
    assert "没有签名的链头" in told(verify())
    assert "另存的第 1 个链头" in told(verify(heads=elsewhere))


def test_whoever_has_the_key_too_is_found_by_heads_elsewhere(elsewhere: Path) -> None:
    """The attacker makes anew the chain and all heads, with the site's own key: only what left the machine tells."""
    sql(f"UPDATE ledger_auditentry SET subject = '没有的事' WHERE id = {ids()[-8]}")
    make_anew()
    heads.heads_file().unlink()
    heads.keep(why="hour")
    assert verify().wrong == ()
    found = verify(heads=elsewhere)
    assert {one.head for one in found.wrong} == {1}
    assert "重做过" in told(found)


def test_heads_signed_by_another_key(elsewhere: Path, tmp_path: Path) -> None:
    signed.own_key(tmp_path / "theirs")
    key = next((tmp_path / "theirs" / "own").glob("*.pem"))
    assert "不认识的密钥" in told(verify(keys=[key]))
    own = next((heads.keys_folder() / "own").glob("*.pem"))
    assert verify(keys=[key, own], heads=elsewhere).wrong == ()


@pytest.mark.parametrize(("change", "words"), [({"count": 7}, "签名不对"), ({"last": 1}, "签名不对"), ({"signature": "zz"}, "签名不对")])
def test_a_changed_head(elsewhere: Path, change: dict[str, object], words: str) -> None:
    first, second = heads.read_heads(heads.heads_file())
    heads.heads_file().write_bytes(b"".join(signed.canonical(asdict(one)) + b"\n" for one in (first, replace(second, **change))))  # type: ignore[arg-type]
    assert words in told(verify())


def test_a_head_taken_out(elsewhere: Path) -> None:
    first, second = heads.heads_file().read_bytes().splitlines(keepends=True)
    heads.heads_file().write_bytes(second)
    assert "第 2 个链头处接不上" in told(verify())
    heads.heads_file().write_bytes(first)
    assert "另存的第 2 个链头" in told(verify(heads=elsewhere))


@pytest.mark.parametrize("line", ["{}", "[]", "null", "not json", '{"number": "1"}', "[" * 100_000])
def test_a_file_of_heads_that_is_none(elsewhere: Path, line: str) -> None:
    heads.heads_file().write_text(line + "\n", encoding="utf-8")
    with pytest.raises(UserError, match="链头文件被改过") as caught:
        verify()
    assert caught.value.exit_code == 1


def test_half_a_line_of_a_crash_is_cut_off_and_the_next_head_follows(elsewhere: Path) -> None:
    with heads.heads_file().open("ab") as file:
        file.write(b'{"number": 3, "la')
    assert verify().wrong == ()
    assert heads.keep(why="hour").number == 3
    assert verify(heads=elsewhere).wrong == ()


def test_one_head_an_hour(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, django_capture_on_commit_callbacks: Callable[..., object]
) -> None:
    monkeypatch.setenv("QINGMIAO_HOME", str(tmp_path / "home"))
    for _ in range(3):
        with django_capture_on_commit_callbacks(execute=True):  # type: ignore[attr-defined]
            act()
    assert [one.why for one in heads.read_heads(heads.heads_file())] == ["hour"]
    heads._covered.clear()  # another process
    with django_capture_on_commit_callbacks(execute=True):  # type: ignore[attr-defined]
        act()
    assert len(heads.read_heads(heads.heads_file())) == 1


def test_numbers_in_details_come_back_as_they_were_hashed() -> None:
    awkward = {"a": 1e16, "b": -0.0, "c": 1e300, "d": 1e-9, "e": 0.1 + 0.2, "f": 2**70, "g": [1.0, {"h": 1e22}]}
    with recorded("test.numbers", by="tester") as record:
        record.detail = awkward
    assert first_break() is None
    assert settled(awkward)["a"] == 10**16
    with pytest.raises(ValueError, match="not JSON compliant"), recorded("test.numbers", by="tester") as record:
        record.detail = {"a": float("nan")}


# ------------------------------------------------------------------------------------------------ the command, from outside


@pytest.fixture(params=both_databases())
def own(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[OwnSite]:
    url = request.getfixturevalue("postgres_url") if request.param == "postgresql" else None
    yield from new_site(tmp_path / "home", url)


@pytest.mark.slow
def test_the_command_finds_what_was_done_to_a_site_at_rest(own: OwnSite, tmp_path: Path) -> None:
    for name in ("甲", "乙", "丙"):
        assert own.run("person", "add", name).returncode == 0
    kept = tmp_path / "kept.jsonl"
    assert own.run("audit", "heads", "--out", kept).returncode == 0
    honest = own.run("audit", "verify", "--heads", kept, "--key", kept.with_suffix(".pem"))
    assert (honest.returncode, honest.stderr) == (0, "")
    assert "3 条记录逐条相扣" in honest.stdout
    own.unguard()
    vacuum = "VACUUM FULL ledger_auditentry" if own.url else "VACUUM"
    own.sql("DELETE FROM ledger_auditentry WHERE id = 3", vacuum)
    cut = own.run("audit", "verify")
    assert cut.returncode == 1
    assert "末尾被截去" in cut.stdout
    assert "the end was cut off" in cut.stdout
    own.sql("DELETE FROM ledger_auditentry WHERE id = 1", vacuum)
    deleted = own.run("audit", "verify", "--heads", kept)
    assert deleted.returncode == 1
    assert "第 2 条之前有记录被删" in deleted.stdout


def test_a_private_key_is_for_its_owner_and_never_made_twice(tmp_path: Path) -> None:
    first = signed.own_key(tmp_path)
    assert signed.fingerprint(signed.own_key(tmp_path).public_key()) == signed.fingerprint(first.public_key())
    assert (tmp_path / "site.pem").stat().st_mode & 0o077 == 0
    (tmp_path / "site.pem").write_text("damaged", encoding="utf-8")
    with pytest.raises(UserError, match="密钥"):
        signed.own_key(tmp_path)


# ------------------------------------------------------------------------------------------------ the page

P = "/audit/"


def test_the_page_tells_who_did_what(as_person: AsPerson) -> None:
    page = as_person("office").get(P).content.decode()
    assert "tester" in page
    assert "存入数据" in page
    assert "开轮次" in page
    assert 'href="/audit/"' in as_person("office").get("/plans/liuxi2021/").content.decode()
    assert 'href="/audit/"' not in as_person("health").get("/plans/liuxi2021/").content.decode()


@pytest.mark.parametrize(
    ("query", "count"),
    [
        ("by=tester&action=round.open", 1),
        ("action=round.open&subject=常设", 1),
        ("action=round.open&subject=没有", 0),
        ("place=东塘镇&action=people.keep", 1),
        ("place=t1&action=people.keep", 1),
        ("place=柳溪县&action=plan.compute", 1),
        ("place=没有的地方", 0),
        ("from=2999-01-01", 0),
        ("to=2001-01-01", 0),
        ("from=2001-01-01&to=2999-01-01&action=round.open", 1),
        ("from=xx&to=9999-12-31&action=round.open", 1),
        ("by=t%00ester&action=round.open&page=abc", 1),
    ],
)
def test_narrowing(as_person: AsPerson, query: str, count: int) -> None:
    office = as_person("office")
    response = office.get(f"{P}?{query}")
    assert response.status_code == 200
    assert response.content.decode().count('<tr id="e') == count
    lines = office.get(f"{P}list.csv?{query}").content.decode("utf-8-sig").splitlines()
    assert len(lines) == count + 1


def test_a_hundred_a_page(as_person: AsPerson) -> None:
    act(120)
    office = as_person("office")
    first = office.get(P).content
    assert len(first) < 200_000
    assert first.decode().count('<tr id="e') == 100
    assert 'rel="next"' in first.decode()
    second = office.get(f"{P}?page=2").content.decode()
    assert second.count('<tr id="e') == AuditEntry.objects.count() - 100
    assert 'rel="prev"' in second


def test_verified_by_one_button(as_person: AsPerson, elsewhere: Path) -> None:
    office = as_person("office")
    assert "核对通过：" in office.post(f"{P}verify/", follow=True).content.decode()
    victim = ids()[-8]
    sql(f"UPDATE ledger_auditentry SET subject = 'x' WHERE id = {victim}")
    page = office.post(f"{P}verify/", follow=True).content.decode()
    assert f"核对不通过：第 {victim} 条被改过。" in page
    heads.heads_file().write_text("x\n", encoding="utf-8")
    assert "核对不通过：链头文件被改过或损坏。" in office.post(f"{P}verify/", follow=True).content.decode()


def test_exported_as_it_is_narrowed(as_person: AsPerson) -> None:
    rows = as_person("office").get(f"{P}list.csv?action=people.keep").content.decode("utf-8-sig")
    assert rows.splitlines()[0] == "编号,时间,谁,做了什么,对象,详情,哈希值"
    assert "增改用户" in rows
    assert as_person("office").get(f"{P}list.xlsx").content[:2] == b"PK"
    assert as_person("office").get(f"{P}list.pdf").status_code == 404


def test_too_much_to_export_is_told(as_person: AsPerson, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("qingmiao.web.pages.audit.LONGEST_LIST", 2)
    assert "请先缩小范围" in as_person("office").get(f"{P}list.csv", follow=True).content.decode()


def test_details_are_read_as_words() -> None:
    from qingmiao.web.pages.audit import detail_told

    assert detail_told({"words": "原因", "due": "2026-01-01", "n": 3, "nothing": None, "empty": ""}) == "words: 原因; due: 2026-01-01; n: 3"
    assert detail_told(json.loads("[1]")) == "[1]"


def test_every_action_of_the_site_has_a_name() -> None:
    from qingmiao.rounds.states import ACTS
    from qingmiao.web.pages.audit import ACTIONS
    from qingmiao.web.settings import BASE

    written = {
        name for path in BASE.rglob("actions.py") for name in re.findall(r'recorded\("([a-z_.]+)"', path.read_text(encoding="utf-8"))
    }
    written |= {f"form.{act}" for act in ACTS if act != "fill"} | {f"warning.{act}" for act in ("answer", "measure", "close")}
    assert written <= ACTIONS.keys()
