"""Letters: what goes out by mail, as text and as HTML from the same lines; pure."""

from __future__ import annotations

import html
from dataclasses import dataclass, replace
from email.message import EmailMessage
from email.policy import SMTP, EmailPolicy
from typing import TYPE_CHECKING

from bot.markup import GAP, RenderedMessage, Style, bold, clean, italic, line, link
from bot.messages import named_now, uncertain_line
from bot.replies.withdrawn import correction_lines
from bot.texts import texts_for
from domain.identity import stable_id

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence
    from datetime import datetime
    from email.headerregistry import Address

    from bot.digests import Chart, DigestWriter
    from bot.markup import Line, Span
    from bot.texts import Texts
    from domain.amendment import ClaimedReply
    from domain.digest import Digest

PRODUCT = "CA+JAD Monitor"

_MACHINE_READ = frozenset(
    {"message-id", "in-reply-to", "references", "list-id", "list-unsubscribe", "list-unsubscribe-post"}
)
_BODY = (
    "margin:0 auto;padding:16px;max-width:640px;font:16px/1.5 system-ui,'Segoe UI',Roboto,'Noto Sans',"
    "'Hiragino Sans','Noto Sans CJK JP',sans-serif;overflow-wrap:anywhere"
)
_TITLE = "font-size:22px;line-height:1.3;margin:0 0 4px"
_ITEM = "border-top:1px solid rgba(128,128,128,.4);margin:18px 0 0;padding:14px 0 0"
_OPENING = "font-size:17px;line-height:1.35;margin:0 0 4px"
_LINE = "margin:0 0 4px"
_LIGHT = "font-weight:400;font-size:15px;opacity:.8"
_QUOTE = "margin:4px 0;padding:0 0 0 12px;border-left:3px solid rgba(128,128,128,.5)"
_CLOSING = f"{_ITEM};font-size:14px;opacity:.8"
_PICTURE = "display:block;width:100%;max-width:640px;height:auto;margin:12px 0 0;background:#fff"
_TAGS = {Style.BOLD: "b", Style.ITALIC: "i", Style.CODE: "code"}


class _LetterPolicy(EmailPolicy):
    """Writes headers that programs read on one line.

    The library folds a long word by encoding it, after which no program knows an address any more.
    """

    def fold_binary(self, name: str, value: str) -> bytes:
        """Return a header as it goes over the wire."""
        if name.lower() in _MACHINE_READ:
            return f"{name}: {value}{self.linesep}".encode("ascii")
        return super().fold_binary(name, value)


POLICY = _LetterPolicy(linesep=SMTP.linesep, cte_type="7bit")
"""Seven bits, so that every server passes a letter on as it is."""


@dataclass(frozen=True, slots=True)
class Letterhead:
    """What all letters share.

    Attributes:
        sender: who they are from; its mailbox takes wishes to unsubscribe.
        page: public address of the page, empty where there is none.
    """

    sender: Address
    page: str = ""

    def stop_link(self, token: str) -> str:
        """Return the address on the page that unsubscribes, empty where there is no page."""
        return f"{self.page}/unsubscribe/{token}" if self.page else ""

    def confirm_link(self, code: str) -> str:
        """Return the address on the page that confirms, empty where there is no page."""
        return f"{self.page}/confirm/{code}" if self.page else ""


@dataclass(frozen=True, slots=True)
class Letter:
    """One letter.

    Attributes:
        id: stable, becomes the Message-ID: a letter that was sent twice can be told by it.
        to: address, valid. blocks: heading first, one for each part. closing: small, below.
        token: of the link to unsubscribe, empty where there is nothing to unsubscribe from.
        picture: PNG, shown below the heading. plain: text only.
        answers: Message-IDs of the letters that it answers, so that mail programs show it with them.
    """

    id: str
    to: str
    subject: str
    language: str
    at: datetime
    blocks: Sequence[Sequence[Line]]
    closing: Sequence[Line] = ()
    token: str = ""
    picture: bytes = b""
    plain: bool = False
    answers: tuple[str, ...] = ()


def digest_letter(
    digest: Digest, writer: DigestWriter, head: Letterhead, token: str, chart: Chart | None = None
) -> Letter:
    """Return a digest as one letter of any length."""
    texts = texts_for(digest.subscriber.language, digest.subscriber.zone)
    heading, *items = writer.blocks(digest)
    named = named_now(digest)
    if chart is not None:
        heading = (*heading, *chart.caption.lines)
    if named:
        items.append((uncertain_line(named, texts),))
    day = texts.local_day(digest.message.created_at)
    count = len(digest.items) + digest.more
    letter = Letter(
        id=digest.message.id,
        to=digest.subscriber.address,
        subject=subject_of(texts.count("{n} development, {day}", "{n} developments, {day}", count, day=day), texts),
        language=texts.language,
        at=digest.message.created_at,
        blocks=(heading, *items),
        picture=chart.png if chart is not None else b"",
        plain=digest.message.plain,
    )
    return for_reader(letter, token, head, texts)


def subject_of(title: str, texts: Texts) -> str:
    """Return the subject of a letter of this title: the product first, so that it is found in a mailbox."""
    return texts.say("{name}: {what}", name=PRODUCT, what=title)


def correction_letter(corrections: Sequence[ClaimedReply], head: Letterhead, token: str) -> Letter:
    """Return one letter about everything that is to be corrected for a reader.

    Args:
        corrections: at least one, all of the same reader.
    """
    reader = corrections[0].subscriber
    texts = texts_for(reader.language, reader.zone)
    title = texts.count("{n} correction", "{n} corrections", len(corrections))
    heading = (line(bold(title)), line(texts.say("On what you were told earlier:")))
    letter = Letter(
        id=stable_id("corrections", *(each.message.id for each in corrections)),
        to=reader.address,
        subject=subject_of(title, texts),
        language=texts.language,
        at=max(each.message.created_at for each in corrections),
        blocks=(heading, *(tuple(correction_lines(each, texts)) for each in corrections)),
        plain=any(each.message.plain for each in corrections),
        answers=tuple(dict.fromkeys(each.message.reply_to for each in corrections if each.message.reply_to)),
    )
    return for_reader(letter, token, head, texts)


def for_reader(letter: Letter, token: str, head: Letterhead, texts: Texts) -> Letter:
    """Return a letter to somebody who agreed to mail, with the ways to end it."""
    closing = tuple(_ways_to_stop(texts, head.stop_link(token)))
    return replace(letter, language=texts.language, closing=closing, token=token)


def confirmation(letter_id: str, to: str, code: str, head: Letterhead, texts: Texts, at: datetime) -> Letter:
    """Return the one letter that goes to an address whose reader has not agreed yet."""
    title = texts.say("Confirm this address")
    page = head.confirm_link(code)
    by_page = (line(link(texts.say("Or confirm it on the page"), page)),) if page else ()
    lines = (
        line(bold(title)),
        line(texts.say("Digests on the follow-up to the Tokyo Declaration were asked for to this address.")),
        line(texts.say("If that was you, send the bot this:")),
        line(bold(f"/email {code}")),
        *by_page,
    )
    ignored = texts.say("If it was not you, do nothing: no more will come, and the address is deleted in 48 hours.")
    return Letter(letter_id, to, subject_of(title, texts), texts.language, at, (lines,), (line(italic(ignored)),))


def composed(letter: Letter, head: Letterhead) -> EmailMessage:
    """Return a letter as a message for an SMTP server."""
    message = EmailMessage(POLICY)
    message["From"] = head.sender
    message["To"] = letter.to
    message["Subject"] = clean(letter.subject)
    message["Date"] = letter.at
    message["Message-ID"] = f"<{letter.id}@{head.sender.domain}>"
    message["Auto-Submitted"] = "auto-generated"
    if letter.answers:
        message["In-Reply-To"] = message["References"] = " ".join(letter.answers)
    if letter.token:
        for name, value in _list_headers(letter.token, head):
            message[name] = value
    message.set_content(text_of(letter))
    if not letter.plain:
        message.add_alternative(html_of(letter), subtype="html")
        if letter.picture:
            *_, page = message.iter_parts()
            page.add_related(letter.picture, "image", "png", cid="<chart>", filename="chart.png", disposition="inline")
    message["Content-Language"] = letter.language
    return message


def text_of(letter: Letter) -> str:
    """Return the letter as plain text."""
    blocks = [*letter.blocks, letter.closing] if letter.closing else list(letter.blocks)
    lines = [each for position, block in enumerate(blocks) for each in ((GAP,) if position else ()) + tuple(block)]
    return RenderedMessage(tuple(lines)).plain + "\n"


def html_of(letter: Letter) -> str:
    """Return the letter as HTML: every style beside its element, colours left to the reader's light or dark."""
    first, *rest = letter.blocks
    title = html.escape(clean(letter.subject))
    parts = [
        "<!DOCTYPE html>",
        f'<html lang="{letter.language}"><head><meta charset="utf-8">',
        '<meta name="viewport" content="width=device-width,initial-scale=1">',
        '<meta name="color-scheme" content="light dark"><meta name="supported-color-schemes" content="light dark">',
        f'<title>{title}</title></head><body style="{_BODY}">',
        *_block(first, "h1", _TITLE),
    ]
    if letter.picture:
        parts.append(f'<img src="cid:chart" alt="" style="{_PICTURE}">')
    for block in rest:
        parts += (f'<div style="{_ITEM}">', *_block(block, "h2", _OPENING), "</div>")
    if letter.closing:
        parts += (f'<div style="{_CLOSING}">', *map(_paragraph, letter.closing), "</div>")
    return "\n".join((*parts, "</body></html>", ""))


def _ways_to_stop(texts: Texts, page: str) -> Iterator[Line]:
    yield line(texts.say("This letter comes because its reader confirmed this address."))
    if page:
        yield line(link(texts.say("Unsubscribe"), page))
        yield line(texts.say("Change it, or stop it there as well: /email in the chat where it was ordered."))
    else:
        yield line(texts.say("To get no more, answer this message, or send /email to the chat where it was ordered."))


def _list_headers(token: str, head: Letterhead) -> Iterator[tuple[str, str]]:
    """Yield what mail programs show as a list with a button to leave it (RFC 2369, 2919, 8058)."""
    reference = token.partition("-")[0]
    yield "List-Id", f"{PRODUCT} <digest.{head.sender.domain}>"
    ways = [f"<mailto:{head.sender.addr_spec}?subject=unsubscribe%20{reference}>"]
    page = head.stop_link(token)
    if page:
        ways.insert(0, f"<{page}>")
    yield "List-Unsubscribe", ", ".join(ways)
    if page.startswith("https://"):
        yield "List-Unsubscribe-Post", "List-Unsubscribe=One-Click"


def _block(block: Sequence[Line], tag: str, style: str) -> Iterator[str]:
    opening, *rest = block
    is_title = any(span.style is Style.BOLD for span in opening.spans)
    yield f'<{tag} style="{style}">{_title_spans(opening)}</{tag}>' if is_title else _paragraph(opening)
    yield from map(_paragraph, rest)


def _paragraph(each: Line) -> str:
    if each == GAP:
        return ""
    if each.quoted:
        return f'<blockquote style="{_QUOTE}">{_spans(each)}</blockquote>'
    return f'<p style="{_LINE}">{_spans(each)}</p>'


def _spans(each: Line) -> str:
    return "".join(_span(span, _TAGS.get(span.style, "")) for span in each.spans)


def _title_spans(each: Line) -> str:
    """Return the spans of a title, which is bold by itself: what is not bold in it stands out by being lighter."""
    bold_or_light = (
        _span(span, "") if span.style is Style.BOLD else f'<span style="{_LIGHT}">{_span(span, "")}</span>'
        for span in each.spans
    )
    return "".join(bold_or_light)


def _span(span: Span, tag: str) -> str:
    text = html.escape(span.text)
    if tag:
        text = f"<{tag}>{text}</{tag}>"
    return f'<a href="{html.escape(span.url)}">{text}</a>' if span.url else text
