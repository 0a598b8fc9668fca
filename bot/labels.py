"""Labels: our own words for what the domain's enumerations stand for, in the readers' languages."""

from __future__ import annotations

from types import MappingProxyType
from typing import TYPE_CHECKING

from bot.texts import marked
from domain.commitment import Pillar
from domain.development import Stage
from domain.match import Instrument
from domain.source import Tier, Verdict

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

_PILLARS = MappingProxyType(
    {
        Pillar.OVERVIEW: marked("Overview"),
        Pillar.DIRECTIONS: marked("Directions of cooperation"),
        Pillar.GREEN: marked("Green and resilience"),
        Pillar.CONNECTIVITY: marked("Connectivity"),
        Pillar.PEOPLE: marked("Human resources"),
        Pillar.REGIONAL: marked("Regional matters"),
        Pillar.GLOBAL: marked("Global matters"),
        Pillar.CONCLUSION: marked("Conclusion"),
    }
)

REASONS = MappingProxyType(
    {
        Verdict.BLOCKED: marked("the server refuses us"),
        Verdict.BROKEN: marked("a fault of ours, see the log"),
        Verdict.DNS: marked("the host name cannot be found"),
        Verdict.EMPTY: marked("a feed without entries"),
        Verdict.GARBLED: marked("the text is in another encoding than declared"),
        Verdict.GONE: marked("nothing at this address any more"),
        Verdict.NOT_A_FEED: marked("the answer is not a feed"),
        Verdict.REFUSED_ADDRESS: marked("a private address, not fetched"),
        Verdict.ROBOTS: marked("robots.txt asks us to stay away"),
        Verdict.SERVER_ERROR: marked("the server answers with an error"),
        Verdict.TIMED_OUT: marked("no answer in time"),
        Verdict.TLS: marked("the certificate cannot be trusted"),
        Verdict.TOO_LARGE: marked("the answer is too large"),
        Verdict.UNREACHABLE: marked("no connection"),
    }
)
"""What went wrong with a poll, by verdict."""


def stage_name(stage: Stage, texts: Texts) -> str:
    """Return how far a development goes, in one word that opens a line."""
    return texts.say(_STAGES[stage])


def instrument_name(instrument: Instrument, texts: Texts) -> str:
    """Return what form a development takes."""
    return texts.say(_INSTRUMENTS[instrument])


def pillar_name(pillar: Pillar, texts: Texts) -> str:
    """Return the heading under which a part of the declaration stands."""
    return texts.say(_PILLARS[pillar])


def tier_name(tier: Tier, texts: Texts) -> str:
    """Return how near a publisher stands to the act."""
    return texts.say(_TIERS[tier])


def verdict_reason(verdict: Verdict, texts: Texts) -> str:
    """Return what went wrong with a poll."""
    return texts.say(REASONS[verdict])


def tie_phrase(texts: Texts) -> str:
    """Return the sentence for a match whose tie is explicit."""
    return texts.say("The source names the Declaration.")
