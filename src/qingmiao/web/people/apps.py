"""The app ``people``."""

from django.apps import AppConfig


class PeopleConfig(AppConfig):
    """Registers the app under a short label."""

    name = "qingmiao.web.people"
    label = "people"
    default_auto_field = "django.db.models.BigAutoField"
