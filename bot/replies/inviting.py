"""Answers to operators about who may use the bot: invitations by link, and wishes to be admitted; pure."""

from __future__ import annotations

from typing import TYPE_CHECKING

from bot.markup import GAP, Button, Line, RenderedMessage, bold, clip, line, link
from domain.subscriber import Access

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from bot.texts import Texts
    from domain.invitation import Invitation
    from domain.place import AdmissionRequest

INVITE = "invite:"
"""Opens the callback data of invitations: ``new`` with whom it is for, ``end`` with the id of one."""
NEW, END = f"{INVITE}new:", f"{INVITE}end:"
EDITOR = "editor"

ADMIT = "admit:"
"""Opens the callback data of wishes to be admitted; the address follows."""
YES, NO = f"{ADMIT}yes:", f"{ADMIT}no:"

SEVERAL = 10
SHOWN = 10
"""Invitations, or wishes, that one message shows with a button each."""
_NAME_LIMIT = 40


def invitations_list(open_ones: Sequence[Invitation], access: Access, texts: Texts) -> RenderedMessage:
    """Return the invitations that can still be used, with buttons to end them and to make more."""
    lines: list[Line] = [line(bold(texts.say("Invitations")))]
    if access is Access.OPEN:
        lines.append(line(texts.say("This bot is open to everybody; only an editor needs an invitation.")))
    shown = open_ones[:SHOWN]
    lines += [line(f"{place}. {_about(each, texts)}") for place, each in enumerate(shown, start=1)]
    if not shown:
        lines.append(line(texts.say("None is open.")))
    if len(open_ones) > SHOWN:
        rest = len(open_ones) - SHOWN
        lines.append(line(texts.count("and {n} more", "and {n} more", rest)))
    return RenderedMessage(tuple(lines), (*_makers(texts), *_enders(shown, texts)))


def invitation(address: str, code: str, made: Invitation, texts: Texts) -> RenderedMessage:
    """Return a new invitation, to be forwarded to whom it is for.

    Args:
        address: of the link that opens the bot with the code.
    """
    return RenderedMessage(
        (
            line(bold(texts.say("Invitation to CA+JAD Monitor"))),
            line(texts.say("Good until {when}.", when=texts.time(made.expires_at))),
            line(link(address, address)),
            line(texts.say("Open the link and tap Start, or send the bot this code: {code}", code=code)),
        )
    )


def requests_list(
    asked: Sequence[tuple[AdmissionRequest, str]], access: Access, texts: Texts, *, said: str = ""
) -> RenderedMessage:
    """Return who asked to be admitted, each with buttons.

    Args:
        asked: wishes with the name that Telegram shows of the chat. said: what was done just now.
    """
    lines: list[Line] = [line(said), GAP] if said else []
    lines.append(line(bold(texts.say("Who asked to be admitted"))))
    lines += [
        line(f"{place}. {_wish(each, clip(name, _NAME_LIMIT), texts)}")
        for place, (each, name) in enumerate(asked, start=1)
    ]
    if not asked:
        lines.append(line(texts.say("Nobody is waiting.")))
    if access is not Access.LIST:
        lines.append(
            line(texts.say("Wishes are only noted while the bot is open to listed chats (CAJAD_ACCESS=list)."))
        )
    lines.append(line(texts.say("A chat can be admitted by its number too: /admit 123456789")))
    return RenderedMessage(tuple(lines), tuple(_deciders(asked, texts)))


def admitted(name: str, texts: Texts) -> str:
    """Return that somebody was admitted."""
    return texts.say("Admitted: {name}", name=clip(name, _NAME_LIMIT))


def declined(name: str, texts: Texts) -> str:
    """Return that somebody was not admitted."""
    return texts.say("Not admitted: {name}", name=clip(name, _NAME_LIMIT))


def not_a_number(texts: Texts) -> str:
    """Return how a chat is admitted by its number."""
    return texts.say("That is not the number of a chat.")


def _about(each: Invitation, texts: Texts) -> str:
    until = texts.time(each.expires_at)
    if each.editor:
        return texts.say("for an editor, until {when}", when=until)
    return texts.count(
        "for {n} reader, {used} used, until {when}",
        "for {n} readers, {used} used, until {when}",
        each.uses,
        used=each.used,
        when=until,
    )


def _wish(each: AdmissionRequest, name: str, texts: Texts) -> str:
    chat = texts.say("{text} ({note})", text=name, note=each.address)
    return texts.say(", ").join((chat, texts.time(each.asked_at)))


def _makers(texts: Texts) -> tuple[Button, ...]:
    return (
        Button(texts.say("Invite one reader"), f"{NEW}1"),
        Button(texts.count("Invite {n} reader", "Invite {n} readers", SEVERAL), f"{NEW}{SEVERAL}"),
        Button(texts.say("Invite an editor"), f"{NEW}{EDITOR}"),
    )


def _enders(shown: Sequence[Invitation], texts: Texts) -> Iterator[Button]:
    for place, each in enumerate(shown, start=1):
        yield Button(texts.say("Withdraw {number}", number=place), f"{END}{each.id}", beside=place % 2 == 0)


def _deciders(asked: Sequence[tuple[AdmissionRequest, str]], texts: Texts) -> Iterator[Button]:
    for place, (each, _) in enumerate(asked, start=1):
        yield Button(texts.say("Admit {number}", number=place), f"{YES}{each.address}")
        yield Button(texts.say("Decline {number}", number=place), f"{NO}{each.address}", beside=True)
