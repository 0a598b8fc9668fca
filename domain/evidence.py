"""Evidence kept: the text of every report of a development as it was read, so that a dead link loses nothing."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from domain.story import Story


@dataclass(frozen=True, slots=True)
class KeptText:
    """A report with all that is kept of its words.

    Attributes:
        lead: first paragraphs of its page, empty where they were not read.
    """

    story: Story
    lead: str = ""

    @property
    def text(self) -> str:
        """Headline, summary and first paragraphs, a line each, as published."""
        return "\n".join(part for part in (self.story.title, self.story.summary, self.lead) if part)

    @property
    def digest(self) -> str:
        """SHA-256 of the text in UTF-8, hexadecimal: whoever has the text can show that it is the one cited."""
        return hashlib.sha256(self.text.encode()).hexdigest()
