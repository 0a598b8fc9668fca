"""/email: digests by mail, ordered, confirmed, changed and ended from a private chat."""

from __future__ import annotations

import asyncio
from typing import TYPE_CHECKING

from bot.chats import asker_of
from bot.handlers.replying import reply
from bot.handlers.subscriptions import read_visit
from bot.handlers.turning import show
from bot.replies import mailing as replies
from bot.replies.mailing import MAIL, MailAct
from bot.replies.subscriptions import start_first
from domain.mailing import code_of, mail_address

if TYPE_CHECKING:
    from telegram import Update

    from bot.handlers.visits import Visit
    from bot.mail_desk import MailDesk
    from bot.markup import RenderedMessage
    from bot.telegram_parts import Context, TelegramParts
    from bot.texts import Texts
    from domain.subscriber import Subscriber


async def email(parts: TelegramParts, update: Update, context: Context) -> None:
    """Say what is ordered, or take the address or code behind the command."""
    asker = asker_of(update)
    visit = await asyncio.to_thread(read_visit, parts, asker)
    await reply(context.bot, asker.chat, await _answer(parts, visit, " ".join(context.args or ())))


async def press(parts: TelegramParts, update: Update, _: Context) -> None:
    """Do what the pressed button says to a subscription of this chat, and show what is ordered now."""
    query, desk = update.callback_query, parts.mail
    if query is None or query.data is None:
        return
    visit = await asyncio.to_thread(read_visit, parts, asker_of(update))
    act, _colon, reference = query.data.removeprefix(MAIL).partition(":")
    chat = visit.subscriber
    if desk is None or chat is None or not await asyncio.to_thread(_act, desk, chat, MailAct(act), reference):
        await query.answer(visit.texts.say("This button is out of use."), show_alert=True)
        return
    await query.answer()
    await show(query, replies.standing(await asyncio.to_thread(desk.of_chat, chat.id), visit.texts))


async def _answer(parts: TelegramParts, visit: Visit, wanted: str) -> RenderedMessage:
    desk, chat, texts = parts.mail, visit.subscriber, visit.texts
    if desk is None or desk.postman is None:
        return replies.no_mail(texts)
    if chat is None:
        return start_first(texts)
    if wanted and code_of(wanted) is None:
        return await _asked(desk, chat, wanted, texts)
    if wanted and await asyncio.to_thread(_taken, desk, chat, wanted) is None:
        return replies.wrong_code(texts)
    return replies.standing(await asyncio.to_thread(desk.of_chat, chat.id), texts)


async def _asked(desk: MailDesk, chat: Subscriber, wanted: str, texts: Texts) -> RenderedMessage:
    try:
        address = mail_address(wanted)
    except ValueError:
        return replies.neither(texts)
    return replies.asked(await desk.ask(address, chat, chat.id), address, texts)


def _taken(desk: MailDesk, chat: Subscriber, code: str) -> Subscriber | None:
    """Begin the mail of a code; one that this chat sent before, or whose link was opened, is as good as a new one."""
    return desk.confirm(code, chat.id) or desk.begun_by(code, chat.id)


def _act(desk: MailDesk, chat: Subscriber, act: MailAct, reference: str) -> bool:
    match act:
        case MailAct.STOP:
            return desk.stop(chat.id, reference)
        case MailAct.TAKE:
            return desk.take_over(chat.id, reference)
        case _:
            return desk.set_weekly(chat.id, reference, weekly=act is MailAct.WEEKLY)
