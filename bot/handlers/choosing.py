"""/settings: facets chosen by buttons that edit one message; outlets and phrases by replies.

In groups everybody may look, and only admins of the chat may change.
"""

from __future__ import annotations

import asyncio
from dataclasses import replace
from typing import TYPE_CHECKING

from telegram import ForceReply
from telegram.constants import ParseMode
from telegram.ext import filters

from bot.chats import asker_of
from bot.choosing import Wish, answered, applied, wish_of
from bot.choosing_times import TIMED, retimed
from bot.handlers.replying import NO_PREVIEW, reply
from bot.handlers.rights import may_change
from bot.handlers.subscriptions import read_visit
from bot.handlers.turning import show
from bot.handlers.visits import look_up
from bot.replies import choices as replies
from bot.replies.subscriptions import start_first
from bot.replies.timing import timing_screen
from bot.screens import Screen

if TYPE_CHECKING:
    from collections.abc import Callable

    from telegram import CallbackQuery, Message, Update

    from bot.chats import Asker
    from bot.handlers.visits import Visit
    from bot.markup import RenderedMessage
    from bot.telegram_parts import Context, TelegramParts
    from domain.subscriber import Subscriber


class AnswersPrompt(filters.MessageFilter):
    """Lets replies to our questions for outlets and phrases through, and nothing else."""

    def filter(self, message: Message) -> bool:
        """Whether the message replies to such a question."""
        return _asked(message) is not None


async def settings(parts: TelegramParts, update: Update, context: Context) -> None:
    """Show the settings."""
    asker = asker_of(update)
    visit = await asyncio.to_thread(read_visit, parts, asker)
    await reply(context.bot, asker.chat, _screen(parts, visit, Wish(Screen.MENU)))


async def choose(parts: TelegramParts, update: Update, context: Context) -> None:
    """Do what a button asks and show its screen in the same message."""
    query = update.callback_query
    if query is None:
        return
    asker = asker_of(update)
    wish = wish_of(query.data or "", parts.declaration)
    visit = await asyncio.to_thread(read_visit, parts, asker)
    if wish is None:
        await query.answer(visit.texts.say("This button is out of use."))
        return
    if (wish.on is not None or wish.asks) and not await may_change(asker, context):
        await query.answer(visit.texts.say("Only admins of this chat may change its settings."), show_alert=True)
        return
    if visit.subscriber is not None and wish.asks:
        await _ask(query, asker, visit, wish, context)
        return
    if visit.subscriber is not None and wish.on is not None:
        visit = await asyncio.to_thread(_change, parts, asker, lambda known: _after(known, wish, parts))
    await query.answer()
    await show(query, _screen(parts, visit, wish))


async def written(parts: TelegramParts, update: Update, context: Context) -> None:
    """Take an outlet or a phrase that was written as a reply, and show the screen it stands on."""
    message = update.effective_message
    asked = _asked(message) if message is not None else None
    if message is None or asked is None:
        return
    asker, text = asker_of(update), message.text or ""
    visit = await asyncio.to_thread(read_visit, parts, asker)
    if not await may_change(asker, context):
        return
    if visit.subscriber is not None and answered(visit.subscriber.facets, asked, text) is None:
        await reply(context.bot, asker.chat, replies.not_taken(asked, visit.texts))
        return
    visit = await asyncio.to_thread(
        _change,
        parts,
        asker,
        lambda known: replace(known, facets=answered(known.facets, asked, text) or known.facets),
    )
    await reply(context.bot, asker.chat, _screen(parts, visit, Wish(asked)))


async def _ask(query: CallbackQuery, asker: Asker, visit: Visit, wish: Wish, context: Context) -> None:
    await query.answer()
    await context.bot.send_message(
        chat_id=asker.chat.chat_id,
        message_thread_id=asker.chat.thread_id,
        text=replies.prompt(wish.screen, visit.texts).html,
        parse_mode=ParseMode.HTML,
        link_preview_options=NO_PREVIEW,
        reply_markup=ForceReply(),
    )


def _change(parts: TelegramParts, asker: Asker, change: Callable[[Subscriber], Subscriber]) -> Visit:
    """Change the settings of the chat, as they are stored at this moment; new times hold for what waits already."""
    with parts.open_unit_of_work() as work:
        visit = look_up(work, parts, asker)
        if visit.subscriber is None:
            return visit
        subscriber = change(visit.subscriber)
        work.subscribers.save(subscriber)
        if (subscriber.timing, subscriber.zone) != (visit.subscriber.timing, visit.subscriber.zone):
            work.digests.look_again(subscriber.id, parts.clock.now())
        work.commit()
    return replace(visit, subscriber=subscriber)


def _after(known: Subscriber, wish: Wish, parts: TelegramParts) -> Subscriber:
    if wish.screen in TIMED:
        return retimed(known, wish.screen, wish.value, on=bool(wish.on))
    return replace(known, facets=applied(known.facets, wish, parts.presets))


def _screen(parts: TelegramParts, visit: Visit, wish: Wish) -> RenderedMessage:
    if visit.subscriber is None:
        return start_first(visit.texts)
    if wish.screen in TIMED:
        return timing_screen(wish.screen, visit.subscriber, visit.texts)
    return replies.screen(wish, visit.subscriber.facets, parts.declaration, visit.texts)


def _asked(message: Message) -> Screen | None:
    """Return what the message answers: only what a bot asked, in our words."""
    question = message.reply_to_message
    if question is None or question.from_user is None or not question.from_user.is_bot:
        return None
    return replies.asked_by(question.text or "")
