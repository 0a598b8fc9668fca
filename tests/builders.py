"""Domain values with sensible defaults; override by keyword."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Any

from domain.commitment import CommitmentNumber
from domain.development import Development, DevelopmentId, Stage
from domain.entry import Entry, EntryId, EntryKey
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
