"""The web process's WSGI application."""

import os
from collections.abc import Callable
from typing import Any

from django.core.wsgi import get_wsgi_application

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "folkmoot.config.settings")


def _made() -> Callable[..., Any]:
    django = get_wsgi_application()
    # These read the settings and the models, which are there only now.
    from folkmoot.config.static_files import serve_in_front_of
    from folkmoot.listen.attention.views import intake

    return serve_in_front_of(intake.in_front_of(django))


application = _made()
