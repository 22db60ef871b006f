import uuid

from django.db import migrations


def rename(apps, schema_editor):
    """Readers of what a leader confirmed need not know the id of the review at which it was said."""
    reviews, said = apps.get_model("checkins", "CheckIn"), apps.get_model("programs", "QuestionRevisit")
    for pk in said.objects.filter(occasion__in=reviews.objects.values("pk")).values_list("occasion", flat=True).distinct():
        said.objects.filter(occasion=pk).update(occasion=uuid.uuid5(pk, "occasion"))


class Migration(migrations.Migration):

    dependencies = [
        ("checkins", "0003_functions_for_policies"),
        ("programs", "0003_question_revisits"),
    ]

    operations = [
        migrations.RunPython(rename, migrations.RunPython.noop, elidable=True),
    ]
