"""The squeezed view of a text: white space, control and private-use characters gone, widths folded, every place mapped back.

All other passes work on `View.text`; `View.span` turns a place there into offsets of the document. Page furniture (running heads, page
numbers between dashes, typesetting marks, advertisements repeated by document-sharing sites) is left out as well.
"""

from __future__ import annotations

import re
import unicodedata
from array import array
from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import lru_cache

from qingmiao.reading import resources

NEWLINE, SPACE, NONE = 2, 1, 0
"""What stood before a character of the view: a line end, other white space, nothing."""

_FOLD = {"，": ",", "；": ";", "：": ":", "－": "-", "～": "~", "﹪": "%", "﹒": ".", "·": "·", "∶": ":", "≧": "≥", "≦": "≤", "⩾": "≥", "⩽": "≤", "【": "(", "】": ")",
         "〔": "〔", "〕": "〕", "〇": "〇", "○": "〇", "–": "—", "―": "—", "─": "—", "‒": "—", "−": "—", "‐": "-", "﹣": "-", "∼": "~", "〜": "~", "｡": "。", "､": "、",
         "﹔": ";", "﹑": "、", "﹐": ",", "﹕": ":", "︰": ":"}  # fmt: skip
_TYPESETTING = re.compile(r"〖[^〗\n]{0,40}〗?|\[(?:KH|HT|HJ|JZ|ZK|CDF|XH|LM)[^\]\n]{0,20}\]|〓+")
_PAGE_LINE = re.compile(
    r"^[ \t　]*(?:[—–\-─_·•~]{1,3}\s*\d{1,4}\s*[—–\-─_·•~]{1,3}|第\s*\d{1,4}\s*页(?:[ \t,，/]*共\s*\d{1,4}\s*页)?|\d{1,4}\s*/\s*\d{1,4}(?:\s*页)?|Page\s*\d+(?:\s*of\s*\d+)?)[ \t　]*\r?$",
    re.MULTILINE | re.IGNORECASE,
)
_THOUSANDS = re.compile(r"(?<![\d.,])\d{1,3}(?:,\d{3})+(?![\d%‰])|(?<![０-９．，])[０-９]{1,3}(?:[，,][０-９]{3})+(?![０-９％‰])", re.ASCII)
"""Digits with separators of thousands; a Chinese comma separates only full-width digits."""
_REPEATED = re.compile(r"^.*(?:规划|纲要|方案|计划|通知|意见|文库|下载|公报|网).*$")
_ENDS = re.compile(r"[。；;：:！!？?，,、]\s*$")


@lru_cache(maxsize=1)
def _simplified() -> dict[str, str]:
    """Traditional characters and their simplified forms."""
    return {pair[0]: pair[1] for pair in resources.load("traditional")["pairs"].split()}


@lru_cache(maxsize=1)
def _traditional() -> dict[str, str]:
    """Simplified characters that no traditional text uses and that stand for one traditional character only, and that one."""
    back: dict[str, list[str]] = {}
    for old, new in _simplified().items():
        if not _in_traditional_texts(new):
            back.setdefault(new, []).append(old)
    return {new: old[0] for new, old in back.items() if len(old) == 1}


def _in_traditional_texts(ch: str) -> bool:
    """Whether a character belongs to Big5, which has no simplified ones but those that are traditional too."""
    try:
        return bool(ch.encode("big5"))
    except UnicodeEncodeError:
        return False


@lru_cache(maxsize=1)
def _words() -> tuple[tuple[str, str], ...]:
    """Words that folding character by character leaves wrong, and the right ones, of the same length."""
    return tuple((str(old), str(new)) for old, new in resources.load("traditional")["words"].items())


@lru_cache(maxsize=65536)
def _folded(ch: str) -> str:
    """The character as the passes see it; empty when it is left out."""
    if ch.isspace() or unicodedata.category(ch) in ("Co", "Cf", "Cc"):
        return ""
    if ch in _FOLD:
        return _FOLD[ch]
    if "\uff01" <= ch <= "\uff5e":
        return chr(ord(ch) - 0xFEE0)
    ch = _simplified().get(ch, ch)
    plain = unicodedata.normalize("NFKC", ch)
    return plain if len(plain) == 1 and not unicodedata.category(ch).startswith("No") else ch


def fold(text: str) -> str:
    """A text as the passes see it: widths and traditional characters folded, white space left out."""
    folded = "".join(_folded(ch) for ch in text)
    for old, new in _words():
        folded = folded.replace(old, new)
    return folded


@dataclass(frozen=True, slots=True)
class View:
    """A squeezed text: `text[i]` stood at `at[i]` of the document, after `gap[i]`; `plain` is the same without folding of widths."""

    raw: str
    text: str
    plain: str
    at: array[int]
    gap: bytes
    characters: Mapping[int, str] = field(default_factory=dict)

    def span(self, start: int, end: int) -> tuple[int, int]:
        """Offsets in the document of the run [start, end) of the view; the run must not be empty."""
        return self.at[start], self.at[end - 1] + 1

    def __len__(self) -> int:
        """The number of characters in the view."""
        return len(self.text)

    def written(self, name: str) -> str:
        """A name made of folded text, in the characters of the document: unchanged unless the document is in traditional characters."""
        return name.translate(self.characters) if self.characters else name


def _furniture(raw: str) -> list[tuple[int, int]]:
    """Runs of the document that are page furniture, in order, not overlapping."""
    runs = [match.span() for pattern in (_TYPESETTING, _PAGE_LINE) for match in pattern.finditer(raw)]
    runs += _running_heads(raw)
    return sorted(runs)


def _separators(raw: str) -> frozenset[int]:
    """Where separators of thousands stand."""
    return frozenset(m.start() + i for m in _THOUSANDS.finditer(raw) for i, ch in enumerate(m.group()) if ch in ",，")


def _running_heads(raw: str) -> list[tuple[int, int]]:
    """Lines that come three times or more, name a document or a site, and end no sentence: running heads and advertisements."""
    places: list[tuple[str, int, int]] = []
    start = 0
    for line in raw.splitlines(keepends=True):
        words = "".join(line.split())
        if 6 <= len(words) <= 400 and not _ENDS.search(words) and _REPEATED.match(words):
            places.append((words, start, start + len(line.rstrip("\r\n"))))
        start += len(line)
    often = {words for words, count in Counter(words for words, _, _ in places).items() if count >= 3}
    return [(a, b) for words, a, b in places if words in often][1:]


def view_of(raw: str) -> View:
    """The squeezed view of a document; linear in its length."""
    text: list[str] = []
    plain: list[str] = []
    at: array[int] = array("l")
    gap = bytearray()
    pending = NEWLINE
    runs = _furniture(raw)
    edges = iter([*runs, (len(raw), len(raw))])
    skip_from, skip_to = next(edges)
    separators = _separators(raw)
    for index, ch in enumerate(raw):
        while index >= skip_to and index < len(raw) and skip_to < len(raw):
            skip_from, skip_to = next(edges)
        if skip_from <= index < skip_to:
            pending = max(pending, SPACE)
            continue
        if index in separators:
            continue
        folded = _folded(ch)
        if folded:
            text.append(folded)
            plain.append(ch)
            at.append(index)
            gap.append(pending)
            pending = NONE
        else:
            pending = max(pending, NEWLINE if ch in "\n\r\v\f\x85\u2028\u2029" else SPACE)
    folded_text = "".join(text)
    for old, new in _words():
        folded_text = folded_text.replace(old, new)
    return View(raw, folded_text, "".join(plain), at, bytes(gap), _characters(text, plain))


def _characters(text: list[str], plain: list[str]) -> dict[int, str]:
    """For a document in traditional characters: what its folded characters were; empty for other documents."""
    known = _simplified()
    found = Counter((new, old) for new, old in zip(text, plain, strict=True) if old in known)
    if found.total() * 20 < len(text):
        return {}
    own = {new: old for (new, old), _ in sorted(found.items(), key=lambda item: item[1])}
    kept = set(plain)
    return {ord(new): old for new, old in (_traditional() | own).items() if new not in kept}
