"""Showing: what the page asks of what is stored; read models and their protocols."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Protocol

if TYPE_CHECKING:
    from collections.abc import Collection, Mapping, Sequence
    from datetime import date, datetime

    from domain.commitment import CommitmentNumber
    from domain.development import Development, DevelopmentId
    from domain.grouping import Revision, StorylineId
    from domain.review import MatchState
    from domain.source import Verdict


@dataclass(frozen=True, slots=True)
class Selection:
    """Which developments are asked for; what is not set does not restrict.

    Attributes:
        commitment: paragraph that they bear on. country: ISO code of a country they concern.
    """

    commitment: int | None = None
    country: str = ""
    storyline: StorylineId | None = None


EVERYTHING = Selection()


@dataclass(frozen=True, slots=True)
class ShownDevelopment:
    """A development with what editors decided about the matches of its lead.

    Attributes:
        reviews: by paragraph; none of them is withdrawn.
    """

    development: Development
    reviews: Mapping[CommitmentNumber, MatchState]


@dataclass(frozen=True, slots=True)
class Place:
    """Where one development stands among those by publication: what comes after it can be asked for."""

    published_at: datetime
    development_id: DevelopmentId


@dataclass(frozen=True, slots=True)
class Count:
    """How many developments there are of a kind, and when the newest was published."""

    developments: int
    newest: datetime


@dataclass(frozen=True, slots=True)
class Totals:
    """How much is stored."""

    developments: int = 0
    reports: int = 0
    stories: int = 0
    sources: int = 0


@dataclass(frozen=True, slots=True)
class ShownRevision:
    """What a later report changed, with the headline that stands for the development and the report's own."""

    revision: Revision
    title: str
    report_title: str
    report_url: str
    source_name: str


class PageRepository(Protocol):
    """Read models of the page.

    Only developments that count, are not merged into others and have a match that no editor rejected.
    """

    def list_page(self, selection: Selection, limit: int, offset: int = 0) -> Sequence[ShownDevelopment]:
        """Return developments, those published last first."""
        ...

    def list_after(self, selection: Selection, after: Place | None, limit: int) -> Sequence[ShownDevelopment]:
        """Return the developments that follow a place in order of publication, None = from the first."""
        ...

    def list_by_id(self, development_ids: Collection[DevelopmentId]) -> Sequence[ShownDevelopment]:
        """Return these developments in the order asked for; those that are not shown are left out."""
        ...

    def find(self, development_id: DevelopmentId) -> ShownDevelopment | None:
        """Return a development, or the one it was merged into; None where there is none that counts."""
        ...

    def list_with_sums(self, since: date, until: date) -> Sequence[Development]:
        """Return the developments of a period (days inclusive) that name money, oldest first."""
        ...

    def list_ahead(self, since: date, until: date, *, not_over: date | None = None) -> Sequence[Development]:
        """Return those of a period (days inclusive) that are said, planned or agreed and name a day, oldest first.

        Args:
            since, until: of publication. not_over: only where a day named lies on this day or later.
        """
        ...

    def list_revisions(self, limit: int, offset: int = 0) -> Sequence[ShownRevision]:
        """Return what later reports changed, newest first."""
        ...

    def count_by_commitment(self) -> Mapping[int, Count]:
        """Return how many developments bear on each paragraph that has any."""
        ...

    def count_by_country(self) -> Mapping[str, Count]:
        """Return how many developments concern each country that has any."""
        ...

    def totals(self) -> Totals:
        """Return how much is stored."""
        ...

    def version(self) -> str:
        """Return what is another text whenever developments or statuses have changed."""
        ...

    def count_polls(self, since: datetime) -> Mapping[Verdict, int]:
        """Return how often each verdict came since then."""
        ...


class SearchRepository(Protocol):
    """Full text over the reports of developments, in all languages of the news."""

    def find(self, text: str, limit: int, offset: int = 0) -> Sequence[DevelopmentId]:
        """Return developments told of by a report that holds every word of the text, newest first."""
        ...

    def complete(self) -> int:
        """Index the reports that are not indexed yet; return how many."""
        ...

    def rebuild(self) -> int:
        """Index every report anew; return how many."""
        ...
