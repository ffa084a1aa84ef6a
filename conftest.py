import pytest
from hypothesis import HealthCheck, settings

from folkmoot.base.database import configuration
from folkmoot.testing.database import point_django_at, start_throw_away_server

pytest_plugins = ["folkmoot.testing.browser"]
# How long an example takes depends on what else the machine does.
settings.register_profile("house", deadline=None, suppress_health_check=[HealthCheck.too_slow])
settings.load_profile("house")


@pytest.fixture(scope="session")
def django_db_modify_db_settings():
    """Asked by pytest-django before it creates the test database."""
    if configuration.uses_embedded_server():
        point_django_at(start_throw_away_server())


@pytest.fixture(autouse=True)
def _site_as_declared(monkeypatch):
    """Every test begins with the site's own defaults, known without asking: no count depends on the clock.

    What a test decides with `put` holds until its end, though the database takes it back.
    """
    from folkmoot.base.site import settings as site

    monkeypatch.setattr(site, "_cache", {})
    monkeypatch.setattr(site, "_read_at", float("inf"))
    monkeypatch.setattr(site, "_FRESH", 3600.0)


@pytest.fixture(autouse=True)
def _nothing_kept():
    """What processes keep between requests is the database's of another test."""
    from folkmoot.base.web import caching

    caching.forget_pages()


@pytest.fixture(autouse=True)
def _log_of_one_test(request):
    """A test that commits leaves its events: Django empties the tables of models afterwards, and the log has none."""
    yield
    marker = request.node.get_closest_marker("django_db")
    if (marker and marker.kwargs.get("transaction")) or "transactional_db" in request.fixturenames:
        from django.db import connection

        with request.getfixturevalue("django_db_blocker").unblock(), connection.cursor() as cursor:
            cursor.execute("TRUNCATE outbox_event")
