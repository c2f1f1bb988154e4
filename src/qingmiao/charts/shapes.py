"""The shapes of the verdicts as filled outlines, so that they look the same in each font and in black and white.

Each is an SVG path in a box from -1 to 1; `●` and its kin differ in form and not in colour alone.
"""

from __future__ import annotations

from typing import Final

from qingmiao.progress.model import Word

_DISC = "M0,-0.9A0.9,0.9,0,1,1,0,0.9A0.9,0.9,0,1,1,0,-0.9Z"
_HOLE = "M0,-0.62A0.62,0.62,0,1,0,0,0.62A0.62,0.62,0,1,0,0,-0.62Z"

PATHS: Final[dict[Word, str]] = {
    Word.MET: _DISC,
    Word.ON_THE_WAY: "M0,-0.95L0.98,0.8L-0.98,0.8Z",
    Word.BEHIND: "M0,-1.05L1.05,0L0,1.05L-1.05,0Z",
    Word.HARDLY: "M-0.82,-0.82L0.82,-0.82L0.82,0.82L-0.82,0.82Z",
    Word.LOST: "M-0.95,-0.62L-0.62,-0.95L0,-0.33L0.62,-0.95L0.95,-0.62L0.33,0L0.95,0.62L0.62,0.95L0,0.33L-0.62,0.95L-0.95,0.62L-0.33,0Z",
    Word.UNDECIDED: _DISC + _HOLE + "M0,-0.75L0,0.75A0.75,0.75,0,0,1,0,-0.75Z",
    Word.NO_DATA: _DISC + _HOLE,
    Word.CANNOT_JUDGE: "M-0.62,-0.42A0.62,0.58,0,1,1,0.17,0.14L0.17,0.42L-0.17,0.42L-0.17,-0.12A0.28,0.28,0,1,0,-0.28,-0.42Z"
    "M-0.19,0.6L0.19,0.6L0.19,0.98L-0.19,0.98Z",
}
