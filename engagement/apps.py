from django.apps import AppConfig, apps
from django.db.models.signals import post_migrate


class EngagementConfig(AppConfig):
    """The composition root: commands and system checks of the whole product."""

    name = "engagement"

    def ready(self) -> None:
        from engagement import checks  # noqa: F401  (registers the system checks)
        from engagement.database import checks as database_checks  # noqa: F401
        from engagement.database.erasing import prepare_erasing
        from engagement.privacy import checks as privacy_checks  # noqa: F401

        # Django tells only apps that have tables; by the time it tells one, those of all are there.
        post_migrate.connect(prepare_erasing, sender=apps.get_app_config("audit"), dispatch_uid="erasing")
