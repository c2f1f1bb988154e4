"""Packages: what is packed comes back; anything else is told, and nothing of it is used."""

from __future__ import annotations

import json
import random
import zipfile
from collections.abc import Callable, Mapping
from contextlib import suppress
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from qingmiao.errors import UserError
from qingmiao.exchange.archive import MANIFEST, Parts, whole_file
from qingmiao.exchange.packages import PACKAGE, PURPOSE, Cell, FormPart, Head, Line, Package, RoundHead, read_package, write_package
from qingmiao.exchange.signed import Known, canonical, fingerprint, holds, own_key, pem, signature, trust, trusted
from tests.exchange.test_archive import rezipped

ROUND = RoundHead(name="春季", region="liuxi", plans=("liuxi2021",), year=2025, due=date(2026, 4, 1), practice=False)
NOON = datetime(2026, 3, 1, 12, tzinfo=UTC)
FORM = FormPart(
    department="health",
    place="t1",
    due=date(2026, 4, 1),
    cells=(
        Cell(element="live_births", name="活产数", unit="人", before=((2023, 500.0), (2024, 501.0)), low=400.0, high=600.0, version=0),
        Cell(element="live_births", groups=("male",), value=0.1 + 0.2, comment="说明\n第二行", version=3),
    ),
)
PLANS = {"liuxi2021": {"plan.yaml": b"id: liuxi2021\n"}}


@pytest.fixture
def keys(tmp_path: Path) -> Mapping[str, Known]:
    """The county's key, accepted by the town."""
    own_key(tmp_path / "county")
    trust(tmp_path / "town", next((tmp_path / "county" / "own").glob("*.pem")), "柳溪县")
    return trusted(tmp_path / "town")


def packed(tmp_path: Path, **more: Any) -> Path:
    said = {"content": "forms", "round_": ROUND, "to": "东塘镇", "made_at": NOON, "forms": [FORM], "plans": PLANS} | more
    write_package(tmp_path / "p.qmp", key=own_key(tmp_path / "county"), **said)
    return tmp_path / "p.qmp"


def test_forms_come_back_as_they_were_packed(tmp_path: Path, keys: Mapping[str, Known]) -> None:
    found = read_package(packed(tmp_path), trusted=keys)
    assert (found.head.round, found.head.to, found.head.made_at, found.signer.name) == (ROUND, "东塘镇", NOON, "柳溪县")
    assert found.forms == (FORM,)
    assert found.plans == PLANS
    assert [one.name for one in tmp_path.iterdir() if one.suffix == ".part"] == []


def test_a_receipt_comes_back(tmp_path: Path, keys: Mapping[str, Known]) -> None:
    line = Line(department="health", place="t1", element="live_births", outcome="changed", words="张三")
    path = packed(tmp_path, content="receipt", forms=[], lines=[line], plans={}, answers="0" * 32)
    assert read_package(path, trusted=keys).lines == (line,)


def test_an_unknown_signer_is_told_with_the_fingerprint(tmp_path: Path) -> None:
    with pytest.raises(UserError, match="不认识签名的人") as caught:
        read_package(packed(tmp_path), trusted={})
    mark = fingerprint(own_key(tmp_path / "county").public_key())
    assert mark[:4] in caught.value.where


def test_a_signature_of_another_purpose_or_key_is_none(tmp_path: Path) -> None:
    key, other = own_key(tmp_path / "a"), own_key(tmp_path / "b")
    signed = signature(key, PURPOSE, {"a": 1})
    assert holds(key.public_key(), PURPOSE, {"a": 1}, signed)
    assert not holds(key.public_key(), "audit head", {"a": 1}, signed)
    assert not holds(key.public_key(), PURPOSE, {"a": 2}, signed)
    assert not holds(other.public_key(), PURPOSE, {"a": 1}, signed)
    assert not holds(key.public_key(), PURPOSE, {"a": 1}, "not hex")


def _manifest(change: Callable[[dict[str, Any]], object]) -> Callable[[dict[str, bytes]], None]:
    def changed(parts: dict[str, bytes]) -> None:
        told = json.loads(parts[MANIFEST])
        change(told)
        parts[MANIFEST] = canonical(told)

    return changed


@pytest.mark.parametrize(
    ("change", "words"),
    [
        (_manifest(lambda told: told["head"].update(to="西坡乡")), "签名不对"),
        (_manifest(lambda told: told.update(signature="00" * 64)), "签名不对"),
        (_manifest(lambda told: told.pop("signature")), "签名不对"),
        (_manifest(lambda told: told.update(signature=7)), "损坏"),
        (_manifest(lambda told: told.update(more=1)), "签名不对"),
        (_manifest(lambda told: told.update(version=2)), "较新版本"),
        (_manifest(lambda told: told.update(kind="backup")), "不是青苗的填报包"),
        (_manifest(lambda told: told["head"].update(id="../x")), "损坏"),
        (_manifest(lambda told: told["head"].update(signer="0" * 32)), "损坏"),
        (_manifest(lambda told: told["head"].update(key="no key")), "损坏"),
        (_manifest(lambda told: told["head"].update(made_at="2026-03-01T12:00:00")), "损坏"),
        (_manifest(lambda told: told.pop("head")), "损坏"),
        (lambda parts: parts.update({"forms.json": parts["forms.json"].replace(b"500.0", b"900.0")}), "损坏"),
        (lambda parts: parts.update({"../evil": b"x"}), "不该有的路径"),
        (lambda parts: parts.update({"big": bytes(PACKAGE.largest)}), "大得不像真的"),
        (lambda parts: parts.update({f"n{one}": b"" for one in range(PACKAGE.most_parts)}), "大得不像真的"),
    ],
)
def test_packages_that_somebody_changed(tmp_path: Path, keys: Mapping[str, Known], change: Any, words: str) -> None:
    with pytest.raises(UserError, match=words):
        read_package(rezipped(packed(tmp_path), change), trusted=keys)


def signed_by_hand(tmp_path: Path, parts: dict[str, bytes], **head: Any) -> Path:
    """A package with a right signature over anything at all: a trusted site may still be wrong."""
    key = own_key(tmp_path / "county")
    plain = Head(
        id="a" * 32,
        content="forms",
        round=ROUND,
        to="东塘镇",
        made_at=NOON,
        signer=fingerprint(key.public_key()),
        key=pem(key.public_key()).decode(),
    )
    told = plain.model_dump(mode="json") | head
    with whole_file(tmp_path / "p.qmp") as file, Parts(file) as writing:
        for name, content in parts.items():
            writing.add(name, content)
        writing.finish(PACKAGE, {"head": told}, lambda manifest: signature(key, PURPOSE, manifest))
    return tmp_path / "p.qmp"


TWICE = canonical({"forms": [FORM.model_dump(mode="json")] * 2})


@pytest.mark.parametrize(
    "parts",
    [
        {},
        {"forms.json": b""},
        {"forms.json": b"[]"},
        {"forms.json": b'{"forms": [{}]}'},
        {"forms.json": TWICE},
        {"forms.json": b'{"forms": [], "more": 1}'},
        {"forms.json": b"[" * 50_000},
        {"forms.json": canonical({"forms": [FORM.model_dump(mode="json")]}).replace(b"500.0", b"NaN")},
        {"forms.json": canonical({"forms": [FORM.model_dump(mode="json")]}).replace(b"500.0", b"1e999")},
        {"forms.json": canonical({"forms": [FORM.model_dump(mode="json")]}).replace(b'"version":3', b'"version":-1')},
        {"forms.json": b'{"forms": []}', "other.txt": b"x"},
        {"forms.json": b'{"forms": []}', "plans/other/plan.yaml": b"x"},
        {"forms.json": b'{"forms": []}', "plans/liuxi2021/sub/plan.yaml": b"x"},
    ],
)
def test_a_trusted_site_may_still_be_wrong(tmp_path: Path, keys: Mapping[str, Known], parts: dict[str, bytes]) -> None:
    with pytest.raises(UserError, match="损坏"):
        read_package(signed_by_hand(tmp_path, parts), trusted=keys)


json_values = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats(allow_nan=False, allow_infinity=False) | st.text(max_size=20),
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(st.text(max_size=10), inner, max_size=4),
    max_leaves=12,
)


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture], max_examples=60, deadline=None)
@given(content=st.binary(max_size=200) | json_values.map(canonical) | json_values.map(lambda one: canonical({"forms": [one]})))
def test_anything_at_all_as_forms(tmp_path: Path, keys: Mapping[str, Known], content: bytes) -> None:
    (tmp_path / "p.qmp").unlink(missing_ok=True)
    path = signed_by_hand(tmp_path, {"forms.json": content})
    with suppress(UserError):
        assert isinstance(read_package(path, trusted=keys), Package)


def test_flipped_and_cut_packages_are_told_or_are_the_same(tmp_path: Path, keys: Mapping[str, Known]) -> None:
    path = packed(tmp_path)
    whole, honest, luck, told = path.read_bytes(), read_package(path, trusted=keys), random.Random(3), 0
    for turn in range(300):
        damaged = bytearray(whole)
        if turn % 3:
            damaged[luck.randrange(len(whole))] ^= 1 << luck.randrange(8)
        else:
            del damaged[luck.randrange(len(whole)) :]
        path.write_bytes(damaged)
        try:
            assert read_package(path, trusted=keys) == honest
        except UserError:
            told += 1
    assert told > 200


def test_a_foreign_zip(tmp_path: Path, keys: Mapping[str, Known]) -> None:
    with zipfile.ZipFile(tmp_path / "p.qmp", "w") as file:
        file.writestr("xl/workbook.xml", "<x/>")
    with pytest.raises(UserError, match="不是青苗的填报包"):
        read_package(tmp_path / "p.qmp", trusted=keys)


# ------------------------------------------------------------------------------------------------ trust


def test_a_name_stands_for_one_key(tmp_path: Path, keys: Mapping[str, Known]) -> None:
    own_key(tmp_path / "other")
    other = next((tmp_path / "other" / "own").glob("*.pem"))
    with pytest.raises(UserError, match="已有另一个公钥"):
        trust(tmp_path / "town", other, "柳溪县")
    with pytest.raises(UserError, match="没有名称"):
        trust(tmp_path / "town", other, " ")
    assert trust(tmp_path / "town", other, "邻县").name == "邻县"
    assert {one.name for one in trusted(tmp_path / "town").values()} == {"柳溪县", "邻县"}


@pytest.mark.parametrize("content", [b"", b"x", b"-----BEGIN PUBLIC KEY-----\nAAAA\n-----END PUBLIC KEY-----\n"])
def test_what_is_no_key(tmp_path: Path, content: bytes) -> None:
    (tmp_path / "k.pem").write_bytes(content)
    with pytest.raises(UserError, match="密钥"):
        trust(tmp_path, tmp_path / "k.pem", "某地")
    (tmp_path / "trusted").mkdir()
    (tmp_path / "trusted" / "a.json").write_bytes(content)
    with pytest.raises(UserError, match="密钥"):
        trusted(tmp_path)
