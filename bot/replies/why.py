"""Answers to /why: which sentence matched, which choice of the chat let it pass, what became of the message; pure."""

from __future__ import annotations

from dataclasses import replace
from enum import Enum, auto
from types import MappingProxyType
from typing import TYPE_CHECKING

from bot.gist import commitment_label, gist
from bot.labels import tie_phrase
from bot.markup import Line, RenderedMessage, bold, clean, clip, italic, line, link, pages, quote
from bot.replies.choice_words import list_of, names_of
from bot.replies.subscriptions import HEADLINE_LIMIT
from bot.report_labels import ReportLabels
from bot.texts import marked
from domain.alert import DeliveryState
from domain.facets import Facet
from domain.match import Tie
from domain.patience import NOT_REVIEWED, REVIEW_AWAITED_FOR
from domain.review import MatchState
from domain.subscriber import SubscriberState

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence

    from bot.explaining import Explanation, Unexplained
    from bot.texts import Texts
    from domain import commitment
    from domain.match import Match
    from domain.organisation import Organisation
    from domain.story import Story
    from domain.subscriber import Subscriber


class Noted(Enum):
    """Whether the editors were given a link."""

    YES = auto()
    NO = auto()
    TOO_MANY = auto()


MATCHES_SHOWN = 3
TERMS_SHOWN = 6
_EVIDENCE_LIMIT = 300
_NOTE_LIMIT = 60

_FACETS = MappingProxyType(
    {
        Facet.TOPICS: marked("Topics"),
        Facet.COUNTRIES: marked("Countries"),
        Facet.NAMES: marked("Companies and agencies"),
        Facet.TIER: marked("Official sources only"),
        Facet.SIDE: marked("Central Asian sources only"),
        Facet.MINISTRY: marked("Without official sources of one country"),
        Facet.STAGE: marked("How far it has come"),
        Facet.AMOUNT: marked("Sum of money"),
        Facet.REVIEWED: marked("Only what is reviewed"),
        Facet.CERTAIN: marked("Without unsure matches"),
        Facet.LANGUAGES: marked("Language of reports"),
        Facet.OUTLETS: marked("Hidden outlets"),
        Facet.PHRASES: marked("Phrases"),
    }
)

_MESSAGES = MappingProxyType(
    {
        DeliveryState.DUE: marked("A message about it is waiting; it is due: {when}."),
        DeliveryState.SENDING: marked("A message about it is on its way."),
        DeliveryState.SENT: marked("A message about it was sent: {when}."),
        DeliveryState.REFUSED: marked("A message about it could not be delivered."),
        DeliveryState.UNCERTAIN: marked("A message about it may have arrived; it is not repeated by itself."),
        DeliveryState.FOLDED: marked("A digest counted it without showing it: /latest shows it."),
        DeliveryState.CANCELLED: marked(
            "A message about it was called off: this chat had stopped, or could not be reached."
        ),
    }
)


def why_hint(texts: Texts) -> RenderedMessage:
    """Say how to ask."""
    return RenderedMessage(
        (
            line(texts.say("Reply to a message of this bot with /why, or add the link of a report: /why https://…")),
            line(texts.say("The link is looked up among the reports read; it is not opened.")),
        )
    )


def not_about_news(texts: Texts) -> RenderedMessage:
    """Say that the message replied to tells of nothing that could be explained."""
    said = texts.say("That message tells of no development that is shown at present.")
    return RenderedMessage((line(said),))


def never_read(url: str, noted: Noted, texts: Texts, *, subscriber: Subscriber | None = None) -> RenderedMessage:
    """Say that no report was read under an address, and whether the editors were told."""
    return RenderedMessage(
        (
            line(link(clip(url, HEADLINE_LIMIT), url)),
            line(texts.say("No report was read under this address: no source that is watched has carried it so far.")),
            *_noted_lines(noted, texts),
            *_stopped_lines(subscriber, texts),
        )
    )


def explained(
    found: Sequence[Explanation],
    subscriber: Subscriber | None,
    declaration: commitment.Declaration,
    places: Mapping[str, commitment.Texts],
    texts: Texts,
    *,
    more: int = 0,
    organisations: Sequence[Organisation] = (),
) -> tuple[RenderedMessage, ...]:
    """Explain developments one after the other; ``more`` of the same message are only counted."""
    blocks: list[tuple[Line, ...]] = []
    for each in found:
        blocks.append(tuple(_match_lines(each, declaration, places, texts)))
        choice = _choice_lines(each, subscriber, organisations, texts) if subscriber is not None else ()
        blocks.append((*choice, line(_message_said(each, subscriber, texts))))
    if more:
        blocks.append((line(texts.count("and {n} more", "and {n} more", more)),))
    if stopped := _stopped_lines(subscriber, texts):
        blocks.append(stopped)
    return pages(blocks)


def unexplained(
    found: Unexplained, noted: Noted, texts: Texts, *, subscriber: Subscriber | None = None
) -> RenderedMessage:
    """Say why a report that was read tells of nothing that is shown, and whether the editors were told."""
    standing = found.standing
    if standing.rejected:
        said = texts.say("An editor has judged that it is not about a commitment.")
    elif standing.held:
        said = texts.say("It resembles a match that an editor has rejected; it waits for an editor.")
    elif standing.development_id is not None and not standing.counts:
        said = texts.say("It was published before the Declaration was adopted, and does not count.")
    elif standing.relevant is None:
        said = texts.say("It has not been judged yet.")
    else:
        said = texts.say("It was read, and no passage was found that bears on a commitment.")
    told = (*_noted_lines(noted, texts), *_stopped_lines(subscriber, texts))
    return RenderedMessage((*_story_lines(found.story, texts), line(said), *told))


def is_missed(found: Unexplained) -> bool:
    """Whether nobody has judged the report but the program, so that the editors should look."""
    return found.standing.relevant is False


def _noted_lines(noted: Noted, texts: Texts) -> tuple[Line, ...]:
    if noted is Noted.NO:
        return ()
    if noted is Noted.TOO_MANY:
        return (line(texts.say("Many links from here still wait for the editors, so this one was not added.")),)
    return (line(texts.say("The editors have been given the link.")),)


def _stopped_lines(subscriber: Subscriber | None, texts: Texts) -> tuple[Line, ...]:
    """Say to a chat that asked for no more that nothing would come anyway, whatever the reason is beside that."""
    if subscriber is None or subscriber.state is not SubscriberState.STOPPED:
        return ()
    return (line(texts.say("This chat has stopped its messages, so nothing comes. /start begins again.")),)


def _match_lines(
    each: Explanation, declaration: commitment.Declaration, places: Mapping[str, commitment.Texts], texts: Texts
) -> Iterator[Line]:
    judgement = each.report.judgement
    yield line(bold(gist(judgement, declaration, places, texts)))
    yield from _story_lines(each.report.story, texts)
    if judgement.tie is Tie.EXPLICIT:
        yield line(tie_phrase(texts))
    for match in judgement.matches[:MATCHES_SHOWN]:
        yield from _of_match(each, match, declaration, texts)


def _of_match(each: Explanation, match: Match, declaration: commitment.Declaration, texts: Texts) -> Iterator[Line]:
    state = each.shown.reviews.get(match.number, MatchState.PROPOSED)
    label = commitment_label(match.number, declaration, texts)
    yield line(
        texts.say("It bears on paragraph {number}, {label}", number=match.number, label=label),
        " · ",
        italic(ReportLabels(texts).word(state)),
    )
    passage = clean(each.report.story.quotable(match.evidence)).strip()
    if passage:
        yield quote(clip(passage, _EVIDENCE_LIMIT))
    if match.terms:
        terms = texts.say(", ").join(clip(term, _NOTE_LIMIT) for term in match.terms[:TERMS_SHOWN])
        yield line(texts.say("Words that speak for it: {words}", words=terms))


def _choice_lines(
    each: Explanation, subscriber: Subscriber, organisations: Sequence[Organisation], texts: Texts
) -> tuple[Line, ...]:
    if not each.stopped_by:
        passes = line(texts.say("It passes the choice of this chat."))
        followed = replace(subscriber.facets, names=subscriber.facets.names & {*each.report.judgement.signals.names})
        named = names_of(replace(followed, other_names=()), organisations, texts)
        return passes, *((line(texts.say("It names: {names}", names=list_of(named, texts))),) if named else ())
    names = " · ".join(texts.say(_FACETS[facet]) for facet in each.stopped_by)
    said = texts.say("The choice of this chat keeps it away: {facets}. It is changed by /settings.", facets=names)
    return (line(said),)


def _message_said(each: Explanation, subscriber: Subscriber | None, texts: Texts) -> str:
    if each.messages:
        return _of_message(each, subscriber, texts)
    development = each.shown.development
    if subscriber is None:
        return texts.say("This chat is not subscribed yet: /start.")
    if each.stopped_by:
        return texts.say("No message was made about it.")
    if development.found_late:
        return texts.say("It was found too late for an alert: /latest shows it.")
    if subscriber.created_at > development.opened_at:
        return texts.say("It was found before this chat subscribed: /latest shows it.")
    return texts.say("No message was made about it so far: /latest shows it.")


def _of_message(each: Explanation, subscriber: Subscriber | None, texts: Texts) -> str:
    message = each.messages[-1]
    is_reviewed = MatchState.ACCEPTED in each.shown.reviews.values()
    if message.state is DeliveryState.DUE and subscriber is not None and subscriber.awaits_review and not is_reviewed:
        return texts.say("A message about it waits until an editor has reviewed it.")
    if message.detail == NOT_REVIEWED:
        return texts.say(
            "A message about it lapsed: no editor had reviewed it within {days} days.", days=REVIEW_AWAITED_FOR.days
        )
    when = texts.time(message.sent_at or message.due_at)
    return texts.say(_MESSAGES[message.state], when=when)


def _story_lines(story: Story, texts: Texts) -> tuple[Line, Line]:
    headline = clip(clean(story.title).strip(), HEADLINE_LIMIT) or "…"
    origin = f"{clip(story.source_name, HEADLINE_LIMIT)} · {texts.moment(story.published)}"
    return line(link(headline, story.url)), line(origin)
