"""Withdrawn: what a message becomes, and what chats are told, when editors reject a development; pure."""

from __future__ import annotations

from typing import TYPE_CHECKING

from bot.markup import GAP, RenderedMessage, bold, clip, line, link
from bot.replies.review_cards import shown_reason
from bot.texts import texts_for

if TYPE_CHECKING:
    from bot.markup import Line
    from bot.texts import Texts
    from domain.amendment import ClaimedReply

HEADLINE_LIMIT, REASON_LIMIT = 300, 500
"""UTF-16 units."""


def withdrawn_lines(reason: str, headline: tuple[Line, ...], texts: Texts) -> tuple[Line, ...]:
    """Return the lines of a message whose development the editors rejected: that, and what it was about.

    Args:
        reason: the editors' words, may be empty. headline: of the report, with its link.
    """
    return line(bold(_verdict(reason, texts))), GAP, *headline


def withdrawal_reply(reply: ClaimedReply) -> RenderedMessage:
    """Return the reply that tells a chat, which has read the message, that it is withdrawn."""
    subscriber, lead = reply.subscriber, reply.development.lead
    texts, facets = texts_for(subscriber.language, subscriber.zone), reply.subscriber.facets
    asked = line(texts.say("Please disregard what this chat was told of it."))
    if facets.hides(lead.source_name, lead.url) or facets.hides(lead.outlet, ""):
        return RenderedMessage((line(bold(_verdict(reply.message.reason, texts))), asked))
    headline = line(link(clip(lead.title, HEADLINE_LIMIT) or "…", lead.url))
    return RenderedMessage((*withdrawn_lines(reply.message.reason, (headline,), texts), asked))


def _verdict(reason: str, texts: Texts) -> str:
    if not reason:
        return texts.say("Withdrawn by the editors.")
    return texts.say("Withdrawn by the editors: {reason}", reason=clip(shown_reason(reason, texts), REASON_LIMIT))
