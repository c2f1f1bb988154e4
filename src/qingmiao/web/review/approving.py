"""Whether the accepted items of a plan can become a package on the shelf, and what stands in the way, at its item."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from qingmiao import plans
from qingmiao.disclosure import Viewer, may_assign
from qingmiao.web.home import subfolder
from qingmiao.web.planning.shelf import shelf
from qingmiao.web.review import packing, reading
from qingmiao.web.review.packing import Packed, Told
from qingmiao.web.review.queries import Standing
from qingmiao.web.review.state import Item


def prepared(found: Standing, plan: int, viewer: Viewer) -> tuple[Packed | None, list[Told]]:
    """The package of a plan and everything that is to be said of it; None where it could not even be made."""
    head, items = found.heads[plan], found.of_plan(plan)
    early = [*_impossible(items), *_taken(found, head)]
    if early:
        return None, early
    packed = packing.pack(found.document, head, items, found.ids)
    before = shelf().get(packed.package.plan.id)
    packed = replace(packed, package=packing.with_choices(packed.package, before.package if before else None))
    told = packing.told(packed, found.review.text, subfolder("cache"))
    return packed, [*told, *_empty(packed, head), *_elsewhere(packed, head, viewer)]


def already_told(found: Standing, plan: int) -> list[Told]:
    """What would keep a plan from becoming a package however its items are reviewed; said from the start, not after the last item."""
    return _taken(found, found.heads[plan])


def _impossible(items: Sequence[Item]) -> list[Told]:
    """Items whose fields cannot go together; they came so from two readings laid over each other."""
    told = []
    for item in items:
        if item.part == "commitment" and item.state == "accepted":
            try:
                reading.commitment_of(item)
            except ValueError as error:
                told.append(
                    Told(item.key, "error", f"这些值放在一起不成立（{error}） / these values do not go together", "按 E 更正 / correct it")
                )
    return told


def _taken(found: Standing, head: Item) -> list[Told]:
    """An id that another plan of the shelf has: one must not silently take the other's place."""
    name = head.fields["id"]
    own = {found.review.replaces, *(event.detail["id"] for event in found.events if event.act == "approve")}
    if shelf().get(name) is None or name in own:
        return (
            []
            if head.state != "rejected"
            else [
                Told(head.key, "error", "规划基本情况被否决了 / the head of the plan was rejected", "接受或更正它 / accept or correct it")
            ]
        )
    return [
        Told(
            head.key,
            "error",
            f"编号 {name} 已有别的规划在用 / another plan has the id {name}",
            "换一个编号；如果是那份规划的修订稿，读入文件时选上它 / choose another id; a revision of that plan is chosen as such when handed in",
        )
    ]


def _empty(packed: Packed, head: Item) -> list[Told]:
    if any(one.role != "background" for one in packed.package.commitments):
        return []
    return [Told(head.key, "error", "没有一项承诺 / there is no commitment", "至少接受或添加一项 / accept or add at least one")]


def _elsewhere(packed: Packed, head: Item, viewer: Viewer) -> list[Told]:
    """An office puts plans of its own region on the shelf only."""
    if viewer.place is None or may_assign(viewer, packed.package.plan.region, plans.gazetteer(packed.package)):
        return []
    return [
        Told(
            head.key,
            "error",
            "这份规划不是本地区的 / the plan is not of your region",
            "由适用地区的妇儿工委办读入，或更正名称、发文机关中的地区 / let its own office hand it in, or correct the region in the title",
        )
    ]
