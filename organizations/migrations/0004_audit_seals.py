import django.db.models.deletion
import organizations.tenancy.models
import organizations.tenancy.schema
from django.db import migrations, models

# What admins may read of what was recorded before entries said so themselves.
OPEN = """
UPDATE organizations_auditentry SET is_open = true WHERE subject_kind IN (
    'organization', 'person', 'membership', 'invitation',
    'program', 'cohort', 'approvedtool', 'indicator', 'observation', 'wave', 'quarter'
)
"""


class Migration(migrations.Migration):

    dependencies = [
        ('organizations', '0003_accounts'),
    ]

    operations = [
        migrations.CreateModel(
            name='AuditSeal',
            fields=[
                ('id', models.UUIDField(default=organizations.tenancy.models.uuid7, editable=False, primary_key=True, serialize=False)),
                ('number', models.PositiveBigIntegerField()),
                ('seal', models.CharField(max_length=64)),
                ('sealed_at', models.DateTimeField()),
            ],
            options={
                'abstract': False,
                'base_manager_name': 'objects',
            },
        ),
        migrations.AddField(
            model_name='auditentry',
            name='is_open',
            field=models.BooleanField(default=False),
        ),
        migrations.RunSQL(OPEN, migrations.RunSQL.noop),
        migrations.AddConstraint(
            model_name='auditentry',
            constraint=organizations.tenancy.schema.RowPolicy(command='SELECT', name='auditentry_readers', restrictive=True, role='app_web', using="is_open AND (SELECT nullif(current_setting('app.person', true), '')::uuid) = ANY (ARRAY(SELECT person_id FROM organizations_membership WHERE is_admin AND active))"),
        ),
        migrations.AddField(
            model_name='auditseal',
            name='entry',
            field=models.ForeignKey(db_constraint=False, db_index=False, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='organizations.auditentry'),
        ),
        migrations.AddField(
            model_name='auditseal',
            name='organization',
            field=models.ForeignKey(db_index=False, on_delete=django.db.models.deletion.CASCADE, related_name='+', to='organizations.organization'),
        ),
        migrations.AddConstraint(
            model_name='auditseal',
            constraint=models.UniqueConstraint(fields=('organization', 'number'), name='auditseal_number'),
        ),
        migrations.AddConstraint(
            model_name='auditseal',
            constraint=models.UniqueConstraint(fields=('organization', 'entry'), name='auditseal_entry'),
        ),
        migrations.AddConstraint(
            model_name='auditseal',
            constraint=models.UniqueConstraint(fields=('organization', 'id'), name='organizations_auditseal_tenant_key'),
        ),
        migrations.AddConstraint(
            model_name='auditseal',
            constraint=organizations.tenancy.schema.RowPolicy(command='ALL', name='organizations_auditseal_tenant', restrictive=False, role='public', using="organization_id = (SELECT nullif(current_setting('app.organization', true), '')::uuid)"),
        ),
        migrations.AddConstraint(
            model_name='auditseal',
            constraint=organizations.tenancy.schema.SameOrganization(field='entry', name='organizations_auditseal_entry_same'),
        ),
    ]
