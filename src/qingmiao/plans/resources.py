"""The small tables of this room, read once."""

from __future__ import annotations

from functools import cache
from importlib.resources import files
from typing import Any

from ruamel.yaml import YAML


@cache
def table(name: str) -> Any:
    """The values of `plans/data/<name>.yaml`."""
    return YAML(typ="safe", pure=True).load((files("qingmiao.plans") / "data" / f"{name}.yaml").read_text(encoding="utf-8"))
