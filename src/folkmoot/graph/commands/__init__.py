"""`folkmoot graph …`: one module per command, each with `add_parser(subparsers)` and `run(args) -> int`.

Exit codes: 0 done, 1 the data cannot be used (one line says why), 2 the command was called wrongly, 130
stopped.
"""

import argparse
import signal
import sys
from collections.abc import Callable, Sequence
from importlib import import_module
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
    try:
        return run(args)
    except (GraphError, OSError) as error:
        sys.stderr.write(f"folkmoot graph: {error}\n")
        return 1
    except KeyboardInterrupt:
        sys.stderr.write("folkmoot graph: stopped.\n")
        return 130
    finally:
        if before is not None:
            signal.signal(signal.SIGINT, before)


def _stop_at_once() -> Any:
    """Let Ctrl-C end the process even inside a compiled loop; files are written under another name and
    renamed."""
    try:
        return signal.signal(signal.SIGINT, signal.SIG_DFL)
    except ValueError:  # Not the main thread.
        return None
