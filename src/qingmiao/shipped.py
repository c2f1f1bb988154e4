"""Where the files that come with the product lie, in a checkout and in an installed wheel."""

from __future__ import annotations

from pathlib import Path

_PACKAGE = Path(__file__).resolve().parent


def plans_dir() -> Path:
    """Return the folder that holds one plan package a subfolder.

    In an installed wheel it is ``qingmiao/plans_shipped``, in a checkout the top-level ``plans``.
    Raises FileNotFoundError when neither is there, which means a damaged installation.
    """
    candidates = (_PACKAGE / "plans_shipped", _PACKAGE.parent.parent / "plans")
    found = next((path for path in candidates if path.is_dir()), None)
    if found is None:
        raise FileNotFoundError(f"规划包文件夹不在：{candidates[0]} / the folder of plan packages is missing: {candidates[0]}")
    return found
