"""`folkmoot graph …`: one module per command, each with `add_parser(subparsers)` and `run(args) -> int`.

Exit codes: 0 done, 1 the data cannot be used or the result not written (one line says why), 2 the command was
called wrongly, 130 stopped, 141 whoever read the output went away.
"""

import argparse
import os
import signal
import sys
from collections.abc import Callable, Sequence
from contextlib import suppress
from importlib import import_module
from io import TextIOWrapper
from pkgutil import iter_modules
from typing import Any

from folkmoot.graph.build import GraphError

SHARED = {"options"}


def parser() -> argparse.ArgumentParser:
    """The commands found beside this file."""
    top = argparse.ArgumentParser(
        prog="folkmoot graph", description="Find who knows, who bridges and who persuades, on any edge list."
    )
    subparsers = top.add_subparsers(dest="command", required=True, metavar="COMMAND")
    for module in iter_modules(__path__):
        if module.name not in SHARED:
            import_module(f"{__name__}.{module.name}").add_parser(subparsers)
    return top


def main(argv: Sequence[str] | None = None) -> int:
    """Run one command; see the module for its exit codes."""
    args = parser().parse_args(argv)
    run: Callable[[argparse.Namespace], int] = import_module(f"{__name__}.{args.command}").run
    before = _stop_at_once()
    if isinstance(sys.stdout, TextIOWrapper):
        sys.stdout.reconfigure(errors="backslashreplace")  # A terminal without bars is no reason to fail.
    try:
        code = run(args)
        sys.stdout.flush()
        return code
    except BrokenPipeError:
        _write_to_nobody()
        return 141
    except OSError as error:
        where = f"{error.filename}: " if error.filename else ""
        return _failed(f"{where}{error.strerror or error}")
    except GraphError as error:
        return _failed(str(error))
    except MemoryError:
        return _failed("there is not enough memory for this.")
    except KeyboardInterrupt:
        sys.stderr.write("folkmoot graph: stopped.\n")
        return 130
    finally:
        if before is not None:
            signal.signal(signal.SIGINT, before)


def _failed(why: str) -> int:
    sys.stderr.write(f"folkmoot graph: {' '.join(why.split())}\n")
    return 1


def _write_to_nobody() -> None:
    """So that the interpreter does not complain when it flushes at its end."""
    with suppress(OSError, ValueError):
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())


def _stop_at_once() -> Any:
    """Let Ctrl-C end the process even inside a compiled loop; files are written under another name and
    renamed."""
    try:
        return signal.signal(signal.SIGINT, signal.SIG_DFL)
    except ValueError:  # Not the main thread.
        return None
