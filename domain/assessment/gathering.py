"""Gathering: stored developments to evidence of units, and how well the sources that could tell of them are watched."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import timedelta
from typing import TYPE_CHECKING

from domain.assessment.reviewed import without
from domain.commitment import CENTRAL_ASIA
from domain.review import MatchState
from domain.source import SourceKind, Tier
from domain.status import Coverage, UnitEvidence
from domain.unit import units_for

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence
    from datetime import date, datetime

    from domain.commitment import CommitmentNumber
    from domain.development import Development, DevelopmentId
    from domain.ladder import Ladders
    from domain.match import Match, Stage, Tie
    from domain.source import WatchedSource
    from domain.status import CodebookEntry, Outlet, UnitCoding
    from domain.status_review import Steps
    from domain.unit import Unit, UnitId

JAPAN = "JP"
INTERNATIONAL = "INT"

ANSWERED_WITHIN = timedelta(days=7)
"""A source that has not answered for so long is unreachable."""

SEARCHES = (SourceKind.NEWS_SEARCH, SourceKind.GDELT)
"""Kinds that find what others publish; they are no sources of their own when coverage is counted."""


@dataclass(frozen=True, slots=True)
class ToldDevelopment:
    """A development with what assessing needs beside it.

    Attributes:
        outlets: of all its reports, lead first. states: what editors decided about the lead's matches.
        happened: day of the act where known.
    """

    development: Development
    outlets: tuple[Outlet, ...]
    states: Mapping[CommitmentNumber, MatchState] = field(default_factory=dict, hash=False)
    happened: date | None = None


Codings = dict[tuple["DevelopmentId", "UnitId"], "CodebookEntry"]


def newest_codings(codings: Iterable[UnitCoding]) -> Codings:
    """Return the codebook entry that people gave each development, by unit; what was taken back is left out."""
    newest = {(each.development_id, each.unit_id): each.entry for each in sorted(codings, key=lambda each: each.at)}
    return {key: entry for key, entry in newest.items() if entry is not None}


def gather(
    told: Iterable[ToldDevelopment],
    units: Sequence[Unit],
    ladders: Ladders,
    codings: Codings | None = None,
    aside: Mapping[UnitId, Steps] | None = None,
) -> dict[UnitId, list[UnitEvidence]]:
    """Return the evidence of every unit, in the order of the developments.

    What an editor rejected is no evidence. What a person coded for a unit belongs to it, whatever its words. What a
    rejected change of status rested on is marked as set aside.
    """
    given = codings or {}
    found: dict[UnitId, list[UnitEvidence]] = {unit.id: [] for unit in units}
    for each in told:
        for piece in _evidence_of(each, units, ladders, given):
            found[piece.unit_id].append(piece)
    for unit_id, steps in (aside or {}).items():
        found[unit_id] = without(found.get(unit_id, ()), steps)
    return found


def _evidence_of(
    told: ToldDevelopment, units: Sequence[Unit], ladders: Ladders, codings: Codings
) -> Iterable[UnitEvidence]:
    judgement = told.development.judgement
    if judgement.stage is None or judgement.tie is None:
        return
    for match in judgement.matches:
        state = told.states.get(match.number, MatchState.PROPOSED)
        if state in (MatchState.REJECTED, MatchState.WITHDRAWN):
            continue
        for unit_id in _units_of(told, match, units, judgement.stage, codings):
            yield _piece(told, match, unit_id, (judgement.stage, judgement.tie), ladders, codings, state)


def _units_of(
    told: ToldDevelopment, match: Match, units: Sequence[Unit], stage: Stage, codings: Codings
) -> tuple[UnitId, ...]:
    instrument = told.development.judgement.facts.instrument
    by_words = units_for(units, match.number, _text_of(told, match), instrument, stage)
    by_people = (unit.id for unit in units if unit.number == match.number and (told.development.id, unit.id) in codings)
    return tuple(dict.fromkeys((*by_words, *by_people)))


def _piece(
    told: ToldDevelopment,
    match: Match,
    unit_id: UnitId,
    read: tuple[Stage, Tie],
    ladders: Ladders,
    codings: Codings,
    state: MatchState,
) -> UnitEvidence:
    development, (stage, tie) = told.development, read
    instrument = development.judgement.facts.instrument
    standing = ladders.standing(instrument, stage, _text_of(told, match))
    return UnitEvidence(
        development_id=development.id,
        unit_id=unit_id,
        day=told.happened or development.lead.published.at.date(),
        stage=stage,
        tie=tie,
        reached=standing.rung.step,
        rung=standing.key,
        parties=(JAPAN, *development.judgement.countries) if development.judgement.countries else (),
        passage=match.evidence,
        outlets=told.outlets,
        review=state,
        instrument=instrument,
        coded=codings.get((development.id, unit_id)),
        storyline_id=development.storyline_id,
        quote=development.lead.quote,
    )


def _text_of(told: ToldDevelopment, match: Match) -> str:
    lead = told.development.lead
    return f"{lead.title} {lead.summary} {match.evidence}"


def coverage_of(watched: Iterable[WatchedSource], actors: Sequence[str], now: datetime) -> Coverage:
    """Return how many sources that could tell of a unit are watched, and how many of them do not answer.

    Those are the sources of Japan, of the Central Asian states that are to act (all five where Japan acts alone), and
    international ones.

    Args:
        watched: sources with their state. actors: ISO codes of who is to act. now: the time.
    """
    states = [code for code in CENTRAL_ASIA if code in actors] or CENTRAL_ASIA
    concerned = [each for each in watched if _could_tell(each, {JAPAN, *states, INTERNATIONAL})]
    silent = [each for each in concerned if not _answers(each, now)]
    return Coverage(len(concerned), len(silent))


def _could_tell(each: WatchedSource, countries: set[str]) -> bool:
    source = each.source
    is_own = source.kind not in SEARCHES and source.tier is not Tier.AGGREGATOR
    return source.enabled and is_own and source.country in countries


def _answers(each: WatchedSource, now: datetime) -> bool:
    last = each.state.last_success_at
    return last is not None and now - last <= ANSWERED_WITHIN
