"""The app ``reports``."""

from django.apps import AppConfig


class ReportsConfig(AppConfig):
    """Registers the app under a short label."""

    name = "qingmiao.web.reports"
    label = "reports"
    default_auto_field = "django.db.models.BigAutoField"
