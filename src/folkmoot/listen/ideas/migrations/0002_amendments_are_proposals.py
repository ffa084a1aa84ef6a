"""What people proposed for ideas becomes proposals as those of any other kind, with the text they began from."""

from django.db import migrations

MOVE = """
INSERT INTO content_proposal (
    id, item_id, kind, space_id, by_id, writer_ids, state, base_version, version, title, body, tags, how, is_minor,
    comment, made_at, asked_at, decided_at, decided_by_id, answer)
SELECT a.id, a.idea_id, 'idea', i.space_id, a.by_id,
    CASE WHEN a.by_id IS NULL THEN '{}'::bigint[] ELSE ARRAY[a.by_id] END,
    CASE a.state WHEN 'proposed' THEN 'asked' WHEN 'accepted' THEN 'approved' WHEN 'declined' THEN 'returned'
        ELSE 'withdrawn' END,
    coalesce(
        (SELECT max(r.number) FROM content_revision r
         WHERE r.item_id = a.idea_id AND r.title = a.base_title AND r.body = a.base_body),
        (SELECT count(*) + 1 FROM content_revision r WHERE r.item_id = a.idea_id)),
    1, a.title, a.body,
    ARRAY(SELECT t.name FROM content_itemtag it JOIN content_tag t ON t.id = it.tag_id
          WHERE it.item_id = a.idea_id ORDER BY it.id),
    '{}'::jsonb, false, left(a.why, 200), a.at, a.at, coalesce(a.answered_at, a.at), a.answered_by_id, a.answer
FROM ideas_amendment a JOIN content_item i ON i.id = a.idea_id
"""


class Migration(migrations.Migration):
    dependencies = [("ideas", "0001_initial"), ("content", "0005_best_of_kind")]

    operations = [
        migrations.RunSQL(MOVE, migrations.RunSQL.noop),
        migrations.DeleteModel("Amendment"),
    ]
