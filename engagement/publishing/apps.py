from django.apps import AppConfig
from django.db.models.signals import post_migrate, post_save


def bring_publishing_up_to_date(sender, **kwargs):
    from engagement.publishing.setting_up import set_up_publishing

    set_up_publishing()


class PublishingConfig(AppConfig):
    """Listed after the accounts: it gives their roles the pages and collections of their sections."""

    name = "engagement.publishing"
    label = "publishing"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        from engagement.publishing import notices
        from engagement.publishing.sections import SECTIONS
        from engagement.publishing.setting_up import on_new_page

        post_migrate.connect(bring_publishing_up_to_date, sender=self)
        for section in SECTIONS:
            for model in section.models:
                post_save.connect(on_new_page, sender=model, dispatch_uid=f"publishing.{model._meta.label}")
        notices.connect()
