"""Stable identifiers: short text made from what a thing is, so that the same thing always has the same one."""

from __future__ import annotations

import hashlib


def stable_id(*parts: str) -> str:
    """Return 32 hexadecimal digits (128 bits) that depend on ``parts`` and their boundaries only.

    128 bits, because keys made from guids live for ever and must not collide (design rule 2).
    """
    digest = hashlib.blake2b(digest_size=16)
    for part in parts:
        encoded = part.encode("utf-8", "surrogatepass")
        digest.update(len(encoded).to_bytes(8, "big"))
        digest.update(encoded)
    return digest.hexdigest()
