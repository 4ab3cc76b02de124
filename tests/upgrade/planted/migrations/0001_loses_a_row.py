from django.db import migrations


class Migration(migrations.Migration):
    dependencies = [("surveys", "0001_initial")]

    operations = [
        migrations.RunSQL("DELETE FROM surveys_nonce WHERE id = (SELECT min(id) FROM surveys_nonce)"),
        migrations.RunSQL(
            "UPDATE surveys_comment SET text = text || ' ' WHERE id = (SELECT max(id) FROM surveys_comment)"
        ),
    ]
