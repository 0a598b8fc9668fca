"""The settings: one message with a screen for each facet, and what its buttons say."""

from __future__ import annotations

from decimal import Decimal
from types import MappingProxyType
from typing import TYPE_CHECKING

from bot.choosing import AMOUNTS, ANSWERED, STAGES, Wish, data_of, is_on, tag
from bot.gist import commitment_label
from bot.labels import pillar_name, stage_name
from bot.markup import BUTTON_LIMIT, GAP, LISTED_MOST, Button, Line, RenderedMessage, bold, clip, line
from bot.replies.choice_names import name_entries, names_buttons, sector_buttons, sector_title, written_button
from bot.replies.choice_words import OF_MATCHES, OF_SOURCES, SWITCHES, chosen_lines, yen
from bot.replies.timing import TITLES
from bot.screens import Screen
from bot.texts import marked, texts_for
from domain.commitment import CENTRAL_ASIA, LANGUAGES, READER_LANGUAGES, CommitmentNumber, Pillar
from domain.facets import OUTLETS_LIMIT, PHRASES_LIMIT, WORDS_LIMIT, Preset

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Sequence

    from bot.choosing import Switch
    from bot.texts import Texts
    from domain.commitment import Declaration
    from domain.facets import Facets
    from domain.organisation import Organisation

ON, OFF = "✅ ", ""

_NUMBER_ROOM = 10
"""UTF-16 units kept for what stands before and after the name of a commitment."""

_TITLES = MappingProxyType(
    {
        Screen.MENU: marked("What shall come to this chat?"),
        Screen.PRESET: marked("Ready-made choices"),
        Screen.TOPICS: marked("Topics"),
        Screen.PILLAR: marked("Single commitments"),
        Screen.COUNTRIES: marked("Countries"),
        Screen.NAMES: marked("Companies and agencies"),
        Screen.SOURCES: marked("Sources"),
        Screen.STAGE: marked("How far it has come"),
        Screen.AMOUNT: marked("Sum of money"),
        Screen.CERTAIN: marked("How sure a match is"),
        Screen.LANGUAGES: marked("Language of reports"),
        Screen.OUTLETS: marked("Hidden outlets"),
        Screen.PHRASES: marked("Phrases"),
    }
)

_EXPLANATIONS = MappingProxyType(
    {
        Screen.MENU: marked("Without a choice everything comes; each choice narrows it. A tap takes effect at once."),
        Screen.PRESET: marked(
            "A ready-made choice replaces the others; hidden outlets, phrases and names that stand on no list stay."
        ),
        Screen.TOPICS: marked("Without a choice every topic comes."),
        Screen.PILLAR: marked("These come beside the topics chosen."),
        Screen.COUNTRIES: marked("Without a choice every country comes."),
        Screen.NAMES: marked(
            "A message comes only if a report names one of those chosen, whatever language and script it is in."
        ),
        Screen.SECTOR: marked("A tap chooses, a second tap takes back."),
        Screen.SOURCES: marked("Whose reports bring a message."),
        Screen.STAGE: marked("A message comes from this stage on; setbacks always come."),
        Screen.AMOUNT: marked("A message comes only if a report names at least this sum."),
        Screen.CERTAIN: marked("A program matches the news. Some of its matches are unsure."),
        Screen.LANGUAGES: marked("Without a choice reports in every language come."),
        Screen.OUTLETS: marked("They are never shown, not even as a further source."),
        Screen.PHRASES: marked("A message comes only if headline or summary holds one of them, word for word."),
    }
)

_BESIDE = (Screen.COUNTRIES, Screen.STAGE, Screen.CERTAIN, Screen.OUTLETS)
"""Screens whose button stands in one row with the one before it; longer names have a row of their own."""

_PRESETS = MappingProxyType(
    {
        Preset.NEWS: marked("News: everything that is sure"),
        Preset.DIPLOMACY: marked("Diplomacy: directions, regional and global matters"),
        Preset.RESEARCH: marked("Research: everything, at once"),
        Preset.BUSINESS: marked("Business: green growth and connectivity, from plans on"),
    }
)

_PROMPTS = MappingProxyType(
    {
        Screen.OUTLETS: marked("Reply to this message with the name or the address of an outlet to hide."),
        Screen.PHRASES: marked("Reply to this message with a phrase that headline or summary has to hold."),
        Screen.NAMES: marked("Reply to this message with the name of a company or an agency, in any language."),
    }
)


def screen(
    wish: Wish,
    facets: Facets,
    declaration: Declaration,
    texts: Texts,
    organisations: Sequence[Organisation] = (),
) -> RenderedMessage:
    """Return the settings message at one screen.

    Args:
        wish: which screen. facets: as they are now. organisations: that can be followed.
    """
    lines = (
        line(bold(_title(wish, organisations, texts))),
        line(texts.say(_EXPLANATIONS[wish.screen])),
        *_entries(wish.screen, facets, organisations, texts),
        *(chosen_lines(facets, declaration, organisations, texts) if wish.screen is Screen.MENU else ()),
    )
    shown = RenderedMessage(lines, tuple(_buttons(wish, facets, declaration, organisations, texts)))
    return shown if wish.screen is Screen.MENU else RenderedMessage(shown.lines, (*shown.buttons, _back(wish, texts)))


def settings_button(texts: Texts) -> Button:
    """Return the button that leads to the settings."""
    return Button(texts.say("Choose what comes"), data_of(Wish(Screen.MENU)))


def prompt(asked: Screen, texts: Texts) -> RenderedMessage:
    """Ask the reader to write an outlet or a phrase."""
    return RenderedMessage((line(texts.say(_PROMPTS[asked])),))


def asked_by(text: str) -> Screen | None:
    """Return what a message of ours asked for, None if it asked for nothing."""
    for language in READER_LANGUAGES:
        texts = texts_for(language, "UTC")
        for asked in ANSWERED:
            if prompt(asked, texts).plain == text:
                return asked
    return None


def not_taken(asked: Screen, texts: Texts) -> RenderedMessage:
    """Say that what was written is too short, too long or one too many."""
    most = OUTLETS_LIMIT if asked is Screen.OUTLETS else PHRASES_LIMIT
    said = texts.say(
        "This was not taken: 2 to {longest} characters, at most {most} entries.", longest=WORDS_LIMIT, most=most
    )
    return RenderedMessage((line(said),))


def _title(wish: Wish, organisations: Sequence[Organisation], texts: Texts) -> str:
    if wish.screen is Screen.SECTOR:
        return sector_title(wish.value, organisations, texts)
    return texts.say(_TITLES[wish.screen])


def _entries(shown: Screen, facets: Facets, organisations: Sequence[Organisation], texts: Texts) -> tuple[Line, ...]:
    if shown is Screen.NAMES:
        return name_entries(facets, organisations, texts)
    entries = facets.phrases if shown is Screen.PHRASES else sorted(facets.hidden_outlets)
    if shown not in ANSWERED or not entries:
        return ()
    return GAP, *(line(f"• {each}") for each in entries)


def _buttons(
    wish: Wish, facets: Facets, declaration: Declaration, organisations: Sequence[Organisation], texts: Texts
) -> Iterable[Button]:
    shown = wish.screen
    screens: dict[Screen, Callable[[], Iterable[Button]]] = {
        Screen.MENU: lambda: _menu(facets, texts),
        Screen.PRESET: lambda: _preset_buttons(texts),
        Screen.TOPICS: lambda: _topics(facets, declaration, texts),
        Screen.PILLAR: lambda: _paragraphs(wish.value, facets, declaration, texts),
        Screen.NAMES: lambda: names_buttons(facets, organisations, texts),
        Screen.SECTOR: lambda: sector_buttons(wish.value, facets, organisations, texts),
        Screen.SOURCES: lambda: (*_switches(shown, OF_SOURCES, facets, texts), *_ministries(facets, texts)),
        Screen.CERTAIN: lambda: _switches(shown, OF_MATCHES, facets, texts),
        Screen.OUTLETS: lambda: _written(shown, facets, texts),
        Screen.PHRASES: lambda: _written(shown, facets, texts),
    }
    return screens.get(shown, lambda: _listed(shown, facets, texts))()


def _menu(facets: Facets, texts: Texts) -> Iterable[Button]:
    narrowed = {
        Screen.TOPICS: bool(facets.pillars or facets.commitments),
        Screen.COUNTRIES: bool(facets.countries),
        Screen.NAMES: bool(facets.names or facets.other_names),
        Screen.SOURCES: bool(facets.official_only or facets.central_asian_only or facets.without_ministry),
        Screen.STAGE: facets.least_stage is not None,
        Screen.AMOUNT: facets.least_yen is not None,
        Screen.CERTAIN: facets.certain_only or facets.reviewed_only,
        Screen.LANGUAGES: bool(facets.languages),
        Screen.OUTLETS: bool(facets.hidden_outlets),
        Screen.PHRASES: bool(facets.phrases),
    }
    yield Button(texts.say(_TITLES[Screen.PRESET]), data_of(Wish(Screen.PRESET)))
    yield Button(texts.say(TITLES[Screen.TIMING]), data_of(Wish(Screen.TIMING)))
    for each, is_narrowed in narrowed.items():
        said = f"{ON if is_narrowed else OFF}{texts.say(_TITLES[each])}"
        yield Button(said, data_of(Wish(each)), beside=each in _BESIDE)


def _preset_buttons(texts: Texts) -> Iterable[Button]:
    yield Button(texts.say("Everything"), data_of(Wish(Screen.PRESET, "all", on=True)))
    for preset, name in _PRESETS.items():
        yield Button(texts.say(name), data_of(Wish(Screen.PRESET, preset, on=True)))


def _topics(facets: Facets, declaration: Declaration, texts: Texts) -> Iterable[Button]:
    present = dict.fromkeys(each.pillar for each in declaration.tracked)
    for pillar in present:
        chosen = pillar in facets.pillars
        yield _choice(Screen.TOPICS, pillar, pillar_name(pillar, texts), chosen=chosen)
    for pillar in present:
        said = texts.say("Single commitments: {topic}", topic=pillar_name(pillar, texts))
        yield Button(said, data_of(Wish(Screen.PILLAR, pillar)))


def _paragraphs(value: str, facets: Facets, declaration: Declaration, texts: Texts) -> Iterable[Button]:
    """Yield one page of the paragraphs of a part, and the ways to its neighbours; paragraphs stand for their page."""
    pillar_of = {str(each.number): each.pillar for each in declaration.tracked}
    pillar = pillar_of.get(value) or Pillar(value)
    numbers = [each.number for each in declaration.tracked if each.pillar is pillar]
    at = numbers.index(CommitmentNumber(int(value))) if value in pillar_of else 0
    first = at - at % LISTED_MOST
    for number in numbers[first : first + LISTED_MOST]:
        label = clip(commitment_label(number, declaration, texts), BUTTON_LIMIT - _NUMBER_ROOM)
        yield _choice(Screen.PILLAR, str(number), f"{label} · {number}", chosen=number in facets.commitments)
    if first:
        yield Button(texts.say("← Previous"), data_of(Wish(Screen.PILLAR, str(numbers[first - LISTED_MOST]))))
    if first + LISTED_MOST < len(numbers):
        further = data_of(Wish(Screen.PILLAR, str(numbers[first + LISTED_MOST])))
        yield Button(texts.say("Further →"), further, beside=bool(first))


def _listed(shown: Screen, facets: Facets, texts: Texts) -> Iterable[Button]:
    listed: dict[Screen, dict[str, tuple[str, bool]]] = {
        Screen.COUNTRIES: {each: (texts.country_name(each), each in facets.countries) for each in CENTRAL_ASIA},
        Screen.STAGE: {each: (stage_name(each, texts), each is facets.least_stage) for each in STAGES},
        Screen.AMOUNT: {str(each): (yen(Decimal(each), texts), each == facets.least_yen) for each in AMOUNTS},
        Screen.LANGUAGES: {each: (texts.language_name(each), each in facets.languages) for each in LANGUAGES},
    }
    for value, (name, chosen) in listed[shown].items():
        yield _choice(shown, value, name, chosen=chosen)


def _switches(shown: Screen, switches: Iterable[Switch], facets: Facets, texts: Texts) -> tuple[Button, ...]:
    return tuple(_choice(shown, each, texts.say(SWITCHES[each]), chosen=is_on(facets, each)) for each in switches)


def _ministries(facets: Facets, texts: Texts) -> tuple[Button, ...]:
    said = (
        (code, texts.say("Without official sources of {country}", country=texts.country_name(code)))
        for code in CENTRAL_ASIA
    )
    return tuple(_choice(Screen.SOURCES, code, name, chosen=code == facets.without_ministry) for code, name in said)


def _written(shown: Screen, facets: Facets, texts: Texts) -> Iterable[Button]:
    entries = facets.phrases if shown is Screen.PHRASES else sorted(facets.hidden_outlets)
    yield written_button(shown, texts)
    for each in entries:
        yield Button(texts.say("Remove {entry}", entry=each), data_of(Wish(shown, tag(each), on=False)))


def _choice(shown: Screen, value: str, name: str, *, chosen: bool) -> Button:
    return Button(f"{ON if chosen else OFF}{name}", data_of(Wish(shown, value, on=not chosen)))


def _back(wish: Wish, texts: Texts) -> Button:
    above = {Screen.PILLAR: Screen.TOPICS, Screen.SECTOR: Screen.NAMES}.get(wish.screen, Screen.MENU)
    return Button(texts.say("Back"), data_of(Wish(above)))
