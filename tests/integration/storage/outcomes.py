"""Outcomes of polls, as ``monitors`` would plan them."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta
from typing import TYPE_CHECKING, Any

from domain.alert import MessageId, OutboxMessage
from domain.commitment import Commitment, CommitmentKind, CommitmentNumber, Declaration, Pillar, Texts
from domain.development import ChangeKind, DevelopmentChange, DevelopmentId
from domain.entry import EntryId, EntryKey
from domain.identity import stable_id
from domain.outcome import OpenedDevelopment, PollOutcome
from domain.source import PollRecord, SourceId, SourceState, Tier, Verdict
from domain.story import CarriedEntry, EditedEntry, JudgedStory, Sifted, StoryId
from domain.subscriber import ChannelName, SubscriberId
from tests.builders import NOON, a_judged_story, a_judgement, a_source, a_story, a_subscriber, an_entry

if TYPE_CHECKING:
    from datetime import datetime

    from domain.entry import Entry
    from domain.unit_of_work import UnitOfWork

SOURCE = a_source()
OTHER_SOURCE = a_source(id=SourceId("jp-wire"), name="Harbour Wire", country="JP", tier=Tier.AGENCY, languages=("ja",))


def a_declaration(*numbers: int) -> Declaration:
    text = Texts("Customs", "Таможня", "税関")
    commitments = tuple(
        Commitment(
            number=CommitmentNumber(number),
            pillar=Pillar.CONNECTIVITY,
            kind=CommitmentKind.INSTRUMENT,
            tracked=True,
            title=text,
            label=text,
            content=text,
            actors=("JP",),
            due=date(2030, 12, 31),
        )
        for number in numbers or (26, 27)
    )
    return Declaration("tokyo_2025", text, text, date(2025, 12, 20), "https://example.org/declaration", commitments)


def a_report(slug: str, *, source: Any = SOURCE, hours: float = 0.0, number: int = 26, **over: Any) -> JudgedStory:
    """A judged story at an address of its own, published ``hours`` after noon."""
    url = f"https://{source.id}.example/{slug}"
    base = a_story(
        id=StoryId(stable_id("story", url)),
        url=url,
        source_id=source.id,
        source_name=source.name,
        tier=source.tier,
        country=source.country,
        title=f"Япония выделит грант порту: {slug}",
    )
    published = replace(base.published, at=NOON + timedelta(hours=hours))
    return a_judged_story(replace(base, published=published), over.get("judgement", a_judgement(number)))


def entry_of(report: JudgedStory, **over: Any) -> Entry:
    """The entry that brings the story of a report."""
    story = report.story
    values: dict[str, Any] = {
        "id": EntryId(stable_id("entry", story.url)),
        "source_id": story.source_id,
        "keys": (EntryKey(f"guid {story.url}"), EntryKey(f"title {story.url}")),
        "url": story.url,
        "title": story.title,
        "summary": story.summary,
        "published": story.published,
    }
    return an_entry(**{**values, **over})


def an_outcome(*reports: JudgedStory, at: Any = NOON, source: Any = SOURCE, **over: Any) -> PollOutcome:
    """A poll that brings the stories of these reports and nothing else."""
    sifted = Sifted(
        stories=tuple(report.story for report in reports),
        carried=tuple(CarriedEntry(entry_of(report), report.story.id) for report in reports),
        edited=(),
    )
    record = PollRecord(source.id, at, Verdict.NEW, "", 0.25, len(reports), len(reports))
    return replace(PollOutcome(SourceState(source.id, last_polled_at=at), record, sifted, reports), **over)


def an_opening(report: JudgedStory, *, counts: bool = True, found_late: bool = False) -> OpenedDevelopment:
    development_id = DevelopmentId(stable_id("development", report.story.id))
    return OpenedDevelopment(DevelopmentChange(ChangeKind.OPENED, development_id, report, 1), counts, found_late)


def a_confirmation(report: JudgedStory, opened: OpenedDevelopment, *, revision: int = 1) -> DevelopmentChange:
    return DevelopmentChange(ChangeKind.CONFIRMED, opened.change.development_id, report, revision)


def a_message(opened: OpenedDevelopment, **over: Any) -> OutboxMessage:
    development_id = opened.change.development_id
    subscriber_id = over.get("subscriber_id", a_subscriber().id)
    revision = over.get("revision", 1)
    values: dict[str, Any] = {
        "id": MessageId(stable_id("message", development_id, str(revision), subscriber_id)),
        "development_id": development_id,
        "revision": revision,
        "subscriber_id": SubscriberId(subscriber_id),
        "channel": ChannelName.TELEGRAM,
        "created_at": NOON,
        "due_at": NOON,
    }
    return OutboxMessage(**{**values, **over})


def due_in(work: UnitOfWork, now: datetime) -> list[MessageId]:
    """The messages that are due through Telegram."""
    waiting = work.digests.list_waiting(work.digests.subscribers_due(now, [ChannelName.TELEGRAM]))
    return [each.id for messages in waiting.values() for each in messages if each.due_at <= now]


def a_told(slug: str = "grant", **over: Any) -> PollOutcome:
    """A poll that opens a development and alerts the subscriber."""
    report = a_report(slug, **over)
    opened = an_opening(report)
    return an_outcome(report, opened=(opened,), messages=(a_message(opened),))


def an_edit(report: JudgedStory, title: str, *, version: int = 2, **over: Any) -> EditedEntry:
    """The entry of a report under another headline."""
    before = entry_of(report)
    after = replace(before, title=title, fingerprint=stable_id("text", title), **over)
    return EditedEntry(before.id, report.story.id, after, version, text_changed=True)


def editing(
    *edits: EditedEntry, at: Any = NOON, judged: tuple[JudgedStory, ...] = (), source: Any = SOURCE, **over: Any
) -> PollOutcome:
    """A poll that shows edits of known entries only."""
    return replace(an_outcome(at=at, source=source), sifted=Sifted((), (), edits), judged=judged, **over)
