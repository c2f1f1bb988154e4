"""The app ``planning``."""

from django.apps import AppConfig


class PlanningConfig(AppConfig):
    """Registers the app under a short label."""

    name = "qingmiao.web.planning"
    label = "planning"
    default_auto_field = "django.db.models.BigAutoField"
