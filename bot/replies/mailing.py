"""Answers about digests by e-mail: what is ordered, what became of a wish, and the buttons to change it; pure."""

from __future__ import annotations

from enum import StrEnum
from typing import TYPE_CHECKING

from bot.mail_desk import Asked
from bot.markup import Button, RenderedMessage, bold, line
from domain.mailing import ASKED_MOST
from domain.subscriber import SubscriberState

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from bot.mail_desk import Mailing
    from bot.texts import Texts

MAIL = "mail:"
"""Opens the callback data of the buttons below a subscription; the act and its reference follow."""


class MailAct(StrEnum):
    """What the buttons do."""

    WEEKLY = "weekly"
    DAILY = "daily"
    TAKE = "take"
    STOP = "stop"


def standing(mailings: Sequence[Mailing], texts: Texts) -> RenderedMessage:
    """Say what is ordered, with buttons for what comes."""
    title = line(bold(texts.say("Digests by e-mail")))
    if not mailings:
        return RenderedMessage(
            (
                title,
                line(texts.say("None is ordered here. /email name@example.org sends what this chat has chosen there.")),
            )
        )
    buttons = tuple(each for mailing in mailings for each in _buttons(mailing, texts, alone=len(mailings) == 1))
    return RenderedMessage((title, *(line(_state(each, texts)) for each in mailings)), buttons)


def asked(outcome: Asked, address: str, texts: Texts) -> RenderedMessage:
    """Say what became of a wish for mail."""
    match outcome:
        case Asked.SENT:
            said = texts.say(
                "A message with a code is on its way to {address}. Send the code here within 48 hours: /email CODE",
                address=address,
            )
        case Asked.ALREADY:
            said = texts.say("{address} receives digests already.", address=address)
        case Asked.TOO_SOON:
            said = texts.say(
                "A confirmation was sent to {address} within the last day. Please look among the spam there, or try "
                "again tomorrow.",
                address=address,
            )
        case Asked.TOO_MANY:
            said = texts.count(
                "One confirmation a day can be asked for here. Please try again tomorrow.",
                "{n} confirmations a day can be asked for here. Please try again tomorrow.",
                ASKED_MOST,
            )
        case Asked.FAILED:
            said = texts.say("The message could not be sent. Please check the address, or try again later.")
    return RenderedMessage((line(said),))


def wrong_code(texts: Texts) -> RenderedMessage:
    """Say that a code does not work."""
    return RenderedMessage((line(texts.say("This code is unknown, used or expired.")),))


def neither(texts: Texts) -> RenderedMessage:
    """Say that this was neither an address nor a code."""
    said = texts.say("This is neither a mail address nor a code. An address looks like this: name@example.org")
    return RenderedMessage((line(said),))


def no_mail(texts: Texts) -> RenderedMessage:
    """Say that no mail is sent here."""
    return RenderedMessage((line(texts.say("This bot sends no e-mail: its operator has set no mail server.")),))


def _state(mailing: Mailing, texts: Texts) -> str:
    reader, consent = mailing.subscriber, mailing.consent
    address, hour = reader.address, f"{reader.timing.digest_at:%H:%M}"
    if consent.confirmed_at is None:
        return texts.say(
            "{address}: waits for its code until {when}", address=address, when=texts.time(consent.expires_at)
        )
    if reader.state is SubscriberState.PAUSED:
        return texts.say("{address}: could not be reached; /email {address} begins again", address=address)
    if reader.state is SubscriberState.STOPPED:
        return texts.say("{address}: stopped; /email {address} begins again", address=address)
    if reader.timing.weekly:
        return texts.say("{address}: every Monday at {hour}", address=address, hour=hour)
    return texts.say("{address}: every day at {hour}", address=address, hour=hour)


def _buttons(mailing: Mailing, texts: Texts, *, alone: bool) -> Iterator[Button]:
    reader = mailing.subscriber
    if mailing.consent.confirmed_at is None or reader.state is not SubscriberState.ACTIVE:
        return
    rhythm = MailAct.DAILY if reader.timing.weekly else MailAct.WEEKLY
    shown = {
        rhythm: texts.say("Every day") if reader.timing.weekly else texts.say("Once a week"),
        MailAct.TAKE: texts.say("Take over what this chat has chosen"),
        MailAct.STOP: texts.say("Stop the e-mail"),
    }
    for act, text in shown.items():
        yield Button(text if alone else f"{text} · {reader.address}", f"{MAIL}{act}:{mailing.consent.reference}")
