"""The one clock of the web app: pages and actions ask here, tests set QINGMIAO_TODAY."""

from __future__ import annotations

import os
from datetime import date, datetime

from django.utils import timezone


def now() -> datetime:
    """This moment, with its time zone."""
    return timezone.now()


def today() -> date:
    """This day in the site's time zone, or the one that QINGMIAO_TODAY names."""
    named = os.environ.get("QINGMIAO_TODAY")
    return date.fromisoformat(named) if named else timezone.localdate()
