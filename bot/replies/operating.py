"""Answers to operators: how the installation stands, which sources do not work, broadcasts; pure."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from decimal import Decimal
from typing import TYPE_CHECKING

from bot.markup import GAP, Button, Line, RenderedMessage, bold, clip, line
from bot.replies.health import health_line, state_name
from domain.alert import DeliveryState
from domain.health import HealthState

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence
    from datetime import datetime

    from bot.texts import Texts
    from domain.health import Health
    from domain.notice import NoticeId

SEND = "broadcast:send:"
DROP = "broadcast:drop:"
"""Open the callback data of the buttons under a broadcast's preview; the id of its notice follows."""

NAME_LIMIT = 60
_SHOWN = (60, 40, 25, 12, 5)
_COUNTED = (DeliveryState.DUE, DeliveryState.UNCERTAIN, DeliveryState.REFUSED, DeliveryState.SENT)
_WELL = (HealthState.WORKING, HealthState.DISABLED)


@dataclass(frozen=True, slots=True)
class Standing:
    """How the installation stands.

    Attributes:
        health: of each source, by name. messages: numbers by state of delivery.
        subscribers: languages of the active ones. free: bytes on the disk. last_poll: when a source was asked last.
        asking: chats that ask to be admitted, None where nobody has to ask.
    """

    health: Sequence[tuple[str, Health]]
    messages: Mapping[str, int]
    subscribers: Sequence[str]
    free: int
    last_poll: datetime | None
    version: str
    asking: int | None = None


def standing(found: Standing, texts: Texts) -> RenderedMessage:
    """Return how the installation stands, in figures."""
    counted = Counter(health.state for _, health in found.health)
    kinds = [(state_name(state, texts), counted[state]) for state in HealthState if counted[state]]
    sources = [f"• {texts.say('{name}: {what}', name=name, what=number)}" for name, number in kinds]
    polled = texts.time(found.last_poll) if found.last_poll else "–"
    said = (
        texts.say("Last poll: {when}", when=polled),
        texts.say(
            "Messages: {due} due, {uncertain} uncertain, {refused} refused, {sent} delivered",
            **{state.value: found.messages.get(state, 0) for state in _COUNTED},
        ),
        texts.say(
            "Subscribers: {n}{languages}",
            n=len(found.subscribers),
            languages=_languages(found.subscribers, texts),
        ),
        texts.say("Free on the disk: {free} MB", free=texts.number(Decimal(found.free // 1_000_000))),
        texts.say("Version {version}", version=found.version),
    )
    heading = line(bold(texts.say("How CA+JAD Monitor stands")))
    asking = () if found.asking is None else (texts.say("Chats that ask to be admitted: {n} (/admit)", n=found.asking),)
    figures = map(line, (*said, *asking))
    return RenderedMessage((heading, GAP, line(texts.say("Sources:")), *map(line, sources), GAP, *figures))


def troubled(health: Sequence[tuple[str, Health]], texts: Texts) -> RenderedMessage:
    """Return the sources that do not work, worst first, as many as fit."""
    order = list(HealthState)
    bad = [(name, each) for name, each in health if each.state not in _WELL]
    bad.sort(key=lambda told: (-order.index(told[1].state), -told[1].failures, told[0]))
    working = sum(each.state is HealthState.WORKING for _, each in health)
    heading = [
        line(bold(texts.count("{n} source does not work", "{n} sources do not work", len(bad)))),
        line(texts.count("{n} source works.", "{n} sources work.", working)),
    ]
    rows = [line(f"• {clip(name, NAME_LIMIT)} · {health_line(each, texts)}") for name, each in bad]
    for shown in _SHOWN:
        message = RenderedMessage((*heading, GAP, *rows[:shown], *_rest(len(rows) - shown, texts)))
        if message.fits:
            break
    return message


def how_to_broadcast(texts: Texts) -> RenderedMessage:
    """Return how a broadcast is made."""
    return RenderedMessage(
        (
            line(texts.say("Write the text after the command: /broadcast We move to another server on Sunday.")),
            line(texts.say("With ru, en or ja before the text only readers of that language receive it.")),
        )
    )


def broadcast(text: str, texts: Texts) -> RenderedMessage:
    """Return a broadcast as its readers see it."""
    heading = line(bold(texts.say("From those who run CA+JAD Monitor")))
    return RenderedMessage((heading, *(line(each) for each in text.splitlines())))


def preview(text: str, notice_id: NoticeId, readers: Sequence[str], texts: Texts) -> RenderedMessage:
    """Return a broadcast with the number of its readers, and buttons to send or drop it.

    Args:
        readers: language of each.
    """
    counted = texts.count(
        "{n} subscriber will receive this{languages}.",
        "{n} subscribers will receive this{languages}.",
        len(readers),
        languages=_languages(readers, texts),
    )
    shown = broadcast(text, texts)
    buttons = (
        Button(texts.say("Send"), f"{SEND}{notice_id}"),
        Button(texts.say("Do not send"), f"{DROP}{notice_id}", beside=True),
    )
    return RenderedMessage((*shown.lines, GAP, line(counted)), buttons)


def broadcast_result(text: str, told: int | None, texts: Texts, *, dropped: bool = False) -> RenderedMessage:
    """Return what became of a broadcast, in the place of its preview.

    Args:
        told: subscribers who will receive it; None where it had been sent or dropped before.
    """
    if dropped:
        result = texts.say("Not sent.")
    elif told is None:
        result = texts.say("This was decided before.")
    else:
        result = texts.count("It goes to {n} subscriber.", "It goes to {n} subscribers.", told)
    return RenderedMessage((*broadcast(text, texts).lines, GAP, line(result)))


def _languages(spoken: Sequence[str], texts: Texts) -> str:
    counted = Counter(spoken)
    told = texts.say(", ").join(f"{language} {counted[language]}" for language in sorted(counted))
    return texts.say("{text} ({note})", text="", note=told) if told else ""


def _rest(hidden: int, texts: Texts) -> list[Line]:
    return [line(texts.count("and {n} more", "and {n} more", hidden))] if hidden > 0 else []
