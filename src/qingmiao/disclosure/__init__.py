"""What may be shown to whom, and what may be published."""

from qingmiao.disclosure.scope import (
    Role,
    Viewer,
    may_assign,
    may_read_audit,
    may_see_figures,
    may_see_place,
    may_see_plan,
    may_take_report,
)

__all__ = ["Role", "Viewer", "may_assign", "may_read_audit", "may_see_figures", "may_see_place", "may_see_plan", "may_take_report"]
