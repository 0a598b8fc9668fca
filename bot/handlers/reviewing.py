"""Review in Telegram: /review and /figures, the buttons below a card, and replies to one; for editors only."""

from __future__ import annotations

import asyncio
import re
from typing import TYPE_CHECKING

from telegram.ext.filters import MessageFilter

from bot.chats import asker_of
from bot.handlers.replying import reply
from bot.handlers.turning import show
from bot.handlers.visits import look_up
from bot.replies import review_cards as replies
from bot.review_acts import Editor, act_on, judge_by_words, next_card, show_figures
from bot.review_presses import press_of
from bot.reviewers import Reviewer

if TYPE_CHECKING:
    from collections.abc import Callable

    from telegram import Message, Update

    from bot.chats import Asker
    from bot.markup import RenderedMessage
    from bot.telegram_parts import Context, TelegramParts
    from bot.texts import Texts

_CODE = re.compile(r"[0-9a-f]{10}")


async def review(parts: TelegramParts, update: Update, context: Context) -> None:
    """Show the next card."""
    await _answered(parts, update, context, next_card)


async def figures(parts: TelegramParts, update: Update, context: Context) -> None:
    """Show the figures of the review."""
    await _answered(parts, update, context, show_figures)


async def press(parts: TelegramParts, update: Update, _: Context) -> None:
    """Do what a button says, and edit its message."""
    query = update.callback_query
    if query is None:
        return
    editor, texts = await asyncio.to_thread(_editor, parts, asker_of(update))
    if editor is None:
        await query.answer(texts.say("This is for the editors only."))
        return
    pressed = press_of(query.data or "")
    message = None if pressed is None else await asyncio.to_thread(act_on, editor, pressed)
    if message is None:
        await query.answer(texts.say("This button is out of use."))
        return
    await query.answer()
    await show(query, message)


async def written(parts: TelegramParts, update: Update, context: Context) -> None:
    """Take a reply to a card: a paragraph, the development it repeats, or a reason that was asked for."""
    message = update.effective_message
    if message is not None:
        code, text = code_of(message), (message.text or "").strip()
        await _answered(parts, update, context, lambda editor: judge_by_words(editor, code, text))


class AnswersCard(MessageFilter):
    """Replies to a card of the bot."""

    def filter(self, message: Message) -> bool:
        """Whether the message answers one."""
        return bool(code_of(message))


def code_of(message: Message) -> str:
    """Return the id in the card that a message answers, empty where it answers none of ours."""
    card = message.reply_to_message
    if card is None or card.from_user is None or not card.from_user.is_bot or not card.text:
        return ""
    codes = [text for text in card.parse_entities(["code"]).values() if _CODE.fullmatch(text)]
    return codes[-1] if codes else ""


async def _answered(
    parts: TelegramParts, update: Update, context: Context, act: Callable[[Editor], RenderedMessage]
) -> None:
    asker = asker_of(update)
    editor, texts = await asyncio.to_thread(_editor, parts, asker)
    message = replies.for_editors(texts) if editor is None else await asyncio.to_thread(act, editor)
    await reply(context.bot, asker.chat, message)


def _editor(parts: TelegramParts, asker: Asker) -> tuple[Editor | None, Texts]:
    """Return who asks if they are an editor in their own chat, and the texts to answer in."""
    with parts.open_unit_of_work(writes=False) as work:
        visit = look_up(work, parts, asker)
    known = visit.subscriber
    is_trusted = asker.user_id in parts.admins or (known is not None and known.editor)
    is_own_chat = not asker.is_group and asker.chat.chat_id == asker.user_id
    if not is_own_chat or not is_trusted:
        return None, visit.texts
    reviewer = Reviewer(parts.reporting.assessing, f"telegram:{asker.user_id}", parts.reviewers)
    return Editor(parts, reviewer, visit.texts), visit.texts
