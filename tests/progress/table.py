"""The verdict table, written by hand: what the rules of design say, worked out with pencil and paper, not by running the product.

`ROWS`: one figure against a target for every comparator, direction and moment. The base stands in 2020, the deadline is 2025; the figure is
that of 2023 (before), 2025 (at) or 2027 (after). With two points only, nothing is projected.
`STORIES`: whole series, a kind of commitment after the other.
"""

from __future__ import annotations

from typing import Any, NamedTuple

from tests.progress.stories_of_kinds import KINDS
from tests.progress.stories_of_rules import RULES
from tests.progress.stories_of_trends import TRENDS

MET, ON, BEHIND, HARDLY = "met", "on_the_way", "behind", "hardly"


class Row(NamedTuple):
    """A target, where it is better, the base, the figure, and the verdict before, at and after the deadline."""

    comparator: str
    target: float
    high: float | None
    direction: str | None
    base: float
    value: float
    before: str
    at: str
    after: str


ALWAYS = (MET, MET, MET)
ON_PACE = (ON, HARDLY, HARDLY)
SHORT = (BEHIND, HARDLY, HARDLY)


def _rows(comparator: str, target: float, high: float | None, directions: tuple[str | None, ...], base: float, values: Any) -> list[Row]:
    return [Row(comparator, target, high, direction, base, value, *words) for direction in directions for value, words in values]


UP, DOWN, NEITHER = "up", "down", None
ANY = (UP, DOWN, NEITHER)

ROWS: tuple[Row, ...] = (
    # from 80 to 95: 80 + 15 * 3/5 = 89 by 2023
    *_rows(">=", 95, None, ANY, 80, [(95, ALWAYS), (99, ALWAYS), (94.99, ON_PACE), (89, ON_PACE), (88.99, SHORT), (70, SHORT)]),
    *_rows(">", 95, None, ANY, 80, [(95.01, ALWAYS), (95, ON_PACE), (89, ON_PACE), (88.99, SHORT)]),
    # from 8 to 5: 8 - 3 * 3/5 = 6.2 by 2023
    *_rows("<=", 5, None, ANY, 8, [(5, ALWAYS), (1, ALWAYS), (5.01, ON_PACE), (6.2, ON_PACE), (6.21, SHORT), (9, SHORT)]),
    *_rows("<", 5, None, ANY, 8, [(4.99, ALWAYS), (5, ON_PACE), (6.2, ON_PACE), (6.21, SHORT)]),
    # “=” where it is known which side is worse: that side alone counts; from 50 to 60: 56 by 2023; from 70 to 60: 64
    *_rows("=", 60, None, (UP,), 50, [(60, ALWAYS), (61, ALWAYS), (59.99, ON_PACE), (56, ON_PACE), (55.99, SHORT)]),
    *_rows("=", 60, None, (DOWN,), 70, [(60, ALWAYS), (59, ALWAYS), (60.01, ON_PACE), (64, ON_PACE), (64.01, SHORT)]),
    # “=” where it is not known: exactly that
    *_rows("=", 60, None, (NEITHER,), 50, [(60, ALWAYS), (59.99, ON_PACE), (56, ON_PACE), (55.99, SHORT), (60.01, SHORT)]),
    *_rows("=", 60, None, (NEITHER,), 70, [(60, ALWAYS), (60.01, ON_PACE), (64, ON_PACE), (64.01, SHORT), (59.99, SHORT)]),
    # 100 % can only be missed from below, 0 only from above, whatever else is known; from 90 to 100: 96; from 10 to 0: 4
    *_rows("=", 100, None, ANY, 90, [(100, ALWAYS), (99.99, ON_PACE), (96, ON_PACE), (95.99, SHORT)]),
    *_rows("=", 0, None, ANY, 10, [(0, ALWAYS), (0.01, ON_PACE), (4, ON_PACE), (4.01, SHORT)]),
    # 左右 is 5 % of the target to the worse side: 90 → 85.5 and 94.5; from 80: 83.3 by 2023; from 100: 96.7
    *_rows("~", 90, None, (UP,), 80, [(85.5, ALWAYS), (90, ALWAYS), (99, ALWAYS), (85.49, ON_PACE), (83.3, ON_PACE), (83.29, SHORT)]),
    *_rows("~", 90, None, (DOWN,), 100, [(94.5, ALWAYS), (90, ALWAYS), (80, ALWAYS), (94.51, ON_PACE), (96.7, ON_PACE), (96.71, SHORT)]),
    # to both sides where it is not known which is worse: 106 → 100.7 to 111.3; from 118: 113.98 by 2023
    *_rows(
        "~",
        106,
        None,
        (NEITHER,),
        118,
        [(111.3, ALWAYS), (100.7, ALWAYS), (111.31, ON_PACE), (113.98, ON_PACE), (114, SHORT), (100.69, SHORT)],
    ),
    # a range has two ends, whichever side is better; from 80 to 85: 83 by 2023; from 100 to 90: 94
    *_rows("range", 85, 90, ANY, 80, [(85, ALWAYS), (90, ALWAYS), (84.99, ON_PACE), (83, ON_PACE), (82.99, SHORT), (90.01, SHORT)]),
    *_rows("range", 85, 90, ANY, 100, [(90, ALWAYS), (85, ALWAYS), (90.01, ON_PACE), (94, ON_PACE), (94.01, SHORT), (84.99, SHORT)]),
)

STORIES = KINDS + TRENDS + RULES
