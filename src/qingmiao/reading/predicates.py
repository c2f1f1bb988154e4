"""The words between an indicator and its value, read from the value leftwards: verbs, comparators, adverbs, years, 以…为单位."""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from functools import lru_cache

from qingmiao.reading import names, resources
from qingmiao.reading.model import Comparator, Direction
from qingmiao.reading.numbers import Quantity
from qingmiao.reading.years import mentions

_ADVERB = "adverb"
_COMPARATORS: dict[str, Comparator] = {"at_least": ">=", "at_most": "<=", "over": ">", "under": "<"}
_DIRECTIONS: dict[str, Direction] = {"up_to": "up", "rise": "up", "down_to": "down", "drop": "down"}
_SUFFIXES: dict[str, Comparator] = {"以上": ">=", "以下": "<=", "以内": "<=", "之内": "<=", "左右": "~", "上下": "~"}
# Longer words that only end like a predicate.
_PART_OF = re.compile(
    r"(?:拥有|所有|享有|持有|具有|行为|认为|作为|人为|发达|附近|最近|但是|增减|加减|升降|文达|到达|专有|公有|国有|特有|没有|还有|教育达|平均增|就是|而是|不达)$"
)


@dataclass(slots=True)
class Predicate:
    """What stood between a name and a value: `start` is where it begins; the classes that were met, from right to left."""

    start: int
    classes: list[str] = field(default_factory=list)
    yearly: bool = False
    each: bool = False

    @property
    def comparator(self) -> Comparator | None:
        """The comparator that the words state, or None."""
        return next((_COMPARATORS[name] for name in self.classes if name in _COMPARATORS), None)

    @property
    def direction(self) -> Direction | None:
        """The direction that the verbs state, or None."""
        return next((_DIRECTIONS[name] for name in self.classes if name in _DIRECTIONS), None)

    @property
    def changes(self) -> bool:
        """Whether the verb tells a change (下降20%), not a level (下降到20%)."""
        return ("drop" in self.classes or "rise" in self.classes) and not {"up_to", "down_to", "reach", "limit", "hold"} & set(self.classes)

    @property
    def limits(self) -> bool:
        """Whether the verb sets an upper limit (控制在, 降到)."""
        return "limit" in self.classes or "down_to" in self.classes

    @property
    def met(self) -> bool:
        """Whether any verb or comparator was met."""
        return bool(self.classes)


_MOVED = {"up_to": "moved_up", "down_to": "moved_down"}


@lru_cache(maxsize=1)
def _vocabulary() -> dict[str, str]:
    classes: dict[str, list[str]] = resources.load("verbs")["predicates"]
    known = {str(word): _ADVERB for word in resources.words("verbs", "adverbs")}
    moved = {
        f"{verb}{end}": way
        for way, verbs in _MOVED.items()
        for verb in resources.words("verbs", verbs)
        for end in resources.words("verbs", "endings")
    }
    return known | moved | {str(word): name for name, members in classes.items() for word in members}


@lru_cache(maxsize=1)
def _longest() -> int:
    return max(map(len, _vocabulary()))


_OF_BASE = re.compile(
    r".*(?P<verb>达到|保持在|稳定在|控制在|不低于|不少于|不超过|不高于|高于|低于|占|占到|达|为|超过)(?P<base>(?:(?!比例|比重|[由从率])[^,。;0-9%]){2,18})的$"
)
_UNIT = re.compile(r",?以[^,。;:]{1,16}?为(?:基本)?单位[,，]?$")
_EVERY = re.compile(r"每[一两三四五\d]年一次$")


def predicate_before(left: str) -> Predicate:
    """The predicate at the end of the text before a value."""
    found = Predicate(len(left))
    of_base = _OF_BASE.search(left)
    if of_base:
        found.start = of_base.start("verb") + len(of_base.group("verb"))
    while step := _step(left[: found.start], found):
        found.start -= step
    return found


def _step(rest: str, found: Predicate) -> int:
    """The length of the next piece of predicate at the end of `rest`, noted in `found`; 0 when the name begins."""
    if not rest:
        return 0
    word = _word_at_end(rest)
    if word:
        name = _vocabulary()[word]
        found.yearly |= word in ("每年", "年均", "平均每年", "每年平均", "逐年")
        found.each |= word in ("分别", "均", "都", "各", "依次", "各自")
        if name != _ADVERB:
            found.classes.append(name)
        return len(word)
    for pattern in (_UNIT, _EVERY):
        if match := pattern.search(rest):
            return len(match.group())
    return _year_at_end(rest) or (_basis_at_end(rest) if found.changes else 0)


def _word_at_end(rest: str) -> str | None:
    vocabulary = _vocabulary()
    for length in range(min(_longest(), len(rest)), 0, -1):
        word = rest[-length:]
        if word in vocabulary and not (length <= 2 and _PART_OF.search(rest)):
            return word
    return None


def _year_at_end(rest: str) -> int:
    found = mentions(rest[-24:])
    tail = rest[-24:]
    if found and found[-1].end >= len(tail.rstrip(",底末前的")):
        return len(tail) - found[-1].start
    return 0


def _basis_at_end(rest: str) -> int:
    since = re.search(r"(?:以|比|较|在|与|同)(?:19|20)\d\d年[^,。;]{1,80}?(?:基础上|相比|水平|为基数)$", rest)
    if since:
        return len(since.group())
    match = re.search(
        r"(?:(?:(?<!占)(?<!对)比(?!例|重|率)|较|与|同|以(?![上下内外及为])|在)[^,。;、比较]{1,30}?(?:相比|为基数|为基准|为基线|(?:的)?基础上|水平|年|底|末|期|率|例)),?$",
        rest,
    )
    return len(match.group()) if match else 0


def comparator_for(predicate: Predicate, quantity: Quantity, name: str) -> tuple[Comparator | None, bool]:
    """The comparator of a level and whether it had to be guessed from what the name speaks of."""
    if quantity.high is not None:
        return "range", False
    if quantity.suffix in _SUFFIXES:
        return _SUFFIXES[quantity.suffix], False
    if predicate.comparator:
        return predicate.comparator, False
    if quantity.value == 100 and quantity.unit == "%":
        return "=", False
    if "is" in predicate.classes:
        return "=", False
    if predicate.limits:
        return "<=", False
    if names.is_bad(name):
        return "<=", "reach" in predicate.classes or not predicate.met
    return ">=", not predicate.met


def change_comparator(predicate: Predicate, quantity: Quantity) -> Comparator:
    """The comparator of a bare change is “=”; 以上, 至少 and the like say more."""
    if quantity.high is not None:
        return "range"
    return _SUFFIXES.get(quantity.suffix) or predicate.comparator or "="
