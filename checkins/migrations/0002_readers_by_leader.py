
import organizations.tenancy.schema
from django.db import migrations


class Migration(migrations.Migration):

    dependencies = [
        ('checkins', '0001_initial'),
        ('organizations', '0003_accounts'),
        ('pairing', '0002_bars_by_leader'),
        ('programs', '0001_initial'),
    ]

    operations = [
        migrations.RemoveConstraint(
            model_name='checkin',
            name='checkin_readers',
        ),
        migrations.AddConstraint(
            model_name='checkin',
            constraint=organizations.tenancy.schema.RowPolicy(command='ALL', name='checkin_readers', restrictive=True, role='app_web', using="subject_id = (SELECT nullif(current_setting('app.person', true), '')::uuid) OR (given_to_id = (SELECT nullif(current_setting('app.person', true), '')::uuid) AND cohort_id = ANY (ARRAY(SELECT cohort_id FROM programs_cohortsponsor WHERE person_id = (SELECT nullif(current_setting('app.person', true), '')::uuid))) AND pair_id = ANY (ARRAY(SELECT id FROM pairing_pair)))"),
        ),
    ]
