
import django.db.models.deletion
import organizations.tenancy.schema
from django.db import migrations, models


# One bar stands for all pairs of a leader from now on.
FILL = """
UPDATE pairing_sponsorbar SET enrolment_id = pairing_pair.leader_enrolment_id
  FROM pairing_pair WHERE pairing_pair.id = pairing_sponsorbar.pair_id;
DELETE FROM pairing_sponsorbar AS later USING pairing_sponsorbar AS first
 WHERE first.person_id = later.person_id AND first.enrolment_id = later.enrolment_id AND first.id < later.id;
SET CONSTRAINTS ALL IMMEDIATE;
"""


class Migration(migrations.Migration):

    dependencies = [
        ('organizations', '0003_accounts'),
        ('pairing', '0001_initial'),
        ('programs', '0001_initial'),
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
            model_name='pairresponse',
            name='pairresponse_readers',
        ),
        migrations.RemoveConstraint(
            model_name='proposedpair',
            name='proposedpair_readers',
        ),
        migrations.RemoveConstraint(
            model_name='sponsorbar',
            name='sponsorbar_once',
        ),
        migrations.AlterField(
            model_name='sponsorbar',
            name='pair',
            field=models.ForeignKey(db_constraint=False, db_index=False, null=True, on_delete=django.db.models.deletion.CASCADE, related_name='bars', to='pairing.pair'),
        ),
        migrations.AddField(
            model_name='sponsorbar',
            name='enrolment',
            field=models.ForeignKey(db_constraint=False, db_index=False, null=True, on_delete=django.db.models.deletion.CASCADE, related_name='bars', to='programs.enrolment'),
        ),
        migrations.RunSQL(FILL, migrations.RunSQL.noop),
        migrations.AlterField(
            model_name='sponsorbar',
            name='enrolment',
            field=models.ForeignKey(db_constraint=False, db_index=False, on_delete=django.db.models.deletion.CASCADE, related_name='bars', to='programs.enrolment'),
        ),
        migrations.AddIndex(
            model_name='sponsorbar',
            index=models.Index(fields=['organization', 'enrolment'], name='pairing_sponsorbar_enrolment'),
        ),
        migrations.AddConstraint(
            model_name='pair',
            constraint=organizations.tenancy.schema.RowPolicy(command='ALL', name='pair_readers', restrictive=True, role='app_web', using="(SELECT nullif(current_setting('app.person', true), '')::uuid) IN (leader_id, mentor_id) OR (cohort_id = ANY (ARRAY(SELECT cohort_id FROM programs_cohortsponsor WHERE person_id = (SELECT nullif(current_setting('app.person', true), '')::uuid))) AND NOT leader_enrolment_id = ANY (ARRAY(SELECT enrolment_id FROM pairing_sponsorbar WHERE person_id = (SELECT nullif(current_setting('app.person', true), '')::uuid))))"),
        ),
        migrations.AddConstraint(
            model_name='pairingrule',
            constraint=organizations.tenancy.schema.RowPolicy(command='ALL', name='pairingrule_readers', restrictive=True, role='app_web', using="cohort_id = ANY (ARRAY(SELECT cohort_id FROM programs_cohortsponsor WHERE person_id = (SELECT nullif(current_setting('app.person', true), '')::uuid))) AND NOT leader_id = ANY (ARRAY(SELECT enrolment_id FROM pairing_sponsorbar WHERE person_id = (SELECT nullif(current_setting('app.person', true), '')::uuid)))"),
        ),
        migrations.AddConstraint(
            model_name='pairresponse',
            constraint=organizations.tenancy.schema.RowPolicy(check="person_id = (SELECT nullif(current_setting('app.person', true), '')::uuid) AND pair_id = ANY (ARRAY(SELECT id FROM pairing_pair WHERE (SELECT nullif(current_setting('app.person', true), '')::uuid) IN (leader_id, mentor_id)))", command='ALL', name='pairresponse_readers', restrictive=True, role='app_web', using="person_id = (SELECT nullif(current_setting('app.person', true), '')::uuid) OR (cohort_id = ANY (ARRAY(SELECT cohort_id FROM programs_cohortsponsor WHERE person_id = (SELECT nullif(current_setting('app.person', true), '')::uuid))) AND pair_id = ANY (ARRAY(SELECT id FROM pairing_pair)))"),
        ),
        migrations.AddConstraint(
            model_name='proposedpair',
            constraint=organizations.tenancy.schema.RowPolicy(command='ALL', name='proposedpair_readers', restrictive=True, role='app_web', using="cohort_id = ANY (ARRAY(SELECT cohort_id FROM programs_cohortsponsor WHERE person_id = (SELECT nullif(current_setting('app.person', true), '')::uuid))) AND NOT leader_id = ANY (ARRAY(SELECT enrolment_id FROM pairing_sponsorbar WHERE person_id = (SELECT nullif(current_setting('app.person', true), '')::uuid)))"),
        ),
        migrations.AddConstraint(
            model_name='sponsorbar',
            constraint=models.UniqueConstraint(fields=('organization', 'person', 'enrolment'), name='sponsorbar_once'),
        ),
        migrations.AddConstraint(
            model_name='sponsorbar',
            constraint=organizations.tenancy.schema.SameOrganization(field='enrolment', name='pairing_sponsorbar_enrolment_same'),
        ),
    ]
