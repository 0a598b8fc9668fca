"""Choosing facets: what a pressed button asks for, checked, and the facets after it; pure.

Callback data says what shall hold, not what to turn round: ``choose:countries:KZ:1``. So an old message, or a second
press, never does the opposite of what its button says. Whatever is not offered by a button is no wish at all.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from decimal import Decimal
from enum import StrEnum
from typing import TYPE_CHECKING, Any, TypeVar

from bot.choosing_names import is_page, key_in, key_of
from bot.choosing_times import OFFERED, TIMED
from bot.screens import Screen
from domain.commitment import CENTRAL_ASIA, LANGUAGES, Pillar
from domain.development import Stage
from domain.facets import OUTLETS_LIMIT, PHRASES_LIMIT, WORDS_LIMIT, WORDS_MIN, Facets, Preset, fold
from domain.identity import stable_id
from domain.subscriber import ReadyMade

if TYPE_CHECKING:
    from collections.abc import Callable, Collection, Iterable, Mapping, Sequence

    from domain.commitment import Declaration
    from domain.organisation import Organisation
    from domain.telling import Timing

CHOOSE = "choose:"
"""Opens the callback data of every button with which facets are chosen."""

STAGES = (Stage.PLANNED, Stage.AGREED, Stage.STARTED, Stage.DONE)
AMOUNTS = (100_000_000, 1_000_000_000, 10_000_000_000, 100_000_000_000)
"""Yen that can be chosen as the least sum."""

T = TypeVar("T")

_TAG_LENGTH = 16
_PARTS = 3
_REPLACED = (Screen.PRESET, Screen.HOUR, Screen.QUIET, Screen.ZONE)
"""Screens whose values are not taken back but replaced by another."""


class Switch(StrEnum):
    """Facets that are on or off."""

    OFFICIAL = "official"
    CENTRAL_ASIAN = "side"
    CERTAIN = "certain"
    REVIEWED = "reviewed"


ANSWERED = (Screen.OUTLETS, Screen.PHRASES, Screen.NAMES)
"""Screens whose entries are written by the reader, as a reply."""


@dataclass(frozen=True, slots=True)
class Wish:
    """What a pressed button asks for.

    Attributes:
        screen: to be shown. value: which part of the declaration, or what is to be set, empty = only show.
        on: whether the value shall hold; None where nothing is to change. asks: whether the reader is to write.
    """

    screen: Screen
    value: str = ""
    on: bool | None = None
    asks: bool = False


def data_of(wish: Wish) -> str:
    """Return the callback data of the button for a wish."""
    if wish.asks:
        return f"{CHOOSE}{wish.screen}:ask"
    if wish.on is None:
        return f"{CHOOSE}{wish.screen}" + (f":{wish.value}" if wish.value else "")
    return f"{CHOOSE}{wish.screen}:{wish.value}:{int(wish.on)}"


def wish_of(data: str, declaration: Declaration, organisations: Sequence[Organisation]) -> Wish | None:
    """Read callback data; None for whatever no button of ours can have said."""
    opening, *rest = data.split(":")
    if f"{opening}:" != CHOOSE or not rest or len(rest) > _PARTS or rest[0] not in tuple(Screen):
        return None
    screen, value = Screen(rest[0]), ":".join(rest[1:2])
    if len(rest) == _PARTS:
        known = rest[2] in _sayable(screen) and _is_offered(screen, value, declaration, organisations)
        return Wish(screen, value, on=rest[2] == "1") if known else None
    if value == "ask":
        return Wish(screen, asks=True) if screen in ANSWERED else None
    numbers = {str(each.number) for each in declaration.tracked}
    pages = {Screen.PILLAR: value in {*Pillar, *numbers}, Screen.SECTOR: is_page(value, organisations)}
    if (screen in pages) != bool(value) or len(rest) > 1 + (screen in pages):
        return None
    return Wish(screen, value) if pages.get(screen, True) else None


def applied(facets: Facets, wish: Wish, presets: Mapping[Preset, ReadyMade]) -> Facets:
    """Return the facets after a wish; what a wish does not speak of stays as it is."""
    if wish.on is None or wish.screen in TIMED:
        return facets
    if wish.screen is Screen.PRESET:
        return _preset(wish, presets).facets_for(facets)
    return replace(facets, **_changed(facets, wish, on=wish.on))


def applied_timing(timing: Timing, wish: Wish, presets: Mapping[Preset, ReadyMade]) -> Timing:
    """Return the timing after a wish about what comes: only a preset may promise when, too."""
    return _preset(wish, presets).timing_for(timing) if wish.on and wish.screen is Screen.PRESET else timing


def answered(facets: Facets, screen: Screen, text: str, known: Collection[str] = ()) -> Facets | None:
    """Return the facets with what the reader wrote, or None where it is too short, too long or one too many.

    Args:
        screen: one of ANSWERED. text: name or host of an outlet, a literal phrase, or the name of an organisation.
        known: the organisations that the text names, as ``kind:key``; without any the name is taken word for word.
    """
    if screen is Screen.NAMES and known:
        return replace(facets, names=facets.names.union(known))
    words = fold(text)
    if screen is Screen.OUTLETS:
        words = words.removeprefix("https://").removeprefix("http://").removeprefix("www.").rstrip("/")
    if not WORDS_MIN <= len(words) <= WORDS_LIMIT:
        return None
    if screen is Screen.OUTLETS:
        outlets = facets.hidden_outlets | {words}
        return replace(facets, hidden_outlets=outlets) if len(outlets) <= OUTLETS_LIMIT else None
    before = facets.phrases if screen is Screen.PHRASES else facets.other_names
    entries = tuple(dict.fromkeys((*before, words)))
    if len(entries) > PHRASES_LIMIT:
        return None
    is_phrase = screen is Screen.PHRASES
    return replace(facets, phrases=entries) if is_phrase else replace(facets, other_names=entries)


def tag(words: str) -> str:
    """Return a short name for a phrase or outlet, which itself may not fit into callback data."""
    return stable_id("choice", words)[:_TAG_LENGTH]


def is_on(facets: Facets, switch: Switch) -> bool:
    """Whether a facet that is on or off is on."""
    return {
        Switch.OFFICIAL: facets.official_only,
        Switch.CENTRAL_ASIAN: facets.central_asian_only,
        Switch.CERTAIN: facets.certain_only,
        Switch.REVIEWED: facets.reviewed_only,
    }[switch]


def _sayable(screen: Screen) -> tuple[str, ...]:
    """Return what a button may say of a value; entries that the reader wrote can only be removed by one."""
    if screen in ANSWERED:
        return ("0",)
    return ("1",) if screen in _REPLACED else ("0", "1")


def _is_offered(screen: Screen, value: str, declaration: Declaration, organisations: Sequence[Organisation]) -> bool:
    offered: dict[Screen, tuple[str, ...]] = {
        Screen.PRESET: (*Preset, "all"),
        Screen.TOPICS: tuple(Pillar),
        Screen.PILLAR: tuple(str(each.number) for each in declaration.tracked),
        Screen.COUNTRIES: CENTRAL_ASIA,
        Screen.SECTOR: tuple(key_in(each) for each in organisations),
        Screen.SOURCES: (Switch.OFFICIAL, Switch.CENTRAL_ASIAN, *CENTRAL_ASIA),
        Screen.STAGE: STAGES,
        Screen.AMOUNT: tuple(map(str, AMOUNTS)),
        Screen.CERTAIN: (Switch.CERTAIN, Switch.REVIEWED),
        Screen.LANGUAGES: LANGUAGES,
        **OFFERED,
    }
    if screen in ANSWERED:
        return len(value) == _TAG_LENGTH and value.isascii() and value.isalnum()
    return value in offered.get(screen, ())


def _preset(wish: Wish, presets: Mapping[Preset, ReadyMade]) -> ReadyMade:
    """Return the preset that a wish names; whatever is none of them is everything."""
    known = wish.value in tuple(Preset)
    return presets.get(Preset(wish.value), ReadyMade()) if known else ReadyMade()


def _changed(facets: Facets, wish: Wish, *, on: bool) -> dict[str, Any]:
    """Return what a wish changes, by name of the field."""
    if wish.screen in (Screen.SOURCES, Screen.CERTAIN):
        return _switched(facets, wish.value, on=on)
    if wish.screen is Screen.NAMES:
        names, others = (_without(each, wish.value) for each in (facets.names, facets.other_names))
        return {"names": frozenset(names), "other_names": tuple(others)}
    changes: dict[Screen, Callable[[str], tuple[str, Any]]] = {
        Screen.TOPICS: lambda value: ("pillars", _with(facets.pillars, Pillar(value), on=on)),
        Screen.PILLAR: lambda value: ("commitments", _with(facets.commitments, int(value), on=on)),
        Screen.COUNTRIES: lambda value: ("countries", _with(facets.countries, value, on=on)),
        Screen.SECTOR: lambda value: ("names", _with(facets.names, key_of(value), on=on)),
        Screen.LANGUAGES: lambda value: ("languages", _with(facets.languages, value, on=on)),
        Screen.STAGE: lambda value: ("least_stage", _single(facets.least_stage, Stage(value), on=on)),
        Screen.AMOUNT: lambda value: ("least_yen", _single(facets.least_yen, Decimal(value), on=on)),
        Screen.OUTLETS: lambda value: ("hidden_outlets", frozenset(_without(facets.hidden_outlets, value))),
        Screen.PHRASES: lambda value: ("phrases", tuple(_without(facets.phrases, value))),
    }
    return dict([changes[wish.screen](wish.value)])


def _without(entries: Iterable[str], tagged: str) -> list[str]:
    return [each for each in entries if tag(each) != tagged]


def _with(values: frozenset[T], value: T, *, on: bool) -> frozenset[T]:
    return values | {value} if on else values - {value}


def _single(chosen: T | None, value: T, *, on: bool) -> T | None:
    """Choose a value instead of another; one that was replaced meanwhile takes nothing back."""
    return value if on else None if chosen == value else chosen


def _switched(facets: Facets, value: str, *, on: bool) -> dict[str, Any]:
    fields = {
        Switch.OFFICIAL: "official_only",
        Switch.CENTRAL_ASIAN: "central_asian_only",
        Switch.CERTAIN: "certain_only",
        Switch.REVIEWED: "reviewed_only",
    }
    if value in fields:
        return {fields[Switch(value)]: on}
    return {"without_ministry": _single(facets.without_ministry, value, on=on) or ""}
