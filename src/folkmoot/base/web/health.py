"""`GET /healthz`: 200 when everything is ready, else 503 with what is missing."""

from typing import Any

from django.db import DatabaseError, connection
from django.db.migrations.executor import MigrationExecutor
from django.http import HttpRequest, JsonResponse
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from folkmoot.base.processes.heartbeat import FRESH_FOR

OK = "ok"
BEATING = ("worker", "live")
_migrated = False


@never_cache
@require_safe
def healthz(request: HttpRequest) -> JsonResponse:
    """For load balancers and people: nothing here tells more than what is up and what is not."""
    parts: dict[str, Any] = {"database": "does not answer"}
    try:
        parts = {"database": _database(), "migrations": _migrations()}
        if parts["migrations"] == OK:
            parts |= _heartbeats()
    except DatabaseError:
        pass
    healthy = all(state == OK for state in parts.values())
    answer = JsonResponse({"status": OK if healthy else "not ready", **parts}, status=200 if healthy else 503)
    # Whoever asks is told, several times a second while a site starts: to Django each would be an error for the log.
    answer._has_been_logged = True  # type: ignore[attr-defined]
    return answer


def _database() -> str:
    with connection.cursor() as cursor:
        cursor.execute("SELECT 1")
    return OK


def _migrations() -> str:
    """Looked at until all are applied, then never again: the code of a process does not change."""
    global _migrated
    if not _migrated:
        executor = MigrationExecutor(connection)
        if executor.migration_plan(executor.loader.graph.leaf_nodes()):
            return "missing"
        _migrated = True
    return OK


def _heartbeats() -> dict[str, str]:
    with connection.cursor() as cursor:
        cursor.execute(
            """
            SELECT name FROM processes_heartbeat
            WHERE beat_at > clock_timestamp() - make_interval(secs => %s)
            """,
            [FRESH_FOR],
        )
        fresh = {name for (name,) in cursor.fetchall()}
    return {name: OK if name in fresh else "no sign of life" for name in BEATING}
