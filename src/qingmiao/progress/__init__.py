"""Verdicts: how far each commitment is, by a named method."""
