"""The app ``review``."""

from django.apps import AppConfig


class ReviewConfig(AppConfig):
    """Registers the app under a short label."""

    name = "qingmiao.web.review"
    label = "review"
    default_auto_field = "django.db.models.BigAutoField"
