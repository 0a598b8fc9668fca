"""What a chat has chosen, in plain words: the lines that open the settings; pure."""

from __future__ import annotations

from decimal import Decimal
from types import MappingProxyType
from typing import TYPE_CHECKING

from bot.choosing import Switch, is_on
from bot.gist import commitment_label
from bot.labels import pillar_name, stage_name
from bot.markup import GAP, clip, line
from bot.texts import marked
from domain.commitment import CENTRAL_ASIA, LANGUAGES, Pillar
from domain.ledger import YEN
from domain.match import Money

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence

    from bot.markup import Line
    from bot.texts import Texts
    from domain.commitment import Declaration
    from domain.facets import Facets
    from domain.organisation import Organisation

SAID_LIMIT = 200
"""UTF-16 units of one line of what was chosen."""

SWITCHES: Mapping[Switch, str] = MappingProxyType(
    {
        Switch.OFFICIAL: marked("Official sources only"),
        Switch.CENTRAL_ASIAN: marked("Central Asian sources only"),
        Switch.CERTAIN: marked("Without unsure matches"),
        Switch.REVIEWED: marked("Only what an editor has accepted"),
    }
)
OF_SOURCES = (Switch.OFFICIAL, Switch.CENTRAL_ASIAN)
OF_MATCHES = (Switch.CERTAIN, Switch.REVIEWED)


def chosen_lines(
    facets: Facets, declaration: Declaration, organisations: Sequence[Organisation], texts: Texts
) -> tuple[Line, ...]:
    """Return what was chosen, one line for each kind of choice; nothing where everything comes."""
    said: dict[str, Iterable[str]] = {
        texts.say("Topics"): _topics(facets, declaration, texts),
        texts.say("Countries"): (texts.country_name(each) for each in CENTRAL_ASIA if each in facets.countries),
        texts.say("Companies and agencies"): names_of(facets, organisations, texts),
        texts.say("Sources"): _sources(facets, texts),
        texts.say("How far it has come"): [stage_name(facets.least_stage, texts)] if facets.least_stage else (),
        texts.say("Sum of money"): [yen(facets.least_yen, texts)] if facets.least_yen is not None else (),
        texts.say("How sure a match is"): _switched(OF_MATCHES, facets, texts),
        texts.say("Language of reports"): (texts.language_name(each) for each in LANGUAGES if each in facets.languages),
        texts.say("Hidden outlets"): sorted(facets.hidden_outlets),
        texts.say("Phrases"): facets.phrases,
    }
    told = [(name, list_of(values, texts)) for name, values in said.items()]
    lines = [line(texts.say("{setting}: {value}", setting=name, value=value)) for name, value in told if value]
    return (GAP, *lines) if lines else ()


def names_of(facets: Facets, organisations: Sequence[Organisation], texts: Texts) -> tuple[str, ...]:
    """Return the companies and agencies that were chosen, as listed, then those taken word for word."""
    labels = {each.key: getattr(each.label, texts.language) for each in organisations}
    known = [label for key, label in labels.items() if key in facets.names]
    gone = sorted(key.partition(":")[2] for key in facets.names if key not in labels)
    return (*known, *gone, *(texts.say("«{name}»", name=each) for each in facets.other_names))


def list_of(values: Iterable[str], texts: Texts) -> str:
    """Return the values in a row, as many as a line shows."""
    return clip(texts.say(", ").join(values), SAID_LIMIT)


def yen(amount: Decimal, texts: Texts) -> str:
    """Return a sum of yen in words."""
    return texts.money(Money(Decimal(amount), YEN, ""))


def _topics(facets: Facets, declaration: Declaration, texts: Texts) -> Iterable[str]:
    yield from (pillar_name(pillar, texts) for pillar in Pillar if pillar in facets.pillars)
    for number in sorted(facets.commitments):
        yield f"{commitment_label(number, declaration, texts)} · {number}"


def _sources(facets: Facets, texts: Texts) -> Iterable[str]:
    yield from _switched(OF_SOURCES, facets, texts)
    if facets.without_ministry:
        country = texts.country_name(facets.without_ministry)
        yield texts.say("Without official sources of {country}", country=country)


def _switched(switches: Iterable[Switch], facets: Facets, texts: Texts) -> Iterable[str]:
    return (texts.say(SWITCHES[each]) for each in switches if is_on(facets, each))
