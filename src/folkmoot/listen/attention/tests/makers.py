"""Pages asked for, what they tell, and what was written of it."""

import json

from django.db import connection
from django.test import Client


def signed_in(person):
    client = Client()
    client.force_login(person, backend="allauth.account.auth_backends.AuthenticationBackend")
    return client


def raw(**where):
    with connection.cursor() as cursor:
        cursor.execute("SELECT item, person, what, seconds, share, source FROM attention_raw ORDER BY at, what")
        return cursor.fetchall()


def url_of(item):
    from folkmoot.commons.content import kinds

    return kinds.kind(item.kind).page_url(item)


def ticket_in(answer):
    text = answer.content.decode()
    return text.partition('data-reading="')[2].partition('"')[0]


def tell(entries, client=None, **headers):
    body = entries if isinstance(entries, bytes | str) else json.dumps(entries)
    return (client or Client()).post("/reading/", body, content_type="text/plain", headers=headers)
