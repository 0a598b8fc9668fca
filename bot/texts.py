"""Texts: what the product says to one reader, in their language and zone; the only door to Babel and gettext.

The English text is the key of a message. Catalogues lie under ``locales/<language>/LC_MESSAGES/cajad.po`` and
are compiled in memory, so that a translator's edit needs no build step.
"""

from __future__ import annotations

import gettext
import io
from dataclasses import dataclass
from datetime import UTC, datetime
from decimal import Decimal
from functools import lru_cache
from pathlib import Path
from types import MappingProxyType
from typing import TYPE_CHECKING, Literal
from zoneinfo import ZoneInfo

from babel import Locale
from babel.dates import format_interval, format_skeleton, format_time, get_timezone_location
from babel.messages.mofile import write_mo
from babel.messages.pofile import read_po
from babel.numbers import format_compact_decimal, format_decimal, get_currency_name

from domain.commitment import READER_LANGUAGES
from domain.ledger import YEN
from domain.match import Bound
from domain.moment import Precision

if TYPE_CHECKING:
    from datetime import date

    from domain.match import Money
    from domain.moment import Moment


def marked(message: str) -> str:
    """Return ``message`` as it is; marks for the catalogues a text that is said elsewhere (tables of labels)."""
    return message


LOCALES = Path(__file__).parent / "locales"

DEFAULT_ZONES = MappingProxyType({"en": "UTC", "ru": "Asia/Tashkent", "ja": "Asia/Tokyo"})
"""Zone of a reader who has not set one, by language; Tashkent stands for UTC+5, the hour of most readers."""

_REGIONS = MappingProxyType({"en": "en_GB", "ru": "ru", "ja": "ja"})
"""Babel locale by language; British English writes the day before the month, as the region's press does."""

_COUNTRY_NAMES = MappingProxyType({("ru", "KG"): "Кыргызстан"})
"""Where CLDR's name is not the one the country itself uses in that language."""

_RESPELLED = MappingProxyType({"ru": ("киргиз", "кыргыз")})
"""A stem that CLDR writes otherwise than the country itself does, and how we write it, by language."""

_ZONE_NAMES = MappingProxyType({"UTC": marked("UTC"), "Asia/Tokyo": marked("Japan time")})

_COMPACT_FROM = Decimal(1_000_000)
_COMPACT_DIGITS = 3


@dataclass(frozen=True, slots=True)
class Texts:
    """What can be said to a reader; made by ``texts_for``.

    Attributes:
        language: ISO 639-1, one of READER_LANGUAGES. zone: IANA name.
    """

    language: str
    zone: str
    _catalogue: gettext.NullTranslations
    _locale: Locale

    def say(self, message: str, **values: object) -> str:
        """Return ``message`` translated, its ``{names}`` filled in; values are not escaped here."""
        return self._catalogue.gettext(message).format(**values)

    def count(self, singular: str, plural: str, n: int, **values: object) -> str:
        """Return the form of the message that goes with ``n``, which fills ``{n}``."""
        return self._catalogue.ngettext(singular, plural, n).format(n=self.number(Decimal(n)), **values)

    def moment(self, moment: Moment) -> str:
        """Return when something was published, and how exactly that is known, on the reader's clock."""
        if moment.precision is Precision.DAY:
            # The day as the source gave it: moving it by zones could make it another day.
            return self.say("{date}, time unknown", date=self.day(moment.at.date()))
        if moment.precision is Precision.UNKNOWN:
            return self.say("date not given, first seen {when}", when=self.time(moment.at))
        return self.time(moment.at)

    def time(self, at: datetime) -> str:
        """Return a point in time on the reader's clock, with the zone named."""
        local = at.astimezone(ZoneInfo(self.zone))
        clock = format_time(local, "HH:mm", locale=self._locale)
        return self.say("{date}, {clock} ({zone})", date=self.day(local.date()), clock=clock, zone=self._zone_of(local))

    def day(self, day: date) -> str:
        """Return a calendar day, e.g. ``20 Dec 2025``."""
        # format_skeleton takes datetimes only; no zone moves this midnight.
        midnight = datetime(day.year, day.month, day.day, tzinfo=UTC)
        return format_skeleton("yMMMd", midnight, locale=self._locale)

    def days(self, first: date, last: date) -> str:
        """Return a run of calendar days, e.g. ``16–22 Nov 2026``; one day where both are the same."""
        return format_interval(first, last, "yMMMd", locale=self._locale)

    def local_day(self, at: datetime) -> str:
        """Return the calendar day of a point in time on the reader's clock."""
        return self.day(at.astimezone(ZoneInfo(self.zone)).date())

    def month(self, day: date) -> str:
        """Return the month of a calendar day, e.g. ``December 2025``."""
        return format_skeleton("yMMMM", datetime(day.year, day.month, 1, tzinfo=UTC), locale=self._locale)

    def number(self, value: Decimal) -> str:
        """Return a number with the separators of the language."""
        return format_decimal(value, locale=self._locale)

    def money(self, money: Money) -> str:
        """Return a sum, e.g. ``up to 719 million yen``; never rounded: long figures are written out."""
        said = self._sum(money.amount, money.currency)
        match money.bound:
            case Bound.UP_TO:
                return self.say("up to {sum}", sum=said)
            case Bound.AT_LEAST:
                return self.say("at least {sum}", sum=said)
            case Bound.ABOUT:
                return self.say("about {sum}", sum=said)
            case Bound.RANGE if money.highest is not None:
                high = self._sum(money.highest, money.currency)
                return self.say("{low} to {high}", low=self._amount(money.amount), high=high)
        return said

    def language_name(self, code: str) -> str:
        """Return the name of a language (ISO 639-1), or the code where nobody named it."""
        name: str | None = self._locale.languages.get(code)
        return self._respelled(name) if name else code

    def city(self, zone: str) -> str:
        """Return the city that a time zone (IANA name) is called by; UTC stays UTC."""
        return zone if zone == "UTC" else get_timezone_location(zone, locale=self._locale, return_city=True)

    def country_name(self, code: str) -> str:
        """Return the name of a country (ISO 3166 alpha-2; ``INT`` is international), or the code."""
        if code == "INT":
            return self.say("international")
        name: str | None = self._locale.territories.get(code)
        return _COUNTRY_NAMES.get((self.language, code)) or name or code

    def _sum(self, amount: Decimal, code: str) -> str:
        # CLDR's plural rules tell 8 from 8.0, and both from eight billion.
        amount = Decimal(int(amount)) if amount == int(amount) else amount
        currency = self._respelled(get_currency_name(code, amount, locale=self._locale))
        if code == YEN:
            # No other country of the matter has a yen: "719 million yen", and not "719 million Japanese yen".
            currency = currency.rpartition(" ")[2]
        return self.say("{amount} {currency}", amount=self._amount(amount), currency=currency)

    def _respelled(self, name: str) -> str:
        return name.replace(*_RESPELLED[self.language]) if self.language in _RESPELLED else name

    def _amount(self, value: Decimal) -> str:
        # Japanese counts in ten thousands (万, 億, 兆), the others in thousands.
        group = 4 if self.language == "ja" else 3
        unit = Decimal(10) ** (value.adjusted() // group * group)
        if abs(value) < _COMPACT_FROM or value % unit.scaleb(-_COMPACT_DIGITS):
            return self.number(value)
        # The short form is 億 and 兆 in Japanese, млн and млрд in Russian, as their press writes.
        width: Literal["short", "long"] = "long" if self.language == "en" else "short"
        return format_compact_decimal(value, format_type=width, locale=self._locale, fraction_digits=_COMPACT_DIGITS)

    def _zone_of(self, local: datetime) -> str:
        if self.zone in _ZONE_NAMES:
            return self.say(_ZONE_NAMES[self.zone])
        offset = local.utcoffset()
        minutes = 0 if offset is None else int(offset.total_seconds()) // 60
        sign = "-" if minutes < 0 else "+"
        hours, rest = divmod(abs(minutes), 60)
        return f"UTC{sign}{hours}:{rest:02}" if rest else f"UTC{sign}{hours}"


@lru_cache
def texts_for(language: str, zone: str) -> Texts:
    """Return what is said in ``language`` on clocks of ``zone``.

    Args:
        language: one of READER_LANGUAGES. zone: IANA name.

    Raises:
        ValueError: the product does not speak the language.
        ZoneInfoNotFoundError: there is no such zone.
    """
    if language not in READER_LANGUAGES:
        raise ValueError(f"no texts in {language!r}; there are {', '.join(READER_LANGUAGES)}")
    ZoneInfo(zone)
    return Texts(language, zone, _catalogue(language), Locale.parse(_REGIONS[language]))


def flag(code: str) -> str:
    """Return the emoji flag of a country (ISO 3166 alpha-2; ``INT`` gives a globe), or nothing for other text."""
    if code == "INT":
        return "\N{GLOBE WITH MERIDIANS}"
    if len(code) != 2 or not (code.isascii() and code.isalpha() and code.isupper()):  # noqa: PLR2004 - alpha-2
        return ""
    return "".join(chr(ord("\N{REGIONAL INDICATOR SYMBOL LETTER A}") + ord(letter) - ord("A")) for letter in code)


@lru_cache
def _catalogue(language: str) -> gettext.NullTranslations:
    with (LOCALES / language / "LC_MESSAGES" / "cajad.po").open("rb") as source:
        catalogue = read_po(source, locale=language, abort_invalid=True)
    compiled = io.BytesIO()
    write_mo(compiled, catalogue)
    compiled.seek(0)
    return gettext.GNUTranslations(compiled)
