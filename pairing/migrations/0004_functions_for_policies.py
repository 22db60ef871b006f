import organizations.tenancy.schema
from django.db import migrations


class Migration(migrations.Migration):

    dependencies = [
        ('organizations', '0004_audit_seals'),
        ('pairing', '0003_bars_without_pair'),
        ('programs', '0002_functions_for_policies'),
    ]

    operations = [
        migrations.RemoveConstraint(
            model_name='pair',
            name='pair_readers',
        ),
        migrations.RemoveConstraint(
            model_name='pairingrule',
            name='pairingrule_readers',
        ),
        migrations.RemoveConstraint(
            model_name='pairingrun',
            name='pairingrun_readers',
        ),
        migrations.RemoveConstraint(
            model_name='pairresponse',
            name='pairresponse_readers',
        ),
        migrations.RemoveConstraint(
            model_name='proposedpair',
            name='proposedpair_readers',
        ),
        # Before the policies that ask them.
        migrations.AddConstraint(
            model_name='pair',
            constraint=organizations.tenancy.schema.IdFunction(ids='id', name='seen_pairs', role='app_web', where='true'),
        ),
        migrations.AddConstraint(
            model_name='pair',
            constraint=organizations.tenancy.schema.IdFunction(ids='id', name='own_pairs', role='app_web', where="(SELECT nullif(current_setting('app.person', true), '')::uuid) IN (leader_id, mentor_id)"),
        ),
        migrations.AddConstraint(
            model_name='pair',
            constraint=organizations.tenancy.schema.IdFunction(ids='unnest(ARRAY[leader_id, mentor_id])', name='people_of_seen_pairs', role='app_web', where='true'),
        ),
        migrations.AddConstraint(
            model_name='sponsorbar',
            constraint=organizations.tenancy.schema.IdFunction(ids='enrolment_id', name='barred_enrolments', role='app_web', where="person_id = (SELECT nullif(current_setting('app.person', true), '')::uuid)"),
        ),
        migrations.AddConstraint(
            model_name='pair',
            constraint=organizations.tenancy.schema.RowPolicy(command='ALL', name='pair_readers', restrictive=True, role='app_web', using="(SELECT nullif(current_setting('app.person', true), '')::uuid) IN (leader_id, mentor_id) OR (cohort_id = ANY ((SELECT sponsored_cohorts())::uuid[]) AND NOT leader_enrolment_id = ANY ((SELECT barred_enrolments())::uuid[]))"),
        ),
        migrations.AddConstraint(
            model_name='pairingrule',
            constraint=organizations.tenancy.schema.RowPolicy(command='ALL', name='pairingrule_readers', restrictive=True, role='app_web', using='cohort_id = ANY ((SELECT sponsored_cohorts())::uuid[]) AND NOT leader_id = ANY ((SELECT barred_enrolments())::uuid[])'),
        ),
        migrations.AddConstraint(
            model_name='pairingrun',
            constraint=organizations.tenancy.schema.RowPolicy(command='ALL', name='pairingrun_readers', restrictive=True, role='app_web', using='cohort_id = ANY ((SELECT sponsored_cohorts())::uuid[])'),
        ),
        migrations.AddConstraint(
            model_name='pairresponse',
            constraint=organizations.tenancy.schema.RowPolicy(check="person_id = (SELECT nullif(current_setting('app.person', true), '')::uuid) AND pair_id = ANY ((SELECT own_pairs())::uuid[])", command='ALL', name='pairresponse_readers', restrictive=True, role='app_web', using="person_id = (SELECT nullif(current_setting('app.person', true), '')::uuid) OR (cohort_id = ANY ((SELECT sponsored_cohorts())::uuid[]) AND pair_id = ANY ((SELECT seen_pairs())::uuid[]))"),
        ),
        migrations.AddConstraint(
            model_name='proposedpair',
            constraint=organizations.tenancy.schema.RowPolicy(command='ALL', name='proposedpair_readers', restrictive=True, role='app_web', using='cohort_id = ANY ((SELECT sponsored_cohorts())::uuid[]) AND NOT leader_id = ANY ((SELECT barred_enrolments())::uuid[])'),
        ),
    ]
