"""Reading: a document → plans, objectives, commitments, measures with their places in the text.

`read_file(path)` and `read_text(text, name=...)` give a `Reading`; nothing here knows of packages, facts or pages.
"""

from __future__ import annotations

from qingmiao.reading.formats import Extracted, text_of
from qingmiao.reading.model import Commitment, Measure, Objective, PlanHead, Reading
from qingmiao.reading.reader import read_document, read_file, read_text

__all__ = ["Commitment", "Extracted", "Measure", "Objective", "PlanHead", "Reading", "read_document", "read_file", "read_text", "text_of"]
