"""The app ``selfreports``."""

from django.apps import AppConfig


class SelfReportsConfig(AppConfig):
    """Registers the app under a short label."""

    name = "qingmiao.web.selfreports"
    label = "selfreports"
    default_auto_field = "django.db.models.BigAutoField"
