from django.db import migrations

# What is new waits in a list that each search reads whole: 4 MB of it, as PostgreSQL would have it, cost 8 ms a look.
# The worker that writes the entries files them sooner instead.
SHORT = """
DO $$
DECLARE name text;
BEGIN
    FOR name IN SELECT c.oid::regclass FROM pg_class c JOIN pg_index i ON i.indexrelid = c.oid JOIN pg_am a ON a.oid = c.relam
        WHERE a.amname = 'gin' AND i.indrelid IN ('search_entry'::regclass, 'search_word'::regclass)
    LOOP
        EXECUTE format('ALTER INDEX %s SET (gin_pending_list_limit = 64)', name);
        PERFORM gin_clean_pending_list(name::regclass);
    END LOOP;
END $$
"""


class Migration(migrations.Migration):
    dependencies = [("search", "0005_titled")]

    operations = [migrations.RunSQL(SHORT, migrations.RunSQL.noop)]
