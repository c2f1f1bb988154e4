"""Facts: what was counted or measured, where, when, and who says so."""

from qingmiao.catalogue.groups import AGES, OTHERS, RESIDENCES, SEXES
from qingmiao.facts.schema import BASES, CLOSED, ORIGINS, SCHEMA, SERIES_KEY, STATUSES, STREAMS, VALUED

__all__ = ["AGES", "BASES", "CLOSED", "ORIGINS", "OTHERS", "RESIDENCES", "SCHEMA", "SERIES_KEY", "SEXES", "STATUSES", "STREAMS", "VALUED"]
