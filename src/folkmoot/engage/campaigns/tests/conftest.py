"""Two people who keep campaigns, and a site that every test finds as it is declared."""

import pytest

from folkmoot.base.site import settings as site

from .makers import make_keeper


@pytest.fixture(autouse=True)
def storage(tmp_path, settings):
    settings.MEDIA_ROOT = str(tmp_path)
    site.forget()


@pytest.fixture
def keeper():
    return make_keeper(name="Hana Keeper")


@pytest.fixture
def other():
    return make_keeper(name="Otto Other")
