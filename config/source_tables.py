"""The tables of source files: which keys they have, what each may hold, and the domain value they make.

Annotations are evaluated here (no ``from __future__``), because pydantic builds its checks from them.
"""

import codecs
import re
from datetime import date
from typing import Annotated
from urllib.parse import urlsplit

from pydantic import (
    AfterValidator,
    BaseModel,
    ConfigDict,
    Field,
    JsonValue,
    StrictBool,
    StrictStr,
    ValidationInfo,
    field_validator,
)

from config.codes import COUNTRIES, INTERNATIONAL, LANGUAGES, is_zone
from domain.due import CALENDAR_PREFIX
from domain.past import ARCHIVE_PREFIX
from domain.source import FEED_KINDS, Quote, Source, SourceId, SourceKind, Tier

_ID = re.compile(r"[a-z0-9]+([-_][a-z0-9]+)*")
_SITE = re.compile(r"(?<![\w-])site:[\w-]+\.[\w.-]+")

LONGEST_GAP = 24 * 366
"""Hours; a source that publishes more rarely than once a year is not worth a poll."""


def _identifier(value: str) -> str:
    if not _ID.fullmatch(value):
        raise ValueError(f"{value!r} is not made of small letters and digits joined by - or _")
    if value.startswith(ARCHIVE_PREFIX):
        raise ValueError(f"begins with {ARCHIVE_PREFIX}, as publishers do that only stand in archives")
    if value.startswith(CALENDAR_PREFIX):
        raise ValueError(f"begins with {CALENDAR_PREFIX}, as the calendar of a declaration does")
    return value


def _filled(value: str) -> str:
    if not value.strip():
        raise ValueError("is empty")
    return value.strip()


def _address(value: str) -> str:
    """Check an address; user and password in it would end up in logs."""
    try:
        parts = urlsplit(value)
        host, _ = parts.hostname, parts.port
    except ValueError as error:
        raise ValueError(f"{value!r} is not an address ({error})") from error
    if parts.scheme not in {"http", "https"} or not host or not value.isprintable() or " " in value:
        raise ValueError(f"{value!r} is not an http or https address")
    if "@" in parts.netloc:
        raise ValueError("must not hold a user name or password")
    return value


def _country(value: str) -> str:
    if value != INTERNATIONAL and value not in COUNTRIES:
        raise ValueError(f"{value!r} is neither an ISO 3166 code of two capital letters nor {INTERNATIONAL}")
    return value


def _language(value: str) -> str:
    if value not in LANGUAGES:
        raise ValueError(f"{value!r} is not an ISO 639-1 code of two small letters")
    return value


def _zone(value: str) -> str:
    if not is_zone(value):
        raise ValueError(f"{value!r} is not a time zone of the IANA list, e.g. Asia/Almaty")
    return value


def _encoding(value: str) -> str:
    try:
        codecs.lookup(value)
    except LookupError as error:
        raise ValueError(f"{value!r} is not a known encoding") from error
    return value


def _header(value: str) -> str:
    if not value.strip() or not value.isascii() or not value.isprintable():
        raise ValueError("has to be plain ASCII text in one line")
    return value


def _search_of_a_site(value: str) -> str:
    """Check the search that stands in for a source: only what is on the source's own site may pass for its words."""
    if not _SITE.search(value):
        raise ValueError("has to name the site of the source, e.g. site:steppe.example.kz")
    return value


Text = Annotated[StrictStr, AfterValidator(_filled)]


class SourceTable(BaseModel):
    """One ``[[source]]`` table; a key it does not know is an error."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    id: Annotated[StrictStr, AfterValidator(_identifier), Field(max_length=64)]
    name: Text
    kind: SourceKind
    url: Annotated[StrictStr, AfterValidator(_address)]
    country: Annotated[StrictStr, AfterValidator(_country)]
    languages: Annotated[tuple[Annotated[StrictStr, AfterValidator(_language)], ...], Field(min_length=1)]
    tier: Tier = Tier.PRESS
    owner_type: Text | None = None
    zone: Annotated[StrictStr, AfterValidator(_zone)] = "UTC"
    gap_hours: Annotated[float, Field(strict=True, gt=0, le=LONGEST_GAP, allow_inf_nan=False)] = 24.0
    enabled: StrictBool = True
    reason: StrictStr = Field(default="", validate_default=True)
    verified: date | None = None
    user_agent: Annotated[StrictStr, AfterValidator(_header)] | None = None
    encoding: Annotated[StrictStr, AfterValidator(_encoding)] | None = None
    terms: Text | None = None
    note: Text | None = None
    options: dict[str, JsonValue] = Field(default_factory=dict)
    lead: StrictBool = True
    quote: Quote = Quote.SHORT
    min_items: Annotated[int, Field(strict=True, ge=0, le=1_000)] = 1
    proxy: Annotated[StrictStr, AfterValidator(_address)] | None = None
    fallback: Annotated[Text, AfterValidator(_search_of_a_site), Field(max_length=300)] | None = None

    @field_validator("reason")
    @classmethod
    def _explains_only_what_is_off(cls, value: str, info: ValidationInfo) -> str:
        enabled = info.data.get("enabled")
        if enabled is False and not value.strip():
            raise ValueError("is missing: a disabled source says why")
        if enabled is True and value.strip():
            raise ValueError("is given, but the source is enabled")
        return value.strip()

    @field_validator("options")
    @classmethod
    def _only_where_an_address_does_not_do(
        cls, value: dict[str, JsonValue], info: ValidationInfo
    ) -> dict[str, JsonValue]:
        kind = info.data.get("kind")
        if value and kind in FEED_KINDS:
            raise ValueError(f"a source of kind {kind} has none")
        return value

    def to_source(self) -> Source:
        """Return the domain value."""
        return Source(
            id=SourceId(self.id),
            name=self.name,
            kind=self.kind,
            url=self.url,
            country=self.country,
            languages=tuple(dict.fromkeys(self.languages)),
            tier=self.tier,
            owner_type=self.owner_type or "",
            zone=self.zone,
            gap_hours=self.gap_hours,
            enabled=self.enabled,
            reason=self.reason,
            verified=self.verified,
            user_agent=self.user_agent,
            encoding=self.encoding,
            terms=self.terms or "",
            note=self.note or "",
            options=self.options,
            lead=self.lead,
            quote=self.quote,
            min_items=self.min_items,
            proxy=self.proxy or "",
            fallback=self.fallback or "",
        )


class DeadAddressTable(BaseModel):
    """One ``[[do_not_add]]`` table: an address that looks like a feed and was measured not to be one."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    address: Text
    reason: Text
    measured: date | None = None
