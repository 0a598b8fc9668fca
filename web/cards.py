"""Cards: a development as lists and pages show it, every foreign text made plain; pure."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from domain.match import Tie
from domain.review import MatchState
from domain.source import Quote, Tier
from reports.dates import when_of
from reports.plain import plain, shortened, web_address

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping
    from datetime import datetime

    from domain.commitment import CommitmentNumber, Declaration
    from domain.evidence import KeptText
    from domain.match import Match
    from domain.showing import ShownDevelopment
    from domain.story import Story
    from web.parts import Reader

REJECTED = (MatchState.REJECTED, MatchState.WITHDRAWN)
NAMES_SHOWN = 4


@dataclass(frozen=True, slots=True)
class Bearing:
    """A commitment that a development bears on, with the passage that shows it.

    Attributes:
        passage: empty where its publisher lets nothing be quoted. review: what editors decided, in a word.
    """

    number: int
    label: str
    passage: str
    review: str


@dataclass(frozen=True, slots=True)
class Card:
    """A development.

    Attributes:
        stage: its code, for the style. published, updated: UTC; when: in words.
        language: of headline and passage (ISO 639-1). names: of the outlets; more: how many are not named.
        countries: codes and names. official: whether its lead is an official source's.
    """

    id: str
    gist: str
    stage: str
    headline: str
    url: str
    language: str
    when: str
    published: datetime
    updated: datetime
    names: tuple[str, ...]
    more: int
    reports: int
    bearings: tuple[Bearing, ...]
    countries: tuple[tuple[str, str], ...]
    storyline: str
    revision: int
    explicit: bool
    official: bool
    reviewed: bool

    @property
    def passage(self) -> str:
        """The words that show it, of the first commitment."""
        return self.bearings[0].passage if self.bearings else ""


@dataclass(frozen=True, slots=True)
class ReportLine:
    """One report of a development, fit for citation.

    Attributes:
        language: code; language_name: in words. accessed: when its text was first read. digest: SHA-256 of the text.
    """

    publisher: str
    tier: str
    language: str
    language_name: str
    title: str
    url: str
    when: str
    accessed: str
    digest: str


def cards(found: Iterable[ShownDevelopment], declaration: Declaration, reader: Reader) -> list[Card]:
    """Return developments as cards, in their order."""
    return [card(each, declaration, reader) for each in found]


def card(shown: ShownDevelopment, declaration: Declaration, reader: Reader) -> Card:
    """Return a development as a card; commitments that an editor rejected are left out."""
    development, judgement = shown.development, shown.development.judgement
    lead = development.lead
    bearings = tuple(
        _bearing(match, lead, shown.reviews, declaration, reader)
        for match in _primary_first(judgement.matches, judgement.primary)
        if shown.reviews.get(match.number, MatchState.PROPOSED) not in REJECTED
    )
    return Card(
        id=development.id,
        gist=reader.words.gist(judgement),
        stage=judgement.stage.value if judgement.stage else "",
        headline=plain(lead.title) or "…",
        url=web_address(lead.url),
        language=judgement.language,
        when=when_of(development, reader.texts),
        published=lead.published.at,
        updated=development.updated_at,
        names=tuple(plain(name) for name in development.source_names[:NAMES_SHOWN]),
        more=max(0, len(development.source_names) - NAMES_SHOWN),
        reports=development.reports,
        bearings=bearings,
        countries=tuple((code, reader.texts.country_name(code)) for code in judgement.countries),
        storyline=development.storyline_id or "",
        revision=development.revision,
        explicit=judgement.tie is Tie.EXPLICIT,
        official=lead.tier is Tier.OFFICIAL,
        reviewed=any(state is MatchState.ACCEPTED for state in shown.reviews.values()),
    )


def report_line(kept: KeptText, reader: Reader) -> ReportLine:
    """Return a report as a citation."""
    story = kept.story
    return ReportLine(
        publisher=plain(story.source_name),
        tier=reader.words.word(story.tier),
        language=story.language,
        language_name=reader.texts.language_name(story.language) if story.language else "–",
        title=plain(story.title) or "…",
        url=web_address(story.url),
        when=reader.texts.moment(story.published),
        accessed=reader.texts.day(story.first_seen_at.date()),
        digest=kept.digest,
    )


def _primary_first(matches: Iterable[Match], primary: CommitmentNumber | None) -> list[Match]:
    return sorted(matches, key=lambda match: match.number != primary)


def _bearing(
    match: Match,
    lead: Story,
    reviews: Mapping[CommitmentNumber, MatchState],
    declaration: Declaration,
    reader: Reader,
) -> Bearing:
    commitment = declaration.find(match.number)
    label = reader.text(commitment.label) if commitment else reader.texts.say("paragraph {number}", number=match.number)
    review = reader.words.word(reviews.get(match.number, MatchState.PROPOSED))
    return Bearing(int(match.number), label, quoted(lead, match.evidence), review)


def quoted(story: Story, passage: str) -> str:
    """Return as much of a passage as the source lets others repeat."""
    allowed = plain(story.quotable(passage))
    return allowed if story.quote is Quote.FULL else shortened(allowed)[0]
