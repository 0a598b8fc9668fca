"""/settings: facets chosen by buttons that edit one message; outlets and phrases by replies.

In groups everybody may look, and only admins of the chat may change.
"""

from __future__ import annotations

import asyncio
from dataclasses import replace
from typing import TYPE_CHECKING

from telegram import ChatMember, ForceReply
from telegram.constants import ParseMode
from telegram.error import BadRequest
from telegram.ext import filters

from bot.chats import asker_of
from bot.choosing import Screen, Wish, answered, applied, wish_of
from bot.handlers.replying import NO_PREVIEW, keyboard, reply
from bot.handlers.subscriptions import read_visit
from bot.handlers.visits import look_up
from bot.replies import choices as replies
from bot.replies.subscriptions import start_first

if TYPE_CHECKING:
    from collections.abc import Callable

    from telegram import CallbackQuery, Message, Update

    from bot.chats import Asker
    from bot.handlers.visits import Visit
    from bot.markup import RenderedMessage
    from bot.telegram_parts import Context, TelegramParts
    from domain.facets import Facets

_ADMINS = (ChatMember.ADMINISTRATOR, ChatMember.OWNER)
_UNCHANGED = "not modified"
"""In Telegram's refusal to edit a message into what it is already."""


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
    if (wish.on is not None or wish.asks) and not await _may_change(asker, context):
        await query.answer(visit.texts.say("Only admins of this chat may change its settings."), show_alert=True)
        return
    if visit.subscriber is not None and wish.asks:
        await _ask(query, asker, visit, wish, context)
        return
    if visit.subscriber is not None and wish.on is not None:
        visit = await asyncio.to_thread(_change, parts, asker, lambda facets: applied(facets, wish, parts.presets))
    await query.answer()
    await _show(query, _screen(parts, visit, wish))


async def written(parts: TelegramParts, update: Update, context: Context) -> None:
    """Take an outlet or a phrase that was written as a reply, and show the screen it stands on."""
    message = update.effective_message
    asked = _asked(message) if message is not None else None
    if message is None or asked is None:
        return
    asker, text = asker_of(update), message.text or ""
    visit = await asyncio.to_thread(read_visit, parts, asker)
    if not (_speaks_as_chat(message) or await _may_change(asker, context)):
        return
    if visit.subscriber is not None and answered(visit.subscriber.facets, asked, text) is None:
        await reply(context.bot, asker.chat, replies.not_taken(asked, visit.texts))
        return
    visit = await asyncio.to_thread(_change, parts, asker, lambda facets: answered(facets, asked, text) or facets)
    await reply(context.bot, asker.chat, _screen(parts, visit, Wish(asked)))


async def _may_change(asker: Asker, context: Context) -> bool:
    if not asker.is_group:
        return True
    if asker.user_id is None:
        return False
    member = await context.bot.get_chat_member(asker.chat.chat_id, asker.user_id)
    return member.status in _ADMINS


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


async def _show(query: CallbackQuery, message: RenderedMessage) -> None:
    """Edit the message of the button; one that shows this already, or is too old to be edited, stays as it is."""
    try:
        await query.edit_message_text(
            message.html,
            parse_mode=ParseMode.HTML,
            link_preview_options=NO_PREVIEW,
            reply_markup=keyboard(message),
        )
    except BadRequest as refusal:
        if _UNCHANGED not in refusal.message:
            raise


def _change(parts: TelegramParts, asker: Asker, change: Callable[[Facets], Facets]) -> Visit:
    """Change the facets of the chat, as they are stored at this moment."""
    with parts.open_unit_of_work() as work:
        visit = look_up(work, parts, asker)
        if visit.subscriber is None:
            return visit
        subscriber = replace(visit.subscriber, facets=change(visit.subscriber.facets))
        work.subscribers.save(subscriber)
        work.commit()
    return replace(visit, subscriber=subscriber)


def _screen(parts: TelegramParts, visit: Visit, wish: Wish) -> RenderedMessage:
    if visit.subscriber is None:
        return start_first(visit.texts)
    return replies.screen(wish, visit.subscriber.facets, parts.declaration, visit.texts)


def _asked(message: Message) -> Screen | None:
    """Return what the message answers: only what a bot asked, in our words."""
    question = message.reply_to_message
    if question is None or question.from_user is None or not question.from_user.is_bot:
        return None
    return replies.asked_by(question.text or "")


def _speaks_as_chat(message: Message) -> bool:
    """Whether an admin writes in the name of the group itself."""
    return message.sender_chat is not None and message.sender_chat.id == message.chat.id
