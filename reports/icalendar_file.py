"""The calendar as an iCalendar file (RFC 5545); pure, and the only door to icalendar."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING

from domain.calendar import EventKind

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator
    from datetime import datetime

    import icalendar

    from domain.calendar import Event
    from domain.ports import Speaker

PRODUCT = "-//CA+JAD Monitor//Calendar//EN"
UID_HOST = "cajad-monitor"
_LONGEST = 300


def icalendar_file(events: Iterable[Event], texts: Speaker, made_at: datetime) -> bytes:
    """Return the events as whole days, in the reader's language; the same events give the same bytes.

    Args:
        events: in the order in which they are written.
        texts: says everything in the reader's language.
        made_at: stands as the stamp of each event (UTC).
    """
    import icalendar  # noqa: PLC0415 - a tenth of a second that only this file should cost

    calendar = icalendar.Calendar()
    calendar.add("prodid", PRODUCT)
    calendar.add("version", "2.0")
    calendar.add("method", "PUBLISH")
    calendar.add("x-wr-calname", texts.say("Tokyo Declaration: what is due"))
    for event in events:
        calendar.add_component(_filled(icalendar.Event(), event, texts, made_at))
    content: bytes = calendar.to_ical()
    return content


def title_of(event: Event, texts: Speaker) -> str:
    """Return what an event is called: the headline as published, or the deadline of a unit."""
    if event.kind is EventKind.DUE_WITHOUT_EVIDENCE:
        title = event.unit_title.in_language(texts.language) if event.unit_title else " ".join(event.title.split())
        return texts.say("Due, no reports found: {title}", title=title[:_LONGEST])
    if event.kind is EventKind.DEADLINE and event.unit_title is not None:
        return texts.say("Due: {title}", title=event.unit_title.in_language(texts.language))
    return " ".join(event.title.split())[:_LONGEST]


def _filled(entry: icalendar.Event, event: Event, texts: Speaker, made_at: datetime) -> icalendar.Event:
    entry.add("uid", f"{event.key}@{UID_HOST}")
    entry.add("dtstamp", made_at)
    entry.add("dtstart", event.day)
    entry.add("dtend", event.last + timedelta(days=1))
    entry.add("summary", title_of(event, texts))
    entry.add("description", "\n".join(_description(event, texts)))
    entry.add("transp", "TRANSPARENT")
    if event.url:
        entry.add("url", event.url)
    return entry


def _description(event: Event, texts: Speaker) -> Iterator[str]:
    numbers = ", ".join(str(number) for number in event.commitments)
    yield texts.say("Commitments: {numbers}", numbers=numbers)
    if event.countries:
        yield ", ".join(texts.country_name(code) for code in event.countries)
    if event.source_name:
        yield texts.say("Day named by: {source}", source=event.source_name)
