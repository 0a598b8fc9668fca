"""/health, /sources and /broadcast: for those in ``CAJAD_ADMINS``, in their own chat with the bot."""

from __future__ import annotations

import asyncio
import shutil
from functools import wraps
from importlib.metadata import version
from typing import TYPE_CHECKING, TypeAlias

from bot import broadcasting
from bot.chats import asker_of
from bot.handlers.browse import unknown
from bot.handlers.replying import reply
from bot.handlers.subscriptions import read_visit
from bot.handlers.turning import show
from bot.handlers.visits import look_up
from bot.replies import operating as replies
from domain.notice import NoticeId, NoticeKind
from domain.subscriber import Access
from monitors.health import health_of

if TYPE_CHECKING:
    from collections.abc import Awaitable, Callable

    from telegram import Update

    from bot.chats import Asker
    from bot.handlers.visits import Visit
    from bot.markup import RenderedMessage
    from bot.telegram_parts import Context, TelegramParts
    from domain.health import Health
    from domain.unit_of_work import UnitOfWork

    Command: TypeAlias = Callable[[TelegramParts, Update, Context], Awaitable[None]]


def is_operator(parts: TelegramParts, asker: Asker) -> bool:
    """Whether one of ``CAJAD_ADMINS`` asks in their own chat with the bot."""
    return asker.user_id in parts.admins and not asker.is_group


def for_operators(command: Command) -> Command:
    """Return a command of operators; to everybody else it is one that is not there."""

    @wraps(command)
    async def guarded(parts: TelegramParts, update: Update, context: Context) -> None:
        answer = command if is_operator(parts, asker_of(update)) else unknown
        await answer(parts, update, context)

    return guarded


@for_operators
async def health(parts: TelegramParts, update: Update, context: Context) -> None:
    """Say how the installation stands."""
    asker = asker_of(update)
    await reply(context.bot, asker.chat, await asyncio.to_thread(_standing, parts, asker))


@for_operators
async def sources(parts: TelegramParts, update: Update, context: Context) -> None:
    """List the sources that do not work."""
    asker = asker_of(update)
    await reply(context.bot, asker.chat, await asyncio.to_thread(_troubled, parts, asker))


@for_operators
async def broadcast(parts: TelegramParts, update: Update, context: Context) -> None:
    """Show a broadcast as its readers will see it, and ask whether it is to go out."""
    asker, message = asker_of(update), update.effective_message
    written = (message and message.text) or ""
    said = written.partition(" ")[2] or written.partition("\n")[2]
    await reply(context.bot, asker.chat, await asyncio.to_thread(_draft, parts, asker, said))


async def decide_broadcast(parts: TelegramParts, update: Update, _: Context) -> None:
    """Send a broadcast, or let it fall; a second press changes nothing."""
    query = update.callback_query
    if query is None or query.data is None:
        return
    asker = asker_of(update)
    decided = await asyncio.to_thread(_decide, parts, asker, query.data) if is_operator(parts, asker) else None
    visit = await asyncio.to_thread(read_visit, parts, asker)
    if decided is None:
        await query.answer(visit.texts.say("This button is out of use."))
        return
    await query.answer()
    await show(query, decided)


def _standing(parts: TelegramParts, asker: Asker) -> RenderedMessage:
    with parts.open_unit_of_work(writes=False) as work:
        visit = look_up(work, parts, asker)
        watched = [each.state.last_polled_at for each in work.sources.list_all()]
        is_listed = parts.access is Access.LIST
        found = replies.Standing(
            health=_health(work, parts),
            messages=work.outbox.count_by_state(),
            subscribers=[each.language for each in work.subscribers.list_active()],
            free=shutil.disk_usage(parts.home).free,
            last_poll=max((at for at in watched if at is not None), default=None),
            version=version("cajad-monitor"),
            asking=len(work.admissions.list_open(parts.clock.now())) if is_listed else None,
        )
    return replies.standing(found, visit.texts)


def _troubled(parts: TelegramParts, asker: Asker) -> RenderedMessage:
    with parts.open_unit_of_work(writes=False) as work:
        return replies.troubled(_health(work, parts), look_up(work, parts, asker).texts)


def _health(work: UnitOfWork, parts: TelegramParts) -> list[tuple[str, Health]]:
    now = parts.clock.now()
    return [(each.watched.source.name, health_of(each, now)) for each in work.watch.health_of_all()]


def _draft(parts: TelegramParts, asker: Asker, said: str) -> RenderedMessage:
    wording = broadcasting.wording_of(said)
    with parts.open_unit_of_work() as work:
        visit: Visit = look_up(work, parts, asker)
        if wording is None or asker.user_id is None:
            return replies.how_to_broadcast(visit.texts)
        notice = broadcasting.draft(work, wording, asker.user_id, parts.clock.now())
        readers = [each.language for each in broadcasting.recipients(work, wording.language)]
        work.commit()
    return replies.preview(wording.text, notice.id, readers, visit.texts)


def _decide(parts: TelegramParts, asker: Asker, data: str) -> RenderedMessage | None:
    """Carry a button out; None where no preview of ours can have had it."""
    sends = data.startswith(replies.SEND)
    notice_id = NoticeId(data.removeprefix(replies.SEND if sends else replies.DROP))
    now = parts.clock.now()
    with parts.open_unit_of_work() as work:
        visit = look_up(work, parts, asker)
        notice = work.notices.find(notice_id)
        if notice is None or notice.kind is not NoticeKind.BROADCAST or notice.data["by"] != asker.user_id:
            return None
        told = broadcasting.confirm(work, notice, now) if sends else None
        dropped = not sends and broadcasting.drop(work, notice, now)
        work.commit()
    return replies.broadcast_result(str(notice.data["text"]), told, visit.texts, dropped=dropped)
