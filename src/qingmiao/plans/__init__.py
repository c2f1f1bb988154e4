"""The plan package: schema, load, save, draft from a reading, checks, coverage, and the words of the document."""

from qingmiao.places import Gazetteer, china
from qingmiao.plans.checks import check_folder
from qingmiao.plans.coverage import Covered, coverage
from qingmiao.plans.draft import draft_packages
from qingmiao.plans.folder import load, read_folder, save
from qingmiao.plans.indicators import catalogue_of, proposed_departments
from qingmiao.plans.issues import Issue
from qingmiao.plans.model import Package
from qingmiao.plans.named_places import gazetteer_of, to_supply


def gazetteer(package: Package) -> Gazetteer:
    """The nation's places with the package's own below them."""
    return gazetteer_of(package, china())


__all__ = [
    "Covered",
    "Issue",
    "Package",
    "catalogue_of",
    "check_folder",
    "coverage",
    "draft_packages",
    "gazetteer",
    "load",
    "proposed_departments",
    "read_folder",
    "save",
    "to_supply",
]
