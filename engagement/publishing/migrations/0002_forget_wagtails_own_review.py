from django.db import migrations

SHIPPED = "Moderators approval"


def forget(apps, schema_editor):
    """Wagtail ships a review of one step and assigns it to every page. Nothing here uses it.

    Where it was used, what was decided in it is history and stays; it is only switched off.
    """
    Workflow = apps.get_model("wagtailcore", "Workflow")
    Task = apps.get_model("wagtailcore", "Task")
    shipped = Workflow.objects.filter(name=SHIPPED)
    apps.get_model("wagtailcore", "WorkflowPage").objects.filter(workflow__in=shipped).delete()
    used = apps.get_model("wagtailcore", "WorkflowState").objects.filter(workflow__in=shipped).exists()
    decided = apps.get_model("wagtailcore", "TaskState").objects.filter(task__name=SHIPPED).exists()
    if used or decided:
        shipped.update(active=False)
        Task.objects.filter(name=SHIPPED, groupapprovaltask__isnull=False).update(active=False)
        return
    shipped.delete()
    apps.get_model("wagtailcore", "GroupApprovalTask").objects.filter(name=SHIPPED).delete()


class Migration(migrations.Migration):
    dependencies = [
        ("publishing", "0001_initial"),
        ("wagtailcore", "0098_apitoken"),
    ]

    operations = [migrations.RunPython(forget, migrations.RunPython.noop)]
