"""Digests as they are sent: by weight, whole developments only, within the limit, in three languages."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta
from typing import TYPE_CHECKING, Any

import pytest

from bot.digests import ITEMS_MOST, Chart, DigestWriter, by_weight, drawn
from bot.markup import RenderedMessage, line
from bot.messages import AGAIN
from bot.texts import DEFAULT_ZONES
from domain.alert import MessageId
from domain.commitment import READER_LANGUAGES, Texts
from domain.development import DevelopmentId, Stage
from domain.digest import Digest, DigestId, DigestItem, DigestMessage
from domain.errors import ConfigError, MessageRefused
from domain.facets import Facets
from domain.grouping import Change, Revision
from domain.match import Tie
from domain.source import Tier
from domain.story import StoryId
from domain.subscriber import ChannelName
from domain.telling import DigestKind
from tests.builders import (
    NOON,
    a_commitment,
    a_declaration,
    a_development,
    a_judgement,
    a_message,
    a_story,
    a_subscriber,
)
from tests.golden_files import assert_golden
from tests.servers.telegram_html import parse_html

if TYPE_CHECKING:
    from domain.subscriber import Subscriber

DECLARATION = a_declaration(
    a_commitment(26, Texts("Customs training and equipment", "Таможня: обучение и техника", "税関の研修・機材")),
    a_commitment(27, Texts("Direct flights", "Прямые авиарейсы", "直行便")),
)


def no_chart(_language: str, _zone: str) -> Chart | None:
    return None


WRITER = DigestWriter(DECLARATION, {}, no_chart)


def an_item(name: str, number: int = 26, stage: Stage = Stage.PLANNED, **over: Any) -> DigestItem:
    story = a_story(title=over.pop("title", f"<{name}> & more"), url=f"https://steppe.example.kz/{name}")
    story = replace(story, tier=over.pop("tier", story.tier))
    judged = a_judgement(number, stage=stage, tie=over.pop("tie", Tie.TOPIC))
    rest = {key: over.pop(key) for key in ("revised", "reports") if key in over}
    development = a_development(id=DevelopmentId(name), lead=story, judgement=judged, **over)
    return DigestItem((MessageId(f"message-{name}"),), development, **rest)


def a_digest(*items: DigestItem, subscriber: Subscriber | None = None, more: int = 0, **over: Any) -> Digest:
    subscriber = subscriber or a_subscriber(language="en", zone="UTC")
    values: dict[str, Any] = {"kind": DigestKind.DAILY, "part": 1, "parts": 1, "channel": ChannelName.TELEGRAM}
    values |= {"created_at": NOON, "due_at": NOON}
    message = DigestMessage(DigestId("digest"), subscriber.id, **{**values, **over})
    return Digest(message, subscriber, items, more)


@pytest.mark.parametrize("language", READER_LANGUAGES)
@pytest.mark.parametrize("kind", DigestKind)
def test_digests_are_as_their_golden_files(kind: DigestKind, language: str) -> None:
    subscriber = a_subscriber(language=language, zone=DEFAULT_ZONES[language])
    revised = Revision(DevelopmentId("changed"), 2, StoryId("story"), NOON, stage=Change(Stage.PLANNED, Stage.AGREED))
    digest = a_digest(
        an_item("flights", 27, Stage.PLANNED),
        an_item("scanners", 26, Stage.DONE, tie=Tie.EXPLICIT),
        an_item("late", 26, Stage.AGREED, found_late=True),
        an_item("changed", 27, Stage.AGREED, revised=revised),
        subscriber=subscriber,
        more=3 if kind is DigestKind.BACKLOG else 0,
        kind=kind,
        created_at=NOON + timedelta(days=4) if kind is DigestKind.WEEKLY else NOON,
        part=2 if kind is DigestKind.BACKLOG else 1,
        parts=2 if kind is DigestKind.BACKLOG else 1,
    )
    digest = replace(digest, uncertain=(a_message(created_at=NOON - timedelta(hours=2)),))
    message = WRITER.message(digest)
    parse_html(message.html)
    assert message.fits
    assert message.buttons[0].data.startswith(AGAIN)
    buttons = "\n".join(f"[{button.text}]" for button in message.buttons)
    assert_golden(f"digests/{kind}.{language}.txt", f"{message.html}\n{buttons}\n")


def test_what_weighs_most_comes_first() -> None:
    items = [
        an_item("said", stage=Stage.SAID),
        an_item("planned", stage=Stage.PLANNED),
        an_item("named", stage=Stage.PLANNED, tie=Tie.EXPLICIT),
        an_item("agreed27", 27, Stage.AGREED),
        an_item("agreed26", 26, Stage.AGREED),
        an_item("official", 27, Stage.AGREED, tier=Tier.OFFICIAL),
        an_item("setback", stage=Stage.SETBACK),
    ]
    order = [item.development.id for item in by_weight(items)]
    assert order == ["setback", "official", "agreed26", "agreed27", "named", "planned", "said"]


def test_a_long_digest_is_divided_between_developments_and_the_rest_is_counted() -> None:
    items = [an_item(f"item{number:03}", title="長い見出し😀 " * 60) for number in range(ITEMS_MOST + 5)]
    parts, counted = WRITER.divide(a_digest(*items))

    shown = [item.development.id for part in parts for item in part]
    assert shown == [item.development.id for item in by_weight(items)][:ITEMS_MOST]
    assert len(counted) == 5
    assert len(parts) > 2
    for number, part in enumerate(parts, start=1):
        unsure = tuple(a_message(created_at=NOON) for _ in range(3))
        digest = replace(a_digest(*part, part=number, parts=len(parts), more=5), uncertain=unsure)
        message = WRITER.message(digest)
        assert message.fits
        assert message.html.count("<a href") == len(part)


def test_a_part_whose_developments_have_grown_is_told_in_short() -> None:
    items = [an_item(f"item{number:03}", title="growing " * 40) for number in range(14)]
    message = WRITER.message(a_digest(*items))
    assert message.fits
    assert message.html.count("<a href") == 14


def test_an_outlet_that_is_hidden_is_not_shown_in_a_digest() -> None:
    reader = a_subscriber(language="en", zone="UTC", facets=Facets(hidden_outlets=frozenset({"steppe courier"})))
    reports = (
        ("Steppe Courier", "Their title", "https://steppe.example.kz/a"),
        ("Wire", "Other", "https://w.example/1"),
    )
    shown = WRITER.message(a_digest(an_item("a", reports=reports), subscriber=reader)).plain
    assert "Steppe Courier" not in shown
    assert "https://w.example/1" in shown
    alone = WRITER.message(a_digest(an_item("a", reports=reports[:1]), subscriber=reader)).plain
    assert "Only outlets that you have hidden report this" in alone


def test_the_picture_is_what_the_writer_draws() -> None:
    chart = Chart(b"png", RenderedMessage((line("caption"),)))
    assert drawn(replace(WRITER, draw=lambda _language, _zone: chart), a_digest()) == chart


def test_a_picture_that_cannot_be_drawn_is_refused_with_the_reason() -> None:
    def broken(_language: str, _zone: str) -> Chart | None:
        raise ConfigError(["a font is missing"])

    with pytest.raises(MessageRefused, match="a font is missing"):
        drawn(replace(WRITER, draw=broken), a_digest())
    with pytest.raises(MessageRefused, match="nothing is assessed yet"):
        drawn(WRITER, a_digest())
