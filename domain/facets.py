"""Facets: what of the news a subscriber wants to hear, and why a development does or does not pass.

Every facet narrows by itself, and a development has to pass them all; a facet that is not set passes everything. So
narrowing one facet never adds an alert. There are no regular expressions (design rule 20): phrases are literal.
"""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass
from decimal import Decimal  # noqa: TC003 - dataclasses are resolved at run time by storage
from enum import StrEnum
from typing import TYPE_CHECKING
from urllib.parse import urlsplit

from domain.commitment import CENTRAL_ASIA, Pillar
from domain.development import Stage
from domain.match import Tie
from domain.source import Tier

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping
    from datetime import date

    from domain.ledger import Rates
    from domain.match import Judgement, Money
    from domain.story import JudgedStory

PHRASES_LIMIT = 10
"""Phrases of one subscriber, and names that they wrote."""
WORDS_MIN, WORDS_LIMIT = 2, 60
"""Characters of a phrase or of an outlet's name."""
OUTLETS_LIMIT = 30

CERTAIN_FROM = 0.7
"""Relevance from which on a match counts as certain; one that names the Declaration always does."""

_FIRST_CJK = "\u3000"
"""Scripts from here on write words without spaces between them."""

_STEPS = (Stage.SAID, Stage.PLANNED, Stage.AGREED, Stage.STARTED, Stage.DONE)


class Facet(StrEnum):
    """What a subscriber can narrow."""

    TOPICS = "topics"
    COUNTRIES = "countries"
    NAMES = "names"
    TIER = "tier"
    SIDE = "side"
    MINISTRY = "ministry"
    STAGE = "stage"
    AMOUNT = "amount"
    REVIEWED = "reviewed"
    CERTAIN = "certain"
    LANGUAGES = "languages"
    OUTLETS = "outlets"
    PHRASES = "phrases"


class Preset(StrEnum):
    """Facets chosen for a sort of reader (``config/presets.toml``)."""

    NEWS = "news"
    DIPLOMACY = "diplomacy"
    RESEARCH = "research"
    BUSINESS = "business"


@dataclass(frozen=True, slots=True)
class Facets:
    """What one subscriber wants to hear; the value without arguments passes everything.

    Attributes:
        pillars, commitments: topics; a development passes with one paragraph of either.
        countries: ISO 3166 alpha-2 of Central Asian countries; one of them is concerned.
        names: companies and agencies as ``kind:key`` of the gazetteer; one of them is named, in whatever script.
        other_names: folded names that the gazetteer does not know, beside ``names``; headline or summary holds one.
        official_only: only reports of official sources.
        central_asian_only: only sources of the five countries.
        without_ministry: ISO code of the country whose official sources are not to alert, empty = none.
        least_stage: no stage before this one; a setback always passes.
        least_yen: no smaller sum, and none unnamed; a sum without a rate passes, as nothing shows it to be smaller.
        reviewed_only: only what an editor has accepted. certain_only: no matches that the program is unsure of.
        languages: ISO 639-1 of reports.
        hidden_outlets: folded names or hosts (``fold``) that are never shown.
        phrases: folded; headline or summary holds one of them.
        general_in_digest: whether paragraphs 40 to 51 wait for the digest.
    """

    pillars: frozenset[Pillar] = frozenset()
    commitments: frozenset[int] = frozenset()
    countries: frozenset[str] = frozenset()
    names: frozenset[str] = frozenset()
    other_names: tuple[str, ...] = ()
    official_only: bool = False
    central_asian_only: bool = False
    without_ministry: str = ""
    least_stage: Stage | None = None
    least_yen: Decimal | None = None
    reviewed_only: bool = False
    certain_only: bool = False
    languages: frozenset[str] = frozenset()
    hidden_outlets: frozenset[str] = frozenset()
    phrases: tuple[str, ...] = ()
    general_in_digest: bool = True

    def __post_init__(self) -> None:
        said = (*self.phrases, *self.hidden_outlets, *self.other_names)
        too_many = max(len(self.phrases), len(self.other_names)) > PHRASES_LIMIT
        too_many = too_many or len(self.hidden_outlets) > OUTLETS_LIMIT
        if too_many or any(not WORDS_MIN <= len(words) <= WORDS_LIMIT for words in said):
            raise ValueError("too many phrases, names or outlets, or one too short or too long")

    def hides(self, source_name: str, url: str) -> bool:
        """Whether a report is of an outlet that is never to be shown.

        Args:
            source_name: as shown, perhaps ``outlet (who found it)``. url: of the report.
        """
        return bool(self.hidden_outlets & outlet_names(source_name, url))


EVERYTHING = Facets()


@dataclass(frozen=True, slots=True)
class DevelopmentFacts:
    """What facets ask of a development, as one report tells it.

    Attributes:
        numbers: paragraphs it bears on; pillars: where they stand.
        names: ``kind:key`` of the gazetteer.
        publisher: ISO code of the outlet's country. outlets: names under which the outlet may be hidden.
        money: whether a sum is named; yen: the sum, None where there is none or no rate for it.
        text: headline and summary, folded.
    """

    numbers: frozenset[int]
    pillars: frozenset[Pillar]
    countries: frozenset[str]
    names: frozenset[str]
    tier: Tier
    publisher: str
    stage: Stage | None
    money: bool
    yen: Decimal | None
    reviewed: bool
    certain: bool
    language: str
    outlets: frozenset[str]
    text: str


@dataclass(frozen=True, slots=True)
class Reason:
    """Why a development passed or did not.

    Attributes:
        stopped_by: facets that it did not pass, in the order of ``Facet``; empty = it passed.
    """

    stopped_by: tuple[Facet, ...] = ()

    @property
    def passed(self) -> bool:
        """Whether the subscriber is to hear of it."""
        return not self.stopped_by


def concerns(facets: Facets, facts: DevelopmentFacts) -> Reason:
    """Return whether a development is for this subscriber, and if not, every facet that kept it away."""
    passes = _who_and_where(facets, facts) | _how_far(facets, facts)
    return Reason(tuple(facet for facet in Facet if not passes[facet]))


def facts_of(
    judged: JudgedStory, pillars: Mapping[int, Pillar], rates: Rates | None = None, *, reviewed: bool = False
) -> DevelopmentFacts:
    """Return what facets ask of a report.

    Args:
        pillars: of the declaration's paragraphs, by number. rates: without them only sums in yen compare.
        reviewed: whether an editor accepted it.
    """
    story, judgement = judged.story, judged.judgement
    numbers = frozenset(int(match.number) for match in judgement.matches)
    money = judgement.facts.amount
    return DevelopmentFacts(
        numbers=numbers,
        pillars=frozenset(pillars[number] for number in numbers if number in pillars),
        countries=frozenset(judgement.countries),
        names=frozenset(judgement.signals.names),
        tier=story.tier,
        publisher=story.country,
        stage=judgement.stage,
        money=money is not None,
        yen=_yen(money, rates, story.published.at.date()),
        reviewed=reviewed,
        certain=_is_certain(judgement),
        language=judgement.language,
        outlets=outlet_names(story.source_name, story.url) | outlet_names(story.outlet, ""),
        text=fold(f"{story.title} {story.summary}"),
    )


def fold(text: str) -> str:
    """Return text as phrases and outlets are compared: case, width and white space do not matter."""
    return " ".join(unicodedata.normalize("NFKC", text).casefold().split())


def outlet_names(source_name: str, url: str) -> frozenset[str]:
    """Return the folded names by which an outlet can be hidden: as shown, its part before brackets, its host."""
    name = fold(source_name)
    try:
        host = (urlsplit(url).hostname or "").removeprefix("www.")
    except ValueError:
        host = ""
    return frozenset({name, name.partition(" (")[0], host} - {""})


def _who_and_where(facets: Facets, facts: DevelopmentFacts) -> dict[Facet, bool]:
    own_ministry = facts.tier is Tier.OFFICIAL and facts.publisher == facets.without_ministry
    unset = not (facets.pillars or facets.commitments)
    return {
        Facet.TOPICS: unset or bool(facets.pillars & facts.pillars or facets.commitments & facts.numbers),
        Facet.COUNTRIES: _meets(facets.countries, facts.countries),
        Facet.NAMES: _is_named(facets, facts),
        Facet.TIER: not facets.official_only or facts.tier is Tier.OFFICIAL,
        Facet.SIDE: not facets.central_asian_only or facts.publisher in CENTRAL_ASIA,
        Facet.MINISTRY: not (facets.without_ministry and own_ministry),
        Facet.LANGUAGES: _meets(facets.languages, {facts.language}),
        Facet.OUTLETS: not facets.hidden_outlets & facts.outlets,
        Facet.PHRASES: not facets.phrases or any(phrase in facts.text for phrase in facets.phrases),
    }


def _is_named(facets: Facets, facts: DevelopmentFacts) -> bool:
    if not (facets.names or facets.other_names):
        return True
    return not facets.names.isdisjoint(facts.names) or any(
        _begins_word(each, facts.text) for each in facets.other_names
    )


def _begins_word(name: str, text: str) -> bool:
    """Tell whether a folded name stands in a text at the beginning of a word; Japanese has no spaces to tell by."""
    places = (place.start() for place in re.finditer(re.escape(name), text))
    if not name[0].isalnum() or name[0] >= _FIRST_CJK:
        return any(True for _ in places)
    return any(at == 0 or not text[at - 1].isalnum() or text[at - 1] >= _FIRST_CJK for at in places)


def _how_far(facets: Facets, facts: DevelopmentFacts) -> dict[Facet, bool]:
    return {
        Facet.STAGE: facets.least_stage is None or _has_reached(facts.stage, facets.least_stage),
        Facet.AMOUNT: facets.least_yen is None
        or (facts.money and (facts.yen is None or facts.yen >= facets.least_yen)),
        Facet.REVIEWED: not facets.reviewed_only or facts.reviewed,
        Facet.CERTAIN: not facets.certain_only or facts.certain,
    }


def _meets(wanted: frozenset[str], found: Iterable[str]) -> bool:
    return not wanted or not wanted.isdisjoint(found)


def _has_reached(stage: Stage | None, least: Stage) -> bool:
    if stage is Stage.SETBACK:
        return True
    return stage is not None and least in _STEPS and _STEPS.index(stage) >= _STEPS.index(least)


def _yen(money: Money | None, rates: Rates | None, day: date) -> Decimal | None:
    if money is None:
        return None
    if rates is None:
        return money.amount if money.currency == "JPY" else None
    converted = rates.convert(money, day)
    return converted[0] if converted else None


def _is_certain(judgement: Judgement) -> bool:
    return judgement.tie is Tie.EXPLICIT or judgement.score >= CERTAIN_FROM
