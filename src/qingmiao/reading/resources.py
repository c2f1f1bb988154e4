"""Language resources: the YAML files of `data/`, loaded once and compiled to patterns.

The files hold words of the language (units of measure, institutions, populations, verbs of direction), never words of a document.
"""

from __future__ import annotations

import re
from functools import cache
from importlib import resources
from typing import Any

from ruamel.yaml import YAML


@cache
def load(name: str) -> dict[str, Any]:
    """The content of `data/<name>.yaml`, a mapping."""
    text = (resources.files("qingmiao.reading") / "data" / f"{name}.yaml").read_text(encoding="utf-8")
    content: dict[str, Any] = YAML(typ="safe", pure=True).load(text)
    return content


@cache
def words(name: str, key: str) -> tuple[str, ...]:
    """One list of words of a resource, longest first; `key` may be a path (predicates.drop)."""
    found: Any = load(name)
    for part in key.split("."):
        found = found[part]
    return tuple(sorted((str(word) for word in found), key=lambda word: (-len(word), word)))


def either(items: tuple[str, ...] | list[str]) -> str:
    """A pattern (without group numbers) that matches any of the words, longest first."""
    return "(?:" + "|".join(re.escape(word) for word in sorted(items, key=len, reverse=True)) + ")"


def pattern(name: str, *keys: str) -> str:
    """A pattern that matches any word of the named lists of a resource."""
    return either([word for key in keys for word in words(name, key)])
