"""The mail desk: asking for mail, agreeing to it, changing and ending it, for chats, the page and the command line."""

from __future__ import annotations

import asyncio
import logging
from dataclasses import dataclass, replace
from enum import StrEnum
from typing import TYPE_CHECKING

from bot.channels.email import Postman, postman_of
from bot.letters import confirmation
from bot.texts import texts_for
from domain.errors import ConfigError, DeliveryError, DeliveryUncertain
from domain.identity import stable_id
from domain.mailing import (
    ASKED_AGAIN_AFTER,
    ASKED_MOST,
    MailConsent,
    agreed,
    asked,
    asked_consent,
    new_code,
    subscriber_of_reference,
    subscriber_of_token,
    taking_over,
)
from domain.subscriber import ChannelName, Subscriber, SubscriberState

if TYPE_CHECKING:
    from config.settings import Settings
    from domain.ports import Clock
    from domain.subscriber import SubscriberId
    from domain.unit_of_work import OpenUnitOfWork, UnitOfWork

log = logging.getLogger(__name__)


class Asked(StrEnum):
    """What became of a wish for mail."""

    SENT = "sent"
    ALREADY = "already"
    """Its reader agreed before, and this chat may change it."""
    TOO_SOON = "too_soon"
    """A confirmation went to the address within a day."""
    TOO_MANY = "too_many"
    """The chat asked for too many within a day."""
    FAILED = "failed"
    """The mail server did not take the confirmation; it may be asked for again."""


@dataclass(frozen=True, slots=True)
class Mailing:
    """A subscription by mail."""

    consent: MailConsent
    subscriber: Subscriber


@dataclass(frozen=True, slots=True)
class MailDesk:
    """Everything about subscriptions by mail.

    Attributes:
        postman: sends confirmations, None where no mail server is set.
    """

    open_unit_of_work: OpenUnitOfWork
    clock: Clock
    postman: Postman | None = None

    async def ask(self, address: str, settings: Subscriber, asker_id: SubscriberId | None = None) -> Asked:
        """Send a confirmation to an address, at most one a day.

        Args:
            address: valid. settings: whose language, zone and choice the mail is to have.
            asker_id: the chat that asks, None for an operator.

        Raises:
            ConfigError: no mail server is set.
        """
        if self.postman is None:
            raise ConfigError(["CAJAD_SMTP_URL: not set, so no mail can be sent"])
        code = new_code()
        prepared = await asyncio.to_thread(self._prepare, address, settings, asker_id, code)
        if isinstance(prepared, Asked):
            return prepared
        now = prepared.consent.asked_at
        texts = texts_for(settings.language, settings.zone)
        letter_id = stable_id("confirmation", prepared.subscriber.id, now.isoformat())
        try:
            await self.postman.post(confirmation(letter_id, address, code, self.postman.head, texts, now))
        except DeliveryUncertain as error:
            log.warning("a confirmation by mail may not have arrived: %s", error)
        except DeliveryError as error:
            log.warning("a confirmation by mail was not sent: %s", error)
            await asyncio.to_thread(self._take_back, address, prepared.consent)
            return Asked.FAILED
        return Asked.SENT

    def confirm(self, code: str, asker_id: SubscriberId | None = None) -> Subscriber | None:
        """Begin the mail whose code came back; None where the code is unknown, used, expired or another chat's.

        Args:
            asker_id: the chat it came back in; None = on the page or the command line, where any is taken.
        """
        with self.open_unit_of_work() as work:
            consent = work.mail.with_code(code, self.clock.now())
            if consent is None or consent.is_used or asker_id not in (None, consent.asker_id):
                return None
            mailed = work.subscribers.get(consent.subscriber_id)
            if consent.asker_id is not None:
                mailed = taking_over(mailed, work.subscribers.get(consent.asker_id))
            mailed, consent = replace(mailed, state=SubscriberState.ACTIVE), agreed(consent, self.clock.now())
            work.subscribers.save(mailed)
            work.mail.save(consent)
            work.commit()
        return mailed

    def waits_for(self, code: str) -> Subscriber | None:
        """Return who would get mail if this code came back; changes nothing."""
        with self.open_unit_of_work(writes=False) as work:
            consent = work.mail.with_code(code, self.clock.now())
            return None if consent is None or consent.is_used else work.subscribers.get(consent.subscriber_id)

    def begun_by(self, code: str, asker_id: SubscriberId | None = None) -> Subscriber | None:
        """Return whose mail a code has begun, None once it would have expired; changes nothing.

        Args:
            asker_id: the chat it came back in; None = on the page, where any is taken.
        """
        with self.open_unit_of_work(writes=False) as work:
            consent = work.mail.with_code(code, self.clock.now())
            if consent is None or not consent.is_used or asker_id not in (None, consent.owner_id):
                return None
            return work.subscribers.get(consent.subscriber_id)

    def of_chat(self, chat_id: SubscriberId) -> list[Mailing]:
        """Return what a chat has asked for, waiting or agreed to."""
        with self.open_unit_of_work(writes=False) as work:
            return [Mailing(each, work.subscribers.get(each.subscriber_id)) for each in work.mail.of_chat(chat_id)]

    def list_all(self) -> list[Mailing]:
        """Return every subscription by mail."""
        with self.open_unit_of_work(writes=False) as work:
            return [Mailing(each, work.subscribers.get(each.subscriber_id)) for each in work.mail.list_all()]

    def set_weekly(self, chat_id: SubscriberId, reference: str, *, weekly: bool) -> bool:
        """Let digests come once a week or every day; False where the chat has no such subscription."""
        with self.open_unit_of_work() as work:
            mailed = _owned(work, chat_id, reference)
            if mailed is None:
                return False
            work.subscribers.save(replace(mailed, timing=replace(mailed.timing, weekly=weekly)))
            work.digests.look_again(mailed.id, self.clock.now())
            work.commit()
        return True

    def take_over(self, chat_id: SubscriberId, reference: str) -> bool:
        """Give the mail the choice, language and zone that the chat has now; False where it has no such mail."""
        with self.open_unit_of_work() as work:
            mailed = _owned(work, chat_id, reference)
            if mailed is None:
                return False
            work.subscribers.save(taking_over(mailed, work.subscribers.get(chat_id)))
            work.digests.look_again(mailed.id, self.clock.now())
            work.commit()
        return True

    def stop(self, chat_id: SubscriberId, reference: str) -> bool:
        """End a subscription of a chat; False where it has no such mail."""
        with self.open_unit_of_work() as work:
            mailed = _owned(work, chat_id, reference)
            if mailed is None:
                return False
            work.subscribers.set_state(mailed.id, SubscriberState.STOPPED)
            work.commit()
        return True

    def holder_of(self, token: str) -> Subscriber | None:
        """Return whose mail a link to unsubscribe would end; changes nothing."""
        with self.open_unit_of_work(writes=False) as work:
            return _holder(work, token)

    def unsubscribe(self, token: str) -> Subscriber | None:
        """End the mail that a link names, harmless to repeat; None where the link is none of ours."""
        with self.open_unit_of_work() as work:
            mailed = _holder(work, token)
            if mailed is not None:
                work.subscribers.set_state(mailed.id, SubscriberState.STOPPED)
                work.commit()
        return mailed

    def remove(self, address: str) -> bool:
        """Delete everything that is stored about an address; False where nothing is."""
        with self.open_unit_of_work() as work:
            mailed = work.subscribers.find(ChannelName.EMAIL, address)
            if mailed is None:
                return False
            work.own_data.delete(mailed)
            work.commit()
        return True

    def _prepare(self, address: str, settings: Subscriber, asker_id: SubscriberId | None, code: str) -> Mailing | Asked:
        now = self.clock.now()
        since = now - ASKED_AGAIN_AFTER
        with self.open_unit_of_work() as work:
            known = work.subscribers.find(ChannelName.EMAIL, address)
            before = work.mail.find(known.id) if known else None
            if known and known.state is SubscriberState.ACTIVE and before and before.owner_id == asker_id:
                return Asked.ALREADY
            if work.mail.asked_since(address, since):
                return Asked.TOO_SOON
            if asker_id is not None and work.mail.asked_since(asker_id, since) >= ASKED_MOST:
                return Asked.TOO_MANY
            mailed = asked(known, address, settings, now)
            consent = asked_consent(before, mailed.id, code, asker_id, now)
            work.subscribers.save(mailed)
            work.mail.save(consent)
            work.mail.note_asked(address, asker_id, now)
            work.commit()
        return Mailing(consent, mailed)

    def _take_back(self, address: str, consent: MailConsent) -> None:
        with self.open_unit_of_work() as work:
            work.mail.take_back_asked(address, consent.asked_at)
            work.commit()


def mail_desk(settings: Settings, open_unit_of_work: OpenUnitOfWork, clock: Clock) -> MailDesk:
    """Return the mail desk with what an operator has set."""
    return MailDesk(open_unit_of_work, clock, postman_of(settings, clock))


def _owned(work: UnitOfWork, chat_id: SubscriberId, reference: str) -> Subscriber | None:
    """Return the subscription that a button names if it is this chat's and its reader agreed."""
    subscriber_id = subscriber_of_reference(reference)
    consent = work.mail.find(subscriber_id) if subscriber_id else None
    is_theirs = consent is not None and consent.confirmed_at is not None and consent.owner_id == chat_id
    return work.subscribers.get(consent.subscriber_id) if consent is not None and is_theirs else None


def _holder(work: UnitOfWork, token: str) -> Subscriber | None:
    subscriber_id = subscriber_of_token(token)
    consent = work.mail.find(subscriber_id) if subscriber_id else None
    if consent is None or not consent.is_stopped_by(token):
        return None
    return work.subscribers.get(consent.subscriber_id)
