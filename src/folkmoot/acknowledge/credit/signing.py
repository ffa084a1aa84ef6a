"""Signing what people take along, so that anybody can check it later without asking this site.

Ed25519 over canonical JSON: keys sorted, no spaces, UTF-8, whole numbers and texts only. The private key lies in the
home (`secrets/credit`), one file a key; whoever has the public one needs nothing else. Nothing here needs Django.
"""

import base64
import binascii
import hashlib
import json
import os
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives import serialization
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey, Ed25519PublicKey

FORMAT = "folkmoot-credit/1"
ALGORITHM = "Ed25519"


class CannotVerify(ValueError):
    """The file or the key is not what it should be; says what is wrong."""


def canonical(payload: Mapping[str, Any]) -> bytes:
    """The bytes that are signed."""
    return json.dumps(payload, sort_keys=True, separators=(",", ":"), ensure_ascii=False).encode()


def key_id_of(public: Ed25519PublicKey) -> str:
    """The first 16 hexadecimal digits of the key's SHA-256: enough to find it by."""
    raw = public.public_bytes(serialization.Encoding.Raw, serialization.PublicFormat.Raw)
    return hashlib.sha256(raw).hexdigest()[:16]


def pem_of(public: Ed25519PublicKey) -> str:
    return public.public_bytes(
        serialization.Encoding.PEM, serialization.PublicFormat.SubjectPublicKeyInfo
    ).decode()  # fmt: skip


def new_key(folder: Path) -> Ed25519PrivateKey:
    """This will make a key and keep it in the folder, readable by its owner alone."""
    folder.mkdir(mode=0o700, parents=True, exist_ok=True)
    key = Ed25519PrivateKey.generate()
    text = key.private_bytes(
        serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, serialization.NoEncryption()
    )
    place = folder / f"{key_id_of(key.public_key())}.pem"
    descriptor = os.open(place, os.O_CREAT | os.O_EXCL | os.O_WRONLY, 0o600)
    with os.fdopen(descriptor, "wb") as file:
        file.write(text)
    return key


def load_key(folder: Path, key_id: str) -> Ed25519PrivateKey | None:
    """The private key of that id; None where this machine does not have it."""
    place = folder / f"{key_id}.pem"
    if not place.is_file():
        return None
    key = serialization.load_pem_private_key(place.read_bytes(), password=None)
    return key if isinstance(key, Ed25519PrivateKey) else None


def sign(payload: Mapping[str, Any], key: Ed25519PrivateKey) -> dict[str, Any]:
    """The whole file: what is said, and the signature over it."""
    return {
        "payload": dict(payload),
        "signature": {
            "algorithm": ALGORITHM,
            "key_id": key_id_of(key.public_key()),
            "value": base64.b64encode(key.sign(canonical(payload))).decode(),
        },
    }


def verify(text: bytes, public_pem: bytes) -> dict[str, Any]:
    """What the file says, when the key of the site signed exactly that; raises CannotVerify."""
    try:
        document = json.loads(text)
        payload, signature = document["payload"], document["signature"]
        value = base64.b64decode(signature["value"], validate=True)
        if signature["algorithm"] != ALGORITHM or payload["format"] != FORMAT:
            raise CannotVerify("This is not a record of deeds in a form known here.")
    except (ValueError, KeyError, TypeError, binascii.Error) as problem:
        if isinstance(problem, CannotVerify):
            raise
        raise CannotVerify("This file is no record of deeds.") from None
    try:
        public = serialization.load_pem_public_key(public_pem)
    except ValueError:
        raise CannotVerify("The key is no public key in PEM.") from None
    if not isinstance(public, Ed25519PublicKey):
        raise CannotVerify("The key is no Ed25519 key.")
    if signature.get("key_id") != key_id_of(public):
        raise CannotVerify(f"The file was signed with key {signature.get('key_id')}, not with this one.")
    try:
        public.verify(value, canonical(payload))
    except InvalidSignature:
        raise CannotVerify("The signature does not fit: the file was changed.") from None
    return dict(payload)
