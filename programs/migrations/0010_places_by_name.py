import uuid

from django.db import migrations, models


def name_places(apps, schema_editor):
    """Whoever reads how much of a week a place takes need not know the id of the enrolment."""
    kept = apps.get_model("programs", "TakenTime")
    rows = list(kept.objects.order_by("id"))
    for row in rows:
        row.place = uuid.uuid5(row.enrolment_id, "place")
    kept.objects.bulk_update(rows, ["place"], batch_size=1000)
    schema_editor.execute("SET CONSTRAINTS ALL IMMEDIATE")  # else the table can't be changed in this transaction


class Migration(migrations.Migration):

    dependencies = [
        ("organizations", "0007_role_words"),
        ("programs", "0009_people_i_sponsor"),
    ]

    operations = [
        migrations.AddField("takentime", "place", models.UUIDField(null=True)),
        migrations.RunPython(name_places, migrations.RunPython.noop, elidable=True),
        migrations.AlterField("takentime", "place", models.UUIDField()),
        migrations.RemoveConstraint("takentime", "takentime_once"),
        migrations.RemoveConstraint("takentime", "programs_takentime_enrolment_same"),
        migrations.RemoveIndex("takentime", "programs_takentime_enrolment"),
        migrations.RemoveField("takentime", "enrolment"),
        migrations.AddConstraint(
            "takentime",
            models.UniqueConstraint(fields=("organization", "person", "place"), name="takentime_once"),
        ),
    ]
