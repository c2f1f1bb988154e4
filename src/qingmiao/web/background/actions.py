"""What changes the queue."""

from __future__ import annotations

from datetime import timedelta

from django.utils import timezone
from django_tasks import TaskResultStatus
from django_tasks_db.models import DBTaskResult

from qingmiao.web.background.tasks import refresh

KEPT = timedelta(days=14)
"""So long it is told what was done."""


def refresh_within(*, seconds: int, by: str) -> None:
    """Have the plans computed whose facts change, at the latest after so many seconds; many calls make one task.

    The task is part of the caller's transaction: it is there if and only if what it follows is.
    """
    until = timezone.now() + timedelta(seconds=seconds)
    waiting = DBTaskResult.objects.filter(status=TaskResultStatus.READY, task_path=refresh.module_path, run_after__lte=until)
    if not waiting.exists():
        refresh.using(run_after=until).enqueue(by=by)


def take_up() -> int:
    """Put back what a process had begun when it died, and forget what was done long ago. Returns how many are begun again."""
    DBTaskResult.objects.finished().filter(finished_at__lt=timezone.now() - KEPT).delete()
    return DBTaskResult.objects.running().update(status=TaskResultStatus.READY, started_at=None)
