"""The key that signs sessions and links: given by the environment, or made once and kept in the home."""

import os
import secrets
import tempfile
from pathlib import Path


def secret_key(home: Path) -> str:
    """SECRET_KEY from the environment, else from the home; a new one (not kept) where there is no home yet."""
    if given := os.environ.get("FOLKMOOT_SECRET_KEY"):
        return given
    file = home / "secrets" / "signing-key"
    key = secrets.token_urlsafe(50)
    if not file.exists() and os.access(file.parent, os.W_OK):
        _keep(file, key)
    return file.read_text(encoding="ascii").strip() if file.exists() else key


def _keep(file: Path, key: str) -> None:
    """This will write the key whole or not at all: of processes that start at once, the first one's counts."""
    descriptor, name = tempfile.mkstemp(dir=file.parent)  # Closed to others.
    try:
        with os.fdopen(descriptor, "w", encoding="ascii") as handle:
            handle.write(key)
        os.link(name, file)
    except FileExistsError:
        pass  # Then that one is read.
    finally:
        Path(name).unlink()
