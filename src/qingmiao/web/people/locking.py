"""When the sign-in is closed to a name or an address: a pure rule, and how names, links and addresses are known again."""

from __future__ import annotations

import ipaddress
import unicodedata
from collections.abc import Collection, Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta
from hashlib import sha256

from django.utils.crypto import salted_hmac


@dataclass(frozen=True, slots=True)
class Limit:
    """So many tries (`most`) within `window`; the next has to wait."""

    most: int
    window: timedelta


def free_at(moments: Iterable[datetime], limit: Limit, now: datetime) -> datetime | None:
    """When the next try may be made after tries at these moments; None where it may be made now.

    The window slides: what is tried while closed does not count, so that nobody keeps a name closed for longer by trying on.
    """
    recent = sorted(moment for moment in moments if now - moment < limit.window)
    return recent[-limit.most] + limit.window if len(recent) >= limit.most else None


def minutes_until(moment: datetime, now: datetime) -> int:
    """Whole minutes to wait, rounded up, at least one."""
    return max(1, -int((now - moment).total_seconds() // 60))


def folded_name(typed: str) -> str:
    """A name as it is looked up: the widths of its characters made one, no blanks at its ends, no sign that a database refuses."""
    return unicodedata.normalize("NFKC", typed).strip().replace("\0", "\N{REPLACEMENT CHARACTER}")


def name_key(name: str) -> str:
    """A name as the lock keeps it: capitals do not make another name, and it cannot be read back."""
    return salted_hmac("qingmiao.attempt", folded_name(name).casefold(), algorithm="sha256").hexdigest()


def link_key(token: str) -> str:
    """What stands in a link, as it is kept: such tokens are too long to be guessed, so that a quick hash does."""
    return sha256(token.encode("utf-8")).hexdigest()


def address_of(remote: str, forwarded: str, proxies: Collection[str]) -> str:
    """The reader's address: that of the connection or, behind proxies of ours, the last one that none of them is; IPv6 by its network (/64).

    `forwarded` is the header X-Forwarded-For, which is believed only where the connection comes from a proxy of ours.
    """
    chain = [*(one.strip() for one in forwarded.split(",") if one.strip()), remote] if remote in proxies else [remote]
    last = next((one for one in reversed(chain) if one not in proxies), remote)
    try:
        parsed = ipaddress.ip_address(last)
    except ValueError:
        return remote[:64] or "?"
    return str(ipaddress.ip_network(f"{parsed}/64", strict=False)) if parsed.version == 6 else str(parsed)
