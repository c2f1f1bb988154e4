"""What may be shown to whom, and what may be published."""

from qingmiao.disclosure.scope import (
    Role,
    Viewer,
    demanded,
    lacks_of,
    may_assign,
    may_manage,
    may_manage_people,
    may_read_audit,
    may_see_figures,
    may_see_place,
    may_see_plan,
    may_take_part,
    may_take_report,
    over,
)

__all__ = [
    "Role",
    "Viewer",
    "demanded",
    "lacks_of",
    "may_assign",
    "may_manage",
    "may_manage_people",
    "may_read_audit",
    "may_see_figures",
    "may_see_place",
    "may_see_plan",
    "may_take_part",
    "may_take_report",
    "over",
]
