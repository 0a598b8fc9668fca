"""The picture that opens a weekly digest: how far the commitments are."""

from __future__ import annotations

from typing import TYPE_CHECKING

from bot.digests import Chart
from bot.replies.standing import status_caption
from bot.texts import texts_for

if TYPE_CHECKING:
    from bot.report_desk import ReportDesk


def status_chart(desk: ReportDesk, language: str, zone: str) -> Chart | None:
    """Return the status picture with its caption, None where nothing is assessed yet.

    Args:
        zone: IANA name, of the reader.

    Raises:
        ConfigError: a font for the chart is missing. StorageError: the database cannot be used.
    """
    picture = desk.picture(language)
    if picture is None:
        return None
    return Chart(picture.png, status_caption(picture, desk.parts.assessing.declaration, texts_for(language, zone)))
