import organizations.tenancy.schema
from django.db import migrations


class Migration(migrations.Migration):

    dependencies = [
        ('checkins', '0002_readers_by_leader'),
        ('organizations', '0004_audit_seals'),
        ('pairing', '0004_functions_for_policies'),
        ('programs', '0002_functions_for_policies'),
    ]

    operations = [
        migrations.RemoveConstraint(
            model_name='checkin',
            name='checkin_readers',
        ),
        migrations.RemoveConstraint(
            model_name='checkinanswer',
            name='checkinanswer_readers',
        ),
        # Before the policies that ask them.
        migrations.AddConstraint(
            model_name='checkin',
            constraint=organizations.tenancy.schema.IdFunction(ids='id', name='seen_checkins', role='app_web', where='true'),
        ),
        migrations.AddConstraint(
            model_name='checkin',
            constraint=organizations.tenancy.schema.RowPolicy(command='ALL', name='checkin_readers', restrictive=True, role='app_web', using="subject_id = (SELECT nullif(current_setting('app.person', true), '')::uuid) OR (given_to_id = (SELECT nullif(current_setting('app.person', true), '')::uuid) AND cohort_id = ANY ((SELECT sponsored_cohorts())::uuid[]) AND pair_id = ANY ((SELECT seen_pairs())::uuid[]))"),
        ),
        migrations.AddConstraint(
            model_name='checkinanswer',
            constraint=organizations.tenancy.schema.RowPolicy(command='ALL', name='checkinanswer_readers', restrictive=True, role='app_web', using="subject_id = (SELECT nullif(current_setting('app.person', true), '')::uuid) OR (given_to_id = (SELECT nullif(current_setting('app.person', true), '')::uuid) AND checkin_id = ANY ((SELECT seen_checkins())::uuid[]))"),
        ),
    ]
