"""Rules about ids: each stands once, and whatever is pointed at exists."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import Final

from qingmiao.plans.checks.subject import Found, Subject
from qingmiao.plans.folder import PARTS

POINTERS: Final[Sequence[tuple[str, str, str]]] = (
    ("objectives", "area", "areas"),
    ("measures", "area", "areas"),
    ("measures", "lead", "units"),
    ("measures", "support", "units"),
    ("commitments", "area", "areas"),
    ("commitments", "objective", "objectives"),
    ("commitments", "measure", "measures"),
    ("commitments", "lead", "units"),
    ("commitments", "support", "units"),
)
"""Part and field that hold ids, and the part that they point at."""


def twice(subject: Subject) -> Iterator[Found]:
    """An id stands once in its file."""
    for part in PARTS:
        seen: set[str] = set()
        key = "code" if part == "indicators" else "id"
        for row, item in enumerate(getattr(subject.package, part)):
            name = getattr(item, key)
            if name in seen:
                yield Found(
                    part,
                    row,
                    key,
                    f"编号 {name} 出现两次 / id {name} stands twice",
                    "改成不同的编号，或删去重复的一项 / give it another id, or delete one of the two",
                )
            seen.add(name)


def pointers(subject: Subject) -> Iterator[Found]:
    """What an id points at exists."""
    for part, field, target in POINTERS:
        known = {item.id for item in getattr(subject.package, target)}
        for row, item in enumerate(getattr(subject.package, part)):
            held = getattr(item, field)
            for name in held if isinstance(held, tuple) else (held,):
                if name is not None and name not in known:
                    yield Found(
                        part,
                        row,
                        field,
                        f"{field} 指向不存在的 {name} / {field} points at {name}, which is not in {target}.yaml",
                        f"在 {target}.yaml 中补上，或改正编号 / add it to {target}.yaml, or correct the id",
                    )


def indicators(subject: Subject) -> Iterator[Found]:
    """A commitment's indicator is in indicators.yaml."""
    known = {item.code for item in subject.package.indicators}
    for row, item in enumerate(subject.package.commitments):
        if item.indicator not in known:
            yield Found(
                "commitments",
                row,
                "indicator",
                f"指标 {item.indicator} 不在 indicators.yaml 中 / indicator {item.indicator} is not in indicators.yaml",
                "在 indicators.yaml 中补上此指标，或改正代码 / add it there, or correct the code",
            )


def in_catalogue(subject: Subject) -> Iterator[Found]:
    """An indicator said to be the catalogue's is in the catalogue."""
    for row, item in enumerate(subject.package.indicators):
        if item.catalogue and item.code not in subject.catalogue.indicators:
            yield Found(
                "indicators",
                row,
                "code",
                f"指标目录中没有 {item.code} / the catalogue has no {item.code}",
                "改正代码，或写成本地指标（去掉 catalogue，写明 unit 和 formula） / correct the code, or make it local: no `catalogue`, with unit and formula",
            )


def definitions(subject: Subject) -> Iterator[Found]:
    """A definition that the plan chose is one of the catalogue's for that indicator."""
    for row, item in enumerate(subject.package.indicators):
        if item.chosen_definition is None:
            continue
        known = subject.catalogue.indicators.get(item.code) if item.catalogue else None
        keys = [one.key for one in known.definitions] if known else []
        if item.chosen_definition not in keys:
            listed = "、".join(keys) or "无 / none"
            yield Found(
                "indicators",
                row,
                "chosen_definition",
                f"指标 {item.code} 没有口径 {item.chosen_definition} / the indicator has no such definition in the catalogue",
                f"改为目录中的口径（{listed}），或删去 / use one of those, or delete it",
            )


def regions(subject: Subject) -> Iterator[Found]:
    """The plan's region and each parent is a place of the package or of the nation's list."""
    from qingmiao.places import china

    known = {place.id for place in subject.package.places} | {place.id for place in china()}
    if subject.package.plan.region not in known:
        yield Found(
            "plan",
            None,
            "region",
            f"适用地区 {subject.package.plan.region} 不存在 / the region is not a known place",
            "在 places.yaml 中补上 / add it to places.yaml",
        )
    for row, item in enumerate(subject.package.places):
        if item.parent is not None and item.parent not in known:
            yield Found(
                "places",
                row,
                "parent",
                f"上级地区 {item.parent} 不存在 / the parent {item.parent} is not a known place",
                "在 places.yaml 中补上上级，或改正编号 / add the parent to places.yaml, or correct the id",
            )


def levels(subject: Subject) -> Iterator[Found]:
    """A place lies below its parent in level, so that no place is above itself."""
    from qingmiao.places import LEVELS, china

    held = {place.id: place.level for place in china()} | {item.id: item.level for item in subject.package.places}
    for row, item in enumerate(subject.package.places):
        above = held.get(item.parent or "")
        if above is not None and LEVELS.index(above) >= LEVELS.index(item.level):
            yield Found(
                "places",
                row,
                "level",
                f"{item.name}（{item.level}）不能在 {item.parent}（{above}）之下 / a {item.level} cannot lie below a {above}",
                "改正 level 或 parent / correct level or parent",
            )


def dated_places(subject: Subject) -> Iterator[Found]:
    """What a place was, what became of it and what it is made of names known places; the shares of one year come to one; no member holds another."""
    from qingmiao.places import china

    places = subject.package.places
    parents = {place.id: place.parent for place in china()} | {item.id: item.parent for item in places}
    for row, item in enumerate(places):
        pointed = {
            "past": [one.parent for one in item.past if one.parent is not None],
            "successors": [one.to for one in item.successors],
            "members": item.members,
        }
        for key, named in pointed.items():
            for unknown in [name for name in named if name not in parents]:
                yield _place_found(row, key, f"没有地区 {unknown} / {unknown} is not a known place", "核对编号 / check the id")
        for year in sorted({one.year for one in item.successors}):
            if abs(sum(one.share for one in item.successors if one.year == year) - 1) > 1e-6:
                yield _place_found(
                    row,
                    "successors",
                    f"{item.name} {year} 年的去向份额之和不是 1 / the shares of {year} do not come to 1",
                    "补全去向；留在本地的部分以本地为去向 / add what is missing; what stayed has the place itself as its successor",
                )
        if inside := [one for one in item.members if _above(parents, one) & set(item.members)]:
            yield _place_found(
                row,
                "members",
                f"{inside[0]} 已在另一成员之内，会重复计算 / {inside[0]} lies in another member and would count twice",
                "只留其一 / keep one of them",
            )


def _place_found(row: int, key: str, what: str, cure: str) -> Found:
    return Found("places", row, key, what, cure)


def _above(parents: Mapping[str, str | None], place: str) -> set[str]:
    found: set[str] = set()
    above = parents.get(place)
    while above is not None and above not in found:
        found.add(above)
        above = parents.get(above)
    return found


def departments(subject: Subject) -> Iterator[Found]:
    """A unit's department is one of the catalogue's."""
    for row, item in enumerate(subject.package.units):
        if item.department is not None and item.department not in subject.catalogue.departments:
            yield Found(
                "units",
                row,
                "department",
                f"没有部门代码 {item.department} / no such department",
                "改为指标目录中的部门代码，或删去 / use a code of the catalogue's departments, or delete it",
            )
