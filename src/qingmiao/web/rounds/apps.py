"""The app ``rounds``."""

from django.apps import AppConfig


class RoundsConfig(AppConfig):
    """Registers the app under a short label."""

    name = "qingmiao.web.rounds"
    label = "rounds"
    default_auto_field = "django.db.models.BigAutoField"
