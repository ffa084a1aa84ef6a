"""Settings: the one place that names every room and reads the environment."""

import os
from pathlib import Path

from csp.constants import NONE, SELF
from django.utils.translation import gettext_lazy as _

from folkmoot.base.database.configuration import database_settings, home

from .secret import secret_key

PACKAGE = Path(__file__).resolve().parent.parent
HOME = home()
DEBUG = os.environ.get("FOLKMOOT_DEBUG") == "1"
TEMPLATES_MUST_NOT_QUERY = DEBUG
SITE_URL = os.environ.get("FOLKMOOT_URL", f"http://localhost:{os.environ.get('PORT') or 8000}").rstrip("/")
IS_SECURE = SITE_URL.startswith("https://")
SECRET_KEY = secret_key(HOME)
ALLOWED_HOSTS = os.environ.get("FOLKMOOT_HOSTS", "localhost,127.0.0.1,[::1]").split(",")
if SITE_URL:
    ALLOWED_HOSTS.append(SITE_URL.split("://", 1)[-1].split("/")[0].rsplit(":", 1)[0])
CSRF_TRUSTED_ORIGINS = [SITE_URL]
# The live process answers on its own port unless a proxy puts it under the site's address.
LIVE_URL = os.environ.get("FOLKMOOT_LIVE_URL", "")
LIVE_PORT = os.environ.get("LIVE_PORT") or str(int(os.environ.get("PORT") or 8000) + 1)
_LIVE_ORIGINS = [] if LIVE_URL else [f"http://{host}:{LIVE_PORT}" for host in ("localhost", "127.0.0.1")]
# Addresses of reverse proxies whose X-Forwarded-For is believed.
TRUSTED_PROXY_COUNT = int(os.environ.get("FOLKMOOT_TRUSTED_PROXIES", "0"))

INSTALLED_APPS = [
    # Tiers from the top down; a room above may override the templates of one below.
    "folkmoot.demo",
    "folkmoot.outside.feeds",
    "folkmoot.outside.importers",
    "folkmoot.steward.moderation",
    "folkmoot.steward.administration",
    "folkmoot.engage.campaigns",
    "folkmoot.understand.network",
    "folkmoot.understand.introductions",
    "folkmoot.acknowledge.credit",
    "folkmoot.acknowledge.recognition",
    "folkmoot.listen.notes",
    "folkmoot.listen.boards",
    "folkmoot.listen.qa",
    "folkmoot.listen.blogs",
    "folkmoot.listen.ideas",
    "folkmoot.listen.wiki",
    "folkmoot.listen.videos",
    "folkmoot.listen.attention",
    "folkmoot.commons.search",
    "folkmoot.commons.ballots",
    "folkmoot.commons.feed",
    "folkmoot.commons.content",
    "folkmoot.commons.spaces",
    "folkmoot.commons.people",
    "folkmoot.base.ui",
    "folkmoot.base.files",
    "folkmoot.base.limits",
    "folkmoot.base.site",
    "folkmoot.base.audit",
    "folkmoot.base.outbox",
    "folkmoot.base.processes",
    "allauth",
    "allauth.account",
    "allauth.mfa",
    "allauth.usersessions",
    "django_htmx",
    "template_partials",
    "procrastinate.contrib.django",
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.humanize",
    "django.contrib.messages",
    "django.contrib.postgres",
    "django.contrib.sessions",
    "django.contrib.staticfiles",
]

MIDDLEWARE = [
    "folkmoot.listen.attention.middleware.AttentionMiddleware",
    "django.middleware.security.SecurityMiddleware",
    "csp.middleware.CSPMiddleware",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.locale.LocaleMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "folkmoot.base.web.nulls.NullBytesMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "folkmoot.commons.spaces.middleware.ViewerMiddleware",
    "allauth.account.middleware.AccountMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    "django_htmx.middleware.HtmxMiddleware",
    "folkmoot.base.limits.middleware.TooManyMiddleware",
    "folkmoot.base.web.posted.PostedOnlyMiddleware",
]

ROOT_URLCONF = "folkmoot.config.urls"
WSGI_APPLICATION = "folkmoot.config.wsgi.application"
APPEND_SLASH = True

_LOADERS = ["django.template.loaders.filesystem.Loader", "django.template.loaders.app_directories.Loader"]
TEMPLATES = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "OPTIONS": {
            "loaders": [("template_partials.loader.Loader", [("django.template.loaders.cached.Loader", _LOADERS)])],
            "builtins": [
                "django.templatetags.i18n",
                "template_partials.templatetags.partials",
                "folkmoot.base.ui.templatetags.ui",
            ],
            "context_processors": [
                "django.template.context_processors.request",
                "django.template.context_processors.csrf",
                "django.contrib.messages.context_processors.messages",
                "folkmoot.base.ui.context.look",
                "folkmoot.config.navigation.page_context",
            ],
        },
    }
]

DATABASES = {"default": database_settings()}
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"
AUTH_USER_MODEL = "people.Person"
AUTHENTICATION_BACKENDS = ["allauth.account.auth_backends.AuthenticationBackend"]
PASSWORD_HASHERS = [
    "django.contrib.auth.hashers.ScryptPasswordHasher",
    "django.contrib.auth.hashers.PBKDF2PasswordHasher",
]
AUTH_PASSWORD_VALIDATORS = [
    {"NAME": "django.contrib.auth.password_validation.UserAttributeSimilarityValidator"},
    {"NAME": "django.contrib.auth.password_validation.MinimumLengthValidator", "OPTIONS": {"min_length": 12}},
    {"NAME": "django.contrib.auth.password_validation.CommonPasswordValidator"},
]

# User names are unique whatever their case, by an index on lower(username) that the check does not see.
SILENCED_SYSTEM_CHECKS = ["auth.W004"]
LOGIN_URL = "account_login"
LOGIN_REDIRECT_URL = "/"
ACCOUNT_LOGOUT_REDIRECT_URL = "/"
ACCOUNT_LOGIN_METHODS = {"username", "email"}
ACCOUNT_SIGNUP_FIELDS = ["email*", "username*", "password1*"]
ACCOUNT_EMAIL_VERIFICATION = "mandatory"
ACCOUNT_ADAPTER = "folkmoot.commons.people.accounts.AccountAdapter"
ACCOUNT_SIGNUP_FORM_CLASS = "folkmoot.commons.people.accounts.SignupForm"
ACCOUNT_LOGIN_ON_EMAIL_CONFIRMATION = True  # In the browser that signed up; in another one, after signing in.
ALLAUTH_TRUSTED_PROXY_COUNT = TRUSTED_PROXY_COUNT
ACCOUNT_EMAIL_SUBJECT_PREFIX = ""
ACCOUNT_PREVENT_ENUMERATION = True
ACCOUNT_RATE_LIMITS = {"login_failed": "10/m/ip,5/5m/key", "signup": "20/m/ip"}
ACCOUNT_SESSION_REMEMBER = True
MFA_SUPPORTED_TYPES = ["totp", "webauthn", "recovery_codes"]
MFA_PASSKEY_LOGIN_ENABLED = True
MFA_TOTP_ISSUER = "Folkmoot"
MFA_FORMS = {"add_webauthn": "folkmoot.commons.people.forms.KeyForm"}
MFA_WEBAUTHN_ALLOW_INSECURE_ORIGIN = not IS_SECURE
# Noting each request would cost every page five statements, one of them a write.
USERSESSIONS_TRACK_ACTIVITY = False

SESSION_ENGINE = "folkmoot.commons.spaces.sessions"
SESSION_COOKIE_SECURE = CSRF_COOKIE_SECURE = IS_SECURE
SESSION_COOKIE_SAMESITE = CSRF_COOKIE_SAMESITE = "Lax"
SESSION_COOKIE_AGE = 60 * 60 * 24 * 30
SECURE_HSTS_SECONDS = 60 * 60 * 24 * 365 if IS_SECURE else 0
SECURE_SSL_REDIRECT = False
SECURE_CROSS_ORIGIN_OPENER_POLICY = "same-origin"
SECURE_REFERRER_POLICY = "same-origin"
X_FRAME_OPTIONS = "DENY"
CONTENT_SECURITY_POLICY = {
    "DIRECTIVES": {
        "default-src": [NONE],
        "script-src": [SELF],
        "style-src": [SELF],
        "img-src": [SELF, "data:"],
        "media-src": [SELF],
        "font-src": [SELF],
        "connect-src": [SELF, *_LIVE_ORIGINS],
        "manifest-src": [SELF],
        "frame-src": [SELF],  # Diagrams are drawn in one; every other page of ours refuses to be framed.
        "form-action": [SELF],
        "frame-ancestors": [NONE],
        "base-uri": [NONE],
        "object-src": [NONE],
    }
}
# How many times what `limits.take` allows: for a trusted load, such as a bench from one address.
LIMITS_TIMES = float(os.environ.get("FOLKMOOT_LIMITS_TIMES", "1"))
DATA_UPLOAD_MAX_MEMORY_SIZE = 2 * 1024 * 1024
FILE_UPLOAD_MAX_MEMORY_SIZE = 2 * 1024 * 1024
DATA_UPLOAD_MAX_NUMBER_FIELDS = 500

LANGUAGE_CODE = "en"
LANGUAGES = [("en", _("English")), ("de", _("German"))]
LOCALE_PATHS = [PACKAGE / "locale"]
USE_TZ = True
TIME_ZONE = "UTC"

STATIC_URL = "/static/"
STATIC_ROOT = Path(os.environ.get("FOLKMOOT_STATIC", HOME / "static"))
MEDIA_ROOT = HOME / "files"
# Of the threads that answer in each web process (folkmoot.config.serving), half may be taken by films that arrive.
FILMS_AT_ONCE = max(1, int(os.environ.get("WEB_THREADS") or 4) // 2)
ATTENTION_WAIT = 0.5  # Seconds for which a process gathers readings: more at once would make pages wait longer.
CREDIT_KEYS = HOME / "secrets" / "credit"  # What people take along is signed with these.
STORAGES = {
    "default": {"BACKEND": "django.core.files.storage.FileSystemStorage"},
    "staticfiles": {"BACKEND": "folkmoot.config.static_files.Storage"},
}
# Films are made smaller with it; a name on the PATH or a whole path.
FFMPEG = os.environ.get("FOLKMOOT_FFMPEG", "ffmpeg")
# Who failed to sign in and which codes were used must be known to all processes; sums may be made in each.
CACHES = {
    "default": {
        "BACKEND": "django.core.cache.backends.db.DatabaseCache",
        "LOCATION": "limits_kept",
        "OPTIONS": {"MAX_ENTRIES": 50_000},
    },
    "process": {"BACKEND": "django.core.cache.backends.locmem.LocMemCache"},
}

# smtp://user:password@host:port (or smtps://); without it letters are written to a folder of the home.
_MAIL = os.environ.get("FOLKMOOT_MAIL_URL", "")
DEFAULT_FROM_EMAIL = SERVER_EMAIL = os.environ.get("FOLKMOOT_MAIL_FROM", "Folkmoot <folkmoot@localhost>")
if _MAIL:
    from .mailing import smtp_settings

    globals().update(smtp_settings(_MAIL))
else:
    EMAIL_BACKEND = "django.core.mail.backends.filebased.EmailBackend"
    EMAIL_FILE_PATH = HOME / "mail"

LOGGING = {
    "version": 1,
    "disable_existing_loggers": False,
    "formatters": {"plain": {"format": "%(asctime)s %(levelname)s %(name)s: %(message)s"}},
    "handlers": {"stderr": {"class": "logging.StreamHandler", "formatter": "plain"}},
    "root": {"handlers": ["stderr"], "level": os.environ.get("FOLKMOOT_LOG", "WARNING")},
}
