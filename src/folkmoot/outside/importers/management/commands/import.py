"""`folkmoot import stackexchange DIR --space SLUG`, `… threads FILE.jsonl`, `… markdown DIR --space SLUG`."""

import hashlib
import json
import sys
from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError
from tqdm import tqdm

from folkmoot.base.clock import now
from folkmoot.outside.importers.bringing import AUDIENCES, Summary
from folkmoot.outside.importers.markdown import import_markdown
from folkmoot.outside.importers.problems import SourceIsWrong
from folkmoot.outside.importers.stackexchange import import_dump
from folkmoot.outside.importers.threads import import_threads


class Command(BaseCommand):
    help = (
        "Bring a community from elsewhere: a Stack Exchange data dump, threads as JSON lines, a folder of Markdown."
    )

    def add_arguments(self, parser: ArgumentParser) -> None:
        sources = parser.add_subparsers(dest="source", required=True, metavar="stackexchange|threads|markdown")
        dump = sources.add_parser("stackexchange", help="a folder with Users.xml, Posts.xml, Comments.xml, …")
        dump.add_argument("path", metavar="DIR", type=Path)
        dump.add_argument("--space", required=True, help="the space's address; made when there is none")
        dump.add_argument("--name", default="", help="the name of a space that has to be made")
        threads = sources.add_parser("threads", help="one thread a line, with its replies")
        threads.add_argument("path", metavar="FILE.jsonl", type=Path)
        threads.add_argument("--space", default="forum", help="what the addresses of the new spaces begin with")
        pages = sources.add_parser("markdown", help="a folder (or ZIP file) of Markdown, as pages of a space's wiki")
        pages.add_argument("path", metavar="DIR", type=Path)
        pages.add_argument("--space", required=True, help="the space's address; it must be there")
        pages.add_argument(
            "--by", default="", help="user name of the owner or moderator who brings it (else its owner)"
        )
        pages.add_argument("--json", action="store_true", help="print the summary as JSON")
        pages.set_defaults(quiet=True, audience="public")
        for each in (dump, threads):
            each.add_argument(
                "--audience", choices=AUDIENCES, default="public", help="of spaces that have to be made"
            )
            each.add_argument("--json", action="store_true", help="print the summary as JSON")
            each.add_argument("--quiet", action="store_true", help="no progress bar")

    def handle(self, *_args: Any, **options: Any) -> None:
        bar = Bar(is_shown=not options["quiet"] and sys.stderr.isatty())
        try:
            summary = self._import(bar, options)
        except SourceIsWrong as problem:
            raise CommandError(f"{problem}\nNothing was imported.") from None
        finally:
            bar.close()
        self.stdout.write(json.dumps(summary.as_json(), indent=2) if options["json"] else in_words(summary))

    def _import(self, bar: "Bar", options: dict[str, Any]) -> Summary:
        path, audience = options["path"], AUDIENCES[options["audience"]]
        slug = options["space"].strip().lower()
        if not slug or len(slug) > 40 or not slug.replace("-", "").replace("_", "").isalnum() or not slug.isascii():
            raise CommandError("--space takes small letters, digits and dashes, 40 at most.")
        if options["source"] == "markdown":
            return import_markdown(path, space_slug=slug, by=options["by"], at=now())
        if options["source"] == "stackexchange":
            if not path.is_dir():
                raise SourceIsWrong(str(path), None, "is no folder")
            name = options["name"] or slug.replace("-", " ").title()
            return import_dump(path, space_slug=slug, space_name=name, audience=audience, at=now(), progress=bar.show)
        if not path.is_file():
            raise SourceIsWrong(str(path), None, "is no file")
        mark = hashlib.sha256(path.read_bytes()).hexdigest()[:12]
        return import_threads(path, namespace=mark, space_slug=slug, audience=audience, at=now(), progress=bar.show)


class Bar:
    """A progress bar on the terminal: which file, how many rows."""

    def __init__(self, *, is_shown: bool) -> None:
        self.is_shown, self.what, self.bar = is_shown, "", None

    def show(self, what: str, count: int) -> None:
        if not self.is_shown:
            return
        if what != self.what or self.bar is None:
            self.close()
            self.what, self.bar = what, tqdm(desc=what, unit=" rows", leave=True, file=sys.stderr)
        self.bar.update(count - self.bar.n)

    def close(self) -> None:
        if self.bar is not None:
            self.bar.close()
            self.bar = None


def in_words(summary: Summary) -> str:
    """The summary as a table, ending in whether every row is accounted for."""
    lines = [f"{'':<22}{'read':>9}{'imported':>10}{'here before':>13}{'left out':>10}"]
    for name, counted in summary.files.items():
        left_out = sum(counted.left_out.values())
        lines.append(f"{name:<22}{counted.read:>9,}{counted.imported:>10,}{counted.already_here:>13,}{left_out:>10,}")
        lines += [f"    left out: {count:,} {reason}" for reason, count in counted.left_out.items()]
    lines.append("Now here from this source: " + ", ".join(f"{n:,} {what}" for what, n in summary.now_here.items()))
    rate = f" ({summary.rows / summary.seconds:,.0f} rows a second)" if summary.seconds else ""
    lines.append(f"{summary.rows:,} rows in {summary.seconds:.1f} s{rate}, into {', '.join(summary.spaces)}.")
    lines.append("Every row is accounted for." if summary.reconciled else "SOME ROWS ARE NOT ACCOUNTED FOR.")
    return "\n".join(lines)
