"""The closed lists of groups: by sex, residence, age and other; a word stands in one list only, so that it says its list."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Final

SEXES: Final = ("all", "male", "female")

RESIDENCES: Final = ("all", "urban", "rural")

AGES: Final = ("all", "under_1", "under_3", "under_5", "under_7", "under_15", "under_18", "3_5", "6_11", "12_14", "15_17", "15_49", "35_64")
"""Completed years; `3_5` holds both ends."""

OTHERS: Final = ("all", "disabled", "left_behind", "floating", "in_difficulty", "orphan", "poor")
"""残疾, 留守, 流动, 困境, 孤儿, 贫困."""

GROUPS: Final[Mapping[str, tuple[str, ...]]] = {"sex": SEXES, "residence": RESIDENCES, "age": AGES, "other": OTHERS}
"""Column of facts → its closed list; the order in which a formula names groups."""

COLUMN_OF: Final[Mapping[str, str]] = {word: column for column, words in GROUPS.items() for word in words if word != "all"}
"""Word → the column that it stands in."""

BANDS: Final[Mapping[str, tuple[int, int]]] = {
    word: (0, int(word.removeprefix("under_")) - 1) if word.startswith("under_") else (int(word.split("_")[0]), int(word.split("_")[1]))
    for word in AGES
    if word != "all"
}
"""Word of age → its first and last completed year."""

NAMES: Final[Mapping[str, str]] = {
    "male": "男",
    "female": "女",
    "urban": "城镇",
    "rural": "农村",
    "under_1": "1岁以下",
    "under_3": "3岁以下",
    "under_5": "5岁以下",
    "under_7": "7岁以下",
    "under_15": "15岁以下",
    "under_18": "18岁以下",
    "3_5": "3—5岁",
    "6_11": "6—11岁",
    "12_14": "12—14岁",
    "15_17": "15—17岁",
    "15_49": "15—49岁",
    "35_64": "35—64岁",
    "disabled": "残疾",
    "left_behind": "留守",
    "floating": "流动",
    "in_difficulty": "困境",
    "orphan": "孤儿",
    "poor": "贫困",
}


def ordered(words: Iterable[str]) -> tuple[str, ...]:
    """The words in the order of their columns; raises ValueError for an unknown word or two words of one column."""
    found: dict[str, str] = {}
    for word in words:
        if word not in COLUMN_OF:
            raise ValueError(f"“{word}” is no group; groups are {', '.join(COLUMN_OF)}")
        if found.setdefault(COLUMN_OF[word], word) != word:
            raise ValueError(f"the groups “{found[COLUMN_OF[word]]}” and “{word}” exclude each other")
    return tuple(found[column] for column in GROUPS if column in found)


def columns(words: Iterable[str]) -> dict[str, str]:
    """Column → word for all four columns, `all` where no word is of that column."""
    found = {COLUMN_OF[word]: word for word in words}
    return {column: found.get(column, "all") for column in GROUPS}
