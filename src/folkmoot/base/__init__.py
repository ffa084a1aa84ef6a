"""What has no social word in it: web, ui, outbox, jobs, states, markup, files, mail, audit, clock, ids, database."""
