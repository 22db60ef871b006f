"""The one narrow look-up that reads past row security: which organizations a signed-in account may enter."""

from django.db import migrations

UP = """
CREATE FUNCTION account_doors(wanted uuid)
RETURNS TABLE (organization_id uuid, slug varchar, name varchar, membership_id uuid, person_id uuid)
LANGUAGE sql STABLE SECURITY DEFINER SET search_path = pg_catalog, public, pg_temp
BEGIN ATOMIC
    SELECT o.id, o.slug, o.name, m.id, p.id
    FROM public.organizations_membership m
    JOIN public.organizations_organization o ON o.id = m.organization_id
    JOIN public.organizations_person p ON p.id = m.person_id AND p.organization_id = m.organization_id
    WHERE m.account_id = wanted AND m.active AND p.left_on IS NULL
    ORDER BY o.name, o.id;
END;
REVOKE ALL ON FUNCTION account_doors(uuid) FROM PUBLIC;
GRANT EXECUTE ON FUNCTION account_doors(uuid) TO app_web, app_worker;
"""


class Migration(migrations.Migration):
    dependencies = [("organizations", "0001_initial")]
    operations = [migrations.RunSQL(UP, "DROP FUNCTION account_doors(uuid)")]
