"""Sessions that bring along who they belong to: one statement at the begin of a request instead of three."""

from collections import OrderedDict
from functools import cache
from threading import Lock
from typing import Any

from django.conf import settings
from django.contrib import auth
from django.contrib.sessions.backends import db
from django.db import connection
from django.utils import timezone
from django.utils.crypto import constant_time_compare

from folkmoot.base.web.statements import ask
from folkmoot.commons.people.models import Person

from .viewer import Viewer, columns, viewer_from

# Everything but what Django would have to convert when it is read; that is fetched when somebody wants it. In the
# order of the model, as `from_db` wants it.
_FIELDS = [field.attname for field in Person._meta.concrete_fields if not field.get_db_converters(connection)]
_PERSON = ", ".join(f"p.{name}" for name in _FIELDS)


@cache
def _statement() -> str:
    return f"""SELECT s.session_data, {_PERSON}, {columns()}
        FROM django_session s LEFT JOIN people_person p ON p.id = %s::bigint
        WHERE s.session_key = %s AND s.expire_date > %s"""  # noqa: S608 - our own columns


class _Owners:
    """Whose a session was when it was last seen. A guess: what the session itself says is what counts."""

    def __init__(self, most: int) -> None:
        self._most = most
        self._known: OrderedDict[str, int] = OrderedDict()
        self._lock = Lock()

    def get(self, session_key: str) -> int | None:
        return self._known.get(session_key)

    def put(self, session_key: str, person_id: int) -> None:
        with self._lock:
            self._known[session_key] = person_id
            while len(self._known) > self._most:
                self._known.popitem(last=False)


_owners = _Owners(20_000)


class SessionStore(db.SessionStore):
    """Django's sessions in the database; `person_and_viewer` after loading costs no further query."""

    def __init__(self, session_key: str | None = None) -> None:
        super().__init__(session_key)
        self._beside: tuple[int, tuple[Any, ...]] | None = None

    @classmethod
    def get_model_class(cls) -> Any:
        return db.SessionStore.get_model_class()

    def load(self) -> dict[str, Any]:
        guess = _owners.get(self.session_key or "")
        found = ask(_statement(), [guess, self.session_key, timezone.now()])
        if not found:
            self._session_key = None
            return {}
        row = found[0]
        if guess is not None and row[1 + _FIELDS.index("id")] is not None:
            self._beside = (guess, row[1:])
        return self.decode(row[0])  # type: ignore[no-any-return]

    def person_and_viewer(self) -> tuple[Person, Viewer] | None:
        """Whom this session signs in, when that was known beforehand and nothing is in doubt; else Django decides."""
        owner = self.get(auth.SESSION_KEY)
        if owner is None or self.session_key is None:
            return None
        if self._beside is None or str(self._beside[0]) != owner:
            if owner.isdecimal():
                _owners.put(self.session_key, int(owner))
            return None
        person_id, row = self._beside
        person = Person.from_db("default", _FIELDS, row[: len(_FIELDS)])
        is_valid = constant_time_compare(self.get(auth.HASH_SESSION_KEY) or "", person.get_session_auth_hash())
        if not (
            is_valid and person.is_active and self.get(auth.BACKEND_SESSION_KEY) in settings.AUTHENTICATION_BACKENDS
        ):
            return None
        return person, viewer_from(person_id, row[len(_FIELDS) :])
