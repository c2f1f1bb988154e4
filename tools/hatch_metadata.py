"""Give the wheel the dependencies that the ``requirements*.in`` files name, so that each stands in one place."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from hatchling.metadata.plugin.interface import MetadataHookInterface

DIRECT = "requirements.in"
EXTRAS = {"spark": "requirements-spark.in"}


def requirements(path: Path) -> list[str]:
    """Return the requirements that a ``.in`` file names itself, without comments and ``-r`` lines."""
    lines = (line.split("#")[0].strip() for line in path.read_text(encoding="utf-8").splitlines())
    return [line for line in lines if line and not line.startswith("-")]


class RequirementsHook(MetadataHookInterface):
    """Fill in ``dependencies`` and ``optional-dependencies`` when the wheel is built."""

    def update(self, metadata: dict[str, Any]) -> None:
        """Write the dependencies into ``metadata``; a missing file is an error of the build."""
        root = Path(self.root)
        metadata["dependencies"] = requirements(root / DIRECT)
        metadata["optional-dependencies"] = {extra: requirements(root / name) for extra, name in EXTRAS.items()}
