from django.apps import AppConfig
from django.db.models.signals import post_migrate


class SurveysConfig(AppConfig):
    name = "surveys"
    default_auto_field = "django.db.models.BigAutoField"
    verbose_name = "Surveys"

    def ready(self) -> None:
        from surveys.codebooks.services import import_shipped
        from surveys.mixing.statistics import keep_answers_out_of_statistics
        from surveys.safeguarding import checks  # noqa: F401  (registers the system checks)

        post_migrate.connect(keep_answers_out_of_statistics, sender=self, dispatch_uid="unsampled answers")
        post_migrate.connect(import_shipped, sender=self, dispatch_uid="shipped codebook")
