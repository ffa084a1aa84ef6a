"""Settings of the test suite: the product's, with quick passwords and letters kept in memory."""

import os
from pathlib import Path

os.environ.setdefault("FOLKMOOT_SECRET_KEY", "tests only")

from .settings import *  # noqa: F403

TEMPLATES_MUST_NOT_QUERY = True
PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]
EMAIL_BACKEND = "django.core.mail.backends.locmem.EmailBackend"
MEDIA_ROOT = Path("/tmp/folkmoot-test-files")  # noqa: S108 - thrown away
ALLOWED_HOSTS = ["*"]
STORAGES["staticfiles"] = {"BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"}  # noqa: F405
ATTENTION_WAIT = 0  # Written at once, in the transaction of the test.
# Of each worker of a run its own.
CREDIT_KEYS = Path(f"/tmp/folkmoot-test-keys{os.environ.get('PYTEST_XDIST_WORKER', '')}")  # noqa: S108 - thrown away
INSTALLED_APPS += ["folkmoot.testing"]  # noqa: F405 - takes out of the database what a test has left in it
# The threads that answer a browser keep their connections, as those of a real site do.
if "pool" not in DATABASES["default"]["OPTIONS"]:  # noqa: F405
    DATABASES["default"]["CONN_MAX_AGE"] = 60  # noqa: F405
