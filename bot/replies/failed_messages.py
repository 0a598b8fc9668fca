"""What operators are told of messages that were refused, or may not have arrived; pure."""

from __future__ import annotations

from types import MappingProxyType
from typing import TYPE_CHECKING, cast

from bot.markup import Line, Span, Style, clip, italic, line
from bot.texts import marked
from domain.alert import MessageKind

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from bot.texts import Texts
    from domain.notice import Notice

_HEADLINE_LIMIT = 120
_ID_LETTERS = 12

_NEWS = (MessageKind.ALERT, MessageKind.DIGEST, MessageKind.LETTER)
"""Messages that tell developments, which /latest shows as well."""

_KINDS = MappingProxyType(
    {
        MessageKind.DIGEST: marked("a digest"),
        MessageKind.LETTER: marked("a letter"),
        MessageKind.CORRECTION: marked("a correction"),
        MessageKind.WEEKLY_POST: marked("a weekly post"),
        MessageKind.BROADCAST: marked("a broadcast"),
        MessageKind.REPORT: marked("a report as a file"),
        MessageKind.REMINDER: marked("a reminder to editors"),
        MessageKind.OPERATORS: marked("a message to operators"),
    }
)


def failed_messages(notice: Notice, texts: Texts) -> Iterator[list[Line]]:
    """Yield what was refused and what is in doubt, each with the messages that are known by name."""
    refused, uncertain = (int(str(notice.data[key])) for key in ("refused", "uncertain"))
    log = line(texts.say("The log names them."))
    if refused:
        said = texts.count(
            "{n} message was refused and set aside.", "{n} messages were refused and set aside.", refused
        )
        rows = _failed(notice, "set_aside", refused, texts)
        yield [line(said), *rows, line(_what_to_do(notice, texts))] if rows else [line(said), log]
    if uncertain:
        said = texts.count(
            "{n} message may not have arrived; its reader can show it again.",
            "{n} messages may not have arrived; their readers can show them again.",
            uncertain,
        )
        rows = _failed(notice, "in_doubt", uncertain, texts)
        yield [line(said), *rows] if rows else [line(said), log]


def _failed(notice: Notice, key: str, failed: int, texts: Texts) -> list[Line]:
    """Name messages that failed, with whom each was for, what it is, and why."""
    named = cast("list[dict[str, str]]", notice.data.get(key, []))
    rows = [
        line(
            "• ",
            Span(each["message_id"][:_ID_LETTERS], Style.CODE),
            " → ",
            Span(each["subscriber_id"], Style.CODE),
            f" · {_what(each, texts)} · ",
            italic(clip(each["reason"], _HEADLINE_LIMIT) or texts.say("the program ended while it was being sent")),
        )
        for each in named
    ]
    hidden = failed - len(rows) if rows else 0
    return [*rows, line(texts.count("and {n} more", "and {n} more", hidden))] if hidden > 0 else rows


def _what(failed: Mapping[str, str], texts: Texts) -> str:
    """Return what a message is: by the headline it tells, or by its kind."""
    headline, kind = clip(failed["headline"], _HEADLINE_LIMIT), _kind(failed)
    if kind is MessageKind.ALERT:
        return headline or "…"
    named = texts.say(_KINDS[kind])
    return texts.say("{name}: {what}", name=named, what=headline) if headline else named


def _kind(failed: Mapping[str, str]) -> MessageKind:
    """Return what a message is; a notice of an older version says it of none, and has no headline of digests."""
    if "kind" in failed:
        return MessageKind(failed["kind"])
    return MessageKind.ALERT if failed["headline"] else MessageKind.DIGEST


def _what_to_do(notice: Notice, texts: Texts) -> str:
    named = cast("list[dict[str, str]]", notice.data["set_aside"])
    if all(_kind(each) in _NEWS for each in named):
        return texts.say(
            "What to do: these messages are not sent again; their chats find what they told with /latest. Pass these "
            "lines on to whoever maintains the program. The log has more under the same ids."
        )
    return texts.say(
        "What to do: these messages are not sent again. Developments stand under /latest; a broadcast can be written "
        "anew with /broadcast. Pass these lines on to whoever maintains the program. The log has more under the same "
        "ids."
    )
