"""Verdicts: how far each commitment is, by a named method."""

from qingmiao.progress.effective import Asked, Unclear, asked
from qingmiao.progress.methods import judge
from qingmiao.progress.model import SHOWN, Judged, Point, Show, Verdict, Word
from qingmiao.progress.package import judge_package, series_of
from qingmiao.progress.reasons import REASONS, sentence, target_text

__all__ = [
    "REASONS",
    "SHOWN",
    "Asked",
    "Judged",
    "Point",
    "Show",
    "Unclear",
    "Verdict",
    "Word",
    "asked",
    "judge",
    "judge_package",
    "sentence",
    "series_of",
    "target_text",
]
