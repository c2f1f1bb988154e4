"""Forms to a machine without a network and back: what is taken, what is not and why; twice is harmless; nothing half taken."""

from __future__ import annotations

import shutil
from collections.abc import Callable
from datetime import date, timedelta
from pathlib import Path
from typing import Any

import pytest

from qingmiao.errors import UserError
from qingmiao.exchange.packages import Cell, FormPart, Package, read_package, write_package
from qingmiao.exchange.signed import own_key, trust, trusted
from qingmiao.web.ledger.heads import keys_folder
from qingmiao.web.ledger.models import AuditEntry
from qingmiao.web.planning.shelf import Shelf, shelf
from qingmiao.web.rounds.actions import Change, act_on_form, close_round, open_round, save_cells
from qingmiao.web.rounds.away.actions import accept_key
from qingmiao.web.rounds.away.packages import Taken, pack, unpack
from qingmiao.web.rounds.models import CellRow, FormRow, Round
from tests.web.own_site import OwnSite


@pytest.fixture(autouse=True)
def keys(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Keys and received packages of this test alone; the town's key is accepted here, the county's there."""
    monkeypatch.setattr("qingmiao.web.rounds.away.packages.keys_folder", lambda: tmp_path / "county")
    monkeypatch.setattr("qingmiao.web.rounds.away.actions.keys_folder", lambda: tmp_path / "county")
    monkeypatch.setattr("qingmiao.web.rounds.away.packages.subfolder", lambda _: tmp_path)
    own_key(tmp_path / "county")
    own_key(tmp_path / "town")
    accept_key(public=next((tmp_path / "town" / "own").glob("*.pem")), name="东塘镇", by="tester")
    trust(tmp_path / "town", next((tmp_path / "county" / "own").glob("*.pem")), "柳溪县")


@pytest.fixture
def opened() -> Round:
    return open_round(books=[shelf()["liuxi2021"]], year=2025, name="春季", due=date(2026, 4, 1), practice=False, by="office")


@pytest.fixture
def sent(opened: Round, tmp_path: Path) -> Package:
    """The forms of the town, as the town reads them."""
    pack("春季", "东塘镇", tmp_path / "p.qmp", by="office")
    return read_package(tmp_path / "p.qmp", trusted=trusted(tmp_path / "town"))


Answer = Callable[..., Path]


@pytest.fixture
def answer(sent: Package, tmp_path: Path) -> Answer:
    """What the town sends back: all cells of the health form at a value, with whatever is otherwise."""

    def made(value: float = 7.0, key: str = "town", name: str = "a.qmp", **more: Any) -> Path:
        form = next(form for form in sent.forms if form.department == "health")
        cells = tuple(
            Cell(element=cell.element, groups=cell.groups, version=cell.version, value=value, comment="乡镇填") for cell in form.cells
        )
        said = {
            "round_": sent.head.round,
            "to": "柳溪县",
            "answers": sent.head.id,
            "made_at": sent.head.made_at + timedelta(hours=1),
            "forms": [FormPart(department="health", place="t1", due=form.due, cells=cells)],
        }
        write_package(tmp_path / name, key=own_key(tmp_path / key), content="answers", **(said | more))
        return tmp_path / name

    return made


def take(path: Path) -> Taken:
    return unpack(path, receipt=None, by="office", add_plans=lambda _: None)


def form() -> FormRow:
    return FormRow.objects.get(round__name="春季", department="health", place="t1")


def counted(done: Taken) -> dict[str, int]:
    return {outcome: sum(line.outcome == outcome for line in done.lines) for outcome in {line.outcome for line in done.lines}}


def state() -> list[tuple[Any, ...]]:
    return list(CellRow.objects.filter(form__round__name="春季").order_by("id").values_list("value", "comment", "version", "changed_by"))


def test_a_package_carries_what_is_needed_to_fill_in(sent: Package) -> None:
    births = next(cell for one in sent.forms if one.department == "health" for cell in one.cells if cell.element == "live_births")
    assert births.before == ((2022, 500.0), (2023, 500.0), (2024, 500.0))
    assert (births.name, births.unit) == ("活产数", "人")
    assert births.low is not None
    assert {one.place for one in sent.forms} == {"t1"}
    assert "plan.yaml" in sent.plans["liuxi2021"]


def test_what_was_filled_in_is_taken_with_a_receipt(answer: Answer, tmp_path: Path) -> None:
    done = take(answer())
    assert set(counted(done)) == {"taken"}
    assert {(cell.value, cell.comment) for cell in form().cells.all()} == {(7.0, "乡镇填")}
    assert form().state == "filling"
    assert done.receipt is not None
    receipt = read_package(done.receipt, trusted=trusted(tmp_path / "town"))
    assert receipt.lines == done.lines
    assert receipt.head.to == "东塘镇"


def test_twice_is_harmless(answer: Answer) -> None:
    first, path = take(answer()), answer
    before, entries = state(), AuditEntry.objects.count()
    again = take(path().with_name("a.qmp"))  # packed anew with the same figures: another package
    assert set(counted(again)) == {"same"}
    assert state() == before
    once_more = take(path().with_name("a.qmp"))
    assert state() == before
    assert AuditEntry.objects.count() > entries
    assert once_more.again is False
    assert first.again is False


def test_the_same_package_again_changes_nothing_and_says_the_same(answer: Answer) -> None:
    path = answer()
    first = take(path)
    before, entries = state(), AuditEntry.objects.count()
    again = take(path)
    assert again.again
    assert again.lines == first.lines
    assert (state(), AuditEntry.objects.count()) == (before, entries)


def test_a_correction_of_the_same_sender_is_taken_and_an_older_one_no_more(answer: Answer, sent: Package) -> None:
    take(answer())
    later = answer(8.0, name="b.qmp", made_at=sent.head.made_at + timedelta(hours=2))
    assert set(counted(take(later))) == {"taken"}
    old = answer(6.0, name="c.qmp", made_at=sent.head.made_at + timedelta(minutes=5))
    before = state()
    with pytest.raises(UserError, match="更新的包"):
        take(old)
    assert state() == before


def test_what_the_office_changed_meanwhile_stays(answer: Answer) -> None:
    one = form().cells.order_by("position")[0]
    save_cells(form=form(), changes=[Change(one.pk, one.version, 99.0, "", "")], by="office")
    done = take(answer())
    assert counted(done)["changed"] == 1
    one.refresh_from_db()
    assert one.value == 99.0
    assert next(line for line in done.lines if line.outcome == "changed").words == "office"


def test_forms_that_are_not_open_any_more(answer: Answer, opened: Round) -> None:
    path = answer()
    act_on_form(form=form(), act="excuse", words="不需要", by="office")
    assert set(counted(take(path))) == {"closed"}
    close_round(round_id=opened.pk, by="office")
    assert set(counted(take(answer(9.0, name="b.qmp")))) == {"closed"}
    assert {cell.value for cell in form().cells.all()} == {None}


def test_cells_that_are_not_there_or_cannot_stand(answer: Answer, sent: Package) -> None:
    cells = [
        Cell(element="no_such", version=0, value=1.0),
        Cell(element="live_births", version=0, value=1.0, status="not_collected"),
        Cell(element="infant_deaths", version=0, status="observed"),
    ]
    part = FormPart(department="health", place="t1", due=date(2026, 4, 1), cells=tuple(cells))
    other = FormPart(department="health", place="t2", due=date(2026, 4, 1), cells=(Cell(element="live_births", version=0, value=1.0),))
    done = take(answer(forms=[part, other]))
    assert [line.outcome for line in done.lines] == ["unknown", "wrong", "wrong", "unknown"]
    assert all(value is None for value, *_ in state())


@pytest.mark.parametrize(
    ("more", "words"),
    [
        ({"answers": "f" * 32}, "不是本站发出的"),
        ({"answers": None}, "不是本站发出的"),
        ({"round_name": "秋季"}, "不是本站发出的"),
        ({"key": "stranger"}, "不认识签名的人"),
        ({"key": "neighbour"}, "报表发给“东塘镇”，签名的是“西坡乡”"),
    ],
)
def test_packages_that_do_not_belong_here(answer: Answer, sent: Package, tmp_path: Path, more: dict[str, Any], words: str) -> None:
    own_key(tmp_path / "neighbour")
    accept_key(public=next((tmp_path / "neighbour" / "own").glob("*.pem")), name="西坡乡", by="tester")
    if name := more.pop("round_name", None):
        more["round_"] = sent.head.round.model_copy(update={"name": name})
    path, before, entries = answer(**more), state(), AuditEntry.objects.count()
    with pytest.raises(UserError, match=words):
        take(path)
    assert (state(), AuditEntry.objects.count()) == (before, entries)


def test_an_error_in_the_middle_takes_nothing(answer: Answer, monkeypatch: pytest.MonkeyPatch) -> None:
    path, before, entries = answer(), state(), AuditEntry.objects.count()
    monkeypatch.setattr("qingmiao.web.rounds.away.actions._came", lambda *_: 1 // 0)
    with pytest.raises(ZeroDivisionError):
        take(path)
    assert (state(), AuditEntry.objects.count()) == (before, entries)


@pytest.mark.parametrize(
    ("round_", "to", "words"), [("没有", "东塘镇", "没有轮次"), ("春季", "没有", "没有“没有”的报表"), ("²", "东塘镇", "没有轮次")]
)
def test_what_cannot_be_packed(opened: Round, tmp_path: Path, round_: str, to: str, words: str) -> None:
    with pytest.raises(UserError, match=words):
        pack(round_, to, tmp_path / "x.qmp", by="office")
    assert not (tmp_path / "x.qmp").exists()


def test_packed_for_a_department(opened: Round, tmp_path: Path) -> None:
    head = pack(str(opened.pk), "health", tmp_path / "x.qmp", by="office")
    found = read_package(tmp_path / "x.qmp", trusted=trusted(tmp_path / "town"))
    assert {one.department for one in found.forms} == {"health"}
    assert head.to == shelf()["liuxi2021"].catalogue.departments["health"].name


def test_a_round_of_the_same_name_is_not_mixed_up(sent: Package, tmp_path: Path) -> None:
    write_package(
        tmp_path / "x.qmp",
        key=own_key(tmp_path / "town"),
        content="forms",
        round_=sent.head.round,
        to="x",
        made_at=sent.head.made_at,
        forms=sent.forms,
    )
    with pytest.raises(UserError, match="另一个名为“春季”的轮次"):
        take(tmp_path / "x.qmp")


def test_forms_are_taken_filled_in_and_sent_back_from_the_other_side(sent: Package, tmp_path: Path) -> None:
    """This site as the one without a network: the round comes from the town's key, under another name."""
    other = sent.head.round.model_copy(update={"name": "外来轮次"})
    write_package(
        tmp_path / "x.qmp",
        key=own_key(tmp_path / "town"),
        content="forms",
        round_=other,
        to="y",
        made_at=sent.head.made_at,
        forms=sent.forms,
    )
    assert take(tmp_path / "x.qmp").forms == len(sent.forms)
    assert take(tmp_path / "x.qmp").again
    with pytest.raises(UserError, match="还没有填"):
        pack("外来轮次", "", tmp_path / "y.qmp", by="office")
    here = FormRow.objects.get(round__name="外来轮次", department="health", place="t1")
    one = here.cells.get(element="live_births", groups="")
    save_cells(form=here, changes=[Change(one.pk, one.version, 512.0, "", "")], by="town")
    head = pack("外来轮次", "", tmp_path / "y.qmp", by="office")
    back = read_package(tmp_path / "y.qmp", trusted=trusted(tmp_path / "town"))
    assert (head.to, back.head.content) == ("东塘镇", "answers")
    assert [(cell.element, cell.value, cell.version) for part in back.forms for cell in part.cells] == [("live_births", 512.0, 0)]


def test_plans_that_are_not_here_are_put_in_first(sent: Package, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    other = sent.head.round.model_copy(update={"name": "外来轮次"})
    said: dict[str, Any] = {"key": own_key(tmp_path / "town"), "content": "forms", "round_": other, "to": "y", "made_at": sent.head.made_at}
    write_package(tmp_path / "x.qmp", forms=sent.forms, plans=sent.plans, **said)
    write_package(tmp_path / "bare.qmp", forms=sent.forms, **said)
    monkeypatch.setattr("qingmiao.web.rounds.away.packages.shelf", Shelf)
    put_in: list[bytes] = []

    def add(folders: list[Path]) -> None:
        put_in.extend((folder / "plan.yaml").read_bytes() for folder in folders)

    with pytest.raises(UserError, match="包里没有规划 liuxi2021"):
        unpack(tmp_path / "bare.qmp", receipt=None, by="office", add_plans=add)
    assert not Round.objects.filter(name="外来轮次").exists()
    assert unpack(tmp_path / "x.qmp", receipt=None, by="office", add_plans=add).forms == len(sent.forms)
    assert put_in == [sent.plans["liuxi2021"]["plan.yaml"]]


@pytest.mark.slow
def test_two_machines_by_the_command(tmp_path: Path) -> None:
    county, town = OwnSite(tmp_path / "A", None).fill(), OwnSite(tmp_path / "B", None)
    for site, name in ((county, "A"), (town, "B")):
        assert site.run("audit", "key", "--out", tmp_path / f"{name}.pem").returncode == 0
    assert county.run("exchange", "trust", tmp_path / "B.pem", "--name", "东塘镇").returncode == 0
    assert county.run("exchange", "pack", "常设轮次", "--to", "东塘镇", "--out", tmp_path / "p.qmp").returncode == 0
    stranger = town.run("exchange", "unpack", tmp_path / "p.qmp")
    assert (stranger.returncode, "不认识签名的人" in stranger.stderr) == (2, True)
    assert town.run("exchange", "trust", tmp_path / "A.pem", "--name", "柳溪县").returncode == 0
    shutil.copytree(county.home / "plans", town.home / "plans")  # the invented package is too small to pass the checks of `plan add`
    came = town.run("exchange", "unpack", tmp_path / "p.qmp")
    assert came.returncode == 0, came.stderr
    town.sql("UPDATE rounds_cellrow SET value = 7, version = version + 1 WHERE element = 'live_births' AND groups = ''")
    assert town.run("exchange", "pack", "常设轮次", "--out", tmp_path / "back.qmp").returncode == 0
    taken = county.run("exchange", "unpack", tmp_path / "back.qmp")
    assert "收下 1 格" in taken.stdout, taken.stderr
    assert county.sql("SELECT value, changed_by LIKE '东塘镇%' FROM rounds_cellrow WHERE value IS NOT NULL") == [(7.0, 1)]
    assert "收下 1 格" in town.run("exchange", "unpack", tmp_path / "back.receipt.qmp").stdout


def test_keys_lie_in_the_home() -> None:
    assert keys_folder().name == "keys"
