"""Early warning: rules as a table, findings from figures, and the life of a warning as a pure function."""

from qingmiao.progress.warning.finding import look
from qingmiao.progress.warning.life import answered, carried, closed, measure_set
from qingmiao.progress.warning.model import KINDS, LEVEL_WORDS, STATE_WORDS, Event, Finding, Warned, rules

__all__ = [
    "KINDS",
    "LEVEL_WORDS",
    "STATE_WORDS",
    "Event",
    "Finding",
    "Warned",
    "answered",
    "carried",
    "closed",
    "look",
    "measure_set",
    "rules",
]
