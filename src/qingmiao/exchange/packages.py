"""Signed packages that carry forms of a round to a machine without a network, the filled-in cells back, and a receipt for them.

A package (`.qmp`) is a zip file of ours (`archive`): a signed manifest, `forms.json` or `receipt.json`, and the plans that forms rest on. What is
read is checked whole, signature, shape and sizes, before anybody may use any of it.
"""

from __future__ import annotations

import secrets
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from pathlib import Path
from typing import Annotated, Any, Final, Literal

from cryptography.exceptions import UnsupportedAlgorithm
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey, Ed25519PublicKey
from cryptography.hazmat.primitives.serialization import load_pem_public_key
from pydantic import AwareDatetime, BaseModel, ConfigDict, Field, ValidationError

from qingmiao.errors import UserError
from qingmiao.exchange.archive import Archive, Parts, Sort, archive, damaged, whole_file
from qingmiao.exchange.signed import Known, canonical, fingerprint, grouped, holds, pem, signature

PACKAGE: Final = Sort("package", "填报包", "package", version=1, most_parts=2000, largest=64 * 1024 * 1024)
PURPOSE: Final = "package"

Word = Annotated[str, Field(max_length=200)]
Code = Annotated[str, Field(min_length=1, max_length=96)]
Finite = Annotated[float, Field(allow_inf_nan=False)]
Id = Annotated[str, Field(pattern=r"^[0-9a-f]{32}$")]


class _Frozen(BaseModel):
    model_config = ConfigDict(frozen=True, extra="forbid", ser_json_inf_nan="null")


class Cell(_Frozen):
    """One figure that is asked for, with what helps to fill it in, and what stands in it. `version`: that of the site that asks, when it packed."""

    element: Code
    groups: tuple[Code, ...] = ()
    name: Word = ""
    unit: Word = ""
    definition: Annotated[str, Field(max_length=4000)] = ""
    before: tuple[tuple[int, Finite], ...] = ()
    low: Finite | None = None
    high: Finite | None = None
    value: Finite | None = None
    status: Annotated[str, Field(max_length=24)] = ""
    comment: Annotated[str, Field(max_length=400)] = ""
    version: Annotated[int, Field(ge=0, lt=2**31)]


class FormPart(_Frozen):
    """What one department owes on one place."""

    department: Annotated[str, Field(min_length=1, max_length=64)]
    place: Annotated[str, Field(min_length=1, max_length=64)]
    due: date
    cells: Annotated[tuple[Cell, ...], Field(max_length=20_000)]


class RoundHead(_Frozen):
    """The round that forms are of."""

    name: Annotated[str, Field(min_length=1, max_length=80)]
    region: Annotated[str, Field(min_length=1, max_length=64)]
    plans: Annotated[tuple[Annotated[str, Field(pattern=r"^[A-Za-z0-9_-]{1,48}$")], ...], Field(max_length=50)]
    year: Annotated[int, Field(ge=1949, le=2999)]
    due: date
    practice: bool


class Line(_Frozen):
    """What became of one cell: taken, the same already, or not taken, and why."""

    department: Word
    place: Word
    element: Code
    groups: tuple[Code, ...] = ()
    outcome: Literal["taken", "same", "changed", "unknown", "closed", "wrong"]
    words: Annotated[str, Field(max_length=600)] = ""


class Head(_Frozen):
    """What a package says of itself: `to` names whom it is for, `answers` the package that it answers; `signer` is a key's fingerprint."""

    id: Id
    content: Literal["forms", "answers", "receipt"]
    round: RoundHead
    to: Word
    answers: Id | None = None
    made_at: AwareDatetime
    signer: Annotated[str, Field(pattern=r"^[0-9a-f]{32}$")]
    key: Annotated[str, Field(max_length=1000)]


class _Forms(_Frozen):
    forms: tuple[FormPart, ...]


class _Lines(_Frozen):
    lines: tuple[Line, ...]


@dataclass(frozen=True)
class Package:
    """A package that was found right: whose it is, and what is in it. `plans`: plan → file → content."""

    head: Head
    signer: Known
    forms: tuple[FormPart, ...] = ()
    lines: tuple[Line, ...] = ()
    plans: Mapping[str, Mapping[str, bytes]] = field(default_factory=dict)


def write_package(
    out: Path,
    *,
    key: Ed25519PrivateKey,
    content: Literal["forms", "answers", "receipt"],
    round_: RoundHead,
    to: str,
    made_at: datetime,
    answers: str | None = None,
    forms: Sequence[FormPart] = (),
    lines: Sequence[Line] = (),
    plans: Mapping[str, Mapping[str, bytes]] = {},
    id_: str | None = None,
) -> Head:
    """Write and sign a package; whole or not at all. Returns its head."""
    public = key.public_key()
    head = Head(
        id=id_ or secrets.token_hex(16),
        content=content,
        round=round_,
        to=to,
        answers=answers,
        made_at=made_at,
        signer=fingerprint(public),
        key=pem(public).decode("ascii"),
    )
    body = _Lines(lines=tuple(lines)) if content == "receipt" else _Forms(forms=tuple(forms))
    with whole_file(out) as file, Parts(file) as parts:
        parts.add("receipt.json" if content == "receipt" else "forms.json", canonical(body.model_dump(mode="json")))
        for plan, files in sorted(plans.items()):
            for name, data in sorted(files.items()):
                parts.add(f"plans/{plan}/{name}", data)
        parts.finish(PACKAGE, {"head": head.model_dump(mode="json")}, lambda manifest: signature(key, PURPOSE, manifest))
    return head


def read_package(path: Path, *, trusted: Mapping[str, Known]) -> Package:
    """Read a package. Raises UserError where it is none of ours, damaged, newer, too large, or not signed by a key that is trusted."""
    with archive(path, PACKAGE) as opened:
        head = _head(opened)
        signer = _signer(opened, head, trusted)
        try:
            told = {name: opened.read(name) for name in opened.names}
            if head.content == "receipt":
                return Package(head, signer, lines=_Lines.model_validate_json(told.pop("receipt.json")).lines)
            forms = _Forms.model_validate_json(told.pop("forms.json")).forms
        except (KeyError, ValidationError, ValueError) as error:
            raise damaged(PACKAGE, str(path)) from error
        _refuse_twice(forms, str(path))
        return Package(head, signer, forms, plans=_plans(told, head, str(path)))


def _head(opened: Archive) -> Head:
    try:
        return Head.model_validate(opened.manifest["head"])
    except (KeyError, ValidationError, ValueError) as error:
        raise damaged(PACKAGE, opened.where) from error


def _signer(opened: Archive, head: Head, trusted: Mapping[str, Known]) -> Known:
    """Whoever signed; the key inside only tells which of those that are trusted it must be."""
    manifest: dict[str, Any] = dict(opened.manifest)
    signed = manifest.pop("signature", "")
    try:
        key = load_pem_public_key(head.key.encode("ascii"))
    except (ValueError, UnsupportedAlgorithm) as error:
        raise damaged(PACKAGE, opened.where) from error
    if not isinstance(key, Ed25519PublicKey) or fingerprint(key) != head.signer or not isinstance(signed, str):
        raise damaged(PACKAGE, opened.where)
    if not holds(key, PURPOSE, manifest, signed):
        raise UserError(
            what="签名不对，这个包被改过 / the signature is wrong: the package was changed",
            where=opened.where,
            cure="请对方重新打包 / have it packed again",
        )
    if head.signer not in trusted:
        raise UserError(
            what="不认识签名的人，没有收 / the signer is not known here; nothing was taken",
            where=f"{opened.where}：{grouped(head.signer)}",
            cure="向对方核对指纹后登记公钥 / compare the fingerprint with them, then: qingmiao exchange trust PUBLIC.pem --name 名称",
        )
    return trusted[head.signer]


def _refuse_twice(forms: Sequence[FormPart], where: str) -> None:
    keys = [(form.department, form.place, cell.element, cell.groups) for form in forms for cell in form.cells]
    if len(set(keys)) != len(keys) or len({(form.department, form.place) for form in forms}) != len(forms):
        raise damaged(PACKAGE, where)


def _plans(told: Mapping[str, bytes], head: Head, where: str) -> dict[str, dict[str, bytes]]:
    found: dict[str, dict[str, bytes]] = {}
    for name, data in told.items():
        steps = name.split("/")
        if len(steps) != 3 or steps[0] != "plans" or steps[1] not in head.round.plans:
            raise damaged(PACKAGE, f"{where}: {name}")
        found.setdefault(steps[1], {})[steps[2]] = data
    return found
