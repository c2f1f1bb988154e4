"""Draft the shipped packages from a folder of the real documents and from the example's own document.

usage: python tools/draft_shipped.py FOLDER_OF_DOCUMENTS

Packages of real plans keep no words (docs/decisions/0002); the example keeps its document. This is how the first drafts were made. The
packages in plans/ were corrected by hand against the documents after the draft, commitment by commitment, and are approved as they stand:
they are mended in their YAML, and drafting them anew would undo that.
"""

from __future__ import annotations

import sys
from pathlib import Path

from qingmiao.plans import draft_packages, save
from qingmiao.plans.model import Package
from qingmiao.reading import read_file

PLANS = Path(__file__).resolve().parent.parent / "plans"
EXAMPLE = "qinghe2021"


def drafts(path: Path, stem: str) -> list[Package]:
    """The packages of one document."""
    return draft_packages(read_file(path), path.read_bytes().decode("utf-8"), stem=stem)


def main(documents: Path) -> None:
    """Write every package into plans/."""
    for path in sorted(documents.glob("*.txt")):
        for package in drafts(path, path.stem):
            save(package, PLANS / package.plan.id)
            print(package.plan.id, package.plan.title)
    source = PLANS / EXAMPLE / "document.txt"
    for package in drafts(source, EXAMPLE):
        document = package.plan.document.model_copy(update={"kept": "document.txt", "where": None})
        plan = package.plan.model_copy(update={"document": document, "example": True})
        save(package.model_copy(update={"plan": plan}), PLANS / EXAMPLE, kept={"document.txt": source.read_bytes()})
        print(plan.id, plan.title)


if __name__ == "__main__":
    main(Path(sys.argv[1]))
