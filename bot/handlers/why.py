"""/why: why a message came, or why a report did not; as a reply, or with a link."""

from __future__ import annotations

import asyncio
import re
from typing import TYPE_CHECKING
from urllib.parse import urlsplit

from telegram.ext import filters

from bot.chats import asker_of
from bot.explaining import Unexplained, of_link, of_message
from bot.handlers.replying import reply
from bot.handlers.visits import look_up
from bot.markup import link
from bot.replies import why as replies
from bot.replies.subscriptions import not_admitted
from bot.replies.why import Noted
from domain.hint import HintKind, missed_link

if TYPE_CHECKING:
    from telegram import Message, Update

    from bot.chats import Asker
    from bot.handlers.visits import Visit
    from bot.markup import RenderedMessage
    from bot.telegram_parts import Context, TelegramParts
    from domain.unit_of_work import UnitOfWork


AROUND = "<>«»()[]\"'“”"
BEHIND = f".,;:!?…{AROUND}"
"""What stands around and behind an address in a sentence; none of it ends one of news."""

_NO_SCHEME = re.compile(r"(?:[\w-]+\.)+[^\W\d_]{2,}/\S")

_TELEGRAM = frozenset({"t.me", "telegram.me"})
"""Channels sign their posts with links to themselves."""

LINKS_AT_ONCE = 20
"""Links of one chat that wait for the editors."""


class IsLink(filters.MessageFilter):
    """Lets through what asks about one report by its link alone."""

    def filter(self, message: Message) -> bool:
        """Whether the message is a link and nothing else, or forwards something with one link."""
        return bool(link_in(message))


async def why(parts: TelegramParts, update: Update, context: Context) -> None:
    """Explain the message replied to, or the report under the link given."""
    asker = asker_of(update)
    words = " ".join(context.args or ())
    question = update.effective_message.reply_to_message if update.effective_message is not None else None
    await reply(context.bot, asker.chat, *await asyncio.to_thread(_answer, parts, asker, words, question))


async def linked(parts: TelegramParts, update: Update, context: Context) -> None:
    """Explain the report under a link that was sent without a command."""
    asker, message = asker_of(update), update.effective_message
    url = link_in(message) if message is not None else ""
    await reply(context.bot, asker.chat, *await asyncio.to_thread(_answer, parts, asker, url, None))


def link_in(message: Message) -> str:
    """Return the link that a message consists of; of a forwarded one the only link in it, but for those to Telegram.

    Returns:
        Empty where there is none, or several, so that nobody knows which is meant.
    """
    words = (message.text or message.caption or "").split()
    if message.forward_origin is None:
        return _address(words[0]) if len(words) == 1 else ""
    said = dict.fromkeys(filter(None, map(_address, (*words, *_entities(message)))))
    found = [each for each in said if urlsplit(each).hostname not in _TELEGRAM]
    return found[0] if len(found) == 1 else ""


def _answer(parts: TelegramParts, asker: Asker, words: str, question: Message | None) -> tuple[RenderedMessage, ...]:
    url = _address(words) or _address_in(question)
    with parts.open_unit_of_work() as work:
        visit = look_up(work, parts, asker)
        if not visit.admitted:
            return (not_admitted(visit.texts),)
        if url:
            answer = _of_link(work, parts, visit, url)
        elif question is not None and not words:
            answer = _of_message(work, parts, visit, question)
        else:
            answer = (replies.why_hint(visit.texts),)
        work.commit()
    return answer


def _of_message(work: UnitOfWork, parts: TelegramParts, visit: Visit, question: Message) -> tuple[RenderedMessage, ...]:
    known = visit.subscriber
    found, more = of_message(work, known, str(question.message_id), parts.measure) if known is not None else ([], 0)
    if not found:
        return (replies.not_about_news(visit.texts),)
    listed = parts.organisations
    return replies.explained(
        found, known, parts.declaration, parts.places, visit.texts, more=more, organisations=listed
    )


def _of_link(work: UnitOfWork, parts: TelegramParts, visit: Visit, url: str) -> tuple[RenderedMessage, ...]:
    found = of_link(work, visit.subscriber, visit.facets, url, parts.measure)
    if found is None:
        noted = _noted(work, parts, visit, url)
        return (replies.never_read(url, noted, visit.texts, subscriber=visit.subscriber),)
    if isinstance(found, Unexplained):
        noted = _noted(work, parts, visit, url) if replies.is_missed(found) else Noted.NO
        return (replies.unexplained(found, noted, visit.texts, subscriber=visit.subscriber),)
    return replies.explained(
        [found], visit.subscriber, parts.declaration, parts.places, visit.texts, organisations=parts.organisations
    )


def _noted(work: UnitOfWork, parts: TelegramParts, visit: Visit, url: str) -> Noted:
    """Give the editors a link that was missed; of subscribers only, and so many of each that one cannot flood them."""
    if visit.subscriber is None:
        return Noted.NO
    waiting = work.hints.list_open(HintKind.MISSED_LINK)
    own = [each for each in waiting if each.subscriber_id == visit.subscriber.id]
    if len(own) >= LINKS_AT_ONCE:
        return Noted.TOO_MANY
    work.hints.add(missed_link(visit.subscriber.id, url, parts.clock.now()))
    return Noted.YES


def _address_in(question: Message | None) -> str:
    """Return the first address in a message that somebody answered; of one by a bot only what it says in words."""
    if question is None:
        return ""
    hidden = () if question.from_user is None or question.from_user.is_bot else _entities(question)
    return _address(question.text or question.caption or "") or next(filter(None, map(_address, hidden)), "")


def _entities(question: Message) -> list[str]:
    return [each.url or "" for each in (*question.entities, *question.caption_entities)]


def _address(text: str) -> str:
    """Return the first address among the words of a text as people write it, empty where there is none."""
    words = (word.strip(AROUND).rstrip(BEHIND) for word in text.split())
    full = (f"https://{word}" if _NO_SCHEME.match(word) else word for word in words)
    return next((url for word in full if (url := link(word, word).url)), "")
