"""Asking: languages, countries and periods as people write them behind a command, in any reader's language; pure."""

from __future__ import annotations

import re
import unicodedata
from functools import cache
from types import MappingProxyType
from typing import TYPE_CHECKING

from babel import Locale

from bot.report_orders import Order, Period
from domain.commitment import CENTRAL_ASIA, READER_LANGUAGES

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

_NAMES_IN = (*READER_LANGUAGES, "kk", "ky", "tg", "tk", "uz")
"""Languages in which the countries and the readers' languages are called by name."""

_CJK_FROM = "\u3040"
_ENDING = 3
"""Letters of an ending: Узбекистаном, Uzbekistan's."""

_LANGUAGES = MappingProxyType({"en": ("eng",), "ru": ("rus", "рус"), "ja": ("jp", "jpn", "日文", "nihongo")})
_COUNTRIES = MappingProxyType(
    {
        "KZ": ("kaz",),
        "KG": ("kgz", "киргизстан", "киргизстон", "キルギスタン", "キルギス"),
        "TJ": ("tjk",),
        "TM": ("tkm", "туркмения"),
        "UZ": ("uzb",),
    }
)
"""What people write beside the names that CLDR has."""

_EVERYWHERE = re.compile(
    r"(?<!\w)(?:all (?:the )?countries|every country|вс(?:е|ем|ех) стран(?:ы|ам|ах)?)(?!\w)"
    r"|(?:全て|すべて)の国|全[かカヶケヵ箇]国"
)
_PERIODS: MappingProxyType[str, re.Pattern[str]] = MappingProxyType(
    {
        Period.WEEK: re.compile(
            r"(?<!\w)(?:(?:1 ?)?week(?:ly)?|7 ?days?|(?:1 ?)?недел[яюие]|7 ?дн(?:ей|я|и)|7)(?!\w)"
            r"|(?:1|一)?週間?|7日間?"
        ),
        Period.MONTH: re.compile(
            r"(?<!\w)(?:(?:1 ?)?month(?:ly)?|30 ?days?|(?:1 ?)?месяц(?:а|е)?|30 ?дн(?:ей|я|и)|30)(?!\w)"
            r"|(?:1|一)?[かカヶケヵ箇]月間?|月間|30日間?"
        ),
        Period.ALL: re.compile(
            r"(?<!\w)(?:all|everything|вс[её]|вс[её] время|весь период|с начала|с принятия)(?!\w)"
            r"|全期間|全て|すべて|全部"
        ),
    }
)
_FRAMES = frozenset(
    {
        "the", "last", "past", "for", "of", "in", "on", "time", "за", "по", "о", "об", "на", "в", "последний",
        "последнюю", "последняя", "последние", "последних", "время", "の", "で", "を", "に", "分", "直近", "過去",
        "直近の", "過去の",
    }
)  # fmt: skip
"""Words that people put around; they ask for nothing by themselves."""


def language_asked(words: str) -> str | None:
    """Return the reader's language that is named by its code or in words: ``ja``, ``русский``, ``по-японски``.

    Returns:
        None where none is named, or something else beside it.
    """
    return _only(words, _languages())


def country_asked(words: str) -> str | None:
    """Return the country (ISO code) that is named, by code or in words; None where none is, or something beside it."""
    return _only(words, _countries())


def report_asked(words: str) -> tuple[Order, bool]:
    """Return which report is asked for, and whether all of the words were understood.

    Args:
        words: period and country in any order, or one of them: ``week KZ``, ``Узбекистан за неделю``.
    """
    said, everywhere = _EVERYWHERE.subn(" ", _folded(words))
    countries, rest = _found(said, _countries())
    periods, rest = _found(rest, _PERIODS)
    named = ([""] if everywhere else []) + countries
    order = Order(Period(periods[0]) if len(periods) == 1 else None, named[0] if len(named) == 1 else None)
    return order, _is_framing(rest) and len(named) <= 1 and len(periods) <= 1


def _only(words: str, known: Mapping[str, re.Pattern[str]]) -> str | None:
    found, rest = _found(_folded(words), known)
    return found[0] if len(found) == 1 and _is_framing(rest) else None


def _found(said: str, known: Mapping[str, re.Pattern[str]]) -> tuple[list[str], str]:
    """Return the keys of what is named, and what is left of the words without it."""
    found = []
    for key, pattern in known.items():
        said, times = pattern.subn(" ", said)
        if times:
            found.append(key)
    return found, said


def _is_framing(rest: str) -> bool:
    return all(word in _FRAMES for word in re.findall(r"\w+", rest))


def _folded(words: str) -> str:
    return " ".join(unicodedata.normalize("NFKC", words).casefold().split())


@cache
def _languages() -> Mapping[str, re.Pattern[str]]:
    called = [Locale.parse(each).languages for each in _NAMES_IN]
    return {code: _pattern(code, (*_LANGUAGES[code], *_names(code, called))) for code in READER_LANGUAGES}


@cache
def _countries() -> Mapping[str, re.Pattern[str]]:
    called = [Locale.parse(each).territories for each in _NAMES_IN]
    return {code: _pattern(code, (*_COUNTRIES[code], *_names(code, called))) for code in CENTRAL_ASIA}


def _names(code: str, called: Iterable[Mapping[str, str]]) -> Iterable[str]:
    return (names[code] for names in called if code in names)


def _pattern(code: str, names: Iterable[str]) -> re.Pattern[str]:
    """Return what finds a code, or a name with the endings it takes; Japanese sets no spaces around one."""
    folded = sorted({_folded(each) for each in names}, key=len, reverse=True)
    spelled = [re.escape(each) for each in folded if each >= _CJK_FROM]
    words = [_with_endings(each) for each in folded if each < _CJK_FROM]
    alternatives = "|".join([code.lower(), *words])
    return re.compile("|".join([rf"(?<!\w)(?:{alternatives})(?!\w)", *spelled]))


def _with_endings(name: str) -> str:
    """Return a name without the vowels at its end, and room for another ending; short ones stay as they are."""
    if len(name) <= _ENDING + 1:
        return re.escape(name)
    stem = re.sub(r"[аеийоуыюя]+$", "", name)
    return rf"(?:по-)?{re.escape(stem)}(?:'s|\w{{0,{_ENDING}}})"
