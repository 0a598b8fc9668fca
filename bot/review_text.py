"""Review as text: the card of one development, and lines of the public log of corrections."""

from __future__ import annotations

from types import MappingProxyType
from typing import TYPE_CHECKING

from bot.gist import commitment_label, gist
from bot.labels import tier_name
from bot.texts import marked
from domain.match import Tie
from domain.review import CorrectionKind, MatchState

if TYPE_CHECKING:
    from collections.abc import Mapping

    from bot.texts import Texts
    from domain.commitment import Declaration
    from domain.commitment import Texts as Names
    from domain.review import Correction
    from domain.review_card import CardMatch, ReviewCard

SHORT_ID = 10
"""Letters of an id that tell thousands of developments apart."""

STATES = MappingProxyType(
    {
        MatchState.PROPOSED: marked("not yet reviewed"),
        MatchState.ACCEPTED: marked("accepted"),
        MatchState.ACCEPTED_BY_RULE: marked("accepted by rule, not yet reviewed"),
        MatchState.REJECTED: marked("rejected"),
        MatchState.WITHDRAWN: marked("withdrawn"),
    }
)

_CORRECTIONS = MappingProxyType(
    {
        CorrectionKind.WITHDRAWN: marked("{day}: withdrawn, §{told}: {headline}"),
        CorrectionKind.MOVED: marked("{day}: moved from §{told} to §{right}: {headline}"),
        CorrectionKind.REINSTATED: marked("{day}: right after all, §{right}: {headline}"),
    }
)


def card_lines(
    card: ReviewCard, declaration: Declaration, places: Mapping[str, Names], texts: Texts
) -> tuple[str, ...]:
    """Return a card as lines of plain text, for editors only: passages stand in full."""
    development = card.development
    told = gist(development.judgement, declaration, places, texts)
    lines = [f"{development.id[:SHORT_ID]}  {development.lead.title}", told]
    lines += [f"  {line}" for match in card.matches for line in match_lines(match, declaration, texts)]
    lines += [
        f"  {place}. {texts.say('{name}: {what}', name=name, what=headline)} {url}".rstrip()
        for place, (name, headline, url) in enumerate(card.reports, 1)
    ]
    lines.append(f"  {' · '.join(remarks(card, texts))}")
    return tuple(lines)


def correction_line(correction: Correction, texts: Texts) -> str:
    """Return a line of the public log; it names no editor."""
    said = texts.say(
        _CORRECTIONS[correction.kind],
        day=texts.day(correction.at.date()),
        told=texts.say(", ").join(map(str, correction.told)),
        right=texts.say(", ").join(map(str, correction.right)),
        headline=correction.headline,
    )
    return texts.say("{text} ({note})", text=said, note=correction.reason) if correction.reason else said


def match_lines(match: CardMatch, declaration: Declaration, texts: Texts) -> tuple[str, str]:
    """Return paragraph, state and score of a match, and the words it rests on."""
    label = commitment_label(match.number, declaration, texts)
    return f"§{match.number} {label} · {texts.say(STATES[match.state])} · {match.score:.2f}", f"  «{match.passage}»"


def remarks(card: ReviewCard, texts: Texts) -> list[str]:
    """Return what else an editor weighs: date, sort of source, tie, subscribers told, whether it is held."""
    development = card.development
    found = [texts.moment(development.lead.published), tier_name(development.lead.tier, texts)]
    if development.judgement.tie is Tie.EXPLICIT:
        found.append(texts.say("the source names the Declaration"))
    if card.told:
        found.append(texts.count("{n} subscriber told", "{n} subscribers told", card.told))
    if card.held_by is not None:
        found.append(texts.say("held: like a rejected one"))
    return found
