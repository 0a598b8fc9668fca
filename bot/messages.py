"""Messages: an alert as what is sent; pure.

A message is built from whole parts. If it is too long for Telegram, optional parts give way in the order of
``_LEVELS``: a translation of the headline, further reports, length of the evidence, secondary commitments, length of
the headline. What remains has limits of its own that always fit.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from bot.course import course_lines
from bot.due_message import due_lines
from bot.gist import LABEL_LIMIT, commitment_label, essence, gist
from bot.labels import tie_phrase, tier_name
from bot.markup import GAP, MESSAGE_LIMIT, Button, Line, RenderedMessage, bold, clean, clip, italic, line, link, quote
from bot.replies.alert_buttons import alert_buttons
from bot.replies.withdrawn import HEADLINE_LIMIT, withdrawn_lines
from bot.revisions import revision_lines
from bot.texts import texts_for
from domain.alert import Alert
from domain.match import Tie
from reports.dates import when_of

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence

    from bot.texts import Texts
    from domain import commitment
    from domain.alert import UncertainMessage
    from domain.development import Development
    from domain.digest import Digest
    from domain.facets import Facets
    from domain.ladder import Ladders

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
        translation: whether the headline is followed by one, where there is one.
    """

    reports: bool
    evidence: int
    secondary: int
    headline: int
    translation: bool = False


_LEVELS = (
    _Level(reports=True, evidence=300, secondary=3, headline=MESSAGE_LIMIT, translation=True),
    _Level(reports=True, evidence=300, secondary=3, headline=MESSAGE_LIMIT),
    _Level(reports=False, evidence=300, secondary=3, headline=MESSAGE_LIMIT),
    _Level(reports=False, evidence=120, secondary=3, headline=MESSAGE_LIMIT),
    _Level(reports=False, evidence=120, secondary=0, headline=MESSAGE_LIMIT),
    _Level(reports=False, evidence=120, secondary=0, headline=300),
)


@dataclass(frozen=True, slots=True)
class _Told:
    """What every part of one message is made from."""

    alert: Alert
    declaration: commitment.Declaration
    places: Mapping[str, commitment.Texts]
    texts: Texts
    ladders: Ladders | None = None

    @property
    def development(self) -> Development:
        """What is told."""
        return self.alert.development

    @property
    def facets(self) -> Facets:
        """What the reader wants to hear."""
        return self.alert.subscriber.facets

    @property
    def reported_by(self) -> tuple[str, str, str] | None:
        """Source name, headline and address of the first report that may be shown, None where all are hidden."""
        lead = self.development.lead
        if not self.hides_lead:
            return lead.source_name, lead.title, lead.url
        return next((each for each in self.alert.reports if not self.facets.hides(each[0], each[2])), None)

    @property
    def hides_lead(self) -> bool:
        """Whether the reader never wants to see the outlet of the leading report."""
        lead = self.development.lead
        return self.facets.hides(lead.source_name, lead.url) or self.facets.hides(lead.outlet, "")


def alert_parts(
    alert: Alert,
    declaration: commitment.Declaration,
    places: Mapping[str, commitment.Texts],
    ladders: Ladders | None = None,
) -> RenderedMessage:
    """Return the message that tells an alert to its subscriber, at most 4,096 characters as Telegram counts.

    Args:
        places: names by key of the place gazetteer.
        ladders: the stages through which instruments go; without them nothing is said of what comes next.
    """
    texts = texts_for(alert.subscriber.language, alert.subscriber.zone)
    told = _Told(alert, declaration, places, texts, ladders)
    named = named_now(alert)
    closing = (GAP, uncertain_line(named, texts)) if named else ()
    if alert.withdrawn is not None:
        # What else this message named is named nowhere else, and only its button can bring it.
        lines = withdrawn_lines(alert.withdrawn, tuple(_headline_lines(told, HEADLINE_LIMIT)), texts)
        return RenderedMessage((*lines, *closing), tuple(again_button(message, texts) for message in named))
    shown = told.reported_by
    buttons = alert_buttons(alert, shown[2] if shown else "", texts)
    return _fullest(told, closing, (*buttons, *(again_button(message, texts) for message in named)))


def named_now(alert: Alert | Digest) -> tuple[UncertainMessage, ...]:
    """Return the uncertain messages that the text of an alert or digest names, so that they can be marked as named.

    The picture of a weekly digest names none: the text that follows it does.
    """
    is_picture = not isinstance(alert, Alert) and alert.message.chart
    return () if is_picture else alert.uncertain[:NAMED_AT_ONCE]


def _fullest(told: _Told, closing: tuple[Line, ...], buttons: tuple[Button, ...]) -> RenderedMessage:
    levels = iter(_LEVELS)
    message = RenderedMessage((*_lines(told, next(levels)), *closing), buttons)
    while not message.fits and (level := next(levels, None)):
        message = RenderedMessage((*_lines(told, level), *closing), buttons)
    return message


def _lines(told: _Told, level: _Level) -> Iterator[Line]:
    if told.development.due is not None:
        yield from due_lines(told.development.due, told.declaration, told.texts)
        return
    yield _gist_line(told)
    revised = told.alert.revised
    if revised is not None:
        yield from revision_lines(revised, told.texts)
    if revised is None:
        yield from course_lines(told.development, told.alert.earlier, told.ladders, told.texts)
    elif not revised.withdrawn:
        yield from course_lines(told.development, None, told.ladders, told.texts)
    yield GAP
    yield from _commitment_lines(told, level.secondary)
    yield GAP
    if told.hides_lead:
        yield from _other_source_lines(told, level)
    else:
        yield from _evidence_lines(told.development, level.evidence)
        yield from _source_lines(told, level)
    yield line(italic(_standing(told)))


def _standing(told: _Told) -> str:
    if told.alert.reviewed:
        return told.texts.say("Reviewed by the editors.")
    return told.texts.say("Matched automatically, not yet reviewed by an editor.")


def _gist_line(told: _Told) -> Line:
    opening = gist(told.development.judgement, told.declaration, told.places, told.texts)
    if told.alert.message.revision > 1:
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
    texts = told.texts
    yield from _headline_lines(told, level.headline)
    if level.translation and told.alert.translation:
        yield line(
            italic(texts.say("Machine translation: {headline}", headline=clip(told.alert.translation, HEADLINE_LIMIT)))
        )
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
        when_of(development, texts),
    )
    return " · ".join(part for part in said if part)


def _other_source_lines(told: _Told, level: _Level) -> Iterator[Line]:
    """Tell by the first report of an outlet that the reader does not hide; nothing of the others is shown."""
    yield from _headline_lines(told, level.headline)
    if (shown := told.reported_by) is not None:
        yield line(clip(shown[0], LABEL_LIMIT))


def _headline_lines(told: _Told, limit: int) -> Iterator[Line]:
    if (shown := told.reported_by) is None:
        yield line(told.texts.say("Only outlets that you have hidden report this: /settings."))
    else:
        yield line(link(clip(shown[1], limit) or _UNTITLED, shown[2]))


def _further_reports(told: _Told) -> str:
    development, texts = told.development, told.texts
    more = development.reports - 1
    counted = texts.count("Also in {n} more report", "Also in {n} more reports", more)
    names = dict.fromkeys(development.source_names)
    hidden = {name for name, _, url in told.alert.reports if told.facets.hides(name, url)}
    outlets = [each for each in names if each != development.lead.source_name and each not in hidden]
    if not outlets:
        return counted
    named = [clip(name, LABEL_LIMIT) for name in outlets[:_NAMES_SHOWN]]
    if len(outlets) > _NAMES_SHOWN:
        named.append("…")
    return texts.say("{reports}: {outlets}", reports=counted, outlets=texts.say(", ").join(named))


def uncertain_line(named: Sequence[UncertainMessage], texts: Texts) -> Line:
    """Say that earlier messages may not have arrived."""
    return line(
        texts.count(
            "An earlier message of {when} may not have reached you.",
            "{n} earlier messages, the first of {when}, may not have reached you.",
            len(named),
            when=texts.time(named[0].created_at),
        )
    )


def again_button(message: UncertainMessage, texts: Texts) -> Button:
    """Return the button that shows an uncertain message again."""
    return Button(texts.say("Show again: {when}", when=texts.time(message.created_at)), f"{AGAIN}{message.id}")
