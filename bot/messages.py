"""Messages: an alert as what is sent; pure.

A message is built from whole parts. If it is too long for Telegram, optional parts give way in the order of
``_LEVELS``: further reports, length of the evidence, secondary commitments, length of the headline. What remains has
limits of its own that always fit.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from bot.gist import LABEL_LIMIT, commitment_label, essence, gist
from bot.labels import tie_phrase, tier_name
from bot.markup import GAP, MESSAGE_LIMIT, Button, Line, RenderedMessage, bold, clean, clip, italic, line, link, quote
from bot.revisions import revision_lines
from bot.texts import texts_for
from domain.facets import EVERYTHING
from domain.match import Tie

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence

    from bot.texts import Texts
    from domain import commitment
    from domain.alert import Alert, OutboxMessage
    from domain.development import Development
    from domain.facets import Facets
    from domain.grouping import Revision

AGAIN = "again:"
"""Opens the callback data of a button that shows an uncertain message again; its id follows."""

NAMED_AT_ONCE = 3
"""Uncertain messages that one alert names; the others wait for the next."""

_NAMES_SHOWN = 5
_UNTITLED = "…"


@dataclass(frozen=True, slots=True)
class _Level:
    """How much of the optional parts is told.

    Attributes:
        evidence, headline: UTF-16 units. secondary: commitments beside the primary one.
    """

    reports: bool
    evidence: int
    secondary: int
    headline: int


_LEVELS = (
    _Level(reports=True, evidence=300, secondary=3, headline=MESSAGE_LIMIT),
    _Level(reports=False, evidence=300, secondary=3, headline=MESSAGE_LIMIT),
    _Level(reports=False, evidence=120, secondary=3, headline=MESSAGE_LIMIT),
    _Level(reports=False, evidence=120, secondary=0, headline=MESSAGE_LIMIT),
    _Level(reports=False, evidence=120, secondary=0, headline=300),
)


@dataclass(frozen=True, slots=True)
class _Told:
    """What every part of one message is made from."""

    development: Development
    declaration: commitment.Declaration
    places: Mapping[str, commitment.Texts]
    texts: Texts
    revised: Revision | None = None
    is_update: bool = False
    facets: Facets = EVERYTHING
    reports: tuple[tuple[str, str, str], ...] = ()

    @property
    def hides_lead(self) -> bool:
        """Whether the reader never wants to see the outlet of the leading report."""
        lead = self.development.lead
        return self.facets.hides(lead.source_name, lead.url) or self.facets.hides(lead.outlet, "")


def alert_parts(
    alert: Alert, declaration: commitment.Declaration, places: Mapping[str, commitment.Texts]
) -> RenderedMessage:
    """Return the message that tells an alert to its subscriber, at most 4,096 characters as Telegram counts.

    Args:
        places: names by key of the place gazetteer.
    """
    texts = texts_for(alert.subscriber.language, alert.subscriber.zone)
    told = _Told(
        alert.development,
        declaration,
        places,
        texts,
        alert.revised,
        is_update=alert.message.revision > 1,
        facets=alert.subscriber.facets,
        reports=alert.reports,
    )
    named = named_now(alert)
    closing = (GAP, _uncertain_line(named, texts)) if named else ()
    return _fullest(told, closing, tuple(_again_button(message, texts) for message in named))


def named_now(alert: Alert) -> tuple[OutboxMessage, ...]:
    """Return the uncertain messages that the alert's text names, so that they can be marked as named."""
    return alert.uncertain[:NAMED_AT_ONCE]


def _fullest(told: _Told, closing: tuple[Line, ...], buttons: tuple[Button, ...]) -> RenderedMessage:
    levels = iter(_LEVELS)
    message = RenderedMessage((*_lines(told, next(levels)), *closing), buttons)
    while not message.fits and (level := next(levels, None)):
        message = RenderedMessage((*_lines(told, level), *closing), buttons)
    return message


def _lines(told: _Told, level: _Level) -> Iterator[Line]:
    yield _gist_line(told)
    if told.revised is not None:
        yield from revision_lines(told.revised, told.texts)
    yield GAP
    yield from _commitment_lines(told, level.secondary)
    yield GAP
    if told.hides_lead:
        yield from _other_source_lines(told, level)
    else:
        yield from _evidence_lines(told.development, level.evidence)
        yield from _source_lines(told, level)
    yield line(italic(told.texts.say("Matched automatically, not yet reviewed by an editor.")))


def _gist_line(told: _Told) -> Line:
    opening = gist(told.development.judgement, told.declaration, told.places, told.texts)
    if told.is_update:
        opening = told.texts.say("Update: {gist}", gist=opening)
    return line(bold(opening))


def _commitment_lines(told: _Told, secondary: int) -> Iterator[Line]:
    texts, judgement = told.texts, told.development.judgement
    _, primary = essence(judgement)
    name = clip(told.declaration.short_name.in_language(texts.language), LABEL_LIMIT)
    yield line(
        texts.say(
            "{declaration} (Central Asia plus Japan), paragraph {number}: {label}",
            declaration=name,
            number=primary,
            label=commitment_label(primary, told.declaration, texts),
        )
    )
    others = [match.number for match in judgement.matches if match.number != primary]
    if others and secondary:
        yield line(_others(others, secondary, told))
    if judgement.tie is Tie.EXPLICIT:
        yield line(tie_phrase(texts))


def _others(numbers: Sequence[int], shown: int, told: _Told) -> str:
    named = [f"{number} {commitment_label(number, told.declaration, told.texts)}" for number in numbers[:shown]]
    hidden = len(numbers) - len(named)
    if hidden:
        named.append(told.texts.count("and {n} more", "and {n} more", hidden))
    return told.texts.say("Also: {paragraphs}", paragraphs=" · ".join(named))


def _evidence_lines(development: Development, limit: int) -> Iterator[Line]:
    match = development.judgement.primary_match
    evidence = clean(development.lead.quotable(match.evidence)).strip() if match else ""
    # A headline that is its own evidence is shown once, below, with its link.
    if evidence and evidence not in clean(development.lead.title):
        yield quote(clip(evidence, limit))


def _source_lines(told: _Told, level: _Level) -> Iterator[Line]:
    story, texts = told.development.lead, told.texts
    yield line(link(clip(story.title, level.headline) or _UNTITLED, story.url))
    yield line(_origin(told.development, texts))
    if level.reports and told.development.reports > 1:
        yield line(_further_reports(told))
    if told.development.found_late:
        yield line(texts.say("Found late: first seen {when}.", when=texts.time(told.development.opened_at)))


def _origin(development: Development, texts: Texts) -> str:
    story, language = development.lead, development.judgement.language
    said = (
        clip(story.source_name, LABEL_LIMIT),
        tier_name(story.tier, texts),
        texts.say("in {language}", language=texts.language_name(language)) if language else "",
        texts.moment(story.published),
    )
    return " · ".join(part for part in said if part)


def _other_source_lines(told: _Told, level: _Level) -> Iterator[Line]:
    """Tell by the first report of an outlet that the reader does not hide; nothing of the others is shown."""
    shown = [(name, title, url) for name, title, url in told.reports if not told.facets.hides(name, url)]
    if not shown:
        yield line(told.texts.say("Only outlets that you have hidden report this: /settings."))
        return
    name, title, url = shown[0]
    yield line(link(clip(title, level.headline) or _UNTITLED, url))
    yield line(clip(name, LABEL_LIMIT))


def _further_reports(told: _Told) -> str:
    development, texts = told.development, told.texts
    more = development.reports - 1
    counted = texts.count("Also in {n} more report", "Also in {n} more reports", more)
    names = dict.fromkeys(development.source_names)
    hidden = {name for name, _, url in told.reports if told.facets.hides(name, url)}
    outlets = [each for each in names if each != development.lead.source_name and each not in hidden]
    if not outlets:
        return counted
    named = [clip(name, LABEL_LIMIT) for name in outlets[:_NAMES_SHOWN]]
    if len(outlets) > _NAMES_SHOWN:
        named.append("…")
    return texts.say("{reports}: {outlets}", reports=counted, outlets=", ".join(named))


def _uncertain_line(named: Sequence[OutboxMessage], texts: Texts) -> Line:
    return line(
        texts.count(
            "An earlier message of {when} may not have reached you.",
            "{n} earlier messages, the first of {when}, may not have reached you.",
            len(named),
            when=texts.time(named[0].created_at),
        )
    )


def _again_button(message: OutboxMessage, texts: Texts) -> Button:
    return Button(texts.say("Show again: {when}", when=texts.time(message.created_at)), f"{AGAIN}{message.id}")
