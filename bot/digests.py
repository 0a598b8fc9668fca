"""Digests as text: several developments in one message, by weight and paragraph, divided between items only; pure."""

from __future__ import annotations

from dataclasses import dataclass
from types import MappingProxyType
from typing import TYPE_CHECKING
from zoneinfo import ZoneInfo

from bot.due_message import due_lines
from bot.gist import LABEL_LIMIT, essence, gist
from bot.markup import (
    ENTITIES_MOST,
    GAP,
    MESSAGE_LIMIT,
    Line,
    RenderedMessage,
    bold,
    clean,
    clip,
    italic,
    line,
    link,
    utf16_length,
)
from bot.messages import again_button, named_now, uncertain_line
from bot.revisions import revision_lines
from bot.texts import marked, texts_for
from domain.development import Stage
from domain.errors import ConfigError, MessageRefused, StorageError
from domain.match import Tie
from domain.source import Tier
from domain.telling import DigestKind
from domain.weekly_post import week_before

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Mapping, Sequence

    from bot.texts import Texts
    from domain import commitment
    from domain.development import Development
    from domain.digest import Digest, DigestItem

ITEMS_MOST = 40
"""Developments that a digest of several messages tells; of further ones it gives the number."""

HEADLINE_LIMIT, SHORT_LIMIT = 300, 80
"""UTF-16 units of a headline, and of one told in short."""
_ROOM = MESSAGE_LIMIT - 700
"""UTF-16 units of heading and items of one part; the rest is for what may be added when it goes out."""

_FORMATTED = ENTITIES_MOST - 10
"""Formatted stretches of the items of one part; the rest is for heading and closing."""

_WEIGHTS = (Stage.SETBACK, Stage.DONE, Stage.STARTED, Stage.AGREED, Stage.PLANNED, Stage.SAID)

_REASONS = MappingProxyType(
    {
        DigestKind.PAUSE: marked("Found while messages to this chat were paused."),
        DigestKind.QUIET: marked("Found during the quiet hours of this chat."),
        DigestKind.BACKLOG: marked("Found earlier; they could not be delivered then."),
        DigestKind.BURST: marked("More came up than this chat is alerted to in a day."),
        DigestKind.WEEKLY: marked("Found in the past week."),
        DigestKind.DAILY: marked("Found since the last digest."),
    }
)


@dataclass(frozen=True, slots=True)
class Chart:
    """A picture that opens a weekly digest: PNG, and what stands below it."""

    png: bytes
    caption: RenderedMessage


@dataclass(frozen=True, slots=True)
class DigestWriter:
    """Makes digests into text.

    Attributes:
        declaration, places: as for alerts. draw: language and zone to the picture of a weekly digest; None where
            nothing is stored that could be drawn.
    """

    declaration: commitment.Declaration
    places: Mapping[str, commitment.Texts]
    draw: Callable[[str, str], Chart | None]

    def divide(self, digest: Digest) -> tuple[Sequence[Sequence[DigestItem]], Sequence[DigestItem]]:
        """Return the items for each message of limited length, and those that are only counted.

        Args:
            digest: whole, its items in any order.
        """
        items = by_weight(digest.items)
        shown, counted = items[:ITEMS_MOST], items[ITEMS_MOST:]
        texts = texts_for(digest.subscriber.language, digest.subscriber.zone)
        heading = _length(RenderedMessage(_heading(digest, texts)))
        parts: list[list[DigestItem]] = []
        left = formatted = 0
        for item in shown:
            block = RenderedMessage((GAP, *self._item(item, digest, texts)))
            needed = _length(block) + 1
            if not parts or needed > left or block.entities > formatted:
                parts.append([])
                left, formatted = _ROOM - heading, _FORMATTED
            parts[-1].append(item)
            left -= needed
            formatted -= block.entities
        return parts, counted

    def message(self, digest: Digest) -> RenderedMessage:
        """Return one part as a message; where items have grown since it was divided they are told in short."""
        texts = texts_for(digest.subscriber.language, digest.subscriber.zone)
        named = named_now(digest)
        closing = (GAP, uncertain_line(named, texts)) if named else ()
        buttons = tuple(again_button(each, texts) for each in named)
        whole = RenderedMessage((*_joined(self.blocks(digest)), *closing), buttons)
        if whole.fits:
            return whole
        return RenderedMessage((*_joined(self.blocks(digest, in_short=True)), *closing), buttons)

    def blocks(self, digest: Digest, *, in_short: bool = False) -> list[tuple[Line, ...]]:
        """Return the digest as blocks of lines: heading, one for each development, and how many more there are.

        Args:
            in_short: only what happened, and the link.
        """
        texts = texts_for(digest.subscriber.language, digest.subscriber.zone)
        blocks = [_heading(digest, texts)]
        for item in by_weight(digest.items):
            lines = tuple(self._item(item, digest, texts))
            links = [span for each in lines for span in each.spans if span.url]
            short = (line(link(clip(each.text, SHORT_LIMIT), each.url)) for each in links[:1])
            blocks.append((lines[0], *short) if in_short else lines)
        if digest.more:
            blocks.append((line(texts.count("And {n} more: /latest", "And {n} more: /latest", digest.more)),))
        blocks.append((line(italic(texts.say("Matched automatically, not yet reviewed by an editor."))),))
        return blocks

    def _item(self, item: DigestItem, digest: Digest, texts: Texts) -> Iterator[Line]:
        development = item.development
        if development.due is not None:
            yield from (each for each in due_lines(development.due, self.declaration, texts) if each != GAP)
            return
        opening = gist(development.judgement, self.declaration, self.places, texts)
        if item.revised is not None:
            opening = texts.say("Update: {gist}", gist=opening)
        late = texts.say("found late") if development.found_late else ""
        if item.reviewed_late:
            late = texts.say("reviewed late")
        yield line(bold(opening), *((italic(f" · {late}"),) if late else ()))
        if item.revised is not None:
            yield from revision_lines(item.revised, texts)
        yield self._paragraph(development, texts)
        yield from _source(item, digest, texts)

    def _paragraph(self, development: Development, texts: Texts) -> Line:
        # The line above says in words what the paragraph is about.
        _, number = essence(development.judgement)
        said = texts.say("Paragraph {number}", number=number)
        named = f" · {texts.say('names the Declaration')}" if development.judgement.tie is Tie.EXPLICIT else ""
        return line(f"{said}{named}")


def by_weight(items: Sequence[DigestItem]) -> list[DigestItem]:
    """Return the items with what weighs most first: stage, tie, kind of source, then by paragraph and age."""
    return sorted(items, key=lambda item: weight(item.development))


def weight(development: Development) -> tuple[int, bool, bool, int, str, str]:
    """Return what developments are sorted by where those that weigh most come first."""
    judgement = development.judgement
    stage = _WEIGHTS.index(judgement.stage) if judgement.stage in _WEIGHTS else len(_WEIGHTS)
    return (
        stage,
        judgement.tie is not Tie.EXPLICIT,
        development.lead.tier is not Tier.OFFICIAL,
        int(judgement.primary or 0),
        development.opened_at.isoformat(),
        development.id,
    )


def _heading(digest: Digest, texts: Texts) -> tuple[Line, ...]:
    message = digest.message
    day = message.created_at.astimezone(ZoneInfo(texts.zone)).date()
    days = week_before(day) if message.kind is DigestKind.WEEKLY else (day, day)
    shown = texts.say("Developments of {day}", day=texts.days(*days))
    if message.parts > 1:
        shown = texts.say("{title}, part {part} of {parts}", title=shown, part=message.part, parts=message.parts)
    return line(bold(shown)), line(texts.say(_REASONS[message.kind]))


def _source(item: DigestItem, digest: Digest, texts: Texts) -> Iterator[Line]:
    lead, facets = item.development.lead, digest.subscriber.facets
    if facets.hides(lead.source_name, lead.url) or facets.hides(lead.outlet, ""):
        shown = next((each for each in item.reports if not facets.hides(each[0], each[2])), None)
        if shown is None:
            yield line(texts.say("Only outlets that you have hidden report this: /settings."))
            return
        name, title, url = shown
        yield line(link(clip(title, HEADLINE_LIMIT) or "…", url))
        yield line(clip(name, LABEL_LIMIT))
        return
    yield line(link(clip(clean(lead.title), HEADLINE_LIMIT) or "…", lead.url))
    if item.translation:
        translated = clip(item.translation, HEADLINE_LIMIT)
        yield line(italic(texts.say("Machine translation: {headline}", headline=translated)))
    language = item.development.judgement.language
    origin = (
        clip(lead.source_name, LABEL_LIMIT),
        texts.say("in {language}", language=texts.language_name(language)) if language else "",
        texts.moment(lead.published),
    )
    yield line(" · ".join(filter(None, origin)))


def _joined(blocks: Sequence[Sequence[Line]]) -> Iterator[Line]:
    for position, block in enumerate(blocks):
        if position:
            yield GAP
        yield from block


def _length(message: RenderedMessage) -> int:
    """Return how much of a message it fills in the longer of both forms, in UTF-16 units."""
    return max(utf16_length("\n".join(each.text for each in message.lines)), utf16_length(message.plain))


def drawn(writer: DigestWriter, digest: Digest) -> Chart:
    """Return the picture that opens a weekly digest.

    Raises:
        MessageRefused: it cannot be drawn; the other parts of the digest do not need it.
    """
    try:
        chart = writer.draw(digest.subscriber.language, digest.subscriber.zone)
    except (ConfigError, StorageError) as error:
        raise MessageRefused(f"the chart was not drawn: {error}") from error
    if chart is None:
        raise MessageRefused("nothing is assessed yet that a chart could show")
    return chart
