"""Who says so, where nobody says who: the stream of the department that an element comes from."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

from qingmiao.catalogue import Element

BY_DEPARTMENT: Final[Mapping[str, str]] = {
    "health": "health",
    "disease_control": "health",
    "education": "education",
    "civil_affairs": "civil_affairs",
    "statistics": "statistics",
    "justice": "justice",
    "court": "justice",
    "procuratorate": "justice",
    "public_security": "justice",
}
"""The other departments are plainly departments."""


def stream_of(element: Element) -> str:
    """The stream of an element's facts: a step that is done is known from documents."""
    return "document" if element.unit == "done" else BY_DEPARTMENT.get(element.department or "", "department")
