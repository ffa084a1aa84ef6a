"""Who did what to the site's security and to other people's data: append-only, each entry sealed to the last."""
