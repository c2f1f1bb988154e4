"""Verifying the audit log: the chain in the database against itself and against the signed heads outside it."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from qingmiao.errors import UserError
from qingmiao.exchange.signed import Known, named, own_public
from qingmiao.web.ledger.audit import START, Break, Walk, links
from qingmiao.web.ledger.heads import Head, heads_file, keys_folder, read_heads

_BREAKS = {
    "changed": ("第 {} 条被改过", "entry {} was changed"),
    "inserted": ("第 {} 条是插进来的", "entry {} was inserted"),
    "deleted": ("第 {} 条之前有记录被删或被换掉", "something before entry {} was deleted or replaced"),
}


@dataclass(frozen=True, slots=True)
class Wrong:
    """Something that does not hold, in both languages, with the entry or the head that it speaks of."""

    zh: str
    en: str
    entry: int | None = None
    head: int | None = None

    def __str__(self) -> str:
        """Both languages on one line."""
        return f"{self.zh} / {self.en}"


@dataclass(frozen=True, slots=True)
class Verified:
    """What verifying found: how many entries and heads there are, the last head, how many entries came after it, and what is wrong (none: it holds)."""

    entries: int
    heads: int
    last: Head | None
    after: int
    wrong: tuple[Wrong, ...]

    @property
    def sentence(self) -> tuple[str, str]:
        """The outcome in one sentence, Chinese and English, without the full stop."""
        if self.wrong:
            return "；".join(one.zh for one in self.wrong), "; ".join(one.en for one in self.wrong)
        if self.last is None:
            return "还没有记录", "there are no entries yet"
        when = self.last.moment[:16].replace("T", " ")
        return (
            f"{self.entries} 条记录逐条相扣，与 {self.heads} 个签名链头相符；最后一个链头之后有 {self.after} 条（链头时间 {when} UTC）",
            f"{self.entries} entries hold together and fit {self.heads} signed heads; {self.after} came after the last head ({when} UTC)",
        )


def verify(*, heads: Path | None = None, keys: Sequence[Path] = ()) -> Verified:
    """Go through the whole log of this site. `heads`: heads kept elsewhere; `keys`: public keys to trust in place of the site's own.

    Raises UserError where a file that was named cannot be read.
    """
    if heads is not None and not heads.is_file():
        raise UserError(
            what="没有这个文件 / no such file", where=str(heads), cure="--heads 写另存的链头文件 / name the heads kept elsewhere"
        )
    known = named(keys) if keys else own_public(keys_folder())
    # Heads are read before entries: entries that come in meanwhile can only be behind them.
    own = read_heads(heads_file())
    elsewhere = read_heads(heads) if heads is not None else []
    found = [*_heads_wrong(own, known, whole=True), *_heads_wrong(elsewhere, known, whole=False), *_rewritten(own, elsewhere)]
    walk = Walk(one.last for one in (*own, *elsewhere)).along(links())
    return outcome(walk, {one.own_hash: one for one in (*own, *elsewhere)}.values(), found)


def outcome(walk: Walk, heads: Iterable[Head], found: Iterable[Wrong] = ()) -> Verified:
    """What a walk along the chain means beside the heads."""
    told = sorted(heads, key=lambda one: (one.last, one.number))
    wrong = [*_broken(walk.broken), *_unfit(walk, told), *found]
    last = told[-1] if told else None
    if walk.count and last is None:
        wrong.append(
            Wrong(
                "没有签名的链头，不能证明记录没有被整个重做；运行 qingmiao audit heads 后再核对",
                "there is no signed head, so it cannot be told that the log was not made anew; run qingmiao audit heads, then verify again",
            )
        )
    return Verified(walk.count, len(told), last, max(0, walk.count - last.count) if last else walk.count, tuple(dict.fromkeys(wrong)))


def _broken(broken: Break | None) -> list[Wrong]:
    if broken is None:
        return []
    zh, en = _BREAKS[broken.how]
    return [Wrong(zh.format(broken.entry), en.format(broken.entry), entry=broken.entry)]


def _unfit(walk: Walk, heads: Sequence[Head]) -> list[Wrong]:
    """The first head that does not fit the chain any more."""
    end = walk.last.id if walk.last else 0
    for head in heads:
        if head.last == 0 and (head.hash, head.count) == (START, 0):
            continue
        if head.last > end:
            zh = f"末尾被截去：第 {head.number} 个链头（{head.moment[:10]}）已签到第 {head.last} 条，现在只到第 {end} 条"
            return [
                Wrong(zh, f"the end was cut off: head {head.number} signed entry {head.last}, and the log ends at {end}", head=head.number)
            ]
        if head.last not in walk.passed:
            zh = f"第 {head.number} 个链头（{head.moment[:10]}）签过的第 {head.last} 条不在了"
            return [Wrong(zh, f"entry {head.last}, signed by head {head.number}, is gone", head=head.number, entry=head.last)]
        if walk.passed[head.last] != (head.hash, head.count):
            zh = f"与第 {head.number} 个链头（{head.moment[:10]}）不符：到第 {head.last} 条为止的记录被重做过"
            en = f"head {head.number} no longer fits: the log up to entry {head.last} was made anew"
            return [Wrong(zh, en, head=head.number)]
    return []


def _heads_wrong(heads: Sequence[Head], keys: Mapping[str, Known], *, whole: bool) -> list[Wrong]:
    """The first head that is not signed by a known key or does not follow the one before it; a `whole` file begins with the first."""
    before: Head | None = None
    for head in heads:
        follows = head.number == before.number + 1 and head.before == before.own_hash if before else (head.number == 1 or not whole)
        if before is None and head.number == 1:
            follows = head.before == START
        if not follows:
            return [
                Wrong(
                    f"链头文件在第 {head.number} 个链头处接不上",
                    f"the file of heads is broken at head {head.number}",
                    head=head.number,
                )
            ]
        if head.key not in keys:
            zh = f"第 {head.number} 个链头是用不认识的密钥签的（{head.key}）"
            return [Wrong(zh, f"head {head.number} is signed by an unknown key ({head.key})", head=head.number)]
        if not head.signed_by(keys):
            return [Wrong(f"第 {head.number} 个链头的签名不对", f"the signature of head {head.number} is wrong", head=head.number)]
        before = head
    return []


def _rewritten(own: Sequence[Head], elsewhere: Sequence[Head]) -> list[Wrong]:
    """Own heads must be those kept elsewhere, and what followed."""
    here = {one.number: one.own_hash for one in own}
    for head in elsewhere:
        if here.get(head.number) != head.own_hash:
            zh = f"另存的第 {head.number} 个链头（{head.moment[:10]}）在本站的链头文件里没有，或不同"
            en = f"head {head.number} as kept elsewhere is not in this site's file of heads, or differs there"
            return [Wrong(zh, en, head=head.number)]
    return []
