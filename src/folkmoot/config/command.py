"""The `folkmoot` command.

A few words are ours, because they must work before Django does; every other word is a Django command, which
any room may add in its ``management/commands``.
"""

import os
import sys
from collections.abc import Callable, Sequence
from contextlib import ExitStack

from folkmoot.base.database.configuration import DatabaseAddressIsWrong
from folkmoot.base.database.problems import DatabaseProblem
from folkmoot.config import serving

USAGE = """\
folkmoot: one place where an organisation talks with its own people and with everyone around it.

  folkmoot run                     start everything here and keep it running (HOST, PORT, FOLKMOOT_HOME)
  folkmoot backup FILE             write database and files into one archive; may be done while running
  folkmoot restore FILE            put such an archive into an empty home
  folkmoot database start          run only the database, until Ctrl-C
  folkmoot database stop           stop whatever runs in this home
  folkmoot database psql [...]     talk SQL to the database
  folkmoot migrate                 bring the database up to date
  folkmoot graph [...]             analyse a network from files; needs no database
  folkmoot verify-credit FILE --key KEY.pem   check a signed record of somebody's deeds; needs no site at all
  folkmoot web | live | worker     one process only, for installations on several machines
  folkmoot help                    list the commands of all rooms (demo, import, …)
  folkmoot COMMAND [...]           run one of them
"""
NEEDS_NO_DATABASE = {"check", "help", "version", "makemessages", "compilemessages", "makemigrations"}


def main(arguments: Sequence[str] | None = None) -> int:
    """Run one command; returns the exit code."""
    words = list(sys.argv[1:] if arguments is None else arguments)
    if not words or words[0] in ("-h", "--help"):
        print(USAGE, end="")
        return 0
    word, rest = words[0], words[1:]
    serving.collect_rarely()
    try:
        if word in OURS:
            return OURS[word](rest)
        return django(words)
    except (DatabaseProblem, DatabaseAddressIsWrong) as problem:
        print(f"folkmoot: {problem}", file=sys.stderr)
        return 1
    except KeyboardInterrupt:
        return 130


def run(rest: list[str]) -> int:
    _no_more(rest)
    from folkmoot.config import supervisor

    return supervisor.run()


def web(rest: list[str]) -> int:
    _no_more(rest)
    serving.serve_web()
    return 0


def live(rest: list[str]) -> int:
    _no_more(rest)
    serving.serve_live()
    return 0


def worker(rest: list[str]) -> int:
    _no_more(rest)
    serving.serve_worker()
    return 0


def graph(rest: list[str]) -> int:
    from folkmoot.graph.commands import main as graph_main

    return int(graph_main(rest) or 0)


def verify_credit(rest: list[str]) -> int:
    from folkmoot.acknowledge.credit import verifying

    return verifying.main(rest)


def manage(rest: list[str]) -> int:
    return django(rest or ["help"])


def migrate(rest: list[str]) -> int:
    if rest:
        return django(["migrate", *rest])
    return _with_django(lambda preparing: preparing.migrate())


def prepare(rest: list[str]) -> int:
    _no_more(rest)
    return _with_django(lambda _preparing: serving.prepare())


def backup(rest: list[str]) -> int:
    return _archive("backup", rest)


def restore(rest: list[str]) -> int:
    return _archive("restore", rest)


def database(rest: list[str]) -> int:
    from folkmoot.config import database_commands

    return database_commands.main(rest)


def django(words: list[str]) -> int:
    """Any Django command, with the embedded database running for its duration if it does not run anyway."""
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "folkmoot.config.settings")
    with ExitStack() as stack:
        asks_for_help = bool({"-h", "--help"} & set(words))
        if words[0] not in NEEDS_NO_DATABASE and not asks_for_help:
            from folkmoot.base.database.server import available

            stack.enter_context(available())
        from django.core.management import execute_from_command_line

        execute_from_command_line(["folkmoot", *words])
    return 0


def _with_django(work: "Callable[..., None]") -> int:
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "folkmoot.config.settings")
    from folkmoot.base.database.server import available

    with available():
        import django

        django.setup()
        from folkmoot.config import preparing

        work(preparing)
    return 0


def _archive(verb: str, rest: list[str]) -> int:
    if len(rest) != 1 or rest[0].startswith("-"):
        print(f"Usage: folkmoot {verb} FILE", file=sys.stderr)
        return 2
    from folkmoot.config import database_commands

    return database_commands.archive(verb, rest[0])


def _no_more(rest: list[str]) -> None:
    if rest:
        raise SystemExit(f"folkmoot: {' '.join(rest)!r} is too much; see folkmoot --help.")


OURS: dict[str, Callable[[list[str]], int]] = {
    "run": run,
    "web": web,
    "live": live,
    "worker": worker,
    "graph": graph,
    "verify-credit": verify_credit,
    "manage": manage,
    "migrate": migrate,
    "prepare": prepare,
    "backup": backup,
    "restore": restore,
    "database": database,
}

if __name__ == "__main__":
    sys.exit(main())
