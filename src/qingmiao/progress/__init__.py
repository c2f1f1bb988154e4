"""Verdicts: how far each commitment is, by a named method."""

from qingmiao.progress.effective import Asked, Unclear, asked
from qingmiao.progress.methods import judge
from qingmiao.progress.model import SHOWN, Judged, Point, Show, Verdict, Word
from qingmiao.progress.package import judge_package, methods_beside, path_to, series_of
from qingmiao.progress.reasons import REASONS, sentence, target_text
from qingmiao.progress.summary import Line, Tally, headline, lines, tally

__all__ = [
    "REASONS",
    "SHOWN",
    "Asked",
    "Judged",
    "Line",
    "Point",
    "Show",
    "Tally",
    "Unclear",
    "Verdict",
    "Word",
    "asked",
    "headline",
    "judge",
    "judge_package",
    "lines",
    "methods_beside",
    "path_to",
    "sentence",
    "series_of",
    "tally",
    "target_text",
]
