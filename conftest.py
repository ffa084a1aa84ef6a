import pytest
from hypothesis import HealthCheck, settings

from folkmoot.base.database import configuration
from folkmoot.config import serving
from folkmoot.testing.database import point_django_at, start_throw_away_server

pytest_plugins = ["folkmoot.testing.browser", "folkmoot.testing.order"]
# How long an example takes depends on what else the machine does.
settings.register_profile("house", deadline=None, suppress_health_check=[HealthCheck.too_slow])
settings.load_profile("house")
serving.collect_rarely()


def pytest_collection_finish():
    """As each web process does once everything is loaded: rubbish is looked for among what came since."""
    serving.settle()


@pytest.fixture(scope="session")
def django_db_modify_db_settings():
    """Asked by pytest-django before it looks for the test database."""
    if configuration.uses_embedded_server():
        point_django_at(start_throw_away_server(prepared=True))


@pytest.fixture(scope="session")
def django_db_keepdb(request):
    """The database on a server of our own is there already, and goes with it."""
    return configuration.uses_embedded_server() or request.config.getvalue("reuse_db")


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
    """What processes keep between requests is the database's of another test, and the last reader's language, too."""
    from django.utils import translation

    from folkmoot.base.web import caching

    translation.deactivate()
    caching.forget_pages()
