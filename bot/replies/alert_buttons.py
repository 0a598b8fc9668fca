"""The buttons below an alert: source, paragraph, mute, wrong match; what they send back, checked; pure."""

from __future__ import annotations

import re
from dataclasses import dataclass
from enum import StrEnum
from typing import TYPE_CHECKING

from bot.gist import essence
from bot.markup import Button, is_web_address
from bot.replies.review_cards import HINT_REASONS
from bot.replies.standing import COMMITMENT
from domain.alert import MessageId
from domain.hint import HintReason

if TYPE_CHECKING:
    from bot.texts import Texts
    from domain.alert import Alert

ALERT = "alert:"
"""Opens the callback data of the buttons of an alert; what is wanted and the message's id follow."""

_DATA = re.compile(rf"{ALERT}([a-z]+):([0-9a-f]{{32}})(?::([a-z_]+))?", re.ASCII)


class Act(StrEnum):
    """What a button asks for."""

    MUTE = "mute"
    UNMUTE = "unmute"
    WRONG = "wrong"
    """Show the reasons for which a match may be wrong."""
    REASON = "why"
    BACK = "back"


@dataclass(frozen=True, slots=True)
class Press:
    """A pressed button, as its callback data says it.

    Attributes:
        reason: why the match is wrong; given with REASON only.
    """

    act: Act
    message_id: MessageId
    reason: HintReason | None = None


def data_of(press: Press) -> str:
    """Return the callback data of the button for a press."""
    said = f"{ALERT}{press.act}:{press.message_id}"
    return said if press.reason is None else f"{said}:{press.reason}"


def press_of(data: str) -> Press | None:
    """Read callback data; None for whatever no button of ours can have said."""
    said = _DATA.fullmatch(data)
    if said is None or said[1] not in tuple(Act):
        return None
    act, reason = Act(said[1]), said[3]
    if (act is Act.REASON) != (reason is not None) or (reason is not None and reason not in tuple(HintReason)):
        return None
    return Press(act, MessageId(said[2]), HintReason(reason) if reason is not None else None)


def alert_buttons(alert: Alert, source: str, texts: Texts) -> tuple[Button, ...]:
    """Return the buttons of an alert in two rows; what does not apply is left out.

    Args:
        source: address of the report that is shown, empty = none is.
    """
    if alert.withdrawn is not None:
        return ()
    _, number = essence(alert.development.judgement)
    paragraph = Button(texts.say("Paragraph {number}", number=number), f"{COMMITMENT}{number}")
    if alert.development.due is not None:
        return (paragraph,)
    opened = (Button(texts.say("Source"), url=source),) if is_web_address(source) else ()
    message_id = alert.message.id
    mute = (
        Button(texts.say("Unmute this storyline"), data_of(Press(Act.UNMUTE, message_id)))
        if alert.muted
        else Button(texts.say("Mute this storyline"), data_of(Press(Act.MUTE, message_id)))
    )
    wrong = Button(texts.say("Wrong match"), data_of(Press(Act.WRONG, message_id)), beside=True)
    return (*opened, Button(paragraph.text, paragraph.data, beside=bool(opened)), mute, wrong)


def reason_buttons(message_id: MessageId, texts: Texts) -> tuple[Button, ...]:
    """Return the choice of a reason for which a match is wrong, and the way back."""
    reasons = (
        Button(texts.say(said), data_of(Press(Act.REASON, message_id, reason))) for reason, said in HINT_REASONS.items()
    )
    return (*reasons, Button(texts.say("Back"), data_of(Press(Act.BACK, message_id))))
