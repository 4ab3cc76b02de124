from django.apps import AppConfig


class OutboxConfig(AppConfig):
    name = "engagement.outbox"
    label = "outbox"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        from engagement.outbox import checks  # noqa: F401  (registers the system checks)
        from engagement.outbox.reports import listen

        listen()
