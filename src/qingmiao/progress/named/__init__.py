"""Named methods of measuring progress, side by side on one target: each with formula, source, classes and refusals."""

from qingmiao.progress.named.model import REFUSALS, Answer, Method, Target
from qingmiao.progress.named.table import METHODS, answer, disagreement

__all__ = ["METHODS", "REFUSALS", "Answer", "Method", "Target", "answer", "disagreement"]
