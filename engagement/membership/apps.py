from django.apps import AppConfig
from django.db.models.signals import post_migrate


def make_the_papers_collection(sender, **kwargs):
    from engagement.membership.members import ensure_collection

    ensure_collection()


class MembershipConfig(AppConfig):
    name = "engagement.membership"
    label = "membership"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        from engagement.membership import letters
        from engagement.membership.services import forget_stopped
        from engagement.outbox.services import address_stopped

        letters.register_all()
        post_migrate.connect(make_the_papers_collection, sender=self)
        address_stopped.connect(forget_stopped, dispatch_uid="membership.forget_stopped")
