"""Options of ``cajad channel add``: a chat as it is with those that were given, and what they changed; pure."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from bot.subscribing import speaking
from bot.texts import texts_for
from config.codes import is_zone

if TYPE_CHECKING:
    from collections.abc import Sequence

    from domain.subscriber import ReadyMade, Subscriber
    from domain.telling import Timing

_YES_NO = ("no", "yes")


@dataclass(frozen=True, slots=True)
class Given:
    """The options that were given; None = not given, what is stored stays.

    Attributes:
        language: one of READER_LANGUAGES. zone: IANA name. preset: what comes.
        hold: whether only what an editor has accepted is sent. weekly: whether the digest comes once a week.
        post: whether the post on Mondays comes.
    """

    language: str | None = None
    zone: str | None = None
    preset: ReadyMade | None = None
    hold: bool | None = None
    weekly: bool | None = None
    post: bool | None = None


def is_place_zone(name: str) -> bool:
    """Tell whether this is a zone of the IANA list that messages can name; other files beside the list are none."""
    if not is_zone(name):
        return False
    try:
        return bool(texts_for("en", name).city(name))
    except LookupError:
        return False


def with_options(chat: Subscriber, given: Given) -> Subscriber:
    """Return the chat with what was given; the zone follows the language unless it was set by hand or is given."""
    if given.preset is not None:
        chat = given.preset.taken_by(chat)
    if given.language is not None:
        chat = speaking(chat, given.language)
    return replace(chat, zone=given.zone or chat.zone, timing=_timing(chat.timing, given))


def changes(before: Subscriber, now: Subscriber) -> Sequence[str]:
    """Return what is otherwise than before, in words for an operator; nothing where all is as it was."""
    values = {
        "language": (before.language, now.language),
        "zone": (before.zone, now.zone),
        "what goes at once": (before.timing.mode.value, now.timing.mode.value),
        "held until reviewed": (_held(before), _held(now)),
        "digest": (_rhythm(before), _rhythm(now)),
        "weekly post": (_YES_NO[before.gets_weekly_post], _YES_NO[now.gets_weekly_post]),
    }
    told = [f"{name} {new} (was {old})" for name, (old, new) in values.items() if new != old]
    return [*told, "what comes, by the preset"] if before.facets != now.facets else told


def _timing(timing: Timing, given: Given) -> Timing:
    return replace(
        timing,
        hold_until_reviewed=timing.hold_until_reviewed if given.hold is None else given.hold,
        weekly=timing.weekly if given.weekly is None else given.weekly,
        weekly_post=timing.weekly_post if given.post is None else given.post,
    )


def _held(chat: Subscriber) -> str:
    return _YES_NO[chat.awaits_review]


def _rhythm(chat: Subscriber) -> str:
    return "weekly" if chat.timing.weekly else "daily"
