"""Which facts stand, as an expression: what `facts.revisions` says of a table in memory, for tables of any size on any engine."""

from __future__ import annotations

from datetime import datetime
from typing import Any

import ibis

from qingmiao.facts.schema import SERIES_KEY


def standing(facts: Any, moment: datetime | None = None) -> Any:
    """Of each series key the fact that no other supersedes, as seen at a moment (now when None); of several the one recorded last."""
    seen = facts if moment is None else facts.filter(facts.recorded_at <= ibis.literal(moment))
    gone = seen.filter(seen.supersedes.notnull()).select(gone=seen.supersedes).distinct()
    left = seen.anti_join(gone, seen.id == gone.gone)
    nth = ibis.row_number().over(group_by=list(SERIES_KEY), order_by=[left.recorded_at.desc(), left.id.desc()])
    return left.mutate(nth=nth).filter(lambda t: t.nth == 0).drop("nth")
