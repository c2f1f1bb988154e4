"""Which facts stand, as an expression: what `facts.revisions` says of a table in memory, for tables of any size on any engine."""

from __future__ import annotations

from collections.abc import Collection
from datetime import datetime
from typing import Any

import ibis

from qingmiao.compute.backends import Backend
from qingmiao.facts.schema import SERIES_KEY


def standing(engine: Backend, facts: Any, moment: datetime | None = None) -> Any:
    """Of each series key the fact that no other supersedes, as seen at a moment (now when None); of several the one recorded last.

    Several facts of one key are rare; the engine is asked first whether there are any, since to look for the last is dear.
    """
    seen = facts if moment is None else facts.filter(facts.recorded_at <= ibis.literal(moment))
    gone = seen.filter(seen.supersedes.notnull()).select(gone=seen.supersedes).distinct()
    left = seen.anti_join(gone, seen.id == gone.gone)
    return _last(left) if engine.may_repeat(left, SERIES_KEY) else left


def standing_in(engine: Backend, facts: Any, places: Collection[str]) -> Any:
    """Those of a few places, kept; what supersedes them may say so from anywhere."""
    here = engine.keep(facts.filter(facts.place.isin(sorted(places))))
    gone = facts.semi_join(here, facts.supersedes == here.id).select(gone=facts.supersedes)
    return engine.keep(_last(here.anti_join(gone, here.id == gone.gone)))


def _last(facts: Any) -> Any:
    """Of each series key the fact that was recorded last."""
    nth = ibis.row_number().over(group_by=list(SERIES_KEY), order_by=[facts.recorded_at.desc(), facts.id.desc()])
    return facts.mutate(nth=nth).filter(lambda t: t.nth == 0).drop("nth")
