"""Screens of the settings; all of them are one message, edited."""

from __future__ import annotations

from enum import StrEnum


class Screen(StrEnum):
    """A screen of the settings."""

    MENU = "menu"
    PRESET = "preset"
    TOPICS = "topics"
    PILLAR = "pillar"
    """The single paragraphs of one part of the declaration."""
    COUNTRIES = "countries"
    NAMES = "names"
    SECTOR = "sector"
    """Companies and agencies of one sector, a page of them."""
    SOURCES = "sources"
    STAGE = "stage"
    AMOUNT = "amount"
    CERTAIN = "certain"
    LANGUAGES = "languages"
    OUTLETS = "outlets"
    PHRASES = "phrases"
    TIMING = "timing"
    HOUR = "hour"
    """When the digest comes."""
    QUIET = "quiet"
    ZONE = "zone"
