"""A visit: who asks, what we know of them and in which texts they are answered."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from bot.subscribing import is_admitted
from bot.texts import DEFAULT_ZONES, texts_for
from domain.facets import EVERYTHING
from domain.subscriber import ChannelName

if TYPE_CHECKING:
    from bot.chats import Asker
    from bot.telegram_parts import TelegramParts
    from bot.texts import Texts
    from domain.facets import Facets
    from domain.subscriber import Subscriber
    from domain.unit_of_work import UnitOfWork


@dataclass(frozen=True, slots=True)
class Visit:
    """One wish of one chat.

    Attributes:
        subscriber: what is stored of the chat, None for a new one.
        admitted: whether the operator's settings let this chat use the bot.
    """

    asker: Asker
    subscriber: Subscriber | None
    admitted: bool

    @property
    def texts(self) -> Texts:
        """Texts in the language of the chat, or of the asker's Telegram for a new one."""
        if self.subscriber is None:
            return texts_for(self.asker.language, DEFAULT_ZONES[self.asker.language])
        return texts_for(self.subscriber.language, self.subscriber.zone)

    @property
    def facets(self) -> Facets:
        """What the chat wants to hear; everything for a new one."""
        return EVERYTHING if self.subscriber is None else self.subscriber.facets


def look_up(work: UnitOfWork, parts: TelegramParts, asker: Asker) -> Visit:
    """Find what is stored of the chat and whether it is admitted."""
    known = work.subscribers.find(ChannelName.TELEGRAM, asker.chat.address)
    trusted = asker.user_id in parts.admins or _is_editor(work, asker)
    return Visit(asker, known, is_admitted(parts.access, trusted=trusted, known=known is not None))


def _is_editor(work: UnitOfWork, asker: Asker) -> bool:
    """Tell whether the asker is an editor in their own chat with the bot, whose id is theirs."""
    own = work.subscribers.find(ChannelName.TELEGRAM, str(asker.user_id)) if asker.user_id else None
    return own is not None and own.editor
