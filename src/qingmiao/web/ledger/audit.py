"""The chain of the audit log: how an entry's hash is made, and where a chain is broken."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterable
from typing import Any

from qingmiao.web.ledger.models import AuditEntry

START = "0" * 64
"""What the first entry names as the hash before it."""


def digest(previous: str, *, moment: str, by: str, action: str, subject: str, detail: dict[str, Any]) -> str:
    """The hash of an entry: SHA-256 over the hash before it and its own content in one fixed form."""
    content = json.dumps([previous, moment, by, action, subject, detail], ensure_ascii=False, sort_keys=True, separators=(",", ":"))
    return hashlib.sha256(content.encode("utf-8")).hexdigest()


def first_break(entries: Iterable[AuditEntry]) -> int | None:
    """The id of the first entry whose hash or link is wrong, None when the whole chain holds."""
    previous = START
    for entry in entries:
        own = digest(
            previous, moment=entry.moment.isoformat(), by=entry.by, action=entry.action, subject=entry.subject, detail=entry.detail
        )
        if entry.previous != previous or entry.hash != own:
            return entry.pk
        previous = entry.hash
    return None
