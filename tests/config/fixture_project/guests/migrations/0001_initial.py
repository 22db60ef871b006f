from django.db import migrations, models


class Migration(migrations.Migration):
    initial = True
    operations = [
        migrations.CreateModel(
            "Guest",
            [("id", models.BigAutoField(primary_key=True)), ("name", models.CharField(max_length=40))],
        ),
        migrations.RunSQL(
            "GRANT SELECT ON guests_guest TO app_web, app_worker; GRANT INSERT ON guests_guest TO app_worker;"
            "GRANT USAGE ON SEQUENCE guests_guest_id_seq TO app_worker",
            migrations.RunSQL.noop,
        ),
    ]
