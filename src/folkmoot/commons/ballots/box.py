"""The box: how papers are sealed while voting is open, and opened once.

A record is `mark (32 bytes) · weight · length · choices`, padded so that all records of a ballot have one size. The
records of an urn are sorted by mark, which is drawn by chance, and encrypted together, with a key made of the
site's secret (which is not in the database) and a salt that is deleted at the close. So neither the order nor the
size of rows nor a copy of the database tells which paper came with which voter, and after the close nobody can read
an urn from an old copy of its row again.
"""

import hashlib
import json
import secrets
from collections.abc import Iterable
from dataclasses import dataclass

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from cryptography.hazmat.primitives.kdf.hkdf import HKDF
from django.conf import settings

from .counting import Paper

_LETTERS = "0123456789abcdefghjkmnpqrstvwxyz"  # no i, l, o, u: read aloud and typed again
_CODE = 24
VOTERS_AN_URN = 256


class BoxIsBroken(RuntimeError):
    """The urns cannot be read, or do not hold as many papers as there are voters: nothing may be counted."""


@dataclass(frozen=True, slots=True)
class Record:
    mark: bytes
    weight: int
    paper: Paper


def new_code() -> str:
    """A receipt: 120 bits by chance, in groups of four letters."""
    letters = "".join(secrets.choice(_LETTERS) for _ in range(_CODE))
    return "-".join(letters[start : start + 4] for start in range(0, _CODE, 4))


def mark_of(ballot_id: int, code: str) -> bytes:
    """The fingerprint of a receipt, however it was typed."""
    plain = "".join(letter for letter in code.lower().translate(_LOOK_ALIKES) if letter in _LETTERS)
    return hashlib.sha256(f"folkmoot ballot {ballot_id} {plain}".encode()).digest()


_LOOK_ALIKES = str.maketrans({"o": "0", "i": "1", "l": "1"})


def urn_number(mark: bytes, urn_count: int) -> int:
    return int.from_bytes(mark[:8]) % urn_count


def urns_for(voters: int) -> int:
    return max(1, min(1000, voters // VOTERS_AN_URN))


def seal(ballot_id: int, salt: str, number: int, records: Iterable[Record], options: int) -> bytes:
    """The records of one urn as they are stored."""
    plain = b"".join(_pack(record, options) for record in sorted(records, key=lambda each: each.mark))
    nonce = secrets.token_bytes(12)
    return nonce + AESGCM(_key(settings.SECRET_KEY, ballot_id, salt)).encrypt(nonce, plain, _about(ballot_id, number))


def unseal(ballot_id: int, salt: str, number: int, sealed: bytes, options: int) -> list[Record]:
    """The records of one urn; raises BoxIsBroken."""
    if not sealed:
        return []
    for secret in (settings.SECRET_KEY, *settings.SECRET_KEY_FALLBACKS):
        try:
            plain = AESGCM(_key(str(secret), ballot_id, salt)).decrypt(
                sealed[:12], sealed[12:], _about(ballot_id, number)
            )
        except InvalidTag:
            continue
        size = 34 + options
        return [_unpack(plain[start : start + size]) for start in range(0, len(plain), size)]
    raise BoxIsBroken("an urn cannot be opened: the site's secret has changed, or the urn was tampered with")


def digest(papers: dict[Paper, int], marks: Iterable[str]) -> str:
    """The fingerprint of everything in the opened box; independent of any order."""
    said = [[list(paper), times] for paper, times in sorted(papers.items())]
    return hashlib.sha256(json.dumps([said, sorted(marks)]).encode()).hexdigest()


def _key(secret: str, ballot_id: int, salt: str) -> bytes:
    made = HKDF(algorithm=hashes.SHA256(), length=32, salt=bytes.fromhex(salt), info=f"ballot {ballot_id}".encode())
    return made.derive(secret.encode())


def _about(ballot_id: int, number: int) -> bytes:
    return f"{ballot_id}:{number}".encode()


def _pack(record: Record, options: int) -> bytes:
    choices = bytes(record.paper)
    return record.mark + bytes([record.weight, len(choices)]) + choices.ljust(options, b"\0")


def _unpack(packed: bytes) -> Record:
    length = packed[33]
    return Record(packed[:32], packed[32], tuple(packed[34 : 34 + length]))
