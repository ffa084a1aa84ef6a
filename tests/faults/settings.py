"""The real site with one more address, where a writer can leave numbers."""

from folkmoot.config.settings import *  # noqa: F403

ROOT_URLCONF = "tests.faults.urls"
ALLOWED_HOSTS = ["*"]
SECURE_SSL_REDIRECT = False
