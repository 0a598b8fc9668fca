"""Signals: what of a report is compared with other reports of perhaps the same occurrence, in any language."""

from __future__ import annotations

from dataclasses import dataclass

from domain.money import Money  # noqa: TC001 - dataclasses are resolved at run time by storage


@dataclass(frozen=True, slots=True)
class Signals:
    """What was read off one report; whatever was not found is empty. All tuples are sorted and hold nothing twice.

    Attributes:
        names: gazetteer names but for countries, as ``kind:key`` (``person:iwaya``).
        objects: plain things it is about (``bridge``), keys of the object lexicon.
        headline: those of names and objects that stand in the headline.
        spelt: names that no gazetteer knows, as consonant skeletons that are alike in every script.
        amounts: sums of money. numbers: other telling numbers, as plain decimal text.
        ordinals: "the ninth meeting" is 9.
        days: named in the text, ``2025-09-16``, without a year ``09-16``, without a month ``16``.
        years: named with or without a day.
    """

    names: tuple[str, ...] = ()
    objects: tuple[str, ...] = ()
    headline: tuple[str, ...] = ()
    spelt: tuple[str, ...] = ()
    amounts: tuple[Money, ...] = ()
    numbers: tuple[str, ...] = ()
    ordinals: tuple[int, ...] = ()
    days: tuple[str, ...] = ()
    years: tuple[int, ...] = ()
