import pytest

from folkmoot.base.database import configuration
from folkmoot.testing.database import point_django_at, start_throw_away_server


@pytest.fixture(scope="session")
def django_db_modify_db_settings():
    """Asked by pytest-django before it creates the test database."""
    if configuration.uses_embedded_server():
        point_django_at(start_throw_away_server())
