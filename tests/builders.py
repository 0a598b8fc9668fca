"""Domain values with sensible defaults; override by keyword."""

from __future__ import annotations

from datetime import UTC, date, datetime
from typing import Any

from domain.alert import Alert, MessageId, OutboxMessage
from domain.commitment import Commitment, CommitmentKind, CommitmentNumber, Declaration, Pillar, Texts
from domain.development import Development, DevelopmentId, Stage
from domain.entry import Entry, EntryId, EntryKey, RawEntry
from domain.fetching import Fetched
from domain.identity import stable_id
from domain.match import Facts, Judgement, Match, Tie
from domain.moment import Moment, Precision
from domain.source import Source, SourceId, SourceKind, SourceState, Tier, WatchedSource
from domain.story import JudgedStory, Story, StoryId
from domain.subscriber import ChannelName, Subscriber, SubscriberId, SubscriberState

NOON = datetime(2026, 1, 15, 12, 0, tzinfo=UTC)


def a_source(**over: Any) -> Source:
    values: dict[str, Any] = {
        "id": SourceId("kz-steppe"),
        "name": "Steppe Courier",
        "kind": SourceKind.RSS,
        "url": "https://steppe.example.kz/rss",
        "country": "KZ",
        "languages": ("ru",),
        "tier": Tier.PRESS,
        "zone": "Asia/Almaty",
    }
    return Source(**{**values, **over})


def a_watched_source(source: Source | None = None, **state: Any) -> WatchedSource:
    source = source or a_source()
    return WatchedSource(source, SourceState(**{"source_id": source.id, **state}))


def an_entry(**over: Any) -> Entry:
    title = over.get("title", "Япония выделит грант порту Актау")
    source_id = over.get("source_id", SourceId("kz-steppe"))
    url = over.get("url", "https://steppe.example.kz/news/1")
    values: dict[str, Any] = {
        "id": EntryId(stable_id("entry", source_id, url)),
        "source_id": source_id,
        "keys": (EntryKey(stable_id("url", url)),),
        "url_key": stable_id("url", url),
        "fingerprint": stable_id("text", title),
        "url": url,
        "title": title,
        "summary": "",
        "language": "ru",
        "published": Moment(NOON, Precision.MINUTE),
        "published_raw": "Thu, 15 Jan 2026 12:00:00 GMT",
        "first_seen_at": NOON,
    }
    return Entry(**{**values, **over})


def a_raw_entry(**over: Any) -> RawEntry:
    values: dict[str, Any] = {
        "guid": "",
        "link": "https://steppe.example.kz/news/1",
        "title": "Япония выделит грант порту Актау",
        "summary": "",
        "published_raw": "Thu, 15 Jan 2026 12:00:00 GMT",
    }
    return RawEntry(**{**values, **over})


def a_fetched(body: bytes | str, content_type: str = "", **over: Any) -> Fetched:
    values: dict[str, Any] = {
        "source_id": SourceId("kz-steppe"),
        "url": "https://steppe.example.kz/rss",
        "body": body.encode() if isinstance(body, str) else body,
        "headers": {"content-type": content_type} if content_type else {},
        "body_hash": "",
        "duration": 0.1,
    }
    return Fetched(**{**values, **over})


def a_story(**over: Any) -> Story:
    url = over.get("url", "https://steppe.example.kz/news/1")
    values: dict[str, Any] = {
        "id": StoryId(stable_id("story", url)),
        "source_id": SourceId("kz-steppe"),
        "source_name": "Steppe Courier",
        "tier": Tier.PRESS,
        "country": "KZ",
        "url": url,
        "url_key": stable_id("url", url),
        "title": "Япония выделит грант порту Актау",
        "summary": "Средства пойдут на рентгеновское оборудование.",
        "language": "ru",
        "published": Moment(NOON, Precision.MINUTE),
        "first_seen_at": NOON,
    }
    return Story(**{**values, **over})


def a_judgement(number: int = 26, **over: Any) -> Judgement:
    values: dict[str, Any] = {
        "relevant": True,
        "score": 0.9,
        "language": "ru",
        "tie": Tie.TOPIC,
        "matches": (Match(CommitmentNumber(number), 0.9, "Япония выделит грант порту Актау", ("таможен",)),),
        "primary": CommitmentNumber(number),
        "countries": ("KZ",),
        "stage": Stage.PLANNED,
        "facts": Facts(),
    }
    return Judgement(**{**values, **over})


def an_irrelevant_judgement() -> Judgement:
    return Judgement(relevant=False, score=0.0, language="ru")


def a_judged_story(story: Story | None = None, judgement: Judgement | None = None) -> JudgedStory:
    return JudgedStory(story or a_story(), judgement or a_judgement())


def a_development(**over: Any) -> Development:
    lead = over.get("lead", a_story())
    values: dict[str, Any] = {
        "id": DevelopmentId(stable_id("development", lead.id)),
        "lead": lead,
        "judgement": a_judgement(),
        "revision": 1,
        "reports": 1,
        "source_names": (lead.source_name,),
        "opened_at": NOON,
        "updated_at": NOON,
        "counts": True,
        "found_late": False,
    }
    return Development(**{**values, **over})


def a_subscriber(**over: Any) -> Subscriber:
    values: dict[str, Any] = {
        "id": SubscriberId("telegram:1001"),
        "channel": ChannelName.TELEGRAM,
        "address": "1001",
        "language": "ru",
        "zone": "Asia/Tashkent",
        "state": SubscriberState.ACTIVE,
        "created_at": NOON,
    }
    return Subscriber(**{**values, **over})


def a_commitment(number: int = 26, label: Texts | None = None, **over: Any) -> Commitment:
    words = label or Texts(f"Promise {number}", f"Обещание {number}", f"約束{number}")
    values: dict[str, Any] = {
        "number": CommitmentNumber(number),
        "pillar": Pillar.CONNECTIVITY,
        "kind": CommitmentKind.PROGRAMME,
        "tracked": True,
        "title": words,
        "label": words,
        "content": words,
        "actors": ("JP", "KZ", "KG", "TJ", "TM", "UZ"),
    }
    return Commitment(**{**values, **over})


def a_declaration(*commitments: Commitment, **over: Any) -> Declaration:
    values: dict[str, Any] = {
        "id": "tokyo_2025",
        "name": Texts("Tokyo Declaration of the dialogue", "Токийская декларация диалога", "対話の東京宣言"),
        "short_name": Texts("Tokyo Declaration", "Токийская декларация", "東京宣言"),
        "adopted": date(2025, 12, 20),
        "url": "https://declaration.example.org/text.pdf",
        "commitments": commitments or (a_commitment(),),
    }
    return Declaration(**{**values, **over})


def a_message(**over: Any) -> OutboxMessage:
    development_id = over.get("development_id", a_development().id)
    subscriber_id = over.get("subscriber_id", a_subscriber().id)
    revision = over.get("revision", 1)
    values: dict[str, Any] = {
        "id": MessageId(stable_id("message", development_id, str(revision), subscriber_id)),
        "development_id": development_id,
        "revision": revision,
        "subscriber_id": subscriber_id,
        "channel": ChannelName.TELEGRAM,
        "created_at": NOON,
        "due_at": NOON,
    }
    return OutboxMessage(**{**values, **over})


def an_alert(
    development: Development | None = None,
    subscriber: Subscriber | None = None,
    uncertain: tuple[OutboxMessage, ...] = (),
    **message: Any,
) -> Alert:
    development, subscriber = development or a_development(), subscriber or a_subscriber()
    values = {"development_id": development.id, "subscriber_id": subscriber.id, **message}
    return Alert(a_message(**values), subscriber, development, uncertain)
