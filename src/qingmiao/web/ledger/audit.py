"""The chain of the audit log: how an entry's hash is made, and where a chain is broken."""

from __future__ import annotations

import hashlib
import json
from collections import deque
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from itertools import chain, pairwise
from typing import Any

from django.db import connection
from django.db.models import TextField
from django.db.models.functions import Cast

from qingmiao.web.ledger.models import AuditEntry

START = "0" * 64
"""What the first entry names as the hash before it."""

_CHAIN = 7_461_002
"""A number of our own: PostgreSQL's name for the lock that lets one writer at a time lengthen the chain."""

_LOOK_BACK = 1000
"""Of how many entries before the present one the hashes are remembered, to tell an insertion from a deletion."""


def digest(previous: str, *, moment: str, by: str, action: str, subject: str, detail: Any) -> str:
    """The hash of an entry: SHA-256 over the hash before it and its own content in one fixed form."""
    content = json.dumps([previous, moment, by, action, subject, detail], ensure_ascii=False, sort_keys=True, separators=(",", ":"))
    return hashlib.sha256(content.encode("utf-8", "surrogateescape")).hexdigest()


def settled(detail: Mapping[str, Any]) -> dict[str, Any]:
    """The detail of an entry as every database gives it back: numbers in the one form that JSON columns keep."""
    found: dict[str, Any] = json.loads(json.dumps(detail, allow_nan=False), parse_float=_number)
    return found


def _number(text: str) -> float | int:
    value = float(text)
    return int(value) if value.is_integer() and (abs(value) >= 1e16 or value == 0) else value


def hold_chain() -> None:
    """Let nobody else lengthen the chain until the transaction ends. SQLite has one writer anyway: its transactions begin as writers."""
    if connection.vendor == "postgresql":
        with connection.cursor() as cursor:
            cursor.execute("SELECT pg_advisory_xact_lock(%s)", [_CHAIN])


# ------------------------------------------------------------------------------------------------ verifying


@dataclass(frozen=True, slots=True)
class Link:
    """One entry as it is stored; `own` is the hash that its content should have."""

    id: int
    previous: str
    hash: str
    own: str


@dataclass(frozen=True, slots=True)
class Break:
    """The first entry that is wrong, and how: changed, inserted, or deleted (something before it is missing)."""

    entry: int
    how: str


_FIELDS = ("id", "moment", "by", "action", "subject", "detail", "previous", "hash")
_CHUNK = 2000


def links() -> Iterator[Link]:
    """All entries in their order, as a stream; what cannot be read any more has the hash of nothing."""
    for pk, moment, by, action, subject, detail, previous, own in _as_bytes() if connection.vendor == "sqlite" else _as_text():
        yield Link(pk, previous, own, _own(moment, by, action, subject, detail, previous))


def _as_text() -> Iterator[tuple[Any, ...]]:
    rows = AuditEntry.objects.order_by("id").annotate(said=Cast("detail", TextField()))
    return rows.values_list(*("said" if name == "detail" else name for name in _FIELDS)).iterator(chunk_size=_CHUNK)


def _as_bytes() -> Iterator[tuple[Any, ...]]:
    """SQLite takes anything in any column: what somebody put there by hand need be neither a moment nor text."""
    columns = ", ".join(f'CAST("{name}" AS BLOB)' for name in _FIELDS[1:])
    with connection.cursor() as cursor:
        cursor.execute(f"SELECT id, {columns} FROM {AuditEntry._meta.db_table} ORDER BY id")
        while rows := cursor.fetchmany(_CHUNK):
            for pk, *values in rows:
                yield (pk, *(bytes(value or b"").decode("utf-8", "surrogateescape") for value in values))


def _own(moment: Any, by: str, action: str, subject: str, detail: str, previous: str) -> str:
    try:
        told = moment if isinstance(moment, datetime) else datetime.fromisoformat(moment).replace(tzinfo=UTC)
        return digest(previous, moment=told.isoformat(), by=by, action=action, subject=subject, detail=json.loads(detail))
    except (ValueError, TypeError, AttributeError, RecursionError):
        return ""


class Walk:
    """Goes once along a chain. After it: `count` entries, the `last` one, the first `broken`, and at which of the wanted ids (id → (hash, how many
    entries so far), in `passed`) it came by."""

    def __init__(self, wanted: Iterable[int] = ()) -> None:
        self.count = 0
        self.last: Link | None = None
        self.broken: Break | None = None
        self.passed: dict[int, tuple[str, int]] = {}
        self._wanted = frozenset(wanted)

    def along(self, entries: Iterable[Link]) -> Walk:
        """Go along the entries."""
        recent: deque[tuple[int, str]] = deque([(0, START)], maxlen=_LOOK_BACK)
        for entry, following in pairwise(chain(entries, [None])):
            assert entry is not None
            if self.broken is None:
                self.broken = _break(entry, following, recent)
            self.count, self.last = self.count + 1, entry
            if entry.id in self._wanted:
                self.passed[entry.id] = (entry.hash, self.count)
            recent.append((entry.id, entry.hash))
        return self


def _break(entry: Link, following: Link | None, recent: deque[tuple[int, str]]) -> Break | None:
    before = recent[-1][1]
    if entry.previous == before and entry.hash == entry.own:
        return None
    if following is not None and following.previous == before:
        return Break(entry.id, "inserted")
    if entry.hash != entry.own:
        return Break(entry.id, "changed")
    # It is whole, but follows something else: an entry further back, behind which others were put in, or one that is no more.
    behind = next((at for at, (_, known) in enumerate(recent) if known == entry.previous), None)
    return Break(recent[behind + 1][0], "inserted") if behind is not None else Break(entry.id, "deleted")


def first_break() -> Break | None:
    """The first wrong entry of the chain in the database, None when the whole of it holds."""
    return Walk().along(links()).broken
