"""Gist: what happened, in one line of the reader's language, put together from extracted facts; pure.

Nothing is translated and nothing is guessed: a fact that was not extracted is not there.
"""

from __future__ import annotations

from decimal import Decimal
from typing import TYPE_CHECKING

from bot.labels import instrument_name, stage_name
from bot.markup import clip
from bot.texts import flag
from domain.commitment import CENTRAL_ASIA
from domain.gazetteer import REGION

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from bot.texts import Texts
    from domain import commitment
    from domain.development import Stage
    from domain.match import Facts, Judgement

LABEL_LIMIT = 120
"""UTF-16 units that one label, name or place may take, so that a whole message always fits."""

_ARROW = "→"
_IMPLAUSIBLE = Decimal(10) ** 18
"""From here on a sum exceeds all the money there is in any currency of the region: a misread figure."""


def gist(
    judgement: Judgement, declaration: commitment.Declaration, places: Mapping[str, commitment.Texts], texts: Texts
) -> str:
    """Return the gist of a relevant judgement: ``🇯🇵→🇰🇿 Agreed: customs equipment · grant · Aktau · 719 million yen``.

    Args:
        places: names by key of the place gazetteer.

    Raises:
        ValueError: the judgement is of an irrelevant item.
    """
    stage, number = essence(judgement)
    label = commitment_label(number, declaration, texts)
    opening = texts.say("{stage}: {what}", stage=stage_name(stage, texts), what=label)
    told = " · ".join((opening, *_particulars(judgement.facts, places, texts)))
    return f"{flags(judgement)} {told}".lstrip()


def essence(judgement: Judgement) -> tuple[Stage, int]:
    """Return stage and primary commitment of a relevant judgement.

    Raises:
        ValueError: the judgement is of an irrelevant item, of which there is nothing to tell.
    """
    if judgement.stage is None or judgement.primary is None:
        raise ValueError("nothing to tell of an irrelevant item")
    return judgement.stage, judgement.primary


def commitment_label(number: int, declaration: commitment.Declaration, texts: Texts) -> str:
    """Return the plain words for a commitment, or its paragraph number where the declaration has no such one."""
    found = declaration.find(number)
    if found is None:
        return texts.say("paragraph {number}", number=number)
    return clip(found.label.in_language(texts.language), LABEL_LIMIT)


def flags(judgement: Judgement) -> str:
    """Return who acts and who receives, e.g. ``🇯🇵→🇰🇿``.

    Where the report does not say which way it goes, the same flags stand side by side without an arrow.
    """
    facts = judgement.facts
    if facts.givers and facts.receivers:
        return f"{_flags_of(facts.givers)}{_ARROW}{_flags_of(facts.receivers)}"
    # Every relevant report tells of cooperation with Japan (that is what relevance means).
    return _flags_of(("JP", *facts.givers, *facts.receivers, *judgement.countries))


def _flags_of(codes: Iterable[str]) -> str:
    countries = (country for code in codes for country in (CENTRAL_ASIA if code == REGION else (code,)))
    return "".join(flag(country) for country in dict.fromkeys(countries))


def _particulars(facts: Facts, places: Mapping[str, commitment.Texts], texts: Texts) -> Iterable[str]:
    if facts.instrument is not None:
        yield instrument_name(facts.instrument, texts)
    if facts.place is not None and facts.place in places:
        yield clip(places[facts.place].in_language(texts.language), LABEL_LIMIT)
    if facts.amount is not None and abs(facts.amount.amount) < _IMPLAUSIBLE:
        yield clip(texts.money(facts.amount), LABEL_LIMIT)
