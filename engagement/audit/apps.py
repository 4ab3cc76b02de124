from django.apps import AppConfig


class AuditConfig(AppConfig):
    """Acts of staff, written by signals, so that no screen can forget to."""

    name = "engagement.audit"
    label = "audit"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        from engagement.audit import listening

        listening.connect()
