"""Rules of review: what decisions make of matches, what resembles a rejected match, what is sure without a person."""

from __future__ import annotations

from typing import TYPE_CHECKING

from domain.match import Tie
from domain.review import JudgedPattern, MatchPattern, MatchState, ReviewAction
from domain.source import Tier

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from domain.commitment import CommitmentNumber
    from domain.development import Development
    from domain.match import Judgement, Match
    from domain.review import Decision, DecisionId

SURE = 0.93
"""Score from which on a match of an official source that names the Declaration is taken in without a person.

Chosen as the lowest at which 19 of 20 are right in each of four sets, by cross-validated scores on 285 labelled
reports: official and explicit 9 of 9, official 33 of 33, explicit 38 of 40, all 173 of 176. At 0.9 it is 10 of 10, 36
of 37, 41 of 44 and 185 of 192. The first set is small; that is why one in ``SAMPLE`` is still kept for people.
"""

SAMPLE = 5
"""One in so many sure developments is kept for people, so that the rule itself stays under review."""


def states_after(decisions: Iterable[Decision]) -> dict[CommitmentNumber, MatchState]:
    """Return the states that decisions about one development give its matches; of two that differ the later holds.

    Args:
        decisions: in any order; those taken back give nothing.
    """
    found: dict[CommitmentNumber, MatchState] = {}
    for each in sorted((each for each in decisions if each.stands), key=lambda each: (each.at, each.id)):
        state = _state_given(each)
        if state is None:
            continue
        found |= dict.fromkeys(each.numbers, state)
        if each.to_number is not None:
            found[each.to_number] = MatchState.ACCEPTED
    return found


def _state_given(decision: Decision) -> MatchState | None:
    if decision.action is ReviewAction.ACCEPT:
        return MatchState.ACCEPTED_BY_RULE if decision.by_rule else MatchState.ACCEPTED
    return MatchState.REJECTED if decision.action in (ReviewAction.REJECT, ReviewAction.ASSIGN) else None


def pattern_of(judgement: Judgement, match: Match) -> MatchPattern | None:
    """Return what made the matcher give a match; None where no term is known, since nothing then resembles it.

    The source is no part of it: a false alarm comes back through other outlets. The tie is, so that a report which
    names the Declaration is never held for one that does not.
    """
    if judgement.tie is None or not match.terms:
        return None
    terms = frozenset(term.casefold() for term in match.terms)
    return MatchPattern(match.number, judgement.language, judgement.tie, terms)


def resembles(judgement: Judgement, patterns: Sequence[JudgedPattern]) -> DecisionId | None:
    """Return the rejection that every match of a report resembles, None where one match does not.

    A match resembles a rejected one of the same paragraph, language and tie if no term scored in it that did not
    score there too. Where a match with that very pattern was accepted as well, the terms do not tell true from false,
    and nothing is held.
    """
    accepted = {each.pattern for each in patterns if not each.rejected}
    found: DecisionId | None = None
    for match in judgement.matches:
        pattern = pattern_of(judgement, match)
        if pattern is None:
            return None
        alike = [each for each in patterns if each.rejected and _is_like(pattern, each.pattern)]
        alike = [each for each in alike if each.pattern not in accepted]
        if not alike or pattern in accepted:
            return None
        found = found or alike[-1].decision_id
    return found


def _is_like(pattern: MatchPattern, rejected: MatchPattern) -> bool:
    same = (pattern.number, pattern.language, pattern.tie) == (rejected.number, rejected.language, rejected.tie)
    return same and pattern.terms <= rejected.terms


def rule_accepts(development: Development) -> tuple[CommitmentNumber, ...]:
    """Return the paragraphs of a development that are sure without a person; none where it is kept for people.

    Sure is a match with at least ``SURE`` of an official source that itself names the Declaration.
    """
    judgement = development.judgement
    is_clear = development.lead.tier is Tier.OFFICIAL and judgement.tie is Tie.EXPLICIT
    if not is_clear or is_sampled(development):
        return ()
    return tuple(match.number for match in judgement.matches if match.score >= SURE)


def is_sampled(development: Development) -> bool:
    """Whether a development belongs to the sample kept for people; the same each time, by its id."""
    return sum(development.id.encode()) % SAMPLE == 0
