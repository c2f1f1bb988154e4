"""What people do to items: accept, reject, correct, split, merge, add. Pure: each gives the changes that an event will hold."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace
from typing import Any, Final

from qingmiao.errors import UserError
from qingmiao.reading import read_text
from qingmiao.web.review.state import Change, Item, Part, State, changed, gone, made

BARS: Final = "|｜"
"""A person puts one of these where an item is to be split."""

_SPACES: Final = re.compile(r"\s+")
_BEST: Final = (r"[；;。]", r"[，,](?=[^，,]{2,})", r"[、](?=[^、]{2,})", r"(?<=.)[和与及]")

EMPTY: Final[Mapping[Part, Mapping[str, Any]]] = {
    "commitment": {
        "role": "objective", "kind": "action", "indicator": "", "quote": "", "population": None, "level_of": None, "comparator": None,
        "value": None, "value_high": None, "unit": None, "direction": None, "per": None, "curbed": False, "base_year": None, "deadline": None,
        "deadline_from": None, "implied": False, "lead": [], "support": [], "path": [], "optional": False, "measured_year": None,
        "reference": None, "unsure": [],
    },
    "objective": {"path": [], "number": None, "text_start": "", "quantified": False},
    "measure": {"path": [], "number": None, "title": "", "quote": "", "lead": [], "support": [], "unsure": []},
    "plan": {},
}  # fmt: skip
"""The fields of each part, as an item that is added begins."""


def squeezed(text: str) -> str:
    """A run of the document on one line, without blanks."""
    return _SPACES.sub("", text)


def set_state(items: Iterable[Item], state: State) -> tuple[Change, ...]:
    """Accept, reject or open again; what is so already is left."""
    return tuple(changed(item, replace(item, state=state)) for item in items if item.state != state)


def corrected(item: Item, fields: Mapping[str, Any]) -> tuple[Change, ...]:
    """Put corrected fields in the place of those read; whoever corrects an item has looked at it, so it is accepted."""
    kept = {**fields, "unsure": []} if "unsure" in EMPTY[item.part] else dict(fields)
    after = replace(item, fields=kept, corrected=item.corrected or kept != {**item.fields, "unsure": []}, state="accepted")
    change = changed(item, after)
    return (change,) if change.after else ()


def added(part: Part, plan: int, start: int, end: int, fields: Mapping[str, Any], key: str) -> tuple[Change, ...]:
    """An item that a person found in the document."""
    return (made(Item(key=key, part=part, plan=plan, start=start, end=end, fields=dict(fields), state="accepted", corrected=True)),)


# ------------------------------------------------------------------------------------------------ split


def with_bar(words: str) -> str:
    """The words with a bar at the likeliest place to split them: after a stop, else after a comma, else before 和."""
    middle = len(words) / 2
    for pattern in _BEST:
        stops = [match.end() for match in re.finditer(pattern, words) if 0 < match.end() < len(words)]
        if stops:
            at = min(stops, key=lambda stop: abs(stop - middle))
            return f"{words[:at]}｜{words[at:]}"
    return words


def cut(words: str, barred: str) -> list[tuple[int, int]] | None:
    """Where the pieces between bars stand in the words: [start, end) each, blanks at the ends left out; None when other words came back."""
    clean = barred.replace("\r\n", "\n")
    if "".join(ch for ch in clean if ch not in BARS) != words:
        return None
    pieces, start = [], 0
    for piece in re.split(f"[{BARS}]", clean):
        lead, tail = len(piece) - len(piece.lstrip()), len(piece.rstrip())
        if lead < tail:
            pieces.append((start + lead, start + tail))
        start += len(piece)
    return pieces


def split(item: Item, text: str, pieces: Sequence[tuple[int, int]], keys: Sequence[str]) -> tuple[Change, ...]:
    """An item becomes several, one a piece of its words (offsets within it); each piece is read again, and is open."""
    parts = [
        replace(
            item,
            key=key,
            start=item.start + start,
            end=item.start + end,
            state="open",
            corrected=False,
            note="",
            was=None,
            roots=item.roots,
            fields=_part_fields(item, text[item.start + start : item.start + end]),
        )
        for (start, end), key in zip(pieces, keys, strict=True)
    ]
    return (gone(item), *(made(part) for part in parts))


def _part_fields(item: Item, words: str) -> dict[str, Any]:
    if item.part == "commitment":
        return {**item.fields, **guessed(words), "quote": squeezed(words), "unsure": []}
    title = squeezed(words)[:40]
    own = {"objective": {"text_start": squeezed(words)[:30]}, "measure": {"title": title, "quote": squeezed(words)}}
    return {**item.fields, **own.get(item.part, {})}


SAID: Final = (
    "kind",
    "indicator",
    "population",
    "level_of",
    "comparator",
    "value",
    "value_high",
    "unit",
    "direction",
    "per",
    "base_year",
    "reference",
)
"""Fields of a commitment that its own words say."""


def guessed(words: str) -> dict[str, Any]:
    """What the reader makes of a few words by themselves: the fields of the first commitment in them, nothing when it finds none."""
    from dataclasses import asdict

    try:
        found = read_text(words, name="words").commitments
    except UserError:
        return {}
    if not found:
        return {}
    fields = asdict(found[0])
    stated = (
        {"deadline": fields["deadline"], "deadline_from": "stated"} if fields["deadline"] and fields["deadline_from"] == "stated" else {}
    )
    return {name: fields[name] for name in SAID} | stated


# ------------------------------------------------------------------------------------------------ merge


def merged(items: Sequence[Item], key: str) -> tuple[Change, ...]:
    """Several items of one part become one: the fields of the first, the run from the first to the last, everybody who answers; it is open."""
    first, *rest = sorted(items, key=lambda item: (item.start, item.end, item.key))
    fields = dict(first.fields)
    for name in ("lead", "support"):
        if name in fields:
            fields[name] = list(dict.fromkeys(unit for item in (first, *rest) for unit in item.fields.get(name) or ()))
    if "unsure" in fields:
        fields["unsure"] = []
    roots = tuple(dict.fromkeys(root for item in (first, *rest) for root in item.roots))
    whole = replace(
        first, key=key, end=max(item.end for item in items), fields=fields, state="open", corrected=False, note="", was=None, roots=roots
    )
    return (*(gone(item) for item in (first, *rest)), made(whole))


def may_merge(items: Sequence[Item]) -> bool:
    """Whether items can become one: at least two, of one part and one plan, and no plan's head."""
    return len(items) > 1 and len({(item.part, item.plan) for item in items}) == 1 and items[0].part != "plan"


def next_alike(items: Sequence[Item], item: Item) -> Item | None:
    """The item of the same part that follows in the document."""
    alike = sorted((one for one in items if (one.part, one.plan) == (item.part, item.plan)), key=lambda one: (one.start, one.end, one.key))
    at = alike.index(item) + 1
    return alike[at] if at < len(alike) else None
