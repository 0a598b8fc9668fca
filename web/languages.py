"""Languages: which of those of the page a visitor prefers; pure."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Sequence

LONGEST = 500
"""Characters of the header that are read."""


def preferred(header: str, languages: Sequence[str]) -> str:
    """Return the language of ``Accept-Language`` that suits best, the first of ``languages`` where none does.

    Args:
        header: as sent (RFC 9110, 12.5.4); what cannot be read in it is passed over.
        languages: ISO 639-1 codes of the page.
    """
    return named(header, languages) or languages[0]


def named(header: str, languages: Sequence[str]) -> str | None:
    """Return the one of ``languages`` that ``Accept-Language`` likes best, None where it names none of them.

    Args:
        header: as sent. languages: ISO 639-1 codes of the page.
    """
    wanted: dict[str, float] = {}
    for part in header[:LONGEST].split(","):
        name, _, weight = part.partition(";")
        code = name.strip().lower().partition("-")[0]
        if code in languages:
            wanted[code] = max(wanted.get(code, 0.0), _quality(weight))
    best = max(languages, key=lambda code: wanted.get(code, 0.0))
    return best if wanted.get(best) else None


def _quality(parameter: str) -> float:
    name, _, value = parameter.strip().partition("=")
    if not name:
        return 1.0
    try:
        quality = float(value)
    except ValueError:
        return 0.0
    return quality if name.strip().lower() == "q" and 0 <= quality <= 1 else 0.0
