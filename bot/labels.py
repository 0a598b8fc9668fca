"""Labels: our own words for what the domain's enumerations stand for, in the readers' languages."""

from __future__ import annotations

from types import MappingProxyType
from typing import TYPE_CHECKING

from bot.texts import marked
from domain.development import Stage
from domain.match import Instrument
from domain.source import Tier

if TYPE_CHECKING:
    from bot.texts import Texts

_STAGES = MappingProxyType(
    {
        Stage.SAID: marked("Said"),
        Stage.PLANNED: marked("Planned"),
        Stage.AGREED: marked("Agreed"),
        Stage.STARTED: marked("Started"),
        Stage.DONE: marked("Done"),
        Stage.SETBACK: marked("Setback"),
    }
)

_INSTRUMENTS = MappingProxyType(
    {
        Instrument.GRANT: marked("grant"),
        Instrument.LOAN: marked("loan"),
        Instrument.INVESTMENT: marked("investment"),
        Instrument.TREATY: marked("treaty"),
        Instrument.MEMORANDUM: marked("memorandum"),
        Instrument.CONTRACT: marked("contract"),
        Instrument.MEETING: marked("meeting"),
        Instrument.VISIT: marked("visit"),
        Instrument.FORUM: marked("forum"),
        Instrument.SUMMIT: marked("summit"),
        Instrument.DELIVERY: marked("delivery"),
        Instrument.TRAINING: marked("training"),
        Instrument.SCHOLARSHIP: marked("scholarships"),
        Instrument.FLIGHT: marked("flights"),
        Instrument.PROJECT: marked("project"),
    }
)

_TIERS = MappingProxyType(
    {
        Tier.OFFICIAL: marked("official source"),
        Tier.AGENCY: marked("news agency"),
        Tier.PRESS: marked("press"),
        Tier.AGGREGATOR: marked("aggregator"),
    }
)


def stage_name(stage: Stage, texts: Texts) -> str:
    """Return how far a development goes, in one word that opens a line."""
    return texts.say(_STAGES[stage])


def instrument_name(instrument: Instrument, texts: Texts) -> str:
    """Return what form a development takes."""
    return texts.say(_INSTRUMENTS[instrument])


def tier_name(tier: Tier, texts: Texts) -> str:
    """Return how near a publisher stands to the act."""
    return texts.say(_TIERS[tier])


def tie_phrase(texts: Texts) -> str:
    """Return the sentence for a match whose tie is explicit."""
    return texts.say("The source names the Declaration.")
