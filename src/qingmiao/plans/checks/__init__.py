"""Checks of a package: one rule, one function; each returns issues with file, line and cure, and never raises."""

from qingmiao.plans.checks.run import RULES, check_folder

__all__ = ["RULES", "check_folder"]
