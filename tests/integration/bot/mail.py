"""What tests of mail share: a postman before a real SMTP server, and a subscriber by mail whose reader agreed."""

from __future__ import annotations

from contextlib import asynccontextmanager
from email.headerregistry import Address
from typing import TYPE_CHECKING, Any

from bot.channels.email import EmailChannel, Postman
from bot.deliver import DeliveryParts
from bot.letters import Letterhead
from bot.mail_desk import MailDesk
from config.mail_server import mail_server
from domain.subscriber import ChannelName
from domain.telling import USUAL
from tests.builders import NOON
from tests.fakes import FixedClock
from tests.integration.bot.outbox import DIGESTS, RENDER, Outbox, a_chat

if TYPE_CHECKING:
    from tests.servers.post_office import PostOffice

HEAD = Letterhead(Address("Monitor", addr_spec="monitor@example.org"), "https://monitor.example.org")
ADDRESS = "reader@example.net"


def a_postman(office: PostOffice, clock: FixedClock | None = None, *, url: str = "", seconds: float = 5.0) -> Postman:
    return Postman(mail_server(url or office.url), HEAD, clock or FixedClock(NOON), office.trust, seconds)


@asynccontextmanager
async def a_reader(outbox: Outbox, office: PostOffice, clock: FixedClock) -> Any:
    """Delivery with a subscriber by mail whose reader agreed, and its parts."""
    postman = a_postman(office, clock)
    desk = MailDesk(outbox.open_unit_of_work, clock, postman)
    await desk.ask(ADDRESS, a_chat(1, timing=USUAL))
    words = str(office.letters[0].get_body(("plain",)).get_content()).split()  # type: ignore[union-attr]  # it has one
    reader = desk.confirm(words[words.index("/email") + 1])
    assert reader is not None
    office.content.clear()
    channel = EmailChannel(postman, RENDER, DIGESTS, outbox.open_unit_of_work)
    yield reader, DeliveryParts(outbox.open_unit_of_work, {ChannelName.EMAIL: channel}, {}, clock)
