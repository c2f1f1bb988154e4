"""Words of the pages about people."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from qingmiao.disclosure import Role

STATES = {
    "in_use": ("●", _("在用")),
    "invited": ("◐", _("待设密码")),
    "lapsed": ("◆", _("链接已过期")),
    "over": ("○", _("已过有效期")),
    "ended": ("✕", _("已收回")),
}
"""State of a person → shape and word."""

ROLE_WORDS = {
    Role.OFFICE: ("妇儿工委办", "办公室", "office"),
    Role.DEPARTMENT: ("成员单位", "部门", "责任部门", "department"),
    Role.TOWNSHIP: ("乡镇（街道）", "乡镇", "街道", "township"),
    Role.EVALUATOR: ("评估人员", "评估", "评估员", "evaluator"),
}
"""Role → what people write for it in a spreadsheet; the first is what we write."""

HEADS = {
    "title": ("姓名", "显示名称", "name"),
    "name": ("用户名", "账号", "登录名", "username"),
    "role": ("身份", "职责", "角色", "role"),
    "department": ("部门", "责任部门", "department"),
    "place": ("地区", "地区名称", "place"),
    "until": ("有效期至", "有效期", "到期日", "until"),
}
"""Field of a person to invite → heads of its column; the first is what we write."""

EVENTS = {
    "people.keep": _("用命令建立或重设"),
    "people.invite": _("邀请"),
    "people.link": _("给了链接"),
    "people.accept": _("用链接设了密码"),
    "people.password": _("改了密码"),
    "people.duty": _("改了职责"),
    "people.end": _("收回账号"),
    "people.restore": _("恢复账号"),
}
"""Action in the books → words."""
