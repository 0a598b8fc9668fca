"""Letters as they go out: parsed back as a mail program does, the same in text and HTML, foreign text inert."""

from __future__ import annotations

import email
import email.policy
from dataclasses import replace
from email.headerregistry import Address
from html.parser import HTMLParser
from typing import TYPE_CHECKING

import pytest

from bot.digests import Chart
from bot.letters import (
    POLICY,
    Letter,
    Letterhead,
    composed,
    confirmation,
    correction_letter,
    digest_letter,
    html_of,
    text_of,
)
from bot.markup import RenderedMessage, bold, line, link, quote
from bot.texts import DEFAULT_ZONES, texts_for
from domain.alert import DeliveryState
from domain.amendment import ClaimedReply, WithdrawalReply, WithdrawalReplyId
from domain.commitment import READER_LANGUAGES
from domain.development import DevelopmentId, Stage
from domain.grouping import Change, Revision
from domain.match import Tie
from domain.review import CorrectionKind
from domain.story import StoryId
from domain.subscriber import ChannelName
from domain.telling import DigestKind
from tests.builders import NOON, a_development, a_message, a_subscriber
from tests.golden_files import assert_golden
from tests.unit.bot.test_digests import WRITER, a_digest, an_item

if TYPE_CHECKING:
    from email.message import EmailMessage

    from domain.digest import Digest

HEAD = Letterhead(Address("CA+JAD Monitor", addr_spec="monitor@example.org"), "https://monitor.example.org")
TOKEN = "0123456789abcdef-" + "a" * 32
PIXEL = bytes.fromhex(
    "89504e470d0a1a0a0000000d4948445200000001000000010806000000"
    "1f15c4890000000d49444154789c6360000000020001e221bc330000000049454e44ae426082"
)


def parsed(letter: Letter, head: Letterhead = HEAD) -> EmailMessage:
    """The letter as the mail program at the other end has it."""
    message: EmailMessage = email.message_from_bytes(
        composed(letter, head).as_bytes(policy=POLICY), policy=email.policy.default
    )
    return message


def part(message: EmailMessage, kind: str) -> str:
    found = message.get_body((kind,))
    assert found is not None
    content: str = found.get_content()
    return content.replace("\r\n", "\n")


class Page(HTMLParser):
    """What a mail program shows of a page: its text, where links lead, and which tags there are."""

    def __init__(self, page: str) -> None:
        super().__init__()
        self.text: list[str] = []
        self.links: list[str] = []
        self.tags: set[str] = set()
        self.feed(page)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.add(tag)
        self.links += [value or "" for name, value in attrs if name == "href"]
        assert not any(name.startswith("on") for name, _ in attrs)

    def handle_data(self, data: str) -> None:
        if self.lasttag != "title" and data.strip():
            self.text.append(data)


def the_digest(language: str, kind: DigestKind = DigestKind.DAILY) -> Digest:
    revised = Revision(DevelopmentId("changed"), 2, StoryId("story"), NOON, stage=Change(Stage.PLANNED, Stage.AGREED))
    return a_digest(
        an_item("flights", 27, Stage.PLANNED),
        an_item("scanners", 26, Stage.DONE, tie=Tie.EXPLICIT),
        an_item("late", 26, Stage.AGREED, found_late=True),
        an_item("changed", 27, Stage.AGREED, revised=revised),
        subscriber=a_subscriber(language=language, zone=DEFAULT_ZONES[language], address="reader@example.net"),
        kind=kind,
    )


@pytest.mark.parametrize("language", READER_LANGUAGES)
def test_a_digest_by_mail_is_as_its_golden_files(language: str) -> None:
    letter = digest_letter(the_digest(language), WRITER, HEAD, TOKEN)
    message = parsed(letter)
    assert_golden(f"mail/digest.{language}.txt", f"{message['Subject']}\n\n{part(message, 'plain')}")
    assert_golden(f"mail/digest.{language}.html", part(message, "html"))


@pytest.mark.parametrize("language", READER_LANGUAGES)
def test_a_confirmation_is_as_its_golden_file(language: str) -> None:
    texts = texts_for(language, DEFAULT_ZONES[language])
    letter = confirmation("confirmation", "reader@example.net", "ABCD-EFGH-JKLM-NPQR", HEAD, texts, NOON)
    message = parsed(letter)
    assert message["List-Unsubscribe"] is None
    assert_golden(f"mail/confirmation.{language}.txt", f"{message['Subject']}\n\n{part(message, 'plain')}")


def test_headers_are_those_of_a_list_that_can_be_left_with_one_click() -> None:
    message = parsed(digest_letter(the_digest("ru"), WRITER, HEAD, TOKEN))
    assert message["From"] == "CA+JAD Monitor <monitor@example.org>"
    assert message["To"] == "reader@example.net"
    assert message["Subject"].startswith("CA+JAD Monitor: 4 события, ")
    assert message["Message-ID"] == "<digest@example.org>"
    assert message["List-Id"] == "CA+JAD Monitor <digest.example.org>"
    ways = f"<https://monitor.example.org/unsubscribe/{TOKEN}>, "
    assert message["List-Unsubscribe"] == f"{ways}<mailto:monitor@example.org?subject=unsubscribe%200123456789abcdef>"
    assert message["List-Unsubscribe-Post"] == "List-Unsubscribe=One-Click"
    assert message["Auto-Submitted"] == "auto-generated"
    assert message["Content-Language"] == "ru"
    assert message["Date"].datetime == NOON


def test_long_addresses_in_headers_are_never_folded_or_encoded() -> None:
    head = replace(HEAD, page="https://monitor.example.org/" + "long/" * 30)
    raw = composed(digest_letter(the_digest("ja"), WRITER, head, TOKEN), head).as_bytes(policy=POLICY)
    assert f"List-Unsubscribe: <{head.page}/unsubscribe/{TOKEN}>".encode() in raw
    assert raw.isascii()
    assert max(map(len, raw.split(b"\r\n"))) < 998
    assert b"\n" not in raw.replace(b"\r\n", b"")


@pytest.mark.parametrize(("page", "ways"), [("", 1), ("http://127.0.0.1:8080", 2)])
def test_one_click_is_offered_over_https_only(page: str, ways: int) -> None:
    head = replace(HEAD, page=page)
    message = parsed(digest_letter(the_digest("en"), WRITER, head, TOKEN), head)
    assert message["List-Unsubscribe-Post"] is None
    assert len(message["List-Unsubscribe"].split(", ")) == ways
    assert ("answer this message" in part(message, "plain")) is not bool(page)


@pytest.mark.parametrize("kind", [DigestKind.DAILY, DigestKind.WEEKLY])
def test_text_and_html_say_the_same(kind: DigestKind) -> None:
    message = parsed(digest_letter(the_digest("ja", kind), WRITER, HEAD, TOKEN))
    page = Page(part(message, "html"))
    text = part(message, "plain")
    for shown in (*page.text, *page.links):
        assert shown.strip() in text
    left = text
    for shown in sorted((*page.text, *page.links), key=len, reverse=True):
        left = left.replace(shown, "")
    assert left.strip() == ""


def test_hostile_text_stays_text() -> None:
    title = 'Grant\r\nBcc: all@example.org\r\n\r\n<script>alert(1)</script>\u202egnp.exe"><img src=x onerror=x>'
    item = an_item("hostile", title=title)
    digest = a_digest(item, subscriber=a_subscriber(language="en", zone="UTC", address="reader@example.net"))
    letter = replace(digest_letter(digest, WRITER, HEAD, TOKEN), subject=title)
    message = parsed(letter)
    assert message["Bcc"] is None
    assert "\n" not in message["Subject"]
    page = Page(part(message, "html"))
    assert page.tags <= {"html", "head", "meta", "title", "body", "h1", "h2", "p", "div", "a", "b", "i", "span"}
    assert "<script>alert(1)</script>" in "".join(page.text)
    for content in (part(message, "html"), part(message, "plain"), message["Subject"]):
        assert "\u202e" not in content


def test_addresses_that_are_none_of_the_web_become_no_links() -> None:
    block = (line(bold("Title")), line(link("click", "javascript:alert(1)")), quote("a <b> said"))
    letter = Letter("x", "reader@example.net", "Title", "en", NOON, (block,))
    assert Page(html_of(letter)).links == []
    assert "<blockquote" in html_of(letter)
    assert "&lt;b&gt;" in html_of(letter)
    assert "> a <b> said" in text_of(letter)


def test_a_weekly_digest_carries_its_picture_with_it() -> None:
    chart = Chart(PIXEL, RenderedMessage((line("The week in a picture"),)))
    message = parsed(digest_letter(the_digest("en", DigestKind.WEEKLY), WRITER, HEAD, TOKEN, chart))
    pictures = [each for each in message.walk() if each.get_content_type() == "image/png"]
    assert [(each["Content-ID"], each.get_content()) for each in pictures] == [("<chart>", PIXEL)]
    assert 'src="cid:chart"' in part(message, "html")
    assert "The week in a picture" in part(message, "html")
    assert "The week in a picture" in part(message, "plain")


def test_a_letter_whose_markup_was_refused_goes_as_text() -> None:
    digest = the_digest("en")
    digest = replace(digest, message=replace(digest.message, plain=True))
    message = parsed(digest_letter(digest, WRITER, HEAD, TOKEN))
    assert message.get_content_type() == "text/plain"


def test_a_message_that_may_not_have_arrived_is_named_without_a_button() -> None:
    lost = replace(a_message(), state=DeliveryState.UNCERTAIN)
    message = parsed(digest_letter(replace(the_digest("en"), uncertain=(lost,)), WRITER, HEAD, TOKEN))
    assert "may not have reached you" in part(message, "plain")
    assert "Show again" not in part(message, "plain")


def a_correction(kind: CorrectionKind, language: str, reason: str = "") -> ClaimedReply:
    subscriber, development = a_subscriber(language=language, zone=DEFAULT_ZONES[language]), a_development()
    reply = WithdrawalReply(
        id=WithdrawalReplyId(kind),
        subscriber_id=subscriber.id,
        development_id=development.id,
        channel=ChannelName.EMAIL,
        reply_to="<monday@example.org>",
        reason=reason,
        kind=kind,
        created_at=NOON,
        due_at=NOON,
    )
    return ClaimedReply(reply, subscriber, development)


@pytest.mark.parametrize("language", READER_LANGUAGES)
def test_a_letter_of_corrections_reads_as_its_golden_file(language: str) -> None:
    corrections = [
        a_correction(CorrectionKind.WITHDRAWN, language, "by other states or donors"),
        a_correction(CorrectionKind.MOVED, language),
        a_correction(CorrectionKind.REINSTATED, language),
    ]
    letter = correction_letter(corrections, HEAD, TOKEN)
    message = parsed(letter)
    assert part(message, "plain") == text_of(letter)
    assert message["In-Reply-To"] == message["References"] == "<monday@example.org>"
    assert_golden(f"mail/corrections.{language}.txt", f"{message['Subject']}\n\n{text_of(letter)}")


def test_a_letter_of_corrections_that_was_refused_goes_as_text() -> None:
    refused = a_correction(CorrectionKind.WITHDRAWN, "en")
    plain = replace(refused, message=replace(refused.message, plain=True, reply_to=""))
    message = parsed(correction_letter([plain], HEAD, TOKEN))
    assert not message.is_multipart()
    assert message["In-Reply-To"] is None
