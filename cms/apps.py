from django.apps import AppConfig


class CmsConfig(AppConfig):
    name = "cms"
    default_auto_field = "django.db.models.BigAutoField"
    verbose_name = "Public site"

    def ready(self) -> None:
        from cms.media import doors

        doors.watch()
