from django.apps import AppConfig
from django.core.signals import request_finished, request_started
from django.db.models.signals import post_save


class IncidentsConfig(AppConfig):
    """Incident mode, released by two people, and its drill."""

    name = "engagement.incidents"
    label = "incidents"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        from engagement.incidents import selectors

        request_started.connect(selectors.remember, dispatch_uid="incidents.remember")
        request_finished.connect(selectors.forget, dispatch_uid="incidents.forget")
        post_save.connect(
            selectors.forget, sender="incidents.Incident", dispatch_uid="incidents.forget-changed"
        )
