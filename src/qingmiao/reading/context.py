"""What a sentence has said so far: the last subject, verb, noun, unit and period, so that what follows may leave them out."""

from __future__ import annotations

from dataclasses import dataclass, field

from qingmiao.reading.clauses import Sentence
from qingmiao.reading.model import Comparator
from qingmiao.reading.numbers import Quantity


@dataclass(slots=True)
class Context:
    """The memory of one sentence. Places are relative to the sentence; `before` is the text of the sentence before."""

    sentence: Sentence
    before: str = ""
    subject: str = ""
    subject_at: int = 0
    last_end: int = 0
    skip_until: int = 0
    verb: str = ""
    noun: str = ""
    amount: str = ""
    unit: str = ""
    period: str | None = None
    level: str | None = None
    comparator: Comparator | None = None
    subjects: list[str] = field(default_factory=list)
    shared: list[str] = field(default_factory=list)
    nouns: dict[str, str] = field(default_factory=dict)
    members: list[Quantity] = field(default_factory=list)
    bases: list[tuple[int, int]] = field(default_factory=list)

    def is_base(self, at: int) -> bool:
        """Whether a place lies in the old value of a change (由4.5‰ in 由4.5‰降到3‰)."""
        return any(a <= at < b for a, b in self.bases)

    def inherit(self, other: Context) -> None:
        """Take over the subject and the rest from the sentence before, when only a semicolon stood between."""
        for name in ("subject", "verb", "noun", "amount", "unit", "period", "level", "nouns"):
            setattr(self, name, getattr(other, name))
        self.subjects = list(other.subjects)


def clause_start(text: str, at: int) -> int:
    """Where the clause that holds place `at` begins: after the last comma outside brackets and quotations."""
    depth = 0
    for i in range(at - 1, -1, -1):
        ch = text[i]
        depth += ch in ")》”"
        if ch in "(《“" and depth:
            depth -= 1
        elif ch in ",;:。" and depth == 0:
            return i + 1
    return 0
