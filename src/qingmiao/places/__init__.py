"""Regions and institutions through time: one stable id a place, whatever it is called or coded today."""

from qingmiao.places.loader import china, read_places
from qingmiao.places.model import LEVELS, NOT_PARTS, Gazetteer, Level, Past, Place, Successor
from qingmiao.places.naming import Ambiguous, Resolver, resolve, short_name

__all__ = [
    "LEVELS",
    "NOT_PARTS",
    "Ambiguous",
    "Gazetteer",
    "Level",
    "Past",
    "Place",
    "Resolver",
    "Successor",
    "china",
    "read_places",
    "resolve",
    "short_name",
]
