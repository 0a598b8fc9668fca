"""Labels of the page: those of reports, the health of sources, and what a development and its updates say."""

from __future__ import annotations

from typing import TYPE_CHECKING

from bot.gist import flags, gist
from bot.replies.health import state_name
from bot.report_labels import ReportLabels
from bot.review_text import correction_line
from bot.revisions import revision_lines
from domain.health import HealthState

if TYPE_CHECKING:
    from collections.abc import Mapping
    from enum import Enum

    from bot.texts import Texts
    from domain import commitment
    from domain.grouping import Revision
    from domain.match import Judgement
    from domain.review import Correction


class PageLabels(ReportLabels):
    """Says the values of the page to one reader; see ``web.parts.PageWords``.

    Args:
        texts: the reader's language. declaration: whose commitments are named. places: names for gists, by key.
    """

    def __init__(
        self, texts: Texts, declaration: commitment.Declaration, places: Mapping[str, commitment.Texts]
    ) -> None:
        super().__init__(texts)
        self._reader = texts
        self._declaration = declaration
        self._places = places

    def word(self, value: Enum) -> str:
        """Return what a value of a closed list is called."""
        return state_name(value, self._reader) if isinstance(value, HealthState) else super().word(value)

    def gist(self, judgement: Judgement) -> str:
        """Return what happened in one line."""
        # Browsers on some systems draw no flags, and screen readers spell each out; the page names countries in words.
        line = gist(judgement, self._declaration, self._places, self._reader)
        return line.removeprefix(flags(judgement)).lstrip()

    def correction(self, correction: Correction) -> str:
        """Return what was put right, in one line."""
        return correction_line(correction, self._reader)

    def revision(self, revision: Revision) -> list[str]:
        """Return what a later report changed, a line for each value."""
        return [each.text for each in revision_lines(revision, self._reader)]
