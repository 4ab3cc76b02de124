from django.apps import AppConfig


class DeliveryConfig(AppConfig):
    name = "engagement.delivery"
    label = "delivery"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        from django.db.models.signals import pre_delete, pre_save

        from engagement.delivery.models import Action, EarlierAim, Measure, Milestone
        from engagement.delivery.models.door import refuse_alone

        for model in (Action, Milestone, Measure, EarlierAim):
            pre_save.connect(refuse_alone, sender=model, dispatch_uid="plan-by-two")
            pre_delete.connect(refuse_alone, sender=model, dispatch_uid="plan-by-two")
