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
from bot.choosing import Wish, answered, applied, applied_timing, wish_of
from bot.choosing_names import recognised
from bot.choosing_times import TIMED, retimed
from bot.handlers.replying import NO_PREVIEW, reply
from bot.handlers.rights import administers, may_change
from bot.handlers.subscriptions import read_visit
from bot.handlers.turning import show
from bot.handlers.visits import look_up
from bot.markup import GAP
from bot.placing import for_chat, placed_asker
from bot.replies import choices as replies
from bot.replies.choice_names import name_taken
from bot.replies.subscriptions import start_first
from bot.replies.timing import mode_line, timing_screen
from bot.screens import Screen

if TYPE_CHECKING:
    from collections.abc import Callable

    from telegram import Message, Update

    from bot.chats import Asker, ChatKey
    from bot.handlers.visits import Visit
    from bot.markup import RenderedMessage
    from bot.telegram_parts import Context, TelegramParts
    from bot.texts import Texts
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
    await reply(context.bot, asker.chat, screen_of(parts, visit, Wish(Screen.MENU)))


async def choose(parts: TelegramParts, update: Update, context: Context) -> None:
    """Do what a button asks and show its screen in the same message."""
    query = update.callback_query
    if query is None:
        return
    asker = asker_of(update)
    wish = wish_of(query.data or "", parts.declaration, parts.organisations)
    visit = await asyncio.to_thread(read_visit, parts, asker)
    if wish is None:
        await query.answer(visit.texts.say("This button is out of use."))
        return
    if (wish.on is not None or wish.asks) and not await administers(asker, context):
        await query.answer(visit.texts.say("Only admins of this chat may change its settings."), show_alert=True)
        return
    if visit.subscriber is not None and wish.asks:
        await query.answer()
        await ask(context, asker.chat, replies.prompt(wish.screen, visit.texts))
        return
    if visit.subscriber is not None and wish.on is not None:
        visit = await asyncio.to_thread(change, parts, asker, lambda known: after(known, wish, parts))
    await query.answer()
    await show(query, screen_of(parts, visit, wish))


async def written(parts: TelegramParts, update: Update, context: Context) -> None:
    """Take an outlet, a phrase or a name that was written as a reply, and show the screen it stands on."""
    message = update.effective_message
    question = _asked(message) if message is not None else None
    if message is None or question is None:
        return
    here, text = asker_of(update), message.text or ""
    asked, address = question
    asker = here if address is None else placed_asker(here, address)
    if asker is None or not await (may_change if address is None else administers)(asker, context):
        return
    visit, texts = await asyncio.to_thread(_for_answer, parts, here, asker)
    known = recognised(text, parts.organisations, parts.find_names) if asked is Screen.NAMES else ()
    if visit.subscriber is not None and answered(visit.subscriber.facets, asked, text, known) is None:
        await reply(context.bot, here.chat, replies.not_taken(asked, texts))
        return
    visit = await asyncio.to_thread(
        change,
        parts,
        asker,
        lambda kept: replace(kept, facets=answered(kept.facets, asked, text, known) or kept.facets),
    )
    said = (name_taken(text, known, parts.organisations, texts),) if asked is Screen.NAMES else ()
    shown = screen_of(parts, visit, Wish(asked), texts)
    await reply(context.bot, here.chat, *said, shown if address is None else for_chat(shown, address))


def _for_answer(parts: TelegramParts, here: Asker, asker: Asker) -> tuple[Visit, Texts]:
    """Return what is known of the chat that is changed, and the texts of the one in which that is done."""
    return read_visit(parts, asker), read_visit(parts, here).texts


async def ask(context: Context, chat: ChatKey, question: RenderedMessage) -> None:
    """Ask the reader to write something as a reply.

    Raises:
        TelegramError: it was not asked.
    """
    await context.bot.send_message(
        chat_id=chat.chat_id,
        message_thread_id=chat.thread_id,
        text=question.html,
        parse_mode=ParseMode.HTML,
        link_preview_options=NO_PREVIEW,
        reply_markup=ForceReply(),
    )


def change(parts: TelegramParts, asker: Asker, change: Callable[[Subscriber], Subscriber]) -> Visit:
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


def after(known: Subscriber, wish: Wish, parts: TelegramParts) -> Subscriber:
    """Return the subscriber after a wish, be it about times or about what comes."""
    if wish.screen in TIMED:
        return retimed(known, wish.screen, wish.value, on=bool(wish.on))
    facets = applied(known.facets, wish, parts.presets)
    return replace(known, facets=facets, timing=applied_timing(known.timing, wish, parts.presets))


def screen_of(parts: TelegramParts, visit: Visit, wish: Wish, texts: Texts | None = None) -> RenderedMessage:
    """Return a screen of the settings as they are stored; ``texts`` of who looks, where that is not the chat itself."""
    texts = texts or visit.texts
    if visit.subscriber is None:
        return start_first(texts)
    if wish.screen in TIMED:
        return timing_screen(wish.screen, visit.subscriber, texts)
    shown = replies.screen(wish, visit.subscriber.facets, parts.declaration, texts, parts.organisations)
    if wish.screen is not Screen.PRESET:
        return shown
    return replace(shown, lines=(*shown.lines, GAP, mode_line(visit.subscriber.timing, texts)))


def _asked(message: Message) -> tuple[Screen, str | None] | None:
    """Return what the message answers, and for which chat if not for its own: only what a bot asked, in our words."""
    question = message.reply_to_message
    if question is None or question.from_user is None or not question.from_user.is_bot:
        return None
    text, _, address = (question.text or "").partition("\n")
    asked = replies.asked_by(text)
    return None if asked is None else (asked, address or None)
