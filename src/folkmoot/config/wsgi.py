"""The web process's WSGI application."""

import os

from django.core.wsgi import get_wsgi_application

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "folkmoot.config.settings")

# After the settings are there, because it reads them.
from folkmoot.config.static_files import serve_in_front_of

application = serve_in_front_of(get_wsgi_application())
