"""Which department a plan's words name: 自治区卫生计生委, 市卫健委 and 卫生部门 are one."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator, Mapping
from typing import Final

from qingmiao.catalogue.model import Department

_LEVEL: Final = re.compile("自治区|自治州|自治县|直辖市|国家|中央|行署|[省市区县旗州地党]委(?!员)|[省市区县旗州盟师级乡镇府党]")
_ENDING: Final = re.compile(
    "(?:行政主管部门|行政管理部门|主管部门|行政部门|各部门|等部门|部门|管理委员会|委员会办公室|委员会|办公室|工作部|分局|总局|管理局|联合会|机关|厅|局|委|部|办|署)$"
)


def fold_department(name: str) -> str:
    """The stem of a department's name: blanks, brackets and the ending (厅, 局, 委 …) taken off."""
    text = re.sub(r"[\s()（）]", "", unicodedata.normalize("NFKC", name))
    stem = _ENDING.sub("", text)
    return stem or text


def index(departments: Mapping[str, Department]) -> dict[str, str]:
    """Every whole and stemmed spelling with the code of its department; the first one keeps a spelling."""
    found: dict[str, str] = {}
    for code, department in departments.items():
        for name in (department.name, *department.aliases):
            found.setdefault(name, code)
            found.setdefault(fold_department(name), code)
    return found


def candidates(text: str) -> Iterator[str]:
    """The words as they stand, then without the names of place and level in front, longest first."""
    clean = re.sub(r"[\s“”\"]", "", unicodedata.normalize("NFKC", text))
    for start in (0, *(found.end() for found in _LEVEL.finditer(clean))):
        rest = clean[start:]
        if len(rest) > 1:
            yield rest
            yield fold_department(rest)
