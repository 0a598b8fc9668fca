"""Translation: a headline put into the reader's language by a machine, always shown beside the original."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Protocol

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import datetime

HEADLINE_LIMIT = 300
"""Characters of a translated headline; what is longer is no headline."""


@dataclass(frozen=True, slots=True)
class Wanted:
    """A headline that somebody is to be told of in another language.

    Attributes:
        title: as published. source: ISO 639-1 of the report. target: ISO 639-1 of the reader.
    """

    title: str
    source: str
    target: str


class Translator(Protocol):
    """Puts one headline into another language."""

    name: str

    async def translate(self, wanted: Wanted) -> str:
        """Return the headline in the target language.

        Raises:
            TranslationRefused: never for this headline. TranslationFailed: not this time.
        """
        ...


class TranslationRepository(Protocol):
    """Headlines that were translated, each once for each language."""

    def list_wanted(self, now: datetime, limit: int) -> Sequence[Wanted]:
        """Return headlines of messages due now whose reader speaks another language and that nobody translated yet."""
        ...

    def add(self, wanted: Wanted, text: str, name: str, now: datetime) -> None:
        """Keep a translation; an empty text says that there is none."""
        ...

    def find(self, title: str, target: str) -> str:
        """Return the translation of a headline, empty where there is none."""
        ...

    def spent_since(self, since: datetime) -> int:
        """Return the characters of all headlines that were handed to a translator since then."""
        ...


def month_of(now: datetime) -> datetime:
    """Return the beginning of the month (UTC) in which budgets are counted."""
    return now.replace(day=1, hour=0, minute=0, second=0, microsecond=0)


def cleaned(text: str) -> str:
    """Return what a translator gave as one line of a headline's length; empty where it is none.

    A machine may answer with more than was asked: explanations, several lines, the same text for ever.
    """
    lines = [" ".join(line.split()) for line in text.splitlines() if line.strip()]
    if len(lines) != 1 or len(lines[0]) > HEADLINE_LIMIT:
        return ""
    return lines[0].strip('"“”«»「」 ') if lines[0][:1] in '"“«「' else lines[0]
