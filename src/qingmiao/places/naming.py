"""Which place a text means: by id, code, name, short name, earlier name, or names from the parent down (天津市静海县)."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Final

from qingmiao.places.loader import shipped
from qingmiao.places.model import Gazetteer, Place

_PEOPLES: Final = (
    "(?:(?:壮|回|藏|苗|侗|土家|彝|布依|朝鲜|满|瑶|白|哈尼|傣|黎|傈僳|佤|畲|拉祜|水|东乡|纳西|景颇|土|仫佬|羌|撒拉|毛南|仡佬|布朗|阿昌|普米|怒|保安|裕固|独龙|各)族"
    "|(?:维吾尔|哈萨克|蒙古|柯尔克孜|锡伯|塔吉克|达斡尔|鄂温克|鄂伦春)族?)"
)
_ENDING: Final = re.compile(
    rf"(?:{_PEOPLES}*自治[区州县旗]|特别行政区|(?<=..)地区|省|市|县|区|旗|盟|州|{_PEOPLES}?乡|镇|街道|办事处|社区|村|居委会)$"
)


@dataclass(frozen=True, slots=True)
class Ambiguous:
    """A text that means several places; the reader must say which."""

    text: str
    places: tuple[Place, ...]


def short_name(name: str) -> str | None:
    """The name without its ending (广西壮族自治区 → 广西); None where fewer than two signs would be left."""
    short = _ENDING.sub("", name)
    return short if short != name and len(short) >= 2 else None


class Resolver:
    """Answers for one gazetteer, indexed once; use it where many texts are to be resolved."""

    def __init__(self, gazetteer: Gazetteer) -> None:
        self._gazetteer = gazetteer
        self._full: dict[str, list[Place]] = {}
        self._short: dict[str, list[Place]] = {}
        self._codes: dict[str, list[Place]] = {}
        self._spellings: dict[str, tuple[str, ...]] = {}
        words: Mapping[str, tuple[str, ...]] = shipped().words
        for place in gazetteer:
            self._enter(place, words.get(place.id, ()))

    def _enter(self, place: Place, words: tuple[str, ...]) -> None:
        names = (place.name, *(word for word in words if not word.isdigit()))
        shorts = tuple(short for short in (short_name(name) for name in names) if short)
        for name in dict.fromkeys(names):
            self._full.setdefault(name, []).append(place)
        for short in dict.fromkeys(shorts):
            self._short.setdefault(short, []).append(place)
        for code in (place.code, *(word for word in words if word.isdigit())):
            if code is not None:
                self._codes.setdefault(code, []).append(place)
        self._spellings[place.id] = (*names, *shorts)

    def resolve(self, text: str) -> Place | Ambiguous | None:
        """The place that a text means, `Ambiguous` where it means several, None where none."""
        clean = re.sub(r"\s+", "", unicodedata.normalize("NFKC", text))
        if clean in self._gazetteer:
            return self._gazetteer[clean]
        if clean.isdigit():
            return _one(clean, self._codes.get(clean, []) or self._codes.get(clean.ljust(6, "0"), []))
        for found in self._by_name(clean):
            if found:
                return _one(clean, found)
        return None

    def _by_name(self, text: str) -> Iterator[list[Place]]:
        """Candidates, surest first: the full name, the short name, then names from a place above down."""
        yield self._full.get(text, [])
        yield self._short.get(text, [])
        for index in (self._full, self._short):
            for start in range(1, len(text) - 1):
                yield [place for place in index.get(text[start:], []) if self._leads(text[:start], place)]

    def _leads(self, text: str, place: Place) -> bool:
        """Whether a text is names of places above a place, highest first."""
        for above in self._gazetteer.above(place.id):
            for name in self._spellings[above.id]:
                if text == name or (text.endswith(name) and self._leads(text[: -len(name)], above)):
                    return True
        return False


def _one(text: str, found: list[Place]) -> Place | Ambiguous | None:
    if not found:
        return None
    return found[0] if len(found) == 1 else Ambiguous(text, tuple(found))


def resolve(gazetteer: Gazetteer, text: str) -> Place | Ambiguous | None:
    """The place that a text means in a gazetteer; for many texts make one `Resolver`."""
    return Resolver(gazetteer).resolve(text)
