"""Reading FOLKMOOT_MAIL_URL."""

from urllib.parse import unquote, urlsplit


def smtp_settings(address: str) -> dict[str, object]:
    """Django's e-mail settings for `smtp://` (STARTTLS unless on loopback) or `smtps://`."""
    parts = urlsplit(address)
    if parts.scheme not in {"smtp", "smtps"} or not parts.hostname:
        raise ValueError("FOLKMOOT_MAIL_URL must look like smtp://user:password@host:587 or smtps://host:465")
    is_local = parts.hostname in {"localhost", "127.0.0.1", "::1"}
    return {
        "EMAIL_BACKEND": "django.core.mail.backends.smtp.EmailBackend",
        "EMAIL_HOST": parts.hostname,
        "EMAIL_PORT": parts.port or (465 if parts.scheme == "smtps" else 587),
        "EMAIL_HOST_USER": unquote(parts.username or ""),
        "EMAIL_HOST_PASSWORD": unquote(parts.password or ""),
        "EMAIL_USE_SSL": parts.scheme == "smtps",
        "EMAIL_USE_TLS": parts.scheme == "smtp" and not is_local,
        "EMAIL_TIMEOUT": 20,
    }
