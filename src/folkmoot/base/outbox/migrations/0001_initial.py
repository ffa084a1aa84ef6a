from django.db import migrations, models

EVENTS = """
CREATE TABLE outbox_event (
    id bigint NOT NULL,
    xact xid8 NOT NULL DEFAULT pg_current_xact_id(),
    at timestamptz NOT NULL,
    name text NOT NULL,
    actor bigint, alias bigint, item bigint, root bigint, person bigint, space bigint,
    data jsonb NOT NULL DEFAULT '{}',
    PRIMARY KEY (at, id)
) PARTITION BY RANGE (at);
CREATE TABLE outbox_event_default PARTITION OF outbox_event DEFAULT;
CREATE INDEX outbox_event_order ON outbox_event (xact, id);
CREATE INDEX outbox_event_item ON outbox_event (item, at) WHERE item IS NOT NULL;
CREATE INDEX outbox_event_actor ON outbox_event (actor, at) WHERE actor IS NOT NULL;
CREATE INDEX outbox_event_space ON outbox_event (space, at) WHERE space IS NOT NULL;
"""


class Migration(migrations.Migration):
    initial = True
    dependencies = []
    operations = [
        migrations.RunSQL(EVENTS, "DROP TABLE outbox_event"),
        migrations.CreateModel(
            name="Cursor",
            fields=[
                ("name", models.TextField(primary_key=True, serialize=False)),
                ("seen", models.TextField(default="3:3:")),
                ("target", models.TextField(blank=True, default="")),
                ("xact", models.TextField(default="0")),
                ("event_id", models.BigIntegerField(default=0)),
                ("moved_at", models.DateTimeField(null=True)),
                ("failure", models.TextField(blank=True, default="")),
                ("failed_count", models.IntegerField(default=0)),
            ],
        ),
        migrations.CreateModel(
            name="Parked",
            fields=[
                (
                    "id",
                    models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID"),
                ),
                ("subscriber", models.TextField()),
                ("event_id", models.BigIntegerField()),
                ("at", models.DateTimeField()),
                ("error", models.TextField()),
            ],
            options={
                "constraints": [models.UniqueConstraint(fields=("subscriber", "event_id"), name="parked_once")],
            },
        ),
    ]
