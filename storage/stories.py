"""Stories and the entries that carry them: what is known of them, and their rows."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from pydantic import TypeAdapter
from sqlalchemy import case, select

from domain.commitment import CommitmentNumber
from domain.entry import EntryId, EntryKey
from domain.match import Facts, Judgement, Match, Stage, Tie
from domain.moment import Moment, Precision
from domain.review import UNREVIEWED as UNREVIEWED_STATES
from domain.review import MatchState
from domain.source import Quote, SourceId, Tier
from domain.story import Known, KnownEntry, Story, StoryId
from storage.tables import EntryKeyRow, EntryRow, MatchRow, ReportRow, SourceRow, StoryRow
from storage.writing import in_lots

if TYPE_CHECKING:
    from collections.abc import Collection, Sequence

    from sqlalchemy import ColumnElement, Connection, Row

    from domain.entry import Entry
    from domain.story import CarriedEntry

PROPOSED = MatchState.PROPOSED.value
"""State of a match as the matcher gave it."""

UNREVIEWED = tuple(state.value for state in UNREVIEWED_STATES)
"""States of a match that no person has decided about."""

WITHDRAWN = MatchState.WITHDRAWN.value
"""State of a match that a later version of the story's text, or of the matcher, no longer gives."""


def shown_name_of(story: type[StoryRow], source: type[SourceRow]) -> ColumnElement[str]:
    """Return ``domain.story.shown_name`` of a story joined with its source, for these tables or aliases of them."""
    return case((story.outlet != "", story.outlet + " (" + source.name + ")"), else_=source.name)


SHOWN_NAME = shown_name_of(StoryRow, SourceRow)
"""``domain.story.shown_name`` of a story joined with its source."""

STORY_COLUMNS = (
    *StoryRow.__table__.columns,
    SHOWN_NAME.label("source_name"),
    SourceRow.tier.label("source_tier"),
    SourceRow.country.label("source_country"),
    SourceRow.quote.label("quote"),
)
"""What ``to_story`` and ``to_judgement`` read; from stories joined with sources."""

_FACTS = TypeAdapter(Facts)


class SqlStoryRepository:
    """The entries and stories of one transaction; see ``domain.ports.StoryRepository``."""

    def __init__(self, connection: Connection) -> None:
        self._connection = connection

    def known(self, source_id: SourceId, entries: Collection[Entry]) -> Known:
        """Return what is known under any key of these entries, in few queries whatever their number."""
        keys = {key for entry in entries for key in entry.keys}
        url_keys = {entry.url_key for entry in entries if entry.url_key}
        return Known(self._known_entries(source_id, keys), self._known_stories(url_keys))

    def find(self, story_id: StoryId) -> Story | None:
        """Return one story, or None."""
        return self._first(StoryRow.id == story_id)

    def find_at(self, url_key: str) -> Story | None:
        """Return the story under an address key, the first seen of several, or None."""
        return self._first(StoryRow.url_key == url_key)

    def _first(self, which: ColumnElement[bool]) -> Story | None:
        chosen = select(*STORY_COLUMNS).join(SourceRow, SourceRow.id == StoryRow.source_id).where(which)
        row = self._connection.execute(chosen.order_by(StoryRow.first_seen_at, StoryRow.id)).first()
        return None if row is None else to_story(row)

    def _known_entries(self, source_id: SourceId, keys: Collection[EntryKey]) -> dict[EntryKey, KnownEntry]:
        columns = (
            select(
                EntryKeyRow.key,
                EntryRow.id,
                EntryRow.story_id,
                EntryRow.fingerprint,
                EntryRow.version,
                EntryRow.leads,
                ReportRow.story_id,
            )
            .join(EntryRow, EntryRow.id == EntryKeyRow.entry_id)
            .outerjoin(ReportRow, ReportRow.story_id == EntryRow.story_id)
        )
        known: dict[EntryKey, KnownEntry] = {}
        for lot in in_lots(keys):
            chosen = columns.where(EntryKeyRow.source_id == source_id, EntryKeyRow.key.in_(lot))
            for key, entry_id, story_id, fingerprint, version, leads, told in self._connection.execute(chosen):
                known[EntryKey(key)] = KnownEntry(
                    EntryId(entry_id), StoryId(story_id), fingerprint, version, leads, told is not None
                )
        return known

    def _known_stories(self, url_keys: Collection[str]) -> dict[str, StoryId]:
        known: dict[str, StoryId] = {}
        for lot in in_lots(url_keys):
            chosen = (
                select(StoryRow.url_key, StoryRow.id)
                .where(StoryRow.url_key.in_(lot))
                .order_by(StoryRow.first_seen_at, StoryRow.id)
            )
            for url_key, story_id in self._connection.execute(chosen):
                known.setdefault(url_key, StoryId(story_id))
        return known


def story_values(story: Story) -> dict[str, Any]:
    """Return the columns of a story that do not depend on its judgement."""
    return {
        "id": story.id,
        "source_id": story.source_id,
        "url": story.url,
        "url_key": story.url_key,
        "title": story.title,
        "summary": story.summary,
        "language": story.language,
        "published_at": story.published.at,
        "precision": story.published.precision.value,
        "first_seen_at": story.first_seen_at,
        "outlet": story.outlet,
    }


def judgement_values(judgement: Judgement | None, matcher_version: str) -> dict[str, Any]:
    """Return the judgement columns of a story; all of them empty for one not judged yet."""
    values = dict.fromkeys(
        (
            "relevant",
            "score",
            "judged_language",
            "matcher_version",
            "tie",
            "primary_number",
            "stage",
            "countries",
            "facts",
        )
    )
    if judgement is None:
        return values
    said: dict[str, Any] = {
        "relevant": judgement.relevant,
        "score": judgement.score,
        "judged_language": judgement.language,
        "matcher_version": matcher_version,
    }
    if judgement.relevant:
        said |= {
            "tie": judgement.tie,
            "primary_number": judgement.primary,
            "stage": judgement.stage,
            "countries": list(judgement.countries),
            "facts": _FACTS.dump_python(judgement.facts, mode="json", exclude_defaults=True),
        }
    return values | said


def match_values(story_id: StoryId, judgement: Judgement, matcher_version: str) -> list[dict[str, Any]]:
    """Return the rows of a story's matches."""
    return [
        {
            "story_id": story_id,
            "number": match.number,
            "position": position,
            "score": match.score,
            "evidence": match.evidence,
            "terms": list(match.terms),
            "matcher_version": matcher_version,
        }
        for position, match in enumerate(judgement.matches)
    ]


def entry_values(carried: CarriedEntry, *, leads: bool) -> dict[str, Any]:
    """Return the row of a new entry.

    Args:
        carried: the entry and its story.
        leads: whether it brought the story, so that the story's text is this entry's.
    """
    entry = carried.entry
    return {
        "id": entry.id,
        "source_id": entry.source_id,
        "story_id": carried.story_id,
        "leads": leads,
        "url": entry.url,
        "title": entry.title,
        "summary": entry.summary,
        "published_raw": entry.published_raw,
        "published_at": entry.published.at,
        "precision": entry.published.precision.value,
        "first_seen_at": entry.first_seen_at,
        "version": 1,
        "fingerprint": entry.fingerprint,
    }


def key_values(entry: Entry, entry_id: EntryId) -> list[dict[str, Any]]:
    """Return the rows of the keys under which an entry is known from now on."""
    return [{"source_id": entry.source_id, "key": key, "entry_id": entry_id} for key in entry.keys]


def to_story(row: Row[Any]) -> Story:
    """Return the story of a row of STORY_COLUMNS."""
    return Story(
        id=StoryId(row.id),
        source_id=SourceId(row.source_id),
        source_name=row.source_name,
        tier=Tier(row.source_tier),
        country=row.source_country,
        url=row.url,
        url_key=row.url_key,
        title=row.title,
        summary=row.summary,
        language=row.language,
        published=Moment(row.published_at, Precision(row.precision)),
        first_seen_at=row.first_seen_at,
        outlet=row.outlet,
        quote=Quote(row.quote),
    )


def to_judgement(row: Row[Any], matches: Sequence[Match]) -> Judgement:
    """Return the judgement of a row of STORY_COLUMNS whose story was judged relevant.

    Where the primary match is not among the matches (an editor rejected it), the next one takes its place.
    """
    numbers = [match.number for match in matches]
    primary = CommitmentNumber(row.primary_number)
    return Judgement(
        relevant=row.relevant,
        score=row.score,
        language=row.judged_language,
        tie=Tie(row.tie),
        matches=tuple(matches),
        primary=primary if primary in numbers else numbers[0],
        countries=tuple(row.countries),
        stage=Stage(row.stage),
        facts=_FACTS.validate_python(row.facts),
    )


def matches_of(connection: Connection, story_ids: Collection[str], *, rejected: bool = False) -> dict[str, list[Match]]:
    """Return the matches of these stories in the order of their judgements, by story.

    Args:
        rejected: also those that editors rejected; readers never see them.
    """
    hidden = (WITHDRAWN,) if rejected else (WITHDRAWN, MatchState.REJECTED.value)
    found: dict[str, list[Match]] = {}
    columns = select(MatchRow.story_id, MatchRow.number, MatchRow.score, MatchRow.evidence, MatchRow.terms)
    for lot in in_lots(story_ids):
        chosen = columns.where(MatchRow.story_id.in_(lot), MatchRow.state.not_in(hidden))
        for story_id, number, score, evidence, terms in connection.execute(chosen.order_by(MatchRow.position)):
            match = Match(CommitmentNumber(number), score, evidence, tuple(terms))
            found.setdefault(story_id, []).append(match)
    return found
