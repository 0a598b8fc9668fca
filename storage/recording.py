"""Recording: every row of one poll, in a fixed number of statements whatever the number of entries.

Recording the same outcome twice changes nothing: rows have identifiers made from what they are and are inserted only
where they are not there yet, edits apply only to older versions, and counters are counted, never added to.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from sqlalchemy import Integer, Text, bindparam, case, exists, func, insert, literal, or_, select, update

from domain.development import ChangeKind
from domain.grouping import revision_of_change
from storage.group_tables import RevisionRow, StorylineRow
from storage.groups import revision_values, save_signals
from storage.leads import lead_values
from storage.notices import add_notices, withdraw_notices
from storage.outbox import add_messages
from storage.search import index_reports
from storage.settling import settle
from storage.sources import poll_values, state_values
from storage.stories import (
    PROPOSED,
    UNREVIEWED,
    WITHDRAWN,
    entry_values,
    judgement_values,
    key_values,
    match_values,
    story_values,
)
from storage.tables import (
    DevelopmentRow,
    EntryKeyRow,
    EntryRow,
    EntryVersionRow,
    LeadRow,
    MatchRow,
    PollRow,
    ReportRow,
    SourceRow,
    StoryRow,
    UtcDateTime,
)
from storage.weighings import mark, mark_told_by
from storage.writing import in_lots, insert_new

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence
    from datetime import datetime

    from sqlalchemy import ColumnElement, Connection

    from domain.alert import OutboxMessage
    from domain.development import DevelopmentChange
    from domain.match import Judgement
    from domain.outcome import OpenedDevelopment, PollOutcome
    from domain.story import EditedEntry, Sifted, StoryId


def record(connection: Connection, outcome: PollOutcome, matcher_version: str) -> None:
    """Write every row of one poll into the open transaction.

    Args:
        connection: of a writing transaction.
        outcome: what the poll changes.
        matcher_version: of the matcher that judged its stories.
    """
    judgements = {judged.story.id: judged.judgement for judged in outcome.judged}
    _record_source(connection, outcome)
    record_stories(connection, outcome.sifted, judgements, matcher_version)
    _record_edits(connection, outcome, judgements, matcher_version)
    insert_new(connection, LeadRow, [lead_values(lead) for lead in outcome.leads])
    save_signals(connection, outcome.judged)
    record_told(connection, outcome.opened, outcome.confirmed, outcome.messages, outcome.record.at)
    withdraw_notices(connection, outcome.withdrawn)
    add_notices(connection, outcome.notices)


def record_told(
    connection: Connection,
    opened: Sequence[OpenedDevelopment],
    confirmed: Sequence[DevelopmentChange],
    messages: Sequence[OutboxMessage],
    at: datetime,
) -> None:
    """Write developments, the reports that tell of them, and alerts; what is there already stays."""
    changes = (*(each.change for each in opened), *confirmed)
    _open_storylines(connection, changes, at)
    _open_developments(connection, opened, at)
    _add_reports(connection, changes, at)
    _change_developments(connection, changes, at)
    mark(connection, [change.development_id for change in changes])
    settle(connection, [change.development_id for change in confirmed])
    index_reports(connection, [change.report.story.id for change in changes])
    add_messages(connection, messages)


def _record_source(connection: Connection, outcome: PollOutcome) -> None:
    state = outcome.state
    connection.execute(update(SourceRow).where(SourceRow.id == state.source_id).values(state_values(state)))
    insert_new(connection, PollRow, [poll_values(outcome.record)])
    if outcome.held_until is not None:
        sooner = or_(SourceRow.next_poll_at.is_(None), SourceRow.next_poll_at < outcome.held_until)
        held = update(SourceRow).where(SourceRow.id.in_(outcome.host_held), sooner)
        connection.execute(held.values(next_poll_at=outcome.held_until))


def record_stories(
    connection: Connection, sifted: Sifted, judgements: Mapping[StoryId, Judgement], matcher_version: str
) -> None:
    """Write new stories with their judgements, and the entries that carry them; what is there already stays."""
    stories: list[dict[str, Any]] = []
    matches: list[dict[str, Any]] = []
    for story in sifted.stories:
        judgement = judgements.get(story.id)
        stories.append(story_values(story) | judgement_values(judgement, matcher_version))
        if judgement is not None:
            matches += match_values(story.id, judgement, matcher_version)
    awaited = {story.id for story in sifted.stories}
    entries: list[dict[str, Any]] = []
    keys: list[dict[str, Any]] = []
    for carried in sifted.carried:
        entries.append(entry_values(carried, leads=carried.story_id in awaited))
        awaited.discard(carried.story_id)
        keys += key_values(carried.entry, carried.entry.id)
    insert_new(connection, StoryRow, stories)
    insert_new(connection, EntryRow, entries)
    insert_new(connection, EntryKeyRow, keys)
    insert_new(connection, MatchRow, matches)


def _record_edits(
    connection: Connection, outcome: PollOutcome, judgements: Mapping[StoryId, Judgement], matcher_version: str
) -> None:
    edited = outcome.sifted.edited
    if not edited:
        return
    keys = [row for edit in edited for row in key_values(edit.entry, edit.entry_id)]
    insert_new(connection, EntryKeyRow, keys)
    older = _older_versions(connection, [edit for edit in edited if edit.text_changed])
    for edit in edited:
        if edit.entry_id not in older:
            continue
        _replace_text(connection, edit, outcome.record.at)
        if older[edit.entry_id]:
            _replace_story(connection, edit, judgements.get(edit.story_id), matcher_version)
            index_reports(connection, [edit.story_id])


def _older_versions(connection: Connection, edited: Sequence[EditedEntry]) -> dict[str, bool]:
    """Return the entries that are stored in an older version, and whether each brings its story."""
    versions: dict[str, int] = {edit.entry_id: edit.version for edit in edited}
    older: dict[str, bool] = {}
    for lot in in_lots(versions):
        chosen = select(EntryRow.id, EntryRow.version, EntryRow.leads).where(EntryRow.id.in_(lot))
        rows = connection.execute(chosen)
        older |= {entry_id: leads for entry_id, version, leads in rows if version < versions[entry_id]}
    return older


def _replace_text(connection: Connection, edit: EditedEntry, at: datetime) -> None:
    kept = ("entry_id", "version", "title", "summary", "published_raw", "fingerprint", "replaced_at")
    before = select(
        EntryRow.id,
        EntryRow.version,
        EntryRow.title,
        EntryRow.summary,
        EntryRow.published_raw,
        EntryRow.fingerprint,
        literal(at, EntryVersionRow.replaced_at.type),
    ).where(EntryRow.id == edit.entry_id)
    connection.execute(insert(EntryVersionRow).from_select(kept, before))
    entry = edit.entry
    changed = update(EntryRow).where(EntryRow.id == edit.entry_id)
    connection.execute(
        changed.values(
            url=entry.url,
            title=entry.title,
            summary=entry.summary,
            published_raw=entry.published_raw,
            published_at=entry.published.at,
            precision=entry.published.precision.value,
            version=edit.version,
            fingerprint=entry.fingerprint,
        )
    )


def _replace_story(
    connection: Connection, edit: EditedEntry, judgement: Judgement | None, matcher_version: str
) -> None:
    changed = update(StoryRow).where(StoryRow.id == edit.story_id)
    connection.execute(changed.values(title=edit.entry.title, summary=edit.entry.summary))
    mark_told_by(connection, [edit.story_id])
    if judgement is None or _keeps_judgement(connection, edit.story_id, judgement):
        return
    connection.execute(changed.values(judgement_values(judgement, matcher_version)))
    connection.execute(
        update(MatchRow)
        .where(MatchRow.story_id == edit.story_id, MatchRow.state.in_(UNREVIEWED))
        .values(state=WITHDRAWN)
    )
    propose(connection, match_values(edit.story_id, judgement, matcher_version))


def propose(connection: Connection, matches: Sequence[dict[str, Any]]) -> None:
    """Add matches or bring withdrawn ones back; what an editor has decided about stays as it is."""
    insert_new(connection, MatchRow, matches)
    for match in matches:
        withdrawn = update(MatchRow).where(
            MatchRow.story_id == match["story_id"], MatchRow.number == match["number"], MatchRow.state == WITHDRAWN
        )
        connection.execute(withdrawn.values(match | {"state": PROPOSED}))


def _keeps_judgement(connection: Connection, story_id: StoryId, judgement: Judgement) -> bool:
    """Tell whether an edit leaves the judgement as it was.

    Readers were told of a development on the evidence of the earlier text (kept in entry_versions); an edit that
    takes the evidence away does not undo what was reported.
    """
    if judgement.relevant:
        return False
    reported = select(ReportRow.development_id).where(ReportRow.story_id == story_id)
    return connection.execute(reported).first() is not None


def _open_storylines(connection: Connection, changes: Sequence[DevelopmentChange], at: datetime) -> None:
    named = sorted({change.storyline_id for change in changes if change.storyline_id})
    insert_new(connection, StorylineRow, [{"id": storyline, "opened_at": at} for storyline in named])


def _change_developments(connection: Connection, changes: Sequence[DevelopmentChange], at: datetime) -> None:
    """Write what updates change, and the headline where a report of a better tier brings it."""
    updates = [change for change in changes if change.kind is ChangeKind.UPDATED]
    insert_new(connection, RevisionRow, [revision_values(revision_of_change(change, at)) for change in updates])
    for change in changes:
        values = _weight_values(change)
        if change.kind is not ChangeKind.OPENED and values:
            row = update(DevelopmentRow).where(DevelopmentRow.id == change.development_id)
            connection.execute(row.where(_tells_of(change)).values(values))


def _tells_of(change: DevelopmentChange) -> ColumnElement[bool]:
    """Whether the report still tells of the development; an editor may have taken it out."""
    told = exists().where(ReportRow.story_id == change.report.story.id)
    return told.where(ReportRow.development_id == change.development_id)


def _weight_values(change: DevelopmentChange) -> dict[str, Any]:
    """Return what a further report changes in its development's row as evidence."""
    values: dict[str, Any] = {"lead_story_id": change.report.story.id} if change.leads else {}
    if change.counts and not change.counted:
        values["counts"] = True
    if change.timely:
        values["found_late"] = False
    if not change.announced and not change.held_by:
        values["held_by"] = None
    return values


def _open_developments(connection: Connection, opened: Sequence[OpenedDevelopment], at: datetime) -> None:
    rows = [
        {
            "id": each.change.development_id,
            "lead_story_id": each.change.report.story.id,
            "revision": each.change.revision,
            "opened_at": at,
            "updated_at": at,
            "active_at": at,
            "reports": 0,
            "counts": each.counts,
            "found_late": each.found_late,
            "storyline_id": each.change.storyline_id,
            "held_by": each.change.held_by or None,
        }
        for each in opened
    ]
    insert_new(connection, DevelopmentRow, rows)


def _add_reports(connection: Connection, changes: Sequence[DevelopmentChange], at: datetime) -> None:
    if not changes:
        return
    reports = [
        {"story_id": change.report.story.id, "development_id": change.development_id, "joined_at": at}
        for change in changes
    ]
    insert_new(connection, ReportRow, reports)
    told = [
        {
            _DEVELOPMENT.key: change.development_id,
            _REVISION.key: change.revision,
            _PUBLISHED.key: change.report.story.published.at,
            _AT.key: at,
        }
        for change in changes
    ]
    connection.execute(_COUNT_REPORTS, told)


_DEVELOPMENT = bindparam("told_development", type_=Text())
_REVISION = bindparam("told_revision", type_=Integer())
_PUBLISHED = bindparam("told_published", type_=UtcDateTime())
_AT = bindparam("told_at", type_=UtcDateTime())

_COUNT_REPORTS = (
    update(DevelopmentRow)
    .where(DevelopmentRow.id == _DEVELOPMENT)
    .values(
        revision=case((DevelopmentRow.revision < _REVISION, _REVISION), else_=DevelopmentRow.revision),
        updated_at=case((DevelopmentRow.updated_at < _AT, _AT), else_=DevelopmentRow.updated_at),
        active_at=case((DevelopmentRow.active_at < _PUBLISHED, _PUBLISHED), else_=DevelopmentRow.active_at),
        reports=select(func.count(ReportRow.story_id))
        .where(ReportRow.development_id == DevelopmentRow.id)
        .scalar_subquery(),
    )
)
