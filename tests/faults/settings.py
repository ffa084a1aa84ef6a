"""The real site with the addresses of tests/faults/urls.py."""

from folkmoot.config.settings import *  # noqa: F403

ROOT_URLCONF = "tests.faults.urls"
ALLOWED_HOSTS = ["*"]
SECURE_SSL_REDIRECT = False
