"""What can be put into the queue. A task may be begun again after its process died, so each does no harm when it is done twice (a letter may come twice)."""

from __future__ import annotations

from django_tasks import task


@task()
def refresh(by: str) -> list[str]:
    """Compute figures and verdicts of the plans whose facts have changed. Returns their ids."""
    from qingmiao.web.service import refresh as compute

    return compute(by=by, say=lambda _: None)


@task()
def send_letter(to: str, subject: str, text: str) -> int:
    """Send one mail. Returns how many went out."""
    from django.core.mail import send_mail

    return send_mail(subject, text, None, [to])


@task()
def make_draft(report: int, by: str) -> int:
    """Make the draft of a report that is waited for. Returns the number of the draft, 0 where none came of it."""
    from qingmiao.web.reports.drafting import make_wanted

    return make_wanted(report, by=by)
