"""What killed processes sent of each kind, by the database and by those who got it, and whether they agree."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from typing import TYPE_CHECKING, NamedTuple

from bot.broadcasting import Wording, confirm, draft
from bot.messages import NAMED_AT_ONCE
from bot.texts import texts_for
from domain.alert import DeliveryState
from domain.development import DevelopmentId
from domain.mailing import MailConsent
from domain.subscriber import ChannelName, SubscriberId
from domain.telling import Mode, Timing
from tests.builders import NOON, a_subscriber

if TYPE_CHECKING:
    from collections.abc import Iterable
    from datetime import datetime

    from domain.subscriber import Subscriber
    from domain.unit_of_work import UnitOfWork
    from tests.servers.bot_api import BotApi
    from tests.servers.bot_api_chats import Accepted
    from tests.servers.installation import Installation
    from tests.servers.post_office import PostOffice

ALERTS, DIGESTS, PICTURES, LETTERS = "alerts", "digests", "pictures", "letters"
REPLIES, BROADCASTS = "replies about withdrawals", "broadcasts"
KINDS = (ALERTS, DIGESTS, PICTURES, LETTERS, REPLIES, BROADCASTS)

_SENT_OR_IN_DOUBT = (DeliveryState.SENT.value, DeliveryState.UNCERTAIN.value)

_STORED = f"""
    SELECT CASE s.channel WHEN 'email' THEN '{LETTERS}' ELSE '{ALERTS}' END, s.address, m.id, m.state, m.remote_id
    FROM outbox m JOIN subscribers s ON s.id = m.subscriber_id WHERE m.state <> 'folded'
    UNION ALL
    SELECT CASE WHEN s.channel = 'email' THEN '{LETTERS}' WHEN d.chart THEN '{PICTURES}' ELSE '{DIGESTS}' END,
           s.address, d.id, d.state, d.remote_id
    FROM digests d JOIN subscribers s ON s.id = d.subscriber_id
    UNION ALL
    SELECT '{REPLIES}', s.address, r.id, r.state, r.remote_id
    FROM withdrawal_replies r JOIN subscribers s ON s.id = r.subscriber_id WHERE s.channel = 'telegram'
    UNION ALL
    SELECT '{BROADCASTS}', address, id, state, remote_id FROM operator_messages
"""  # noqa: S608 - made of constants

_CAN_BE_WITHDRAWN = """
    SELECT development_id FROM outbox WHERE withdrawn_at IS NULL AND channel = 'telegram'
    GROUP BY development_id HAVING sum(state = 'due') = 0 AND sum(state = 'sent') > 0 ORDER BY min(created_at), 1
"""


VERDICTS = tuple(texts_for(each, "UTC").say("Withdrawn by the editors.") for each in ("en", "ru"))
"""How messages begin whose development was withdrawn."""


class Stored(NamedTuple):
    """One message of any kind, and what the database says became of it."""

    kind: str
    address: str
    message_id: str
    state: str
    remote_id: str | None


@dataclass(frozen=True)
class Arrived:
    """A message that a chat or a letter box took, and its identifier there."""

    address: str
    remote_id: str


@dataclass(frozen=True)
class Received:
    """A message that a chat has received, and the addresses to which it links."""

    message: Accepted
    links: frozenset[str]


def tells_no_news(message: Accepted) -> bool:
    """Whether it is a reply about a withdrawal, which links to what it is about; an edited alert is none."""
    return not message.edits and message.text.startswith(VERDICTS)


def received(api: BotApi) -> dict[str, list[Received]]:
    """Return what each chat has received, oldest first."""
    found: dict[str, list[Received]] = {}
    for each in tuple(api.accepted):
        address = str(each.chat_id) if each.thread_id is None else f"{each.chat_id}/{each.thread_id}"
        if tells_no_news(each):
            continue
        links = frozenset(entity.url for entity in each.entities if entity.url)
        found.setdefault(address, []).append(Received(each, links))
    return found


def stored(house: Installation) -> list[Stored]:
    """Return every message there is, whatever its kind."""
    return [Stored(*row) for row in house.rows(_STORED)]  # type: ignore[arg-type]  # columns of a query have no types


def arrived(api: BotApi, office: PostOffice, but: Iterable[int]) -> list[Arrived]:
    """Return all that chats and letter boxes took; not what those chats received, which only ask."""
    asking = set(but)
    chats = [
        Arrived(
            str(each.chat_id) if each.thread_id is None else f"{each.chat_id}/{each.thread_id}", str(each.message_id)
        )
        for each in tuple(api.accepted)
        if each.chat_id not in asking
    ]
    letters = zip(office.letters, tuple(office.recipients), strict=True)
    return [*chats, *(Arrived(to, str(letter["Message-ID"])) for letter, to in letters)]


def everything_is_accounted_for(told: list[Stored], came: list[Arrived], left: frozenset[str]) -> None:
    """What is stored as sent came once; all else that came is one message in doubt, which a kill met on its way."""
    strange = [each for each in told if each.state not in _SENT_OR_IN_DOUBT]
    assert strange == []
    assert set(Counter(came).values()) == {1}
    sent = [Arrived(each.address, str(each.remote_id)) for each in told if each.state == DeliveryState.SENT.value]
    assert set(Counter(sent).values()) == {1}
    assert set(sent) <= set(came)
    doubted = Counter(each.address for each in told if each.state == DeliveryState.UNCERTAIN.value)
    over = Counter(each.address for each in set(came) - set(sent))
    assert over <= doubted, over - doubted
    assert {each.message_id for each in told if each.state == DeliveryState.UNCERTAIN.value} <= left


def readers_of_mail_hear_of_everything(house: Installation, boxes: int) -> None:
    """Every development is told in every letter box; what is in doubt was named, as far as one letter names any."""
    told = "SELECT subscriber_id, development_id, named FROM outbox WHERE channel = 'email'"
    developments = {development for (development,) in house.rows("SELECT id FROM developments")}
    pairs = Counter((reader, development) for reader, development, _ in house.rows(told))
    assert len(pairs) == boxes * len(developments)
    assert set(pairs.values()) == {1}
    in_doubt = """
        SELECT subscriber_id, named FROM outbox WHERE state = 'uncertain' AND channel = 'email' UNION ALL
        SELECT subscriber_id, named FROM digests WHERE state = 'uncertain' AND channel = 'email'
    """
    doubted = house.rows(in_doubt)
    for reader in {reader for reader, _ in doubted}:
        named = [bool(is_named) for who, is_named in doubted if who == reader]
        assert sum(named) >= min(len(named), NAMED_AT_ONCE)


def counts(told: list[Stored]) -> str:
    """Return in words how many messages of each kind there were."""
    states = {kind: Counter(each.state for each in told if each.kind == kind) for kind in KINDS}
    return ", ".join(f"{kind} {each['sent']} sent and {each['uncertain']} in doubt" for kind, each in states.items())


def a_letter_box(number: int) -> Subscriber:
    """A reader of mail."""
    return a_subscriber(
        id=SubscriberId(f"email:{number:016x}"),
        channel=ChannelName.EMAIL,
        address=f"reader-{number}@example.net",
        language="en",
        zone="UTC",
        timing=Timing(mode=Mode.ALL_IN_DIGEST, weekly_post=False),
    )


def agrees_to_mail(work: UnitOfWork, reader: Subscriber) -> None:
    """Store a reader of mail, and that they agreed to it."""
    work.subscribers.save(reader)
    work.mail.save(MailConsent(reader.id, "key", NOON, NOON, "", confirmed_at=NOON))


def withdraws_one(house: Installation, at: datetime) -> DevelopmentId | None:
    """Let an editor withdraw the oldest development that all chats were told of, or are just being told of."""
    known = house.rows(_CAN_BE_WITHDRAWN)
    if not known:
        return None
    development = DevelopmentId(str(known[0][0]))
    with house.work() as work:
        work.reviews.withdraw(development, "", at)
        work.commit()
    return development


def broadcasts(house: Installation, text: str, now: datetime) -> None:
    """Let an operator say something to who reads Russian."""
    with house.work() as work:
        confirm(work, draft(work, Wording(text, "ru"), 1, now), now)
        work.commit()
