"""Timeline: the developments of one commitment with their passages, and what usually comes next."""

from __future__ import annotations

from typing import TYPE_CHECKING

from domain.review import MatchState
from domain.source import Quote, Tier
from reports.dates import when_of
from reports.model import NextStep, Occurrence
from reports.plain import plain, shortened

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from domain.assessment.gathering import ToldDevelopment
    from domain.commitment import CommitmentNumber
    from domain.development import DevelopmentId
    from domain.evidence import KeptText
    from domain.ladder import Ladders
    from domain.match import Match
    from reports.composing.footnotes import Numbers
    from reports.composing.reader import Reader
    from reports.model import UnitEffect

NEXT_STEPS = 3
"""Developments whose next steps are told, of different instruments, newest first."""

REFUSED = (MatchState.REJECTED, MatchState.WITHDRAWN)


def match_with(told: ToldDevelopment, number: CommitmentNumber) -> Match | None:
    """Return why a development stands under a commitment, None where it does not or an editor refused it."""
    if told.states.get(number, MatchState.PROPOSED) in REFUSED:
        return None
    return next((each for each in told.development.judgement.matches if each.number == number), None)


def bearing_on(told: Sequence[ToldDevelopment], number: CommitmentNumber) -> list[ToldDevelopment]:
    """Return the developments under a commitment, newest first."""
    return [each for each in reversed(told) if match_with(each, number) is not None]


def occurrences(
    told: Sequence[ToldDevelopment],
    number: CommitmentNumber,
    kept: Mapping[DevelopmentId, Sequence[KeptText]],
    numbers: Numbers,
    effects: Mapping[tuple[int, DevelopmentId], tuple[UnitEffect, ...]],
    reader: Reader,
) -> tuple[Occurrence, ...]:
    """Return the timeline of a commitment.

    Args:
        told: developments under it, in the order to be shown. number: of the paragraph.
        kept: texts by development, lead first. numbers: of footnotes. effects: by paragraph and development.
    """
    found = []
    for each in told:
        match, texts = match_with(each, number), kept.get(each.development.id, ())
        if match is not None:
            worth = effects.get((int(number), each.development.id), ())
            notes = tuple(numbers[text.story.id] for text in texts)
            found.append(_occurrence(each, match, worth, notes, reader))
    return tuple(found)


def next_steps(
    told: Sequence[ToldDevelopment], number: CommitmentNumber, ladders: Ladders, reader: Reader
) -> tuple[NextStep, ...]:
    """Return what usually follows the newest developments of a commitment, one for each ladder."""
    found: dict[str, NextStep] = {}
    for each in told:
        judgement, lead, match = each.development.judgement, each.development.lead, match_with(each, number)
        if judgement.stage is None or match is None:
            continue
        text = f"{lead.title} {lead.summary} {match.evidence}"
        standing = ladders.standing(judgement.facts.instrument, judgement.stage, text)
        if standing.next is not None and standing.ladder.key not in found:
            found[standing.ladder.key] = NextStep(
                ladder=reader.text(standing.ladder.name),
                reached=reader.text(standing.rung.name),
                next=reader.text(standing.next.name),
                occurrence_id=each.development.id,
            )
    return tuple(found.values())[:NEXT_STEPS]


def _occurrence(
    told: ToldDevelopment,
    match: Match,
    effects: tuple[UnitEffect, ...],
    notes: tuple[int, ...],
    reader: Reader,
) -> Occurrence:
    development, judgement = told.development, told.development.judgement
    passage, abridged = _passage(match.evidence, development.lead.quote)
    amount = judgement.facts.amount
    return Occurrence(
        id=development.id,
        day=development.lead.published.at.date(),
        when=when_of(development, reader.texts),
        stage=reader.maybe(judgement.stage),
        tie=reader.maybe(judgement.tie),
        instrument=reader.maybe(judgement.facts.instrument),
        countries=reader.countries(judgement.countries),
        money=reader.money(amount) if amount else None,
        headline=plain(development.lead.title),
        passage=passage,
        abridged=abridged,
        language=reader.language(judgement.language),
        official=any(outlet.tier is Tier.OFFICIAL for outlet in told.outlets),
        review=reader.named(told.states.get(match.number, MatchState.PROPOSED)),
        found_late=development.found_late,
        effects=effects,
        footnotes=notes,
    )


def _passage(evidence: str, quote: Quote) -> tuple[str, bool]:
    if quote is Quote.NONE:
        return "", False
    return (plain(evidence), False) if quote is Quote.FULL else shortened(plain(evidence))
