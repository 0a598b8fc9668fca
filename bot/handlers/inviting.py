"""/invite and /admit: who may use the bot, decided by those in ``CAJAD_ADMINS`` in their own chats with it."""

from __future__ import annotations

import asyncio
import re
from dataclasses import replace
from datetime import timedelta
from typing import TYPE_CHECKING

from telegram.error import BadRequest, Forbidden

from bot.chats import Asker, ChatKey, asker_of
from bot.handlers.operating import for_operators, is_operator
from bot.handlers.replying import reply
from bot.handlers.subscriptions import first_screen, read_visit
from bot.handlers.turning import show
from bot.invitations import new_code
from bot.replies import inviting as replies
from bot.subscribing import started
from domain.invitation import Invitation
from domain.subscriber import ChannelName, SubscriberState

if TYPE_CHECKING:
    from telegram import Update

    from bot.markup import RenderedMessage
    from bot.telegram_parts import Context, TelegramParts
    from bot.texts import Texts
    from domain.place import AdmissionRequest

INVITED_FOR = timedelta(days=7)
"""As long as ``cajad invite`` gives by itself."""

_NEW = re.compile(rf"{replies.NEW}(1|{replies.SEVERAL}|{replies.EDITOR})")
_END = re.compile(rf"{replies.END}([0-9a-f]{{16}})")
_ADDRESS = re.compile(r"-?\d{1,16}(?:/\d{1,10})?", re.ASCII)


@for_operators
async def invite(parts: TelegramParts, update: Update, context: Context) -> None:
    """List the invitations, with buttons to make and to end some."""
    asker = asker_of(update)
    await reply(context.bot, asker.chat, await asyncio.to_thread(_listed, parts, asker))


async def press_invite(parts: TelegramParts, update: Update, context: Context) -> None:
    """Make or end an invitation, and show the list as it is then."""
    query = update.callback_query
    if query is None:
        return
    asker, data = asker_of(update), query.data or ""
    new, end = _NEW.fullmatch(data), _END.fullmatch(data)
    if not is_operator(parts, asker) or (new is None and end is None):
        visit = await asyncio.to_thread(read_visit, parts, asker)
        await query.answer(visit.texts.say("This button is out of use."))
        return
    await query.answer()
    if new is not None:
        opens = f"https://t.me/{context.bot.username}?start="
        await reply(context.bot, asker.chat, await asyncio.to_thread(_made, parts, asker, new[1], opens))
    elif end is not None:
        await asyncio.to_thread(_end, parts, end[1])
    await show(query, await asyncio.to_thread(_listed, parts, asker))


@for_operators
async def admit(parts: TelegramParts, update: Update, context: Context) -> None:
    """List who asked to be admitted, or admit a chat by its number."""
    asker = asker_of(update)
    said = ""
    if context.args:
        texts = (await asyncio.to_thread(read_visit, parts, asker)).texts
        is_number = _ADDRESS.fullmatch(context.args[0])
        said = await _admit(parts, context.args[0], texts, context) if is_number else replies.not_a_number(texts)
    await reply(context.bot, asker.chat, await _requests(parts, asker, context, said))


async def press_admit(parts: TelegramParts, update: Update, context: Context) -> None:
    """Admit a chat that asked, or do not; only of those that still wait."""
    query = update.callback_query
    if query is None:
        return
    asker, data = asker_of(update), query.data or ""
    admits = data.startswith(replies.YES)
    address = data.removeprefix(replies.YES if admits else replies.NO)
    texts = (await asyncio.to_thread(read_visit, parts, asker)).texts
    if not is_operator(parts, asker) or await asyncio.to_thread(_request, parts, address) is None:
        await query.answer(texts.say("This button is out of use."))
        return
    await query.answer()
    if admits:
        said = await _admit(parts, address, texts, context)
    else:
        await asyncio.to_thread(_forget, parts, address)
        said = replies.declined(await _name(address, context), texts)
    await show(query, await _requests(parts, asker, context, said))


async def _admit(parts: TelegramParts, address: str, texts: Texts, context: Context) -> str:
    """Admit a chat; a person is told so with the first screen, a group or channel is left to its admins."""
    asker = await asyncio.to_thread(_let_in, parts, address)
    if not asker.is_group:
        visit = await asyncio.to_thread(read_visit, parts, asker)
        try:
            await reply(context.bot, asker.chat, *await asyncio.to_thread(first_screen, parts, visit))
        except (BadRequest, Forbidden):
            # Nobody of this number has a chat with the bot; it is admitted for the day it opens one.
            await asyncio.to_thread(_leave, parts, asker)
    return replies.admitted(await _name(address, context), texts)


async def _requests(parts: TelegramParts, asker: Asker, context: Context, said: str) -> RenderedMessage:
    visit = await asyncio.to_thread(read_visit, parts, asker)
    waiting = (await asyncio.to_thread(_waiting, parts))[: replies.SHOWN]
    named = [(each, await _name(each.address, context)) for each in waiting]
    return replies.requests_list(named, parts.access, visit.texts, said=said)


async def _name(address: str, context: Context) -> str:
    """Return how Telegram calls a chat, its number where it does not tell."""
    try:
        chat = await context.bot.get_chat(ChatKey.of(address).chat_id)
    except (BadRequest, Forbidden):
        return address
    return chat.effective_name or address


def _listed(parts: TelegramParts, asker: Asker) -> RenderedMessage:
    texts = read_visit(parts, asker).texts
    with parts.open_unit_of_work(writes=False) as work:
        return replies.invitations_list(work.invitations.list_open(parts.clock.now()), parts.access, texts)


def _made(parts: TelegramParts, asker: Asker, whom: str, opens: str) -> RenderedMessage:
    texts, code = read_visit(parts, asker).texts, new_code()
    until = parts.clock.now() + INVITED_FOR
    is_editor = whom == replies.EDITOR
    uses = 1 if is_editor else int(whom)
    with parts.open_unit_of_work() as work:
        work.invitations.add(code, until, editor=is_editor, uses=uses)
        work.commit()
    return replies.invitation(f"{opens}{code}", code, Invitation("", is_editor, uses, 0, until), texts)


def _end(parts: TelegramParts, invitation_id: str) -> None:
    with parts.open_unit_of_work() as work:
        work.invitations.revoke(invitation_id)
        work.commit()


def _waiting(parts: TelegramParts) -> list[AdmissionRequest]:
    with parts.open_unit_of_work(writes=False) as work:
        return list(work.admissions.list_open(parts.clock.now()))


def _request(parts: TelegramParts, address: str) -> AdmissionRequest | None:
    return next((each for each in _waiting(parts) if each.address == address), None)


def _forget(parts: TelegramParts, address: str) -> None:
    with parts.open_unit_of_work() as work:
        work.admissions.remove(address)
        work.commit()


def _let_in(parts: TelegramParts, address: str) -> Asker:
    """Store the chat: a person as a subscriber, a group or channel as one that its admins are still to set up."""
    asked, now = _request(parts, address), parts.clock.now()
    chat = ChatKey.of(address)
    asker = Asker(chat, None, asked.language if asked else "en", is_group=chat.chat_id < 0)
    with parts.open_unit_of_work() as work:
        known = work.subscribers.find(ChannelName.TELEGRAM, address)
        if known is None:
            new = started(None, asker, now)
            state = SubscriberState.STOPPED if asker.is_group else new.state
            work.subscribers.save(replace(new, state=state))
        work.admissions.remove(address)
        work.commit()
    return asker


def _leave(parts: TelegramParts, asker: Asker) -> None:
    with parts.open_unit_of_work() as work:
        known = work.subscribers.find(ChannelName.TELEGRAM, asker.chat.address)
        if known is not None:
            work.subscribers.set_state(known.id, SubscriberState.STOPPED)
            work.commit()
