"""Regions and institutions through time: one stable id a place, whatever it is called or coded today."""

from qingmiao.places.model import LEVELS, Gazetteer, Level, Place

__all__ = ["LEVELS", "Gazetteer", "Level", "Place"]
