"""Footnotes: every report that stands behind a development, numbered in order of first mention."""

from __future__ import annotations

from typing import TYPE_CHECKING

from domain.moment import Precision
from reports.model import Footnote, SourceShare
from reports.plain import plain, web_address

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence

    from domain.development import DevelopmentId
    from domain.evidence import KeptText
    from domain.story import StoryId
    from reports.composing.reader import Reader

Numbers = dict["StoryId", int]


def number_texts(
    order: Iterable[DevelopmentId], kept: Mapping[DevelopmentId, Sequence[KeptText]]
) -> tuple[Numbers, list[KeptText]]:
    """Return the number of each text, and the texts in the order of their numbers.

    Args:
        order: developments as the report mentions them, repetitions included. kept: their texts, lead first.
    """
    ordered = {text.story.id: text for development_id in order for text in kept.get(development_id, ())}
    return {story_id: number for number, story_id in enumerate(ordered, 1)}, list(ordered.values())


def footnotes(texts: Sequence[KeptText], reader: Reader) -> tuple[Footnote, ...]:
    """Return the footnotes of texts, numbered from 1."""
    return tuple(_footnote(number, text, reader) for number, text in enumerate(texts, 1))


def shares(notes: Sequence[Footnote]) -> tuple[SourceShare, ...]:
    """Return how many footnotes each publisher supplied in each language, most first."""
    counts: dict[tuple[str, str], list[Footnote]] = {}
    for note in notes:
        counts.setdefault((note.publisher, note.language.code), []).append(note)
    found = (SourceShare(each[0].publisher, each[0].tier, each[0].language, len(each)) for each in counts.values())
    return tuple(sorted(found, key=lambda each: (-each.reports, each.publisher, each.language.code)))


def _footnote(number: int, kept: KeptText, reader: Reader) -> Footnote:
    story = kept.story
    is_dated = story.published.precision is not Precision.UNKNOWN
    return Footnote(
        number=number,
        publisher=plain(story.source_name),
        tier=reader.named(story.tier),
        language=reader.language(story.language),
        title=plain(story.title),
        url=web_address(story.url),
        published=reader.texts.moment(story.published),
        day=story.published.at.date() if is_dated else None,
        accessed=story.first_seen_at.date(),
        digest=kept.digest,
    )
