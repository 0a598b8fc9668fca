"""Withdrawn: what a message becomes, and what readers are told, when editors reject or correct a development; pure."""

from __future__ import annotations

from typing import TYPE_CHECKING

from bot.markup import GAP, RenderedMessage, bold, clip, line, link
from bot.replies.review_cards import shown_reason
from bot.texts import texts_for
from domain.review import CorrectionKind

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
    """Return the reply that tells a chat, which has read the message, that it is withdrawn or stands again."""
    texts = texts_for(reply.subscriber.language, reply.subscriber.zone)
    verdict, *headline = correction_lines(reply, texts)
    if reply.message.kind is CorrectionKind.WITHDRAWN:
        headline.append(line(texts.say("Please disregard what this chat was told of it.")))
    return RenderedMessage((verdict, GAP, *headline) if headline else (verdict,))


def correction_lines(reply: ClaimedReply, texts: Texts) -> list[Line]:
    """Return what the editors say of a development now, and its headline unless its outlet is hidden."""
    lead, facets = reply.development.lead, reply.subscriber.facets
    verdict = line(bold(_correction(reply, texts)))
    if facets.hides(lead.source_name, lead.url) or facets.hides(lead.outlet, ""):
        return [verdict]
    return [verdict, line(link(clip(lead.title, HEADLINE_LIMIT) or "…", lead.url))]


def _correction(reply: ClaimedReply, texts: Texts) -> str:
    if reply.message.kind is CorrectionKind.REINSTATED:
        return texts.say("It stands again: the editors have taken their withdrawal back.")
    if reply.message.kind is CorrectionKind.MOVED:
        right = texts.say(", ").join(str(each.number) for each in reply.development.judgement.matches)
        return texts.say("Corrected by the editors: it bears on paragraph {numbers}.", numbers=right)
    return _verdict(reply.message.reason, texts)


def _verdict(reason: str, texts: Texts) -> str:
    if not reason:
        return texts.say("Withdrawn by the editors.")
    return texts.say("Withdrawn by the editors: {reason}", reason=clip(shown_reason(reason, texts), REASON_LIMIT))
