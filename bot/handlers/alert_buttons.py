"""The buttons below an alert: mute its storyline, or tell the editors that its match is wrong.

Whatever the callback data says, only alerts of the chat in which the button was pressed are touched. In a group its
admins mute; anybody may report. In a channel its admins do both: all its readers see the buttons change.
"""

from __future__ import annotations

import asyncio
from contextlib import suppress
from typing import TYPE_CHECKING

from telegram.error import BadRequest

from bot.chats import asker_of, is_in_channel
from bot.handlers.replying import keyboard
from bot.handlers.rights import may_press
from bot.handlers.subscriptions import read_visit
from bot.handlers.visits import look_up
from bot.markup import RenderedMessage
from bot.messages import alert_parts
from bot.replies.alert_buttons import Act, press_of, reason_buttons
from domain.hint import HintReason, wrong_match

if TYPE_CHECKING:
    from telegram import CallbackQuery, Update

    from bot.chats import Asker
    from bot.replies.alert_buttons import Press
    from bot.telegram_parts import Context, TelegramParts
    from bot.texts import Texts
    from domain.alert import Alert
    from domain.unit_of_work import UnitOfWork


async def press_alert(parts: TelegramParts, update: Update, context: Context) -> None:
    """Do what a button below an alert asks for, and show the buttons as they are then."""
    query = update.callback_query
    if query is None:
        return
    asker, press = asker_of(update), press_of(query.data or "")
    if press is not None and (press.act in (Act.MUTE, Act.UNMUTE) or is_in_channel(query)):
        visit = await asyncio.to_thread(read_visit, parts, asker)
        if not await may_press(query, asker, visit.texts, context):
            return
    said, shown = await asyncio.to_thread(_done, parts, asker, press)
    await query.answer(said or None)
    if shown is not None:
        await _show(query, shown)


def _done(parts: TelegramParts, asker: Asker, press: Press | None) -> tuple[str, RenderedMessage | None]:
    """Return what is said about the press, and the message whose buttons are to be shown; None = as they are."""
    with parts.open_unit_of_work() as work:
        visit = look_up(work, parts, asker)
        alert = work.amendments.find(press.message_id) if press is not None else None
        own = alert is not None and visit.subscriber is not None and alert.subscriber.id == visit.subscriber.id
        if press is None or alert is None or not own or alert.withdrawn is not None:
            return visit.texts.say("This button is out of use."), None
        said = _act(work, parts, alert, press, visit.texts)
        work.commit()
        if press.act is Act.WRONG:
            return said, RenderedMessage((), reason_buttons(press.message_id, visit.texts))
        now_stands = work.amendments.find(press.message_id) or alert
        return said, alert_parts(now_stands, parts.declaration, parts.places)


def _act(work: UnitOfWork, parts: TelegramParts, alert: Alert, press: Press, texts: Texts) -> str:
    subscriber, development, now = alert.subscriber.id, alert.development.id, parts.clock.now()
    match press.act:
        case Act.MUTE:
            work.mutes.set(subscriber, development, now)
            return texts.say("Nothing more of this storyline comes here.")
        case Act.UNMUTE:
            work.mutes.clear(subscriber, development)
            return texts.say("What is new in this storyline comes again.")
        case Act.REASON:
            hint = wrong_match(subscriber, development, press.reason or HintReason.OTHER, now)
            if work.hints.add(hint):
                return texts.say("Thank you, the editors will look at it.")
            return texts.say("This was reported already; the editors will look at it.")
        case _:
            return ""


async def _show(query: CallbackQuery, message: RenderedMessage) -> None:
    shown = query.message
    if shown is None:
        return
    # Shown already, or deleted meanwhile: what was asked for is done all the same.
    with suppress(BadRequest):
        await query.get_bot().edit_message_reply_markup(shown.chat.id, shown.message_id, reply_markup=keyboard(message))
