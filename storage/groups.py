"""Groups: which stored stories a new one is compared with, what editors decided, and reports moved by them."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from pydantic import TypeAdapter
from sqlalchemy import bindparam, case, delete, exists, func, or_, select, update

from domain.calendar import latest_ahead
from domain.development import DevelopmentId, OpenDevelopment
from domain.grouping import GroupDecision, GroupedStory, Revision, Ruling, StorylineId
from domain.match import Facts, Stage
from domain.moment import Precision
from domain.signals import Signals
from domain.source import Tier
from domain.story import StoryId
from storage.group_tables import GroupDecisionRow, RevisionRow, StoryKeyRow, StorySignalsRow
from storage.queries import JOIN_ORDER
from storage.stories import WITHDRAWN
from storage.tables import DevelopmentRow, MatchRow, OutboxRow, ReportRow, SourceRow, StoryRow
from storage.weighings import mark
from storage.writing import in_lots, insert_new, upsert

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable, Sequence
    from datetime import datetime

    from sqlalchemy import Connection, Row

    from domain.grouping import Wanted
    from domain.story import JudgedStory

MOST = 16
"""Stories that a new one is compared with at most: those that share the most keys with it."""

_FACTS = TypeAdapter(Facts)
_SIGNALS = TypeAdapter(Signals)
_REVISION = TypeAdapter(Revision)


class SqlGroupRepository:
    """What grouping reads and editors change, in one transaction; see ``domain.repositories.GroupRepository``."""

    def __init__(self, connection: Connection) -> None:
        self._connection = connection

    def list_candidates(
        self, wanted: Collection[Wanted], decisions: Collection[GroupDecision] = ()
    ) -> Sequence[OpenDevelopment]:
        """Return the developments that stories sharing keys tell of, with all their reports, by id."""
        bound = {story for each in decisions for story in (each.one, each.other)}
        stories = bound.union(*(self._sharing(each) for each in wanted))
        return open_developments(self._connection, stories)

    def list_about(self, story_ids: Collection[StoryId]) -> Sequence[GroupDecision]:
        """Return editors' decisions about any of these stories."""
        rows: set[Row[Any]] = set()
        for lot in in_lots(story_ids):
            about = or_(GroupDecisionRow.one.in_(lot), GroupDecisionRow.other.in_(lot))
            rows.update(self._connection.execute(select(GroupDecisionRow.__table__).where(about)))
        ordered = sorted(rows, key=lambda row: (row.one, row.other))
        return [
            GroupDecision(StoryId(row.one), StoryId(row.other), Ruling(row.ruling), row.who, row.at) for row in ordered
        ]

    def decide(self, decisions: Collection[GroupDecision]) -> None:
        """Store decisions; one about a pair decided before replaces it."""
        rows = [
            {"one": each.one, "other": each.other, "ruling": each.ruling.value, "who": each.who, "at": each.at}
            for each in decisions
        ]
        upsert(self._connection, GroupDecisionRow, rows)

    def forget(self, decisions: Collection[GroupDecision]) -> None:
        """Take decisions back; one that is not there is passed over."""
        for each in decisions:
            pair = (GroupDecisionRow.one == each.one, GroupDecisionRow.other == each.other)
            self._connection.execute(delete(GroupDecisionRow).where(*pair))

    def stories_of(self, development_id: DevelopmentId) -> Sequence[StoryId]:
        """Return the stories that tell of a development, its lead first; none where there is no such one."""
        chosen = (
            select(ReportRow.story_id)
            .join(DevelopmentRow, DevelopmentRow.id == ReportRow.development_id)
            .join(StoryRow, StoryRow.id == ReportRow.story_id)
            .where(ReportRow.development_id == development_id)
            .order_by(*JOIN_ORDER)
        )
        return [StoryId(story) for story in self._connection.scalars(chosen)]

    def development_of(self, story_id: StoryId) -> DevelopmentId | None:
        """Return the development that a story tells of, or None."""
        found = self._connection.scalar(select(ReportRow.development_id).where(ReportRow.story_id == story_id))
        return None if found is None else DevelopmentId(found)

    def move(self, story_ids: Collection[StoryId], development_id: DevelopmentId, at: datetime) -> None:
        """Let stories tell of another development, opened where there is none; what they leave is kept in order."""
        moved = update(ReportRow).where(ReportRow.story_id.in_(list(story_ids)))
        left = set(
            self._connection.scalars(
                select(ReportRow.development_id).where(ReportRow.story_id.in_(list(story_ids))).distinct()
            )
        )
        first = min(story_ids)
        self._open(development_id, first, next(iter(sorted(left)), ""), at)
        self._connection.execute(moved.values(development_id=development_id, moved_from=ReportRow.development_id))
        # What was left comes first: it gives up leads that the target may have.
        for each in (*sorted(left - {development_id}), development_id):
            self._settle(each, development_id, at)
        # A development emptied earlier is found where its lead is now.
        followed = (DevelopmentRow.merged_into.is_not(None), DevelopmentRow.lead_story_id.in_(list(story_ids)))
        self._connection.execute(update(DevelopmentRow).where(*followed).values(merged_into=development_id))
        mark(self._connection, {*left, development_id})

    def moved_from(self, development_id: DevelopmentId) -> Sequence[StoryId]:
        """Return the stories that an editor moved away from a development last, by id."""
        chosen = select(ReportRow.story_id).where(ReportRow.moved_from == development_id)
        return [StoryId(story) for story in self._connection.scalars(chosen.order_by(ReportRow.story_id))]

    def list_revisions(self, development_id: DevelopmentId) -> Sequence[Revision]:
        """Return what reports changed in a development, in order."""
        chosen = select(RevisionRow.changes).where(RevisionRow.development_id == development_id)
        return [_REVISION.validate_python(row) for row in self._connection.scalars(chosen.order_by(RevisionRow.number))]

    def _sharing(self, wanted: Wanted) -> set[str]:
        """Return the stories that share the most keys; a key shared by few says more than one shared by many."""
        if not wanted.keys:
            return set()
        values = {"keys": wanted.keys, "since": wanted.since, "until": wanted.until}
        return set(self._connection.scalars(_SHARING, values))

    def _open(self, development_id: DevelopmentId, lead: StoryId, like: str, at: datetime) -> None:
        """Open a development for reports that leave another; it counts as that one does."""
        known = select(DevelopmentRow).where(DevelopmentRow.id == like)
        row = self._connection.execute(known).first()
        values = {
            "id": development_id,
            "lead_story_id": lead,
            "revision": 1,
            "opened_at": at,
            "updated_at": at,
            "active_at": at,
            "reports": 0,
            "counts": bool(row and row.counts),
            "found_late": bool(row and row.found_late),
            "storyline_id": row.storyline_id if row else None,
        }
        if self._connection.scalar(select(DevelopmentRow.id).where(DevelopmentRow.id == development_id)) is None:
            self._release_lead(lead)
            insert_new(self._connection, DevelopmentRow, [values])

    def _release_lead(self, lead: StoryId) -> None:
        """Give the development that a leaving story leads another lead, since a story leads one only.

        One that was merged keeps the lead by which it was told.
        """
        stands = (DevelopmentRow.lead_story_id == lead, DevelopmentRow.merged_into.is_(None))
        led = self._connection.scalar(select(DevelopmentRow.id).where(*stands))
        if led is None:
            return
        others = [each for each in self.stories_of(DevelopmentId(led)) if each != lead]
        if not others:
            raise ValueError(f"development {led} has no other report: there is nothing to part")
        self._connection.execute(
            update(DevelopmentRow).where(DevelopmentRow.id == led).values(lead_story_id=self._best(others))
        )

    def _best(self, story_ids: Collection[StoryId]) -> StoryId:
        """Return the story whose headline stands: of the best tier, then the earliest."""
        tier = case({tier.value: place for place, tier in enumerate(Tier)}, value=SourceRow.tier, else_=len(Tier))
        chosen = (
            select(StoryRow.id)
            .join(SourceRow, SourceRow.id == StoryRow.source_id)
            .where(StoryRow.id.in_(list(story_ids)))
            .order_by(tier, StoryRow.published_at, StoryRow.id)
        )
        return StoryId(self._connection.execute(chosen).scalars().first() or min(story_ids))

    def _settle(self, development_id: str, target: DevelopmentId, at: datetime) -> None:
        """Bring counter, lead and mark of a development in line with the reports it has now."""
        stories = self.stories_of(DevelopmentId(development_id))
        values: dict[str, Any] = {"reports": len(stories), "updated_at": at}
        values["merged_into"] = None if stories else target
        lead = self._connection.scalar(select(DevelopmentRow.lead_story_id).where(DevelopmentRow.id == development_id))
        if stories and lead not in stories:
            values["lead_story_id"] = self._best(stories)
        self._connection.execute(update(DevelopmentRow).where(DevelopmentRow.id == development_id).values(values))


def open_developments(connection: Connection, story_ids: Collection[str]) -> list[OpenDevelopment]:
    """Return the developments that these stories tell of, with all their reports, by id."""
    told_of: set[str] = set()
    for lot in in_lots(sorted(story_ids)):
        told_of.update(connection.scalars(_TOLD_OF, {"stories": lot}))
    stories: dict[tuple[str, int, bool, str | None, bool], list[GroupedStory]] = {}
    for lot in in_lots(sorted(told_of)):
        rows = connection.execute(_OPEN, {"developments": lot}).all()
        numbers = _numbers_of(connection, [row.id for row in rows])
        for row in rows:
            key = (row.development_id, row.revision, row.announced, row.storyline_id, row.counts)
            stories.setdefault(key, []).append(_grouped(row, numbers.get(row.id, ())))
    return [
        OpenDevelopment(
            DevelopmentId(development_id),
            revision,
            tuple(told_by),
            announced=announced,
            storyline_id=StorylineId(storyline) if storyline else None,
            counts=counts,
        )
        for (development_id, revision, announced, storyline, counts), told_by in stories.items()
    ]


_TOLD_OF = select(ReportRow.development_id).where(ReportRow.story_id.in_(bindparam("stories", expanding=True)))
_NUMBERS = (
    select(MatchRow.story_id, MatchRow.number)
    .where(MatchRow.story_id.in_(bindparam("stories", expanding=True)), MatchRow.state != WITHDRAWN)
    .order_by(MatchRow.position)
)
_SHARING = (
    select(StoryKeyRow.story_id)
    .where(
        StoryKeyRow.key.in_(bindparam("keys", expanding=True)),
        StoryKeyRow.at >= bindparam("since"),
        StoryKeyRow.at <= bindparam("until"),
    )
    .group_by(StoryKeyRow.story_id)
    .order_by(func.count().desc(), func.max(StoryKeyRow.at).desc(), StoryKeyRow.story_id)
    .limit(MOST)
)
# Made once: building a statement anew for every report costs as much as running it.
_OPEN = (
    select(
        DevelopmentRow.id.label("development_id"),
        DevelopmentRow.revision,
        DevelopmentRow.storyline_id,
        DevelopmentRow.counts,
        exists().where(OutboxRow.development_id == DevelopmentRow.id).label("announced"),
        StoryRow.id,
        StoryRow.url_key,
        StoryRow.judged_language,
        StoryRow.title,
        StoryRow.summary,
        StoryRow.published_at,
        StoryRow.precision,
        StoryRow.countries,
        StoryRow.primary_number,
        StoryRow.stage,
        StoryRow.facts,
        SourceRow.tier,
        StorySignalsRow.signals,
    )
    .join(ReportRow, ReportRow.development_id == DevelopmentRow.id)
    .join(StoryRow, StoryRow.id == ReportRow.story_id)
    .join(SourceRow, SourceRow.id == StoryRow.source_id)
    .outerjoin(StorySignalsRow, StorySignalsRow.story_id == StoryRow.id)
    .where(DevelopmentRow.id.in_(bindparam("developments", expanding=True)), StoryRow.relevant.is_(True))
    .order_by(DevelopmentRow.id, *JOIN_ORDER)
)


def signal_rows(judged: Iterable[JudgedStory]) -> tuple[list[dict[str, Any]], list[dict[str, Any]]]:
    """Return the rows of what grouping compares of relevant stories, and of the keys it finds them by."""
    relevant = [each for each in judged if each.judgement.relevant]
    signals = [
        {
            "story_id": each.story.id,
            "signals": _SIGNALS.dump_python(each.judgement.signals, mode="json", exclude_defaults=True),
            "ahead_until": latest_ahead(each.judgement.signals.days, each.story.published.at.date()),
        }
        for each in relevant
    ]
    keys = [
        {"key": key, "at": each.story.published.at, "story_id": each.story.id} for each in relevant for key in each.keys
    ]
    return signals, keys


def save_signals(connection: Connection, judged: Iterable[JudgedStory]) -> None:
    """Store what grouping needs of relevant stories; new keys replace those of an earlier judgement."""
    signals, keys = signal_rows(judged)
    for lot in in_lots([row["story_id"] for row in signals]):
        connection.execute(delete(StoryKeyRow).where(StoryKeyRow.story_id.in_(lot)))
    upsert(connection, StorySignalsRow, signals)
    insert_new(connection, StoryKeyRow, keys)


def revision_values(revision: Revision) -> dict[str, Any]:
    """Return the row of a revision."""
    return {
        "development_id": revision.development_id,
        "number": revision.number,
        "story_id": revision.story_id,
        "at": revision.at,
        "changes": _REVISION.dump_python(revision, mode="json"),
    }


def revision_of(connection: Connection, development_id: DevelopmentId, number: int) -> Revision | None:
    """Return what a revision of a development changed, or None for the first one."""
    chosen = select(RevisionRow.changes).where(
        RevisionRow.development_id == development_id, RevisionRow.number == number
    )
    changes = connection.scalar(chosen)
    return None if changes is None else _REVISION.validate_python(changes)


def _numbers_of(connection: Connection, story_ids: Collection[str]) -> dict[str, tuple[int, ...]]:
    found: dict[str, list[int]] = {}
    for lot in in_lots(story_ids):
        for story_id, number in connection.execute(_NUMBERS, {"stories": lot}):
            found.setdefault(story_id, []).append(number)
    return {story_id: tuple(numbers) for story_id, numbers in found.items()}


def _grouped(row: Row[*tuple[Any, ...]], numbers: tuple[int, ...]) -> GroupedStory:
    return GroupedStory(
        id=StoryId(row.id),
        url_key=row.url_key,
        language=row.judged_language,
        title=row.title,
        summary=row.summary,
        published_at=row.published_at,
        countries=tuple(row.countries),
        primary=row.primary_number,
        numbers=numbers,
        stage=Stage(row.stage),
        facts=_FACTS.validate_python(row.facts),
        signals=_SIGNALS.validate_python(row.signals or {}),
        precision=Precision(row.precision),
        tier=Tier(row.tier),
    )
