"""The app ``pages``."""

from django.apps import AppConfig


class PagesConfig(AppConfig):
    """Registers the app under a short label."""

    name = "qingmiao.web.pages"
    label = "pages"
    default_auto_field = "django.db.models.BigAutoField"
