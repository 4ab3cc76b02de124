from django.apps import AppConfig


class SupportConfig(AppConfig):
    name = "engagement.support"
    label = "support"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        from engagement.support import checks  # noqa: F401  (registers the system checks)
