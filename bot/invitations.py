"""One-time codes: how they are written and recognised. Storage keeps only their hashes."""

from __future__ import annotations

import re
import secrets
from datetime import timedelta

CODE_LIFETIME = timedelta(minutes=15)

_ALPHABET = "23456789ABCDEFGHJKMNPQRSTVWXYZ"
"""Digits and capitals without those that are taken for each other (0 O, 1 I L, U V)."""

_GROUP = 6
_CODE = re.compile(rf"([{_ALPHABET}]{{{_GROUP}}})-?([{_ALPHABET}]{{{_GROUP}}})", re.IGNORECASE)


def new_code() -> str:
    """Return a fresh code of twelve characters, 58 random bits: beyond guessing while it lives."""
    first, second = ("".join(secrets.choice(_ALPHABET) for _ in range(_GROUP)) for _ in range(2))
    return f"{first}-{second}"


def find_code(text: str) -> str | None:
    """Return the code that ``text`` consists of, as ``new_code`` writes it; None if it is anything else."""
    found = _CODE.fullmatch(text.strip())
    return f"{found[1]}-{found[2]}".upper() if found else None
