from django.db import migrations


class Migration(migrations.Migration):
    dependencies = [
        ("pairing", "0002_bars_by_leader"),
        ("checkins", "0002_readers_by_leader"),  # its policy read the column
    ]

    operations = [
        migrations.RemoveConstraint(model_name="sponsorbar", name="pairing_sponsorbar_pair_same"),
        migrations.RemoveIndex(model_name="sponsorbar", name="pairing_sponsorbar_pair"),
        migrations.RemoveField(model_name="sponsorbar", name="pair"),
    ]
