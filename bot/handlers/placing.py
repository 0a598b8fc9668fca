"""Setting up channels and groups by their admins, in their own chats with the bot; nothing is posted in a channel."""

from __future__ import annotations

import asyncio
import logging
from dataclasses import replace
from functools import partial
from typing import TYPE_CHECKING

from telegram.error import BadRequest, Forbidden

from bot.chats import Asker, ChatKey, asker_of, reader_language
from bot.choosing import CHOOSE, wish_of
from bot.handlers import choosing, subscriptions
from bot.handlers.admission import note_request, refusal
from bot.handlers.replying import reply
from bot.handlers.rights import administers
from bot.handlers.subscriptions import read_visit
from bot.handlers.turning import show
from bot.handlers.visits import Visit, look_up
from bot.placing import SETUP, SetupAct, about_chat, placed, placed_asker
from bot.posting import may_post
from bot.replies import choices
from bot.replies import placing as replies
from bot.replies.subscriptions import LANGUAGE
from bot.subscribing import speaking, started
from domain.commitment import READER_LANGUAGES
from domain.place import JoinedChat
from domain.subscriber import SubscriberState

if TYPE_CHECKING:
    from collections.abc import Callable

    from telegram import CallbackQuery, ChatMemberUpdated, Update

    from bot.markup import RenderedMessage
    from bot.telegram_parts import Context, TelegramParts
    from bot.texts import Texts
    from domain.subscriber import Subscriber

log = logging.getLogger(__name__)

LISTED = 30
"""Chats of which somebody is asked whether they are its admin, newest first; others are given by name."""


async def membership(parts: TelegramParts, update: Update, context: Context) -> None:
    """Note where the bot was added or removed; who let it post in a channel or group gets the set-up privately."""
    await subscriptions.membership(parts, update, context)
    changed = update.my_chat_member
    if changed is None or changed.chat.type == changed.chat.PRIVATE:
        return
    is_channel = changed.chat.type == changed.chat.CHANNEL
    could, can = (may_post(each, is_channel=is_channel) for each in (changed.old_chat_member, changed.new_chat_member))
    await asyncio.to_thread(_note, parts, changed, is_here=can)
    if can and not could:
        await _offer(parts, changed, context, is_channel=is_channel)


async def renamed(parts: TelegramParts, update: Update, _: Context) -> None:
    """Take over the new title of a group or channel that the bot is in; nothing is said there."""
    message = update.effective_message
    if message is not None and message.new_chat_title:
        await asyncio.to_thread(_rename, parts, str(message.chat.id), message.new_chat_title)


async def channels(parts: TelegramParts, update: Update, context: Context) -> None:
    """List the channels and groups that the asker may set up, or open the one that is named."""
    here = asker_of(update)
    visit = await asyncio.to_thread(read_visit, parts, here)
    if context.args:
        await reply(context.bot, here.chat, await _named(parts, here, context.args[0], visit.texts, context))
        return
    known = await asyncio.to_thread(_candidates, parts)
    askers = [(each, placed_asker(here, each.address)) for each in known]
    mine = [each for each, there in askers if there is not None and await administers(there, context)]
    titled = [replace(each, title=await _title(parts, each.address, context)) for each in mine]
    await reply(context.bot, here.chat, replies.chats_list(titled, visit.texts))


async def press(parts: TelegramParts, update: Update, context: Context) -> None:
    """Do what a button about another chat asks, if who taps is an admin of that chat at this moment."""
    query = update.callback_query
    if query is None:
        return
    here = asker_of(update)
    mine = await asyncio.to_thread(read_visit, parts, here)
    found = placed(query.data or "")
    there = placed_asker(here, found[0]) if found else None
    if found is None or there is None:
        await query.answer(mine.texts.say("This button is out of use."))
        return
    there = replace(there, language=mine.texts.language)
    if not await administers(there, context):
        await query.answer(mine.texts.say("Only admins of this chat may change its settings."), show_alert=True)
        return
    visit = await asyncio.to_thread(read_visit, parts, there)
    if not visit.admitted:
        await query.answer(mine.texts.say("This button is out of use."))
        return
    await _act(parts, query, there, found[1], mine.texts, context)


async def _act(
    parts: TelegramParts, query: CallbackQuery, there: Asker, data: str, texts: Texts, context: Context
) -> None:
    """Carry out what is asked for a chat, and show its set-up or settings after it."""
    if data.startswith(CHOOSE):
        await _choose(parts, query, there, data, texts, context)
        return
    change = _changes(data)
    if data == f"{SETUP}{SetupAct.ON}":
        if not await _bot_may_post(there.chat.chat_id, context):
            said = texts.say("The bot may not post there yet: make it an admin with the right to post messages.")
            await query.answer(said, show_alert=True)
            return
        await asyncio.to_thread(subscriptions.join, parts, there, None)
    elif data == f"{SETUP}{SetupAct.OFF}":
        await asyncio.to_thread(_stop, parts, there)
    elif change is not None:
        await asyncio.to_thread(_keep, parts, there, change)
    elif data != f"{SETUP}{SetupAct.MENU}":
        await query.answer(texts.say("This button is out of use."))
        return
    await query.answer()
    await show(query, await _setup(parts, there, texts, context))


async def _choose(
    parts: TelegramParts, query: CallbackQuery, there: Asker, data: str, texts: Texts, context: Context
) -> None:
    wish = wish_of(data, parts.declaration, parts.organisations)
    if wish is None:
        await query.answer(texts.say("This button is out of use."))
        return
    address = there.chat.address
    if wish.asks:
        await asyncio.to_thread(_keep, parts, there, lambda known: known)
        await query.answer()
        own = ChatKey(query.from_user.id)
        await choosing.ask(context, own, about_chat(choices.prompt(wish.screen, texts), address))
        return
    if wish.on is not None:
        await asyncio.to_thread(_keep, parts, there, lambda known: choosing.after(known, wish, parts))
    await query.answer()
    visit = await asyncio.to_thread(_look, parts, there)
    shown = choosing.screen_of(parts, visit, wish, texts)
    title = await _title(parts, address, context)
    await show(query, replies.placed_settings(title, shown, address, texts))


def _changes(data: str) -> Callable[[Subscriber], Subscriber] | None:
    """Return what a button of the set-up changes about the chat, None for one that changes nothing so."""
    changes: dict[str, Callable[[Subscriber], Subscriber]] = {
        f"{SETUP}{SetupAct.HOLD}": lambda known: _held(known, on=True),
        f"{SETUP}{SetupAct.FREE}": lambda known: _held(known, on=False),
        **{f"{LANGUAGE}{code}": partial(speaking, language=code) for code in READER_LANGUAGES},
    }
    return changes.get(data)


def _held(known: Subscriber, *, on: bool) -> Subscriber:
    return replace(known, timing=replace(known.timing, hold_until_reviewed=on))


async def _offer(parts: TelegramParts, changed: ChatMemberUpdated, context: Context, *, is_channel: bool) -> None:
    """Send the set-up to who added the bot, if they are an admin; a group hears one line where that does not work."""
    person = changed.from_user
    address = str(changed.chat.id)
    language = reader_language(person.language_code)
    own = await asyncio.to_thread(read_visit, parts, _in_person(person.id, language))
    there = placed_asker(replace(own.asker, language=own.texts.language), address)
    if there is None:
        return
    known = await asyncio.to_thread(read_visit, parts, there)
    is_admin = not person.is_bot and await administers(there, context)
    try:
        if is_admin and known.admitted:
            await reply(context.bot, own.asker.chat, await _setup(parts, there, own.texts, context))
            return
        if is_admin:
            await asyncio.to_thread(note_request, parts, there)
            await reply(context.bot, own.asker.chat, refusal(parts.access, there, own, noted=True))
            return
    except (BadRequest, Forbidden):
        # Who never wrote to the bot cannot be written to; /channels shows them the set-up once they have.
        log.info("the admin who added the bot to a chat has no chat with it yet")
    if not is_channel and known.admitted and known.subscriber is None:
        await reply(context.bot, there.chat, replies.added_to_group(own.texts))


async def _named(parts: TelegramParts, here: Asker, name: str, texts: Texts, context: Context) -> RenderedMessage:
    """Return the set-up of a chat given by ``@name`` or number, if the asker may set it up."""
    try:
        chat = await context.bot.get_chat(name)
    except (BadRequest, Forbidden):
        return replies.not_your_chat(texts)
    there = placed_asker(replace(here, language=texts.language), str(chat.id))
    if there is None or not await administers(there, context):
        return replies.not_your_chat(texts)
    visit = await asyncio.to_thread(read_visit, parts, there)
    return await _setup(parts, there, texts, context) if visit.admitted else refusal(parts.access, there, visit)


async def _setup(parts: TelegramParts, there: Asker, texts: Texts, context: Context) -> RenderedMessage:
    visit = await asyncio.to_thread(_look, parts, there)
    chat = visit.subscriber or _draft(parts, there)
    title = await _title(parts, there.chat.address, context)
    return replies.setup_screen(title, chat, parts.declaration, parts.organisations, texts)


async def _bot_may_post(chat_id: int, context: Context) -> bool:
    chat = await context.bot.get_chat(chat_id)
    member = await context.bot.get_chat_member(chat_id, context.bot.id)
    return may_post(member, is_channel=chat.type == chat.CHANNEL)


async def _title(parts: TelegramParts, address: str, context: Context) -> str:
    """Return how a chat is called; one that was added before titles were kept is asked for."""
    known = await asyncio.to_thread(_joined, parts, address)
    if known is not None:
        return known.title
    chat = await context.bot.get_chat(int(address))
    await asyncio.to_thread(_save, parts, JoinedChat(address, chat.title or address, parts.clock.now()))
    return chat.title or address


def _in_person(user_id: int, language: str) -> Asker:
    return Asker(ChatKey(user_id), user_id, language, is_group=False)


def _draft(parts: TelegramParts, there: Asker) -> Subscriber:
    """Return the chat as it would be stored: nothing comes before its set-up is finished."""
    return replace(started(None, there, parts.clock.now()), state=SubscriberState.STOPPED)


def _look(parts: TelegramParts, there: Asker) -> Visit:
    visit = read_visit(parts, there)
    return replace(visit, subscriber=visit.subscriber or _draft(parts, there))


def _keep(parts: TelegramParts, there: Asker, change: Callable[[Subscriber], Subscriber]) -> None:
    """Change what is stored of the chat, or store it for the first time."""
    with parts.open_unit_of_work() as work:
        if look_up(work, parts, there).subscriber is None:
            work.subscribers.save(_draft(parts, there))
            work.commit()
    choosing.change(parts, there, change)


def _stop(parts: TelegramParts, there: Asker) -> None:
    with parts.open_unit_of_work() as work:
        known = look_up(work, parts, there).subscriber
        if known is not None:
            work.subscribers.set_state(known.id, SubscriberState.STOPPED)
            work.commit()


def _note(parts: TelegramParts, changed: ChatMemberUpdated, *, is_here: bool) -> None:
    address = str(changed.chat.id)
    with parts.open_unit_of_work() as work:
        if is_here:
            work.joined_chats.save(JoinedChat(address, changed.chat.title or address, parts.clock.now()))
        else:
            work.joined_chats.remove(address)
        work.commit()


def _joined(parts: TelegramParts, address: str) -> JoinedChat | None:
    with parts.open_unit_of_work(writes=False) as work:
        return work.joined_chats.find(address)


def _save(parts: TelegramParts, chat: JoinedChat) -> None:
    with parts.open_unit_of_work() as work:
        work.joined_chats.save(chat)
        work.commit()


def _rename(parts: TelegramParts, address: str, title: str) -> None:
    with parts.open_unit_of_work() as work:
        known = work.joined_chats.find(address)
        if known is not None:
            work.joined_chats.save(replace(known, title=title))
            work.commit()


def _candidates(parts: TelegramParts) -> list[JoinedChat]:
    """Return the chats that the bot is in, and those that were set up before such were noted."""
    with parts.open_unit_of_work(writes=False) as work:
        joined = list(work.joined_chats.list_newest(LISTED))
        listed = {each.address for each in joined}
        groups = (each for each in work.subscribers.list_active() if each.is_group)
        older = {str(ChatKey.of(each.address).chat_id): each.created_at for each in groups}
    more = (JoinedChat(address, address, at) for address, at in older.items() if address not in listed)
    return [*joined, *more][:LISTED]
