"""The screens of companies and agencies: those chosen, the sectors, and the pages of a sector; pure."""

from __future__ import annotations

from types import MappingProxyType
from typing import TYPE_CHECKING

from bot.choosing import Wish, data_of, tag
from bot.choosing_names import key_in, page_of, pages_of
from bot.markup import BUTTON_LIMIT, GAP, LISTED_MOST, Button, Line, RenderedMessage, clip, line
from bot.replies.choice_words import list_of, names_of
from bot.screens import Screen
from bot.texts import marked
from domain.organisation import Sector

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from bot.texts import Texts
    from domain.facets import Facets
    from domain.organisation import Organisation

_ON = "✅ "

_SECTORS = MappingProxyType(
    {
        Sector.FINANCE: marked("Aid and finance"),
        Sector.MINISTRIES: marked("Governments and ministries"),
        Sector.TRADE: marked("Trade and trading houses"),
        Sector.ENERGY: marked("Energy and plants"),
        Sector.INDUSTRY: marked("Industry"),
        Sector.TRANSPORT: marked("Transport and communications"),
        Sector.SCIENCE: marked("Science, culture and exchange"),
    }
)


def name_entries(facets: Facets, organisations: Sequence[Organisation], texts: Texts) -> tuple[Line, ...]:
    """Return the names chosen, one a line; of very many those that have a button to remove them."""
    names = names_of(facets, organisations, texts)
    hidden = len(names) - LISTED_MOST
    more = (line(texts.count("and {n} more", "and {n} more", hidden)),) if hidden > 0 else ()
    listed = (line(f"• {clip(each, BUTTON_LIMIT)}") for each in names[-LISTED_MOST:])
    return (GAP, *listed, *more) if names else ()


def sector_title(value: str, organisations: Sequence[Organisation], texts: Texts) -> str:
    """Return what stands above a page of a sector: which sector, and which of its pages."""
    pages = pages_of(organisations)
    sector, _, number = page_of(value, organisations).partition(".")
    last = sum(page.startswith(f"{sector}.") for page in pages)
    name = texts.say(_SECTORS[Sector(sector)])
    return f"{name} · {number}/{last}" if last > 1 else name


def names_buttons(facets: Facets, organisations: Sequence[Organisation], texts: Texts) -> Iterable[Button]:
    """Yield the sectors, a button to write a name, and one to remove each name chosen.

    Of very many names the listed ones have none: they are taken back on the pages of their sectors.
    """
    present = dict.fromkeys(each.sector for each in organisations)
    for sector in present:
        is_narrowed = any(each.key in facets.names for each in organisations if each.sector is sector)
        said = f"{_ON if is_narrowed else ''}{texts.say(_SECTORS[sector])}"
        yield Button(said, data_of(Wish(Screen.SECTOR, f"{sector}.1")))
    yield written_button(Screen.NAMES, texts)
    keys = [each.key for each in organisations if each.key in facets.names]
    gone = sorted(facets.names - set(keys), key=lambda key: key.partition(":")[2])
    entries = [*zip((*keys, *gone, *facets.other_names), names_of(facets, organisations, texts), strict=True)]
    for entry, name in entries[-LISTED_MOST:]:
        yield Button(texts.say("Remove {entry}", entry=name), data_of(Wish(Screen.NAMES, tag(entry), on=False)))


def sector_buttons(value: str, facets: Facets, organisations: Sequence[Organisation], texts: Texts) -> Iterable[Button]:
    """Yield the organisations of one page, and the ways to its neighbours.

    Args:
        value: the page, or an organisation that stands on it.
    """
    shown, pages = page_of(value, organisations), pages_of(organisations)
    for each in pages[shown]:
        chosen = each.key in facets.names
        name = getattr(each.label, texts.language)
        yield Button(f"{_ON if chosen else ''}{name}", data_of(Wish(Screen.SECTOR, key_in(each), on=not chosen)))
    sector, _, number = shown.partition(".")
    steps = ((int(number) - 1, texts.say("← Previous")), (int(number) + 1, texts.say("Further →")))
    there = [(f"{sector}.{to}", said) for to, said in steps if f"{sector}.{to}" in pages]
    for place, (to, said) in enumerate(there):
        yield Button(said, data_of(Wish(Screen.SECTOR, to)), beside=place > 0)


def written_button(shown: Screen, texts: Texts) -> Button:
    """Return the button below which the reader is asked to write an entry."""
    return Button(texts.say("Add one"), data_of(Wish(shown, asks=True)))


def name_taken(text: str, known: Sequence[str], organisations: Sequence[Organisation], texts: Texts) -> RenderedMessage:
    """Say which organisations a written name was taken for, or that it is only looked for word for word."""
    labels = [getattr(each.label, texts.language) for each in organisations if each.key in known]
    if labels:
        return RenderedMessage((line(texts.say("Recognised: {names}", names=list_of(labels, texts))),))
    said = texts.say(
        "«{name}» is not on the list, so its other spellings are not known: a message comes if headline or summary "
        "holds it as you wrote it.",
        name=clip(text.strip(), BUTTON_LIMIT),
    )
    return RenderedMessage((line(said),))
