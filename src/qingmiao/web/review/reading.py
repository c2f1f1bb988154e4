"""A document that somebody hands in becomes text and items; items become a reading again. Pure."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import asdict, dataclass
from pathlib import PurePath
from typing import Any, Final

from qingmiao.errors import UserError
from qingmiao.plans.draft import plan_ids
from qingmiao.reading import model as read
from qingmiao.reading import read_text
from qingmiao.reading.formats import text_of
from qingmiao.web.review.state import LETTERS, Item, Part

MOST: Final = 1_000_000
"""Characters of a document that can be looked through in a browser."""


@dataclass(frozen=True, slots=True)
class Handed:
    """A document as it was handed in: its name, its text with plain line ends, and the SHA-256 of text and of the file."""

    name: str
    text: str
    format: str
    sha256: str
    original_sha256: str


def handed(data: bytes, name: str) -> Handed:
    """The text of a file; UserError with the cure when it cannot be read."""
    found = text_of(data, name=name)
    return _checked(name, found.text, found.format, data)


def pasted(text: str, name: str) -> Handed:
    """A text that was pasted or typed."""
    return _checked(name, text, "text", text.encode("utf-8", "replace"))


def _checked(name: str, text: str, form: str, data: bytes) -> Handed:
    plain = (
        text.replace("\r\n", "\n").replace("\r", "\n").replace("\0", "").removeprefix("\ufeff").encode("utf-8", "replace").decode("utf-8")
    )
    if not plain.strip():
        raise UserError(
            what="没有文字 / there are no words",
            where=name,
            cure="粘贴规划全文，或换一个文件 / paste the whole text, or choose another file",
        )
    if len(plain) > MOST:
        raise UserError(
            what=f"文字超过 {MOST:,} 字 / more than {MOST:,} characters", where=name, cure="只留规划正文 / keep only the plan itself"
        )
    return Handed(name[:200], plain, form, hashlib.sha256(plain.encode()).hexdigest(), hashlib.sha256(data).hexdigest())


def read_items(document: Handed, *, by_hand: bool = False) -> list[Item]:
    """What the reader finds, as items that nobody has looked at; by hand: the plans' heads alone."""
    found = read_text(document.text, name=document.name)
    if not found.plans:
        raise UserError(
            what="没有读到规划 / no plan was found",
            where=document.name,
            cure="核对文件是否为规划正文 / check that this is the text of a plan",
        )
    ids = plan_ids(PurePath(document.name).stem, found.plans)
    items = [_head(number, head, plan_id) for number, (head, plan_id) in enumerate(zip(found.plans, ids, strict=True))]
    if by_hand:
        return items
    for part, group in (("objective", found.objectives), ("commitment", found.commitments), ("measure", found.measures)):
        items += [_item(part, number, one) for number, one in enumerate(group, 1)]  # type: ignore[arg-type]
    return items


def _head(number: int, head: read.PlanHead, plan_id: str) -> Item:
    fields = plain(asdict(head))
    start, end = fields.pop("start"), fields.pop("end")
    return Item(
        key=f"p{number}",
        part="plan",
        plan=number,
        start=start,
        end=max(end, start + 1),
        fields={**fields, "id": plan_id},
        roots=(f"p{number}",),
    )


def _item(part: Part, number: int, one: read.Objective | read.Commitment | read.Measure) -> Item:
    fields = plain(asdict(one))
    for name in ("id", "plan", "start", "end"):
        fields.pop(name)
    key = f"{LETTERS[part]}{number}"
    return Item(key=key, part=part, plan=one.plan, start=one.start, end=one.end, fields=fields, roots=(key,))


def plain(value: Any) -> Any:
    """A value as JSON gives it back: tuples as lists."""
    if isinstance(value, dict):
        return {key: plain(one) for key, one in value.items()}
    return [plain(one) for one in value] if isinstance(value, (list, tuple)) else value


# ------------------------------------------------------------------------------------------------ and back


def _tuples(fields: Mapping[str, Any], *names: str) -> dict[str, Any]:
    return {**fields, **{name: tuple(fields[name] or ()) for name in names}}


def head_of(item: Item, end: int) -> read.PlanHead:
    """The head of a plan from its item."""
    fields = _tuples({name: value for name, value in item.fields.items() if name != "id"}, "areas", "not_found")
    fields["phases"] = tuple(read.Phase(**phase) for phase in fields["phases"])
    fields["coverage"] = read.Coverage(text=fields["coverage"]["text"], units=tuple(fields["coverage"]["units"]))
    fields["period"] = tuple(fields["period"])
    return read.PlanHead(**fields, start=item.start, end=min(item.end, end))


def commitment_of(item: Item) -> read.Commitment:
    """A commitment from its item; what was accepted is no longer unsure. ValueError where the fields cannot be."""
    fields = _tuples(item.fields, "lead", "support", "path", "unsure")
    fields["reference"] = read.Reference(**fields["reference"]) if fields["reference"] else None
    sure = () if item.state == "accepted" else fields["unsure"]
    return read.Commitment(**{**fields, "unsure": sure}, id=item.key, plan=0, start=item.start, end=item.end)


def objective_of(item: Item) -> read.Objective:
    """An objective from its item."""
    return read.Objective(**_tuples(item.fields, "path"), id=item.key, plan=0, start=item.start, end=item.end)


def measure_of(item: Item) -> read.Measure:
    """A measure from its item."""
    return read.Measure(
        **{**_tuples(item.fields, "path", "lead", "support"), "unsure": ()}, id=item.key, plan=0, start=item.start, end=item.end
    )


def reading_of(head: Item, items: Iterable[Item], source: read.Source) -> read.Reading:
    """A reading of one plan: its head and the items given, in the order of the document."""
    known = sorted(items, key=lambda item: (item.start, item.end, item.key))

    def of(part: Part) -> Sequence[Item]:
        return [item for item in known if item.part == part]

    return read.Reading(
        document=source,
        plans=(head_of(head, source.characters),),
        objectives=tuple(objective_of(item) for item in of("objective")),
        commitments=tuple(commitment_of(item) for item in of("commitment")),
        measures=tuple(measure_of(item) for item in of("measure")),
    )
