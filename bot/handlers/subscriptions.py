"""/start, /stop, /language, and what Telegram tells of chats that block, remove or move."""

from __future__ import annotations

import asyncio
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from telegram import ChatMember

from bot.asking import language_asked
from bot.chats import ChatKey, asker_of
from bot.handlers.replying import reply
from bot.handlers.rights import administers, may_change
from bot.handlers.visits import Visit, look_up
from bot.introducing import renew_menu
from bot.invitations import find_code
from bot.recipients import let_back
from bot.replies import subscriptions as replies
from bot.replies.own_data import admins_only
from bot.subscribing import speaking, started
from domain.patience import once_more
from domain.subscriber import ChannelName, SubscriberState

if TYPE_CHECKING:
    from telegram import Update

    from bot.chats import Asker
    from bot.markup import RenderedMessage
    from bot.telegram_parts import Context, TelegramParts
    from domain.subscriber import Subscriber

LATEST_CONSIDERED = 50
"""Newest developments among which the first screen looks for an important one."""

_PRESENT = (ChatMember.MEMBER, ChatMember.ADMINISTRATOR, ChatMember.OWNER, ChatMember.RESTRICTED)


@dataclass(frozen=True, slots=True)
class Joined:
    """What came of a wish to subscribe.

    Attributes:
        subscriber: None if the chat was not admitted. redeemed: whether a one-time code was used up.
        promoted: whether that code made its sender an editor; others only admit.
        waiting: developments that wait for a chat that was known before, None for a new one.
    """

    visit: Visit
    subscriber: Subscriber | None
    redeemed: bool
    promoted: bool = False
    waiting: int | None = None


async def start(parts: TelegramParts, update: Update, context: Context) -> None:
    """Subscribe at once and show the first screen; a one-time code after the command makes an editor."""
    asker = asker_of(update)
    if not await _may_change(parts, asker, context):
        return
    code = find_code(" ".join(context.args or ()))
    await reply(context.bot, asker.chat, *await asyncio.to_thread(_answer_start, parts, asker, code))
    await renew_menu(context.bot, parts, asker)


async def stop(parts: TelegramParts, update: Update, context: Context) -> None:
    """Send no more alerts."""
    asker = asker_of(update)
    if not await _may_change(parts, asker, context):
        return
    visit = await asyncio.to_thread(_set_state, parts, asker, SubscriberState.STOPPED)
    await reply(context.bot, asker.chat, replies.stopped(visit.texts))


async def language(parts: TelegramParts, update: Update, context: Context) -> None:
    """Take the language that is named behind the command, or ask for it."""
    asker, words = asker_of(update), " ".join(context.args or ())
    chosen = language_asked(words)
    if chosen is not None and await _may_change(parts, asker, context):
        await _change_language(parts, asker, chosen, context)
    elif chosen is None:
        visit = await asyncio.to_thread(read_visit, parts, asker)
        await reply(context.bot, asker.chat, replies.language_question(visit.texts, hint=bool(words)))


async def choose_language(parts: TelegramParts, update: Update, context: Context) -> None:
    """Take the language from a pressed button and confirm it in that language."""
    query = update.callback_query
    if query is None or query.data is None:
        return
    asker = asker_of(update)
    if not await administers(asker, context):
        visit = await asyncio.to_thread(read_visit, parts, asker)
        await query.answer(visit.texts.say("Only admins of this chat may change its settings."), show_alert=True)
        return
    await query.answer()
    await _change_language(parts, asker, query.data.removeprefix(replies.LANGUAGE), context)


async def membership(parts: TelegramParts, update: Update, _: Context) -> None:
    """Let a chat rest that blocked or removed the bot; take it up again when it lets the bot back in."""
    changed = update.my_chat_member
    if changed is None:
        return
    was, now = (each.status in _PRESENT for each in (changed.old_chat_member, changed.new_chat_member))
    if was and not now:
        await asyncio.to_thread(_pause, parts, changed.chat.id)
    elif now and not was:
        await asyncio.to_thread(_resume, parts, changed.chat.id)


async def migration(parts: TelegramParts, update: Update, _: Context) -> None:
    """Follow a group that became a supergroup; Telegram tells of it in both, in any order."""
    message = update.message
    if message is None:
        return
    if message.migrate_to_chat_id:
        await asyncio.to_thread(_move, parts, message.chat.id, message.migrate_to_chat_id)
    elif message.migrate_from_chat_id:
        await asyncio.to_thread(_move, parts, message.migrate_from_chat_id, message.chat.id)


async def started_in_channel(parts: TelegramParts, update: Update, _: Context) -> None:
    """Let a channel receive messages; it is answered by nothing, as all its readers would see that."""
    await asyncio.to_thread(join, parts, asker_of(update), None)


async def stopped_in_channel(parts: TelegramParts, update: Update, _: Context) -> None:
    """Send a channel no more; nothing is posted there about it."""
    await asyncio.to_thread(_set_state, parts, asker_of(update), SubscriberState.STOPPED)


async def topic(parts: TelegramParts, update: Update, _: Context) -> None:
    """Let a forum topic rest that was closed, and that topic alone; when it is opened it gets what waited."""
    message = update.effective_message
    if message is None:
        return
    turn = _close if message.forum_topic_closed is not None else _reopen
    await asyncio.to_thread(turn, parts, asker_of(update))


def read_visit(parts: TelegramParts, asker: Asker) -> Visit:
    """Look the visitor up, changing nothing."""
    with parts.open_unit_of_work(writes=False) as work:
        return look_up(work, parts, asker)


def join(parts: TelegramParts, asker: Asker, code: str | None, *, only_by_code: bool = False) -> Joined:
    """Subscribe the chat if it is admitted; use up the code, in a chat of its sender alone.

    Args:
        parts: what handlers work with.
        asker: who wishes to subscribe, and where.
        code: a one-time code as ``find_code`` returns it.
        only_by_code: whether a wrong code ends the matter, although the chat would be admitted without one.
    """
    now = parts.clock.now()
    with parts.open_unit_of_work() as work:
        visit = look_up(work, parts, asker)
        redeemed = code is not None and not asker.is_group and work.invitations.redeem(code, now)
        if not redeemed and (only_by_code or not visit.admitted):
            return Joined(visit, None, redeemed=False)
        promoted = redeemed and code is not None and work.invitations.makes_editor(code)
        subscriber = started(visit.subscriber, asker, now, editor=promoted)
        work.subscribers.save(subscriber)
        work.digests.release_pause(subscriber.id, now)
        let_back(visit.subscriber or subscriber, work, now)
        waiting = None if visit.subscriber is None else work.patience.waiting(subscriber.id, now)
        work.commit()
    return Joined(replace(visit, subscriber=subscriber), subscriber, redeemed, promoted, waiting)


def code_taken(joined: Joined) -> RenderedMessage:
    """Say what a one-time code that was used up has brought."""
    return (replies.editor_made if joined.promoted else replies.reader_made)(joined.visit.texts)


def first_screen(parts: TelegramParts, visit: Visit, waiting: int | None = None) -> tuple[RenderedMessage, ...]:
    """Return the first screen for a chat that has just subscribed.

    Args:
        waiting: developments that wait for a chat that is back, None for a new one.
    """
    with parts.open_unit_of_work(writes=False) as work:
        coverage = replies.Coverage.of(work.sources.list_all())
        newest = work.developments.list_latest(LATEST_CONSIDERED)
    shown = [each for each in newest if not visit.facets.hides(each.lead.source_name, each.lead.url)]
    last = replies.important(shown)
    return replies.welcome(parts.declaration, parts.places, coverage, last, visit.texts, waiting=waiting)


def _answer_start(parts: TelegramParts, asker: Asker, code: str | None) -> tuple[RenderedMessage, ...]:
    joined = join(parts, asker, code)
    texts = joined.visit.texts
    refused = (replies.code_refused(texts),) if code and not joined.redeemed else ()
    if joined.subscriber is None:
        return refused or (replies.not_admitted(texts),)
    made = (code_taken(joined),) if joined.redeemed else ()
    if asker.is_group:
        return (*made, *refused, replies.group_started(texts, waiting=joined.waiting))
    return (*made, *refused, *first_screen(parts, joined.visit, joined.waiting))


async def _may_change(parts: TelegramParts, asker: Asker, context: Context) -> bool:
    """Tell whether the asker may change the chat; whoever may not is told so."""
    if await may_change(asker, context):
        return True
    visit = await asyncio.to_thread(read_visit, parts, asker)
    await reply(context.bot, asker.chat, admins_only(visit.texts))
    return False


async def _change_language(parts: TelegramParts, asker: Asker, chosen: str, context: Context) -> None:
    """Let the chat speak a language and confirm it in that language."""
    visit = await asyncio.to_thread(_speak, parts, asker, chosen)
    answer = replies.start_first if visit.subscriber is None else replies.language_changed
    await reply(context.bot, asker.chat, answer(visit.texts))
    await renew_menu(context.bot, parts, asker)


def _close(parts: TelegramParts, asker: Asker) -> None:
    with parts.open_unit_of_work() as work:
        known = work.subscribers.find(ChannelName.TELEGRAM, asker.chat.address)
        if known is not None and known.state is SubscriberState.ACTIVE:
            work.patience.note_reached([known.id], parts.clock.now())
            work.subscribers.rest(known.id)
            work.commit()


def _reopen(parts: TelegramParts, asker: Asker) -> None:
    with parts.open_unit_of_work() as work:
        known = work.subscribers.find(ChannelName.TELEGRAM, asker.chat.address)
        if known is None or known.state is SubscriberState.STOPPED:
            return
        let_back(known, work, parts.clock.now())
        work.commit()


def _set_state(parts: TelegramParts, asker: Asker, state: SubscriberState) -> Visit:
    with parts.open_unit_of_work() as work:
        visit = look_up(work, parts, asker)
        if visit.subscriber is not None:
            work.subscribers.set_state(visit.subscriber.id, state)
            work.commit()
    return visit


def _speak(parts: TelegramParts, asker: Asker, chosen: str) -> Visit:
    with parts.open_unit_of_work() as work:
        visit = look_up(work, parts, asker)
        if visit.subscriber is None:
            return visit
        subscriber = speaking(visit.subscriber, chosen)
        work.subscribers.save(subscriber)
        work.commit()
    return replace(visit, subscriber=subscriber)


def _pause(parts: TelegramParts, chat_id: int) -> None:
    """Let the chat and its topics rest: what is due, and what comes up, waits for their return as after a refusal."""
    now = parts.clock.now()
    with parts.open_unit_of_work() as work:
        for each in work.subscribers.list_active():
            if each.channel is ChannelName.TELEGRAM and ChatKey.of(each.address).chat_id == chat_id:
                work.subscribers.rest(each.id)
                work.patience.note_unreached(each.id, once_more(None, now), now)
        work.commit()


def _resume(parts: TelegramParts, chat_id: int) -> None:
    """Take the chat and its topics up again; what asked for no more stays stopped."""
    with parts.open_unit_of_work() as work:
        for each in work.subscribers.list_all():
            is_here = each.channel is ChannelName.TELEGRAM and ChatKey.of(each.address).chat_id == chat_id
            if is_here and each.state is not SubscriberState.STOPPED:
                let_back(each, work, parts.clock.now())
        work.commit()


def _move(parts: TelegramParts, old: int, new: int) -> None:
    """Give the subscriber its new address; the old group had no topics, so its address is its id alone."""
    with parts.open_unit_of_work() as work:
        if (joined := work.joined_chats.find(str(old))) is not None:
            work.joined_chats.remove(joined.address)
            work.joined_chats.save(replace(joined, address=str(new)))
        moving = work.subscribers.find(ChannelName.TELEGRAM, str(old))
        if moving is None:
            work.commit()
            return
        if work.subscribers.find(ChannelName.TELEGRAM, str(new)) is None:
            work.subscribers.save(replace(moving, address=ChatKey.of(moving.address).in_chat(new).address))
        else:
            work.subscribers.set_state(moving.id, SubscriberState.STOPPED)
        work.commit()
