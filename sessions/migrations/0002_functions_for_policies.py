import organizations.tenancy.schema
from django.db import migrations


class Migration(migrations.Migration):

    dependencies = [
        ('lab_sessions', '0001_initial'),
        ('organizations', '0004_audit_seals'),
        ('pairing', '0004_functions_for_policies'),
    ]

    operations = [
        migrations.RemoveConstraint(
            model_name='booking',
            name='booking_readers',
        ),
        migrations.RemoveConstraint(
            model_name='homework',
            name='homework_readers',
        ),
        migrations.RemoveConstraint(
            model_name='labsession',
            name='labsession_readers',
        ),
        migrations.RemoveConstraint(
            model_name='series',
            name='series_readers',
        ),
        migrations.RemoveConstraint(
            model_name='sessionnote',
            name='sessionnote_readers',
        ),
        migrations.AddConstraint(
            model_name='booking',
            constraint=organizations.tenancy.schema.RowPolicy(command='ALL', name='booking_readers', restrictive=True, role='app_web', using='person_id = ANY ((SELECT people_of_seen_pairs())::uuid[])'),
        ),
        migrations.AddConstraint(
            model_name='homework',
            constraint=organizations.tenancy.schema.RowPolicy(command='ALL', name='homework_readers', restrictive=True, role='app_web', using='pair_id = ANY ((SELECT own_pairs())::uuid[])'),
        ),
        migrations.AddConstraint(
            model_name='labsession',
            constraint=organizations.tenancy.schema.RowPolicy(command='ALL', name='labsession_readers', restrictive=True, role='app_web', using='pair_id = ANY ((SELECT seen_pairs())::uuid[])'),
        ),
        migrations.AddConstraint(
            model_name='series',
            constraint=organizations.tenancy.schema.RowPolicy(command='ALL', name='series_readers', restrictive=True, role='app_web', using='pair_id = ANY ((SELECT seen_pairs())::uuid[])'),
        ),
        migrations.AddConstraint(
            model_name='sessionnote',
            constraint=organizations.tenancy.schema.RowPolicy(command='ALL', name='sessionnote_readers', restrictive=True, role='app_web', using='pair_id = ANY ((SELECT own_pairs())::uuid[])'),
        ),
    ]
