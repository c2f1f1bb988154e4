"""The app ``ledger``."""

from django.apps import AppConfig


class LedgerConfig(AppConfig):
    """Registers the app under a short label."""

    name = "qingmiao.web.ledger"
    label = "ledger"
    default_auto_field = "django.db.models.BigAutoField"
