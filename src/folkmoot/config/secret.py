"""The key that signs sessions and links: given by the environment, or made once and kept in the home."""

import os
import secrets
from pathlib import Path


def secret_key(home: Path) -> str:
    """SECRET_KEY from the environment, else from the home; a new one (not kept) where there is no home yet."""
    if given := os.environ.get("FOLKMOOT_SECRET_KEY"):
        return given
    file = home / "secrets" / "signing-key"
    if file.exists():
        return file.read_text(encoding="ascii").strip()
    key = secrets.token_urlsafe(50)
    if file.parent.is_dir():
        # Exclusive: of several processes that start at once, one writes and the others read.
        try:
            descriptor = os.open(file, os.O_CREAT | os.O_EXCL | os.O_WRONLY, 0o600)
        except FileExistsError:
            return file.read_text(encoding="ascii").strip() or key
        except PermissionError:
            return key
        with os.fdopen(descriptor, "w", encoding="ascii") as handle:
            handle.write(key)
    return key
