"""Where the data live and how to reach the database.

``DATABASE_URL`` names a server that somebody else runs. Without it, the embedded server under
``FOLKMOOT_HOME`` is meant, and the paths and names below are the whole contract between the one who starts it
(``server``) and those who connect: no process is asked, so settings can be imported before it runs.
"""

import hashlib
import os
import tempfile
from pathlib import Path
from typing import Any

from psycopg import ProgrammingError
from psycopg.conninfo import conninfo_to_dict, make_conninfo

DATABASE_NAME = "folkmoot"
APPLICATION_ROLE = "folkmoot"
SOCKET_PORT = 5432
PREPARE_AFTER = 2  # times that a statement was asked on a connection
# A Unix socket's address holds 103 characters on macOS and 107 on Linux, the file's own name included.
LONGEST_SOCKET_FOLDER = 103 - len(f"/.s.PGSQL.{SOCKET_PORT}.lock")


class DatabaseAddressIsWrong(ValueError):
    """DATABASE_URL cannot be understood."""


def home() -> Path:
    """The folder of everything this installation keeps: the database, uploaded files, secrets, locks."""
    chosen = os.environ.get("FOLKMOOT_HOME")
    if chosen:
        return Path(chosen).expanduser().absolute()
    if os.geteuid() == 0:
        return Path("/var/lib/folkmoot")
    data = os.environ.get("XDG_DATA_HOME") or "~/.local/share"
    return Path(data).expanduser().absolute() / "folkmoot"


def uses_embedded_server() -> bool:
    return not os.environ.get("DATABASE_URL")


def socket_folder(place: Path | None = None) -> Path:
    """Where the embedded server's socket is: in the home, or, when that path is too long, in /tmp."""
    place = place or home()
    folder = place / "run"
    if len(os.fsencode(folder)) <= LONGEST_SOCKET_FOLDER:
        return folder
    mark = hashlib.sha256(os.fsencode(place)).hexdigest()[:16]
    shared = Path("/tmp") if Path("/tmp").is_dir() else Path(tempfile.gettempdir())  # noqa: S108 - owner is checked
    return shared / f"folkmoot-{mark}"


def application_secret_file(place: Path | None = None) -> Path:
    return (place or home()) / "secrets" / "database-application"


def superuser_secret_file(place: Path | None = None) -> Path:
    return (place or home()) / "secrets" / "database-superuser"


def connection_values(*, direct: bool = False) -> dict[str, Any]:
    """Connection keywords as libpq names them.

    ``direct`` is for those who hold session state (LISTEN, session advisory locks): a pooler in transaction
    mode would lose it, so ``DATABASE_DIRECT_URL``, when given, leads past the pooler.
    """
    address = os.environ.get("DATABASE_URL", "")
    if direct:
        address = os.environ.get("DATABASE_DIRECT_URL") or address
    if not address:
        return embedded_values()
    try:
        return dict(conninfo_to_dict(address))
    except ProgrammingError as error:
        raise DatabaseAddressIsWrong(
            "DATABASE_URL must look like postgresql://user:password@host:5432/name "
            f"(the driver says: {str(error).strip()})."
        ) from None


def connection_info(*, direct: bool = False) -> str:
    """The same as one libpq connection string, for psycopg without Django."""
    return make_conninfo(**connection_values(direct=direct))


def database_settings(*, pool: bool | None = None) -> dict[str, Any]:
    """Django's ``DATABASES["default"]``.

    Only the processes that serve keep connections, unless ``pool`` says otherwise: a command that ends soon would
    open them for nothing. FOLKMOOT_DATABASE_POOL keeps a pool that all threads share; FOLKMOOT_DATABASE_KEEP one
    connection for each thread, which is cheaper where threads are few and live long.

    Everything here also holds behind a pooler in transaction mode: on a server that is not ours nothing is prepared
    unless FOLKMOOT_DATABASE_PREPARE says that it may be, and there are no server-side cursors.
    """
    values = connection_values()
    options: dict[str, Any] = {"application_name": "folkmoot"}
    settings: dict[str, Any] = {
        "ENGINE": "folkmoot.base.web.database",
        "NAME": values.pop("dbname", "") or DATABASE_NAME,
        "USER": values.pop("user", "") or "",
        "PASSWORD": values.pop("password", "") or "",
        "HOST": values.pop("host", "") or "",
        "PORT": str(values.pop("port", "") or ""),
        "CONN_MAX_AGE": 0,
        "CONN_HEALTH_CHECKS": True,
        "DISABLE_SERVER_SIDE_CURSORS": not uses_embedded_server(),
        "OPTIONS": options,
    }
    options.update(values)
    if os.environ.get("FOLKMOOT_DATABASE_PREPARE", "1" if uses_embedded_server() else "0") == "1":
        options["prepare_threshold"] = PREPARE_AFTER  # Of what is asked with `base.web.statements`.
    if pool if pool is not None else os.environ.get("FOLKMOOT_DATABASE_POOL") == "1":
        options["pool"] = {"min_size": 2, "max_size": 10, "timeout": 10, "max_lifetime": 600}
    elif os.environ.get("FOLKMOOT_DATABASE_KEEP") == "1":
        settings["CONN_MAX_AGE"] = 600
    return settings


def embedded_values(place: Path | None = None) -> dict[str, Any]:
    """How to reach the server that is kept in this home."""
    secret = application_secret_file(place)
    return {
        "dbname": DATABASE_NAME,
        "user": APPLICATION_ROLE,
        "password": secret.read_text(encoding="ascii").strip() if secret.exists() else "",
        "host": str(socket_folder(place)),
        "port": str(SOCKET_PORT),
    }
