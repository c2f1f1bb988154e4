"""What a password must be, in words of the office."""

from __future__ import annotations

from typing import Any

from django.contrib.auth.password_validation import validate_password
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

LONGEST = 1024
"""Characters; more than that is nobody's password."""

_FEWEST_KINDS = 5

WORDS = {
    "password_too_short": _("密码至少要 10 个字符。"),
    "password_too_common": _("这个密码太常见，别人一猜就中。"),
    "password_too_similar": _("密码不能和用户名或姓名相近。"),
    "password_entirely_numeric": _("密码不能全是数字：生日、电话、证件号都容易猜。"),
}
"""Django's code of a fault → what we say of it."""

RULES = _("至少 10 个字符；不用常见的密码，不全用数字，不和用户名、姓名相近。几个不相干的词连起来，好记又难猜。")


def problems(password: str, user: Any, title: str = "") -> list[str]:
    """What is wrong with a new password for a user whose name on pages is `title`; an empty list where nothing is."""
    user.first_name = title[:150]  # for the comparison only; nothing is saved here
    found = []
    try:
        validate_password(password, user)
    except ValidationError as error:
        found = [str(WORDS[one.code]) for one in error.error_list if one.code in WORDS]
    if len(password) > LONGEST:
        found.append(str(_("密码太长。")))
    elif len(password) >= 10 and len(set(password)) < _FEWEST_KINDS:
        found.append(str(WORDS["password_too_common"]))
    return list(dict.fromkeys(found))
