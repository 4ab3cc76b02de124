from django.apps import AppConfig


class CountingConfig(AppConfig):
    """Page counts without a cookie, an address or a time."""

    name = "engagement.counting"
    label = "counting"
    default_auto_field = "django.db.models.BigAutoField"
