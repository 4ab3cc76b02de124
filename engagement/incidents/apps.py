from django.apps import AppConfig


class IncidentsConfig(AppConfig):
    """Incident mode, released by two people, and its drill."""

    name = "engagement.incidents"
    label = "incidents"
    default_auto_field = "django.db.models.BigAutoField"
