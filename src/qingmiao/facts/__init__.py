"""Facts: what was counted or measured, where, when, and who says so."""

from qingmiao.facts.schema import AGES, BASES, CLOSED, ORIGINS, OTHERS, RESIDENCES, SCHEMA, SERIES_KEY, SEXES, STATUSES, STREAMS, VALUED

__all__ = ["AGES", "BASES", "CLOSED", "ORIGINS", "OTHERS", "RESIDENCES", "SCHEMA", "SERIES_KEY", "SEXES", "STATUSES", "STREAMS", "VALUED"]
