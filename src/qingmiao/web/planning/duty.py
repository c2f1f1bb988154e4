"""Who answers for a commitment: named by the document, assigned by the office, or proposed from the catalogue. Pure functions."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Literal

from qingmiao.plans.model import Commitment
from qingmiao.web.planning.shelf import Book

How = Literal["named", "assigned", "proposed"]


@dataclass(frozen=True, slots=True)
class Party:
    """One unit that answers: `department` is the catalogue's code where it is one; `assignment` is the row of an assigned one."""

    name: str
    how: How
    department: str | None = None
    assignment: int | None = None


@dataclass(frozen=True, slots=True)
class Duty:
    """Those who answer for one commitment, lead units first."""

    lead: tuple[Party, ...] = ()
    support: tuple[Party, ...] = ()

    @property
    def departments(self) -> frozenset[str]:
        """Codes of all departments that answer."""
        return frozenset(party.department for party in (*self.lead, *self.support) if party.department)

    @property
    def taken(self) -> bool:
        """Somebody leads who was named or assigned: a proposal alone is nobody's duty yet."""
        return any(party.how != "proposed" for party in self.lead)


@dataclass(frozen=True, slots=True)
class Standing:
    """A standing assignment, as plain data."""

    id: int
    commitment: str
    name: str
    department: str
    role: str


def duties(book: Book, standing: Iterable[Standing]) -> dict[str, Duty]:
    """Commitment id → who answers for it."""
    assigned: dict[str, list[Standing]] = {}
    for one in standing:
        assigned.setdefault(one.commitment, []).append(one)
    return {key: _duty(book, one, assigned.get(key, [])) for key, one in book.commitments.items()}


def _duty(book: Book, commitment: Commitment, standing: list[Standing]) -> Duty:
    lead = _named(book, commitment.lead) + _assigned(standing, "lead")
    support = _named(book, commitment.support) + _assigned(standing, "support")
    return Duty(lead or _proposed(book, commitment.id), support)


def _named(book: Book, ids: Iterable[str]) -> tuple[Party, ...]:
    return tuple(Party(book.units[one].name, "named", book.units[one].department) for one in ids if one in book.units)


def _assigned(standing: list[Standing], role: str) -> tuple[Party, ...]:
    return tuple(Party(one.name, "assigned", one.department or None, one.id) for one in standing if one.role == role)


def _proposed(book: Book, commitment: str) -> tuple[Party, ...]:
    code = book.proposed.get(commitment)
    department = book.catalogue.departments.get(code) if code else None
    return (Party(department.name, "proposed", department.code),) if department else ()


def unassigned(found: Mapping[str, Duty]) -> list[str]:
    """Commitments for which nobody answers who was named or assigned, in the document's order."""
    return [key for key, duty in found.items() if not duty.taken]
