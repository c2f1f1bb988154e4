"""A verdict: the words that stand on every commitment, and what it was decided from."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum


class Word(StrEnum):
    """The eight verdicts of the house, in the order in which they are counted and drawn."""

    MET = "met"
    ON_THE_WAY = "on_the_way"
    BEHIND = "behind"
    HARDLY = "hardly"
    LOST = "lost"
    UNDECIDED = "undecided"
    NO_DATA = "no_data"
    CANNOT_JUDGE = "cannot_judge"


@dataclass(frozen=True, slots=True)
class Show:
    """How a verdict is shown everywhere: a word, a shape and a colour."""

    zh: str
    en: str
    shape: str
    colour: str


SHOWN: dict[Word, Show] = {
    Word.MET: Show("已达标", "met", "●", "#1b7f4b"),
    Word.ON_THE_WAY: Show("进展正常", "on the way", "▲", "#2f6fb3"),
    Word.BEHIND: Show("落后", "behind", "◆", "#a15c00"),
    Word.HARDLY: Show("难以完成", "will hardly be met", "■", "#b3261e"),
    Word.LOST: Show("得而复失", "lost", "✕", "#7a1f6b"),
    Word.UNDECIDED: Show("未定", "not decided", "◐", "#5b5b8c"),
    Word.NO_DATA: Show("无数据", "no data", "○", "#5f6368"),
    Word.CANNOT_JUDGE: Show("无法判断", "cannot be judged", "?", "#5f6368"),
}


@dataclass(frozen=True, slots=True)
class Point:
    """One year of a series: the unrounded value, or None with the status that says why; `std_error` for an estimate from a sample.

    `events` and `exposure` are there where the value is a ratio of counts: so many deaths among so many births.
    """

    year: int
    value: float | None
    status: str = "observed"
    simulated: bool = False
    std_error: float | None = None
    events: float | None = None
    exposure: float | None = None


@dataclass(frozen=True, slots=True)
class Verdict:
    """What is said of one commitment at one place in one year, and from what.

    `reason` is a code of `progress.reasons` whose sentence (zh, en) is made from `facts_of_reason`; values are unrounded;
    `only_rounded` marks a value that meets the target only when it is rounded; for level_of verdicts the three tuples list places.
    `sure` (0..1) is how likely it is that a trend has moved as wished, where a test says it.
    `status` is the class that a named method gives, where the verdict on the way is in its words.
    `broken` is the year from which the definition is another one, where that is why nothing can be judged.
    `met_year` is the last year in which the target was met, where it is lost, and the first, where it was met late.
    """

    word: Word
    method: str
    reason: str
    year: int
    latest_year: int | None = None
    latest: float | None = None
    base_year: int | None = None
    base: float | None = None
    target: float | None = None
    target_high: float | None = None
    comparator: str | None = None
    deadline: int | None = None
    expected: float | None = None
    projected: float | None = None
    needed_per_year: float | None = None
    only_rounded: bool = False
    simulated: bool = False
    places_met: tuple[str, ...] = ()
    places_not_met: tuple[str, ...] = ()
    places_no_data: tuple[str, ...] = ()
    met_year: int | None = None
    sure: float | None = None
    status: str | None = None
    broken: int | None = None


@dataclass(frozen=True, slots=True)
class Judged:
    """The verdict on one commitment at one place."""

    commitment_id: str
    place: str
    verdict: Verdict
