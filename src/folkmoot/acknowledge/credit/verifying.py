"""`folkmoot verify-credit FILE --key KEY.pem`: checks a signed record of deeds; needs no site and no network."""

import argparse
import sys
from collections.abc import Sequence
from pathlib import Path

from . import signing


def main(words: Sequence[str]) -> int:
    """0 when the site signed exactly this, 1 when not, 2 for wrong words."""
    parser = argparse.ArgumentParser(
        prog="folkmoot verify-credit", description="Check a signed record of somebody's deeds, off-line."
    )
    parser.add_argument("file", type=Path, metavar="FILE", help="the record, as it was downloaded")
    parser.add_argument("--key", type=Path, required=True, metavar="KEY.pem", help="the site's public key")
    try:
        chosen = parser.parse_args(list(words))
    except SystemExit as stop:
        return int(stop.code or 0)
    try:
        payload = signing.verify(chosen.file.read_bytes(), chosen.key.read_bytes())
    except OSError as problem:
        sys.stderr.write(f"folkmoot: {problem}\n")
        return 1
    except signing.CannotVerify as problem:
        sys.stderr.write(f"Not genuine. {problem}\n")
        return 1
    person = payload["person"]
    sys.stdout.write(
        f"Genuine: {payload['site']} signed this for {person['name']} (@{person['username']}) on "
        f"{payload['made_at']}: {len(payload['lines'])} deeds.\n"
    )
    for verb, count in sorted(payload["sums"].items()):
        sys.stdout.write(f"  {count:6d}  {verb}\n")
    return 0
