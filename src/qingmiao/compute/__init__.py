"""Formulas over facts, rolled up over places: the figures that verdicts are made from."""
