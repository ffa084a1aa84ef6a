"""Drawing lots that everybody can check and nobody could foresee.

Before voting begins a secret is drawn and only its fingerprint is shown (`commitment`). After the close the lot is
the order of the options by SHA-256 over the secret, the fingerprint of the box, and the option. Whoever knew the
secret could not know the box; whoever filled the box did not know the secret; and both are published afterwards.
"""

import hashlib
from collections.abc import Sequence


def commitment(secret: str) -> str:
    """The fingerprint of a secret, shown before voting begins."""
    return hashlib.sha256(f"folkmoot lot {secret}".encode()).hexdigest()


def draw_lot(secret: str, box: str, options: Sequence[str]) -> tuple[int, ...]:
    """The order in which ties are broken: places in `options`, the luckiest first."""

    def ticket(option: str) -> str:
        return hashlib.sha256(f"{secret}\n{box}\n{option}".encode()).hexdigest()

    return tuple(sorted(range(len(options)), key=lambda place: (ticket(options[place]), place)))
