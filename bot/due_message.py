"""Due message: what subscribers are told of a day that passed without a report; pure."""

from __future__ import annotations

from typing import TYPE_CHECKING

from bot.gist import LABEL_LIMIT, commitment_label
from bot.markup import GAP, Line, bold, clip, italic, line, link
from bot.status_words import Words
from domain.status import Coverage, Status

if TYPE_CHECKING:
    from collections.abc import Iterator

    from bot.texts import Texts
    from domain import commitment
    from domain.due import DueNotice

HEADLINE_LIMIT = 300


def due_lines(notice: DueNotice, declaration: commitment.Declaration, texts: Texts) -> Iterator[Line]:
    """Yield the lines: what was due, of which paragraph, how widely was looked, and where the day comes from.

    Neutral by design: that nothing was found says nothing of what was done.
    """
    number = notice.numbers[0]
    name = clip(declaration.short_name.in_language(texts.language), LABEL_LIMIT)
    label = commitment_label(number, declaration, texts)
    what = clip(notice.title.in_language(texts.language), LABEL_LIMIT) if notice.title else label
    yield line(bold(texts.say("Due, no reports found: {title}", title=what)))
    yield GAP
    yield line(
        texts.say(
            "{declaration} (Central Asia plus Japan), paragraph {number}: {label}",
            declaration=name,
            number=number,
            label=label,
        )
    )
    found = Words(texts).status(Status.NO_EVIDENCE, Coverage(notice.watched, notice.unreachable))
    yield line(texts.say("Due on {day}: {status}.", day=texts.day(notice.day), status=found))
    yield GAP
    if notice.announced_by is None:
        yield line(link(clip(declaration.name.in_language(texts.language), HEADLINE_LIMIT), declaration.url))
    else:
        yield line(texts.say("The day was announced by {source}:", source=clip(notice.source_name, LABEL_LIMIT)))
        yield line(link(clip(notice.headline, HEADLINE_LIMIT) or "…", notice.url))
    yield line(italic(texts.say("Noted by the calendar of this service; that no report was found proves nothing.")))
