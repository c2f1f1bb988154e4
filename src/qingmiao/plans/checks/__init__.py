"""Checks of a package and of the catalogue: one rule, one function; each returns issues with file, line and cure, and never raises."""

from qingmiao.plans.checks.nation import NATION_RULES
from qingmiao.plans.checks.run import RULES, check_catalogue, check_folder, is_catalogue

__all__ = ["NATION_RULES", "RULES", "check_catalogue", "check_folder", "is_catalogue"]
