"""Signed heads of the audit log, kept outside the database: how far the chain went at a moment, in a file of the home and wherever it is copied.

`audit/heads.jsonl` holds one head a line. Each names the last entry and how many there were, and the hash of the head before it, and is signed by the
site's key. One is added by the first audited action of each hour, by each release and backup, and when heads are taken out.
"""

from __future__ import annotations

import hashlib
import json
import os
from collections.abc import Mapping
from dataclasses import asdict, dataclass, fields
from datetime import UTC, datetime
from functools import partial
from pathlib import Path
from typing import BinaryIO, Literal

from django.db import transaction

from qingmiao.errors import UserError
from qingmiao.exchange.signed import Known, canonical, fingerprint, holds, own_key, signature
from qingmiao.web import clock
from qingmiao.web.home import home
from qingmiao.web.ledger.audit import START, hold_chain
from qingmiao.web.ledger.models import AuditEntry

PURPOSE = "audit head"
Why = Literal["hour", "release", "backup", "export"]


@dataclass(frozen=True, slots=True)
class Head:
    """A head: its number, the last entry (0: none yet), how many entries there were, that entry's hash, when and why it was made, the hash of the
    head before it, the fingerprint of the key, the signature."""

    number: int
    last: int
    count: int
    hash: str
    moment: str
    why: str
    before: str
    key: str
    signature: str = ""

    @property
    def said(self) -> dict[str, object]:
        """What is signed."""
        return {name: value for name, value in asdict(self).items() if name != "signature"}

    @property
    def own_hash(self) -> str:
        """What the next head names."""
        return hashlib.sha256(canonical(asdict(self))).hexdigest()

    def signed_by(self, keys: Mapping[str, Known]) -> bool:
        """Whether one of these keys signed it."""
        return self.key in keys and holds(keys[self.key].key, PURPOSE, self.said, self.signature)


_KINDS = {field.name: int if field.type == "int" else str for field in fields(Head)}


def heads_file() -> Path:
    """Where this site keeps its heads."""
    return home() / "audit" / "heads.jsonl"


def keys_folder() -> Path:
    """Where this site keeps its keys."""
    return home() / "keys"


def read_heads(path: Path) -> list[Head]:
    """The heads in a file, none where there is no file. A last line without an end is one that was never whole.

    Raises UserError (exit code 1) where a line is no head.
    """
    try:
        data = path.read_bytes()
    except FileNotFoundError:
        return []
    lines = data[: data.rfind(b"\n") + 1].splitlines()
    return [_head(line, f"{path}: {number}") for number, line in enumerate(lines, 1)]


def _head(line: bytes, where: str) -> Head:
    try:
        told = json.loads(line)
        if {name: type(value) for name, value in told.items()} != _KINDS:
            raise ValueError(line)
        return Head(**told)
    except (ValueError, TypeError, AttributeError, RecursionError) as error:
        raise UserError(
            what="链头文件被改过或损坏 / the file of heads was changed or is damaged",
            where=where,
            cure="用另存的链头文件核对：qingmiao audit verify --heads FILE / verify with the heads that are kept elsewhere",
            exit_code=1,
        ) from error


def last_head(path: Path) -> Head | None:
    """The last head of a file; only the end of the file is read."""
    try:
        with path.open("rb") as file:
            file.seek(max(0, file.seek(0, os.SEEK_END) - 4096))
            lines = file.read().split(b"\n")
    except FileNotFoundError:
        return None
    whole = [line for line in lines[:-1] if line]
    return _head(whole[-1], str(path)) if whole else None


def keep(*, why: Why) -> Head:
    """Sign the chain as it stands in the database, and add the head to the file. One process at a time does so, held by the database."""
    path = heads_file()
    with transaction.atomic():
        hold_chain()
        before = last_head(path)
        last = AuditEntry.objects.order_by("-id").values_list("id", "hash").first() or (0, START)
        key = own_key(keys_folder())
        plain = Head(
            number=before.number + 1 if before else 1,
            last=last[0],
            count=AuditEntry.objects.count(),
            hash=last[1],
            moment=clock.now().astimezone(UTC).isoformat(timespec="seconds"),
            why=why,
            before=before.own_hash if before else START,
            key=fingerprint(key.public_key()),
        )
        head = Head(**{**asdict(plain), "signature": signature(key, PURPOSE, plain.said)})
        _append(path, head)
    _covered[_named_home()] = _hour(clock.now())
    return head


def _append(path: Path, head: Head) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    with path.open("ab+") as file:
        _cut_half_line(file)
        file.write(canonical(asdict(head)) + b"\n")
        file.flush()
        os.fsync(file.fileno())


def _cut_half_line(file: BinaryIO) -> None:
    """Take off a last line that a crash left half written, so that the next head stands on a line of its own."""
    size = file.seek(0, os.SEEK_END)
    file.seek(max(0, size - 4096))
    tail = file.read()
    if tail and not tail.endswith(b"\n"):
        file.truncate(size - len(tail) + tail.rfind(b"\n") + 1)


_covered: dict[str, str] = {}
"""The home as the environment names it → the hour for which this process knows that it has a head. Asked by each action: no file is touched."""


def _named_home() -> str:
    return os.environ.get("QINGMIAO_HOME", "")


def _hour(moment: datetime) -> str:
    return moment.astimezone(UTC).strftime("%Y-%m-%dT%H")


def after_action(moment: datetime) -> None:
    """See to it that the hour of an action has a head, once the action is in the database. A head that cannot be written is tried again by the next
    action and never undoes one."""
    if _covered.get(_named_home()) != _hour(moment):
        transaction.on_commit(partial(_once_an_hour, moment), robust=True)


def after_release() -> None:
    """Sign a head once a release is in the database."""
    transaction.on_commit(partial(keep, why="release"), robust=True)


def _once_an_hour(moment: datetime) -> None:
    here, hour = _named_home(), _hour(moment)
    if _covered.get(here) == hour:
        return
    last = last_head(heads_file())
    if last is None or _hour(datetime.fromisoformat(last.moment)) != hour:
        keep(why="hour")
    _covered[here] = hour
