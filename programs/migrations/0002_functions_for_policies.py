import organizations.tenancy.schema
from django.db import migrations


class Migration(migrations.Migration):

    dependencies = [
        ('organizations', '0004_audit_seals'),
        ('programs', '0001_initial'),
    ]

    operations = [
        migrations.RemoveConstraint(
            model_name='chartersignature',
            name='chartersignature_readers',
        ),
        migrations.RemoveConstraint(
            model_name='enrolment',
            name='enrolment_readers',
        ),
        migrations.RemoveConstraint(
            model_name='researchquestion',
            name='researchquestion_readers',
        ),
        # Before the policies that ask them.
        migrations.AddConstraint(
            model_name='cohortsponsor',
            constraint=organizations.tenancy.schema.IdFunction(ids='cohort_id', name='sponsored_cohorts', role='app_web', where="person_id = (SELECT nullif(current_setting('app.person', true), '')::uuid)"),
        ),
        migrations.AddConstraint(
            model_name='enrolment',
            constraint=organizations.tenancy.schema.IdFunction(ids='id', name='seen_enrolments', role='app_web', where='true'),
        ),
        migrations.AddConstraint(
            model_name='enrolment',
            constraint=organizations.tenancy.schema.IdFunction(ids='id', name='own_enrolments', role='app_web', where="person_id = (SELECT nullif(current_setting('app.person', true), '')::uuid)"),
        ),
        migrations.AddConstraint(
            model_name='partneraccess',
            constraint=organizations.tenancy.schema.IdFunction(ids='enrolment_id', name='shown_enrolments', role='app_web', where="person_id = (SELECT nullif(current_setting('app.person', true), '')::uuid)"),
        ),
        migrations.AddConstraint(
            model_name='chartersignature',
            constraint=organizations.tenancy.schema.RowPolicy(check='enrolment_id = ANY ((SELECT own_enrolments())::uuid[])', command='ALL', name='chartersignature_readers', restrictive=True, role='app_web', using='enrolment_id = ANY ((SELECT seen_enrolments())::uuid[])'),
        ),
        migrations.AddConstraint(
            model_name='enrolment',
            constraint=organizations.tenancy.schema.RowPolicy(command='ALL', name='enrolment_readers', restrictive=True, role='app_web', using="person_id = (SELECT nullif(current_setting('app.person', true), '')::uuid) OR cohort_id = ANY ((SELECT sponsored_cohorts())::uuid[]) OR id = ANY ((SELECT shown_enrolments())::uuid[])"),
        ),
        migrations.AddConstraint(
            model_name='researchquestion',
            constraint=organizations.tenancy.schema.RowPolicy(command='ALL', name='researchquestion_readers', restrictive=True, role='app_web', using='enrolment_id = ANY ((SELECT seen_enrolments())::uuid[])'),
        ),
    ]
